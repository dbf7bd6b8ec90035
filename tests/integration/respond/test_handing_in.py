"""Review, submit, receipt, correction, and the two sides that never see one another."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.extensions import db
from app.forms.answers import termed
from app.models import Assignment, Disposition, Response, ResponseEvent, ResponseState, Role, Submission, now
from app.services.respond import HandedIn, Turn, save
from app.services.visit import SUBMIT, load_visit
from tests.integration.respond.conftest import OpenField
from tests.respondents import Field, Respondent


def ready(field: Field, number: int = 0) -> Respondent:
    """Somebody on the review page with nothing open."""
    visitor = field.respondent(number)
    visitor.open("/befragung/auswahl")
    visitor.answer({"farbe": "gelb"})
    visitor.answer({"branche": "29", "beruf": "25"})
    assert visitor.path == "/befragung/pruefen"
    return visitor


def test_the_review_shows_every_answer_and_aendern_leads_there_and_back(in_field: OpenField) -> None:
    visitor = ready(in_field("single"))
    assert "Welche Farbe? Gelb" in visitor.text
    address = visitor.links["Ändern : Welche Farbe?"]
    visitor.open(address.partition("#")[0])
    visitor.answer({"farbe": "!refused"}, "Speichern und zurück zur Prüfung")
    assert visitor.path == "/befragung/pruefen"
    assert "Welche Farbe? Keine Angabe" in visitor.text


def test_what_is_open_keeps_from_handing_in_and_leads_to_its_page(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    visitor.open("/befragung/pruefen")
    assert "Auf 2 Seiten ist noch etwas offen" in visitor.text
    assert not visitor.soup.select_one("form[action='/befragung/abgeben']")
    visitor.open(visitor.links["Auswahl: eine offene Angabe"].partition("#")[0])
    assert visitor.title.startswith("Fehler: Auswahl")
    fields = {"csrf_token": visitor.fields_of()["csrf_token"], "whose": visitor.fields_of()["whose"], "version": ["0"]}
    visitor.send(fields, "/befragung/abgeben")
    assert visitor.status == 422
    assert not field.rows(Submission)


def test_the_overview_offers_to_hand_in_as_soon_as_all_is_answered(in_field: OpenField) -> None:
    visitor = ready(in_field("single"))
    visitor.open("/befragung/auswahl")
    visitor.answer({"farbe": "!refused"}, "Zur Übersicht")
    assert visitor.links["Antworten prüfen und abgeben"] == "/befragung/pruefen"
    assert "Weitermachen" not in visitor.links


def test_handing_in_gives_a_receipt_with_reference_and_check_value(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = ready(field)
    visitor.press("Antworten abgeben")
    assert visitor.path == "/befragung/quittung"
    (draft,), (submission,) = field.rows(Response), field.rows(Submission)
    assert draft.reference in visitor.text
    assert submission.check_value in visitor.text
    assert draft.state is ResponseState.SUBMITTED
    assert submission.document["stufe"] == {"missing": "not_asked"}
    assert "seen" not in submission.document
    company = next(a for a in field.rows(Assignment) if a.role is Role.COMPANY)
    assert company.disposition is Disposition.COMPLETE


def test_a_save_that_comes_a_moment_after_the_submit_does_not_reopen_it(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = ready(field)
    assignment = field.rows(Response)[0].assignment_id
    with field.app.test_request_context():
        before = load_visit(db.session, assignment)
        assert before is not None
        visitor.press("Antworten abgeben")
        turn = Turn("auswahl", {"farbe": ["blau"]}, before.version, "de")
        with pytest.raises(HandedIn):
            save(db.session, before, turn)
    assert field.document()["farbe"] == "gelb"
    assert field.rows(ResponseEvent)[-1].kind == SUBMIT


def test_a_double_click_gives_the_same_receipt_once(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = ready(field)
    form = visitor.soup.select_one("form[action='/befragung/abgeben']")
    fields = visitor.fields_of(form)
    cookie = visitor.cookie

    def press(_number: int) -> str:
        other = Respondent(field.app.test_client())
        other.cookie = cookie
        other.send(fields, "/befragung/abgeben")
        assert other.path == "/befragung/quittung", other.text
        return re.sub(r"\s+", " ", other.at(".facts").get_text())

    with ThreadPoolExecutor(8) as pool:
        receipts = set(pool.map(press, range(24)))
    assert len(receipts) == 1
    assert len(field.rows(Submission)) == 1


def test_a_correction_counts_when_it_is_handed_in_again(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = ready(field)
    visitor.press("Antworten abgeben")
    visitor.open("/befragung/auswahl")
    assert visitor.path == "/befragung/quittung", "what is handed in is not written on"
    visitor.press("Antworten ändern")
    visitor.open("/befragung/auswahl")
    visitor.answer({"farbe": "!refused"})
    (first,) = field.rows(Submission)
    assert first.document["farbe"] == "gelb"
    visitor.open("/befragung/quittung")
    assert "noch nicht abgegeben" in visitor.text
    visitor.open("/befragung/pruefen")
    visitor.press("Antworten abgeben")
    first, second = field.rows(Submission)
    assert (first.number, second.number) == (1, 2)
    assert second.document["farbe"] == {"missing": "refused"}
    assert first.check_value != second.check_value
    assert field.rows(Response)[0].reference in visitor.text


def test_after_the_deadline_the_receipt_stays_and_nothing_can_be_changed(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = ready(field)
    visitor.press("Antworten abgeben")
    field.change_wave(closes_at=now() - timedelta(days=1))
    visitor.open("/befragung/quittung")
    assert "Antworten ändern" not in visitor.text
    late = field.respondent()
    assert late.status == 403
    assert "zählen mit" in late.text


def test_a_review_that_somebody_overtook_is_shown_again(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = ready(field)
    other = field.respondent()
    other.open("/befragung/auswahl")
    other.answer({"farbe": "!refused"})
    visitor.press("Antworten abgeben")
    assert visitor.status == 409
    assert "Inzwischen hat sich etwas geändert" in visitor.text
    assert not field.rows(Submission)
    visitor.press("Antworten abgeben")
    assert visitor.path == "/befragung/quittung"


def test_blank_questionnaire_and_receipt_are_pdf_files(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    blank = visitor.client.get("/befragung/fragebogen.pdf")
    assert blank.data.startswith(b"%PDF-")
    assert visitor.client.get("/befragung/quittung.pdf").status_code == 404
    visitor = ready(field)
    visitor.press("Antworten abgeben")
    receipt = visitor.client.get("/befragung/quittung.pdf")
    assert receipt.data.startswith(b"%PDF-")
    assert receipt.headers["Cache-Control"] == "no-store"


def test_a_question_keeps_its_own_sign_on_the_review() -> None:
    assert termed("Schwer zu besetzen?", "ja") == "Schwer zu besetzen? ja"
    assert termed("Anzahl", "12") == "Anzahl: 12"
