"""Comparison of two releases: what was added, taken away and changed, and the totals that move."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from analysis.declared.sources import sources
from analysis.release import database
from analysis.words import fields
from etl.problems import counted
from etl.sql import literal, quoted


@dataclass(frozen=True)
class Differences:
    """What changes from one release to another."""

    files: pd.DataFrame
    """One row per source, force and month (or reference file) that is new, gone or revised: change, source, force, month,
    file_before, file_after, loaded_before, loaded_after. Of a source whose rows add up, one row per file: what did not change is
    not named, however many files stand for a month; the month is blank where a file holds several."""
    rows: pd.DataFrame
    """One row per force and month of street crime that differs: rows_new, rows_gone, rows_changed (rows of one Crime ID; rows
    without an ID are told apart by their content)."""
    totals: pd.DataFrame
    """One row per month and crime type in the area whose count differs: before, after, change. Blank: the month is not loaded."""
    lists: pd.DataFrame = field(default_factory=pd.DataFrame)
    """One row per list that people fill in whose rows differ: list, rows_new, rows_changed, rows_gone, gone (their keys)."""

    @property
    def empty(self) -> bool:
        """Whether nothing at all differs."""
        return self.files.empty and self.rows.empty and self.totals.empty and self.lists.empty


def compare(before: Path, after: Path) -> Differences:
    """Compare two release files. Raises OSError where one is missing, UnreadableRelease where one is damaged."""
    for path in (before, after):
        if not path.exists():
            raise FileNotFoundError(2, "there is no such release file", path.name)
    try:
        with _both(before, after) as connection:
            return Differences(_files(connection), _rows(connection), _totals(connection), _lists(connection))
    except duckdb.IOException as error:
        names = " or ".join(f"releases/{path.name}" for path in (before, after))
        raise database.UnreadableRelease(
            f"{names} is damaged. Run: python -m etl verify. Remove the one that is not in force: it is made again when asked."
        ) from error


@contextmanager
def _both(before: Path, after: Path) -> Generator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '600MB'; SET threads = 1")
        connection.execute(f"ATTACH {literal(str(before))} AS old (READ_ONLY)")
        connection.execute(f"ATTACH {literal(str(after))} AS new (READ_ONLY)")
        yield connection


def _files(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Files that stand on both sides fall away first; what is left of a part is paired in order, one with one."""
    adds_up = [source.id for source in sources().values() if source.replaces == "key"]
    # Of files that add up none takes another's place: they are never paired, and each is one row whatever months it holds.
    side = """
        SELECT *, row_number() OVER (PARTITION BY source, force, part, layer, as_at, sha256 ORDER BY file) AS nth
        FROM (
            SELECT source, force, CASE WHEN list_contains($adds_up, source) THEN sha256 ELSE period::VARCHAR END AS part,
                layer, as_at, file, sha256, CASE WHEN count(DISTINCT period) = 1 THEN min(period) END AS month,
                sum(loaded)::BIGINT AS loaded
            FROM {database}.coverage GROUP BY ALL
        )"""
    part = "source, force, part, layer, as_at"
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM n.{name}" for name in part.split(", "))
    return connection.execute(
        f"""
        WITH old_files AS ({side.format(database="old")}), new_files AS ({side.format(database="new")}),
        o AS (
            SELECT *, row_number() OVER (PARTITION BY {part} ORDER BY file) AS pair
            FROM old_files o WHERE NOT EXISTS (FROM new_files n WHERE {same} AND o.sha256 = n.sha256 AND o.nth = n.nth)
        ),
        n AS (
            SELECT *, row_number() OVER (PARTITION BY {part} ORDER BY file) AS pair
            FROM new_files n WHERE NOT EXISTS (FROM old_files o WHERE {same} AND o.sha256 = n.sha256 AND o.nth = n.nth)
        )
        SELECT
            CASE WHEN o.source IS NULL THEN 'new' WHEN n.source IS NULL THEN 'gone' ELSE 'revised' END AS change,
            coalesce(n.source, o.source) AS source, coalesce(n.force, o.force) AS force, coalesce(n.month, o.month) AS month,
            o.file AS file_before, n.file AS file_after, o.loaded AS loaded_before, n.loaded AS loaded_after
        FROM o FULL JOIN n ON {same} AND o.pair = n.pair
        ORDER BY source, force, month, change, file_before, file_after
        """,
        {"adds_up": adds_up},
    ).df()


def _lists(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The rows of lists, by their keys; a list that one of the releases does not know yet is left out."""
    rows: list[list[Any]] = []
    for source in sources().values():
        if source.replaces not in ("whole", "key") or not source.key:
            continue
        before, after = (_columns(connection, database, source.id) for database in ("old", "new"))
        common = [name for name in after if name in before]
        # The register of breaks names its months otherwise in the release.
        key = [name for one in source.key for name in (one, f"{one}_month") if name in common]
        if not key:
            continue
        same = " AND ".join(f"o.{quoted(name)} IS NOT DISTINCT FROM n.{quoted(name)}" for name in key)
        differs = " OR ".join(f"o.{quoted(name)} IS DISTINCT FROM n.{quoted(name)}" for name in common)
        named = ", ".join(f"o.{quoted(name)}" for name in key)
        found = connection.execute(
            f"WITH o AS (SELECT *, true AS there FROM old.{quoted(source.id)}),"
            f" n AS (SELECT *, true AS there FROM new.{quoted(source.id)})"
            " SELECT count(*) FILTER (o.there IS NULL), count(*) FILTER (o.there AND n.there),"
            " count(*) FILTER (n.there IS NULL),"
            f" coalesce(list(concat_ws(', ', {named}) ORDER BY {named}) FILTER (n.there IS NULL), [])"
            f" FROM o FULL JOIN n ON {same} WHERE o.there IS NULL OR n.there IS NULL OR {differs}"
        ).fetchone()
        if found and any(found[:3]):
            rows.append([source.id, *found])
    return pd.DataFrame(rows, columns=["list", "rows_new", "rows_changed", "rows_gone", "gone"])


def _columns(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> list[str]:
    found = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = $database AND table_name = $table ORDER BY column_index",
        {"database": database, "table": table},
    ).fetchall()
    return [name for (name,) in found]


def _rows(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Only months whose file differs are looked into."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE moved AS
        SELECT DISTINCT coalesce(o.force, n.force) AS force, coalesce(o.period, n.period) AS month
        FROM (SELECT * FROM old.coverage WHERE source = 'police_street') o
        FULL JOIN (SELECT * FROM new.coverage WHERE source = 'police_street') n
            ON o.force = n.force AND o.period = n.period
        WHERE o.sha256 IS DISTINCT FROM n.sha256
        """
    )
    content = "concat_ws('|', crime_type, outcome, location, longitude, latitude, lsoa_filed)"
    # Equal rows without an ID are legitimate: the first, second, … of them stand for each other.
    nth = f"row_number() OVER (PARTITION BY force, month, crime_id, {content})"
    rows = f"SELECT force, month, {content} AS content, coalesce(crime_id, 'no id|' || {content} || '|' || {nth}) AS key"
    return connection.execute(
        f"""
        WITH before AS ({rows} FROM old.crimes SEMI JOIN moved USING (force, month)),
        after AS ({rows} FROM new.crimes SEMI JOIN moved USING (force, month))
        SELECT
            coalesce(b.force, a.force) AS force, coalesce(b.month, a.month) AS month,
            count(*) FILTER (b.key IS NULL) AS rows_new, count(*) FILTER (a.key IS NULL) AS rows_gone,
            count(*) FILTER (b.key IS NOT NULL AND a.key IS NOT NULL AND b.content <> a.content) AS rows_changed
        FROM before b FULL JOIN after a USING (force, month, key)
        GROUP BY ALL ORDER BY ALL
        """
    ).df()


def _totals(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return connection.execute(
        """
        WITH o AS (SELECT month, crime_type::VARCHAR AS crime_type, count(*) AS n FROM old.area_crimes GROUP BY ALL),
        n AS (SELECT month, crime_type::VARCHAR AS crime_type, count(*) AS n FROM new.area_crimes GROUP BY ALL),
        together AS (
            SELECT
                coalesce(o.month, n.month) AS month, coalesce(o.crime_type, n.crime_type) AS crime_type,
                CASE WHEN (SELECT bool_or(covered) FROM old.months m WHERE m.month = coalesce(o.month, n.month))
                    THEN coalesce(o.n, 0) END AS before,
                CASE WHEN (SELECT bool_or(covered) FROM new.months m WHERE m.month = coalesce(o.month, n.month))
                    THEN coalesce(n.n, 0) END AS after
            FROM o FULL JOIN n USING (month, crime_type)
        )
        SELECT month, crime_type, before, after, after - before AS change
        FROM together WHERE before IS DISTINCT FROM after ORDER BY ALL
        """
    ).df()


def to_json(found: Differences) -> dict[str, Any]:
    """The comparison as plain values."""

    def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
        shown = frame.astype(object).where(frame.notna(), None)
        if "month" in shown:
            shown["month"] = [None if m is None else pd.Timestamp(m).strftime("%Y-%m") for m in shown["month"]]
        return fields.lines(shown)

    lists = [{**record, "gone": list(record["gone"])} for record in records(found.lists)]
    return {"files": records(found.files), "rows": records(found.rows), "totals": records(found.totals), "lists": lists}


def in_words(found: Differences) -> list[str]:
    """The comparison as lines for a person."""
    if found.empty:
        return ["Nothing differs."]
    content = to_json(found)
    lines = [f"{f['change']}: {f['source']} {f['month'] or ''} {f['file_after'] or f['file_before']}" for f in content["files"]]
    lines += [list_sentence(one) for one in content["lists"]]
    lines += [
        f"{r['month']} {r['force']}: {r['rows_new']:,} rows new, {r['rows_gone']:,} gone, {r['rows_changed']:,} changed"
        for r in content["rows"]
    ]
    for total in content["totals"]:
        before, after = (("not loaded" if n is None else f"{n:,}") for n in (total["before"], total["after"]))
        lines.append(f"{total['month']} {total['crime_type']}: {before} before, {after} after")
    return lines


KEYS_NAMED = 5


def list_sentence(one: dict[str, Any]) -> str:
    """A list's rows in words: "breaks: 1 row new, 0 changed, 1 gone (police_street, 2022-11-01)"."""
    gone = "; ".join(one["gone"][:KEYS_NAMED]) + (" …" if len(one["gone"]) > KEYS_NAMED else "")
    said = f"{one['list']}: {counted(one['rows_new'], 'row')} new, {one['rows_changed']:,} changed, {one['rows_gone']:,} gone"
    return f"{said} ({gone})" if gone else said
