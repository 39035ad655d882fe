"""The archive: accepted files for ever as they came, their typed rows, and the receipts that tell of them.

`originals/` holds each accepted unit's bytes under its hash; `rows/` the typed rows made from them, which can be made again;
`entries/` one numbered JSON file an act (a load, a withdrawal). An entry is written whole, once the release that it gives has
been made and announced, so an act has happened or has not: there is no half of it. Nothing in `originals/` and `entries/` is
ever changed or removed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import filelock

from analysis import catalogue, database
from analysis.access import Actor
from etl.declarations import Source, sources
from etl.screening import Portion, Report, rows_name

WAIT_SECONDS = 900
"""How long a load waits for another one to end."""
TYPED_ROWS_VERSION = "1"
"""Raised when the code that types rows changes, so that they are made again from the originals."""


class ArchiveDamaged(Exception):
    """A file of the archive that is missing or not what its receipt says. The message names it and what to do."""


class Busy(Exception):
    """Another load has been running for longer than anybody waits."""


@dataclass(frozen=True)
class Receipt:
    """What is known of one accepted unit."""

    id: str
    file: str
    sha256: str
    suffix: str
    source: str
    layer: str | None
    as_at: str | None
    rows: int
    portions: tuple[Portion, ...]
    warnings: tuple[str, ...]
    demonstration: bool
    at: str
    who: str
    sheet: str | None = None
    """The sheet of a workbook that is kept whole."""
    sha256_handed_in: str | None = None
    """The hash of the file as it was handed in, where something else is kept (a sheet by itself, or without some columns)."""
    by_hand: tuple[tuple[str, str], ...] = ()
    """The headings read as somebody matched them by hand, each with its column's name: for this file they hold for ever."""
    kept_out: tuple[tuple[str | None, str | None], ...] = ()
    """Force and month of rows that were set aside since more of them was loaded already."""

    @property
    def rows_name(self) -> str:
        """What its typed rows are kept under."""
        return rows_name(self.sha256, self.sheet, sources().get(self.source), self.portions, self.by_hand, self.kept_out)


@dataclass(frozen=True)
class Entry:
    """One act on the archive."""

    number: int
    action: str
    at: str
    who: str
    role: str
    reason: str
    receipts: tuple[Receipt, ...] = ()
    withdraws: tuple[str, ...] = ()
    """Ids of receipts that no longer stand."""
    restores: tuple[str, ...] = ()
    """Ids of receipts that stand again."""


@dataclass(frozen=True)
class Standing:
    """One portion of a receipt that stands: the newest of its source, force and month (or layer and day, or source)."""

    receipt: Receipt
    portions: tuple[Portion, ...] = field(default=())

    @property
    def whole(self) -> bool:
        """Whether no newer receipt has replaced a part of this one."""
        return len(self.portions) == len(self.receipt.portions)


class Archive:
    """The archive of one data folder. Reading needs no folder to exist."""

    def __init__(self, data: Path, staged: Sequence[Report] = ()) -> None:
        """`staged`: reports of units that are not kept yet, whose files count as if they were."""
        self.data = data
        self._staged = {report.rows_name: report for report in staged}
        self.folder = data / "archive"
        self.originals = self.folder / "originals"
        self.rows = self.folder / "rows"
        self.entries_folder = self.folder / "entries"
        self._staging = self.folder / "staging"

    @contextmanager
    def locked(self) -> Generator[None]:
        """Hold the archive against other loads; waits for its turn. Raises Busy after a quarter of an hour.

        Whatever a killed act left behind is finished or cleared away first.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(self.data / ".lock")
        try:
            lock.acquire(timeout=WAIT_SECONDS)
        except filelock.Timeout:
            raise Busy("Another load has been running for 15 minutes. Wait for it to end, then try again.") from None
        try:
            self.settle_held()
            yield
        finally:
            lock.release()

    @property
    def announced(self) -> Path:
        """Where the release of the act under way is named: the pointer that stands as soon as the act's entry is written."""
        return database.pointer_file(self.data).with_name("next.json")

    def announce(self, content: Mapping[str, Any]) -> None:
        """Name the release of the act under way: the pointer's content, and the number of the `entry` that puts it in force."""
        write_whole(self.announced, json.dumps(content, indent=1))

    def settle(self) -> None:
        """Finish or clear away what a killed act left, unless somebody is at work: then there is nothing left behind."""
        if not self._left_behind():
            return
        # A folder that may only be read keeps what was left in it.
        with suppress(filelock.Timeout, PermissionError), filelock.FileLock(self.data / ".lock").acquire(timeout=0):
            self.settle_held()

    def _left_behind(self) -> list[Path]:
        folders = (self.announced.parent, self.entries_folder, self.rows, self.data / "audit")
        parts = [path for folder in folders for path in folder.glob("*.part*")]
        return [*parts, *(path for path in (self.announced, self._staging) if path.exists())]

    def settle_held(self) -> None:
        """The same for whoever holds the archive: what was announced is finished if its entry is written, else cleared away."""
        for left in self._left_behind():
            if left != self.announced:
                discard(left)
        if not self.announced.exists():
            return
        try:
            content = json.loads(self.announced.read_text(encoding="utf-8"))
        except ValueError:
            # Damaged by something else than us: the release is made again where it is found not to fit.
            self.announced.unlink()
            return
        if content["entry"] is None or self._entry_path(content["entry"]).exists():
            os.replace(self.announced, database.pointer_file(self.data))
        else:
            self.announced.unlink()
            if content["made"]:
                (self.announced.parent / content["file"]).unlink(missing_ok=True)

    @contextmanager
    def staging(self) -> Generator[Path]:
        """A folder for files under way, for whoever holds the archive."""
        self._staging.mkdir(parents=True)
        try:
            yield self._staging
        finally:
            shutil.rmtree(self._staging, ignore_errors=True)

    def entries(self) -> list[Entry]:
        """All acts in their order. Raises ArchiveDamaged where an entry cannot be read or one is missing."""
        if not self.entries_folder.is_dir():
            return []
        found = [_read_entry(path) for path in sorted(self.entries_folder.glob("*.json"))]
        for position, entry in enumerate(found, start=1):
            if entry.number != position:
                raise ArchiveDamaged(
                    f"Entry {position:06} of the archive is missing. Put it back from a copy of the data folder."
                )
        return found

    def receipts(self, upto: int | None = None) -> list[Receipt]:
        """The receipts that have not been withdrawn, oldest first; as they stood after entry `upto`, where it is given."""
        return not_withdrawn(entry for entry in self.entries() if upto is None or entry.number <= upto)

    def load_entry(
        self, reports: Sequence[Report], actor: Actor, *, demonstration: bool, withdraws: Sequence[str] = (), note: str = ""
    ) -> Entry:
        """The entry of a load of accepted units, not yet written."""
        number = len(self.entries()) + 1
        receipts = receipts_of(reports, number, actor, demonstration=demonstration)
        return Entry(number, "load", receipts[0].at, actor.name, actor.role, note, tuple(receipts), tuple(withdraws))

    def undo_entry(self, reason: str, actor: Actor, *, withdraws: Sequence[str], restores: Sequence[str]) -> Entry:
        """The entry that withdraws receipts, or lets withdrawn ones stand again, not yet written."""
        at, number = datetime.now(UTC).isoformat(timespec="seconds"), len(self.entries()) + 1
        return Entry(number, "undo", at, actor.name, actor.role, reason, (), tuple(withdraws), tuple(restores))

    def keep(self, entry: Entry, reports: Sequence[Report] = ()) -> None:
        """Keep an act: move the bytes and typed rows of its units in, then write its entry. With that it has happened."""
        for folder in (self.originals, self.rows, self.entries_folder):
            folder.mkdir(parents=True, exist_ok=True)
        for report, receipt in zip(reports, entry.receipts, strict=True):
            assert report.kept and report.typed
            _move(report.kept, self.original(receipt))
            _move(report.typed, self.typed(receipt))
        _sync_folder(self.originals)
        write_whole(self._entry_path(entry.number), json.dumps(_entry_json(entry), ensure_ascii=False, indent=1))

    def _entry_path(self, number: int) -> Path:
        return self.entries_folder / f"{number:06}.json"

    def original(self, receipt: Receipt) -> Path:
        """Where the unit's bytes are kept as they came."""
        if (staged := self._staged.get(receipt.rows_name)) and staged.kept:
            return staged.kept
        return self.originals / f"{receipt.sha256}{receipt.suffix}"

    def typed(self, receipt: Receipt) -> Path:
        """Where the typed rows are kept; the name carries the declaration they were made by."""
        if (staged := self._staged.get(receipt.rows_name)) and staged.typed:
            return staged.typed
        return self.typed_path(receipt.rows_name, sources()[receipt.source])

    def typed_path(self, name: str, source: Source) -> Path:
        """Where the typed rows of some bytes (or of a sheet of them) are kept, as the source is declared now."""
        return self.rows / f"{name}.{declaration_hash(source)[:12]}.parquet"


def not_withdrawn(entries: Iterable[Entry]) -> list[Receipt]:
    """The receipts that stand after some acts, oldest first."""
    given = list(entries)
    withdrawn: set[str] = set()
    for entry in given:
        withdrawn = (withdrawn | set(entry.withdraws)) - set(entry.restores)
    return [receipt for entry in given for receipt in entry.receipts if receipt.id not in withdrawn]


def receipts_of(reports: Sequence[Report], number: int, actor: Actor, *, demonstration: bool) -> list[Receipt]:
    """The receipts that accepted reports get in entry `number`."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    receipts: list[Receipt] = []
    for position, report in enumerate(reports, start=1):
        assert report.source and report.kept and report.rows is not None
        receipts.append(
            Receipt(
                id=f"{number:06}-{position:04}",
                file=report.file,
                sha256=report.sha256,
                suffix="".join(report.kept.suffixes),
                source=report.source.id,
                layer=report.layer,
                as_at=report.as_at,
                rows=report.rows,
                portions=report.portions,
                warnings=tuple(p.message for p in report.problems if p.result == "warning"),
                demonstration=demonstration,
                at=at,
                who=actor.name,
                sheet=report.sheet,
                sha256_handed_in=report.sha256_handed_in,
                by_hand=report.by_hand,
                kept_out=report.kept_out,
            )
        )
    return receipts


def declaration_hash(source: Source) -> str:
    """The hash of all that decides how a source's rows are typed: its declaration and the lists that its cells name."""
    lists = sorted({column.list for column in source.columns if column.list})
    parts = [TYPED_ROWS_VERSION, source.text, *(text_of(catalogue.reference_folder() / f"{name}.csv") for name in lists)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def text_of(path: Path) -> str:
    """A text file with one kind of line end, so that a checkout on another system hashes the same."""
    return path.read_text(encoding="utf-8").replace("\r\n", "\n")


def standing(receipts: Iterable[Receipt]) -> list[Standing]:
    """What of the receipts is in force: each portion of the newest receipt for its source, force and month.

    A reference source stands by layer and day, a list that is replaced whole by source; rows that stand by key all stay here and
    are told apart where their table is built.
    """
    newest: dict[tuple[Any, ...], str] = {}
    ordered = list(receipts)
    for receipt in ordered:
        for portion in receipt.portions:
            newest[_stands_for(receipt, portion)] = receipt.id
    found: list[Standing] = []
    for receipt in ordered:
        portions = tuple(p for p in receipt.portions if newest[_stands_for(receipt, p)] == receipt.id)
        if portions:
            found.append(Standing(receipt, portions))
    return found


def _stands_for(receipt: Receipt, portion: Portion) -> tuple[Any, ...]:
    match sources()[receipt.source].replaces:
        case "force_month" | "period":
            return (receipt.source, portion.force, portion.period)
        case "layer":
            return (receipt.source, receipt.layer, receipt.as_at)
        case "whole":
            return (receipt.source,)
        case "key":
            # The same bytes loaded again count once.
            return (receipt.source, receipt.rows_name)


def _move(source: Path, target: Path) -> None:
    """Move a staged file into the archive and make sure that it is on disk; the same bytes may be there already."""
    if target.exists() and not source.exists():
        # The same bytes were handed in twice in one call: they were staged, and have been moved, once.
        return
    with source.open("rb+") as stream:
        os.fsync(stream.fileno())
    os.replace(source, target)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    try:
        with part.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(path.parent)


def discard(left: Path) -> None:
    """Remove a file or folder of an act that did not end."""
    if left.is_dir():
        shutil.rmtree(left, ignore_errors=True)
    else:
        left.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "action": entry.action,
        "at": entry.at,
        "who": entry.who,
        "role": entry.role,
        "reason": entry.reason,
        "withdraws": list(entry.withdraws),
        "restores": list(entry.restores),
        "receipts": [
            {
                "id": r.id,
                "file": r.file,
                "sha256": r.sha256,
                "suffix": r.suffix,
                "source": r.source,
                "layer": r.layer,
                "as_at": r.as_at,
                "rows": r.rows,
                "portions": [
                    {"force": p.force, "period": p.period, "rows": p.rows, "set_aside": p.set_aside, "shares": p.shares}
                    for p in r.portions
                ],
                "warnings": list(r.warnings),
                "demonstration": r.demonstration,
                "sheet": r.sheet,
                "sha256_handed_in": r.sha256_handed_in,
                "by_hand": [list(pair) for pair in r.by_hand],
                "kept_out": [list(part) for part in r.kept_out],
            }
            for r in entry.receipts
        ],
    }


def _read_entry(path: Path) -> Entry:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        receipts = tuple(
            Receipt(
                **{key: value for key, value in item.items() if key not in ("portions", "warnings", "by_hand", "kept_out")},
                portions=tuple(Portion(**portion) for portion in item["portions"]),
                warnings=tuple(item["warnings"]),
                by_hand=tuple((heading, column) for heading, column in item.get("by_hand", ())),
                kept_out=tuple((force, period) for force, period in item.get("kept_out", ())),
                at=content["at"],
                who=content["who"],
            )
            for item in content.pop("receipts")
        )
        content["withdraws"] = tuple(content["withdraws"])
        content["restores"] = tuple(content.get("restores", ()))
        return Entry(**content, receipts=receipts)
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveDamaged(
            f"{path.name} in archive/entries is damaged. Put it back from a copy of the data folder; nothing else is changed."
        ) from error
