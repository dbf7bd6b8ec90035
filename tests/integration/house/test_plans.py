"""Report plans on screen and by command: listed, copied, taken in, put together, and followed by a release."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from analysis.plan_file import FOLDER, read_plan
from analysis.release import Block, BlockKind, Query
from app.database import writing
from app.extensions import db
from app.models import AuditEntry, PlanVersion, StoredRelease, now
from app.services import accounts, approval, jobs, plans, publish, waves
from app.services.refusals import Refused
from exports import html
from tests.accounts import visitor
from tests.integration.analysis.field import SLUG
from tests.releases import build_again, built_release, verified_release
from tests.respondents import Respondent
from tests.workers import press_and_wait

AS = "--as", "manager@example.org"
SHORT = """\
format: bericht/1
id: eigen
title.de: Eigener Plan
chapters:
- title.de: Bedarf
  blocks:
  - kind: chart
    title.de: Treiber
    values:
    - name: drivers
      table: company.drv.top2
"""


def _versions(app: Flask) -> list[tuple[str, int]]:
    with app.app_context():
        return [(row.name, row.version) for row in db.session.scalars(select(PlanVersion).order_by(PlanVersion.id))]


def _upload(someone: Respondent, content: str | bytes) -> None:
    given = content if isinstance(content, bytes) else content.encode()
    someone.open("/intern/plaene")
    _post(someone, "/intern/plaene", file=(BytesIO(given), "eigen.yaml"))


def _post(someone: Respondent, address: str, **data: Any) -> None:
    someone.send({"csrf_token": someone.at("main input[name=csrf_token]")["value"], **data}, address)


def test_a_plan_is_taken_in_and_with_faults_nothing_is_stored(house: Flask) -> None:
    analyst = visitor(house, "analyst")
    for content, words in (
        (SHORT.replace("kind: chart", "kind: chrat"), "Zeile 7, Kapitel 1, Block 1: „chrat“ ist bei „kind“ nicht"),
        (SHORT.replace("Treiber", "<b>Treiber</b>"), "Erlaubt ist nur einfacher Text"),
        (SHORT.replace("id: eigen", "id: bericht"), "der Name eines mitgelieferten Plans"),
        (b"\xff\xfe", "kein Text in UTF-8"),
    ):
        _upload(analyst, content)
        assert analyst.status == 400
        assert words in analyst.text
        assert "<b>Treiber" not in analyst.text
    assert _versions(house) == []
    assert analyst.text.count("… auf einen Blick") == 2, "in the list, and where a copy is chosen"
    assert "{group}" not in analyst.text
    analyst.open("/intern/plaene/kurzfassung")
    assert "… der Betriebe sehen bis [Zieljahr] Bedarf" in analyst.text
    for plan in ("bericht", "kurzfassung", "gruppe"):
        analyst.open(f"/intern/plaene/{plan}")
        assert "{" not in analyst.text

    _upload(analyst, SHORT)
    assert "Eigener Plan" in analyst.text
    _upload(analyst, SHORT)
    _upload(analyst, SHORT.replace("Treiber", "Was die Arbeit verändert"))
    # The same file is the same version.
    assert _versions(house) == [("eigen", 1), ("eigen", 2)]


def test_a_copy_is_put_together_on_screen(house: Flask) -> None:
    manager = visitor(house, "manager")
    manager.open("/intern/plaene")
    _post(manager, "/intern/plaene/kopie", source="kurzfassung", name="kurz-eigen", title="Für den Beirat")
    assert "Für den Beirat" in manager.text
    _post(manager, "/intern/plaene/kurz-eigen", act="remove 1", version="1")
    _post(manager, "/intern/plaene/kurz-eigen", act="down 1", version="2")
    _post(manager, "/intern/plaene/kurz-eigen", act="sections", version="3")
    chapter = {"title_de": "Was folgt", "text_de": "Es folgt {ai}.", "numbered": "y", "version": "4"}
    manager.open("/intern/plaene/kurz-eigen/kapitel/5")
    _post(manager, "/intern/plaene/kurz-eigen/kapitel/5", **chapter)
    table = {"title_de": "Formen", "values-0-table": "company.pref_formats.share", "values-0-most": "5", "version": "5"}
    _post(manager, "/intern/plaene/kurz-eigen/kapitel/5/block/2?kind=chart", **table)
    with house.app_context():
        plan = plans.find(db.session, "kurz-eigen").outline.plan
    assert [one.title.get("de", "alle") for one in plan.chapters] == [
        "Hemmnisse und Wünsche",
        "Was bis {ZJ} gebraucht wird",
        "Beteiligung und Methode",
        "alle",
        "Was folgt",
    ]
    made = plan.chapters[-1].blocks[-1]
    assert (made.kind, made.title["de"]) == (BlockKind.CHART, "Formen")
    assert made.queries == (Query("wert_1", "company.pref_formats.share", most=5),)
    # What was seen is no longer the newest: the other's change is not lost.
    _post(manager, "/intern/plaene/kurz-eigen", act="remove 1", version="1")
    assert manager.status == 400
    assert "inzwischen von jemand anderem geändert" in manager.text
    assert len(_versions(house)) == 6


def test_a_block_with_faults_is_told_and_not_stored(house: Flask) -> None:
    manager = visitor(house, "manager")
    _upload(manager, SHORT)
    manager.open("/intern/plaene/eigen/kapitel/1/block/1")
    wrong = {"title_de": "Es sind {nichts}", "values-0-table": "company.drv.top2", "values-0-name": "drivers"}
    _post(manager, "/intern/plaene/eigen/kapitel/1/block/1", version="1", **wrong)
    assert manager.status == 400
    assert "Einen Wert „nichts“ hat dieser Plan nicht" in manager.text
    manager.open("/intern/plaene/bericht/titel")
    assert manager.status == 404
    assert _versions(house) == [("eigen", 1)]


def test_a_block_is_appended_with_a_name_of_its_own(house: Flask) -> None:
    block = Block(BlockKind.TABLE, queries=(Query("drivers", "company.drv.mean"),))
    with house.app_context():
        with writing(db.session):
            plans.take(db.session, SHORT.encode(), "eigen.yaml", None)
        with writing(db.session):
            row = plans.append_block(db.session, "eigen", 1, block, None)
        added = read_plan(row.content, "eigen").plan.chapters[0].blocks
    assert [query.name for one in added for query in one.queries] == ["drivers", "drivers_2"]


def test_a_release_follows_the_plan_that_was_chosen(house: Flask, tmp_path: Path) -> None:
    report = built_release(house)
    path = tmp_path / "eigen.yaml"
    path.write_text(SHORT, encoding="utf-8")
    runner = house.test_cli_runner()
    done = runner.invoke(args=["release", "build", SLUG, "--plan", str(path), *AS])
    assert done.exit_code == 0, done.output
    short = done.stdout.strip().splitlines()[-1]
    with house.app_context():
        read = publish.read(db.session.get_one(StoredRelease, short))
        whole = publish.read(db.session.get_one(StoredRelease, report))
        titles = publish.plan_titles(db.session, waves.find(db.session, SLUG).id)
    assert [table.id for table in read.tables] == ["company.drv.top2"]
    assert read.tables[0] == whole.table("company.drv.top2")
    assert titles == {short: "Eigener Plan", report: "Bericht"}
    # A plan without French words is read as German in French files.
    page = html.render(read, "fr").decode()
    assert '<h2 lang="de-DE">1 Bedarf</h2>' in page
    assert re.search(r'lang="de-DE">[^<]*Treiber', page)

    path.write_text(SHORT.replace("drv.top2", "drv.topp2"), encoding="utf-8")
    for plan, words in ((str(path), "Meinten Sie „company.drv.top2“"), ("nirgends", "Einen Plan „nirgends“ gibt es")):
        refused = runner.invoke(args=["release", "build", SLUG, "--plan", plan, *AS])
        assert refused.exit_code == 1
        assert words in refused.output
    listed = runner.invoke(args=["release", "plans"]).output
    assert [line.split()[0] for line in listed.splitlines()] == ["bericht", "kurzfassung", "gruppe"]
    assert "… auf einen Blick" in listed
    assert "{" not in listed


def test_a_preview_is_called_so_and_can_be_removed(house: Flask) -> None:
    report = built_release(house)
    page = f"/intern/wellen/{SLUG}/veroeffentlichungen"
    manager = visitor(house, "manager")
    _upload(manager, SHORT)
    manager.open("/intern/plaene/eigen")
    press_and_wait(house, manager, "Vorschau bauen")
    manager.open(page)
    [row] = [row for row in manager.soup.select("tbody tr") if "Eigener Plan" in row.get_text()]
    assert "Vorschau" in row.get_text()
    manager.open(str(row.select("a")[0]["href"]))
    assert manager.title.startswith("Eigener Plan: Vorschau"), manager.title
    preview = manager.path.rsplit("/", 1)[-1]
    analyst = visitor(house, "analyst")
    analyst.open(manager.path)
    assert "Vorschau entfernen" not in analyst.text, "who builds removes"
    manager.press("Vorschau entfernen")
    assert manager.path == page
    assert "Der Entwurf ist entfernt" in manager.text
    with house.app_context():
        assert list(db.session.scalars(select(StoredRelease.id))) == [report]
        removed = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "release_removed")).one()
        assert removed.detail == {"release": preview}


def test_a_preview_that_is_built_as_a_release_is_one(house: Flask) -> None:
    """The same plan of the same data is the same release: what is asked for last counts, and a draft stays a draft."""
    release_id = built_release(house)

    def is_preview() -> bool:
        with house.app_context():
            return db.session.get_one(StoredRelease, release_id).is_preview

    build_again(house, release_id, is_preview=True)
    assert not is_preview()
    with house.app_context(), writing(db.session):
        db.session.get_one(StoredRelease, release_id).is_preview = True
    build_again(house, release_id, is_preview=True)
    assert is_preview()
    build_again(house, release_id)
    assert not is_preview()


def test_what_was_approved_is_not_removed(house: Flask) -> None:
    release_id = verified_release(house)
    with house.app_context():
        manager, analyst = (accounts.by_email(db.session, f"{role}@example.org").id for role in ("manager", "analyst"))
        with writing(db.session), pytest.raises(Refused, match="geprüft, nicht ein Entwurf"):
            approval.remove(db.session, release_id, manager)
        with writing(db.session):
            approval.approve(db.session, release_id, now(), analyst)
        with writing(db.session):
            approval.withdraw(db.session, release_id, "Versehen", now(), analyst)
    build_again(house, release_id)
    with house.app_context(), writing(db.session), pytest.raises(Refused, match="schon einmal freigegeben"):
        approval.remove(db.session, release_id, manager)
    with house.app_context(), writing(db.session), pytest.raises(Refused, match="nur die Befragungsleitung"):
        approval.remove(db.session, release_id, analyst)


def test_a_draft_is_seen_in_the_browser_with_its_own_style(house: Flask) -> None:
    release_id = built_release(house)
    analyst = visitor(house, "analyst")
    found = analyst.client.get(f"/intern/wellen/{SLUG}/veroeffentlichungen/{release_id}/de/vorschau")
    assert found.status_code == 200
    assert "Entwurf – nicht zur Weitergabe" in found.text
    [policy] = found.headers.getlist("Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_shipped_plans_are_read_back_as_files(house: Flask) -> None:
    analyst = visitor(house, "analyst")
    for name in ("bericht", "kurzfassung", "gruppe"):
        content = analyst.client.get(f"/intern/plaene/{name}/datei").data
        file = read_plan((FOLDER / f"{name}.yaml").read_bytes(), name)
        assert read_plan(content, name).plan == file.plan


def test_a_block_is_checked_against_the_newest_data(house: Flask) -> None:
    built_release(house)
    manager = visitor(house, "manager")
    _upload(manager, SHORT.replace("drv.top2", "drv.top3"))
    assert manager.status == 400
    assert "Die Tabelle „company.drv.top3“ gibt es nicht. Meinten Sie „company.drv.top2“" in manager.text
    _upload(manager, SHORT)
    manager.open("/intern/plaene/eigen/kapitel/1/block/2?kind=key_figures")
    assert "Betriebe, Abschnitt B" in {str(group["label"]) for group in manager.soup.select("optgroup")}
    figure = {"values-0-table": "company.drv.top2", "values-0-key": "digi", "version": "1"}
    _post(manager, "/intern/plaene/eigen/kapitel/1/block/2?kind=key_figures", **figure)
    assert manager.status == 400
    assert "„digi“ gibt es bei" in manager.text
    _post(manager, "/intern/plaene/eigen/kapitel/1/block/2?kind=key_figures", **{**figure, "values-0-key": "dig"})
    assert _versions(house) == [("eigen", 1), ("eigen", 2)]


def test_plan_and_group_are_chosen_where_a_release_is_built(house: Flask) -> None:
    built_release(house)
    manager = visitor(house, "manager")
    page = f"/intern/wellen/{SLUG}/veroeffentlichungen"
    manager.open(page)
    offered = [str(option["value"]) for option in manager.soup.select("#plan option")]
    assert offered[:4] == ["bericht", "kurzfassung", "gruppe sector_group=B-E", "gruppe sector_group=F"]
    assert "gruppe kreis=10041" in offered
    for wrong in ("gruppe", "gruppe kreis=1", "bericht kreis=10041", "nirgends"):
        _post(manager, page, plan=wrong)
        assert manager.status in (404, 409)
        manager.open(page)
    _post(manager, page, plan="gruppe kreis=10041")
    with house.app_context():
        [job] = jobs.unended(db.session, SLUG)
    assert job.payload == {"wave": SLUG, "plan": "gruppe", "parameters": {"kreis": "10041"}}
