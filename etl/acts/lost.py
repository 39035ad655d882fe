"""A lost entry: written down as lost, so that work can go on without it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from analysis.access import Actor
from analysis.release import database
from etl.acts.not_possible import NotPossible
from etl.archive.archive import (
    Archive,
    Entry,
)
from etl.release import build as building

LAID_ASIDE = ".damaged"
"""The ending that an entry gets which cannot be read and is said to be lost."""


def lost(data: Path, number: int, reason: str, actor: Actor) -> database.Release | None:
    """Write down that an entry is lost for good, so that work can go on without it; its number is never used again.

    Gives the release that is then in force; None where other entries are missing still. Raises NotPossible where the entry is
    there and whole, or no reason is given.
    """
    if not reason.strip():
        raise NotPossible("Say why: the history keeps the reason.")
    archive = Archive(data)
    with archive.locked():
        name = f"archive/entries/{number:06}.json"
        acts = archive.acts()
        if name not in {fault.file for fault in acts.faults} or number in {entry.number for entry in acts.entries}:
            raise NotPossible(f"Entry {number:06} is not missing. What is damaged or missing: python -m etl verify.")
        damaged = data / name
        if damaged.exists():
            os.replace(damaged, damaged.with_suffix(LAID_ASIDE))
        at = datetime.now(UTC).isoformat(timespec="seconds")
        archive.write_entry(Entry(number, "lost", at, actor.name, actor.role, reason.strip()))
        if archive.acts().faults:
            return None
        archive.note_acts()
        return building.build(archive)
