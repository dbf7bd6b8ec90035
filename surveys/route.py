"""The way through a questionnaire, computed from the answers alone, every time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from surveys.checks import check_page
from surveys.model import Page, Section
from surveys.problems import SEEN, Document, Problem
from surveys.rules.values import Value
from surveys.scope import Scope


class State(StrEnum):
    """How far a section is."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class SectionState:
    """A section on the route with its visible pages, its state and what stands against it."""

    section: Section
    pages: tuple[Page, ...]
    state: State
    problems: tuple[Problem, ...]


class Route:
    """The route of a scope: pages and items in order, computed values, and what is open."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    @cached_property
    def items(self) -> tuple[str, ...]:
        """Ids of the items asked now, in order."""
        return tuple(item_id for item_id in self.scope.questionnaire.items if self.scope.is_visible(item_id))

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """Ids of the pages that have anything to show, in order."""
        return tuple(page.id for page in self.scope.questionnaire.pages if self.scope.is_page_visible(page.id))

    @cached_property
    def computed(self) -> Mapping[str, Value]:
        """The computed values."""
        return {name: self.scope.value(name) for name in self.scope.questionnaire.computed}

    @cached_property
    def sections(self) -> tuple[SectionState, ...]:
        """The sections that have visible pages, with their states."""
        visible = set(self.pages)
        found = []
        for section in self.scope.questionnaire.sections:
            pages = tuple(page for page in section.pages if page.id in visible)
            if pages:
                found.append(self._section_state(section, pages))
        return tuple(found)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that stands against a submit, in order."""
        return tuple(problem for section in self.sections for problem in section.problems)

    @cached_property
    def first_open_page(self) -> str | None:
        """The first page that was not seen yet or has a problem; None when all is done."""
        seen = seen_pages(self.scope.document)
        faulty = {self.scope.questionnaire.page_of(problem.item).id for problem in self.problems}
        return next((page for page in self.pages if page not in seen or page in faulty), None)

    def next_page(self, page_id: str) -> str | None:
        """The page after this one on the route; None at the end."""
        return self._neighbour(page_id, 1)

    def previous_page(self, page_id: str) -> str | None:
        """The page before this one on the route; None at the start."""
        return self._neighbour(page_id, -1)

    def _neighbour(self, page_id: str, step: int) -> str | None:
        order = [page.id for page in self.scope.questionnaire.pages]
        place = order.index(page_id) + step
        while 0 <= place < len(order):
            if self.scope.is_page_visible(order[place]):
                return order[place]
            place += step
        return None

    def _section_state(self, section: Section, pages: tuple[Page, ...]) -> SectionState:
        problems = tuple(problem for page in pages for problem in check_page(self.scope, page.id))
        seen = seen_pages(self.scope.document)
        unseen = [page for page in pages if page.id not in seen]
        reached = {page.id for page in pages} & seen
        if not reached:
            state = State.NOT_STARTED
        elif any(not p.is_gap or self.scope.questionnaire.page_of(p.item).id in reached for p in problems):
            state = State.CHECK
        else:
            state = State.IN_PROGRESS if unseen else State.DONE
        return SectionState(section, pages, state, problems)


def route(scope: Scope) -> Route:
    """The route of these answers."""
    return Route(scope)


def seen_pages(document: Document) -> frozenset[str]:
    """The pages that were saved at least once (a draft keeps them, a submission does not)."""
    kept = document.get(SEEN)
    return frozenset(str(page) for page in kept) if isinstance(kept, list) else frozenset()
