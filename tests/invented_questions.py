"""Pieces of questionnaires that tests make up: how one begins, a scale, and an item in both languages."""

HEAD = """format: bedarf/1
id: {role}
role: {role}
title.de: Erfunden
title.en: Invented
languages: de en
lists:
"""

SCALE = """  skala:
    scored: yes
    options:
    - 0 = Gar nicht | Not at all
    - 1 = Etwas | A little
    - 2 = Stark | Much
    - 3 = Sehr stark | Very much
"""

ITEM = """  - id: page{n}
    title.de: Seite {id}
    title.en: Page {id}
    items:
    - id: {id}
      number: T1
      label.de: Frage {id}
      label.en: Question {id}
"""
