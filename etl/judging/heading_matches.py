"""Headings matched by hand: a list like any other, loaded with a receipt, undone like a load, in force for later files.

A match says what a heading that no declaration knows stands for in the files of one source. It never changes what a declared
heading means. Each receipt holds the matches that its own file was read with, so undoing a match changes no file loaded before.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import duckdb

from analysis.declared.sources import Column, Match, Matches, Source, normal, sources
from etl.door.fields import AGAIN
from etl.door.shape import may_be_matched
from etl.problems import Problem, declares, fail, shortened
from etl.report import Report
from etl.sql import one_file

SOURCE = "heading_matches"
HEADINGS = ("source_id", "heading", "stands_for")
FILE = "headings-matched-by-hand.csv"


def file_of(matches: Sequence[Match]) -> bytes:
    """The matches as a file of this source."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows([match.source, match.heading, match.column] for match in matches)
    return out.getvalue().encode("utf-8")


def read(connection: duckdb.DuckDBPyConnection, typed: Sequence[Path]) -> Matches:
    """The matches of typed rows, in their order. Those of headings that a declaration knows by now are left out."""
    found: list[Match] = []
    for path in typed:
        for _, source_id, heading, stands_for in _rows(connection, path):
            if _fault(source_id, heading, stands_for) is None:
                column = _column(sources()[source_id], stands_for)
                assert column
                found.append(Match(source_id, heading, column.name))
    return tuple(found)


def handed_in(connection: duckdb.DuckDBPyConnection, reports: Sequence[Report]) -> Matches:
    """The matches among files that are handed in together: they count for the others."""
    mine = [report for report in reports if report.source and report.source.id == SOURCE and report.verdict != "refused"]
    return read(connection, [report.typed for report in mine if report.typed])


def problems(connection: duckdb.DuckDBPyConnection, report: Report) -> list[Problem]:
    """What is wrong with the matches of a file, each with its line."""
    assert report.typed
    found: list[Problem] = []
    for row, source_id, heading, stands_for in _rows(connection, report.typed):
        if fault := _fault(source_id, heading, stands_for):
            column, message, remedy = fault
            line = int(report.lines[row - 1]) if report.lines is not None else row
            found.append(_problem(line, column, message, remedy))
    return found


def _rows(connection: duckdb.DuckDBPyConnection, typed: Path) -> list[tuple[int, str, str, str]]:
    return connection.execute(f"SELECT row, {', '.join(HEADINGS)} FROM read_parquet({one_file(typed)}) ORDER BY row").fetchall()


@declares("meaning", "match_refused")
def _problem(line: int, column: str, message: str, remedy: str) -> Problem:
    return fail("match_refused", f"Row {line}: {message}", f"{remedy} {AGAIN}", line=line, column=column)


def _column(source: Source, name: str) -> Column | None:
    """A column by its name or by a heading that the declaration knows."""
    return next((c for c in source.columns if normal(c.name) == normal(name) or c.match(name)), None)


def _fault(source_id: str, heading: str, stands_for: str) -> tuple[str, str, str] | None:
    """What speaks against a match: the column of the list, what is wrong, what to do. None where nothing does."""
    source = sources().get(source_id)
    if source is None or source_id == SOURCE:
        known = ", ".join(name for name in sources() if name != SOURCE)
        return "source_id", f"there is no source '{shortened(source_id)}' whose headings can be matched.", f"Known: {known}."
    column = _column(source, stands_for)
    if column is None:
        known = ", ".join(f"'{one.heading}'" for one in source.columns if not one.worked_out)
        return "stands_for", f"'{source.title}' has no column '{shortened(stands_for)}'.", f"Known: {known}."
    if declared := next((one for one in source.columns if one.match(heading)), None):
        message = f"'{shortened(heading)}' is a heading of '{source.title}' already: it stands for '{declared.heading}'."
        return (
            "heading",
            message,
            "What a declared heading means is never changed. Remove the row, or rename the column in the file.",
        )
    if not may_be_matched(source, heading):
        message = "the heading announces personal data, or is no heading at all."
        return "heading", message, "Remove the row. Such columns are never kept."
    return None
