"""What a document, a set of slides or a workbook holds: figures under headings, what could not be made, methods and sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate
from typing import Any

import pandas as pd

from analysis.exports import shorthand, written_table
from analysis.figures.figure import Cleared
from analysis.words import fields, phrases

MADE_UP = "Demonstration data: made up, not real crimes."
LANGUAGE = "en-GB"
ENDS, LONGEST_LEAD = (re.compile(r"(?<=\.)\s+(?=[A-Z“])"), re.compile(r";\s+")), 170
"""Where a sentence ends, or the first thing that it says; and the letters of one that can lead."""
LONGEST_WORD = 16
"""Letters of a word that a column makes room for."""


@dataclass(frozen=True)
class Heading:
    """One part: its heading, what is said under it, and its figures in order."""

    title: str
    words: tuple[str, ...] = ()
    figures: tuple[Cleared, ...] = ()
    leads: bool = False
    """Whether the first of its words is what follows from all of it."""


@dataclass(frozen=True)
class Definition:
    """One indicator as it is declared: its name, and pairs of what is said of it."""

    name: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class UsedSource:
    """One source that figures rest on: what it is, who publishes it, what is loaded of it, and its licence."""

    title: str
    publisher: str
    loaded: str
    licence: str


@dataclass(frozen=True)
class Contents:
    """What is handed over. made_on: the day; release: the id of the release all figures come from.

    left_out: sentences for figures that were asked for and are not there. quality: what a reader must know of the data.
    """

    title: str
    partnership: str
    area: str
    marking: str
    demonstration: bool
    release: str
    made_on: date
    parts: tuple[Heading, ...]
    left_out: tuple[str, ...] = ()
    definitions: tuple[Definition, ...] = ()
    sources: tuple[UsedSource, ...] = ()
    quality: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[Cleared, ...]:
        """All figures in order."""
        return tuple(figure for part in self.parts for figure in part.figures)

    @property
    def marked(self) -> str:
        """What stands at the head and the foot of every page: the marking, and that data are made up."""
        return f"{self.marking} · {MADE_UP}" if self.demonstration else self.marking


def led(figure: Cleared) -> Cleared:
    """The figure as it stands alone: where its title says what it is about, the first thing that it says leads."""
    for end in ENDS if figure.topic else ():
        first, _, rest = end.sub("\n", figure.sentence, count=1).partition("\n")
        if 0 < len(first) <= LONGEST_LEAD:
            said = f"{figure.title}. {phrases.capital(rest)}".strip()
            return replace(figure, title=first.rstrip("."), sentence=said, topic=False)
    return figure


def among_words(figure: Cleared) -> Cleared:
    """The figure as it is drawn where its title, sentence and notes stand beside the picture as text."""
    return replace(figure, title="", sentence="", notes=(), alt=figure.alt or figure.sentence)


def some_rows(table: pd.DataFrame, most: int) -> tuple[pd.DataFrame, str]:
    """As many rows as there is room for, and what is said of the others: of periods the newest, else the first."""
    if len(table) <= most:
        return table, ""
    newest = str(table.columns[0]) in ("Period", "Month", "Financial year")
    shown = table.tail(most) if newest else table.head(most)
    return shown, f"The {'newest' if newest else 'first'} {most} of {len(table):,} rows; the workbook has all."


def some_columns(table: pd.DataFrame, most: int) -> tuple[pd.DataFrame, str]:
    """As many columns as there is room for, and what is said of the others: those that say the same in every row go first."""
    more = len(table.columns) - most
    if more <= 0:
        return table, ""
    kept = set(telling(table).columns[:most])
    return table[[name for name in table if name in kept]], f"{phrases.count(more, 'more column')} in the workbook."


def telling(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its columns in the order in which they are kept: its first, those that tell rows apart, the others."""
    alike = [place > 0 and len(set(map(said, table[name]))) == 1 for place, name in enumerate(table)]
    return table[[name for _, name in sorted(zip(alike, table, strict=True), key=lambda each: each[0])]]


def lines_of(said: str, letters: float) -> int:
    """How many lines a cell takes in a column with room for so many letters a line."""
    return max(1, -(-len(said) // max(1, int(letters))))


def columns_within(table: pd.DataFrame, room: int) -> int:
    """How many columns, from the first on, hold their longest words side by side in so many letters; at least one."""
    ends = list(accumulate(_least(table)))
    return max(1, sum(end <= room for end in ends))


def _texts(table: pd.DataFrame) -> list[list[str]]:
    return [[said(value) for value in table[name].astype(object)] for name in table.columns]


def _least(table: pd.DataFrame) -> list[int]:
    """The letters that each column needs for its longest word, its heading's among them."""
    words = [
        [*str(name).split(), *(word for text in cells for word in text.split())]
        for name, cells in zip(table, _texts(table), strict=True)
    ]
    return [4 + min(max(map(len, found), default=3), LONGEST_WORD) for found in words]


def shares(table: pd.DataFrame, room: int = 100) -> list[float]:
    """The share of the width that each column takes. room: the letters that a line of the whole table holds.

    Every column holds its longest word; what is left goes, letter by letter, to the one whose fullest cell takes most lines.
    """
    widths, fullest = _least(table), [max(map(len, cells), default=0) for cells in _texts(table)]
    for _ in range(room - sum(widths)):
        widths[max(range(len(widths)), key=lambda place: fullest[place] / widths[place])] += 1
    return [width / sum(widths) for width in widths]


def said(cell: Any, form: str = "") -> str:
    """A cell in words: blank stays blank, days and numbers as British readers write them. form: the format of a number."""
    if isinstance(cell, str):
        return cell
    if cell is None or bool(pd.isna(cell)):
        return ""
    return phrases.day_and_month(cell) if hasattr(cell, "isoformat") else written_table.written_number(float(cell), form)


def lines(table: pd.DataFrame, shown: Iterable[str] | None = None, formats: Mapping[str, str] | None = None) -> list[list[str]]:
    """The cells of a table in words, row by row; a number that may not be shown is a "c", as on screen.

    table: with every column, since its last ones may say of a row what is not shown of it. shown: the columns that are written;
    all where it is not given. formats: heading → the number format that the screen has it in.
    """
    names = [str(name) for name in table.columns]
    forms = [(formats or {}).get(name, "") for name in names]
    places = range(len(names)) if shown is None else [names.index(str(name)) for name in shown]
    numeric = [pd.api.types.is_numeric_dtype(table[name]) for name in table.columns]
    found: list[list[str]] = []
    for row in table.astype(object).itertuples(index=False, name=None):
        withheld = shorthand.of_row(dict(zip(names, row, strict=True))) == shorthand.WITHHELD
        hides = [withheld and number and shorthand.is_blank(cell) for cell, number in zip(row, numeric, strict=True)]
        found.append([shorthand.C if hides[place] else said(row[place], forms[place]) for place in places])
    return found


def meaning_of_c(rows: Sequence[Sequence[str]]) -> str:
    """What a "c" among the cells of a table means; empty where there is none."""
    return f"{shorthand.C}: {shorthand.LEGEND[shorthand.WITHHELD]}." if any(shorthand.C in row for row in rows) else ""


def gaps_in_chart(table: pd.DataFrame) -> str:
    """How many gaps of a chart that can be edited are numbers that may not be shown; empty where none is."""
    if not meaning_of_c(lines(table)):
        return ""
    rows = fields.lines(table)
    gaps = sum(shorthand.of_row(row) == shorthand.WITHHELD for row in rows)
    return f"{phrases.capital(phrases.count(gaps, 'gap'))} in the chart: {shorthand.LEGEND[shorthand.WITHHELD]}."


def of_one(figure: Cleared, partnership: str, marking: str, made_on: date) -> Contents:
    """What a file of one figure holds."""
    caption, part, marked = figure.caption, Heading(figure.title, (), (figure,)), figure.marking or marking
    return Contents(figure.title, partnership, caption.area, marked, caption.made_up, caption.release, made_on, (part,))


def unique(titles: Sequence[str]) -> list[str]:
    """Titles that a reader of a list of titles can tell apart: a repeated one is numbered."""
    seen: dict[str, int] = {}
    found: list[str] = []
    for title in titles:
        seen[title] = seen.get(title, 0) + 1
        found.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return found
