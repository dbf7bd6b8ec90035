"""Numbers of one's own over others, such as the share of employees in need, beside the same of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from analysis.release import Table
from exports.messages import Phrase
from exports.numbers import number, percent
from exports.returns.beside import Beside, Line
from exports.returns.parts import Cell
from exports.returns.questions import Rate
from exports.values import TOTAL


def rate_rows(beside: Beside, rates: Sequence[Rate]) -> Iterator[Line]:
    """A line for each rate of which there is a number of one's own and a figure."""
    for rate in rates:
        value, found = _own(beside, rate), beside.found(rate.table, rate.key)
        whole = found.get(TOTAL)
        if value is None or whole is None:
            continue
        label = beside.voice.say(f"rate.{rate.id}", year=_year(beside))
        own = Cell(_text(beside, rate, whole[0], value))
        yield Line(label, own, found, number=beside.own.number(rate.above.partition(".")[0]))


def _own(beside: Beside, rate: Rate) -> Decimal | None:
    above = beside.own.amount(rate.above)
    if above is None or not rate.below:
        return above
    below = beside.own.amount(rate.below)
    if not below:
        return None
    return above / below * (100 if rate.percent else 1)


def _text(beside: Beside, rate: Rate, table: Table, value: Decimal) -> Phrase:
    """A number as it was answered; what is computed from two, with as many decimals as the figure beside it."""
    item = beside.own.item(rate.above)
    if item is not None and not rate.below:
        return beside.own.speaker.answer(item)
    language = beside.voice.language
    return beside.voice.plain(percent(value, language) if rate.percent else number(value, language, table.decimals))


def _year(beside: Beside) -> int:
    return beside.own.scope.context.wave.get("BJ", 0)
