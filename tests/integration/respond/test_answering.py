"""A visit without JavaScript: each kind of question is asked, answered wrongly, answered rightly."""

import re

from app.models import Assignment, Disposition, Role
from tests.integration.respond.conftest import OpenField


def test_a_question_that_an_answer_brings_up_appears_on_the_same_page_and_is_no_error(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    visitor.open("/befragung/auswahl")
    assert visitor.at('[data-item="stufe"]').has_attr("hidden")
    visitor.answer({"farbe": "rot"}, "Zur Übersicht")
    visitor.open("/befragung/auswahl")
    assert not visitor.at('[data-item="stufe"]').has_attr("hidden")
    visitor.answer({"stufe": "!dont_know"})
    assert visitor.path == "/befragung/zweistufig"
    assert field.document() == {"farbe": "rot", "stufe": {"missing": "dont_know"}, "seen": ["auswahl"]}


def test_an_open_required_question_is_named_on_top_and_at_its_place(in_field: OpenField) -> None:
    visitor = in_field("single").respondent()
    visitor.open("/befragung/auswahl")
    visitor.press("Weiter")
    assert visitor.status == 422
    assert visitor.title.startswith("Fehler: Auswahl")
    assert visitor.at("#summary").has_attr("autofocus")
    link = visitor.at("#summary a")
    assert visitor.at(f"[id='{link['href'][1:]}']")["name"] == "farbe"
    assert link.get_text() in visitor.at("[id='farbe-problem']").get_text()


def test_keine_angabe_is_a_real_answer(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    visitor.open("/befragung/auswahl")
    visitor.answer({"farbe": "!refused"})
    assert visitor.status == 200
    assert field.document()["farbe"] == {"missing": "refused"}


def test_other_asks_for_words_and_keeps_them(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    visitor.open("/befragung/auswahl")
    visitor.answer({"farbe": "sonst", "farbe:other": "x"})
    assert visitor.status == 422
    assert visitor.value("farbe:other") == "x"
    visitor.answer({"farbe:other": "türkis"})
    assert field.document()["farbe_other"] == "türkis"


def test_a_long_list_is_grouped_and_prefilled_from_the_frame(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    visitor.open("/befragung/zweistufig")
    assert visitor.at("#branche option[selected]")["value"] == "29"
    assert visitor.at("#branche optgroup:has([selected])")["label"] == "Verarbeitendes Gewerbe"
    visitor.answer({"beruf": "25"})
    assert field.document()["branche"] == "29"


def test_search_finds_the_finer_words_and_leads_to_the_code(in_field: OpenField) -> None:
    visitor = in_field("single").respondent()
    found = visitor.client.get("/befragung/zweistufig/suche/beruf?q=schweiß").get_json()
    assert found
    assert all(len(hit["code"]) == 2 for hit in found)
    assert any("chwei" in hit["found"] for hit in found)
    assert visitor.client.get("/befragung/zweistufig/suche/nichts?q=a").status_code == 404
    assert visitor.client.get("/befragung/zweistufig/suche/beruf?q=" + "%00" * 500).get_json() == []


def test_too_many_ticks_and_an_excluding_tick_are_told(in_field: OpenField) -> None:
    visitor = in_field("multi").respondent()
    visitor.open("/befragung/auswahl")
    visitor.answer({"farben": ["rot", "blau", "gelb"]})
    assert visitor.status == 422
    assert [box["value"] for box in visitor.soup.select("[name=farben][checked]")] == ["rot", "blau", "gelb"]
    visitor.answer({"farben": ["rot", "keine"]})
    assert visitor.status == 422
    assert "Keine davon" in visitor.at("#summary").get_text()


def test_numbers_are_read_as_people_write_them_and_unreadable_ones_stay(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen")
    assert visitor.value("besch") == "64"
    visitor.answer({"besch": "ca. 30", "azubis": "1 2", "euro": "12,5"})
    assert visitor.status == 422
    assert visitor.value("besch") == "ca. 30"
    document = field.document()
    assert (document["azubis"], document["euro"], document["raw"]) == (12, "12.5", {"besch": "ca. 30"})
    visitor.open("/befragung/zahlen")
    assert visitor.value("besch") == "ca. 30"
    visitor.answer({"besch": "1.250"})
    assert field.document()["besch"] == 1250


def test_a_soft_check_asks_once_and_the_confirmation_is_stored(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen")
    visitor.answer({"besch": "6000"})
    assert "Sind es wirklich mehr als 5.000 (6.000)?" in visitor.text
    assert not visitor.title.startswith("Fehler")
    visitor.press("Stimmt so")
    assert visitor.path == "/befragung/pruefen"
    assert field.document()["confirmed"] == ["besch_gross"]
    visitor.open("/befragung/zahlen")
    visitor.answer({"besch": "40"})
    assert "confirmed" not in field.document()
    visitor.open("/befragung/zahlen")
    visitor.answer({"besch": "7000"})
    assert "Stimmt das so?" in visitor.text


def test_a_message_that_is_not_translated_says_that_it_is_german(in_field: OpenField) -> None:
    visitor = in_field("numbers").respondent()
    visitor.open("/befragung/zahlen?language=fr")
    visitor.answer({"besch": "20", "azubis": "30"}, "Continuer")
    assert (visitor.status, visitor.language) == (422, "fr")
    for place in ("#summary a", "[id='azubis-problem']"):
        said = visitor.at(f"{place} [lang=de]")
        assert said.get_text() == "Höchstens 20 sind möglich."
    visitor.answer({"besch": "6000"}, "Continuer")
    assert visitor.at(".notice--ask .notice__title [lang=de]").get_text().startswith("Sind es wirklich")
    visitor.open("/befragung/zahlen?language=en")
    visitor.answer({"besch": "20", "azubis": "30"}, "Continue")
    assert not visitor.soup.select("main [lang=de]")


def test_a_foreign_word_in_a_translated_message_says_which_language_it_is(in_field: OpenField) -> None:
    visitor = in_field("matrix").respondent()
    visitor.open("/befragung/matrix?language=fr")
    visitor.press("Continuer")
    link = visitor.at("#summary a")
    assert link.get_text() == "Choisissez une réponse pour «\N{NO-BREAK SPACE}Rot\N{NO-BREAK SPACE}»."
    assert visitor.at("#summary a [lang=de]").get_text() == "Rot"


def test_a_number_and_keine_angabe_together_ask_back(in_field: OpenField) -> None:
    visitor = in_field("numbers").respondent()
    visitor.open("/befragung/zahlen")
    visitor.answer({"besch": "12", "besch:missing": "dont_know"})
    assert visitor.status == 422
    assert visitor.value("besch") == "12"


def test_a_matrix_is_a_fieldset_a_row_and_no_table(in_field: OpenField) -> None:
    field = in_field("matrix")
    visitor = field.respondent()
    visitor.open("/befragung/matrix")
    assert not visitor.soup.select("main table")
    legends = visitor.soup.select("fieldset.row > legend")
    assert [legend.get_text(strip=True) for legend in legends] == ["Rot", "Blau", "Gelb", "Sonstiges"]
    visitor.answer({"wandel.rot": "2", "wandel.blau": "!dont_know"})
    assert visitor.status == 422
    assert len(visitor.soup.select("fieldset.row.is-wrong")) == 2
    visitor.answer({"wandel:missing": "refused"})
    assert field.document()["wandel"]["gelb"] == {"missing": "refused"}
    assert visitor.path == "/befragung/rang"


def test_a_ranking_offers_what_was_named_and_wants_different_codes(in_field: OpenField) -> None:
    field = in_field("matrix")
    visitor = field.respondent()
    visitor.open("/befragung/matrix")
    visitor.answer({f"wandel.{colour}": "2" for colour in ("rot", "blau", "gelb")} | {"wandel.sonst": "0"})
    codes = [option["value"] for option in visitor.at("[id='wichtig.1']").select("option")]
    assert codes == ["", "rot", "blau", "gelb"]
    visitor.answer({"wichtig.1": "rot", "wichtig.2": "rot", "wichtig.3": "blau"})
    assert visitor.status == 422
    visitor.answer({"wichtig.2": "gelb"})
    assert field.document()["wichtig"] == ["rot", "gelb", "blau"]


def test_a_grid_has_a_card_a_row_with_columns_that_depend_on_one_another(in_field: OpenField) -> None:
    field = in_field("grid")
    visitor = field.respondent()
    visitor.open("/befragung/wahl")
    visitor.answer({"farben": ["rot", "blau"]})
    assert len(visitor.soup.select("fieldset.card")) == 2
    assert visitor.at('[data-item="tab.rot.grund"]').has_attr("hidden")
    row = {"heute": "0", "morgen": "2", "n": "5"}
    both = {f"tab.{colour}.{column}": value for colour in ("rot", "blau") for column, value in row.items()}
    visitor.answer(both)
    assert not visitor.at('[data-item="tab.rot.grund"]').has_attr("hidden")
    visitor.answer({"tab.rot.grund": ["gelb"], "tab.blau.grund": ["rot", "gelb"]})
    assert visitor.path == "/befragung/groesste"
    assert field.document()["tab"]["blau"] == {"heute": "0", "morgen": "2", "n": 5, "grund": ["rot", "gelb"]}


def test_what_was_typed_as_other_names_the_row_of_a_later_table_everywhere(in_field: OpenField) -> None:
    visitor = in_field("real").respondent()
    visitor.open("/befragung/kompetenzfelder")
    visitor.answer({"fields": ["K01", "K90"], "fields:other": "Laser <b>3D</b>"})
    for page in ("kompetenzniveaus", "passende-angebote"):
        visitor.open(f"/befragung/{page}")
        legends = [" ".join(legend.get_text().split()) for legend in visitor.soup.select("legend, .question__label")]
        assert "Sonstiges: Laser <b>3D</b>" in legends
        visitor.press("Weiter")
        assert any(link.startswith("„Sonstiges: Laser <b>3D</b>“: Es fehlt noch") for link in visitor.links)
    visitor.open("/befragung/pruefen")
    named = [" ".join(term.get_text().split()) for term in visitor.soup.select("dt")]
    assert named.count("Sonstiges: Laser <b>3D</b>") == 2
    assert not visitor.soup.select("main b")


def test_rows_of_a_roster_are_added_changed_and_removed(in_field: OpenField) -> None:
    field = in_field("roster")
    visitor = field.respondent()
    visitor.open("/befragung/gruppen")
    visitor.press("Weiter")
    assert visitor.status == 422
    visitor.open(visitor.links["Gruppe hinzufügen"])
    place = re.sub(r".*/zeile/", "gruppen.", visitor.path)
    visitor.answer(
        {f"{place}.farbe": "rot", f"{place}.stufe": "1", f"{place}.n": "10", f"{place}.davon": "12"}, "Übernehmen"
    )
    assert visitor.status == 422
    assert "Höchstens so viele" in visitor.at(f"[id='{place}.davon-problem']").get_text()
    visitor.answer({f"{place}.davon": "2"}, "Übernehmen")
    assert visitor.path == "/befragung/gruppen"
    assert "Rot – Wenig" in visitor.text
    visitor.open(visitor.links["Ändern : Rot – Wenig"])
    visitor.answer({f"{place}.farbe": "blau"}, "Übernehmen")
    visitor.open(visitor.links["Entfernen : Blau – Wenig"])
    assert "Blau – Wenig" in visitor.text
    visitor.press("Entfernen")
    assert "gruppen" not in field.document()


def test_the_same_row_sent_twice_is_one_row_and_two_equal_ones_are_told(in_field: OpenField) -> None:
    field = in_field("roster")
    visitor = field.respondent()
    cells = {"farbe": "rot", "stufe": "1", "n": "10"}
    for row in ("raaaa", "raaaa", "rbbbb"):
        visitor.open(f"/befragung/gruppen/zeile/{row}")
        visitor.answer({f"gruppen.{row}.{name}": value for name, value in cells.items()}, "Übernehmen")
    assert [row["id"] for row in field.document()["gruppen"]] == ["raaaa", "rbbbb"]
    assert visitor.status == 422


def test_earlier_answers_stand_in_later_questions_as_text_never_as_markup(in_field: OpenField) -> None:
    visitor = in_field("texts").respondent()
    visitor.open("/befragung/texte")
    visitor.answer({"kurz": "<b>fett</b>", "tag": "nie"})
    assert "„<b>fett</b>“ bis 2030" in visitor.text
    assert not visitor.soup.select("main b")


def test_leaving_and_coming_back_on_another_machine(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    visitor.open("/befragung/zweistufig")
    visitor.answer({"branche": "10"}, "Speichern und später weitermachen")
    assert "Ihre Antworten sind gespeichert" in visitor.text
    other = field.respondent()
    assert other.path == "/befragung/uebersicht"
    other.open(other.links["Weitermachen"])
    assert other.path == "/befragung/zweistufig"
    assert other.at("#branche option[selected]")["value"] == "10"


def test_the_overview_tells_the_state_of_each_section(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    visitor.open("/befragung/uebersicht")
    assert "noch nicht begonnen" in visitor.text
    visitor.open("/befragung/auswahl")
    visitor.answer({"farbe": "gelb"})
    visitor.open("/befragung/uebersicht")
    assert "in Arbeit" in visitor.text
    visitor.open("/befragung/zweistufig")
    visitor.press("Weiter")
    visitor.open("/befragung/uebersicht")
    assert "fertig" in visitor.text
    assert next(a for a in field.rows(Assignment) if a.role is Role.COMPANY).disposition is Disposition.STARTED


def test_unknown_pages_and_rows_are_404_and_pages_off_the_route_lead_back(in_field: OpenField) -> None:
    visitor = in_field("matrix").respondent()
    for path in ("gibtsnicht", "matrix/zeile/r1", "matrix/neu"):
        visitor.open(f"/befragung/{path}")
        assert visitor.status == 404
    visitor.open("/befragung/rang")
    assert visitor.path == "/befragung/uebersicht"


def test_a_number_and_a_tick_at_once_come_back_both(in_field: OpenField) -> None:
    visitor = in_field("numbers").respondent()
    visitor.open("/befragung/zahlen")
    visitor.answer({"besch": "12", "besch:missing": "dont_know"})
    assert visitor.status == 422
    assert "Entweder eine Zahl oder" in visitor.text
    assert visitor.value("besch") == "12"
    assert visitor.at("[name='besch:missing'][value=dont_know]").has_attr("checked")
    assert len(visitor.soup.select("#summary a")) == 1
    visitor.answer({"besch:missing": []}, "Zur Übersicht")
    visitor.open("/befragung/zahlen")
    assert not visitor.at("[name='besch:missing'][value=dont_know]").has_attr("checked")
    assert visitor.value("besch") == "12"


def test_errors_and_questions_back_stand_in_one_summary(in_field: OpenField) -> None:
    visitor = in_field("numbers").respondent()
    visitor.open("/befragung/zahlen")
    visitor.answer({"besch": "6000", "euro": "12 h"})
    assert visitor.status == 422
    (summary,) = visitor.soup.select("#summary")
    assert len(visitor.soup.select("[autofocus], [role=alert]")) == 1
    assert "Bitte prüfen Sie eine Angabe" in summary.get_text()
    assert "Stimmt das so?" in summary.get_text()
    assert "Geben Sie nur die Zahl ein, ohne „h“." in visitor.text


def test_signs_nobody_sees_never_make_another_number(in_field: OpenField) -> None:
    field = in_field("numbers")
    visitor = field.respondent()
    visitor.open("/befragung/zahlen")
    visitor.answer({"besch": "14\x00 8"})
    assert visitor.status == 422
    assert "Zeichen, die man nicht sieht" in visitor.text
    assert "besch" not in field.document()


def test_back_keeps_what_was_typed(in_field: OpenField) -> None:
    field = in_field("single")
    visitor = field.respondent()
    visitor.open("/befragung/zweistufig")
    visitor.answer({"branche": "29"}, "Zurück")
    assert visitor.path == "/befragung/auswahl"
    assert field.document()["branche"] == "29"
    visitor.press("Zurück")
    assert visitor.path == "/befragung/uebersicht"


def test_back_from_a_row_keeps_what_was_typed_and_makes_no_empty_row(in_field: OpenField) -> None:
    field = in_field("roster")
    visitor = field.respondent()
    visitor.open("/befragung/gruppen/zeile/raaaa")
    visitor.press("Zurück")
    assert (visitor.path, field.document()) == ("/befragung/gruppen", {})
    visitor.open("/befragung/gruppen/zeile/raaaa")
    visitor.answer({"gruppen.raaaa.n": "10"}, "Zurück")
    assert visitor.path == "/befragung/gruppen"
    assert field.document()["gruppen"] == [{"id": "raaaa", "n": 10}]


def test_what_comes_from_the_register_says_so_until_the_page_was_sent(in_field: OpenField) -> None:
    visitor = in_field("numbers").respondent()
    visitor.open("/befragung/zahlen")
    assert visitor.value("besch") == "64"
    assert "vorausgefüllt" in visitor.at("#besch-note").get_text()
    assert "besch-note" in str(visitor.at("#besch")["aria-describedby"])
    visitor.answer({"azubis": "3"}, "Zur Übersicht")
    visitor.open("/befragung/zahlen")
    assert "vorausgefüllt" not in visitor.text
