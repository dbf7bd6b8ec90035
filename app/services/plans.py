"""Report plans: those that come with the programme and those of staff, stored version by version and never changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from analysis.disclosure.seal import table_from_tree
from analysis.plan import Outline, PlanError, check, names_in
from analysis.plan_file import SHIPPED, read_plan, shipped
from analysis.plan_writer import write_plan
from analysis.release import Block, Plan, Query, Table, to_tree
from analysis.snapshot import Snapshot as FrozenData
from analysis.tables import tabulate
from analysis.weights import Unweightable
from app.database import AnySession
from app.models import Job, PlanVersion, ReleaseState, Snapshot, StoredRelease, Wave, WaveState
from app.services import audit, plan_edit, results
from app.services.refusals import Refused, Unknown
from app.services.shelf import Shelf

NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
KEY: Final = re.compile(r"(?P<indent>[ -]*)(?P<key>[a-z]+(\.[a-z]{2})?):")
HEAD: Final = re.compile(r"[ -]*- (?:kind|name):")
"""How a block and a value begin in a file that is written here."""
RESERVED: Final = frozenset({"neu"})
"""Words that stand where the name of a plan stands in an address."""
SHIPPED_STAYS: Final = "Ein mitgelieferter Plan bleibt."
ON_ITS_WAY: Final = (
    "Nach diesem Plan ist etwas gebaut, das noch nicht freigegeben ist: {ids}. Bitte geben Sie es zuerst frei, oder "
    "entfernen Sie es bei den Veröffentlichungen der Welle."
)
MEANWHILE: Final = (
    "Dieser Plan wurde inzwischen von jemand anderem geändert. Ihre Änderung ist nicht gespeichert. Bitte sehen Sie "
    "sich den neuen Stand an und machen Sie die Änderung dort."
)


class Unusable(Refused):
    """A plan with faults: ``problems``, and as ``lines`` all of them in words."""

    def __init__(self, problem: PlanError) -> None:
        self.problems, self.lines = problem.problems, problem.sentences
        super().__init__("\n".join(self.lines))


@dataclass(frozen=True, slots=True)
class Listed:
    """A plan for lists; a shipped one has no version."""

    name: str
    outline: Outline
    row: PlanVersion | None = None


def listed(session: AnySession) -> list[Listed]:
    """All plans: those that come with the programme, then those of staff by name."""
    own = [Listed(row.name, _outline(row), row) for row in _newest(session)]
    return [*(Listed(name, shipped(name)) for name in SHIPPED), *own]


def own(session: AnySession) -> list[PlanVersion]:
    """The newest version of each plan of staff, by name."""
    return _newest(session)


def find(session: AnySession, name: str) -> Listed:
    """A plan by its name, of staff's the newest version; raises Unknown."""
    if name in SHIPPED:
        return Listed(name, shipped(name))
    row = _latest(session, name) if NAME.fullmatch(name) else None
    if row is None:
        raise Unknown(f"Einen Plan „{name[:40]}“ gibt es nicht.")
    return Listed(name, _outline(row), row)


def chosen(outline: Outline, parameters: Mapping[str, str]) -> Plan:
    """The plan with its choice; raises Refused for a missing or an unknown one."""
    try:
        return outline.chosen(parameters)
    except PlanError as problem:
        raise Refused(problem.problems[0].words) from problem


def take(
    session: AnySession, content: bytes, file_name: str, user_id: int | None, tables: Known | None = None
) -> PlanVersion:
    """Store an uploaded plan, a new version where the name is known. Call inside ``writing``. Raises Unusable, Refused.

    ``tables`` are what it is checked against, where there is a snapshot.
    """
    outline = _read(content, file_name)
    _check(outline, tables)
    return _add(session, outline.plan.id, content.decode("utf-8-sig"), user_id)


def copy(session: AnySession, name: str, new_name: str, title: str, user_id: int | None) -> PlanVersion:
    """Store a plan of staff that begins as a copy of another. Call inside ``writing``. Raises Refused, Unknown."""
    outline = find(session, name).outline
    if not NAME.fullmatch(new_name):
        words = "Ein Kürzel hat Kleinbuchstaben, Ziffern, „-“ und „_“ und beginnt mit einem Buchstaben."
        raise Refused(words, "name")
    if new_name in SHIPPED or new_name in RESERVED or _latest(session, new_name) is not None:
        raise Refused(f"Einen Plan „{new_name}“ gibt es schon. Bitte wählen Sie ein anderes Kürzel.", "name")
    plan = replace(outline.plan, id=new_name, title={"de": title})
    return _add(session, new_name, _written(replace(outline, plan=plan)), user_id)


def change(
    session: AnySession,
    name: str,
    how: Callable[[Plan], Plan],
    user_id: int | None,
    base: int | None = None,
    tables: Known | None = None,
) -> PlanVersion:
    """Store what ``how`` makes of a plan of staff as its next version; ``base`` is the version that was seen.

    Call inside ``writing``. Raises Refused when it is not the newest any more, Unusable with what is wrong; ``tables``
    are what it is checked against, where they are given.
    """
    found = find(session, name)
    if found.row is None:
        raise Refused("Ein mitgelieferter Plan wird nicht geändert. Bitte legen Sie zuerst eine Kopie an.")
    if base is not None and base != found.row.version:
        raise Refused(MEANWHILE)
    made = replace(found.outline, plan=how(found.outline.plan), name="Plan", lines={})
    content = _written(made)
    _check(made, tables)
    return _add(session, name, content, user_id)


def undo(session: AnySession, name: str, user_id: int | None, base: int) -> PlanVersion:
    """Store the version before the newest of a plan of staff as its next one; ``base`` is the version that was seen.

    Call inside ``writing``. Raises Refused where somebody was faster, or nothing was changed yet.
    """
    query = select(PlanVersion).where(PlanVersion.name == name).order_by(PlanVersion.version.desc()).limit(2)
    rows = list(session.scalars(query))
    if not rows or rows[0].version != base:
        raise Refused(MEANWHILE)
    if len(rows) == 1:
        raise Refused("Dieser Plan ist noch nicht geändert worden.")
    return _add(session, name, rows[1].content, user_id)


def remove(session: AnySession, name: str, user_id: int | None) -> None:
    """Forget a plan of staff with all its versions; releases keep what they followed. Call inside ``writing``.

    Raises Refused while a release that is not out follows it, Unknown.
    """
    if find(session, name).row is None:
        raise Refused(SHIPPED_STAYS)
    if problem := why_not_remove(session, name):
        raise Refused(problem)
    session.execute(delete(PlanVersion).where(PlanVersion.name == name))
    audit.record(session, user_id, "plan_removed", f"plan:{name}")


def why_not_remove(session: AnySession, name: str) -> str:
    """Why a plan of staff cannot be removed now; empty when it can."""
    waiting = session.scalars(select(Job).where(Job.once.is_not(None), Job.kind == "build"))
    if any(job.payload.get("plan") == name for job in waiting):
        return "Nach diesem Plan wird gerade gebaut. Bitte warten Sie, bis das fertig ist."
    is_on_its_way = StoredRelease.state.in_((ReleaseState.BUILT, ReleaseState.VERIFIED))
    follows = StoredRelease.document[("plan", "id")].as_string() == name
    found = session.scalars(select(StoredRelease.id).where(is_on_its_way, follows).order_by(StoredRelease.id)).all()
    return ON_ITS_WAY.format(ids=", ".join(one[:12] for one in found)) if found else ""


def append_block(session: AnySession, name: str, chapter: int, block: Block, user_id: int | None) -> PlanVersion:
    """Store a plan of staff with one more block at the end of a chapter, numbered from 1.

    Names of its values that the plan has already get a number. Call inside ``writing``. Raises Refused, Unknown.
    """

    def longer(plan: Plan) -> Plan:
        if not 0 < chapter <= len(plan.chapters):
            raise Refused("Dieses Kapitel gibt es in dem Plan nicht.")
        blocks = plan.chapters[chapter - 1].blocks
        return plan_edit.with_block(plan, chapter, len(blocks) + 1, _renamed(block, set(plan.queries)))

    return change(session, name, longer, user_id)


def _renamed(block: Block, taken: set[str]) -> Block:
    """The block with names of its own for its values; texts that name them keep theirs."""
    used = set(names_in(block))
    queries: list[Query] = []
    for query in block.queries:
        name, number = query.name, 2
        while name in taken and query.name not in used:
            name, number = f"{query.name[:36]}_{number}", number + 1
        taken.add(name)
        queries.append(replace(query, name=name))
    return replace(block, queries=tuple(queries))


def waves_with_data(session: AnySession) -> list[Wave]:
    """The waves that releases can be built of: those with a snapshot that are not archived."""
    frozen = select(Snapshot.wave_id)
    query = select(Wave).where(Wave.id.in_(frozen), Wave.state != WaveState.ARCHIVED).order_by(Wave.slug)
    return list(session.scalars(query))


# --- storing ------------------------------------------------------------------------------------------


def _read(content: bytes | str, name: str) -> Outline:
    try:
        return read_plan(content, name)
    except PlanError as problem:
        raise Unusable(problem) from problem


def _written(outline: Outline) -> str:
    """The file of a plan; what was put together on screen goes through the same door as a file."""
    text = write_plan(outline)
    try:
        read_plan(text, outline.plan.id)
    except PlanError as problem:
        # Nobody has seen the lines of a file that was written just now.
        faults = [replace(one, line=0, spot=_spot(text, one.line)) for one in problem.problems]
        raise Unusable(PlanError("Plan", faults)) from problem
    return text


def _spot(text: str, line: int) -> str:
    """The key in a line of a file that ``write_plan`` wrote, of a value of a block after its number."""
    lines = text.splitlines()[:line]
    found = KEY.match(lines[-1]) if lines else None
    if found is None:
        return ""
    heads = [one.group() for one in map(HEAD.match, lines) if one]
    number = next((at for at, head in enumerate(reversed(heads)) if "name" not in head), 0)
    is_of_value = number > 0 and len(found["indent"]) >= len(heads[-1]) - len("name:")
    return f"{number}.{found['key']}" if is_of_value else found["key"]


def _check(outline: Outline, known: Known | None) -> None:
    if known is None or outline.choosable:
        return
    try:
        check(outline, outline.plan, known.tables, known.sections)
    except PlanError as problem:
        raise Unusable(problem) from problem


def _add(session: AnySession, name: str, content: str, user_id: int | None) -> PlanVersion:
    if name in SHIPPED or name in RESERVED:
        raise Refused(f"„{name}“ ist der Name eines mitgelieferten Plans. Bitte geben Sie unter „id“ einen anderen an.")
    digest = hashlib.sha256(content.encode()).hexdigest()
    before = _latest(session, name)
    if before is not None and before.sha256 == digest:
        return before
    row = PlanVersion(
        name=name, version=before.version + 1 if before else 1, content=content, sha256=digest, created_by=user_id
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as problem:
        raise Refused(MEANWHILE) from problem
    audit.record(session, user_id, "plan_stored", f"plan:{name}", version=row.version, sha256=digest)
    return row


def _outline(row: PlanVersion) -> Outline:
    return _read(row.content, f"{row.name}.yaml")


def _latest(session: AnySession, name: str) -> PlanVersion | None:
    query = select(PlanVersion).where(PlanVersion.name == name).order_by(PlanVersion.version.desc()).limit(1)
    return session.scalars(query).first()


def _newest(session: AnySession) -> list[PlanVersion]:
    last = select(PlanVersion.name, func.max(PlanVersion.version).label("version")).group_by(PlanVersion.name)
    newest = last.subquery()
    is_newest = (PlanVersion.name == newest.c.name) & (PlanVersion.version == newest.c.version)
    return list(session.scalars(select(PlanVersion).join(newest, is_newest).order_by(PlanVersion.name)))


# --- what tables there are ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Known:
    """The tables and sections that a plan can name, without figures."""

    tables: tuple[Table, ...]
    sections: tuple[str, ...]


def known(session: AnySession, shelf: Shelf) -> Known | None:
    """The tables of the newest snapshot of any wave; None while there is none that can be read."""
    row = session.scalars(select(Snapshot).order_by(Snapshot.created_at.desc(), Snapshot.id).limit(1)).first()
    if row is None:
        return None
    try:
        return tables_of(results.open_snapshot(row), shelf)
    except Refused:
        return None


def tables_of(frozen: FrozenData, shelf: Shelf) -> Known | None:
    """The tables of a snapshot; None where none can be estimated.

    All are counted for it, which takes seconds, of many responses with much memory: whoever freezes them does it once,
    and the shelf keeps what was found.
    """
    try:
        tree = json.loads(shelf.kept(lambda: _heads(frozen), "plan tables", frozen.id))
    except Unweightable:
        return None
    return Known(tuple(table_from_tree(one) for one in tree["tables"]), tuple(tree["sections"]))


def _heads(frozen: FrozenData) -> bytes:
    chapters = tabulate(frozen)
    tables = [to_tree(one.head) for chapter in chapters for one in chapter.tables]
    sections = list(dict.fromkeys(chapter.id for chapter in chapters))
    return json.dumps({"tables": tables, "sections": sections}, ensure_ascii=False).encode()
