"""How often one may try to enter: counted in the application's own table, so that every process counts alike."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, func, select

from app.database import AnySession
from app.models import Attempt, now
from app.services.codes import keyed_hash

WINDOW: Final = timedelta(minutes=15)
# Failed tries within the window: of one network, on one account, of everybody together.
ALLOWED: Final = {
    ("code", "network"): 30,
    ("code", "everybody"): 3000,
    ("account", "network"): 50,
    ("account", "name"): 10,
}

Subject = tuple[str, str]
"""What is counted: a word of ALLOWED (``network``, ``name``, ``everybody``) and whose."""


def network_of(address: str | None) -> Subject:
    """The network of an address: /24 of IPv4, /56 of IPv6 (what one household or company has)."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return ("network", "unknown")
    prefix = 24 if ip.version == 4 else 56
    return ("network", str(ipaddress.ip_network((ip, prefix), strict=False)))


def is_blocked(session: AnySession, secret: str, kind: str, subjects: Iterable[Subject]) -> bool:
    """Whether any of ``subjects`` has failed too often within the window."""
    counted = {_hash(secret, subject): ALLOWED[kind, subject[0]] for subject in subjects}
    rows = session.execute(
        select(Attempt.subject_hash, func.count())
        .where(Attempt.kind == kind, Attempt.subject_hash.in_(counted), Attempt.at > now() - WINDOW)
        .group_by(Attempt.subject_hash)
    )
    return any(count >= counted[subject] for subject, count in rows)


def count_failure(session: AnySession, secret: str, kind: str, subjects: Iterable[Subject]) -> None:
    """Count one failed try for each of ``subjects``, and drop what no longer counts."""
    session.execute(delete(Attempt).where(Attempt.at <= now() - WINDOW))
    session.add_all(Attempt(kind=kind, subject_hash=_hash(secret, subject)) for subject in subjects)


def forget(session: AnySession, secret: str, kind: str, subject: Subject) -> None:
    """Forget the failures of a subject that has just entered rightly."""
    session.execute(delete(Attempt).where(Attempt.kind == kind, Attempt.subject_hash == _hash(secret, subject)))


def _hash(secret: str, subject: Subject) -> str:
    return keyed_hash(secret, "limit:" + ":".join(subject))
