"""Workbooks as OpenDocument spreadsheets (ODS): the same sheets as the XLSX, for readers without Excel."""

from __future__ import annotations

import io
from typing import Any

from odf import config, dc, meta, number, style, table, text
from odf.namespaces import STYLENS
from odf.opendocument import OpenDocumentSpreadsheet

from analysis.exports.contents import LANGUAGE, Contents
from analysis.exports.sheets import TableSheet, clean, sheets

FONT = "Arial"
LETTER_WIDTH = 2.2  # millimetres a character at 12 points
LINE_HEIGHT, MOST_LINES = 5.1, 60  # millimetres a line; lines of the tallest row
SHORTHAND, WORDS, LINE, HEADING, COLUMN, LINK = "shorthand", "words", "line", "heading", "column", "link"


def ods(what: Contents) -> bytes:
    """The workbook as ODS."""
    book: Any = OpenDocumentSpreadsheet()
    _properties(book, what)
    _styles(book, what)
    ranges = table.DatabaseRanges()
    found = sheets(what)
    formats = dict.fromkeys(form for sheet in found for form in sheet.formats if form)
    for place, form in enumerate(formats):
        _number_style(book, f"number{place}", form)
    names = {form: f"number{place}" for place, form in enumerate(formats)}
    widths = dict.fromkeys(width for sheet in found for width in (sheet.widths or [100]))
    for width in widths:
        kept = style.Style(name=f"width{width}", family="table-column")
        kept.addElement(style.TableColumnProperties(columnwidth=f"{width * LETTER_WIDTH:.1f}mm"))
        book.automaticstyles.addElement(kept)
    for lines in {min(sheet.lines_of(row), MOST_LINES) for sheet in found for row in sheet.rows if sheet.widths}:
        _row_style(book, lines)
    for sheet in found:
        book.spreadsheet.addElement(_sheet(sheet, names))
        if sheet.headings:
            ranges.addElement(_named(sheet))
    book.spreadsheet.addElement(ranges)
    _views(book, found)
    content = io.BytesIO()
    book.write(content)
    return content.getvalue()


def _properties(book: Any, what: Contents) -> None:
    made = what.made_on.isoformat()
    for element, said in (
        (dc.Title, what.title),
        (dc.Subject, f"Figures for {what.area}, release {what.release}"),
        (dc.Creator, what.partnership),
        (dc.Description, what.marked),
        (dc.Language, LANGUAGE),
        (dc.Date, f"{made}T00:00:00"),
        (meta.InitialCreator, what.partnership),
        (meta.CreationDate, f"{made}T00:00:00"),
        (meta.Keyword, what.marked),
    ):
        book.meta.addElement(element(text=clean(said)))


def _styles(book: Any, what: Contents) -> None:
    plain = style.DefaultStyle(family="table-cell")
    plain.addElement(style.TextProperties(fontname=FONT, fontfamily=FONT, fontsize="12pt", language="en", country="GB"))
    book.styles.addElement(plain)
    _cell_style(book, WORDS, wrap="wrap")
    _cell_style(book, LINE)
    _cell_style(book, HEADING, bold=True, size="16pt")
    _cell_style(book, COLUMN, bold=True, wrap="wrap", border="0.5pt solid #0b0c0c")
    _cell_style(book, LINK, colour="#12436D")
    _cell_style(book, SHORTHAND, align="end")
    layout = style.PageLayout(name="page")
    paper = style.PageLayoutProperties(pagewidth="297mm", pageheight="210mm", printorientation="landscape", margin="15mm")
    paper.attributes[STYLENS, "scale-to-X"] = "1"  # one page wide, as tall as it takes: odfpy does not know it yet
    layout.addElement(paper)
    for ends in (style.HeaderStyle(), style.FooterStyle()):
        ends.addElement(style.HeaderFooterProperties(minheight="8mm"))
        layout.addElement(ends)
    master = style.MasterPage(name="Default", pagelayoutname=layout)
    head, foot, paged = style.Header(), style.Footer(), text.P(text=f"{clean(what.marked)} Page ")
    head.addElement(text.P(text=clean(what.marked)))
    paged.addElement(text.PageNumber())
    paged.addText(" of ")
    paged.addElement(text.PageCount())
    foot.addElement(paged)
    for part in (head, foot):
        master.addElement(part)
    book.automaticstyles.addElement(layout)
    book.masterstyles.addElement(master)
    sheet = style.Style(name="sheet", family="table", masterpagename="Default")
    sheet.addElement(style.TableProperties(display="true"))
    book.automaticstyles.addElement(sheet)


def _cell_style(
    book: Any,
    name: str,
    *,
    bold: bool = False,
    wrap: str = "",
    size: str = "",
    border: str = "",
    colour: str = "",
    align: str = "",
) -> None:
    kept = style.Style(name=name, family="table-cell", parentstylename="Default")
    words = {"fontweight": "bold" if bold else "", "fontsize": size, "color": colour}
    given = {key: value for key, value in words.items() if value}
    cell = {"wrapoption": wrap, "borderbottom": border, "verticalalign": "top"}
    kept.addElement(style.TableCellProperties(**{key: value for key, value in cell.items() if value}))
    if align:
        kept.addElement(style.ParagraphProperties(textalign=align))
    if given:
        kept.addElement(style.TextProperties(**given))
    book.automaticstyles.addElement(kept)


def _row_style(book: Any, lines: int) -> None:
    """A row as tall as its words are long: readers that work heights out by themselves cut the last line on paper."""
    kept = style.Style(name=f"lines{lines}", family="table-row")
    kept.addElement(style.TableRowProperties(rowheight=f"{lines * LINE_HEIGHT + 0.6:.1f}mm", useoptimalrowheight="false"))
    book.automaticstyles.addElement(kept)


def _number_style(book: Any, name: str, form: str) -> None:
    """A number format such as "#,##0.0"."""
    decimals = len(form.split(";")[0].partition(".")[2].rstrip("%"))
    kept = number.NumberStyle(name=f"{name}format")
    kept.addElement(number.Number(decimalplaces=str(decimals), minintegerdigits="1", grouping="true"))
    book.automaticstyles.addElement(kept)
    cell = style.Style(name=name, family="table-cell", parentstylename="Default", datastylename=f"{name}format")
    cell.addElement(style.TableCellProperties(verticalalign="top"))
    cell.addElement(style.ParagraphProperties(textalign="end"))
    book.automaticstyles.addElement(cell)


def _sheet(sheet: TableSheet, names: dict[str, str]) -> Any:
    page = table.Table(name=sheet.name, stylename="sheet")
    for width in sheet.widths or [100]:
        page.addElement(table.TableColumn(stylename=f"width{width}"))
    for place, line in enumerate(sheet.broken_lines):
        kept = HEADING if place == 0 else LINE if sheet.headings else WORDS
        page.addElement(_row([_words(line, kept)]))
    if not sheet.headings:
        return page
    top = table.TableHeaderRows()
    top.addElement(_row([_words(heading, COLUMN) for heading in sheet.headings]))
    page.addElement(top)
    for row in sheet.rows:
        lines = min(sheet.lines_of(row), MOST_LINES)
        page.addElement(_row([_cell(cell, place, sheet, names) for place, cell in enumerate(row)], f"lines{lines}"))
    return page


def _row(cells: list[Any], kept: str = "") -> Any:
    row = table.TableRow(**({"stylename": kept} if kept else {}))
    for cell in cells:
        row.addElement(cell)
    return row


def _words(said: str, kept: str) -> Any:
    cell = table.TableCell(valuetype="string", stylename=kept)
    cell.addElement(text.P(text=clean(said)))
    return cell


def _cell(cell: Any, place: int, sheet: TableSheet, names: dict[str, str]) -> Any:
    if sheet.links and place == 0:
        linked = table.TableCell(valuetype="string", stylename=LINK)
        words = text.P()
        words.addElement(text.A(href=f"#'{cell}'.A1", text=str(cell)))
        linked.addElement(words)
        return linked
    if isinstance(cell, int | float):
        kept = names.get(sheet.formats[place], WORDS)
        held = table.TableCell(valuetype="float", value=repr(cell), stylename=kept)
        held.addElement(text.P(text=f"{cell:,}"))
        return held
    if cell == "":
        return table.TableCell()
    return _words(str(cell), SHORTHAND if sheet.formats[place] else WORDS)


def _named(sheet: TableSheet) -> Any:
    """The table's own name, with buttons to filter."""
    top, last = len(sheet.broken_lines) + 1, len(sheet.broken_lines) + 1 + max(len(sheet.rows), 1)
    column = _letters(len(sheet.headings))
    return table.DatabaseRange(
        name=sheet.table,
        targetrangeaddress=f"'{sheet.name}'.A{top}:'{sheet.name}'.{column}{last}",
        displayfilterbuttons="true",
        containsheader="true",
    )


def _letters(column: int) -> str:
    """The letters of a column, from 1: A, Z, AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def _views(book: Any, found: list[TableSheet]) -> None:
    """The first sheet in sight, the cursor in A1 of each, and heading rows that stay in sight."""
    view = config.ConfigItemSet(name="ooo:view-settings")
    views, entry = config.ConfigItemMapIndexed(name="Views"), config.ConfigItemMapEntry()
    entry.addElement(_item("ViewId", "string", "view1"))
    entry.addElement(_item("ActiveTable", "string", found[0].name))
    tables = config.ConfigItemMapNamed(name="Tables")
    for sheet in found:
        mine = config.ConfigItemMapEntry(name=sheet.name)
        mine.addElement(_item("CursorPositionX", "int", "0"))
        mine.addElement(_item("CursorPositionY", "int", "0"))
        if sheet.headings:
            below = str(len(sheet.broken_lines) + 1)
            for name, kind, value in (
                ("VerticalSplitMode", "short", "2"),
                ("VerticalSplitPosition", "int", below),
                ("ActiveSplitRange", "short", "2"),
                ("PositionTop", "int", "0"),
                ("PositionBottom", "int", below),
            ):
                mine.addElement(_item(name, kind, value))
        tables.addElement(mine)
    entry.addElement(tables)
    views.addElement(entry)
    view.addElement(views)
    book.settings.addElement(view)


def _item(name: str, kind: str, value: str) -> Any:
    return config.ConfigItem(name=name, type=kind, text=value)
