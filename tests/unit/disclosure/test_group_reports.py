"""Reports of one sector or one district as somebody gets them: five formats, the group's name, whatever is hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pikepdf
import pytest

from analysis.content import Case, Content, Wave
from analysis.disclosure.build import Order, Protected, protect
from analysis.disclosure.files import differences
from analysis.disclosure.ledger import Counted, enter, primary_rules
from analysis.disclosure.report.system import System
from analysis.plan_file import shipped
from analysis.release import Block, Cell, Plan, Release, Suppressed, Table
from analysis.snapshot import Snapshot, write_snapshot
from exports import html, xlsx
from exports.pdf import report
from exports.readback import read
from exports.report.plan import story
from exports.story import Figures, Paragraph, Tiles
from tests.pdf_gate import words
from tests.questionnaires_for_tests import counting
from tests.unit.exports.releases import HIDDEN, release
from tests.worked_example import BUILT_AT, FACTS, RULES
from tests.writers import WRITERS

ASKED = ("emp_total", "quali_total", "train_any", "fields", "drv", "bar", "support")
"""What these reports show."""
LARGE, SMALL = "10041", "10046"
DISTRICTS = {LARGE: 26, "10042": 10, "10043": 11, "10044": 14, "10045": 12, SMALL: 10}
SIZES = {"S2": ("0-9", 6), "S4": ("10-49", 30), "S6": ("50-249", 120)}
NAMES = {"de": "Landkreis St. Wendel auf einen Blick", "fr": "Arrondissement de Saint-Wendel en un coup d’œil"}


def _case(number: int, kreis: str, random: np.random.Generator) -> Case:
    sector = ("B-E", "F", "G-I", "J-S")[number % 4]
    size_class, (size, employees) = list(SIZES.items())[number % 3]
    return Case(
        case=f"{number:03}",
        establishment=f"e{number}",
        contributor=f"e{number}",
        version=counting("company", *ASKED).hash,
        language="de",
        submitted_on="2026-05-20",
        stratum=f"{sector}/{size}",
        sector_group=sector,
        size_class=size_class,
        kreis=kreis,
        wz="29",
        document=_document(employees + number, random),
    )


def _document(employees: int, random: np.random.Generator) -> dict[str, Any]:
    """Answers drawn at random; in a small district hardly anybody chooses what few choose."""
    fields = [code for code, share in (("K01", 0.6), ("K03", 0.4), ("K06", 0.1)) if random.random() < share]
    return {
        "unit_scope": "1",
        "emp_total": employees,
        "quali_total": int(employees * random.choice([0.1, 0.3, 0.5])),
        "train_any": str(random.choice(["1", "2"], p=[0.6, 0.4])),
        "fields": fields or ["none"],
        "drv": {row: str(random.integers(0, 5)) for row in ("dig", "ai", "lab")},
        "bar": {row: str(random.integers(0, 4)) for row in _barriers(employees)},
        "support": ["check"] if random.random() < 0.5 else ["fund"],
    }


def _barriers(employees: int) -> tuple[str, ...]:
    """The rows somebody answers: their n differ, so that it matters which of them a chart draws."""
    return tuple(row for row, every in (("time", 5), ("cost", 7), ("offer", 1_000)) if employees % every)


def _wave(root: Path, districts: dict[str, int]) -> Snapshot:
    random = np.random.default_rng(5)
    places = [kreis for kreis, count in districts.items() for _ in range(count)]
    return _frozen(root, [_case(number, kreis, random) for number, kreis in enumerate(places)], ASKED)


def _frozen(root: Path, cases: list[Case], asked: tuple[str, ...]) -> Snapshot:
    content = Content(
        wave=Wave("gruppen", 2025, 2030),
        is_provisional=False,
        questionnaires={"company": [counting("company", *asked)]},
        cases={"company": cases},
    )
    return write_snapshot(root, content)


def _plan(**choice: str) -> Plan:
    return shipped("gruppe").chosen(choice)


@dataclass(frozen=True, slots=True)
class Built:
    """What is protected of a wave, from which each report takes its part."""

    protected: Protected

    def of(self, **choice: str) -> Release:
        """The report of a group."""
        return self.protected.release(Order(FACTS, RULES, BUILT_AT, _plan(**choice)))

    @property
    def whole(self) -> Release:
        """The report of all."""
        return self.protected.release(Order(FACTS, RULES, BUILT_AT, shipped("bericht").chosen({})))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(protect(_wave(tmp_path_factory.mktemp("wave"), DISTRICTS), RULES, [_plan(kreis=SMALL)]))


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A wave in which one district has too few for any table by districts."""
    wave = _wave(tmp_path_factory.mktemp("few"), DISTRICTS | {SMALL: 4})
    return Built(protect(wave, RULES, [_plan(kreis=SMALL)]))


def _all_hidden(made: Release) -> Release:
    """The report as if no figure of its group could be published."""
    [group] = made.plan.parameters.values()

    def cells(table: Table) -> tuple[Cell, ...]:
        return tuple(Cell(one.key, HIDDEN, HIDDEN) if one.key[-1] == group else one for one in table.cells)

    return release(
        [replace(table, cells=cells(table)) for table in made.tables],
        **{name: getattr(made, name) for name in ("plan", "chapters", "participation", "wave", "facts")},
    )


def _said(made: Release, language: str) -> str:
    """All paragraphs of a report."""
    return " ".join(str(each.text) for each in story(made, language).elements if isinstance(each, Paragraph))


def _all_of(made: Release, kind: type[Any]) -> list[Any]:
    return [each for each in story(made, "de").elements if isinstance(each, kind)]


@pytest.mark.parametrize("language", ["de", "en", "fr"])
@pytest.mark.parametrize("file_format", WRITERS)
def test_every_file_of_a_district_says_what_its_release_says(built: Built, file_format: str, language: str) -> None:
    for made in (built.of(kreis=SMALL), _all_hidden(built.of(kreis=SMALL))):
        written = WRITERS[file_format](made, language)
        assert differences(made, read(file_format, written), file_format, language) == ()


@pytest.mark.parametrize("choice", [{"kreis": LARGE}, {"sector_group": "B-E"}], ids=str)
@pytest.mark.parametrize("file_format", WRITERS)
def test_every_file_of_a_large_group_says_what_its_release_says(
    built: Built, file_format: str, choice: dict[str, str]
) -> None:
    made = built.of(**choice)
    assert differences(made, read(file_format, WRITERS[file_format](made, "de")), file_format, "de") == ()


@pytest.mark.parametrize("most", [1, 2])
@pytest.mark.parametrize("file_format", ["html", "pdf"])
def test_the_largest_rows_of_a_group_beside_all_have_their_own_n(built: Built, file_format: str, most: int) -> None:
    def shorter(block: Block) -> Block:
        return replace(block, queries=tuple(replace(one, most=most) if one.most else one for one in block.queries))

    plan = _plan(kreis=LARGE)
    chapters = tuple(replace(each, blocks=tuple(map(shorter, each.blocks))) for each in plan.chapters)
    made = built.protected.release(Order(FACTS, RULES, BUILT_AT, replace(plan, chapters=chapters)))
    assert differences(made, read(file_format, WRITERS[file_format](made, "de")), file_format, "de") == ()


def test_a_report_all_of_whose_tables_are_broken_down_speaks_of_no_others(built: Built) -> None:
    made = built.of(kreis=SMALL)
    assert all(table.dimensions[-1].id == "kreis" for table in made.tables)
    assert (made.facts["one_way_cells"], made.facts["cells"]) == (0, sum(len(table.cells) for table in made.tables))
    said = words(report.render(made, "de"))
    assert "ohne Untergliederung" not in said
    assert f"{made.facts['cells_published']} von {made.facts['cells']}" in said


@pytest.mark.parametrize("language", NAMES)
def test_a_report_is_called_by_its_group(built: Built, language: str) -> None:
    made, name = built.of(kreis=SMALL), NAMES[language]
    page = html.render(made, language).decode()
    assert re.search(rf"<title>[^<]*{re.escape(name)}</title>", page)
    assert re.search(rf"<h1[^>]*>{re.escape(name)}</h1>", page)
    paper = report.render(made, language)
    with pikepdf.open(BytesIO(paper)) as pdf:
        assert name in str(pdf.docinfo["/Title"])
    assert words(paper).count(name) > len(_all_of(made, Figures))
    assert name in str(openpyxl.load_workbook(BytesIO(xlsx.render(made, language))).worksheets[0]["A1"].value)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_nothing_in_an_english_or_french_report_falls_back_to_german(built: Built, language: str) -> None:
    for made in (built.of(kreis=SMALL), built.of(sector_group="B-E"), built.whole):
        page = html.render(made, language).decode()
        assert 'lang="de' not in page
        assert not re.search(r"\b(Beschäftigte|Betriebe|Bedarf|Weiterbildung|Insgesamt|Landkreis)\b", page)


def test_a_report_of_all_is_called_by_its_wave(built: Built) -> None:
    assert story(built.whole, "de").cover.title == FACTS.title["de"]


def test_a_small_group_has_dots_and_the_others_of_the_same_release_the_same(built: Built) -> None:
    small, large = built.of(kreis=SMALL), built.of(kreis=LARGE)
    assert small.tables == large.tables
    hidden = [
        cell
        for table in small.tables
        for cell in table.cells
        if cell.key[-1] == SMALL and isinstance(cell.value, Suppressed)
    ]
    assert hidden
    assert "•" in html.render(small).decode()


@pytest.mark.parametrize("language", ["de", "en", "fr"])
def test_with_every_value_hidden_a_report_reads_well(built: Built, language: str) -> None:
    made = _all_hidden(built.of(kreis=SMALL))
    said = _said(made, language)
    group = shipped("gruppe").chosen({"kreis": SMALL}).chapters[0].title[language].partition(":")[0].strip()
    hidden = {
        "de": "Nicht ausgewiesen: Anteil der",
        "en": "Not published: Share of",
        "fr": "Non publié\u00a0: Part des",
    }
    left_out = {"de": "steht, ist für", "en": "is not published for", "fr": "manque ici n’est pas publié"}
    assert hidden[language] in said
    assert said.count(left_out[language]) == 2
    assert group in said
    # The figures of all establishments stand in tiles, none of the group.
    tiles = [each for each in story(made, language).elements if isinstance(each, Tiles)]
    assert all(group not in str(tile.text) for each in tiles for tile in each.tiles)


def test_without_tables_by_districts_each_chapter_still_says_why(unbroken: Built) -> None:
    made = unbroken.of(kreis=SMALL)
    assert made.tables == ()
    assert _said(made, "de").count("ist für „Landkreis St. Wendel“ nicht ausgewiesen") == 2
    assert not _all_of(made, Figures)
    for file_format, write in WRITERS.items():
        assert differences(made, read(file_format, write(made, "de")), file_format, "de") == ()


def _pooling(root: Path) -> System:
    """Interest in joint courses by the district that is named and by that of the frame, which are the same."""
    asked, random = ("emp_total", "ags_kreis", "pool"), np.random.default_rng(5)
    places = [kreis for kreis, count in DISTRICTS.items() for _ in range(count)]
    cases = []
    for number, kreis in enumerate(places):
        wants = "1" if (kreis != SMALL and number % 2) or number == len(places) - 1 else "2"
        one = _case(number, kreis, random)
        document = {**one.document, "ags_kreis": kreis, "pool": wants}
        cases.append(replace(one, version=counting("company", *asked).hash, document=document))
    system = System()
    enter(system, Counted.of(_frozen(root, cases, asked), frozenset({"kreis"})), (), RULES)
    return system


def test_interest_by_the_named_district_is_that_by_the_frame(tmp_path: Path) -> None:
    """So both tables are hidden as one, and none of them opens the other."""
    system = _pooling(tmp_path)
    cell = system.known(("company.pool.need.interest", frozenset({("district", SMALL)}), "0"))
    assert cell is not None
    problem = system.problem(primary_rules(RULES))
    assert problem.level_up[cell] > 0  # one establishment of this district wants it
    hidden = np.ones(len(system.figures), dtype=bool)
    assert problem.reach(hidden).high[cell] > problem.values[cell]
    hidden[system.figures["company.pool.share.kreis", ("1", SMALL)]] = False
    reached = problem.reach(hidden)
    assert (reached.low[cell], reached.high[cell]) == (1.0, 1.0)
