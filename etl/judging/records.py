"""What only the rows of some sources can tell: codes and wards that nobody knows, months cut short, totals that fall."""

from __future__ import annotations

import difflib

import duckdb

from analysis.declared import reference_tables
from analysis.declared.settings import read_toml
from analysis.declared.sources import Source
from analysis.words.months import month_end, month_of, number_of
from etl.judging import codes, delivery, grant_reports, heading_matches, in_places, lists, moved_money, projects
from etl.judging.surroundings import Surroundings, parquet
from etl.problems import EXAMPLES, Problem, declares, fail, inform, shortened, warn
from etl.release import corrections
from etl.report import Report

FEWEST_FOR_DAYS = 100
DAYS_AT_THE_EDGE = 5
"""A month of at least 100 dated records of which none lies in its first or last five days has most likely been cut."""
MONTHS_SEARCHED, SHARE_KNOWN = 13, 0.2
"""A few Crime IDs stand in two months by right; a fifth of a month's in one of the 13 months before or after it do not."""


def about_rows(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """What only the rows of some sources can tell."""
    return [
        *projects.about(connection, report, source, around),
        *delivery.about(connection, report, source, around),
        *in_places.about(connection, report, source, around),
        *_of_source(connection, report, source, around),
    ]


def _of_source(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    match source.id:
        case "partner_extract":
            return [
                *_unknown_codes(connection, report, around),
                *_unknown_wards(connection, report, around),
                *codes.unknown_lsoas(connection, report, around),
                *_cut_months(connection, report),
            ]
        case "police_street":
            return [
                *_known_ids(connection, report, around),
                *codes.without_ids(connection, report),
                *codes.unlike_lookups(connection, report, around),
            ]
        case "police_outcomes":
            return [*codes.without_ids(connection, report), *codes.unlike_lookups(connection, report, around)]
        case "home_office_csp":
            return [*codes.of_tables(connection, report, around), *codes.without_area(connection, report, around)]
        case "returns":
            return [
                *_drafts(connection, report),
                *projects.after_the_end(connection, report, around),
                *_falling(connection, report, around),
            ]
        case "moves":
            return moved_money.about(connection, report, around)
        case "narratives" | "signed_returns":
            return grant_reports.about(connection, report, around)
        case "corrections":
            return _corrections(connection, report)
        case "annotations":
            return [*_unknown_indicators(connection, report, around), *_on_no_chart(connection, report, around)]
        case "indicator_values":
            return [*_unknown_indicators(connection, report, around), *_unknown_breakdowns(connection, report, around)]
        case "rebases":
            return _unknown_indicators(connection, report, around)
        case "breaks":
            return lists.breaks(connection, report, around)
        case heading_matches.SOURCE:
            return heading_matches.problems(connection, report)
        case _:
            return []


@declares("meaning", "ids_of_another_month")
def _known_ids(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """A month whose Crime IDs stand in another month that is loaded: most likely that month under a new date."""
    problems: list[Problem] = []
    for portion in report.portions:
        if not (portion.force and portion.period):
            continue
        near = sorted(
            (abs(number_of(portion.period) - number_of(month)), month, path)
            for (force, month), path in around.street.items()
            if force == portion.force and month != portion.period
        )
        paths = [path for apart, _, path in near if apart <= MONTHS_SEARCHED]
        if not paths:
            continue
        found = connection.execute(
            "SELECT strftime(loaded.period, '%Y-%m'), count(DISTINCT crime_id),"
            f" (SELECT count(DISTINCT crime_id) FROM {codes.typed_rows(report)} WHERE force = $force AND period = $month"
            " AND set_aside IS NULL)"
            f" FROM {parquet(paths)} AS loaded SEMI JOIN (SELECT crime_id FROM {codes.typed_rows(report)} WHERE force = $force"
            " AND period = $month AND set_aside IS NULL) USING (crime_id)"
            " WHERE loaded.force = $force GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1",
            {"force": portion.force, "month": f"{portion.period}-01"},
        ).fetchone()
        if found and found[1] > SHARE_KNOWN * found[2]:
            message = f"{found[1]:,} of the {found[2]:,} Crime IDs of {portion.period} stand in {found[0]} too, which is loaded."
            remedy = "Most likely this is that month under another date: ask the sender. Confirm to load it all the same."
            problems.append(warn("ids_of_another_month", message, remedy, value=portion.period))
    return problems


@declares("meaning", "offence_code_unknown", "offence_code_retired")
def _unknown_codes(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    in_use = [code for code, replaced in around.offence_codes.items() if replaced is None]
    rows = connection.execute(
        f"SELECT min(row), offence_code, count(*) FROM {codes.typed_rows(report)}"
        " WHERE NOT list_contains($codes::VARCHAR[], offence_code) GROUP BY offence_code ORDER BY 1 LIMIT 20",
        {"codes": in_use},
    ).fetchall()
    problems: list[Problem] = []
    for row, code, count in rows:
        where = f"Row {codes.line_of(report, row)}" + (f" and {count - 1:,} more" if count > 1 else "")
        place = {"line": codes.line_of(report, row), "column": "offence_code", "value": str(code)}
        if code in around.offence_codes:
            by = around.offence_codes[code]
            remedy = (
                f"Write the code that replaced it{f', {by}' if by else ''}, or mark it as current in the list of offence groups."
            )
            problems.append(
                fail("offence_code_retired", f"{where}: the offence code {code} is no longer in use.", remedy, **place)
            )
            continue
        near = difflib.get_close_matches(str(code), in_use, n=3, cutoff=0.4)
        guess = f"Nearest: {', '.join(near)}. " if near else ""
        remedy = f"{guess}Correct it, or add it to the list of offence groups (offence_groups) and load that."
        message = f"{where}: the offence code {code} is neither one of the Home Office's nor in the list of offence groups."
        problems.append(fail("offence_code_unknown", message, remedy, **place))
    return problems


@declares("meaning", "indicator_unknown")
def _unknown_indicators(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Rows about an indicator that is not declared would be loaded and shown nowhere."""
    known = sorted(path.stem for path in reference_tables.indicator_files(around.area_code))
    rows = connection.execute(
        f"SELECT min(row), indicator_id, count(*) FROM {codes.typed_rows(report)} WHERE indicator_id IS NOT NULL"
        " AND NOT list_contains($known::VARCHAR[], indicator_id) GROUP BY indicator_id ORDER BY 1 LIMIT 20",
        {"known": known},
    ).fetchall()
    problems: list[Problem] = []
    for row, indicator, count in rows:
        line = codes.line_of(report, row)
        where = f"Row {line}" + (f" and {count - 1:,} more" if count > 1 else "")
        near = difflib.get_close_matches(str(indicator), known, n=3)
        guess = f"Nearest: {', '.join(near)}. " if near else ""
        message = f"{where}: no indicator is called '{shortened(str(indicator))}', so no page will show this."
        remedy = f"{guess}Correct indicator_id, or have the indicator declared. Confirm to load it all the same."
        place = {"line": line, "column": "indicator_id", "value": str(indicator)}
        problems.append(warn("indicator_unknown", message, remedy, **place))
    return problems


@declares("meaning", "breakdown_unknown")
def _unknown_breakdowns(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Breakdowns that an indicator does not declare beside those that it does: no page would show the row."""
    declared: dict[str, list[str]] = {}
    for path in sorted(reference_tables.indicator_files(around.area_code)):
        declared[path.stem] = read_toml(path).get("numerator", {}).get("breakdown", [])
    rows = connection.execute(
        f"SELECT min(row), indicator_id, breakdown FROM {codes.typed_rows(report)} WHERE breakdown IS NOT NULL"
        " GROUP BY indicator_id, breakdown ORDER BY 1"
    ).fetchall()
    problems: list[Problem] = []
    for row, indicator, breakdown in rows:
        known = declared.get(indicator, [])
        if not known or breakdown in known:
            continue
        message = (
            f"Row {codes.line_of(report, row)}: {indicator} has no breakdown '{shortened(breakdown)}': no page will show it."
        )
        remedy = f"Write {' or '.join(known)}. Confirm to load it all the same."
        place = {"line": codes.line_of(report, row), "column": "breakdown", "value": shortened(breakdown)}
        problems.append(warn("breakdown_unknown", message, remedy, **place))
    return problems[:EXAMPLES]


@declares("meaning", "note_on_no_chart")
def _on_no_chart(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Notes that no chart can show: of another area, or of a day outside all figures of the indicators they are meant for."""
    days = around.figure_days
    rows = connection.execute(
        f'SELECT row, "date", indicator_id, area_code FROM {codes.typed_rows(report)}'
        ' WHERE set_aside IS NULL AND "date" IS NOT NULL ORDER BY row'
    ).fetchall()
    problems: list[Problem] = []
    for row, day, indicator, area in rows:
        meant = [days[indicator]] if indicator in days else [] if indicator else list(days.values())
        if area and area != around.area_code:
            why, column, value = f"it is for area {area}, and the charts are of {around.area_name}", "area_code", str(area)
        elif meant and not any(first <= day <= last for first, last in meant):
            first, last = min(first for first, _ in meant), max(last for _, last in meant)
            span = f"{first.isoformat()} to {last.isoformat()}"
            why, column, value = (
                f"{f'{indicator} has figures' if indicator else 'there are figures'} from {span}",
                "date",
                str(day),
            )
        else:
            continue
        line = codes.line_of(report, row)
        message = f"Row {line}: this note falls on no chart: {why}."
        place = {"line": line, "column": column, "value": value}
        if column == "date" and day > max(last for _, last in meant):
            problems.append(inform("note_on_no_chart", message, "It is shown once figures reach that day.", **place))
        else:
            problems.append(warn("note_on_no_chart", message, "Correct it, or confirm to load it all the same.", **place))
    return problems[:EXAMPLES]


@declares("meaning", "ward_unknown")
def _unknown_wards(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Records of the area's force may lie in other districts; none of the area's own wards at all is a wrong vintage of codes."""
    if not around.wards:
        return []
    found = connection.execute(
        "SELECT min(row) FILTER (NOT list_contains($wards::VARCHAR[], ward_code)),"
        " count(*) FILTER (list_contains($wards, ward_code))"
        f" FROM {codes.typed_rows(report)} WHERE ward_code IS NOT NULL HAVING count(*) > 0",
        {"wards": list(around.wards)},
    ).fetchone()
    if found is None:
        return []
    if found[1]:
        return codes.unknown_wards(connection, report, around)
    line = codes.line_of(report, found[0])
    message = f"Row {line} and all others: no ward code of the file is one of {around.area_name}'s."
    remedy = (
        f"Known are {', '.join(list(around.wards)[:3])} and so on. Check the year of the codes, or that it is the right file."
    )
    return [fail("ward_unknown", message, remedy, line=line, column="ward_code")]


@declares("meaning", "month_cut")
def _cut_months(connection: duckdb.DuckDBPyConnection, report: Report) -> list[Problem]:
    rows = connection.execute(
        f"SELECT strftime(period, '%Y-%m'), min(day(recorded_on)), max(day(recorded_on)) FROM {codes.typed_rows(report)}"
        f" GROUP BY 1 HAVING count(*) >= {FEWEST_FOR_DAYS} ORDER BY 1"
    ).fetchall()
    problems: list[Problem] = []
    for period, first, last in rows:
        days = month_end(month_of(period)).day
        if first > DAYS_AT_THE_EDGE or last <= days - DAYS_AT_THE_EDGE:
            message = f"The records of {period} run from day {first} to day {last}: part of the month seems to be missing."
            problems.append(warn("month_cut", message, "Ask for the whole month. Confirm to load it as it is.", value=period))
    return problems


@declares("meaning", "return_draft")
def _drafts(connection: duckdb.DuckDBPyConnection, report: Report) -> list[Problem]:
    """Figures whose status is still draft would be loaded, shown as such, and counted nowhere."""
    found = connection.execute(
        f"SELECT min(row), count(*) FROM {codes.typed_rows(report)} WHERE status::VARCHAR = 'draft' AND value IS NOT NULL"
    ).fetchone()
    assert found
    row, count = found
    if not count:
        return []
    line = codes.line_of(report, row)
    where = f"Row {line}" + (f" and {count - 1:,} more" if count > 1 else "")
    message = f"{where}: the status is draft, so {'this figure is' if count == 1 else 'these figures are'} counted nowhere."
    remedy = "Write submitted where a figure is meant to count, and load the file again. Confirm to keep drafts as drafts."
    return [warn("return_draft", message, remedy, line=line, column="status", value="draft")]


@declares("meaning", "cumulative_falls")
def _falling(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """A running total that is lower than that of an earlier period."""
    columns = "grant_id, project_id, measure_id, period_end, value, version"
    loaded = (
        f" UNION ALL SELECT NULL, {columns} FROM {parquet(around.returns)} WHERE basis = 'cumulative'" if around.returns else ""
    )
    rows = connection.execute(
        f"WITH every AS (SELECT row, {columns} FROM {codes.typed_rows(report)} WHERE basis = 'cumulative'{loaded}),"
        " latest AS (SELECT * FROM every QUALIFY row_number() OVER (PARTITION BY grant_id, project_id, measure_id, period_end"
        " ORDER BY version DESC, row NULLS LAST) = 1)"
        " SELECT * FROM (SELECT row, measure_id, value, max(value) OVER (PARTITION BY grant_id, project_id, measure_id"
        " ORDER BY period_end ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM latest)"
        f" WHERE row IS NOT NULL AND value < before ORDER BY row LIMIT {EXAMPLES}"
    ).fetchall()
    return [
        warn(
            "cumulative_falls",
            f"Row {codes.line_of(report, row)}: the running total of {measure} is {value:g},"
            f" and was {before:g} in an earlier period.",
            "Write the total since the start, or set basis to 'period'. Confirm to load it all the same.",
            line=codes.line_of(report, row),
            column="value",
            value=f"{value:g}",
        )
        for row, measure, value, before in rows
    ]


def _corrections(connection: duckdb.DuckDBPyConnection, report: Report) -> list[Problem]:
    found = connection.execute(f"SELECT row, {corrections.COLUMNS} FROM {codes.typed_rows(report)} ORDER BY row").fetchall()
    return corrections.check(
        connection, [(codes.line_of(report, row), corrections.Correction(*values)) for row, *values in found]
    )
