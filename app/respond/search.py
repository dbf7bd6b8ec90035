"""Search in a long list while one types; without script the list itself is there."""

from __future__ import annotations

from flask import Response, jsonify, request
from werkzeug.exceptions import NotFound

from app.i18n import language
from app.respond.door import answering, blueprint, page_of
from app.security import respondent_required
from app.services.search import find
from surveys.items.registry import Single


@blueprint.get("/befragung/<page_id>/suche/<column>")
@respondent_required
def search(page_id: str, column: str) -> Response:
    """The codes of an item or column of the page that fit what was typed: ``[{code, label, found}]``."""
    visit = answering()
    items = page_of(visit, page_id).items
    candidates = (*items, *(part for item in items for part in item.columns))
    item = next((c for c in candidates if c.id == column and isinstance(c, Single)), None)
    if not isinstance(item, Single):
        raise NotFound
    return jsonify(find(visit.scope, item, request.args.get("q", ""), language()))
