"""Who may see what: every route by every kind of visitor, taken from the application's own list of routes."""

from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.extensions import db
from app.models import Assignment, Role, UserRole
from app.security import access_of, refuse_unmarked
from tests.accounts import entered, form_token, make_everyone, signed_in
from tests.respondents import Respondent, open_field

RESPONDENTS = frozenset({"company", "works_council"})
STAFF = frozenset({"manager", "analyst", "contacts", "admin"})
ACCOUNTS = STAFF | {"partner"}
EVERYBODY = ACCOUNTS | RESPONDENTS | {"anonymous"}
FIELDWORK = frozenset({"manager", "analyst", "contacts"})
ANSWERS = frozenset({"manager", "analyst"})
CONTACTS = frozenset({"manager", "contacts"})
MANAGER = frozenset({"manager"})
ADMIN = frozenset({"admin"})

# Written by hand, not read from the code: endpoint and method → who may.
MATRIX: Mapping[str, frozenset[str]] = {
    "GET static": EVERYBODY,
    "GET public.start": EVERYBODY,
    "GET public.privacy": EVERYBODY,
    "GET public.imprint": EVERYBODY,
    "GET public.accessibility": EVERYBODY,
    "GET public.health": EVERYBODY,
    "GET account.sign_in": EVERYBODY,
    "POST account.sign_in": EVERYBODY,
    "POST account.sign_out": EVERYBODY,
    "GET account.home": ACCOUNTS,
    "GET account.password": ACCOUNTS,
    "POST account.password": ACCOUNTS,
    "GET partners.releases": frozenset({"partner"}),
    "GET partners.download": frozenset({"partner"}),
    "GET staff.waves": FIELDWORK,
    "GET staff.wave": FIELDWORK,
    "GET staff.glance": FIELDWORK,
    "GET staff.new_wave": MANAGER,
    "POST staff.new_wave": MANAGER,
    "GET staff.dates": MANAGER,
    "POST staff.dates": MANAGER,
    "GET staff.step": MANAGER,
    "POST staff.step": MANAGER,
    "GET staff.questionnaires": ANSWERS,
    "POST staff.attach_file": MANAGER,
    "POST staff.attach_own": MANAGER,
    "GET staff.frame": CONTACTS,
    "POST staff.frame": CONTACTS,
    "GET staff.invitations": CONTACTS,
    "POST staff.invite_all": CONTACTS,
    "POST staff.reissue": CONTACTS,
    "GET staff.ask_replace_all": CONTACTS,
    "POST staff.replace_all": CONTACTS,
    "POST staff.trial": MANAGER,
    "GET staff.results": ANSWERS,
    "GET staff.result": ANSWERS,
    "POST staff.keep_block": ANSWERS,
    "POST staff.freeze_wave": ANSWERS,
    "GET staff.analyst_files": ANSWERS,
    "GET staff.analyst_file": ANSWERS,
    "GET staff.texts": ANSWERS,
    "POST staff.review_text": ANSWERS,
    "GET staff.job": ANSWERS,
    "GET staff.job_state": ANSWERS,
    "GET staff.releases": ANSWERS,
    "POST staff.build_release": MANAGER,
    "POST staff.build_preview": ANSWERS,
    "GET staff.release": ANSWERS,
    "GET staff.chapter": ANSWERS,
    "GET staff.download": ANSWERS,
    "GET staff.preview": ANSWERS,
    "GET staff.plan_list": ANSWERS,
    "POST staff.upload_plan": ANSWERS,
    "POST staff.copy_plan": ANSWERS,
    "GET staff.plan": ANSWERS,
    "POST staff.change_plan": ANSWERS,
    "GET staff.plan_file": ANSWERS,
    "GET staff.remove_plan": ANSWERS,
    "POST staff.remove_plan": ANSWERS,
    "GET staff.plan_title": ANSWERS,
    "POST staff.plan_title": ANSWERS,
    "GET staff.plan_chapter": ANSWERS,
    "POST staff.plan_chapter": ANSWERS,
    "GET staff.plan_block": ANSWERS,
    "POST staff.plan_block": ANSWERS,
    "POST staff.verify": ANSWERS,
    "POST staff.remove": ANSWERS,
    "GET staff.approve": ANSWERS,
    "POST staff.approve": ANSWERS,
    "GET staff.withdraw": ANSWERS,
    "POST staff.withdraw": ANSWERS,
    "GET staff.accounts": ADMIN,
    "POST staff.accounts": ADMIN,
    "POST staff.switch_account": ADMIN,
    "GET respond.enter": EVERYBODY,
    "POST respond.enter_with_code": EVERYBODY,
    "GET respond.link": EVERYBODY,
    "POST respond.enter_with_link": EVERYBODY,
    "GET respond.privacy": EVERYBODY,
    "POST respond.sign_out": EVERYBODY,
    "GET respond.blank_pdf": RESPONDENTS,
    "GET respond.compare": RESPONDENTS,
    "GET respond.compare_pdf": RESPONDENTS,
    "GET respond.consent": RESPONDENTS,
    "POST respond.withdraw": RESPONDENTS,
    "POST respond.correct": RESPONDENTS,
    "POST respond.draft": RESPONDENTS,
    "POST respond.draft_row": RESPONDENTS,
    "POST respond.hand_in": RESPONDENTS,
    "GET respond.need_sheet": RESPONDENTS,
    "GET respond.need_sheet_pdf": RESPONDENTS,
    "GET respond.new_row": RESPONDENTS,
    "GET respond.overview": RESPONDENTS,
    "GET respond.page": RESPONDENTS,
    "GET respond.pause": RESPONDENTS,
    "GET respond.receipt": RESPONDENTS,
    "GET respond.receipt_pdf": RESPONDENTS,
    "GET respond.remove_row": RESPONDENTS,
    "POST respond.remove_row_now": RESPONDENTS,
    "GET respond.review": RESPONDENTS,
    "GET respond.row": RESPONDENTS,
    "POST respond.save_page": RESPONDENTS,
    "POST respond.save_row": RESPONDENTS,
    "GET respond.search": RESPONDENTS,
    "GET respond.start": RESPONDENTS,
}
VALUES = {
    "slug": "welle", "act": "oeffnen", "role": "company", "number": 1, "release_id": "0" * 64, "language": "de",
    "filename": "css/base.css", "page_id": "seite", "row_id": "r1", "column": "kldb",
    "word": "wort", "file_format": "pdf", "item_id": "emp_total", "chapter_id": "a",
    "kind": "csv", "plan": "bericht", "chapter": 1, "block": 1,
}  # fmt: skip
DOORS = ("/anmelden", "/befragung/", "/")


def _routes(app: Flask) -> Iterator[tuple[str, Rule, str]]:
    """Name in the matrix, rule and method of every route."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield f"{method} {rule.endpoint}", rule, method


def _path(app: Flask, rule: Rule) -> str:
    with app.test_request_context():
        built = rule.build({name: VALUES[name] for name in rule.arguments})
    assert built is not None
    return built[1]


def _visitors(app: Flask) -> dict[str, FlaskClient]:
    make_everyone(app)
    open_field(app, "real")
    with app.app_context():
        rows = db.session.execute(select(Assignment.role, Assignment.id))
        assignments = {row.role: row.id for row in rows}
    clients = {role.value: signed_in(app, role) for role in UserRole}
    clients |= {role.value: entered(app, assignments[role]) for role in Role}
    return clients | {"anonymous": app.test_client()}


def _is_turned_away(response: TestResponse) -> bool:
    """Sent to a door, or told that this is not for them (or, for quiet saving, that nobody is signed in)."""
    if response.status_code in {401, 403}:
        return True
    target = response.headers.get("Location", "").split("?")[0]
    return response.status_code == 302 and target in DOORS


def test_the_matrix_names_every_route(app: Flask) -> None:
    assert {name for name, _, _ in _routes(app)} == set(MATRIX)


def test_every_visitor_sees_what_the_matrix_allows_and_nothing_else(app: Flask) -> None:
    clients = _visitors(app)
    wrong = []
    for name, rule, method in _routes(app):
        if name in {"POST respond.sign_out", "POST account.sign_out"}:
            continue  # leaves a door open for everybody, and ends the session that the next routes need
        for visitor, client in clients.items():
            # Without a form token a POST that is allowed ends there, before anything changes. Quiet saving
            # answers both with 401, so it gets a token, and a page that does not exist.
            data = {"csrf_token": form_token(app, client)} if "respond.draft" in name else None
            response = client.open(_path(app, rule), method=method, data=data)
            response.close()
            is_in = not _is_turned_away(response)
            if is_in != (visitor in MATRIX[name]):
                wrong.append(f"{name} as {visitor}: {response.status} {response.headers.get('Location', '')}")
            assert response.status_code != 500, f"{name} as {visitor}"
    assert not wrong, "\n".join(wrong)


def test_a_view_that_says_nothing_stops_the_start(app: Flask) -> None:
    assert all(access_of(view) is not None for view in app.view_functions.values())
    app.view_functions["forgotten"] = lambda: "open to everybody"
    with pytest.raises(RuntimeError, match="forgotten"):
        refuse_unmarked(app)


def test_what_changes_something_is_a_post_and_wants_a_form_token(app: Flask) -> None:
    clients = _visitors(app)
    unsafe = [(name, rule, method) for name, rule, method in _routes(app) if method != "GET"]
    assert len(unsafe) > 15
    for name, rule, method in unsafe:
        assert method == "POST", name
        visitor = min(MATRIX[name] & clients.keys())
        response = clients[visitor].post(_path(app, rule), data={"csrf_token": "made up"})
        # 409: a form that is not of this respondent is shown again, and nothing of it is stored
        assert response.status_code in {302, 303, 400, 401, 409, 422}, f"{name}: {response.status}"
        if name.startswith(("POST staff", "POST account")):
            assert response.status_code == 400, f"{name}: {response.status}"
            assert "Formular" in response.get_data(as_text=True), name


def test_every_response_tells_the_browser_to_be_strict(app: Flask) -> None:
    clients = _visitors(app)
    for name, rule, method in _routes(app):
        for visitor in {"anonymous", min(MATRIX[name])}:
            response = clients[visitor].open(_path(app, rule), method=method)
            response.close()
            headers = response.headers
            policy = headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy, name
            assert "frame-ancestors 'none'" in policy, name
            assert "unsafe" not in policy, name
            assert headers["X-Content-Type-Options"] == "nosniff", name
            assert headers["Referrer-Policy"] == "no-referrer", name
            if name != "GET static":
                assert headers["Cache-Control"] == "no-store", name


def test_static_files_are_kept_and_change_their_address_with_their_content(app: Flask) -> None:
    page = app.test_client().get("/").get_data(as_text=True)
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "?v=" in address
    with app.test_client().get(address) as response:
        assert "max-age=31536000" in response.headers["Cache-Control"]


def test_a_wrong_address_leads_back_to_where_somebody_works(house: Flask) -> None:
    pages = {"manager": "/intern", "admin": "/intern/konten", "partner": "/partner"}
    for role, page in pages.items():
        someone = Respondent(signed_in(house, role))
        someone.open("/intern/gibt-es-nicht")
        assert someone.status == 404
        someone.open(someone.links["Zu Ihrer Startseite"])
        assert (someone.status, someone.path) == (200, page)
    stranger = Respondent(house.test_client())
    stranger.open("/intern/gibt-es-nicht")
    stranger.open(stranger.links["Zu Ihrer Startseite"])
    assert stranger.path.startswith("/anmelden")
    stranger.open("/gibt-es-nicht")
    assert stranger.links["Zur Startseite"] == "/"


def test_an_error_page_has_the_headers_too(client: FlaskClient) -> None:
    response = client.get("/gibt-es-nicht")
    assert response.status_code == 404
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert "0681 4005-0" in response.get_data(as_text=True)
