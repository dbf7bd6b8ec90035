"""A page that is sent while the database is away: what was typed comes back and can be sent again, without script."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask

from app import create_app
from tests.integration.respond.conftest import OpenField
from tests.respondents import COOKIE, Respondent

AWAY = {
    "postgresql": "postgresql://nobody@127.0.0.1:1/nothing",
    "sqlite": "sqlite:////does/not/exist/at/all.sqlite3",
}


@contextmanager
def outage(app: Flask, visitor: Respondent, kind: str) -> Iterator[None]:
    """The same address and the same browser, while the application finds no database."""
    settings = replace(app.extensions["settings"], database_url=AWAY[kind])
    there, away = visitor.client, create_app(settings).test_client()
    away.set_cookie(COOKIE, visitor.cookie)
    visitor.client = away
    yield
    visitor.client = there


@pytest.mark.parametrize("kind", AWAY)
@pytest.mark.parametrize("button", ["Weiter", "Speichern und später weitermachen", "English"])
def test_what_was_typed_during_an_outage_is_sent_again(in_field: OpenField, kind: str, button: str) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen")
    with outage(field.app, visitor, kind):
        visitor.answer({"besch": "77", "azubis": "3"}, button)
        assert visitor.status == 503
        assert int(visitor.response.headers["Retry-After"]) > 0
        assert "Set-Cookie" not in visitor.response.headers
        assert "Noch einmal senden" in visitor.text
        visitor.press("Noch einmal senden")
        assert visitor.status == 503, "still away, still there"
    visitor.press("Noch einmal senden")
    assert visitor.status == 200
    assert (field.document()["besch"], field.document()["azubis"]) == (77, 3)


def test_the_page_goes_where_its_button_led(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen")
    with outage(field.app, visitor, "sqlite"):
        visitor.answer({"besch": "77"}, "Speichern und später weitermachen")
    visitor.press("Noch einmal senden")
    assert visitor.path == "/befragung/pause"


def test_typed_text_stands_in_the_page_as_text_and_contact_data_too(in_field: OpenField) -> None:
    field = in_field("texts")
    visitor = field.respondent()
    visitor.open("/befragung/texte")
    nasty = '"><script>alert(1)</script>\nzweite Zeile'
    with outage(field.app, visitor, "sqlite"):
        visitor.answer({"lang": nasty, "einwilligung": "results", "einwilligung.email": "a@example.org"})
        assert not visitor.soup.select("main script")
        assert visitor.at("[name=lang]")["value"] == nasty
        assert visitor.at("[name='einwilligung.email']")["value"] == "a@example.org"
    visitor.press("Noch einmal senden")
    assert field.document()["lang"] == nasty


def test_the_page_of_an_outage_speaks_the_language_of_the_page_before(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen?language=fr")
    with outage(field.app, visitor, "sqlite"):
        visitor.answer({"besch": "77"}, "Continuer")
        assert (visitor.status, visitor.language) == (503, "fr")
    visitor.press("Envoyer encore une fois")
    assert field.document()["besch"] == 77


def test_a_row_is_carried_and_another_language_may_be_chosen_meanwhile(in_field: OpenField) -> None:
    field = in_field("roster")
    visitor = field.respondent()
    visitor.open("/befragung/gruppen/zeile/raaaa")
    with outage(field.app, visitor, "sqlite"):
        visitor.answer({"gruppen.raaaa.farbe": "rot", "gruppen.raaaa.n": "5"}, "Übernehmen")
    visitor.press("English")
    assert (visitor.path, visitor.language) == ("/befragung/gruppen/zeile/raaaa", "en")
    assert field.document()["gruppen"][0]["n"] == 5


def test_an_outage_outlives_the_session_without_loss(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen")
    with outage(field.app, visitor, "sqlite"):
        visitor.answer({"besch": "77"})
    visitor.client.delete_cookie(COOKIE)
    visitor.press("Noch einmal senden")
    visitor.answer({"code": field.code()})
    assert field.document()["besch"] == 77


def test_what_is_carried_through_the_door_is_not_lost_there_either(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen")
    visitor.fill({"besch": "77"})
    visitor.client.delete_cookie(COOKIE)
    visitor.press("Weiter")
    with outage(field.app, visitor, "sqlite"):
        visitor.answer({"code": field.code()})
        assert visitor.status == 503
    visitor.press("Noch einmal senden")
    assert visitor.path == "/befragung/zahlen"
    assert field.document()["besch"] == 77


def test_a_page_that_is_only_opened_has_nothing_to_send(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    with outage(field.app, visitor, "sqlite"):
        visitor.open("/befragung/zahlen")
        assert visitor.status == 503
        assert not visitor.soup.select("main form")
