"""Figures that do not agree with themselves, with each other, or with those loaded before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from analysis.declared import reference_tables
from analysis.declared.settings import read_toml
from analysis.declared.sources import Source
from etl.door import published
from etl.judging.surroundings import Surroundings
from etl.problems import EXAMPLES, Problem, counted, declares, fail, inform, shortened, warn
from etl.report import Report
from etl.sql import one_file, quoted

FAR_YEARS = 5
"""A period that begins more than five years ahead is a slip in the year; forecasts and profiles lie nearer."""
JUMP = {True: 30.0, False: 50.0}
"""Shares (true) that move thirtyfold, and other figures that move fiftyfold, from one period to the next were most likely written
in another unit: 0.051 and 5.2."""
HUNDREDFOLD = (99.0, 101.0)
"""The same figure handed in again a hundred times as large: pence for pounds, or percent for parts."""
DAYS_OF_MONTH = 30.44
APART = 0.02
"""A value and its parts may differ by rounding: by half of the last digit shown and 2 in a hundred."""
ELSEWHERE = ("E92", "W92", "S92", "N92", "K0", "E12", "E23", "E22")
"""Countries, regions, forces and partnerships: figures of these stand beside the area's as comparators."""


def about(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """What of a list's figures cannot be so, or is to be looked at."""
    if report.typed is None:
        return []
    problems = _far_ahead(connection, report, source, around)
    problems += _hundred_times(connection, report, source, around)
    if source.id == "indicator_values" or source.is_published:
        declared = _declared(connection)
        problems += _out_of_range(connection, report, declared)
        problems += _unlike_its_parts(connection, report, declared)
        problems += _jumps(connection, report, declared, around)
        problems += _other_areas(connection, report, around)
    if source.id == "returns":
        problems += _measures(connection, report, around)
    return problems


def _typed(report: Report) -> str:
    return f"read_parquet({one_file(report.typed)})"


def _figures(report: Report, path: Path | None = None) -> str:
    """The indicators' figures of a report, or of the typed rows of another file of its source."""
    rows = f"read_parquet({one_file(path or report.typed)})"
    if report.source and report.source.is_published:
        return published.figures(report.source, rows)
    return f"(SELECT *, false AS standardised FROM {rows})"


def _line(report: Report, row: int) -> int:
    return int(report.lines[row - 1]) if report.lines is not None else row


def _where(report: Report, rows: Sequence[int]) -> str:
    """Row 5, or Row 5 and 3 more."""
    return f"Row {_line(report, rows[0])}" + (f" and {len(rows) - 1:,} more" if len(rows) > 1 else "")


@declares("meaning", "period_far_ahead")
def _far_ahead(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    if source.replaces not in ("key", "whole") or "period_start" not in {column.name for column in source.columns}:
        return []
    last = around.today.replace(year=around.today.year + FAR_YEARS, day=1)
    rows = connection.execute(
        f"SELECT row, period_start::VARCHAR FROM {_typed(report)}"
        f" WHERE period_start > DATE '{last}' AND set_aside IS NULL ORDER BY row"
    ).fetchall()
    if not rows:
        return []
    message = f"{_where(report, [row for row, _ in rows])}: the period begins on {rows[0][1]}, more than {FAR_YEARS} years ahead."
    place = {"line": _line(report, rows[0][0]), "column": "period_start", "value": rows[0][1]}
    return [warn("period_far_ahead", message, "Check the year. Confirm to load it all the same.", **place)]


@declares("meaning", "hundred_times")
def _hundred_times(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """Figures of a key that is loaded already, a hundred times as large or small."""
    loaded = around.lists.get(source.id, ())
    numbers = [c.name for c in source.columns if c.type in ("number", "integer") and c.name not in source.key]
    if not loaded or not numbers or not source.key:
        return []
    key = ", ".join(map(quoted, source.key))
    newest = " UNION ALL BY NAME ".join(f"SELECT {n} AS n, * FROM read_parquet({one_file(p)})" for n, p in enumerate(loaded))
    same = " AND ".join(f"a.{quoted(name)} IS NOT DISTINCT FROM b.{quoted(name)}" for name in source.key)
    problems: list[Problem] = []
    for name in numbers:
        value = quoted(name)
        rows = connection.execute(
            f"WITH before AS (SELECT * FROM ({newest}) WHERE set_aside IS NULL"
            f" QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY n DESC) = 1)"
            f" SELECT a.row, a.{value}, b.{value} FROM {_typed(report)} a JOIN before b ON {same}"
            f" WHERE a.set_aside IS NULL AND greatest(a.{value} / nullif(b.{value}, 0), b.{value} / nullif(a.{value}, 0))"
            f" BETWEEN {HUNDREDFOLD[0]} AND {HUNDREDFOLD[1]} ORDER BY a.row"
        ).fetchall()
        if rows:
            row, now, before = rows[0]
            message = f"{_where(report, [r for r, *_ in rows])}: {name} is {now:g}, and {before:g} is loaded: a hundredfold."
            remedy = "Check the unit: pounds or pence, percent or parts of one. Confirm to load it all the same."
            problems.append(warn("hundred_times", message, remedy, line=_line(report, row), column=name, value=f"{now:g}"))
    return problems


def _declared(connection: duckdb.DuckDBPyConnection) -> str:
    """Temporary table of what the indicators declare: whether a share, what the parts are multiplied by, whether a count."""
    rows: list[tuple[str, bool, float | None, bool]] = []
    for path in sorted(reference_tables.indicators_folder().glob("*.toml")):
        values = read_toml(path)
        share, per = values.get("unit") == "%", values.get("rate_per")
        scale = 100.0 if share else float(per) if per else None
        rows.append((str(path.stem), share, scale, not share and not per))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE declared_indicators (indicator_id VARCHAR, share BOOLEAN, scale DOUBLE, counts BOOLEAN)"
    )
    connection.executemany("INSERT INTO declared_indicators VALUES (?, ?, ?, ?)", rows)
    return "declared_indicators"


@declares("meaning", "share_out_of_range", "count_below_zero", "count_not_whole")
def _out_of_range(connection: duckdb.DuckDBPyConnection, report: Report, declared: str) -> list[Problem]:
    """Shares outside 0 to 100, and counts that are negative or not whole: those of a share or rate stand in its numerator."""
    parts = "numerator <> floor(numerator) AND status <> 'estimated'"
    causes = (
        ("share_out_of_range", "value", "share AND (value < 0 OR value > 100)", "a share lies from 0 to 100", fail),
        ("count_below_zero", "value", "counts AND value < 0", "a count is not below zero", fail),
        (
            "count_not_whole",
            "value",
            "counts AND value <> floor(value) AND status <> 'estimated'",
            "a count is a whole number",
            warn,
        ),
        ("count_not_whole", "numerator", parts, "a count is a whole number", warn),
    )
    problems: list[Problem] = []
    # Publishers estimate and weight: their counts need not be whole.
    published_table = report.source is not None and report.source.is_published
    for check, column, condition, rule, answer in causes:
        if check == "count_not_whole" and published_table:
            continue
        rows = connection.execute(
            f"SELECT row, indicator_id, {column} FROM {_figures(report)} JOIN {declared} USING (indicator_id) WHERE {condition}"
            " ORDER BY row"
        ).fetchall()
        if rows:
            row, indicator, value = rows[0]
            what = shortened(indicator) if column == "value" else f"the {column} of {shortened(indicator)}"
            message = f"{_where(report, [r for r, *_ in rows])}: {what} is {value:g}, and {rule}."
            remedy = f"Correct {column}." if answer is fail else f"Correct {column}, or confirm to load it all the same."
            problems.append(answer(check, message, remedy, line=_line(report, row), column=column, value=f"{value:g}"))
    return problems


@declares("meaning", "value_unlike_parts")
def _unlike_its_parts(connection: duckdb.DuckDBPyConnection, report: Report, declared: str) -> list[Problem]:
    """Values that numerator and denominator do not give: 3.0 with 30 of 100."""
    decimals = "strlen(regexp_replace(regexp_extract(value::VARCHAR, '[.]([0-9]+)$', 1), '0+$', ''))"
    given = "numerator / denominator * coalesce(scale, 1)"
    differs = f"abs(value - given) > 0.51 * pow(10, -{decimals}) AND abs(value - given) > {APART} * abs(given)"
    # Where no indicator declares what the parts are multiplied by, any usual base will do.
    unknown = " AND ".join(
        f"abs(value - given * {base}) > {APART} * abs(given * {base})" for base in (1, 100, 1000, 10000, 100000)
    )
    rows = connection.execute(
        f"SELECT row, value, numerator, denominator, given FROM (SELECT *, {given} AS given FROM {_figures(report)}"
        f" LEFT JOIN {declared} USING (indicator_id) WHERE value IS NOT NULL AND numerator IS NOT NULL AND denominator > 0"
        " AND NOT standardised)"
        f" WHERE CASE WHEN scale IS NULL THEN value <> numerator AND {unknown} ELSE {differs} END ORDER BY row"
    ).fetchall()
    if not rows:
        return []
    row, value, numerator, denominator, given = rows[0]
    where = _where(report, [r for r, *_ in rows])
    message = f"{where}: value is {value:g}, while {numerator:g} of {denominator:g} would be {given:.4g}."
    remedy = "Correct value, numerator or denominator. Confirm if it was adjusted or weighted by its publisher."
    return [warn("value_unlike_parts", message, remedy, line=_line(report, row), column="value", value=f"{value:g}")]


@declares("meaning", "value_jumps")
def _jumps(connection: duckdb.DuckDBPyConnection, report: Report, declared: str, around: Surroundings) -> list[Problem]:
    """Figures that move a hundredfold from one period to the next, in the file or against what is loaded."""
    columns = "indicator_id, area_code, breakdown, period_start, period_end, value"
    every = [f"SELECT row, 1000000 AS n, {columns} FROM {_figures(report)}"]
    every += [
        f"SELECT NULL, {n}, {columns} FROM {_figures(report, path)}"
        for n, path in enumerate(around.lists.get(report.source.id if report.source else "", ()))
    ]
    rows = connection.execute(
        f"WITH every AS ({' UNION ALL '.join(every)}), standing AS (SELECT * FROM every QUALIFY row_number() OVER (PARTITION BY"
        " indicator_id, area_code, breakdown, period_start, period_end ORDER BY n DESC) = 1),"
        " beside AS (SELECT *, lag(value) OVER known AS before, lag(period_start) OVER known AS earlier, lag(row) OVER known AS"
        " row_before, coalesce(share, false) AS as_share"
        f" FROM standing LEFT JOIN {declared} USING (indicator_id) WHERE value > 0"
        # A year's count is no month's. By whole months: the quarters of a year are 90 to 92 days long.
        " WINDOW known AS (PARTITION BY indicator_id, area_code, breakdown,"
        f" round((period_end - period_start + 1) / {DAYS_OF_MONTH}) ORDER BY period_start))"
        " SELECT coalesce(row, row_before), indicator_id, earlier, before, period_start, value FROM beside"
        " WHERE coalesce(row, row_before) IS NOT NULL AND greatest(value / before, before / value)"
        f" >= CASE WHEN as_share THEN {JUMP[True]} ELSE {JUMP[False]} END ORDER BY 1"
    ).fetchall()
    if not rows:
        return []
    row, indicator, earlier, before, start, value = rows[0]
    message = (
        f"{_where(report, [r for r, *_ in rows])}: {shortened(indicator)} is {before:g} in the period from {earlier} and"
        f" {value:g} in that from {start}: it moves {max(value / before, before / value):,.0f}fold."
    )
    remedy = "Check the unit: a share is written 0 to 100, so 5.1 and not 0.051. Confirm to load it all the same."
    return [warn("value_jumps", message, remedy, line=_line(report, row), column="value", value=f"{value:g}")]


@declares("meaning", "area_other", "area_beside")
def _other_areas(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Figures of areas outside the partnership: they are shown in no figure of its own."""
    if report.source and report.source.is_published:
        return _published_areas(connection, report, around)
    own = {around.area_code, *around.wards, *around.area_lsoas}
    rows = connection.execute(
        f"SELECT area_code, min(row), count(*) FROM {_typed(report)} WHERE NOT list_contains($own::VARCHAR[], area_code)"
        " GROUP BY area_code ORDER BY 2",
        {"own": sorted(own)},
    ).fetchall()
    if not rows:
        return []
    beside = [code for code, *_ in rows if code.startswith(ELSEWHERE)]
    others = [(code, row, count) for code, row, count in rows if code not in beside]
    if not others:
        return [inform("area_beside", f"Figures of {', '.join(beside[:3])} stand beside {around.area_name}'s.")]
    code, row, _ = others[0]
    total = sum(count for *_, count in others)
    message = (
        f"{total:,} of {report.rows:,} rows are of areas outside {around.area_name} ({around.area_code}):"
        f" {', '.join(code for code, *_ in others[:3])}{' and so on' if others[3:] else ''}."
        f" No figure of {around.area_name} shows them."
    )
    remedy = "Check area_code. Confirm to load them as comparators."
    return [warn("area_other", message, remedy, line=_line(report, row), column="area_code", value=code)]


@declares("meaning", "published_area_absent", "published_areas")
def _published_areas(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """A published table holds every area: the others are comparators. One without the area itself fills nothing."""
    found = connection.execute(
        f"SELECT count(DISTINCT area_code), bool_or(area_code = $own), any_value(area_code) FROM {_figures(report)}",
        {"own": around.area_code},
    ).fetchone()
    if not found or not found[0]:
        return []
    return [*_abolished(connection, report), _area_or_others(around, *found)]


def _area_or_others(around: Surroundings, areas: int, own: bool, example: str) -> Problem:
    if own:
        others = f", and those of {counted(areas - 1, 'other area')} as comparators" if areas > 1 else " and no other area's"
        return inform("published_areas", f"The file has {around.area_name}'s figures{others}.")
    held = f"it has {counted(areas, 'area')}, such as {example}"
    message = f"No figure in the file is of {around.area_name} ({around.area_code}): {held}."
    remedy = "Download it again with all local authorities. Confirm to load the others as comparators alone."
    return warn("published_area_absent", message, remedy)


@declares("meaning", "area_abolished")
def _abolished(connection: duckdb.DuckDBPyConnection, report: Report) -> list[Problem]:
    """Figures of an authority for a time after it ended: the code was written by hand, or the year is another."""
    table = reference_tables.reference_table("local_authorities").dropna(subset=["until"])
    ended = {code: f"{name} ended on {until}" for code, name, until in table[["code", "name", "until"]].itertuples(index=False)}
    until = dict(zip(table["code"], table["until"], strict=True))
    rows = connection.execute(
        f"SELECT row, area_code, period_start::VARCHAR FROM {_figures(report)} JOIN (SELECT"
        " unnest($codes::VARCHAR[]) AS area_code, unnest($until::DATE[]) AS until) USING (area_code)"
        " WHERE period_start > until ORDER BY row",
        {"codes": list(until), "until": list(until.values())},
    ).fetchall()
    if not rows:
        return []
    row, code, start = rows[0]
    message = f"{_where(report, [r for r, *_ in rows])}: {ended[code]} ({code}), and the figure is of a period from {start}."
    remedy = "Check code and year. Confirm to load it all the same; it stands in no figure of the area that came after."
    return [warn("area_abolished", message, remedy, line=_line(report, row), value=code)]


@declares("meaning", "return_not_whole", "return_percent")
def _measures(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Returns of counts that are not whole numbers, and of percentages above 100."""
    rows = connection.execute(
        f"SELECT row, grant_id, project_id, measure_id, value FROM {_typed(report)} WHERE value IS NOT NULL ORDER BY row"
    )
    problems: list[Problem] = []
    for row, grant, project, measure, value in rows.fetchall():
        unplaced = around.measures.get((None, project, measure), ("", False))
        kind, people = around.measures.get((grant, project, measure), unplaced)
        place = {"line": _line(report, row), "column": "value", "value": f"{value:g}"}
        if kind == "percent" and value > 100:
            message = f"Row {_line(report, row)}: {measure} is {value:g}, and a percentage lies from 0 to 100."
            problems.append(fail("return_percent", message, "Correct value.", **place))
        elif (people or kind == "count") and value != int(value):
            what = "counts people" if people else "is a count"
            message = f"Row {_line(report, row)}: {measure} {what}, and is {value:g}."
            problems.append(warn("return_not_whole", message, "Write a whole number. Confirm to load it all the same.", **place))
    return problems[:EXAMPLES]
