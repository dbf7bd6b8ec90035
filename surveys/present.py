"""How the stored answers stand in a form: place → texts, with unread text, prefill and preselection."""

from __future__ import annotations

from decimal import Decimal

from surveys.checks import unread_texts
from surveys.items.registry import Choice, Item, Multi
from surveys.problems import Json
from surveys.route import seen_pages
from surveys.rules.values import flat, text_of
from surveys.scope import Scope
from surveys.texts import format_number


def typed_page(scope: Scope, page_id: str, language: str) -> dict[str, list[str]]:
    """All fields of a page as the form shows them."""
    typed: dict[str, list[str]] = {}
    for item in scope.questionnaire.page(page_id).items:
        typed |= typed_item(scope, item, language)
    return typed


def typed_item(scope: Scope, item: Item, language: str) -> dict[str, list[str]]:
    """The fields of one item: the stored answer, else what the frame or earlier answers suggest.

    Nothing is suggested on a page that was saved before: what was emptied stays empty.
    """
    stored = scope.stored(item)
    if isinstance(item, Choice):
        stored = item.effective(stored, scope)
    if stored is not None:
        typed = item.typed(stored, item.id, language)
    else:
        is_new = scope.questionnaire.page_of(item.id).id not in seen_pages(scope.document)
        typed = suggested(scope, item, language) if is_new else {}
    other = scope.other_text(item)
    if other:
        typed[f"{item.id}:other"] = [other]
    kept = unread_texts(scope.document)
    unread = {place: [kept[place]] for place in kept if place.partition(".")[0].partition(":")[0] == item.id}
    return {**typed, **unread}


def suggested(scope: Scope, item: Item, language: str) -> dict[str, list[str]]:
    """Prefill from the frame and preselected codes; only shown, not stored until the page is sent."""
    if item.prefill:
        value = scope.look_up(tuple(item.prefill.split(".")))
        if isinstance(value, Decimal):
            return {item.id: [format_number(int(value), language)]}
        code = text_of(value)
        offered = {option.code for option in scope.options(item)}
        return {item.id: [code]} if code is not None and (not offered or code in offered) else {}
    if isinstance(item, Multi) and item.preselect is not None:
        codes: list[Json] = list(dict.fromkeys(text_of(v) for v in flat(item.preselect.node.evaluate(scope))))
        offered_in_order = [option.code for option in scope.options(item) if option.code in codes]
        return {item.id: offered_in_order[: item.max]} if offered_in_order else {}
    return {}
