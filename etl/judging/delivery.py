"""What projects hand in that cannot be so: days to come or past, periods outside the grant, figures unlike their kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb

from analysis.declared import reference_tables
from analysis.declared.sources import Source
from analysis.words import fields
from etl.judging import codes
from etl.judging.surroundings import Surroundings, parquet
from etl.problems import EXAMPLES, Problem, declares, fail, shortened, warn
from etl.report import Report

HAS_COME = {
    "milestones": {"actual": ("TRUE", "the day on which it was reached", "Leave it blank while it is open.")},
    "actions": {
        "closed_on": ("TRUE", "the day on which it was closed", "Leave it blank while it is open."),
        "agreed_on": ("TRUE", "the day of the meeting that agreed it", "Correct the day."),
    },
    "moves": {"decided_on": ("TRUE", "the day on which it was decided", "Correct the day.")},
    "stages": {"passed": ("TRUE", "the day on which it was passed", "Leave it blank while it is open.")},
    "returns": {
        "submitted_on": ("TRUE", "the day on which it was sent", "Correct the day, or leave it blank."),
        "period_start": (
            "value IS NOT NULL AND status::VARCHAR <> 'draft'",
            "the first day of a period with a figure",
            "Leave value blank until then.",
        ),
    },
    "spend": {
        "period_start": ("actual IS NOT NULL", "the first day of a period with money spent", "Leave actual blank until then.")
    },
}
"""Table → column → the rows in which its day must have come, what the day is, what to do."""
IN_PERIODS = ("returns", "spend")
AS_PERCENT = ("%", "percent", "per cent", "percentage")


def about(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """What of a table about delivery cannot be so, or is to be looked at."""
    problems = _not_come(connection, report, source, around)
    if source.id == "milestones":
        problems += _passed(connection, report, around)
    if source.id in IN_PERIODS:
        problems += _outside(connection, report, around)
    if source.id == "returns":
        problems += _returned(connection, report, around)
    if source.id == "targets":
        problems += _targets(connection, report)
    return problems


@declares("meaning", "day_not_come")
def _not_come(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    problems: list[Problem] = []
    for column, (rows, what, remedy) in HAS_COME.get(source.id, {}).items():
        for row, day in connection.execute(
            f"SELECT row, {column} FROM {codes.typed_rows(report)} WHERE {column} > $today AND {rows} ORDER BY row"
            f" LIMIT {EXAMPLES}",
            {"today": around.today},
        ).fetchall():
            line = codes.line_of(report, row)
            message = f"Row {line}, column {column}: {day} has not come yet, and it is {what}."
            problems.append(fail("day_not_come", message, remedy, line=line, column=column, value=f"{day}"))
    return problems


@declares("meaning", "forecast_passed")
def _passed(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Milestones that are not reached and expected on a day that has passed."""
    rows = connection.execute(
        f"SELECT row, forecast FROM {codes.typed_rows(report)} WHERE actual IS NULL AND forecast < $today ORDER BY row"
        f" LIMIT {EXAMPLES}",
        {"today": around.today},
    ).fetchall()
    remedy = "Write the day that is expected now, or into actual the day on which it was reached. Confirm to load it as it is."
    return [
        warn(
            "forecast_passed",
            f"Row {codes.line_of(report, row)}, column forecast: {day} has passed, and the milestone is not reached.",
            remedy,
            line=codes.line_of(report, row),
            column="forecast",
            value=f"{day}",
        )
        for row, day in rows
    ]


@declares("meaning", "period_outside_grant")
def _outside(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Periods of which no day lies in the grant's year, or in the days of a project that goes on longer."""
    days = _days_of_grants(connection, around)
    # What lies after a project's own end is said of returns by itself (`projects.after_the_end`).
    said_of_the_end = report.source is not None and report.source.id == "returns"
    grant = "coalesce(grant_id, '')"
    rows = connection.execute(
        f"SELECT row, {grant}, project_id, period_start, period_end FROM {codes.typed_rows(report)} ORDER BY row"
    ).fetchall()
    problems: list[Problem] = []
    for row, named, project, start, end in rows:
        of_project = around.grants_of.get(project, frozenset())
        own = named or (next(iter(of_project)) if len(of_project) == 1 else "")
        if own not in days:
            continue
        first, last = days[own]
        ends = around.project_ends.get((own, project))
        if (end >= first and start <= max(last, ends or last)) or (said_of_the_end and ends and start > ends):
            continue
        line = codes.line_of(report, row)
        message = (
            f"Row {line}, column period_start: {start} to {end} lies outside the grant {shortened(own)}, which runs from"
            f" {first} to {last}."
        )
        remedy = "Correct the period, or the grant. Confirm to load it all the same."
        place = {"line": line, "column": "period_start", "value": f"{start}"}
        problems.append(warn("period_outside_grant", message, remedy, **place))
    return problems[:EXAMPLES]


def _days_of_grants(connection: duckdb.DuckDBPyConnection, around: Surroundings) -> Mapping[str, tuple[date, date]]:
    """Grant → the first and last day of its financial year, where that is known."""
    if paths := around.typed("grants"):
        rows = connection.execute(
            "SELECT grant_id, year, (year + INTERVAL 1 YEAR - INTERVAL 1 DAY)::DATE"
            f" FROM {parquet(paths[:1])} WHERE year IS NOT NULL"
        ).fetchall()
        return {str(grant): (first, last) for grant, first, last in rows}
    shipped = fields.lines(reference_tables.partnership_table("grants", around.area_code).fillna(""))
    years = {str(row["grant_id"]): int(str(row["year"])[:4]) for row in shipped if row["year"]}
    return {grant: (date(year, 4, 1), date(year + 1, 3, 31)) for grant, year in years.items()}


@declares("meaning", "percent_as_part", "yes_no_number")
def _returned(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Percentages written as parts of one, and yes or no as a number."""
    rows = connection.execute(
        f"SELECT row, grant_id, project_id, measure_id, value FROM {codes.typed_rows(report)} WHERE value IS NOT NULL"
        " ORDER BY row"
    ).fetchall()
    problems: list[Problem] = []
    for row, grant, project, measure, value in rows:
        unplaced = around.measures.get((None, project, measure), ("", False))
        kind, _ = around.measures.get((grant, project, measure), unplaced)
        problems += _unlike_kind(report, row, "value", measure, kind, value)
    return problems[:EXAMPLES]


@declares("meaning", "target_percent", "unit_unlike_kind")
def _targets(connection: duckdb.DuckDBPyConnection, report: Report) -> list[Problem]:
    """Minima that their kind does not know, and units of another kind."""
    rows = connection.execute(
        f"SELECT row, measure_id, kind::VARCHAR, minimum, unit FROM {codes.typed_rows(report)} ORDER BY row"
    ).fetchall()
    problems: list[Problem] = []
    for row, measure, kind, minimum, unit in rows:
        line = codes.line_of(report, row)
        if minimum is not None:
            problems += _unlike_kind(report, row, "minimum", measure, kind, minimum)
        if kind == "percent" and minimum is not None and minimum > 100:
            message = f"Row {line}, column minimum: {measure} is {minimum:g}, and a percentage lies from 0 to 100."
            place = {"line": line, "column": "minimum", "value": f"{minimum:g}"}
            problems.append(fail("target_percent", message, "Correct minimum.", **place))
        as_percent = (unit or "").strip().casefold() in AS_PERCENT
        if unit and as_percent != (kind == "percent"):
            message = f"Row {line}, column unit: {measure} is counted in '{shortened(unit)}', and its kind is {kind}."
            remedy = "Write percent into kind." if as_percent else "Leave unit blank or write %, or write count into kind."
            place = {"line": line, "column": "unit", "value": shortened(unit)}
            problems.append(warn("unit_unlike_kind", message, f"{remedy} Confirm to load it all the same.", **place))
    return problems[:EXAMPLES]


def _unlike_kind(report: Report, row: int, column: str, measure: str, kind: str, value: float) -> list[Problem]:
    line = codes.line_of(report, row)
    place = {"line": line, "column": column, "value": f"{value:g}"}
    if kind == "yes_no" and value not in (0, 1):
        message = f"Row {line}, column {column}: {measure} is yes or no, and {value:g} is neither 1 nor 0."
        return [fail("yes_no_number", message, "Write 1 for yes and 0 for no.", **place)]
    if kind == "percent" and 0 < value < 1:
        message = f"Row {line}, column {column}: {measure} is {value:g}, and percentages are written 0 to 100 here."
        remedy = f"Write {value * 100:g} for {value * 100:g}%. Confirm if it is less than one percent."
        return [warn("percent_as_part", message, remedy, **place)]
    return []
