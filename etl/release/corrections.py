"""Corrections: errors of a source put right as data, never by editing an original.

A correction names the rows (`column=value; column=value`), the column, the value that stands there now and the one that should.
It is applied where the release is built, and guards itself: once the source no longer holds the old value, the build fails and
names the correction, so that none outlives its reason unseen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from analysis.declared.sources import Column, Source, sources
from etl.problems import Problem, declares, fail, shortened
from etl.sql import SQL_TYPES, literal, quoted


class Outdated(Exception):
    """A correction whose old value the source no longer holds; `row` is its own in the list. The message says what to do."""

    def __init__(self, row: int, message: str) -> None:
        super().__init__(message)
        self.row = row


@dataclass(frozen=True)
class Correction:
    """One row of the corrections."""

    correction_id: str
    source: str
    rows: str
    column: str
    old_value: str | None
    new_value: str | None
    until: date | None

    def pairs(self) -> list[tuple[str, str]]:
        """The columns and values that pick its rows. Raises ValueError where they are not written as such."""
        found: list[tuple[str, str]] = []
        for part in self.rows.split(";"):
            name, equals, value = part.partition("=")
            if not (name.strip() and equals and value.strip()):
                raise ValueError(part)
            found.append((name.strip(), value.strip()))
        return found


COLUMNS = 'correction_id, source, rows, "column", old_value, new_value, until'


def _named(source: Source, name: str) -> Column | None:
    return next((c for c in source.columns if c.name == name or c.match(name)), None)


def _deciding(source: Source) -> set[str]:
    """Columns that decide what a row is and what replaces it: a change there would move rows, not put them right."""
    layered = {name for layer in source.layers for name in layer.key}
    return {source.period, source.force, *source.duplicates, *source.key} | layered


def _sql(column: Column, value: str | None) -> str:
    return f"NULL::{SQL_TYPES[column.type]}" if value is None else f"{literal(value)}::{SQL_TYPES[column.type]}"


@declares("meaning", "correction_target", "correction_value")
def check(connection: duckdb.DuckDBPyConnection, rows: Sequence[tuple[int, Correction]]) -> list[Problem]:
    """What is wrong with corrections handed in, each with its line."""
    problems: list[Problem] = []
    for line, correction in rows:
        source = sources().get(correction.source)
        if source is None:
            problems.append(_target(line, "source", correction.source, f"Known: {', '.join(sources())}."))
            continue
        known = f"Columns of '{source.title}': {', '.join(c.name for c in source.columns)}."
        column = _named(source, correction.column)
        if column is None or column.name in _deciding(source):
            problems.append(_target(line, "column", correction.column, f"Name a column that does not identify the row. {known}"))
            continue
        try:
            picked = [(_named(source, name), value) for name, value in correction.pairs()]
        except ValueError:
            picked = [(None, "")]
        if any(one is None for one, _ in picked):
            problems.append(
                _target(line, "rows", correction.rows, "Write column=value; column=value, with the columns of that source.")
            )
            continue
        values = [(column, correction.old_value), (column, correction.new_value), *((c, v) for c, v in picked if c)]
        problems += [_value(line, c, v) for c, v in values if not _fits(connection, c, v)]
    return problems


def _target(line: int, column: str, value: str, remedy: str) -> Problem:
    message = f"Row {line}, column {column}: this does not say which value of which source is wrong."
    return fail("correction_target", message, remedy, line=line, column=column, value=value)


def _value(line: int, column: Column, value: str | None) -> Problem:
    message = f"Row {line}: '{value}' is no value that column {column.name} can hold."
    return fail("correction_value", message, "Write the values as the source has them.", line=line, value=value)


def _fits(connection: duckdb.DuckDBPyConnection, column: Column, value: str | None) -> bool:
    if value is None:
        return True
    found = connection.execute(f"SELECT try_cast({literal(value)} AS {SQL_TYPES[column.type]}) IS NOT NULL").fetchone()
    return bool(found and found[0])


def registered(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[int, Correction]]]:
    """The corrections that stand in the view typed_corrections, with their row in it, by the source that they correct."""
    found: dict[str, list[tuple[int, Correction]]] = {}
    for row, *values in connection.execute(f"SELECT row, {COLUMNS} FROM typed_corrections ORDER BY row").fetchall():
        correction = Correction(*values)
        found.setdefault(correction.source, []).append((row, correction))
    return found


def applied(connection: duckdb.DuckDBPyConnection, source: Source, rows: str, own: Sequence[tuple[int, Correction]]) -> str:
    """The SQL of a source's typed rows with its own corrections applied. Raises Outdated where one has lost its reason."""
    for row, correction in own:
        rows = _with(connection, source, rows, row, correction)
    return rows


def _with(connection: duckdb.DuckDBPyConnection, source: Source, rows: str, row: int, correction: Correction) -> str:
    column = _named(source, correction.column)
    conditions = [
        f"{quoted(one.name)} IS NOT DISTINCT FROM {_sql(one, value)}"
        for name, value in correction.pairs()
        if (one := _named(source, name))
    ]
    if column is None or not conditions:
        raise Outdated(row, _lost(source, correction, "the source has no such column any more"))
    if correction.until and source.period:
        conditions.append(f"period <= DATE '{correction.until}'")
    which, old = " AND ".join(conditions), _sql(column, correction.old_value)
    cell = quoted(column.name)
    counts = connection.execute(
        f"SELECT count(*), count(*) FILTER ({which}), count(*) FILTER ({which} AND {cell} IS NOT DISTINCT FROM {old})"
        f" FROM ({rows})"
    ).fetchone()
    assert counts
    everything, picked, as_expected = counts
    if everything == 0:
        return rows
    if as_expected == 0 or as_expected < picked:
        raise Outdated(row, _lost(source, correction, f"expected in {picked or 'some'} rows, found in {as_expected}"))
    new = _sql(column, correction.new_value)
    return f"SELECT * REPLACE (CASE WHEN {which} THEN {new} ELSE {cell} END AS {cell}) FROM ({rows})"


def _lost(source: Source, correction: Correction, what: str) -> str:
    return (
        f"The correction {correction.correction_id} no longer fits '{source.title}': column {correction.column} of the rows"
        f" {shortened(correction.rows)} should still hold the old value ({what}). The source may have been put right. If so, take"
        " that line out of the list and load the list, by itself or together with the other files."
    )
