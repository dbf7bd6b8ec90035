"""Server-side sessions: a row per signed-in browser, a signed cookie for everybody else.

The cookie of somebody who signed in holds a random token; its row dies at logout, and a copy of the cookie with
it. Visitors who have not signed in cost no row: their language and form token travel signed. Respondents and
staff have separate cookies, so that one browser can hold both and neither sees the other.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from flask import Flask, Request, Response, current_app, request, session
from flask.sessions import SecureCookieSessionInterface, SessionInterface, SessionMixin
from itsdangerous import BadSignature
from sqlalchemy import bindparam, delete, insert, select, update

from app.config import Settings
from app.database import writing
from app.extensions import db
from app.models import BrowserSession, Realm, User, now

View = TypeVar("View", bound=Callable[..., Any])

STAFF_PATHS = ("/intern", "/partner", "/anmelden", "/abmelden", "/konto")
_SIGNED, _TOKEN = "a.", "s."
_SEEN_EVERY = timedelta(minutes=5)
_ANONYMOUS_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in: an account (staff, partners) or the assignment of a respondent."""

    user_id: int | None
    assignment_id: int | None
    seen_at: datetime
    name: str = ""
    role: str = ""


class BrowserState(SessionMixin):
    """The session of one request; reads its row at first use, so that a page without one costs nothing."""

    def __init__(self, realm: Realm, cookie: str) -> None:
        self.realm = realm
        self.cookie = cookie
        self.token = cookie[2:] if cookie.startswith(_TOKEN) else ""
        self.accessed = False
        self.modified = False
        self.is_new_token = False
        self.is_forgotten = False
        self.visitor: Visitor | None = None
        self._data: dict[str, Any] | None = None

    @property
    def data(self) -> dict[str, Any]:
        """The stored values, read from the cookie or the row when first asked for."""
        self.accessed = True
        if self._data is None:
            self._data = {}  # a failing read must not be tried again by the error page
            self._data = self._read()
        return self._data

    def _read(self) -> dict[str, Any]:
        if self.token:
            self.visitor, data = _find(self.token, self.realm)
            return data
        return _unsigned(self.cookie) if self.cookie.startswith(_SIGNED) else {}

    def replace(self, token: str, visitor: Visitor | None, data: dict[str, Any]) -> None:
        """Become another session (sign-in) or an empty one (sign-out, unreachable database)."""
        self.token, self.visitor, self._data = token, visitor, data
        self.accessed, self.is_new_token, self.modified = True, bool(token), not token

    def forget(self) -> None:
        """Drop everything without touching cookie or row: the database is away, the session may well live."""
        self._data, self.visitor = {}, None
        self.is_forgotten = True

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.data[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:
        del self.data[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)


class Sessions(SessionInterface):
    """Opens and saves ``BrowserState``; writes only what changed."""

    def open_session(self, app: Flask, request: Request) -> BrowserState:
        """The session of this request, not yet read."""
        realm = realm_of(request.path)
        return BrowserState(realm, request.cookies.get(cookie_name(app, realm), ""))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Store what changed and send a cookie when it is a new one."""
        state = cast(BrowserState, session)
        if not state.accessed or state.is_forgotten:
            return
        response.vary.add("Cookie")
        if state.token and state.visitor is not None:
            _touch(state, is_active=not _is_polled(app))
            value = _TOKEN + state.token if state.is_new_token else None
        else:
            value = _signed(app, state.data) if state.modified and state.data else None
        name = cookie_name(app, state.realm)
        if value is not None:
            response.set_cookie(name, value, httponly=True, samesite="Lax", secure=_https(app))
        elif state.cookie and not state.visitor and not state.data:
            response.delete_cookie(name, httponly=True, samesite="Lax", secure=_https(app))


def realm_of(path: str) -> Realm:
    """Whose cookie a path uses; the public pages share the respondents', who enter there."""
    return Realm.STAFF if path.startswith(STAFF_PATHS) else Realm.RESPONDENT


def cookie_name(app: Flask, realm: Realm) -> str:
    """The cookie of a realm; by https bound to this very host."""
    return ("__Host-" if _https(app) else "") + f"bedarfsradar_{realm}"


def current() -> BrowserState:
    """The session of this request."""
    return cast(BrowserState, session._get_current_object())  # type: ignore[attr-defined]


def visitor() -> Visitor | None:
    """Who is signed in on this request, in the realm of its path."""
    state = current()
    return state.visitor if state.data or state.visitor else None


def sign_in(*, user_id: int | None = None, assignment_id: int | None = None) -> None:
    """Begin a new session row for an account or an assignment; the former one of this browser dies."""
    state = current()
    token, moment = secrets.token_urlsafe(32), now()
    data = {"csrf_token": secrets.token_hex(20)}
    if "language" in state.data:
        data["language"] = state.data["language"]
    with writing(db.session):
        _delete_row(state.token)
        db.session.execute(delete(BrowserSession).where(BrowserSession.expires_at <= moment))
        db.session.execute(
            insert(BrowserSession).values(
                token_hash=_hash(token),
                realm=state.realm,
                user_id=user_id,
                assignment_id=assignment_id,
                data=data,
                created_at=moment,
                seen_at=moment,
                expires_at=moment + _settings().session_lifetime,
            )
        )
    state.replace(token, Visitor(user_id, assignment_id, moment), data)


def sign_out() -> None:
    """End the session: row and cookie. A copy of the cookie opens nothing any more."""
    state = current()
    language = state.data.get("language")
    with writing(db.session):
        _delete_row(state.token)
    state.replace("", None, {"language": language} if language else {})


_BY_TOKEN = (
    select(
        BrowserSession.user_id,
        BrowserSession.assignment_id,
        BrowserSession.data,
        BrowserSession.seen_at,
        BrowserSession.expires_at,
        User.name,
        User.role,
        User.is_active,
    )
    .outerjoin(User, User.id == BrowserSession.user_id)
    .where(
        BrowserSession.token_hash == bindparam("token_hash"),
        BrowserSession.realm == bindparam("realm"),
    )
)


def _find(token: str, realm: Realm) -> tuple[Visitor | None, dict[str, Any]]:
    """The visitor and the values behind a token; nothing when it is unknown, too old or idle too long."""
    row = db.session.execute(_BY_TOKEN, {"token_hash": _hash(token), "realm": realm}).one_or_none()
    moment = now()
    if row is None or row.expires_at <= moment or row.seen_at + _idle(realm) <= moment:
        return None, {}
    if row.user_id is not None and not row.is_active:
        return None, {}
    who = Visitor(row.user_id, row.assignment_id, row.seen_at, row.name or "", row.role or "")
    return who, dict(row.data)


def polled(view: View) -> View:
    """Mark a view that a page asks for by itself: nobody need be sitting there, so it does not keep a session awake."""
    view.is_polled = True  # type: ignore[attr-defined]
    return view


def _is_polled(app: Flask) -> bool:
    return getattr(app.view_functions.get(request.endpoint or ""), "is_polled", False)


def _touch(state: BrowserState, *, is_active: bool) -> None:
    """Write the row when its values changed or when somebody was last seen some minutes ago."""
    seen = cast(Visitor, state.visitor).seen_at
    moment = now() if is_active else seen
    if not state.modified and moment - seen < _SEEN_EVERY:
        return
    with writing(db.session):
        db.session.execute(
            update(BrowserSession)
            .where(BrowserSession.token_hash == _hash(state.token))
            .values(data=state.data, seen_at=moment)
        )


def _delete_row(token: str) -> None:
    if token:
        db.session.execute(delete(BrowserSession).where(BrowserSession.token_hash == _hash(token)))


def _hash(token: str) -> str:
    """A random token of 256 bits needs no key and no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _signer(app: Flask) -> Any:
    return SecureCookieSessionInterface().get_signing_serializer(app)


def _signed(app: Flask, data: dict[str, Any]) -> str:
    return _SIGNED + str(_signer(app).dumps(data))


def _unsigned(cookie: str) -> dict[str, Any]:
    try:
        return dict(_signer(current_app).loads(cookie[2:], max_age=_ANONYMOUS_SECONDS))
    except BadSignature:
        return {}


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["settings"])


def _idle(realm: Realm) -> timedelta:
    settings = _settings()
    return settings.staff_idle if realm is Realm.STAFF else settings.respondent_idle


def _https(app: Flask) -> bool:
    return cast(Settings, app.extensions["settings"]).is_https
