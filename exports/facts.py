"""What a document says besides its contents: who to ask, and which answers a receipt is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the field team; an empty text is left out."""

    name: str = ""
    phone: str = ""
    mail: str = ""


NO_CONTACT = Contact()


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """Of a blank questionnaire: since when it is as it is, who to ask, and the address of the online form."""

    created: datetime
    contact: Contact = NO_CONTACT
    address: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """Of a receipt. Without ``reference`` it is a draft, and ``at`` is when it was last saved.

    ``at`` has a time zone; ``version`` is the hash of the questionnaire.
    """

    at: datetime
    version: str
    reference: str = ""
    check_value: str = ""
    establishment: str = ""
    contact: Contact = NO_CONTACT

    @property
    def is_draft(self) -> bool:
        """Whether the answers have not been submitted."""
        return not self.reference
