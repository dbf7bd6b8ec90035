"""Coming in: by code or link, wrongly typed, too often, too late, too early."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.models import Assignment, Disposition, Response, Role, WaveState, now
from app.services.codes import ALPHABET, new_code, normalise
from tests.integration.respond.conftest import OpenField
from tests.respondents import Respondent

Mistype = Callable[[str], str]


def with_other_check_character(code: str) -> str:
    last = code[-1]
    return code[:-1] + next(c for c in ALPHABET if c != last)


def test_a_code_opens_the_questionnaire_and_makes_one_draft(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    assert visitor.path == "/befragung/start"
    assert "Testfragebogen single" in visitor.title
    (draft,) = field.rows(Response)
    assert draft.version == 0
    invited = next(a for a in field.rows(Assignment) if a.role is Role.COMPANY)
    assert invited.disposition is Disposition.OPENED
    assert invited.version_hash == draft.version_hash


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", " "), normalise, lambda code: f"  {code} "]
)
def test_a_code_may_be_typed_with_spaces_in_small_letters_without_dashes(in_field: OpenField, typed: Mistype) -> None:
    field = in_field("single")
    visitor = Respondent(field.app.test_client())
    visitor.enter(typed(field.code()))
    assert visitor.path == "/befragung/start"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda code: code[:-2], "Der Code hat 13 Zeichen."),
        (lambda code: "0" + code[1:], "ein Zeichen, das es in unseren Codes nicht gibt"),
        (with_other_check_character, "enthält einen Tippfehler"),
        (lambda _code: "", "Der Code hat 13 Zeichen."),
        (lambda _code: "\x00\ud800", "Der Code hat 13 Zeichen."),
    ],
)
def test_a_typing_error_is_told_and_what_was_typed_stays(in_field: OpenField, wrong: Mistype, words: str) -> None:
    field = in_field("single")
    visitor = Respondent(field.app.test_client())
    typed = wrong(field.code()).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    visitor.enter(typed)
    assert visitor.status == 422
    assert visitor.title.startswith("Fehler:")
    assert words in visitor.text
    assert visitor.links[next(text for text in visitor.links if words in text)] == "#code"
    assert not field.rows(Response)


def test_a_code_that_nobody_has_is_refused_and_counted(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = Respondent(field.app.test_client())
    for _attempt in range(30):
        visitor.enter(new_code())
        assert "Diesen Code kennen wir nicht" in visitor.text
    visitor.enter(field.code())
    assert visitor.status == 429
    assert "15 Minuten" in visitor.text


def test_looking_at_a_mail_link_uses_nothing_up(in_field: OpenField) -> None:
    field = in_field("single")
    address = f"/e/{field.links[0, Role.COMPANY]}"
    scanner = field.app.test_client()
    for _look in range(5):
        assert scanner.get(address).status_code == 200
        assert scanner.head(address).status_code == 200
    assert not field.rows(Response)
    visitor = Respondent(field.app.test_client())
    visitor.open(address)
    visitor.press("Fragebogen öffnen")
    assert visitor.path == "/befragung/start"


def test_a_link_that_nobody_has_leads_to_the_code(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = Respondent(field.app.test_client())
    visitor.open("/e/nichts")
    visitor.press("Fragebogen öffnen")
    assert visitor.status == 422
    assert "Ihr Zugangscode" in visitor.text


@pytest.mark.parametrize("path", ["uebersicht", "auswahl", "pruefen", "quittung", "quittung.pdf", "pause"])
def test_without_a_code_every_page_leads_to_the_door(in_field: OpenField, path: str) -> None:
    visitor = Respondent(in_field("single").app.test_client())
    visitor.open(f"/befragung/{path}")
    assert visitor.path == "/befragung/"


def test_late_visitors_get_a_kind_page_with_the_field_team(in_field: OpenField) -> None:
    field = in_field("single")
    field.change_wave(closes_at=now() - timedelta(minutes=11))
    visitor = field.respondent()
    assert visitor.status == 403
    assert "Die Befragung ist beendet" in visitor.text
    assert "0681 4005 111" in visitor.response.text
    assert "feld@example.org" in visitor.response.text
    assert not field.rows(Response), "who comes too late leaves no trace"


def test_ten_minutes_after_the_deadline_a_page_is_still_saved(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    visitor.open("/befragung/auswahl")
    field.change_wave(state=WaveState.CLOSED, closed_at=now() - timedelta(minutes=9))
    visitor.answer({"farbe": "gelb"})
    assert field.document()["farbe"] == "gelb"
    field.change_wave(closed_at=now() - timedelta(minutes=11))
    visitor.open("/befragung/auswahl")
    assert visitor.status == 403


def test_before_it_opens_nobody_can_answer_but_a_trial_run(in_field: OpenField) -> None:
    field = in_field("single")
    field.change_wave(state=WaveState.DRAFT)
    visitor = field.respondent()
    assert visitor.status == 403
    assert "noch nicht begonnen" in visitor.text


def test_signing_out_ends_the_session_for_a_copied_cookie_too(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    cookie = visitor.cookie
    visitor.press("Abmelden")
    assert "Sie sind abgemeldet" in visitor.text
    visitor.cookie = cookie
    visitor.open("/befragung/uebersicht")
    assert visitor.path == "/befragung/"


@pytest.mark.parametrize("is_invented", [True, False])
def test_pages_and_papers_of_an_invented_wave_say_so_each(in_field: OpenField, is_invented: bool) -> None:
    field = in_field("single")
    field.change_wave(is_invented=is_invented)
    visitor = field.respondent()
    for path in ("start", "uebersicht", "auswahl", "zweistufig", "pruefen", "einwilligung", "pause"):
        visitor.open(f"/befragung/{path}")
        assert (visitor.soup.select_one(".stamp") is not None) is is_invented, path
    visitor.open("/befragung/auswahl")
    visitor.answer({"farbe": "gelb"})
    visitor.answer({"branche": "29", "beruf": "25"})
    visitor.press("Antworten abgeben")
    assert visitor.path == "/befragung/quittung"
    assert ("erfundene Daten" in visitor.text) is is_invented
    for paper in ("quittung.pdf", "fragebogen.pdf"):
        content = visitor.client.get(f"/befragung/{paper}").get_data()
        pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
        assert all(("Erfundene Daten" in page) is is_invented for page in pages), paper


def test_the_telephone_number_can_be_dialled_whatever_stands_around_it(in_field: OpenField) -> None:
    field = in_field("single")
    field.change_wave(contact_phone="+49 (0)681 4005-999 (vormittags)", is_invented=True)
    visitor = field.respondent()
    link = visitor.at("footer a[href^=tel]")
    assert (link["href"], link.get_text()) == ("tel:+496814005999", "+49 (0)681 4005-999 (vormittags)")
    assert "(erfunden)" in visitor.at("footer").get_text()
