"""The two questionnaires side by side: what corresponds has the same list, and neither reads anything of the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

import pytest

from surveys.codelists import CodeList
from surveys.context import FRAME_LISTS
from surveys.items.registry import Choice, Grid, Item, Matrix, Multi, Roster
from surveys.load import load_text
from surveys.model import Computed, Questionnaire
from surveys.rules import nodes
from surveys.rules.parse import Rule
from surveys.source import Tree
from tests.unit.questionnaires.conditions import FOLDER, load

COMPANY, WORKS_COUNCIL = load("company"), load("works-council")
BOTH = [pytest.param(COMPANY, WORKS_COUNCIL, id="company"), pytest.param(WORKS_COUNCIL, COMPANY, id="works-council")]
PLACEHOLDER = re.compile(r"\{([A-Za-z_]+)")
QUESTIONS = {
    "K": {"A": 8, "B": 4, "C": 4, "D": 4, "E": 8, "F": 2, "G": 5, "H": 3, "I": 2, "J": 5},
    "B": {"A": 3, "B": 3, "C": 3, "D": 4, "E": 6, "F": 2, "G": 3, "H": 2, "I": 4, "J": 4},
}


def parts(questionnaire: Questionnaire) -> dict[str, Item | Computed]:
    """Everything that can have a counterpart."""
    return {**questionnaire.items, **questionnaire.computed}


def rules(questionnaire: Questionnaire) -> Iterator[Rule]:
    """Every rule there is, wherever it stands."""
    yield from (computed.rule for computed in questionnaire.computed.values())
    for section in questionnaire.sections:
        yield from (rule for rule in (section.when, *(page.when for page in section.pages)) if rule)
    for item in questionnaire.items.values():
        for part in (item, *item.columns):
            yield from (rule for rule in (part.when, part.required) if isinstance(rule, Rule))
            yield from (check.rule for check in part.checks)
            yield from (variant.when for variant in part.variants)
            yield from own_rules(part)


def own_rules(item: Item) -> Iterator[Rule]:
    if isinstance(item, Choice) and item.where:
        yield item.where
    if isinstance(item, Multi) and item.preselect:
        yield item.preselect
    if isinstance(item, Matrix | Grid):
        yield from (rule for rule, _ in item.rows.order)


def texts(tree: Tree) -> Iterator[str]:
    """Every text of a questionnaire."""
    if isinstance(tree, str):
        yield tree
    for part in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from texts(part)


def read_of_the_other(own: Questionnaire, other: Questionnaire) -> set[str]:
    """What rules, prefills and texts of a questionnaire name and only the other one has."""
    named = {name for rule in rules(own) for name in rule.names}
    named |= {item.prefill.partition(".")[0] for item in own.items.values() if item.prefill}
    named |= {name for text in texts(dict(own.tree)) for name in PLACEHOLDER.findall(text)}
    return named & ({*other.items, *other.computed} - {*own.items, *own.computed, "frame", "wave"})


@pytest.mark.parametrize(("own", "other"), BOTH)
def test_no_rule_prefill_or_text_reads_the_other_role(own: Questionnaire, other: Questionnaire) -> None:
    assert not read_of_the_other(own, other)
    known = {*own.items, *own.computed, "row", "frame", "wave"}
    assert {name for rule in rules(own) for name in rule.names} <= known
    assert {item.prefill for item in own.items.values()} <= {None, *(f"frame.{name}" for name in FRAME_LISTS)}


ASKED = "label.de: Möchten Sie uns noch etwas mitteilen?\n"
BETRAYALS = {
    "rule": ("id: comment\n", "id: comment\n      when: {name} = 1\n", "lint.unknown_name"),
    "prefill": ("id: comment\n", "id: comment\n      prefill: {name}\n", "lint.unknown_prefill"),
    "text": (ASKED, "label.de: Dort {{{name}}}, noch etwas?\n", "lint.unknown_placeholder"),
}


@pytest.mark.parametrize(
    ("own", "other", "foreign"), [("company", WORKS_COUNCIL, "works-council"), ("works-council", COMPANY, "company")]
)
@pytest.mark.parametrize("kind", BETRAYALS)
def test_a_questionnaire_that_reads_the_other_role_is_refused(
    own: str, other: Questionnaire, foreign: str, kind: str
) -> None:
    text = (FOLDER / f"{own}.yaml").read_text(encoding="utf-8")
    there = (FOLDER / f"{foreign}.yaml").read_text(encoding="utf-8")
    place, betrayal, code = BETRAYALS[kind]
    assert text.count(place) == 1
    name = next(name for name in other.items if f"id: {name}\n" in there and f"id: {name}\n" not in text)
    loaded = load_text(text.replace(place, betrayal.format(name=name)))
    assert code in {found.message.code for found in loaded.errors}
    assert loaded.questionnaire is None or read_of_the_other(loaded.questionnaire, other) == {name}


@pytest.mark.parametrize(("own", "other"), BOTH)
def test_the_frame_tells_nothing_but_size_branch_and_district(own: Questionnaire, other: Questionnaire) -> None:
    read = {
        node.parts
        for rule in rules(own)
        for node in nodes.walk(rule.node)
        if isinstance(node, nodes.Name) and node.parts[0] == "frame"
    }
    assert read == {("frame", "employees"), ("frame", "size_class")} | ({("frame", "wz")} if own is COMPANY else set())
    assert set(FRAME_LISTS) == {"employees", "size_class", "wz", "kreis"}


@pytest.mark.parametrize(("own", "other"), BOTH)
def test_every_mirror_points_back(own: Questionnaire, other: Questionnaire) -> None:
    there = parts(other)
    mirrored = {name: part for name, part in parts(own).items() if part.mirror}
    assert len(mirrored) >= 30
    for name, part in mirrored.items():
        back = there[part.mirror or ""]
        assert back.mirror == name, name
        if isinstance(part, Item) and isinstance(back, Item):
            assert part.compare == back.compare, name


PAIRS = [
    pytest.param(part, parts(WORKS_COUNCIL)[part.mirror], id=name)
    for name, part in parts(COMPANY).items()
    if part.mirror
]


@pytest.mark.parametrize(("company", "council"), PAIRS)
def test_counterparts_have_the_same_type_and_list(company: Item | Computed, council: Item | Computed) -> None:
    how = company.compare if isinstance(company, Item) else "same"
    if how == "descriptive":
        assert kind_and_list(company) != kind_and_list(council), "then it can be compared directly"
    elif how == "shared":
        assert shared_codes(company, council) == {"fund", "exch", "none"}
    else:
        assert kind_and_list(company) == kind_and_list(council)
        assert_same_columns(company, council)


def kind_and_list(part: Item | Computed) -> tuple[str, ...]:
    if isinstance(part, Computed):
        return "single", part.code_list.id if part.code_list else ""
    answers = part.code_list.id if part.code_list else ""
    rows = (part.rows.codes.id, part.rows.origin or "") if isinstance(part, Matrix | Grid) else ()
    return (part.type, answers, *rows)


def shared_codes(company: Item | Computed, council: Item | Computed) -> set[str]:
    assert isinstance(company, Multi)
    assert isinstance(council, Multi)
    return set(company.choices.by_code) & set(council.choices.by_code)


def assert_same_columns(company: Item | Computed, council: Item | Computed) -> None:
    """Columns of one name mean the same; a column with a mirror has its counterpart."""
    if not isinstance(company, Grid | Roster) or not isinstance(council, Grid | Roster):
        return
    there = {column.id: column for column in council.columns}
    for column in company.columns:
        assert (column.mirror or column.id) in there or column.mirror is None
        if column.id in there:
            assert kind_and_list(column) == kind_and_list(there[column.id]), column.id
    assert {c.mirror for c in company.columns} == {c.mirror for c in council.columns}


@pytest.mark.parametrize(("letter", "questionnaire"), [("K", COMPANY), ("B", WORKS_COUNCIL)])
def test_every_question_of_the_specification_is_asked(letter: str, questionnaire: Questionnaire) -> None:
    wanted = {f"{letter}-{section}{n}" for section, count in QUESTIONS[letter].items() for n in range(1, count + 1)}
    numbers = [item.number for item in questionnaire.items.values() if item.number]
    assert set(numbers) == wanted
    assert numbers == sorted(numbers), "in the order of the specification"


@pytest.mark.parametrize(("own", "other"), BOTH)
def test_everything_that_is_asked_is_there_in_german_and_english(own: Questionnaire, other: Questionnaire) -> None:
    for item in own.items.values():
        for part in (item, *item.columns):
            words = [part.label, part.hint, *(check.message for check in part.checks)]
            words += [text for variant in part.variants for text in (variant.label, variant.hint)]
            assert all({"de", "en"} <= set(text) for text in words if text), part.id
    labels = chain.from_iterable(found.codes for found in own.lists.values() if isinstance(found, CodeList))
    assert all({"de", "en"} <= set(code.label) for code in labels)


@pytest.mark.parametrize(("own", "other"), BOTH)
def test_the_same_variable_has_the_same_list_in_both(own: Questionnaire, other: Questionnaire) -> None:
    shared = [name for name in own.items if name in other.items and name != "respondent"]
    assert len(shared) >= 24
    for name in shared:
        mine, theirs = set(own.items[name].missing), set(other.items[name].missing)
        assert own.items[name].type == other.items[name].type
        assert kind_and_list(own.items[name]) == kind_and_list(other.items[name])
        assert name == "representation" or mine & {"dont_know"} == theirs & {"dont_know"}


def test_bodies_that_are_no_works_council_read_no_section_of_the_law_on_works_councils() -> None:
    for name in ("involve_topics_plain", "br_support_plain"):
        for questionnaire in (COMPANY, WORKS_COUNCIL):
            found = questionnaire.lists.get(name)
            if isinstance(found, CodeList):
                assert not any("§" in text or "s. " in text for code in found.codes for text in code.label.values())
    variants = Counter(
        variant.words.id for item in WORKS_COUNCIL.items.values() for variant in item.variants if variant.words
    )
    assert variants == {"involve_topics_plain": 1, "br_support_plain": 1}
