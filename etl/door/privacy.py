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
import pyarrow as pa
import pyarrow.compute
from pyarrow import csv as arrow_csv

from analysis.declared.sources import Column
from etl.door.shape import Table
from etl.door.workbooks import Block
from etl.personal import ANY_CONTENT, NAMES, is_place, kind_of_content, kind_of_heading
from etl.problems import EXAMPLES, Problem, Refused, declares, fail, inform, shortened

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
    free = _free_text(table)
    if not (undeclared or by_hand or free or source.keeps_declared_only or alone):
        return table, ()
    block = table.as_block({*undeclared, *by_hand, *free})
    if trusted := {i: kind for i in by_hand if (kind := _kind_of_column(table, block, i))}:
        # Whoever matched the heading has not seen what stands below it in this file.
        raise Refused([_personal_column(table, i, kind) for i, kind in trusted.items()])
    found = {i: kind for i in undeclared if (kind := _kind_of_column(table, block, i))}
    if found and not (source.privacy and source.privacy.action == "drop"):
        raise Refused([_personal_column(table, i, kind) for i, kind in found.items()])
    if contents := _personal_contents(table, block, free):
        raise Refused(contents)
    notes = tuple(_dropped(table, i, kind) for i, kind in found.items())
    if not (source.keeps_declared_only or found or alone):
        return table, ()
    if not (undeclared or table.of_sheet or alone):
        # All columns are declared: the file may be kept as it came, but its cells need not pass by the disk.
        return replace(table, block=table.as_block(), body=None, rows=None), ()
    everything = range(len(table.headings))
    kept = (
        [i for i in everything if i not in undeclared]
        if source.keeps_declared_only
        else [i for i in everything if i not in found]
    )
    return _only(table, table.as_block(), kept, drop_notes_of=found), notes


def _undeclared(table: Table) -> list[int]:
    pairs = zip(table.headings, table.recognition.columns, strict=True)
    is_places = "geojson" in table.source.formats
    return [
        i
        for i, (heading, column) in enumerate(pairs)
        # Outlines come with a dozen properties of their own, none of which is kept.
        # What is passed over is kept with a published file, and not with one that is restricted.
        if column is None and not is_places and (table.source.keeps_declared_only or not table.recognition.passes_over(heading))
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
    return next(iter(_personal_values(block.column(f"c{i}")).values()), None)


def _personal_values(cells: Any) -> dict[str, str]:
    """The different texts of a column that hold personal data, each with what it holds."""
    texts = compute.drop_null(compute.unique(cells))
    if not len(texts):
        return {}
    likely = compute.filter(texts, compute.match_substring_regex(texts, ANY_CONTENT)).to_pylist()
    return {text: kind for text in likely if (kind := kind_of_content(text))}


NAMES_OF_PLACES = re.compile(r".*_name|lead_organisation|title|funder")
"""Columns whose texts are names of places, bodies or projects: a first name alone does not make a person of them."""
STAFF = ("owner", "decided_by", "recorded_by", "author")
"""Columns in which somebody stands by office for what the row says."""


def _free_text(table: Table) -> list[int]:
    """Declared columns in which anything may stand."""
    return [i for i, column in enumerate(table.recognition.columns) if column and column.type in FREE_TEXT and not column.pattern]


@declares("meaning", "personal_column")
def _personal_column(table: Table, i: int, kind: str) -> Problem:
    heading = shortened(table.headings[i])
    return fail(
        "personal_column",
        f"The column '{heading}' holds {kind}. Personal data are never kept here, and nothing of this file was.",
        "Remove the column in the program that made the file, and load it again.",
        line=table.heading_line,
        column=heading,
    )


@declares("meaning", "personal_dropped")
def _dropped(table: Table, i: int, kind: str) -> Problem:
    heading = shortened(table.headings[i])
    message = f"The column '{heading}' holds {kind}. It was dropped before anything was kept."
    return inform("personal_dropped", message, "Ask for extracts without it.", line=table.heading_line, column=heading)


@declares("meaning", "personal_content")
def _personal_contents(table: Table, block: Block, free: list[int]) -> list[Problem]:
    """Cells of declared free text that hold personal data, by line and column."""
    problems: list[Problem] = []
    for i in free:
        column = table.recognition.columns[i]
        assert column
        cells = block.column(f"c{i}")
        found = {text: kind for text, kind in _personal_values(cells).items() if not _may_stand(table, column, kind)}
        if column.name == "location":
            found |= _people_for_places(cells)
        if not found:
            continue
        rows = np.flatnonzero(np.asarray(compute.is_in(cells, value_set=pa.array(list(found), pa.string()))))
        problems += [_personal_cell(table, i, int(row), found[str(cells[int(row)].as_py())]) for row in rows[:EXAMPLES]]
    return problems[:EXAMPLES]


def _may_stand(table: Table, column: Column, kind: str) -> bool:
    """Whether a text that looks like a name is none that must not be kept."""
    if column.name in STAFF:
        return kind in NAMES
    # In a published table a place may be called after a person; what is written as of a case may not.
    return kind == "a name" and not table.source.keeps_declared_only and NAMES_OF_PLACES.fullmatch(column.name) is not None


PERSON = r"^[A-Z][a-z]+ ([A-Z]\.? )?(Mc|Mac|O'|D')?[A-Z][a-z]+$"


def _people_for_places(cells: Any) -> dict[str, str]:
    """Texts of two or three names in place of a location: published ones begin with 'On or near', or say that there is none."""
    texts = compute.unique(cells)
    likely = compute.filter(texts, compute.fill_null(compute.match_substring_regex(texts, PERSON), False)).to_pylist()
    return {text: "what looks like a name" for text in likely if not (text.lower() == "no location" or is_place(text))}


def _personal_cell(table: Table, i: int, row: int, kind: str) -> Problem:
    line = int(table.lines[row])
    is_area = "geojson" in table.source.formats
    place = f"{'Area' if is_area else 'Row'} {line}, column {table.headings[i]}"
    message = f"{place}: the cell holds {kind}. Personal data are never kept here."
    remedy = "Take it out, and load the file again. Nothing of it was kept."
    return fail("personal_content", message, remedy, line=None if is_area else line, column=table.headings[i])


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
