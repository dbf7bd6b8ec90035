"""Signing in and out: passwords, sessions as rows, copied cookies, limits, addresses that lead elsewhere."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from app.account.routes import local_path
from app.extensions import db
from app.models import Attempt, AuditEntry, BrowserSession, User, now
from app.services import accounts
from app.services.refusals import Refused
from tests.accounts import PASSWORD, address, make_account, signed_in, visitor
from tests.respondents import Respondent


def _sign_in(client: FlaskClient, email: str, password: str = PASSWORD, path: str = "/anmelden") -> Respondent:
    someone = Respondent(client)
    someone.open(path)
    fields = someone.fields_of(someone.soup.select_one("main form"))
    someone.send(fields | {"email": [email], "password": [password]}, path)
    return someone


def _count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_manager_signs_in_and_sees_the_waves(house: Flask) -> None:
    someone = _sign_in(house.test_client(), address("manager"))
    assert someone.path == "/intern"
    assert "Erhebungswellen" in someone.title
    assert "Person manager" in someone.response.get_data(as_text=True)


@pytest.mark.parametrize(("role", "home"), [("partner", "/partner"), ("admin", "/intern/konten")])
def test_everybody_starts_where_they_belong(house: Flask, role: str, home: str) -> None:
    assert _sign_in(house.test_client(), address(role)).path == home


def test_the_address_is_read_kindly(house: Flask) -> None:
    assert _sign_in(house.test_client(), "  Manager@Example.ORG ").path == "/intern"


def test_wrong_password_and_unknown_address_look_alike(house: Flask) -> None:
    wrong = _sign_in(house.test_client(), address("manager"), "falsches Passwort")
    unknown = _sign_in(house.test_client(), "niemand@example.org", "falsches Passwort")
    assert wrong.status == unknown.status == 400
    assert wrong.title.startswith("Fehler:")
    assert "E-Mail-Adresse oder Passwort stimmen nicht." in wrong.text
    assert wrong.text == unknown.text


def test_hostile_addresses_are_simply_wrong(app: Flask) -> None:
    for email in ["a\x00b@example.org", "ä" * 5000 + "@example.org", "'; DROP TABLE user_account; --"]:
        assert _sign_in(app.test_client(), email).status == 400, email


def test_a_cookie_copied_before_sign_out_opens_nothing_after_it(house: Flask) -> None:
    client = house.test_client()
    someone = _sign_in(client, address("manager"))
    cookie = client.get_cookie("bedarfsradar_intern")
    assert cookie is not None
    thief = house.test_client()
    thief.set_cookie("bedarfsradar_intern", cookie.value)
    assert thief.get("/intern").status_code == 200
    someone.press("Abmelden")
    assert someone.path == "/anmelden"
    assert _count(house, BrowserSession) == 0
    assert thief.get("/intern").status_code == 302
    assert client.get("/intern").status_code == 302


def test_signing_in_changes_the_session(house: Flask) -> None:
    client = house.test_client()
    client.get("/anmelden")
    before = client.get_cookie("bedarfsradar_intern")
    _sign_in(client, address("manager"))
    after = client.get_cookie("bedarfsradar_intern")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    attacker = house.test_client()
    attacker.set_cookie("bedarfsradar_intern", before.value)
    assert attacker.get("/intern").status_code == 302


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(house: Flask) -> None:
    client = house.test_client()
    someone = Respondent(client)
    someone.open("/anmelden")
    fields = someone.fields_of(someone.soup.select_one("main form")) | {
        "email": [address("manager")],
        "password": [PASSWORD],
    }
    response = client.post("/anmelden", data=fields)
    morsel = SimpleCookie(response.headers["Set-Cookie"])["bedarfsradar_intern"]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert morsel["path"] == "/"


def test_a_cookie_of_one_realm_is_worth_nothing_in_the_other(house: Flask) -> None:
    client = house.test_client()
    _sign_in(client, address("manager"))
    cookie = client.get_cookie("bedarfsradar_intern")
    assert cookie is not None
    other = house.test_client()
    other.set_cookie("bedarfsradar_befragung", cookie.value)
    assert other.get("/befragung/uebersicht").status_code == 302


MADE_UP = ["", "s.", "a.", "s.unbekannt", "a.eyJ1c2VyX2lkIjoxfQ.faked.signature", "x", "s.ü", "a." + "A" * 3000]


def test_made_up_cookies_are_nobody(app: Flask) -> None:
    for value in MADE_UP:
        client = app.test_client()
        client.set_cookie("bedarfsradar_intern", value)
        assert client.get("/intern").status_code == 302, value


@pytest.mark.parametrize("column", ["seen_at", "expires_at"])
def test_an_old_session_ends(house: Flask, column: str) -> None:
    client = signed_in(house, "manager")
    assert client.get("/intern").status_code == 200
    with house.app_context():
        db.session.execute(update(BrowserSession).values(**{column: now() - timedelta(hours=3)}))
        db.session.commit()
    assert client.get("/intern").status_code == 302


def test_signing_in_clears_away_what_has_ended(house: Flask) -> None:
    signed_in(house, "analyst")
    with house.app_context():
        db.session.execute(update(BrowserSession).values(expires_at=now() - timedelta(hours=1)))
        db.session.commit()
    _sign_in(house.test_client(), address("manager"))
    assert _count(house, BrowserSession) == 1


def test_a_page_view_writes_nothing(house: Flask) -> None:
    client = signed_in(house, "manager")
    with house.app_context():
        before = db.session.execute(select(BrowserSession.seen_at, BrowserSession.data)).one()
    client.get("/intern")
    client.get("/intern/wellen/neu")
    with house.app_context():
        assert db.session.execute(select(BrowserSession.seen_at, BrowserSession.data)).one() == before


def test_a_switched_off_account_is_out_at_once(house: Flask) -> None:
    client = signed_in(house, "manager")
    admin = visitor(house, "admin")
    admin.open("/intern/konten")
    row = next(row for row in admin.soup.select("tbody tr") if address("manager") in row.get_text())
    form = row.select_one("form")
    assert form is not None
    admin.send(admin.fields_of(form) | {"an": ["nein"]}, str(form["action"]))
    assert "abgeschaltet" in admin.text
    assert client.get("/intern").status_code == 302
    assert _sign_in(house.test_client(), address("manager")).status == 400


def test_an_admin_cannot_switch_off_the_own_account(house: Flask) -> None:
    admin = visitor(house, "admin")
    admin.open("/intern/konten")
    assert not any(address("admin") in row.get_text() and row.select("form") for row in admin.soup.select("tbody tr"))


def test_ten_wrong_passwords_lock_the_account_for_a_while(house: Flask) -> None:
    client = house.test_client()
    for _ in range(10):
        assert _sign_in(client, address("manager"), "falsches Passwort").status == 400
    assert _sign_in(client, address("manager")).status == 429
    assert _sign_in(client, address("analyst")).status == 200
    with house.app_context():
        db.session.execute(update(Attempt).values(at=now() - timedelta(minutes=16)))
        db.session.commit()
    assert _sign_in(client, address("manager")).path == "/intern"


def test_no_address_is_kept_with_the_attempts(house: Flask) -> None:
    _sign_in(house.test_client(), address("manager"), "falsches Passwort")
    with house.app_context():
        stored = db.session.scalars(select(Attempt.subject_hash)).all()
    assert len(stored) == 2
    assert not any("127.0" in each or "manager" in each for each in stored)


def test_changing_the_password_ends_all_sessions(house: Flask) -> None:
    elsewhere = signed_in(house, "manager")
    someone = visitor(house, "manager")
    someone.open("/konto")
    someone.answer({"old": PASSWORD, "new": "ein ganz anderes Passwort"}, "Passwort ändern")
    assert someone.path == "/anmelden"
    assert "geändert" in someone.text
    assert elsewhere.get("/intern").status_code == 302
    assert _sign_in(house.test_client(), address("manager"), "ein ganz anderes Passwort").path == "/intern"


def test_a_bad_new_password_changes_nothing(house: Flask) -> None:
    someone = visitor(house, "manager")
    for old, new in [("falsch", "ein ganz anderes Passwort"), (PASSWORD, "kurz"), (PASSWORD, "a" * 20)]:
        someone.open("/konto")
        someone.answer({"old": old, "new": new}, "Passwort ändern")
        assert someone.status == 400
    assert _sign_in(house.test_client(), address("manager")).path == "/intern"


def test_a_sign_in_leads_back_to_the_page_that_was_asked_for(house: Flask) -> None:
    client = house.test_client()
    response = client.get("/intern/wellen/neu")
    assert _sign_in(client, address("manager"), path=response.headers["Location"]).path == "/intern/wellen/neu"


ELSEWHERE = [
    "//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/intern", "\\\\evil.example",
    "/intern\r\nLocation: https://evil.example", "javascript:alert(1)", "intern", "",
    "///evil.example", "/\t/evil.example",
    "http:///evil.example", "/\x00", "/%5c\\evil.example", "//[::1", "data:text/html,x",
]  # fmt: skip


def test_a_sign_in_leads_nowhere_else(house: Flask) -> None:
    client = house.test_client()
    someone = Respondent(client)
    for target in ELSEWHERE:
        assert local_path(target) is None, target
        response = client.get("/anmelden", query_string={"weiter": target})
        assert response.status_code == 200, target
    someone.open("/anmelden")
    fields = someone.fields_of(someone.soup.select_one("main form"))
    fields |= {"email": [address("manager")], "password": [PASSWORD]}
    answer = client.post("/anmelden", query_string={"weiter": "//evil.example"}, data=fields)
    assert answer.headers["Location"] == "/konto/start"


def test_paths_of_this_site_are_followed() -> None:
    assert local_path("/intern/wellen/herbst?x=1") == "/intern/wellen/herbst?x=1"


def test_signing_in_is_written_down(house: Flask) -> None:
    _sign_in(house.test_client(), address("manager"))
    with house.app_context():
        entry = db.session.scalars(select(AuditEntry)).one()
        assert (entry.action, entry.subject) == ("sign_in", f"account:{entry.user_id}")


def test_a_sign_in_that_fails_is_written_down_without_what_was_typed(house: Flask) -> None:
    for email in (address("manager"), "niemand@example.org", "mein Passwort, im falschen Feld"):
        assert _sign_in(house.test_client(), email, "ein falsches Passwort").status == 400
    with house.app_context():
        number = db.session.scalars(select(User.id).where(User.email == address("manager"))).one()
        entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
        assert [entry.subject for entry in entries] == [f"account:{number}", "account:unknown", "account:unknown"]
        assert {entry.action for entry in entries} == {"sign_in_failed"}
        assert not any(entry.detail or entry.user_id for entry in entries)


def test_a_second_account_with_the_same_address_is_refused(app: Flask) -> None:
    make_account(app, "manager")
    with app.app_context(), pytest.raises(Refused, match="schon ein Konto"):
        accounts.create(db.session, "MANAGER@example.org", "Zweite", PASSWORD, "manager")


def test_passwords_are_stored_as_argon2(app: Flask) -> None:
    number = make_account(app, "manager")
    with app.app_context():
        assert db.session.get_one(User, number).password_hash.startswith("$argon2id$")
