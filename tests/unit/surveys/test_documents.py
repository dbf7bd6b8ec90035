"""Documents from outside can hold anything: each has a route and a list of what stands against it."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.__main__ import main
from surveys.checks import check_all
from surveys.fill import fill
from surveys.importing import read_answers
from surveys.messages import say
from surveys.present import typed_page
from surveys.problems import Document, Json
from surveys.route import route
from surveys.submit import finalise
from tests.questionnaires_for_tests import FOLDER, NAMES, real, scope, small
from tests.unit.surveys.walks import HOSTILE, Respondent, complete, new_scope

DEEP: Json = "x"
for _ in range(400):
    DEEP = [DEEP]
STRANGE: tuple[Json, ...] = (
    None, True, False, 0, -1, 1.5, 1e400, float("nan"), 10**30, "1", "sNaN", "1e999999999", "-1.5", "0.0000001", [], {},
    ["1", "1"], [None], {"missing": "refused"}, {"missing": "not_asked"}, {"missing": "unknown"}, {"missing": 3},
    {"missing": "refused", "n": 1}, [{"id": "a.b"}, {"id": "a.b"}], [{"id": 3}], [{"id": "r1", "n": [1]}], "2026-02-30",
    {"rot": {"n": {"missing": "no_answer"}}}, {"": ""}, DEEP, *HOSTILE,
)  # fmt: skip


NOT_OFFERED = "gruppen.a.farbe: answer.not_offered"


def spoil(value: Json, chance: Random) -> Json:
    """A document with strange parts at any depth."""
    if chance.random() < 0.15:
        return chance.choice(STRANGE)
    if isinstance(value, dict):
        return {key: spoil(part, chance) for key, part in value.items()}
    return [spoil(part, chance) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", [*NAMES, "company", "works-council"])
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(chance=st.integers(0, 2**32).map(Random))
def test_any_document_has_a_route(name: str, chance: Random) -> None:
    questionnaire = small(name) if name in NAMES else real(name)
    whole = complete(questionnaire, Respondent(chance))
    strange = {key: spoil(part, chance) for key, part in whole.document.items()}
    strange |= {item: chance.choice(STRANGE) for item in questionnaire.items if chance.random() < 0.1}
    found = whole.after(strange)
    assert set(route(found).pages) <= {page.id for page in questionnaire.pages}
    for problem in check_all(found):
        assert say(problem.message, "fr")
    for page in questionnaire.pages:
        fill(found, page.id, typed_page(found, page.id, "en"), "en")
    finalise(found)
    document, problems = read_answers(new_scope(questionnaire), strange)
    json.dumps(document)
    assert all(say(problem.message, "de") for problem in problems)


@pytest.mark.parametrize(
    ("name", "document", "problems"),
    [
        ("single", {"farbe": "lila"}, {"farbe: answer.not_offered"}),
        ("single", {"farbe": ["rot"]}, {"farbe: answer.not_offered"}),
        ("single", {"farbe": {"missing": "dont_know"}}, {"farbe: required.single"}),
        ("single", {"farbe": {"missing": "nie"}}, {"farbe: answer.not_offered"}),
        ("single", {"farbe": "sonst", "farbe_other": "x"}, {"farbe:other: answer.other_length"}),
        ("multi", {"farben": "rot"}, {"farben: answer.not_offered"}),
        ("multi", {"farben": ["lila"]}, {"farben: answer.not_offered"}),
        ("multi", {"farben": ["rot", "blau", "gelb"]}, {"farben: answer.too_many"}),
        ("numbers", {"besch": "60"}, {"besch: answer.unreadable"}),
        ("numbers", {"besch": True}, {"besch: answer.unreadable"}),
        ("numbers", {"besch": 60_000}, {"besch: number.too_large", "besch: check.own"}),
        ("numbers", {"besch": 6, "euro": "0.125"}, {"euro: number.too_many_places"}),
        ("numbers", {"besch": 6, "euro": "-1"}, {"euro: number.too_small"}),
        ("numbers", {"besch": 6, "euro": "sNaN"}, {"euro: answer.unreadable"}),
        ("texts", {"kurz": "ab"}, {"kurz: text.too_short"}),
        ("texts", {"kurz": "a" * 21}, {"kurz: text.too_long"}),
        ("texts", {"kurz": "abc", "tag": "2019-12-31"}, {"tag: date.too_early"}),
        ("texts", {"kurz": "abc", "tag": "2031-01-01"}, {"tag: date.too_late"}),
        ("texts", {"kurz": "abc", "tag": "2026-02-30"}, {"tag: answer.unreadable"}),
        ("roster", {"gruppen": "viele"}, {"gruppen: required.roster"}),
        ("roster", {"gruppen": [{"id": "a", "farbe": "x", "stufe": "1", "n": 3}]}, {NOT_OFFERED}),
        ("roster", {"gruppen": [{"id": "a", "farbe": "rot", "stufe": "1", "n": 0}]}, {"gruppen.a.n: number.too_small"}),
        (
            "grid",
            {"farben": ["rot"], "tab": {"rot": {"heute": "1", "morgen": "9"}}},
            {"tab.rot.morgen: answer.not_offered"},
        ),
    ],
)  # fmt: skip
def test_what_a_type_demands_holds_for_whatever_is_stored(name: str, document: Document, problems: set[str]) -> None:
    whole = {"branche": "29", **document} if name == "single" else document
    assert {f"{p.place}: {p.message.code}" for p in check_all(scope(name, whole))} == problems


def test_a_roster_has_an_end() -> None:
    rows: list[Json] = [{"id": f"r{n}", "farbe": "rot", "stufe": str(n % 3), "n": 1} for n in range(4)]
    problems = [f"{p.place}: {p.message.code}" for p in check_all(scope("roster", {"gruppen": rows}))]
    assert problems == ["gruppen: roster.too_many", "gruppen.r3.farbe: roster.twice"]


def test_a_row_of_the_matrix_that_is_no_answer() -> None:
    rows: Document = {"wandel": {"rot": "1", "blau": "9", "gelb": "0", "sonst": {"missing": "not_asked"}}}
    problems = [f"{p.place}: {p.message.code}" for p in check_all(scope("matrix", rows)) if p.item == "wandel"]
    assert problems == ["wandel.sonst: required.matrix_row", "wandel.blau: answer.not_offered"]


def test_a_rank_is_whole_and_without_repetition() -> None:
    wandel: Document = {"wandel": dict.fromkeys(("rot", "blau", "gelb", "sonst"), "1")}

    def problems(rank: Json) -> list[str]:
        found = check_all(scope("matrix", {**wandel, "wichtig": rank}))
        return [f"{p.place}: {p.message.code}" for p in found if p.item == "wichtig"]

    assert problems(["rot", "blau", "gelb"]) == []
    assert problems(["rot", "blau"]) == ["wichtig.3: required.rank_place"]
    assert problems(["rot", "rot", "blau"]) == ["wichtig: answer.twice_in_rank"]
    assert problems(["rot", "blau", "gelb", "sonst"]) == ["wichtig: answer.not_offered"]
    assert problems("rot") == ["wichtig: answer.not_offered"]


def test_rows_of_an_import_get_ids_that_can_stand_in_an_address() -> None:
    row: dict[str, Json] = {"farbe": "rot", "n": 1}
    ids: list[Json] = ["r2", "r2", "a.b", 7, None]
    rows: list[Json] = [
        {**row, "id": row_id, "stufe": str(n % 3), "farbe": "rot" if n < 3 else "blau"} for n, row_id in enumerate(ids)
    ]
    document, _ = read_answers(scope("roster"), {"gruppen": rows})
    stored = document["gruppen"]
    assert isinstance(stored, list)
    assert [part["id"] for part in stored if isinstance(part, dict)] == ["r2", "r1", "r3", "r4", "r5"]


def test_the_command_survives_strange_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "a.json"
    for strange in ('{"besch": 99999, "azubis": [[[[1]]]]}', '{"kurz": "\\ud800"}', '{"besch": NaN}'):
        answers.write_text(strange, encoding="utf-8")
        assert main(["route", str(FOLDER / "numbers.yaml"), "--answers", str(answers)]) == 0
        assert main(["route", str(FOLDER / "texts.yaml"), "--answers", str(answers)]) == 0
    answers.write_text("[" * 100_000, encoding="utf-8")
    assert main(["route", str(FOLDER / "texts.yaml"), "--answers", str(answers)]) == 2
    assert f"{answers}: zu tief verschachtelt" in capsys.readouterr().err
    for wave in ("ZJ", "ZJ=abc", "=1"):
        assert main(["route", str(FOLDER / "texts.yaml"), "--answers", str(answers), "--wave", wave]) == 2
        assert f"„{wave}“ passt nicht" in capsys.readouterr().err
    assert main(["route", str(tmp_path / "fehlt.yaml"), "--answers", str(answers)]) == 2
    assert main(["route", str(FOLDER / "texts.yaml"), "--answers", str(tmp_path / "fehlt.json")]) == 2
    assert capsys.readouterr().err.count("Datei oder Ordner gibt es nicht") == 2
    answers.write_text("format: x", encoding="utf-8")
    assert main(["route", str(answers), "--answers", str(answers)]) == 1
    assert main(["items", str(FOLDER / "grid.yaml")]) == 0
    assert "| T2 | `tab` | grid |" in capsys.readouterr().out
