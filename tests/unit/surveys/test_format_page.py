"""docs/questionnaire-format.md: its examples load, and nothing that the loader knows is missing from it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from surveys.__main__ import main
from surveys.importing import read_answers
from surveys.items.registry import COLUMN_TYPES, ITEM_TYPES, Item
from surveys.keys import VARIABLE
from surveys.lint_rules import check_rule
from surveys.load import load_text
from surveys.messages import say
from surveys.model import Questionnaire
from surveys.reader import AGGREGATES, COMPARISONS
from surveys.rules.functions import FUNCTIONS
from surveys.rules.parse import parse
from surveys.scope import Scope
from tests.questionnaires_for_tests import CONTEXT

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "questionnaire-format.md").read_text(encoding="utf-8")
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
YAML = [text for kind, text in BLOCKS if kind == "yaml"]
(WHOLE,) = (text for text in YAML if text.startswith("format:"))
FRAGMENTS = [text for text in YAML if text != WHOLE]
BEFORE_COMPUTED = WHOLE.index("computed:\n")


def load(text: str) -> Questionnaire:
    loaded = load_text(text)
    assert [f"{p.line}: {say(p.message, 'de')}" for p in loaded.problems] == []
    assert loaded.questionnaire is not None
    return loaded.questionnaire


def with_items(fragment: str) -> str:
    """The whole example with one more page for the questions of a fragment."""
    items = "".join(f"    {line}\n" if line else "\n" for line in fragment.splitlines())
    page = "  - id: beispiel\n    title.de: Beispiel\n    title.en: Example\n    items:\n"
    return WHOLE[:BEFORE_COMPUTED] + page + items + WHOLE[BEFORE_COMPUTED:]


def test_the_whole_example_has_neither_faults_nor_hints() -> None:
    assert len(load(WHOLE).items) == 4


@pytest.mark.parametrize("fragment", FRAGMENTS, ids=lambda text: text.split("\n")[0])
def test_each_example_of_a_question_loads(fragment: str) -> None:
    assert len(load(with_items(fragment)).items) > 4


def test_there_is_an_example_of_every_kind() -> None:
    shown = {item.type for fragment in [WHOLE, *FRAGMENTS] for item in questions(fragment)}
    assert shown == set(ITEM_TYPES)


def questions(text: str) -> list[Item]:
    whole = text if text == WHOLE else with_items(text)
    return list(load(whole).items.values())


def test_the_example_of_a_computed_value_loads() -> None:
    (computed,) = (text for kind, text in BLOCKS if kind == "text" and text.startswith("computed:"))
    own = WHOLE[:BEFORE_COMPUTED].replace("languages: de en", "languages: de")
    loaded = load_text(own + computed)
    assert [p.message.code for p in loaded.errors if not p.message.code.endswith("too_many_labels")] == []


def test_each_example_of_a_rule_is_a_rule_about_the_example() -> None:
    (rules,) = (text for kind, text in BLOCKS if kind == "rules")
    questionnaire = load(WHOLE)
    for line in rules.splitlines():
        rule = parse(re.split(r" {3,}", line)[0])
        assert list(check_rule(questionnaire, rule, 1, None)) == [], line
        rule.node.evaluate(Scope(questionnaire, {}, CONTEXT))


def test_the_answers_of_the_example_can_be_handed_in() -> None:
    (answers,) = (json.loads(text) for kind, text in BLOCKS if kind == "json")
    document, problems = read_answers(Scope(load(WHOLE), {}, CONTEXT), answers)
    assert problems == ()
    assert {key: document[key] for key in answers} == answers


def test_the_commands_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (lines,) = (text for kind, text in BLOCKS if kind == "sh")
    answers, frame = tmp_path / "answers.json", tmp_path / "frame.json"
    answers.write_text("{}", encoding="utf-8")
    frame.write_text('{"employees": 12}', encoding="utf-8")
    monkeypatch.chdir(ROOT)
    for line in lines.splitlines():
        words = line.replace("answers.json", str(answers)).replace("frame.json", str(frame)).split()
        assert words[:3] == ["python", "-m", "surveys"]
        assert main(words[3:]) == 0


def documented(name: str) -> bool:
    return re.search(rf"`[^`\n]*\b{re.escape(name)}\b[^`\n]*`", PAGE) is not None


def test_every_key_type_function_and_word_is_on_the_page() -> None:
    source = "\n".join(
        (ROOT / "surveys" / name).read_text(encoding="utf-8") for name in ("load.py", "reader.py", "keys.py")
    )
    named = re.findall(r"(?:_KEYS = |_TEXTS = |check_keys\().*?\)\s", source, re.DOTALL)
    keys = {word for part in named for word in re.findall(r'"([a-z_]+)"', part)}
    for kind in ITEM_TYPES.values():
        keys |= kind.KEYS | kind.TEXTS
    assert {"sections", "when", "at", "message", "limit", "also_finds", "mirror", "options"} <= keys
    assert all(VARIABLE.fullmatch(key) for key in keys)
    words = {*keys, *ITEM_TYPES, *COLUMN_TYPES, *FUNCTIONS, *AGGREGATES, *COMPARISONS, "hard", "soft"}
    assert {word for word in words if not documented(word)} == set()
