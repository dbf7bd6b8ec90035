"""Which questions to the employer follow from the answers, and a list of next steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from exports.messages import Phrase, merged
from exports.returns.need_answers import NONE, Answers, Row
from exports.returns.say import Voice
from surveys.items.registry import Matrix
from surveys.words import Words

MOST_UNKNOWN: Final = 12
FUNDAMENTAL: Final = 3
"""From this score on tasks change fundamentally or disappear, and a job is in danger."""
SELDOM: Final = ("0", "1")
APPLIES: Final = ("2", "3")
OWN_TIME: Final = ("3", "4", "5")
NOTABLE: Final = ("2", "3", "4", "5")
"""Classes of the share in need from a tenth on."""

COUNCIL_STEPS: Final = "meet info need consult access propose introduce run experts mediate record"
BODY_STEPS: Final = "rights meet info need consult access propose run record"


def questions(answers: Answers, voice: Voice) -> Iterator[Phrase]:
    """What to ask the employer: always about plans and needs, the rest as the answers give reason to."""
    year = str(answers.scope.context.wave.get("ZJ", ""))
    yield voice.say("ask.plan", year=year)
    yield voice.say("ask.need")
    yield from _about_groups(answers, voice)
    yield from _about_practice(answers, voice)
    if missing := answers.fitting("3"):
        yield voice.say("ask.offers", fields=voice.series(missing))


def _about_groups(answers: Answers, voice: Voice) -> Iterator[Phrase]:
    for code, column in (("groups", "change"), ("jobs", "jobrisk")):
        if named := [row.title for row in answers.groups if _is_strong(row, column)]:
            yield voice.say(f"ask.{code}", groups=voice.series(named))
    if seldom := [(title,) for title, code in answers.rated("train_freq") if code in SELDOM]:
        yield voice.say("ask.access", groups=voice.series(seldom))
    if risk := answers.several("risk"):
        yield voice.say("ask.risk", groups=voice.series(risk))


def _about_practice(answers: Answers, voice: Voice) -> Iterator[Phrase]:
    bars, concepts = answers.own.rows("bar"), answers.own.rows("strategy")
    methods = answers.own.chosen("needs_method")
    reasons = {
        "method": methods is None or NONE in methods,
        "concept": concepts.get("wb") in (None, "0"),
        "release": bars.get("time") in APPLIES or bars.get("short") in APPLIES,
        "worktime": answers.own.code("worktime") in OWN_TIME,
        "funding": bars.get("cost") in APPLIES or bars.get("fund") in APPLIES,
        "allowance": answers.own.code("bv82a") in (None, "0") and answers.own.code("quali_share") in NOTABLE,
    }
    for name, is_given in reasons.items():
        if is_given:
            yield voice.say(f"ask.{name}")


def _is_strong(row: Row, column: str) -> bool:
    points = row.points.get(column)
    return points is not None and points >= FUNDAMENTAL


def unknown(answers: Answers) -> list[Phrase]:
    """Questions that were answered with „Weiß nicht“: the employer may know."""
    found: list[Phrase] = []
    for name, item in answers.scope.questionnaire.items.items():
        if answers.own.item(name) is None or name == "bv82a":
            continue
        stored = answers.scope.answer(name)
        if answers.is_unknown(stored):
            found.append(answers.own.question(name))
        elif isinstance(item, Matrix) and isinstance(stored, dict):
            titles = answers.own.titles(item)
            rows = [titles[row] for row, code in stored.items() if row in titles and answers.is_unknown(code)]
            found += [_of_row(answers, name, title) for title in rows]
    return found[:MOST_UNKNOWN]


def _of_row(answers: Answers, name: str, title: Words) -> Phrase:
    return merged([*answers.own.question(name), Words(" – ", answers.language), title])


def steps(answers: Answers, voice: Voice) -> Iterator[tuple[Phrase, Phrase]]:
    """Next steps, each with a hint to the law where a works council answered."""
    if answers.is_council:
        for name in COUNCIL_STEPS.split():
            yield voice.say(f"step.{name}"), voice.say(f"law.{name}")
    else:
        for name in BODY_STEPS.split():
            yield voice.say(f"step.{name}"), ()
