"""``python -m surveys check FILE`` and ``python -m surveys route FILE --answers A.json``."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from surveys.causes import cause_of
from surveys.context import Context
from surveys.listing import markdown
from surveys.load import Loaded, load_file
from surveys.messages import say
from surveys.model import Questionnaire
from surveys.pairs import compare
from surveys.problems import Document
from surveys.route import route
from surveys.scope import Scope
from surveys.submit import plain

LANGUAGE = "de"


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 0 only on success, 1 when the questionnaire has faults, 2 on bad input."""
    options = _parser().parse_args(arguments)
    try:
        loaded = load_file(options.file)
    except OSError as error:
        return _fail(f"{options.file}: {cause_of(error)}")
    if options.command == "check":
        return _check(options.file, loaded) if options.pair is None else _check_pair(options.file, options.pair, loaded)
    if loaded.questionnaire is None:
        return _check(options.file, loaded, stream=sys.stderr)
    if options.command == "items":
        print(markdown(loaded.questionnaire), end="")
        return 0
    return _route(loaded.questionnaire, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m surveys", description="Fragebogen prüfen und durchlaufen.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="prüft einen Fragebogen: eine Zeile je Fund, DATEI:ZEILE: Meldung")
    check.add_argument("file", type=Path, metavar="DATEI")
    check.add_argument("--pair", type=Path, metavar="DATEI", help="vergleicht mit dem Fragebogen der anderen Rolle")
    items = commands.add_parser("items", help="Fragen und ihre Variablen als Tabelle (Markdown)")
    items.add_argument("file", type=Path, metavar="DATEI")
    follow = commands.add_parser("route", help="sichtbare Fragen, berechnete Werte und offene Punkte als JSON")
    follow.add_argument("file", type=Path, metavar="DATEI")
    follow.add_argument(
        "--answers", type=Path, required=True, metavar="JSON", help="Antworten, wie sie gespeichert werden"
    )
    follow.add_argument(
        "--wave", default="ZJ=2030,BJ=2025", metavar="NAMEN", help="Werte der Welle (Vorgabe: %(default)s)"
    )
    follow.add_argument("--frame", type=Path, metavar="JSON", help="Angaben der Auswahlgrundlage")
    follow.add_argument("--language", default=LANGUAGE, choices=("de", "en", "fr"), help="Sprache der Meldungen")
    return parser


def _wave(text: str) -> dict[str, int]:
    """``ZJ=2030,BJ=2025``; raises ValueError with words for the screen."""
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if not all(name.strip() and re.fullmatch(r"\s*\d{1,6}\s*", value, re.ASCII) for name, _, value in pairs):
        raise ValueError(f"--wave: „{text}“ passt nicht; erwartet werden Namen und Zahlen wie ZJ=2030,BJ=2025")
    return {name.strip(): int(value) for name, _, value in pairs}


def _check(path: Path, loaded: Loaded, stream: object = None) -> int:
    out = stream or sys.stdout
    for problem in loaded.problems:
        prefix = "Hinweis: " if problem.is_hint else ""
        print(f"{path}:{problem.line}: {prefix}{say(problem.message, LANGUAGE)}", file=out)  # type: ignore[arg-type]
    return 1 if loaded.questionnaire is None else 0


def _check_pair(path: Path, other_path: Path, loaded: Loaded) -> int:
    """Both files, and each seen from the other."""
    try:
        other = load_file(other_path)
    except OSError as error:
        return _fail(f"{other_path}: {cause_of(error)}")
    _check(path, loaded)
    _check(other_path, other)
    own, theirs = loaded.questionnaire, other.questionnaire
    if own is None or theirs is None:
        return 1
    found = [(path, problem) for problem in compare(own, theirs)]
    found += [(other_path, problem) for problem in compare(theirs, own)]
    for place, problem in found:
        print(f"{place}:{problem.line}: {say(problem.message, LANGUAGE)}")
    return 1 if found else 0


def _route(questionnaire: Questionnaire, options: argparse.Namespace) -> int:
    try:
        wave = _wave(options.wave)
        answers = _read_json(options.answers)
        frame = _read_json(options.frame) if options.frame else {}
    except ValueError as error:
        return _fail(str(error))
    context = Context(wave, {k: v for k, v in frame.items() if isinstance(v, str | int)})
    found = route(Scope(questionnaire, answers, context))
    result = {
        "items": list(found.items),
        "pages": list(found.pages),
        "computed": {name: plain(value) for name, value in found.computed.items()},
        "problems": [
            {"place": p.place, "level": p.level, "check": p.check, "code": p.message.code,
             "message": say(p.message, options.language)}
            for p in found.problems
        ],
    }  # fmt: skip
    text = json.dumps(result, ensure_ascii=False, indent=2)
    print(text.encode("utf-8", "replace").decode("utf-8"))
    return 0


def _read_json(path: Path) -> Document:
    """A file of answers; raises ValueError with words for the screen."""
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise ValueError(f"{path}: {cause_of(error)}") from error
    except RecursionError as error:
        raise ValueError(f"{path}: zu tief verschachtelt") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"{path}:{error.lineno}: kein gültiges JSON (ab Zeichen {error.colno})") from error
    except ValueError as error:
        raise ValueError(f"{path}: kein gültiges JSON in UTF-8") from error
    if not isinstance(value, Mapping):
        raise ValueError(f"{path}: erwartet wird ein JSON-Objekt mit Antworten")
    return dict(value)


def _fail(text: str) -> int:
    print(text, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
