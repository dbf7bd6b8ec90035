"""Two views of one establishment: what both sides said of the same, over the pairs in which both answered it.

Only what the questionnaires declare to correspond is paired, question by question or column by column of a grid. A pair
is an establishment of which both roles answered; it is one contributor. Figures of pairs count those who answered and
stand for nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from analysis.agreement import crossed, jaccard, kappa, keeps_secret
from analysis.domains import Domains, Flags, Ints
from analysis.fold import means, shares, two_digits
from analysis.records import Codes, contributor_numbers
from analysis.release import Category, Dimension, Measure, Table
from analysis.sheets import NOT_ASKED, Chosen, Coded, Sheet, Subject, View, scores, sheets
from analysis.sides import AGREEMENT, COMPANY, COUNCIL, JACCARD, KAPPA, PAIRS, VIEW, WORDS
from analysis.subjects import Subjects
from analysis.tallies import LONGEST_COMPLETE, Tabulation, Tally
from analysis.words import words
from surveys.codelists import CodeList
from surveys.items.tables import Roster
from surveys.pairs import DESCRIPTIVE, parts

LEAST = 3
"""Where earlier answers decided who was asked, so many contributors must have been asked on either side alone."""

MOST_FIGURES = 40
"""Tables with more figures are not paired: hardly any of them could be published, as with breakdowns."""

_POINTS = {"mean", "top2"}
"""Words that count answers with a score only."""


@dataclass(frozen=True, slots=True)
class _Couple:
    """What both sides said to the same question: two views with one column for each pair."""

    company: View
    council: View
    words: tuple[str, ...]

    @property
    def sides(self) -> tuple[View, View]:
        """The company's view first."""
        return self.company, self.council


class Pairs:
    """The establishments of which both roles answered."""

    def __init__(self, company: Subjects, council: Subjects) -> None:
        self._subjects = company, council
        names = [subjects.records.facts(["establishment", "contributor"]) for subjects in self._subjects]
        place = [frame.with_row_index("place").unique("establishment", keep="none") for frame in names]
        both = place[0].join(place[1], on="establishment", suffix="_council").sort("place")
        self.rows = both["place"].to_numpy().astype(np.int64), both["place_council"].to_numpy().astype(np.int64)
        self._contributors = both["contributor"], both["contributor_council"]

    def __len__(self) -> int:
        return len(self.rows[0])

    @cached_property
    def contributor(self) -> Ints:
        """A number for the contributor of each pair."""
        return np.unique(self._contributors[0].to_numpy(), return_inverse=True)[1]

    def domains(self, side: int | None = None) -> Domains:
        """All pairs as one domain, named by the role whose answers are counted."""
        names, contributor = np.unique(self._contributors[side or 0].to_numpy(), return_inverse=True)
        code = () if side is None else ((COMPANY, COUNCIL)[side],)
        return Domains([code], contributor, np.zeros(len(self), dtype=np.int64), contributor_numbers(names))

    def tables(self) -> Iterator[tuple[str, Tabulation]]:
        """Every table of pairs with the section it stands in, in the order of the company's questions."""
        if not len(self):
            return
        for couple in self._couples():
            section = couple.company.subject.section
            for one in _of_couple(couple, self):
                yield section, one

    def _couples(self) -> Iterator[_Couple]:
        ours, theirs = (dict(_views(subjects)) for subjects in self._subjects)
        known = parts(self._subjects[0].questionnaire)
        for name, (view, wanted) in ours.items():
            item, _, column = name.partition(".")
            part = known[item]
            if part.mirror is None or part.compare == DESCRIPTIVE:
                continue
            mirrored = next((one.mirror for one in getattr(part, "columns", ()) if one.id == column), None)
            other = theirs.get(".".join((part.mirror, mirrored or column)) if column else part.mirror)
            if other is not None and type(other[0]) is type(view):
                both = tuple(word for word in _names(wanted) if word in WORDS and word in _names(other[1]))
                yield from _matched(_Couple(_taken(view, self.rows[0]), _taken(other[0], self.rows[1]), both))


def _names(wanted: Sequence[str]) -> list[str]:
    """The words, of two for the same figure the first."""
    return ["share" if word == "distribution" else word for word in wanted]


def _views(subjects: Subjects) -> Iterator[tuple[str, tuple[View, tuple[str, ...]]]]:
    """All that can be paired, by variable: of rosters nothing, whose rows are each side's own."""
    for chapter in subjects.chapters():
        for item in chapter.items:
            if not isinstance(item, Roster) and item.mirror is not None:
                for view, wanted in subjects.views(chapter, item):
                    yield view.subject.variable, (view, wanted)
        for computed in subjects.computed_of(chapter):
            if computed.mirror is not None:
                view = subjects.computed(chapter, computed)
                yield computed.id, (view, computed.aggregate)


def _taken(view: View, rows: Ints) -> View:
    """A view of these responses."""
    kinds = view.subject.kinds
    subject = replace(view.subject, kinds=None if kinds is None else kinds[:, rows])
    if isinstance(view, Coded):
        return replace(view, subject=subject, codes=view.codes[:, rows])
    if isinstance(view, Chosen):
        return replace(view, subject=subject, flags=view.flags[:, rows], base=view.base[:, rows])
    return replace(view, subject=subject, values=view.values[:, rows])


# --- the same keys and codes on both sides -------------------------------------------------------------


def _matched(couple: _Couple) -> Iterator[_Couple]:
    """Both views with the keys and codes that both have; nothing where there are none."""
    first, second = couple.sides
    common = [key for key in first.keys if key in second.keys]
    if not common or not couple.words:
        return
    sides = []
    for view in couple.sides:
        found = _only(view, common)
        if found is None:
            return
        sides.append(found)
    ours, theirs = sides
    if isinstance(ours, Coded) and isinstance(theirs, Coded):
        codes = [code.code for code in ours.options.codes]
        if set(codes) != {code.code for code in theirs.options.codes}:
            return
        offered = [code for code in ours.options.codes if _is_offered(code.code, ours, theirs)]
        ours, theirs = (_of_list(view, replace(ours.options, codes=tuple(offered))) for view in (ours, theirs))
    yield _Couple(ours, theirs, couple.words)


def _is_offered(code: str, *views: Coded) -> bool:
    return all(view.offered is None or code in view.offered for view in views)


def _of_list(view: Coded, options: CodeList) -> Coded:
    """The view with the codes that both questions offer; another answer is one that stands behind all of them.

    What a side could not answer, everybody knows that it did not: a figure of it could not be hidden.
    """
    places = {code.code: place for place, code in enumerate(options.codes)}
    order = np.array([*(places.get(code.code, len(places)) for code in view.options.codes), -1], dtype=np.int16)
    return replace(view, options=options, codes=order[view.codes], offered=None)


def _only(view: View, keys: Sequence[tuple[str, ...]]) -> View | None:
    """The view of these keys; None where its rows of codes cannot be told apart."""
    places = [view.keys.index(key) for key in keys]
    dimensions = view.dimensions
    if len(dimensions) == 1:
        kept = tuple(one for one in dimensions[0].categories if (one.code,) in keys)
        dimensions = (replace(dimensions[0], categories=kept),)
    if any(len(one.categories) > LONGEST_COMPLETE for one in dimensions):
        return None
    if isinstance(view, Coded):
        return replace(view, keys=tuple(keys), dimensions=dimensions, codes=view.codes[places])
    if isinstance(view, Chosen):
        is_list = len(view.base) == 1
        return replace(view, keys=tuple(keys), dimensions=dimensions, flags=view.flags[places]) if is_list else None
    return replace(view, keys=tuple(keys), dimensions=dimensions, values=view.values[places])


# --- tables --------------------------------------------------------------------------------------------


def _of_couple(couple: _Couple, pairs: Pairs) -> Iterator[Tabulation]:
    asked = _Asked.of(couple, pairs)
    found = [one for word in couple.words for one in _of_word(couple, word, pairs, asked)]
    if all(len(one.tallies) <= MOST_FIGURES for one in found) and any(map(_may_say_something, found)):
        yield from found
        for one in _together(couple, pairs):
            marked = replace(one, tallies=tuple(asked.mark(tally) for tally in one.tallies))
            if _may_say_something(marked):
                yield marked


def _may_say_something(tabulation: Tabulation) -> bool:
    """Whether any figure may be printed: what tells too much throughout costs others where it is hidden, and a table
    of nothing but dots says no more than none."""
    return not all(tally.is_uniform for tally in tabulation.tallies)


def _of_word(couple: _Couple, word: str, pairs: Pairs, asked: _Asked) -> Iterator[Tabulation]:
    base = _both(couple, word)
    for side, view in enumerate(couple.sides):
        for sheet in sheets(_masked(view, base), (word,)):
            yield _side(_of_company(sheet, couple), side, pairs, asked)


def _of_company(sheet: Sheet, couple: _Couple) -> Sheet:
    """The sheet with the place and the words of the company's question; its quantity stays the side's own."""
    own, subject = couple.company.subject, sheet.subject
    quantity = sheet.quantity or f"{subject.id}.{sheet.name}"
    named = replace(subject, section=own.section, variable=own.variable, number=own.number, title=own.title)
    return replace(sheet, subject=named, quantity=quantity)


def _answered(view: View, word: str) -> Flags:
    """Who gave an answer that the word counts, (rows, pairs)."""
    if isinstance(view, Chosen):
        return view.base
    if isinstance(view, Coded) and word not in _POINTS:
        return view.codes >= 0
    answered: Flags = ~np.isnan(scores(view) if isinstance(view, Coded) else view.values)
    return answered


def _both(couple: _Couple, word: str) -> Flags:
    """Where both sides gave one."""
    first, second = (_answered(view, word) for view in couple.sides)
    return first & second


def _masked(view: View, base: Flags) -> View:
    """The view without the answers that the other side did not give."""
    if isinstance(view, Coded):
        return replace(view, codes=np.where(base, view.codes, np.int16(-1)))
    if isinstance(view, Chosen):
        return replace(view, flags=view.flags & base, base=base)
    return replace(view, values=np.where(base, view.values, np.nan))


@dataclass(frozen=True, slots=True)
class _Asked:
    """Of each row (or of the whole question) whether earlier answers of a side decided who was asked, and whether
    what they were may be told."""

    routed: Mapping[str, bool]

    @staticmethod
    def of(couple: _Couple, pairs: Pairs) -> _Asked:
        """How many pairs both answered tells what either side said before, beside what is printed of that.

        So it is safe only where enough of each side were asked alone, and enough of neither.
        """
        found: dict[str, bool] = {}
        asked = [_asked(view) for view in couple.sides]
        for key in dict.fromkeys((*asked[0], *asked[1])):
            everybody = np.ones(len(pairs), dtype=bool)
            ours, theirs = (one.get(key, everybody) for one in asked)
            if not (ours & theirs).all():
                alone = [cell for cell, other in ((ours & ~theirs, theirs), (~ours & theirs, ours)) if not other.all()]
                cells = [*alone, ~ours & ~theirs] if len(alone) > 1 else alone
                found[key] = all(len(np.unique(pairs.contributor[cell])) >= LEAST for cell in cells)
        return _Asked(found)

    def mark(self, tally: Tally) -> Tally:
        """The tally of a routed question: its base is the count of an answer; one that is not safe tells too much."""
        found = [self.routed[key] for key in ("total", *tally.key[:1]) if key in self.routed]
        return replace(tally, is_routed=True, is_uniform=tally.is_uniform or not all(found)) if found else tally


def _asked(view: View) -> dict[str, Flags]:
    subject = view.subject
    if subject.kinds is None:
        return {}
    return {key: row != NOT_ASKED for key, row in zip(subject.kind_keys, subject.kinds, strict=True)}


def _side(sheet: Sheet, side: int, pairs: Pairs, asked: _Asked) -> Tabulation:
    """One side's figures over pairs: a part of what all of that role said."""
    role = (COMPANY, COUNCIL)[side]
    dimension = Dimension(VIEW, words("dimension.view"), (Category(role, words(f"category.{role}")),), partition=True)
    return Tabulation(
        _head(sheet, sheet.name, sheet.measure, (*sheet.dimensions, dimension)),
        tuple(asked.mark(tally) for tally in sheet.fold(pairs.domains(side))),
        quantity=sheet.quantity,
        made_of=sheet.made_of,
        source=sheet.source,
        along=sheet.along,
    )


def _head(sheet: Sheet, name: str, measure: Measure, dimensions: tuple[Dimension, ...]) -> Table:
    table = _bare(sheet.subject, name, measure, dimensions)
    return replace(table, unit=sheet.subject.unit, figure=sheet.figure, scale=sheet.subject.scale)


def _bare(subject: Subject, name: str, measure: Measure, dimensions: tuple[Dimension, ...]) -> Table:
    """A table of pairs about this question, without cells; its unit and figure have the words of its name."""
    return Table(
        id=f"{PAIRS}.{subject.variable}.{name}",
        section=subject.section,
        variable=subject.variable,
        number=subject.number,
        role=PAIRS,
        measure=measure,
        title=subject.title,
        base=words("base.pairs"),
        unit=words("unit.share"),
        dimensions=dimensions,
        cells=(),
    )


# --- both sides together -------------------------------------------------------------------------------


def _together(couple: _Couple, pairs: Pairs) -> Iterator[Tabulation]:
    """How far the sides agree: of one choice the rate and kappa, of several codes the likeness of what was chosen."""
    ours, theirs = couple.sides
    if isinstance(ours, Coded) and isinstance(theirs, Coded):
        if "share" in couple.words:
            yield from _agreement(couple, pairs, _both(couple, "share"), _crossable(ours, theirs))
        elif "top2" in couple.words:
            high = _is_high(ours).astype(np.int16), _is_high(theirs).astype(np.int16)
            yield from _agreement(couple, pairs, _both(couple, "top2"), (*high, 2))
    elif isinstance(ours, Chosen) and isinstance(theirs, Chosen):
        base = _both(couple, "share")
        like = jaccard(ours.flags, theirs.flags)[None, :]
        tallies = means([()], like, base & ~np.isnan(like), pairs.domains(), (0.0, 1.0))
        table = _bare(ours.subject, JACCARD, Measure.MEAN, ())
        table = replace(table, unit=words("unit.likeness"), figure=words("figure.jaccard"), scale=(0.0, 1.0))
        yield Tabulation(table, tuple(tallies), quantity=table.id)


def _crossable(ours: Coded, theirs: Coded) -> tuple[Codes, Codes, int]:
    """Both sides' answers and how many there are; one that only one of the questions offers agrees with none."""
    count = len(ours.options.codes)
    if (ours.codes < count).all() and (theirs.codes < count).all():
        return ours.codes, theirs.codes, count
    return ours.codes, theirs.codes + (theirs.codes == count).astype(np.int16), count + 2


def _is_high(view: Coded) -> Flags:
    """Whether the answer is one of the two with the highest scores; where there is none, false."""
    known = sorted(float(code.score) for code in view.options.codes if code.score is not None)
    high: Flags = scores(view) >= known[-2]
    return high


def _agreement(couple: _Couple, pairs: Pairs, base: Flags, answers: tuple[Codes, Codes, int]) -> Iterator[Tabulation]:
    """The rate of agreement and kappa of each row; both give away how many agreed."""
    ours, theirs, codes = answers
    view = couple.company
    tallies = shares(view.keys, (ours == theirs) & base, base, pairs.domains())
    rated, beyond = [], []
    for row, tally in enumerate(tallies):
        kept = base[row]
        counts = crossed(ours[row, kept], theirs[row, kept], codes, pairs.contributor[kept])
        found = kappa(counts[0])
        is_told = tally.is_uniform or not keeps_secret(*counts) or np.isnan(found)
        rated.append(replace(tally, is_uniform=is_told))
        beyond.append(replace(tally, is_uniform=is_told, value=None if tally.value is None else two_digits(found)))
    rate = _bare(view.subject, AGREEMENT, Measure.SHARE, view.dimensions)
    table = replace(rate, figure=words("figure.agreement"))
    yield Tabulation(table, tuple(rated), quantity=rate.id)
    table = replace(
        _bare(view.subject, KAPPA, Measure.MEAN, view.dimensions),
        unit=words("unit.index"),
        figure=words("figure.kappa"),
        scale=(-1.0, 1.0),
    )
    yield Tabulation(table, tuple(beyond), quantity=rate.id)
