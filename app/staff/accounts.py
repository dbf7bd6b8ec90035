"""Accounts: the list, a new one, on and off."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.database import writing
from app.extensions import db
from app.forms.staff import AccountForm
from app.security import ADMIN, staff_required, user_id
from app.services import accounts as service
from app.services import audit
from app.services.refusals import Refused
from app.staff.blueprint import Page, blueprint


@blueprint.route("/konten", methods=["GET", "POST"])
@staff_required(ADMIN)
def accounts() -> Page:
    """All accounts, and a new one."""
    form = AccountForm(list(service.ROLE_WORDS.items()))
    if form.validate_on_submit():
        try:
            with writing(db.session):
                user = service.create(db.session, form.email.data, form.name.data, form.password.data, form.role.data)
                audit.record(db.session, user_id(), "account_created", f"account:{user.id}", role=user.role)
            flash(f"Das Konto von {user.name} ist angelegt.")
            return redirect(url_for("staff.accounts"))
        except Refused as refused:
            form.refuse(form.email, str(refused))
    page = render_template("staff/accounts.html", form=form, users=service.everyone(db.session))
    return page, 400 if form.problems else 200


@blueprint.post("/konten/<int:number>")
@staff_required(ADMIN)
def switch_account(number: int) -> Response:
    """Switch an account on or off; off ends its sessions at once."""
    is_active = request.form.get("an") == "ja"
    try:
        with writing(db.session):
            user = service.switch(db.session, number, user_id(), is_active=is_active)
        flash(f"Das Konto von {user.name} ist {'wieder an' if is_active else 'abgeschaltet'}.")
    except Refused as refused:
        flash(str(refused))
    return redirect(url_for("staff.accounts"))
