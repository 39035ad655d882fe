"""Undo: a receipt, a load or an undo is taken back, or what that would change is foreseen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from analysis.access import Actor
from analysis.release import database
from etl.acts.not_possible import NotPossible
from etl.archive.archive import (
    Archive,
    Entry,
    not_withdrawn,
    standing,
)
from etl.release import build as building
from etl.release.compare import Differences, compare


@dataclass(frozen=True)
class Undone:
    """What an undo did."""

    entry: Entry
    release: database.Release


def undo(data: Path, target: str, reason: str, actor: Actor) -> Undone:
    """Undo a receipt (`000012-0003`), a whole load, or an undo (`000012`), and put the resulting release in force.

    Undoing a load withdraws its receipts and lets stand again what it had withdrawn; undoing an undo does the reverse of it. The
    originals and all entries stay. Raises NotPossible where there is nothing to undo or no reason is given.
    """
    if not reason.strip():
        raise NotPossible("Say why: an undo needs a reason, which the history keeps.")
    archive = Archive(data)
    with archive.locked():
        withdraws, restores = _reversal(archive, target)
        entry = archive.undo_entry(reason.strip(), actor, withdraws=withdraws, restores=restores, undoes=target)
        return Undone(entry, building.carry_out(archive, entry))


@dataclass(frozen=True)
class Foreseen:
    """What an undo would do, without having done it."""

    candidate: database.Release
    """The release that would be in force, as a file of its own."""
    changes: Differences
    """Against the release in force."""


def foresee_undo(data: Path, target: str, folder: Path) -> Foreseen:
    """Build the release that an undo would give into `folder`, and compare it with the one in force. Nothing is changed.

    Raises NotPossible where there is nothing to undo.
    """
    archive = Archive(data)
    with archive.locked():
        withdraws, restores = _reversal(archive, target)
        entry = archive.undo_entry("", Actor("", "analyst"), withdraws=withdraws, restores=restores)
        stands = standing(not_withdrawn([*archive.entries(), entry]))
        candidate = building.make_candidate(archive, stands, folder)
        current = database.release(data)
        if current is None:
            raise NotPossible("No release is in force. Run: python -m etl build. No loaded file is lost.")
        return Foreseen(candidate, compare(current.file, candidate.file))


def _reversal(archive: Archive, target: str) -> tuple[list[str], list[str]]:
    """The receipts to withdraw and to restore. Only what still stands, or is still withdrawn, can be reversed."""
    entries = archive.entries()
    stands = {receipt.id for receipt in archive.receipts()}
    known = {receipt.id for entry in entries for receipt in entry.receipts}
    if target in known:
        if target not in stands:
            raise NotPossible(f"Receipt {target} is withdrawn already. To let it stand again, undo the entry that withdrew it.")
        return [target], []
    found = next((entry for entry in entries if target.isdigit() and entry.number == int(target)), None)
    if found is not None and found.action == "lost":
        raise NotPossible(f"Entry {target} was lost: what it did is not known, so there is nothing to undo.")
    if found is None:
        raise NotPossible(f"There is no receipt or entry {target}. The history lists them: python -m etl history.")
    withdraws = [id for id in (*(r.id for r in found.receipts), *found.restores) if id in stands]
    restores = [id for id in found.withdraws if id not in stands]
    if not withdraws and not restores:
        raise NotPossible(f"Entry {target} is undone already. To reverse that, undo the entry that undid it.")
    return withdraws, restores
