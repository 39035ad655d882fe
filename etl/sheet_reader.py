"""Reads the sheets of a workbook in a process of its own: python -m etl.sheet_reader < workbook > sheets.

A small file can make a reader ask for more memory than there is, which ends the whole interpreter. Here it ends only this one.
Each sheet goes to stdout as a line of JSON (its name, the bytes that follow) and an Arrow stream: the number of each row as the
spreadsheet shows it, and its cells as text. Formulas are never run: a cell is what the program that saved it stored.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 1_300_000_000
"""Bytes of address space that reading may take. A sheet of 200,000 rows and 15 columns takes about 600 MB."""
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


def batches(sheet: Any) -> Iterator[tuple[list[int], list[list[str | None]]]]:
    """The rows that hold anything, in batches: their numbers, and their cells as text."""
    numbers: list[int] = []
    rows: list[list[str | None]] = []
    # The iterator begins with the sheet's first row, whether or not it is blank.
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [text_of(cell) for cell in row[: MOST_COLUMNS + 1]]
        if any(cell and not cell.isspace() for cell in cells):
            numbers.append(number)
            rows.append(cells)
        if len(rows) >= BATCH:
            yield numbers, rows
            numbers, rows = [], []
    if rows:
        yield numbers, rows


def stream_of(sheet: Any) -> bytes:
    """A sheet as an Arrow stream; no bytes where it is empty."""
    import pyarrow as pa

    out = io.BytesIO()
    writer: Any = None
    for numbers, rows in batches(sheet):
        width = len(rows[0])
        columns = [pa.array([row[i] for row in rows], pa.string()) for i in range(width)]
        names = ["line", *(f"c{i}" for i in range(width))]
        batch = pa.RecordBatch.from_arrays([pa.array(numbers, pa.int64()), *columns], names=names)
        if writer is None:
            writer = pa.ipc.new_stream(out, batch.schema)
        writer.write_batch(batch)
    if writer is not None:
        writer.close()
    return out.getvalue()


def main() -> None:
    """Read a workbook from stdin, write its sheets to stdout."""
    if sys.platform != "win32":
        import resource

        # No dump of what a workbook holds may be left behind, and no more memory be taken than one should need.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    import python_calamine

    out = sys.stdout.buffer
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for described in workbook.sheets_metadata:
        if described.typ == python_calamine.SheetTypeEnum.WorkSheet:
            content = stream_of(workbook.get_sheet_by_name(described.name))
            head = json.dumps({"name": described.name, "bytes": len(content)}).encode()
            # Arrow wants its streams to begin at a multiple of 64 bytes.
            out.write(head + b" " * (-(len(head) + 1) % 64) + b"\n" + content + bytes(-len(content) % 64))
    out.flush()


if __name__ == "__main__":
    main()
