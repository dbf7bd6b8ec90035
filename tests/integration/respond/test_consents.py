"""Consents and contact data: apart from the answers, never lost unseen, taken back at any time."""

from datetime import timedelta

import pytest

from app.models import ContactConsent, ResponseEvent, now
from tests.integration.respond.conftest import OpenField
from tests.respondents import Field, Respondent

AGREED = {"einwilligung": "results", "einwilligung.email": "a@example.org"}


def in_two_tabs(field: Field) -> tuple[Respondent, Respondent]:
    """The page with the consent, open twice."""
    one, two = field.respondent(), field.respondent()
    for tab in (one, two):
        tab.open("/befragung/texte")
    return one, two


def stored(field: Field) -> list[tuple[str, bool, str]]:
    """What is stored of consents: purpose, whether granted, address."""
    return [(row.purpose, row.granted, row.email) for row in field.rows(ContactConsent)]


def test_consent_is_stored_apart_from_the_answers_and_can_be_withdrawn(in_field: OpenField) -> None:
    field = in_field("texts")
    visitor = field.respondent()
    visitor.open("/befragung/texte")
    visitor.answer({"kurz": "Dreher", "tag": "31.12.2025", "einwilligung": "results", "einwilligung.email": "kein"})
    assert visitor.status == 422
    assert visitor.value("einwilligung.email") == "kein"
    visitor.answer({"einwilligung": "results", "einwilligung.email": "a@example.org", "einwilligung.name": "A. B."})
    (consent,) = field.rows(ContactConsent)
    assert (consent.purpose, consent.email, consent.granted) == ("results", "a@example.org", True)
    stored = str(field.document()) + "".join(str(event.delta) for event in field.rows(ResponseEvent))
    assert "a@example.org" not in stored
    assert "A. B." not in stored
    visitor.open("/befragung/texte")
    assert visitor.at("[name=einwilligung][value=results]").has_attr("checked")
    visitor.answer({"einwilligung": []})
    (consent,) = field.rows(ContactConsent)
    assert (consent.granted, consent.email, consent.name) == (False, "", "")
    assert consent.withdrawn_at is not None


def test_the_review_says_what_was_agreed_to_and_leads_back_to_it(in_field: OpenField) -> None:
    visitor = in_field("texts").respondent()
    visitor.open("/befragung/pruefen")
    assert "keine Einwilligung" in visitor.text
    visitor.open("/befragung/texte")
    visitor.answer({**AGREED, "einwilligung.name": "A. B."}, "Zur Übersicht")
    visitor.open("/befragung/pruefen")
    purpose = visitor.text
    assert "keine Einwilligung" not in purpose
    assert "E-Mail-Adresse a@example.org" in purpose
    assert "Name A. B." in purpose
    assert any(link.endswith("#einwilligung") for link in visitor.links.values())


@pytest.mark.parametrize("button", ["English", "Speichern und später weitermachen", "Zur Übersicht"])
def test_whoever_leaves_the_page_keeps_the_consent_that_was_given(in_field: OpenField, button: str) -> None:
    field = in_field("texts")
    visitor = field.respondent()
    visitor.open("/befragung/texte")
    visitor.answer({"einwilligung": "results", "einwilligung.email": "a@example.org"}, button)
    assert visitor.status == 200
    (consent,) = field.rows(ContactConsent)
    assert (consent.purpose, consent.email, consent.granted) == ("results", "a@example.org", True)
    visitor.open("/befragung/texte")
    assert visitor.value("einwilligung.email") == "a@example.org"


@pytest.mark.parametrize("button", ["English", "Speichern und später weitermachen", "Zur Übersicht"])
def test_whoever_leaves_with_contact_data_that_reach_nobody_sees_them_again(in_field: OpenField, button: str) -> None:
    field = in_field("texts")
    visitor = field.respondent()
    visitor.open("/befragung/texte")
    visitor.answer(
        {"kurz": "Dreher", "einwilligung": "results", "einwilligung.email": "kein", "einwilligung.name": "A. B."},
        button,
    )
    assert visitor.status == 422
    assert (visitor.value("einwilligung.email"), visitor.value("einwilligung.name")) == ("kein", "A. B.")
    assert visitor.at("[name=einwilligung][value=results]").has_attr("checked")
    assert len(visitor.soup.select("#summary a")) == 1, "who only leaves is told of nothing else"
    assert visitor.language == ("en" if button == "English" else "de")
    assert not field.rows(ContactConsent)
    assert field.document()["kurz"] == "Dreher"
    visitor.answer({"einwilligung.email": "a@example.org"}, "Continue" if button == "English" else "Weiter")
    assert stored(field) == [("results", True, "a@example.org")]


def test_contact_data_without_a_purpose_are_asked_about_not_dropped(in_field: OpenField) -> None:
    field = in_field("texts")
    visitor = field.respondent()
    visitor.open("/befragung/texte")
    visitor.answer({"kurz": "Dreher", "tag": "31.12.2025", "einwilligung.phone": "0681 1"})
    assert visitor.status == 422
    assert "Kreuzen Sie an" in visitor.text
    assert visitor.value("einwilligung.phone") == "0681 1"
    visitor.answer({"einwilligung.phone": ""})
    assert visitor.path == "/befragung/pruefen"
    assert not field.rows(ContactConsent)


def test_contact_data_come_through_the_door_too(in_field: OpenField) -> None:
    field = in_field("texts")
    visitor = field.respondent()
    visitor.open("/befragung/texte")
    visitor.fill({"einwilligung": "results", "einwilligung.email": "kein"})
    visitor.client.delete_cookie("bedarfsradar_befragung")
    visitor.press("Weiter")
    visitor.answer({"code": field.code()})
    assert visitor.value("einwilligung.email") == "kein"


def test_a_stale_tab_does_not_erase_a_consent(in_field: OpenField) -> None:
    field = in_field("texts")
    one, two = in_two_tabs(field)
    one.answer(AGREED, "Zur Übersicht")
    two.answer({"kurz": "Dreher"}, "Zur Übersicht")
    assert stored(field) == [("results", True, "a@example.org")]
    assert field.document()["kurz"] == "Dreher"


def test_a_stale_tab_does_not_revive_a_consent_that_was_withdrawn(in_field: OpenField) -> None:
    field = in_field("texts")
    one, _two = in_two_tabs(field)
    one.answer(AGREED, "Zur Übersicht")
    one, two = in_two_tabs(field)
    one.answer({"einwilligung": []}, "Zur Übersicht")
    two.answer({"kurz": "Dreher"}, "Zur Übersicht")
    assert stored(field) == [("results", False, "")]


@pytest.mark.parametrize(("choice", "address"), [("mine", "b@example.org"), ("theirs", "a@example.org")])
def test_a_consent_changed_twice_shows_both_and_lets_choose(in_field: OpenField, choice: str, address: str) -> None:
    field = in_field("texts")
    one, two = in_two_tabs(field)
    one.answer(AGREED, "Zur Übersicht")
    two.answer({"kurz": "Dreher", "einwilligung": ["results", "advice"], "einwilligung.email": "b@example.org"}, "Zur")
    assert two.status == 409
    mine, theirs = (" ".join(option.get_text(" ").split()) for option in two.soup.select("label.option"))
    assert mine.endswith("Ihre Eingabe Beratung: ja E-Mail-Adresse: b@example.org")
    assert theirs.endswith("Inzwischen gespeichert Beratung: nein E-Mail-Adresse: a@example.org")
    assert stored(field) == [("results", True, "a@example.org")]
    two.answer({"choose.einwilligung": choice}, "So speichern")
    assert {email for _purpose, _granted, email in stored(field)} == {address}
    assert len(stored(field)) == (2 if choice == "mine" else 1)
    assert field.document()["kurz"] == "Dreher"


def test_reading_the_choice_in_another_language_chooses_nothing(in_field: OpenField) -> None:
    field = in_field("texts")
    one, two = in_two_tabs(field)
    one.answer(AGREED | {"kurz": "Dreher"}, "Zur Übersicht")
    two.answer(AGREED | {"kurz": "Fräser", "einwilligung.email": "b@example.org"}, "Zur Übersicht")
    two.press("English")
    assert (two.status, two.language) == (409, "en")
    assert stored(field) == [("results", True, "a@example.org")]
    assert field.document()["kurz"] == "Dreher"
    two.answer({"choose.kurz": "theirs"}, "Save like this")
    assert two.path == "/befragung/uebersicht", "where the button led"
    assert stored(field) == [("results", True, "b@example.org")]
    assert field.document()["kurz"] == "Dreher"


def test_a_choice_between_consents_is_asked_again_when_it_is_overtaken(in_field: OpenField) -> None:
    field = in_field("texts")
    one, two = in_two_tabs(field)
    one.answer(AGREED, "Zur Übersicht")
    two.answer(AGREED | {"einwilligung.email": "b@example.org"}, "Zur Übersicht")
    one.open("/befragung/texte")
    one.answer({"einwilligung.email": "c@example.org"}, "Zur Übersicht")
    two.press("So speichern")
    assert two.status == 409
    assert stored(field) == [("results", True, "c@example.org")]


def test_the_same_consent_given_twice_is_no_conflict(in_field: OpenField) -> None:
    field = in_field("texts")
    one, two = in_two_tabs(field)
    for tab in (one, two):
        tab.answer(AGREED, "Zur Übersicht")
        assert tab.path == "/befragung/uebersicht"
    assert stored(field) == [("results", True, "a@example.org")]


@pytest.mark.parametrize("has_handed_in", [True, False])
def test_a_consent_can_be_withdrawn_after_the_deadline(in_field: OpenField, has_handed_in: bool) -> None:
    field = in_field("texts")
    visitor = field.respondent()
    visitor.open("/befragung/texte")
    visitor.answer(AGREED | {"kurz": "Dreher", "tag": "31.12.2025", "einwilligung": ["results", "advice"]})
    if has_handed_in:
        visitor.press("Antworten abgeben")
        assert "Einwilligung zum Kontakt ansehen oder widerrufen" in visitor.links
    before = field.document()
    field.change_wave(closes_at=now() - timedelta(days=1))
    late = field.respondent()
    assert late.status == 403
    late.open(late.links["Einwilligung zum Kontakt ansehen oder widerrufen"])
    assert "a@example.org" in late.text
    assert "0681 4005 111" in late.response.text, "the field team stands on every page"
    late.press("Widerrufen")
    assert stored(field) == [("results", False, ""), ("advice", True, "a@example.org")]
    late.press("Widerrufen")
    assert "keine Kontaktdaten" in late.text
    assert [granted for _purpose, granted, _email in stored(field)] == [False, False]
    assert field.document() == before
    late.open("/befragung/uebersicht")
    assert "Einwilligung zum Kontakt ansehen oder widerrufen" not in late.links


def test_withdrawing_after_handing_in_leaves_the_answers_handed_in(in_field: OpenField) -> None:
    field = in_field("texts")
    visitor = field.respondent()
    visitor.open("/befragung/texte")
    visitor.answer(AGREED | {"kurz": "Dreher", "tag": "31.12.2025"})
    visitor.press("Antworten abgeben")
    visitor.open("/befragung/einwilligung")
    visitor.press("Widerrufen")
    visitor.open("/befragung/uebersicht")
    assert visitor.path == "/befragung/quittung"
    assert [granted for _purpose, granted, _email in stored(field)] == [False]


def test_nobody_withdraws_what_another_agreed_to(in_field: OpenField) -> None:
    field = in_field("texts", establishments=2)
    visitor, other = field.respondent(0), field.respondent(1)
    visitor.open("/befragung/texte")
    visitor.answer(AGREED, "Zur Übersicht")
    other.open("/befragung/einwilligung")
    assert "keine Kontaktdaten" in other.text
    other.open("/befragung/texte")
    token = other.fields_of()["csrf_token"]
    other.send({"csrf_token": token, "purpose": "results"}, "/befragung/einwilligung")
    assert stored(field) == [("results", True, "a@example.org")]


def test_the_browser_may_fill_in_contact_data_and_a_telephone_number_looks_like_one(in_field: OpenField) -> None:
    field = in_field("texts")
    visitor = field.respondent()
    visitor.open("/befragung/texte")
    for part, kind, known in (("name", "text", "name"), ("email", "email", "email"), ("phone", "tel", "tel")):
        control = visitor.at(f"[id='einwilligung.{part}']")
        assert (control["type"], control["autocomplete"]) == (kind, known)
    visitor.answer({"einwilligung": "results", "einwilligung.phone": "ruf mich an"})
    assert visitor.status == 422
    assert "Geben Sie eine Telefonnummer ein" in visitor.text
    assert not field.rows(ContactConsent)
    visitor.answer({"einwilligung.phone": "+49 (0)681 / 4005-123"}, "Zur Übersicht")
    assert [row.phone for row in field.rows(ContactConsent)] == ["+49 (0)681 / 4005-123"]
