"""A document with every flowable and every chart, with invented words and numbers."""

from datetime import UTC, datetime

from exports.charts import (
    Bar,
    Chart,
    Column,
    Dots,
    HeatRow,
    Look,
    Parts,
    Point,
    Response,
    distribution,
    dot_plot,
    heat_matrix,
    ranked_bars,
    response_bars,
    time_columns,
)
from exports.charts.pdf import figure
from exports.pdf import theme
from exports.pdf.document import PdfDocument
from exports.pdf.flowables import (
    AnswerField,
    AnswerLines,
    Cell,
    CellLike,
    Columns,
    Contents,
    Flowable,
    KeepTogether,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Panel,
    Table,
    Tick,
    bullets,
    caption,
    choices,
    fitted,
    heading,
    numbered,
    paragraph,
    section,
)
from exports.pdf.pages import Cover, Running
from exports.pdf.text import Span, bold, italic, link

CREATED = datetime(2027, 6, 30, 12, 0, tzinfo=UTC)
STAMP = "Entwurf – nicht zur Weitergabe"
LONG = (
    "Wie stark schränken fehlende Qualifikationen der Beschäftigten die Umsetzung geplanter Investitionen in "
    "Digitalisierung, Dekarbonisierung und neue Geschäftsfelder Ihres Betriebs in den nächsten drei Jahren ein?"
)
SENTENCE = (
    "Gefragt nach den nächsten drei Jahren nennen viele Betriebe einen Bedarf bei digitalen Grundkompetenzen; "
    "danach folgen der Umgang mit Daten und die Energieeffizienz im Saarland."
)


def document(*, stamp: str | None = STAMP, cover: bool = True, language: str = "de-DE") -> PdfDocument:
    """The frame of the sample document."""
    return PdfDocument(
        title="Qualifizierungsbedarfe im Saarland 2027",
        created=CREATED,
        language=language,
        subject="Muster mit erfundenen Zahlen",
        keywords=("Qualifizierung", "Saarland"),
        identifier="muster-1",
        running=Running("Qualifizierungsbedarfe", "Muster", "Arbeitskammer", "Seite {page} von {pages}"),
        stamp=stamp,
        cover=Cover("Qualifizierungsbedarfe im Saarland 2027", SENTENCE, "Muster", "Netz", ("Welle 2", "Erfunden"))
        if cover
        else None,
    )


def story() -> list[Flowable]:
    """Every flowable once, some over page breaks."""
    return [*_summary(), *_chapter(), *_figures(), *_paper()]


def _summary() -> list[Flowable]:
    return [
        heading("Das Wichtigste auf einer Seite"),
        paragraph(SENTENCE, theme.LEAD),
        KeyFigures([KeyFigure("71\u00a0%", "der Betriebe melden Bedarf"), KeyFigure("+31", "Prozentpunkte")] * 3),
        heading("Fünf Ergebnisse", 2),
        bullets([[bold("Digitales zuerst."), " ", SENTENCE]] * 5),
        Panel([heading("So lesen Sie den Bericht", 3, is_listed=False), paragraph([bold("Wer?"), " ", SENTENCE])]),
        PageBreak(),
        heading("Inhalt", is_listed=False),
        Contents(),
        PageBreak(),
    ]


def short_story() -> list[Flowable]:
    """Words only, with a small table: what is read aloud."""
    return [*_summary(), *_chapter(rows=3), *_paper()]


def _chapter(rows: int = 60) -> list[Flowable]:
    body = [[f"Gruppe {number}", "71,0\u00a0%", "63,0\u00a0%", "77,9\u00a0%", "138"] for number in range(rows)]
    head: list[list[CellLike]] = [["Gruppe", "Anteil", Cell("95-%-Konfidenzintervall", columns=2, align="center"), "n"]]
    table = Table(Columns((4, 1, 1, 1, 1), "lrrrr"), body, head)
    address = "https://example.org/weiterbildung"
    return [
        heading("Welche Kompetenzen fehlen?", number="1"),
        paragraph(["Mehr dazu im ", link("Weiterbildungsportal mit einem Namen, " + "lang " * 20, address), "."]),
        paragraph(["Auf Englisch: ", Span("upskilling and reskilling", lang="en"), ", auch ", italic("schräg"), "."]),
        paragraph("An English sentence within a German document.", lang="en"),
        heading("Nach Branchen", 2, number="1.1"),
        caption("Tabelle A1: Betriebe mit Bedarf", within=table.group),
        table,
        paragraph("• nicht ausgewiesen.", theme.NOTE),
        section([numbered([SENTENCE, "kurz"])]),
    ]


def _figures() -> list[Flowable]:
    made: list[Flowable] = [heading("Diagramme")]
    for number, chart in enumerate(charts(Look()), start=1):
        block = [
            caption(f"Abbildung {number}: {chart.title}"),
            paragraph("Angaben in Prozent", theme.SUBLINE),
            figure(chart, where=f"Alle Werte: Tabelle A{number}."),
        ]
        head = [chart.table.head]
        table = Table(fitted(chart.table.rows, head), chart.table.rows, head)
        made += [KeepTogether(block), caption(f"Tabelle A{number}", within=table.group), table]
    return made


def _paper() -> list[Flowable]:
    ticks = Table(
        Columns((3, 1, 1), "lcc"),
        [["Zeile eins", Tick(), Tick()], ["Zeile zwei", Tick("many"), Tick("many")]],
        [["Frage", "ja", "nein"]],
    )
    return [
        heading("Auf Papier"),
        choices(["Ja", "Nein", LONG], "one"),
        choices(["Erstens", "Zweitens"], "many"),
        AnswerField("Anzahl:", "Beschäftigte"),
        AnswerLines(12),
        ticks,
        Table(Columns((1, 2), "ll"), [["Frage 1", SENTENCE * 40], ["Frage 2", "Ja"]]),
    ]


def charts(look: Look) -> list[Chart]:
    """One chart of each kind, with hidden values and a very long label."""
    return [*_bars(look), *_dots(look), *_others(look)]


def _bars(look: Look) -> list[Chart]:
    scale = ["gar nicht", "eher nicht", "teils/teils", "eher", "voll und ganz"]
    return [
        ranked_bars(
            "Digitale Grundkompetenzen zuerst",
            [
                Bar("Daten auswerten", 58.4, 136),
                Bar("Digitale Grundkompetenzen", 71, 1138),
                Bar("Wasserstofftechnik", 23, 18, is_weak=True),
                Bar("Kreislaufwirtschaft", None, 3),
                Bar(LONG, 12, 40),
            ],
            look,
            axis="Anteil der Betriebe",
        ),
        distribution(
            "Zustimmung zu drei Aussagen",
            [
                Parts("Wir kennen unseren Bedarf.", (8, 21, 18, 36, 17), 141),
                Parts("Es gibt passende Angebote.", (14, None, None, 25, 8), 140),
                Parts(LONG, (4, 12, 17, 44, 23), 130),
            ],
            scale,
            look,
        ),
        distribution(
            "Größe der Betriebe",
            [Parts("Alle", (10, 20, 30, 40)), Parts("Handwerk", (1, 2, 37, 60))],
            ["bis 9", "10 bis 49", "50 bis 249", "ab 250 Beschäftigte"],
            look,
        ),
    ]


def _dots(look: Look) -> list[Chart]:
    return [
        dot_plot(
            "Umschulungen nach Branche",
            [
                Dots("Saarland", (Point(52, 44, 60, 142),)),
                Dots("Energie", (Point(None, 1, 2, 3),)),
                Dots(LONG, (Point(67, 51, 79, 41),)),
            ],
            ["Betriebe"],
            look,
        ),
        dot_plot(
            "Zwei Sichten",
            [
                Dots("Grundkompetenzen", (Point(71, 63, 78), Point(76, 60, 86))),
                Dots("Gesundheit", (Point(27), Point(None))),
            ],
            ["Betriebsleitung", "Betriebsrat"],
            look,
        ),
    ]


def _others(look: Look) -> list[Chart]:
    return [
        time_columns(
            "Eingang der Fragebogen",
            [*(Column(f"{day:02d}.03.", day * 7 % 23) for day in range(1, 30)), Column("30.03.", None)],
            Look(look.language, look.width, "", 0, look.stretch),
            axis="Fragebogen je Tag",
        ),
        heat_matrix(
            "Bedarf nach Branche",
            [HeatRow("Grundkompetenzen", (78, 69, 55)), HeatRow(LONG, (66, None, 14))],
            ["Automobilindustrie", "Metall- und Stahlindustrie", "Energie"],
            look,
        ),
        response_bars(
            "Rücklauf nach Schicht",
            [
                Response("Verarbeitendes Gewerbe, 250 und mehr", 38, 142, 374),
                Response("Handwerk", 12.4, 31, 250),
                Response("Energie", None, None, 12),
            ],
            look,
        ),
    ]
