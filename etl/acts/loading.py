"""Loading: screen all units of one call, keep the accepted ones with one entry in the archive, build one release."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import filelock

from analysis.access import Actor
from analysis.declared.sources import Matches
from analysis.release import database
from analysis.words.in_plain_words import InPlainWords
from etl.archive.archive import Archive, receipts_of, standing
from etl.door import screening, temporary
from etl.door.units import Unit, Unreadable, units
from etl.judging import heading_matches, judge, surroundings
from etl.release.build import carry_out, ensure_typed, make_candidate
from etl.release.compare import Differences, compare
from etl.report import Report

AT_ONCE = 2
LARGE = 20_000_000
"""Bytes, as kept, of a unit beside which no other is in memory; a force-month has about 3 million."""
Progress = Callable[[str], None]
"""Called with the name of each unit before it is screened."""


class Overtaken(InPlainWords):
    """Somebody has loaded or undone something since the files were looked at; the message says what to do."""


@dataclass(frozen=True)
class Handed:
    """Files as they are handed in, and what is said of them."""

    paths: Sequence[Path]
    as_at: date | None = None
    """The day that layers without a day of their own stand for."""
    left_out: Collection[str] = ()
    """Names of units that are not looked at, such as one member of a ZIP."""
    demonstration: bool = False
    progress: Progress = lambda name: None
    """Told the name of each unit as its turn comes, and "" before the release is built."""


@dataclass(frozen=True)
class Loaded:
    """What a load did."""

    reports: tuple[Report, ...]
    release: database.Release | None
    """The release in force afterwards; None where nothing has ever been loaded."""
    withdrawn: int
    """How many demonstration receipts were withdrawn."""


def screen(data: Path, handed: Handed, *, confirmed: bool = False) -> list[Report]:
    """Screen files as a load would, and keep nothing. `confirmed` accepts what only needs confirmation."""
    archive = Archive(data)
    with temporary.folder("screen") as folder:
        reports = _screened(archive, handed, folder)
        return [_confirmed(report) if confirmed else report for report in reports]


def load(
    data: Path, handed: Handed, actor: Actor, *, confirmed: bool = False, entries: int | None = None, note: str = ""
) -> Loaded:
    """Load files: screen all, keep the accepted, build once. Units that are refused or not confirmed leave no trace.

    The history keeps the `note`. `entries`: the number of acts that the archive must still hold, as `preview` told it. Raises
    Overtaken where it holds others.
    """
    archive = Archive(data)
    with archive.locked(), archive.staging() as folder:
        if entries is not None and len(archive.entries()) != entries:
            raise Overtaken("Somebody has loaded or undone something since these files were checked. Check them again.")
        reports = screen_held(archive, handed, folder, confirmed=confirmed)
        return keep_held(archive, handed, reports, actor, note)


def screen_held(archive: Archive, handed: Handed, folder: Path, *, confirmed: bool = False) -> list[Report]:
    """Files screened and judged for whoever holds the archive. folder: where they are staged, as `Archive.staging` gives it."""
    reports = _screened(archive, handed, folder)
    return [_confirmed(report) if confirmed else report for report in reports]


def keep_held(archive: Archive, handed: Handed, reports: Sequence[Report], actor: Actor, note: str = "") -> Loaded:
    """Keep what of screened files is accepted and build the release, for whoever holds the archive."""
    accepted = [report for report in reports if report.verdict == "accepted"]
    if not accepted:
        return Loaded(tuple(reports), database.release(archive.data), 0)
    withdrawn: list[str] = []
    if not handed.demonstration:
        withdrawn = [receipt.id for receipt in archive.receipts() if receipt.demonstration]
    entry = archive.load_entry(accepted, actor, demonstration=handed.demonstration, withdraws=withdrawn, note=note.strip())
    handed.progress("")
    return Loaded(tuple(reports), carry_out(archive, entry, accepted), len(withdrawn))


@dataclass(frozen=True)
class Preview:
    """What a load would do, without having done it."""

    reports: tuple[Report, ...]
    candidate: database.Release | None
    """The release that would be in force, as a file of its own; None where nothing would be loaded."""
    changes: Differences | None
    """Against the release in force; None where there is none yet."""
    entries: int = 0
    """How many acts the archive held: a load may ask that it still holds no more."""


def under_way(data: Path) -> bool:
    """Whether somebody is loading just now, so that the next load has to wait for its turn."""
    path = data / ".lock"
    if not path.exists():
        return False
    try:
        with filelock.FileLock(path).acquire(timeout=0):
            return False
    except filelock.Timeout:
        return True


def preview(data: Path, handed: Handed, actor: Actor, folder: Path) -> Preview:
    """Screen files and build the release that loading them would give into `folder`. Nothing is kept in the data folder.

    Files that need confirmation are taken as confirmed.
    """
    archive = Archive(data)
    with archive.locked(), tempfile.TemporaryDirectory(dir=folder) as staging:
        reports = _screened(archive, handed, Path(staging))
        going_in = [report for report in reports if report.verdict != "refused"]
        if not going_in:
            return Preview(tuple(reports), None, None, len(archive.entries()))
        new = receipts_of(going_in, len(archive.entries()) + 1, actor, demonstration=False)
        stands = standing([*(r for r in archive.receipts() if not r.demonstration), *new])
        handed.progress("")
        candidate = make_candidate(Archive(data, going_in), stands, folder)
        current = database.release(data)
        changes = compare(current.file, candidate.file) if current else None
        return Preview(tuple(reports), candidate, changes, len(archive.entries()))


def _screened(archive: Archive, handed: Handed, folder: Path) -> list[Report]:
    """Each unit screened by itself, in the order handed in; then all judged beside what is loaded."""
    connection = screening.connect()
    matches = _matches_in_force(connection, archive)
    reports = _each_screened(handed, matches, folder)
    if new := heading_matches.handed_in(connection, reports):
        # They count for the files that are handed in with them.
        reports = _each_screened(handed, (*matches, *new), folder)
    around = surroundings.gathered(connection, archive, reports, handed.demonstration, folder)
    return judge.judge_meaning(connection, reports, around)


def _each_screened(handed: Handed, matches: Matches, folder: Path) -> list[Report]:
    """The reports of all units in the order handed in, `AT_ONCE` of them screened side by side; sheets and large ones alone."""
    thread = threading.local()

    def screened(unit: Unit | Unreadable) -> Report:
        if not hasattr(thread, "connection"):
            thread.connection = screening.connect()
        # A folder of its own for each unit: the same bytes may be handed in twice.
        return screening.screen(thread.connection, unit, Path(tempfile.mkdtemp(dir=folder)), handed.as_at, matches)

    under_way: list[Future[Report]] = []
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for unit in _units(handed, matches):
            # Sheets of one workbook are read from one and the same book.
            alone = isinstance(unit, Unit) and (unit.sheet is not None or len(unit.kept) > LARGE)
            # No further unit is read into memory before there is a thread for it.
            wait(under_way if alone else under_way[: 1 - AT_ONCE])
            under_way.append(threads.submit(screened, unit))
            if alone:
                wait(under_way)
        return [each.result() for each in under_way]


def _matches_in_force(connection: duckdb.DuckDBPyConnection, archive: Archive) -> Matches:
    stands = [item.receipt for item in standing(archive.receipts()) if item.receipt.source == heading_matches.SOURCE]
    return heading_matches.read(connection, [ensure_typed(archive, receipt) for receipt in stands])


def _units(handed: Handed, matches: Matches) -> Iterator[Unit | Unreadable]:
    for path in handed.paths:
        for unit in units(path, matches):
            if unit.name not in handed.left_out:
                handed.progress(unit.name)
                yield unit


def _confirmed(report: Report) -> Report:
    return replace(report, verdict="accepted") if report.verdict == "needs_confirmation" else report
