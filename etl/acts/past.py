"""Acts on what has been loaded: undo, the history of all acts, and the proof that the archive is what its receipts say."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from analysis.access import Actor
from analysis.release import database
from etl.archive.archive import (
    POINTER_BEFORE_SEALS,
    Archive,
    ArchiveDamaged,
    Entry,
    Receipt,
    card_of,
    discard_release,
    not_withdrawn,
    standing,
)
from etl.archive.entries import ENTRY_NAME
from etl.archive.seals import hash_of, unsealed
from etl.archive.typed_rows import is_sound, known_hashes
from etl.problems import counted
from etl.release import build as building
from etl.release.compare import Comparison, compare
from etl.sql import one_file

VIEW_BEFORE_SEALS = ("id", "name", "page", "query", "who", "at", "deleted")
"""What a saved view held in earlier versions of this program."""
LAID_ASIDE = ".damaged"
"""The ending that an entry gets which cannot be read and is said to be lost."""


class NotPossible(Exception):
    """An act that makes no sense here; the message says why and what can be done."""


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
    changes: Comparison
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


def history(data: Path) -> list[dict[str, Any]]:
    """All receipts and undos, newest first.

    Keys: entry, receipt, action, at, who, file, sha256, source, periods, rows, loaded, set_aside, warnings, reason, stands,
    demonstration, by_hand (headings that were matched by hand, each with its column), what (load, undo, lost, or restored: the
    undo of an undo).
    """
    archive = Archive(data)
    stands = {receipt.id for receipt in archive.receipts()}
    lines: list[dict[str, Any]] = []
    entries = archive.entries()
    for entry in reversed(entries):
        shared = {"entry": entry.number, "action": entry.action, "at": entry.at, "who": entry.who, "reason": entry.reason}
        shared["what"] = "restored" if _is_restored(entry, entries) else entry.action
        if entry.action != "load":
            changed = [*(f"withdrawn {id}" for id in entry.withdraws), *(f"restored {id}" for id in entry.restores)]
            lines.append(shared | _line(None, stands) | {"warnings": changed})
        lines += [shared | _line(receipt, stands) for receipt in entry.receipts]
    return lines


def _is_restored(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether an undo let stand again what another undo had withdrawn."""
    if entry.action != "undo" or not entry.restores:
        return False
    if entry.undoes.isdigit():
        return any(one.number == int(entry.undoes) and one.action == "undo" for one in entries)
    # Entries of an earlier version do not tell what was undone.
    return not entry.withdraws


def _line(receipt: Receipt | None, stands: set[str]) -> dict[str, Any]:
    if receipt is None:
        empty = ("receipt", "file", "sha256", "source", "periods", "rows", "loaded", "set_aside", "stands", "demonstration")
        return dict.fromkeys((*empty, "by_hand"))
    loaded = sum(portion.loaded for portion in receipt.portions)
    return {
        "receipt": receipt.id,
        "file": receipt.file,
        "sha256": receipt.sha256,
        "source": receipt.source,
        "periods": sorted({p.period for p in receipt.portions if p.period}) or None,
        "rows": receipt.rows,
        "loaded": loaded,
        "set_aside": receipt.rows - loaded,
        "warnings": list(receipt.warnings),
        "stands": receipt.id in stands,
        "demonstration": receipt.demonstration,
        "by_hand": [list(pair) for pair in receipt.by_hand],
    }


@dataclass(frozen=True)
class Finding:
    """Something that is not as the receipts say. `file` names it; `remedy` says what to do."""

    file: str
    what: str
    remedy: str


def verify(data: Path) -> list[Finding]:
    """Hold the archive against its receipts (every hash, every count) and the release against what stands.

    Empty where all is well. Entries that are lost or damaged are named among the findings, and all that can be read is held.
    """
    archive = Archive(data)
    return _verify_archive(archive) + _verify_release(archive)


MENDED = ("archive/rows/", "releases/", "audit/acts.jsonl")
"""What can be made again, by the beginning of its name."""


def mend(data: Path) -> list[Finding]:
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
    return [*(Finding(f.file, f"{f.what} It was made again from the archived files.", "") for f in (*release, *rows)), *lost]


def _verify_archive(archive: Archive) -> list[Finding]:
    acts = archive.acts()
    findings = [Finding(fault.file, fault.what, fault.remedy) for fault in acts.faults]
    receipts = [receipt for entry in acts.entries for receipt in entry.receipts]
    with duckdb.connect() as connection:
        for receipt in receipts:
            findings += _verify_original(archive, receipt) or _verify_rows(archive, receipt, connection)
    return list(dict.fromkeys([*findings, *_verify_shipped(archive), *_nobodys(archive, receipts), *_verify_lists(archive)]))


def _verify_original(archive: Archive, receipt: Receipt) -> list[Finding]:
    path = archive.original(receipt)
    name = f"archive/originals/{path.name}"
    again = "Put it back from a copy of the data folder, or load the file again."
    if not path.exists():
        return [Finding(name, f"The archived file of {receipt.file} (receipt {receipt.id}) is missing.", again)]
    if hash_of(path) != receipt.sha256:
        return [Finding(name, f"The archived file of {receipt.file} (receipt {receipt.id}) is not what was loaded.", again)]
    return []


ROWS_AGAIN = "Run: python -m etl build. They are made again from the archived file."


def _verify_rows(archive: Archive, receipt: Receipt, connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    path = archive.typed(receipt)
    if not path.exists():
        # Not a fault: the next build makes it again from the original.
        return []
    name, whose = f"archive/rows/{path.name}", f"The typed rows of {receipt.file} (receipt {receipt.id})"
    if not known_hashes(archive, path, receipt):
        # A receipt of an earlier version of this program.
        return [Finding(name, f"{whose} have no hash, so that damage in them could not be seen.", ROWS_AGAIN)]
    if not is_sound(archive, path, receipt):
        return [Finding(name, f"{whose} are damaged: they are not what was made from the file.", ROWS_AGAIN)]
    counted = connection.execute(
        f"SELECT force, strftime(period, '%Y-%m'), count(*), count(set_aside) FROM read_parquet({one_file(path)}) GROUP BY ALL"
    ).fetchall()
    expected = sorted((p.force or "", p.period or "", p.rows, p.rows - p.loaded) for p in receipt.portions)
    if sorted((force or "", period or "", rows, aside) for force, period, rows, aside in counted) != expected:
        return [Finding(name, f"{whose} do not add up to its receipt.", f"Remove {name}. {ROWS_AGAIN}")]
    return _verify_hash_beside(archive, path)


def _verify_hash_beside(archive: Archive, path: Path) -> list[Finding]:
    beside = archive.hash_beside(path)
    if beside.exists() and known_hashes(archive, path) != {hash_of(path)}:
        return [Finding(f"archive/rows/{beside.name}", f"It does not hold the hash of {path.name}.", f"Remove it. {ROWS_AGAIN}")]
    return []


def _verify_shipped(archive: Archive) -> list[Finding]:
    paths = [path for path, receipts in building.expected_rows(archive).items() if not receipts and path.exists()]
    what = "The typed rows of a list that ships with the program are damaged."
    again = "Run: python -m etl build. They are made again from the list."
    return [Finding(f"archive/rows/{path.name}", what, again) for path in paths if not is_sound(archive, path)]


def _nobodys(archive: Archive, receipts: Sequence[Receipt]) -> list[Finding]:
    """Files of the archive that nothing names: whatever they are, no figure counts them."""
    originals = {archive.original(receipt).name for receipt in receipts}
    rows = {path.name for path in building.expected_rows(archive)}
    found: list[Finding] = []
    for path in sorted(archive.entries_folder.glob("*")):
        if not ENTRY_NAME.fullmatch(path.name) and path.suffix not in (".part", LAID_ASIDE):
            what = "It is no entry, and nothing reads it: an entry's name is six digits and .json. It may be a copy."
            found.append(Finding(f"archive/entries/{path.name}", what, "Move it out of the folder."))
    for path in sorted(archive.originals.glob("*")):
        if path.name not in originals:
            what = "No entry names this archived file, so no figure counts it. Its entry may be lost, or a load was cut short."
            again = f"Load it again if it is wanted (python -m etl load archive/originals/{path.name}), else remove it."
            found.append(Finding(f"archive/originals/{path.name}", what, again))
    for path in sorted(archive.rows.glob("*.parquet")):
        if path.name not in rows:
            what = "No entry names these typed rows, so no figure counts them."
            found.append(Finding(f"archive/rows/{path.name}", what, "The next build removes them: python -m etl build."))
    return found


def _verify_lists(archive: Archive) -> list[Finding]:
    """The lists beside the archive: of acts, of releases, saved views."""
    found = [Finding("audit/acts.jsonl", "The list of acts is damaged.", "Run: python -m etl build. It is made again.")]
    findings = found if archive.notes_file.exists() and not archive.notes_as_they_should_be() else []
    for number in building.damaged_log_lines(archive):
        what = f"Line {number} of the list of releases is damaged: that release cannot be chosen to be looked at again."
        findings.append(Finding("audit/releases.jsonl", what, "Put the file back from a copy. The next act leaves the line out."))
    for path in sorted((archive.data / "audit" / "views").glob("*.json")):
        if unsealed(path.read_text(encoding="utf-8", errors="replace"), VIEW_BEFORE_SEALS) is None:
            remedy = "Put it back from a copy of the data folder, or remove it."
            findings.append(Finding(f"audit/views/{path.name}", "This saved view is damaged and shown no more.", remedy))
    return findings + _verify_earlier(archive)


def _verify_earlier(archive: Archive) -> list[Finding]:
    """The earlier releases that are still on the disk."""
    pointer = database.pointer_file(archive.data)
    text = pointer.read_text(encoding="utf-8", errors="replace") if pointer.exists() else ""
    content = unsealed(text, POINTER_BEFORE_SEALS)
    in_force = content["file"] if content else None
    what = "An earlier release, or the card beside it, is damaged."
    remedy = "Remove it: it is made again from the archived files when somebody asks for it."
    files = sorted((archive.data / "releases").glob("*.duckdb")) if in_force else []
    return [
        Finding(f"releases/{path.name}", what, remedy)
        for path in files
        if path.name != in_force and not building.is_as_written(path)
    ]


def _verify_release(archive: Archive) -> list[Finding]:
    remedy = "Run: python -m etl build. No loaded file is lost."
    acts = archive.acts()
    if not acts.entries:
        return []
    try:
        release = database.release(archive.data)
    except database.UnreadableRelease as error:
        return [Finding("releases/current.json", str(error).removesuffix(remedy).strip(), remedy)]
    if release is None:
        return [Finding("releases/current.json", "Files are loaded, but no release is in force.", remedy)]
    name = f"releases/{release.file.name}"
    if not building.is_whole(release):
        return [Finding(name, "The release in force is missing or damaged.", remedy)]
    if not acts.faults and release.id != building.identity(archive, standing(archive.receipts())):
        return [Finding(name, "The release in force is not that of the receipts that stand.", remedy)]
    if unsealed(database.pointer_file(archive.data).read_text(encoding="utf-8"), POINTER_BEFORE_SEALS) is None:
        return [Finding("releases/current.json", "The file that names the current release is damaged.", remedy)]
    if not building.is_as_written(release.file):
        return [Finding(f"releases/{card_of(release.file).name}", "The card of the release in force is damaged.", remedy)]
    return []


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


def in_words(lines: Sequence[dict[str, Any]]) -> list[str]:
    """The history as lines for a person, newest first."""
    words: list[str] = []
    for line in lines:
        when = f"{line['entry']:06}  {line['at'][:16].replace('T', ' ')}  {line['who']}"
        if line["receipt"] is None:
            changed = f" ({', '.join(line['warnings'])})" if line["warnings"] else ""
            words.append(f"{when}  {line['what']}: {line['reason']}{changed}")
            continue
        periods = line["periods"] or []
        span = f"{periods[0]} to {periods[-1]}" if len(periods) > 1 else "".join(periods) or "no period"
        state = "" if line["stands"] else "  WITHDRAWN"
        words.append(
            f"{when}  {line['receipt']}  {line['file']}  {line['source']}  {span}  {counted(line['rows'], 'row')}{state}"
        )
        words.append(f"        SHA-256 {line['sha256']}")
        words += [f"        confirmed: {warning}" for warning in line["warnings"]]
        if line["reason"]:
            words.append(f"        note: {line['reason']}")
    return words or ["Nothing has been loaded yet."]
