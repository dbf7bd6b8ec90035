"""The papers of a respondent: the blank questionnaire, and the receipt with one's own answers."""

from __future__ import annotations

from app.database import AnySession
from app.models import QuestionnaireVersion
from app.services.submit import Receipt
from app.services.visit import Visit
from exports.facts import Contact, PaperFacts, ReceiptFacts
from exports.pdf import questionnaire, receipt


def blank_questionnaire(session: AnySession, visit: Visit, language: str, contact: Contact) -> bytes:
    """The questionnaire of this response as PDF/UA in ``language``; without answers, so it carries no name."""
    version = session.get_one(QuestionnaireVersion, visit.questionnaire.hash)
    facts = PaperFacts(version.created_at, contact)
    return questionnaire.render(visit.questionnaire, language, visit.context.wave, facts)


def receipt_paper(visit: Visit, found: Receipt, language: str, contact: Contact) -> bytes:
    """The answers of a submission as PDF/UA in ``language``."""
    facts = ReceiptFacts(
        at=found.submitted_at,
        version=visit.questionnaire.hash,
        reference=found.reference,
        check_value=found.check_value,
        contact=contact,
    )
    return receipt.render(visit.scope.after(found.document), language, facts)
