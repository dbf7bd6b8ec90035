"""Who to ask: the field team's name, telephone and mail address in one line."""

from __future__ import annotations

from exports.facts import Contact, dialled
from exports.messages import CATALOGUE
from exports.pdf.flowables import Flowable, paragraph
from exports.pdf.text import Span, link

WAYS = (("contact_phone", "phone", "tel:"), ("contact_mail", "mail", "mailto:"))


def contact_line(contact: Contact, language: str) -> list[Flowable]:
    """What is known of the contact, with links; nothing when nothing is known."""
    parts: list[str | Span] = [contact.name] if contact.name else []
    for entry, way, scheme in WAYS:
        address: str = getattr(contact, way)
        if address:
            before, _, after = CATALOGUE.template(f"paper.{entry}", language).partition("{" + way + "}")
            target = dialled(address) if way == "phone" else address.strip()
            parts += [", " if parts else "", before, link(address, scheme + target), after]
    return [paragraph(parts)] if parts else []
