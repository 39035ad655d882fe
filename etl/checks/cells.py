"""Cells: every cell read as text, judged by its column's declaration, and given its type.

A table passes through DuckDB once: all cells as text, one statement that judges every column, and the typed rows written out.
Only a column that fails is looked at again, cell by cell, to name lines and values.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import shapely

from analysis import catalogue
from etl.checks.shape import Table
from etl.declarations import Column, Rule
from etl.problems import EXAMPLES, Problem, declares, fail, inform, shortened, warn

LONGEST_TEXT = 4_000
SQL_TYPES = {
    "text": "VARCHAR",
    "choice": "VARCHAR",
    "month": "DATE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "number": "DOUBLE",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "flag": "VARCHAR",
    "polygon": "VARCHAR",
}
YES_NO = "CASE lower({raw}) WHEN 'true' THEN true WHEN 'y' THEN true WHEN 'false' THEN false WHEN 'n' THEN false END"


def quoted(name: str) -> str:
    """A column's name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def _raw(column: Column) -> str:
    return quoted("raw_" + column.name)


@cache
def choices(column: Column) -> Mapping[str, str]:
    """What a `choice` cell may hold → what is kept: forces by their names become their slugs."""
    if column.allowed:
        return {value: value for value in column.allowed}
    if column.list == "forces":
        table = catalogue.forces().fillna("")
        names = {row["name"]: row["slug"] for _, row in table.iterrows()}
        for _, row in table.iterrows():
            names |= {alias: row["slug"] for alias in str(row["aliases"]).split("|") if alias}
        return names
    if column.list == "crime_types":
        return {value: value for value in catalogue.crime_types()["crime_type"]}
    return {value: value for value in catalogue.reference_table(column.list)["outcome"]}


def typed(column: Column, seen: list[str] | None = None) -> str:
    """The SQL that gives a column's text its type; what cannot be read becomes NULL (and is found by its check)."""
    raw = _raw(column)
    match column.type:
        case "number":
            return f"try_cast({raw} AS DOUBLE)"
        case "integer":
            return f"try_cast(try_cast({raw} AS DOUBLE) AS BIGINT)"
        case "month":
            return f"try_cast({raw} || '-01' AS DATE)"
        case "date":
            return f"try_strptime({raw}, '%Y-%m-%d')::DATE"
        case "timestamp":
            return f"try_strptime(left(replace({raw}, ' ', 'T'), 19), '%Y-%m-%dT%H:%M:%S')"
        case "boolean":
            return YES_NO.format(raw=raw)
        case "flag":
            return f"upper({raw})"
        case "choice":
            kept = choices(column)
            renamed = [value for value in seen or () if kept.get(value, value) != value]
            if not renamed:
                return raw
            cases = " ".join(f"WHEN {literal(value)} THEN {literal(kept[value])}" for value in renamed)
            return f"CASE {raw} {cases} ELSE {raw} END"
        case _:
            return raw


@dataclass(frozen=True)
class Cells:
    """A table whose cells have been judged: present columns, their typed SQL over the temporary table `raw`, and problems."""

    columns: tuple[Column, ...]
    typed: dict[str, str]
    problems: tuple[Problem, ...]
    distinct: dict[str, list[str]]
    """The values of the columns with few of them (months and choices), as the file writes them."""


def read_raw(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> tuple[Column, ...]:
    """Read a table's declared columns as trimmed text into the temporary table `raw`, in the file's order.

    Raises RuntimeError when the reader's count of records differs from the count made on the bytes: then no figure of this file
    could be trusted.
    """
    present = [(i, column) for i, column in enumerate(table.recognition.columns) if column]
    if table.body is not None:
        path = folder / "body.csv"
        path.write_bytes(table.body)
        names = [f"c{i}" for i in range(len(table.headings))]
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
        select = ", ".join(f"{_trimmed(f'c{i}', table)} AS {_raw(column)}" for i, column in present)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE raw AS SELECT {select} FROM read_csv({literal(str(path))}, header = false,"
            f" delim = ',', quote = '\"', escape = '\"', auto_detect = false, strict_mode = true, columns = {{{columns}}},"
            f" max_line_size = 1100000, nullstr = '')"
        )
        path.unlink()
    else:
        rows = table.rows or []
        arrays = [pa.array([row[i] for row in rows], pa.string()) for i, _ in present]
        block = pa.Table.from_arrays(arrays, names=[f"c{i}" for i, _ in present])
        connection.register("block", block)
        select = ", ".join(f"nullif(trim(c{i}), '') AS {_raw(column)}" for i, column in present)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE raw AS SELECT {select} FROM block")
        connection.unregister("block")
    read = _one(connection, "SELECT count(*) FROM raw")[0]
    if read != table.count:
        raise RuntimeError(f"the reader found {read} records, the file has {table.count}")
    return tuple(column for _, column in present)


def _trimmed(name: str, table: Table) -> str:
    return f"nullif(trim({name}), '')" if table.padded else name


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return row


def judge(connection: duckdb.DuckDBPyConnection, table: Table, columns: tuple[Column, ...]) -> Cells:
    """Judge every cell of the temporary table `raw` by its column's declaration, and every row by the source's rules."""
    distinct = _distinct(connection, columns)
    faults: dict[str, tuple[Column | Rule, str]] = {}
    for column in columns:
        faults |= {f"{name}:{column.name}": (column, sql) for name, sql in _faults(column, distinct).items()}
    names = {column.name for column in columns}
    if set(table.source.key) <= names:
        typed_columns = {column.name: typed(column) for column in columns}
        for rule in table.source.rules:
            faults[f"{rule.check}:rule"] = (
                rule,
                f"coalesce({_in_terms_of_raw(rule.fails_when, typed_columns)}, false)",
            )
    counts = _one(connection, "SELECT " + ", ".join(f"count(*) FILTER ({sql})" for _, sql in faults.values()) + " FROM raw")
    problems: list[Problem] = []
    for (name, (what, sql)), count in zip(faults.items(), counts, strict=True):
        if count:
            problems += _examples(connection, table, name.split(":")[0], what, sql, int(count))
    for column in columns:
        if column.type == "polygon":
            problems += _outlines(connection, table, column)
    order = {"fail": 0, "warning": 1, "information": 2}
    problems.sort(key=lambda p: (order[p.result], p.line or 0))
    return Cells(columns, {c.name: typed(c, distinct.get(c.name)) for c in columns}, tuple(problems), distinct)


def _distinct(connection: duckdb.DuckDBPyConnection, columns: tuple[Column, ...]) -> dict[str, list[str]]:
    few = [column for column in columns if column.type in ("choice", "month")]
    if not few:
        return {}
    lists = ", ".join(f"list(DISTINCT {_raw(column)})" for column in few)
    found = _one(connection, f"SELECT {lists} FROM raw")
    return {c.name: sorted(v for v in values or [] if v is not None) for c, values in zip(few, found, strict=True)}


def _in_terms_of_raw(condition: str, typed_columns: Mapping[str, str]) -> str:
    """A rule's condition with each column's name replaced by its typed expression."""
    words = re.compile(r"'[^']*'|\"[a-z_0-9]+\"|[a-z_][a-z_0-9]*")
    return words.sub(lambda m: typed_columns.get(m.group().strip('"'), m.group()), condition)


@declares(
    "cells",
    "cell_blank",
    "cell_month",
    "cell_date",
    "cell_time",
    "cell_number",
    "cell_whole_number",
    "cell_range",
    "cell_yes_no",
    "cell_choice",
    "cell_pattern",
    "cell_too_long",
)
def _faults(column: Column, distinct: Mapping[str, list[str]]) -> dict[str, str]:
    """Check name → SQL condition under which a cell of the column fails it."""
    raw = _raw(column)
    faults: dict[str, str] = {}
    if not column.blank:
        faults["cell_blank"] = f"{raw} IS NULL"
    read = typed(column)
    unreadable = f"{raw} IS NOT NULL AND {read} IS NULL"
    match column.type:
        case "number":
            faults["cell_number"] = f"{unreadable} OR NOT isfinite({read})"
        case "integer":
            faults["cell_whole_number"] = f"{unreadable} OR {read} <> try_cast({raw} AS DOUBLE)"
        case "month":
            wrong = [value for value in distinct[column.name] if not _is_month(value)]
            if wrong:
                faults["cell_month"] = f"{raw} IN ({', '.join(literal(value) for value in wrong)})"
        case "date":
            faults["cell_date"] = f"{unreadable} OR NOT regexp_full_match({raw}, '\\d{{4}}-\\d{{2}}-\\d{{2}}')"
        case "timestamp":
            faults["cell_time"] = unreadable
        case "boolean":
            faults["cell_yes_no"] = unreadable
        case "flag":
            faults["cell_yes_no"] = f"upper({raw}) NOT IN ('Y', 'N')"
        case "choice":
            wrong = [value for value in distinct[column.name] if value not in choices(column)]
            if wrong:
                faults["cell_choice"] = f"{raw} IN ({', '.join(literal(value) for value in wrong)})"
        case "text":
            if column.pattern:
                faults["cell_pattern"] = f"NOT regexp_full_match({raw}, {literal(column.pattern)})"
            else:
                faults["cell_too_long"] = f"strlen({raw}) > {LONGEST_TEXT}"
        case _:
            pass
    if column.minimum is not None:
        faults["cell_range"] = f"isfinite({read}::DOUBLE) AND ({_outside(column, read)})"
    return faults


def _outside(column: Column, read: str) -> str:
    below = f"{read} < {column.minimum}"
    return below if column.maximum is None else f"{below} OR {read} > {column.maximum}"


def _is_month(value: str) -> bool:
    return len(value) == 7 and value[4] == "-" and value[:4].isascii() and value[:4].isdigit() and value[5:] in MONTHS


MONTHS = {f"{month:02}" for month in range(1, 13)}


def _examples(
    connection: duckdb.DuckDBPyConnection, table: Table, check: str, what: Column | Rule, sql: str, count: int
) -> list[Problem]:
    column = what if isinstance(what, Column) else table.source.column(what.column)
    found = connection.execute(f"SELECT rowid, {_raw(column)} FROM raw WHERE {sql} ORDER BY rowid LIMIT {EXAMPLES}").fetchall()
    heading = _heading(table, column)
    problems = [_problem(check, what, column, heading, table, int(row), value) for row, value in found]
    if count > len(found):
        problems.append(inform(check, f"{count - len(found):,} further cells of column {heading} have the same fault."))
    return problems


def _heading(table: Table, column: Column) -> str:
    """The heading as the file writes it."""
    index = next(i for i, c in enumerate(table.recognition.columns) if c and c.name == column.name)
    return table.headings[index]


def _problem(check: str, what: Column | Rule, column: Column, heading: str, table: Table, row: int, value: str | None) -> Problem:
    number = int(table.lines[row])
    is_feature = column.type == "polygon" or "geojson" in table.source.formats
    place = f"{'Area' if is_feature else 'Row'} {number}, column {heading}"
    shown = None if value is None else shortened(value)
    where: dict[str, Any] = {"line": None if is_feature else number, "column": heading, "value": shown}
    if isinstance(what, Rule):
        return fail(check, f"{place}: {what.message}.", f"{what.remedy} {AGAIN}", **where)
    message, remedy = _wording(check, column, shown)
    if check == "cell_choice" and column.unknown == "warning":
        return warn(check, f"{place}: {message}", remedy, **where)
    return fail(check, f"{place}: {message}", f"{remedy} {AGAIN}", **where)


AGAIN = "Save the file and load it again. Nothing has been loaded."


def _wording(check: str, column: Column, value: str | None) -> tuple[str, str]:
    """What is wrong with a cell, and what to do."""
    match check:
        case "cell_blank":
            return "the cell is blank.", "Fill it in, or remove the row if it is a total or a note."
        case "cell_month":
            return f"'{value}' is not a month.", "Write it as year and month, such as 2025-12."
        case "cell_date":
            return f"'{value}' is not a date.", "Write it as year, month and day, such as 2025-12-31."
        case "cell_time":
            return f"'{value}' is not a date and time.", "Write it as 2025-12-31T23:30:00."
        case "cell_number":
            return (
                f"'{value}' is not a number.",
                "Write digits with a full stop for decimals, or leave it blank if not known.",
            )
        case "cell_whole_number":
            return f"'{value}' is not a whole number.", "Write digits only, without a comma for thousands."
        case "cell_yes_no":
            return (
                f"'{value}' is neither yes nor no.",
                "Write Y or N (or True or False), or leave it blank if not known.",
            )
        case "cell_range":
            return _range_wording(column, value)
        case "cell_choice":
            return _choice_wording(column, value or "")
        case "cell_pattern":
            return f"'{value}' does not look as it should.", f"It should look like {column.example}."
        case _:
            return f"the text is longer than {LONGEST_TEXT:,} characters.", "Shorten it."


def _range_wording(column: Column, value: str | None) -> tuple[str, str]:
    bounds = f"{column.minimum:g}" + ("" if column.maximum is None else f" to {column.maximum:g}")
    if column.name not in ("longitude", "latitude"):
        return f"{value} is below {bounds}.", "Correct the number, or leave it blank if it is not known."
    number = float(value or "nan")
    if abs(number) > 180:
        return f"{value} looks like a National Grid metre, not {column.unit}.", "Use longitude and latitude in degrees."
    message = f"{value} is outside the British Isles ({bounds} {column.unit})."
    return message, "Check whether Longitude and Latitude are swapped."


def _choice_wording(column: Column, value: str) -> tuple[str, str]:
    near = difflib.get_close_matches(value, choices(column), n=1, cutoff=0.6)
    guess = f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(list(choices(column))[:20])}."
    if column.unknown == "warning":
        return f"'{shortened(value)}' is not known here. It would be kept as it is.", f"{guess} Confirm to load it."
    return f"'{shortened(value)}' is not known here.", f"{guess} Write it exactly so."


@declares("cells", "outline_broken", "outline_degrees")
def _outlines(connection: duckdb.DuckDBPyConnection, table: Table, column: Column) -> list[Problem]:
    """Outlines must be polygons in degrees; a self-crossing one is refused, since counts inside it would be wrong."""
    problems: list[Problem] = []
    for row, text in connection.execute(f"SELECT rowid, {_raw(column)} FROM raw ORDER BY rowid").fetchall():
        number = int(table.lines[row])
        again = "Export the outlines again and load that file."
        try:
            shape = shapely.from_geojson(text)
        except (shapely.GEOSException, TypeError):
            problems.append(fail("outline_broken", f"Area {number}: the outline cannot be read.", again, column="geometry"))
            continue
        if shape.geom_type not in ("Polygon", "MultiPolygon") or not shape.is_valid:
            problems.append(fail("outline_broken", f"Area {number}: the outline is not a closed area.", again, column="geometry"))
        elif not all(math.isfinite(b) for b in shape.bounds) or max(map(abs, shape.bounds)) > 180:
            message = f"Area {number}: the outline is not in longitude and latitude."
            problems.append(fail("outline_degrees", message, "Download it in WGS84 (EPSG:4326).", column="geometry"))
    return problems[:EXAMPLES]
