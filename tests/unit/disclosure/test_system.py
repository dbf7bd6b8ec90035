"""How tables hang together: every equation holds for the true totals, and says what a reader knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.disclosure.audit.intervals import intervals
from analysis.disclosure.report import linkage, participation
from analysis.disclosure.report.filters import NOWHERE
from analysis.disclosure.report.participation import fieldwork
from analysis.disclosure.report.routes import Lead, Route, Routes
from analysis.disclosure.report.system import Kind, System, part_of
from analysis.disclosure.rules import PrimaryRules
from analysis.domains import UNKNOWN, Domains
from analysis.fold import means, shares, sums
from analysis.release import Category, Dimension, Measure, Table
from analysis.snapshot import Snapshot
from analysis.tables import tabulate
from analysis.tallies import Contributions, Part, Tabulation, Tally
from tests import worked_example
from tests.unit.disclosure.invented import Answer, drawn, frozen
from tests.worked_example import RULES

LIMITS = PrimaryRules(RULES.min_contributors, RULES.p_percent)


def _part(amounts: Mapping[int, float]) -> Part:
    who, given_ = np.array(list(amounts), dtype=np.uint64), np.array(list(amounts.values()), dtype=np.float64)
    return part_of(Contributions.of(who, given_))


def _equations(system: System) -> list[dict[int, float]]:
    relations = system.problem(LIMITS).relations
    cells, factors = relations.cells.tolist(), relations.coefficients.tolist()
    ends = zip(relations.starts[:-1].tolist(), relations.starts[1:].tolist(), strict=True)
    return [dict(zip(cells[start:end], factors[start:end], strict=True)) for start, end in ends]


def _linked(snapshot: Snapshot) -> System:
    system = System()
    tables = [table for chapter in tabulate(snapshot) for table in chapter.tables]
    linkage.link(system, tables, Routes.of(snapshot.questionnaires.values()), RULES)
    for role in snapshot.roles:
        participation.link(system, fieldwork(snapshot, role), snapshot, RULES)
    return system


# --- whole waves ---------------------------------------------------------------------------------------


def _holed(answers: Sequence[Answer], seed: int) -> list[Answer]:
    """The same with answers left out, and with some whose sector or size nobody knows."""
    random = np.random.default_rng(seed)
    found = []
    for one in answers:
        said = {name: {"missing": "refused"} if random.random() < 0.15 else answer for name, answer in one.said.items()}
        place = "unknown" if random.random() < 0.1 else one.sector
        found.append(replace(one, said=said, sector=place, size="?" if random.random() < 0.1 else one.size))
    return found


def _holds(system: System) -> None:
    problem = system.problem(LIMITS)
    residual = np.abs(problem.relations.sums(problem.values))
    assert len(residual) > 100
    assert residual.max() <= 1e-9 * max(1.0, np.abs(problem.values).max())


@given(st.integers(0, 2**32 - 1), st.integers(12, 60), st.booleans())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_equation_holds_for_the_true_totals(seed: int, companies: int, is_holed: bool) -> None:
    answers = drawn(seed, companies, companies // 2)
    with TemporaryDirectory() as root:
        _holds(_linked(frozen(Path(root), _holed(answers, seed) if is_holed else answers)))


def test_every_equation_of_the_real_questionnaire_holds(tmp_path: Path) -> None:
    _holds(_linked(worked_example.snapshot(tmp_path, worked_example.TIMES)))


@pytest.mark.parametrize("seed", range(3))
def test_the_true_totals_are_among_those_that_an_attacker_thinks_possible(tmp_path: Path, seed: int) -> None:
    problem = _linked(frozen(tmp_path, drawn(seed))).problem(LIMITS)
    random = np.random.default_rng(0)

    for share in (0.0, 0.1, 0.2, 0.3, 0.5, 0.8):
        hidden = problem.is_forced | (random.random(len(problem.costs)) < share)
        left = intervals(problem.relations, problem.knowledge(hidden))
        slack = 1e-6 * np.maximum(1.0, np.abs(problem.values))
        assert (left.low <= problem.values + slack).all()
        assert (left.high >= problem.values - slack).all()


def test_the_same_wave_is_the_same_system(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path, drawn(1))

    first, again = _linked(snapshot), _linked(snapshot)

    assert _equations(first) == _equations(again)
    assert first.figures == again.figures


# --- cells that are one --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "amounts", "is_one"),
    [
        (Kind.ASKED, Kind.ASKED, {1: 1.0, 2: 1.0, 3: 2.0}, True),
        (Kind.ROUTED, Kind.ROUTED, {1: 1.0, 2: 1.0, 3: 1.0}, True),
        (Kind.AMOUNT, Kind.AMOUNT, {1: 7.0, 2: 9.0, 3: 40.0}, True),
        # everybody asked and those whom a filter let through are told apart; the same answers are a coincidence
        (Kind.ASKED, Kind.ROUTED, {1: 1.0, 2: 1.0, 3: 1.0}, False),
        (Kind.OTHER, Kind.OTHER, {1: 1.0, 2: 1.0, 3: 1.0}, False),
        # and so are the same two
        (Kind.ASKED, Kind.ASKED, {1: 1.0, 2: 1.0}, False),
    ],
)
def test_the_same_contributions_are_one_cell(
    first: Kind, second: Kind, amounts: Mapping[int, float], is_one: bool
) -> None:
    system = System()

    one, other = system.cell("a", _part(amounts), first, "here"), system.cell("b", _part(amounts), second, "here")

    assert (one == other) == is_one
    assert system.cell("c", _part(amounts), second, "elsewhere") not in (one, other)
    assert system.cell("a", _part({9: 1.0}), first, "here") == one


def test_other_contributors_or_amounts_are_another_cell() -> None:
    system = System()
    one = system.cell("a", _part({1: 1.0, 2: 1.0, 3: 2.0}), Kind.ASKED)

    assert system.cell("b", _part({1: 1.0, 2: 1.0, 4: 2.0}), Kind.ASKED) != one
    assert system.cell("c", _part({1: 1.0, 2: 2.0, 3: 1.0}), Kind.ASKED) != one


# --- what figures say ----------------------------------------------------------------------------------

Fold = Callable[[Domains], list[Tally]]


def _tabulation(
    name: str, measure: Measure, fold: Fold, dimensions: Sequence[Dimension] = (), places: Sequence[int] = (0,) * 12
) -> Tabulation:
    """A table of twelve responses, one contributor each; ``places`` are their groups of the last dimension."""
    broken = bool(dimensions and dimensions[-1].id == "size_group")
    codes = [(one.code,) for one in dimensions[-1].categories if one.code != "total"] if broken else [()]
    who, names = np.arange(12), np.arange(100, 112, dtype=np.uint64)
    total = fold(Domains([()], who, np.zeros(12, dtype=np.int64), names))
    tallies = total
    if broken:
        parts = fold(Domains(codes, who, np.array(places), names))
        tallies = [replace(one, key=(*one.key, "total")) for one in total] + parts
    head = Table(
        id=f"company.{name}",
        section="a",
        variable=name,
        number="",
        role="company",
        measure=measure,
        title={"de": "Titel"},
        base={"de": "Basis"},
        unit={"de": "Einheit"},
        dimensions=tuple(dimensions),
        cells=(),
    )
    return Tabulation(head, tuple(tallies), quantity=f"company.{name.removesuffix('.size_group')}")


def _dimension(name: str, codes: Sequence[str]) -> Dimension:
    return Dimension(name, {"de": name}, tuple(Category(code, {"de": code}) for code in codes), partition=True)


ANSWERS = _dimension("answer", "0123")
SCORE = np.array([0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3, 3])
"""What the twelve say."""

ALL = np.ones((1, 12), dtype=bool)


def _shares(codes: Sequence[int] = range(4), base: np.ndarray[tuple[int, int], np.dtype[np.bool_]] = ALL) -> Fold:
    flags = np.array([code == SCORE for code in codes]) & base
    return lambda domains: shares([(str(code),) for code in codes], flags, base, domains)


def _cell(system: System, quantity: str, side: str, *where: tuple[str, str]) -> int:
    found = system.known((f"company.{quantity}", frozenset(where), side))
    assert found is not None
    return found


def test_both_sides_of_a_share_are_its_base() -> None:
    system = System()
    linkage.link(system, [_tabulation("q.share", Measure.SHARE, _shares(), [ANSWERS])], Routes(), RULES)

    yes, no = (_cell(system, "q.share", side, ("answer", "3")) for side in "01")
    base = _cell(system, "q.share", "base")
    assert (system.values[yes], system.values[no], system.values[base]) == (6, 6, 12)
    assert {yes: 1.0, no: 1.0, base: -1.0} in _equations(system)
    said = [_cell(system, "q.share", "0", ("answer", code)) for code in "0123"]
    assert {base: -1.0, **dict.fromkeys(said, 1.0)} in _equations(system)


def test_a_mean_is_made_of_the_shares_of_its_answers() -> None:
    scored = {str(code): (float(code), 3.0 - code) for code in range(4)}
    mean = _tabulation("q.mean", Measure.MEAN, lambda d: means([()], SCORE[None].astype(float), ALL, d, (0, 3)))
    system = System()
    linkage.link(
        system,
        [_tabulation("q.share", Measure.SHARE, _shares(), [ANSWERS]), replace(mean, made_of=scored)],
        Routes(),
        RULES,
    )

    reached, left = (_cell(system, "q.mean", side) for side in "01")
    said = [_cell(system, "q.share", "0", ("answer", code)) for code in "0123"]
    assert (system.values[reached], system.values[left]) == (26, 10)
    assert {reached: -1.0, said[1]: 1.0, said[2]: 2.0, said[3]: 3.0} in _equations(system)
    assert {left: -1.0, said[0]: 3.0, said[1]: 2.0, said[2]: 1.0} in _equations(system)
    assert {reached: 1.0, left: 1.0, _cell(system, "q.mean", "base"): -3.0} in _equations(system)


def test_the_two_highest_answers_are_the_shares_of_both() -> None:
    best = _tabulation("q.top2", Measure.SHARE, lambda d: shares([()], SCORE[None] >= 2, ALL, d))
    made_of = {"0": (0.0, 1.0), "1": (0.0, 1.0), "2": (1.0, 0.0), "3": (1.0, 0.0)}
    system = System()
    linkage.link(
        system,
        [_tabulation("q.share", Measure.SHARE, _shares(), [ANSWERS]), replace(best, made_of=made_of)],
        Routes(),
        RULES,
    )

    high, low = (_cell(system, "q.top2", side) for side in "01")
    said = [_cell(system, "q.share", "0", ("answer", code)) for code in "0123"]
    assert {high: -1.0, said[2]: 1.0, said[3]: 1.0} in _equations(system)
    assert {low: -1.0, said[0]: 1.0, said[1]: 1.0} in _equations(system)


def test_a_net_sum_is_what_was_gained_less_what_was_lost() -> None:
    changes = np.array([[5.0, -3, 0, 7, -1, 2, 0, 0, -4, 6, 1, -2]])
    system = System()
    table = _tabulation("q.net", Measure.SUM, lambda d: means([()], changes, ALL, d))
    linkage.link(system, [table], Routes(), RULES)

    net = _cell(system, "q.net", "0")
    gain, loss = _sides(system)
    assert (system.values[net], system.is_net[net]) == (11, True)
    assert (system.values[gain], system.values[loss]) == (21, 10)
    assert {net: -1.0, gain: 1.0, loss: -1.0} in _equations(system)
    # What was gained is no figure, so nobody has to be kept from it for its own sake.
    assert not system.is_secret[gain]
    assert system.problem(LIMITS).limits.low[net] < -11


def _sides(system: System) -> tuple[int, int]:
    gain, loss = (system.known((("company.q.net", NOWHERE, "0"), word)) for word in ("gain", "loss"))
    assert gain is not None
    assert loss is not None
    return gain, loss


def test_who_was_asked_and_who_was_not_are_everybody() -> None:
    asked = (SCORE >= 2)[None]
    next_one = _tabulation("next.share", Measure.SHARE, _shares((2, 3), asked), [_dimension("answer", "23")])
    routed = replace(next_one, tallies=tuple(replace(one, is_routed=True) for one in next_one.tallies))
    filtering = _tabulation(
        "q.share",
        Measure.SHARE,
        lambda d: shares([("yes",)], asked, ALL, d),
        [Dimension("answer", {"de": "a"}, (Category("yes", {"de": "Ja"}),))],
    )
    routes = Routes({"company.next": Route('q = "yes"', (Lead("q", frozenset({"yes"})),))})
    system = System()
    linkage.link(system, [filtering, routed], routes, RULES)

    base, outside = (_cell(system, "next.share", side) for side in ("base", "outside"))
    everybody = _cell(system, "q.share", "base")
    assert (system.values[base], system.values[outside], system.values[everybody]) == (9, 3, 12)
    assert {base: 1.0, outside: 1.0, everybody: -1.0} in _equations(system)
    # Who said yes was asked the next question.
    assert {_cell(system, "q.share", "0", ("answer", "yes")): 1.0, base: -1.0} in _equations(system)


def test_those_whose_group_is_not_known_are_a_rest_that_nobody_prints() -> None:
    groups = _dimension("size_group", ("total", "small", "large"))
    amounts = np.arange(1.0, 13.0)[None]
    places = [0] * 5 + [1] * 5 + [UNKNOWN] * 2
    table = _tabulation("n.sum.size_group", Measure.SUM, lambda d: sums([()], amounts, ALL, d), [groups], places)
    table = replace(table, quantity="company.n.sum")
    system = System()
    linkage.link(system, [table], Routes(), RULES)

    whole = _cell(system, "n.sum", "0")
    parts = [_cell(system, "n.sum", "0", ("size_group", code)) for code in ("small", "large")]
    [equation] = [one for one in _equations(system) if one.get(whole) == -1.0 and parts[0] in one]
    [rest] = set(equation) - {whole, *parts}
    assert (system.values[whole], system.values[rest]) == (78, 11 + 12)
    assert rest not in set(system.pairs[1].tolist())
    assert system.problem(LIMITS).level_up[rest] > 0


def test_of_long_lists_what_has_no_line_is_no_figure() -> None:
    codes = [f"c{number}" for number in range(40)]
    flags = np.array([np.arange(12) < (6 if number < 3 else number % 2) for number in range(40)])
    fold: Fold = lambda d: shares([(code,) for code in codes], flags, ALL, d)  # noqa: E731
    listed = Dimension("answer", {"de": "Liste"}, tuple(Category(code, {"de": code}) for code in codes))
    system = System()
    linkage.link(system, [_tabulation("long.share", Measure.SHARE, fold, [listed])], Routes(), RULES)

    keys = {key for _table, key in system.figures}
    # Those whom one chose have no published cell, but somebody is in them; those whom nobody chose are no figures.
    assert keys == {(code,) for number, code in enumerate(codes) if number < 3 or number % 2}


def test_a_hidden_nothing_must_not_be_known_to_be_nothing() -> None:
    system = System()
    flags = np.array([np.zeros(12, dtype=bool), SCORE >= 2])
    table = _tabulation(
        "q.share",
        Measure.SHARE,
        lambda d: shares([("no",), ("yes",)], flags, ALL, d),
        [_dimension("answer", ("no", "yes"))],
    )
    several = replace(table, head=replace(table.head, dimensions=(replace(ANSWERS, partition=False),)))
    linkage.link(system, [several], Routes(), RULES)

    problem = system.problem(LIMITS)
    nothing = _cell(system, "q.share", "0", ("answer", "no"))
    assert problem.is_forced.tolist() == [True, False]
    assert (problem.values[nothing], problem.level_up[nothing], problem.level_down[nothing]) == (0, 1, 0)
