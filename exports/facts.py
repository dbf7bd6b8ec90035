"""What a document says besides its contents: who to ask, and which answers a receipt is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

_NUMBER = re.compile(r"\+?\(?\d[\d\s/().-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the field team; an empty text is left out."""

    name: str = ""
    phone: str = ""
    mail: str = ""


NO_CONTACT = Contact()


def dialled(phone: str) -> str:
    """What a telephone dials: ``+49 (0)681 4005-111 (mornings)`` is ``+496814005111``."""
    found = _NUMBER.search(phone.replace("(0)", "") if "+" in phone else phone)
    return "".join(sign for sign in found[0] if sign in "+0123456789") if found else ""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """Of a blank questionnaire: since when it is as it is, who to ask, and the address of the online form."""

    created: datetime
    contact: Contact = NO_CONTACT
    address: str = ""
    is_invented: bool = False


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
    is_invented: bool = False
    is_trial: bool = False

    @property
    def is_draft(self) -> bool:
        """Whether the answers have not been submitted."""
        return not self.reference
