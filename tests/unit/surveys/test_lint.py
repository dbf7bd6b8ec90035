"""What the linter says of a questionnaire that is readable: faults that stop it, and hints."""

from __future__ import annotations

import pytest

from surveys.load import load_text
from surveys.messages import say
from surveys.source import SourceProblem
from tests.questionnaires_for_tests import FOLDER

HEAD = """\
format: bedarf/1
id: probe
role: company
title.de: Probe
languages: de
lists:
  ja:
    options:
    - 1 = Ja
    - 2 = Nein
  stufen:
    scored: yes
    options:
    - 0 = Gar nicht
    - 1 = Wenig
    - 2 = Viel
sections:
- id: a
  title.de: Ein Teil
  pages:
  - id: eins
    title.de: Seite eins
    items:
    - id: frage
      type: single
      list: ja
      label.de: Eine Frage?
    - id: stufe
      type: single
      list: stufen
      label.de: Wie sehr?
"""
PAGE = """\
  - id: zwei
    title.de: Seite zwei
    items:
"""


def found(text: str) -> list[SourceProblem]:
    return list(load_text(text).problems)


def hints(text: str) -> set[str]:
    problems = found(text)
    assert all(problem.is_hint for problem in problems), [say(p.message, "de") for p in problems if not p.is_hint]
    return {problem.message.code for problem in problems}


def errors(text: str) -> set[str]:
    return {problem.message.code for problem in found(text) if not problem.is_hint}


def item(*lines: str) -> str:
    """A questionnaire with one more item on a page of its own."""
    return HEAD + PAGE + "    - " + "\n      ".join(lines) + "\n"


def asked(rule: str, *more: str) -> str:
    """A questionnaire with one more item under a condition."""
    return item("id: folge", "type: text", "label.de: Und dann?", f"when: {rule}", *more)


def test_a_clean_questionnaire_is_clean() -> None:
    assert found(HEAD) == []
    assert found(asked('frage = "1"')) == []


# -- conditions that make no difference -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ('frage = "1" and frage = "2"', "lint.never_true"),
        ("stufe > 2", "lint.never_true"),
        ('not (frage in ["1", "2"])', "lint.never_true"),
        ('frage in ["1", "2"]', "lint.always_true"),
        ("stufe >= 0", "lint.always_true"),
        ('frage = "1" or not (frage = "1")', "lint.always_true"),
        ("abs(stufe - 1) >= 2", "lint.never_true"),
        ('frage = "1" and stufe >= 1', None),
        ("answered(frage)", None),
        ("wave.ZJ > 2030 and wave.ZJ < 2030", None),
        ('frage = "1" and said(stufe, refused)', None),
        ('frame.size_class = "S1" and frame.size_class = "S2"', "lint.never_true"),
    ],
)
def test_conditions_are_tried_out_on_all_codes(rule: str, code: str | None) -> None:
    assert hints(asked(rule)) == ({code} if code else set())


def test_a_hint_stands_at_the_line_of_the_rule() -> None:
    text = asked("stufe > 2")
    (problem,) = found(text)
    assert text.splitlines()[problem.line - 1] == "      when: stufe > 2"
    assert say(problem.message, "de") == "Die Bedingung bei „folge“ ist bei keiner Auswahl erfüllt: stufe > 2"


def test_conditions_of_section_page_and_question_can_exclude_each_other() -> None:
    text = asked('frage = "1"').replace("  - id: zwei\n", '  - id: zwei\n    when: frage = "2"\n')
    assert hints(text) == {"lint.unreachable"}


def test_a_condition_on_an_answer_that_is_asked_under_the_opposite_one() -> None:
    nested = asked('frage = "1"').replace("type: text", "type: single\n      list: ja")
    last = '    - id: letzte\n      type: text\n      label.de: Und zuletzt?\n      when: folge = "1" and frage = "2"\n'
    assert hints(nested + last) == {"lint.never_true"}


def test_conditions_of_sections_pages_variants_options_and_columns_are_tried_too() -> None:
    assert hints(HEAD.replace("  title.de: Ein Teil\n", "  title.de: Ein Teil\n  when: 1 = 2\n")) >= {"lint.never_true"}
    variant = asked('frage = "1"', "variants:", "- when: stufe > 2", "  label.de: Anders?")
    assert hints(variant) == {"lint.never_true"}
    offered = item("id: folge", "type: multi", "list: stufen", "label.de: Welche?", "where: row > 2")
    assert hints(offered) == {"lint.never_true"}
    matrix = item("id: folge", "type: matrix", "rows: ja", "list: stufen", "label.de: Wie sehr?")
    after = "  - id: drei\n    title.de: Seite drei\n    when: folge.1 > 2\n    items:\n    - id: ende\n"
    last = "      type: note\n      label.de: Ende.\n"
    assert hints(matrix + after + last) == {"lint.never_true", "lint.unreachable"}


@pytest.mark.parametrize(
    ("rule", "code"),
    [("stufe >= 0", "lint.never_violated"), ("stufe > 2", "lint.always_violated"), ("stufe >= 1", None)],
)
def test_checks_are_tried_out(rule: str, code: str | None) -> None:
    check = ("checks:", "- id: pruefung", f"  rule: {rule}", "  message.de: Stimmt das?")
    assert hints(item("id: folge", "type: text", "label.de: Und dann?", *check)) == ({code} if code else set())


def test_too_many_combinations_are_left_alone() -> None:
    lists = "".join(
        f"    - id: w{n}\n      type: single\n      list: wz2008\n      label.de: Zweig {n}?\n" for n in (1, 2, 3)
    )
    last = '    - id: ende\n      type: note\n      label.de: Ende.\n      when: w1 = "A" and w2 = "A" and w3 = "B"\n'
    assert hints(HEAD + PAGE + lists + last) == set()


# -- words and scales -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Wie sehr?", "x" * 121, "long_label"),
        ("Wie sehr?", "Lohn und/oder Zeit?", "double_question"),
        ("label.de: Wie sehr?", "label.de: Wie sehr?\n      hint.de: " + "Wort " * 60, "long_reading"),
        ("languages: de", "languages: de en", "untranslated"),
        ("title.de: Probe", "title.de: Probe\ntitle.fr: Essai", "undeclared_language"),
        ("- 2 = Viel", "- 1.0 = Viel", "odd_scale"),
        ("- 1 = Wenig\n    - 2 = Viel", "- 2 = Wenig\n    - 1 = Viel", "odd_scale"),
        ("      list: ja\n", "      list: stufen\n", "unused_list"),
        ("- 1 = Ja\n    - 2 = Nein", "- 3 = Viel\n    - 4 = Wenig\n    - 5 = Gar nicht", "other_scale"),
    ],
)
def test_hints_on_words_and_scales(old: str, new: str, code: str) -> None:
    assert old in HEAD
    assert hints(HEAD.replace(old, new, 1)) == {f"lint.{code}"}


def test_a_required_number_wants_a_dont_know() -> None:
    number = ("id: zahl", "type: integer", "label.de: Wie viele?", "required: yes")
    assert hints(item(*number)) == {"lint.no_dont_know"}
    assert hints(item(*number, "missing: dont_know")) == set()


# -- faults ---------------------------------------------------------------------------------------------------

TABLE = ("id: tab", "type: grid", "rows: ja", "label.de: Tabelle", "columns:", "- id: n", "  type: integer")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (HEAD.replace("languages: de", "languages: en"), "load.bad_languages"),
        (HEAD.replace("languages: de", "languages: de xx"), "load.unknown_word"),
        (HEAD.replace("languages: de", "languages: de de"), "load.bad_languages"),
        (HEAD.replace("id: probe", "id: probe\npair: Zwei!"), "load.bad_identifier"),
        (HEAD.replace("- 1 = Ja", "- 1 = Ja | Yes"), "load.too_many_labels"),
        (HEAD.replace("- 2 = Nein", "- 1 = Nein"), "list.duplicate"),
        (HEAD.replace("- 2 = Nein", '- "!vielleicht = Nein"'), "list.no_kind"),
        (HEAD.replace("- 2 = Viel", "- viel = Viel"), "list.no_number"),
        (HEAD.replace("- 2 = Nein", "- Nein"), "load.not_an_option"),
        (HEAD.replace("  ja:\n    options:\n    - 1 = Ja\n    - 2 = Nein\n", "  ja: 1\n"), "load.not_a_map"),
        (item("id: zahl", "type: integer", "label.de: Zahl", "min: 5", "max: 4"), "lint.bad_bounds"),
        (item("id: and", "type: text", "label.de: Text"), "load.reserved_name"),
        (item("id: ort", "type: text", "label.de: Ort", "prefill: wz"), "lint.unknown_prefill"),
        (item(*TABLE, "  label.de: Zahl", "required: yes"), "lint.nothing_required"),
        (item(*TABLE, "  label.de: Zahl", "  prefill: frame.wz"), "load.unknown_word"),
        (item(*TABLE, "  label.de: Zahl", "- id: s", "  type: note"), "load.unknown_word"),
        (item("id: tab", "type: grid", "rows: ja", "label.de: Tabelle"), "load.no_columns"),
        (item("id: m", "type: matrix", "rows: ja", "list: wz208", "label.de: M"), "load.unknown_suggest"),
        (item("id: m", "type: matrix", "rows: ja", "label.de: M"), "load.no_list"),
        (item("id: r", "type: rank", "list: ja", "exclusive: 1", "label.de: R"), "load.unknown_word"),
        (asked("pair(ja, frage, frage)"), "lint.unfit_list"),
        (asked('class(stufe, ja) = "1"'), "lint.unfit_list"),
    ],
)
def test_faults_stop_a_questionnaire(text: str, code: str) -> None:
    assert code in errors(text)
    assert load_text(text).questionnaire is None


def check(at: str, rule: str = "stufe > 0") -> tuple[str, ...]:
    return ("checks:", "- id: c1", f"  rule: {rule}", f"  at: {at}", "  message.de: Stimmt das?")


@pytest.mark.parametrize(
    ("at", "rule", "is_fit"),
    [("n", "row.n > 0", True), ("x", "row.n > 0", False), ("1.n", "stufe > 0", True), ("9.n", "stufe > 0", False)],
)
def test_a_message_needs_a_field_to_stand_at(at: str, rule: str, is_fit: bool) -> None:
    assert errors(item(*TABLE, "  label.de: Zahl", *check(at, rule))) == (set() if is_fit else {"lint.unknown_spot"})


def test_codes_of_rows_can_stand_in_addresses_and_differ_from_columns() -> None:
    table = item(*TABLE, "  label.de: Zahl")
    assert errors(table.replace("- 2 = Nein", "- n = Nein")) == {"lint.row_like_column"}
    assert errors(table.replace("- 2 = Nein", "- a.b = Nein")) == {"lint.bad_row_code"}


def test_a_name_is_given_once() -> None:
    other = item("id: frage_other", "type: text", "label.de: Text").replace("list: ja", "list: ja\n      other: 1", 1)
    assert errors(other) == {"lint.name_taken"}
    twice = HEAD.replace("- id: stufe", "- id: frage")
    assert errors(twice) == {"load.duplicate_item"}
    computed = HEAD + "computed:\n- id: frage\n  value: stufe\n"
    assert errors(computed) == {"lint.name_taken"}
    section = HEAD + "- id: a\n  title.de: B\n  pages:\n  - id: x\n    title.de: X\n    items:\n    - id: y\n"
    assert "lint.duplicate_section" in errors(section + "      type: note\n      label.de: Y\n")
    checks = item("id: t", "type: text", "label.de: T", *check("x")[:3], "  message.de: M", *check("x")[1:3])
    assert "lint.duplicate_check" in errors(checks + "        message.de: M\n")


@pytest.mark.parametrize(
    ("computed", "code"),
    [
        ("- id: a1\n  value: a2 + 1\n- id: a2\n  value: a1 + 1\n", "lint.circular"),
        ("- id: a1\n  value: a1 + 1\n", "lint.circular"),
        ("- id: a1\n  value: stuffe\n", "lint.unknown_name"),
        ("- id: a1\n  value: stufe\n- id: a1\n  value: 1\n", "load.duplicate_item"),
        ("- id: row\n  value: stufe\n", "lint.name_taken"),
        ("- id: a1\n", "load.no_rule"),
        ("- id: a1\n  value: stufe\n  compare: ungefaehr\n", "load.unknown_word"),
        ("- id: a1\n  value: stufe\n  aggregate: summe\n", "load.unknown_suggest"),
    ],
)
def test_faults_of_computed_values(computed: str, code: str) -> None:
    assert code in errors(HEAD + "computed:\n" + computed)


GRID = (FOLDER / "grid.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("from: farben", "from: farbn", "load.unknown_suggest"),
        ("- desc tab[row].morgen - tab[row].heute", "- oben tab[row].morgen", "load.bad_order"),
        ("- asc tab[row].n", "- asc tab[row].m", "lint.unknown_column_in_rule"),
        ("- asc tab[row].n", "- asc farben[row].n", "lint.no_rows"),
        ("- asc tab[row].n", "- asc tap[row].n", "lint.unknown_name"),
        ('where: row != "keine"', 'where: row != "kaine"', "lint.unknown_code"),
        ("when: row.morgen = 2", "when: row.gestern = 2", "lint.unknown_column_in_rule"),
        ("rule: row.morgen >= row.heute", 'rule: row.morgen >= "1"', "lint.order_of_text"),
        ("rule: sum(tab.n) <= 100", "rule: tab.gruen.n <= 100", "lint.unknown_part"),
        ("rule: sum(tab.n) <= 100", "rule: tab.rot.m <= 100", "lint.unknown_column_in_rule"),
        ("rule: sum(tab.n) <= 100", "rule: unique(tab, m)", "lint.unknown_column_in_rule"),
        ("rule: sum(tab.n) <= 100", 'rule: tab["gruen"].n <= 100', "lint.unknown_code"),
        ("      exclusive: keine\n", "      when: row = 1\n", "lint.row_outside"),
        ("      exclusive: keine\n", '      when: frame.umsatz = "1"\n', "lint.unknown_name"),
        ("label.de: Welche Farben?", "label.de: Welche Farben?\n      label.de: Zwei", "source.duplicate_key"),
    ],
)
def test_faults_in_rules_about_tables(old: str, new: str, code: str) -> None:
    assert old in GRID
    assert code in errors(GRID.replace(old, new, 1))


# -- numbers and texts, names, places -------------------------------------------------------------------------

NUMBER = item("id: besch", "type: integer", "min: 0", "label.de: Wie viele?", "missing: dont_know")


@pytest.mark.parametrize(
    ("rule", "is_fault"),
    [
        ('besch < "x"', True),
        ('besch > 0 and "5" = besch', True),
        ('besch in [1, "2"]', True),
        ('besch + 1 > "3"', True),
        ('wave.ZJ = "2030"', True),
        ('frame.employees >= "20"', True),
        ('count(frage) = "1"', True),
        ("besch < 5 and wave.ZJ = 2030 and frame.employees >= 20", False),
        ('frage = "1" and frame.size_class = "S2"', False),
    ],
)
def test_a_number_is_not_compared_with_a_text(rule: str, is_fault: bool) -> None:
    follow = f"    - id: folge\n      type: text\n      label.de: Und dann?\n      when: {rule}\n"
    text = NUMBER + follow
    faults = [problem for problem in found(text) if problem.message.code == "lint.number_and_text"]
    assert bool(faults) is is_fault
    assert all(text.splitlines()[problem.line - 1] == f"      when: {rule}" for problem in faults)


def test_a_number_in_a_column_is_not_compared_with_a_text() -> None:
    roster = item(
        "id: gruppen", "type: roster", "max_rows: 3", "label.de: Gruppen", "columns:",
        "- id: n", "  type: integer", "  min: 0", "  label.de: Wie viele?",
        "- id: x", "  type: text", "  label.de: Was?", '  when: row.n > "3"',
    )  # fmt: skip
    assert "lint.number_and_text" in errors(roster)


@pytest.mark.parametrize("key", ["intro.de", "have_ready.de", "title.de"])
def test_an_unknown_placeholder_stands_at_its_own_line(key: str) -> None:
    words = "Bis {nirgends} also"
    text = HEAD.replace("title.de: Probe", f"title.de: {words}") if key == "title.de" else HEAD.replace(
        "languages: de", f"languages: de\n{key}: {words}"
    )  # fmt: skip
    (problem,) = [one for one in found(text) if one.message.code == "lint.unknown_placeholder"]
    assert text.splitlines()[problem.line - 1] == f"{key}: {words}"


def test_an_unknown_name_gets_the_most_similar_ones() -> None:
    many = "".join(f"    - id: a{n}\n      type: text\n      label.de: Frage {n}?\n" for n in range(3))
    text = item("id: nirgendwo", "type: text", "label.de: Wo?") + many
    last = "- id: ende\n  title.de: Ende\n  pages:\n  - id: drei\n    title.de: Seite drei\n    items:\n"
    for rule, words in [
        ("answered(nirgends)", "Meinten Sie „nirgendwo“?"),
        ("answered(stuffe)", "Meinten Sie „stufe“?"),
        ("answered(xyz)", "Meinten Sie „"),
    ]:
        follow = f"    - id: folge\n      type: text\n      label.de: Und dann?\n      when: {rule}\n"
        (problem,) = [one for one in found(text + last + follow) if one.message.code == "lint.unknown_name"]
        assert words in say(problem.message, "de")
        assert ", " not in say(problem.message, "de")
