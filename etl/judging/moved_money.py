"""Moves of money: none takes more than what it is taken from holds."""

from __future__ import annotations

import duckdb

from analysis.declared import reference_tables
from analysis.words import fields
from etl.judging import codes
from etl.judging.surroundings import Surroundings, parquet
from etl.problems import EXAMPLES, Problem, declares, fail
from etl.report import Report
from etl.sql import one_file

KEY = "grant_id, from_project_id, to_project_id, decided_on, reference"
Holder = tuple[str, str]
"""A grant and its project; the project "" stands for what is not allocated."""


@declares("meaning", "move_beyond")
def about(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Moves that take more than a project, or what is not allocated, holds by the moves before them. Pounds.

    Where a share was never handed in, nothing can be said of it.
    """
    held = _shares(connection, around)
    problems: list[Problem] = []
    for row, grant, giver, taker, amount in _every_move(connection, report, around):
        source, target = (grant, giver or ""), (grant, taker or "")
        if row is not None and source in held and amount > held[source]:
            line = codes.line_of(report, row)
            what = f"project {giver} holds" if giver else "is not allocated"
            message = f"Row {line}, column amount: £{amount:,.2f} is more than {what}: £{max(held[source], 0):,.2f}."
            place = {"line": line, "column": "amount", "value": f"{amount:g}"}
            problems.append(fail("move_beyond", message, "Correct amount, or the project that gives.", **place))
        for holder, change in ((source, -amount), (target, amount)):
            if holder in held:
                held[holder] += change
    return problems[:EXAMPLES]


def _every_move(
    connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings
) -> list[tuple[int | None, str, str | None, str | None, float]]:
    """The moves that will stand, by day: those of the file with their row, those loaded without."""
    parts = [f"SELECT row, 1000000 AS n, {KEY}, amount FROM {codes.typed_rows(report)}"]
    parts += [
        f"SELECT NULL, {n}, {KEY}, amount FROM read_parquet({one_file(path)})"
        for n, path in enumerate(around.lists.get("moves", ()))
    ]
    return connection.execute(
        f"SELECT row, grant_id, from_project_id, to_project_id, amount FROM ({' UNION ALL '.join(parts)})"
        f" QUALIFY row_number() OVER (PARTITION BY {KEY} ORDER BY n DESC) = 1"
        " ORDER BY decided_on, row NULLS FIRST"
    ).fetchall()


def _shares(connection: duckdb.DuckDBPyConnection, around: Surroundings) -> dict[Holder, float]:
    """What each project was allocated, and what of each grant was not, before any move."""
    if not (paths := around.typed("allocations")):
        return {}
    held: dict[Holder, float] = {}
    for grant, project, amount in connection.execute(
        f"SELECT grant_id, project_id, amount FROM {parquet(paths[:1])} WHERE amount IS NOT NULL"
    ).fetchall():
        held[str(grant), str(project)] = float(amount)
    given: dict[str, float] = {}
    for (grant, _), amount in held.items():
        given[grant] = given.get(grant, 0.0) + amount
    return held | {(grant, ""): awarded - given[grant] for grant, awarded in _awarded(connection, around) if grant in given}


def _awarded(connection: duckdb.DuckDBPyConnection, around: Surroundings) -> list[tuple[str, float]]:
    if paths := around.typed("grants"):
        return connection.execute(f"SELECT grant_id, awarded FROM {parquet(paths[:1])} WHERE awarded IS NOT NULL").fetchall()
    shipped = fields.lines(reference_tables.partnership_table("grants", around.area_code).fillna(""))
    return [(str(row["grant_id"]), float(row["awarded"])) for row in shipped if row["awarded"] != ""]
