"""The way of a release out of the house: verified, approved by a second person, read by partners, withdrawn."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, select, update

from analysis.release import content_id
from app.database import writing
from app.extensions import db
from app.models import AuditEntry, ReleaseFile, ReleaseState, StoredRelease, User, UserRole, now
from app.services import accounts, approval, jobs, publish, verification, waves
from app.services.refusals import Refused
from tests.accounts import visitor
from tests.integration.analysis.field import SLUG
from tests.releases import build_again, built_release, verified_release
from tests.respondents import Respondent
from tests.workers import press_and_wait

PAGES = f"/intern/wellen/{SLUG}/veroeffentlichungen"
STAMP = "Entwurf – nicht zur Weitergabe"
SECOND = "zweite@example.org"
REASON = "Zwei Zeilen der Tabelle 3 waren vertauscht."


def _state(app: Flask, release_id: str) -> ReleaseState:
    with app.app_context():
        return db.session.get_one(StoredRelease, release_id).state


def _change(app: Flask, release_id: str, **values: Any) -> None:
    with app.app_context(), writing(db.session):
        db.session.execute(update(StoredRelease).where(StoredRelease.id == release_id).values(**values))


def _account(role: str) -> int:
    return db.session.scalars(select(User.id).where(User.role == role)).one()


def _verified(app: Flask, release_id: str, role: str = "manager") -> None:
    """Verified, with a few bytes for each file."""
    contents = {edition: "/".join(edition).encode() for edition in publish.EDITIONS}
    with app.app_context(), writing(db.session):
        done = verification.Verification(release_id, contents, ())
        verification.settle(db.session, done, now(), _account(role))


def _buttons(someone: Respondent) -> list[str]:
    return [" ".join(found.get_text(" ").split()) for found in someone.soup.select("main .button")]


def _acts(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_release_goes_out_and_is_taken_back(house: Flask) -> None:
    release_id = built_release(house)
    manager, analyst, partner = (visitor(house, role) for role in ("manager", "analyst", "partner"))
    _verified_on_screen(house, release_id, manager)
    partner.open("/partner")
    assert "Noch ist nichts veröffentlicht" in partner.text
    _approved_on_screen(release_id, analyst)
    analyst.open(f"/intern/wellen/{SLUG}")
    for step in ("gebaut", "geprüft", "freigegeben"):
        assert f"Veröffentlichung {step}: Bericht" in analyst.text
    _every_file_is_what_was_stored(house, release_id, partner, "/partner")
    _every_file_is_what_was_stored(house, release_id, analyst, f"{PAGES}/{release_id}")
    _withdrawn_on_screen(release_id, manager)
    partner.open("/partner")
    assert "Zurückgezogen am" in partner.text
    assert REASON in partner.text
    assert not [link for link in partner.soup.select("main a") if release_id in str(link["href"])]
    partner.open(f"/partner/{release_id}/de.pdf")
    assert partner.status == 410
    assert REASON in partner.text
    acts = [act for act in _acts(house) if act not in ("release_read", "release_downloaded")]
    assert acts == ["release_built", "release_verified", "release_approved", "release_withdrawn"]


def _verified_on_screen(app: Flask, release_id: str, manager: Respondent) -> None:
    manager.open(f"{PAGES}/{release_id}")
    assert STAMP in manager.text
    assert manager.at("h1").get_text().startswith("Bericht: Veröffentlichung vom ")
    press_and_wait(app, manager, "Dateien schreiben und prüfen")
    assert _state(app, release_id) is ReleaseState.VERIFIED
    assert "eine zweite Person" in manager.text
    assert "Freigeben …" not in _buttons(manager)
    assert STAMP in manager.text, "what is not approved stays stamped"


def _approved_on_screen(release_id: str, analyst: Respondent) -> None:
    analyst.open(f"{PAGES}/{release_id}")
    analyst.open(analyst.links["Freigeben …"])
    assert "1 Konto eines Netzwerkpartners" in analyst.text
    assert "lassen sich nicht zurückholen" in analyst.text
    analyst.press("Freigeben")
    assert "ist freigegeben" in analyst.text
    assert STAMP not in analyst.text


def _withdrawn_on_screen(release_id: str, manager: Respondent) -> None:
    manager.open(f"{PAGES}/{release_id}")
    manager.open(manager.links["Zurückziehen …"])
    assert "bleibt bekannt" in manager.text
    manager.press("Zurückziehen")
    assert manager.status == 400, "a reason is needed"
    assert not manager.soup.select("[name=may_be_read]")
    manager.answer({"reason": REASON}, "Zurückziehen")
    assert manager.status == 400, "partners read the number"
    assert "Zahlen im Grund: 3. Netzwerkpartner lesen sie." in manager.text
    assert manager.at("textarea").get_text(strip=True) == REASON
    manager.answer({"reason": REASON, "may_be_read": "y"}, "Zurückziehen")
    assert "Die Veröffentlichung ist zurückgezogen" in manager.text


def _every_file_is_what_was_stored(app: Flask, release_id: str, someone: Respondent, base: str) -> None:
    someone.open(base)
    links = [
        str(link["href"])
        for link in someone.soup.select("main a")
        if re.search(r"/(de|en|fr)\.\w+$", str(link["href"]))
    ]
    assert len(links) == len(publish.EDITIONS)
    with app.app_context():
        query = select(ReleaseFile.language, ReleaseFile.format, ReleaseFile.sha256)
        stored = {f"{language}.{file_format}": digest for language, file_format, digest in db.session.execute(query)}
    for link in links:
        answer = someone.client.get(link)
        assert sha256(answer.get_data()).hexdigest() == stored[link.rpartition("/")[2]], link
        assert "-bericht-" in answer.headers["Content-Disposition"]


def test_nobody_reads_the_stored_files_before_the_approval(house: Flask) -> None:
    release_id = verified_release(house)
    for role, address in (("partner", "/partner"), ("analyst", PAGES)):
        answer = visitor(house, role).client.get(f"{address}/{release_id}/de.json")
        assert answer.status_code == (404 if role == "partner" else 200)
        if role == "analyst":
            assert answer.get_json()["state"] == "verified"
            assert f"-bericht-{release_id[:8]}-de-entwurf.json" in answer.headers["Content-Disposition"]


def test_what_nobody_answers_for_is_built_again_before_it_goes_out(house: Flask) -> None:
    """Rows of old, from when commands took steps for nobody: the one who took them might approve them alone."""
    release_id = verified_release(house)
    _change(house, release_id, built_by=None)
    analyst = visitor(house, "analyst")
    analyst.open(f"{PAGES}/{release_id}/freigeben")
    assert analyst.status == 409
    assert "nicht festgehalten, wer" in analyst.text
    build_again(house, release_id)
    assert _state(house, release_id) is ReleaseState.BUILT
    _verified(house, release_id)
    analyst.open(f"{PAGES}/{release_id}/freigeben")
    assert analyst.status == 200
    assert "Bericht" in analyst.text


@pytest.mark.parametrize("role", ["contacts", "admin", "partner"])
def test_only_the_lead_builds(house: Flask, role: str) -> None:
    release_id = built_release(house)
    with house.app_context(), pytest.raises(Refused, match="nur die Befragungsleitung"):
        build_again(house, release_id, f"{role}@example.org")
    with house.app_context(), pytest.raises(Refused, match="nur Befragungsleitung und Auswertung"):
        _verified(house, release_id, role)
    assert _state(house, release_id) is ReleaseState.BUILT


@pytest.mark.parametrize("role", ["contacts", "admin", "partner"])
def test_only_who_sees_results_decides(house: Flask, role: str) -> None:
    release_id = verified_release(house)
    with house.app_context(), pytest.raises(Refused, match="nur Befragungsleitung und Auswertung"), writing(db.session):
        approval.approve(db.session, release_id, now(), _account(role))
    assert _state(house, release_id) is ReleaseState.VERIFIED


@pytest.mark.parametrize(
    ("values", "words"),
    [({"is_provisional": True}, "Der Datenstand ist vorläufig"), ({"verdict": "fail"}, "nicht nachgewiesen")],
)
def test_what_can_never_go_out_says_so(house: Flask, values: dict[str, Any], words: str) -> None:
    release_id = verified_release(house, **values)
    analyst = visitor(house, "analyst")
    analyst.open(f"{PAGES}/{release_id}")
    assert words in analyst.text
    assert "Freigeben …" not in _buttons(analyst)
    with house.app_context(), pytest.raises(Refused, match=words), writing(db.session):
        approval.approve(db.session, release_id, now(), _account("analyst"))
    assert _state(house, release_id) is ReleaseState.VERIFIED


def test_a_release_that_was_not_audited_beside_a_published_one_stays_inside(house: Flask) -> None:
    release_id = verified_release(house)
    with house.app_context(), writing(db.session):
        row = db.session.get_one(StoredRelease, release_id)
        wave = waves.find(db.session, SLUG)
        other = StoredRelease(
            id="f" * 64, wave_id=wave.id, snapshot_id=row.snapshot_id, document={}, state=ReleaseState.WITHDRAWN,
            approved_at=now(), withdrawn_at=now(), withdrawn_reason="Versehen",
        )  # fmt: skip
        db.session.add(other)
    analyst = visitor(house, "analyst")
    analyst.open(f"{PAGES}/{release_id}/freigeben")
    assert analyst.status == 409
    assert "Beide zusammen sind nicht geprüft" in analyst.text
    with house.app_context(), writing(db.session):
        built = publish.Built(publish.read(publish.find(db.session, release_id)), ("f" * 64,))
        publish.keep(db.session, waves.find(db.session, SLUG), built, now(), _account("manager"))
    analyst.open(f"{PAGES}/{release_id}/freigeben")
    assert analyst.status == 200


def test_a_damaged_file_is_not_handed_out(house: Flask) -> None:
    release_id = verified_release(house)
    _damaged_file(house, "pdf")
    with house.app_context(), pytest.raises(Refused, match="nicht mehr die"), writing(db.session):
        approval.approve(db.session, release_id, now(), _account("analyst"))
    _change(house, release_id, state=ReleaseState.APPROVED, approved_at=now())
    for role, address in (("partner", "/partner"), ("analyst", PAGES)):
        someone = visitor(house, role)
        someone.open(f"{address}/{release_id}/de.pdf")
        assert someone.status == 409
        assert "nicht mehr die, die geprüft wurde" in someone.text
        assert someone.client.get(f"{address}/{release_id}/en.pdf").status_code == 200


def test_of_two_who_approve_at_once_one_is_told(house: Flask) -> None:
    release_id = verified_release(house)
    with house.app_context():
        first = _account("analyst")
        second = db.session.merge(User(email=SECOND, name="Zweite", password_hash="-", role=UserRole.ANALYST))
        db.session.commit()
        people = [first, second.id]
    barrier, refused = Barrier(2), []

    def approve(person: int) -> None:
        with house.app_context():
            barrier.wait()
            try:
                with writing(db.session):
                    approval.approve(db.session, release_id, now(), person)
            except Refused as problem:
                refused.append(str(problem))

    threads = [Thread(target=approve, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert "ist freigegeben" in refused[0]
    assert _acts(house).count("release_approved") == 1


def _one_more_answer(content: bytes) -> bytes:
    return content.replace(b'"submitted":8', b'"submitted":9')


def _half(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("damage", "found", "expected"), [(_one_more_answer, "9", "8"), (_half, "nicht lesbar", "lesbar")]
)
def test_a_file_that_says_something_else_keeps_a_release_inside(
    house: Flask, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes], found: str, expected: str
) -> None:
    release_id = built_release(house)
    honest = publish.WRITERS["json"]
    wrong = {**publish.WRITERS, "json": lambda release, language: damage(honest(release, language))}
    monkeypatch.setattr(publish, "WRITERS", wrong)
    monkeypatch.setattr(publish, "EDITIONS", (("csv", "de"), ("json", "de")))
    manager = visitor(house, "manager")
    manager.open(f"{PAGES}/{release_id}")
    press_and_wait(house, manager, "Dateien schreiben und prüfen")
    assert "eine Abweichung" in manager.text
    assert found in manager.text
    assert _state(house, release_id) is ReleaseState.BUILT
    with house.app_context():
        assert db.session.scalars(select(ReleaseFile)).all() == []
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "release_refused")).one()
    assert entry.detail["file_format"] == "json"
    assert entry.detail["found"].startswith(found)
    assert entry.detail["expected"] == expected
    assert "release_verified" not in _acts(house)
    refused = house.test_cli_runner().invoke(args=["release", "verify", release_id, "--as", "manager@example.org"])
    assert refused.exit_code == 1
    assert "json/de" in refused.output
    assert "bleibt ein Entwurf" in refused.output


def _out_and_back(reason: str = REASON) -> None:
    """Approve and withdraw the only release."""
    release_id = db.session.scalars(select(StoredRelease.id)).one()
    with writing(db.session):
        approval.approve(db.session, release_id, now(), _account("analyst"))
    with writing(db.session):
        approval.withdraw(db.session, release_id, reason, now(), _account("analyst"))


def test_a_withdrawn_release_is_not_approved_again(house: Flask) -> None:
    release_id = verified_release(house)
    with house.app_context():
        _out_and_back(" Versehen ")
        assert db.session.get_one(StoredRelease, release_id).withdrawn_reason == "Versehen"
        with pytest.raises(Refused, match="zurückgezogen"), writing(db.session):
            approval.approve(db.session, release_id, now(), _account("analyst"))
        with pytest.raises(Refused, match="zurückgezogen"):
            verification.verify(db.session, publish.find(db.session, release_id))
    analyst_page = visitor(house, "analyst")
    answer = analyst_page.client.get(f"{PAGES}/{release_id}/de.json")
    assert "-zurueckgezogen.json" in answer.headers["Content-Disposition"]


def _few_editions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two formats are written in a moment; the others take the same way."""
    monkeypatch.setattr(publish, "EDITIONS", (("csv", "de"), ("json", "de")))


def test_what_was_withdrawn_by_mistake_is_built_verified_and_approved_again(
    house: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _few_editions(monkeypatch)
    release_id = verified_release(house)
    with house.app_context():
        _out_and_back("Versehen")
    build_again(house, release_id)
    assert _state(house, release_id) is ReleaseState.BUILT
    with house.app_context():
        row = db.session.get_one(StoredRelease, release_id)
        assert (row.verified_at, row.verified_by, row.built_by) == (None, None, _account("manager"))
        assert (row.withdrawn_reason, row.withdrawn_by) == ("Versehen", _account("analyst"))
        assert db.session.scalars(select(ReleaseFile)).all() == []
        assert list(db.session.scalars(publish.published_ids(row.wave_id))) == [release_id], "read is known"
    partner = visitor(house, "partner")
    partner.open("/partner")
    assert "Zurückgezogen am" in partner.text
    assert partner.client.get(f"/partner/{release_id}/de.csv").status_code == 410
    _out_again(house, release_id, partner)


def _out_again(app: Flask, release_id: str, partner: Respondent) -> None:
    manager, analyst = visitor(app, "manager"), visitor(app, "analyst")
    manager.open(f"{PAGES}/{release_id}")
    assert "noch offen" in manager.text
    assert "zurückgezogen, Person analyst. Grund: Versehen" in manager.text
    press_and_wait(app, manager, "Dateien schreiben und prüfen")
    assert "eine zweite Person" in manager.text, "who built it again is not the second person"
    analyst.open(f"{PAGES}/{release_id}/freigeben")
    analyst.press("Freigeben")
    assert _state(app, release_id) is ReleaseState.APPROVED
    partner.open("/partner")
    assert "neu geprüft und freigegeben" in partner.text
    assert "Versehen" in partner.text
    assert partner.client.get(f"/partner/{release_id}/de.csv").status_code == 200
    acts = [act for act in _acts(app) if act != "release_read"]
    once = ["release_built", "release_verified", "release_approved"]
    assert acts == [*once, "release_withdrawn", *once]


def test_building_what_is_approved_changes_nothing_and_says_so(house: Flask) -> None:
    release_id, manager = verified_release(house), visitor(house, "manager")
    with house.app_context(), writing(db.session):
        approval.approve(db.session, release_id, now(), _account("analyst"))
        job = jobs.start(db.session, "build", {"wave": SLUG}, None)
        db.session.flush()
        claim = jobs.take(db.session, now())
        assert claim is not None
        jobs.finish(jobs.hold(db.session, claim), {"release": release_id, "is_new": False}, now())
        number = job.id
    with house.app_context(), writing(db.session):
        db.session.add(User(email=SECOND, name="Zweite", password_hash="-", role=UserRole.MANAGER))
    build_again(house, release_id, SECOND)
    assert _state(house, release_id) is ReleaseState.APPROVED
    assert _acts(house)[-1] == "release_built_again"
    manager.open(f"/intern/wellen/{SLUG}/auftraege/{number}")
    assert "gibt es schon" in manager.at("body").get_text()
    assert "Sie ist freigegeben" in manager.at("body").get_text()
    with house.app_context():
        builder = db.session.get_one(StoredRelease, release_id).built_by
        assert builder == accounts.by_email(db.session, "manager@example.org").id, "who built it first answers for it"


def _damage_document(app: Flask, release_id: str) -> None:
    with app.app_context(), writing(db.session):
        row = db.session.get_one(StoredRelease, release_id)
        row.document = {**row.document, "facts": {**row.document["facts"], "cells": 1}}


def test_a_damaged_release_says_what_helps_and_building_it_again_heals_it(house: Flask) -> None:
    release_id = verified_release(house)
    _damage_document(house, release_id)
    analyst = visitor(house, "analyst")
    analyst.open(f"{PAGES}/{release_id}")
    assert analyst.status == 409
    assert "aus demselben Datenstand neu" in analyst.text
    assert _buttons(analyst) == []
    build_again(house, release_id)
    analyst.open(f"{PAGES}/{release_id}")
    assert analyst.status == 200
    assert _buttons(analyst) == ["Dateien schreiben und prüfen"], "what was written from it is gone"


@pytest.mark.parametrize("is_approved", [False, True])
def test_damaged_files_are_written_anew(house: Flask, monkeypatch: pytest.MonkeyPatch, is_approved: bool) -> None:
    _few_editions(monkeypatch)
    release_id = verified_release(house, is_written=True)
    if is_approved:
        with house.app_context(), writing(db.session):
            approval.approve(db.session, release_id, now(), _account("analyst"))
    before = _damaged_file(house, "csv")
    manager = visitor(house, "manager")
    manager.open(f"{PAGES}/{release_id}")
    assert "nicht mehr, was geprüft wurde: de.csv" in manager.text
    assert "Freigeben …" not in _buttons(manager)
    press_and_wait(house, manager, "Dateien neu schreiben und prüfen")
    assert "beschädigt" not in manager.text
    assert _state(house, release_id) is (ReleaseState.APPROVED if is_approved else ReleaseState.VERIFIED)
    with house.app_context():
        assert db.session.scalars(select(ReleaseFile.content).where(ReleaseFile.format == "csv")).one() == before
    assert _acts(house)[-1] == ("release_restored" if is_approved else "release_verified")
    with house.app_context(), pytest.raises(Refused, match="nicht ein Entwurf"):
        verification.verify(db.session, publish.find(db.session, release_id))


def _damaged_file(app: Flask, file_format: str) -> bytes:
    """Damage the German file of a format; what it was."""
    with app.app_context(), writing(db.session):
        wanted = ReleaseFile.format == file_format, ReleaseFile.language == "de"
        file = db.session.scalars(select(ReleaseFile).where(*wanted)).one()
        before, file.content = file.content, file.content[:-1] + b"!"
        return before


def test_a_file_that_is_gone_is_damage_and_approved_files_come_back_byte_for_byte_only(
    house: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _few_editions(monkeypatch)
    release_id = verified_release(house)  # what is stored are not what the writers of today write
    with house.app_context(), writing(db.session):
        approval.approve(db.session, release_id, now(), _account("analyst"))
        db.session.execute(delete(ReleaseFile).where(ReleaseFile.format == "csv"))
    manager = visitor(house, "manager")
    manager.open(f"{PAGES}/{release_id}")
    assert "de.csv" in manager.text
    press_and_wait(house, manager, "Dateien neu schreiben und prüfen")
    assert "nicht Byte für Byte die freigegebenen" in manager.text
    assert _state(house, release_id) is ReleaseState.APPROVED
    with house.app_context():
        assert db.session.scalars(select(ReleaseFile.content)).all() == [b"json/de"]


# --- partners ------------------------------------------------------------------------------------------


@contextmanager
def _asked(app: Flask) -> Iterator[set[str]]:
    """The tables that statements name while the block runs."""
    found: set[str] = set()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.update(re.findall(r"\b(?:FROM|JOIN|INTO|UPDATE)\s+\"?(\w+)", statement))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def test_every_page_of_partners_draws_on_releases_only(house: Flask) -> None:
    release_id = verified_release(house)
    with house.app_context(), writing(db.session):
        approval.approve(db.session, release_id, now(), _account("analyst"))
    partner = visitor(house, "partner")
    routes = [rule for rule in house.url_map.iter_rules() if rule.endpoint.startswith("partners.")]
    assert len(routes) == 2
    with house.test_request_context():
        values = {"release_id": release_id, "language": "de", "file_format": "json"}
        paths = [rule.build({name: values[name] for name in rule.arguments}) for rule in routes]
    for built in paths:
        assert built is not None
        with _asked(house) as tables:
            assert partner.client.get(built[1]).status_code == 200
        assert "release" in tables
        assert tables <= {"release", "release_file", "browser_session", "user_account", "audit_entry"}, built[1]


def _another(app: Flask, release_id: str, digit: str, **values: Any) -> str:
    """A copy of a release whose wave has another title, with its own id; its id."""
    with app.app_context(), writing(db.session):
        row = db.session.get_one(StoredRelease, release_id)
        title = {"de": "Frühere Welle", "en": "Earlier", "fr": "Avant"}
        document = {**row.document, "wave": {**row.document["wave"], "title": title}, "frozen_at": digit}
        document["id"] = content_id(document)
        db.session.add(
            StoredRelease(
                id=document["id"], wave_id=row.wave_id, snapshot_id=row.snapshot_id, document=document, **values
            )
        )
        return str(document["id"])


def _withdrawn(reason: str) -> dict[str, Any]:
    at = now()
    return {
        "state": ReleaseState.WITHDRAWN, "approved_at": at - timedelta(days=9), "withdrawn_at": at,
        "withdrawn_reason": reason,
    }  # fmt: skip


def test_partners_see_the_newest_approval_first(house: Flask) -> None:
    release_id = verified_release(house)
    with house.app_context(), writing(db.session):
        approval.approve(db.session, release_id, now(), _account("analyst"))
    _another(house, release_id, "e", **_withdrawn("Falsche <b>Gewichte</b>"))
    partner = visitor(house, "partner")
    partner.open("/partner")
    titles = [found.get_text() for found in partner.soup.select("h2")]
    assert titles[1] == "Bericht: Frühere Welle"
    assert len(titles) == 2
    assert "Falsche <b>Gewichte</b>" in partner.text
    assert "Dokument (PDF)" in partner.text
    assert "Deutsch 1 kB" in partner.text


def test_a_damaged_release_does_not_break_the_list_of_the_others(house: Flask) -> None:
    release_id = verified_release(house)
    with house.app_context(), writing(db.session):
        approval.approve(db.session, release_id, now(), _account("analyst"))
    approved = {"state": ReleaseState.APPROVED, "approved_at": now() - timedelta(days=9)}
    _another(house, release_id, "e", **approved)
    _damage_document(house, release_id)
    partner = visitor(house, "partner")
    partner.open("/partner")
    assert partner.status == 200
    titles = [found.get_text() for found in partner.soup.select("h2")]
    assert titles == [f"Veröffentlichung {release_id[:12]}", "Bericht: Frühere Welle"]
    assert "Zurzeit nicht lesbar" in partner.text
    assert not [link for link in partner.links.values() if release_id in link]
    partner.open(f"/partner/{release_id}/de.json")
    assert partner.status == 409
    assert "zurzeit nicht lesbar" in partner.text
    assert visitor(house, "analyst").client.get(f"{PAGES}/{release_id}/de.json").status_code == 409


@pytest.mark.parametrize(
    ("language", "words"), [("de", "Zurückgezogen am"), ("en", "has been withdrawn"), ("fr", "a été retirée")]
)
def test_a_withdrawn_file_says_so_in_its_language_and_leads_to_the_newest(
    house: Flask, language: str, words: str
) -> None:
    release_id = verified_release(house)
    withdrawn = _another(house, release_id, "e", **_withdrawn("Falsche Gewichte"))
    partner = visitor(house, "partner")
    partner.open(f"/partner/{withdrawn}/{language}.pdf")
    assert partner.status == 410
    assert words in partner.text
    assert "Falsche Gewichte" in partner.text
    assert list(partner.links.values()) == ["/partner"]
    with house.app_context(), writing(db.session):
        row = db.session.get_one(StoredRelease, release_id)
        row.beside = {"releases": [withdrawn]}
        db.session.flush()
        approval.approve(db.session, release_id, now(), _account("analyst"))
    partner.open(f"/partner/{withdrawn}/{language}.pdf")
    [target] = partner.links.values()
    partner.open("/partner")
    assert partner.soup.find(id=target.partition("#")[2])
    assert partner.client.get(f"/partner/{'0' * 64}/{language}.pdf").status_code == 404
