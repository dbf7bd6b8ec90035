"""The frame of a wave: a CSV or spreadsheet of establishments, checked row by row."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, func, insert, select, update

from app.database import AnySession
from app.models import Establishment, FrameEntry, FrameTotal, Wave, WaveState
from app.services import workbook
from app.services.refusals import Refused
from surveys.codelists import CodeList, code_list, library_rows
from surveys.texts import clean_text

REQUIRED: Final = ("establishment", "name", "wz", "kreis", "employees")
MAX_EMPLOYEES: Final = 1_000_000
_YES_NO: Final = {
    "ja": True, "yes": True, "1": True, "true": True,
    "nein": False, "no": False, "0": False, "false": False,
    "": None,
}  # fmt: skip
_STRATA: Final = Path(__file__).resolve().parents[2] / "surveys" / "codelists" / "strata.csv"
_BATCH: Final = 2000
_BETWEEN: Final = "; "
_NOBODY_DRAWN: Final = (
    "Es ist kein Betrieb als gezogen gekennzeichnet. Eine Zufallsstichprobe braucht die Spalte sampled mit „ja“ bei "
    "jedem gezogenen Betrieb. Es wurde nichts geändert."
)
_LONGEST_SOURCE: Final = 300


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken: its number in the file (the header is row 1) and why."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"Zeile {self.number}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One establishment of the file, checked and complete."""

    number: int
    reference: str
    name: str
    enterprise: str | None
    stratum: str
    sector_group: str
    wz: str
    wz_version: str
    kreis: str
    size_class: str
    employees: int
    has_works_council: bool | None
    is_sampled: bool


@dataclass(slots=True)
class Taken:
    """What came of an import."""

    added: int = 0
    changed: int = 0
    refused: list[RefusedRow] = field(default_factory=list)


class _BadValue(ValueError):
    """Why a row cannot be taken, for the screen."""


def read(text: str) -> tuple[list[Entry], list[RefusedRow]]:
    """Check a CSV (comma, semicolon or tab); raises Refused when its header is not a frame's."""
    rows = csv.DictReader(io.StringIO(text, newline=""), dialect=_dialect(text), strict=True)
    try:
        header = [name.strip().lower() for name in rows.fieldnames or []]
    except csv.Error:
        raise Refused("Die Datei ist keine CSV- oder XLSX-Datei.") from None
    rows.fieldnames = header
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise Refused(f"In der Kopfzeile fehlt: {', '.join(missing)}. Nötig sind {', '.join(REQUIRED)}.")
    entries: list[Entry] = []
    refused: list[RefusedRow] = []
    first_seen: dict[str, int] = {}
    for number, row in _numbered(rows, refused):
        try:
            entry = _entry(number, row)
            if entry.reference in first_seen:
                raise _BadValue(f"Betrieb „{entry.reference}“ steht schon in Zeile {first_seen[entry.reference]}.")
        except _BadValue as problem:
            refused.append(RefusedRow(number, str(problem)))
            continue
        first_seen[entry.reference] = number
        entries.append(entry)
    return entries, refused


def take(
    session: AnySession, wave: Wave, text: str, *, source: str, reference_date: date, is_random_sample: bool = False
) -> Taken:
    """Store the good rows of a CSV as the wave's frame, and its totals; tells which rows were refused.

    Establishments are recognised by their number and change with a later file, but not once the wave is open: then
    they are only added to, and what would change is refused. ``is_random_sample`` says that those sampled were drawn
    from the frame at random, and only then do answers stand for all of it; the last file decides. Raises Refused when
    the wave is closed, the file is no frame or holds no establishment, or nobody in the frame is sampled at random.
    """
    if wave.state not in {WaveState.DRAFT, WaveState.OPEN}:
        raise Refused("Die Auswahlgrundlage einer geschlossenen Erhebungswelle lässt sich nicht mehr ändern.")
    entries, refused = read(text)
    if not entries and not refused:
        raise Refused("Die Datei enthält keinen Betrieb. Es wurde nichts geändert.")
    taken = Taken(refused=refused)
    stored: Counter[str] = Counter()
    for batch in _batches(entries):
        good = batch if wave.state is WaveState.DRAFT else _only_new(session, wave.id, batch, taken)
        _store(session, wave.id, good, taken)
        stored.update(entry.stratum for entry in good)
    _store_totals(session, wave.id, stored, _Origin(source, reference_date))
    taken.refused.sort(key=lambda row: row.number)
    session.flush()
    if is_random_sample and not size_of(session, wave.id)[1]:
        raise Refused(_NOBODY_DRAWN)
    wave.is_random_sample = is_random_sample
    session.flush()
    return taken


def decode(content: bytes) -> str:
    """The text of a file as spreadsheets write it: CSV (UTF-8, else Windows-1252) or their own format."""
    if workbook.is_workbook(content):
        return workbook.as_csv(content)
    if b"\0" in content:
        raise Refused("Die Datei ist keine CSV- oder XLSX-Datei. Eine CSV-Datei bitte in UTF-8 speichern.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def totals(session: AnySession, wave_id: int) -> list[FrameTotal]:
    """N and E of every stratum of a wave."""
    return list(session.scalars(select(FrameTotal).where(FrameTotal.wave_id == wave_id).order_by(FrameTotal.stratum)))


def size_of(session: AnySession, wave_id: int) -> tuple[int, int]:
    """Establishments in the frame of a wave, and how many of them are sampled."""
    row = session.execute(
        select(func.count(), func.count().filter(FrameEntry.is_sampled))
        .select_from(FrameEntry)
        .where(FrameEntry.wave_id == wave_id)
    ).one()
    return int(row[0]), int(row[1])


def _dialect(text: str) -> type[csv.Dialect]:
    first_line = text.split("\n", 1)[0]

    class Found(csv.excel):
        delimiter = max(",;\t", key=first_line.count)

    return Found


def _numbered(rows: csv.DictReader[str], refused: list[RefusedRow]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows with their line; a broken quotation mark ends the file there, with a word about it."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            refused.append(RefusedRow(rows.line_num, "Ein Anführungszeichen ist nicht geschlossen."))
            return
        yield rows.line_num, row


def _entry(number: int, row: Mapping[str, str | None]) -> Entry:
    if None in row or any(value is None for value in row.values()):
        raise _BadValue("Die Zeile hat eine andere Zahl von Spalten als die Kopfzeile.")
    values = {key: clean_text(value or "").strip() for key, value in row.items()}
    employees = _employees(values["employees"])
    size = _size_class(employees)
    division, version = _division(values["wz"], values.get("wz_version") or "2008")
    stratum, group = _stratum(division, size)
    return Entry(
        number=number,
        reference=_text(values["establishment"], "establishment", 40),
        name=_text(values["name"], "name", 200),
        enterprise=_text(values["enterprise"], "enterprise", 40) if values.get("enterprise") else None,
        stratum=stratum,
        sector_group=group,
        wz=division,
        wz_version=version,
        kreis=_code(values["kreis"], "kreise_saarland", "kreis"),
        size_class=size,
        employees=employees,
        has_works_council=_yes_no(values, "has_works_council"),
        is_sampled=bool(_yes_no(values, "sampled")),
    )


def _text(value: str, column: str, longest: int) -> str:
    if not value:
        raise _BadValue(f"{column} ist leer.")
    if len(value) > longest:
        raise _BadValue(f"{column} ist länger als {longest} Zeichen.")
    return value


def _employees(value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 9) or int(value) > MAX_EMPLOYEES:
        raise _BadValue(f"employees „{value[:20]}“ ist keine Zahl von 0 bis 1.000.000.")
    return int(value)


def _size_class(employees: int) -> str:
    for code in _list("groessenklassen").codes:
        # Register units without employees are counted with the smallest class.
        if max(employees, 1) <= (code.high or Decimal(MAX_EMPLOYEES)):
            return code.code
    raise _BadValue("Für diese Zahl gibt es keine Größenklasse.")


def _division(value: str, version: str) -> tuple[str, str]:
    """The division (two digits) of a WZ code as deep as it was given, and the classification's version.

    Spreadsheets take the zero from 01 and 01.1; what stands before the point has two digits, so it can be told.
    """
    if version not in {"2008", "2025"}:
        raise _BadValue(f"wz_version „{version[:20]}“ ist nicht 2008 oder 2025.")
    first, point, rest = value.partition(".")
    digits = first.zfill(2) + rest.replace(".", "") if point or len(first) == 1 else first
    if not (digits.isascii() and digits.isdigit() and len(digits) >= 2):
        raise _BadValue(f"wz „{value[:20]}“ ist kein Code der Wirtschaftszweige, zum Beispiel 25 oder 25.61.")
    return _code(digits[:2], f"wz{version}", "wz"), version


def _stratum(division: str, size: str) -> tuple[str, str]:
    try:
        return _strata()[division, size]
    except KeyError:
        raise _BadValue(f"Der Wirtschaftszweig {division} gehört nicht zur Grundgesamtheit.") from None


def _code(value: str, list_id: str, column: str) -> str:
    if value not in _list(list_id).by_code:
        raise _BadValue(f"{column} „{value[:20]}“ steht nicht in der Liste {list_id}.")
    return value


def _yes_no(values: Mapping[str, str], column: str) -> bool | None:
    try:
        return _YES_NO[values.get(column, "").lower()]
    except KeyError:
        raise _BadValue(f"{column} „{values[column][:20]}“ ist weder ja noch nein.") from None


@cache
def _list(list_id: str) -> CodeList:
    return code_list(list_id, library_rows(list_id) or [])


@cache
def _strata() -> dict[tuple[str, str], tuple[str, str]]:
    with _STRATA.open(encoding="utf-8", newline="") as file:
        return {
            (row["division"], row["size_class"]): (row["stratum"], row["sector_group"]) for row in csv.DictReader(file)
        }


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    rest = iter(entries)
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _only_new(session: AnySession, wave_id: int, batch: list[Entry], taken: Taken) -> list[Entry]:
    """The entries that the frame of an open wave does not have; one that says something else is refused.

    Strata, weights and invitations rest on what the frame said when the field began.
    """
    query = (
        select(Establishment.reference, Establishment.name, Establishment.enterprise_id, FrameEntry)
        .join(FrameEntry, FrameEntry.establishment_id == Establishment.id)
        .where(FrameEntry.wave_id == wave_id, Establishment.reference.in_([entry.reference for entry in batch]))
    )
    known = {row.reference: row for row in session.execute(query)}
    for entry in batch:
        row = known.get(entry.reference)
        if row is not None and not _is_same(entry, row):
            reason = f"Betrieb „{entry.reference}“ ändert sich nicht mehr: Die Erhebungswelle ist schon geöffnet."
            taken.refused.append(RefusedRow(entry.number, reason))
    return [entry for entry in batch if entry.reference not in known]


def _is_same(entry: Entry, row: Any) -> bool:
    names = (entry.name, entry.enterprise) == (row.name, row.enterprise_id)
    return names and all(getattr(row.FrameEntry, name) == getattr(entry, name) for name in _COLUMNS)


def _store(session: AnySession, wave_id: int, batch: list[Entry], taken: Taken) -> None:
    if not batch:
        return
    ids = _known_ids(session, batch)
    new = [entry for entry in batch if entry.reference not in ids]
    known = [entry for entry in batch if entry.reference in ids]
    if known:
        session.execute(
            update(Establishment),
            [{"id": ids[e.reference], "name": e.name, "enterprise_id": e.enterprise} for e in known],
        )
    if new:
        session.execute(
            insert(Establishment),
            [{"reference": e.reference, "name": e.name, "enterprise_id": e.enterprise} for e in new],
        )
        ids = _known_ids(session, batch)
    removed = session.execute(
        delete(FrameEntry).where(FrameEntry.wave_id == wave_id, FrameEntry.establishment_id.in_(ids.values()))
    )
    changed = int(getattr(removed, "rowcount", 0))
    session.execute(insert(FrameEntry), [_frame_row(wave_id, ids[e.reference], e) for e in batch])
    taken.changed += changed
    taken.added += len(batch) - changed


def _known_ids(session: AnySession, batch: list[Entry]) -> dict[str, int]:
    query = select(Establishment.reference, Establishment.id).where(
        Establishment.reference.in_([entry.reference for entry in batch])
    )
    return {row.reference: row.id for row in session.execute(query)}


_COLUMNS: Final = (
    "stratum", "sector_group", "wz", "wz_version", "kreis", "size_class", "employees", "has_works_council",
    "is_sampled",
)  # fmt: skip


def _frame_row(wave_id: int, establishment_id: int, entry: Entry) -> dict[str, Any]:
    row = {name: getattr(entry, name) for name in _COLUMNS}
    return {"wave_id": wave_id, "establishment_id": establishment_id, **row}


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where figures come from: the source and the day they hold for."""

    source: str
    day: date

    def beside(self, earlier: FrameTotal) -> _Origin:
        """The origin of a stratum of which only some rows are new: both sources, the later day."""
        is_named = self.source in earlier.source.split(_BETWEEN)
        both = earlier.source if is_named else f"{earlier.source}{_BETWEEN}{self.source}"
        if len(both) > _LONGEST_SOURCE:
            raise Refused("Die Quellen der Auswahlgrundlage sind zusammen zu lang. Bitte nennen Sie die neue kürzer.")
        return _Origin(both, max(self.day, earlier.reference_date))


def _store_totals(session: AnySession, wave_id: int, stored: Mapping[str, int], origin: _Origin) -> None:
    """N and E of each stratum, counted anew from all rows of the frame; ``stored`` rows of it come from ``origin``.

    A stratum without such rows keeps its source and day, one with no others takes the new ones.
    """
    earlier = {total.stratum: total for total in totals(session, wave_id)}
    query = (
        select(FrameEntry.stratum, func.count(), func.sum(FrameEntry.employees))
        .where(FrameEntry.wave_id == wave_id)
        .group_by(FrameEntry.stratum)
        .order_by(FrameEntry.stratum)
    )
    rows: list[dict[str, Any]] = []
    for stratum, establishments, employees in session.execute(query):
        before, new = earlier.get(stratum), stored.get(stratum, 0)
        found = origin
        if before is not None and new < establishments:
            found = origin.beside(before) if new else _Origin(before.source, before.reference_date)
        facts = {"wave_id": wave_id, "stratum": stratum, "establishments": establishments, "employees": employees}
        rows.append({**facts, "reference_date": found.day, "source": found.source})
    session.execute(delete(FrameTotal).where(FrameTotal.wave_id == wave_id))
    if rows:
        session.execute(insert(FrameTotal), rows)
