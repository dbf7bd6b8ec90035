"""A plan of one's own on screen: what goes away is asked for or can be taken back, and what is missing is said."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.database import writing
from app.extensions import db
from app.models import AuditEntry, PlanVersion, ReleaseState, StoredRelease
from app.services import jobs, plans
from app.services.refusals import Refused
from tests.accounts import visitor
from tests.integration.analysis.field import SLUG
from tests.releases import built_release
from tests.respondents import Respondent

PAGE = "/intern/plaene/eigen"
OWN = """\
format: bericht/1
id: eigen
title.de: Eigener Plan
chapters:
- title.de: Bedarf
  blocks:
  - kind: chart
    title.de: Felder
    values:
    - name: drivers
      table: company.drv.top2
    - name: ai
      table: company.fields.share
      key: K03
  - kind: text
    text.de: Es sind {ai}.
  - kind: method
"""


@pytest.fixture
def manager(house: Flask) -> Respondent:
    """Somebody who leads the fieldwork, with a plan of the house in front of them."""
    lead = visitor(house, "manager")
    lead.open("/intern/plaene")
    _post(lead, "/intern/plaene", file=(BytesIO(OWN.encode()), "eigen.yaml"))
    assert lead.path == PAGE
    return lead


def _post(someone: Respondent, address: str, **data: Any) -> None:
    someone.send({"csrf_token": someone.at("main input[name=csrf_token]")["value"], **data}, address)


def _kinds(app: Flask) -> list[str]:
    with app.app_context():
        return [block.kind.value for block in plans.find(db.session, "eigen").outline.plan.chapters[0].blocks]


def test_a_block_that_others_name_stays_and_the_other_one_is_said(house: Flask, manager: Respondent) -> None:
    _post(manager, PAGE, act="remove 1.1", version="1")
    assert manager.status == 400
    assert "Kapitel 1, Block 2 nennt den Wert „ai“" in manager.text
    assert str(manager.at(".error-summary a, [role=alert] a")["href"]) == "#block-1-2"
    assert manager.at("#block-1-2").get_text(" ").split()[0] == "Text"
    manager.open(f"{PAGE}/kapitel/1/block/1")
    _post(manager, f"{PAGE}/kapitel/1/block/1", **{"values-0-table": "company.drv.top2", "version": "1"})
    assert manager.status == 400
    assert "Kapitel 1, Block 2 nennt den Wert „ai“" in manager.text
    _post(manager, PAGE, act="remove 1.2", version="1")
    _post(manager, PAGE, act="remove 1.1", version="2")
    assert _kinds(house) == ["method"]


def test_what_was_removed_comes_back(house: Flask, manager: Respondent) -> None:
    assert "rückgängig" not in manager.text
    _post(manager, PAGE, act="remove 1.2", version="1")
    assert "Entfernt: Kapitel 1, Block 2." in manager.text
    _post(manager, PAGE, act="undo", version="1")
    assert "inzwischen von jemand anderem geändert" in manager.text
    manager.open(PAGE)
    manager.press("Letzte Änderung rückgängig machen")
    assert _kinds(house) == ["chart", "text", "method"]
    manager.press("Letzte Änderung rückgängig machen")
    assert _kinds(house) == ["chart", "method"], "that was a change, too"


def test_a_plan_is_deleted_after_a_question(house: Flask, manager: Respondent) -> None:
    manager.open(manager.links["Plan löschen …"])
    assert "Plan „Eigener Plan“ löschen?" in manager.text
    with house.app_context():
        assert db.session.scalars(select(PlanVersion.name)).all() == ["eigen"]
    manager.press("Plan löschen")
    assert manager.path == "/intern/plaene"
    assert "Der Plan „Eigener Plan“ ist gelöscht." in manager.text
    with house.app_context():
        assert db.session.scalars(select(PlanVersion.name)).all() == []
        assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "plan_removed")).all() == [
            "plan:eigen"
        ]
    manager.open("/intern/plaene/bericht/loeschen")
    assert manager.status == 404


def test_a_plan_stays_while_something_built_after_it_is_on_its_way(house: Flask, manager: Respondent) -> None:
    release_id = built_release(house)
    with house.app_context(), writing(db.session):
        job = jobs.start(db.session, "build", {"wave": SLUG, "plan": "eigen", "parameters": {}}, None).id
    manager.open(f"{PAGE}/loeschen")
    assert manager.status == 409
    assert "wird gerade gebaut" in manager.text
    with house.app_context(), writing(db.session):
        db.session.delete(jobs.find(db.session, job))
        row = db.session.get_one(StoredRelease, release_id)
        row.document = {**row.document, "plan": {**row.document["plan"], "id": "eigen"}}
    manager.open(f"{PAGE}/loeschen")
    assert release_id[:12] in manager.text
    with house.app_context():
        with writing(db.session), pytest.raises(Refused, match="noch nicht freigegeben"):
            plans.remove(db.session, "eigen", None)
        with writing(db.session):
            db.session.get_one(StoredRelease, release_id).state = ReleaseState.WITHDRAWN
        with writing(db.session):
            plans.remove(db.session, "eigen", None)


def test_a_plan_without_method_or_imprint_says_so(manager: Respondent) -> None:
    assert "Es fehlt: Impressum" in manager.text
    _post(manager, PAGE, act="remove 1.3", version="1")
    assert "Es fehlt: Methode und Impressum" in manager.text
    for shipped in ("bericht", "kurzfassung", "gruppe"):
        manager.open(f"/intern/plaene/{shipped}")
        assert "Es fehlt" not in manager.text


@pytest.mark.parametrize(
    ("kind", "entered", "field", "words"),
    [
        ("chart", {}, "values-0-table", "Bitte wählen Sie eine Tabelle."),
        ("text", {}, "text_de", "Bitte füllen Sie „Text, Deutsch“ aus."),
        ("text", {"text_de": "Es sind {nichts}."}, "text_de", "Einen Wert „nichts“ hat dieser Plan nicht."),
        ("table", {"title_de": "x" * 201}, "title_de", "Der Text ist zu lang"),
        ("table", {"otherwise_de": "Nichts."}, "otherwise_de", "„Sonst“ würde nie gebraucht"),
        ("table", {"claim": "a b"}, "claim", "Bei „Aussage“ stehen zwei Namen"),
        ("table", {"values-0-most": "viele"}, "values-0-most", "Bei „Höchstens so viele Zeilen“ steht eine Zahl."),
        ("table", {"values-0-most": "99"}, "values-0-most", "„Höchstens so viele Zeilen“ steht eine Zahl von 1 bis 50"),
        ("table", {"values-0-name": "ai"}, "values-0-name", "Den Namen „ai“ gibt es schon. Jeder ist einmalig."),
        ("table", {"values-0-group": "{group}"}, "values-0-group", "geht bei „Gruppe“ nicht"),
        ("key_figures", {"values-0-key": "dig dig"}, "values-0-key", "Bei „Zeile und Spalte“ steht zu viel"),
        ("key_figures", {}, "values-0-key", "Bei „Zeile und Spalte“ fehlt etwas: Nötig ist je ein Code für"),
    ],
)
def test_a_form_of_a_block_speaks_of_its_own_fields(
    house: Flask, manager: Respondent, kind: str, entered: dict[str, str], field: str, words: str
) -> None:
    built_release(house)
    page = f"{PAGE}/kapitel/1/block/4?kind={kind}"
    manager.open(page)
    table = {"values-0-table": "company.drv.top2"} if kind not in ("chart", "text") else {}
    _post(manager, page, version="1", **table, **entered)
    assert manager.status == 400
    [problem] = manager.soup.select("#summary a")
    assert str(problem["href"]) == f"#{field}"
    assert words in problem.get_text()
    assert manager.at(f"#{field}")["aria-invalid"] == "true"
    for of_file in ("„values", "„key“", "„most“", "„otherwise“", "Zeile 1", f"„{kind}“"):
        assert of_file not in manager.text


def test_what_a_block_needs_is_not_called_empty(manager: Respondent) -> None:
    for kind, field in (("chart", "values-0-table"), ("text", "text_de")):
        manager.open(f"{PAGE}/kapitel/1/block/4?kind={kind}")
        assert "leer" not in manager.at(f"label[for={field}]").get_text()
    manager.open(f"{PAGE}/kapitel/1/block/4?kind=table")
    assert not manager.soup.select("#values-1-table"), "one table, and no more"
