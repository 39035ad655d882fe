"""The history: every act, newest first, as rows and as lines for a person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from etl.archive.archive import (
    Archive,
    Entry,
    Receipt,
)
from etl.problems import counted


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
