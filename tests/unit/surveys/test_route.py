"""The way through a questionnaire, from the answers alone."""

import json
from pathlib import Path

import pytest

from surveys.__main__ import main
from surveys.importing import read_answers
from surveys.problems import Document
from surveys.route import State, route
from surveys.submit import finalise
from tests.questionnaires_for_tests import FOLDER, scope

WANDEL: Document = {"wandel": {"rot": "2", "blau": "1", "gelb": "0", "sonst": {"missing": "refused"}}}


def test_hidden_items_and_pages_are_left_out() -> None:
    assert route(scope("matrix")).pages == ("matrix",)
    assert route(scope("matrix", WANDEL)).pages == ("matrix", "rang")
    assert route(scope("matrix", WANDEL | {"wichtig": ["rot", "blau"]})).pages == ("matrix", "rang", "teilmatrix")


def test_an_answer_off_the_route_is_kept_and_makes_nothing_true() -> None:
    document: Document = {"wandel": dict.fromkeys(("rot", "blau", "gelb", "sonst"), "0"), "wichtig": ["rot"]}
    found = scope("matrix", document)
    assert found.answer("wichtig") is None
    assert found.document["wichtig"] == ["rot"]
    assert route(found).pages == ("matrix",)


def test_the_next_page_skips_what_is_not_asked() -> None:
    found = route(scope("matrix", WANDEL))
    assert (found.next_page("matrix"), found.next_page("rang"), found.previous_page("rang")) == ("rang", None, "matrix")


def test_a_section_tells_how_far_it_is() -> None:
    done: Document = {"besch": 60, "seen": ["zahlen"]}
    doubtful: Document = {"besch": 60, "azubis": 61, "seen": ["zahlen"]}
    states = [route(scope("numbers", document)).sections[0].state for document in ({}, done, doubtful)]
    assert states == [State.NOT_STARTED, State.DONE, State.CHECK]
    assert route(scope("matrix", WANDEL | {"seen": ["matrix"]})).sections[0].state is State.IN_PROGRESS


def test_one_comes_back_to_the_first_open_page() -> None:
    assert route(scope("matrix", WANDEL | {"seen": ["matrix"]})).first_open_page == "rang"
    assert route(scope("numbers", {"besch": 60, "seen": ["zahlen"]})).first_open_page is None


def test_a_submission_marks_what_was_not_asked_and_not_answered() -> None:
    sure: Document = {"besch": 6000, "seen": ["zahlen"], "confirmed": ["besch_gross", "azubis_besch", "x"]}
    assert finalise(scope("numbers", sure)) == {
        "besch": 6000,
        "azubis": {"missing": "no_answer"},
        "euro": {"missing": "no_answer"},
        "confirmed": ["besch_gross"],
        "computed": {"quote": None, "klasse": "S9", "wie_im_register": False},
    }
    assert finalise(scope("matrix", WANDEL | {"nochmal": {"rot": "1"}}))["nochmal"] == {"missing": "not_asked"}


def test_a_submission_holds_only_the_cells_that_were_asked() -> None:
    document: Document = {
        "farben": ["rot"],
        "tab": {"rot": {"heute": "0", "morgen": "1", "n": 3, "grund": ["rot"]}, "blau": {"n": 1}},
    }
    assert finalise(scope("grid", document))["tab"] == {"rot": {"heute": "0", "morgen": "1", "n": 3}}


def test_answers_are_imported_as_if_they_were_typed() -> None:
    answers: Document = {
        "gruppen": [{"id": "x1", "farbe": "rot", "stufe": "1", "n": 40, "davon": {"missing": "refused"}}],
    }
    document, problems = read_answers(scope("roster"), {"gruppen": answers["gruppen"]})
    assert [p.message.code for p in problems] == ["import.not_read"]
    fine, problems = read_answers(scope("roster"), {"gruppen": [{"farbe": "rot", "stufe": "1", "n": 40}]})
    assert (problems, fine["gruppen"]) == ((), [{"id": "r1", "farbe": "rot", "stufe": "1", "n": 40}])
    assert document["gruppen"] != answers["gruppen"]


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"besch": "60"}, None),
        ({"besch": "viele"}, "number.unreadable"),
        ({"besch": [60]}, "number.unreadable"),
        ({"besch": 60, "stellen": 3}, "import.unknown"),
        ({"besch": 60, "azubis": 61}, "check.own"),
        ({}, "required.integer"),
    ],
)
def test_an_import_refuses_what_a_form_would_refuse(answers: Document, problem: str | None) -> None:
    _, problems = read_answers(scope("numbers"), answers)
    codes = {p.message.code for p in problems}
    assert (problem in codes) if problem else codes <= {"import.not_read"}


def test_an_import_refuses_answers_off_the_route() -> None:
    zero: Document = {"wandel": dict.fromkeys(("rot", "blau", "gelb", "sonst"), "0"), "wichtig": ["rot"]}
    _, problems = read_answers(scope("matrix"), zero)
    assert [(p.place, p.message.code) for p in problems] == [("wichtig", "import.not_asked")]


def test_the_command_prints_the_route_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "a.json"
    answers.write_text(json.dumps(WANDEL | {"raw": {}}), encoding="utf-8")
    assert main(["route", str(FOLDER / "matrix.yaml"), "--answers", str(answers)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["items"] == ["wandel", "wichtig"]
    assert [(p["place"], p["message"]) for p in printed["problems"]] == [
        ("wichtig.1", "Wählen Sie den wichtigsten Punkt.")
    ]


def test_the_command_refuses_broken_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "a.json"
    for text in ("{", "[1]", ""):
        answers.write_text(text, encoding="utf-8")
        assert main(["route", str(FOLDER / "matrix.yaml"), "--answers", str(answers)]) == 2
    assert str(answers) in capsys.readouterr().err
