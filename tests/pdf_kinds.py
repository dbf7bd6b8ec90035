"""Every kind of PDF that the product writes, each with a small document that never changes.

A new kind is one line in ``KINDS``. ``python -m tests.pdf_kinds`` writes the texts anew that poppler hears of each.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from exports.analysts.describe import describe
from exports.analysts.pdf import pdf as codebook_pdf
from exports.facts import Contact, PaperFacts, ReceiptFacts
from exports.numbers import Language
from exports.pdf import questionnaire, receipt, report
from exports.returns import pdf as returns
from exports.returns.comparison import comparison
from exports.returns.figures import Figures
from exports.returns.need_sheet import need_sheet
from surveys.context import Context
from surveys.scope import Scope
from surveys.submit import finalise
from tests.questionnaires_for_tests import real, scope, small
from tests.studies import small_study
from tests.unit.exports.releases import HIDDEN, participation, release, shares
from tests.unit.exports.worked_answers import COMPANY, COUNCIL, WAVE

AT = datetime(2026, 3, 3, 13, 20, tzinfo=UTC)
HEARD = Path(__file__).parent / "data" / "pdf"
HASH = re.compile(r"\b[0-9a-f]{12,64}\b")
CONTACT = Contact("Projektteam", "0681 4005-123", "team@example.org")


@dataclass(frozen=True, slots=True)
class Kind:
    """The module that makes the document, and a small one in a language."""

    module: str
    make: Callable[[Language], bytes]


def _report(language: Language) -> bytes:
    tables = [
        shares({"a": 0.62, "b": 0.4, "c": HIDDEN}),
        shares({"a": 0.3, "b": 0.7}, role="works_council", partition=True),
    ]
    both = (participation(), participation("works_council"))
    return report.render(release(tables, participation=both), language)


def _questionnaire(language: Language) -> bytes:
    return questionnaire.render(small("matrix"), language, {"ZJ": 2030, "BJ": 2025}, PaperFacts(AT, CONTACT))


def _receipt(language: Language) -> bytes:
    facts = ReceiptFacts(AT, "59e33153c5930000", "BR-7K3F-9Q2M", "9f86d081" * 8, "Muster GmbH", CONTACT)
    answered = scope("numbers")
    return receipt.render(answered.after(finalise(answered)), language, facts)


def _draft(language: Language) -> bytes:
    return receipt.render(scope("numbers"), language, ReceiptFacts(AT, "59e33153c5930000"))


def _codebook(language: Language) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        [content] = codebook_pdf(describe(small_study(Path(folder)), language)).values()
    return content


def _comparison(language: Language) -> bytes:
    own = Scope(real("company"), COMPANY, Context(WAVE))
    asked = shares({"1": 0.6, "2": 0.4}, id="company.train_any.share", variable="train_any", partition=True)
    figures = Figures("company", (release([asked], state="approved"),))
    return returns.render(comparison(own.after(finalise(own)), figures, language))


def _need_sheet(language: Language) -> bytes:
    own = Scope(real("works-council"), COUNCIL, Context(WAVE))
    return returns.render(need_sheet(own.after(finalise(own)), AT, language, is_invented=True))


KINDS = {
    "report": Kind("exports/pdf/report.py", _report),
    "questionnaire": Kind("exports/pdf/questionnaire.py", _questionnaire),
    "receipt": Kind("exports/pdf/receipt.py", _receipt),
    "draft": Kind("exports/pdf/receipt.py", _draft),
    "comparison": Kind("exports/returns/pdf.py", _comparison),
    "need-sheet": Kind("exports/returns/pdf.py", _need_sheet),
    "codebook": Kind("exports/analysts/pdf.py", _codebook),
}


def heard(data: bytes) -> str:
    """The structure tree with its texts as poppler tells it; hashes, which any content changes, are left out."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        told = subprocess.run(["pdfinfo", "-struct-text", file.name], capture_output=True, check=True).stdout.decode()
    return HASH.sub("#", told)


if __name__ == "__main__":
    for name, kind in KINDS.items():
        HEARD.joinpath(f"{name}.txt").write_text(heard(kind.make("de")), encoding="utf-8")
