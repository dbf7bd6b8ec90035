"""When the database is away: a page that says so, status 503, and nobody is signed out by it."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app import create_app
from app.config import Settings
from app.extensions import db
from tests.accounts import signed_in
from tests.respondents import Respondent

SERVED = Settings(secret_key="secrets of its own " * 2, code_pepper="a pepper of its own " * 2)
AWAY = {
    "postgresql": "postgresql://nobody@127.0.0.1:1/nothing",
    "sqlite": "sqlite:////does/not/exist/at/all.sqlite3",
}


@pytest.fixture(params=AWAY)
def away(request: pytest.FixtureRequest, tmp_path: Path) -> FlaskClient:
    """A browser in front of an application whose database cannot be reached."""
    settings = replace(SERVED, database_url=AWAY[request.param], data_dir=tmp_path)
    return create_app(settings).test_client()


def test_a_page_that_needs_it_says_so_kindly(away: FlaskClient) -> None:
    away.set_cookie("bedarfsradar_intern", "s.somebody")
    away.set_cookie("bedarfsradar_befragung", "s.somebody")
    for path in ("/health", "/intern", "/partner", "/befragung/uebersicht", "/"):
        response = away.get(path)
        page = response.get_data(as_text=True)
        assert response.status_code == 503, path
        assert int(response.headers["Retry-After"]) > 0
        assert "nicht erreichbar" in page
        assert "0681 4005-0" in page
        assert "Traceback" not in page
        assert "OperationalError" not in page
        assert "Set-Cookie" not in response.headers, "the session may well live"


def test_pages_that_need_nothing_are_there(away: FlaskClient) -> None:
    for path in ("/", "/datenschutz", "/anmelden"):
        assert away.get(path).status_code == 200


def test_signing_in_meanwhile_fails_kindly(away: FlaskClient) -> None:
    someone = Respondent(away)
    someone.open("/anmelden")
    someone.answer({"email": "manager@example.org", "password": "ein langes Passwort"}, "Anmelden")
    assert someone.status == 503


def test_after_an_error_the_session_lives_on(house: Flask) -> None:
    client = signed_in(house, "manager")
    house.testing = False
    with house.app_context():
        db.session.execute(text("ALTER TABLE wave RENAME TO wave_away"))
        db.session.commit()
    response = client.get("/intern")
    assert response.status_code in {500, 503}
    assert "Traceback" not in response.get_data(as_text=True)
    with house.app_context():
        db.session.execute(text("ALTER TABLE wave_away RENAME TO wave"))
        db.session.commit()
    assert client.get("/intern").status_code == 200


def test_a_foreign_host_name_is_refused(database_url: str, tmp_path: Path) -> None:
    settings = replace(SERVED, database_url=database_url, data_dir=tmp_path, trusted_hosts=("bedarf.example.org",))
    client = create_app(settings).test_client()
    assert client.get("/", headers={"Host": "bedarf.example.org"}).status_code == 200
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "evil" not in response.get_data(as_text=True)


def test_by_https_cookies_and_headers_are_strict(database_url: str, tmp_path: Path) -> None:
    settings = replace(SERVED, database_url=database_url, data_dir=tmp_path, base_url="https://bedarf.example.org")
    response = create_app(settings).test_client().get("/", base_url="https://bedarf.example.org")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith("__Host-bedarfsradar_befragung=")
    assert "; Secure" in cookie
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")
