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
    answered,
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
    ``sizes`` are in order. Thin strata are merged within their size class, which is logged in the house: that few of a
    stratum answered is not published. Raises Unweightable, with the stratum or sector, where the frame and the answers
    do not go together.
    """
    known, answers = {one.stratum: one for one in frame if one.establishments}, Counter(strata)
    _require_all_sectors(known, answers)
    groups = merged_strata(answers, _chains(known, sizes, answers, limits.fewest), limits.fewest)
    names = list(dict.fromkeys(groups[stratum] for stratum in known))
    place = {group: number for number, group in enumerate(names)}
    number_of = {stratum: place.get(groups.get(stratum, ()), len(names)) for stratum in answers}
    numbers = [number_of[stratum] for stratum in strata]
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


def _require_all_sectors(known: Iterable[str], strata: Iterable[str]) -> None:
    """Nobody can stand for a sector of which nobody answered."""
    missing = sorted({_sector(stratum) for stratum in known} - {_sector(stratum) for stratum in strata})
    if missing:
        raise Unweightable("nobody_answered", missing[0])


def _chains(known: Iterable[str], sizes: Sequence[str], answers: Mapping[str, int], fewest: int) -> list[list[str]]:
    """The strata of each size class by sector; a class with too few answers goes together with the next one.

    Were thin strata merged with other sizes of their sector, one or two large establishments would stand for many more
    than all others of their size, and the interval of a size class would tell what they answered.
    """
    order = {size: number for number, size in enumerate(sizes)}
    listed = sorted(known, key=lambda stratum: (order.get(_size(stratum), len(order)), stratum))
    chains: list[list[str]] = []
    for _size_class, chain in groupby(listed, key=_size):
        if chains and answered(chains[-1], answers) < fewest:
            chains[-1].extend(chain)
        else:
            chains.append(list(chain))
    if len(chains) > 1 and answered(chains[-1], answers) < fewest:
        chains[-2:] = [chains[-2] + chains[-1]]
    return chains


def _size(stratum: str) -> str:
    return stratum.partition("/")[2]


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
