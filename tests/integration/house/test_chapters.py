"""Chapters of a release on screen: every one that the page of the release lists is opened."""

from flask import Flask
from sqlalchemy import update

from analysis.release import content_id
from analysis.sides import PAIRS
from app.database import writing
from app.extensions import db
from app.models import StoredRelease
from tests.accounts import visitor
from tests.integration.analysis.field import SLUG
from tests.releases import built_release

PAGES = f"/intern/wellen/{SLUG}/veroeffentlichungen"


def _with_pairs(app: Flask, release_id: str) -> str:
    """The release with its first chapter once more as one of pairs; its id."""
    with app.app_context(), writing(db.session):
        document = dict(db.session.get_one(StoredRelease, release_id).document)
        document["chapters"] = [*document["chapters"], {**document["chapters"][0], "role": PAIRS}]
        document["id"] = content_id(document)
        where = StoredRelease.id == release_id
        db.session.execute(update(StoredRelease).where(where).values(id=document["id"], document=document))
        return str(document["id"])


def test_every_chapter_is_listed_and_opens_also_that_of_pairs(house: Flask) -> None:
    release_id = _with_pairs(house, built_release(house))
    manager = visitor(house, "manager")
    manager.open(f"{PAGES}/{release_id}")
    assert manager.status == 200
    links = [str(link["href"]) for link in manager.soup.select("main li a") if f"{release_id}/" in str(link["href"])]
    chapters = [link for link in links if "/pairs/" in link or "/company/" in link]
    assert f"{PAGES}/{release_id}/pairs/a" in chapters
    assert "(Paare: beide Seiten desselben Betriebs)" in manager.text
    for link in chapters:
        manager.open(link)
        assert manager.status == 200, link
