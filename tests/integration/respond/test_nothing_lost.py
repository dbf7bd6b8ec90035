"""Typed on a page that cannot be stored any more: somebody has handed in, or another code came into the browser."""

import json

from app.models import Response, ResponseEvent, ResponseState, Role, Submission
from app.services.visit import SUBMIT
from surveys.problems import OTHER
from tests.integration.respond.conftest import OpenField
from tests.respondents import Field, Respondent


def one_who_types_and_one_who_hands_in(field: Field) -> tuple[Respondent, Respondent]:
    """All is answered; the first has a page open, and then the second hands in."""
    first, second = field.respondent(), field.respondent()
    second.open("/befragung/auswahl")
    second.answer({"farbe": "gelb"})
    second.answer({"branche": "29", "beruf": "25"})
    first.open("/befragung/auswahl")
    second.press("Antworten abgeben")
    return first, second


def test_typed_after_somebody_handed_in_is_shown_and_can_be_taken_over(in_field: OpenField) -> None:
    field = in_field("single")
    first, _second = one_who_types_and_one_who_hands_in(field)
    first.answer({"farbe": "sonst", "farbe:other": "Türkis mit Streifen"})
    assert first.status == 409
    assert "Ihre Antworten sind schon abgegeben" in first.text
    assert "Sonstiges: Türkis mit Streifen" in first.text
    assert field.document()["farbe"] == "gelb", "nothing is reopened before somebody has said so"
    first.press("Antworten ändern")
    assert first.path == "/befragung/auswahl"
    assert first.value("farbe:other") == "Türkis mit Streifen"
    assert field.document()["farbe"] == "sonst"
    (handed_in,) = field.rows(Submission)
    assert handed_in.document["farbe"] == "gelb"
    first.press("Speichern und zurück zur Prüfung")
    first.press("Antworten abgeben")
    assert field.rows(Submission)[-1].document["farbe" + OTHER] == "Türkis mit Streifen"


def test_a_page_sent_unchanged_after_somebody_handed_in_leads_to_the_receipt(in_field: OpenField) -> None:
    field = in_field("single")
    first, _second = one_who_types_and_one_who_hands_in(field)
    first.press("Weiter")
    assert (first.status, first.path) == (200, "/befragung/quittung")


def test_the_quiet_save_says_that_it_is_handed_in_and_not_that_there_is_a_choice(in_field: OpenField) -> None:
    field = in_field("single")
    first, _second = one_who_types_and_one_who_hands_in(field)
    reply = first.client.post("/befragung/auswahl/entwurf", data=first.fields_of() | {"farbe": ["blau"]})
    assert (reply.status_code, reply.get_json()) == (409, {"state": "handed_in"})
    assert "schon abgegeben" in str(first.at("#answers")["data-handed-in"])


def test_typed_text_survives_a_stale_token_and_the_door_after_somebody_handed_in(in_field: OpenField) -> None:
    field = in_field("single")
    first, _second = one_who_types_and_one_who_hands_in(field)
    first.answer({"farbe": "sonst", "farbe:other": "Türkis", "csrf_token": "alt"})
    assert "Sonstiges: Türkis" in first.text
    first.answer({"csrf_token": "alt"}, "Antworten ändern")
    assert "Sonstiges: Türkis" in first.text, "asked again with a fresh token"
    first.client.delete_cookie("bedarfsradar_befragung")
    first.press("Antworten ändern")
    assert "bleibt erhalten" in first.text
    first.answer({"code": field.code()})
    assert "Sonstiges: Türkis" in first.text, "and not the receipt without a word"
    first.press("Antworten ändern")
    assert first.value("farbe:other") == "Türkis"


def test_a_row_typed_after_somebody_handed_in_is_taken_over(in_field: OpenField) -> None:
    field = in_field("roster")
    first, second = field.respondent(), field.respondent()
    cells = {"gruppen.raaaa.farbe": "rot", "gruppen.raaaa.stufe": "1", "gruppen.raaaa.n": "10"}
    second.open("/befragung/gruppen/zeile/raaaa")
    second.answer(cells, "Übernehmen")
    first.open("/befragung/gruppen/zeile/raaaa")
    with_all_pages_seen(second)
    second.press("Antworten abgeben")
    assert second.path == "/befragung/quittung", second.text
    first.answer({"gruppen.raaaa.n": "37"}, "Übernehmen")
    assert "Anzahl 37" in first.text
    first.press("Antworten ändern")
    assert first.path == "/befragung/gruppen/zeile/raaaa"
    assert field.document()["gruppen"][0]["n"] == 37


def with_all_pages_seen(visitor: Respondent) -> None:
    """On to the review from a roster with one row."""
    visitor.open("/befragung/pruefen")
    for _page in range(5):
        if visitor.soup.select_one("form[action='/befragung/abgeben']"):
            return
        visitor.open(next(link for words, link in visitor.links.items() if "offene" in words).partition("#")[0])
        visitor.press("Speichern und zurück")


def test_a_form_of_another_access_is_not_stored_but_shown_and_the_code_brings_it_home(in_field: OpenField) -> None:
    field = in_field("numbers", establishments=2)
    visitor = field.respondent(0)
    visitor.open("/befragung/zahlen")
    fields = visitor.fields_of() | {"besch": ["99"], "azubis": ["ca. 3"]}
    visitor.press("Abmelden")
    visitor.enter(field.code(1))
    visitor.open("/befragung/zahlen")
    for token in (visitor.fields_of()["csrf_token"], fields["csrf_token"]):
        visitor.send(fields | {"csrf_token": token}, "/befragung/zahlen")
        assert visitor.status == 409
        assert "gehört zu einem anderen Zugang" in visitor.text
        assert "ca. 3" in visitor.text
        assert all(document == {} for document in (row.document for row in field.rows(Response)))
    visitor.answer({"code": field.code(0)})
    assert visitor.path == "/befragung/zahlen"
    assert visitor.value("azubis") == "ca. 3"
    first, second = (row.document for row in field.rows(Response))
    assert (first["besch"], second) == (99, {})


def test_the_other_side_in_the_same_browser_is_told_so_and_gets_nothing(in_field: OpenField) -> None:
    field = in_field("real")
    visitor = field.respondent(0)
    visitor.open("/befragung/wuensche")
    fields = visitor.fields_of()
    name = str(visitor.at("textarea")["name"])
    visitor.press("Abmelden")
    visitor.enter(field.code(0, Role.WORKS_COUNCIL))
    visitor.send(fields | {name: ["Bitte mehr Kurse am Abend"]}, "/befragung/wuensche")
    assert visitor.status == 409
    assert "Bitte mehr Kurse am Abend" in visitor.at("main dl").get_text()
    quiet = visitor.client.post("/befragung/wuensche/entwurf", data=fields)
    assert quiet.get_json()["state"] in ("foreign", "signed_out")
    assert "Kurse" not in json.dumps([row.document for row in field.rows(Response)])


def test_reading_it_in_another_language_reopens_nothing_and_loses_nothing(in_field: OpenField) -> None:
    field = in_field("single")
    first, _second = one_who_types_and_one_who_hands_in(field)
    first.answer({"farbe": "sonst", "farbe:other": "Türkis"})
    first.press("English")
    assert first.language == "en"
    assert "Türkis" in first.text
    assert field.rows(Response)[0].state is ResponseState.SUBMITTED
    assert field.rows(ResponseEvent)[-1].kind == SUBMIT
    first.client.delete_cookie("bedarfsradar_befragung")
    first.press("Change answers")
    first.press("Français")
    assert first.language == "fr"
    first.answer({"code": field.code()}, "Continuer")
    assert "Türkis" in first.text


def test_the_page_of_another_access_can_be_read_in_another_language(in_field: OpenField) -> None:
    field = in_field("numbers", establishments=2)
    visitor = field.respondent(0)
    visitor.open("/befragung/zahlen")
    fields = visitor.fields_of() | {"azubis": ["ca. 3"]}
    visitor.press("Abmelden")
    visitor.enter(field.code(1))
    visitor.send(fields, "/befragung/zahlen")
    visitor.press("English")
    assert "This page belongs to another access" in visitor.text
    assert "ca. 3" in visitor.text
    visitor.answer({"code": field.code(0)}, "Continue")
    assert visitor.value("azubis") == "ca. 3"
