"""What stands in a spreadsheet in place of a number, as the Government Analysis Function asks: our own states map to it here.

Source: Government Analysis Function, "Using symbols and shorthand in spreadsheets" and "Releasing statistics in spreadsheets".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.words import fields

LEGEND: Mapping[str, str] = {
    "[b]": "break in the series: not comparable with the figures on its other side",
    "[c]": "confidential: not shown, because so few people or records would be counted",
    "[e]": "estimated",
    "[low]": "rounds to zero and is not zero",
    "[p]": "provisional: may be revised",
    "[r]": "revised",
    "[u]": "too few cases for a reliable figure, so none is worked out",
    "[x]": "not available: no file is loaded, or none was handed in yet",
    "[z]": "not applicable",
}
"""Every shorthand with its meaning, in the order of the alphabet."""

WITHHELD, C = "[c]", "c"
"""The shorthand of a number that may not be shown, in spreadsheets and for readers of pages, documents and slides."""

STATES: tuple[tuple[str, str], ...] = (
    ("c: not shown", "[c]"),
    ("suppressed", "[c]"),
    ("not comparable", "[b]"),
    ("touches a break", "[b]"),
    ("provisional", "[p]"),
    ("estimated", "[e]"),
    ("revised", "[r]"),
    ("no file", "[x]"),
    ("no return", "[x]"),
    ("late", "[x]"),
    ("no such type", "[z]"),
    ("not known", "[x]"),
    ("loaded in part", "[u]"),
    ("there is no figure for", "[x]"),
    ("too few", "[u]"),
)
"""Our states as figures say them, in the columns named in `TOLD_IN`, with the shorthand of each; the first that fits stands."""
TOLD_IN = ("Status", "Note", "In words", "Signal")
WORKED_OUT = ("average", "usual from", "usual to", "lower", "upper")
"""Headings of what is worked out beside a figure: where it is blank nothing applies."""
RATES = ("per ", "rate", "change (%)", "share", "95%")
"""Beginnings of the headings of what is not worked out on few cases."""


def of_row(row: Mapping[str, Any]) -> str:
    """The shorthand of what a row says of itself; empty where it says nothing out of the ordinary."""
    said = " ".join(str(row[heading]) for heading in TOLD_IN if isinstance(row.get(heading), str)).lower()
    return next((short for state, short in STATES if state in said), "")


def nothing_shown(table: pd.DataFrame) -> bool:
    """Whether every number of a table is hidden, those aside that are worked out beside them."""
    rows = fields.lines(table)
    return bool(rows) and all(of_row(row) == WITHHELD and not _has_number(row) for row in rows)


def _has_number(row: Mapping[str, Any]) -> bool:
    return any(
        isinstance(cell, int | float) and not is_blank(cell)
        for heading, cell in row.items()
        if not heading.lower().startswith(WORKED_OUT)
    )


def in_place_of(heading: str, row: str) -> str:
    """What stands in a blank cell of numbers. row: the shorthand of its row."""
    name = heading.lower()
    if row in ("[c]", "[x]", "[z]", "[b]", "[u]"):
        return row
    if name.startswith(RATES):
        return "[u]"
    return "[z]" if name.startswith(WORKED_OUT) else "[x]"


def is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing."""
    return not cell if isinstance(cell, str) else cell is None or bool(pd.isna(cell))
