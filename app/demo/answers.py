"""The answers of one side of one establishment, as an import takes them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from app.demo import company_figures, council_figures
from app.demo.company_figures import size_code
from app.demo.frame import Unit
from app.demo.interview import Figure, Interview, answer_all, confirmed
from app.demo.views import View, view
from surveys.codelists import CodeList
from surveys.context import Context
from surveys.model import Questionnaire
from surveys.problems import Document

FIGURES: Mapping[str, Mapping[str, Figure]] = {
    "company": company_figures.FIGURES,
    "works_council": council_figures.FIGURES,
}
FRAME_IS_OLD = 0.03
"""The share of establishments that grew or shrank so much that the check against the frame asks back."""


def answers(
    questionnaire: Questionnaire, unit: Unit, seed: int, years: Mapping[str, int], pages: int | None = None
) -> Document:
    """Raw answers as an import accepts them: complete, or (with ``pages``) broken off after so many pages.

    ``years`` are the wave's, ``ZJ`` and ``BJ``. Raises BadAnswer when the questionnaire refuses an answer.
    """
    seen = view(unit, questionnaire.role, seed)
    interview = Interview(questionnaire, context_of(questionnaire, unit, years), seen, _known_size(seen))
    answer_all(interview, FIGURES[questionnaire.role], pages)
    return confirmed(interview)


def context_of(questionnaire: Questionnaire, unit: Unit, years: Mapping[str, int]) -> Context:
    """What rules and texts may read besides the answers."""
    sizes = questionnaire.lists["groessenklassen"]
    size = size_code(unit.employees, sizes) if isinstance(sizes, CodeList) else ""
    frame: Mapping[str, str | int] = {
        "size_class": size,
        "employees": unit.employees,
        "wz": unit.division,
        "kreis": unit.kreis,
    }
    return Context(wave=years, frame=frame)


def _known_size(seen: View) -> int:
    """The head count as this side knows it: near the frame's, which is a year old."""
    factor = math.exp(0.05 * seen.noise("employees"))
    if int(seen.unit.reference[1:]) % round(1 / FRAME_IS_OLD) == 0:
        factor = 2.5 if seen.unit.employees < 200 else 0.35
    return max(round(seen.unit.employees * factor), 1)
