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

from analysis.access import Actor
from analysis.declared import reference_tables
from analysis.declared.sources import Source, sources
from analysis.release import database
from analysis.words.in_plain_words import InPlainWords
from etl.archive import entries, seals
from etl.archive.entries import Entry as Entry
from etl.archive.entries import Receipt as Receipt
from etl.report import Portion, Report

WAIT_SECONDS = 900
"""How long a load waits for another one to end."""
POINTER_BEFORE_SEALS = ("release", "file", "sha256", "built_at", "loaded", "demonstration", "entry", "made")
"""What the pointer, and the release announced, held in earlier versions of this program."""
TYPED_ROWS_VERSION = "2"
"""Raised when the code that types rows changes, so that they are made again from the originals."""


class ArchiveDamaged(InPlainWords):
    """A file of the archive that is missing or not what its receipt says. The message names it and what to do."""


class Busy(InPlainWords):
    """Another load has been running for longer than anybody waits."""


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
        self.notes_file = data / "audit" / "acts.jsonl"
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
        write_whole(self.announced, json.dumps(seals.sealed(content), indent=1))

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
        content = seals.unsealed(self.announced.read_text(encoding="utf-8", errors="replace"), POINTER_BEFORE_SEALS)
        if content is None:
            # Damaged by something else than us: the release is made again where it is found not to fit.
            self.announced.unlink()
            return
        if content["entry"] is None or self._entry_path(content["entry"]).exists():
            # The act has happened: no full disk may hold it up now, and the pointer tells its number as well.
            with suppress(OSError):
                self.note_acts()
            os.replace(self.announced, database.pointer_file(self.data))
        else:
            for name in content.get("brings", ()):
                (self.folder / name).unlink(missing_ok=True)
            self.announced.unlink()
            if content["made"]:
                discard_release(self.announced.parent / content["file"])

    @contextmanager
    def staging(self) -> Generator[Path]:
        """A folder for files under way, for whoever holds the archive."""
        self._staging.mkdir(parents=True)
        try:
            yield self._staging
        finally:
            shutil.rmtree(self._staging, ignore_errors=True)

    def entries(self) -> list[Entry]:
        """All acts in their order. Raises ArchiveDamaged where an entry is missing, or is not what was written."""
        return list(self._sound_acts().entries)

    def acts(self) -> entries.Acts:
        """The acts that can be read, and what is wrong with the others."""
        return entries.read(self.entries_folder, self.notes(), self._spent())

    def _sound_acts(self) -> entries.Acts:
        found = self.acts()
        if found.faults:
            raise ArchiveDamaged(" ".join(fault.words() for fault in found.faults[:3]))
        return found

    def notes(self) -> list[entries.ActLine]:
        """The list of all acts, which is kept apart from them."""
        return entries.notes_in(self.notes_file.read_text(encoding="utf-8", errors="replace")) if self.notes_file.exists() else []

    def _spent(self) -> int:
        """The highest number of an act that the pointer to the release in force knows of."""
        pointer = database.pointer_file(self.data)
        content = seals.unsealed(pointer.read_text(encoding="utf-8", errors="replace")) if pointer.exists() else None
        return int((content or {}).get("entries", 0))

    def note_acts(self) -> None:
        """Write the list of all acts as the entries are now, where it says anything else; not while an entry is missing."""
        if not self.acts().faults and not self.notes_as_they_should_be():
            write_whole(self.notes_file, self._notes_text())

    def notes_as_they_should_be(self) -> bool:
        """Whether the list of all acts says what the entries say; where one is missing, the list may know more."""
        if self.acts().faults:
            return True
        written = self.notes_file.read_bytes() if self.notes_file.exists() else b""
        return written == self._notes_text().encode()

    def _notes_text(self) -> str:
        found = self.acts()
        notes = [entries.note_of(entry, seal) for entry, seal in zip(found.entries, found.seals, strict=True)]
        return "".join(f"{entries.note_line(note)}\n" for note in notes)

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

    def undo_entry(
        self, reason: str, actor: Actor, *, withdraws: Sequence[str], restores: Sequence[str], undoes: str = ""
    ) -> Entry:
        """The entry that withdraws receipts, or lets withdrawn ones stand again, not yet written."""
        at, number = datetime.now(UTC).isoformat(timespec="seconds"), len(self.entries()) + 1
        return Entry(number, "undo", at, actor.name, actor.role, reason, (), tuple(withdraws), tuple(restores), undoes)

    def keep(self, entry: Entry, reports: Sequence[Report] = ()) -> None:
        """Keep an act: move the bytes and typed rows of its units in, then write its entry. With that it has happened."""
        for folder in (self.originals, self.rows, self.entries_folder):
            folder.mkdir(parents=True, exist_ok=True)
        for report, receipt in zip(reports, entry.receipts, strict=True):
            assert report.kept and report.typed
            _move(report.kept, self.original(receipt))
            if self.typed(receipt).exists():
                # An earlier receipt of the same bytes may name another hash, as where another version of DuckDB wrote them.
                write_whole(self.hash_beside(self.typed(receipt)), receipt.rows_sha256 or "")
            _move(report.typed, self.typed(receipt))
        _sync_folder(self.originals)
        self.write_entry(entry)

    def write_entry(self, entry: Entry) -> None:
        """Write an entry behind those that are there (or into the place of one that is lost), chained to the one before it."""
        found = self.acts()
        before = [seal for one, seal in zip(found.entries, found.seals, strict=True) if one.number < entry.number]
        content = entries.chained(entry, before[-1] if before else "")
        write_whole(self._entry_path(entry.number), json.dumps(content, ensure_ascii=False, indent=1))

    def _entry_path(self, number: int) -> Path:
        return self.entries_folder / f"{number:06}.json"

    def not_kept_yet(self, entry: Entry | None) -> list[str]:
        """The files of the archive that an act brings, from the archive's folder: they go again where it is cut short."""
        receipts = entry.receipts if entry else ()
        wanted = {path for receipt in receipts for path in (self.original(receipt), self.typed(receipt))}
        return sorted(path.relative_to(self.folder).as_posix() for path in wanted if not path.exists())

    def hash_beside(self, typed: Path) -> Path:
        """Where the hash of typed rows is kept that were made after their load."""
        return typed.with_name(f"{typed.name}.sha256")

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
                breaks=report.breaks,
                rows_sha256=seals.hash_of(report.typed) if report.typed else None,
            )
        )
    return receipts


def declaration_hash(source: Source) -> str:
    """The hash of all that decides how a source's rows are typed: its declaration and the lists that its cells name."""
    lists = sorted({column.list for column in source.columns if column.list})
    parts = [TYPED_ROWS_VERSION, source.text, *(text_of(reference_tables.reference_folder() / f"{name}.csv") for name in lists)]
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


def card_of(release_file: Path) -> Path:
    """Where a release file's card is kept: what the pointer says of it while it is in force, for as long as the file is there."""
    return release_file.with_suffix(".json")


def discard_release(file: Path) -> None:
    """Remove a release file and its card."""
    file.unlink(missing_ok=True)
    card_of(file).unlink(missing_ok=True)


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
