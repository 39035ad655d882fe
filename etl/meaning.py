"""Meaning: whether what a file says can be true, beside the configuration, the places known and what is loaded already.

Judged last, when every unit of one call has been read, because places and lists handed in together count for each other.
"""

from __future__ import annotations

import calendar
import difflib
import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from analysis import catalogue
from etl import corrections
from etl.archive import Archive, Receipt, Standing, standing
from etl.checks.cells import literal
from etl.declarations import Source
from etl.problems import EXAMPLES, Problem, declares, fail, shortened, warn
from etl.screening import Portion, Report

SMALLEST, LARGEST = 0.6, 1.6
"""A month outside 60% to 160% of the median of the months around it is unlike them."""
REVISION = 0.05
"""A revision that moves the rows of a loaded month by more than 5% is to be looked at."""
RECENT, FEWEST = 12, 6
"""How many loaded months, the nearest in time, a month is compared with, and how many there must be."""
SHARE_SPREADS, SHARE_POINTS = 4.0, 0.05
"""A share is unlike its past when it lies further from the median than four times the typical spread (1.4826 × the median
distance from it) and by more than 5 percentage points."""
FEWEST_FOR_DAYS = 100
DAYS_AT_THE_EDGE = 5
"""A month of at least 100 dated records of which none lies in its first or last five days has most likely been cut."""
WORDS = {"not_located": "without a location", "no_id": "without a Crime ID", "duplicate": "with a Crime ID that stands twice"}


@dataclass(frozen=True)
class Surroundings:
    """What a unit is judged beside: the configuration, the places known, what is loaded, and today."""

    counted_forces: tuple[str, ...] | None
    area_name: str
    area_lsoas: frozenset[str]
    """Codes of either vintage that lie in the area; empty where no lookup is loaded."""
    demonstration_loaded: bool
    today: date
    is_demonstration: bool
    loaded: Mapping[tuple[str, str | None], Mapping[str, Portion]]
    """Source and force → month → what is loaded of it."""
    receipts: Sequence[Receipt]
    wards: Mapping[str, str]
    """Code → name of every ward of the area; empty where no lookup is loaded."""
    offence_codes: Mapping[str, str | None]
    """Offence code → None where it is in use, else the code that replaced it ("" where not known)."""
    project_ends: Mapping[str, date]
    returns: Sequence[Path]
    """Typed rows of the returns that are loaded."""


def surroundings(connection: duckdb.DuckDBPyConnection, archive: Archive, reports: Sequence[Report], demo: bool) -> Surroundings:
    """What the units are judged beside; places and lists handed in with them count already."""
    settings = catalogue.settings(archive.data)
    receipts = archive.receipts()
    same_kind = [receipt for receipt in receipts if receipt.demonstration == demo]
    stands = standing(same_kind)

    def typed(source: str) -> list[Path]:
        handed_in = [report.typed for report in reports if report.source and report.source.id == source and report.typed]
        return handed_in + _loaded_rows(archive, stands, source)

    lookups = typed("lookups")
    return Surroundings(
        counted_forces=settings.forces,
        area_name=settings.area_name,
        area_lsoas=_area_lsoas(connection, lookups, settings.area_code),
        demonstration_loaded=any(receipt.demonstration for receipt in receipts),
        today=date.today(),
        is_demonstration=demo,
        loaded=_loaded_portions(stands),
        # A file whose archived copy is lost may come again: that mends the archive.
        receipts=[receipt for receipt in same_kind if archive.original(receipt).exists()],
        wards=_area_wards(connection, lookups, settings.area_code),
        offence_codes=_offence_codes(connection, typed("offence_groups")),
        project_ends=_project_ends(connection, typed("projects")),
        returns=_loaded_rows(archive, stands, "returns"),
    )


def _loaded_rows(archive: Archive, stands: Iterable[Standing], source: str) -> list[Path]:
    paths = [archive.typed(item.receipt) for item in stands if item.receipt.source == source]
    return [path for path in paths if path.exists()]


def _loaded_portions(stands: Iterable[Standing]) -> dict[tuple[str, str | None], dict[str, Portion]]:
    found: dict[tuple[str, str | None], dict[str, Portion]] = {}
    for item in stands:
        for portion in item.portions:
            if portion.period:
                found.setdefault((item.receipt.source, portion.force), {})[portion.period] = portion
    return found


def _parquet(paths: Sequence[Path]) -> str:
    return f"read_parquet([{', '.join(literal(str(path)) for path in paths)}], union_by_name = true)"


def _area_lsoas(connection: duckdb.DuckDBPyConnection, lookups: Sequence[Path], area_code: str) -> frozenset[str]:
    """All LSOA codes, of either vintage, that a lookup puts into the area."""
    if not lookups:
        return frozenset()
    rows = connection.execute(
        f"SELECT DISTINCT unnest([lsoa11_code, lsoa21_code]) FROM {_parquet(lookups)} WHERE district_code = $code",
        {"code": area_code},
    ).fetchall()
    return frozenset(code for (code,) in rows if code)


def _area_wards(connection: duckdb.DuckDBPyConnection, lookups: Sequence[Path], area_code: str) -> dict[str, str]:
    if not lookups:
        return {}
    rows = connection.execute(
        f"SELECT DISTINCT ward_code, ward_name FROM {_parquet(lookups)} WHERE district_code = $code AND ward_code IS NOT NULL"
        " ORDER BY ALL",
        {"code": area_code},
    ).fetchall()
    return {str(code): str(name or code) for code, name in rows}


def _offence_codes(connection: duckdb.DuckDBPyConnection, lists: Sequence[Path]) -> dict[str, str | None]:
    """Of the list handed in or loaded, else of the one that ships."""
    if lists:
        rows = connection.execute(f"SELECT offence_code, status, replaced_by FROM {_parquet(lists[:1])}").fetchall()
    else:
        table = catalogue.reference_table("offence_groups")
        empty = [None] * len(table)
        rows = list(zip(table["offence_code"], table.get("status", empty), table.get("replaced_by", empty), strict=True))
    return {str(code): (str(by or "") if status == "retired" else None) for code, status, by in rows}


def _project_ends(connection: duckdb.DuckDBPyConnection, lists: Sequence[Path]) -> dict[str, date]:
    if lists:
        rows = connection.execute(f"SELECT project_id, ends FROM {_parquet(lists[:1])} WHERE ends IS NOT NULL").fetchall()
        return {str(project): ends for project, ends in rows}
    table = catalogue.reference_table("projects").fillna("")
    return {row["project_id"]: date.fromisoformat(row["ends"]) for _, row in table.iterrows() if row["ends"]}


def judge_meaning(connection: duckdb.DuckDBPyConnection, reports: Sequence[Report], around: Surroundings) -> list[Report]:
    """The reports with what their meaning adds."""
    connection.execute("CREATE TEMP TABLE area_lsoas AS SELECT unnest($1::VARCHAR[]) AS code", [sorted(around.area_lsoas)])
    together = {
        (report.source.id, portion.force, portion.period)
        for report in reports
        if report.source and report.verdict != "refused"
        for portion in report.portions
    }
    return [_meaning(connection, report, around, together) for report in reports]


Together = set[tuple[str, str | None, str | None]]
"""Source, force and month of everything handed in at once."""


def _meaning(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings, together: Together) -> Report:
    source = report.source
    if report.verdict == "refused" or source is None:
        return report
    problems = [
        *_future(report, source, around),
        *_other_forces(report, around),
        *_absent_area(connection, report, around),
        *_identical(report, around),
        *_name_against_rows(report, source),
        *_against_past(report, source, around, together),
        *_about_rows(connection, report, source, around),
    ]
    if around.demonstration_loaded and not around.is_demonstration:
        problems.append(_over_demonstration())
    return report.with_problems(problems)


@declares("meaning", "demonstration_loaded")
def _over_demonstration() -> Problem:
    return warn(
        "demonstration_loaded",
        "Demonstration data are loaded, and real data never stand beside them.",
        "Confirm to withdraw all demonstration data and load this file.",
    )


@declares("meaning", "month_in_future")
def _future(report: Report, source: Source, around: Surroundings) -> list[Problem]:
    if source.replaces not in ("force_month", "period"):
        return []
    this_month = around.today.strftime("%Y-%m")
    return [
        fail(
            "month_in_future",
            f"The month {period} has not come yet.",
            "Check the dates in the file, and the date of this computer.",
            column=source.column(source.period).heading,
            value=period,
        )
        for period in report.periods or ()
        if period > this_month
    ]


@declares("meaning", "force_other")
def _other_forces(report: Report, around: Surroundings) -> list[Problem]:
    if around.counted_forces is None:
        return []
    others = sorted({p.force for p in report.portions if p.force and p.force not in around.counted_forces})
    return [
        warn(
            "force_other",
            f"The file holds records of another force ({force}); figures here count {', '.join(around.counted_forces)}.",
            "Confirm to keep it. It is counted in no figure unless the configuration names that force.",
            value=force,
        )
        for force in others
    ]


@declares("meaning", "area_absent")
def _absent_area(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """A file of the area's own force without one row in the area is most likely the wrong file, or a damaged one."""
    names = {column.name for column in report.source.columns} if report.source else set[str]()
    own = any(p.force and (around.counted_forces is None or p.force in around.counted_forces) for p in report.portions)
    if not own or "lsoa_code" not in names or not around.area_lsoas or report.typed is None:
        return []
    if around.counted_forces is None:
        # With every force counted, most files lie outside the area by nature.
        return []
    found = connection.execute(
        f"SELECT 1 FROM read_parquet({literal(str(report.typed))}) SEMI JOIN area_lsoas ON lsoa_code = code LIMIT 1"
    ).fetchone()
    if found:
        return []
    return [
        warn(
            "area_absent",
            f"No row of the file lies in {around.area_name}.",
            "Check that it is the right file. Confirm to load it all the same.",
        )
    ]


@declares("meaning", "file_identical")
def _identical(report: Report, around: Surroundings) -> list[Problem]:
    for receipt in around.receipts:
        if (receipt.rows_name, receipt.source, receipt.as_at) == (
            report.rows_name,
            report.source.id if report.source else "",
            report.as_at,
        ):
            message = f"The very same content was loaded on {receipt.at[:10]} by {receipt.who}, as {shortened(receipt.file)}."
            remedy = "Choose the file that you meant. Confirm to load it all the same; figures will not change by it."
            return [warn("file_identical", message, remedy)]
    return []


@declares("meaning", "name_month_differs")
def _name_against_rows(report: Report, source: Source) -> list[Problem]:
    """The archive layout of data.police.uk begins each name with its month: a renamed file says another than its rows."""
    found = re.search(r"(?:^|/)(20[0-9]{2}-[01][0-9])-[a-z]", report.file.rsplit("!", 1)[-1])
    if source.replaces != "force_month" or not found or found.group(1) in (report.periods or ()):
        return []
    said, held = found.group(1), ", ".join(report.periods or ())
    message = f"The file's name says {said}, its rows say {held}: it may be another month's file under a new name."
    return [warn("name_month_differs", message, "Check which month it is. The rows decide.", value=said)]


def _against_past(report: Report, source: Source, around: Surroundings, together: Together) -> list[Problem]:
    """What is unlike the same source's and force's own months."""
    if source.replaces not in ("force_month", "period"):
        return []
    monthly = source.column(source.period).type != "financial_year"
    problems: list[Problem] = []
    for portion in report.portions:
        loaded = around.loaded.get((source.id, portion.force), {})
        if portion.period is None or not loaded:
            continue
        problems += _revision(portion, loaded)
        if monthly:
            present = set(loaded) | {p for s, f, p in together if p and (s, f) == (source.id, portion.force)}
            problems += _gap(portion.period, set(loaded), present)
            recent = _recent(portion.period, loaded)
            problems += _size(portion, recent)
            problems += _shares(portion, recent)
    return problems


def _recent(period: str, loaded: Mapping[str, Portion]) -> list[Portion]:
    """The loaded months nearest to a month, without itself."""
    others = sorted(
        (other for other in loaded if other != period), key=lambda other: (abs(_number(other) - _number(period)), other)
    )
    return [loaded[other] for other in others[:RECENT]]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


@declares("meaning", "month_revised")
def _revision(portion: Portion, loaded: Mapping[str, Portion]) -> list[Problem]:
    old = loaded.get(portion.period or "")
    if old is None or not old.rows or abs(portion.rows - old.rows) <= REVISION * old.rows:
        return []
    change = (portion.rows - old.rows) / old.rows
    message = f"{portion.period} is loaded with {old.rows:,} rows; this file has {portion.rows:,} ({change:+.0%})."
    return [
        warn(
            "month_revised",
            message,
            "Ask the sender why so much has changed. Confirm to replace the month.",
            value=portion.period,
        )
    ]


@declares("meaning", "month_gap")
def _gap(period: str, loaded: set[str], present: set[str]) -> list[Problem]:
    """A month that follows a gap; the months handed in together fill gaps, and open none."""
    earlier = [month for month in loaded if month < period]
    if not earlier:
        return []
    last = max(month for month in present if month < period)
    missing = _number(period) - _number(last) - 1
    if missing < 1:
        return []
    gap = f"{missing} months are" if missing > 1 else "1 month is"
    message = f"Before {period}, {gap} missing: the last one loaded is {last}."
    return [
        warn("month_gap", message, "Load the missing months too, where they exist. A gap is never shown as zero.", value=period)
    ]


@declares("meaning", "month_size")
def _size(portion: Portion, recent: Sequence[Portion]) -> list[Problem]:
    if len(recent) < FEWEST:
        return []
    usual = statistics.median(other.rows for other in recent)
    if not usual or SMALLEST * usual <= portion.rows <= LARGEST * usual:
        return []
    size = "small" if portion.rows < usual else "large"
    message = (
        f"{portion.period} is unusually {size}: {portion.rows:,} rows, where the {len(recent)} loaded months around it have"
        f" {usual:,.0f} in the middle."
    )
    return [warn("month_size", message, "Ask the sender whether the month is whole, and only one month.", value=portion.period)]


@declares("meaning", "share_unusual")
def _shares(portion: Portion, recent: Sequence[Portion]) -> list[Problem]:
    """Parts of the rows that are unlike the months around."""
    problems: list[Problem] = []
    for name in [*portion.shares, "duplicate"]:
        before = [share for other in recent if (share := _share(other, name)) is not None]
        share = _share(portion, name)
        if share is None or len(before) < FEWEST:
            continue
        usual = statistics.median(before)
        spread = 1.4826 * statistics.median(abs(one - usual) for one in before)
        if abs(share - usual) > max(SHARE_SPREADS * spread, SHARE_POINTS):
            message = (
                f"In {portion.period}, {share:.0%} of the rows are {WORDS.get(name, name)}; in the months around it {usual:.0%}."
            )
            remedy = "Ask the sender whether the extract was made in another way. Confirm to load it all the same."
            problems.append(warn("share_unusual", message, remedy, value=portion.period))
    return problems


def _share(portion: Portion, name: str) -> float | None:
    count = portion.set_aside.get(name, 0) if name == "duplicate" else portion.shares.get(name)
    return None if count is None or not portion.rows else count / portion.rows


def _about_rows(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """What only the rows of some sources can tell."""
    match source.id:
        case "partner_extract":
            return [
                *_unknown_codes(connection, report, around),
                *_unknown_wards(connection, report, around),
                *_cut_months(connection, report),
            ]
        case "returns":
            return [*_after_the_end(connection, report, around), *_falling(connection, report, around)]
        case "corrections":
            return _corrections(connection, report)
        case _:
            return []


def _line(report: Report, row: int) -> int:
    return int(report.lines[row - 1]) if report.lines is not None else row


def _typed(report: Report) -> str:
    return f"read_parquet({literal(str(report.typed))})"


@declares("meaning", "offence_code_unknown", "offence_code_retired")
def _unknown_codes(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    in_use = [code for code, replaced in around.offence_codes.items() if replaced is None]
    rows = connection.execute(
        f"SELECT min(row), offence_code, count(*) FROM {_typed(report)} WHERE NOT list_contains($codes::VARCHAR[], offence_code)"
        " GROUP BY offence_code ORDER BY 1 LIMIT 20",
        {"codes": in_use},
    ).fetchall()
    problems: list[Problem] = []
    for row, code, count in rows:
        where = f"Row {_line(report, row)}" + (f" and {count - 1:,} more" if count > 1 else "")
        place = {"line": _line(report, row), "column": "offence_code", "value": str(code)}
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
        message = f"{where}: the offence code {code} is not in the list of offence groups."
        problems.append(fail("offence_code_unknown", message, remedy, **place))
    return problems


@declares("meaning", "ward_unknown")
def _unknown_wards(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Records of the area's force may lie in other districts; none of the area's own wards at all is a wrong vintage of codes."""
    if not around.wards:
        return []
    found = connection.execute(
        "SELECT min(row) FILTER (NOT list_contains($wards::VARCHAR[], ward_code)),"
        " count(*) FILTER (list_contains($wards, ward_code))"
        f" FROM {_typed(report)} WHERE ward_code IS NOT NULL HAVING count(*) > 0",
        {"wards": list(around.wards)},
    ).fetchone()
    if found is None or found[1]:
        return []
    line = _line(report, found[0])
    message = f"Row {line} and all others: no ward code of the file is one of {around.area_name}'s."
    remedy = (
        f"Known are {', '.join(list(around.wards)[:3])} and so on. Check the year of the codes, or that it is the right file."
    )
    return [fail("ward_unknown", message, remedy, line=line, column="ward_code")]


@declares("meaning", "month_cut")
def _cut_months(connection: duckdb.DuckDBPyConnection, report: Report) -> list[Problem]:
    rows = connection.execute(
        f"SELECT strftime(period, '%Y-%m'), min(day(recorded_on)), max(day(recorded_on)) FROM {_typed(report)}"
        f" GROUP BY 1 HAVING count(*) >= {FEWEST_FOR_DAYS} ORDER BY 1"
    ).fetchall()
    problems: list[Problem] = []
    for period, first, last in rows:
        days = calendar.monthrange(int(period[:4]), int(period[5:]))[1]
        if first > DAYS_AT_THE_EDGE or last <= days - DAYS_AT_THE_EDGE:
            message = f"The records of {period} run from day {first} to day {last}: part of the month seems to be missing."
            problems.append(warn("month_cut", message, "Ask for the whole month. Confirm to load it as it is.", value=period))
    return problems


@declares("meaning", "return_after_end")
def _after_the_end(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    if not around.project_ends:
        return []
    cases = " OR ".join(
        f"(project_id = {literal(project)} AND period_start > DATE '{ends}')" for project, ends in around.project_ends.items()
    )
    rows = connection.execute(
        f"SELECT row, project_id FROM {_typed(report)} WHERE {cases} ORDER BY row LIMIT {EXAMPLES}"
    ).fetchall()
    return [
        warn(
            "return_after_end",
            f"Row {_line(report, row)}: the period lies after the end of {project} ({around.project_ends[project]}).",
            "Check period_start, or correct the project's end. Confirm to load it all the same.",
            line=_line(report, row),
            column="period_start",
        )
        for row, project in rows
    ]


@declares("meaning", "cumulative_falls")
def _falling(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """A running total that is lower than that of an earlier period."""
    columns = "grant_id, project_id, measure_id, period_end, value, version"
    loaded = (
        f" UNION ALL SELECT NULL, {columns} FROM {_parquet(around.returns)} WHERE basis = 'cumulative'" if around.returns else ""
    )
    rows = connection.execute(
        f"WITH every AS (SELECT row, {columns} FROM {_typed(report)} WHERE basis = 'cumulative'{loaded}),"
        " latest AS (SELECT * FROM every QUALIFY row_number() OVER (PARTITION BY grant_id, project_id, measure_id, period_end"
        " ORDER BY version DESC, row NULLS LAST) = 1)"
        " SELECT * FROM (SELECT row, measure_id, value, max(value) OVER (PARTITION BY grant_id, project_id, measure_id"
        " ORDER BY period_end ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM latest)"
        f" WHERE row IS NOT NULL AND value < before ORDER BY row LIMIT {EXAMPLES}"
    ).fetchall()
    return [
        warn(
            "cumulative_falls",
            f"Row {_line(report, row)}: the running total of {measure} is {value:g}, and was {before:g} in an earlier period.",
            "Write the total since the start, or set basis to 'period'. Confirm to load it all the same.",
            line=_line(report, row),
            column="value",
            value=f"{value:g}",
        )
        for row, measure, value, before in rows
    ]


def _corrections(connection: duckdb.DuckDBPyConnection, report: Report) -> list[Problem]:
    found = connection.execute(f"SELECT row, {corrections.COLUMNS} FROM {_typed(report)} ORDER BY row").fetchall()
    return corrections.check(connection, [(_line(report, row), corrections.Correction(*values)) for row, *values in found])
