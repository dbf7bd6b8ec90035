"""The frozen state of a wave: a directory of Parquet files named by the hash of the values in them.

It is the only thing tables are made from, so it holds their code lists as well. The hash is taken over the
values, not over the bytes of Parquet, so that another version of the library gives the same name. Responses stand
under a random case number and are sorted by it: nothing of the order or the numbers of the database is left.
"""

from __future__ import annotations

import errno
import gc
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from analysis.columns import Unreadable
from analysis.content import Case, Content, Fieldwork, Stratum, Wave
from analysis.layout import Layout, MixedVersions, layout
from analysis.writer import TEXT_COLUMNS, RoleWriter
from surveys.codelists import CodeList, Row, code_list
from surveys.load import load_tree
from surveys.model import Questionnaire

FORMAT = "bedarf-snapshot/2"
BATCH = 250
"""Documents held at once while writing: few enough to stay in the cache of the processor."""


class SnapshotError(ValueError):
    """A snapshot cannot be written or read; the text says why."""


class Snapshot:
    """A snapshot on disk. Reading it never touches ``text.parquet``, but for ``texts``."""

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
    def versions(self) -> Mapping[str, tuple[Questionnaire, ...]]:
        """All versions of each role's instrument, the newest last."""
        found = self.manifest["questionnaires"].items()
        return {role: tuple(self._load(one) for one in hashes) for role, hashes in found}

    @cached_property
    def questionnaires(self) -> Mapping[str, Questionnaire]:
        """The newest version of each role's instrument."""
        return {role: versions[-1] for role, versions in self.versions.items()}

    @cached_property
    def layouts(self) -> Mapping[str, Layout]:
        """The variables of each role, over all its versions."""
        return {role: layout(versions) for role, versions in self.versions.items()}

    @cached_property
    def code_lists(self) -> Mapping[str, CodeList]:
        """The lists of the library that tables need for themselves, as they were when it was written."""
        return {name: code_list(name, self._rows(name)) for name in self.manifest["code_lists"]}

    def breakdown(self, name: str) -> CodeList:
        """The categories of a breakdown: ``size_group``, ``sector_group``; raises KeyError for another."""
        return self.code_lists[f"{name}s"]

    def _rows(self, code_list_id: str) -> list[Row]:
        text = (self.path / "code_lists" / f"{code_list_id}.json").read_text(encoding="utf-8")
        rows: list[Row] = json.loads(text)
        return rows

    def _load(self, version: str) -> Questionnaire:
        return _load_questionnaire(_Tree(version, self.path / "questionnaires" / f"{version}.json"))

    @cached_property
    def frame(self) -> tuple[Stratum, ...]:
        """The totals of the frame by stratum."""
        return tuple(Stratum(**row) for row in self.scan("frame").collect().iter_rows(named=True))

    @property
    def is_extrapolated(self) -> bool:
        """Whether answers stand for all establishments: drawn at random from a frame whose totals are known."""
        return self.wave.is_random_sample and any(stratum.establishments for stratum in self.frame)

    def scan(self, name: str) -> pl.LazyFrame:
        """A table, read only as far as it is used: ``company``, ``company.roster``, ``frame`` …"""
        if name not in self.manifest["files"] or name == "text":
            raise SnapshotError(f"the snapshot has no table {name}")
        return pl.scan_parquet(self.path / f"{name}.parquet")

    def texts(self) -> pl.DataFrame:
        """What people wrote (role, case, variable, row, text): for the review of free texts and nothing else."""
        return pl.read_parquet(self.path / "text.parquet")

    def verify(self) -> None:
        """Compute the hash of every table and list again; raises ``SnapshotError`` naming the first that differs."""
        if self.path.name != self.id:
            raise SnapshotError(f"the manifest of {self.path} was changed")
        for name, sha256 in self.manifest["code_lists"].items():
            if _hash_json(self._rows(name)) != sha256:
                raise SnapshotError(f"the code list {name} of {self.path} was changed")
        for name, facts in self.manifest["files"].items():
            if _hash_values(pl.read_parquet(self.path / f"{name}.parquet")) != facts["sha256"]:
                raise SnapshotError(f"{name}.parquet of {self.path} was changed")


@dataclass(frozen=True, slots=True)
class _Tree:
    """A questionnaire in a snapshot; one with the same hash is the same in every other one."""

    version: str
    path: Path = field(compare=False)


@lru_cache(maxsize=16)
def _load_questionnaire(tree: _Tree) -> Questionnaire:
    """A questionnaire of a snapshot; kept, because nothing in a snapshot ever changes."""
    return load_tree(json.loads(tree.path.read_text(encoding="utf-8")))


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
    files: dict[str, dict[str, Any]] = {}
    texts: list[pl.DataFrame] = []
    for role, versions in content.questionnaires.items():
        writer = RoleWriter(role, layout(versions))
        for batch in _batches(content.cases.get(role, ())):
            writer.add(batch)
            content.on_batch(len(batch))
        for name, frame in writer.frames():
            files[name] = _write_frame(directory, name, frame)
        texts.append(writer.texts())
    small = {
        "frame": _plain_frame(content.frame, Stratum, ["stratum"]),
        "fieldwork": _plain_frame(content.fieldwork, Fieldwork, ["role", "stratum", "contributor"]),
        "text": pl.concat(texts) if texts else pl.DataFrame(schema=TEXT_COLUMNS),
    }
    files |= {name: _write_frame(directory, name, frame) for name, frame in small.items()}
    manifest = {
        "format": FORMAT,
        "wave": asdict(content.wave),
        "provisional": content.is_provisional,
        "questionnaires": {role: [one.hash for one in some] for role, some in content.questionnaires.items()},
        "code_lists": {name: _hash_json(rows) for name, rows in content.code_lists.items()},
        "files": files,
    }
    versions = [one for some in content.questionnaires.values() for one in some]
    _write_trees(directory / "questionnaires", {version.hash: version.tree for version in versions})
    _write_trees(directory / "code_lists", content.code_lists)
    (directory / "manifest.json").write_text(_canonical(manifest), encoding="utf-8")
    return manifest


def _batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    source = iter(cases)
    while batch := list(islice(source, BATCH)):
        yield batch


def _plain_frame(rows: Sequence[Any], kind: type[Any], order: list[str]) -> pl.DataFrame:
    """A small table of dataclasses; texts and whole numbers only."""
    types = {name: pl.String if "str" in str(f.type) else pl.Int64 for name, f in kind.__dataclass_fields__.items()}
    return pl.DataFrame([asdict(row) for row in rows], schema=types).sort(order)


def _write_frame(directory: Path, name: str, frame: pl.DataFrame) -> dict[str, Any]:
    try:
        frame.write_parquet(directory / f"{name}.parquet", compression="zstd")
    except pl.exceptions.ComputeError as problem:  # how the library tells of a full disk
        words = "eine Datei lässt sich nicht schreiben, vielleicht ist der Datenträger voll"
        raise OSError(errno.EIO, words) from problem
    return {"rows": frame.height, "sha256": _hash_values(frame)}


def _write_trees(directory: Path, trees: Mapping[str, Any]) -> None:
    directory.mkdir()
    for name, tree in trees.items():
        (directory / f"{name}.json").write_text(_canonical(tree), encoding="utf-8")


def _hash_values(frame: pl.DataFrame) -> str:
    """SHA-256 of the values, column by column: the name, which are null, then codes, texts or numbers."""
    digest = hashlib.sha256()
    for series in frame:
        digest.update(_canonical([series.name, len(series)]).encode())
        digest.update(series.is_null().to_numpy().astype(np.uint8).tobytes())
        for part in _plain_values(series):
            digest.update(part)
    return digest.hexdigest()


def _plain_values(series: pl.Series) -> Iterator[bytes]:
    """The values as bytes that depend on neither library nor platform; nulls are zero or empty."""
    kind = series.dtype
    if isinstance(kind, pl.Enum):
        yield _canonical(kind.categories.to_list()).encode()
        yield series.to_physical().fill_null(0).to_numpy().astype("<u2").tobytes()
    elif kind == pl.String:
        yield series.str.len_bytes().fill_null(0).to_numpy().astype("<u4").tobytes()
        yield (series.str.join("") if len(series) else pl.Series([""]))[0].encode()
    elif kind == pl.Float64:
        yield series.fill_null(0).to_numpy().astype("<f8").tobytes()
    else:
        yield series.cast(pl.Int64).fill_null(0).to_numpy().astype("<i8").tobytes()


def _canonical(tree: Any) -> str:
    return json.dumps(tree, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _hash_json(tree: Any) -> str:
    return hashlib.sha256(_canonical(tree).encode()).hexdigest()
