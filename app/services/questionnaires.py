"""Questionnaires in the database: taken in from YAML, stored once under their hash, attached to waves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.database import AnySession
from app.models import Json, QuestionnaireVersion, Role, Wave, WaveQuestionnaire, WaveState, now
from app.services.refusals import Refused, Unknown
from surveys.load import Loaded, load_file, load_text, load_tree
from surveys.messages import say
from surveys.model import Questionnaire
from surveys.pairs import belong_together, compare

_loaded: dict[str, Questionnaire] = {}
_OWN = Path(__file__).resolve().parents[2] / "surveys" / "questionnaires"


class Unusable(Refused):
    """A questionnaire file with errors; ``lines`` has one problem a line with its place in the file."""

    def __init__(self, name: str, loaded: Loaded) -> None:
        self.lines = [f"{name}:{found.line}: {say(found.message, 'de')}" for found in loaded.errors]
        super().__init__("\n".join(self.lines))


def take_file(session: AnySession, path: Path) -> QuestionnaireVersion:
    """Store the questionnaire of a YAML file; raises Unusable with lines, Unknown when it cannot be read."""
    try:
        loaded = load_file(path)
    except OSError as error:
        raise Unknown(f"{path}: {error.strerror}") from error
    return _take(session, path.name, loaded)


def take_text(session: AnySession, name: str, content: bytes) -> QuestionnaireVersion:
    """Store an uploaded questionnaire; ``name`` stands before the line in messages."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{name}: Die Datei ist nicht in UTF-8 gespeichert.") from error
    return _take(session, name, load_text(text))


def own_files() -> dict[str, str]:
    """The questionnaires that come with the product: name and what it is called on screen."""
    return {"company": "Unternehmensbefragung", "works-council": "Betriebsrätebefragung"}


def take_own(session: AnySession, name: str) -> QuestionnaireVersion:
    """Store one of the questionnaires that come with the product; raises Unknown for any other name."""
    if name not in own_files():
        raise Unknown("Diesen Fragebogen gibt es nicht.")
    return take_file(session, _OWN / f"{name}.yaml")


def attach(session: AnySession, wave: Wave, version: QuestionnaireVersion) -> bool:
    """Use a version in a wave; False when it was attached before.

    Raises Refused once the wave is closed, and when the counterparts in the other role's questionnaire do not fit.
    """
    if wave.state not in {WaveState.DRAFT, WaveState.OPEN}:
        raise Refused("An eine geschlossene Erhebungswelle lässt sich kein Fragebogen mehr anhängen.")
    _refuse_unequal_pair(session, wave, version)
    known = session.scalar(
        select(WaveQuestionnaire).where(
            WaveQuestionnaire.wave_id == wave.id, WaveQuestionnaire.version_hash == version.hash
        )
    )
    if known is not None:
        known.attached_at = now()
    else:
        session.add(WaveQuestionnaire(wave_id=wave.id, role=version.role, version_hash=version.hash))
    session.flush()
    return known is None


def _refuse_unequal_pair(session: AnySession, wave: Wave, version: QuestionnaireVersion) -> None:
    """Where one of two questionnaires names the other as its pair, what corresponds must be comparable."""
    there = next((known for _, known in attached(session, wave) if known.role != version.role), None)
    if there is None:
        return
    own, other = load(session, version.hash), load(session, there.hash)
    found = [*compare(own, other), *compare(other, own)] if belong_together(own, other) else []
    if found:
        lines = (f"– {say(problem.message, 'de')}" for problem in found)
        raise Refused("\n".join(["Die Fragebögen der beiden Rollen passen nicht zusammen:", *lines]))


def attached(session: AnySession, wave: Wave) -> list[tuple[WaveQuestionnaire, QuestionnaireVersion]]:
    """The versions of a wave, the newest of each role first."""
    rows = session.execute(
        select(WaveQuestionnaire, QuestionnaireVersion)
        .join(QuestionnaireVersion, QuestionnaireVersion.hash == WaveQuestionnaire.version_hash)
        .where(WaveQuestionnaire.wave_id == wave.id)
        .order_by(WaveQuestionnaire.role, WaveQuestionnaire.attached_at.desc(), WaveQuestionnaire.id.desc())
    )
    return [(use, version) for use, version in rows]


def current(session: AnySession, wave_id: int, role: str) -> str:
    """The hash of the version that new responses of a role take; raises Unknown when there is none."""
    found = session.scalar(
        select(WaveQuestionnaire.version_hash)
        .where(WaveQuestionnaire.wave_id == wave_id, WaveQuestionnaire.role == role)
        .order_by(WaveQuestionnaire.attached_at.desc(), WaveQuestionnaire.id.desc())
        .limit(1)
    )
    if found is None:
        raise Unknown("Dieser Rolle ist noch kein Fragebogen zugeordnet.")
    return found


def load(session: AnySession, version_hash: str) -> Questionnaire:
    """The questionnaire of a version, built once per process since versions never change; raises Unknown."""
    known = _loaded.get(version_hash)
    if known is None:
        tree = session.scalar(select(QuestionnaireVersion.tree).where(QuestionnaireVersion.hash == version_hash))
        if tree is None:
            raise Unknown("Diese Fassung des Fragebogens gibt es nicht.")
        known = _loaded[version_hash] = load_tree(tree)
    return known


def as_json(session: AnySession, version_hash: str) -> str:
    """The normalised tree of a version as JSON text; raises Unknown."""
    version = session.get(QuestionnaireVersion, version_hash, options=[undefer(QuestionnaireVersion.tree)])
    if version is None:
        raise Unknown("Diese Fassung des Fragebogens gibt es nicht.")
    return json.dumps(version.tree, ensure_ascii=False, indent=2) + "\n"


def _take(session: AnySession, name: str, loaded: Loaded) -> QuestionnaireVersion:
    found = loaded.questionnaire
    if found is None or loaded.errors:
        raise Unusable(name, loaded)
    stored = session.get(QuestionnaireVersion, found.hash)
    if stored is not None:
        return stored
    version = QuestionnaireVersion(
        hash=found.hash,
        role=Role(found.role),
        slug=found.id,
        title=cast(Json, dict(found.title)),
        tree=cast(dict[str, Any], dict(found.tree)),
    )
    session.add(version)
    session.flush()
    return version
