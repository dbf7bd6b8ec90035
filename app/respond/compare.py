"""„Ihr Betrieb im Vergleich“: open to whoever handed in, also when the wave is over; nothing can be written here."""

from __future__ import annotations

from flask import redirect, render_template, url_for

from app.extensions import db
from app.i18n import language
from app.respond.door import blueprint, pdf_answer, present
from app.respond.pages import Reply
from app.security import respondent_required
from app.services import returns
from app.services.submit import latest_receipt
from exports.charts.svg import svg
from exports.returns import pdf


@blueprint.get("/befragung/vergleich")
@respondent_required
def compare() -> Reply:
    """Own answers beside released figures, or why there are none."""
    visit = present()
    handed_in = latest_receipt(db.session, visit)
    if handed_in is None:
        return redirect(url_for("respond.overview"))
    found = returns.compare(db.session, visit, handed_in, language())
    return render_template("respond/compare.html", standing=found.standing, document=found.document, svg=svg)


@blueprint.get("/befragung/vergleich.pdf")
@respondent_required
def compare_pdf() -> Reply:
    """The same on paper; without figures, the page says why."""
    visit = present()
    handed_in = latest_receipt(db.session, visit)
    if handed_in is None:
        return redirect(url_for("respond.overview"))
    document = returns.compare(db.session, visit, handed_in, language()).document
    if document is None:
        return redirect(url_for("respond.compare"))
    return pdf_answer(pdf.render(document), "betrieb-im-vergleich.pdf")
