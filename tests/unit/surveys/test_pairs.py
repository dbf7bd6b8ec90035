"""What corresponds in two questionnaires has the same type, list and codes, or says how it is compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from surveys.__main__ import main
from surveys.load import load_text
from surveys.messages import say
from surveys.model import Questionnaire
from surveys.pairs import belong_together, compare
from tests.questionnaires_for_tests import REAL, real

HEAD = """\
format: bedarf/1
id: {id}
role: {role}
pair: {pair}
title.de: Probe
languages: de
lists:
  ja:
    options:
    - 1 = Ja
    - 2 = Nein
  farben:
    options:
    - rot = Rot
    - blau = Blau
sections:
- id: a
  title.de: Teil
  pages:
  - id: eins
    title.de: Eins
    items:
    - id: frage
      type: single
      list: ja
      label.de: Frage?
      mirror: frage
  - id: zwei
    title.de: Zwei
    items:
    - id: tab
      type: grid
      rows: farben
      label.de: Tabelle
      mirror: tab
      columns:
      - id: n
        type: integer
        label.de: Zahl
        mirror: n
computed:
- id: art
  value: frage
  list: ja
  mirror: art
"""
COMPANY = HEAD.format(id="betrieb", role="company", pair="rat")
COUNCIL = HEAD.format(id="rat", role="works_council", pair="betrieb")


def load(text: str) -> Questionnaire:
    loaded = load_text(text)
    assert loaded.questionnaire is not None, [say(p.message, "de") for p in loaded.errors]
    return loaded.questionnaire


def test_equal_counterparts_can_be_compared() -> None:
    own, other = load(COMPANY), load(COUNCIL)
    assert compare(own, other) == compare(other, own) == []
    assert belong_together(own, other)


def test_our_own_two_questionnaires_fit() -> None:
    company, council = real("company"), real("works-council")
    assert belong_together(company, council)
    assert compare(company, council) == compare(council, company) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("mirror: frage", "mirror: frog", "- id: frage", "Meinten Sie „frage“?"),
        ("mirror: frage", "mirror: xyz", "- id: frage", "gibt es im anderen Fragebogen nicht"),
        ("mirror: frage", "mirror: art", "- id: frage", "dort steht aber „art“"),
        ("mirror: frage", "mirror: frage\n      compare: descriptive", "- id: frage", "descriptive und same"),
        ("type: single\n      list: ja", "type: multi\n      list: ja", "- id: frage", "von der Art „multi“"),
        ("type: single\n      list: ja", "type: single\n      list: farben", "- id: frage", "hat die Liste farben"),
        ("- 2 = Nein", "- 3 = Nein", "- id: frage", "verschiedene Codes: 2, 3"),
        ("rows: farben", "rows: ja", "- id: tab", "hat die Liste ja"),
        ("mirror: n\n", "mirror: m\n", "- id: n", "„tab.m“ gibt es im anderen"),
        ("type: integer", "type: decimal", "- id: n", "von der Art „decimal“"),
        ("value: frage\n  list: ja", "value: 1", "- id: art", "von der Art „integer“"),
        ("pair: rat", "pair: rad", "format:", "der andere Fragebogen heißt „rat“"),
        ("role: company", "role: works_council", "format:", "dieselbe Rolle"),
    ],
)
def test_what_does_not_fit_is_named_with_its_line(old: str, new: str, line: str, words: str) -> None:
    assert old in COMPANY
    changed = COMPANY.replace(old, new, 1)
    problem = compare(load(changed), load(COUNCIL))[0]
    assert words in say(problem.message, "de")
    assert changed.splitlines()[problem.line - 1].strip().startswith(line)


def several(text: str, codes: str, how: str) -> Questionnaire:
    old = "type: single\n      list: ja\n      label.de: Frage?"
    new = f"type: multi\n      list: {codes}\n      compare: {how}\n      label.de: Frage?"
    assert old in text
    return load(text.replace(old, new))


def test_several_answers_can_be_compared_on_what_they_share() -> None:
    longer = COUNCIL.replace("    - blau = Blau\n", "    - blau = Blau\n    - 1 = Anderes\n")
    own = several(COMPANY, "ja", "shared")
    assert [p.message.code for p in compare(own, several(longer, "farben", "shared")) if p.line == 23] == []
    nothing = compare(own, several(COUNCIL, "farben", "shared"))
    assert "keine gemeinsamen Antworten" in say(nothing[0].message, "de")
    assert compare(several(COMPANY, "ja", "descriptive"), several(COUNCIL, "farben", "descriptive")) == []


def test_the_command_checks_both_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own, other = tmp_path / "betrieb.yaml", tmp_path / "rat.yaml"
    own.write_text(COMPANY.replace("- 2 = Nein", "- 3 = Nein"), encoding="utf-8")
    other.write_text(COUNCIL, encoding="utf-8")
    assert main(["check", str(own), "--pair", str(other)]) == 1
    printed = capsys.readouterr().out
    assert f"{own}:23: „frage“ und das Gegenstück „frage“ haben verschiedene Codes: 2, 3." in printed
    assert f"{other}:23: „frage“" in printed
    other.write_text("format: x", encoding="utf-8")
    assert main(["check", str(own), "--pair", str(other)]) == 1
    assert f"{other}:1: " in capsys.readouterr().out
    assert main(["check", str(own), "--pair", str(tmp_path / "fehlt.yaml")]) == 2


def test_the_command_is_content_with_our_own_files() -> None:
    assert main(["check", str(REAL / "company.yaml"), "--pair", str(REAL / "works-council.yaml")]) == 0
