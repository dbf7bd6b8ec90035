"""The codebook as DDI-Codebook 2.5, the format in which data archives and catalogues exchange descriptions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from exports.analysts.codebook import Codebook
from exports.analysts.rows import UNKNOWN, UNWRITABLE
from exports.analysts.spread import NUMERIC, spreads
from exports.analysts.study import WEIGHTS
from exports.analysts.tables import Files, file_name
from exports.pdf.document import PRODUCER, PUBLISHER

HERE: Final = Path(__file__).parent
DOCUMENTS: Final = Environment(
    loader=FileSystemLoader([HERE, HERE.parent / "html"]),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
"""Templates of this folder, and the page that releases have."""


def ddi(codebook: Codebook) -> Files:
    """One document for all tables: variables, questions, conditions, values, missing values, frequencies."""
    text = DOCUMENTS.get_template("ddi.xml").render(
        book=codebook,
        publisher=PUBLISHER,
        producer=PRODUCER,
        day=codebook.study.made_at.date().isoformat(),
        numeric=NUMERIC,
        weights=WEIGHTS,
        spreads=spreads,
        file_name=file_name,
    )
    return {f"intern-codebook-{codebook.study.slug}-ddi.xml": re.sub(UNWRITABLE, UNKNOWN, text).encode()}
