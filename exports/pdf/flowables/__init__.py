"""What a document is made of. Every flowable writes its own place into the structure tree."""

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, PageBreak, Spacer

from exports.pdf.flowables.columns import COLUMN_WIDTH, TwoColumns
from exports.pdf.flowables.contents import Contents
from exports.pdf.flowables.figures import Figure, KeyFigure, KeyFigures
from exports.pdf.flowables.fit import fitted
from exports.pdf.flowables.forms import AnswerField, AnswerLines
from exports.pdf.flowables.lists import bullets, choices, numbered
from exports.pdf.flowables.stack import Panel, Stack, section
from exports.pdf.flowables.tables import Blank, Cell, CellLike, Columns, Table, Tick
from exports.pdf.flowables.text import Group, Text, caption, heading, paragraph

__all__ = [
    "COLUMN_WIDTH",
    "AnswerField",
    "AnswerLines",
    "Blank",
    "Cell",
    "CellLike",
    "Columns",
    "CondPageBreak",
    "Contents",
    "Figure",
    "Flowable",
    "Group",
    "KeepTogether",
    "KeyFigure",
    "KeyFigures",
    "PageBreak",
    "Panel",
    "Spacer",
    "Stack",
    "Table",
    "Text",
    "Tick",
    "TwoColumns",
    "bullets",
    "caption",
    "choices",
    "fitted",
    "heading",
    "numbered",
    "paragraph",
    "section",
]
