"""Writing from a page: rows of a list that somebody adds or changes on a form, kept as a file of that list with its receipt.

Such a file is screened, judged, kept, built and undone as one that is handed in: the former row stays and stands again
where this one is undone.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from analysis.access import Actor
from analysis.declared.sources import Source, sources
from analysis.release import database
from analysis.words import phrases
from etl.acts import loading
from etl.acts.loading import Loaded, Overtaken
from etl.acts.not_possible import NotPossible
from etl.archive.archive import Archive, Receipt
from etl.archive.typed_rows import ensure_typed
from etl.personal import kind_of_content
from etl.problems import Problem
from etl.release.reading import reading
from etl.report import Report
from etl.sql import one_file, quoted

Row = Mapping[str, str]
"""Column → what a file's cell would hold: days as 2025-12-31, blank where not known."""
SAVED_BEFORE = frozenset({"file_identical"})
"""What is asked of a file and not of a form: a row may become again what it was."""
OF_A_FILE = re.compile(r"\b(?:Save|Confirm|file|row|loaded)\b", re.IGNORECASE)
"""Advice that is about files, not about a form."""
LONGEST_WHY = 300  # letters


@dataclass(frozen=True)
class Amendment:
    """One row of a list as somebody changes it, or adds it where `seen` is None."""

    source: str
    key: Row
    values: Row
    """The columns that are set."""
    seen: Row | None = None
    """Those columns as they stood when the form was drawn."""


def amend(data: Path, amendment: Amendment, actor: Actor, why: str) -> Loaded:
    """Change one row of a list, or add one. Raises Overtaken where it is no more what the form showed, else as `write`."""
    archive = Archive(data)
    with archive.locked(), archive.staging() as folder:
        source = sources()[amendment.source]
        now = _standing(archive, source, amendment.key)
        if amendment.seen is None and now is not None:
            raise Overtaken(f"{_named(amendment)} is there already. Nothing is saved. Change that one, or choose another name.")
        if amendment.seen is not None:
            _still_as_seen(archive, source, amendment, now)
        row = {**(now or {}), **amendment.key, **amendment.values}
        return _write_held(archive, folder, source, [row], _file_name(amendment), actor, why)


def write(data: Path, source_id: str, rows: Sequence[Row], name: str, actor: Actor, why: str) -> Loaded:
    """Keep rows of a list as a file called `name`, with its receipt, and build the release.

    Raises NotPossible where a check finds anything that would refuse such a file or have it confirmed, or no reason is given.
    """
    archive = Archive(data)
    with archive.locked(), archive.staging() as folder:
        return _write_held(archive, folder, sources()[source_id], rows, name, actor, why)


def _write_held(archive: Archive, folder: Path, source: Source, rows: Sequence[Row], name: str, actor: Actor, why: str) -> Loaded:
    said = _reason(why)
    path = folder / name
    path.write_text(_text(source, rows), encoding="utf-8", newline="")
    receipts = archive.receipts()
    # A change to made-up data is made up: it goes with them.
    made_up = bool(receipts) and all(receipt.demonstration for receipt in receipts)
    handed = loading.Handed([path], demonstration=made_up)
    (report,) = loading.screen_held(archive, handed, folder, confirmed=True)
    if refusing := _refusing(report):
        raise NotPossible(f"Nothing is saved. {' '.join(dict.fromkeys(map(_in_form_words, refusing)))}")
    return loading.keep_held(archive, handed, [report], actor, said)


def _reason(why: str) -> str:
    said = " ".join(why.split())
    if not said:
        raise NotPossible("Nothing is saved. Say why: a change needs a reason, which the history keeps.")
    if len(said) > LONGEST_WHY:
        raise NotPossible(f"Nothing is saved. The reason has {len(said)} letters, the most is {LONGEST_WHY}. Shorten it.")
    if kind := kind_of_content(said):
        raise NotPossible(f"Nothing is saved. The reason seems to hold {kind}: take it out, and name roles, not people.")
    return said


def _text(source: Source, rows: Sequence[Row]) -> str:
    """The file: every declared column, in the order of the declaration."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.heading for column in source.columns])
    writer.writerows([row.get(column.name, "") for column in source.columns] for row in rows)
    return out.getvalue()


def _refusing(report: Report) -> list[Problem]:
    return [one for one in report.problems if one.result != "information" and one.check not in SAVED_BEFORE]


def _in_form_words(problem: Problem) -> str:
    """A finding as a form says it: without a row's number, and without advice about files."""
    message = re.sub(r"^Row \d+(?:, column |: )", "", problem.message)
    advice = " ".join(part for part in re.split(r"(?<=[.?]) ", problem.remedy) if not OF_A_FILE.search(part))
    return f"{phrases.capital(message)} {advice}".strip()


def _standing(archive: Archive, source: Source, key: Row) -> dict[str, str] | None:
    """The row of a key that stands in the release in force, each cell as a file would hold it; None where there is none."""
    release = database.release(archive.data)
    if release is None:
        raise NotPossible("Nothing is loaded yet, so there is nothing to change. Load the tables first.")
    columns = [column.name for column in source.columns]
    cells = ", ".join(f"coalesce({_cell(name)}, '') AS {quoted(name)}" for name in columns)
    where = " AND ".join(f"coalesce({quoted(name)}::VARCHAR, '') = ${n}" for n, name in enumerate(key, start=1))
    with reading(release.file) as connection:
        try:
            found = connection.execute(f"SELECT {cells} FROM {quoted(source.id)} WHERE {where}", list(key.values())).fetchone()
        except duckdb.CatalogException:
            # No file of this list was ever loaded.
            return None
    return dict(zip(columns, found, strict=True)) if found else None


def _cell(name: str) -> str:
    """Whole numbers without their nought, days as they are."""
    return f"regexp_replace({quoted(name)}::VARCHAR, '^(-?[0-9]+)[.]0$', '\\1')"


def _still_as_seen(archive: Archive, source: Source, amendment: Amendment, now: Row | None) -> None:
    """Raises Overtaken where what a form showed has moved on since, with what it is now and who did it."""
    assert amendment.seen is not None
    if now is None:
        raise Overtaken(f"{_named(amendment)} is no longer there{_by_whom(archive, source, amendment.key)}. Nothing is saved.")
    moved = {name: (was, now[name]) for name, was in amendment.seen.items() if now[name] != was}
    if not moved:
        return
    said = "; ".join(f"{name} was {was or 'blank'}, now {is_now or 'blank'}" for name, (was, is_now) in moved.items())
    raise Overtaken(
        f"{_named(amendment)} has moved on since you opened it{_by_whom(archive, source, amendment.key)}: {said}. Nothing is"
        " saved. Look at it as it is now, and change it again if you still mean it."
    )


def _by_whom(archive: Archive, source: Source, key: Row) -> str:
    """Who last loaded or wrote a row of a key, and when, as part of a sentence; empty where no receipt holds it."""
    receipt = next((one for one in reversed(archive.receipts()) if one.source == source.id and _holds(archive, one, key)), None)
    if receipt is None:
        return ""
    return f" (last changed by {receipt.who} on {phrases.day_and_month(date.fromisoformat(receipt.at[:10]))})"


def _holds(archive: Archive, receipt: Receipt, key: Row) -> bool:
    # A row may leave its grant to its project.
    parts = {name: value for name, value in key.items() if name != "grant_id"}
    where = " AND ".join(f"coalesce({quoted(name)}::VARCHAR, '') = ${n}" for n, name in enumerate(parts, start=1))
    rows = f"read_parquet({one_file(ensure_typed(archive, receipt))})"
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT count(*) FROM {rows} WHERE {where or 'true'}", list(parts.values())).fetchone()
    return bool(found and found[0])


def _named(amendment: Amendment) -> str:
    return ", ".join(value for name, value in amendment.key.items() if value and name != "grant_id")


def _file_name(amendment: Amendment) -> str:
    """What the history calls the file: "milestones_P3_wardens-hired_form.csv"."""
    parts = re.sub(r"[^A-Za-z0-9_-]+", "-", "_".join([amendment.source, *(value for value in amendment.key.values() if value)]))
    return f"{parts[:80]}_form.csv"
