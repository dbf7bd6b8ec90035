"""A release that is compared with one of an earlier wave: chosen on screen and by command, traced, and refused."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from analysis.disclosure.build import protect
from analysis.disclosure.files import differences
from analysis.release import Release
from app.database import writing
from app.extensions import db
from app.models import ReleaseState, StoredRelease, Wave, now
from app.services import publish, verification
from exports.readback import read
from tests.accounts import visitor
from tests.integration.analysis.field import EARLIER, SLUG, closed_wave, earlier_wave
from tests.workers import press_and_wait

PAGES = f"/intern/wellen/{SLUG}/veroeffentlichungen"
AS = "--as", "manager@example.org"
CHANGE = "change.company.train_any.share.difference"
Run = Callable[..., str]


@pytest.fixture
def run(house: Flask) -> Run:
    """What a command says, all of it; that it ends well or badly is part of the call."""

    def invoke(*words: str, status: int = 0) -> str:
        result = house.test_cli_runner().invoke(args=list(words))
        assert result.exit_code == status, result.output
        assert "Traceback" not in result.output
        return str(result.output if status else result.stdout).strip()

    return invoke


@pytest.fixture
def before(house: Flask, run: Run) -> str:
    """The approved release of the wave before; this wave is frozen too. Its files are but a few bytes."""
    earlier_wave(house)
    closed_wave(house)
    run("snapshot", EARLIER)
    run("snapshot", SLUG)
    release_id = run("release", "build", EARLIER, *AS)
    _verified_unwritten(house, release_id)
    run("release", "approve", release_id, "--as", "analyst@example.org")
    return release_id


def _verified_unwritten(app: Flask, release_id: str) -> None:
    contents = {edition: "/".join(edition).encode() for edition in publish.EDITIONS}
    with app.app_context(), writing(db.session):
        builder = publish.find(db.session, release_id).built_by
        verification.settle(db.session, verification.Verification(release_id, contents, ()), now(), builder)


def _stored(app: Flask, release_id: str) -> Release:
    with app.app_context():
        return publish.read(publish.find(db.session, release_id))


def _changed(app: Flask, release_id: str, **values: Any) -> None:
    with app.app_context(), writing(db.session):
        db.session.execute(update(StoredRelease).where(StoredRelease.id == release_id).values(**values))


def _wave_changed(app: Flask, slug: str, **values: Any) -> None:
    with app.app_context(), writing(db.session):
        db.session.execute(update(Wave).where(Wave.slug == slug).values(**values))


def test_what_changed_is_published_and_traced_to_both_releases(house: Flask, run: Run, before: str) -> None:
    alone = run("release", "build", SLUG, *AS)
    compared = run("release", "build", SLUG, *AS, "--before", before[:12])
    assert compared != alone, "what it was compared with is a part of what it says"
    assert run("release", "build", SLUG, *AS, "--before", before) == compared
    made, plain = _stored(house, compared), _stored(house, alone)
    assert "before" not in plain.facts
    assert made.facts["before"] == before
    # Five of eight train, 62.5 %; two years before it were four.
    then, today = (_stored(house, one).table("company.train_any.share").cell("1").value for one in (before, alone))
    assert isinstance(today, float)
    assert isinstance(then, float)
    assert then == 0.5
    assert made.table(CHANGE).cell("1").value == pytest.approx(100 * (today - then))
    assert made.table(CHANGE.removesuffix(".difference")).cell("1", "before").value == then
    assert made.facts["one_way_cells"] == plain.facts["one_way_cells"], "a comparison is no figure of its own"
    for file_format, language in publish.EDITIONS:
        content = publish.WRITERS[file_format](made, language)
        printed = read(file_format, content)
        assert differences(made, printed, file_format, language) == (), (file_format, language)
        if file_format in ("html", "pdf"):
            assert any(before[:12] in piece.text for piece in printed), (file_format, language)


def test_staff_choose_it_beside_the_plan(house: Flask, before: str) -> None:
    manager = visitor(house, "manager")
    manager.open(PAGES)
    options = {str(one["value"]): one.get_text() for one in manager.soup.select("select#before option")}
    assert list(options) == ["", before]
    assert before[:12] in options[before]
    manager.fill({"before": before})
    press_and_wait(house, manager, "Neu bauen aus dem Stand vom")
    assert before in manager.text
    manager.open(f"/intern/wellen/{EARLIER}/veroeffentlichungen")
    assert not manager.soup.select("select#before"), "nothing was over before that wave"


def test_what_was_withdrawn_meanwhile_is_compared_with_by_nobody(house: Flask, run: Run, before: str) -> None:
    compared = run("release", "build", SLUG, *AS, "--before", before)
    _verified_unwritten(house, compared)
    run("release", "withdraw", before, "--reason", "Versehen", "--as", "manager@example.org")
    said = run("release", "approve", compared, "--as", "analyst@example.org", status=1)
    assert f"{before[:12]}, mit der diese verglichen ist, ist zurückgezogen" in said
    assert "ist zurückgezogen" in run("release", "build", SLUG, *AS, "--before", before, status=1)
    manager = visitor(house, "manager")
    manager.open(PAGES)
    assert not manager.soup.select("select#before")


def test_what_a_comparison_told_is_known_to_the_next_release(house: Flask, run: Run, before: str) -> None:
    compared = run("release", "build", SLUG, *AS, "--before", before)
    _verified_unwritten(house, compared)
    run("release", "approve", compared, "--as", "analyst@example.org")
    alone = run("release", "build", SLUG, *AS)
    with house.app_context():
        assert publish.find(db.session, alone).beside == {"releases": [compared]}
    ours = {(table.id, cell.key): cell.value for table in _stored(house, compared).tables for cell in table.cells}
    for table in _stored(house, alone).tables:
        for cell in table.cells:
            assert ours[table.id, cell.key] == cell.value, (table.id, cell.key)


@pytest.mark.parametrize(
    ("slug", "changed", "words"),
    [
        (EARLIER, {"closed_at": None}, "noch nicht beendet"),
        (EARLIER, {"closed_at": datetime(2026, 9, 1, tzinfo=UTC)}, "nicht früher beendet"),
        (EARLIER, {"is_invented": False}, "aus einer echten Welle, diese Welle ist erfunden"),
    ],
)
def test_only_an_earlier_wave_of_its_kind(
    house: Flask, run: Run, before: str, slug: str, changed: dict[str, Any], words: str
) -> None:
    _wave_changed(house, slug, **changed)
    assert words in run("release", "build", SLUG, *AS, "--before", before, status=1)
    manager = visitor(house, "manager")
    manager.open(PAGES)
    assert not manager.soup.select("select#before")


def test_only_an_approved_release_of_another_wave(house: Flask, run: Run, before: str) -> None:
    own = run("release", "build", SLUG, *AS)
    assert "aus derselben Welle" in run("release", "build", SLUG, *AS, "--before", own, status=1)
    assert "gibt es nicht" in run("release", "build", SLUG, *AS, "--before", "0" * 64, status=1)
    said = run("release", "build", SLUG, *AS, "--before", before, "--plan", "kurzfassung", status=1)
    assert "„Kurzfassung“ zeigt keine Veränderungen" in said
    _changed(house, before, state=ReleaseState.VERIFIED)
    assert "ist geprüft" in run("release", "build", SLUG, *AS, "--before", before, status=1)


def test_on_screen_a_refusal_starts_no_job(house: Flask, before: str) -> None:
    manager = visitor(house, "manager")
    manager.open(PAGES)
    _changed(house, before, state=ReleaseState.WITHDRAWN)
    manager.fill({"before": before})
    manager.press("Neu bauen aus dem Stand vom")
    assert "ist zurückgezogen" in manager.text
    assert "/auftraege/" not in manager.path


def test_where_every_question_broke_it_says_so(
    house: Flask, run: Run, before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analysis.disclosure.build.unbroken", lambda _now, _before: frozenset())
    monkeypatch.setattr(publish, "protect", protect)
    said = run("release", "build", SLUG, *AS, "--before", before, status=1)
    assert f"Mit der Veröffentlichung {before[:12]} lässt sich nichts vergleichen" in said
    with house.app_context():
        wave = db.session.scalars(select(Wave.id).where(Wave.slug == SLUG)).one()
        assert not publish.of_wave(db.session, wave)
