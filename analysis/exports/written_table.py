"""A table as HTML: what a screen reader walks and paper prints whole. Small ones stand so on screen too."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from analysis.exports import shorthand
from analysis.exports.shorthand import WITHHELD, C, is_blank
from analysis.words import phrases

MOST_ON_SCREEN, MOST_ON_PAPER = 50, 100
"""The rows up to which a table stands whole: beyond the first a screen has a grid, beyond the second paper counts the rest."""
FORMATS: Mapping[str, Callable[[float], str]] = {
    "localized": phrases.number,
    "%.1f": lambda value: f"{value:,.1f}",
    "%.2f": lambda value: f"{value:,.2f}",
    "%+.0f": lambda value: f"{value:+,.0f}",
    "%+d": lambda value: f"{value:+,.0f}",
    "percent": phrases.percentage,
}
"""The number formats of figures, as they are written out."""
IN_ONE_LINE = re.compile(r"\d{1,2} [A-Z][a-z]{2,8} \d{4}(, \d\d:\d\d)?|\d[\d-]*")
"""A day, with or without its time, or a number by which something goes, such as that of a receipt: never broken."""


def fits_screen(shown: pd.DataFrame) -> bool:
    """Whether a table is small enough to stand whole on screen."""
    return len(shown) <= MOST_ON_SCREEN


def table(shown: pd.DataFrame, title: str, formats: Mapping[str, str] | None = None) -> str:
    """A table as HTML, all text escaped; its title for those who hear it. formats: heading → number format.

    Each row is named by its first cell, and each heading is a button that sorts by it (tables.js). A number that may not be
    shown is a "c", explained below. One of more than `MOST_ON_SCREEN` rows is for paper (`on_paper`: hidden on screen), and
    counts those beyond `MOST_ON_PAPER`.
    """
    kept = shown.head(MOST_ON_PAPER)
    names = [str(name) for name in kept.columns]
    columns = [(_is_number(kept[name]), (formats or {}).get(name, "")) for name in names]
    heads = "".join(_head(name, number) for name, (number, _) in zip(names, columns, strict=True))
    lines = [dict(zip(names, line, strict=True)) for line in kept.astype(object).itertuples(index=False, name=None)]
    rows = "".join(f"<tr>{_row(line, columns)}</tr>" for line in lines)
    left = len(shown) - len(kept)
    rest = f"<p>The first {MOST_ON_PAPER} of {len(shown):,} rows; the file of the table has all.</p>" if left else ""
    rest += f"<p>{C}: {shorthand.LEGEND[WITHHELD]}.</p>" if _C in rows else ""
    kind = "written" if fits_screen(shown) else "written on_paper"
    caption = f'<caption><span class="unseen">{html.escape(title)}</span></caption>'
    return (
        f'<div class="{kind}"><div class="scrolls"><table>{caption}<thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>{rest}</div>"
    )


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def _head(name: str, number: bool) -> str:
    return f'<th scope="col"{_side(number)}><button type="button" class="sorts">{html.escape(name)}</button></th>'


_C = f'<abbr title="not shown">{C}</abbr>'


def _row(line: Mapping[str, Any], columns: list[tuple[bool, str]]) -> str:
    """The cells of a row: its first names it, unless that is a number."""
    withheld = shorthand.of_row(line) == WITHHELD
    cells: list[str] = []
    for place, (value, (number, form)) in enumerate(zip(line.values(), columns, strict=True)):
        kind, scope = ("th", ' scope="row"') if place == 0 and not number else ("td", "")
        said = _C if number and withheld and is_blank(value) else html.escape(_written(value, number, form))
        cells.append(f"<{kind}{scope}{_order(value)}{_side(number) or _in_one_line(said)}>{said}</{kind}>")
    return "".join(cells)


def _written(value: Any, number: bool, form: str) -> str:
    if is_blank(value):
        return ""
    if number:
        return written_number(float(value), form)
    return phrases.day_and_month(value) if hasattr(value, "isoformat") else str(value)


def written_number(value: float, form: str) -> str:
    """A number in a format of figures, as it stands on screen."""
    return phrases.with_minus(FORMATS.get(form, phrases.number)(value))


def _order(value: Any) -> str:
    """What a day is sorted by; all else is sorted by what is written."""
    return f' data-order="{value.isoformat()[:10]}"' if isinstance(value, date) and not is_blank(value) else ""


def _side(number: bool) -> str:
    return ' class="number"' if number else ""


def _in_one_line(said: str) -> str:
    return ' class="whole"' if IN_ONE_LINE.fullmatch(said) else ""
