"""Published tables of figures: what is worked out from their cells, which rows are figures here, and which are set aside.

A department's file holds every area, sex, age and kind of school. Its declaration names the rows that are an indicator's figures
(`series`); each other row is set aside with its reason, and its cells are not judged: they stand in no figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import duckdb

from analysis.declared import reference_tables
from analysis.declared.sources import OTHER, PublishedSeries, Source
from etl.door.shape import Table
from etl.problems import Problem, counted, declares, fail, shortened
from etl.sql import SQL_TYPES, literal, one_file, quoted

WORDS = re.compile(r"'[^']*'|\"[a-z_0-9]+\"|[a-z_][a-z_0-9]*")
PERIODS = Path(__file__).with_name("published_periods.sql")
MOST_NAMED = 4


def worked_out(
    connection: duckdb.DuckDBPyConnection, source: Source, relation: str, typed: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """A published table's relation with its worked-out columns and `set_aside`, and the SQL of every column's typed value."""
    connection.execute(_macros())
    # A column that this file lacks is not known: the declaration's SQL may name it all the same.
    absent = {c.name: f"NULL::{SQL_TYPES[c.type]}" for c in source.columns if c.name not in typed and not c.worked_out}
    raw_absent = {f"raw_{name}": "NULL::VARCHAR" for name in absent}
    expressions = {**absent, **typed}
    for column in (column for column in source.columns if column.worked_out):
        sql = _in_terms(column.worked_out, expressions | raw_absent)
        relation = f"(SELECT *, ({sql})::{SQL_TYPES[column.type]} AS {quoted(column.name)} FROM {relation})"
        expressions[column.name] = quoted(column.name)
    cases = [f"WHEN {_in_terms(aside.when, expressions | raw_absent)} THEN {literal(aside.reason)}" for aside in source.asides]
    cases += [f"WHEN {when} THEN {literal(OTHER + name)}" for name, when in _of_no_series(source.series, expressions)]
    return f"(SELECT *, CASE {' '.join(cases)} END AS set_aside FROM {relation})", expressions


def _in_terms(sql: str, expressions: Mapping[str, str]) -> str:
    return WORDS.sub(lambda m: expressions.get(m.group().strip('"'), m.group()), sql)


def _of_no_series(series: Sequence[PublishedSeries], expressions: Mapping[str, str]) -> list[tuple[str, str]]:
    """Column and condition under which a row is no figure for what stands in it: what is counted first, then of whom."""
    found: list[tuple[str, str]] = []
    for upto in range(1, max((len(one.of) for one in series), default=0) + 1):
        fits = " OR ".join(dict.fromkeys(f"({_fits(one.of[:upto], expressions)})" for one in series))
        name = next(one.of[upto - 1][0] for one in series if len(one.of) >= upto)
        found.append((name, f"NOT coalesce({fits}, false)"))
    return found


def _fits(of: Sequence[tuple[str, str]], expressions: Mapping[str, str]) -> str:
    return " AND ".join(
        f"coalesce(lower(trim({expressions.get(name, quoted(name))})) = {literal(value.lower())}, false)" for name, value in of
    )


@cache
def _macros() -> str:
    """How periods and areas are read: the periods' rules, and the codes of local authorities by number and by older code."""
    table = reference_tables.reference_table("local_authorities").fillna("")
    numbers = {row["number"]: row["code"] for _, row in table.iterrows() if row["number"] and not row["until"]}
    older = {row["code"]: row["continued_by"] for _, row in table.iterrows() if row["continued_by"]}
    by_number = " ".join(f"WHEN {int(number)} THEN {literal(code)}" for number, code in numbers.items())
    by_code = " ".join(f"WHEN {literal(code)} THEN {literal(now)}" for code, now in older.items())
    return (
        f"CREATE OR REPLACE TEMP MACRO code_of_number(number) AS CASE number {by_number} END;\n"
        f"CREATE OR REPLACE TEMP MACRO code_today(code) AS CASE code {by_code} ELSE code END;\n"
        f"{PERIODS.read_text(encoding='utf-8')}"
    )


def figures(source: Source, rows: str, more: Sequence[str] = ()) -> str:
    """The SQL of the indicators' figures that typed rows hold, one row a figure, with its row; more: columns to keep beside."""
    columns = {column.name: quoted(column.name) for column in source.columns}
    selects = [
        f"SELECT row, {literal(one.indicator)} AS indicator_id, period_start, period_end, area_code,"
        f" {literal(one.breakdown) if one.breakdown else 'NULL::VARCHAR'} AS breakdown, {one.numerator}::DOUBLE AS numerator,"
        f" {one.denominator}::DOUBLE AS denominator, {one.value}::DOUBLE AS value, {one.lower}::DOUBLE AS lower,"
        f" {one.upper}::DOUBLE AS upper, {one.status}::VARCHAR AS status, {one.note}::VARCHAR AS note,"
        f" {one.standardised}::BOOLEAN AS standardised{''.join(f', {name}' for name in more)}"
        f" FROM {rows} WHERE set_aside IS NULL AND {_fits(one.of, columns)}"
        for one in source.series
    ]
    return f"({' UNION ALL '.join(selects)})"


@declares("meaning", "published_nothing_read")
def nothing_read(connection: duckdb.DuckDBPyConnection, table: Table, typed: Path) -> list[Problem]:
    """That no row of a published table is a figure here, what its rows are instead, and what to choose at the publisher."""
    source = table.source
    rows = f"read_parquet({one_file(typed)})"
    counts = connection.execute(f"SELECT set_aside, count(*) FROM {rows} GROUP BY ALL ORDER BY 2 DESC, 1").fetchall()
    if any(reason is None for reason, _ in counts):
        return []
    said = "; ".join(_said(connection, source, rows, reason, count) for reason, count in counts[:2])
    message = f"No row of the file is a figure that is used here: {said}."
    return [fail("published_nothing_read", message, f"Download it again. {source.choose}")]


def _said(connection: duckdb.DuckDBPyConnection, source: Source, rows: str, reason: str, count: int) -> str:
    aside = next((aside for aside in source.asides if aside.reason == reason), None)
    if aside:
        return f"{counted(count, 'row')} {aside.says}"
    name = reason.removeprefix(OTHER)
    held = connection.execute(
        f"SELECT DISTINCT {quoted(name)} FROM {rows} WHERE set_aside = {literal(reason)} ORDER BY 1 LIMIT {MOST_NAMED + 1}"
    ).fetchall()
    named = ", ".join(f"'{shortened(str(value or ''))}'" for (value,) in held[:MOST_NAMED])
    # What is counted comes first in `of`: where that is right, only its own ages or sexes are named.
    first = source.series[0].of[0][0]
    counted_here = {
        str(value).strip().lower()
        for (value,) in connection.execute(
            f"SELECT DISTINCT {quoted(first)} FROM {rows} WHERE set_aside = {literal(reason)}"
        ).fetchall()
    }
    near = [one for one in source.series if one.of[0][1].lower() in counted_here] or source.series
    wanted = dict.fromkeys(value for one in near for key, value in one.of if key == name)
    heading = source.column(name).heading
    more = " and others" if len(held) > MOST_NAMED else ""
    used = " or ".join(f"'{value}'" for value in wanted)
    return f"{counted(count, 'row')} with {heading} {named}{more}, while {used} is used"


def set_repeats_aside(connection: duckdb.DuckDBPyConnection, source: Source, typed: Path) -> None:
    """Of rows that are equal in every column used here, set aside all but the first: such tables list an area once a parent."""
    every = ", ".join(quoted(column.name) for column in source.columns)
    again = f"row_number() OVER (PARTITION BY set_aside, {every} ORDER BY row) > 1"
    rows = f"read_parquet({one_file(typed)})"
    found = connection.execute(f"SELECT count(*) FROM (SELECT set_aside FROM {rows} QUALIFY set_aside IS NULL AND {again})")
    if not (found.fetchone() or (0,))[0]:
        return
    rewritten = typed.with_suffix(".rewritten")
    connection.execute(
        f"COPY (SELECT * REPLACE (CASE WHEN set_aside IS NULL AND {again} THEN 'duplicate' ELSE set_aside END AS set_aside)"
        f" FROM {rows} ORDER BY row) TO {literal(str(rewritten))} (FORMAT parquet)"
    )
    rewritten.replace(typed)
