"""Attacks on a whole release: each succeeds where figures are judged one by one, or table by table, and fails here.

The attacker has the JSON of the release, sums and scipy, and is held against the answers themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from analysis.disclosure.cells.relations import Flags
from analysis.disclosure.report import linkage, participation
from analysis.disclosure.report.participation import fieldwork
from analysis.disclosure.report.primary import hidden
from analysis.disclosure.report.routes import Routes
from analysis.disclosure.report.system import System
from analysis.disclosure.rules import PrimaryRules
from analysis.disclosure.suppression.elimination import eliminated
from analysis.disclosure.suppression.joint import hide
from analysis.disclosure.suppression.problem import Problem
from analysis.disclosure.suppression.repair import repaired
from analysis.release import to_tree
from analysis.snapshot import Snapshot
from analysis.tables import tabulate
from tests.unit.disclosure.invented import (
    COMPANY,
    COUNCIL,
    SECTORS,
    SIZES,
    Answer,
    drawn,
    frozen,
    in_all_digits,
    sealed,
)
from tests.unit.disclosure.reader import Quantity, Reader, Truth
from tests.worked_example import RULES

LIMITS = PrimaryRules(RULES.min_contributors, RULES.p_percent)
SILENT = [(sector, size) for sector in SECTORS for size in SIZES] * 4

Tree = Mapping[str, Any]
Hide = Callable[[System, Problem], Flags]


@dataclass(frozen=True, slots=True)
class Wave:
    """What was answered, and what would be published under more and more protection."""

    answers: list[Answer]
    snapshot: Snapshot

    @property
    def truth(self) -> Truth:
        return Truth(self.answers, SILENT)


def _answers() -> list[Answer]:
    """A wave in which every attack finds something: here and there one or two stand alone."""
    companies = [one for one in drawn(1) if one.role == COMPANY]
    placed = {one.who: _place(number) for number, one in enumerate(companies)}
    told = [_told(_at(one, placed[one.who]), number) for number, one in enumerate(companies)]
    return told + [_at(one, placed[one.who]) for one in drawn(1) if one.role == COUNCIL]


def _at(one: Answer, place: tuple[str, str]) -> Answer:
    return replace(one, sector=place[0], size=place[1])


def _place(number: int) -> tuple[str, str]:
    """Four of each stratum; only two of one and one of another, whose others belong elsewhere."""
    sector, size = SECTORS[number // 4 % 4], SIZES[number % 4]
    if (sector, size) == ("B-E", "0-9") and number < 32:
        return sector, "50-249"
    if (sector, size) == ("F", "10-49") and number < 48:
        return sector, "250+"
    return sector, size


def _told(one: Answer, number: int) -> Answer:
    """Few need anything in one sector; few answer at the ends of the scale; one does not name what others do."""
    rare = {0: "3", 1: "3", 2: "2", 3: "2", 4: "2"}
    trains = rare.get(number, "1" if number % 3 else "4")
    said = {**one.said, "trains": trains, "topics": _topics(one, number)}
    said.pop("strength", None)
    if trains == "1":
        said["strength"] = {7: "0", 8: "3", 10: "3"}.get(number, str(1 + number % 2))
    if one.sector == "J-S" and number > 28:
        said["need"] = 0
    return replace(one, said=said)


def _topics(one: Answer, number: int) -> list[str]:
    is_lacking = number == 2 if one.size == "50-249" else number // 4 % 3 == 0
    return ["b"] if is_lacking else ["a", "c"] if number % 3 else ["a", "b"]


@pytest.fixture(scope="module")
def wave(tmp_path_factory: pytest.TempPathFactory) -> Wave:
    answers = _answers()
    return Wave(answers, frozen(tmp_path_factory.mktemp("wave"), answers, SILENT))


@pytest.fixture(scope="module")
def release(wave: Wave) -> Tree:
    return to_tree(in_all_digits(wave.snapshot))


# --- less protection -----------------------------------------------------------------------------------


def _sealed(snapshot: Snapshot, keys: Callable[[str], Collection[Any]]) -> Tree:
    """A release in which nothing else is hidden than the keys of each table."""
    return to_tree(sealed(snapshot, keys))


@pytest.fixture(scope="module")
def figure_by_figure(wave: Wave) -> Tree:
    """Every figure judged by itself: primary suppression alone."""
    found = {one.head.id: hidden(one, RULES) for chapter in tabulate(wave.snapshot) for one in chapter.tables}
    counts = [fieldwork(wave.snapshot, role) for role in wave.snapshot.roles]
    broken = {participation.figures(one.role): one.broken(RULES) for one in counts}
    return _sealed(wave.snapshot, {**found, **broken}.__getitem__)


def _systems(snapshot: Snapshot, *, is_one: bool) -> Iterator[System]:
    """All tables and counts as one system, or each as one of its own."""
    tables = [one for chapter in tabulate(snapshot) for one in chapter.tables]
    counts = [fieldwork(snapshot, role) for role in snapshot.roles]
    shared = System()
    for group in [tables] if is_one else [[one] for one in tables]:
        system = shared if is_one else System()
        linkage.link(system, group, Routes.of(snapshot.questionnaires.values()), RULES)
        if not is_one:
            yield system
    for one in counts:
        system = shared if is_one else System()
        participation.link(system, one, snapshot, RULES)
        if not is_one:
            yield system
    if is_one:
        yield shared


def _hidden_by(systems: Iterator[System], way: Hide) -> Mapping[str, set[Any]]:
    found: dict[str, set[Any]] = {}
    for system in systems:
        flags = way(system, system.problem(LIMITS))
        for (table, key), number in system.figures.items():
            found.setdefault(table, set()).update([key] if flags[number] else [])
    return found


@pytest.fixture(scope="module")
def table_by_table(wave: Wave) -> Tree:
    """Every table protected, from insiders too, as if there were no other."""
    found = _hidden_by(_systems(wave.snapshot, is_one=False), _hide)
    return _sealed(wave.snapshot, lambda table: found.get(table, set()))


def _hide(system: System, problem: Problem) -> Flags:
    return hide(system, problem, LIMITS)


@pytest.fixture(scope="module")
def from_outside(wave: Wave) -> Tree:
    """All tables together protected from everybody who did not take part."""
    found = _hidden_by(
        _systems(wave.snapshot, is_one=True), lambda _system, problem: repaired(problem, eliminated(problem))
    )
    return _sealed(wave.snapshot, lambda table: found.get(table, set()))


# --- attacks by everybody ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attack:
    """Which tables are read, and what is found out there where figures are judged one by one."""

    tables: tuple[str, ...]
    found: tuple[str, str]


ATTACKS = {
    "a row with one hidden cell beside its total": Attack(("company.need.sum.sector_group",), ("sum", "need")),
    "groups of size beside groups of sectors": Attack(
        ("company.need.sum.sector_group", "company.need.sum.size_group", "company.need.sum"), ("sum", "need")
    ),
    "percentages and their base": Attack(("company.trains.share",), ("yes", "trains=3")),
    "a share from its other side": Attack(("company.topics.share.size_group",), ("no", "topics=a")),
    "the mean with the shares of its answers": Attack(
        ("company.strength.share", "company.strength.mean"), ("yes", "strength=3")
    ),
    "the two highest answers with the shares of each": Attack(
        ("company.strength.share", "company.strength.top2"), ("yes", "strength=3")
    ),
    "strata against the bases of tables": Attack(
        ("company.participation", "company.emp_total.sum.sector_group", "company.emp_total.sum.size_group"), ("n", "")
    ),
}


def _exact(wave: Wave, tree: Tree, tables: Container[str]) -> list[Quantity]:
    found = wave.truth.found_out(Reader(tree, tables.__contains__))
    return [quantity for quantity, how in found if how == "exact"]


@pytest.mark.parametrize("name", ATTACKS)
def test_what_figures_tell_one_by_one_the_release_does_not(
    wave: Wave, figure_by_figure: Tree, release: Tree, name: str
) -> None:
    attack = ATTACKS[name]

    before = _exact(wave, figure_by_figure, attack.tables)

    assert attack.found in [quantity[1:3] for quantity in before]
    assert not wave.truth.found_out(Reader(release, attack.tables.__contains__))


@pytest.mark.parametrize("name", [name for name, attack in ATTACKS.items() if "with the shares" in name])
def test_it_takes_both_tables(wave: Wave, figure_by_figure: Tree, name: str) -> None:
    attack = ATTACKS[name]
    both = _exact(wave, figure_by_figure, attack.tables)

    each = [found for table in attack.tables for found in _exact(wave, figure_by_figure, (table,))]

    assert set(both) - set(each)


def test_of_the_whole_release_nothing_comes_out(
    wave: Wave, figure_by_figure: Tree, table_by_table: Tree, release: Tree
) -> None:
    before = Reader(figure_by_figure)
    assert len(wave.truth.found_out(before)) > 10
    assert wave.truth.known_to_be_nobody(before)
    assert len(wave.truth.found_out(Reader(table_by_table))) > 5

    after = Reader(release)

    assert wave.truth.found_out(after) == []
    assert wave.truth.known_to_be_nobody(after) == []


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_of_waves_drawn_at_random_nothing_comes_out(tmp_path: Path, seed: int) -> None:
    wave = Wave(drawn(seed), frozen(tmp_path, drawn(seed), SILENT))

    reader = Reader(to_tree(in_all_digits(wave.snapshot)))

    assert len(list(wave.truth.secrets(reader))) > 50
    assert wave.truth.found_out(reader) == []
    assert wave.truth.known_to_be_nobody(reader) == []


def test_a_filter_of_two_answers_against_the_base_of_the_next_question(tmp_path: Path) -> None:
    wave = Wave(drawn(2), frozen(tmp_path, drawn(2), SILENT))

    reader = Reader(to_tree(in_all_digits(wave.snapshot)), filters=(COMPANY, COUNCIL))

    assert wave.truth.found_out(reader) == []


def test_the_table_of_companies_less_that_of_their_councils(tmp_path: Path) -> None:
    """All companies but two have a council, which names the same employees: the difference is those two."""
    companies = [one for one in drawn(1) if one.role == COMPANY]
    councils = [replace(one, role=COUNCIL) for one in companies if one.who not in ("e0", "e1")]
    truth = Truth([one for one in companies if one.who in ("e0", "e1")], [])

    reader = Reader(to_tree(in_all_digits(frozen(tmp_path, companies + councils))))

    solver, found = reader.limits({}, {}), []
    for quantity, place in reader.quantities.items():
        other = (COUNCIL, *quantity[1:])
        if quantity[:3] == (COMPANY, "sum", "emp_total") and other in reader.quantities and truth.given(quantity):
            ends = [*solver.interval(place), *solver.interval(reader.quantities[other])]
            if ends[0] == ends[1] and ends[2] == ends[3]:
                assert ends[0] - ends[2] == pytest.approx(sum(truth.given(quantity).values()))
                found.append(quantity)
    assert found == []


def _elsewhere(tree: Tree) -> set[tuple[str, tuple[str, ...]]]:
    """The totals that are hidden in one table and stand in another of the same question."""
    cells = {
        (table["id"].removesuffix(".size_group").removesuffix(".sector_group"), tuple(key), table["id"]): cell["value"]
        for table in tree["tables"]
        for cell in table["cells"]
        if (key := [code for code in cell["key"] if code != "total"]) or cell["key"]
        if len(key) == len([one for one in table["dimensions"] if not one["id"].endswith("_group")])
    }
    shown = {(name, key) for (name, key, _table), value in cells.items() if not isinstance(value, dict)}
    return {(name, key) for (name, key, _table), value in cells.items() if isinstance(value, dict)} & shown


def test_what_is_hidden_in_one_table_stands_in_no_other(table_by_table: Tree, release: Tree) -> None:
    assert _elsewhere(table_by_table)

    assert not _elsewhere(release)


# --- attacks by those who took part --------------------------------------------------------------------


def _inside(wave: Wave, before: Tree, after: Tree, coalitions: list[frozenset[str]]) -> int:
    """How many of these coalitions find something before; none does after."""
    outside, protected = Reader(before), Reader(after)
    assert wave.truth.found_out(outside) == []
    for who in coalitions:
        assert wave.truth.found_out(protected, who) == [], sorted(who)
    return sum(bool(wave.truth.found_out(outside, who)) for who in coalitions)


def test_a_sole_contributor_learns_nothing_with_the_own_answers(wave: Wave, from_outside: Tree, release: Tree) -> None:
    sole = [who for who in wave.truth.coalitions(Reader(release)) if len(who) == 1]

    assert _inside(wave, from_outside, release, sole[:3])


def test_two_who_are_alone_together_learn_nothing_of_others(wave: Wave, from_outside: Tree, release: Tree) -> None:
    pairs = [who for who in wave.truth.coalitions(Reader(release)) if len(who) == 2]

    assert _inside(wave, from_outside, release, pairs[:3])


def test_an_enterprise_knows_what_company_and_council_said(wave: Wave, from_outside: Tree, release: Tree) -> None:
    """Tables of both sides of the same enterprises, read by one that is alone in a figure of the councils."""
    reader, truth = Reader(release), wave.truth
    councils = {frozenset(truth.given(one)) for one, _value, _level in truth.secrets(reader) if one[0] == COUNCIL}
    alone = sorted((who for who in councils if len(who) <= 2), key=sorted)
    both = [who for who in alone if any(one.who in who and one.role == COMPANY for one in wave.answers)]

    assert _inside(wave, from_outside, release, both[:3])


@pytest.mark.long
def test_no_two_learn_anything(wave: Wave, from_outside: Tree, release: Tree) -> None:
    coalitions = wave.truth.coalitions(Reader(release))

    assert _inside(wave, from_outside, release, coalitions) > 10
