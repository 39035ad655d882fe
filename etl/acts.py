"""Acts on what has been loaded: undo, the history of all acts, and the proof that the archive is what its receipts say."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from analysis import database
from analysis.access import Actor
from etl import build as building
from etl.archive import Archive, ArchiveDamaged, Entry, Receipt, standing
from etl.checks.cells import literal
from etl.problems import counted


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
        entry = archive.undo_entry(reason.strip(), actor, withdraws=withdraws, restores=restores)
        return Undone(entry, building.carry_out(archive, entry))


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
    demonstration, by_hand (headings that were matched by hand, each with its column).
    """
    archive = Archive(data)
    stands = {receipt.id for receipt in archive.receipts()}
    lines: list[dict[str, Any]] = []
    for entry in reversed(archive.entries()):
        shared = {"entry": entry.number, "action": entry.action, "at": entry.at, "who": entry.who, "reason": entry.reason}
        if entry.action != "load":
            changed = [*(f"withdrawn {id}" for id in entry.withdraws), *(f"restored {id}" for id in entry.restores)]
            lines.append(shared | _line(None, stands) | {"warnings": changed})
        lines += [shared | _line(receipt, stands) for receipt in entry.receipts]
    return lines


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

    Empty where all is well. Raises ArchiveDamaged where an entry itself cannot be read.
    """
    archive = Archive(data)
    return _verify_archive(archive) + _verify_release(archive)


def mend(data: Path) -> list[Finding]:
    """Verify, and make again what can be made again: the release, and typed rows. What can not is named.

    A finding without a remedy has been mended. Raises ArchiveDamaged where an entry itself cannot be read, and BuildFailed.
    """
    archive = Archive(data)
    archive.settle()
    found = _verify_archive(archive)
    rows = [finding for finding in found if finding.file.startswith("archive/rows/")]
    for finding in rows:
        (data / finding.file).unlink(missing_ok=True)
    release = _verify_release(archive)
    lost = [finding for finding in found if finding not in rows]
    if release or rows:
        try:
            with archive.locked():
                building.build(archive, again=bool(rows))
        except ArchiveDamaged:
            # What it needs is lost, and named among the findings.
            return [*release, *found]
    return [*(Finding(f.file, f"{f.what} It was made again from the archived files.", "") for f in (*release, *rows)), *lost]


def _verify_archive(archive: Archive) -> list[Finding]:
    receipts = [receipt for entry in archive.entries() for receipt in entry.receipts]
    findings: list[Finding] = []
    with duckdb.connect() as connection:
        for receipt in receipts:
            findings += _verify_original(archive, receipt) or _verify_rows(archive, receipt, connection)
    return list(dict.fromkeys(findings))


def _verify_original(archive: Archive, receipt: Receipt) -> list[Finding]:
    path = archive.original(receipt)
    name = f"archive/originals/{path.name}"
    again = "Put it back from a copy of the data folder, or load the file again."
    if not path.exists():
        return [Finding(name, f"The archived file of {receipt.file} (receipt {receipt.id}) is missing.", again)]
    with path.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != receipt.sha256:
            return [Finding(name, f"The archived file of {receipt.file} (receipt {receipt.id}) is not what was loaded.", again)]
    return []


def _verify_rows(archive: Archive, receipt: Receipt, connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    path = archive.typed(receipt)
    name = f"archive/rows/{path.name}"
    remedy = f"Remove archive/rows/{path.name} and run: python -m etl build. It is made again from the archived file."
    if not path.exists():
        # Not a fault: the next build makes it again from the original.
        return []
    try:
        counted = connection.execute(
            f"SELECT force, strftime(period, '%Y-%m'), count(*), count(set_aside) FROM read_parquet({literal(str(path))})"
            " GROUP BY ALL"
        ).fetchall()
    except duckdb.Error:
        return [Finding(name, f"The typed rows of {receipt.file} (receipt {receipt.id}) are damaged.", remedy)]
    expected = sorted((p.force or "", p.period or "", p.rows, p.rows - p.loaded) for p in receipt.portions)
    if sorted((force or "", period or "", rows, aside) for force, period, rows, aside in counted) != expected:
        return [Finding(name, f"The typed rows of {receipt.file} (receipt {receipt.id}) do not add up to its receipt.", remedy)]
    return []


def _verify_release(archive: Archive) -> list[Finding]:
    remedy = "Run: python -m etl build. No loaded file is lost."
    if not archive.entries():
        return []
    try:
        release = database.release(archive.data)
    except database.UnreadableRelease as error:
        return [Finding("releases/current.json", str(error), remedy)]
    if release is None:
        return [Finding("releases/current.json", "Files are loaded, but no release is in force.", remedy)]
    name = f"releases/{release.file.name}"
    if not building.is_whole(release):
        return [Finding(name, "The release in force is missing or damaged.", remedy)]
    if release.id != building.identity(archive, standing(archive.receipts())):
        return [Finding(name, "The release in force is not that of the receipts that stand.", remedy)]
    return []


def in_words(lines: Sequence[dict[str, Any]]) -> list[str]:
    """The history as lines for a person, newest first."""
    words: list[str] = []
    for line in lines:
        when = f"{line['entry']:06}  {line['at'][:16].replace('T', ' ')}  {line['who']}"
        if line["receipt"] is None:
            words.append(f"{when}  undo: {line['reason']} ({', '.join(line['warnings'])})")
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
