"""What was done to the data folder: looked back at, and undone."""

import hashlib
from typing import Any

from analysis.access import Actor
from analysis.declared.settings import data_folder
from analysis.loaded.release_changes import Changes
from analysis.release import database
from etl.acts import listing, undoing
from etl.archive.archive import Archive, ArchiveDamaged
from etl.door import temporary
from pages.desk.differing import from_candidate
from pages.desk.not_done import plainly
from pages.desk.past_releases import compare_releases


def history() -> list[dict[str, Any]]:
    """All receipts and undos, newest first, with the keys of `etl.acts.listing.history`. Raises NotDone."""
    with plainly("The history cannot be read."):
        return listing.history(data_folder())


def undo(target: str, reason: str, actor: Actor) -> str:
    """Undo a receipt, a load or an undo; the id of the release that is then in force. Raises NotDone."""
    with plainly("Nothing has been undone."):
        return undoing.undo(data_folder(), target, reason, actor).release.id


def undo_and_compare(target: str, reason: str, actor: Actor) -> tuple[str, str, Changes]:
    """Undo, and say what has changed by it: the release before, the one then in force, what differs. Raises NotDone."""
    with plainly("Nothing has been undone."):
        before = database.release(data_folder())
        after = undoing.undo(data_folder(), target, reason, actor).release.id
        assert before
    return before.id, after, compare_releases(before.id, after)


def foresee_undo(target: str) -> tuple[Changes, str]:
    """What an undo would change, without changing anything, and the release that it would give. Raises NotDone."""
    data = data_folder()
    with plainly("What the undo would change was not worked out."), temporary.folder("candidate") as folder:
        found = undoing.foresee_undo(data, target, folder)
        return from_candidate(found.changes, folder), found.candidate.id


def archived_file(receipt_id: str) -> bytes:
    """The file of a receipt exactly as it was kept. Raises NotDone where it is missing or is not what its receipt says."""
    archive = Archive(data_folder())
    with plainly("The archived file cannot be read."):
        receipt = next(one for entry in archive.entries() for one in entry.receipts if one.id == receipt_id)
        path = archive.original(receipt)
        content = path.read_bytes() if path.exists() else b""
        if hashlib.sha256(content).hexdigest() != receipt.sha256:
            raise ArchiveDamaged(
                f"The archived file of receipt {receipt_id} is missing or damaged. Put archive/originals/{path.name} back from a"
                " copy of the data folder, or load the file again."
            )
        return content
