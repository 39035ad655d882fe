"""What is loaded: source by force by month, gaps as gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from analysis.declared.sources import sources
from analysis.release import database
from analysis.words.months import names_between
from etl.release.reading import reading


@dataclass(frozen=True)
class Status:
    """The release in force and its coverage, one entry a source, force and month (a file, for reference sources)."""

    release: str | None
    coverage: tuple[dict[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        """The documented JSON."""
        return {"release": self.release, "coverage": list(self.coverage)}


def status(data: Path) -> Status:
    """The status of a data folder. Raises UnreadableRelease where the release cannot be opened."""
    release = database.release(data)
    if release is None:
        return Status(None, ())
    try:
        with reading(release.file) as connection:
            found = connection.execute(
                "SELECT source, force, strftime(period, '%Y-%m'), rows, loaded, set_aside, rejected, in_area"
                " FROM coverage ORDER BY source, force, period"
            ).fetchall()
    except duckdb.Error as error:
        raise database.UnreadableRelease(
            f"The release {release.file.name} is missing or damaged. Run: python -m etl build. No loaded file is lost."
        ) from error
    keys = ("source", "force", "period", "rows", "loaded", "set_aside", "rejected", "in_area")
    return Status(release.id, tuple(dict(zip(keys, row, strict=True)) for row in found))


def in_words(found: Status) -> list[str]:
    """The status as lines for a person."""
    if found.release is None:
        return [
            "Nothing is loaded yet. Load files with: python -m etl load FILE…",
            "Or try the demonstration: python -m etl demo",
        ]
    lines = [f"Release {found.release}"]
    groups: dict[tuple[str, str | None], list[dict[str, Any]]] = {}
    for entry in found.coverage:
        groups.setdefault((entry["source"], entry["force"]), []).append(entry)
    for (source, force), entries in groups.items():
        lines += ["", sources()[source].title + (f", {force}" if force else "")]
        lines += _months(entries) if entries[0]["period"] and force else _files(entries)
    return lines


def _files(entries: Sequence[dict[str, Any]]) -> list[str]:
    return [f"  {e['period'] or 'no period':<10} {e['rows']:>9,} rows, {e['loaded']:,} loaded" for e in entries]


def _months(entries: Sequence[dict[str, Any]]) -> list[str]:
    by_month = {entry["period"]: entry for entry in entries}
    lines: list[str] = []
    for month in names_between(min(by_month), max(by_month)):
        entry = by_month.get(month)
        if entry is None:
            lines.append(f"  {month}    no file loaded: a gap, not zero")
            continue
        area = "area not known" if entry["in_area"] is None else f"{entry['in_area']:,} in the area"
        lines.append(f"  {month} {entry['rows']:>9,} rows, {entry['loaded']:,} loaded, {entry['set_aside']:,} set aside, {area}")
    return lines
