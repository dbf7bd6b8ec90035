"""Files for analysts: every answer of the latest snapshot, with its labels. They stay in the house.

What leaves the house is a release; these files are outside of its ledger, and say so in name and content.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import polars as pl

from analysis import snapshot
from app.database import AnySession
from app.models import Wave
from app.services import results
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
RELEASED_TEXTS: Final = ("role", "case", "variable", "code", "text")


def write(session: AnySession, wave: Wave, file_format: str, language: Language) -> Files:
    """The files of the latest snapshot in one format; raises Refused where nothing is frozen."""
    row = results.latest(session, wave.id)
    if row is None:
        raise Refused("Für diese Erhebungswelle sind noch keine Daten eingefroren.")
    frozen = results.open_snapshot(row)
    texts = pl.DataFrame(schema=dict.fromkeys(RELEASED_TEXTS, pl.String))
    found = study(frozen, wave.title, row.created_at, texts, is_invented=wave.is_invented)
    return WRITERS[file_format](describe(found, language))


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
        texts=texts,
    )
