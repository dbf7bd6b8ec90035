"""A wave in the field, and a respondent who answers as a browser without JavaScript would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.database import writing
from app.extensions import db
from app.models import (
    Assignment,
    Disposition,
    Establishment,
    FrameEntry,
    Response,
    Role,
    Wave,
    WaveState,
    now,
)
from app.services import codes, questionnaires
from tests.questionnaires_for_tests import FOLDER, REAL

COOKIE = "bedarfsradar_befragung"
ROLES = {"company": Role.COMPANY, "works-council": Role.WORKS_COUNCIL}


@dataclass
class Field:
    """An open wave with the codes and link words of its establishments."""

    app: Flask
    codes: dict[tuple[int, Role], str] = field(default_factory=dict)
    links: dict[tuple[int, Role], str] = field(default_factory=dict)

    def code(self, number: int = 0, role: Role = Role.COMPANY) -> str:
        """The code on the letter of an establishment."""
        return self.codes[number, role]

    def respondent(self, number: int = 0, role: Role = Role.COMPANY) -> Respondent:
        """Somebody who has come in with a code, in a browser of their own."""
        someone = Respondent(self.app.test_client())
        someone.enter(self.code(number, role))
        return someone

    def change_wave(self, **values: Any) -> None:
        """Change the wave behind everybody's back: its state, its dates."""
        with self.app.app_context(), writing(db.session):
            wave = db.session.scalars(select(Wave)).one()
            for name, value in values.items():
                setattr(wave, name, value)

    def document(self) -> dict[str, Any]:
        """The only draft there is."""
        with self.app.app_context():
            return db.session.scalars(select(Response.document)).one()

    def rows(self, model: Any) -> list[Any]:
        """All rows of a model, in order."""
        with self.app.app_context():
            found = list(db.session.scalars(select(model).order_by(model.id)))
            db.session.expunge_all()
            return found


def open_field(app: Flask, questionnaire: str, establishments: int = 1) -> Field:
    """A wave that is open for ten days; ``questionnaire`` is a small one, or ``real`` for both."""
    found = Field(app)
    with app.app_context(), writing(db.session):
        wave = _wave(questionnaire)
        for number in range(establishments):
            _establishment(found, wave, number)
    return found


def _wave(questionnaire: str) -> Wave:
    wave = Wave(
        slug="welle",
        title={"de": "Erste Welle"},
        reference_year=2025,
        target_year=2030,
        state=WaveState.OPEN,
        opened_at=now() - timedelta(days=1),
        closes_at=now() + timedelta(days=10),
        contact_phone="0681 4005 111",
        contact_mail="feld@example.org",
    )
    db.session.add(wave)
    db.session.flush()
    for path in _files(questionnaire):
        questionnaires.attach(db.session, wave, questionnaires.take_file(db.session, path))
    return wave


def _files(questionnaire: str) -> Iterable[Path]:
    if questionnaire == "real":
        return [REAL / f"{name}.yaml" for name in ROLES]
    return [FOLDER / f"{questionnaire}.yaml"]


def _establishment(found: Field, wave: Wave, number: int) -> None:
    unit = Establishment(reference=f"B{number}", name=f"Betrieb {number}")
    db.session.add(unit)
    db.session.flush()
    facts = {"stratum": "C-4", "sector_group": "C", "wz": "29", "wz_version": "2008", "kreis": "10041"}
    db.session.add(
        FrameEntry(
            wave_id=wave.id,
            establishment_id=unit.id,
            size_class="S5",
            employees=64,
            has_works_council=True,
            is_sampled=True,
            **facts,
        )
    )
    pepper = found.app.extensions["settings"].code_pepper
    for role in Role:
        code = found.codes[number, role] = codes.new_code()
        word = found.links[number, role] = codes.new_link_word()
        made = Assignment(
            wave_id=wave.id,
            establishment_id=unit.id,
            role=role,
            disposition=Disposition.SENT,
            code_hash=codes.code_hash(pepper, code),
            link_hash=codes.link_hash(pepper, word),
        )
        db.session.add(made)


class Respondent:
    """Opens pages, fills the fields that are there and presses buttons. Redirects are followed."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.response: TestResponse
        self.soup: BeautifulSoup
        self.path = ""
        self.typed: dict[str, list[str]] = {}

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def title(self) -> str:
        return " ".join(self.at("title").get_text().split())

    @property
    def text(self) -> str:
        """The words between header and footer."""
        main = self.soup.select_one("main")
        return " ".join(main.get_text(" ").split()) if main else self.response.get_data(as_text=True)

    @property
    def links(self) -> dict[str, str]:
        return {" ".join(a.get_text(" ").split()): str(a["href"]) for a in self.soup.select("main a[href]")}

    @property
    def language(self) -> str:
        """The language the page says it is in."""
        return str(self.at("html")["lang"])

    @property
    def cookie(self) -> str:
        """The cookie of the session, as somebody could copy it."""
        found = self.client.get_cookie(COOKIE)
        assert found is not None
        return found.value

    @cookie.setter
    def cookie(self, value: str) -> None:
        self.client.set_cookie(COOKIE, value)

    def at(self, selector: str) -> Tag:
        """The first element that a CSS selector finds; there must be one."""
        found = self.soup.select_one(selector)
        assert found is not None, f"{selector} is not on {self.path}"
        return found

    def value(self, name: str) -> str:
        """What stands in the field with this id."""
        return str(self.at(f"[id='{name}']")["value"])

    def enter(self, code: str) -> None:
        """Come in with a code."""
        self.open("/befragung/")
        self.fill({"code": code})
        self.press("Weiter")

    def open(self, path: str) -> None:
        """Type an address."""
        self._show(self.client.get(path, follow_redirects=True))

    def fill(self, values: Mapping[str, str | list[str]]) -> None:
        """Type and tick; the names must be fields of the page."""
        names = {control["name"] for control in self.soup.select("[name]")}
        for name, value in values.items():
            assert name in names, f"{name} is no field of {self.path}: {sorted(names)}"
            self.typed[name] = [value] if isinstance(value, str) else value

    def press(self, words: str) -> None:
        """Press the button with these words and send the form it belongs to."""
        button = next(b for b in self.soup.select("button") if " ".join(b.get_text(" ").split()).startswith(words))
        form = self.soup.find(id=button["form"]) if button.has_attr("form") else button.find_parent("form")
        assert isinstance(form, Tag)
        sent = self.fields_of(form) | self.typed
        if button.has_attr("name"):
            sent[str(button["name"])] = [str(button["value"])]
        self.send(sent, str(form.get("action") or self.path))

    def send(self, fields: Mapping[str, Any], path: str = "") -> None:
        """Send fields as they are, to the page's own address unless another one is named."""
        self._show(self.client.post(path or self.path, data=fields, follow_redirects=True))

    def fields_of(self, form: Tag | None = None) -> dict[str, list[str]]:
        """The fields of a form as a browser would send them untouched."""
        found: dict[str, list[str]] = {}
        form = form or self.soup.find(id="answers")
        assert form is not None
        for control in form.select("input[name], select[name], textarea[name]"):
            value = _value(control)
            if value is not None:
                found.setdefault(str(control["name"]), []).append(value)
        return found

    def answer(self, values: Mapping[str, str | list[str]], button: str = "Weiter") -> None:
        """Fill the page and send it."""
        self.fill(values)
        self.press(button)

    def _show(self, response: TestResponse) -> None:
        self.response, self.typed = response, {}
        self.path = response.request.path
        self.soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")


def _value(control: Tag) -> str | None:
    if control.name == "textarea":
        return control.get_text().removeprefix("\n")
    if control.name == "select":
        chosen = control.select_one("option[selected]")
        return str(chosen["value"]) if chosen is not None else ""
    if control.get("type") in ("radio", "checkbox") and not control.has_attr("checked"):
        return None
    return str(control.get("value", ""))
