"""Records that stand twice: in one file, and in the lists of one call. The tables do repeat some by right, so it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb

from analysis.declared.sources import Source
from etl import names
from etl.judging import lists
from etl.judging.surroundings import Surroundings
from etl.problems import Problem, counted, declares, inform, shortened, warn
from etl.report import Report
from etl.sql import one_file, quoted

FEWEST, SHARE_REPEATED = 10, 0.2
"""A file of at least 10 different rows, each of which stands twice or more, was most likely pasted twice; so was one of which a
fifth of the rows repeat another. Of the real outcomes and stops 1% to 4% do, by right."""
HOME_OFFICE_KEY = ("financial_year", "quarter", "force_name", "csp_name", "offence_code", "offence_description")
EVERY_ROW = ("police_street", "police_outcomes", "police_stop_search", "partner_extract")
"""Sources without a key of their own: whole rows are compared."""
MAY_REPEAT = ("police_street", "partner_extract")
"""Of these, many rows are alike by right: points are snapped and times left out. Only a whole that stands twice tells."""


def _typed(report: Report) -> str:
    return f"read_parquet({one_file(report.typed)})"


def about(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """What stands twice within one file."""
    if report.typed is None:
        return []
    if source.id == "home_office_csp":
        return _repeated_counts(connection, report, around)
    return _repeated_rows(connection, report, source, around) if source.id in EVERY_ROW else []


@declares("meaning", "counts_repeated")
def _repeated_counts(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Counts of one offence, partnership and quarter that stand in several rows: they would be added."""
    key = ", ".join(HOME_OFFICE_KEY)
    own = [names.folded(name) for name in around.partnership_names]
    found = connection.execute(
        f"WITH several AS (SELECT {key}, count(*) AS times, sum(offences) AS total, min(row) AS first, max(row) AS last,"
        f" list_contains($own::VARCHAR[], {names.folded_sql('csp_name')}) AS own FROM {_typed(report)} WHERE set_aside IS NULL"
        # Of "Unassigned" no figure is made, and the tables repeat it by right.
        f" AND NOT starts_with(lower(trim(csp_name)), 'unassigned') GROUP BY {key} HAVING count(*) > 1)"
        " SELECT count(*) OVER (), sum(times) OVER (), csp_name, offence_code, first, last, count(*) FILTER (own) OVER ()"
        " FROM several ORDER BY own DESC, first LIMIT 1",
        {"own": own},
    ).fetchone()
    if not found or not found[0]:
        return []
    keys, times, partnership, code, first, last, of_area = found
    lines = [int(report.lines[row - 1]) if report.lines is not None else row for row in (first, last)]
    ours = f" {of_area:,} of them are of {around.area_name}." if of_area else ""
    message = (
        f"{keys:,} counts of one offence, partnership and quarter stand in {times:,} rows, and would be added, such as code"
        f" {code} of {partnership} in rows {lines[0]} and {lines[1]}.{ours}"
    )
    remedy = "The published tables repeat a few by right. If rows were pasted twice, remove them; confirm if all of them count."
    return [warn("counts_repeated", message, remedy, line=lines[1], column="Offence Count")]


@declares("meaning", "rows_repeated")
def _repeated_rows(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """Whole rows that stand twice: all of the file, or all that lie in the area."""
    columns = ", ".join(quoted(column.name) for column in source.columns)
    # Of police files the identified ones are told by their Crime ID; only the others can repeat unseen.
    unseen = "set_aside IS NULL" + (" AND crime_id IS NULL" if source.id == "police_street" else "")
    names = {column.name for column in source.columns}
    inside = "lsoa_code IN (SELECT code FROM area_lsoas)" if "lsoa_code" in names else "false"
    found = connection.execute(
        "SELECT sum(times), count(*), min(times),"
        " sum(times) FILTER (inside), count(*) FILTER (inside), min(times) FILTER (inside)"
        f" FROM (SELECT times, {inside} AS inside FROM (SELECT {columns}, count(*) AS times FROM {_typed(report)}"
        f" WHERE {unseen} GROUP BY {columns}))"
    ).fetchone()
    assert found
    for (rows, different, fewest), what in ((found[:3], "the file"), (found[3:], f"{around.area_name}'s rows")):
        many = rows and source.id not in MAY_REPEAT and rows - different > SHARE_REPEATED * rows
        if rows and different >= FEWEST and (fewest > 1 or many):
            message = (
                f"{rows - different:,} of {rows:,} rows ({what}) repeat another row in every column: they would count twice."
            )
            remedy = "Most likely rows were pasted twice: remove them. Confirm if each is a record of its own."
            return [warn("rows_repeated", message, remedy)]
    return []


def across(connection: duckdb.DuckDBPyConnection, reports: Sequence[Report]) -> dict[int, list[Problem]]:
    """Files or sheets of one call that hold the same keys of a list with different content: by their position."""
    by_source: dict[str, list[int]] = {}
    for i, report in enumerate(reports):
        if report.source and report.source.replaces == "key" and report.verdict != "refused" and report.typed:
            by_source.setdefault(report.source.id, []).append(i)
    found: dict[int, list[Problem]] = {}
    for positions in by_source.values():
        if len(positions) > 1:
            for i, problem in _key_twice(connection, {i: reports[i] for i in positions}):
                found.setdefault(i, []).append(problem)
    return found


@declares("meaning", "key_twice")
def _key_twice(connection: duckdb.DuckDBPyConnection, reports: Mapping[int, Report]) -> list[tuple[int, Problem]]:
    source = next(iter(reports.values())).source
    assert source
    key = ", ".join(map(quoted, source.key))
    rest = [column.name for column in source.columns if column.name not in source.key]
    texts = ", ".join(f"coalesce({quoted(name)}::VARCHAR, '')" for name in rest)
    content = f"concat_ws(chr(31), {texts or repr('')})"
    every = " UNION ALL ".join(
        f"SELECT {i} AS file, row, {key}, {content} AS content FROM {_typed(report)} WHERE set_aside IS NULL"
        for i, report in reports.items()
    )
    shown = f"concat_ws(', ', {key})"
    rows = connection.execute(
        f"WITH every AS ({every}), twice AS (SELECT list(DISTINCT file ORDER BY file) AS files, any_value({shown}) AS example"
        f" FROM every GROUP BY {key} HAVING count(DISTINCT file) > 1 AND count(DISTINCT content) > 1)"
        " SELECT files, count(*), min(example) FROM twice GROUP BY files ORDER BY files"
    ).fetchall()
    found: list[tuple[int, Problem]] = []
    for files, count, example in rows:
        named = [shortened(reports[i].file) for i in files]
        message = (
            f"{' and '.join(named)} hold {counted(count, 'row')} of the same {', '.join(source.key)} with different content, such"
            f" as {shortened(example)}. The later one, {named[-1]}, would count."
        )
        remedy = "Leave out the one that is not meant, such as a draft. Confirm to load both in this order."
        found += [(i, warn("key_twice", message, remedy)) for i in files]
    return found


@declares("meaning", "rows_replaced")
def replacing(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """How many rows of a list take the place of loaded ones of the same key with other content."""
    loaded = around.lists.get(source.id, ())
    if source.replaces != "key" or source.id in lists.JUDGED_BY or not loaded or report.typed is None:
        return []
    key = ", ".join(map(quoted, source.key))
    rest = ", ".join(quoted(column.name) for column in source.columns if column.name not in source.key)
    newest = " UNION ALL BY NAME ".join(f"SELECT {n} AS n, * FROM read_parquet({one_file(p)})" for n, p in enumerate(loaded))
    found = connection.execute(
        # What is set aside is in no figure, and takes no row's place.
        f"WITH loaded AS (SELECT * FROM ({newest}) WHERE set_aside IS NULL"
        f" QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY n DESC) = 1),"
        f" filed AS (FROM {_typed(report)} WHERE set_aside IS NULL),"
        f" same AS (SELECT {key} FROM filed INTERSECT SELECT {key} FROM loaded),"
        f" alike AS (SELECT {key}, {rest or key} FROM filed INTERSECT SELECT {key}, {rest or key} FROM loaded)"
        " SELECT (SELECT count(*) FROM same), (SELECT count(*) FROM alike)"
    ).fetchone()
    assert found
    same, alike = found
    if same == alike:
        return []
    message = f"{counted(same - alike, 'row')} of the file {'takes' if same - alike == 1 else 'take'} the place of loaded ones."
    return [inform("rows_replaced", f"{message} {alike:,} are loaded already as they are.")]
