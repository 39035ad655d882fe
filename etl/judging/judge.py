"""Meaning: whether what a file says can be true, beside the configuration, the places known and what is loaded already.

Judged last, when every unit of one call has been read, because places and lists handed in together count for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import duckdb

from analysis.declared.sources import Source
from etl.archive.archive import Receipt
from etl.door import own_months, screening, workbooks
from etl.judging import against_the_past, codes, keys, layers, lists, own_cells, records, replaced, unassigned, values, zones
from etl.judging.surroundings import Surroundings, parquet
from etl.problems import Problem, counted, declares, fail, inform, shortened, warn
from etl.report import Part, Portion, Report
from etl.sql import one_file, quoted


def judge_meaning(connection: duckdb.DuckDBPyConnection, reports: Sequence[Report], around: Surroundings) -> list[Report]:
    """The reports with what their meaning adds."""
    connection.execute("CREATE TEMP TABLE area_lsoas AS SELECT unnest($1::VARCHAR[]) AS code", [sorted(around.area_lsoas)])
    codes.note_lsoas(connection, around)
    reports = [_beside_loaded(connection, report, around) for report in reports]
    reports = unassigned.told(connection, reports, around)
    together: dict[tuple[str, str | None], dict[str, Portion]] = {}
    for report in reports:
        if report.source and report.verdict != "refused":
            for portion in report.portions:
                together.setdefault((report.source.id, portion.force), {})[portion.period or ""] = portion
    twice, across = _twice(reports), keys.across(connection, reports)
    unchanged = _unchanged_sheets(connection, reports, around)
    return [
        _meaning(connection, report, around, together, i in unchanged).with_problems([*twice.get(i, []), *across.get(i, [])])
        for i, report in enumerate(reports)
    ]


def _beside_loaded(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> Report:
    """The report, without the months of which the file holds but a piece and more is loaded already."""
    source = report.source
    if report.verdict == "refused" or source is None or source.replaces not in ("force_month", "period"):
        return report
    rows: dict[Part, int] = {(p.force, p.period): p.rows for p in report.portions}
    loaded = {part: around.loaded.get((source.id, part[0]), {}).get(part[1] or "") for part in rows}
    pieces = own_months.beside_loaded(rows, {part: found.rows for part, found in loaded.items() if found})
    return screening.with_strays(connection, report, pieces) if pieces else report


@declares("meaning", "rows_of_other_month", "rows_by_time")
def _strays(report: Report) -> list[Problem]:
    """Rows of months that the file is not about: counted with its own month, or set aside; they replace nothing."""
    problems: list[Problem] = []
    for stray in report.strays:
        theirs, own = _part_in_words(stray.part, stray.into), _part_in_words(stray.into, stray.part)
        rows = f"{stray.rows:,} of {counted(report.rows or 0, 'row')} {'is' if stray.rows == 1 else 'are'}"
        if stray.reason is None:
            message = f"{rows} of {theirs} by the time of day. They count in {own}, the file's own month."
            problems.append(inform("rows_by_time", message, value=stray.part[1]))
            continue
        message = f"{rows} of {theirs}, while the file is about {own}. They are set aside; what is loaded of {theirs} stays."
        remedy = f"To load {theirs}, hand in a file of it alone. Confirm to load the rest."
        problems.append(warn("rows_of_other_month", message, remedy, value=stray.part[1]))
    return problems


def _part_in_words(part: Part, beside: Part) -> str:
    """A month, with its force where that is what differs."""
    return f"{part[1]} ({part[0]})" if part[0] != beside[0] else str(part[1])


@declares("meaning", "part_twice", "file_twice")
def _twice(reports: Sequence[Report]) -> dict[int, list[Problem]]:
    """Files of one call that hold the same month, day or list: by their position, what is to be said of each.

    The later one would replace the earlier without a word. Where both hold the very same, that is only said.
    """
    holding: dict[tuple[str | None, ...], list[int]] = {}
    for i, report in enumerate(reports):
        for part in _parts(report):
            holding.setdefault(part, []).append(i)
    shared: dict[tuple[int, ...], list[tuple[str | None, ...]]] = {}
    for part, holders in holding.items():
        if len(holders) > 1:
            shared.setdefault(tuple(holders), []).append(part)
    found: dict[int, list[Problem]] = {}
    for holders, parts in shared.items():
        files = [shortened(reports[i].file) for i in holders]
        what = ", ".join(sorted({str(part[-1]) for part in parts if len(part) > 1 and part[-1]})) or "the same list"
        if len({reports[i].rows_name for i in holders}) == 1:
            said = inform("file_twice", f"{' and '.join(files)} hold the very same content, which counts once.")
        else:
            message = f"{' and '.join(files)} both hold {what}. The later one, {files[-1]}, would count for it, the other not."
            said = warn("part_twice", message, "Leave out the one that is not meant. Confirm to load both in this order.")
        for i in holders:
            found.setdefault(i, []).append(said)
    return found


def _parts(report: Report) -> list[tuple[str | None, ...]]:
    """What of a file replaces the same of another file: each force and month, a kind of area and day, or a list whole."""
    if report.source is None or report.verdict == "refused":
        return []
    match report.source.replaces:
        case "force_month" | "period":
            return [(report.source.id, portion.force, portion.period) for portion in report.portions]
        case "layer":
            return [(report.source.id, report.layer, report.as_at)]
        case "whole":
            return [(report.source.id,)]
        case "key":
            return []


def _meaning(
    connection: duckdb.DuckDBPyConnection,
    report: Report,
    around: Surroundings,
    together: against_the_past.Loaded,
    unchanged: bool,
) -> Report:
    source = report.source
    if report.verdict == "refused" or source is None:
        return report
    problems = [
        *_future(report, source, around),
        *_other_forces(report, around),
        *_outside(connection, report, around),
        *_strays(report),
        *_identical(report, around, unchanged),
        *_name_against_rows(report, source),
        *against_the_past.against_past(report, source, around.loaded, together, around.breaks, around.partial_forces),
        *replaced.about(connection, report, source, around),
        *layers.about(connection, report, source, around),
        *own_cells.about(connection, report, source, around),
        *zones.about(connection, report, source, around),
        *layers.not_placed(connection, report, source, around),
        *keys.about(connection, report, source, around),
        *keys.replacing(connection, report, source, around),
        *values.about(connection, report, source, around),
        *records.about_rows(connection, report, source, around),
        *lists.against_loaded(connection, report, source, around),
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
    if around.counted_forces is None or report.source is None or report.source.replaces != "force_month":
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


@declares("meaning", "area_absent", "rows_outside")
def _outside(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Rows outside the area are normal; a file of its force without one row inside is most likely the wrong one, or damaged."""
    names = {column.name for column in report.source.columns} if report.source else set[str]()
    own = any(p.force and (around.counted_forces is None or p.force in around.counted_forces) for p in report.portions)
    if not own or not {"lsoa_code", "lsoa_name"} <= names or not around.area_lsoas or report.typed is None:
        return []
    if around.counted_forces is None:
        # With every force counted, most files lie outside the area by nature.
        return []
    found = connection.execute(
        "SELECT count(*) FILTER (code IS NOT NULL), count(*) FILTER (code IS NULL AND lsoa_code IS NOT NULL"
        # With the area's name and a code that no lookup knows, a row is counted as not located.
        " AND NOT starts_with(coalesce(lsoa_name, ''), $area || ' '))"
        f" FROM read_parquet({one_file(report.typed)}) LEFT JOIN area_lsoas ON lsoa_code = code",
        {"area": around.area_name},
    ).fetchone()
    assert found
    inside, outside = found
    if inside:
        said = f"{outside:,} of {report.rows:,} rows lie outside {around.area_name}, as is usual in a force's file."
        return [inform("rows_outside", said)] if outside else []
    return [
        warn(
            "area_absent",
            f"No row of the file lies in {around.area_name}.",
            "Check that it is the right file. Confirm to load it all the same.",
        )
    ]


@declares("meaning", "file_identical", "sheet_unchanged")
def _identical(report: Report, around: Surroundings, unchanged: bool) -> list[Problem]:
    receipt = _same_content(report, around)
    if receipt is None:
        return []
    if unchanged:
        return [
            inform("sheet_unchanged", f"The sheet is as it was loaded on {receipt.at[:10]}; other sheets of the book are new.")
        ]
    message = f"The very same content was loaded on {receipt.at[:10]} by {receipt.who}, as {shortened(receipt.file)}."
    remedy = "Choose the file that you meant. Confirm to load it all the same; figures will not change by it."
    return [warn("file_identical", message, remedy)]


def _same_content(report: Report, around: Surroundings) -> Receipt | None:
    """The receipt of the very same content, where it is loaded."""
    own = (report.rows_name, report.source.id if report.source else "", report.as_at)
    return next((one for one in around.receipts if (one.rows_name, one.source, one.as_at) == own), None)


def _unchanged_sheets(connection: duckdb.DuckDBPyConnection, reports: Sequence[Report], around: Surroundings) -> set[int]:
    """Sheets that are as they were loaded, by their position, in a workbook of which another sheet is new: a resubmission.

    Not where something newer was loaded over one of its rows since: loading the sheet again would bring the older row back.
    """
    same = {i: receipt for i, report in enumerate(reports) if (receipt := _same_content(report, around))}
    changed_books = {_book(report) for i, report in enumerate(reports) if i not in same and report.verdict != "refused"} - {None}
    return {
        i
        for i, receipt in same.items()
        if _book(reports[i]) in changed_books and not _loaded_over(connection, reports[i], receipt, around)
    }


def _book(report: Report) -> str | None:
    """The workbook that a unit is a sheet of; None for any other file."""
    book, _, sheet = report.file.rpartition("!")
    return book if sheet and workbooks.is_workbook(PurePosixPath(book).suffix.lower()) else None


def _loaded_over(connection: duckdb.DuckDBPyConnection, report: Report, receipt: Receipt, around: Surroundings) -> bool:
    """Whether a later receipt of the source holds a row of the same key, or a later version of the whole."""
    later = [one for one in around.receipts if one.source == receipt.source and one.id > receipt.id]
    paths = [around.rows_of[one.id] for one in later if one.id in around.rows_of]
    if not later:
        return False
    if report.source is None or report.source.replaces != "key" or report.typed is None or len(paths) < len(later):
        return True
    # A column that files may lack, such as the grant, does not tell rows apart here: too much is asked rather than too little.
    key = ", ".join(quoted(name) for name in report.source.key if report.source.column(name).required)
    own = f"SELECT {key} FROM read_parquet({one_file(report.typed)})"
    found = connection.execute(f"SELECT count(*) FROM ({own} INTERSECT SELECT {key} FROM {parquet(paths)})").fetchone()
    assert found
    return bool(found[0])


@declares("meaning", "name_month_differs")
def _name_against_rows(report: Report, source: Source) -> list[Problem]:
    """The archive layout of data.police.uk begins each name with its month: a renamed file says another than its rows."""
    said, held = own_months.named_month(report.file), ", ".join(report.periods or ())
    if source.replaces != "force_month" or not said or said in (report.periods or ()):
        return []
    message = f"The file's name says {said}, its rows say {held}: it may be another month's file under a new name."
    return [warn("name_month_differs", message, "Check which month it is. The rows decide.", value=said)]
