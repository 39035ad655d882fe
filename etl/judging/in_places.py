"""Rows about places: zones, cells and wards that no list holds, and days that have not come."""

from __future__ import annotations

import difflib

import duckdb

from analysis.declared.sources import Source
from etl.judging import codes
from etl.judging.surroundings import Surroundings
from etl.problems import EXAMPLES, Problem, declares, fail, shortened, warn
from etl.report import Report

NAMES_ZONES = {
    "activity": ("place_id",),
    "istv_places": ("zone_id",),
    "project_places": ("zone_id", "compared_with", "around", "around_compared"),
}
"""Sources whose rows name zones → the columns that do, each with one or several with ; between them."""
OF_CELLS, OF_WARDS = ("activity", "project_places"), ("project_places",)
"""Of these, the sources whose rows may name a cell of the partnership's own grid, or a ward by its code, as well."""
OF_DAYS = {"activity": "date", "istv": "arrived_at"}
"""Sources whose rows tell what has happened → the column of the day."""


def about(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """What is to be said of rows that name zones, or the day of something that has happened."""
    problems: list[Problem] = []
    if source.id in OF_DAYS:
        problems += _still_to_come(connection, report, OF_DAYS[source.id], around)
    if source.id == "istv":
        problems += _unknown_sites(report, around)
    for column in NAMES_ZONES.get(source.id, ()) if around.zones else ():
        known = around.zones | (around.cells if source.id in OF_CELLS else frozenset())
        known |= around.newest_codes.get("ward_code", frozenset()) if source.id in OF_WARDS else frozenset()
        problems += _unknown_zones(connection, report, column, known)
    return problems


@declares("meaning", "zone_unknown")
def _unknown_zones(connection: duckdb.DuckDBPyConnection, report: Report, column: str, known: frozenset[str]) -> list[Problem]:
    """Zones that no list holds: rows about them would be loaded and shown nowhere."""
    rows = connection.execute(
        f"SELECT min(row), zone, count(*) FROM (SELECT row, trim(unnest(string_split({column}, ';'))) AS zone"
        f" FROM {codes.typed_rows(report)}) WHERE NOT list_contains($known::VARCHAR[], zone)"
        f" GROUP BY zone ORDER BY 1 LIMIT {EXAMPLES}",
        {"known": sorted(known)},
    ).fetchall()
    problems: list[Problem] = []
    for row, zone, count in rows:
        line = codes.line_of(report, row)
        where = f"Row {line}" + (f" and {count - 1:,} more" if count > 1 else "")
        near = difflib.get_close_matches(zone, sorted(known), n=1, cutoff=0.5)
        guess = f"Did you mean {near[0]}? " if near else f"Known: {', '.join(sorted(known)[:10])}. "
        message = f"{where}: no zone is called '{shortened(zone)}', so no page will show this."
        remedy = f"{guess}Correct {column}, or load the zone first. Confirm to load it all the same."
        problems.append(warn("zone_unknown", message, remedy, line=line, column=column, value=zone))
    return problems


@declares("meaning", "day_in_future")
def _still_to_come(connection: duckdb.DuckDBPyConnection, report: Report, column: str, around: Surroundings) -> list[Problem]:
    """Days after today: what is planned is no record of what was done."""
    rows = connection.execute(
        f"SELECT row, {column}::DATE::VARCHAR FROM {codes.typed_rows(report)} WHERE {column}::DATE > $today::DATE"
        f" ORDER BY row LIMIT {EXAMPLES}",
        {"today": around.today.isoformat()},
    ).fetchall()
    return [
        fail(
            "day_in_future",
            f"Row {codes.line_of(report, row)}: {day} has not come yet.",
            "Correct the date, or leave out what is only planned. Check the date of this computer too.",
            line=codes.line_of(report, row),
            column=column,
            value=day,
        )
        for row, day in rows
    ]


@declares("meaning", "site_unknown")
def _unknown_sites(report: Report, around: Surroundings) -> list[Problem]:
    """Hospital sites of which nothing is loaded yet, where others are: a slip in the code would be a site of its own."""
    known = {site for source, site in around.loaded if source == "istv" and site}
    new = sorted({portion.force for portion in report.portions if portion.force} - known)
    if not known:
        return []
    return [
        warn(
            "site_unknown",
            f"No file of the hospital site {shortened(site)} has been loaded before.",
            f"Known: {', '.join(sorted(known))}. Correct site_code, or confirm that it is another site.",
            column="site_code",
            value=site,
        )
        for site in new
    ]
