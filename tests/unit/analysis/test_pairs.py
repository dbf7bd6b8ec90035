"""Two views of one establishment: the pairs, both sides' figures, what follows from them, and what stays hidden."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.content import Case, Content, Fieldwork, Wave
from analysis.disclosure.build import Order, build
from analysis.pairs import LEAST
from analysis.release import NO_PLAN, Measure, Release, Suppressed, Table
from analysis.sides import PAIRS, is_view
from analysis.snapshot import write_snapshot
from surveys.load import load_text
from surveys.model import Questionnaire
from tests.invented_questions import HEAD, ITEM, SCALE
from tests.worked_example import BUILT_AT, FACTS, RULES

COMPANY, COUNCIL = "company", "works_council"
QUESTIONS = f"""{HEAD}  janein:
    options:
    - 1 = Ja | Yes
    - 2 = Nein | No
  zeilen:
    options:
    - x = Licht | Light
    - y = Luft | Air
{SCALE}  themen:
    options:
    - a = Recht | Law
    - b = Technik | Technology
    - c = Sprache | Language
  {{own}}:
    options:
    - a = Recht | Law
    - b = Technik | Technology
    - {{other}} = Eigenes | Own
sections:
- id: a
  title.de: Abschnitt
  title.en: Section
  pages:
"""
ITEMS = {
    "trains": ("type: single", "list: janein", "required: yes", "mirror: trains", "aggregate: share"),
    "strength": ("type: matrix", "rows: zeilen", "list: skala", "mirror: strength", "aggregate: mean top2"),
    "topics": ("type: multi", "list: themen", "mirror: topics", "aggregate: share"),
    "wishes": ("type: multi", "list: {own}", "mirror: wishes", "compare: shared", "aggregate: share"),
    "mood": ("type: single", "list: janein", "mirror: mood", "compare: descriptive", "aggregate: share"),
    "body": ("type: single", "list: themen", "{only}", "mirror: body", "aggregate: share"),
    "later": ("type: single", "list: janein", 'when: trains = "1"', "mirror: later", "aggregate: share"),
}


@cache
def questionnaire(role: str) -> Questionnaire:
    only = "only: a b" if role == COUNCIL else "missing: none"
    own = {"own": f"wuensche_{role[0]}", "other": role[0] + "o", "only": only}
    text = QUESTIONS.format(role=role, **own)
    for number, (name, lines) in enumerate(ITEMS.items()):
        text += ITEM.format(id=name, n=number) + "".join(f"      {line.format(**own)}\n" for line in lines)
    loaded = load_text(text)
    assert loaded.questionnaire is not None, loaded.problems
    return loaded.questionnaire


def said(random: np.random.Generator) -> dict[str, Any]:
    trains = str(random.choice(["1", "2"]))
    found = {
        "trains": trains,
        "strength": {row: str(random.integers(0, 4)) for row in "xy"},
        "topics": [topic for topic in "abc" if random.random() < 0.5] or ["a"],
        "wishes": [topic for topic in "ab" if random.random() < 0.5] or ["b"],
        "mood": "1",
    }
    return found | ({"later": str(random.choice(["1", "2"]))} if trains == "1" else {})


def agreeing(random: np.random.Generator, other: dict[str, Any]) -> dict[str, Any]:
    """What a council says: as its company in half of the cases."""
    return other if random.random() < 0.5 else said(random)


Wave_ = dict[str, dict[str, dict[str, Any]]]


def drawn(companies: int, councils: int, alone: int = 0, seed: int = 3) -> Wave_:
    """Answers by role and establishment: the first companies have a council, ``alone`` councils no company."""
    random = np.random.default_rng(seed)
    ours = {f"e{number}": said(random) for number in range(companies)}
    theirs = {name: agreeing(random, one) for name, one in list(ours.items())[:councils]}
    theirs |= {f"w{number}": said(random) for number in range(alone)}
    return {COMPANY: ours, COUNCIL: theirs}


def made(root: Path, wave: Wave_) -> Release:
    content = Content(
        wave=Wave("invented", 2025, 2030),
        is_provisional=False,
        questionnaires={role: [questionnaire(role)] for role in wave},
        cases={role: [case(role, name, one) for name, one in found.items()] for role, found in wave.items()},
        fieldwork=[Fieldwork(role, "s", name, 1, 1, 1) for role, found in wave.items() for name in found],
    )
    return build(write_snapshot(root, content), Order(FACTS, RULES, BUILT_AT, NO_PLAN))


def case(role: str, name: str, document: dict[str, Any]) -> Case:
    about = {"language": "de", "submitted_on": "2026-05-20", "stratum": "s", "sector_group": "F", "size_class": "0-9"}
    return Case(
        f"{role}{name}", name, name, questionnaire(role).hash, **about, kreis="10041", wz="41", document=document
    )


@pytest.fixture(scope="module")
def wave() -> Wave_:
    return drawn(150, 90, alone=40)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory, wave: Wave_) -> Release:
    return made(tmp_path_factory.mktemp("pairs"), wave)


def pairs(wave: Wave_) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(one, wave[COUNCIL][name]) for name, one in wave[COMPANY].items() if name in wave[COUNCIL]]


def shown(table: Table) -> dict[tuple[str, ...], float]:
    return {cell.key: cell.value for cell in table.cells if isinstance(cell.value, float)}


def test_only_what_is_declared_to_correspond_is_paired(release: Release) -> None:
    variables = {table.variable for table in release.tables if table.role == PAIRS}
    assert {"trains", "strength", "topics", "wishes"} <= variables
    assert "mood" not in variables
    assert {chapter.role for chapter in release.chapters} == {COMPANY, COUNCIL, PAIRS}


def test_both_sides_stand_beside_one_another_over_the_same_pairs(release: Release, wave: Wave_) -> None:
    table = release.table("pairs.topics.share")
    assert is_view(table)
    assert [category.code for category in table.dimensions[-1].categories] == [COMPANY, COUNCIL]
    both = pairs(wave)
    for (code, side), value in shown(table).items():
        named = sum(code in pair[side == COUNCIL]["topics"] for pair in both)
        assert value == pytest.approx(named / len(both), abs=0.0051)
    assert {cell.n for cell in table.cells if not isinstance(cell.n, Suppressed)} == {len(both)}


def test_lists_that_differ_are_compared_on_the_codes_that_both_have(release: Release) -> None:
    codes = {cell.key[0] for cell in release.table("pairs.wishes.share").cells}
    assert codes == {"a", "b"}


@pytest.mark.parametrize("last", ["b", "c"])
def test_an_answer_that_one_side_is_not_offered_has_no_figure_in_pairs(last: str, tmp_path: Path) -> None:
    wave = drawn(40, 20)
    for number, name in enumerate(wave[COMPANY]):
        body = "ab"[number % 2] if number else last
        wave[COMPANY][name]["body"] = body
        if name in wave[COUNCIL]:
            wave[COUNCIL][name] = wave[COUNCIL][name] | {"body": "ab"[number % 2]}

    table = made(tmp_path, wave).table("pairs.body.share")

    assert [category.code for category in table.dimensions[0].categories] == ["a", "b"]
    assert {cell.n for cell in table.cells if not isinstance(cell.n, Suppressed)} <= {20}


def test_a_difference_is_that_of_the_printed_figures(release: Release) -> None:
    for name in ("pairs.topics.share", "pairs.strength.mean"):
        table, less = release.table(name), release.table(f"{name}.difference")
        factor = 100 if table.measure is Measure.SHARE else 1
        values = shown(table)
        for cell in less.cells:
            sides = [values.get((*cell.key, side)) for side in (COMPANY, COUNCIL)]
            if isinstance(cell.value, float):
                assert cell.value == pytest.approx(factor * ((sides[0] or 0) - (sides[1] or 0)))
            else:
                assert None in sides
    assert release.table("pairs.strength.mean").unit["de"].startswith("Punkte von ")
    assert release.table("pairs.strength.mean.difference").unit["de"] == "Punkte", "it may lie below the scale"


def test_agreement_and_kappa_are_those_of_the_pairs(release: Release, wave: Wave_) -> None:
    both = pairs(wave)
    rates, kappas = (shown(release.table(f"pairs.strength.{name}")) for name in ("agreement", "kappa"))
    assert rates
    for (row,), rate in rates.items():
        high = [tuple(side["strength"][row] >= "2" for side in pair) for pair in both]
        seen = sum(ours == theirs for ours, theirs in high) / len(high)
        one, two = (sum(column) / len(high) for column in zip(*high, strict=True))
        chance = one * two + (1 - one) * (1 - two)
        assert rate == pytest.approx(seen, abs=0.0051)
        assert kappas[row,] == pytest.approx((seen - chance) / (1 - chance), abs=0.0051)


def test_jaccard_is_the_mean_over_pairs(release: Release, wave: Wave_) -> None:
    like = [len(a & b) / len(a | b) for a, b in ((set(x["topics"]), set(y["topics"])) for x, y in pairs(wave))]
    [value] = shown(release.table("pairs.topics.jaccard")).values()
    assert value == pytest.approx(sum(like) / len(like), abs=0.0051)


def test_ranks_are_those_of_printed_figures(release: Release) -> None:
    values, found = shown(release.table("pairs.topics.share")), release.table("pairs.topics.share.rank_difference")
    codes = [code for code in "abc" if {(code, COMPANY), (code, COUNCIL)} <= values.keys()]
    order = {side: sorted(codes, key=lambda code, side=side: -values[code, side]) for side in (COMPANY, COUNCIL)}  # type: ignore[misc]
    assert len({values[code, COMPANY] for code in codes}) == len({values[code, COUNCIL] for code in codes}) == 3
    for (code,), value in shown(found).items():
        assert value == order[COMPANY].index(code) - order[COUNCIL].index(code)


def test_below_the_least_number_of_pairs_nothing_is_told(tmp_path: Path) -> None:
    few = made(tmp_path, drawn(40, RULES.min_pairs - 1, alone=20))
    assert not [cell for table in few.tables if table.role == PAIRS for cell in shown(table)]


def test_agreement_needs_ten(tmp_path: Path) -> None:
    some = made(tmp_path, drawn(40, 9, alone=20))
    together = [table.id for table in some.tables if table.id.endswith(("agreement", "kappa", "jaccard"))]
    assert together == []


def test_a_rate_that_would_tell_single_pairs_is_not_told(tmp_path: Path, wave: Wave_) -> None:
    """All but one pair agree: who knows both margins and the rate knows the one."""
    alike = {name: dict(wave[COMPANY][name]) for name in wave[COUNCIL] if name in wave[COMPANY]}
    name = next(name for name, one in alike.items() if one["trains"] == "2")
    alike[name] = alike[name] | {"trains": "1", "later": "1"}
    found = made(tmp_path, {COMPANY: wave[COMPANY], COUNCIL: alike})
    assert "pairs.trains.agreement" not in {table.id for table in found.tables}
    assert not [table.id for table in found.tables if table.id.startswith("pairs.later.")]


def test_who_is_left_out_of_pairs_cannot_be_found_by_subtraction(tmp_path: Path) -> None:
    """One council without a company: what all councils say and what those in pairs say differ by its answer."""
    found = made(tmp_path, drawn(60, 30, alone=1))
    for name in ("trains.share", "topics.share", "strength.top2"):
        whole, paired = shown(found.table(f"{COUNCIL}.{name}")), shown(found.table(f"pairs.{name}"))
        assert whole or paired
        assert not [key for key in whole if (*key, COUNCIL) in paired]


def test_a_base_that_tells_what_was_said_before_needs_enough_on_either_side(release: Release, wave: Wave_) -> None:
    """Both answered what only those are asked who train: how many is known, so each side's answers cross openly."""
    asked = [tuple(side["trains"] == "1" for side in pair) for pair in pairs(wave)]
    alone = [asked.count(cell) for cell in ((True, False), (False, True), (False, False))]
    printed = shown(release.table("pairs.later.share"))
    assert min(alone) >= LEAST
    assert printed


def test_pairs_are_counted_for_both_roles_only(tmp_path: Path) -> None:
    content = drawn(30, 0)
    assert not [table for table in made(tmp_path, {COMPANY: content[COMPANY]}).tables if table.role == PAIRS]
