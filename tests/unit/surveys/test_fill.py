"""A page is sent: what is stored, what is asked again, and that nothing typed is lost."""

import pytest

from surveys.checks import check_all
from surveys.fill import fill, fill_row, remove_row
from surveys.messages import say
from surveys.present import typed_item, typed_page
from surveys.problems import Document
from surveys.scope import Scope
from tests.questionnaires_for_tests import scope, small


def send(
    name: str, page: str, typed: dict[str, list[str]], document: Document | None = None
) -> tuple[Document, set[str]]:
    """Send a page; the document without what every draft has, and ``place: code`` of each problem."""
    filled = fill(scope(name, document), page, typed, "de")
    return (
        {key: value for key, value in filled.document.items() if key != "seen"},
        {f"{problem.place}: {problem.message.code}" for problem in filled.problems},
    )


@pytest.mark.parametrize(
    ("name", "page", "typed", "stored", "problems"),
    [
        ("single", "auswahl", {"farbe": ["rot"]}, {"farbe": "rot"}, set()),
        ("single", "auswahl", {}, {}, {"farbe: required.single"}),
        ("single", "auswahl", {"farbe": ["lila"]}, {}, {"farbe: answer.not_offered"}),
        ("single", "auswahl", {"farbe": ["!refused"]}, {"farbe": {"missing": "refused"}}, set()),
        ("single", "auswahl", {"farbe": ["sonst"]}, {"farbe": "sonst"}, {"farbe:other: answer.other_length"}),
        (
            "single",
            "auswahl",
            {"farbe": ["sonst"], "farbe:other": ["lila"]},
            {"farbe": "sonst", "farbe_other": "lila"},
            set(),
        ),
        (
            "single",
            "auswahl",
            {"farbe": ["rot"], "stufe": ["!dont_know"], "shown": ["farbe stufe"]},
            {"farbe": "rot", "stufe": {"missing": "dont_know"}},
            set(),
        ),
        ("single", "zweistufig", {"branche:step": ["C"]}, {}, {"branche: answer.second_step"}),
        ("single", "zweistufig", {"branche": ["C"]}, {}, {"branche: answer.not_offered"}),
        ("single", "zweistufig", {"branche": ["29"], "beruf": ["24"]}, {"branche": "29", "beruf": "24"}, set()),
        ("multi", "auswahl", {"farben": ["blau", "rot"]}, {"farben": ["rot", "blau"]}, set()),
        (
            "multi",
            "auswahl",
            {"farben": ["rot", "blau", "gelb"]},
            {"farben": ["rot", "blau", "gelb"]},
            {"farben: answer.too_many"},
        ),
        ("multi", "auswahl", {"farben": ["rot", "keine"]}, {"farben": ["rot", "keine"]}, {"farben: answer.exclusive"}),
        (
            "multi",
            "auswahl",
            {"farben": ["rot"], "farben:missing": ["refused"]},
            {"farben": ["rot"]},
            {"farben: answer.both_missing"},
        ),
        ("numbers", "zahlen", {"besch": ["1.250"]}, {"besch": 1250}, set()),
        ("numbers", "zahlen", {"besch": ["ca. 30"]}, {"raw": {"besch": "ca. 30"}}, {"besch: number.about"}),
        ("numbers", "zahlen", {"besch": ["0"]}, {"raw": {"besch": "0"}}, {"besch: number.too_small"}),
        ("numbers", "zahlen", {"besch:missing": ["dont_know"]}, {"besch": {"missing": "dont_know"}}, set()),
        (
            "numbers",
            "zahlen",
            {"besch": ["12"], "besch:missing": ["dont_know"]},
            {"raw": {"besch": "12", "besch:missing": "dont_know"}},
            {"besch: answer.both_number"},
        ),
        ("numbers", "zahlen", {"besch": ["60"], "azubis": ["61"]}, {"besch": 60, "azubis": 61}, {"azubis: check.own"}),
        ("numbers", "zahlen", {"besch": ["6000"]}, {"besch": 6000}, {"besch: check.own"}),
        ("numbers", "zahlen", {"besch": ["60"], "euro": ["12,5"]}, {"besch": 60, "euro": "12.5"}, set()),
        ("numbers", "zahlen", {"besch": ["\x001\ud8002"]}, {"raw": {"besch": "12"}}, {"besch: number.signs"}),
        ("numbers", "zahlen", {"besch": ["30 MA"]}, {"raw": {"besch": "30 MA"}}, {"besch: number.unit"}),
        ("texts", "texte", {"kurz": ["  Wort\x00 "]}, {"kurz": "Wort"}, set()),
        ("texts", "texte", {"kurz": ["ab"]}, {"raw": {"kurz": "ab"}}, {"kurz: text.too_short"}),
        ("texts", "texte", {"kurz": ["abc"], "tag": ["30.6.2026"]}, {"kurz": "abc", "tag": "2026-06-30"}, set()),
        (
            "texts",
            "texte",
            {"kurz": ["abc"], "tag": ["31.02.2026"]},
            {"kurz": "abc", "raw": {"tag": "31.02.2026"}},
            {"tag: date.unreadable"},
        ),
        (
            "matrix",
            "matrix",
            {"wandel.rot": ["2"], "wandel.blau": ["!dont_know"], "wandel:missing": ["refused"]},
            {
                "wandel": {
                    "rot": "2",
                    "blau": {"missing": "dont_know"},
                    "gelb": {"missing": "refused"},
                    "sonst": {"missing": "refused"},
                }
            },
            set(),
        ),
    ],
)
def test_a_page_is_read(
    name: str, page: str, typed: dict[str, list[str]], stored: Document, problems: set[str]
) -> None:
    assert send(name, page, typed) == (stored, problems)


def test_open_matrix_rows_are_named() -> None:
    filled = fill(scope("matrix"), "matrix", {"wandel.rot": ["1"]}, "de")
    assert [(p.place, say(p.message, "de")) for p in filled.problems] == [
        ("wandel.blau", "Wählen Sie für „Blau“ eine Antwort."),
        ("wandel.gelb", "Wählen Sie für „Gelb“ eine Antwort."),
        ("wandel.sonst", "Wählen Sie für „Sonstiges“ eine Antwort."),
    ]


def test_what_could_not_be_read_is_shown_again_as_it_was_typed() -> None:
    document, _ = send("numbers", "zahlen", {"besch": ["ca. 30"], "azubis": ["3"]})
    assert typed_page(scope("numbers", document), "zahlen", "de") == {"besch": ["ca. 30"], "azubis": ["3"]}
    corrected, problems = send("numbers", "zahlen", {"besch": ["30"], "azubis": ["3"]}, document)
    assert (corrected, problems) == ({"besch": 30, "azubis": 3}, set())


def test_a_soft_check_asks_once_and_again_after_a_change() -> None:
    asked = fill(scope("numbers"), "zahlen", {"besch": ["6.000"]}, "de")
    assert [(p.level, p.check, say(p.message, "de")) for p in asked.problems] == [
        ("soft", "besch_gross", "Sind es wirklich mehr als 5.000 (6.000)?")
    ]
    confirmed = fill(scope("numbers"), "zahlen", {"besch": ["6.000"], "confirmed": ["besch_gross"]}, "de")
    assert confirmed.problems == ()
    assert confirmed.document["confirmed"] == ["besch_gross"]
    lowered = fill(scope("numbers", confirmed.document), "zahlen", {"besch": ["60"]}, "de")
    assert "confirmed" not in lowered.document


def test_a_confirmation_that_nobody_asked_for_is_not_stored() -> None:
    filled = fill(scope("numbers"), "zahlen", {"besch": ["60"], "confirmed": ["besch_gross", "azubis_besch"]}, "de")
    assert "confirmed" not in filled.document


def test_an_item_that_was_not_shown_keeps_its_answer() -> None:
    before: Document = {"farbe": "gelb", "stufe": "2"}
    document, _ = send("single", "auswahl", {"farbe": ["rot"], "shown": ["farbe"]}, before)
    assert document == {"farbe": "rot", "stufe": "2"}


def test_prefill_and_preselection_are_shown_and_not_stored() -> None:
    assert typed_page(scope("numbers"), "zahlen", "de") == {"besch": ["64"]}
    assert typed_page(scope("single"), "zweistufig", "de") == {"branche": ["29"]}
    chosen = scope("multi", {"farben": ["blau", "gelb"]})
    assert typed_item(chosen, small("multi").items["lieblinge"], "de") == {"lieblinge": ["blau"]}


GRID_ANSWERS = {
    "tab.rot.heute": ["0"],
    "tab.rot.morgen": ["2"],
    "tab.rot.n": ["5"],
    "tab.rot.grund": ["blau"],
    "tab.blau.heute": ["1"],
    "tab.blau.morgen": ["1"],
}


def test_grid_rows_follow_an_earlier_answer() -> None:
    document, problems = send("grid", "tabelle", GRID_ANSWERS, {"farben": ["rot", "blau"]})
    assert problems == set()
    assert document["tab"] == {
        "rot": {"heute": "0", "morgen": "2", "n": 5, "grund": ["blau"]},
        "blau": {"heute": "1", "morgen": "1"},
    }


def test_grid_cells_are_required_by_other_cells() -> None:
    typed = {k: v for k, v in GRID_ANSWERS.items() if k not in ("tab.rot.n", "tab.rot.grund")}
    _, problems = send("grid", "tabelle", typed, {"farben": ["rot", "blau"]})
    assert problems == {"tab.rot.n: required.grid_cell", "tab.rot.grund: required.grid_cell"}


def test_grid_checks_speak_of_their_row_and_of_all_rows() -> None:
    typed = GRID_ANSWERS | {"tab.blau.morgen": ["0"], "tab.blau.n": ["99"], "tab.rot.n": ["5"]}
    _, problems = send("grid", "tabelle", typed, {"farben": ["rot", "blau"]})
    assert problems == {"tab.blau.morgen: check.own", "tab: check.own"}


def test_a_row_that_is_no_longer_chosen_is_kept_and_not_used() -> None:
    document: Document = {"farben": ["rot"], "tab": {"rot": {"n": 5}, "blau": {"n": 7}}}
    assert scope("grid", document).answer("tab") == {"rot": {"n": 5}}
    after, _ = send("grid", "tabelle", {"tab.rot.n": ["6"]}, document)
    assert after["tab"] == {"rot": {"n": 6}, "blau": {"n": 7}}


def test_rows_are_ordered_and_limited_with_missing_last() -> None:
    document: Document = {
        "farben": ["rot", "blau", "gelb", "sonst"],
        "tab": {
            "rot": {"heute": "1", "morgen": "2", "n": 9},
            "blau": {"heute": "1", "morgen": "2", "n": 2},
            "gelb": {"heute": "0"},
            "sonst": {"heute": "2", "morgen": "2"},
        },
    }
    questionnaire = small("grid")
    assert [row.code for row in scope("grid", document).rows(questionnaire.items["top"])] == ["blau", "rot"]


def roster(document: Document | None, row: str, typed: dict[str, str]) -> tuple[Document, set[str]]:
    item = small("roster").items["gruppen"]
    fields = {f"gruppen.{row}.{column}": [text] for column, text in typed.items()}
    filled = fill_row(scope("roster", document), item, row, fields, "de")  # type: ignore[arg-type]
    return filled.document, {f"{problem.place}: {problem.message.code}" for problem in filled.problems}


def test_rows_of_a_roster_are_added_changed_and_removed() -> None:
    one, problems = roster(None, "r1", {"farbe": "rot", "stufe": "1", "n": "40"})
    assert (one["gruppen"], problems) == ([{"id": "r1", "farbe": "rot", "stufe": "1", "n": 40}], set())
    two, problems = roster(one, "r2", {"farbe": "rot", "stufe": "1", "n": "50"})
    assert problems == {"gruppen.r2.farbe: roster.twice"}
    changed, problems = roster(two, "r2", {"farbe": "rot", "stufe": "2", "n": "50", "davon": "51"})
    assert problems == {"gruppen.r2.davon: check.own"}
    assert [row["id"] for row in changed["gruppen"]] == ["r1", "r2"]  # type: ignore[index,union-attr,call-overload]
    removed = remove_row(Scope(small("roster"), changed), small("roster").items["gruppen"], "r1")  # type: ignore[arg-type]
    assert [row["id"] for row in removed["gruppen"]] == ["r2"]  # type: ignore[index,union-attr,call-overload]


def test_an_unreadable_cell_of_a_roster_goes_with_its_row() -> None:
    document, problems = roster(None, "r1", {"farbe": "rot", "stufe": "1", "n": "viele"})
    assert problems == {"gruppen.r1.n: number.unreadable"}
    assert document["raw"] == {"gruppen.r1.n": "viele"}
    assert {p.place for p in check_all(scope("roster", document))} == {"gruppen.r1.n"}
    gone = remove_row(scope("roster", document), small("roster").items["gruppen"], "r1")  # type: ignore[arg-type]
    assert gone == {}


def test_sums_over_a_roster_stand_against_the_whole() -> None:
    rows: Document = {
        "gruppen": [
            {"id": "a", "farbe": "rot", "stufe": "1", "n": 60},
            {"id": "b", "farbe": "rot", "stufe": "2", "n": 60},
        ]
    }
    assert {f"{p.place}: {say(p.message, 'de')}" for p in check_all(scope("roster", rows))} == {
        "gruppen: Zusammen höchstens 100."
    }


def test_a_roster_can_be_left_to_no_answer() -> None:
    _, problems = send("roster", "gruppen", {})
    assert problems == {"gruppen: required.roster"}
    document, problems = send("roster", "gruppen", {"gruppen:missing": ["refused"]})
    assert (document, problems) == ({"gruppen": {"missing": "refused"}}, set())


def test_consents_never_enter_the_document() -> None:
    typed = {
        "kurz": ["abc"],
        "einwilligung": ["results", "unknown"],
        "einwilligung.email": ["hr@example.org"],
        "einwilligung.name": ["Erika Muster"],
    }
    filled = fill(scope("texts"), "texte", typed, "de")
    assert filled.problems == ()
    assert filled.consents["einwilligung"].purposes == ("results",)
    assert filled.consents["einwilligung"].contact["email"] == "hr@example.org"
    assert "example" not in str(filled.document)


def test_an_agreed_purpose_needs_a_way_to_reach_the_person() -> None:
    filled = fill(scope("texts"), "texte", {"kurz": ["abc"], "einwilligung": ["results"]}, "de")
    assert {p.message.code for p in filled.problems} == {"consent.no_contact"}


def test_a_rank_wants_as_many_places_as_there_are_offers() -> None:
    two_offered: Document = {"wandel": {"rot": "1", "blau": "2", "gelb": "0", "sonst": "0"}}
    document, problems = send("matrix", "rang", {"wichtig.1": ["blau"], "wichtig.2": ["rot"]}, two_offered)
    assert (document["wichtig"], problems) == (["blau", "rot"], set())
    assert send("matrix", "rang", {"wichtig.1": ["blau"]}, two_offered)[1] == {"wichtig.2: required.rank_place"}
    assert send("matrix", "rang", {"wichtig.1": ["rot"], "wichtig.2": ["rot"]}, two_offered)[1] == {
        "wichtig: answer.twice_in_rank"
    }


def test_a_question_can_name_an_earlier_answer() -> None:
    asked = scope("texts", {"kurz": "Wort"})
    item = small("texts").items["lang"]
    assert asked.text(item.label, "de") == ("Ein längerer Text zu „Wort“ bis 2030", "de")
    assert asked.text(item.label, "fr") == ("Ein längerer Text zu „Wort“ bis 2030", "de")
