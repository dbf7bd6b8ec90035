"""Commands from stored answers to the release, on both databases, with the numbers of the worked example."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from analysis.disclosure.seal import from_tree
from analysis.release import Reason, Release, Suppressed
from analysis.snapshot import Snapshot as FrozenData
from app.database import writing
from app.extensions import db
from app.models import AuditEntry, Snapshot, StoredRelease, Wave, WaveState
from app.services import explore, publish, results
from app.services.refusals import Refused, Unknown
from exports.values import rounded
from tests.accounts import make_account
from tests.integration.analysis.field import SLUG, closed_wave
from tests.worked_example import COMPANIES, COUNTED, FIELD, HIDDEN, PUBLISHED

AS = "--as", "manager@example.org"


def run(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=list(args))


def done(app: Flask, *args: str) -> str:
    result = run(app, *args)
    assert result.exit_code == 0, result.output
    return str(result.stdout).strip()


@pytest.fixture
def release(app: Flask, tmp_path: Path) -> Release:
    closed_wave(app)
    make_account(app, "manager")
    done(app, "snapshot", SLUG)
    release_id = done(app, "release", "build", SLUG, *AS)
    done(app, "release", "export", release_id, "--format", "json", "--output", str(tmp_path / "release.json"))
    return from_tree(json.loads((tmp_path / "release.json").read_bytes()))


def frozen_data(snapshot: str) -> tuple[Wave, FrozenData]:
    row = db.session.get_one(Snapshot, snapshot)
    return db.session.get_one(Wave, row.wave_id), results.open_snapshot(row)


def _looked_at(frozen: FrozenData, wave: Wave, item: str, figure: str = "") -> explore.Shown:
    opened = explore.source(frozen, "company")
    return explore.look(
        opened, explore.read(opened, item, MultiDict({explore.FIGURE: figure})), results.rules(wave)
    ).shown


def test_the_numbers_arrive(app: Flask, release: Release) -> None:
    for (table, key), value in PUBLISHED.items():
        made, found = release.table(table), release.table(table).cell(*key).value
        assert isinstance(found, float)
        assert rounded(made, found) == rounded(made, value), (table, key)
    for table, key in HIDDEN:
        assert release.table(table).cell(*key).value == Suppressed(Reason.PROTECTED)

    # Eight submitted, one draft, one letter that nobody opened; the trial run is nowhere. That ten were invited or
    # nine began would tell about the one or two others: eight stands at every question.
    [company] = release.participation
    assert company.submitted == 8
    assert all(isinstance(count, Suppressed) for count in (company.frame, company.invited, company.started))
    with app.app_context():
        _, frozen = frozen_data(release.snapshot)
    fieldwork = frozen.scan("fieldwork").select("invited", "started", "submitted").sum().collect()
    assert fieldwork.rows() == [(10, 9, 8)]


def test_the_same_wave_again_is_the_same_and_all_of_it_is_on_record(app: Flask, release: Release) -> None:
    again = done(app, "snapshot", SLUG)

    assert again == release.snapshot
    assert done(app, "release", "build", SLUG, *AS) == release.id
    listed = json.loads(done(app, "release", "list", SLUG, "--json"))
    assert [(one["id"], one["state"], one["snapshot"]) for one in listed] == [(release.id, "built", again)]
    with app.app_context():
        acts = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert acts == ["snapshot_taken", "release_built", "release_exported", "snapshot_taken", "release_built_again"]


def test_staff_see_true_values_with_a_mark_and_nobody_by_name(app: Flask) -> None:
    closed_wave(app)
    snapshot = done(app, "snapshot", SLUG)
    with app.app_context():
        wave, frozen = frozen_data(snapshot)
        urgent, employees = _looked_at(frozen, wave, "cmp", "need.urgent"), _looked_at(frozen, wave, "emp_total")
        with pytest.raises(Unknown):
            _looked_at(frozen, wave, "not_asked_anywhere")

    assert urgent.table.cell(FIELD).value == COUNTED[urgent.table.id, (FIELD,)]
    assert (FIELD,) in urgent.hidden
    assert not employees.hidden
    labels = {entry.id for section in results.contents(frozen)["company"] for entry in section.entries}
    assert {"emp_total", "cmp", "roster", "flag82a"} <= labels
    assert "comment" not in labels

    frame = frozen.scan("company").collect()
    assert "Betrieb" not in frame.write_csv()
    # In the order of the keys, which is not that of the database.
    assert frame["emp_total"].to_list() != [company.employees for company in COMPANIES]


def test_a_running_wave_gives_a_provisional_snapshot(app: Flask) -> None:
    closed_wave(app)
    with app.app_context(), writing(db.session):
        wave = db.session.scalars(select(Wave)).one()
        wave.state, wave.closed_at = WaveState.OPEN, None

    result = run(app, "snapshot", SLUG)

    assert result.exit_code == 0
    assert "vorläufig" in result.stderr
    with app.app_context():
        assert db.session.scalars(select(Snapshot.is_provisional)).one() is True


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (("snapshot", "keine-welle"), "keine-welle"),
        (("release", "build", SLUG, *AS), "noch keine Daten eingefroren"),
        (("release", "export", "0" * 64, "--format", "json", "--output", "x.json"), "gibt es nicht"),
    ],
)
def test_what_is_not_there_is_said_in_a_line(app: Flask, args: tuple[str, ...], text: str) -> None:
    closed_wave(app)
    make_account(app, "manager")

    result = run(app, *args)

    assert result.exit_code == 1
    assert text in result.stderr
    assert "Traceback" not in result.output


def test_a_stored_release_that_was_changed_is_refused(app: Flask, release: Release) -> None:
    with app.app_context():
        with writing(db.session):
            row = db.session.get_one(StoredRelease, release.id)
            row.document = {**row.document, "snapshot": "0" * 64}
        with pytest.raises(Refused, match="nicht mehr die, die gebaut wurde"):
            publish.read(db.session.get_one(StoredRelease, release.id))
