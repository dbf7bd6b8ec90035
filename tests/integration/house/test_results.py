"""What staff see of the answers: the fieldwork in numbers, results from a snapshot, a release and its stamp."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from analysis.release import BlockKind
from app.database import writing
from app.extensions import db
from app.models import AuditEntry, FrameTotal, ReleaseState, Role, Snapshot, StoredRelease, WaveState
from app.services import monitor, plans, publish, waves
from tests.accounts import visitor
from tests.integration.analysis.field import SLUG, closed_wave
from tests.respondents import Respondent
from tests.workers import press_and_wait

ADDRESS = f"/intern/wellen/{SLUG}"


@pytest.fixture
def manager(house: Flask) -> Respondent:
    """Somebody who leads the fieldwork, with a wave that is over."""
    closed_wave(house)
    return visitor(house, "manager")


def _count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def _texts(someone: Respondent, selector: str) -> list[str]:
    return [" ".join(found.get_text(" ").split()) for found in someone.soup.select(selector)]


def test_the_fieldwork_is_counted_without_trial_runs(house: Flask) -> None:
    closed_wave(house)
    with house.app_context():
        found = monitor.look(db.session, waves.find(db.session, SLUG))
    company = found.by_role[Role.COMPANY]
    assert (company.invited, company.started, company.submitted) == (10, 9, 8)
    assert company.rate == pytest.approx(0.8)
    assert found.by_role[Role.WORKS_COUNCIL].rate is None
    assert sum(roles[Role.COMPANY].invited for roles in found.by_stratum.values()) == 10
    assert sum(day.submitted for day in found.days[Role.COMPANY]) == 8, "a correction is no second answer"
    assert found.pairs == 0


def test_a_wave_at_a_glance_has_figures_tables_and_charts(manager: Respondent) -> None:
    manager.open(f"{ADDRESS}/auf-einen-blick")
    assert _texts(manager, ".figure-card__value")[:4] == ["10", "9", "8", "80 %"]
    rows = dict(zip(_texts(manager, ".strata tbody th"), _texts(manager, ".strata tbody tr"), strict=True))
    trade = "Handel, Verkehr, Gastgewerbe, 10 bis 49 Beschäftigte"
    assert rows[trade].startswith(f"{trade} 5 4 3 60 %")
    charts = manager.soup.select("figure .picture--wide svg[role=img]")
    assert len(charts) == 2
    assert all(chart.select_one("title") and chart.select_one("desc") for chart in charts)


def test_before_freezing_there_are_no_results(manager: Respondent) -> None:
    manager.open(f"{ADDRESS}/ergebnisse")
    assert "noch keine Daten eingefroren" in manager.text
    manager.open(f"{ADDRESS}/ergebnisse/company/quali_total")
    assert manager.path == f"{ADDRESS}/ergebnisse"
    manager.open(f"{ADDRESS}/veroeffentlichungen")
    assert "Zuerst müssen die Antworten eingefroren werden" in manager.text


def test_results_come_from_the_snapshot_and_are_marked_intern(house: Flask, manager: Respondent) -> None:
    manager.open(f"{ADDRESS}/ergebnisse")
    press_and_wait(house, manager, "Antworten einfrieren")
    assert _count(house, Snapshot) == 1
    assert "Betriebe: 8" in manager.text
    analyst = visitor(house, "analyst")
    analyst.open(f"{ADDRESS}/ergebnisse")
    assert "intern" in analyst.text
    analyst.open(f"{ADDRESS}/ergebnisse/company/quali_total")
    assert "intern" in analyst.text
    assert "Nicht hochgerechnet" in analyst.text
    sums = [row for row in _texts(analyst, "tbody tr") if row.startswith("Insgesamt")]
    assert sums[0] == "Insgesamt (148) 8", "10 + 4 + 12 + 60 + 50 + 3 + 5 + 4"
    analyst.open(f"{ADDRESS}/ergebnisse/company/cmp?groesse=need.urgent")
    assert "würde verborgen" in analyst.text
    analyst.open(f"{ADDRESS}/ergebnisse/company/train_any")
    assert analyst.soup.select("figure svg[role=img]")


def test_what_has_no_results_is_not_found(house: Flask, manager: Respondent) -> None:
    manager.open(f"{ADDRESS}/ergebnisse")
    press_and_wait(house, manager, "Antworten einfrieren")
    for item in ("gibt_es_nicht", "respondent_name", "%00", "x" * 500):
        manager.open(f"{ADDRESS}/ergebnisse/company/{item}")
        assert manager.status == 404, item


def test_after_freezing_no_page_of_a_plan_has_to_count_the_tables(house: Flask, manager: Respondent) -> None:
    manager.open(f"{ADDRESS}/ergebnisse")
    press_and_wait(house, manager, "Antworten einfrieren")
    kept = _kept(house)
    with house.app_context(), writing(db.session):
        plans.copy(db.session, "kurzfassung", "eigen", "Eigener", None)
    manager.open("/intern/plaene/eigen/kapitel/1/block/2?kind=chart")
    assert "company.train_any.share" in {str(one.get("value")) for one in manager.soup.select("option")}
    assert _kept(house) == kept, "the page has found its list"


def test_a_sector_nobody_answered_for_is_named_and_pages_of_plans_work(house: Flask, manager: Respondent) -> None:
    with house.app_context(), writing(db.session):
        wave = waves.find(db.session, SLUG)
        wave.is_random_sample = True
        facts = {"establishments": 40, "employees": 900, "reference_date": date(2025, 6, 30), "source": "Rahmen"}
        db.session.add(FrameTotal(wave_id=wave.id, stratum="F/10-49", **facts))
        plans.copy(db.session, "kurzfassung", "eigen", "Eigener", None)
    manager.open(f"{ADDRESS}/ergebnisse")
    press_and_wait(house, manager, "Antworten einfrieren")
    assert _count(house, Snapshot) == 1
    manager.open("/intern/plaene/eigen/kapitel/1/block/2?kind=chart")
    assert manager.status == 200
    manager.open(f"{ADDRESS}/veroeffentlichungen")
    press_and_wait(house, manager, "Neu bauen")
    assert "Bei „Baugewerbe“ hat niemand geantwortet." in manager.text


def _kept(app: Flask) -> set[Path]:
    folder = app.extensions["settings"].data_dir / "files"
    return {path for path in folder.rglob("*") if path.is_file()}


def test_an_address_says_what_is_shown(house: Flask, manager: Respondent) -> None:
    manager.open(f"{ADDRESS}/ergebnisse")
    press_and_wait(house, manager, "Antworten einfrieren")
    manager.open(f"{ADDRESS}/ergebnisse?suche=GAB+kuchen")
    assert _texts(manager, "ul.plain li") == []
    assert "Keine Frage enthält „GAB kuchen“" in manager.text
    manager.open(f"{ADDRESS}/ergebnisse?suche=K-E1+freigestellt")
    [found] = _texts(manager, "ul.plain li")
    assert "Hat der Betrieb 2025 Weiterbildung" in found
    question = f"{ADDRESS}/ergebnisse/company/train_any"
    manager.open(question)
    assert _texts(manager, "tbody tr") == ["Ja (63 %) 8", "Nein (38 %) 8"]
    sentence = manager.at("tbody a")["href"]
    manager.open(str(sentence).partition("#")[0])
    assert manager.at("textarea").get_text().startswith("63\u00a0% der Betriebe antworten „Ja“ auf:")
    manager.open(f"{question}?ansicht=tabelle&antwort=agree:1")
    assert "Zu diesem Filter gibt es keine Antwort" in manager.text
    assert not manager.soup.select("figure")
    for wrong in (
        "nach=farbe",
        "groesse=%00",
        "kreise=x",
        "antwort=:",
        "antwort=emp_total:5",
        "satz=company:9",
    ):
        manager.open(f"{question}?{wrong}")
        assert manager.status == (200 if wrong == "antwort=:" else 404), wrong
        assert "Traceback" not in manager.text
        if manager.status == 404:
            assert manager.links["Frage ohne diese Auswahl öffnen"] == question


def test_a_comparison_that_a_figure_does_not_have_becomes_its_chart(house: Flask, manager: Respondent) -> None:
    manager.open(f"{ADDRESS}/ergebnisse")
    press_and_wait(house, manager, "Antworten einfrieren")
    manager.open(f"{ADDRESS}/ergebnisse/company/cmp?groesse=need.places&ansicht=vergleich")
    assert manager.status == 200
    assert "Diese Kennzahl gibt es nur für die Betriebe." in manager.text
    assert str(manager.at("#ansicht option[selected]")["value"]) == "diagramm"
    assert manager.soup.select("tbody tr")


def test_few_establishments_are_marked(house: Flask, manager: Respondent) -> None:
    manager.open(f"{ADDRESS}/ergebnisse")
    press_and_wait(house, manager, "Antworten einfrieren")
    manager.open(f"{ADDRESS}/ergebnisse/company/emp_total?antwort=train_any:1")
    assert "Betrifft einzelne Betriebe" not in manager.text
    with house.app_context():
        waves.find(db.session, SLUG).min_contributors = 6
        db.session.commit()
    manager.open(f"{ADDRESS}/ergebnisse/company/emp_total?antwort=train_any:1")
    assert "Betrifft einzelne Betriebe" in manager.text
    assert "5 Antworten von 8" in manager.text


def test_what_is_looked_at_goes_into_a_plan(house: Flask, manager: Respondent) -> None:
    manager.open(f"{ADDRESS}/ergebnisse")
    press_and_wait(house, manager, "Antworten einfrieren")
    question = f"{ADDRESS}/ergebnisse/company/drv?groesse=top2&ansicht=tabelle"
    manager.open(question)
    assert "Dazu brauchen Sie einen eigenen Plan" in manager.text
    with house.app_context():
        plans.copy(db.session, "kurzfassung", "meiner", "Meiner", None)
        db.session.commit()
    manager.open(question)
    form = manager.soup.select_one(".keep form")
    fields = manager.fields_of(form)
    assert form is not None
    assert _texts(manager, "#ziel option")[:2] == ["– bitte wählen –", "Meiner: Das Wichtigste auf einer Seite"]
    assert "als Tabelle." in " ".join(_texts(manager, ".keep"))
    manager.send({**fields, "ziel": ""}, str(form["action"]))
    assert manager.status == 400
    assert "Bitte wählen Sie Plan und Kapitel." in manager.text
    manager.send({**fields, "ziel": "meiner:1"}, str(form["action"]))
    assert manager.path == "/intern/plaene/meiner"
    with house.app_context():
        plan = plans.find(db.session, "meiner").outline.plan
    block = plan.chapters[0].blocks[-1]
    assert (block.kind, [query.table for query in block.queries]) == (BlockKind.TABLE, ["company.drv.top2"])
    for wrong in ("meiner:99", "kurzfassung:1", "gibt-es-nicht:1", "meiner:x"):
        manager.send({**fields, "ziel": wrong}, str(form["action"]))
        assert manager.status in (404, 409), wrong
    manager.send({**fields, "ziel": "meiner:1"}, f"{form['action']!s}&antwort=train_any:1")
    assert manager.status == 409
    assert "keine Filter" in manager.text


def test_a_release_is_built_looked_at_and_taken_home_as_a_draft(house: Flask, manager: Respondent) -> None:
    manager.open(f"{ADDRESS}/ergebnisse")
    press_and_wait(house, manager, "Antworten einfrieren")
    manager.open(f"{ADDRESS}/veroeffentlichungen")
    assert "von einer zweiten Person freigegeben" in manager.text
    press_and_wait(house, manager, "Neu bauen")
    assert "Entwurf – nicht zur Weitergabe" in manager.text
    assert not [button for button in _texts(manager, "button") if "reigeben" in button]
    with house.app_context():
        release = db.session.scalars(select(StoredRelease)).one()
        assert release.state is ReleaseState.BUILT
        assert release.built_by is not None
    manager.open(manager.links["Kompetenz- und Qualifizierungsbedarf"])
    assert "Entwurf – nicht zur Weitergabe" in manager.text
    assert "•" in manager.text
    before = _kept(house)
    answer = manager.client.get(f"{ADDRESS}/veroeffentlichungen/{release.id}/de.json")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].endswith('-de-entwurf.json"')
    assert json.loads(answer.get_data())["id"] == release.id
    with house.app_context():
        actions = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert actions == ["snapshot_taken", "release_built", "release_downloaded"]
    [kept] = _kept(house) - before
    kept.write_bytes(b"made once")
    again = manager.client.get(f"{ADDRESS}/veroeffentlichungen/{release.id}/de.json")
    assert again.get_data() == b"made once"


def test_the_period_ends_on_the_last_day_and_not_before_the_wave_does(house: Flask, manager: Respondent) -> None:
    manager.open(f"{ADDRESS}/ergebnisse")
    press_and_wait(house, manager, "Antworten einfrieren")
    with house.app_context():
        wave = waves.find(db.session, SLUG)
        wave.closes_at = datetime(2026, 12, 20, 23, tzinfo=UTC)
        wave.closed_at = datetime(2026, 12, 22, 9, tzinfo=UTC)
        assert publish.make(db.session, wave).release.wave.closed == "2026-12-20"
        wave.state, wave.closed_at = WaveState.OPEN, None
        assert publish.make(db.session, wave).release.wave.closed == ""
        db.session.rollback()


def test_an_archived_wave_takes_no_snapshot_and_no_release(house: Flask, manager: Respondent) -> None:
    manager.open(f"{ADDRESS}/ergebnisse")
    press_and_wait(house, manager, "Antworten einfrieren")
    manager.open(f"{ADDRESS}/veroeffentlichungen")
    press_and_wait(house, manager, "Neu bauen")
    manager.open(f"{ADDRESS}/veroeffentlichungen")
    token = manager.fields_of(manager.soup.select_one("main form"))
    with house.app_context():
        waves.archive(db.session, waves.find(db.session, SLUG))
        db.session.commit()
        stored = db.session.scalars(select(Snapshot.created_at)).all()
    for page in ("ergebnisse", "veroeffentlichungen"):
        manager.send(token, f"{ADDRESS}/{page}")
        assert manager.status == 409, page
        assert "archiviert" in manager.text
        manager.open(f"{ADDRESS}/{page}")
        assert manager.status == 200, "it can still be read"
        assert not manager.soup.select("main form[method=post]"), page
    assert _count(house, StoredRelease) == 1
    with house.app_context():
        assert db.session.scalars(select(Snapshot.created_at)).all() == stored


def test_a_release_of_another_wave_or_made_up_is_not_found(house: Flask, manager: Respondent) -> None:
    for name in ("0" * 64, "x", "%00", "..%2f..%2fetc"):
        manager.open(f"{ADDRESS}/veroeffentlichungen/{name}")
        assert manager.status == 404, name


def test_an_address_that_no_release_has_is_not_found_for_partners(house: Flask) -> None:
    partner = visitor(house, "partner")
    for name in ("0" * 64, "%00", "x" * 5000):
        partner.open(f"/partner/{name}/de.pdf")
        assert partner.status == 404, name


def test_partners_read_nothing_before_an_approval_and_are_told_why(house: Flask, manager: Respondent) -> None:
    manager.open(f"{ADDRESS}/ergebnisse")
    press_and_wait(house, manager, "Antworten einfrieren")
    manager.open(f"{ADDRESS}/veroeffentlichungen")
    press_and_wait(house, manager, "Neu bauen")
    partner = visitor(house, "partner")
    partner.open("/partner")
    assert "Noch ist nichts veröffentlicht" in partner.text
    assert "zweite Person" in partner.text
