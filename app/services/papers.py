"""The papers of a respondent: the blank questionnaire, and the receipt with one's own answers."""

from __future__ import annotations

from app.database import AnySession
from app.models import QuestionnaireVersion
from app.services.shelf import Shelf
from app.services.submit import Receipt
from app.services.visit import Visit
from exports.facts import Contact, PaperFacts, ReceiptFacts
from exports.pdf import questionnaire, receipt


def blank_questionnaire(session: AnySession, visit: Visit, language: str, contact: Contact, shelf: Shelf) -> bytes:
    """The questionnaire of this response as PDF/UA in ``language``; without answers, so it is the same for all."""
    version = session.get_one(QuestionnaireVersion, visit.questionnaire.hash)
    facts = PaperFacts(version.created_at, contact, is_invented=visit.wave.is_invented)
    years = visit.context.wave
    said = [f"{name}={value}" for name, value in sorted(years.items())]
    return shelf.kept(
        lambda: questionnaire.render(visit.questionnaire, language, years, facts),
        *("blank", visit.questionnaire.hash, version.created_at.isoformat(), language),
        *(contact.name, contact.phone, contact.mail, *said, *(["invented"] if facts.is_invented else [])),
    )


def receipt_paper(visit: Visit, found: Receipt, language: str, contact: Contact) -> bytes:
    """The answers of a submission as PDF/UA in ``language``."""
    facts = ReceiptFacts(
        at=found.submitted_at,
        version=visit.questionnaire.hash,
        reference=found.reference,
        check_value=found.check_value,
        contact=contact,
        is_invented=visit.wave.is_invented,
        is_trial=visit.is_trial,
    )
    return receipt.render(visit.scope.after(found.document), language, facts)
