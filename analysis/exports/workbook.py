"""Workbooks of figures: XLSX and ODS, by the rules for spreadsheets that the public sector publishes (`sheets` says which).

Texts are texts: nothing that begins with "=" is ever a formula, nothing that looks like an address a link.
"""

from __future__ import annotations

import io
import textwrap
from datetime import datetime, time
from typing import Any

import xlsxwriter

from analysis.exports.contents import Contents
from analysis.exports.sheets import TableSheet, clean, sheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
FONT = "Arial"
LETTERS, HEADING, LINE_HEIGHT = 12, 16, 16  # points: letters of twelve are the least that is asked for
COVER_WIDTH = 100
"""Width of the one column of a sheet without a table, in letters."""
TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def xlsx(what: Contents) -> bytes:
    """The workbook as XLSX."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, TEXT_ONLY) as book:
        made = datetime.combine(what.made_on, time())
        book.set_properties(
            {
                "title": clean(what.title),
                "subject": clean(f"Figures for {what.area}, release {what.release}"),
                "author": clean(what.partnership),
                "category": clean(what.marking),
                "keywords": clean(what.marked),
                "comments": clean(what.marked),
                "created": made,
                "modified": made,
            }
        )
        writer = _Xlsx(book, what.marked)
        for sheet in sheets(what):
            writer.write(sheet)
    return content.getvalue()


class _Xlsx:
    """Writes sheets into one book, with one set of formats."""

    def __init__(self, book: xlsxwriter.Workbook, marked: str) -> None:
        self.book, self.marked = book, clean(marked).replace("&", "&&")
        for form in book.formats:
            form.set_font_name(FONT)
            form.set_font_size(LETTERS)
        self.heading = self._format(bold=True, font_size=HEADING)
        self.line = self._format()
        self.column = self._format(bold=True, text_wrap=True, valign="top", bottom=1)
        self.words = self._format(text_wrap=True, valign="top")
        self.link = self._format(font_color="#12436D", underline=1, valign="top")
        # Numbers stand off from the words of the next column.
        self.shorthand = self._format(valign="top", align="right", indent=1)
        self.numbers: dict[str, Any] = {}

    def _format(self, **more: Any) -> Any:
        return self.book.add_format({"font_name": FONT, "font_size": LETTERS, **more})

    def write(self, sheet: TableSheet) -> None:
        """One sheet: lines, then the table under one heading row, which stays in sight."""
        page = self.book.add_worksheet(sheet.name)
        lines = sheet.broken_lines
        for row, line in enumerate(lines):
            page.write_string(row, 0, clean(line), self.heading if row == 0 else self.line if sheet.headings else self.words)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        # Closer to its header LibreOffice prints, after a table that just fits, a page with nothing on it, its marking neither.
        page.set_margins(top=1.0)
        page.set_header(f"&C{self.marked}")
        page.set_footer(f"&C{self.marked}&RPage &P of &N")
        if sheet.headings:
            self._table(page, sheet, len(lines))
            return
        page.set_column(0, 0, COVER_WIDTH, self.words)
        for row, line in enumerate(lines):
            # Only Excel makes a row as tall as its words by itself: elsewhere lines would lie over each other.
            if (tall := len(textwrap.wrap(line, COVER_WIDTH))) > 1:
                page.set_row(row, tall * LINE_HEIGHT)

    def _table(self, page: Any, sheet: TableSheet, top: int) -> None:
        """The table of a sheet, its heading row at `top`, counted from 0."""
        for place, width in enumerate(sheet.widths):
            page.set_column(place, place, width)
        for row, cells in enumerate([sheet.headings, *sheet.rows], top):
            if (tall := sheet.lines_of(cells)) > 1:
                page.set_row(row, tall * LINE_HEIGHT)
        for row, cells in enumerate(sheet.rows, top + 1):
            for place, cell in enumerate(cells):
                self._cell(page, row, place, cell, sheet)
        page.add_table(
            top,
            0,
            top + max(len(sheet.rows), 1),
            len(sheet.headings) - 1,
            {
                "name": sheet.table,
                "style": None,
                "columns": [{"header": clean(heading), "header_format": self.column} for heading in sheet.headings],
            },
        )
        page.freeze_panes(top + 1, 0)
        page.repeat_rows(top)

    def _cell(self, page: Any, row: int, place: int, cell: Any, sheet: TableSheet) -> None:
        if sheet.links and place == 0:
            page.write_url(row, place, f"internal:'{cell}'!A1", self.link, str(cell))
        elif isinstance(cell, int | float):
            form = sheet.formats[place]
            if form not in self.numbers:
                self.numbers[form] = self._format(num_format=form or "General", valign="top", align="right", indent=1)
            page.write_number(row, place, cell, self.numbers[form])
        elif cell != "":
            form = self.shorthand if _is_shorthand(cell, sheet, place) else self.words
            page.write_string(row, place, clean(str(cell)), form)


def _is_shorthand(cell: Any, sheet: TableSheet, place: int) -> bool:
    """Whether a text stands in place of a number, and so on the numbers' side of its cell."""
    return bool(sheet.formats[place]) and isinstance(cell, str)
