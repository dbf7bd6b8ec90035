"""The traps of YAML, each reported with its line."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.__main__ import main
from surveys.load import load_file, load_text, load_tree
from surveys.messages import say
from surveys.source import Tree, read, to_tree
from tests.questionnaires_for_tests import FOLDER, NAMES, small

SINGLE = (FOLDER / "single.yaml").read_text(encoding="utf-8")


def messages(text: str) -> list[tuple[int, str]]:
    return [(problem.line, say(problem.message, "de")) for problem in load_text(text).errors]


def test_every_value_is_a_text() -> None:
    node, problems = read("a: no\nb: 10.10\nc: 01\nd: 12:30\n")
    assert node is not None
    assert to_tree(node) == {"a": "no", "b": "10.10", "c": "01", "d": "12:30"}
    assert problems == []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("title: a\ntitle: b", 2, "zum zweiten Mal (zuerst in Zeile 1)"),
        ("a: {de: Ja, wir planen das}", 1, "Klammern"),
        ("label.de: Platz #1 im Betrieb", 1, "schneidet den Text ab"),
        ("label.de: Platz#1", 1, ""),
        ("label.de: Platz # eins", 1, "schneidet den Text ab"),
        ("a: &x 1\nb: *x", 2, "Verweise"),
        ("a: !!python/object:os.system x", 1, "Typangaben"),
        ("a: [1, 2]", 1, "Klammern"),
        ("a: 1\n---\nb: 2", 2, "zweiter"),
        ("a: Hinweis: bitte", 1, "nicht lesbar"),
        ("\n".join("  " * depth + "a:" for depth in range(40)), 21, "verschachtelt"),
        ("x" * 1_000_001, 1, "zu groß"),
        ("", 1, "keinen Fragebogen"),
    ],
)
def test_each_trap_names_its_line(text: str, line: int, words: str) -> None:
    problems = messages(text)
    if not words:
        assert all("schneidet" not in words for _, words in problems)
        return
    assert (line, True) in [(at, words in said) for at, said in problems]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("list: farben", "list: farbn", "Meinten Sie „farben“"),
        ("type: single", "type: singel", "Meinten Sie „single“"),
        ('when: farbe in ["rot", "blau"]', 'when: farb in ["rot"]', "Meinten Sie „farbe“"),
        ('when: farbe in ["rot", "blau"]', 'when: farbe in ["rott"]', "Meinten Sie „rot“"),
        ('when: farbe in ["rot", "blau"]', "when: farbe = 1", "keine Zahl"),
        ('when: farbe in ["rot", "blau"]', 'when: beruf = "11"', "greift auf „beruf“ voraus"),
        ('when: farbe in ["rot", "blau"]', "when: stufe = 1", "hängt von der eigenen Antwort ab"),
        ('when: farbe in ["rot", "blau"]', "when: farbe in", "unvollständig"),
        ("id: stufe", "id: farbe", "gibt es schon"),
        ("id: stufe", "id: Stufe-1", "geht nicht als Name"),
        ("id: stufe", "id: frame", "fester Bedeutung"),
        ("id: zweistufig", "id: auswahl", "mehrfach"),
        ("label.de: Wie sehr?", "label.de: Wie sehr bis {ZK}?", "Der Platzhalter „ZK“ ist unbekannt"),
        ("label.de: Wie sehr?", "label.de: Wie sehr bei {farb}?", "Meinten Sie „farbe“"),
        ("label.de: Wie sehr?", "lable.de: Wie sehr?", "Meinten Sie „label.de“"),
        ("label.de: Wie sehr?", "label: Wie sehr?", "braucht eine Sprache"),
        ("other: sonst", "other: sonnst", "Meinten Sie „sonst“"),
        ("prefill: frame.wz", "prefill: frame.umsatz", "kann nicht vorbelegt werden"),
        ("other_min: 3", "other_min: drei", "ganze Zahl"),
        ("format: bedarf/1", "format: bedarf/9", "bedarf/1"),
        ("role: company", "role: firma", "Möglich: company, works_council"),
    ],
)
def test_the_linter_finds(old: str, new: str, words: str) -> None:
    assert old in SINGLE
    found = [said for _, said in messages(SINGLE.replace(old, new, 1))]
    assert (not found) if not words else any(words in said for said in found)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("lists:\n  skala:", "lists: keine\nalt:\n  skala:", "Einträge der Form"),
        ("    options:\n    - rot", "    scored: vielleicht\n    options:\n    - rot", "„yes“ oder „no“"),
        ("sections:\n- id: teil", "sections: teil\nalt:\n- id: teil", "steht eine Liste"),
        ("    items:\n    - id: farbe", "    items:\n    - nur ein Wort\n    - id: farbe", "Einträge der Form"),
        ("    - gelb = Gelb | Yellow", "    - gelb:\n        de: Gelb", "ein einzelner Wert"),
        ("label.de: Welche Farbe?", "label.de:\n      - Welche Farbe?", "ein einzelner Wert"),
        ("  title.de: Ein Teil", "  title.en: A part only", "Der deutsche Text „title.de“ fehlt"),
        ("list: skala", "list: skala\n      missing: weiss_nicht", "Möglich: dont_know"),
        ("show: steps", "show: treppe", "Möglich: radio, list, search, steps"),
        ("list: skala", "list: kldb2010_hauptgruppe_x_anforderungsniveau", "fehlt eine Antwortliste"),
        ('when: farbe in ["rot", "blau"]', "when:", "fehlt die Regel"),
        ("minutes", "minutes", ""),
    ],
)
def test_the_shape_of_a_file_is_explained(old: str, new: str, words: str) -> None:
    found = [said for _, said in messages(SINGLE.replace(old, new, 1))]
    assert any(words in said for said in found) if words else found == []


def test_a_map_as_a_key_is_refused() -> None:
    assert any("einfaches Wort" in said for _, said in messages("? a: 1\n: b\n"))


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"a" * 4_000_001)
    assert [p.message.code for p in load_file(large).problems] == ["source.too_large"]


@pytest.mark.parametrize("tree", [{}, {"format": "bedarf/1"}, {"code_lists": []}, {"code_lists": {"x": "y"}}])
def test_what_is_no_published_tree_is_refused(tree: dict[str, Tree]) -> None:
    with pytest.raises(ValueError, match="not a questionnaire tree"):
        load_tree(tree)


@pytest.mark.parametrize("name", NAMES)
def test_the_published_tree_is_the_same_questionnaire(name: str) -> None:
    questionnaire = small(name)
    again = load_tree(questionnaire.tree)
    assert again.hash == questionnaire.hash
    assert list(again.items) == list(questionnaire.items)
    assert again.items == questionnaire.items
    assert again.sections == questionnaire.sections


@given(st.binary(max_size=300))
def test_any_bytes_are_a_questionnaire_or_a_message(data: bytes) -> None:
    for problem in load_text(data.decode("utf-8", "replace")).problems:
        assert say(problem.message, "de")


def test_the_command_prints_file_line_and_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(SINGLE.replace("list: farben", "list: farbn"), encoding="utf-8")
    assert main(["check", str(broken)]) == 1
    line = next(n for n, text in enumerate(broken.read_text(encoding="utf-8").splitlines(), 1) if "farbn" in text)
    assert f"{broken}:{line}: „farbn“ ist bei „list“ nicht bekannt. Meinten Sie „farben“?" in capsys.readouterr().out


def test_the_command_refuses_what_is_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    assert main(["check", str(binary)]) == 1
    assert "UTF-8" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "nothing.yaml")]) == 2
    assert load_file(binary).questionnaire is None


WORDS = (
    "yes",
    "1",
    "",
    "row",
    "frame.wz",
    "farben",
    "grid",
    "-1",
    "9" * 12,
    "a.b",
    "!x",
    "'",
    '"',
    "{",
    "\x00",
    "1 = 2",
)


def mutilated(text: str, chance: Random) -> str:
    """A file with lines lost, repeated, swapped, moved in or out, and words in wrong places."""
    lines = text.splitlines()
    for _ in range(chance.choice((1, 1, 2, 4))):
        place, other, how = chance.randrange(len(lines)), chance.randrange(len(lines)), chance.randrange(6)
        key, _, value = lines[place].partition(":")
        lines[place : place + 1] = (
            [],
            [lines[place], lines[other]],
            [lines[other]],
            ["  " + lines[place]],
            [lines[place][2:]],
            [f"{key}: {chance.choice(WORDS)}" if chance.random() < 0.7 else f"{chance.choice(WORDS)}:{value}"],
        )[how]
    return "\n".join(lines)


@settings(max_examples=120, deadline=None)
@given(name=st.sampled_from(NAMES), chance=st.integers(0, 2**32).map(Random))
def test_a_mutilated_file_is_a_questionnaire_or_explained(name: str, chance: Random) -> None:
    loaded = load_text(mutilated((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), chance))
    assert all(problem.line >= 1 and say(problem.message, "de") for problem in loaded.problems)
    if loaded.questionnaire is not None:
        assert load_tree(loaded.questionnaire.tree).hash == loaded.questionnaire.hash


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: Hinweis: bitte", 2, "Doppelpunkt"),
        ('a: "x', 1, "Anführungszeichen"),
        ("a:\n\t- b", 2, "Tabulator"),
        ("- a\nb: 1", 2, "„- “ fehlt"),
        ("a: 1\nfoo\nb: 2", 3, "fehlt ein Doppelpunkt"),
        ('a: "\\q"', 1, "unbekannt"),
        ("a: [1", 2, "Klammer"),
        ("x: |\n  a\n b: 1", 3, "Einrückung"),
        ("a: 1\nb: \x01", 2, "Steuerzeichen"),
        ("a: - b", 1, "keine Liste beginnen"),
        ("a: *", 1, "Der Aufbau stimmt nicht"),
    ],
)
def test_what_the_library_says_is_told_in_german(text: str, line: int, words: str) -> None:
    found = [(at, said) for at, said in messages(text) if "nicht lesbar" in said]
    assert len(found) == 1
    assert found[0][0] == line
    assert words in found[0][1]
    assert not any(word in found[0][1] for word in ("found", "expected", "allowed"))
