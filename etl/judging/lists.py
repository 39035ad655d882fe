"""A list beside its rows that are loaded: what it would take away and what it would replace, which is always said and asked."""

from __future__ import annotations

import difflib

import duckdb

from analysis.declared import reference_tables
from analysis.declared.sources import Source, sources
from etl.judging.surroundings import Surroundings
from etl.problems import Problem, counted, declares, shortened, warn
from etl.report import Report
from etl.sql import one_file, quoted

NAMED = 5
"""How many rows are named; the others are counted."""
JUDGED_BY = ("breaks", "rebases")
"""Of lists that add up by key those that charts are judged by: a row of theirs is not changed in the ordinary course, as a figure
that is revised or a milestone that moves; of such, how many rows take another's place is only said."""


@declares("meaning", "rows_taken_away", "rows_changed")
def against_loaded(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """Rows that are loaded (or ship) and that this file would take away, or put others of the same key in the place of."""
    loaded = around.list_rows.get(source.id)
    if loaded is None or report.typed is None or not (source.replaces == "whole" or source.id in JUDGED_BY):
        return []
    key = ", ".join(quoted(name) for name in source.key)
    same = " AND ".join(f"l.{quoted(name)} IS NOT DISTINCT FROM n.{quoted(name)}" for name in source.key)
    said = ", ".join(f"l.{quoted(name)}" for name in source.key)
    others = [quoted(column.name) for column in source.columns if column.name not in source.key]
    differs = " OR ".join(f"l.{name} IS DISTINCT FROM n.{name}" for name in others) or "false"
    newest = f"row_number() OVER (PARTITION BY {key} ORDER BY receipt DESC NULLS LAST) = 1"
    rows = connection.execute(
        f"WITH l AS (SELECT * FROM ({loaded}) QUALIFY {newest}),"
        f" n AS (SELECT *, true AS present FROM read_parquet({one_file(report.typed)}))"
        f" SELECT concat_ws(', ', {said}), n.present IS NULL FROM l LEFT JOIN n ON {same}"
        f" WHERE n.present IS NULL OR {differs} ORDER BY ALL"
    ).fetchall()
    gone = [str(name) for name, away in rows if away]
    changed = [str(name) for name, away in rows if not away]
    problems: list[Problem] = []
    if gone and source.replaces == "whole":
        message = f"This file no longer holds {counted(len(gone), 'row')} that {_are(gone)} loaded: {_named(gone)}."
        remedy = "A list is replaced whole. To keep them, add them to the file. Confirm to take them away."
        problems.append(warn("rows_taken_away", message, remedy))
    if changed:
        which = f"{counted(len(changed), 'row')} that {_are(changed)} loaded"
        message = f"{which} would be replaced by what this file says: {_named(changed)}."
        problems.append(warn("rows_changed", message, "Confirm to replace them; the history keeps the file that they came with."))
    return problems


def _are(rows: list[str]) -> str:
    return "is" if len(rows) == 1 else "are"


def _named(rows: list[str]) -> str:
    more = f" and {len(rows) - NAMED:,} more" if len(rows) > NAMED else ""
    return "; ".join(shortened(row) for row in rows[:NAMED]) + more


@declares("meaning", "break_source_unknown", "break_area_unknown")
def breaks(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Breaks of a source that nobody knows, or of an area that is not ours: they would be loaded and break no chart."""
    forces = dict(zip(reference_tables.forces()["slug"], reference_tables.forces()["name"], strict=True))
    ours = {around.area_code: around.area_name} | {force: forces.get(force, force) for force in around.counted_forces or forces}
    rows = connection.execute(
        f"SELECT row, source, area_code FROM read_parquet({one_file(report.typed)}) WHERE kind <> 'withdrawn' ORDER BY row"
    ).fetchall()
    found: dict[tuple[str, str], list[int]] = {}
    for row, source, area in rows:
        if source not in sources():
            found.setdefault(("source", str(source)), []).append(row)
        if area not in ours and area not in forces:
            found.setdefault(("area_code", str(area)), []).append(row)
    return [_unknown(report, column, value, lines, ours, around) for (column, value), lines in found.items()]


def _unknown(report: Report, column: str, value: str, rows: list[int], ours: dict[str, str], around: Surroundings) -> Problem:
    line = int(report.lines[rows[0] - 1]) if report.lines is not None else rows[0]
    where = f"Row {line}" + (f" and {len(rows) - 1:,} more" if len(rows) > 1 else "")
    place = {"line": line, "column": column, "value": value}
    if column == "source":
        near = difflib.get_close_matches(value, list(sources()), n=3)
        guess = f"Nearest: {', '.join(near)}. " if near else f"Known: {', '.join(sources())}. "
        message = f"{where}: no source is called '{shortened(value)}', so this break would divide no chart."
        return warn("break_source_unknown", message, f"{guess}Correct source. Confirm to load it all the same.", **place)
    if value in around.wards:
        told = f"breaks are told of {around.area_name} or its force, so no chart would be divided."
        message = f"{where}: '{value}' is the ward {around.wards[value]}; {told}"
        remedy = f"Write {_known(ours)}. Confirm to load it all the same."
        return warn("break_area_unknown", message, remedy, **place)
    message = f"{where}: '{shortened(value)}' is neither {around.area_name} nor a force, so this break would divide no chart."
    return warn(
        "break_area_unknown", message, f"{_nearest(value, ours)}Correct area_code. Confirm to load it all the same.", **place
    )


def _nearest(value: str, ours: dict[str, str]) -> str:
    by_name = {name.casefold(): code for code, name in ours.items()} | {code.casefold(): code for code in ours}
    near = difflib.get_close_matches(value.casefold(), list(by_name), n=1)
    return f"Nearest: {by_name[near[0]]} ({ours[by_name[near[0]]]}). " if near else f"Known: {_known(ours)}. "


def _known(ours: dict[str, str]) -> str:
    return " or ".join(f"{code} ({name})" for code, name in list(ours.items())[:4])
