"""What stands behind the figures: how they were counted and protected, the words, and who publishes them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final, NamedTuple

from analysis.release import COMPARED_WITH, Release, Texts
from exports.dates import HERE, long_date, moment
from exports.numbers import percent
from exports.pdf.document import PUBLISHER
from exports.pdf.text import bold
from exports.report.voice import Voice, speaking
from exports.story import Box, Bullets, Element, Grid, Heading, Paragraph

TERMS: Final = 12
SHORT_ID: Final = 12
STAMPS: Final = {"built": "report.draft", "verified": "report.draft", "withdrawn": "report.withdrawn"}


class Passage(NamedTuple):
    """A heading with its paragraphs; ``points`` is a list after the first of them."""

    title: str
    texts: tuple[str, ...]
    points: tuple[str, ...] = ()


def passages(release: Release, voice: Voice) -> list[Passage]:
    """How the survey was made, how it was counted, why figures are missing, in words."""
    rules = release.rules
    said = {
        "field": field_period(release, voice),
        "before": str(release.wave.reference_year),
        "year": str(release.wave.target_year),
    }
    hidden = (
        voice.say("method.hide_minimum", minimum=voice.number(rules.min_contributors)),
        voice.say("method.hide_dominance", percent=percent(rules.p_percent, voice.language)),
        voice.say("method.hide_one_sided"),
        *([voice.say("method.hide_weight")] if voice.is_drawn else []),
        voice.say("method.hide_linked"),
    )
    why = (voice.say("method.hide_text"), voice.say("method.hide_count"), *_published(release, voice))
    return [
        Passage(voice.say("method.who"), (voice.say("method.who_text", **said),)),
        Passage(voice.say("method.count"), (voice.say("method.count_text"), voice.say("method.heads"))),
        Passage(voice.say("method.both"), (voice.say("method.both_text"),)),
        *(Passage(voice.say("method.since"), (voice.say("method.since_text", id=one),)) for one in _compared(release)),
        Passage(voice.say("method.hide"), why, hidden),
        Passage(voice.say("method.text"), (voice.say("method.text_text"),)),
    ]


def _compared(release: Release) -> Iterator[str]:
    """The short id of the release of an earlier wave, where one is compared."""
    if COMPARED_WITH in release.facts:
        yield str(release.facts[COMPARED_WITH])[:SHORT_ID]


def draft(release: Release, voice: Voice) -> str:
    """Why a release that is not approved must not be passed on; nothing for an approved one."""
    if release.state == "approved":
        return ""
    said = [voice.say("method.draft_text")]
    if release.facts.get("is_provisional"):
        said.append(voice.say("method.draft_provisional"))
    return " ".join(said)


def stamp(release: Release, voice: Voice) -> str:
    """What stands across every page of a release that is not approved; nothing for an approved one."""
    return voice.say(STAMPS[release.state]) if release.state in STAMPS else ""


def method(release: Release, voice: Voice) -> Iterator[Element]:
    """How the survey was made, and whether it may be passed on."""
    for passage in passages(release, voice):
        first, *others = passage.texts
        yield Heading(passage.title, 2, is_listed=False)
        yield Paragraph(first)
        if passage.points:
            yield Bullets(passage.points)
        yield from map(Paragraph, others)
    reason = draft(release, voice)
    if reason:
        yield Box((Paragraph(reason, "small"),), is_warning=True)


def brief(release: Release, voice: Voice) -> Iterator[Element]:
    """The same in short."""
    said = {passage.title: passage for passage in passages(release, voice)}
    who, count = (said[voice.say(f"method.{code}")] for code in ("who", "count"))
    counted = count.texts[:1] if release.wave.extrapolated else count.texts
    hidden = " ".join([voice.say("method.hide_short"), *_published(release, voice)])
    lines = [(who.title, who.texts[0]), (count.title, " ".join(counted)), (voice.say("method.hide"), hidden)]
    yield Box(tuple(Paragraph((bold(f"{title} "), text), "small") for title, text in lines))
    reason = draft(release, voice)
    if reason:
        yield Box((Paragraph(reason, "small"),), is_warning=True)


def _published(release: Release, voice: Voice) -> Iterator[str]:
    """How much of all figures is published, where the release says so."""
    names = ("one_way_cells", "one_way_cells_published", "cells", "cells_published")
    facts = [release.facts.get(name) for name in names]
    if all(isinstance(fact, int) for fact in facts) and release.facts["cells"]:
        said = {name: voice.number(float(fact or 0)) for name, fact in zip(names, facts, strict=True)}
        is_divided = facts[0] and facts[:2] != facts[2:]
        yield voice.say("method.hide_share" if is_divided else "method.hide_share_all", **said)


def glossary(voice: Voice) -> Grid:
    """The words of the report."""
    rows = tuple((voice.say(f"glossary.t{place}"), voice.say(f"glossary.m{place}")) for place in range(1, TERMS + 1))
    head = (voice.say("glossary.term"), voice.say("glossary.meaning"))
    return Grid((head,), rows, shares=(1.3, 4), is_words=True)


def titles(release: Release) -> tuple[Texts, Texts]:
    """The titles of wave and plan; first what tells the report apart: of one group that of its plan."""
    wave, plan = release.wave.title, release.plan.title
    return (plan, wave) if release.plan.parameters else (wave, plan)


def name_of(release: Release, voice: Voice) -> str:
    """What a file is called where it is not opened: by its wave and its plan, „Welle 2026 – Kurzfassung“."""
    both = release.wave.title, release.plan.title
    own = speaking(both, voice.language)
    return " – ".join(filter(None, map(own.words, both)))


def imprint(release: Release, voice: Voice) -> Grid:
    """Who publishes what, and the numbers by which everything can be traced."""
    code = "imprint.accessible" if voice.has_annex else "imprint.accessible_book"
    rows = (*facts(release, voice), (voice.say("imprint.accessibility"), voice.say(code)))
    return Grid((), rows, shares=(1.7, 4), is_words=True, is_dense=True)


def facts(release: Release, voice: Voice) -> list[tuple[str, str]]:
    """What a reader needs to name the release, and to trace it."""
    title = speaking([release.wave.title], voice.language).words(release.wave.title)
    first, _ = titles(release)
    named = speaking([first], voice.language).words(first)
    cited = ", ".join(dict.fromkeys((named, title)))
    return [
        (voice.say("imprint.publisher"), PUBLISHER),
        (voice.say("imprint.wave"), title),
        (voice.say("imprint.period"), field_period(release, voice)),
        (voice.say("imprint.state"), voice.say(f"imprint.state_{release.state}")),
        (voice.say("imprint.built"), moment(datetime.fromisoformat(release.frozen_at), voice.language)),
        (voice.say("imprint.release"), release.id),
        *((voice.say("imprint.before"), one) for one in _compared(release)),
        (voice.say("imprint.snapshot"), release.snapshot),
        *((voice.say(f"imprint.questionnaire_{role}"), version) for role, version in release.questionnaires.items()),
        (voice.say("imprint.cite"), voice.say("imprint.cite_text", title=cited, id=release.id[:SHORT_ID])),
    ]


def field_period(release: Release, voice: Voice) -> str:
    """„vom 31. August bis 9. Oktober 2026“."""
    begin, end = _day(release.wave.opened, voice), _day(release.wave.closed, voice)
    if begin and end:
        return voice.say("imprint.from_to", begin=begin, end=end)
    return voice.say("imprint.since", begin=begin) if begin else "–"


def _day(day: str, voice: Voice) -> str:
    return long_date(datetime.fromisoformat(day).replace(tzinfo=HERE), voice.language) if day else ""
