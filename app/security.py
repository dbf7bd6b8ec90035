"""Who may see a view, and what every response says to the browser.

A view carries its access as a mark; one hook before the request reads it. A view without a mark stops the start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from flask import Flask, Response, current_app, request
from flask_login import current_user
from werkzeug.exceptions import Forbidden, Unauthorized

from app.config import Settings
from app.database import announce_reading
from app.models import UserRole
from app.sessions import visitor

View = TypeVar("View", bound=Callable[..., Any])

MANAGER: Final = UserRole.MANAGER
ANALYST: Final = UserRole.ANALYST
CONTACTS: Final = UserRole.CONTACTS
ADMIN: Final = UserRole.ADMIN
STAFF: Final = frozenset({MANAGER, ANALYST, CONTACTS, ADMIN})
PARTNERS: Final = frozenset({UserRole.PARTNER})

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may see a view: everybody, a respondent, or accounts with one of ``roles``."""

    kind: str
    roles: frozenset[UserRole] = frozenset()


class SignInRequired(Unauthorized):
    """Nobody is signed in; ``kind`` says which door leads in (``respondent`` or ``account``)."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind


def public(view: View) -> View:
    """Everybody may see the view."""
    return _mark(view, Access("public"))


def respondent_required(view: View) -> View:
    """Only who entered with a code or link; the view reads ``assignment_id()``."""
    return _mark(view, Access("respondent"))


def staff_required(*roles: UserRole) -> Callable[[View], View]:
    """Only staff with one of ``roles``; without any, all staff."""
    return lambda view: _mark(view, Access("account", frozenset(roles) or STAFF))


def partner_required(view: View) -> View:
    """Only partners of the network."""
    return _mark(view, Access("account", PARTNERS))


def account_required(view: View) -> View:
    """Everybody with an account, staff or partner."""
    return _mark(view, Access("account", STAFF | PARTNERS))


def accepts_body(megabytes: int) -> Callable[[View], View]:
    """Raise the limit of the request body for one view (an upload)."""

    def mark(view: View) -> View:
        view.body_megabytes = megabytes  # type: ignore[attr-defined]
        return view

    return mark


def access_of(view: Callable[..., Any]) -> Access | None:
    """The mark of a view; None when it has none."""
    return cast("Access | None", getattr(view, "access", None))


def user_id() -> int:
    """The signed-in account; only in views that ask for one."""
    if not current_user.is_authenticated:
        raise SignInRequired("account")
    return int(current_user.id)


def assignment_id() -> int:
    """The assignment that this browser entered with; only in views that ask for a respondent."""
    who = visitor()
    if who is None or who.assignment_id is None:
        raise SignInRequired("respondent")
    return who.assignment_id


def register(app: Flask) -> None:
    """Check the access of every request and put the headers on every response."""
    app.before_request(_read_only)
    app.before_request(_limit_body)
    app.before_request(_check_access)
    app.after_request(_add_headers)
    app.teardown_request(_may_write_again)


def mark_static(app: Flask) -> None:
    """Static files are for everybody; the framework made their view, so it is marked here."""
    serve = app.view_functions["static"]

    def static(**values: Any) -> Any:
        return serve(**values)

    app.view_functions["static"] = public(static)


def refuse_unmarked(app: Flask) -> None:
    """Stop the start when a view says nothing about who may see it."""
    missing = [name for name, view in app.view_functions.items() if access_of(view) is None]
    if missing:
        raise RuntimeError(f"views without an access decorator: {', '.join(sorted(missing))}")


def _mark(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def _read_only() -> None:
    announce_reading(True)


def _may_write_again(_error: BaseException | None) -> None:
    announce_reading(False)


def _limit_body() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    megabytes = getattr(view, "body_megabytes", None)
    if megabytes is not None:
        request.max_content_length = megabytes * 1024 * 1024


def _check_access() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    access = access_of(view) if view is not None else None
    if access is None or access.kind == "public":
        return
    if access.kind == "respondent":
        assignment_id()
    else:
        _check_account(access)


def _check_account(access: Access) -> None:
    if not current_user.is_authenticated:
        raise SignInRequired("account")
    if current_user.role not in access.roles:
        raise Forbidden


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        # A page that was written as a file brings a policy of its own: two would both hold.
        response.headers.setdefault(name, value)
    settings = cast(Settings, current_app.extensions["settings"])
    if settings.is_https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response
