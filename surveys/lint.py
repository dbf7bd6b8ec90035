"""What can be wrong in a questionnaire that is readable: references, routing, lists, and hints on wording."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator

from surveys.codelists import CodeList
from surveys.context import FRAME_LISTS, WAVE_VALUES
from surveys.items.registry import Choice, Grid, Item, Matrix, Multi, Roster
from surveys.lint_rules import check_rule
from surveys.messages import Message
from surveys.model import Questionnaire
from surveys.problems import RESERVED
from surveys.rules.parse import Rule
from surveys.source import SourceProblem
from surveys.texts import Text

LONGEST_LABEL = 120


def lint(questionnaire: Questionnaire) -> list[SourceProblem]:
    """All problems and hints of a questionnaire, in no particular order."""
    return [
        *_names(questionnaire),
        *_rules(questionnaire),
        *_references(questionnaire),
        *_wording(questionnaire),
    ]


def error(line: int, code: str, **params: str | int) -> SourceProblem:
    """A fault that stops the questionnaire."""
    return SourceProblem(line, Message(f"lint.{code}", params))


def hint(line: int, code: str, **params: str | int) -> SourceProblem:
    """Advice."""
    return SourceProblem(line, Message(f"lint.{code}", params), is_hint=True)


def _names(questionnaire: Questionnaire) -> Iterator[SourceProblem]:
    """Names that are there twice."""
    for kind, parts in (("section", questionnaire.sections), ("page", questionnaire.pages)):
        counts = Counter(part.id for part in parts)
        yield from (error(part.line, f"duplicate_{kind}", name=part.id) for part in parts if counts[part.id] > 1)
    for name, computed in questionnaire.computed.items():
        if name in questionnaire.items or name in RESERVED:
            yield error(computed.line, "name_taken", name=name)
    checks = Counter(check.id for item in _all_items(questionnaire) for check in item.checks)
    for item in _all_items(questionnaire):
        yield from (error(item.line, "duplicate_check", name=c.id) for c in item.checks if checks[c.id] > 1)


def _all_items(questionnaire: Questionnaire) -> Iterator[Item]:
    for item in questionnaire.items.values():
        yield item
        yield from item.columns


def _rules(questionnaire: Questionnaire) -> Iterator[SourceProblem]:
    """Every rule: names exist, conditions look back only, codes exist, scores are there."""
    order = {item_id: place for place, item_id in enumerate(questionnaire.items)}
    for line, rule, owner, before, host in _all_rules(questionnaire):
        yield from check_rule(questionnaire, rule, line, host)
        if before is None:
            continue
        for name in _reached(questionnaire, rule.names):
            if name in order and order[name] >= before and name != owner:
                yield error(line, "forward_reference", name=name, owner=owner)
            elif name == owner and owner:
                yield error(line, "self_reference", name=name)
    for computed in questionnaire.computed.values():
        if computed.id in _reached(questionnaire, computed.rule.names - {computed.id}) | (
            computed.rule.names & {computed.id}
        ):
            yield error(computed.line, "circular", name=computed.id)


_Found = tuple[int, Rule, str, int | None, Item | None]


def _all_rules(questionnaire: Questionnaire) -> Iterator[_Found]:
    """Line, rule, the item it belongs to, the place it must not look beyond (None: anywhere), its table."""
    place = 0
    for section in questionnaire.sections:
        yield from _conditions(section.line, (section.when,), "", place, None)
        for page in section.pages:
            yield from _conditions(page.line, (page.when,), "", place, None)
            for item in page.items:
                yield from _item_rules(item, place)
                place += 1
    for computed in questionnaire.computed.values():
        yield computed.line, computed.rule, "", None, None


def _conditions(
    line: int, rules: Iterable[Rule | None], owner: str, before: int | None, host: Item | None
) -> Iterator[_Found]:
    yield from ((line, rule, owner, before, host) for rule in rules if rule is not None)


def _item_rules(item: Item, place: int) -> Iterator[_Found]:
    required = item.required if isinstance(item.required, Rule) else None
    yield from _conditions(item.line, (item.when, required), item.id, place, None)
    yield from _conditions(item.line, (variant.when for variant in item.variants), "", None, None)
    if isinstance(item, Choice):
        preselect = item.preselect if isinstance(item, Multi) else None
        yield from _conditions(item.line, (item.where, preselect), item.id, place, item)
    if isinstance(item, Matrix | Grid):
        orders = (rule for rule, _ in item.rows.order)
        yield from _conditions(item.line, (item.rows.where, *orders), item.id, place, item)
    for column in item.columns:
        needed = column.required if isinstance(column.required, Rule) else None
        yield from _conditions(column.line, (column.when, needed), "", None, item)
        yield from ((column.line, check.rule, "", None, item) for check in column.checks)
    yield from ((item.line, check.rule, "", None, item) for check in item.checks)


def _reached(questionnaire: Questionnaire, names: Iterable[str]) -> set[str]:
    """The names a rule depends on, through computed values too."""
    found: set[str] = set()
    open_names = list(names)
    while open_names:
        name = open_names.pop()
        if name in found:
            continue
        found.add(name)
        if name in questionnaire.computed:
            open_names.extend(questionnaire.computed[name].rule.names)
    return found


def _references(questionnaire: Questionnaire) -> Iterator[SourceProblem]:
    """Codes, columns, prefills and rows that are named and do not exist."""
    for item in _all_items(questionnaire):
        if isinstance(item, Choice):
            named = (*item.only, *item.other, *(item.exclusive if isinstance(item, Multi) else ()))
            yield from _unknown_codes(item, item.choices, named)
        if isinstance(item, Matrix | Grid):
            yield from _unknown_codes(item, item.rows.codes, item.rows.left_out)
        if isinstance(item, Roster):
            columns = {column.id for column in item.columns}
            for name in {*item.unique, *item.title} - columns:
                yield error(item.line, "unknown_column", name=name, known=", ".join(sorted(columns)))
        if item.prefill and item.prefill.removeprefix("frame.") not in FRAME_LISTS:
            yield error(item.line, "unknown_prefill", name=item.prefill, known=", ".join(FRAME_LISTS))
        yield from _variants(item)


def _variants(item: Item) -> Iterator[SourceProblem]:
    own = item.rows.codes if isinstance(item, Matrix | Grid) else item.code_list
    for variant in item.variants:
        if variant.words is not None and (own is None or set(variant.words.by_code) != set(own.by_code)):
            yield error(item.line, "variant_codes", name=variant.words.id)


def _unknown_codes(item: Item, code_list: CodeList, codes: Iterable[str]) -> Iterator[SourceProblem]:
    for code in codes:
        if code not in code_list.by_code:
            close = difflib.get_close_matches(code, code_list.by_code, 1)
            yield error(item.line, "unknown_code", name=code, list=code_list.id, suggestion=close[0] if close else "–")


def _wording(questionnaire: Questionnaire) -> Iterator[SourceProblem]:
    for item in _all_items(questionnaire):
        yield from _placeholders(questionnaire, item, (item.label, item.hint, *(v.label for v in item.variants)))
        yield from _placeholders(questionnaire, item, (check.message for check in item.checks))
        label = item.label.in_("de")
        if len(label) > LONGEST_LABEL:
            yield hint(item.line, "long_label", name=item.id, length=len(label), max=LONGEST_LABEL)
        if "und/oder" in label:
            yield hint(item.line, "double_question", name=item.id)
        for language in questionnaire.languages:
            if language not in item.label:
                yield hint(item.line, "untranslated", name=item.id, language=language)
        codes = item.code_list.codes if item.code_list is not None and isinstance(item, Matrix) else ()
        if len({code.score is None for code in codes}) > 1:
            yield error(item.line, "uneven_scale", name=item.id)


def _placeholders(questionnaire: Questionnaire, item: Item, texts: Iterable[Text]) -> Iterator[SourceProblem]:
    known = {*questionnaire.items, *questionnaire.computed, *WAVE_VALUES, "frame", "row"}
    for text in texts:
        for words in text.values():
            for name in _named_in(words):
                if name.split(".")[0] not in known:
                    close = difflib.get_close_matches(name, known, 1)
                    suggestion = close[0] if close else ", ".join(sorted(known)[:5])
                    yield error(item.line, "unknown_placeholder", name=name, suggestion=suggestion)


def _named_in(words: str) -> Iterator[str]:
    for part in words.split("{")[1:]:
        name, closed, _ = part.partition("}")
        if closed:
            yield name
