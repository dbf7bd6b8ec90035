"""A release as one page of HTML that needs nothing else: no script, no style sheet, no network.

The page says what the report says, in the same order and the same words; under each chart stands its table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from analysis.release import Release
from exports.charts.svg import svg
from exports.charts.zoom import zoomed
from exports.pdf.text import Content, printed, spans
from exports.report.method import SHORT_ID
from exports.report.plan import story
from exports.report.voice import TAGS, voice_for
from exports.story import Break, Contents, Element, Figure, Figures, Heading, Slot, Tabulations
from exports.values import HIDDEN

PAGES: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)

MOST_NARROW: Final = 4
"""Tables of so many columns stand in two columns of a printed page."""


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the page; its id is made of letters, so that no number of it can be taken for a figure."""

    id: str
    heading: Heading
    elements: tuple[Element, ...]

    @property
    def parts(self) -> list[tuple[str, Heading]]:
        """The headings below the first that the contents list, with their ids."""
        listed = [each for each in self.elements if isinstance(each, Heading) and each.is_listed]
        return [(f"{self.id}-{letters(place)}", each) for place, each in enumerate(listed)]


def render(release: Release, language: str = "de") -> bytes:
    """The page in UTF-8; the same release and language give the same bytes.

    Raises TypeError for anything but a release, ValueError for a language that the report does not speak.
    """
    voice = voice_for(release, language)
    told, narrow = (story(release, language, is_page=True, is_narrow=is_narrow) for is_narrow in (False, True))
    sections = list(_sections(told.elements))
    charts = [each for run in narrow.elements if isinstance(run, Figures) for each in run.figures]
    page = PAGES.get_template("report.html").render(
        say=voice.say,
        tag=TAGS[voice.language],
        told=told,
        identifier=release.id[:SHORT_ID],
        sections=sections,
        contents=next((each for each in told.elements if isinstance(each, Contents)), None),
        places={heading: place for section in sections for place, heading in section.parts},
        figures=_Pictures(charts),
        annexed=set(_annexed(told.elements)),
        hidden=HIDDEN,
    )
    return page.encode()


def _sections(elements: Iterable[Element]) -> Iterator[Section]:
    """The chapters: what stands from one heading of the first level to the next; page breaks are paper's own."""
    heading: Heading | None = None
    inside: list[Element] = []
    count = 0
    for element in (*elements, None):
        if element is None or (isinstance(element, Heading) and element.level == 1):
            if heading is not None:
                yield Section(f"k-{letters(count)}", heading, tuple(inside))
                count += 1
            heading, inside = element, []
        elif not isinstance(element, Break | Contents):
            inside.append(element)


def _annexed(elements: Iterable[Element]) -> Iterator[str]:
    """The places of all tables that stand on the page by themselves."""
    for each in elements:
        if isinstance(each, Tabulations):
            yield from (place for table in each.tables for place in table.places)


def letters(number: int) -> str:
    """0 is „a“, 25 „z“, 26 „ba“."""
    rest, last = divmod(number, len(ascii_lowercase))
    return (letters(rest) if rest else "") + ascii_lowercase[last]


class _Pictures:
    """Drawings with their ids, in the order in which the page asks for them."""

    def __init__(self, narrow: Sequence[Figure]) -> None:
        self.narrow = narrow
        self.count = 0

    def place(self) -> str:
        """The id of the next figure."""
        self.count += 1
        return f"f-{letters(self.count - 1)}"

    def draw(self, figure: Figure, place: str) -> Markup:
        """The chart; its description ends with where all values are."""
        return Markup(svg(figure.chart, place, figure.where))  # noqa: S704 - it escapes its texts

    def draw_narrow(self, place: str) -> Markup:
        """The same for narrow screens, of the figure asked for last."""
        figure = self.narrow[self.count - 1]
        return Markup(svg(zoomed(figure.chart), place, figure.where))  # noqa: S704 - it escapes its texts


def _marked(content: Content) -> Markup:
    """Spans as the page writes them: bold ones, others in their language, links to the tables of the annex."""
    return Markup("").join(_span(span.text, span.weight, span.lang, span.place) for span in spans(content))


def _span(text: str, weight: str | None, lang: str | None, place: str | None) -> Markup:
    made = escape(printed(text))
    if weight is not None:
        made = Markup("<strong>{}</strong>").format(made)
    if place is not None:
        made = Markup('<a href="#{}">{}</a>').format(name_of(place), made)
    if lang is not None:
        made = Markup('<span lang="{}">{}</span>').format(lang, made)
    return made


def name_of(place: str) -> str:
    """The name of a table without the word before it: „Tabelle A12“ is at „A12“."""
    return place.rpartition(" ")[2]


def kind_of(element: Element) -> str:
    """What an element is, by the name of its macro."""
    return type(element).__name__.lower()


def _is_within(places: Iterable[str], known: Collection[str]) -> bool:
    """Whether all places are among the known ones."""
    return all(place in known for place in places)


def slot(text: str | Slot) -> Slot:
    """A cell with its span."""
    return text if isinstance(text, Slot) else Slot(text)


PAGES.globals |= {"NARROW": MOST_NARROW}
PAGES.tests |= {"subset": _is_within}
PAGES.filters |= {"marked": _marked, "kind": kind_of, "slot": slot, "name": name_of}
