"""A workbook's sheets before they are written, as XLSX or as ODS: cover, contents, notes, shorthand, and a table a sheet.

They follow the Government Analysis Function's "Releasing statistics in spreadsheets" (the checklist is walked in
tests/exports/test_workbook.py): one marked-up, named table a sheet, one heading row, nothing below it, no merged or hidden cells,
no blank row or column, the cursor in A1, and every blank number explained by a shorthand.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.exports import contents, shorthand
from analysis.exports.contents import Contents
from analysis.figures.figure import Cleared
from analysis.words import fields, phrases

WIDEST, NARROWEST = 45, 8
"""Column widths, in characters."""
LINE_WIDEST, LINE_NARROWEST = 130, 60
"""Widths at which lines above a table are broken, in characters: no wider than the table, so that print need not shrink."""
LONGEST_CELL = 32_000
"""Letters that a cell holds in every program (Excel: 32,767)."""
SHORTHAND_COLUMN = "Shorthand"
BLANK_WORDS = "A blank cell in a column of words means that there is nothing to say."


@dataclass(frozen=True)
class TableSheet:
    """One sheet: its name, the lines above its table, and the table under one heading row. The first line is its heading.

    table: the table's own name; formats: heading → number format ("0.0", "#,##0"). links: cells of the first column that lead to
    a sheet of that name.
    """

    name: str
    lines: tuple[str, ...]
    table: str = ""
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()
    formats: tuple[str, ...] = ()
    links: bool = False

    @cached_property
    def widths(self) -> list[int]:
        """A width for each column, in characters, by its heading and its first cells."""
        found = []
        for place, heading in enumerate(self.headings):
            cells = (len(str(row[place])) for row in self.rows[:200] if row[place] is not None)
            longest = max([len(heading) // 2 + 4, *cells], default=NARROWEST)
            # The words of a narrow sheet may take the room that it has.
            widest = WIDEST if len(self.headings) > 3 else 2 * WIDEST
            found.append(max(NARROWEST, min(longest + 2, widest)))
        return found

    @property
    def broken_lines(self) -> list[str]:
        """The lines above the table, each broken to several where it is wider than the table."""
        widest = max(LINE_NARROWEST, min(sum(self.widths), LINE_WIDEST)) if self.headings else LONGEST_CELL
        return [part for line in self.lines for part in textwrap.wrap(line, widest) or [""]]

    def lines_of(self, row: Sequence[Any]) -> int:
        """How many lines the words of a row take at the widths of its columns."""
        pairs = zip(row, self.widths, strict=True)
        return max(
            (len(textwrap.wrap(cell, width)) for cell, width in pairs if isinstance(cell, str) and len(cell) > width), default=1
        )


def sheets(what: Contents) -> list[TableSheet]:
    """Every sheet in order."""
    titles = contents.unique([figure.title for figure in what.figures])
    tables = [
        _table(number, title, figure, what) for number, (title, figure) in enumerate(zip(titles, what.figures, strict=True), 1)
    ]
    after = [sheet for sheet in (_definitions(what), _sources(what), _left_out(what)) if sheet]
    notes = _notes(what)
    front = [_cover(what), _contents(titles, what, [sheet.name for sheet in (notes, *after)]), notes, _shorthand()]
    return [*front, *tables, *after]


def _cover(what: Contents) -> TableSheet:
    lines = [
        what.title,
        f"{what.partnership}. Figures for {what.area}.",
        f"Marking: {what.marking}",
        contents.MADE_UP if what.demonstration else "",
        f"Made on {phrases.day_and_month(what.made_on)} from release {what.release}.",
        f"This workbook holds {phrases.count(len(what.figures), 'table')}, each on a sheet of its own. The sheet Contents lists "
        "them, Notes holds what must be known of each, and Shorthand says what stands in place of a number.",
        *what.quality,
    ]
    return TableSheet("Cover", tuple(line for line in lines if line))


def _contents(titles: Sequence[str], what: Contents, others: Sequence[str]) -> TableSheet:
    rows = [
        (f"Table {number}", title, str(figure.caption.period), figure.caption.area, figure.caption.source)
        for number, (title, figure) in enumerate(zip(titles, what.figures, strict=True), 1)
    ]
    more = [(name, _OF_SHEET[name], "", "", "") for name in ("Shorthand", *others)]
    lines = ("Contents", "This sheet holds one table: the sheets of this workbook, each with a link.")
    return TableSheet(
        "Contents",
        lines,
        "contents",
        ("Sheet", "Title", "Period", "Area", "Source"),
        (*rows, *more),
        ("",) * 5,
        links=True,
    )


_OF_SHEET = {
    "Notes": "Notes on the tables",
    "Shorthand": "What stands in place of a number",
    "Definitions": "Definitions of the indicators",
    "Sources": "Sources and licences",
    "Not made": "Figures that were asked for and are not here",
}


def _notes(what: Contents) -> TableSheet:
    rows = [
        (f"Note {number}.{place}", f"Table {number}", note)
        for number, figure in enumerate(what.figures, 1)
        for place, note in enumerate(_said_of(figure), 1)
    ]
    lines = ("Notes", "This sheet holds one table: the notes, each with the table that it belongs to.")
    return TableSheet("Notes", lines, "notes", ("Note", "Table", "Text"), tuple(rows), ("",) * 3)


def _said_of(figure: Cleared) -> tuple[str, ...]:
    return tuple(note for note in figure.notes if note)


def _shorthand() -> TableSheet:
    lines = ("Shorthand", "This sheet holds one table: what stands in place of a number, or beside one.")
    return TableSheet("Shorthand", lines, "shorthand", (SHORTHAND_COLUMN, "Meaning"), tuple(shorthand.LEGEND.items()), ("", ""))


def _definitions(what: Contents) -> TableSheet | None:
    rows = tuple((one.name, key, said) for one in what.definitions for key, said in one.rows)
    lines = ("Definitions of the indicators", "This sheet holds one table: a row for each thing that is said of an indicator.")
    return TableSheet("Definitions", lines, "definitions", ("Indicator", "What", "It says"), rows, ("",) * 3) if rows else None


def _sources(what: Contents) -> TableSheet | None:
    rows = tuple((one.title, one.publisher, one.loaded, one.licence) for one in what.sources)
    lines = ("Sources", "This sheet holds one table: the sources that the figures rest on.")
    return (
        TableSheet("Sources", lines, "sources", ("Source", "Publisher", "Loaded", "Licence"), rows, ("",) * 4) if rows else None
    )


def _left_out(what: Contents) -> TableSheet | None:
    rows = tuple((number, said) for number, said in enumerate(what.left_out, 1))
    lines = ("Not made", "This sheet holds one table: figures that were asked for and are not here, with the reason.")
    return TableSheet("Not made", lines, "not_made", ("Number", "Reason"), rows, ("0", "")) if rows else None


def _table(number: int, title: str, figure: Cleared, what: Contents) -> TableSheet:
    """The sheet of one figure."""
    frame = figure.table
    headings = tuple(contents.unique([str(heading) for heading in frame.columns]))
    frame = frame.set_axis(headings, axis=1)
    records = fields.lines(frame.astype(object))
    short = [shorthand.of_row({str(key): cell for key, cell in row.items()}) for row in records]
    numbers = {heading for heading in headings if _holds_numbers(frame[heading])}
    rows = [
        tuple(_cell(row[heading], heading, mark, heading in numbers) for heading in headings)
        for row, mark in zip(records, short, strict=True)
    ]
    if any(short):
        headings = (*headings, SHORTHAND_COLUMN)
        rows = [(*row, mark) for row, mark in zip(rows, short, strict=True)]
    formats = tuple(_format(figure.formats.get(heading, ""), frame, heading, heading in numbers) for heading in headings)
    said = len(_said_of(figure))
    notes = f"Notes {number}.1 to {number}.{said} on the sheet Notes belong to it." if said > 1 else ""
    notes = f"Note {number}.1 on the sheet Notes belongs to it." if said == 1 else notes
    lines = (
        f"Table {number}: {title}",
        figure.sentence,
        f"{what.marked.rstrip('.')}. {figure.caption.text()}",
        f"This sheet holds one table. {notes} {BLANK_WORDS}".replace("  ", " "),
    )
    return TableSheet(
        f"Table {number}",
        tuple(line for line in lines if line),
        f"table_{number}_{_slug(figure.id)}",
        headings,
        tuple(rows),
        formats,
    )


def _slug(text: str) -> str:
    """A name as tables may have it."""
    return re.sub(r"\W+", "_", text, flags=re.ASCII)[:60].strip("_").lower()


def _holds_numbers(column: pd.Series) -> bool:
    """Whether a column is one of numbers: a number in it, or nothing but blanks of a numeric type."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return True
    cells = [cell for cell in column if not shorthand.is_blank(cell)]
    return bool(cells) and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells)


def _cell(cell: Any, heading: str, row: str, numeric: bool) -> Any:
    """A cell as both kinds of file write it: number, text, day, or the shorthand in place of a number."""
    if shorthand.is_blank(cell):
        return shorthand.in_place_of(heading, row) if numeric else ""
    if numeric:
        number = float(cell)
        return int(number) if number.is_integer() else number
    return phrases.day_and_month(cell) if hasattr(cell, "isoformat") else clean(str(cell))


NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """Text that XML can hold, of the length that a cell can."""
    return text[:LONGEST_CELL] if text.isprintable() else NOT_IN_XML.sub("", text)[:LONGEST_CELL]


_FORMATS: Mapping[str, str] = {
    "localized": "#,##0.##",
    "%.1f": "#,##0.0",
    "%.2f": "#,##0.00",
    "%+.0f": "+#,##0;-#,##0;0",
    "%+d": "+#,##0;-#,##0;0",
    "percent": "0.0%",
}
"""The number formats of figures, as spreadsheets write them."""


def _format(form: str, frame: pd.DataFrame, heading: str, numeric: bool) -> str:
    """The number format of a column; one decimal more than none where its numbers have parts."""
    if not numeric:
        return ""
    cells = [float(cell) for cell in frame[heading] if not shorthand.is_blank(cell)]
    whole = all(cell.is_integer() for cell in cells)
    if form == "localized" or form not in _FORMATS:
        return "#,##0" if whole else "#,##0.0" if all(abs(10 * cell - round(10 * cell)) < 1e-9 for cell in cells) else "#,##0.00"
    return _FORMATS[form]
