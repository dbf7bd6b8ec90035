"""The address of a result: whatever it says, it is a state with tables, or it is told that there is none."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from gc import collect
from pathlib import Path
from shutil import copytree
from weakref import ref

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from analysis.explore import Source
from analysis.release import BlockKind, Cell
from analysis.snapshot import Snapshot, write_snapshot
from app.services import explore, results
from app.services.refusals import Refused, Unknown
from app.staff.explore import page
from app.staff.sentences import sentence
from tests import worked_example
from tests.questionnaires_for_tests import real

FIELD = worked_example.FIELD


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return worked_example.snapshot(tmp_path_factory.mktemp("state"), worked_example.TIMES)


def _state(frozen: Snapshot, item: str, **said: str) -> explore.State:
    return explore.read(explore.source(frozen, "company"), item, MultiDict(said))


def test_responses_of_a_few_waves_stay_in_memory(frozen: Snapshot, tmp_path: Path) -> None:
    seen = []
    for number in range(6):
        wave = Snapshot(copytree(frozen.path, tmp_path / str(number)))
        opened = explore.source(wave, "company")
        explore.look(opened, _state(wave, "train_any"), worked_example.RULES)
        seen.append(ref(opened))
        del opened
    collect()

    assert [one() is not None for one in seen] == [False, False, True, True, True, True]


NAMES = st.sampled_from(["groesse", "nach", "groessen", "bereiche", "kreise", "antwort", "ansicht", "satz", "x"])
KNOWN = st.sampled_from([
    "", "share", "mean", "top2", "size_group", "sector_group", "kreis", "train_any", "train_any:1", "train_any:",
    "0-49", "B-F", "10041", "diagramm", "tabelle", "vergleich", "company:1", "company:1~total", "company:",
    "works_council:1", "budget:99", ":", "need.places",
])  # fmt: skip
SAID = st.lists(st.tuples(NAMES, KNOWN | st.text(max_size=40)), max_size=6)


def _seen(frozen: Snapshot, opened: Source, item: str, said: list[tuple[str, str]]) -> explore.State | str:
    """The state whose page can be made, or the words that say why not."""
    try:
        state = explore.read(opened, item, MultiDict(said))
        return state if page(frozen, opened, state, worked_example.RULES).sides else ""
    except Refused as refused:
        return str(refused)


@given(item=st.sampled_from(["train_any", "drv", "cmp", "fields", "quali_total", "nichts"]), said=SAID)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_address_says_is_shown_or_refused_in_words(
    frozen: Snapshot, item: str, said: list[tuple[str, str]]
) -> None:
    opened = explore.source(frozen, "company")
    state = _seen(frozen, opened, item, said)
    if isinstance(state, str):
        assert state.endswith("."), "a sentence"
        return
    again = MultiDict[str, str]()
    for name, value in state.parameters().items():
        again.setlist(name, value if isinstance(value, list) else [value])
    assert explore.read(opened, item, again) == state, "the address says all of the state"
    with suppress(Refused):
        assert explore.block_of(frozen, state).queries[0].table.startswith(state.figure)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"nach": "farbe"}, "Die Aufgliederung „farbe“ gibt es bei dieser Frage nicht."),
        ({"nach": "train_any"}, "Die Aufgliederung „train_any“ gibt es bei dieser Frage nicht."),
        ({"groesse": "mean"}, "Die Kennzahl „mean“ gibt es bei dieser Frage nicht."),
        ({"ansicht": "torte"}, "Die Ansicht „torte“ gibt es bei dieser Frage nicht."),
        ({"groessen": "riesig"}, "Den Filter „riesig“ gibt es bei diesen Daten nicht."),
        ({"antwort": "emp_total:5"}, "Den Filter „emp_total:5“ gibt es bei diesen Daten nicht."),
    ],
)
def test_what_there_is_not_is_named(frozen: Snapshot, said: dict[str, str], words: str) -> None:
    with pytest.raises(Unknown, match=words.replace(".", r"\.")):
        _state(frozen, "train_any", **said)


def test_a_sentence_says_value_base_and_that_it_stays_here(frozen: Snapshot) -> None:
    opened = explore.source(frozen, "company")

    def said(item: str, **parameters: str) -> str:
        found = page(frozen, opened, _state(frozen, item, **parameters), worked_example.RULES).said
        assert found is not None
        assert found.is_hidden is ("Nicht weitergeben" in found.text)
        return found.text

    yes = said("train_any", satz="company:1")
    assert yes.startswith("63\u00a0% der Betriebe antworten „Ja“ auf: „Hat der Betrieb 2025 Weiterbildung")
    assert yes.endswith("(n\u00a0=\u00a040, intern, nicht hochgerechnet).")
    group = said("train_any", nach="sector_group", satz="company:1~G-S")
    assert group.startswith("0\u00a0% der Betriebe (Wirtschaftsbereich: ")
    assert group.endswith("Nicht weitergeben: Eine Veröffentlichung würde diesen Wert verbergen.")
    places = said("cmp", groesse="need.places", satz=f"company:{FIELD}", bereiche="G-S")
    assert "die Summe der Betriebe (Wirtschaftsbereich: " in places
    assert "ist 10\u00a0Plätze (n\u00a0=\u00a05, intern" in places


def test_beside_works_councils_companies_are_said_to_be_extrapolated(tmp_path: Path) -> None:
    drawn = worked_example.content(worked_example.TIMES, is_random_sample=True)
    roles = {**drawn.questionnaires, "works_council": [real("works-council")]}
    frozen = write_snapshot(tmp_path, replace(drawn, questionnaires=roles))
    opened = explore.source(frozen, "works_council")
    alone, beside = (
        explore.read(opened, "train_any", MultiDict({"ansicht": view})) for view in ("diagramm", "vergleich")
    )

    assert not page(frozen, opened, alone, worked_example.RULES).is_extrapolated
    assert page(frozen, opened, beside, worked_example.RULES).is_extrapolated


def test_what_is_looked_at_becomes_a_block(frozen: Snapshot) -> None:
    block = explore.block_of(frozen, _state(frozen, "train_any", nach="size_group", ansicht="tabelle"))
    assert block.kind is BlockKind.TABLE
    assert [query.table for query in block.queries] == ["company.train_any.share.size_group"]
    assert block.title["de"].endswith("? – nach Betriebsgröße"), "blocks of one question can be told apart"
    assert block.title["en"].endswith("? – by Size of establishment")
    for said, words in (({"groessen": "0-49"}, "keine Filter"), ({"nach": "budget"}, "diese Aufgliederung nicht")):
        with pytest.raises(Refused, match=words):
            explore.block_of(frozen, _state(frozen, "train_any", **said))


def test_what_a_block_becomes_is_promised_as_it_comes(frozen: Snapshot) -> None:
    opened = explore.source(frozen, "company")
    for item, said, words in (
        ("train_any", {}, "als Diagramm, oder als Tabelle"),
        ("train_any", {"ansicht": "tabelle"}, "als Tabelle"),
        ("quali_total", {"nach": "sector_group"}, "als Tabelle: Ein Diagramm gibt es zu diesen Werten nicht"),
    ):
        made = page(frozen, opened, _state(frozen, item, **said), worked_example.RULES)
        assert made.comes_as.startswith(words)


def test_figures_are_told_without_their_question(frozen: Snapshot) -> None:
    opened = explore.source(frozen, "company")

    def texts(item: str) -> list[str]:
        return [one.text for one in page(frozen, opened, _state(frozen, item), worked_example.RULES).figures]

    assert texts("quali_total") == ["Summe", "Anteil an den Beschäftigten"]
    assert "Niveau heute (Mittelwert)" in texts("cmp")
    for item in ("cmp", "roster", "emp_target", "quali_total_h120", "train_n"):
        assert len(set(texts(item))) == len(texts(item))


def test_two_forms_of_one_question_are_told_apart(frozen: Snapshot) -> None:
    full, short = (results.entry(frozen, "company", item).label for item in ("roster", "roster_short"))
    assert short["de"] == f"{full['de']} (kürzere Fassung der Frage)"


def test_every_figure_is_said_with_its_article(frozen: Snapshot) -> None:
    opened = explore.source(frozen, "company")
    tables = [
        table for item in ("roster", "cmp", "pool", "emp_target", "train_n", "gap") for table in opened.figures(item)
    ]
    for table in tables:
        said = sentence(replace(table, dimensions=()), Cell((), 0.3, 40), (), is_hidden=False)
        assert re.search(r": (der|die|das) |antworten „", said), said
    [pool] = [table for table in opened.figures("pool") if table.figure["de"] == "Zahl der Betriebe"]
    assert "die Zahl der Betriebe ist 5" in sentence(
        replace(pool, dimensions=()), Cell((), 5.0, 5), (), is_hidden=False
    )
    index = replace(tables[0], dimensions=(), unit={"de": "Index (−1 bis 1)"}, figure={"de": "Unterschied"})
    assert ": der Unterschied der Betriebe ist 0 (Index, −1 bis 1, n" in sentence(
        index, Cell((), 0.3, 40), (), is_hidden=False
    )
