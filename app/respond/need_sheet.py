"""The „Bedarfsblatt“ of a works council: its own answers, arranged for talks with the employer."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.exceptions import NotFound

from app.extensions import db
from app.i18n import language
from app.respond.door import blueprint, pdf_answer, present
from app.respond.pages import Reply
from app.security import respondent_required
from app.services import returns
from app.services.submit import latest_receipt
from exports.charts.svg import svg
from exports.returns import pdf
from exports.returns.parts import Document


@blueprint.get("/befragung/bedarfsblatt")
@respondent_required
def need_sheet() -> Reply:
    """The sheet as a page."""
    document = _document()
    if document is None:
        return redirect(url_for("respond.overview"))
    return render_template("respond/need_sheet.html", document=document, svg=svg)


@blueprint.get("/befragung/bedarfsblatt.pdf")
@respondent_required
def need_sheet_pdf() -> Reply:
    """The sheet on paper."""
    document = _document()
    if document is None:
        return redirect(url_for("respond.overview"))
    return pdf_answer(pdf.render(document), "bedarfsblatt.pdf")


def _document() -> Document | None:
    """The sheet of what was handed in; None before that. Only who speaks for employees has one."""
    visit = present()
    if not returns.has_need_sheet(visit):
        raise NotFound
    handed_in = latest_receipt(db.session, visit)
    return None if handed_in is None else returns.need(visit, handed_in, language())
