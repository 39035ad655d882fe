"""Reads the sheets of a workbook in a process of its own: python -m etl.door.sheet_reader < workbook > sheets.

A small file can make a reader ask for more memory than there is, which ends the whole interpreter. Here it ends only this one.
Each sheet goes to stdout as a line of JSON (its name, the bytes that follow) and an Arrow stream: the number of each row as the
spreadsheet shows it, and its cells as text. Formulas are never run: a cell is what the program that saved it stored.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from etl.door import sheet_stream

MEMORY = 400_000_000
"""Bytes of data that reading may take where the workbook is laid out whole."""
STREAMED = 60_000_000
"""Bytes of unpacked text from which a workbook is read as a stream."""
MEMORY_STREAMED = 800_000_000
"""The same for a stream. 1.2 million rows and 9 columns take about 400 MB."""
MOST_COLUMNS = 500
BATCH = 20_000


def text_of(cell: Any) -> str | None:
    """A cell as an extract would write it: numbers without a needless '.0', dates as ISO."""
    match cell:
        case "" | None:
            return None
        case str():
            return cell.replace("\0", "")
        case bool():
            return "true" if cell else "false"
        case float():
            # Spreadsheets keep 15 digits.
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
        case datetime():
            midnight = cell.time() == time(0)
            return cell.date().isoformat() if midnight else cell.replace(microsecond=0).isoformat()
        case date():
            return cell.isoformat()
        case time() | timedelta():
            return str(cell)
        case _:
            return str(cell)


def rows_of(sheet: Any) -> Iterator[tuple[int, list[str | None]]]:
    """The rows of a sheet that hold anything: each one's number, and its cells as text."""
    # The iterator begins with the sheet's first row, whether or not it is blank.
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [text_of(cell) for cell in row[: MOST_COLUMNS + 1]]
        if any(cell and not cell.isspace() for cell in cells):
            yield number, cells


def batches(found: Iterable[tuple[int, list[str | None]]]) -> Iterator[tuple[list[int], list[list[str | None]]]]:
    """Rows in batches: their numbers, and their cells."""
    numbers: list[int] = []
    rows: list[list[str | None]] = []
    for number, cells in found:
        numbers.append(number)
        rows.append(cells)
        if len(rows) >= BATCH:
            yield numbers, rows
            numbers, rows = [], []
    if rows:
        yield numbers, rows


def stream_of(found: Iterable[tuple[int, list[str | None]]]) -> bytes:
    """The rows of a sheet as an Arrow stream; no bytes where it is empty. Rows may differ in their width."""
    import pyarrow as pa

    made: list[Any] = []
    for numbers, rows in batches(found):
        width = max(map(len, rows))
        columns = [pa.array([row[i] if i < len(row) else None for row in rows], pa.string()) for i in range(width)]
        made.append([pa.array(numbers, pa.int64()), *columns])
    if not made:
        return b""
    width = max(map(len, made))
    names = ["line", *(f"c{i}" for i in range(width - 1))]
    out = io.BytesIO()
    schema = pa.schema([("line", pa.int64()), *((name, pa.string()) for name in names[1:])])
    with pa.ipc.new_stream(out, schema) as writer:
        for columns in made:
            missing = [pa.nulls(len(columns[0]), pa.string())] * (width - len(columns))
            writer.write_batch(pa.RecordBatch.from_arrays([*columns, *missing], names=names))
            columns.clear()
    return out.getvalue()


def _sheets(content: bytes) -> Iterator[tuple[str, Iterable[tuple[int, list[str | None]]]]]:
    """The worksheets of a workbook: name and rows. A large one is read as a stream."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    if sum(info.file_size for info in archive.infolist()) > STREAMED:
        _limit(MEMORY_STREAMED)
        yield from sheet_stream.sheets(archive, text_of, MOST_COLUMNS)
        return
    _limit(MEMORY)
    import python_calamine

    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    for described in workbook.sheets_metadata:
        if described.typ == python_calamine.SheetTypeEnum.WorkSheet:
            yield described.name, rows_of(workbook.get_sheet_by_name(described.name))


def _limit(memory: int) -> None:
    """Leave no dump of what a workbook holds, and take no more memory than one should need."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def main() -> None:
    """Read a workbook from stdin, write its sheets to stdout."""
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())
    out = sys.stdout.buffer
    for name, rows in _sheets(sys.stdin.buffer.read()):
        content = stream_of(rows)
        head = json.dumps({"name": name, "bytes": len(content)}).encode()
        # Arrow wants its streams to begin at a multiple of 64 bytes.
        out.write(head + b" " * (-(len(head) + 1) % 64) + b"\n" + content + bytes(-len(content) % 64))
    out.flush()


if __name__ == "__main__":
    main()
