"""A questionnaire: sections of pages of items, computed values, and the lists they use. Immutable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from surveys.codelists import CodeList, PairList
from surveys.items.registry import Item
from surveys.rules.parse import Rule
from surveys.source import Tree
from surveys.texts import EMPTY, Text

ROLES = ("company", "works_council")


@dataclass(frozen=True, slots=True)
class Page:
    """A screen of one to five items; ``id`` is its address."""

    id: str
    title: Text
    when: Rule | None
    items: tuple[Item, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the questionnaire."""

    id: str
    title: Text
    when: Rule | None
    pages: tuple[Page, ...]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that follows from the answers; ``code_list`` when it is a code."""

    id: str
    rule: Rule
    label: Text = EMPTY
    code_list: CodeList | None = None
    mirror: str | None = None
    compare: str = "same"
    aggregate: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Questionnaire:
    """The instrument of one role; ``pair`` is the id of the other role's.

    ``tree`` is its normalised form, code lists included, and ``hash`` its identity.
    """

    id: str
    role: str
    title: Text
    languages: tuple[str, ...]
    sections: tuple[Section, ...]
    intro: Text = EMPTY
    have_ready: Text = EMPTY
    minutes: int | None = None
    pair: str | None = None
    computed: Mapping[str, Computed] = field(default_factory=dict)
    lists: Mapping[str, CodeList | PairList] = field(default_factory=dict)
    tree: Mapping[str, Tree] = field(default_factory=dict, repr=False)

    def __hash__(self) -> int:
        return hash(self.hash)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical JSON of the tree, as hex."""
        canonical = json.dumps(self.tree, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """All pages in order."""
        return tuple(page for section in self.sections for page in section.pages)

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """All items by id, in order."""
        return {item.id: item for page in self.pages for item in page.items}

    @cached_property
    def _pages(self) -> Mapping[str, Page]:
        return {page.id: page for page in self.pages}

    @cached_property
    def _places(self) -> Mapping[str, tuple[Section, Page]]:
        return {i.id: (section, page) for section in self.sections for page in section.pages for i in page.items}

    @cached_property
    def _sections(self) -> Mapping[str, Section]:
        return {page.id: section for section in self.sections for page in section.pages}

    @cached_property
    def _check_items(self) -> Mapping[str, Item]:
        return {check.id: item for item in self.items.values() for check, _ in item.all_checks}

    def page(self, page_id: str) -> Page:
        """The page of this address; raises KeyError."""
        return self._pages[page_id]

    def section_of(self, page_id: str) -> Section:
        """The section a page belongs to; raises KeyError."""
        return self._sections[page_id]

    def place_of(self, item_id: str) -> tuple[Section, Page]:
        """Section and page of an item; raises KeyError."""
        return self._places[item_id]

    def item_of_check(self, check_id: str) -> Item | None:
        """The item that a check, or a check of its columns, belongs to; None when there is no such check."""
        return self._check_items.get(check_id)

    def page_of(self, item_id: str) -> Page:
        """The page an item stands on; raises KeyError."""
        return self._places[item_id][1]
