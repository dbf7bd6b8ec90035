"""From the frame of a wave and those who answered to what each answer stands for."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from analysis.content import Stratum
from analysis.weights import (
    FEWEST,
    HEAVIEST,
    Design,
    Floats,
    Sample,
    Unweightable,
    designed,
    merged_strata,
    poststratified,
    trimmed,
)

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """Settings: the fewest answers of a stratum, and how many times the median factor of a fit is too heavy."""

    fewest: int = FEWEST
    heaviest: float = HEAVIEST


def sample(
    strata: Sequence[str],
    employees: Floats,
    frame: Iterable[Stratum],
    sizes: Sequence[str],
    limits: Limits = Limits(),
) -> Sample:
    """What the responses stand for, given the stratum (n,) and the employees (n,) of each: NaN where not given.

    Who stands for no employees (0) leaves them to the others of the stratum. A stratum is named ``sector/size``;
    ``sizes`` are in order. Thin strata are merged within their sector, which is logged in the house: that few of a
    stratum answered is not published. Raises Unweightable, with the stratum, where the frame and the answers do not go
    together.
    """
    known = {one.stratum: one for one in frame if one.establishments}
    groups = merged_strata(Counter(strata), _chains(known, sizes), limits.fewest)
    names = list(dict.fromkeys(groups[stratum] for stratum in known))
    place = {group: number for number, group in enumerate(names)}
    numbers = [place.get(groups.get(stratum, ()), len(names)) for stratum in strata]
    totals = [[_known(known, group, amount) for group in names] for amount in ("establishments", "employees")]
    labels = [" + ".join(group) for group in names]
    for label, group in zip(labels, names, strict=True):
        if len(group) > 1:
            _LOG.info("strata with few answers are weighted together: %s", label)
    design = designed(numbers, [*totals[0], numbers.count(len(names))], [*labels, "?"])
    _require_two_answers(design, labels)
    fitted, size = _by_employees(design, employees, (totals[1], labels))
    return Sample(design, trimmed(fitted, limits.heaviest, drawn=design.weights, size=size))


def _require_two_answers(design: Design, labels: Sequence[str]) -> None:
    """One answer for several establishments says nothing of what chance did."""
    for label, answers, population in zip(labels, design.answers, design.population, strict=False):
        if answers == 1 < population:
            raise Unweightable("one_answer", label)


def _chains(known: Mapping[str, Stratum], sizes: Sequence[str]) -> list[list[str]]:
    """The strata of each sector by size."""
    order = {size: number for number, size in enumerate(sizes)}
    listed = sorted(known, key=lambda stratum: (_sector(stratum), order.get(stratum.partition("/")[2], len(order))))
    return [list(chain) for _sector_name, chain in groupby(listed, key=_sector)]


def _sector(stratum: str) -> str:
    return stratum.partition("/")[0]


def _known(frame: Mapping[str, Stratum], group: Sequence[str], amount: str) -> float:
    return float(sum(getattr(frame[stratum], amount) or 0 for stratum in group))


def _by_employees(
    design: Design, employees: Floats, frame: tuple[Sequence[float], Sequence[str]]
) -> tuple[Design, Floats]:
    """Weights that add up to the employees of each stratum, and the employees (n,) that they were fitted with.

    Who did not say how many has as many as the others. A stratum whose employees are not known keeps its weights.
    """
    totals, labels = frame
    strata = len(design.population)
    is_known = employees > 0
    sums = np.bincount(design.strata[is_known], employees[is_known], minlength=strata)
    counts = np.bincount(design.strata[is_known], minlength=strata)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), 1.0)
    size = np.where(np.isnan(employees), means[design.strata], employees)
    carried = np.bincount(design.strata, design.weights * size, minlength=strata)
    known = np.append(totals, np.zeros(strata - len(totals)))
    wanted = np.where(known > 0, known, carried)
    return poststratified(design, design.strata, wanted, size, names=[*labels, "?"]), size
