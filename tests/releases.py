"""A release that is built and stored, in whatever state its data and its audit leave it."""

from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import select

from analysis.disclosure.seal import from_tree
from analysis.release import Release, content_id, to_tree
from app.database import writing
from app.extensions import db
from app.models import Json, StoredRelease, User, now
from app.services import accounts, freeze, publish, verification, waves
from tests.integration.analysis.field import SLUG, closed_wave

_KEPT: dict[str, publish.Built] = {}


def built_release(app: Flask, *, verdict: str = "pass", is_provisional: bool = False, made_by: str = "manager") -> str:
    """The release of the worked example, built by the account of a role; its id."""
    settings = app.extensions["settings"]
    closed_wave(app)
    with app.app_context():
        wave = waves.find(db.session, SLUG)
        at = now()
        frozen = freeze.write(db.session, wave, freeze.Place(settings.data_dir / "snapshots", settings.code_pepper), at)
        with writing(db.session):
            freeze.store(db.session, waves.find(db.session, SLUG), frozen, at)
        built = publish.make(db.session, waves.find(db.session, SLUG))
        tree = _judged(built.release, verdict, is_provisional)
        with writing(db.session):
            builder = db.session.scalars(select(User.id).where(User.role == made_by)).one()
            judged = replace(built, release=from_tree(tree))
            _KEPT[judged.release.id] = judged
            return publish.keep(db.session, waves.find(db.session, SLUG), judged, at, builder).id


def build_again(app: Flask, release_id: str, made_by: str = "manager@example.org", *, is_preview: bool = False) -> None:
    """Build a release once more from the same data; that this gives the same content is tested where it is built."""
    with app.app_context(), writing(db.session):
        builder = accounts.by_email(db.session, made_by).id
        wave = waves.find(db.session, SLUG)
        beside = tuple(db.session.scalars(publish.published_ids(wave.id)))
        publish.keep(db.session, wave, replace(_KEPT[release_id], beside=beside), now(), builder, is_preview=is_preview)


def verified_release(app: Flask, *, is_written: bool = False, **judged: Any) -> str:
    """The same, verified by who built it; unless ``is_written``, what is stored are a few bytes for each file."""
    release_id = built_release(app, **judged)
    with app.app_context():
        if is_written:
            done = verification.verify(db.session, publish.find(db.session, release_id))
        else:
            contents = {edition: "/".join(edition).encode() for edition in publish.EDITIONS}
            done = verification.Verification(release_id, contents, ())
        with writing(db.session):
            verification.settle(db.session, done, now(), db.session.get_one(StoredRelease, release_id).built_by)
    return release_id


def _judged(release: Release, verdict: str, is_provisional: bool) -> Json:
    """The release as JSON with another verdict of its audit, and its own id."""
    tree = to_tree(release)
    tree["audit"] = {**tree["audit"], "verdict": verdict}
    tree["facts"] = {**tree["facts"], "is_provisional": int(is_provisional)}
    return {**tree, "id": content_id(tree)}
