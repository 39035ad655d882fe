"""Shape: the heading row, the source it tells, and records that all have its width.

CSV readers shift or drop cells silently on unquoted commas, unpaired quotation marks and truncated files. So each record's
width is checked here on the bytes, before any reader sees them, and every record keeps the line that an editor shows.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from analysis.declared.sources import Column, LookAlike, Matches, Recognition, Source, look_alike, near_miss, nearest, recognise
from etl.door import characters
from etl.door.workbooks import Block, Sheet
from etl.personal import kind_of_content, kind_of_heading
from etl.problems import EXAMPLES, Problem, Refused, counted, declares, fail, inform, marked, shortened, warn
from etl.report import Lines, Offer

LONGEST_LINE = 1_000_000
LONGEST_CELL = 4_000
"""Characters of one cell: more is no entry of a table, and is refused before anything looks into it."""
LONGEST_HEADING = 400
MARKUP = re.compile(r"\s*<(!doctype|html|head|body|table|\?xml|error)\b", re.IGNORECASE)
MOST_COLUMNS = 500
OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}
csv.field_size_limit(LONGEST_LINE)
REGULAR_CELL = re.compile(rb'("(?:[^"]|"")*"|[^",]*)(?:,|\Z)')
"""One cell as RFC 4180 has it: quoted whole, or without a quotation mark."""

VALUE = re.compile(r"-?\d+\.\d+|\d{4}-\d{2}(-\d{2}.*)?|\d{1,2}/\d{1,2}/\d{2,4}.*|[0-9a-f]{64}|[A-Z]\d{8}")
"""What stands in cells and never in a heading: decimals, dates, crime IDs, area codes."""

MOST_ROWS_ABOVE = 20
"""How far down the heading row of a sheet is looked for."""
MOST_ROWS_MISSPELT = 3
"""How far down a heading row is looked for in which nearly all headings are misspelt."""
MOST_HEADINGS_SAID, MOST_SHEETS_SAID = 15, 3


@dataclass(frozen=True)
class Table:
    """A recognised table: records of equal width, each with its line."""

    source: Source
    recognition: Recognition
    headings: tuple[str, ...]
    lines: Lines
    """The line of each record, as an editor counts them from 1."""
    body: bytes | None
    """The records as comma-separated UTF-8, one a line, without headings; None where `rows` holds them."""
    rows: list[list[str | None]] | None = None
    notes: tuple[Problem, ...] = ()
    padded: bool = True
    """Whether cells may have blanks around them; where the bytes show that none has, trimming is spared."""
    block: Block | None = None
    """The records of a sheet, or of a table of which only some columns may be kept, as text columns in the headings' order."""
    of_sheet: bool = False
    """Whether a spreadsheet held it, which turns a month into the first day of that month."""
    cleaned: bool = False
    """Whether columns were dropped, so that the file as it came may not be kept."""
    heading_line: int | None = None
    """The line of the heading row."""
    titles: str = ""
    """What stands above the heading row."""

    @property
    def count(self) -> int:
        """The number of records."""
        return len(self.lines)

    @property
    def by_hand(self) -> tuple[tuple[str, str], ...]:
        """The headings that were read as somebody matched them by hand, each with its column's name."""
        return self.recognition.by_hand(self.headings)

    def as_block(self, only: Collection[int] | None = None) -> Block:
        """All records as text columns c0, c1, …, of all headings or of some by their position."""
        names = [f"c{i}" for i in range(len(self.headings))]
        wanted = names if only is None else [f"c{i}" for i in sorted(only)]
        if self.block is not None:
            return self.block.rename_columns(names).select(wanted)
        if self.rows is not None:
            arrays = [pa.array([row[i] for row in self.rows], pa.string()) for i in range(len(names))]
            return pa.Table.from_arrays(arrays, names=names).select(wanted)
        return arrow_csv.read_csv(
            pa.BufferReader(self.body or b""),
            read_options=arrow_csv.ReadOptions(column_names=names, use_threads=False),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                include_columns=wanted,
            ),
        )


def csv_table(text: bytes, matches: Matches = (), *, again: bool = False) -> Table:
    """The table that a CSV text holds. `matches`: headings matched by hand. Raises Refused with what is wrong.

    `again`: whether the file was accepted once: what it holds is then not judged anew.
    """
    text = _one_kind_of_line_end(text)
    try:
        text, notes = characters.plain_csv(text, again=again)
    except Refused as refused:
        meant = recognise(_first_cells(text), "csv", matches)
        raise (Known(meant.source, refused.problems) if meant.source and not meant.missing else refused) from None
    if not again:
        refuse_marked(text)
    top = _top(text, matches)
    source, unknown = _known_source(top.headings, top.recognition, top.line)
    try:
        return _records_of(top, source, (*notes, *top.notes, *unknown))
    except Refused as refused:
        raise Known(source, refused.problems) from None


def _records_of(top: _Top, source: Source, notes: tuple[Problem, ...]) -> Table:
    """The records below a heading row, all of its width."""
    records = _records(top.rest, top.line + 1)
    _check_lengths(records)
    _check_heading_again(records, top)
    widths, irregular, padded = _widths(records, top.headings)
    lines = records.lines
    rows: list[list[str | None]] | None = None
    if len(irregular):
        if not source.multiline:
            raise Refused([_unpaired(int(lines[i])) for i in irregular[:EXAMPLES]])
        rows, lines, widths = _parsed(top.rest, top.line + 1)
    _check_widths(widths, lines, len(top.headings))
    if not len(lines):
        raise Refused([no_rows(top.line)])
    if rows is not None:
        _check_cells(rows, lines, top.headings)
    body = None if rows is not None else records.text
    return Table(
        source, top.recognition, top.headings, lines, body, rows, notes, padded, heading_line=top.line, titles=top.titles
    )


@dataclass(frozen=True)
class _Top:
    """The heading row of a CSV, where it stands, and the text below it."""

    line: int
    headings: tuple[str, ...]
    rest: bytes
    recognition: Recognition
    row: bytes = b""
    """The heading row as it is written."""
    notes: tuple[Problem, ...] = ()
    titles: str = ""
    """What stands above it."""


def _top(text: bytes, matches: Matches) -> _Top:
    """The heading row: the first one, or one below titles, where a source's published form has them. Raises Refused."""
    refused: Refused | None = None
    first: _Top | None = None
    try:
        line, headings, rest = _heading_row(text)
        recognition = recognise(headings, "csv", matches, _first_cells(rest)[:10])
        first = _Top(line, headings, rest, recognition, text[: len(text) - len(rest)].strip(b"\n"))
        if recognition.source and not recognition.missing and not (recognition.layout and recognition.layout.titles):
            return first
    except Refused as caught:
        if caught.problems[0].check != "delimiter":
            raise
        refused = caught
    below = _below_titles(text, matches)
    if below is not None:
        return below
    if first is None:
        raise refused or Refused([])
    return first


def _below_titles(text: bytes, matches: Matches) -> _Top | None:
    """A heading row below titles. Raises Refused where the source's published form has none."""
    position = 0
    for line in range(1, MOST_ROWS_ABOVE + 1):
        end = text.find(b"\n", position)
        if end < 0:
            return None
        row, rest = text[position:end], text[end + 1 :]
        headings = _cells_of(row)
        if line > 1 and len(headings) > 1:
            titles = text[:position].decode("utf-8")
            found = recognise(headings, "csv", matches, _first_cells(rest)[:10], titles)
            if found.source and not found.missing:
                return _titled(line, headings, row, rest, found, titles)
        position = end + 1
    return None


def _titled(line: int, headings: tuple[str, ...], row: bytes, rest: bytes, found: Recognition, titles: str) -> _Top:
    source = found.source
    assert source
    if not source.titles_above:
        raise Known(source, [_unwanted_titles(source, line)])
    if found.layout and not found.layout.counted_in(titles):
        raise Known(source, [_other_titles(source, found.layout.titles_say or found.layout.titles)])
    rest, notes = _without_notes(rest)
    below = f" So were {counted(notes, 'line')} of notes below the table." if notes else ""
    message = f"{counted(line - 1, 'line')} with titles or notes stand above the headings, which are in line {line}."
    said = inform("titles_above", f"{message} They were passed over.{below}", line=line)
    return _Top(line, headings, rest, found, row, (said,), titles)


def _unwanted_titles(source: Source, line: int) -> Problem:
    message = f"The headings of '{source.title}' stand in line {line}, below titles or notes."
    remedy = "Remove titles or notes above the heading row, or choose another file."
    return fail("source_unknown", message, remedy, line=1)


def _other_titles(source: Source, wanted: str) -> Problem:
    message = f"The file has the form of '{source.title}', but the titles above its headings do not say '{wanted}'."
    return fail("source_unknown", message, "Check that it is the right table, or choose another file.", line=1)


def _without_notes(text: bytes) -> tuple[bytes, int]:
    """The text without the lines of one cell at its foot, and how many they were: published tables end with notes."""
    lines = text.split(b"\n")
    notes = 0
    while lines and len(_cells_of(lines[-1])) <= 1:
        notes += bool(lines.pop().strip())
    return b"\n".join(lines), notes


def _cells_of(row: bytes) -> tuple[str, ...]:
    """The cells of one line; none where its quotation marks do not pair up or it is no row of a table."""
    if len(row) > LONGEST_LINE:
        return ()
    try:
        cells = next(csv.reader([row.decode("utf-8")], strict=True), [])
    except csv.Error:
        return ()
    return tuple(cell.strip() for cell in cells) if len(cells) <= MOST_COLUMNS else ()


def _first_cells(rest: bytes) -> tuple[str, ...]:
    return _cells_of(rest.lstrip(b"\n").partition(b"\n")[0])


_WHOLE = r"""(?=["' ]*(?:$|[,;\t]))"""
MARKED = re.compile(
    rf"""(?:^|[,;\t])[ "'*\[(]{{0,4}}((?i:official[ :/–-]{{1,3}}sensitive)|TOP SECRET{_WHOLE}|SECRET{_WHOLE})""", re.MULTILINE
)
"""A cell that begins with a protective marking, anywhere in a file: it may stand above the table or below."""


MARKED_NAME = re.compile(r"official[\W_]{1,3}sensitive", re.IGNORECASE)
"""The same in the name of a file or a sheet."""


def refuse_marked(encoded: bytes) -> None:
    """Raise Refused for a text in UTF-8 that bears a protective marking above OFFICIAL."""
    # Nearly no file holds the words: looking for them plainly is a hundredth of the pattern's work.
    capitals = encoded.upper()
    if b"OFFICIAL" not in capitals and b"SECRET" not in capitals:
        return
    text = encoded.decode("utf-8")
    if found := MARKED.search(text):
        raise Refused([marked(found.group(1), text.count("\n", 0, found.start(1)) + 1)])


@declares("shape", "heading_row_again")
def _check_heading_again(records: _Records, top: _Top) -> None:
    """A heading row among the records: two files stand one below the other."""
    if not top.row or not (records.text.startswith(top.row + b"\n") or b"\n" + top.row + b"\n" in records.text):
        return
    again = [int(line) for i, line in enumerate(records.lines) if records.line(i) == top.row]
    raise Refused(
        [
            fail(
                "heading_row_again",
                f"Line {line} repeats the heading row: two files seem to stand one below the other.",
                "Load the two files one by one as they were published, or remove the second heading row if both belong together.",
                line=line,
            )
            for line in again[:EXAMPLES]
        ]
    )


@declares("cells", "cell_too_long")
def _too_long(line: int | None, heading: str, place: str) -> Problem:
    message = f"{place}, column {shortened(heading)}: the text is longer than {LONGEST_CELL:,} characters."
    return fail(
        "cell_too_long", message, "Shorten it. Nothing of the file has been loaded.", line=line, column=shortened(heading)
    )


def _check_cells(rows: Sequence[Sequence[str | None]], lines: Lines, headings: Sequence[str], place: str = "Row") -> None:
    """Refuse a cell that is longer than any entry of a table is."""
    for row, line in zip(rows, lines, strict=True):
        for i, cell in enumerate(row):
            if cell is not None and len(cell) > LONGEST_CELL and headings[i] != "geometry":
                raise Refused([_too_long(int(line) if place == "Row" else None, headings[i], f"{place} {line}")])


@declares("shape", "rows_missing")
def no_rows(line: int | None) -> Problem:
    """The finding for a table of headings alone."""
    return fail(
        "rows_missing",
        "The file has its headings and no rows below them.",
        "If nothing happened in the period, ask the sender to confirm it; otherwise export the file again.",
        line=line,
    )


@dataclass(frozen=True)
class Headed:
    """What the heading row of a sheet tells, before its cells are looked at."""

    source: Source | None
    rows: int
    """Records below the heading row."""
    position: int = 0
    """The heading row among the rows that hold anything."""
    personal: bool = False
    """Whether a sheet that belongs to no source has headings of personal data."""

    @property
    def restricted(self) -> bool:
        """Whether no more of the workbook may be kept than declared columns."""
        return self.source is not None and self.source.keeps_declared_only


def headed(sheet: Sheet, matches: Matches = ()) -> Headed:
    """Which source a sheet belongs to, or nearly belongs to, by the first of its upper rows that fits."""
    near: Headed | None = None
    personal = False
    for position in range(min(MOST_ROWS_ABOVE, len(sheet.lines))):
        headings = _row(sheet, position)
        recognition = recognise(headings, "csv", matches, *_around(sheet, position))
        below = len(sheet.lines) - position - 1
        if recognition.source and not recognition.missing:
            # A sheet of the same form that counts others (females, males) is none of the source.
            counted = recognition.layout is None or recognition.layout.counted_in(_above(sheet, position))
            return Headed(recognition.source if counted else None, below, position)
        if recognition.source and near is None:
            near = Headed(recognition.source, below, position)
        personal = personal or sum(kind_of_heading(heading, bare=True) is not None for heading in headings) > 1
    return near or _misspelt(sheet) or Headed(None, len(sheet.lines), personal=personal)


def _around(sheet: Sheet, position: int) -> tuple[tuple[str, ...], str]:
    """The record below a heading row, and what stands above it."""
    return _row(sheet, position + 1) if position + 1 < len(sheet.lines) else (), _above(sheet, position)


def _above(sheet: Sheet, position: int) -> str:
    return "\n".join(" ".join(cell for cell in _row(sheet, above) if cell) for above in range(position))


def _misspelt(sheet: Sheet) -> Headed | None:
    """The sheet as one that nearly belongs to a source, where its headings do once misspelt ones are counted."""
    for position in range(min(MOST_ROWS_MISSPELT, len(sheet.lines))):
        near = nearest(_row(sheet, position), "csv")
        if near and near.clearly:
            return Headed(near.recognition.source, len(sheet.lines) - position - 1, position)
    return None


def sheets_in_words(sheets: Sequence[Sheet]) -> str:
    """The headings of the first sheets that fit nothing, and which source is nearest; a row that is like none is not quoted."""
    said: list[str] = []
    for sheet in sheets[:MOST_SHEETS_SAID]:
        headings = tuple(heading for heading in _row(sheet, 0) if heading)
        if _are_headings(headings) and (near := nearest_in_words(headings)):
            said.append(f"Headings of '{shortened(sheet.name)}': {_named(headings)}. {near}")
    return " ".join(said)


def _row(sheet: Sheet, position: int) -> tuple[str, ...]:
    """The cells of one row as headings, without the blank ones behind the last."""
    cells = [characters.plain(str(column[position].as_py() or "")).strip() for column in sheet.cells.itercolumns()]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


@declares("shape", "titles_above")
def sheet_table(sheet: Sheet, matches: Matches = (), *, again: bool = False) -> Table:
    """The table that a sheet holds. `matches` and `again` as for a CSV. Raises Refused with what is wrong."""
    found = headed(sheet, matches)
    headings = _row(sheet, found.position)
    line = int(sheet.lines[found.position])
    below = sheet.cells.slice(found.position + 1)
    lines = sheet.lines[found.position + 1 :]
    notes: tuple[Problem, ...] = ()
    if found.position:
        message = f"{found.position} rows with titles or notes stand above the headings, which are in row {line}."
        if not (found.source and found.source.titles_above):
            raise Refused([fail("titles_above", message, "Delete the rows above the headings, and load it again.", line=line)])
        notes = (inform("titles_above", f"{message} They were passed over."),)
    kept = [i for i in range(len(headings)) if headings[i] or below.column(i).null_count < len(lines)]
    _check_beside(below, len(headings), lines)
    headings = tuple(headings[i] for i in kept)
    block = below.select(kept).rename_columns([f"c{i}" for i in range(len(kept))])
    sample = tuple(str(column[0].as_py() or "") for column in block.columns) if len(lines) else ()
    titles = _above(sheet, found.position)
    recognition = recognise(headings, "csv", matches, sample, titles)
    source, unknown = _known_source(headings, recognition, line)
    if not len(lines):
        raise Known(source, [no_rows(line)])
    _check_block(block, lines, headings)
    block, characters_notes = characters.plain_block(block, lines, headings, again=again)
    notes = (*notes, *unknown, *characters_notes)
    return Table(
        source, recognition, headings, lines, None, notes=notes, block=block, of_sheet=True, heading_line=line, titles=titles
    )


def _check_block(block: Block, lines: Lines, headings: Sequence[str]) -> None:
    for i, column in enumerate(block.columns):
        lengths = np.asarray(characters.compute.fill_null(characters.compute.utf8_length(column), 0))
        if len(lengths) and lengths.max() > LONGEST_CELL:
            line = int(lines[int(lengths.argmax())])
            raise Refused([_too_long(line, headings[i], f"Row {line}")])


def _check_beside(below: Block, width: int, lines: Lines) -> None:
    """Cells beyond the last heading belong to no column."""
    for column in below.columns[width:]:
        if column.null_count < len(column):
            first = int(np.flatnonzero(np.asarray(column.is_valid()))[0])
            message = f"Row {lines[first]} has a cell beyond the last heading, so it is not certain where it belongs."
            remedy = "Write a heading above it, or delete what stands beside the table."
            raise Refused([fail("row_width", message, remedy, line=int(lines[first]))])


@declares("shape", "line_ends")
def _one_kind_of_line_end(text: bytes) -> bytes:
    if b"\r" not in text:
        return text
    text = text.replace(b"\r\n", b"\n")
    if b"\r" not in text:
        return text
    if b"\n" in text:
        line = text[: text.index(b"\r")].count(b"\n") + 1
        message = "The line ends in different ways: a lone carriage return stands inside it."
        raise Refused([fail("line_ends", message, "Save the file as 'CSV UTF-8' and load it again.", line=line)])
    return text.replace(b"\r", b"\n")


def _heading_row(text: bytes) -> tuple[int, tuple[str, ...], bytes]:
    """The line of the heading row, its headings, and the text below it."""
    line = 1
    while True:
        row, found, rest = text.partition(b"\n")
        if row.strip() or not found:
            break
        text, line = rest, line + 1
    try:
        cells = next(csv.reader([row.decode("utf-8")], strict=True))
    except (csv.Error, StopIteration):
        remedy = "Write each heading once, separated by commas, with quotation marks in pairs."
        message = "The heading row cannot be read: its quotation marks do not pair up."
        raise Refused([_unreadable_headings(message, line, remedy)]) from None
    if len(cells) == 1 and (other := next((name for mark, name in OTHER_DELIMITERS.items() if mark in cells[0]), None)):
        raise Refused([_other_delimiter(other, line)])
    if any(len(cell) > LONGEST_HEADING for cell in cells):
        message = f"A cell of the heading row has more than {LONGEST_HEADING} characters; no heading here is so long."
        raise Refused([_unreadable_headings(message, line)])
    if len(cells) > MOST_COLUMNS:
        message = f"The heading row has {len(cells):,} cells; no source here has more than {MOST_COLUMNS}."
        raise Refused([_unreadable_headings(message, line)])
    return line, tuple(cell.strip() for cell in cells), rest


@declares("shape", "headings_unreadable")
def _unreadable_headings(message: str, line: int, remedy: str = "Choose the right file, or export it again.") -> Problem:
    return fail("headings_unreadable", message, remedy, line=line)


@declares("shape", "delimiter")
def _other_delimiter(name: str, line: int) -> Problem:
    message = f"The cells are separated by {name}; this must be a comma-separated file."
    return fail("delimiter", message, "Save it as 'CSV (comma delimited)' and load it again.", line=line)


@declares("shape", "source_ambiguous", "heading_doubled", "heading_unknown", "heading_matched")
def _known_source(
    headings: Sequence[str], recognition: Recognition, line: int | None, format: str = "csv"
) -> tuple[Source, tuple[Problem, ...]]:
    """The source, or Refused with the headings seen and the source that is nearest."""
    if alike := look_alike(headings):
        raise Known(alike[0], [_look_alike(alike[1], line)])
    if recognition.source is None and _are_headings(headings):
        near = nearest(tuple(headings), format)
        recognition = near.recognition if near and near.clearly else recognition
    source = recognition.source
    if source is None:
        raise Refused([_unknown_source(headings, line, format)])
    offer = _offer(headings, recognition)
    doubled = _doubled(headings, recognition, line)
    if recognition.missing and doubled:
        # Which column is missing cannot be told before it is known which of the two is which.
        raise _Nearest(offer, doubled)
    if recognition.missing:
        raise _Nearest(offer, _missing_headings(recognition, offer, line))
    if recognition.rivals:
        raise Refused([_ambiguous(headings, (source, *recognition.rivals), line)])
    if doubled:
        raise _Nearest(offer, doubled)
    matched = [
        inform("heading_matched", f"'{shortened(heading)}' was read as '{source.column(name).heading}', as matched by hand.")
        for heading, name in recognition.by_hand(headings)
    ]
    return source, (*matched, *_unknown_headings(headings, recognition, source, line))


@declares("shape", "look_alike")
def _look_alike(found: LookAlike, line: int | None) -> Problem:
    message = f"The file looks like one that is used here, and is another. {found.says}"
    return fail("look_alike", message, found.remedy, line=line)


def _are_headings(cells: Sequence[str]) -> bool:
    """Whether a first row may be quoted. A row that holds values may hold a person's data."""
    return not any(VALUE.fullmatch(cell) for cell in cells)


def _named(headings: Sequence[str]) -> str:
    """Headings for a message, with how many more there are."""
    more = f" and {len(headings) - MOST_HEADINGS_SAID} more" if len(headings) > MOST_HEADINGS_SAID else ""
    return ", ".join(f"'{shortened(heading)}'" for heading in headings[:MOST_HEADINGS_SAID]) + more


@declares("shape", "file_web_page", "source_unknown")
def _unknown_source(headings: Sequence[str], line: int | None, format: str) -> Problem:
    """Nothing is quoted from a first row that holds values: a person's data may stand in it."""
    if any(MARKUP.match(cell) for cell in headings):
        message = "The file is a web page, not a table: most likely the download failed, and its message was saved instead."
        return fail("file_web_page", message, "Download it again, and open it once to see that it holds rows.", line=line)
    if not _are_headings(headings):
        message = "The first row holds values, not headings, so it is not known which column is which."
        return fail("source_unknown", message, "Put the heading row back on top, as the file was published.", line=line)
    message = (
        f"The headings belong to no source that is known here. Seen: {_named(headings)}. {nearest_in_words(headings, format)}"
    )
    remedy = "Remove titles or notes above the heading row, or choose another file. The Data page lists every source."
    return fail("source_unknown", message.strip(), remedy, line=line)


def nearest_in_words(headings: Sequence[str], format: str = "csv") -> str:
    """Which source is likeliest for headings that fit none, and what it needs; blank where none is near at all."""
    near = nearest(tuple(headings), format)
    if near is None or near.recognition.source is None:
        return ""
    source, missing = near.recognition.source, near.recognition.missing
    needed = tuple(column.heading for column in source.columns if column.required)
    needs = f" It needs the headings {_named(needed)}." if needed and len(needed) > len(missing) else ""
    return f"Nearest is '{source.title}', of which {_named(missing)} {'is' if len(missing) == 1 else 'are'} missing.{needs}"


@declares("shape", "heading_missing", "headings_seen")
def _missing_headings(recognition: Recognition, offer: Offer, line: int | None) -> list[Problem]:
    """One finding for each heading that is missing, naming the one that looks like it; then what else was seen."""
    source = offer.source
    by_heading = {column.heading: column for column in offer.wanted}
    problems: list[Problem] = []
    for heading in recognition.missing:
        message = f"The headings are nearest to '{source.title}', but the heading '{heading}' is missing"
        column = by_heading.get(heading)
        if column and (alike := near_miss(column, offer.unknown)):
            message += f"; '{alike}' looks like '{heading}'."
            remedy = f"If it is the same, write it as '{heading}', or match the two by hand on the Load page."
            problems.append(fail("heading_missing", message, remedy, line=line, column=heading, value=alike))
            continue
        other = ", or match one of the file's headings to it on the Load page" if offer.unknown else ""
        remedy = f"Add the column with exactly this heading, or export the file again{other}."
        problems.append(fail("heading_missing", f"{message}.", remedy, line=line, column=heading))
    if offer.unknown:
        message = f"Headings seen that '{source.title}' does not know: {_named(offer.unknown)}."
        problems.append(inform("headings_seen", message, line=line))
    return problems


def _ambiguous(headings: Sequence[str], rivals: Sequence[Source], line: int | None) -> Problem:
    titles = " and ".join(f"'{source.title}'" for source in rivals)
    own = "; ".join(
        f"those of '{source.title}' alone are {_named(alone)}"
        for source in rivals
        if (alone := [heading for heading in headings if _only_of(source, rivals, heading)])
    )
    message = f"The headings fit {titles} equally well. Seen: {_named(headings)}."
    remedy = f"Two tables may stand side by side: keep one of them in the file{f' ({own})' if own else ''}."
    return fail("source_ambiguous", message, remedy, line=line)


def _only_of(source: Source, rivals: Sequence[Source], heading: str) -> bool:
    knowing = [one.id for one in rivals if any(column.match(heading) for column in one.columns)]
    return knowing == [source.id]


def _offer(headings: Sequence[str], recognition: Recognition) -> Offer:
    source = recognition.source
    assert source
    pairs = zip(headings, recognition.columns, strict=True)
    unknown = [
        heading
        for heading, column in pairs
        if column is None and heading and not recognition.passes_over(heading) and may_be_matched(source, heading)
    ]
    present = {column.name for column in recognition.columns if column}
    # Where nothing is missing, a new heading may still be one of the columns that a file may lack.
    others = () if source.layers else tuple(c for c in source.columns if c.name not in present and not c.worked_out)
    return Offer(source, recognition.wanted or others, tuple(dict.fromkeys(unknown)))


def may_be_matched(source: Source, heading: str) -> bool:
    """Whether a heading may stand for a column: not where it announces personal data, or is no heading at all."""
    personal = kind_of_heading(heading, bare=source.keeps_declared_only) or kind_of_content(heading)
    return not (personal or VALUE.fullmatch(heading))


def offer_of(table: Table) -> Offer | None:
    """What may be matched by hand in a table that was read; outlines come with a dozen properties that nobody wants."""
    offer = _offer(table.headings, table.recognition)
    return offer if offer.wanted and offer.unknown and "geojson" not in offer.source.formats else None


class Known(Refused):
    """A refusal that still knows which source the file is, or was meant to be."""

    def __init__(self, source: Source, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.source = source


class _Nearest(Known):
    """A refusal for its headings, some of which may be matched by hand."""

    def __init__(self, offer: Offer, problems: Sequence[Problem]) -> None:
        super().__init__(offer.source, problems)
        self.offer = offer


def nearest_source(refused: Refused) -> Source | None:
    """The source that a refused file was meant to be, where its headings tell."""
    return refused.source if isinstance(refused, Known) else None


def offer_refused(refused: Refused) -> Offer | None:
    """What may be matched by hand in a file that was refused for its headings."""
    return refused.offer if isinstance(refused, _Nearest) and refused.offer.unknown and refused.offer.wanted else None


def _doubled(headings: Sequence[str], recognition: Recognition, line: int | None) -> list[Problem]:
    pairs = zip(headings, recognition.columns, strict=True)
    names = [column.name if column else heading.casefold() for heading, column in pairs]
    lacking = f" One of the two may be {_named(recognition.missing)}, which is missing." if recognition.missing else ""
    return [
        fail(
            "heading_doubled",
            f"The heading '{shortened(heading)}' stands twice, so it is not certain which column is meant.{lacking}",
            "Remove or rename one of the two columns.",
            line=line,
            column=shortened(heading),
        )
        for i, heading in enumerate(headings)
        if heading and names[i] in names[:i]
    ]


def _unknown_headings(headings: Sequence[str], recognition: Recognition, source: Source, line: int | None) -> list[Problem]:
    return [
        warn(
            "heading_unknown",
            f"The column '{shortened(heading)}' does not belong to '{source.title}'. It would not be used.",
            "Check that this is the right file. Confirm to load it without this column.",
            line=line,
            column=shortened(heading),
        )
        for heading, column in zip(headings, recognition.columns, strict=True)
        if column is None and not recognition.passes_over(heading)
    ]


@dataclass(frozen=True)
class _Records:
    """The text of the records without blank lines: each ends with a line end, at `ends`, and stands on a line of the file."""

    text: bytes
    ends: Lines
    lines: Lines

    def line(self, i: int) -> bytes:
        """The text of one record."""
        return self.text[0 if i == 0 else int(self.ends[i - 1]) + 1 : int(self.ends[i])]


def _records(text: bytes, first_line: int) -> _Records:
    """The records without blank lines, and the line of each: readers drop blank lines, editors count them."""
    if text and not text.endswith(b"\n"):
        text += b"\n"
    ends = _positions(text, b"\n")
    every = _Records(text, ends, np.arange(len(ends), dtype=np.int64) + first_line)
    # Blank lines are short and rare: only lines that could be blank are looked at one by one.
    candidates = np.flatnonzero(np.diff(ends, prepend=-1) <= 9)
    blank = [i for i in candidates if not every.line(int(i)).strip()]
    if not blank:
        return every
    keep = np.ones(len(ends), dtype=bool)
    keep[blank] = False
    body = b"".join(every.line(int(i)) + b"\n" for i in np.flatnonzero(keep))
    return _Records(body, _positions(body, b"\n"), every.lines[keep])


def _positions(text: bytes, byte: bytes) -> Lines:
    return np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == byte[0]).astype(np.int64)


@declares("shape", "line_too_long")
def _check_lengths(records: _Records) -> None:
    lengths = np.diff(records.ends, prepend=-1)
    if len(lengths) and lengths.max() > LONGEST_LINE:
        line = int(records.lines[lengths.argmax()])
        message = f"Line {line} has more than {LONGEST_LINE:,} characters; this is no table of records."
        raise Refused([fail("line_too_long", message, "Choose the right file, or export it again.", line=line)])


def _widths(records: _Records, headings: Sequence[str]) -> tuple[Lines, Lines, bool]:
    """The number of cells of each record, the records whose quotation marks do not pair up within their line, and whether any
    cell has blanks around it."""
    text, ends = records.text, records.ends
    commas = _positions(text, b",")
    widths = np.diff(np.searchsorted(commas, ends), prepend=0) + 1
    quoted: Lines = np.empty(0, dtype=np.int64)
    if b'"' in text:
        # A comma between quotation marks ends no cell: these lines are measured one by one.
        quoted = np.unique(np.searchsorted(ends, _positions(text, b'"')))
        commas = commas[~np.isin(np.searchsorted(ends, commas), quoted)]
    _check_gaps(records, commas, quoted, headings)
    padded = _blank_beside(text, commas) or _blank_beside(text, ends)
    irregular: list[int] = []
    for i in quoted:
        cells = _regular_cells(records.line(int(i)))
        if cells is None:
            irregular.append(int(i))
        else:
            _check_cells(
                [[cell.decode("utf-8") for cell in cells]], records.lines[i : i + 1], _headings_for(headings, len(cells))
            )
            widths[i] = len(cells)
            padded = padded or any(cell.strip(b'"') != cell.strip(b'" ') for cell in cells)
    return widths, np.array(irregular, dtype=np.int64), padded


def _check_gaps(records: _Records, commas: Lines, quoted: Lines, headings: Sequence[str]) -> None:
    """Refuse a cell that is too long, in lines without a quotation mark: there the distance of two commas tells."""
    edges = np.sort(np.concatenate([commas, records.ends]))
    gaps = np.diff(edges, prepend=-1) - 1
    for i in np.flatnonzero(gaps > LONGEST_CELL):
        record = int(np.searchsorted(records.ends, edges[i]))
        start = 0 if record == 0 else int(records.ends[record - 1]) + 1
        before = records.text[start : int(edges[i])]
        if record not in quoted and len(before.rpartition(b",")[2].decode("utf-8", "replace")) > LONGEST_CELL:
            line = int(records.lines[record])
            raise Refused([_too_long(line, _headings_for(headings, before.count(b",") + 1)[-1], f"Row {line}")])


def _headings_for(headings: Sequence[str], count: int) -> list[str]:
    """The headings of the first `count` cells; a row may have more of them than the heading row."""
    return [*headings[:count], *[""] * (count - len(headings))]


def _blank_beside(text: bytes, edges: Lines) -> bool:
    """Whether a blank stands before or after any of these places."""
    characters = np.frombuffer(text, dtype=np.uint8)
    after = edges[edges + 1 < len(characters)] + 1
    before = edges[edges > 0] - 1
    first = text.startswith(b" ")
    return first or bool((characters[before] == ord(" ")).any() or (characters[after] == ord(" ")).any())


def _regular_cells(line: bytes) -> list[bytes] | None:
    """The cells of one line with quotation marks, as they are written, or None where the marks do not pair up."""
    position = 0
    cells: list[bytes] = []
    while True:
        cell = REGULAR_CELL.match(line, position)
        if cell is None:
            return None
        cells.append(cell.group(1))
        position = cell.end()
        if not cell.group().endswith(b",") or cell.end(1) == len(line):
            return cells


@declares("shape", "quotes_unpaired")
def _unpaired(line: int) -> Problem:
    return fail(
        "quotes_unpaired",
        f"Line {line}: the quotation marks do not pair up, so it is not certain where a cell ends.",
        'Write each cell that holds a comma between two quotation marks, and a mark inside it twice ("").',
        line=line,
    )


def _parsed(text: bytes, first_line: int) -> tuple[list[list[str | None]], Lines, Lines]:
    """The records of a table whose quoted cells may run over several lines; each record's line is where it begins."""
    # Python's splitlines would also split at characters that no editor counts as a line end.
    reader = csv.reader(io.StringIO(text.decode("utf-8"), newline="\n"), strict=True)
    rows: list[list[str | None]] = []
    lines: list[int] = []
    while True:
        line = first_line + reader.line_num
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error:
            raise Refused([_unpaired(line)]) from None
        if any(cell.strip() for cell in row):
            rows.append([cell or None for cell in row])
            lines.append(line)
    return rows, np.array(lines, dtype=np.int64), np.array([len(row) for row in rows], dtype=np.int64)


@declares("shape", "row_width")
def _check_widths(widths: Lines, lines: Lines, expected: int) -> None:
    wrong = np.flatnonzero(widths != expected)
    if not len(wrong):
        return
    problems = [
        fail(
            "row_width",
            f"Line {lines[i]} has {widths[i]} cells; the heading row has {expected}.",
            "Put quotation marks around a cell that holds a comma, or add the cells that are missing.",
            line=int(lines[i]),
        )
        for i in wrong[:EXAMPLES]
    ]
    if len(wrong) > EXAMPLES:
        problems.append(inform("row_width", f"{len(wrong) - EXAMPLES:,} further lines have the same fault."))
    raise Refused(problems)


@declares("shape", "geojson_unreadable", "geojson_projection")
def geojson_table(text: bytes, matches: Matches = (), *, again: bool = False) -> Table:
    """The table that a GeoJSON holds: one record a feature, its properties as text and its outline as `geometry`."""
    try:
        content: Any = json.loads(text)
        features = cast("list[dict[str, Any]]", content["features"])
        # GeoJSON allows a feature without properties.
        properties = [cast("dict[str, Any]", feature["properties"] or {}) for feature in features]
        names = [str(name) for row in properties for name, _ in row.items()]
        outlines = [json.dumps(feature["geometry"]) if feature["geometry"] else None for feature in features]
    except json.JSONDecodeError as error:
        message = f"Line {error.lineno}, character {error.colno}: this is not GeoJSON."
        raise Refused([fail("geojson_unreadable", message, "Export the boundaries again.", line=error.lineno)]) from None
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        # ValueError: a number of thousands of digits; RecursionError: brackets nested without end.
        message = "The file is JSON, but not a GeoJSON 'FeatureCollection' with properties and outlines."
        raise Refused([fail("geojson_unreadable", message, "Download the boundaries as GeoJSON.")]) from None
    _check_projection(content)
    _check_whole(content)
    if not features:
        raise Refused([fail("rows_missing", "The file holds no areas.", "Download the boundaries again.")])
    headings = (*dict.fromkeys(names), "geometry")
    recognition = _first_of_each(recognise(headings, "geojson", matches))
    source, _ = _known_source(headings, recognition, None, "geojson")
    lines = np.arange(1, len(features) + 1, dtype=np.int64)
    rows = [
        [_cell(row.get(name), area, name, again) for name in headings[:-1]] + [outline]
        for area, (row, outline) in enumerate(zip(properties, outlines, strict=True), start=1)
    ]
    _check_cells(rows, lines, headings, "Area")
    return Table(source, recognition, headings, lines, None, rows)


def _check_projection(content: dict[str, Any]) -> None:
    crs = json.dumps(content.get("crs") or "")
    if crs != '""' and not any(name in crs for name in ("CRS84", "4326")):
        message = "The outlines are not in longitude and latitude (WGS84)."
        raise Refused([fail("geojson_projection", message, "Download the boundaries as GeoJSON in WGS84 (EPSG:4326).")])


@declares("shape", "layer_cut")
def _check_whole(content: dict[str, Any]) -> None:
    """Servers hand out a part of a long answer and say so: ArcGIS by `exceededTransferLimit`, beside the areas or within."""
    properties = content.get("properties")
    said = (content, properties) if isinstance(properties, dict) else (content,)
    if any(cast("dict[str, Any]", one).get("exceededTransferLimit") is True for one in said):
        message = f"The server handed out only a part of the areas ({len(content['features']):,}) and says so in the file."
        raise Refused([fail("layer_cut", message, "Download the whole layer as one file, not through the service's query.")])


def _first_of_each(recognition: Recognition) -> Recognition:
    """GeoJSON properties often name a district twice, in two vintages: the first one counts."""
    seen: set[str] = set()
    columns: list[Column | None] = []
    for column in recognition.columns:
        columns.append(column if column and column.name not in seen else None)
        if column:
            seen.add(column.name)
    return replace(recognition, columns=tuple(columns))


def _cell(value: Any, area: int, heading: str, again: bool) -> str | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    # Half a surrogate pair is legal in JSON, and no text.
    return characters.plain_property(str(value).encode("utf-8", "replace").decode("utf-8"), area, heading, again=again)
