"""Accounts of staff and partners: made, proved by a password, switched off."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select

from app.database import AnySession
from app.models import BrowserSession, User, UserRole
from app.services import audit
from app.services.refusals import Refused, Unknown

# About 50 ms on the machines we have; 32 MiB keep many guesses at once expensive.
_HASHER: Final = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
_NOBODY: Final = _HASHER.hash("nobody has this password")
_MINIMUM_LENGTH: Final = 12
ROLE_WORDS: Final = {
    UserRole.MANAGER: "Befragungsleitung",
    UserRole.ANALYST: "Auswertung",
    UserRole.CONTACTS: "Kontakte",
    UserRole.ADMIN: "Kontenverwaltung",
    UserRole.PARTNER: "Netzwerkpartner",
}
EMAIL: Final = re.compile(r"[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,189}")


def create(session: AnySession, email: str, name: str, password: str, role: str) -> User:
    """Add an account; raises Refused when a value is unusable or the address is taken."""
    address = email.strip().lower()
    if not EMAIL.fullmatch(address):
        raise Refused(f"„{email}“ ist keine E-Mail-Adresse.")
    if role not in set(UserRole):
        raise Refused(f"Die Rolle „{role}“ gibt es nicht. Möglich sind: {', '.join(UserRole)}.")
    if not name.strip():
        raise Refused("Bitte geben Sie einen Namen an.")
    _check_password(password, address)
    if _by_email(session, address) is not None:
        raise Refused(f"Für „{address}“ gibt es schon ein Konto.")
    user = User(email=address, name=name.strip(), password_hash=_HASHER.hash(password), role=UserRole(role))
    session.add(user)
    session.flush()
    return user


def authenticate(session: AnySession, email: str, password: str) -> User | None:
    """The active account that this password proves, else None; takes equally long in every case."""
    user = _by_email(session, email.strip().lower())
    is_right = _proves(password, user.password_hash if user is not None else _NOBODY)
    return user if user is not None and user.is_active and is_right else None


def subject_of(session: AnySession, email: str) -> str:
    """The account with this address as the record of acts names it; what somebody typed is not written down."""
    user = _by_email(session, email.strip().lower())
    return f"account:{user.id}" if user is not None else "account:unknown"


def by_email(session: AnySession, email: str) -> User:
    """The account with this address; raises Unknown."""
    user = _by_email(session, email.strip().lower())
    if user is None:
        raise Unknown(f"Ein Konto „{email}“ gibt es nicht.")
    return user


def require(session: AnySession, user_id: int | None, roles: Collection[UserRole], refusal: str) -> int:
    """The number of an account that is active and has one of these roles now; raises Refused with ``refusal``."""
    user = session.get(User, user_id, populate_existing=True) if user_id is not None else None
    if user is None or not user.is_active or user.role not in roles:
        raise Refused(refusal)
    return user.id


def names(session: AnySession, numbers: Iterable[int | None]) -> dict[int, str]:
    """Number to name of these accounts."""
    wanted = {number for number in numbers if number is not None}
    rows = session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return {row.id: row.name for row in rows}


def number_of_partners(session: AnySession) -> int:
    """How many can sign in to read what is approved."""
    partners = select(func.count()).where(User.role == UserRole.PARTNER, User.is_active)
    return session.scalar(partners) or 0


def active(session: AnySession, roles: Collection[UserRole]) -> list[User]:
    """The accounts with one of these roles that are not switched off, by name."""
    chosen = select(User).where(User.is_active, User.role.in_(roles))
    return list(session.scalars(chosen.order_by(User.name, User.id)))


def everyone(session: AnySession) -> list[User]:
    """All accounts, by name."""
    return list(session.scalars(select(User).order_by(User.name, User.id)))


def switch(session: AnySession, user_id: int, by_user: int, *, is_active: bool) -> User:
    """Switch an account on or off; off ends its sessions at once. Nobody can switch off the own account."""
    user = session.get(User, user_id)
    if user is None:
        raise Unknown("Dieses Konto gibt es nicht.")
    if user_id == by_user and not is_active:
        raise Refused("Das eigene Konto lässt sich nicht abschalten.")
    user.is_active = is_active
    session.execute(delete(BrowserSession).where(BrowserSession.user_id == user_id))
    audit.record(session, by_user, "account_on" if is_active else "account_off", f"account:{user_id}")
    return user


def set_password(session: AnySession, user_id: int, old: str, new: str) -> None:
    """Change a password; raises Refused when the old one is wrong. Ends all sessions of the account."""
    user = session.get(User, user_id)
    if user is None or not _proves(old, user.password_hash):
        raise Refused("Das bisherige Passwort stimmt nicht.")
    _check_password(new, user.email)
    user.password_hash = _HASHER.hash(new)
    session.execute(delete(BrowserSession).where(BrowserSession.user_id == user_id))
    audit.record(session, user_id, "password_changed", f"account:{user_id}")


def _by_email(session: AnySession, email: str) -> User | None:
    if "\x00" in email:  # PostgreSQL refuses NUL in text
        return None
    return session.scalar(select(User).where(User.email == email.encode("utf-8", "ignore").decode()))


def _check_password(password: str, email: str) -> None:
    if len(password) < _MINIMUM_LENGTH:
        raise Refused(f"Das Passwort braucht mindestens {_MINIMUM_LENGTH} Zeichen.")
    own_name = email.split("@", maxsplit=1)[0]
    if len(set(password)) < 5 or (len(own_name) > 3 and own_name in password.lower()):
        raise Refused("Dieses Passwort ist zu leicht zu erraten.")


def _proves(password: str, stored: str) -> bool:
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
