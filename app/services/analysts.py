"""Files for analysts: every answer of the latest snapshot, with its labels. They stay in the house.

What leaves the house is a release; these files are outside of its ledger, and say so in name and content.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from io import BytesIO
from typing import Final, NamedTuple

import polars as pl

from analysis import snapshot
from analysis.records import Records
from analysis.weights import Unweightable
from app.database import AnySession
from app.models import Wave
from app.services import results, review
from app.services.refusals import Refused
from exports.analysts import ddi, html, pdf, statistics, tables, xlsx
from exports.analysts.codebook import Codebook
from exports.analysts.describe import describe
from exports.analysts.study import Study
from exports.numbers import Language

Files = Mapping[str, bytes]

WRITERS: Final[Mapping[str, Callable[[Codebook], Files]]] = {
    "csv": tables.csv,
    "xlsx": xlsx.xlsx,
    "parquet": tables.parquet,
    "sav": statistics.sav,
    "dta": statistics.dta,
    "codebook-pdf": pdf.pdf,
    "codebook-html": html.html,
    "codebook-ddi": ddi.ddi,
}
"""Format → what makes its files, by name."""
FORMAT_WORDS: Final[Mapping[str, str]] = {
    "csv": "CSV, mit Zahlen und mit Wörtern",
    "xlsx": "Excel (XLSX), in Wörtern",
    "parquet": "Parquet",
    "sav": "SPSS",
    "dta": "Stata",
    "codebook-pdf": "Codebuch als PDF",
    "codebook-html": "Codebuch als Seite (HTML)",
    "codebook-ddi": "Codebuch als DDI-Codebook 2.5 (XML)",
}
LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive, so that the same files are the same archive."""


class Packed(NamedTuple):
    """One file to take home."""

    name: str
    content: bytes


def write(session: AnySession, wave: Wave, file_format: str, language: Language) -> Files:
    """The files of the latest snapshot in one format; raises Refused where nothing is frozen."""
    row = results.latest(session, wave.id)
    if row is None:
        raise Refused("Für diese Erhebungswelle sind noch keine Daten eingefroren.")
    frozen = results.open_snapshot(row)
    texts = review.released(session, wave.id, frozen)
    found = study(frozen, wave.title, row.created_at, texts, is_invented=wave.is_invented)
    return WRITERS[file_format](describe(found, language))


def packed(files: Files, wave: Wave, file_format: str) -> Packed:
    """One file as it is, several as an archive; the same files give the same bytes."""
    if len(files) == 1:
        [(name, content)] = files.items()
        return Packed(name, content)
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, content in files.items():
            parts.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
    return Packed(f"intern-{wave.slug}-{file_format}.zip", archive.getvalue())


def study(
    frozen: snapshot.Snapshot, title: Mapping[str, str], at: datetime, texts: pl.DataFrame, *, is_invented: bool
) -> Study:
    """All tables of a snapshot with what is said of them; ``texts`` are those that may be in the files."""
    names = [name for name in frozen.manifest["files"] if name.split(".")[0] in frozen.roles]
    return Study(
        slug=frozen.wave.slug,
        title=title,
        years={"ZJ": frozen.wave.target_year, "BJ": frozen.wave.reference_year},
        snapshot=frozen.id,
        made_at=at,
        is_provisional=frozen.is_provisional,
        is_invented=is_invented,
        questionnaires=frozen.versions,
        frames={name: frozen.scan(name).collect() for name in names},
        strata=frozen.scan("frame").collect(),
        weights=_weights(frozen),
        texts=texts,
    )


def _weights(frozen: snapshot.Snapshot) -> Mapping[str, pl.DataFrame]:
    """What each response stands for, by role; of none where nothing can be extrapolated."""
    found = {}
    for role in frozen.roles:
        records = Records(frozen, role)
        try:
            sample = records.sample
        except Unweightable:  # no release can be made of such a wave either
            continue
        if sample is not None:
            found[role] = records.facts(["case"]).with_columns(
                weight=sample.establishments.weights,
                weight_employees=sample.employees.weights,
                weight_stratum=sample.establishments.strata + 1,
            )
    return found
