"""Two tabs, two people, an old form, another language: nobody's answer is lost."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.models import ResponseEvent, Role, now
from tests.integration.respond.conftest import OpenField
from tests.respondents import Field, Respondent


def two_tabs(field: Field, page: str) -> tuple[Respondent, Respondent]:
    """The same page, open twice."""
    one, two = field.respondent(), field.respondent()
    one.open(f"/befragung/{page}")
    two.open(f"/befragung/{page}")
    return one, two


def test_changes_of_different_answers_are_brought_together(in_field: OpenField) -> None:
    field = in_field("matrix")
    one, two = two_tabs(field, "matrix")
    one.answer({"wandel.rot": "1", "wandel.blau": "1"}, "Zur Übersicht")
    two.answer({"wandel.gelb": "2", "wandel.sonst": "0"}, "Zur Übersicht")
    assert field.document()["wandel"] == {"rot": "1", "blau": "1", "gelb": "2", "sonst": "0"}


def test_the_same_answer_changed_twice_shows_both_and_lets_choose(in_field: OpenField) -> None:
    field = in_field("numbers")
    one, two = two_tabs(field, "zahlen")
    one.answer({"besch": "30", "azubis": "3"}, "Zur Übersicht")
    two.answer({"besch": "40", "euro": "12,50"})
    assert two.status == 409
    assert "40 Personen" in two.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "30 Personen" in two.text.replace("\N{NO-BREAK SPACE}", " ")
    assert field.document()["besch"] == 30, "nothing is stored before somebody has chosen"
    two.answer({"choose.besch": "theirs"}, "So speichern")
    document = field.document()
    assert (document["besch"], document["azubis"], document["euro"]) == (30, 3, "12.50")


def test_who_keeps_the_own_version_overwrites_knowingly(in_field: OpenField) -> None:
    field = in_field("numbers")
    one, two = two_tabs(field, "zahlen")
    one.answer({"besch": "30"}, "Zur Übersicht")
    two.answer({"besch": "40"})
    two.press("So speichern")
    assert field.document()["besch"] == 40
    changes = [event.delta["besch"] for event in field.rows(ResponseEvent) if "besch" in event.delta]
    assert changes == [[None, 30], [30, 40]], "the events keep what was overwritten"


def with_a_row(field: Field) -> Respondent:
    """Somebody who has filled in one row of a roster."""
    visitor = field.respondent()
    visitor.open("/befragung/gruppen/zeile/raaaa")
    cells = {"farbe": "rot", "stufe": "1", "n": "10"}
    visitor.answer({f"gruppen.raaaa.{name}": value for name, value in cells.items()}, "Übernehmen")
    return visitor


def test_a_row_that_somebody_changed_is_not_removed_unseen(in_field: OpenField) -> None:
    field = in_field("roster")
    other, visitor = with_a_row(field), field.respondent()
    visitor.open("/befragung/gruppen/zeile/raaaa/entfernen")
    other.open("/befragung/gruppen/zeile/raaaa")
    other.answer({"gruppen.raaaa.n": "37"}, "Übernehmen")
    visitor.press("Entfernen")
    assert visitor.status == 409
    assert "Jemand anderes hat diesen Eintrag inzwischen geändert" in visitor.text
    assert "Rot – Wenig, Anzahl: vorher „10“, jetzt „37“" in visitor.text
    assert "Mit „Behalten“ bleibt der geänderte Eintrag stehen" in visitor.text
    assert field.document()["gruppen"][0]["n"] == 37
    visitor.press("Entfernen")
    assert visitor.path == "/befragung/gruppen"
    assert "gruppen" not in field.document()


def test_a_row_changed_twice_shows_both_versions_cell_by_cell(in_field: OpenField) -> None:
    field = in_field("roster")
    other, visitor = with_a_row(field), field.respondent()
    for someone in (other, visitor):
        someone.open("/befragung/gruppen/zeile/raaaa")
    other.answer({"gruppen.raaaa.n": "37", "gruppen.raaaa.davon": "5"}, "Übernehmen")
    visitor.answer({"gruppen.raaaa.n": "41"}, "Übernehmen")
    assert visitor.status == 409
    mine, theirs = (" ".join(option.get_text(" ").split()) for option in visitor.soup.select("label.option"))
    assert mine.endswith("Ihre Eingabe Rot – Wenig, Anzahl: 41")
    assert theirs.endswith("Inzwischen gespeichert Rot – Wenig, Anzahl: 37"), "only what the choice decides"
    visitor.press("So speichern")
    row = field.document()["gruppen"][0]
    assert (row["n"], row["davon"]) == (41, 5)


def test_a_row_that_was_removed_while_somebody_changed_it_is_one_choice(in_field: OpenField) -> None:
    field = in_field("roster")
    other, visitor = with_a_row(field), field.respondent()
    visitor.open("/befragung/gruppen/zeile/raaaa")
    other.open("/befragung/gruppen/zeile/raaaa/entfernen")
    other.press("Entfernen")
    visitor.answer({"gruppen.raaaa.n": "41"}, "Übernehmen")
    assert visitor.status == 409
    mine, theirs = (" ".join(option.get_text(" ").split()) for option in visitor.soup.select("label.option"))
    assert "Anzahl: 41" in mine
    assert theirs == "Inzwischen gespeichert Rot – Wenig: entfernt"
    visitor.answer({"choose.gruppen": "theirs"}, "So speichern")
    assert "gruppen" not in field.document()


def test_a_row_is_removed_although_another_one_was_added_meanwhile(in_field: OpenField) -> None:
    field = in_field("roster")
    other, visitor = with_a_row(field), field.respondent()
    visitor.open("/befragung/gruppen/zeile/raaaa/entfernen")
    visitor.answer({"csrf_token": "alt"}, "Entfernen")
    assert visitor.path == "/befragung/uebersicht", "a form without answers is no page to fill in again"
    visitor.open("/befragung/gruppen/zeile/raaaa/entfernen")
    other.open("/befragung/gruppen/zeile/rbbbb")
    other.answer({"gruppen.rbbbb.farbe": "blau"}, "Übernehmen")
    visitor.press("Entfernen")
    assert [row["id"] for row in field.document()["gruppen"]] == ["rbbbb"]
    visitor.send(visitor.fields_of() | {"whose": ["jemand"]}, "/befragung/gruppen/zeile/rbbbb/entfernen")
    assert [row["id"] for row in field.document()["gruppen"]] == ["rbbbb"]


def test_unreadable_text_in_two_tabs_is_a_conflict_too(in_field: OpenField) -> None:
    field = in_field("numbers")
    one, two = two_tabs(field, "zahlen")
    one.answer({"besch": "ca. 30"}, "Zur Übersicht")
    two.answer({"besch": "etwa 40"}, "Zur Übersicht")
    assert two.status == 409
    assert "ca. 30" in two.text
    assert "etwa 40" in two.text


def test_a_confirmation_that_was_forgotten_is_not_revived_by_another_tab(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen")
    visitor.answer({"besch": "6000"})
    visitor.press("Stimmt so")
    assert field.document()["confirmed"] == ["besch_gross"]
    one, two = two_tabs(field, "zahlen")
    one.answer({"besch": "40"}, "Zur Übersicht")
    two.answer({"euro": "5"}, "Zur Übersicht")
    assert (field.document()["besch"], field.document()["euro"]) == (40, "5")
    assert "confirmed" not in field.document()


@pytest.mark.parametrize(("choice", "kept"), [("mine", (6000, ["besch_gross"])), ("theirs", (8000, None))])
def test_a_confirmation_goes_with_the_answer_that_was_chosen(
    in_field: OpenField, choice: str, kept: tuple[int, list[str] | None]
) -> None:
    field = in_field("numbers")
    one, two = two_tabs(field, "zahlen")
    one.answer({"besch": "8000"}, "Zur Übersicht")
    two.send(two.fields_of() | {"besch": ["6000"], "confirmed": ["besch_gross"]})
    assert two.status == 409
    two.answer({"choose.besch": choice}, "So speichern")
    assert (field.document()["besch"], field.document().get("confirmed")) == kept


def test_many_saves_at_once_lose_nothing(in_field: OpenField) -> None:
    field = in_field("matrix")
    tabs = {colour: field.respondent() for colour in ("rot", "blau", "gelb", "sonst")}
    for tab in tabs.values():
        tab.open("/befragung/matrix")

    def save(colour: str) -> int:
        tabs[colour].answer({f"wandel.{colour}": "2"}, "Zur Übersicht")
        return tabs[colour].status

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(save, tabs)) == {200}
    assert field.document()["wandel"] == dict.fromkeys(tabs, "2")
    assert sorted(event.version for event in field.rows(ResponseEvent)) == [1, 2, 3, 4]


def test_a_form_that_claims_a_wrong_version_never_overwrites(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen")
    visitor.answer({"besch": "30"}, "Zur Übersicht")
    for version in ("-1", "99999", "x", "", "1" * 40, "²"):
        visitor.open("/befragung/zahlen")
        visitor.answer({"version": version, "besch": "50"})
        assert visitor.status == 409
    assert field.document()["besch"] == 30


def test_a_stale_form_token_keeps_what_was_typed_and_stores_nothing(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen")
    visitor.answer({"csrf_token": "alt", "besch": "77", "azubis": "zwölf"})
    assert visitor.status == 400
    assert "noch einmal ab" in visitor.text
    assert visitor.value("besch") == "77"
    assert visitor.value("azubis") == "zwölf"
    assert field.document() == {}
    visitor.answer({"azubis": "12"})
    assert field.document()["besch"] == 77


def test_a_stale_form_token_of_somebody_who_may_not_write_gets_the_page_that_says_so(in_field: OpenField) -> None:
    field = in_field("single")
    visitor, other = field.respondent(), field.respondent()
    other.open("/befragung/auswahl")
    other.answer({"farbe": "gelb"})
    other.answer({"branche": "29", "beruf": "25"})
    visitor.open("/befragung/auswahl")
    old = visitor.fields_of() | {"csrf_token": ["alt"]}
    visitor.send(old, "/befragung/gibtsnicht")
    assert visitor.status == 404
    other.press("Antworten abgeben")
    visitor.send(old, "/befragung/auswahl")
    assert (visitor.status, visitor.path) == (200, "/befragung/quittung")
    field.change_wave(closes_at=now() - timedelta(days=1))
    visitor.send(old, "/befragung/auswahl")
    assert visitor.status == 403


def test_a_page_shown_again_after_a_stale_token_is_as_old_as_it_was(in_field: OpenField) -> None:
    field = in_field("numbers")
    one, two = two_tabs(field, "zahlen")
    one.answer({"besch": "30"}, "Zur Übersicht")
    two.answer({"csrf_token": "alt", "besch": "77"})
    assert two.status == 400
    two.press("Weiter")
    assert two.status == 409, "the answer of the other tab is not overwritten unseen"
    assert field.document()["besch"] == 30


def test_when_the_session_ended_the_typed_answers_come_through_the_door(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen")
    visitor.fill({"besch": "88", "azubis": "ca. 3"})
    visitor.client.delete_cookie("bedarfsradar_befragung")
    visitor.press("Weiter")
    assert visitor.status in (400, 401)
    assert "bleibt erhalten" in visitor.text
    visitor.answer({"code": "falsch"})
    assert visitor.status == 422
    visitor.answer({"code": field.code()})
    assert visitor.path == "/befragung/zahlen"
    assert visitor.value("besch") == "88"
    assert visitor.value("azubis") == "ca. 3"


def test_typed_answers_never_land_in_somebody_elses_draft(in_field: OpenField) -> None:
    field = in_field("numbers", establishments=2)
    visitor = field.respondent(0)
    visitor.open("/befragung/zahlen")
    visitor.fill({"besch": "88"})
    visitor.client.delete_cookie("bedarfsradar_befragung")
    visitor.press("Weiter")
    visitor.answer({"code": field.code(1)})
    assert visitor.path == "/befragung/start"
    for number in (0, 1):
        other = field.respondent(number)
        other.open("/befragung/zahlen")
        assert other.value("besch") == "64"


def test_a_form_of_somebody_else_in_the_same_browser_is_not_stored(in_field: OpenField) -> None:
    field = in_field("numbers", establishments=2)
    visitor = field.respondent(0)
    visitor.open("/befragung/zahlen")
    fields = visitor.fields_of() | {"besch": ["99"]}
    visitor.press("Abmelden")
    visitor.enter(field.code(1))
    visitor.open("/befragung/zahlen")
    fields["csrf_token"] = visitor.fields_of()["csrf_token"]
    visitor.send(fields)
    assert visitor.status == 409
    assert not field.rows(ResponseEvent)


def test_the_language_switch_keeps_page_and_typed_values(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen")
    visitor.answer({"besch": "1.250", "azubis": "zwölf"}, "English")
    assert visitor.path == "/befragung/zahlen"
    assert visitor.language == "en"
    assert "How many employees?" in visitor.text
    assert visitor.value("besch") == "1,250"
    assert visitor.value("azubis") == "zwölf"
    visitor.press("Français")
    assert visitor.language == "fr"
    label = visitor.at("label[for=besch]")
    assert label["lang"] == "de", "what is not translated is German and says so"
    assert "Wie viele Beschäftigte?" in label.get_text()


def test_a_number_is_read_in_the_language_of_its_page_whatever_another_window_chose(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen?language=en")
    sent = visitor.fields_of() | {"besch": ["40"], "euro": ["1,250"]}
    visitor.open("/befragung/zahlen?language=de")
    visitor.send(sent, "/befragung/zahlen")
    assert field.document()["euro"] == "1250", "and not one euro and 25 cents"


def test_the_language_is_remembered_on_another_machine(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen")
    visitor.answer({"besch": "12"}, "English")
    visitor.press("Continue")
    assert field.respondent().language == "en"


def test_the_quiet_save_tells_what_is_shown_and_what_is_open(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    visitor.open("/befragung/auswahl")
    fields = visitor.fields_of() | {"farbe": ["sonst"]}
    reply = visitor.client.post("/befragung/auswahl/entwurf", data=fields)
    answer = reply.get_json()
    assert answer["shown"] == {"farbe": True, "stufe": False}
    assert answer["open"] == ["farbe:other"]
    assert answer["version"] == 1
    assert field.document() == {"farbe": "sonst"}, "a page that was left in the middle does not count as seen"
    fields["version"] = ["1"]
    answer = visitor.client.post("/befragung/auswahl/entwurf", data=fields | {"farbe": ["rot"]}).get_json()
    assert answer["shown"] == {"farbe": True, "stufe": True}
    stale = visitor.client.post("/befragung/auswahl/entwurf", data=fields | {"farbe": ["blau"]})
    assert (stale.status_code, stale.get_json()) == (409, {"state": "conflict"})


def test_a_quiet_save_never_stores_contact_data(in_field: OpenField) -> None:
    field = in_field("texts")
    visitor = field.respondent()
    visitor.open("/befragung/texte")
    fields = visitor.fields_of() | {"einwilligung": ["results"], "einwilligung.email": ["a@example.org"]}
    visitor.client.post("/befragung/texte/entwurf", data=fields)
    assert "example.org" not in json.dumps(field.document())


def test_both_sides_write_on_drafts_of_their_own(in_field: OpenField) -> None:
    field = in_field("real")
    company, council = field.respondent(0), field.respondent(0, Role.WORKS_COUNCIL)
    assert company.at("h1").get_text() != council.at("h1").get_text()
