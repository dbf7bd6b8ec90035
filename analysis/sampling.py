"""From the frame of a wave and those who answered to what each answer stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import numpy as np

from analysis.content import Stratum
from analysis.weights import Design, Floats, Sample, designed, merged_strata, poststratified, trimmed


def sample(strata: Sequence[str], employees: Floats, frame: Iterable[Stratum], sizes: Sequence[str]) -> Sample:
    """What the responses stand for, given the stratum (n,) and the employees (n,; NaN where not given) of each.

    A stratum is named ``sector/size``; ``sizes`` are in order. Thin strata are merged within their sector. Raises
    Unweightable, with the stratum, where the frame and the answers do not go together.
    """
    known = {one.stratum: one for one in frame if one.establishments}
    groups = merged_strata(Counter(strata), _chains(known, sizes))
    names = list(dict.fromkeys(groups[stratum] for stratum in known))
    place = {group: number for number, group in enumerate(names)}
    numbers = [place.get(groups.get(stratum, ()), len(names)) for stratum in strata]
    totals = [[_known(known, group, amount) for group in names] for amount in ("establishments", "employees")]
    labels = [" + ".join(group) for group in names]
    design = designed(numbers, [*totals[0], numbers.count(len(names))], [*labels, "?"])
    return Sample(design, _by_employees(design, employees, totals[1]))


def _chains(known: Mapping[str, Stratum], sizes: Sequence[str]) -> list[list[str]]:
    """The strata of each sector by size."""
    order = {size: number for number, size in enumerate(sizes)}
    listed = sorted(known, key=lambda stratum: (_sector(stratum), order.get(stratum.partition("/")[2], len(order))))
    return [list(chain) for _sector_name, chain in groupby(listed, key=_sector)]


def _sector(stratum: str) -> str:
    return stratum.partition("/")[0]


def _known(frame: Mapping[str, Stratum], group: Sequence[str], amount: str) -> float:
    return float(sum(getattr(frame[stratum], amount) or 0 for stratum in group))


def _by_employees(design: Design, employees: Floats, totals: Sequence[float]) -> Design:
    """Weights that add up to the employees of each stratum; who did not say how many has as many as the others.

    A stratum whose employees are not known keeps its weights.
    """
    strata = len(design.population)
    is_known = ~np.isnan(employees)
    sums = np.bincount(design.strata[is_known], employees[is_known], minlength=strata)
    counts = np.bincount(design.strata[is_known], minlength=strata)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), 1.0)
    size = np.where(is_known, employees, means[design.strata])
    design = trimmed(design)
    carried = np.bincount(design.strata, design.weights * size, minlength=strata)
    known = np.append(totals, np.zeros(strata - len(totals)))
    return poststratified(design, design.strata, np.where(known > 0, known, carried), size)
