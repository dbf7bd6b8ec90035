"""What no person types: each gets a clear answer, never a stack trace, and nothing is stored by halves."""

import json

import pytest

from app.models import Response
from tests.integration.respond.conftest import OpenField

NASTY = [
    "\x00",
    "a\x00b",
    "\ud800",
    "9" * 30,
    "-1",
    "1e999",
    "٣٤",
    "𝟙𝟚",
    "NaN",
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "x" * 100_000,
    "\u202e\u0000\u0007",
    "{besch}",
    "%s%(x)s",
]


@pytest.mark.parametrize(
    ("questionnaire", "page"), [("numbers", "zahlen"), ("texts", "texte"), ("single", "auswahl"), ("multi", "auswahl")]
)
def test_any_text_in_any_field_is_answered_and_never_breaks_a_page(
    in_field: OpenField, questionnaire: str, page: str
) -> None:
    visitor = in_field(questionnaire).respondent()
    hidden = {"csrf_token", "whose", "version", "shown", "language"}
    for text in NASTY:
        visitor.open(f"/befragung/{page}")
        names = {str(control["name"]) for control in visitor.soup.select("#answers [name]")} - hidden
        sent: dict[str, list[str] | list[bytes]] = dict(visitor.fields_of())
        visitor.send(sent | {name: [text.encode("utf-8", "surrogatepass")] for name in names})
        assert visitor.status in (200, 400, 422), text
        for path in (page, "uebersicht", "pruefen"):
            visitor.open(f"/befragung/{path}")
            assert visitor.status == 200, text
            assert "<script>alert" not in visitor.response.text


def test_names_that_are_no_fields_change_nothing(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    visitor.open("/befragung/auswahl")
    strange = {name: ["1"] for name in ("seen", "raw", "confirmed", "computed", "frame.wz", "farbe.x", "__class__", "")}
    visitor.send(visitor.fields_of() | strange | {"farbe": ["gelb"]})
    assert field.document() == {"farbe": "gelb", "seen": ["auswahl"]}


def test_a_body_of_ten_megabytes_is_refused_and_nothing_is_stored(in_field: OpenField) -> None:
    field = in_field("texts")
    visitor = field.respondent()
    visitor.open("/befragung/texte")
    visitor.send(visitor.fields_of() | {"kurz": ["gut"], "lang": ["x" * 10_000_000]})
    assert visitor.status == 413
    assert "größer als erlaubt" in visitor.text
    assert field.rows(Response)[0].version == 0


def test_five_thousand_fields_are_answered(in_field: OpenField) -> None:
    visitor = in_field("single").respondent()
    visitor.open("/befragung/auswahl")
    visitor.send(visitor.fields_of() | {f"feld{number}": ["x"] for number in range(5000)} | {"farbe": ["gelb"]})
    assert visitor.status == 200


@pytest.mark.parametrize("row", ["r1'--", "../..", "%00", "R1", "r" + "1" * 40, "seen"])
def test_a_row_id_that_is_not_ours_is_404(in_field: OpenField, row: str) -> None:
    visitor = in_field("roster").respondent()
    visitor.open(f"/befragung/gruppen/zeile/{row}")
    assert visitor.status == 404


@pytest.mark.parametrize(
    ("questionnaire", "page", "row"),
    [("numbers", "zahlen", "r1"), ("roster", "gruppen", "r" * 500), ("roster", "gruppen", "kopf")],
)
def test_a_carried_row_without_a_place_is_dropped(in_field: OpenField, questionnaire: str, page: str, row: str) -> None:
    field = in_field(questionnaire)
    visitor = field.respondent()
    visitor.open(f"/befragung/{page}")
    typed = visitor.fields_of()
    visitor.press("Abmelden")
    carried = json.dumps({"page": page, "row": row, "typed": typed | {"gruppen.x.n": ["3"]}})
    visitor.send(visitor.fields_of(visitor.at("main form")) | {"code": [field.code()], "carried": [carried]})
    assert visitor.path == "/befragung/start"
    assert field.document() == {}


@pytest.mark.parametrize("row", ["R1", "r" * 40])
def test_a_stale_form_of_a_row_that_is_not_ours_is_404(in_field: OpenField, row: str) -> None:
    visitor = in_field("roster").respondent()
    visitor.open("/befragung/gruppen/zeile/raaaa")
    visitor.send(visitor.fields_of() | {"csrf_token": ["alt"]}, f"/befragung/gruppen/zeile/{row}")
    assert visitor.status == 404


def test_a_carried_page_that_was_tampered_with_is_dropped(in_field: OpenField) -> None:
    field = in_field("numbers")
    for carried in ("[]", "{", '{"page": 1, "row": 2, "typed": 3}', "[" * 50_000, '{"page":"x","row":"","typed":{}}'):
        visitor = field.respondent()
        visitor.press("Abmelden")
        visitor.send(visitor.fields_of(visitor.at("main form")) | {"code": [field.code()], "carried": [carried]})
        assert visitor.path == "/befragung/start"
