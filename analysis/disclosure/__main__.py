"""``python -m analysis.disclosure protect`` and ``audit``: protect a table of one's own, attack a published one."""

from __future__ import annotations

import argparse
import errno
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from analysis.disclosure.commands import Levels, Source, Tree, audit_file, protect_file
from analysis.disclosure.microdata import BadInput, Columns
from analysis.disclosure.rules import PrimaryRules

SAFE, UNSAFE, BAD_INPUT = 0, 1, 2
MOST_PERCENT = 1000
ALL = 100
"""Percent: what nobody's share exceeds."""
_MOST_NAMED = 20
_WORDS = {
    "published": "veröffentlicht",
    "primary": "primär geheim",
    "secondary": "sekundär geheim",
    "empty": "leer",
    "information_lost": "verlorene Summe (sekundär)",
    "least_possible_loss": "mindestens verlorene Summe (Schranke ohne Beteiligte)",
    "not_protected": "nicht geschützt",
    "insider_breaches": "von Beteiligten zu eng einzugrenzen",
    "exactly_known": "genau errechenbar",
    "below_level": "enger als ihr Schutzabstand",
    "not_judged": "Schutzabstand nicht beurteilt: wahrer Wert fehlt",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command: 0 when the verdict is „pass“, 1 when it is „fail“, 2 on bad input, which writes nothing."""
    options = _parser().parse_args(arguments)
    started = time.perf_counter()
    try:
        _require_elsewhere(options)
        _require_sense(options)
        with _written(options.json) as file:
            result = _run(options)
            file.write(json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    except BadInput as problem:
        _clear()
        print(problem, file=sys.stderr)
        return BAD_INPUT
    _tell(result, time.perf_counter() - started)
    return SAFE if result["verdict"] == "pass" else UNSAFE


def _require_elsewhere(options: argparse.Namespace) -> None:
    """That the result does not take the place of what it is made of; raises ``BadInput``."""
    for given in (options.file, *dict(options.hierarchy).values()):
        if options.json.resolve() == given.resolve():
            raise BadInput(f"{options.json}: das Ergebnis überschriebe die Eingabe; bitte ein anderes Ziel nennen")


def _require_sense(options: argparse.Namespace) -> None:
    """That nobody is to know others more closely than they may get; raises ``BadInput``."""
    if options.command == "protect" and options.q_percent < options.p_percent:
        raise BadInput(
            f"--q-percent {options.q_percent:g} ist weniger als --p-percent {options.p_percent:g}: Wer die anderen "
            "schon so genau kennt, dem lässt sich nichts verbergen. Das Vorwissen Q muss mindestens P sein."
        )


@contextmanager
def _written(path: Path) -> Iterator[IO[str]]:
    """A file that appears under its name when all of it is written, and not at all if that fails.

    Raises ``BadInput`` when it cannot be written, before anything is computed.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with part.open("x", encoding="utf-8") as file:
            yield file
        part.replace(path)
    except OSError as problem:
        raise BadInput(f"{path}: lässt sich nicht schreiben ({problem.strerror})") from problem
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _run(options: argparse.Namespace) -> Tree:
    hierarchies = dict(options.hierarchy)
    if options.command == "audit":
        source = Source(options.file, Columns(options.by, options.value), hierarchies)
        levels = Levels(options.level, options.level_percent, options.rounding)
        return audit_file(source, options.status, levels, _step)
    columns = Columns(options.by, options.value, options.contributor, options.weight)
    rules = PrimaryRules(options.min_contributors, options.p_percent, options.q_percent, options.dominance)
    return protect_file(Source(options.file, columns, hierarchies), rules, _step)


def _step(name: str) -> None:
    """On a terminal, which step is under way."""
    if sys.stderr.isatty():
        print(f"\r\033[K{name} …", end="", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)


def _tell(result: Tree, seconds: float) -> None:
    _clear()
    rows = [(_WORDS[name], f"{value:g}") for name, value in result["summary"].items() if value is not None]
    rows += [
        ("Ergebnis", "geschützt" if result["verdict"] == "pass" else "NICHT geschützt"),
        ("Sekunden", f"{seconds:.1f}"),
    ]
    width = max(len(words) for words, _ in rows)
    for words, value in rows:
        print(f"{words:<{width}}  {value}")
    for cell in result.get("at_fault", ())[:_MOST_NAMED]:
        print("zu nah: " + ", ".join(f"{name}={code}" for name, code in cell.items()))


# --- options -------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analysis.disclosure",
        description="Tabellen vor Rückschlüssen auf einzelne Beitragende schützen.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    protect = commands.add_parser(
        "protect", help="zählt Mikrodaten aus, verbirgt, was verborgen werden muss, und prüft es"
    )
    _common(protect, "Mikrodaten, eine Zeile je Beitrag")
    protect.add_argument("--contributor", metavar="SPALTE", help="wer beiträgt (sonst jede Zeile für sich)")
    protect.add_argument("--weight", metavar="SPALTE", help="Gewicht der Zeile")
    protect.add_argument("--min-contributors", type=_at_least(1), default=3, metavar="N", help="Vorgabe 3; 1: aus")
    protect.add_argument("--p-percent", type=_percent, default=10.0, metavar="P", help="Vorgabe 10; 0: aus")
    protect.add_argument(
        "--q-percent", type=_percent, default=100.0, metavar="Q", help="Vorwissen; Vorgabe 100: keines"
    )
    protect.add_argument("--dominance", type=_dominance, metavar="N,K", help="die N größten höchstens K %% (sonst aus)")
    audit = commands.add_parser("audit", help="greift eine Tabelle an, deren Felder veröffentlicht oder verborgen sind")
    _common(audit, "Tabelle mit Rändern (Code „total“), eine Zeile je Feld")
    audit.add_argument("--status", required=True, metavar="SPALTE", help="published, primary, secondary oder empty")
    level = audit.add_mutually_exclusive_group()
    level.add_argument("--level", metavar="SPALTE", help="Schutzabstand jedes Feldes")
    level.add_argument(
        "--level-percent", type=_percent, default=0.0, metavar="P", help="Schutzabstand in %% des Wertes"
    )
    audit.add_argument("--rounding", type=_unit, default=0.0, metavar="EINHEIT", help="auf wie viel gedruckt wird")
    return parser


def _common(parser: argparse.ArgumentParser, file: str) -> None:
    parser.add_argument("file", type=Path, metavar="DATEI", help=file)
    parser.add_argument("--by", type=_names, required=True, metavar="A,B", help="Spalten der Dimensionen")
    parser.add_argument(
        "--hierarchy", type=_hierarchy, action="append", default=[], metavar="A=DATEI",
        help="Hierarchie einer Dimension: CSV mit code und parent",
    )  # fmt: skip
    parser.add_argument("--value", required=True, metavar="SPALTE", help="der Wert, nicht negativ")
    parser.add_argument("--json", type=Path, required=True, metavar="ZIEL", help="wohin das Ergebnis geschrieben wird")


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    if not all(names) or len(set(names)) < len(names):
        raise argparse.ArgumentTypeError("verschiedene Namen, mit Komma getrennt")
    return names


def _hierarchy(text: str) -> tuple[str, Path]:
    name, sign, file = text.partition("=")
    if not (name and sign and file):
        raise argparse.ArgumentTypeError("DIMENSION=DATEI")
    return name, Path(file)


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or int(text) < least:
            raise argparse.ArgumentTypeError(f"eine ganze Zahl ab {least}")
        return int(text)

    return number


def _unit(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError("eine Zahl ab 0")
    return value


def _percent(text: str) -> float:
    value = _unit(text)
    if value > MOST_PERCENT:
        raise argparse.ArgumentTypeError(f"höchstens {MOST_PERCENT}")
    return value


def _dominance(text: str) -> tuple[int, float]:
    count, sign, percent = text.partition(",")
    if not sign:
        raise argparse.ArgumentTypeError("N,K, zum Beispiel 2,75")
    share = _percent(percent)
    if not 0 < share <= ALL:
        raise argparse.ArgumentTypeError(f"K ist ein Anteil über 0 und höchstens {ALL} %%, zum Beispiel 2,75")
    return _at_least(1)(count), share


if __name__ == "__main__":
    sys.exit(main())
