"""Advice on wording: placeholders that exist, translations, length, scales. Only placeholders stop a questionnaire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from surveys.codelists import CodeList, Missing
from surveys.context import WAVE_VALUES
from surveys.items.registry import DecimalItem, Integer, Item, Matrix
from surveys.lint_rules import nearest
from surveys.messages import Message
from surveys.model import Questionnaire
from surveys.source import SourceProblem
from surveys.texts import SOURCE_LANGUAGE, Text

LONGEST_LABEL = 120
MOST_WORDS = 60
"""Of a question and its help text together: about half a minute of reading."""

Written = tuple[int, str, Text]
"""A text with its line and the name of what it belongs to."""


def check_words(
    questionnaire: Questionnaire, own_lists: Mapping[str, int], keys: Mapping[str, int]
) -> Iterator[SourceProblem]:
    """All faults and hints about texts and scales; ``own_lists`` and ``keys`` of the file with their lines."""
    known = {*questionnaire.items, *questionnaire.computed, *WAVE_VALUES, "frame"}
    yield from _own_texts(questionnaire, known, keys)
    for line, owner, text in _texts(questionnaire):
        yield from _placeholders(known, line, text)
        yield from _translations(questionnaire.languages, line, owner, text)
    for name, item in _all_items(questionnaire):
        yield from _question(name, item)
    yield from _lists(questionnaire, own_lists)


def _own_texts(questionnaire: Questionnaire, known: set[str], keys: Mapping[str, int]) -> Iterator[SourceProblem]:
    """The texts of the questionnaire as a whole, each language at its own line."""
    for name in ("title", "intro", "have_ready"):
        text: Text = getattr(questionnaire, name)
        line = keys.get(f"{name}.{SOURCE_LANGUAGE}", 1)
        for language, words in text.items():
            yield from _placeholders(known, keys.get(f"{name}.{language}", line), Text(((language, words),)))
        yield from _translations(questionnaire.languages, line, name, text)


def _texts(questionnaire: Questionnaire) -> Iterator[Written]:
    """Every text of sections, pages, items and computed values."""
    for section in questionnaire.sections:
        yield section.line, section.id, section.title
        yield from ((page.line, page.id, page.title) for page in section.pages)
    for name, item in _all_items(questionnaire):
        yield from _texts_of_item(name, item)
    yield from ((part.line, part.id, part.label) for part in questionnaire.computed.values())


def _texts_of_item(name: str, item: Item) -> Iterator[Written]:
    for part in fields(item):
        value = getattr(item, part.name)
        if isinstance(value, Text):
            yield item.line, f"{name}, {part.name}", value
    for variant in item.variants:
        yield from ((variant.when.line, f"{name}, variants", text) for text in (variant.label, variant.hint))
    yield from ((check.rule.line, check.id, check.message) for check in item.checks)


def _all_items(questionnaire: Questionnaire) -> Iterator[tuple[str, Item]]:
    for item in questionnaire.items.values():
        yield item.id, item
        yield from ((f"{item.id}.{column.id}", column) for column in item.columns)


def _placeholders(known: set[str], line: int, text: Text) -> Iterator[SourceProblem]:
    for name in sorted({name for words in text.values() for name in _named_in(words)}):
        if name.split(".")[0] not in known:
            params = {"name": name, "suggestion": nearest(name, known)}
            yield SourceProblem(line, Message("lint.unknown_placeholder", params))


def _named_in(words: str) -> Iterator[str]:
    for part in words.split("{")[1:]:
        name, closed, _ = part.partition("}")
        if closed:
            yield name


def _translations(languages: tuple[str, ...], line: int, owner: str, text: Text) -> Iterator[SourceProblem]:
    if not text:
        return
    for language in languages:
        if language not in text:
            yield _hint(line, "untranslated", name=owner, language=language)
    for language in text:
        if language not in languages:
            yield _hint(line, "undeclared_language", name=owner, language=language)


def _question(name: str, item: Item) -> Iterator[SourceProblem]:
    label, hint = item.label.in_(SOURCE_LANGUAGE), item.hint.in_(SOURCE_LANGUAGE)
    if len(label) > LONGEST_LABEL:
        yield _hint(item.line, "long_label", name=name, length=len(label), max=LONGEST_LABEL)
    words = len(f"{label} {hint}".split())
    if words > MOST_WORDS:
        yield _hint(item.line, "long_reading", name=name, words=words, max=MOST_WORDS)
    if "und/oder" in label:
        yield _hint(item.line, "double_question", name=name)
    if isinstance(item, Integer | DecimalItem) and item.required is True and Missing.DONT_KNOW not in item.missing:
        yield _hint(item.line, "no_dont_know", name=name)
    codes = item.choices.codes if isinstance(item, Matrix) else ()
    if len({code.score is None for code in codes}) > 1:
        yield SourceProblem(item.line, Message("lint.uneven_scale", {"name": item.id}))


def _lists(questionnaire: Questionnaire, own_lists: Mapping[str, int]) -> Iterator[SourceProblem]:
    used = {list_id: found for list_id, found in questionnaire.lists.items() if isinstance(found, CodeList)}
    words_of: dict[tuple[str, ...], CodeList] = {}
    for list_id, code_list in used.items():
        line = own_lists.get(list_id, 1)
        missing = {lang for code in code_list.codes for lang in questionnaire.languages if lang not in code.label}
        yield from (_hint(line, "untranslated", name=list_id, language=lang) for lang in sorted(missing))
        scores = [code.score for code in code_list.codes if code.score is not None]
        if len(set(scores)) < len(scores) or scores not in (sorted(scores), sorted(scores, reverse=True)):
            yield _hint(line, "odd_scale", name=list_id)
        labels = tuple(sorted(code.label.in_(SOURCE_LANGUAGE) for code in code_list.codes))
        twin = words_of.setdefault(labels, code_list)
        if _meaning(twin) != _meaning(code_list):
            yield _hint(line, "other_scale", name=list_id, other=twin.id)


def _meaning(code_list: CodeList) -> dict[str, tuple[str, object]]:
    return {code.label.in_(SOURCE_LANGUAGE): (code.code, code.score) for code in code_list.codes}


def _hint(line: int, code: str, **params: str | int) -> SourceProblem:
    return SourceProblem(line, Message(f"lint.{code}", params), is_hint=True)
