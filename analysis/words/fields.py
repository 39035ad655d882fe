"""One cell of an answer as plain Python: blank is None, or "" for text, whatever pandas made of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def day(value: Any) -> date | None:
    """A date cell as a date, None where blank."""
    return None if value is None or pd.isna(value) else pd.Timestamp(value).date()


def number(value: Any) -> float | None:
    """A number cell as a float, None where blank."""
    return None if value is None or pd.isna(value) else float(value)


def text(value: object) -> str:
    """A text cell, "" where blank."""
    return value if isinstance(value, str) else ""


def inert(cell: object) -> object:
    """A cell for a spreadsheet: a text that it takes for text, whatever it begins with."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def lines(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table that no record describes, as its lines: heading → cell. What a question answers has its rows: `rows_of`."""
    return [{str(heading): cell for heading, cell in line.items()} for line in table.to_dict("records")]
