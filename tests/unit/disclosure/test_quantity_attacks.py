"""What quantities of several variables have in common lets a reader subtract: here by hand, equation by equation.

Somebody knows which figures of a release are printed, credits each with all its digits, and asks what of the rest
follows from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from analysis.disclosure.build import Order, build
from analysis.disclosure.report.identities import EQUAL, WITHIN
from analysis.release import Release, Suppressed
from analysis.snapshot import write_snapshot
from analysis.tables import tabulate
from tests import worked_example
from tests.questionnaires_for_tests import real
from tests.worked_example import BUILT_AT, COMPANIES, FACTS, RULES

Terms: TypeAlias = Mapping[str, float]
Document: TypeAlias = dict[str, Any]


def _release(root: Path, documents: Sequence[Document], *items: str) -> Release:
    """What is published of companies that gave these answers to these items, besides the same few others."""
    companies = [COMPANIES[number % len(COMPANIES)] for number in range(len(documents))]
    cases = [
        replace(case, document={"unit_scope": "1"} | document, kreis=document.get("ags_kreis", "10041"))
        for case, document in zip(worked_example.cases_of(companies), documents, strict=True)
    ]
    content = worked_example.counting(
        replace(worked_example.content(), cases={"company": cases}, fieldwork=()), "emp_total", *items
    )
    return build(write_snapshot(root, content), Order(FACTS, RULES, BUILT_AT))


def _is_printed(release: Release, table: str, *key: str) -> bool:
    value = release.table(table).cell(*key).value
    return value is not None and not isinstance(value, Suppressed)


def _follow(equations: Iterable[Terms], secrets: Iterable[str]) -> set[str]:
    """The secrets whose value follows from equations between them and others, whatever the numbers are."""
    rows = list(equations)
    names = sorted({name for row in rows for name in row})
    known = np.array([[row.get(name, 0.0) for name in names] for row in rows]).reshape(len(rows), -1)
    rank = np.linalg.matrix_rank(known) if rows else 0
    units = {name: np.eye(len(names))[names.index(name)] for name in secrets if name in names}
    return {name for name, unit in units.items() if np.linalg.matrix_rank(np.vstack([known, unit])) == rank}


# --- § 82: the classes of employers' shares make the sum -------------------------------------------------


def test_the_only_large_employers_do_not_come_out_of_the_sum(tmp_path: Path) -> None:
    sizes = [*[20, 30, 40] * 4, *[60, 90, 300] * 4, 700]
    documents = [
        {"emp_total": size, "quali_total": 9 + n, "quali_total_h120": 3 + n % 5} for n, size in enumerate(sizes)
    ]

    release = _release(tmp_path, documents, "quali_total", "quali_total_h120")

    table, total = "company.quali_total_h120.need.potential", "company.quali_total_h120.sum"
    shares = ("share_0", "share_50", "share_75")
    printed = [{share: 1.0} for share in shares if _is_printed(release, table, share)]
    printed += [dict.fromkeys(shares, 1.0)] if _is_printed(release, total) else []
    assert not _follow(printed, ["share_75"])
    assert printed


# --- rosters: what is printed by level and what by column ------------------------------------------------

LEVELS = ("1", "2", "3", "4")


def _rosters(alone: int) -> list[Document]:
    """Ten companies with groups of three levels, of which some have one of the fourth."""
    documents: list[Document] = []
    for number in range(10):
        rows = [_row(level, 20 + number, number) for level in LEVELS[:3]]
        rows += [_row("4", 10 + number, number)] if number < alone else []
        heads = sum(row["n_now"] for row in rows)
        need = sum(row["n_up"] + row["n_re"] for row in rows)
        documents.append({"emp_total": heads + 5, "quali_total": need + 1, "roster": rows})
    return documents


def _row(level: str, heads: int, number: int) -> Document:
    kldb = {"1": "25", "2": "26", "3": "27", "4": "43"}[level]
    moved = {"n_target": heads + (3 if number % 2 else -4), "n_up": 4 + number % 3, "n_re": 2 + number % 2}
    return {"id": f"r{level}", "kldb": kldb, "level": level, "n_now": heads, "change": "2", **moved}


def _of_rosters(release: Release) -> list[Terms]:
    """What the tables by level, by occupation and by column say; level and occupation are the same here."""
    known: list[Terms] = []
    for level, kldb in zip(LEVELS, ("25", "26", "27", "43"), strict=True):
        need, re, change = f"need {level}", f"re {level}", f"change {level}"
        for suffix, key in (("levels", (level,)), ("rows", (kldb,)), ("pairs", (kldb, level))):
            known += [{need: 1.0}] if _has(release, f"need_{suffix}", *key) else []
            known += [{change: 1.0}] if _has(release, f"change_{suffix}", *key) else []
        # the numbers do not matter, only that one follows from the other
        known += [{re: 1.0, need: -0.37}] if _has(release, "reskill_levels", level) else []
    sums = {name for name in ("n_now", "n_target", "n_up", "n_re") if _is_printed(release, "company.roster.sum", name)}
    if {"n_now", "n_target"} <= sums:
        known.append({f"change {level}": 1.0 for level in LEVELS})
    known += [{f"re {level}": 1.0 for level in LEVELS}] if "n_re" in sums else []
    if "n_up" in sums:
        known.append({f"{kind} {level}": sign for level in LEVELS for kind, sign in (("need", 1.0), ("re", -1.0))})
    return known


def _has(release: Release, name: str, *key: str) -> bool:
    table = release.table(f"company.roster.need.{name}")
    return any(cell.key == key for cell in table.cells) and _is_printed(release, table.id, *key)


def test_the_only_groups_of_a_level_do_not_come_out_of_the_sums(tmp_path: Path) -> None:
    known = _of_rosters(_release(tmp_path, _rosters(2), "quali_total", "roster"))

    assert not _follow(known, ["need 4", "re 4", "change 4"])
    assert len(known) > 5


# --- joint courses ---------------------------------------------------------------------------------------

DISTRICTS = ("10041", "10042", "10044")
FIELDS = ("K01", "K02")


def _pools() -> list[Document]:
    """Companies of three districts. One of those interested in one of them does not need the first field; in all, one
    that needs it is not interested."""
    documents = []
    for number in range(30):
        fields = ["K01"] if number % 3 else ["K01", "K02"]
        documents.append(_company(DISTRICTS[number % 10 // 4], "1", fields, number))
    documents[0] = _company("10041", "1", ["K02"], 0)
    documents += [_company("10042", "2", ["K02"], 30 + number) for number in range(7)]
    return [*documents, _company("10044", "2", ["K01"], 40)]


def _company(district: str, pool: str, fields: list[str], number: int) -> Document:
    cells = {field: {"now": "1", "need": "3", "n": 3 + number % 7, "urgency": "2", "hours": "2"} for field in fields}
    about = {"ags_kreis": district, "pool": pool, "fields": fields, "cmp": cells}
    return about | {"emp_total": 60 + number, "quali_total": 15 + number % 5}


def _of_pools(release: Release) -> list[Terms]:
    """Interested establishments in a district that need a field (``in``) or do not (``out``), and who else needs it."""
    known: list[Terms] = []
    for field, district in product(FIELDS, (*DISTRICTS, "total")):
        places = DISTRICTS if district == "total" else (district,)
        inside, outside, needed = ({f"{kind} {field} {one}": 1.0 for one in places} for kind in ("in", "out", "places"))
        said: Mapping[str, tuple[tuple[str, ...], list[Terms]]] = {
            "pool.need.pool_establishments": ((field, district), [inside, {**inside, **outside}]),
            "pool.need.pool_places": ((field, district), [needed]),
            "pool.need.interest": ((district,), [{**inside, **outside}]),
            "fields.share": ((field,), [{f"in {field} {one}": 1.0 for one in (*DISTRICTS, "elsewhere")}]),
            "cmp.need.places": ((field,), [{f"places {field} {one}": 1.0 for one in (*DISTRICTS, "elsewhere")}]),
        }
        for table, (key, terms) in said.items():
            known += terms if _is_printed(release, f"company.{table}", *key) else []
    return known


def test_neither_who_is_not_interested_nor_who_needs_something_else_comes_out(tmp_path: Path) -> None:
    known = _of_pools(_release(tmp_path, _pools(), "ags_kreis", "pool", "fields", "cmp"))

    secrets = ["out K01 10041", "in K01 elsewhere", "places K01 elsewhere"]
    assert not _follow(known, secrets)
    assert len(known) > 5


def test_what_quantities_have_in_common_names_quantities_that_are_there(tmp_path: Path) -> None:
    """A name that no table has would protect nothing."""
    contents = [
        replace(
            worked_example.content(),
            questionnaires={role: [real(name)]},
            cases={role: [replace(one, version=real(name).hash) for one in worked_example.cases()]},
        )
        for role, name in (("company", "company"), ("works_council", "works-council"))
    ]
    frozen = [write_snapshot(tmp_path / str(number), one) for number, one in enumerate(contents)]
    tables = [one for wave in frozen for chapter in tabulate(wave) for one in (*chapter.tables, *chapter.unseen)]
    known = {one.quantity for one in tables}

    assert {term.quantity for identity in (*WITHIN, *EQUAL) for term in identity} <= known
