"""The codebook as one page of HTML that needs nothing else."""

from __future__ import annotations

from typing import Final

from exports.analysts.codebook import Codebook
from exports.analysts.ddi import DOCUMENTS
from exports.analysts.entries import parts
from exports.analysts.tables import Files
from exports.dates import long_date
from exports.paper.sheet import TAGS
from exports.pdf.document import PUBLISHER

SHORT_ID: Final = 12


def html(codebook: Codebook) -> Files:
    """The page in UTF-8."""
    text = DOCUMENTS.get_template("codebook.html").render(
        book=codebook,
        publisher=PUBLISHER,
        tag=TAGS[codebook.language],
        state=state(codebook),
        parts=parts,
    )
    return {f"intern-codebook-{codebook.study.slug}.html": text.encode()}


def state(codebook: Codebook) -> str:
    """Which state of the data it describes."""
    day = long_date(codebook.study.made_at, codebook.language)
    return codebook.say("file.snapshot", id=codebook.study.snapshot[:SHORT_ID], date=day)
