"""The frozen state of a wave: a directory of Parquet files named by the hash of the values in them.

It is the only thing tables are made from. The hash is taken over the values, not over the bytes of Parquet,
so that another version of the library gives the same name. Responses stand under a random case number and are
sorted by it: nothing of the order or the numbers of the database is left.
"""

from __future__ import annotations

import gc
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from itertools import islice
from operator import methodcaller
from pathlib import Path
from typing import Any

import polars as pl

from analysis.columns import MISSING, Unreadable, gather, gather_children, gather_whole, split, split_children
from analysis.layout import Layout, MixedVersions, layout
from surveys.load import load_tree
from surveys.model import Questionnaire
from surveys.problems import COMPUTED

FORMAT = "bedarf-snapshot/1"
BATCH = 2_000
"""Documents held at once while writing."""

_HASHED_ROWS = 5_000
_TEXT_COLUMNS = {
    "role": pl.String,
    "case": pl.String,
    "variable": pl.String,
    "row": pl.String,
    "text": pl.String,
}


class SnapshotError(ValueError):
    """A snapshot cannot be written or read; the text says why."""


@dataclass(frozen=True, slots=True)
class Case:
    """One submitted response. ``case``, ``establishment`` and ``contributor`` are random or keyed numbers.

    ``contributor`` is the enterprise, else the establishment. The facts of the frame are its codes.
    """

    case: str
    establishment: str
    contributor: str
    version: str
    language: str
    submitted_on: str
    stratum: str
    sector_group: str
    size_class: str
    kreis: str
    wz: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Stratum:
    """What the frame says about a stratum: N and E (None when no totals are loaded)."""

    stratum: str
    establishments: int | None = None
    employees: int | None = None
    reference_date: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """How many assignments of a role and stratum were invited, have started and have submitted."""

    role: str
    stratum: str
    invited: int
    started: int
    submitted: int


@dataclass(frozen=True, slots=True)
class Wave:
    """The facts of the wave that texts and rules need."""

    slug: str
    reference_year: int
    target_year: int


@dataclass(frozen=True, slots=True)
class Content:
    """What goes into a snapshot. ``cases`` gives each role's responses in any order, once each."""

    wave: Wave
    is_provisional: bool
    questionnaires: Mapping[str, Sequence[Questionnaire]]
    cases: Mapping[str, Iterable[Case]]
    frame: Sequence[Stratum] = ()
    fieldwork: Sequence[Fieldwork] = ()
    on_batch: Callable[[int], None] = lambda _count: None


class Snapshot:
    """A snapshot on disk. Reading it never touches ``text.parquet``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.manifest: Mapping[str, Any] = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as problem:
            raise SnapshotError(f"{path} is no snapshot: {problem}") from problem
        if self.manifest.get("format") != FORMAT:
            raise SnapshotError(f"{path} has the unknown format {self.manifest.get('format')}")

    @cached_property
    def id(self) -> str:
        """The hash of all values, as hex."""
        return _hash_json(self.manifest)

    @property
    def wave(self) -> Wave:
        """The facts of the wave."""
        return Wave(**self.manifest["wave"])

    @property
    def is_provisional(self) -> bool:
        """Whether the wave was still open."""
        return bool(self.manifest["provisional"])

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that have a questionnaire."""
        return tuple(self.manifest["questionnaires"])

    def count(self, role: str) -> int:
        """The number of submitted responses of a role."""
        return int(self.manifest["files"][role]["rows"])

    @cached_property
    def questionnaires(self) -> Mapping[str, Questionnaire]:
        """The newest version of each role's instrument."""
        return {role: self._load(hashes[-1]) for role, hashes in self.manifest["questionnaires"].items()}

    @cached_property
    def layouts(self) -> Mapping[str, Layout]:
        """The variables of each role, over all its versions."""
        versions = self.manifest["questionnaires"].items()
        return {role: layout(self._load(one) for one in hashes) for role, hashes in versions}

    def _load(self, version: str) -> Questionnaire:
        return _load_questionnaire(self.path / "questionnaires" / f"{version}.json")

    def scan(self, name: str) -> pl.LazyFrame:
        """A table, read only as far as it is used: ``company``, ``company.roster``, ``frame`` …"""
        if name not in self.manifest["files"] or name == "text":
            raise SnapshotError(f"the snapshot has no table {name}")
        return pl.scan_parquet(self.path / f"{name}.parquet")

    def verify(self) -> None:
        """Compute the hash of every file again; raises ``SnapshotError`` naming the first that differs."""
        if self.path.name != self.id:
            raise SnapshotError(f"the manifest of {self.path} was changed")
        for name, facts in self.manifest["files"].items():
            if _hash_values(pl.read_parquet(self.path / f"{name}.parquet")) != facts["sha256"]:
                raise SnapshotError(f"{name}.parquet of {self.path} was changed")


@lru_cache(maxsize=16)
def _load_questionnaire(path: Path) -> Questionnaire:
    """A questionnaire of a snapshot; kept, because nothing in a snapshot ever changes."""
    return load_tree(json.loads(path.read_text(encoding="utf-8")))


def write_snapshot(root: Path, content: Content) -> Snapshot:
    """Write ``content`` below ``root`` and give the snapshot; one that exists already is left as it is.

    Documents are read in batches, so memory holds their columns but never all of them. The directory gets its
    name when it is complete: what is interrupted leaves no snapshot. Raises ``SnapshotError``.
    """
    root.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=root, prefix=".writing-"))
    try:
        with _without_collector():
            manifest = _write(temporary, content)
        target = root / _hash_json(manifest)
        if not target.exists():
            temporary.rename(target)
    except (Unreadable, MixedVersions) as problem:
        raise SnapshotError(str(problem)) from problem
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return Snapshot(target)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Answers are trees without cycles: looking for some takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _write(directory: Path, content: Content) -> dict[str, Any]:
    frames: dict[str, pl.DataFrame] = {}
    texts: list[pl.DataFrame] = []
    for role, versions in content.questionnaires.items():
        writer = _RoleWriter(role, layout(versions))
        for batch in _batches(content.cases.get(role, ())):
            writer.add(batch)
            content.on_batch(len(batch))
        frames |= writer.frames()
        texts.append(writer.texts())
    frames["frame"] = _plain_frame(content.frame, Stratum, ["stratum"])
    frames["fieldwork"] = _plain_frame(content.fieldwork, Fieldwork, ["role", "stratum"])
    frames["text"] = pl.concat(texts) if texts else pl.DataFrame(schema=_TEXT_COLUMNS)
    files = {name: _write_frame(directory, name, frame) for name, frame in sorted(frames.items())}
    manifest = {
        "format": FORMAT,
        "wave": asdict(content.wave),
        "provisional": content.is_provisional,
        "questionnaires": {role: [one.hash for one in some] for role, some in content.questionnaires.items()},
        "files": files,
    }
    _write_trees(directory / "questionnaires", content.questionnaires)
    (directory / "manifest.json").write_text(_canonical(manifest), encoding="utf-8")
    return manifest


class _RoleWriter:
    """Collects one role's documents, batch by batch, as raw columns."""

    FACTS = tuple(name for name in Case.__dataclass_fields__ if name != "document")

    def __init__(self, role: str, columns: Layout) -> None:
        self._role = role
        self._layout = columns
        self._children = {f"{role}.{child.id}": child for child in columns.children}
        self._parts: dict[str, list[pl.DataFrame]] = {name: [] for name in (role, *self._children)}
        self._texts: list[pl.DataFrame] = []
        self._count = 0

    def add(self, cases: Sequence[Case]) -> None:
        """Turn one batch into columns."""
        documents = [case.document for case in cases]
        computed = [document.get(COMPUTED) or {} for document in documents]
        series = [pl.Series(name, [getattr(case, name) for case in cases], pl.String) for name in self.FACTS]
        for variable in self._layout.plain:
            series.extend(gather(variable, _each(documents, variable.id)))
        for variable in self._layout.computed.values():
            series.extend(gather(variable, _each(computed, variable.id)))
        for name, variable in self._children.items():
            answers = _each(documents, variable.id)
            series.append(gather_whole(variable, answers))
            children = gather_children(variable, answers, self._count)
            self._parts[name].append(children.select(split_children(variable)))
        self._parts[self._role].append(pl.DataFrame(series).select(self._columns))
        self._texts.append(self._batch_of_texts(cases))
        self._count += len(cases)

    @cached_property
    def _columns(self) -> list[pl.Expr]:
        counted = (*self._layout.plain, *self._layout.computed.values())
        return [
            *(pl.col(name) for name in self.FACTS),
            *(expression for variable in counted for expression in split(variable)),
            *(pl.col(child.id + MISSING) for child in self._layout.children),
        ]

    def frames(self) -> dict[str, pl.DataFrame]:
        """All tables of the role, sorted by case (and row)."""
        if not self._texts:
            self.add(())
        frame = self._take(self._role)
        cases = frame["case"]
        frames = {self._role: frame.sort("case")}
        for name in self._children:
            children = self._take(name)
            keys = cases.gather(children["case"]).alias("case")
            frames[name] = children.with_columns(keys).sort("case", "row")
        return frames

    def _take(self, name: str) -> pl.DataFrame:
        """All batches of a table as one; they are let go."""
        return pl.concat(self._parts.pop(name))

    def _batch_of_texts(self, cases: Sequence[Case]) -> pl.DataFrame:
        found = [
            (self._role, case.case, name, "", text)
            for case in cases
            for name in self._layout.texts
            if isinstance(text := case.document.get(name), str)
        ]
        return pl.DataFrame(found, schema=_TEXT_COLUMNS, orient="row")

    def texts(self) -> pl.DataFrame:
        """Free texts and texts of „other“, one row each."""
        return pl.concat(self._texts).sort("role", "case", "variable", "row")


def _each(documents: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    return list(map(methodcaller("get", name), documents))


def _batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    source = iter(cases)
    while batch := list(islice(source, BATCH)):
        yield batch


def _plain_frame(rows: Sequence[Any], kind: type[Any], order: list[str]) -> pl.DataFrame:
    """A small table of dataclasses; texts and whole numbers only."""
    types = {name: pl.String if "str" in str(f.type) else pl.Int64 for name, f in kind.__dataclass_fields__.items()}
    return pl.DataFrame([asdict(row) for row in rows], schema=types).sort(order)


def _write_frame(directory: Path, name: str, frame: pl.DataFrame) -> dict[str, Any]:
    frame.write_parquet(directory / f"{name}.parquet", compression="zstd")
    return {"rows": frame.height, "sha256": _hash_values(frame)}


def _write_trees(directory: Path, questionnaires: Mapping[str, Sequence[Questionnaire]]) -> None:
    directory.mkdir()
    for version in (one for versions in questionnaires.values() for one in versions):
        (directory / f"{version.hash}.json").write_text(_canonical(version.tree), encoding="utf-8")


def _hash_values(frame: pl.DataFrame) -> str:
    """SHA-256 of the values as quoted text, row by row, the names of the columns first."""
    digest = hashlib.sha256(_canonical(frame.columns).encode())
    for part in frame.iter_slices(_HASHED_ROWS):
        text = io.BytesIO()
        part.write_csv(text, include_header=False, null_value="\\N", quote_style="always")
        digest.update(text.getbuffer())
    return digest.hexdigest()


def _canonical(tree: Any) -> str:
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash_json(tree: Any) -> str:
    return hashlib.sha256(_canonical(tree).encode()).hexdigest()
