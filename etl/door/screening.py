"""Screening: from a unit handed in to a report, and the typed rows that would be kept.

Stages in order, each resting on the ones before: bytes, shape, privacy, cells, and last, in etl.judging.judge, what they mean.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from analysis.declared import reference_tables
from analysis.declared import sources as declarations
from analysis.declared.sources import Source
from etl.door import fields, own_months, privacy, published, shape
from etl.door.units import Unit, Unreadable, read_text
from etl.problems import Problem, Refused, declares, fail
from etl.report import Part, Portion, Report, Stray, verdict_of
from etl.sql import literal, one_file, quoted

_of_this_thread = threading.local()


def connect() -> duckdb.DuckDBPyConnection:
    """A connection to the screening's own in-memory database, one a thread: to open one takes as long as a small file.

    Of each thread its own: connections of several threads to one (DuckDB 1.5.5) ended the process now and then.
    """
    if not hasattr(_of_this_thread, "database"):
        database = duckdb.connect()
        # One thread: a force-month is too small to share out, and rows must keep the file's order.
        database.execute("SET memory_limit = '600MB'; SET preserve_insertion_order = true; SET threads = 1")
        _of_this_thread.database = database
    return _of_this_thread.database.cursor()


def screen(
    connection: duckdb.DuckDBPyConnection,
    unit: Unit | Unreadable,
    folder: Path,
    as_at: date | None = None,
    matches: declarations.Matches = (),
    own: Collection[Part] | None = None,
    *,
    again: bool = False,
) -> Report:
    """Screen one unit by itself (bytes, shape, cells), with headings matched by hand.

    An accepted one leaves its bytes and typed rows in `folder`. `own`: the parts that the file is about, where its receipt
    tells them. `again`: whether it was accepted once and is read again, by rules that may have become stricter: then what can be
    read is typed, and nothing is judged anew.
    """
    if isinstance(unit, Unreadable):
        return Report(unit.name, "refused", unit.problems)
    table: shape.Table | None = None
    try:
        found, notes = _table(unit, matches, again)
        table = found
        guarded, privacy_notes = (found, ()) if again else privacy.guarded(found, alone=unit.alone)
        notes = (*unit.notes, *notes, *privacy_notes)
        report = _screen_table(connection, unit, notes, guarded, folder, as_at, own, again)
        return replace(report, offer=shape.offer_of(found))
    except Refused as refused:
        source = table.source if table else shape.nearest_source(refused)
        offer = None if table else shape.offer_refused(refused)
        rows = table.count if table else None
        return _advised(Report(unit.name, "refused", refused.problems, source, rows, offer=offer), unit)


DAMAGE = {
    *("file_nul", "file_damaged", "encoding_unknown", "line_ends", "line_too_long", "quotes_unpaired", "row_width", "row_blank"),
    *("control_character", "heading_row_again", "cell_pattern", "cell_too_long", "file_cut_off", "coordinates_paired"),
}
"""What a file that is taken as it was published never shows: it was damaged on its way, or saved by another program."""
POLICE_FILE = re.compile(r"20\d\d-\d\d-[a-z-]+-(street|outcomes|stop-and-search)\.csv(\.gz)?")


def _advised(report: Report, unit: Unit) -> Report:
    """The report of a damaged police file with the advice to download it again first: it is not to be mended by hand."""
    first = next((problem for problem in report.problems if problem.result == "fail"), None)
    published = report.source.publisher.startswith("data.police.uk") if report.source else POLICE_FILE.fullmatch(unit.file_name)
    if first is None or first.check not in DAMAGE or not published:
        return report
    again = (
        "Download the month again from data.police.uk and load the ZIP as it comes: the file was damaged or changed on its way."
    )
    advised = replace(first, remedy=f"{again} {first.remedy}")
    return replace(report, problems=tuple(advised if problem is first else problem for problem in report.problems))


def _table(unit: Unit, matches: declarations.Matches, again: bool) -> tuple[shape.Table, tuple[Problem, ...]]:
    """The unit's table, and what had to be done to read it. Raises Refused."""
    if unit.sheet:
        return shape.sheet_table(unit.sheet, matches, again=again), ()
    text = read_text(unit)
    read = shape.csv_table if unit.kind == "csv" else shape.geojson_table
    return read(text.data, matches, again=again), text.notes


def _screen_table(
    connection: duckdb.DuckDBPyConnection,
    unit: Unit,
    notes: tuple[Problem, ...],
    table: shape.Table,
    folder: Path,
    as_at: date | None,
    own: Collection[Part] | None,
    again: bool,
) -> Report:
    layer = table.recognition.layer
    day, day_problems = _as_at(table, unit, as_at)
    force, force_problems = _force(table.source, unit)
    typed = folder / "rows.parquet"
    counts, cell_problems = _write_typed(connection, table, force, folder, typed)
    problems = (*notes, *table.notes, *cell_problems, *fields.outlines(table), *day_problems, *force_problems)
    report = Report(
        unit.name,
        verdict_of(problems),
        problems,
        table.source,
        table.count,
        layer=layer.id if layer else None,
        as_at=day,
        lines=table.lines,
        by_hand=table.by_hand,
        beside=unit.beside,
    )
    if report.verdict == "refused" and not again:
        return _advised(report, unit)
    rows: dict[Part, int] = {(c.force, c.period): c.rows for c in counts}
    parts = own_months.own_parts(table.source, rows, unit.file_name) if own is None else set(own)
    strays = own_months.strays(table.source, rows, parts)
    portions = _portions(connection, table.source, counts, strays, typed)
    key_problems = _doubled_keys(connection, table, layer, typed)
    kept = _kept(report, unit, table, folder)
    return replace(kept, portions=portions, typed=typed, strays=strays).with_problems(key_problems)


def with_strays(connection: duckdb.DuckDBPyConnection, report: Report, kept_out: Collection[Part]) -> Report:
    """The report of a unit of which some parts are stray beside what is loaded: their rows are set aside."""
    assert report.source and report.typed
    rows: dict[Part, int] = {(p.force, p.period): p.rows for p in report.portions}
    strays = own_months.strays(report.source, rows, set(rows) - set(kept_out))
    portions = _portions(connection, report.source, _counts(connection, report.source, report.typed), strays, report.typed)
    return replace(report, portions=portions, strays=(*report.strays, *strays), kept_out=tuple(sorted(kept_out, key=str)))


def _kept(report: Report, unit: Unit, table: shape.Table, folder: Path) -> Report:
    """The report with the staged bytes that would be kept: those handed in, or the cleaned table where they may not be."""
    handed_in = unit.sha256
    if not table.cleaned:
        kept = folder / f"kept{unit.suffix}"
        kept.write_bytes(unit.kept)
        return replace(report, sha256=handed_in, kept=kept, sheet=unit.sheet.name if unit.sheet else None)
    text = privacy.kept_text(table)
    kept = folder / "kept.csv"
    kept.write_bytes(text)
    return replace(report, sha256=hashlib.sha256(text).hexdigest(), kept=kept, sha256_handed_in=handed_in)


@declares("meaning", "as_at_missing")
def _as_at(table: shape.Table, unit: Unit, given: date | None) -> tuple[str | None, list[Problem]]:
    """The day that a reference file stands for: as given, else as its headings or name make certain."""
    layer = table.recognition.layer
    if layer is None:
        return None, []
    if given:
        return given.isoformat(), []
    headings = {c.name: h for c, h in zip(table.recognition.columns, table.headings, strict=True) if c}
    # A workbook may name the day in the names of its sheets, which tell more than its own.
    names = (unit.sheet.name, table.titles, unit.file_name) if unit.sheet else (table.titles, unit.file_name)
    day = next((day for name in names if (day := declarations.as_at_of(table.source, layer, headings, name))), None)
    day = day or (table.recognition.layout.as_at if table.recognition.layout else None)
    if day:
        return day, []
    return None, [
        fail(
            "as_at_missing",
            "Neither the headings nor the file's name tell which day these figures stand for.",
            "Give the day: on the Load page in its own field, on the command line with --as-at YYYY-MM-DD.",
        )
    ]


@declares("meaning", "force_missing")
def _force(source: Source, unit: Unit) -> tuple[str | None, list[Problem]]:
    """The force of a file that names none in its rows, from the file's own name."""
    if not source.force_from_name:
        return None, []
    found = re.fullmatch(source.force_from_name, unit.file_name)
    if found and found.group("force") in set(_slugs()):
        return found.group("force"), []
    return None, [
        fail(
            "force_missing",
            "The file names no force, neither in its rows nor in its own name.",
            f"Give it the name it has on data.police.uk, such as {source.force_name_example}, and load it again.",
        )
    ]


def _slugs() -> list[str]:
    return list(reference_tables.forces()["slug"])


@dataclass(frozen=True)
class _Count:
    """Rows of one force and period; of those not set aside, how many carry a whole key, and how many different keys there are."""

    force: str | None
    period: str | None
    rows: int
    keyed: int
    keys: int
    faults: int
    shares: dict[str, int]


def _write_typed(
    connection: duckdb.DuckDBPyConnection, table: shape.Table, force: str | None, folder: Path, path: Path
) -> tuple[list[_Count], list[Problem]]:
    """Write a table's typed rows and count them by force and period; where a row is marked, the faults of all cells too.

    Beside the declared columns, each row carries its number in the file (from 1), its force, its period (first day of the month)
    and the reason for which it is set aside, if any.
    """
    source = table.source
    with fields.cells_of(connection, table, folder) as found:
        fixed = {
            "force": literal(force) if force else found.typed.get(source.force, "NULL::VARCHAR"),
            "period": f"date_trunc('month', {found.typed[source.period]})::DATE" if source.period else "NULL::DATE",
            "set_aside": found.set_aside,
        }
        fields.write_marked(connection, found, fixed, path)
        if source.repeats:
            published.set_repeats_aside(connection, source, path)
        counts = _counts(connection, source, path)
        read = sum(count.rows for count in counts)
        if read != table.count:
            # No figure of this file could be trusted: what was read is not what stands in it.
            raise RuntimeError(f"the reader found {read} records, the file has {table.count}")
        problems = fields.explain(connection, found) if any(count.faults for count in counts) else []
        problems += fields.said(connection, found)
    if source.sets_aside:
        problems += published.nothing_read(connection, table, path)
    return counts, problems


def _counts(connection: duckdb.DuckDBPyConnection, source: Source, path: Path) -> list[_Count]:
    """The rows of typed rows by force and period."""
    key = _key(source)
    parts = "".join(f", count(*) FILTER ({sql})" for _, sql in source.shares)
    rows = connection.execute(
        f"SELECT force, strftime(period, '%Y-%m') AS month, count(*), count({key}) FILTER (set_aside IS NULL),"
        f" count(DISTINCT {key}) FILTER (set_aside IS NULL), count(*) FILTER (fault){parts}"
        f" FROM read_parquet({one_file(path)}) GROUP BY force, period ORDER BY ALL"
    ).fetchall()
    names = [name for name, _ in source.shares]
    return [_Count(*row[:6], shares=dict(zip(names, row[6:], strict=True))) for row in rows]


def _key(source: Source) -> str:
    """The SQL of what makes two rows of one force and month the same record; NULL where there is no such thing."""
    return " || chr(31) || ".join(source.duplicates) if source.duplicates else "NULL"


def _portions(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    counts: Sequence[_Count],
    strays: Sequence[Stray],
    path: Path,
) -> tuple[Portion, ...]:
    """The portions of a file. Stray rows go with its own ones; of rows with the same key in one of them, the last stands."""
    if strays:
        own_months.put_with_own(connection, path, strays)
        counts = _counts(connection, source, path)
    if any(count.keyed > count.keys for count in counts):
        _set_doubles_aside(connection, source, path)
    marked = strays or source.sets_aside or any(count.keyed > count.keys for count in counts)
    aside = _set_aside(connection, path) if marked else {}
    return tuple(Portion(c.force, c.period, c.rows, aside.get((c.force, c.period), {}), c.shares) for c in counts)


def _set_doubles_aside(connection: duckdb.DuckDBPyConnection, source: Source, path: Path) -> None:
    """Of rows with the same key in one force and month, set aside all but the last."""
    key = _key(source)
    rewritten = path.with_suffix(".rewritten")
    last = f"max(row) FILTER (set_aside IS NULL) OVER (PARTITION BY force, period, {key})"
    connection.execute(
        f"COPY (SELECT * REPLACE (CASE WHEN set_aside IS NULL AND {key} IS NOT NULL AND row <> {last} THEN 'duplicate'"
        f" ELSE set_aside END AS set_aside) FROM read_parquet({one_file(path)}) ORDER BY row)"
        f" TO {literal(str(rewritten))} (FORMAT parquet)"
    )
    rewritten.replace(path)


def _set_aside(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[Part, dict[str, int]]:
    """How many rows of each force and month are set aside, by reason."""
    found: dict[Part, dict[str, int]] = {}
    for force, month, reason, rows in connection.execute(
        f"SELECT force, strftime(period, '%Y-%m'), set_aside, count(*) FROM read_parquet({one_file(path)})"
        " WHERE set_aside IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        found.setdefault((force, month), {})[reason] = rows
    return found


@declares("meaning", "key_doubled")
def _doubled_keys(
    connection: duckdb.DuckDBPyConnection, table: shape.Table, layer: declarations.Layer | None, typed: Path
) -> list[Problem]:
    """Two rows of one key in a table that holds each once: it is not certain which one is right."""
    key = layer.key if layer else table.source.key
    if not table.source.duplicates_refused or not key:
        return []
    columns = ", ".join(quoted(name) for name in key)
    found = connection.execute(
        f"SELECT row, concat_ws(', ', {columns}) FROM read_parquet({one_file(typed)}) WHERE set_aside IS NULL"
        f" QUALIFY row_number() OVER (PARTITION BY {columns} ORDER BY row) > 1 ORDER BY row LIMIT 20"
    ).fetchall()
    headings = {c.name: h for c, h in zip(table.recognition.columns, table.headings, strict=True) if c}
    named = ", ".join(headings.get(name, name) for name in key)
    # The key of a source that may hold personal data may be somebody's own words.
    quotable = table.source.privacy is None
    return [
        fail(
            "key_doubled",
            f"Row {table.lines[row - 1]}: {value if quotable else 'the same'} stands a second time; each {named} may stand once.",
            f"Remove one of the two rows. {fields.AGAIN}",
            line=int(table.lines[row - 1]),
            column=headings.get(key[0], key[0]),
            value=value if quotable else None,
        )
        for row, value in found
    ]
