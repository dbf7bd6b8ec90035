"""Codes: who may have a new one made, how they leave as a file, and what is asked before they are replaced."""

import csv
import io
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.database import writing
from app.extensions import db
from app.models import Assignment, AuditEntry, Establishment, FrameEntry, Response, Role, Wave, WaveState, now
from app.services import invite, waves
from app.services.refusals import Refused
from tests.accounts import visitor
from tests.respondents import Field, Respondent, open_field

PAGE = "/intern/wellen/welle/einladungen"


@pytest.fixture
def field(house: Flask) -> Field:
    """An open wave of three establishments; that of number 0 has saved an answer."""
    found = open_field(house, "single", 3)
    someone = found.respondent()
    someone.open("/befragung/auswahl")
    someone.answer({"farbe": "!refused"})
    return found


def _ask_for_code(house: Flask, who: str, reference: str) -> Respondent:
    someone = visitor(house, who)
    someone.open(PAGE)
    someone.answer({"reference": reference, "role": "company"}, "Neuen Code erzeugen")
    return someone


def _audited(house: Flask, action: str) -> list[Mapping[str, object]]:
    with house.app_context():
        return list(db.session.scalars(select(AuditEntry.detail).where(AuditEntry.action == action)))


def _uninvite(house: Flask) -> None:
    """Everybody of the sample waits for an invitation again."""
    with house.app_context(), writing(db.session):
        for row in db.session.scalars(select(Response)):
            db.session.delete(row)
        for assignment in db.session.scalars(select(Assignment)):
            db.session.delete(assignment)


def test_who_may_not_see_answers_gets_no_code_that_opens_them(house: Flask, field: Field) -> None:
    someone = _ask_for_code(house, "contacts", "B0")
    assert someone.status == 400
    assert "nur die Befragungsleitung" in someone.text
    assert not someone.soup.select("tbody code")
    assert field.respondent().path != "/befragung/", "the code of the letter still works"
    assert _audited(house, "code_reissued") == []


def test_an_invitation_without_answers_gets_one_from_contacts_too(house: Flask, field: Field) -> None:
    opened = field.respondent(1)
    assert opened.path == "/befragung/start", "come in, but nothing saved"
    for reference in ("B1", "B2"):
        assert _ask_for_code(house, "contacts", reference).status == 200
    assert [entry["has_answers"] for entry in _audited(house, "code_reissued")] == [False, False]


def test_the_lead_may_and_the_history_says_for_whom(house: Flask, field: Field) -> None:
    someone = _ask_for_code(house, "manager", "B0")
    assert someone.status == 200
    again = Respondent(house.test_client())
    again.enter(someone.at("tbody code").get_text())
    assert again.path == "/befragung/uebersicht"
    assert _audited(house, "code_reissued") == [{"establishment": "B0", "role": "company", "has_answers": True}]
    someone.open("/intern/wellen/welle")
    assert "Zugangscode ersetzt: B0 (Betriebe), mit gespeicherten Antworten" in someone.text


@pytest.mark.parametrize("state", [WaveState.CLOSED, WaveState.ARCHIVED])
def test_nobody_gets_a_code_when_the_wave_is_over(house: Flask, field: Field, state: WaveState) -> None:
    someone = visitor(house, "manager")
    someone.open(PAGE)
    fields = someone.fields_of(someone.soup.select("main form")[-2])
    field.change_wave(state=state, closed_at=now())
    someone.send({**fields, "reference": "B0", "role": "company"}, f"{PAGE}/neuer-code")
    assert someone.status == 400
    assert not someone.soup.select("tbody code")
    assert field.respondent().status in {200, 403}
    assert _audited(house, "code_reissued") == []


def test_answers_from_paper_get_no_code_by_replacing_the_list(house: Flask, field: Field) -> None:
    with house.app_context(), writing(db.session):
        # As an import leaves them: answered, though nobody ever came in.
        db.session.execute(update(Assignment).values(opened_at=None))
        wave = db.session.scalars(select(Wave)).one()
        listed = invite.replace_unused(db.session, wave, Role.COMPANY, "pepper")
    assert [each.reference for each in listed] == ["B1", "B2"]


def test_codes_leave_as_a_file_for_letters(house: Flask, field: Field) -> None:
    _uninvite(house)
    with house.app_context(), writing(db.session):
        unit = db.session.scalars(select(Establishment).where(Establishment.reference == "B1")).one()
        unit.name = '=HYPERLINK("x");"Söhne"'
    someone = visitor(house, "contacts")
    someone.open(PAGE)
    someone.press("Codes erzeugen und als Datei laden für Betriebe")
    answer = someone.response
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="zugangscodes-welle-company.csv"'
    content = answer.get_data()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row["Nummer"] for row in rows] == ["B0", "B1", "B2"]
    assert rows[1]["Betrieb"] == '\'=HYPERLINK("x");"Söhne"'
    assert {row["Fragebogen"] for row in rows} == {"Betrieb"}
    by_code, by_link = Respondent(house.test_client()), Respondent(house.test_client())
    by_code.enter(rows[0]["Zugangscode"])
    assert by_code.path == "/befragung/start"
    by_link.open(urlsplit(rows[2]["Link"]).path)
    by_link.press("Fragebogen öffnen")
    assert by_link.path == "/befragung/start"
    assert rows[2]["Link"].startswith(house.extensions["settings"].base_url)


def test_a_list_that_is_asked_for_again_leaves_no_trace_in_the_history(house: Flask, field: Field) -> None:
    _uninvite(house)
    someone = visitor(house, "contacts")
    someone.open(PAGE)
    fields = someone.fields_of(someone.soup.select_one("main form"))
    for _time in range(2):
        someone.send(fields, f"{PAGE}/company")
    assert "schon eingeladen" in someone.response.get_data(as_text=True)
    assert _audited(house, "invited") == [{"role": "company", "number": 3}]


def test_a_wave_of_a_long_short_name_has_many_trial_runs(house: Flask) -> None:
    slug = "eine-welle-mit-einem-sehr-langen-kuerzel-das-erlaubt-ist"
    with house.app_context(), writing(db.session):
        wave = waves.create(db.session, waves.NewWave(slug, {"de": "Lang"}, 2025, 2030))
        runs = [invite.start_trial(db.session, wave, "pepper") for _time in range(3)]
    assert len({run[0].reference for run in runs}) == 3


def test_before_anybody_is_invited_there_is_no_empty_table(house: Flask) -> None:
    with house.app_context(), writing(db.session):
        waves.create(db.session, waves.NewWave("welle", {"de": "Welle"}, 2025, 2030))
    someone = visitor(house, "manager")
    someone.open("/intern/wellen/welle/auf-einen-blick")
    assert "noch niemand eingeladen" in someone.text
    assert not someone.soup.select("table.strata")


def test_only_the_sample_is_invited(house: Flask, field: Field) -> None:
    _uninvite(house)
    with house.app_context(), writing(db.session):
        db.session.execute(update(FrameEntry).values(is_sampled=False))
    someone = visitor(house, "contacts")
    someone.open(PAGE)
    assert "Codes erzeugen" not in someone.text


def test_a_refused_code_says_why(house: Flask, field: Field) -> None:
    with house.app_context(), writing(db.session):
        wave = db.session.scalars(select(Wave)).one()
        with pytest.raises(Refused, match="schon Antworten gespeichert"):
            invite.reissue(db.session, wave, "B0", Role.COMPANY, "pepper", may_see_answers=False)
        with pytest.raises(Refused, match="keine solche Einladung"):
            invite.reissue(db.session, wave, "B9", Role.COMPANY, "pepper", may_see_answers=False)
