"""Three printed figures worked out again from the files for analysts alone, with nothing but Python.

    python figures_by_hand.py FOLDER WAVE

FOLDER has the CSV files of an extrapolated wave in English (``flask --app wsgi analysts export WAVE --format csv
--language en --output FOLDER``). The formulas and their reasons are in ``estimation.md``, the figures in ``tables.md``.
"""

from __future__ import annotations

import csv
import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

STEPS = (1, 1.4, 2, 3, 4, 5.5, 7.5, 10)
"""Coefficients of variation are rounded up to these, times a power of ten."""
QUANTILES = {100: 1.984, 30: 2.042, 10: 2.228, 5: 2.571, 3: 3.182, 2: 4.303, 1: 12.706}
"""Student's t (95 %) by the degrees of freedom that are told apart."""
WHOLE_ENTERPRISE = "3"
"""Answers of ``unit_scope`` that stay out of all sums of people."""

Row: TypeAlias = Mapping[str, str]
Figure: TypeAlias = tuple[float, float, float, int]
"""Value, both ends of its interval as printed, n."""


def table(folder: Path, wave: str, name: str) -> list[Row]:
    """The rows of a file."""
    with (folder / f"intern-{name}-{wave}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def is_known(row: Row, name: str) -> bool:
    """Whether there is a value; numbers below zero say why there is none."""
    return row[name] != "" and float(row[name]) >= 0


def share(companies: list[Row], name: str, value: str) -> Figure:
    """The share of establishments that answered ``value``, of those who answered, with Wilson's interval."""
    rows = [row for row in companies if is_known(row, name)]
    weights = {row["case"]: float(row["weight"]) for row in rows}
    whole = sum(weights.values())
    found = sum(weights[row["case"]] for row in rows if row[name] == value) / whole
    parts = {row["case"]: weights[row["case"]] * ((row[name] == value) - found) / whole for row in rows}
    error = stepped(standard_error(companies, parts) / found) * found
    t, answers = quantile(rows), found * (1 - found) / error**2
    centre = (found + t**2 / (2 * answers)) / (1 + t**2 / answers)
    half = t / (1 + t**2 / answers) * math.sqrt(found * (1 - found) / answers + t**2 / (4 * answers**2))
    return found, *outward(centre - half, centre + half), len(rows)


def total(companies: list[Row], amounts: Mapping[str, float]) -> Figure:
    """A sum of people, places or hours; ``amounts`` by case, of those who gave one."""
    of_place = [row for row in companies if row["unit_scope"] != WHOLE_ENTERPRISE]
    rows = [row for row in of_place if row["case"] in amounts]
    weights = {row["case"]: float(row["weight_employees"]) for row in companies}
    found = sum(weights[row["case"]] * amounts[row["case"]] for row in rows)
    given = {row["case"]: amounts[row["case"]] for row in rows}
    size = employees(companies, of_place)
    rate = quotients(companies, weights, given, size)
    parts = {
        row["case"]: weights[row["case"]]
        * (given.get(row["case"], 0.0) - rate[row["weight_stratum"]] * size[row["case"]])
        for row in companies
    }
    variation = stepped(standard_error(companies, parts) / found)
    factor = math.exp(quantile(rows) * math.sqrt(math.log1p(variation**2)))
    return found, *outward(found / factor, found * factor), len(rows)


def employees(companies: list[Row], of_place: list[Row]) -> dict[str, float]:
    """What the weights of employees were fitted with: who did not say how many has as many as the others."""
    known: dict[str, list[float]] = defaultdict(list)
    for row in of_place:
        if is_known(row, "emp_total") and float(row["emp_total"]) > 0:
            known[row["weight_stratum"]].append(float(row["emp_total"]))
    means = {stratum: sum(numbers) / len(numbers) for stratum, numbers in known.items()}
    size = dict.fromkeys((row["case"] for row in companies), 0.0)
    for row in of_place:
        is_given = is_known(row, "emp_total")
        size[row["case"]] = float(row["emp_total"]) if is_given else means.get(row["weight_stratum"], 1.0)
    return size


def quotients(
    companies: list[Row], weights: Mapping[str, float], given: Mapping[str, float], size: Mapping[str, float]
) -> dict[str, float]:
    """By stratum the weighted sum of what was given over that of employees: what the fit explains of it."""
    above: dict[str, float] = defaultdict(float)
    below: dict[str, float] = defaultdict(float)
    for row in companies:
        case, stratum = row["case"], row["weight_stratum"]
        above[stratum] += weights[case] * given.get(case, 0.0)
        below[stratum] += weights[case] * size[case]
    return {stratum: above[stratum] / whole if whole else 0.0 for stratum, whole in below.items()}


def standard_error(companies: list[Row], parts: Mapping[str, float]) -> float:
    """Of a sum of ``parts``, the weighted and linearised value of each case; 0 for who has none."""
    strata: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in companies:
        strata[row["weight_stratum"]].append((float(row["weight"]), parts.get(row["case"], 0.0)))
    variance = 0.0
    for stratum in strata.values():
        n, population = len(stratum), sum(weight for weight, _ in stratum)
        mean = sum(part for _, part in stratum) / n
        if n < population:
            squares = sum((part - mean) ** 2 for _, part in stratum)
            variance += (1 - n / population) * n / (n - 1) * squares
    return math.sqrt(variance)


def stepped(variation: float) -> float:
    """A coefficient of variation, rounded up to the next step."""
    power = 10.0 ** math.floor(math.log10(variation))
    return next(step * power for step in STEPS if variation <= step * power * (1 + 1e-12))


def quantile(rows: list[Row]) -> float:
    """Student's t for as many degrees of freedom as answers less their strata."""
    degrees = max(len(rows) - len({row["weight_stratum"] for row in rows}), 1)
    return QUANTILES[max(few for few in QUANTILES if few <= degrees)]


def outward(low: float, high: float) -> tuple[float, float]:
    """Both ends rounded away from one another, to two digits of the width."""
    digits = 1 - math.floor(math.log10(high - low))
    return math.floor(low * 10.0**digits) / 10.0**digits, math.ceil(high * 10.0**digits) / 10.0**digits


def added(rows: Iterable[Row], name: str, is_meant: Callable[[Row], bool] = lambda _row: True) -> dict[str, float]:
    """The sum of a variable over the rows of each case, of those who gave a number."""
    found: dict[str, float] = defaultdict(float)
    for row in rows:
        if is_known(row, name) and is_meant(row):
            found[row["case"]] += float(row[name])
    return dict(found)


def main(folder: Path, wave: str) -> dict[str, Figure]:
    """A share of establishments, a total of heads, and the places needed in the first competence field (N4)."""
    companies, fields = table(folder, wave, "company"), table(folder, wave, "company_cmp")
    return {
        "company.train_any.share 1": share(companies, "train_any", "1"),
        "company.quali_total.sum": total(companies, added(companies, "quali_total")),
        "company.cmp.need.places K01": total(companies, added(fields, "n", lambda row: row["row"] == "1")),
    }


if __name__ == "__main__":
    for told, (value, low, high, n) in main(Path(sys.argv[1]), sys.argv[2]).items():
        sys.stdout.write(f"{told}: {value:.6g} [{low:.6g} to {high:.6g}], n = {n}\n")
