"""Charts as lists of primitives: drawn into the tagged PDF (`pdf`) and as SVG (`svg`) from one list.

Rows come in as plain values; None is hidden and never a zero bar.
"""

from exports.charts.bars import Bar, Response, ranked_bars, response_bars
from exports.charts.columns import Column, time_columns
from exports.charts.dots import Dots, Point, Scale, dot_plot
from exports.charts.heat import HeatRow, heat_matrix
from exports.charts.layout import SCREEN, Look
from exports.charts.primitives import Chart, DataTable
from exports.charts.stacked import Parts, distribution

__all__ = [
    "SCREEN",
    "Bar",
    "Chart",
    "Column",
    "DataTable",
    "Dots",
    "HeatRow",
    "Look",
    "Parts",
    "Point",
    "Response",
    "Scale",
    "distribution",
    "dot_plot",
    "heat_matrix",
    "ranked_bars",
    "response_bars",
    "time_columns",
]
