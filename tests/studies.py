"""A small study with every kind of question, each kind of missing value, and labels and texts that mean harm."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from analysis.content import Case, Content, Stratum, Wave
from analysis.snapshot import write_snapshot
from app.services.analysts import study
from app.services.review import RELEASED
from exports.analysts.study import Study
from surveys.load import load_text
from surveys.model import Questionnaire

MADE_AT = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
LONG = "Wie würden Sie die Lage beschreiben, wenn Sie an alle denken, die in Ihrem Betrieb arbeiten? " * 4
HOSTILE = '=HYPERLINK("http://invalid/","hier")'
FORMULA = "@SUM(1;1)"

QUESTIONNAIRE = f"""
format: bedarf/1
id: klein
role: company
title.de: Kleine Befragung
title.en: Small survey
languages: de en
lists:
  ja_nein:
    options:
    - 1 = Ja | Yes
    - 2 = {FORMULA} | {FORMULA}
    - "!dont_know = Weiß nicht | Do not know"
    - "!refused = Keine Angabe | No answer"
  felder:
    options:
    - K01 = Plus | Plus
    - K02 = Minus | Minus
    - none = Kein Bedarf | No need
  orte:
    options:
    - lager = Lager | Store
    - halle = Halle | Hall
sections:
- id: a
  title.de: Anfang
  title.en: Beginning
  pages:
  - id: eins
    title.de: Eins
    title.en: One
    items:
    - id: trains
      number: T1
      type: single
      list: ja_nein
      required: yes
      label.de: Wird bis {{ZJ}} geschult?
      label.en: Is there training until {{ZJ}}?
      aggregate: share
    - id: by
      number: T2
      type: single
      list: felder
      label.de: '{LONG}'
      label.en: '{LONG}'
      aggregate: share
    - id: people
      number: T3
      type: integer
      min: 0
      label.de: Wie viele?
      label.en: How many?
      unit.de: Beschäftigte
      unit.en: employees
      aggregate: sum
    - id: change
      number: T4
      type: decimal
      min: -100
      label.de: Um wie viel Prozent?
      label.en: By what percentage?
      aggregate: mean
    - id: day
      number: T5
      type: date
      label.de: An welchem Tag?
      label.en: On which day?
  - id: felder
    title.de: Felder
    title.en: Fields
    items:
    - id: fields
      number: T6
      type: multi
      list: felder
      when: trains = "1"
      label.de: Welche Felder?
      label.en: Which fields?
      aggregate: share
    - id: top
      number: T7
      type: rank
      list: felder
      places: 2
      label.de: In welcher Reihe?
      label.en: In which order?
      aggregate: borda
  - id: matrix
    title.de: Matrix
    title.en: Matrix
    items:
    - id: at
      number: T8
      type: matrix
      rows: orte
      list: ja_nein
      label.de: Und wo?
      label.en: And where?
      aggregate: share
  - id: gitter
    title.de: Gitter
    title.en: Grid
    items:
    - id: grid
      number: T9
      type: grid
      rows: orte
      label.de: Zu jedem Ort
      label.en: For each place
      columns:
      - id: n
        type: integer
        min: 0
        label.de: Anzahl
        label.en: Count
        aggregate: sum
  - id: liste
    title.de: Liste
    title.en: List
    items:
    - id: groups
      number: T10
      type: roster
      max: 3
      title: field
      label.de: Welche Gruppen?
      label.en: Which groups?
      one.de: Gruppe
      one.en: Group
      columns:
      - id: field
        type: single
        list: felder
        label.de: Feld
        label.en: Field
        aggregate: share
      - id: need
        type: multi
        list: felder
        label.de: Bedarf
        label.en: Need
        aggregate: share
  - id: wort
    title.de: Wort
    title.en: Word
    items:
    - id: words
      number: T11
      type: text
      label.de: Was noch?
      label.en: What else?
"""

DOCUMENTS: dict[str, dict[str, Any]] = {
    "c1": {
        "trains": "1", "by": "K02", "people": 12, "change": "-7", "day": "2026-05-04", "fields": ["K01", "none"],
        "top": ["none", "K01"], "at": {"lager": "2", "halle": {"missing": "dont_know"}},
        "grid": {"lager": {"n": 3}, "halle": {"n": {"missing": "refused"}}},
        "groups": [{"field": "K01", "need": ["K02"]}, {"field": "none"}], "words": HOSTILE,
    },
    "c2": {
        "trains": {"missing": "refused"}, "people": {"missing": "dont_know"}, "change": {"missing": "no_answer"},
        "day": {"missing": "refused"}, "top": ["K02"], "groups": {"missing": "refused"},
    },
    "c3": {
        "trains": {"missing": "no_answer"}, "by": {"missing": "dont_know"}, "people": 0, "change": "2.5",
        "fields": {"missing": "refused"}, "words": "Ein Satz.\n<Und> noch einer & mehr; mit „Zeichen“ _x003D_.",
    },
}  # fmt: skip


def questionnaire(text: str = QUESTIONNAIRE) -> Questionnaire:
    """The questionnaire of the small study."""
    loaded = load_text(text)
    assert loaded.questionnaire is not None, loaded.errors
    return loaded.questionnaire


def small_study(root: Path, *, with_texts: bool = True, versions: tuple[Questionnaire, ...] = ()) -> Study:
    """The study, frozen below ``root``; all its texts count as released. Its answers belong to the first version."""
    versions = versions or (questionnaire(),)
    asked = versions[0]
    strata = {"c1": "F/0-9", "c2": "F/0-9", "c3": "G/0-9"}
    cases = [_case(key, strata[key], asked.hash) for key in DOCUMENTS]
    frame = (Stratum("F/0-9", 40, 160, "2025-06-30", "invented"), Stratum("G/0-9", 30, 90, "2025-06-30", "invented"))
    content = Content(Wave("klein", 2025, 2030), False, {"company": versions}, {"company": cases}, frame=frame)
    frozen = write_snapshot(root, content)
    texts = frozen.texts().with_columns(pl.lit("A1").alias("code")).select(RELEASED)
    title = {"de": "Kleine Welle", "en": "Small wave"}
    return study(frozen, title, MADE_AT, texts if with_texts else texts.clear(), is_invented=True)


def _case(key: str, stratum: str, version: str) -> Case:
    return Case(
        case=key,
        establishment=f"e{key}",
        contributor=f"e{key}",
        version=version,
        language="de",
        submitted_on="2026-05-20",
        stratum=stratum,
        sector_group=stratum[0],
        size_class="S1",
        kreis="10041",
        wz="41",
        document=DOCUMENTS[key],
    )
