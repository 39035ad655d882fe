"""The Government Analysis Function's "Making spreadsheets accessible: a brief checklist of the basics", item by item.

Each item is held against a workbook with every state in it. The two that are not kept stand in docs/deviations.md, and here.
"""

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest

from analysis.exports import shorthand, workbook
from tests.exports import making

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class Book:
    """A workbook as a reader of XML sees it."""

    def __init__(self, content):
        archive = zipfile.ZipFile(io.BytesIO(content))
        self.parts = {name: archive.read(name).decode() for name in archive.namelist()}
        names = re.findall(r'<sheet name="([^"]+)" sheetId="(\d+)"', self.parts["xl/workbook.xml"])
        self.sheets = {name: ElementTree.fromstring(self.parts[f"xl/worksheets/sheet{number}.xml"]) for name, number in names}
        self.tables = [ElementTree.fromstring(text) for name, text in self.parts.items() if name.startswith("xl/tables/")]
        strings = ElementTree.fromstring(self.parts["xl/sharedStrings.xml"])
        self.strings = ["".join(text.text or "" for text in item.iter(f"{MAIN}t")) for item in strings]
        self.styles = ElementTree.fromstring(self.parts["xl/styles.xml"])

    def cells(self, name):
        """Address → text or number of a sheet."""
        found = {}
        for cell in self.sheets[name].iter(f"{MAIN}c"):
            value = cell.find(f"{MAIN}v")
            if value is not None:
                found[cell.get("r")] = self.strings[int(value.text)] if cell.get("t") == "s" else float(value.text)
        return found

    def styles_of(self, name):
        """The index of the style of each cell of a sheet."""
        return {cell.get("r"): int(cell.get("s", 0)) for cell in self.sheets[name].iter(f"{MAIN}c")}


@pytest.fixture(scope="module")
def book():
    return Book(workbook.xlsx(making.contents(making.by_hand(), making.by_hand(title="Another"))))


def every(book, tag):
    return [each for sheet in book.sheets.values() for each in sheet.iter(f"{MAIN}{tag}")]


def wraps(book):
    formats = book.styles.find(f"{MAIN}cellXfs")
    aligned = [form.find(f"{MAIN}alignment") for form in formats]
    wrapped = {at for at, each in enumerate(aligned) if each is not None and each.get("wrapText") == "1"}
    heads = {cell: style for cell, style in book.styles_of("Table 1").items() if book.cells("Table 1").get(cell) == "Offences"}
    notes = {cell: style for cell, style in book.styles_of("Notes").items() if book.cells("Notes").get(cell) == "A note."}
    return bool(heads and notes) and set((heads | notes).values()) <= wrapped


def blank_numbers(book):
    """Cells of the table's number columns that hold nothing: none may."""
    cells = book.cells("Table 1")
    top = next(int(cell[1:]) for cell, said in cells.items() if said == "Period")
    last = max(int(re.sub("[A-Z]", "", cell)) for cell in cells)
    return [f"{column}{row}" for column in "BCD" for row in range(top + 1, last + 1) if f"{column}{row}" not in cells]


def headings(book):
    return [str(book.cells(name)["A1"]) for name in book.sheets]


def links(book):
    return re.findall(r'location="\'([^\']+)\'!A1"', book.parts["xl/worksheets/sheet2.xml"])


def fills(book):
    return {fill.find(f"{MAIN}patternFill").get("patternType") for fill in book.styles.find(f"{MAIN}fills")}


def sizes(book):
    return [float(font.find(f"{MAIN}sz").get("val")) for font in book.styles.find(f"{MAIN}fonts")]


CHECKLIST = {
    "tables: mark up tables": lambda book: len(book.tables) == len(book.sheets) - 1,
    "tables: give tables meaningful names": lambda book: all(
        re.fullmatch(r"table_\d+_[a-z_]+|[a-z_]+", each.get("displayName")) for each in book.tables
    ),
    "tables: no merged or split cells, no nested tables": lambda book: (
        not every(book, "mergeCell") and all(len(list(sheet.iter(f"{MAIN}tablePart"))) <= 1 for sheet in book.sheets.values())
    ),
    "tables: no blank rows or columns within tables": lambda book: all(
        [int(row.get("r")) for row in sheet.iter(f"{MAIN}row")] == list(range(1, len(list(sheet.iter(f"{MAIN}row"))) + 1))
        for sheet in book.sheets.values()
    ),
    "tables: one tagged header row, each heading its own": lambda book: all(
        each.get("headerRowCount", "1") == "1"
        and len(names := [column.get("name") for column in each.iter(f"{MAIN}tableColumn")]) == len(set(names))
        and all(names)
        for each in book.tables
    ),
    "tables: wrap text within cells": wraps,
    "tables: cells without data are not empty, or it is said what that means": lambda book: (
        not blank_numbers(book)
        and any("A blank cell in a column of words means" in str(said) for said in book.cells("Table 1").values())
    ),
    "tables: no hidden rows, columns or sheets": lambda book: (
        not [each for tag in ("row", "col") for each in every(book, tag) if each.get("hidden") in ("1", "true")]
        and 'state="hidden"' not in book.parts["xl/workbook.xml"]
    ),
    "notes: on a sheet of their own, in a table": lambda book: (
        "Notes" in book.sheets and "notes" in [each.get("name") for each in book.tables]
    ),
    "notes: no superscript and no symbols that signpost them": lambda book: (
        "vertAlign" not in book.parts["xl/styles.xml"] and "vertAlign" not in book.parts["xl/sharedStrings.xml"]
    ),
    "notes: signposted in words above the table": lambda book: any(
        "Notes 1.1 to 1.2 on the sheet Notes" in str(said) for said in book.cells("Table 1").values()
    ),
    "shorthand: letters in square brackets, each explained": lambda book: (
        set(shorthand.LEGEND) <= set(map(str, book.cells("Shorthand").values()))
        and {said for said in map(str, book.cells("Table 1").values()) if re.fullmatch(r"\[.*\]", said)} <= set(shorthand.LEGEND)
    ),
    "sheets: names that are unique and say what is on them": lambda book: (
        len(set(book.sheets)) == len(book.sheets) and not [name for name in book.sheets if name.lower().startswith("sheet")]
    ),
    "sheets: a title in A1 that is its own": lambda book: len(set(headings(book))) == len(book.sheets),
    "sheets: content begins in column A": lambda book: all(
        min(re.sub(r"\d", "", cell) for cell in book.cells(name)) == "A" for name in book.sheets
    ),
    "sheets: no blank worksheets": lambda book: all(book.cells(name) for name in book.sheets),
    "sheets: nothing below a table": lambda book: all(
        int(re.search(r"(\d+)$", table.get("ref"))[1]) == len(list(sheet.iter(f"{MAIN}row")))
        for table, sheet in zip(book.tables, list(book.sheets.values())[1:], strict=True)
    ),
    "sheets: a cover and, where there are several, contents": lambda book: list(book.sheets)[:2] == ["Cover", "Contents"],
    "sheets: no pictures, charts, drawings or macros": lambda book: (
        not [name for name in book.parts if re.search("drawing|media|vba|charts", name)]
    ),
    "links: words that say where they lead": lambda book: (
        links(book) == [str(said) for cell, said in book.cells("Contents").items() if cell[0] == "A"][3:]
    ),
    "formatting: letters of twelve points or more, without serifs": lambda book: (
        min(sizes(book)) >= 12 and {font.find(f"{MAIN}name").get("val") for font in book.styles.find(f"{MAIN}fonts")} == {"Arial"}
    ),
    "formatting: headings are larger": lambda book: max(sizes(book)) >= 14,
    "formatting: nothing is told by colour: no fills": lambda book: fills(book) <= {None, "none", "gray125"},
    "formatting: no italics, and no underlining but of links": lambda book: (
        "<i/>" not in book.parts["xl/styles.xml"] and book.parts["xl/styles.xml"].count("<u/>") == 1
    ),
    "before publishing: the cursor in A1 of the first sheet": lambda book: (
        not re.findall(r'activeTab="[1-9]', book.parts["xl/workbook.xml"])
        and {each.get("activeCell") for each in every(book, "selection") if each.get("activeCell")} <= {"A1"}
    ),
    "before publishing: title, author and language of the document": lambda book: (
        "<dc:title>Board &amp; partners</dc:title>" in book.parts["docProps/core.xml"]
        and "<dc:creator>Anytown Community Safety Partnership</dc:creator>" in book.parts["docProps/core.xml"]
    ),
}


def test_lines_of_the_cover_do_not_lie_over_each_other():
    """A row is as tall as its words need where a program does not see to that by itself."""
    long = "A month is not loaded, and this is said at some length. " * 6
    rows = list(Book(workbook.xlsx(making.contents(making.by_hand(), quality=(long,)))).sheets["Cover"].iter(f"{MAIN}row"))
    # Heights are kept to whole pixels, of which four are three points.
    assert float(rows[-1].get("ht")) >= 4 * workbook.LINE_HEIGHT - 0.75 and rows[1].get("ht") is None


@pytest.mark.parametrize("item", CHECKLIST)
def test_the_checklist_is_kept(book, item):
    assert CHECKLIST[item](book)


def test_what_the_checklist_asks_for_and_we_do_not_keep_is_what_deviations_say(book):
    """Filters and frozen headings, for whoever works with the tables; and the marking in head and foot."""
    assert all(each.find(f"{MAIN}autoFilter") is not None for each in book.tables) and every(book, "pane")
    assert all("OFFICIAL" in sheet.find(f".//{MAIN}oddHeader").text for sheet in book.sheets.values())
