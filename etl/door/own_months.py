"""The months that a file is about, and the stray rows of other months that it holds.

A file replaces what is loaded of its own months and of no other: the one row of May in a file of June must not leave May with one
row. Stray rows go with the file's own month where only their time tells another one, else they are set aside with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

import duckdb

from analysis.declared import reference_tables
from analysis.declared.sources import Source
from analysis.words.months import number_of
from etl.report import Part, Stray
from etl.sql import literal, one_file

STRAY = 0.1
"""A month with under a tenth of the rows of the fullest one beside it in the file is not what the file is about."""
FEWEST = 50
"""A fullest month of fewer rows tells nothing of the others, unless more of them is loaded."""
EDGE, SMALLER = 0.5, 0.6
"""Nor is one with under half of those rows, if more than that is loaded of it already: under 60% of what is loaded, the share
below which a month is taken for a part of one (see etl.judging.against_the_past)."""
MOST = 0.5
"""A file is about the month of its name if at least half of its rows are of that month; else it has a wrong name."""
ARCHIVE_NAME = re.compile(r"(?:.*/)?(?P<month>20[0-9]{2}-(?:0[1-9]|1[0-2]))-(?P<rest>[a-z].*)", re.IGNORECASE)
"""The archive layout of data.police.uk: 2025-01/2025-01-devon-and-cornwall-street.csv."""
OTHER_MONTH, OTHER_FORCE = "other_month", "other_force"
"""Why a stray row is set aside."""


def named_month(file_name: str) -> str | None:
    """The month that a file's name tells in the archive layout (YYYY-MM), else None."""
    found = ARCHIVE_NAME.fullmatch(file_name.rsplit("!", 1)[-1])
    return found.group("month") if found else None


def named_force(file_name: str) -> str | None:
    """The force that a file's name tells in the archive layout (its slug), else None."""
    found = ARCHIVE_NAME.fullmatch(file_name.rsplit("!", 1)[-1])
    rest = found.group("rest").lower() if found else ""
    return next((slug for slug in reference_tables.forces()["slug"] if rest.startswith(f"{slug}-")), None)


def own_parts(source: Source, rows: Mapping[Part, int], file_name: str) -> set[Part]:
    """The parts that a file is about, of all that its rows name.

    By the file's name where it has the archive layout and at least half of the rows agree; else by size, force by force.
    """
    parts = set(rows)
    if source.replaces not in ("force_month", "period") or len(parts) < 2:
        return parts
    # A month that has not come is no stray row but a fault of its own.
    to_come = {part for part in parts if (part[1] or "") > date.today().strftime("%Y-%m")}
    named = _named(source, rows, file_name)
    by_size = {part for part in parts for most in [_fullest(rows, part[0])] if most < FEWEST or rows[part] >= STRAY * most}
    return (named or by_size) | to_come


def _named(source: Source, rows: Mapping[Part, int], file_name: str) -> set[Part]:
    if source.replaces != "force_month":
        return set()
    month, force = named_month(file_name), named_force(file_name)
    of_month = {part for part in rows if part[1] == month}
    if sum(rows[part] for part in of_month) < MOST * sum(rows.values()):
        return set()
    of_force = {part for part in of_month if part[0] == force}
    return of_force if sum(rows[part] for part in of_force) >= MOST * sum(rows.values()) else of_month


def _fullest(rows: Mapping[Part, int], force: str | None) -> int:
    return max(count for part, count in rows.items() if part[0] == force)


def beside_loaded(rows: Mapping[Part, int], loaded: Mapping[Part, int]) -> set[Part]:
    """The parts of which a file holds but a piece, since more is loaded of them: the edge of an extract from day to day."""
    return {
        part for part, count in rows.items() if count < EDGE * _fullest(rows, part[0]) and count < SMALLER * loaded.get(part, 0)
    }


def strays(source: Source, rows: Mapping[Part, int], own: Collection[Part]) -> tuple[Stray, ...]:
    """What becomes of each part that the file is not about."""
    return tuple(
        Stray(part, into, rows[part], _reason(source, part, into))
        for part in sorted(set(rows) - set(own), key=str)
        for into in [_nearest(part, rows, own)]
    )


def _nearest(part: Part, rows: Mapping[Part, int], own: Collection[Part]) -> Part:
    """The own part of the same force nearest in time, else the fullest."""
    same = [other for other in own if other[0] == part[0]]
    if not same:
        return max(own, key=lambda other: (rows.get(other, 0), str(other)))
    return min(same, key=lambda other: (abs(_months(other[1]) - _months(part[1])), str(other)))


def _months(month: str | None) -> int:
    return number_of(month) if month else 0


def _reason(source: Source, part: Part, into: Part) -> str | None:
    if part[0] != into[0]:
        return OTHER_FORCE
    # A time of day is all that speaks for another month: the row has no month of its own.
    return None if source.column(source.period).type == "timestamp" else OTHER_MONTH


def put_with_own(connection: duckdb.DuckDBPyConnection, typed: Path, found: Sequence[Stray]) -> None:
    """Rewrite typed rows so that the stray ones lie in the own part that they go with, each with its reason."""
    where = [_is(stray.part) for stray in found]
    force = " ".join(f"WHEN {is_it} THEN {_text(s.into[0])}" for is_it, s in zip(where, found, strict=True))
    period = " ".join(f"WHEN {is_it} THEN {_day(s.into[1])}" for is_it, s in zip(where, found, strict=True))
    reason = " ".join(f"WHEN {is_it} THEN {_text(s.reason)}" for is_it, s in zip(where, found, strict=True))
    rewritten = typed.with_suffix(".rewritten")
    connection.execute(
        f"COPY (SELECT * REPLACE (CASE {force} ELSE force END AS force, CASE {period} ELSE period END AS period,"
        f" CASE {reason} ELSE set_aside END AS set_aside) FROM read_parquet({one_file(typed)}) ORDER BY row)"
        f" TO {literal(str(rewritten))} (FORMAT parquet)"
    )
    rewritten.replace(typed)


def _is(part: Part) -> str:
    return f"(force IS NOT DISTINCT FROM {_text(part[0])} AND period IS NOT DISTINCT FROM {_day(part[1])})"


def _text(value: str | None) -> str:
    return "NULL::VARCHAR" if value is None else literal(value)


def _day(month: str | None) -> str:
    return "NULL::DATE" if month is None else f"DATE '{month}-01'"
