"""Identifiers and codes: Crime IDs, areas and offences, against what publishers write and what the lookups know."""

from __future__ import annotations

import difflib

import duckdb

from etl import names
from etl.judging.surroundings import Surroundings, parquet
from etl.problems import Problem, declares, shortened, warn
from etl.report import Report
from etl.sql import one_file

FORCES_WITHOUT_IDS = ("btp",)
"""British Transport Police publish no Crime IDs."""


@declares("meaning", "crimes_without_id")
def without_ids(connection: duckdb.DuckDBPyConnection, report: Report) -> list[Problem]:
    """Crimes and outcomes without an ID, which only anti-social behaviour is published without: a crime would count twice.

    Of 1.1 million published crimes of 40 forces and of 37,000 outcomes none is without, so that one is a sign of damage.
    """
    outcomes = report.source is not None and report.source.id == "police_outcomes"
    crimes = "" if outcomes else " WHERE crime_type <> 'Anti-social behaviour'"
    what, but = ("outcomes", "none") if outcomes else ("crimes", "only anti-social behaviour")
    harm = "an outcome without it belongs to no crime" if outcomes else "a crime that stands twice would count twice"
    rows = connection.execute(
        "SELECT force, strftime(period, '%Y-%m'), count(*), count(*) FILTER (crime_id IS NULL),"
        f" min(row) FILTER (crime_id IS NULL) FROM {typed_rows(report)}{crimes}"
        " GROUP BY force, period HAVING NOT list_contains($without::VARCHAR[], force) ORDER BY 1, 2",
        {"without": list(FORCES_WITHOUT_IDS)},
    ).fetchall()
    return [
        warn(
            "crimes_without_id",
            f"In {period}, {blank:,} of {every:,} {what} have no Crime ID; {but} is published so.",
            f"Download the month again and load it as it comes. Confirm to load it: {harm}.",
            line=line_of(report, first),
            column="Crime ID",
            value=period,
        )
        for _, period, every, blank, first in rows
        if blank
    ]


def note_lsoas(connection: duckdb.DuckDBPyConnection, around: Surroundings) -> None:
    """Note every LSOA code of the lookups, of either vintage, with its folded name, as the table `known_lsoas`."""
    if not around.lookups:
        return
    found = parquet(around.lookups)
    both = f"SELECT lsoa21_code AS code, lsoa21_name AS name FROM {found} UNION ALL SELECT lsoa11_code, lsoa11_name FROM {found}"
    connection.execute(
        f"CREATE TEMP TABLE known_lsoas AS SELECT DISTINCT code, {names.folded_sql('name')} AS name FROM ({both})"
        " WHERE code IS NOT NULL"
    )


@declares("meaning", "lsoa_unknown", "lsoa_name_differs")
def unlike_lookups(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Rows that name the area beside a code that no lookup has, and rows whose LSOA has another name in the lookups."""
    if not around.lookups or not around.area_lsoas:
        return []
    found = connection.execute(
        # A force's file has a hundred rows to each of its LSOAs: a name is folded once.
        f"WITH pairs AS (SELECT min(row) AS row, count(*) AS rows, lsoa_code, lsoa_name FROM {typed_rows(report)}"
        "  WHERE lsoa_code IS NOT NULL AND lsoa_name IS NOT NULL GROUP BY ALL),"
        f" filed AS (SELECT *, {names.folded_sql('lsoa_name')} AS name FROM pairs)"
        " SELECT sum(rows) FILTER (unknown), min(row) FILTER (unknown), arg_min(lsoa_code, row) FILTER (unknown),"
        " sum(rows) FILTER (other), min(row) FILTER (other), arg_min(lsoa_name, row) FILTER (other) FROM (SELECT filed.*,"
        "  lsoa_code NOT IN (SELECT code FROM known_lsoas) AND starts_with(name, $area) AS unknown,"
        "  lsoa_code IN (SELECT code FROM known_lsoas k WHERE k.name IS NOT NULL)"
        "  AND (lsoa_code, name) NOT IN (SELECT (code, k.name) FROM known_lsoas k WHERE k.name IS NOT NULL) AS other FROM filed)",
        {"area": names.folded(around.area_name) + " "},
    ).fetchone()
    assert found
    unknown, first, code, other, first_other, name = found
    problems: list[Problem] = []
    if unknown:
        line = line_of(report, first)
        where = f"Row {line}{_and_more(int(unknown))}"
        message = f"{where}: the LSOA code {code} stands with a name of {around.area_name}, and no lookup has it."
        remedy = "Check that the code is right and of 2011 or 2021. Confirm to load it: such rows count as not located."
        problems.append(warn("lsoa_unknown", message, remedy, line=line, column="LSOA code", value=str(code)))
    if other:
        line = line_of(report, first_other)
        where = f"Row {line}{_and_more(int(other))}"
        message = f"{where}: '{shortened(str(name))}' is not the name that the lookups have for the row's LSOA code."
        remedy = "Codes and names may have come apart: take the file as it was published. Confirm to load it; the code decides."
        problems.append(warn("lsoa_name_differs", message, remedy, line=line, column="LSOA name", value=shortened(str(name))))
    return problems


def _and_more(count: int) -> str:
    return f" and {count - 1:,} more" if count > 1 else ""


@declares("meaning", "table_code_unknown")
def of_tables(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Offence codes of the Home Office's tables that no list knows. 1/4.1/4.2 is known by its parts."""
    rows = connection.execute(
        f"SELECT min(row), offence_code, count(*) FROM {typed_rows(report)} WHERE NOT list_has_all($codes::VARCHAR[],"
        " list_transform(string_split(offence_code, '/'), lambda part: trim(part))) GROUP BY offence_code ORDER BY 1 LIMIT 20",
        {"codes": list(around.offence_codes)},
    ).fetchall()
    problems: list[Problem] = []
    for row, code, count in rows:
        line = line_of(report, row)
        near = difflib.get_close_matches(str(code), list(around.offence_codes), n=3, cutoff=0.4)
        guess = f"Nearest: {', '.join(near)}. " if near else ""
        message = (
            f"Row {line}{_and_more(count)}: the offence code {shortened(str(code))} is in no list, so no indicator counts it."
        )
        remedy = f"{guess}Correct it, or add it to the list of offence groups (offence_groups). Confirm to load it all the same."
        place = {"line": line, "column": "offence_code", "value": shortened(str(code))}
        problems.append(warn("table_code_unknown", message, remedy, **place))
    return problems


@declares("meaning", "table_without_area")
def without_area(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """A table of partnerships among which the area's own is not: it would give no figure of the area."""
    own = {names.folded(name) for name in (around.area_name, *around.partnership_names)}
    listed = [name for (name,) in connection.execute(f"SELECT DISTINCT csp_name FROM {typed_rows(report)} ORDER BY 1").fetchall()]
    if any(names.folded(name) in own for name in listed if name):
        return []
    near = difflib.get_close_matches(around.area_name, [str(name) for name in listed], n=1)
    guess = f"Nearest: {shortened(near[0])}. " if near else ""
    message = f"No row of the table is about {around.area_name}, so it gives no figure of the area."
    remedy = f"{guess}Check that it is the right table. Confirm to load it all the same."
    return [warn("table_without_area", message, remedy, column=source_heading(report, "csp_name"))]


def source_heading(report: Report, name: str) -> str:
    """The heading of a column as its source declares it."""
    assert report.source
    return report.source.column(name).heading


def line_of(report: Report, row: int) -> int:
    """The line of a row, as an editor shows it."""
    return int(report.lines[row - 1]) if report.lines is not None else row


def typed_rows(report: Report) -> str:
    """The SQL of a report's typed rows."""
    return f"read_parquet({one_file(report.typed)})"


@declares("meaning", "ward_unknown_code", "lsoa_unknown_code")
def unknown_wards(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Ward codes that no lookup has, in a file that has the area's own too."""
    known = f"SELECT ward_code FROM {parquet(around.lookups)} WHERE ward_code IS NOT NULL"
    return _codes_of_nowhere(connection, report, "ward_code", "ward", known, list(around.wards))


def unknown_lsoas(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """LSOA codes that no lookup has."""
    if not around.lookups or not around.area_lsoas:
        return []
    known = "SELECT code FROM known_lsoas"
    return _codes_of_nowhere(connection, report, "lsoa_code", "LSOA", known, sorted(around.area_lsoas))


def _codes_of_nowhere(
    connection: duckdb.DuckDBPyConnection, report: Report, column: str, kind: str, known: str, own: list[str]
) -> list[Problem]:
    found = connection.execute(
        f"SELECT count(*), min(row), arg_min({column}, row), count(DISTINCT {column}) FROM {typed_rows(report)}"
        f" WHERE {column} IS NOT NULL AND {column} NOT IN ({known})"
    ).fetchone()
    if not found or not found[0]:
        return []
    count, first, code, codes = found
    line = line_of(report, first)
    near = difflib.get_close_matches(str(code), own, n=1, cutoff=0.8)
    guess = f"Nearest: {near[0]}. " if near else ""
    of = f", and {codes - 1:,} other codes," if codes > 1 else ""
    message = f"Row {line}{_and_more(count)}: the {kind} code {code}{of} is in no lookup that is loaded."
    remedy = f"{guess}Check the year of the codes. Confirm to load the rows: they count in no {kind} of the area."
    return [warn(f"{kind.lower()}_unknown_code", message, remedy, line=line, column=column, value=str(code))]
