"""Privacy at the door: personal data are found by heading and by content before anything is written, and never repeated.

What is restricted keeps its declared columns and no others, so the file that arrives is not the file that is kept. All of this
happens in memory: no temporary file ever holds what was dropped.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow.compute
from pyarrow import csv as arrow_csv

from etl.checks.shape import Table
from etl.declarations import Column
from etl.personal import ANY_CONTENT, kind_of_content, kind_of_heading
from etl.problems import EXAMPLES, Problem, Refused, declares, fail, inform, shortened
from etl.sheets import Block

# What PyArrow computes with is made when it is imported, so that no checker of types can see it.
compute: Any = pyarrow.compute

FREE_TEXT = {"text"}
"""Types of declared columns in which anything may stand; the others hold nothing but numbers, dates and listed words."""


def guarded(table: Table, *, alone: bool = False) -> tuple[Table, tuple[Problem, ...]]:
    """The table without what may not be kept, and what is to be said of it. Raises Refused where personal data forbid the file.

    `alone`: whether the table must be kept apart from the file it came in, whatever it holds.
    """
    source = table.source
    undeclared = _undeclared(table)
    by_hand = _by_hand(table)
    if not (undeclared or by_hand or source.keeps_declared_only or alone):
        return table, ()
    block = table.as_block()
    if trusted := {i: kind for i in by_hand if (kind := _kind_of_column(table, block, i))}:
        # Whoever matched the heading has not seen what stands below it in this file.
        raise Refused([_personal_column(table, i, kind) for i, kind in trusted.items()])
    found = {i: kind for i in undeclared if (kind := _kind_of_column(table, block, i))}
    if found and not (source.privacy and source.privacy.action == "drop"):
        raise Refused([_personal_column(table, i, kind) for i, kind in found.items()])
    if source.keeps_declared_only and (contents := _personal_contents(table, block)):
        raise Refused(contents)
    notes = tuple(_dropped(table, i, kind) for i, kind in found.items())
    if not (source.keeps_declared_only or found or alone):
        return table, ()
    if not (undeclared or table.of_sheet or alone):
        # All columns are declared: the file may be kept as it came, but its cells need not pass by the disk.
        return replace(table, block=block, body=None, rows=None), ()
    everything = range(len(table.headings))
    kept = (
        [i for i in everything if i not in undeclared]
        if source.keeps_declared_only
        else [i for i in everything if i not in found]
    )
    return _only(table, block, kept, drop_notes_of=found), notes


def _undeclared(table: Table) -> list[int]:
    passed_over = re.compile("|".join(table.source.passed_over)) if table.source.passed_over else None
    pairs = zip(table.headings, table.recognition.columns, strict=True)
    is_places = "geojson" in table.source.formats
    return [
        i
        for i, (heading, column) in enumerate(pairs)
        # Outlines come with a dozen properties of their own, none of which is kept.
        if column is None and not is_places and not (passed_over and passed_over.fullmatch(heading))
    ]


def _by_hand(table: Table) -> list[int]:
    """Columns of free text that nobody but a match by hand says are harmless."""
    return [
        i
        for i, (heading, column) in enumerate(zip(table.headings, table.recognition.columns, strict=True))
        if column and column.type in FREE_TEXT and not column.pattern and not column.match(heading)
    ]


def _kind_of_column(table: Table, block: Block, i: int) -> str | None:
    """What personal data an undeclared column announces by its heading, or holds in its cells."""
    if kind := kind_of_heading(table.headings[i], bare=table.source.keeps_declared_only):
        return kind
    cells = block.column(i)
    first = compute.index(compute.fill_null(compute.match_substring_regex(cells, ANY_CONTENT), False), True).as_py()
    return None if first < 0 else kind_of_content(str(cells[first].as_py()))


@declares("meaning", "personal_column")
def _personal_column(table: Table, i: int, kind: str) -> Problem:
    heading = shortened(table.headings[i])
    return fail(
        "personal_column",
        f"The column '{heading}' holds {kind}. Personal data are never kept here, and nothing of this file was.",
        "Remove the column in the program that made the file, and load it again.",
        column=heading,
    )


@declares("meaning", "personal_dropped")
def _dropped(table: Table, i: int, kind: str) -> Problem:
    heading = shortened(table.headings[i])
    message = f"The column '{heading}' holds {kind}. It was dropped before anything was kept."
    return inform("personal_dropped", message, "Ask for extracts without it.", column=heading)


@declares("meaning", "personal_content")
def _personal_contents(table: Table, block: Block) -> list[Problem]:
    """Cells of declared free text that hold personal data, by line and column."""
    problems: list[Problem] = []
    for i, column in enumerate(table.recognition.columns):
        if column is None or column.type not in FREE_TEXT or column.pattern:
            continue
        matches = np.flatnonzero(
            np.asarray(compute.fill_null(compute.match_substring_regex(block.column(i), ANY_CONTENT), False))
        )
        for row in matches[:EXAMPLES]:
            kind = kind_of_content(str(block.column(i)[int(row)].as_py())) or "personal data"
            line = int(table.lines[row])
            problems.append(
                fail(
                    "personal_content",
                    f"Row {line}, column {table.headings[i]}: the cell holds {kind}. Personal data are never kept here.",
                    "Take it out, and load the file again. Nothing of it was kept.",
                    line=line,
                    column=table.headings[i],
                )
            )
    return problems[:EXAMPLES]


def _only(table: Table, block: Block, kept: list[int], drop_notes_of: dict[int, str]) -> Table:
    """The table with some of its columns."""
    columns: tuple[Column | None, ...] = tuple(table.recognition.columns[i] for i in kept)
    old = table.recognition
    said = {shortened(table.headings[i]) for i in drop_notes_of}
    return replace(
        table,
        recognition=replace(old, columns=columns),
        headings=tuple(table.headings[i] for i in kept),
        # A personal column is told of once: as dropped, not also as unknown.
        notes=tuple(note for note in table.notes if not (note.check == "heading_unknown" and note.column in said)),
        body=None,
        rows=None,
        block=block.select(kept).rename_columns([f"c{i}" for i in range(len(kept))]),
        cleaned=True,
    )


def kept_text(table: Table) -> bytes:
    """A cleaned table as the CSV that is kept in place of the file."""
    assert table.block is not None
    out = io.BytesIO()
    arrow_csv.write_csv(table.block.rename_columns(list(table.headings)), out, arrow_csv.WriteOptions(quoting_style="needed"))
    return out.getvalue()
