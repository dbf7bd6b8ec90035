"""The page of a job: how far it is, where it leads, or why it failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask import abort, flash, jsonify, redirect, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.extensions import db
from app.filters import percent
from app.security import ANALYST, MANAGER, staff_required
from app.services import jobs, publish
from app.services.refusals import Unknown
from app.sessions import polled
from app.staff.blueprint import blueprint, current_role, show_wave

STALLED: Final = "stalled"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of job is called, who may start it, what it says at the end, and the page that it came from."""

    title: str
    roles: frozenset[str]
    done: str
    cause: str
    going_on: str


KINDS: Final = {
    "freeze": Kind(
        "Antworten einfrieren",
        frozenset({MANAGER, ANALYST}),
        "Die Antworten sind eingefroren. Alle Ergebnisse beruhen jetzt auf diesem Stand.",
        "staff.results",
        "wird eingefroren",
    ),
    "build": Kind(
        "Veröffentlichung bauen",
        frozenset({MANAGER}),
        "Die Veröffentlichung ist gebaut.",
        "staff.releases",
        "wird gebaut",
    ),
    "verify": Kind(
        "Dateien schreiben und prüfen",
        frozenset({MANAGER, ANALYST}),
        "Alle Dateien sind geschrieben und zurückgelesen. Das Ergebnis steht unten.",
        "staff.releases",
        "wird geprüft",
    ),
}


@blueprint.get("/wellen/<slug>/auftraege/<int:number>")
@staff_required(MANAGER, ANALYST)
@polled
def job(slug: str, number: int) -> str | Response:
    """How far a job is; leads on to its result."""
    found, kind = _find(slug, number)
    if found.state == "done":
        flash(_end(kind, found.result))
        return redirect(_page(slug, kind, found.result))
    return show_wave(
        "job.html",
        slug,
        here=kind.cause,
        job=found,
        kind=kind,
        state=_state(found),
        words=_words(found),
        last=jobs.last_beat(db.session),
        back=_page(slug, kind, found.payload),
    )


@blueprint.get("/wellen/<slug>/auftraege/<int:number>/stand")
@staff_required(MANAGER, ANALYST)
@polled
def job_state(slug: str, number: int) -> Response:
    """The same for the script of the page."""
    found, _kind = _find(slug, number)
    return jsonify(state=_state(found), words=_words(found), done=found.done, percent=percent(found.done))


@dataclass(frozen=True, slots=True)
class Work:
    """A job that has not ended, as a list shows it: in words, with its release and with its page for those who may."""

    words: str
    release: str
    address: str


def work_of(slug: str, *kinds: str) -> list[Work]:
    """What is being done for a wave just now."""
    return [_work(slug, one) for one in jobs.unended(db.session, slug) if one.kind in kinds]


def _work(slug: str, one: Any) -> Work:
    has_begun = one.state == "running" and _state(one) != STALLED
    kind = KINDS[one.kind]
    words = f"{kind.going_on}, {percent(one.done)}" if has_begun else _words(one)
    address = url_for("staff.job", slug=slug, number=one.id) if current_role() in _roles(one) else ""
    return Work(words, one.payload.get("release", ""), address)


def _find(slug: str, number: int) -> tuple[Any, Kind]:
    """A job of this wave that the account could have started itself; raises Unknown."""
    found = jobs.find(db.session, number)
    kind = KINDS.get(found.kind)
    if kind is None or found.payload.get("wave") != slug:
        raise Unknown("Diesen Auftrag gibt es nicht.")
    if current_role() not in _roles(found):
        abort(403)
    return found, kind


def _roles(one: Any) -> frozenset[str]:
    """Who may start a job: a preview also who analyses."""
    return KINDS[one.kind].roles | ({ANALYST} if "preview" in one.payload else frozenset())


def _state(found: Any) -> str:
    """The state of a job; also whether it waits and nobody is there to begin it."""
    return STALLED if jobs.is_stalled(db.session, found, now()) else str(found.state.value)


def _words(found: Any) -> str:
    if _state(found) == STALLED:
        return "Wartet auf den Hintergrunddienst"
    return found.words if found.state == "running" and found.words else "Wartet, gleich geht es los"


def _end(kind: Kind, result: Mapping[str, Any]) -> str:
    """What is said at the end; of a release that was there already, that it was."""
    if result.get("is_new", True):
        return kind.done
    row = publish.find(db.session, result["release"])
    state = publish.STATE_WORDS[row.state]
    return f"Diese Veröffentlichung gibt es schon: Dieselben Daten ergeben dieselben Zahlen. Sie ist {state}."


def _page(slug: str, kind: Kind, facts: Mapping[str, Any]) -> str:
    """The page of the release that the facts name, else the one that the job came from."""
    if "release" in facts:
        return url_for("staff.release", slug=slug, release_id=facts["release"])
    return url_for(kind.cause, slug=slug)
