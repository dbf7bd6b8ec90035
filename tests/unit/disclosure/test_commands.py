"""``python -m analysis.disclosure``: files in, a verdict and JSON out; bad input says which line and writes nothing."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analysis.disclosure.__main__ import main
from tests.unit.disclosure.tables import DATA

MICRODATA = DATA / "sdctable_microdata1.csv"
HIERARCHY = "code,parent\nnorth,\nsouth,\nA,north\nB,north\nC,south\nD,south\n"


def _run(out: Path, *words: str) -> tuple[int, dict[str, Any]]:
    code = main([*words, "--json", str(out)])
    return code, json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}


def _hidden(tree: dict[str, Any]) -> dict[tuple[str, ...], str]:
    return {
        tuple(cell["key"].values()): cell["status"]
        for cell in tree["cells"]
        if cell["status"] in ("primary", "secondary")
    }


def _published(tree: dict[str, Any], path: Path, status: dict[tuple[str, ...], str]) -> None:
    """The protected table as somebody would print it, with the status of each cell as given."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["region", "gender", "value", "status"])
        for cell in tree["cells"]:
            key = tuple(cell["key"].values())
            writer.writerow([*key, cell["value"], status.get(key, "published")])


def test_protect_hides_what_the_published_case_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["protect", str(MICRODATA), "--by", "region,gender", "--value", "val", "--p-percent", "0"]

    code, tree = _run(tmp_path / "out.json", *words)

    assert (code, tree["verdict"]) == (0, "pass")
    assert _hidden(tree) == {
        ("A", "female"): "primary",
        ("A", "male"): "secondary",
        ("C", "female"): "secondary",
        ("C", "male"): "secondary",
    }
    [cell] = [one for one in tree["cells"] if one["status"] == "primary"]
    assert (cell["value"], cell["contributors"]) == (20, 2)
    assert cell["low"] <= 19
    assert cell["high"] >= 21
    assert "sekundär geheim" in capsys.readouterr().out


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first.json", "again.json"):
        _run(tmp_path / name, "protect", str(MICRODATA), "--by", "region,gender", "--value", "val")

    assert (tmp_path / "first.json").read_bytes() == (tmp_path / "again.json").read_bytes()


def test_a_hierarchy_adds_its_levels(tmp_path: Path) -> None:
    (tmp_path / "regions.csv").write_text(HIERARCHY, encoding="utf-8")
    words = ["--by", "region,gender", "--value", "val", "--hierarchy", f"region={tmp_path / 'regions.csv'}"]

    _, tree = _run(tmp_path / "out.json", "protect", str(MICRODATA), *words)

    value = {tuple(cell["key"].values()): cell["value"] for cell in tree["cells"]}
    assert len(value) == 7 * 3
    assert value["north", "total"] == value["A", "total"] + value["B", "total"]
    assert tree["verdict"] == "pass"


def test_a_protected_table_passes_the_audit_and_one_with_a_cell_less_fails(tmp_path: Path) -> None:
    words = ["--by", "region,gender", "--value", "val", "--p-percent", "0"]
    _, tree = _run(tmp_path / "out.json", "protect", str(MICRODATA), *words)
    status = _hidden(tree)
    audit = ["audit", str(tmp_path / "table.csv"), "--by", "region,gender", "--value", "value", "--status", "status"]

    _published(tree, tmp_path / "table.csv", status)
    code, attacked = _run(tmp_path / "audit.json", *audit, "--level-percent", "5")
    assert (code, attacked["verdict"]) == (0, "pass")
    intervals = {tuple(cell["key"].values()): (cell["low"], cell["high"]) for cell in attacked["cells"]}
    assert intervals["A", "female"] == pytest.approx((0, 126))

    del status["C", "male"]
    _published(tree, tmp_path / "table.csv", status)
    code, attacked = _run(tmp_path / "audit.json", *audit)
    assert (code, attacked["verdict"]) == (1, "fail")
    assert attacked["summary"]["exactly_known"] == 3


def test_printed_rounding_leaves_an_interval(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,v,s\ntotal,100,published\nx,60,published\ny,30,published\nz,10,primary\n", encoding="utf-8")
    words = ["audit", str(table), "--by", "a", "--value", "v", "--status", "s", "--level-percent", "10"]

    code, tree = _run(tmp_path / "exact.json", *words)
    assert (code, tree["summary"]["exactly_known"]) == (1, 1)

    code, tree = _run(tmp_path / "rounded.json", *words, "--rounding", "10")
    [z] = [cell for cell in tree["cells"] if cell["key"]["a"] == "z"]
    assert (code, z["low"], z["high"]) == (0, 0, 25)


GOOD = "a,v\nx,1\ny,2\n"
BAD = {
    "a,v\nx,1\ny,viele\n": "3: „viele“ in „v“ ist keine Zahl",
    "a,v\nx,1\ny,-2\n": "3: „-2“",
    "a,v\nx,1\ny,nan\n": "3: „nan“",
    "a,v\nx,1\n,2\n": "3: „a“ ist leer",
    "a,v\nx,1\n\ny,2\n": "3: „a“ ist leer",
    "a;v\nx;1\ny;2\n": "1: die Spalten sind mit Semikolon getrennt; erwartet wird ein Komma",
    "a;v\nx;1,5\ny;2,5\n": "mit Semikolon getrennt; erwartet wird ein Komma „,“ (und in Zahlen ein Dezimalpunkt)",
    "a\tv\nx\t1\n": "mit Tabulator getrennt",
    "a,v\nx,1\ny,2,5\n": "3: 3 Felder statt 2. Ein Komma trennt Felder",
    "a,w\nx,1\n": "die Spalte „v“ fehlt",
    "a,v\n": "keine Zeile",
    "": "nicht lesbar",
    "a,v,a\nx,1,x\n": "1: die Spalte „a“ steht zweimal da",
    "a,v\nx,1\ny,inf\n": "3: „inf“",
    "a,v\nx,1\ny,1e13\n": "3: „1e13“",
    "a,v\nx,1\ntotal,2\n": "3: „total“ in „a“ steht nicht auf der untersten Ebene",
}


@pytest.mark.parametrize(("text", "words"), BAD.items(), ids=BAD.values())
def test_bad_microdata_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: str
) -> None:
    file = tmp_path / "data.csv"
    file.write_text(text, encoding="utf-8")

    code, tree = _run(tmp_path / "out.json", "protect", str(file), "--by", "a", "--value", "v")

    assert (code, tree) == (2, {})
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("hierarchy", "words"),
    [
        ("code,parent\nz,\nx,y\ny,x\n", "codes.csv:3: die Codes über „x“ bilden einen Kreis"),
        ("code,parent\nx,\nx,\n", "codes.csv:3: der Code „x“ steht zweimal da"),
        ("code,parent\ny,\nx,nowhere\n", "codes.csv:3: „nowhere“, über „x“, ist kein Code"),
        ("code,parent\nx,\n", "3: „y“ in „a“ ist unbekannt"),
        ("code,parent\ny,x\nx,\n", "2: „x“ in „a“ steht nicht auf der untersten Ebene"),
        ("name\nx\n", "„code“ fehlt"),
    ],
)
def test_a_bad_hierarchy_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], hierarchy: str, words: str
) -> None:
    (tmp_path / "data.csv").write_text(GOOD, encoding="utf-8")
    (tmp_path / "codes.csv").write_text(hierarchy, encoding="utf-8")
    options = ["--by", "a", "--value", "v", "--hierarchy", f"a={tmp_path / 'codes.csv'}"]

    code, tree = _run(tmp_path / "out.json", "protect", str(tmp_path / "data.csv"), *options)

    assert (code, tree) == (2, {})
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["protect", "missing.csv", "--by", "a", "--value", "v"],
        ["audit", "missing.csv", "--by", "a", "--value", "v", "--status", "s"],
    ],
)
def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    code, tree = _run(tmp_path / "out.json", *words)

    assert (code, tree) == (2, {})
    assert "missing.csv" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--by=a,b", "--contributor=b", "--weight=b"])
def test_an_unknown_column_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str) -> None:
    (tmp_path / "data.csv").write_text(GOOD, encoding="utf-8")
    words = ["protect", str(tmp_path / "data.csv"), "--by", "a", "--value", "v", option]

    code, tree = _run(tmp_path / "out.json", *words)

    assert (code, tree) == (2, {})
    assert "data.csv: die Spalte „b“ fehlt" in capsys.readouterr().err


def test_a_hierarchy_of_no_dimension_and_a_column_for_two_things_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data.csv").write_text(GOOD, encoding="utf-8")
    words = ["protect", str(tmp_path / "data.csv"), "--by", "a", "--value"]

    assert _run(tmp_path / "out.json", *words, "v", "--hierarchy", "b=codes.csv") == (2, {})
    assert "--hierarchy b: das ist keine Dimension" in capsys.readouterr().err
    assert _run(tmp_path / "out.json", *words, "a") == (2, {})
    assert "„a“ ist für zweierlei angegeben" in capsys.readouterr().err


@pytest.mark.parametrize("target", ["missing/out.json", "."])
def test_a_target_that_cannot_be_written_is_told_before_anything_is_computed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    path = tmp_path / "here"
    path.mkdir()

    code = main(["protect", "no such file", "--by", "a", "--value", "v", "--json", str(path / target)])

    assert code == 2
    assert "lässt sich nicht schreiben" in capsys.readouterr().err
    assert list(path.iterdir()) == []


def test_an_earlier_result_stays_until_there_is_a_new_one(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text('{"verdict": "earlier"}', encoding="utf-8")
    (tmp_path / "data.csv").write_text("a,v\nx,-1\n", encoding="utf-8")

    assert main(["protect", str(tmp_path / "data.csv"), "--by", "a", "--value", "v", "--json", str(out)]) == 2

    assert json.loads(out.read_text(encoding="utf-8")) == {"verdict": "earlier"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "out.json"]


def test_the_cells_that_come_out_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,v,s\ntotal,100,published\nx,60,published\ny,40,primary\n", encoding="utf-8")

    code, tree = _run(tmp_path / "out.json", "audit", str(table), "--by", "a", "--value", "v", "--status", "s")

    assert (code, tree["at_fault"]) == (1, [{"a": "y"}])
    assert "zu nah: a=y" in capsys.readouterr().out


def test_progress_is_shown_on_a_terminal_only(tmp_path: Path) -> None:
    words = ["protect", str(MICRODATA), "--by", "region,gender", "--value", "val", "--json", str(tmp_path / "out")]
    command = [sys.executable, "-m", "analysis.disclosure", *words]
    ours, theirs = pty.openpty()

    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=theirs, check=True)
    quiet = subprocess.run(command, capture_output=True, check=True)

    assert "gegen Beteiligte verbergen" in os.read(ours, 10_000).decode()
    assert quiet.stderr == b""


def test_contradictory_figures_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "table.csv"
    table.write_text("a,v,s\ntotal,100,published\nx,60,published\ny,30,published\n", encoding="utf-8")

    code, _ = _run(tmp_path / "out.json", "audit", str(table), "--by", "a", "--value", "v", "--status", "s")

    assert code == 2
    assert "widersprechen" in capsys.readouterr().err


def test_a_result_does_not_take_the_place_of_its_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("a,v\nx,1\ny,2\n", encoding="utf-8")

    assert main(["protect", str(path), "--by", "a", "--value", "v", "--json", str(path)]) == 2
    assert "überschriebe die Eingabe" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8").startswith("a,v")


def test_a_file_in_utf_16_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("a,v\nx,1\n", encoding="utf-16")

    assert main(["protect", str(path), "--by", "a", "--value", "v", "--json", str(tmp_path / "out.json")]) == 2
    assert "nicht lesbar als CSV in UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("end", ["\n", "\n\n\n", "\r\n \r\n", ",\n"])
def test_empty_lines_at_the_end_are_no_lines(tmp_path: Path, end: str) -> None:
    (tmp_path / "data.csv").write_text(GOOD + end, encoding="utf-8", newline="")
    (tmp_path / "codes.csv").write_text("code,parent\nx,\ny,\n" + end, encoding="utf-8", newline="")
    words = ["--by", "a", "--value", "v", "--hierarchy", f"a={tmp_path / 'codes.csv'}"]

    code, tree = _run(tmp_path / "out.json", "protect", str(tmp_path / "data.csv"), *words)

    assert code == 0
    assert [cell["value"] for cell in tree["cells"]] == [3, 1, 2]


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["--dominance", "1,200"], "höchstens 100"),
        (["--dominance", "1,0"], "über 0"),
        (["--dominance", "2"], "zum Beispiel 2,75"),
        (["--q-percent", "5"], "Das Vorwissen Q muss mindestens P sein"),
    ],
)
def test_rules_that_make_no_sense_are_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: list[str], words: str
) -> None:
    (tmp_path / "data.csv").write_text(GOOD, encoding="utf-8")
    command = ["protect", str(tmp_path / "data.csv"), "--by", "a", "--value", "v", *option]

    try:
        code = main([*command, "--json", str(tmp_path / "out.json")])
    except SystemExit as ended:
        code = int(str(ended.code))

    assert code == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


def test_a_table_that_no_pattern_protects_names_the_cell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A rule so strict that a cell would have to stay open by more than anybody can compute with."""
    (tmp_path / "data.csv").write_text("a,v\nx,1000000\ny,2\n", encoding="utf-8")
    words = ["--by", "a", "--value", "v", "--dominance", "1,0.000001"]

    code, tree = _run(tmp_path / "out.json", "protect", str(tmp_path / "data.csv"), *words)

    assert (code, tree) == (2, {})
    assert (
        "kein Muster schützt diese Tabelle, auch nicht, wenn alles verborgen wird. Das Feld a="
        in capsys.readouterr().err
    )


def test_a_table_of_one_cell_is_hidden_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a,v\nx,5\n", encoding="utf-8")

    code, tree = _run(tmp_path / "out.json", "protect", str(tmp_path / "data.csv"), "--by", "a", "--value", "v")

    assert (code, set(_hidden(tree).values())) == (0, {"primary"})
    assert all(cell["low"] <= 4 and cell["high"] >= 6 for cell in tree["cells"])


def test_without_the_true_values_the_audit_tells_what_comes_out_exactly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "table.csv"
    words = ["audit", str(table), "--by", "a", "--value", "v", "--status", "s"]
    head = "a,v,s\ntotal,100,published\nx,60,published\n"

    table.write_text(head + "y,,primary\nz,,secondary\n", encoding="utf-8")
    code, tree = _run(tmp_path / "out.json", *words, "--level-percent", "10")
    assert (code, tree["verdict"], tree["summary"]["not_judged"]) == (0, "pass", 1)
    assert [(cell["value"], cell["low"], cell["high"]) for cell in tree["cells"]][2:] == [(None, 0, 40)] * 2
    assert "wahrer Wert fehlt" in capsys.readouterr().out
    assert _run(tmp_path / "out.json", *words)[1]["summary"]["not_judged"] == 0, "no level was asked for"

    table.write_text(head + "y,,primary\nz,,empty\n", encoding="utf-8")
    code, tree = _run(tmp_path / "out.json", *words, "--level-percent", "10")
    assert (code, tree["at_fault"], tree["summary"]["not_judged"]) == (1, [{"a": "y"}], 0)

    table.write_text(head + "y,,published\n", encoding="utf-8")
    assert main([*words, "--json", str(tmp_path / "out.json")]) == 2
    assert "4: „v“ ist leer, aber das Feld ist published" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["protect", str(tmp_path / "no.csv"), "--by", "a", "--value", "v", "--json", str(tmp_path / "out.json")]

    assert main(words) == 2
    assert "no.csv: diese Datei gibt es nicht" in capsys.readouterr().err
