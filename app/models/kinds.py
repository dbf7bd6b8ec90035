"""Closed lists of words that are stored: roles, states, dispositions."""

from __future__ import annotations

from enum import StrEnum


class UserRole(StrEnum):
    """What an account may do; one account has one role."""

    MANAGER = "manager"  # leads the fieldwork: waves, invitations, monitoring, releases
    ANALYST = "analyst"  # sees results and releases, no contacts
    CONTACTS = "contacts"  # sees invitations and monitoring, no answers
    ADMIN = "admin"  # accounts only
    PARTNER = "partner"  # reads approved releases


class Role(StrEnum):
    """The two sides of one establishment; each has an instrument of its own."""

    COMPANY = "company"
    WORKS_COUNCIL = "works_council"


class WaveState(StrEnum):
    """The life of a wave, in order."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Disposition(StrEnum):
    """Where an assignment stands (after AAPOR)."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    BOUNCED = "bounced"
    OPENED = "opened"
    STARTED = "started"
    PARTIAL = "partial"
    COMPLETE = "complete"
    REFUSED = "refused"
    OUT_OF_SCOPE = "out_of_scope"
    DUPLICATE = "duplicate"


class ResponseState(StrEnum):
    """A response is a draft until its first submission; a correction keeps it submitted."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class ReleaseState(StrEnum):
    """The way of a release out of the house."""

    BUILT = "built"
    VERIFIED = "verified"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


class Realm(StrEnum):
    """Whom a browser session belongs to; each realm has a cookie of its own."""

    RESPONDENT = "befragung"
    STAFF = "intern"
