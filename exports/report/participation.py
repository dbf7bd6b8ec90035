"""Who answered: invited, started, submitted by role, and the response by stratum as chart and table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.release import Category, Cell, Participation, Release, Suppressed
from exports.cells import published
from exports.charts.bars import Response, response_bars
from exports.charts.layout import Look
from exports.charts.pdf import figure
from exports.numbers import Language, percent
from exports.pdf import theme
from exports.pdf.flowables import Cell as Box
from exports.pdf.flowables import CellLike, Columns, Flowable, Table, caption, heading, paragraph
from exports.report.packing import Block, Packed, Whole
from exports.report.voice import Voice, speaking
from exports.values import EMPTY, HIDDEN, count_text


def participation(release: Release, number: int, language: Language) -> list[Flowable]:
    """The first chapter."""
    voice = Voice(language, language)
    made: list[Flowable] = [
        heading(voice.say("participation.title"), number=str(number)),
        paragraph(voice.say("participation.intro")),
        *_frame(release.participation, voice),
        *_overview(release.participation, voice),
    ]
    blocks = [block for one in release.participation for block in _chart(one, number, language)]
    if blocks:
        made.append(Packed(blocks, 1))
    made += _table(release.participation, language)
    return made


def _frame(participation: Sequence[Participation], voice: Voice) -> Iterator[Flowable]:
    """Of what the sample was drawn, unless that is hidden."""
    known = [one.frame for one in participation if not isinstance(one.frame, Suppressed)]
    frame = max(known, default=0)
    if frame:
        yield paragraph(voice.say("participation.frame", count=voice.number(frame)))
    elif len(known) == len(participation):
        yield paragraph(voice.say("participation.no_frame"))


def _overview(participation: Sequence[Participation], voice: Voice) -> Iterator[Flowable]:
    head = [voice.say(f"participation.{code}") for code in ("role", "invited", "started", "submitted", "rate")]
    rows: list[list[CellLike]] = [
        [
            voice.role(one.role),
            count_text(one.invited, voice.language),
            count_text(one.started, voice.language),
            count_text(one.submitted, voice.language),
            _rate(one.submitted, one.invited, voice),
        ]
        for one in participation
    ]
    table = Table(Columns((4, 1.4, 1.4, 1.4, 1.4), "lrrrr"), rows, [head])
    yield caption(voice.say("participation.overview"), within=table.group)
    yield table
    yield paragraph(voice.say("participation.rate_note"), theme.NOTE)


def _rate(submitted: int | float | Suppressed | None, invited: int | Suppressed, voice: Voice) -> str:
    """Submitted of invited; hidden as soon as one of them is."""
    if isinstance(submitted, Suppressed) or isinstance(invited, Suppressed):
        return HIDDEN
    return percent(100 * submitted / invited, voice.language) if submitted is not None and invited else EMPTY


def _chart(one: Participation, chapter: int, language: Language) -> Iterator[Block]:
    cells = {cell.key[0]: cell for cell in one.by_stratum}
    kept = [stratum for stratum in one.strata.categories if _is_invited(cells.get(stratum.code))]
    if 2 * sum(published(cells[stratum.code]) is not None for stratum in kept) < max(1, len(kept)):
        return  # a drawing of dots shows nothing that the table does not say
    voice = speaking((stratum.label for stratum in kept), language)
    title = voice.say("participation.chart", role=voice.role(one.role))
    rows = [_response(stratum, cells[stratum.code], voice) for stratum in kept]
    chart = response_bars(title, rows, Look(language=voice.language))
    notes = [] if all(row.rate is not None for row in rows) else [voice.say("report.hidden")]
    below = [
        paragraph(voice.say("participation.chart_sub"), theme.SUBLINE, lang=voice.tag),
        figure(chart, lang=voice.tag),
        *(paragraph(note, theme.NOTE, lang=voice.tag) for note in notes),
    ]

    def draw(number: int) -> Whole:
        headline = voice.say("report.figure", number=f"{chapter}.{number}", title=title)
        return Whole([caption(headline, lang=voice.tag), *below])

    yield Block(draw)


def _is_invited(cell: Cell | None) -> bool:
    return cell is not None and cell.value is not None


def _response(stratum: Category, cell: Cell, voice: Voice) -> Response:
    label = voice.words(stratum.label)
    value = published(cell)
    if value is None or isinstance(cell.n, Suppressed):
        return Response(label, None, None, None)
    return Response(label, 100 * value / cell.n, int(value), cell.n)


def _table(participation: Sequence[Participation], language: Language) -> Iterator[Flowable]:
    """Both roles by stratum in one table."""
    strata = {each.code: each for one in participation for each in one.strata.categories}
    cells = [{cell.key[0]: cell for cell in one.by_stratum} for one in participation]
    kept = [each for code, each in strata.items() if any(_is_invited(known.get(code)) for known in cells)]
    if not kept:
        return
    voice = speaking((each.label for each in kept), language)
    over: list[CellLike] = [""]
    head: list[CellLike] = [voice.say("participation.stratum")]
    for one in participation:
        over.append(Box(voice.role(one.role), columns=3, align="center"))
        head += [voice.say(f"participation.{code}") for code in ("invited", "submitted", "rate")]
    rows: list[list[CellLike]] = []
    for each in kept:
        row: list[CellLike] = [voice.words(each.label)]
        for known in cells:
            row += _counts(known.get(each.code), voice)
        rows.append(row)
    count = 3 * len(participation)
    table = Table(Columns((4.2, *(1.2,) * count), "l" + "r" * count), rows, [over, head], lang=voice.tag, is_dense=True)
    yield caption(voice.say("participation.by_stratum"), within=table.group, lang=voice.tag)
    yield table
    if any(map(_hides, participation)):
        yield paragraph(voice.say("report.hidden"), theme.NOTE, lang=voice.tag)


def _hides(one: Participation) -> bool:
    return any(isinstance(cell.value, Suppressed) for cell in one.by_stratum)


def _counts(cell: Cell | None, voice: Voice) -> list[CellLike]:
    if cell is None or cell.value is None:
        return [EMPTY] * 3
    if isinstance(cell.value, Suppressed) or isinstance(cell.n, Suppressed):
        return [HIDDEN] * 3
    return [voice.number(cell.n), voice.number(cell.value), _rate(cell.value, cell.n, voice)]
