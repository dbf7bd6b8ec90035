"""Who answered: invited, started, submitted by role, and the response by stratum as chart and table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.release import Category, Cell, Participation, Release, Suppressed
from exports.cells import published
from exports.charts.bars import Response, response_bars
from exports.charts.layout import Look
from exports.numbers import Language, percent
from exports.report.voice import Voice, speaking
from exports.story import Element, Figure, Figures, Grid, Line, Paragraph, Slot
from exports.values import EMPTY, HIDDEN, count_text


def overview(release: Release, voice: Voice) -> Iterator[Element]:
    """Who was asked, and how many answered."""
    yield Paragraph(voice.say("participation.intro"))
    yield from _frame(release.participation, voice)
    yield from _overview(release.participation, voice)


def response(release: Release, chapter: str, first: int, voice: Voice) -> tuple[list[Element], int]:
    """The response by stratum, its figures numbered from ``first``, and how many they are."""
    drawn = tuple(figure for one in release.participation for figure in _chart(one, voice))
    made: list[Element] = [Figures(drawn, chapter, first)] if drawn else []
    return [*made, *_table(release.participation, voice.language)], len(drawn)


def _frame(participation: Sequence[Participation], voice: Voice) -> Iterator[Element]:
    """Of what the sample was drawn, unless that is hidden."""
    known = [one.frame for one in participation if not isinstance(one.frame, Suppressed)]
    frame = max(known, default=0)
    if frame:
        yield Paragraph(voice.say("participation.frame", count=voice.number(frame)))
    elif len(known) == len(participation):
        yield Paragraph(voice.say("participation.no_frame"))


def _overview(participation: Sequence[Participation], voice: Voice) -> Iterator[Element]:
    head = tuple(voice.say(f"participation.{code}") for code in ("role", "invited", "started", "submitted", "rate"))
    rows = tuple(
        (
            voice.role(one.role),
            count_text(one.invited, voice.language),
            count_text(one.started, voice.language),
            count_text(one.submitted, voice.language),
            _rate(one.submitted, one.invited, voice),
        )
        for one in participation
    )
    yield Grid((head,), rows, voice.say("participation.overview"), shares=(4, 1.4, 1.4, 1.4, 1.4))
    yield Paragraph(voice.say("participation.rate_note"), "note")


def _rate(submitted: int | float | Suppressed | None, invited: int | Suppressed, voice: Voice) -> str:
    """Submitted of invited; hidden as soon as one of them is."""
    if isinstance(submitted, Suppressed) or isinstance(invited, Suppressed):
        return HIDDEN
    return percent(100 * submitted / invited, voice.language) if submitted is not None and invited else EMPTY


def _chart(one: Participation, document: Voice) -> Iterator[Figure]:
    cells = {cell.key[0]: cell for cell in one.by_stratum}
    kept = [stratum for stratum in one.strata.categories if _is_invited(cells.get(stratum.code))]
    if 2 * sum(published(cells[stratum.code]) is not None for stratum in kept) < max(1, len(kept)):
        return  # a drawing of dots shows nothing that the table does not say
    voice = speaking((stratum.label for stratum in kept), document.language)
    title = voice.say("participation.chart", role=voice.role(one.role))
    rows = [_response(stratum, cells[stratum.code], voice) for stratum in kept]
    chart = response_bars(title, rows, Look(language=voice.language, stretch=document.stretch))
    notes = () if all(row.rate is not None for row in rows) else (voice.say("report.hidden"),)
    yield Figure(title, voice.say("participation.chart_sub"), chart, notes, lang=voice.tag)


def _is_invited(cell: Cell | None) -> bool:
    return cell is not None and cell.value is not None


def _response(stratum: Category, cell: Cell, voice: Voice) -> Response:
    label = voice.words(stratum.label)
    value = published(cell)
    if value is None or isinstance(cell.n, Suppressed):
        return Response(label, None, None, None)
    return Response(label, 100 * value / cell.n, int(value), cell.n)


def _table(participation: Sequence[Participation], language: Language) -> Iterator[Element]:
    """Both roles by stratum in one table."""
    strata = {each.code: each for one in participation for each in one.strata.categories}
    cells = [{cell.key[0]: cell for cell in one.by_stratum} for one in participation]
    kept = [each for code, each in strata.items() if any(_is_invited(known.get(code)) for known in cells)]
    if not kept:
        return
    voice = speaking((each.label for each in kept), language)
    over: Line = ("", *(Slot(voice.role(one.role), columns=3, is_centred=True) for one in participation))
    names = [voice.say(f"participation.{code}") for code in ("invited", "submitted", "rate")]
    head = (voice.say("participation.stratum"), *names * len(participation))
    rows: list[Line] = [
        (voice.words(each.label), *(text for known in cells for text in _counts(known.get(each.code), voice)))
        for each in kept
    ]
    title = voice.say("participation.by_stratum")
    shares = (4.7, *(1.0,) * (len(head) - 1))
    yield Grid((over, head), tuple(rows), title, shares, voice.tag, is_dense=True)
    if any(map(_hides, participation)):
        yield Paragraph(voice.say("report.hidden"), "note", voice.tag)


def _hides(one: Participation) -> bool:
    return any(isinstance(cell.value, Suppressed) for cell in one.by_stratum)


def _counts(cell: Cell | None, voice: Voice) -> list[str]:
    if cell is None or cell.value is None:
        return [EMPTY] * 3
    if isinstance(cell.value, Suppressed) or isinstance(cell.n, Suppressed):
        return [HIDDEN] * 3
    return [voice.number(cell.n), voice.number(cell.value), _rate(cell.value, cell.n, voice)]
