"""Rules in plain words, as they stand at a question on paper."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.conditions import Conditions
from exports.conditions.parts import Vocabulary
from exports.messages import plain
from surveys.load import load_text
from surveys.model import Questionnaire
from surveys.rules.parse import parse
from surveys.scope import Scope
from surveys.words import Words
from tests.questionnaires_for_tests import CONTEXT, real

TEXT = """
format: bedarf/1
id: conditions
role: company
title.de: Regeln
title.en: Rules
languages: de en
lists:
  scale:
    scored: yes
    options:
    - 0 = Nie | Never
    - 1 = Selten | Rarely
    - 2 = Oft | Often
    - 3 = Immer | Always
    - 4 = Stets | Ever
    - 5 = Ewig | For good
    - "!dont_know = Weiß nicht | Do not know"
  colours:
    options:
    - red = Rot | Red
    - blue = Blau | Blue
    - none = Keine | None
computed:
- id: has_colour
  value: count(colours) >= 1 and not anyof(colours, ["none"])
- id: is_small
  value: not coalesce(staff >= 10, false)
- id: is_rich
  value: share(staff, money) > 10
  label.de: Reicher Betrieb
  label.en: Rich establishment
- id: is_known
  value: frame.employees > 5
  label.de: Im Register
  label.en: In the register
sections:
- id: a
  title.de: Teil
  title.en: Part
  pages:
  - id: eins
    title.de: Eins
    title.en: One
    items:
    - id: often
      number: Q1
      type: single
      list: scale
      label.de: Wie oft?
      label.en: How often?
    - id: colours
      number: Q2
      type: multi
      list: colours
      label.de: Welche Farben?
      label.en: Which colours?
    - id: staff
      number: Q3
      type: integer
      missing: dont_know
      label.de: Wie viele?
      label.en: How many?
    - id: money
      type: decimal
      label.de: Wie viel bis {ZJ}?
      label.en: How much until {ZJ}?
  - id: zwei
    title.de: Zwei
    title.en: Two
    items:
    - id: each
      number: Q4
      type: matrix
      rows: colours
      list: scale
      label.de: Je Farbe?
      label.en: For each colour?
  - id: drei
    title.de: Drei
    title.en: Three
    items:
    - id: cells
      number: Q5
      type: grid
      rows: colours
      label.de: Angaben je Farbe
      label.en: Details for each colour
      columns:
      - id: now
        type: single
        list: scale
        label.de: Heute
        label.en: Today
      - id: n
        type: integer
        label.de: Anzahl
        label.en: Number
  - id: vier
    title.de: Vier
    title.en: Four
    items:
    - id: groups
      number: Q6
      type: roster
      min: 1
      max: 3
      one.de: Gruppe
      one.en: Group
      label.de: Welche Gruppen?
      label.en: Which groups?
      columns:
      - id: n
        type: integer
        label.de: Anzahl
        label.en: Number
"""


def questionnaire() -> Questionnaire:
    loaded = load_text(TEXT)
    assert loaded.questionnaire is not None, loaded.problems
    return loaded.questionnaire


WITH = questionnaire()


def said(rule: str, language: str = "de", owner: str = "", **lists: str) -> str:
    """The sentence of a rule over the questionnaire above."""
    conditions = Conditions(Vocabulary(Scope(WITH, {}, CONTEXT), language, lists))
    return plain(conditions.sentence(parse(rule), WITH.items.get(owner)))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('often = "1"', "Nur wenn Frage Q1 mit „Selten“ beantwortet ist."),
        ('often != "1"', "Nur wenn Frage Q1 anders als mit „Selten“ beantwortet ist."),
        ('not (often = "1")', "Nur wenn Frage Q1 anders als mit „Selten“ beantwortet ist."),
        ('often in ["0", "1"]', "Nur wenn Frage Q1 mit „Nie“ oder „Selten“ beantwortet ist."),
        ('often not in ["0"]', "Nur wenn Frage Q1 mit „Selten“ oder mehr beantwortet ist."),
        ("often <= 1", "Nur wenn Frage Q1 mit „Nie“ oder „Selten“ beantwortet ist."),
        ("often >= 4", "Nur wenn Frage Q1 mit „Stets“ oder „Ewig“ beantwortet ist."),
        ("1 >= often", "Nur wenn Frage Q1 mit „Nie“ oder „Selten“ beantwortet ist."),
        ("staff >= 10", "Nur wenn Frage Q3 mit mindestens 10 beantwortet ist."),
        ("not (staff >= 10)", "Nur wenn Frage Q3 mit weniger als 10 beantwortet ist."),
        ("staff > 1000", "Nur wenn Frage Q3 mit mehr als 1.000 beantwortet ist."),
        ("staff <= 2.5", "Nur wenn Frage Q3 mit höchstens 2,5 beantwortet ist."),
        ("money = 3", "Nur wenn „Wie viel bis 2030?“ mit 3 beantwortet ist."),
        ("answered(staff)", "Nur wenn Frage Q3 mit einer Zahl beantwortet ist."),
        ("not answered(staff)", "Nur wenn Frage Q3 nicht mit einer Zahl beantwortet ist."),
        ("said(staff, dont_know)", "Nur wenn Frage Q3 mit „Weiß nicht“ beantwortet ist."),
        ("not said(staff, dont_know)", "Nur wenn Frage Q3 nicht mit „Weiß nicht“ beantwortet ist."),
        ('anyof(colours, ["red", "blue"])', "Nur wenn Frage Q2 mit „Rot“ oder „Blau“ beantwortet ist."),
        ('allof(colours, ["red", "blue"])', "Nur wenn Frage Q2 mit „Rot“ und „Blau“ beantwortet ist."),
        ('not anyof(colours, ["red"])', "Nur wenn Frage Q2 nicht mit „Rot“ beantwortet ist."),
        ("count(colours) >= 2", "Nur wenn Frage Q2 mit mindestens 2 Antworten beantwortet ist."),
        ("count(colours) < 2", "Nur wenn Frage Q2 mit weniger als 2 Antworten beantwortet ist."),
        ("count(colours) = 0", "Nur wenn Frage Q2 nicht beantwortet ist."),
        ("count(groups) + count(colours) >= 1", ("Nur wenn Frage Q6 mit mindestens einem Eintrag beantwortet ist"
         " oder Frage Q2 mit mindestens einer Antwort beantwortet ist.")),
        ("any(each, >=, 4)", "Nur wenn Frage Q4 mindestens einmal mit „Stets“ oder „Ewig“ beantwortet ist."),
        ("not any(each, =, 0)", "Nur wenn Frage Q4 kein einziges Mal mit „Nie“ beantwortet ist."),
        ("all(each, =, 0)", "Nur wenn Frage Q4 in jeder Zeile mit „Nie“ beantwortet ist."),
        ("each.red = 2", "Nur wenn Frage Q4 bei „Rot“ mit „Oft“ beantwortet ist."),
        ('each["red"] = 2', "Nur wenn Frage Q4 bei „Rot“ mit „Oft“ beantwortet ist."),
        ("cells.red.n >= 3", "Nur wenn Frage Q5 bei „Rot“, Spalte „Anzahl“, mit mindestens 3 beantwortet ist."),
        ("has_colour", "Nur wenn Frage Q2 anders als mit „Keine“ beantwortet ist."),
        ("is_small", "Entfällt, wenn Frage Q3 mit mindestens 10 beantwortet ist."),
        ("not is_small", "Nur wenn Frage Q3 mit mindestens 10 beantwortet ist."),
        ("is_small and often = 0", ("Nur wenn (nicht zutrifft, dass Frage Q3 mit mindestens 10 beantwortet ist)"
         " und Frage Q1 mit „Nie“ beantwortet ist.")),
        ("is_rich", ("Nur wenn „Reicher Betrieb“ zutrifft (berechnet aus Ihren Angaben zu den Fragen Q3 und"
         " „Wie viel bis 2030?“).")),
        ("not is_known", "Nur wenn „Im Register“ nicht zutrifft."),
        ('often = "1" and often = "2"', "Nur wenn Frage Q1 mit „Selten“ und mit „Oft“ beantwortet ist."),
        ('often = "1" and staff > 3 or money > 1', ("Nur wenn (Frage Q1 mit „Selten“ beantwortet ist und"
         " Frage Q3 mit mehr als 3 beantwortet ist) oder „Wie viel bis 2030?“ mit mehr als 1 beantwortet ist.")),
        ("staff - money > 3", "Nur wenn es sich aus Ihren Angaben zu den Fragen Q3 und „Wie viel bis 2030?“ ergibt."),
        ("frame.employees > 3", "Nur wenn es sich aus den Angaben ergibt, die zu Ihrem Betrieb vorliegen."),
        ("sum(groups.n) > 3", "Nur wenn es sich aus Ihren Angaben zu Frage Q6 ergibt."),
    ],
)  # fmt: skip
def test_a_rule_is_said_in_german(rule: str, expected: str) -> None:
    assert said(rule) == expected


@pytest.mark.parametrize(
    ("rule", "language", "expected"),
    [
        ('often = "1"', "en", "Only if question Q1 is answered “Rarely”."),
        ("money < 9 or often = 2", "en", (
            "Only if “How much until 2030?” is answered with less than 9 or question Q1 is answered “Often”."
        )),
        ("is_small", "en", "Not needed if question Q3 is answered with 10 or more."),
        ("has_colour", "en", "Only if question Q2 is answered with anything but “None”."),
        ('often = "1"', "fr", "Seulement si la question Q1 a reçu la réponse «\u00a0Selten\u00a0»."),
        ("not answered(staff)", "fr", "Seulement si la question Q3 a reçu une réponse sans nombre."),
    ],
)  # fmt: skip
def test_a_rule_is_said_in_the_readers_language(rule: str, language: str, expected: str) -> None:
    assert said(rule, language) == expected


def test_the_labels_in_a_french_sentence_stay_german_and_say_so() -> None:
    conditions = Conditions(Vocabulary(Scope(WITH, {}, CONTEXT), "fr"))
    assert Words("Selten", "de") in conditions.sentence(parse('often = "1"'))


def test_codes_of_a_list_at_hand_are_named_by_number() -> None:
    assert said("often <= 1", scale="Liste 7") == "Nur wenn Frage Q1 mit 0 oder 1 (Liste 7) beantwortet ist."
    assert said('anyof(colours, ["red"])', colours="Liste 8") == "Nur wenn Frage Q2 mit „Rot“ beantwortet ist."


def test_a_rule_in_a_table_names_the_column_of_the_same_row() -> None:
    assert said("row.now >= 4", owner="cells") == "Nur wenn „Heute“ mit „Stets“ oder „Ewig“ beantwortet ist."
    assert said("row.gone >= 2", owner="cells") == "Nur wenn es sich aus Ihren Angaben zu Frage Q5 ergibt."


def test_a_rule_about_options_names_the_row_of_the_other_table() -> None:
    conditions = Conditions(Vocabulary(Scope(WITH, {}, CONTEXT), "de"))
    assert plain(conditions.offered(parse("each[row] >= 4"))) == (
        "Zur Wahl steht nur, wofür Frage Q4 in derselben Zeile mit „Stets“ oder „Ewig“ beantwortet ist."
    )


@pytest.mark.parametrize("name", ["company", "works-council"])
@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_every_condition_of_the_real_questionnaires_is_said_part_by_part(name: str, language: str) -> None:
    """None falls back to „es ergibt sich aus …“."""
    instrument = real(name)
    conditions = Conditions(Vocabulary(Scope(instrument, {}, CONTEXT), language))
    rules = [(s.when, None) for s in instrument.sections]
    rules += [(p.when, None) for p in instrument.pages]
    for item in instrument.items.values():
        rules += [(item.when, item), *((column.when, item) for column in item.columns)]  # type: ignore[list-item]
    sentences = [plain(conditions.sentence(rule, owner)) for rule, owner in rules if rule is not None]
    assert len(sentences) > 8
    vague = {"de": "ergibt", "en": "follows", "fr": "résulte"}[language]
    assert not [sentence for sentence in sentences if vague in sentence or "…" in sentence]


NAMES = [
    "often",
    "colours",
    "staff",
    "money",
    "each",
    "cells.n",
    "each.red",
    "has_colour",
    "is_small",
    "is_rich",
    "row.n",
]
ATOMS = st.one_of(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(["=", "!=", "<", ">=", ">"]), st.sampled_from(["0", "2", '"1"']))
    .map(" ".join),
    st.sampled_from(NAMES).map("answered({})".format),
    st.sampled_from(NAMES).map("count({}) >= 1".format),
    st.sampled_from(NAMES).map('anyof({}, ["red", "odd"])'.format),
    st.sampled_from(["within(often, \"x\")", "any(each, >, 9)", "pair(scale, often, staff)", "true", "money"]),
)  # fmt: skip
RULES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map(lambda three: "(" + "".join(three) + ")"),
        inner.map("not ({})".format),
        inner.map("coalesce({}, false)".format),
    ),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(RULES, st.sampled_from(["de", "en", "fr"]))
def test_whatever_the_rule_there_is_a_sentence(rule: str, language: str) -> None:
    sentence = said(rule, language, owner="cells")
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert "  " not in sentence
