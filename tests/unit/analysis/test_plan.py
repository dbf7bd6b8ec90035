"""Report plans: what a file may say, what is told about its faults, what a choice and a snapshot make of it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.plan import PlanError, check, completed, extra_breakdowns, shown, stands_for_all
from analysis.plan_file import SHIPPED, read_plan, shipped, usual
from analysis.plan_writer import write_plan
from analysis.release import BlockKind, Category, Claim, Dimension, Measure, Table

HEAD = """\
format: bericht/1
id: probe
title.de: Probe
parameter: sector_group kreis
chapters:
- title.de: Bedarf
  blocks:
"""
BLOCK = """\
  - kind: text
    text.de: Es sind {digital} (n = {digital.n}).
    otherwise.de: Keine Zahl.
    values:
    - name: digital
      table: company.fields.share
      key: K01
"""


def _faults(text: str) -> list[str]:
    with pytest.raises(PlanError) as found:
        read_plan(text, "probe.yaml")
    return found.value.sentences


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_plan_says_the_same_after_it_was_written(name: str) -> None:
    outline = shipped(name)
    again = read_plan(write_plan(outline), name)
    assert (again.plan, again.choosable) == (outline.plan, outline.choosable)
    for text in (text for chapter in outline.plan.chapters for text in [chapter.title]):
        assert not text or set(text) == {"de", "en", "fr"}


def test_a_block_is_read() -> None:
    [chapter] = read_plan(
        HEAD + BLOCK.replace("otherwise", "claim: digital > ai\n    otherwise") + AI, "p"
    ).plan.chapters
    [block] = chapter.blocks
    assert block.kind is BlockKind.TEXT
    assert block.claim == Claim("digital", "ai")
    assert [(query.name, query.key) for query in block.queries] == [("digital", ("K01",)), ("ai", ("K03",))]


AI = """\
    - name: ai
      table: company.fields.share
      key: K03
"""


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            "kind: text",
            "kind: txet",
            "Zeile 8, Kapitel 1, Block 1: „txet“ ist bei „kind“ nicht bekannt. Meinten Sie „text“?",
        ),
        ("  - kind: text\n", "  - view: box\n", "Es fehlt „kind“, die Art des Blocks."),
        ("    values:", "    wert: 1\n    values:", "„wert“ ist bei „wert“ nicht bekannt"),
        ("{digital}", "{digtal}", "Einen Wert „digtal“ hat dieser Plan nicht. Meinten Sie „digital“?"),
        ("{digital.n}", "{digital.max}", "„{digital.max}“ gibt es nicht."),
        ("{digital}", "{digital", "Eine geschweifte Klammer ist nicht geschlossen."),
        ("text.de", "text.en", "Der deutsche Text „text.de“ fehlt."),
        ("Es sind", "Es sind {ai} und", "„{ai}“ steht ohne sein n. Wo ein Text ein n nennt, hat jeder Wert seines"),
        ("Es sind", "<script>x</script>", "Der Text enthält Auszeichnungen"),
        ("Es sind", "Siehe [hier](https://example.org)", "Der Text enthält Auszeichnungen"),
        ("Es sind", "x" * 1_501, "Der Text ist zu lang"),
        ("name: digital", "name: Digital", "Jeder Wert hat unter „name“ einen Namen"),
        ("name: digital", "name: group", "ein Name mit fester Bedeutung"),
        ("table: company.fields.share", "note: nichts", "Es fehlt „table“."),
        ("company.fields.share", "../../etc", "geht bei „table“ nicht"),
        ("key: K01", "key: K01\n      most: 0", "Bei „most“ steht eine Zahl von 1 bis 50."),
        ("otherwise.de", "claim: digital\n    otherwise.de", "zwei Namen von Werten mit „>“"),
        ("otherwise.de", "claim: digital > ki\n    otherwise.de", "Einen Wert „ki“ hat dieser Plan nicht"),
        ("Es sind {digital} (n = {digital.n}).", "Wort.", "„otherwise“ würde nie gebraucht"),
        (
            "    values:\n",
            AI.replace("    - name: ai", "    values:\n    - name: digital"),
            "Den Namen „digital“ gibt es schon",
        ),
        ("key: K01", "key: [K01]", "eckige Klammern sind nicht erlaubt"),
        ("kind: text", "kind: imprint", "„text.de“ ist bei „text.de“ nicht bekannt"),
        ("kind: text", "kind: section", "Kennung eines Abschnitts"),
        ("chapters:", "chapters: []\nchapter:", "mindestens ein Kapitel"),
        ("sector_group kreis", "laune", "„laune“ ist bei „parameter“ nicht bekannt"),
        ("bericht/1", "bericht/9", "Am Anfang steht „format: bericht/1“."),
        ("id: probe", "id: Probe Eins", "geht nicht als Name"),
    ],
)
def test_a_fault_is_told_with_its_place(before: str, after: str, words: str) -> None:
    text = HEAD + BLOCK
    assert before in text
    found = _faults(text.replace(before, after))
    assert any(words in line for line in found), found
    assert all(line.startswith("probe.yaml, ") for line in found)


def test_what_is_to_be_chosen_needs_a_parameter() -> None:
    text = (HEAD + BLOCK).replace("parameter: sector_group kreis\n", "").replace("K01", "K01 '{choice}'")
    assert any("braucht eine Wahl" in line for line in _faults(text.replace("'", "")))


def test_no_file_is_a_fault() -> None:
    for text in ("", "- a", "title", "a: b: c", "x" * 200_001, b"\xff"):
        with pytest.raises(PlanError):
            read_plan(text, "probe.yaml")


_WORDS = st.sampled_from(
    ["format", "bericht/1", "id", "title.de", "chapters", "blocks", *map(str, BlockKind), "values",
     "name", "table", "key", "kind", "claim", "a > b", "{a}", "{", "sections", "all", "most", "9", "parameter", "kreis",
     "view", "text.de", "yes", ""]
)  # fmt: skip
_TREES: Any = st.recursive(
    _WORDS | st.text(max_size=8) | st.none() | st.integers() | st.booleans() | st.floats(),
    lambda part: st.lists(part, max_size=4) | st.dictionaries(_WORDS, part, max_size=5),
    max_leaves=30,
)


@settings(max_examples=150, deadline=None)
@given(_TREES)
def test_no_tree_does_anything_but_be_told(tree: Any) -> None:
    blocks = [{"kind": "chart", "values": tree}, tree]
    for part in (tree, {"format": "bericht/1", "id": "a", "chapters": [{"title.de": "A", "blocks": blocks}, tree]}):
        for style in (False, True):
            with suppress(PlanError):
                read_plan(yaml.safe_dump(part, default_flow_style=style, allow_unicode=True), "probe.yaml")


# --- a choice ------------------------------------------------------------------------------------------


def test_a_choice_is_filled_in_everywhere() -> None:
    plan = shipped("gruppe").chosen({"kreis": "10044"})
    assert plan.title["fr"].startswith("Arrondissement de Sarrelouis")
    assert {query.table.rpartition(".")[2] for query in plan.queries.values()} == {"kreis"}
    assert plan.queries["trains"].key == ("1", "10044")
    assert plan.queries["fields"].group == "10044"
    assert plan.parameters == {"kreis": "10044"}
    assert extra_breakdowns(plan) == {"kreis"}
    assert extra_breakdowns(shipped("gruppe").chosen({"sector_group": "G-S"})) == frozenset()


@pytest.mark.parametrize("given_", [{}, {"kreis": "1"}, {"size_group": "50+"}, {"kreis": "10044", "sector_group": "F"}])
def test_a_wrong_choice_is_told(given_: dict[str, str]) -> None:
    with pytest.raises(PlanError, match=r"genau eines zu wählen|Möglich sind: 10041"):
        shipped("gruppe").chosen(given_)
    with pytest.raises(PlanError, match="nichts zu wählen"):
        shipped("bericht").chosen({"kreis": "10044"})


# --- a snapshot ----------------------------------------------------------------------------------------


def _table(name: str, *axes: tuple[str, str]) -> Table:
    dimensions = tuple(
        Dimension(axis, {"de": axis}, tuple(Category(code, {"de": code}) for code in codes.split()))
        for axis, codes in axes
    )
    empty: dict[str, str] = {}
    return Table(name, "d", "fields", "D1", "company", Measure.SHARE, empty, empty, empty, dimensions, ())


KNOWN = [
    _table("company.fields.share", ("answer", "K01 K02")),
    _table("company.fields.share.sector_group", ("answer", "K01 K02"), ("sector_group", "total B-F G-S")),
]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("table: company.fields.share\n      key: K01", ""),
        ("table: company.fields.share.sector_group\n      key: K01 B-F", ""),
        # Merged in these data; the value is absent, the plan is none the worse.
        ("table: company.fields.share.sector_group\n      key: K01 B-E", ""),
        ("table: company.fields.share.kreis\n      key: K01 10041", ""),
        ("table: pairs.fields.share\n      key: K01", ""),
        ("table: company.field.share\n      key: K01", "Meinten Sie „company.fields.share"),
        ("table: company.fields.share\n      key: K99", "„K99“ gibt es bei „answer“ nicht. Möglich sind: K01, K02."),
        ("table: company.fields.share", "fehlt etwas: Nötig ist je ein Code für answer"),
        ("table: company.fields.share\n      key: K01\n      group: B-F", "nach nichts gegliedert"),
        (
            "table: company.fields.share.sector_group\n      key: K01 B-F\n      group: X",
            "Die Gruppe „X“ gibt es nicht",
        ),
    ],
)
def test_a_plan_is_checked_against_the_tables_of_a_snapshot(value: str, words: str) -> None:
    outline = read_plan(HEAD + BLOCK.replace("table: company.fields.share\n      key: K01", value), "probe.yaml")
    if not words:
        check(outline, outline.plan, KNOWN, ["d"])
        return
    with pytest.raises(PlanError, match=r"probe\.yaml, Zeile 8, Kapitel 1, Block 1") as found:
        check(outline, outline.plan, KNOWN, ["d"])
    assert words in str(found.value)


def test_all_sections_become_chapters_and_years_are_filled_in() -> None:
    sections = {"b": {"de": "Treiber bis 2030"}, "d": {"de": "Bedarf"}}
    plan = completed(usual(), sections, {"ZJ": 2030, "BJ": 2025})
    assert [one.title["de"] for one in plan.chapters if one.blocks[0].kind is BlockKind.SECTION] == [
        "Treiber bis 2030",
        "Bedarf",
    ]
    assert not any(map(stands_for_all, plan.chapters))
    assert shown(plan, {"b": ["x", "y"], "d": ["z"], "e": ["not shown"]}) == {"x", "y", "z"}
    short = completed(shipped("kurzfassung").plan, sections, {"ZJ": 2030, "BJ": 2025})
    assert short.chapters[1].title["de"] == "Was bis 2030 gebraucht wird"
