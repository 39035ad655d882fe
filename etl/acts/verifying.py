"""The proof that the archive is what its receipts say, and the mending of what can be made again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from analysis.release import database
from etl.acts.lost import LAID_ASIDE
from etl.archive.archive import (
    POINTER_BEFORE_SEALS,
    Archive,
    ArchiveDamaged,
    Receipt,
    card_of,
    discard_release,
    standing,
)
from etl.archive.entries import ENTRY_NAME
from etl.archive.seals import hash_of, unsealed
from etl.archive.typed_rows import is_sound, known_hashes
from etl.release import build as building
from etl.sql import one_file

VIEW_BEFORE_SEALS = ("id", "name", "page", "query", "who", "at", "deleted")
"""What a saved view held in earlier versions of this program."""


@dataclass(frozen=True)
class Damage:
    """Something that is not as the receipts say. `file` names it; `remedy` says what to do."""

    file: str
    what: str
    remedy: str


def verify(data: Path) -> list[Damage]:
    """Hold the archive against its receipts (every hash, every count) and the release against what stands.

    Empty where all is well. Entries that are lost or damaged are named among the findings, and all that can be read is held.
    """
    archive = Archive(data)
    return _verify_archive(archive) + _verify_release(archive)


MENDED = ("archive/rows/", "releases/", "audit/acts.jsonl")
"""What can be made again, by the beginning of its name."""


def mend(data: Path) -> list[Damage]:
    """Verify, and make again what can be made again: the release, and typed rows. What can not is named.

    A finding without a remedy has been mended. Raises BuildFailed.
    """
    archive = Archive(data)
    archive.settle()
    found = _verify_archive(archive)
    release = _verify_release(archive)
    if archive.acts().faults:
        # What stands cannot be told, so nothing is made from it.
        return [*release, *found]
    rows = [finding for finding in found if finding.file.startswith(MENDED)]
    lost = [finding for finding in found if finding not in rows]
    if release or rows:
        try:
            with archive.locked():
                for finding in rows:
                    if finding.file.startswith("releases/"):
                        discard_release(data / finding.file)
                building.build(archive, again=any(f.file.startswith("archive/rows/") for f in rows) or bool(release))
        except ArchiveDamaged:
            # What it needs is lost, and named among the findings.
            return [*release, *found]
    return [*(Damage(f.file, f"{f.what} It was made again from the archived files.", "") for f in (*release, *rows)), *lost]


def _verify_archive(archive: Archive) -> list[Damage]:
    acts = archive.acts()
    findings = [Damage(fault.file, fault.what, fault.remedy) for fault in acts.faults]
    receipts = [receipt for entry in acts.entries for receipt in entry.receipts]
    with duckdb.connect() as connection:
        for receipt in receipts:
            findings += _verify_original(archive, receipt) or _verify_rows(archive, receipt, connection)
    return list(dict.fromkeys([*findings, *_verify_shipped(archive), *_nobodys(archive, receipts), *_verify_lists(archive)]))


def _verify_original(archive: Archive, receipt: Receipt) -> list[Damage]:
    path = archive.original(receipt)
    name = f"archive/originals/{path.name}"
    again = "Put it back from a copy of the data folder, or load the file again."
    if not path.exists():
        return [Damage(name, f"The archived file of {receipt.file} (receipt {receipt.id}) is missing.", again)]
    if hash_of(path) != receipt.sha256:
        return [Damage(name, f"The archived file of {receipt.file} (receipt {receipt.id}) is not what was loaded.", again)]
    return []


ROWS_AGAIN = "Run: python -m etl build. They are made again from the archived file."


def _verify_rows(archive: Archive, receipt: Receipt, connection: duckdb.DuckDBPyConnection) -> list[Damage]:
    path = archive.typed(receipt)
    if not path.exists():
        # Not a fault: the next build makes it again from the original.
        return []
    name, whose = f"archive/rows/{path.name}", f"The typed rows of {receipt.file} (receipt {receipt.id})"
    if not known_hashes(archive, path, receipt):
        # A receipt of an earlier version of this program.
        return [Damage(name, f"{whose} have no hash, so that damage in them could not be seen.", ROWS_AGAIN)]
    if not is_sound(archive, path, receipt):
        return [Damage(name, f"{whose} are damaged: they are not what was made from the file.", ROWS_AGAIN)]
    counted = connection.execute(
        f"SELECT force, strftime(period, '%Y-%m'), count(*), count(set_aside) FROM read_parquet({one_file(path)}) GROUP BY ALL"
    ).fetchall()
    expected = sorted((p.force or "", p.period or "", p.rows, p.rows - p.loaded) for p in receipt.portions)
    if sorted((force or "", period or "", rows, aside) for force, period, rows, aside in counted) != expected:
        return [Damage(name, f"{whose} do not add up to its receipt.", f"Remove {name}. {ROWS_AGAIN}")]
    return _verify_hash_beside(archive, path)


def _verify_hash_beside(archive: Archive, path: Path) -> list[Damage]:
    beside = archive.hash_beside(path)
    if beside.exists() and known_hashes(archive, path) != {hash_of(path)}:
        return [Damage(f"archive/rows/{beside.name}", f"It does not hold the hash of {path.name}.", f"Remove it. {ROWS_AGAIN}")]
    return []


def _verify_shipped(archive: Archive) -> list[Damage]:
    paths = [path for path, receipts in building.expected_rows(archive).items() if not receipts and path.exists()]
    what = "The typed rows of a list that ships with the program are damaged."
    again = "Run: python -m etl build. They are made again from the list."
    return [Damage(f"archive/rows/{path.name}", what, again) for path in paths if not is_sound(archive, path)]


def _nobodys(archive: Archive, receipts: Sequence[Receipt]) -> list[Damage]:
    """Files of the archive that nothing names: whatever they are, no figure counts them."""
    originals = {archive.original(receipt).name for receipt in receipts}
    rows = {path.name for path in building.expected_rows(archive)}
    found: list[Damage] = []
    for path in sorted(archive.entries_folder.glob("*")):
        if not ENTRY_NAME.fullmatch(path.name) and path.suffix not in (".part", LAID_ASIDE):
            what = "It is no entry, and nothing reads it: an entry's name is six digits and .json. It may be a copy."
            found.append(Damage(f"archive/entries/{path.name}", what, "Move it out of the folder."))
    for path in sorted(archive.originals.glob("*")):
        if path.name not in originals:
            what = "No entry names this archived file, so no figure counts it. Its entry may be lost, or a load was cut short."
            again = f"Load it again if it is wanted (python -m etl load archive/originals/{path.name}), else remove it."
            found.append(Damage(f"archive/originals/{path.name}", what, again))
    for path in sorted(archive.rows.glob("*.parquet")):
        if path.name not in rows:
            what = "No entry names these typed rows, so no figure counts them."
            found.append(Damage(f"archive/rows/{path.name}", what, "The next build removes them: python -m etl build."))
    return found


def _verify_lists(archive: Archive) -> list[Damage]:
    """The lists beside the archive: of acts, of releases, saved views."""
    found = [Damage("audit/acts.jsonl", "The list of acts is damaged.", "Run: python -m etl build. It is made again.")]
    findings = found if archive.notes_file.exists() and not archive.notes_as_they_should_be() else []
    for number in building.damaged_log_lines(archive):
        what = f"Line {number} of the list of releases is damaged: that release cannot be chosen to be looked at again."
        findings.append(Damage("audit/releases.jsonl", what, "Put the file back from a copy. The next act leaves the line out."))
    for path in sorted((archive.data / "audit" / "views").glob("*.json")):
        if unsealed(path.read_text(encoding="utf-8", errors="replace"), VIEW_BEFORE_SEALS) is None:
            remedy = "Put it back from a copy of the data folder, or remove it."
            findings.append(Damage(f"audit/views/{path.name}", "This saved view is damaged and shown no more.", remedy))
    return findings + _verify_earlier(archive)


def _verify_earlier(archive: Archive) -> list[Damage]:
    """The earlier releases that are still on the disk."""
    pointer = database.pointer_file(archive.data)
    text = pointer.read_text(encoding="utf-8", errors="replace") if pointer.exists() else ""
    content = unsealed(text, POINTER_BEFORE_SEALS)
    in_force = content["file"] if content else None
    what = "An earlier release, or the card beside it, is damaged."
    remedy = "Remove it: it is made again from the archived files when somebody asks for it."
    files = sorted((archive.data / "releases").glob("*.duckdb")) if in_force else []
    return [
        Damage(f"releases/{path.name}", what, remedy)
        for path in files
        if path.name != in_force and not building.is_as_written(path)
    ]


def _verify_release(archive: Archive) -> list[Damage]:
    remedy = "Run: python -m etl build. No loaded file is lost."
    acts = archive.acts()
    if not acts.entries:
        return []
    try:
        release = database.release(archive.data)
    except database.UnreadableRelease as error:
        return [Damage("releases/current.json", str(error).removesuffix(remedy).strip(), remedy)]
    if release is None:
        return [Damage("releases/current.json", "Files are loaded, but no release is in force.", remedy)]
    name = f"releases/{release.file.name}"
    if not building.is_whole(release):
        return [Damage(name, "The release in force is missing or damaged.", remedy)]
    if not acts.faults and release.id != building.identity(archive, standing(archive.receipts())):
        return [Damage(name, "The release in force is not that of the receipts that stand.", remedy)]
    if unsealed(database.pointer_file(archive.data).read_text(encoding="utf-8"), POINTER_BEFORE_SEALS) is None:
        return [Damage("releases/current.json", "The file that names the current release is damaged.", remedy)]
    if not building.is_as_written(release.file):
        return [Damage(f"releases/{card_of(release.file).name}", "The card of the release in force is damaged.", remedy)]
    return []
