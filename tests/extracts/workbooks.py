"""Workbooks: sound ones written as spreadsheet programs write them, and what is wrong with those that are refused."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

RETURNS = ["grant_id", "project_id", "period_start", "period_end", "measure_id", "value", "basis", "status"]
RETURNS += ["submitted_on", "version", "note"]
QUARTER = [date(2020, 4, 1), date(2020, 6, 30)]
Rows = Sequence[Sequence[Any]]


def xlsx(sheets: Mapping[str, Rows], top: int = 0) -> bytes:
    """An Excel workbook; dates are written as dates, numbers as numbers. `top` leaves rows blank above each table."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for y, row in enumerate(rows, start=top):
            for x, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(y, x, cell, day)
                elif isinstance(cell, tuple):
                    sheet.write_formula(y, x, cell[0], None, cell[1])
                elif cell is not None:
                    sheet.write(y, x, cell)
    book.close()
    return out.getvalue()


def ods(sheets: Mapping[str, Rows], *, before: str = "", cell: str = "") -> bytes:
    """An OpenDocument workbook. `cell` is put as it is behind the last cell of the first sheet, `before` above its tables."""
    tables = []
    for name, rows in sheets.items():
        lines = ["<table:table-row>" + "".join(map(_ods_cell, row)) + "</table:table-row>" for row in rows]
        tables.append(f'<table:table table:name="{escape(name)}">{"".join(lines)}{cell}</table:table>')
        cell = ""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{before}{''.join(tables)}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{value}"><text:p>{value}</text:p></table:table-cell>'
        )
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def packed(members: Mapping[str, bytes]) -> bytes:
    """A ZIP of some members, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 11, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def changed(book: bytes, *, add: Mapping[str, bytes] | None = None, replace: tuple[str, str, str] | None = None) -> bytes:
    """A workbook with further members, or with a pattern replaced in one of them."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if replace:
        member, pattern, by = replace
        text = re.sub(pattern, lambda _: by, members[member].decode(), count=1)
        assert text.encode() != members[member], "the pattern must be there"
        members[member] = text.encode()
    return packed(members | dict(add or {}))


def returns(*rows: Sequence[Any], headings: Sequence[str] = RETURNS) -> Rows:
    """A table of returns: headings, then a row for each measure and value."""
    return [headings, *rows]


def one_return(measure: str = "wardens", value: Any = 3, **other: Any) -> list[Any]:
    """One row of returns."""
    row = dict(zip(RETURNS, ["G1", "Q1", *QUARTER, measure, value, "period", "submitted", None, 1, None], strict=True)) | other
    return [row[name] for name in RETURNS]


def merged_title(rows: Rows) -> bytes:
    """A workbook with a title over merged cells above its headings."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("returns")
    sheet.merge_range(0, 0, 0, len(rows[0]) - 1, "Quarterly return of the evening wardens")
    for y, row in enumerate(rows, start=1):
        for x, cell in enumerate(row):
            sheet.write(y, x, cell.isoformat() if isinstance(cell, date) else cell)
    book.close()
    return out.getvalue()


def good() -> bytes:
    """A workbook that would be accepted."""
    return xlsx({"returns": returns(one_return())})


SHEET = "xl/worksheets/sheet1.xml"
WIDE = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="float" office:value="1"'
WIDE += ' table:number-columns-repeated="16000"/></table:table-row>'
REFUSED: dict[str, Callable[[], bytes]] = {
    "workbook_locked.xlsx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000),
    "workbook_locked.ods": lambda: changed(
        ods({"returns": returns(one_return())}),
        replace=("META-INF/manifest.xml", r'text/xml"/>', 'text/xml"><manifest:encryption-data/></manifest:file-entry>'),
    ),
    "workbook_old.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000),
    "workbook_macro.xlsm": good,
    "workbook_macro_inside.xlsx": lambda: changed(good(), add={"xl/vbaProject.bin": b"Sub Auto_Open()"}),
    "workbook_linked.xlsx": lambda: changed(good(), add={"xl/externalLinks/externalLink1.xml": b"<externalLink/>"}),
    "workbook_linked.ods": lambda: ods({"returns": returns(one_return())}, cell="<table:table-source/>"),
    "workbook_doctype.xlsx": lambda: changed(
        good(), replace=(SHEET, r"<worksheet ", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet ')
    ),
    "workbook_far_cell.xlsx": lambda: changed(
        good(), replace=(SHEET, "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    ),
    "workbook_endless.ods": lambda: ods({"returns": returns(one_return())}, cell=WIDE),
    "workbook_cut_off.xlsx": lambda: good()[:-300],
    "workbook_of_nothing.xlsx": lambda: packed({"readme.txt": b"no workbook"}),
    "workbook_error_cell.xlsx": lambda: xlsx({"Notes": [["x"]], "returns": returns(one_return(value=("=1/0", "#DIV/0!")))}),
    "workbook_never_calculated.xlsx": lambda: changed(
        xlsx({"returns": returns(one_return(value=("=1+2", 3)))}), replace=(SHEET, "</f><v>3</v>", "</f><v></v>")
    ),
    "workbook_titles_above.xlsx": lambda: xlsx({"returns": [["Quarterly return"], ["Evening wardens"], *returns(one_return())]}),
    "workbook_merged_title.xlsx": lambda: merged_title(returns(one_return())),
    "workbook_note_beside.xlsx": lambda: xlsx({"returns": returns(one_return(), [*one_return("walks"), None, "see Jo"])}),
    "workbook_of_something_else.xlsx": lambda: xlsx({"Plan": [["Week", "Who"], ["1", "Jo"]], "Notes": [["Nothing"]]}),
    "workbook_headings_only.xlsx": lambda: xlsx({"returns": returns()}),
    "workbook_heading_missing.xlsx": lambda: xlsx({"returns": [row[:-2] for row in returns(one_return())]}),
    "workbook_headings_misspelt.xlsx": lambda: xlsx(
        {
            "returns": returns(
                one_return(), headings=[heading.replace("_start", "_strat").replace("_", " ") for heading in RETURNS]
            )
        }
    ),
    "workbook_total.xlsx": lambda: xlsx({"returns": returns(one_return(), ["Total", None, None, None, None, 3])}),
    "workbook_of_text_dates.xlsx": lambda: xlsx({"returns": returns(one_return(period_start="01/04/2030"))}, top=2),
}


def large_ods(rows: int, years: int = 4) -> bytes:
    """The Home Office's tables as OpenDocument, a sheet a year, as large as they really are: about 900 bytes of XML a row."""
    codes = ["8N", "5D", "34B", "10D", "2", "105A", "104", "9A", "126", "49", "45", "58A"]
    headings = ["Financial Year", "Financial Quarter", "Police Force", "CSP Name", "Offence Description", "Offence Group"]
    headings += ["Offence Subgroup", "Offence Code", "Offence Count"]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with zipfile.ZipFile(io.BytesIO(ods({"x": [["x"]]}))) as small:
            for name in ("mimetype", "META-INF/manifest.xml"):
                archive.writestr(name, small.read(name))
        with archive.open("content.xml", "w", force_zip64=True) as stream:
            stream.write(
                b'<?xml version="1.0" encoding="UTF-8"?><office:document-content'
                b' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
                b' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
                b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
                b"<office:body><office:spreadsheet>"
            )
            for year in range(years):
                stream.write(f'<table:table table:name="{2020 + year}_{21 + year}">'.encode())
                stream.write(_styled_row(headings))
                for first in range(0, rows // years, 1200):
                    block = [
                        _styled_row(
                            [
                                f"{2020 + year}/{21 + year}",
                                n % 4 + 1,
                                "Devon and Cornwall",
                                "Anytown" if n % 300 == 0 else f"Partnership {n // 48}",
                                f"Offence of the kind {codes[n // 4 % 12]}",
                                "Violence against the person",
                                "Violence with injury",
                                codes[n // 4 % 12],
                                n % 97,
                            ]
                        )
                        for n in range(first, min(first + 1200, rows // years))
                    ]
                    stream.write(b"".join(block))
                stream.write(b"</table:table>")
            stream.write(b"</office:spreadsheet></office:body></office:document-content>")
    return out.getvalue()


def _styled_row(cells: Sequence[Any]) -> bytes:
    """A row as LibreOffice writes it: each cell with its style and its value twice."""
    made = ['<table:table-row table:style-name="ro1">']
    for value in cells:
        kind = f'float" office:value="{value}"' if isinstance(value, int) else 'string"'
        start = '<table:table-cell table:style-name="ce1" office:value-type="'
        made.append(f'{start}{kind} table:style="x"><text:p>{escape(str(value))}</text:p></table:table-cell>')
    return "".join([*made, "</table:table-row>"]).encode()
