"""Typed rows: held against their hash before anything reads them, and made again from the archived file where they are damaged.

A receipt carries the hash of the rows as they were made at its load. Rows that were made later (a source was declared anew, a
file was lost, a list ships with the program) have their hash in a small file beside them.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

from analysis.declared import reference_tables
from analysis.declared.sources import Match, Matches, Source, sources
from etl.archive import seals
from etl.archive.archive import Archive, ArchiveDamaged, Receipt, write_whole
from etl.door import screening
from etl.door.units import Unit, archived_unit


def ensure_typed(archive: Archive, receipt: Receipt) -> Path:
    """The typed rows of a receipt, made again from its original where they are missing or damaged. Raises ArchiveDamaged."""
    path = archive.typed(receipt)
    if is_sound(archive, path, receipt):
        return path
    kept = _original(archive, receipt)
    if kept is None:
        if path.exists() and not known_hashes(archive, path, receipt) and _ends_as_it_should(path):
            # Of an earlier version of this program, with nothing to hold it against: better than nothing.
            return path
        state = "damaged: its content is not what was loaded" if archive.original(receipt).exists() else "missing"
        raise ArchiveDamaged(
            f"The archived file of {receipt.file} (receipt {receipt.id}) is {state}. Put"
            f" archive/originals/{archive.original(receipt).name} back from a copy of the data folder, or load the file again."
        )
    unit = archived_unit(receipt.file, kept, receipt.suffix, receipt.sheet)
    # The matches that the file was loaded with, whatever has been matched or undone since.
    matches = tuple(Match(receipt.source, heading, column) for heading, column in receipt.by_hand)
    own = [(portion.force, portion.period) for portion in receipt.portions]
    return _made(archive, unit, sources()[receipt.source], path, matches, own)


def lists_that_ship(area_code: str) -> list[tuple[Source, Unit]]:
    """Every list of which a first version ships for an area, as a unit: the partnership's own, else everybody's."""
    found: list[tuple[Source, Unit]] = []
    ship = reference_tables.shipped_lists(area_code)
    for source in sources().values():
        for suffix in (".csv", ".geojson"):
            if path := ship.get(f"{source.id}{suffix}"):
                found.append((source, Unit(path.name, suffix[1:], path.read_bytes(), suffix)))
    return found


def shipped_rows(archive: Archive, unit: Unit, source: Source, staging: Path | None = None) -> Path:
    """The typed rows of a list that ships with the program. staging: where they are made for a check, which keeps nothing."""
    path = shipped_path(archive, unit, source)
    if is_sound(archive, path):
        return path
    return _made(archive, unit, source, staging / path.name if staging else path)


def shipped_path(archive: Archive, unit: Unit, source: Source) -> Path:
    """Where the typed rows of a list that ships are kept."""
    return archive.typed_path(unit.sha256, source)


def is_sound(archive: Archive, path: Path, receipt: Receipt | None = None) -> bool:
    """Whether typed rows are there, byte for byte as they were made."""
    return path.exists() and seals.hash_of(path) in known_hashes(archive, path, receipt)


def known_hashes(archive: Archive, path: Path, receipt: Receipt | None = None) -> set[str]:
    """What typed rows may hash to; empty where nothing tells, as for receipts of an earlier version of this program."""
    beside = archive.hash_beside(path)
    told = beside.read_text(encoding="utf-8", errors="replace").strip() if beside.exists() else ""
    return {one for one in (told, receipt.rows_sha256 if receipt else "") if one}


def can_be_made_again(archive: Archive, receipts: Sequence[Receipt]) -> bool:
    """Whether the archived file of some typed rows is whole; so is that of a list that ships, which has no receipt."""
    return not receipts or _original(archive, receipts[0]) is not None


def _original(archive: Archive, receipt: Receipt) -> bytes | None:
    """The archived file as it was loaded; None where it is missing or another."""
    path = archive.original(receipt)
    kept = path.read_bytes() if path.exists() else b""
    return kept if hashlib.sha256(kept).hexdigest() == receipt.sha256 else None


def _made(
    archive: Archive,
    unit: Unit,
    source: Source,
    path: Path,
    matches: Matches = (),
    own: Collection[tuple[str | None, str | None]] | None = None,
) -> Path:
    """Typed rows made from some bytes, with headings matched by hand.

    `own`: force and month of each portion that the receipt tells; rows of others are stray.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, suffix=".part") as folder:
        # A day is needed for layers only to be accepted; the receipt's own day is what counts.
        as_at = datetime.now(UTC).date() if source.layers else None
        report = screening.screen(screening.connect(), unit, Path(folder), as_at, matches, own, again=True)
        if report.typed is None or report.source is None or report.source.id != source.id:
            reasons = " ".join(problem.message for problem in report.problems)
            raise ArchiveDamaged(f"{unit.name} can no longer be read as '{source.title}': {reasons}")
        write_whole(archive.hash_beside(path), seals.hash_of(report.typed))
        os.replace(report.typed, path)
    return path


def _ends_as_it_should(path: Path) -> bool:
    """Whether a Parquet file is there to its end: a broken copy or a full disk leaves it without its closing mark."""
    content = path.read_bytes()
    return len(content) >= 8 and content.endswith(b"PAR1")
