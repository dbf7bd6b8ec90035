"""Signing in and out, and the own password."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app import sessions
from app.database import writing
from app.extensions import db
from app.forms.staff import PasswordForm, SignInForm
from app.security import account_required, public, user_id
from app.services import accounts, audit, limits
from app.services.refusals import Refused

blueprint = Blueprint("account", __name__, template_folder="templates")

Page = str | Response | tuple[str, int]

WRONG = "E-Mail-Adresse oder Passwort stimmen nicht."
TOO_OFTEN = "Das waren zu viele Versuche. Bitte warten Sie 15 Minuten, und versuchen Sie es dann noch einmal."


@blueprint.route("/anmelden", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    """The door for staff and partners."""
    form = SignInForm()
    target = local_path(request.args.get("weiter", ""))
    if request.method == "GET":
        return render_template("account/sign_in.html", form=form)
    if not form.validate():
        return render_template("account/sign_in.html", form=form), 400
    return _try(form, target)


@blueprint.post("/abmelden")
@public
def sign_out() -> Response:
    """End the session; public, so that a double click ends well too."""
    sessions.sign_out()
    return redirect(url_for("account.sign_in"))


@blueprint.route("/konto", methods=["GET", "POST"])
@account_required
def password() -> Page:
    """Change the own password, which ends all sessions of the account."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return _show_password(form), 400 if form.errors else 200
    try:
        with writing(db.session):
            accounts.set_password(db.session, user_id(), form.old.data, form.new.data)
    except Refused as refused:
        form.refuse(form.new, str(refused))
        return _show_password(form), 400
    sessions.sign_out()
    flash("Ihr Passwort ist geändert. Bitte melden Sie sich damit an.")
    return redirect(url_for("account.sign_in"))


def local_path(text: str) -> str | None:
    """``text`` when it is a path on this site, else None: a sign-in must not lead elsewhere."""
    if not text.startswith("/") or text[1:2] in {"/", "\\"} or not text.isprintable() or "\\" in text:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else text


def _show_password(form: PasswordForm) -> str:
    return render_template("account/password.html", form=form, who=sessions.visitor(), languages=())


def _try(form: SignInForm, target: str | None) -> Page:
    secret = current_app.config["SECRET_KEY"]
    name = ("name", form.email.data.lower())
    subjects = [limits.network_of(request.remote_addr), name]
    if limits.is_blocked(db.session, secret, "account", subjects):
        form.refuse(form.email, TOO_OFTEN)
        return render_template("account/sign_in.html", form=form), 429
    user = accounts.authenticate(db.session, form.email.data, form.password.data)
    with writing(db.session):
        if user is None:
            limits.count_failure(db.session, secret, "account", subjects)
            # For an unknown address too: otherwise the time it takes would tell which addresses are known.
            audit.record(db.session, None, "sign_in_failed", accounts.subject_of(db.session, form.email.data))
        else:
            limits.forget(db.session, secret, "account", name)
            audit.record(db.session, user.id, "sign_in", f"account:{user.id}")
    if user is None:
        form.refuse(form.email, WRONG)
        return render_template("account/sign_in.html", form=form), 400
    sessions.sign_in(user_id=user.id)
    return redirect(target or url_for("account.home"))


@blueprint.get("/konto/start")
@account_required
def home() -> Response:
    """The first page of whoever has just signed in."""
    pages = {"partner": "partners.releases", "admin": "staff.accounts"}
    return redirect(url_for(pages.get(current_user.role, "staff.waves")))
