"""Reads the sheets of a large workbook as a stream: its text passes through once, and only the cells stay.

The Home Office's tables unpack to more than a gigabyte of XML. A reader that lays out the whole of it needs several times what
its cells take; this one needs little more than them. It reads what `etl.door.sheet_reader` reads, cell for cell.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from xml.parsers import expat

MOST_REPEATED = 2_000
"""How often a row or cell that holds anything may be said to repeat: more is no table of records."""
BUFFER = 1 << 20
Row = tuple[int, list[str | None]]
Text = Callable[[Any], str | None]
DATE_FORMAT_IDS = {*range(14, 23), *range(45, 48)}
QUOTED = re.compile(r'"[^"]*"|\\.|\[(?!h|hh|m|mm|s|ss\])[^\]]*\]', re.IGNORECASE)


class Endless(Exception):
    """Cells that are said to repeat without end."""


def sheets(archive: zipfile.ZipFile, text_of: Text, most_columns: int) -> Iterator[tuple[str, Iterator[Row]]]:
    """The worksheets of a workbook in their order: name, and the rows that hold anything with their numbers."""
    if "content.xml" in archive.namelist():
        yield from _ods_sheets(archive, text_of, most_columns)
    else:
        yield from _xlsx_sheets(archive, text_of, most_columns)


def _parse(archive: zipfile.ZipFile, member: str, start: Any, end: Any, text: Any, ready: list[Any]) -> Iterator[Any]:
    """Feed a member to handlers, and hand out what they have put into `ready` after each piece."""
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.buffer_text = True
    with archive.open(member) as stream:
        while piece := stream.read(BUFFER):
            parser.Parse(piece, False)
            yield from ready
            ready.clear()
    parser.Parse(b"", True)
    yield from ready
    ready.clear()


def _local(name: str) -> str:
    return name.rpartition(":")[2]


# Excel -----------------------------------------------------------------------------------------------------------------------


def _xlsx_sheets(archive: zipfile.ZipFile, text_of: Text, most_columns: int) -> Iterator[tuple[str, Iterator[Row]]]:
    book = _elements(archive, "xl/workbook.xml", {"sheet", "workbookPr"})
    links = {a.get("Id"): a for _, a in _elements(archive, "xl/_rels/workbook.xml.rels", {"Relationship"})}
    base = datetime(1904, 1, 1) if any(a.get("date1904") in ("1", "true") for n, a in book if n == "workbookPr") else None
    strings = _shared_strings(archive)
    days = _date_styles(archive)
    for name, attributes in book:
        link = links.get(next((v for k, v in attributes.items() if _local(k) == "id"), ""))
        if name != "sheet" or link is None or not link.get("Type", "").endswith("/worksheet"):
            continue
        target = link.get("Target", "")
        member = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield attributes.get("name", ""), _xlsx_rows(archive, member, strings, days, base, text_of, most_columns)


def _elements(archive: zipfile.ZipFile, member: str, wanted: set[str]) -> list[tuple[str, dict[str, str]]]:
    found: list[Any] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if _local(name) in wanted:
            found.append((_local(name), attributes))

    return list(_parse(archive, member, start, None, None, found))


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    done: list[str] = []
    parts: list[str] = []
    inside = [False, False]

    def start(name: str, _: dict[str, str]) -> None:
        name = _local(name)
        if name == "si":
            parts.clear()
        elif name == "rPh":
            inside[1] = True
        elif name == "t":
            inside[0] = not inside[1]

    def end(name: str) -> None:
        name = _local(name)
        if name == "si":
            done.append(_unescaped("".join(parts)))
        elif name == "rPh":
            inside[1] = False
        elif name == "t":
            inside[0] = False

    def text(data: str) -> None:
        if inside[0]:
            parts.append(data)

    return list(_parse(archive, "xl/sharedStrings.xml", start, end, text, done))


ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


def _date_styles(archive: zipfile.ZipFile) -> set[str]:
    """The numbers of the cell styles that show a number as a date or time."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    formats: dict[str, str] = {}
    styles: list[str] = []
    inside = [False]

    def start(name: str, attributes: dict[str, str]) -> None:
        name = _local(name)
        if name == "numFmt":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            styles.append(attributes.get("numFmtId", "0"))

    def end(name: str) -> None:
        if _local(name) == "cellXfs":
            inside[0] = False

    list(_parse(archive, "xl/styles.xml", start, end, None, []))
    return {str(i) for i, number in enumerate(styles) if _is_date_format(number, formats.get(number))}


def _is_date_format(number: str, code: str | None) -> bool:
    if code is None:
        return number.isdigit() and int(number) in DATE_FORMAT_IDS
    return re.search(r"[dmyhs]", QUOTED.sub("", code.partition(";")[0]).replace("General", ""), re.IGNORECASE) is not None


def _xlsx_rows(
    archive: zipfile.ZipFile,
    member: str,
    strings: list[str],
    days: set[str],
    base: datetime | None,
    text_of: Text,
    most_columns: int,
) -> Iterator[Row]:
    ready: list[Row] = []
    cells: list[str | None] = []
    parts: list[str] = []
    row, column, kind, style, inside = 0, -1, "n", "", False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, kind, style, inside
        if name == "c" or name.endswith(":c"):
            reference = attributes.get("r")
            column = _column_of(reference) if reference else column + 1
            kind, style = attributes.get("t", "n"), attributes.get("s", "")
            parts.clear()
        elif name in ("v", "t") or name.endswith((":v", ":t")):
            inside = True
        elif name == "row" or name.endswith(":row"):
            row = int(attributes["r"]) if "r" in attributes else row + 1
            column = -1
            cells.clear()

    def end(name: str) -> None:
        nonlocal inside
        if name in ("v", "t") or name.endswith((":v", ":t")):
            inside = False
        elif (name == "c" or name.endswith(":c")) and parts and 0 <= column <= most_columns:
            value = _xlsx_value("".join(parts), kind, style, strings, days, base)
            found = text_of(value)
            if found is not None:
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = found
        elif (name == "row" or name.endswith(":row")) and any(cell and not cell.isspace() for cell in cells):
            ready.append((row, list(cells)))

    def text(data: str) -> None:
        if inside:
            parts.append(data)

    return _parse(archive, member, start, end, text, ready)


def _column_of(reference: str) -> int:
    number = 0
    for letter in reference:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter) - 64
    return number - 1


def _xlsx_value(raw: str, kind: str, style: str, strings: list[str], days: set[str], base: datetime | None) -> Any:
    match kind:
        case "s":
            return strings[int(raw)]
        case "str" | "inlineStr":
            return _unescaped(raw)
        case "b":
            return raw == "1"
        case "d":
            return datetime.fromisoformat(raw)
        case "e":
            return None
        case _:
            number = float(raw)
            return _day(number, base) if style in days else number


def _day(number: float, base: datetime | None) -> Any:
    """The day or time of a spreadsheet's number: Excel believes that 1900 was a leap year."""
    if base is None and number < 1:
        return timedelta(days=number)
    first = base or datetime(1899, 12, 30 if number >= 60 else 31)
    return first + timedelta(seconds=round(number * 86_400))


# OpenDocument ----------------------------------------------------------------------------------------------------------------


class _Ods:
    """The handlers of content.xml. A sheet's name comes out before its rows."""

    def __init__(self, text_of: Text, most_columns: int) -> None:
        self.text_of, self.most_columns = text_of, most_columns
        self.ready: list[str | Row] = []
        self.row, self.row_repeats, self.cells = 0, 1, list[str | None]()
        self.cell: dict[str, str] = {}
        self.depth = 0
        self.paragraphs: list[str] = []
        self.parts: list[str] = []
        self.in_text = self.in_note = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self.cell = attributes
                self.paragraphs = []
            case "text:p" if not self.in_note:
                self.in_text += 1
                self.parts = []
            case "text:s" if self.in_text:
                self.parts.append(" " * int(attributes.get("text:c", "1")))
            case "text:tab" if self.in_text:
                self.parts.append("\t")
            case "text:line-break" if self.in_text:
                self.parts.append("\n")
            case "office:annotation":
                self.in_note += 1
            case "table:table-row":
                self.row_repeats = int(attributes.get("table:number-rows-repeated", "1"))
                self.cells = []
            case "table:table":
                self.depth += 1
                if self.depth == 1:
                    self.row = 0
                    self.ready.append(attributes.get("table:name", ""))
            case _:
                pass

    def end(self, name: str) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                self._end_cell()
            case "text:p" if not self.in_note:
                self.in_text -= 1
                self.paragraphs.append("".join(self.parts))
            case "office:annotation":
                self.in_note -= 1
            case "table:table-row":
                self._end_row()
            case "table:table":
                self.depth -= 1
            case _:
                pass

    def text(self, data: str) -> None:
        if self.in_text and not self.in_note:
            self.parts.append(data)

    def _end_cell(self) -> None:
        value = self.text_of(self._value())
        repeats = int(self.cell.get("table:number-columns-repeated", "1"))
        if value is not None and repeats > MOST_REPEATED:
            raise Endless
        room = self.most_columns + 1 - len(self.cells)
        if room > 0:
            self.cells.extend([value] * min(repeats, room))

    def _value(self) -> Any:
        cell = self.cell
        match cell.get("office:value-type"):
            case "float" | "percentage" | "currency":
                return float(cell["office:value"])
            case "boolean":
                return cell.get("office:boolean-value") == "true"
            case "date":
                found = datetime.fromisoformat(cell["office:date-value"])
                return found if "T" in cell["office:date-value"] else date(found.year, found.month, found.day)
            case "time":
                return cell.get("office:time-value")
            case "string":
                return cell.get("office:string-value", "\n".join(self.paragraphs))
            case _:
                return None

    def _end_row(self) -> None:
        first = self.row + 1
        self.row += self.row_repeats
        if not any(cell and not cell.isspace() for cell in self.cells):
            return
        if self.row_repeats > MOST_REPEATED:
            raise Endless
        self.ready.extend((first + i, self.cells) for i in range(self.row_repeats))


def _ods_sheets(archive: zipfile.ZipFile, text_of: Text, most_columns: int) -> Iterator[tuple[str, Iterator[Row]]]:
    handlers = _Ods(text_of, most_columns)
    events = _parse(archive, "content.xml", handlers.start, handlers.end, handlers.text, handlers.ready)
    waiting: list[str] = []

    def rows() -> Iterator[Row]:
        for event in events:
            if isinstance(event, str):
                waiting.append(event)
                return
            yield event

    for event in events:
        name: str | None = str(event)
        while name is not None:
            own = rows()
            yield name, own
            for _ in own:
                pass
            name = waiting.pop() if waiting else None
