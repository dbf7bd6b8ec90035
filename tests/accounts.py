"""People with accounts, and browsers that are signed in without the cost of proving a password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from app.extensions import db
from app.models import BrowserSession, Realm, User, UserRole, now
from app.services import accounts
from app.sessions import cookie_name
from tests.respondents import Respondent

PASSWORD = "ein langes Passwort"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Hundreds of tests need people, not the work of guessing their passwords; accounts of ``make_account`` take it."""


def address(role: str) -> str:
    """The e-mail address of the account with this role."""
    return f"{role}@example.org"


def make_account(app: Flask, role: str) -> int:
    """An account whose password is PASSWORD; its id."""
    with app.app_context():
        user = accounts.create(db.session, address(role), f"Person {role}", PASSWORD, role)
        db.session.commit()
        return user.id


def make_everyone(app: Flask) -> None:
    """An account of every role, all with the same password."""
    with app.app_context():
        for role in UserRole:
            db.session.add(User(email=address(role), name=f"Person {role}", password_hash=_CHEAP, role=role))
        db.session.commit()


def signed_in(app: Flask, role: str) -> FlaskClient:
    """A browser in which the account of this role is signed in."""
    with app.app_context():
        number = db.session.scalars(select(User.id).where(User.role == role)).one()
    return _with_session(app, Realm.STAFF, user_id=number)


def entered(app: Flask, assignment_id: int) -> FlaskClient:
    """A browser in which a respondent has entered."""
    return _with_session(app, Realm.RESPONDENT, assignment_id=assignment_id)


def visitor(app: Flask, role: str) -> Respondent:
    """Somebody with the account of this role, who opens pages and presses buttons."""
    return Respondent(signed_in(app, role))


def form_token(app: Flask, client: FlaskClient) -> str:
    """The token that the forms of this browser carry; empty for somebody without a session of their own."""
    for realm in Realm:
        cookie = client.get_cookie(cookie_name(app, realm))
        if cookie is not None:
            with app.app_context():
                row = db.session.get(BrowserSession, _hash(cookie.value[2:]))
            secret = row.data["csrf_token"] if row else ""
            return str(URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token").dumps(secret))
    return ""


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _with_session(app: Flask, realm: Realm, **whose: int) -> FlaskClient:
    token = secrets.token_urlsafe(32)
    with app.app_context():
        row = BrowserSession(
            token_hash=_hash(token),
            realm=realm,
            data={"csrf_token": secrets.token_hex(20)},
            expires_at=now() + timedelta(hours=1),
            **whose,
        )
        db.session.add(row)
        db.session.commit()
    client = app.test_client()
    client.set_cookie(cookie_name(app, realm), f"s.{token}")
    return client
