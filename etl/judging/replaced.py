"""A month that is loaded already and handed in again: that it is replaced, and what changes, whatever its size."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import duckdb

from analysis.declared import disclosure_rule
from analysis.declared.sources import Source, what_is_counted
from etl import names
from etl.judging.against_the_past import REVISION
from etl.judging.surroundings import Surroundings
from etl.problems import Problem, counted, declares, inform, shortened, warn
from etl.report import Portion, Report
from etl.sql import literal, one_file, quoted

MOST_GONE = 0.5
"""A month of which more than half of the loaded records are gone is another month, or made in another way."""

KEPT_FOR_LIFE = {"partner_extract": ("offence_code", "recorded_on", "lsoa_code", "ward_code", "easting", "northing")}
"""What of a record without an identifier does not change: its outcome and flags do."""


NAMED = 5
"""Months that are named; the others are counted."""
SIDE_BY_SIDE = "whoever sets figures of the release before beside those of this one could tell"


@declares("meaning", "month_replaced", "records_gone", "area_total_revised")
def about(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """For each month that is loaded: which file it replaces, and how many of its records are new or gone."""
    if source.replaces not in ("force_month", "period"):
        return []
    problems: list[Problem] = []
    few: dict[str, int] = {}
    for portion in report.portions:
        loaded = around.months.get((source.id, portion.force, portion.period or ""))
        if loaded is None or report.typed is None:
            continue
        path, receipt = loaded
        new, gone = _differences(connection, source, portion, report.typed, path)
        old = around.loaded[(source.id, portion.force)][portion.period or ""]
        lost = _gone(connection, source, portion, report.typed, path)
        what = "no row differs" if not new and not gone else f"{counted(new, 'row')} new or changed, {gone:,} no longer there"
        message = (
            f"{portion.period} is loaded already ({counted(old.rows, 'row')} of {shortened(receipt.file)}, {receipt.at[:10]})."
            f" This file replaces it with {counted(portion.rows, 'row')}: {what}."
        )
        problems.append(inform("month_replaced", message, value=portion.period))
        if 0 < max(new, gone) < disclosure_rule.in_force().smallest_shown:
            few[str(portion.period)] = max(new, gone)
        problems += _area_total(connection, source, portion, report.typed, path, around)
        # Counts are revised as a matter of course; records are not.
        if source.id != "home_office_csp" and lost > MOST_GONE * old.rows and abs(portion.rows - old.rows) <= REVISION * old.rows:
            message = (
                f"{lost:,} of the {counted(old.rows, 'row')} loaded of {portion.period} are not in this file, though it is as"
                " long: most likely it is another month, or was made in another way."
            )
            remedy = "Check which month it is. Confirm to replace what is loaded."
            problems.append(warn("records_gone", message, remedy, value=portion.period))
    return problems + _few_corrected(source, few)


@declares("meaning", "few_corrected")
def _few_corrected(source: Source, few: Mapping[str, int]) -> list[Problem]:
    """So few people's records of a restricted list that differ, that two releases would tell of them. few: how many, by month."""
    if not few or what_is_counted(source.id) != "people":
        return []
    months = [f"{month} ({number})" for month, number in few.items()]
    named = ", ".join(months[:NAMED]) + (f" and {len(months) - NAMED:,} more" if months[NAMED:] else "")
    message = f"Few records would change of {named}: so few that {SIDE_BY_SIDE} of them."
    remedy = (
        "Where it can wait, hand the month in once it is settled. "
        "Confirm to load it; send out no pack of the release before after that."
    )
    return [warn("few_corrected", message, remedy, value=next(iter(few)))]


def _area_total(
    connection: duckdb.DuckDBPyConnection, source: Source, portion: Portion, new: Path, old: Path, around: Surroundings
) -> list[Problem]:
    """A year of the Home Office whose total of the area moves: counted in rows it may be the same."""
    if source.id != "home_office_csp":
        return []
    own = sorted(names.folded(name) for name in around.partnership_names)
    totals: list[int] = []
    for path in (old, new):
        found = connection.execute(
            f"SELECT coalesce(sum(offences), 0) FROM ({_part(path, portion, 'csp_name, offences')})"
            f" WHERE list_contains($own::VARCHAR[], {names.folded_sql('csp_name')})",
            {"own": own},
        ).fetchone()
        totals.append(int(found[0]) if found else 0)
    before, now = totals
    if abs(now - before) <= REVISION * abs(before):
        return []
    message = (
        f"{around.area_name} has {counted(before, 'offence')} loaded in the year from {portion.period}, and {now:,} in this file"
        + (f" ({(now - before) / before:+.0%})." if before else ".")
    )
    remedy = "Check that counts stand once, and in which unit. Confirm to replace the year."
    return [warn("area_total_revised", message, remedy, value=portion.period)]


def _columns(source: Source) -> str:
    return ", ".join(quoted(column.name) for column in source.columns)


def _part(path: Path, portion: Portion, columns: str) -> str:
    force = "force IS NULL" if portion.force is None else f"force = {literal(portion.force)}"
    return f"SELECT {columns} FROM read_parquet({one_file(path)}) WHERE {force} AND period = DATE '{portion.period}-01'"


def _differences(
    connection: duckdb.DuckDBPyConnection, source: Source, portion: Portion, new: Path, old: Path
) -> tuple[int, int]:
    """How many rows of a month are only in the new file, and how many only in the loaded one, all columns compared."""
    columns = _columns(source)
    one, other = _part(new, portion, columns), _part(old, portion, columns)
    found = connection.execute(
        f"SELECT (SELECT count(*) FROM (({one}) EXCEPT ALL ({other}))), (SELECT count(*) FROM (({other}) EXCEPT ALL ({one})))"
    ).fetchone()
    assert found
    return int(found[0]), int(found[1])


def _gone(connection: duckdb.DuckDBPyConnection, source: Source, portion: Portion, new: Path, old: Path) -> int:
    """How many loaded records the new file lacks: by what identifies one, where its source has that."""
    key = source.duplicates or KEPT_FOR_LIFE.get(source.id, ())
    if not key:
        return _differences(connection, source, portion, new, old)[1]
    known = f" AND {quoted(key[0])} IS NOT NULL"
    one, other = (f"{_part(path, portion, ', '.join(map(quoted, key)))}{known}" for path in (new, old))
    found = connection.execute(f"SELECT count(*) FROM (({other}) EXCEPT ALL ({one}))").fetchone()
    assert found
    return int(found[0])
