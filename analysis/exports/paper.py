"""A figure's table for paper: whole, where a screen shows ten rows in a box that scrolls."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from analysis.exports.shorthand import is_blank
from analysis.figures.figure import Cleared
from analysis.words import phrases

MOST_ROWS = 100
FORMATS: Mapping[str, Callable[[float], str]] = {
    "localized": phrases.number,
    "%.1f": lambda value: f"{value:,.1f}",
    "%.2f": lambda value: f"{value:,.2f}",
    "%+.0f": lambda value: f"{value:+,.0f}",
    "%+d": lambda value: f"{value:+,.0f}",
    "percent": phrases.percentage,
}
"""The number formats of figures, as they are written out."""


def table(figure: Cleared) -> str:
    """The table as HTML, all text escaped; beyond `MOST_ROWS` the rest is counted. Hidden on screen (`on_paper`)."""
    shown = figure.table.head(MOST_ROWS)
    names = [str(name) for name in shown.columns]
    columns = [(name, pd.api.types.is_numeric_dtype(shown[name]), figure.formats.get(name, "")) for name in names]
    heads = "".join(f"<th{_side(number)}>{html.escape(name)}</th>" for name, number, _ in columns)
    lines = shown.astype(object).itertuples(index=False, name=None)
    rows = "".join(
        f"<tr>{''.join(_cell(value, number, form) for value, (_, number, form) in zip(line, columns, strict=True))}</tr>"
        for line in lines
    )
    left = len(figure.table) - len(shown)
    rest = f"<p>The first {MOST_ROWS} of {len(figure.table):,} rows; the file of the table has all.</p>" if left else ""
    return f'<div class="on_paper"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{rest}</div>'


def _cell(value: Any, number: bool, form: str) -> str:
    if is_blank(value):
        said = ""
    elif number:
        said = FORMATS.get(form, phrases.number)(float(value))
    else:
        said = phrases.day_and_month(value) if hasattr(value, "isoformat") else str(value)
    return f"<td{_side(number)}>{html.escape(said)}</td>"


def _side(number: bool) -> str:
    return ' class="number"' if number else ""
