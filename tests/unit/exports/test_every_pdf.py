"""Every kind of PDF through the gate: validators, our own checks, the words it was made of, and what poppler hears."""

import ast
import os
import shlex
import subprocess
from functools import cache
from pathlib import Path
from shutil import which

import pytest

from exports.numbers import Language
from surveys.texts import LANGUAGES
from tests.contract.tree import parsed, python_files
from tests.pdf_gate import check
from tests.pdf_kinds import HEARD, KINDS, heard
from tests.pdf_words import stories
from tests.reasons import NO_POPPLER, NO_VERAPDF

VERAPDF = os.environ.get("TEST_VERAPDF", "")
with_poppler = pytest.mark.skipif(not (which("pdfinfo") and which("pdffonts")), reason=NO_POPPLER)
every_kind = pytest.mark.parametrize("name", KINDS)


@cache
def document(name: str, language: Language) -> tuple[bytes, tuple[str, ...]]:
    """A small document of a kind, and the words it was made of."""
    with stories() as given:
        data = KINDS[name].make(language)
    return data, tuple(given[-1])


def test_every_module_that_makes_a_pdf_is_a_kind() -> None:
    makers = {
        str(path)
        for path in python_files("app", "exports")
        if any(isinstance(node, ast.Call) and _name(node.func) == "PdfDocument" for node in ast.walk(parsed(path)))
    }
    assert makers == {kind.module for kind in KINDS.values()}


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@every_kind
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_passes_the_gate_and_says_its_words_in_order(name: str, language: Language) -> None:
    check(*document(name, language))


@with_poppler
@every_kind
def test_poppler_hears_the_same_text_as_ever(name: str) -> None:
    """Read the difference aloud; then ``python -m tests.pdf_kinds`` writes the texts anew."""
    assert heard(document(name, "de")[0]) == HEARD.joinpath(f"{name}.txt").read_text(encoding="utf-8")


def test_there_is_no_text_of_a_kind_that_is_gone() -> None:
    assert {path.stem for path in HEARD.glob("*.txt")} == set(KINDS)


@with_poppler
@every_kind
def test_poppler_finds_every_font_embedded(name: str, tmp_path: Path) -> None:
    path = tmp_path / "document.pdf"
    path.write_bytes(document(name, "de")[0])
    listed = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True).stdout.decode().splitlines()
    head, _, *fonts = listed
    embedded = [line[head.index("emb") :].split()[0] for line in fonts]
    assert embedded
    assert set(embedded) == {"yes"}, "\n".join(listed)


@pytest.mark.skipif(not VERAPDF, reason=NO_VERAPDF)
@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_verapdf_finds_nothing(profile: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}-{language}.pdf" for name in KINDS for language in LANGUAGES]
    for path in paths:
        name, _, language = path.stem.rpartition("-")
        path.write_bytes(document(name, language)[0])
    command = [*shlex.split(VERAPDF), "--flavour", profile, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
