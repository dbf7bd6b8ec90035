"""The account behind a request, as Flask-Login's ``current_user``.

The session row already names the account, so Flask-Login asks for it by request instead of keeping a copy in
the session: one read, and nothing that could outlive the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_login import LoginManager, UserMixin

from app.sessions import visitor

login = LoginManager()
login.session_protection = None  # it keeps a copy of address and browser in the session; the row has its own life


@dataclass(frozen=True, slots=True)
class Account(UserMixin):
    """Somebody of the Arbeitskammer or a partner who is signed in."""

    id: int
    name: str
    role: str


@login.request_loader
def _account(_request: Any) -> Account | None:
    who = visitor()
    return None if who is None or who.user_id is None else Account(who.user_id, who.name, who.role)


def register(app: Flask) -> None:
    """Give requests a ``current_user``.

    Not by ``init_app``: that adds a remember-me cookie, which we do not have, and reads the session for every
    static file to look after it.
    """
    app.login_manager = login  # type: ignore[attr-defined]
