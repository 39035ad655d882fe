"""Acts as they are written down: receipts and entries, the chain of seals between entries, and the list of all acts beside it.

Each entry holds the seal of the entry before it and a seal of its own, so that an entry that was changed, replaced or lost is
seen. A list of all acts is kept apart from them (`audit/acts.jsonl`): it tells what an entry that is lost was about, and that its
number is spent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from analysis.declared.sources import sources
from etl.archive import seals
from etl.report import Portion, rows_name

Action = Literal["load", "undo", "lost"]
"""`lost` stands where an entry was lost for good: it says so, and keeps its number from being used again."""
ENTRY_NAME = re.compile(r"[0-9]{6}\.json")
PUT_BACK = "Put it back from a copy of the data folder"


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
    breaks: tuple[tuple[str, str, str], ...] = ()
    """The breaks that the file tells of itself: first and last month (YYYY-MM), and the reason."""
    rows_sha256: str | None = None
    """The hash of its typed rows as they were made at the load; None in receipts of an earlier version of this program."""

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
    undoes: str = ""
    """The receipt or the entry that an undo was asked to undo; blank in entries of an earlier version of this program."""


@dataclass(frozen=True)
class Fault:
    """Something wrong with the entries: the file, what is wrong and what is not lost by it, what to do."""

    file: str
    what: str
    remedy: str

    def words(self) -> str:
        """All of it as one text."""
        return f"{self.what} {self.remedy}"


@dataclass(frozen=True)
class ActLine:
    """What the list of acts says of one: enough to tell what is lost where its entry is."""

    entry: int
    entry_seal: str
    at: str
    who: str
    action: str
    files: tuple[str, ...]
    originals: tuple[str, ...]
    """Names of the archived files, in the order of `files`."""


def to_json(entry: Entry) -> dict[str, Any]:
    """An entry as its file holds it, but for what chains it to the others."""
    content: dict[str, Any] = {
        "number": entry.number,
        "action": entry.action,
        "at": entry.at,
        "who": entry.who,
        "role": entry.role,
        "reason": entry.reason,
        "withdraws": list(entry.withdraws),
        "restores": list(entry.restores),
        "receipts": [_receipt_json(receipt) for receipt in entry.receipts],
    }
    return content | ({"undoes": entry.undoes} if entry.undoes else {})


def _receipt_json(r: Receipt) -> dict[str, Any]:
    return {
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
        "breaks": [list(told) for told in r.breaks],
        "rows_sha256": r.rows_sha256,
    }


def chained(entry: Entry, before: str) -> dict[str, Any]:
    """An entry as its file holds it. before: the seal of the entry before it ("" for the first)."""
    return seals.sealed({**to_json(entry), "before": before})


def from_json(content: dict[str, Any]) -> Entry:
    """The entry that a file holds. Raises ValueError, KeyError or TypeError where it is none."""
    receipts = tuple(
        Receipt(
            **{key: value for key, value in item.items() if key not in ("portions", "warnings", "by_hand", "kept_out", "breaks")},
            portions=tuple(Portion(**portion) for portion in item["portions"]),
            warnings=tuple(item["warnings"]),
            by_hand=tuple((heading, column) for heading, column in item.get("by_hand", ())),
            kept_out=tuple((force, period) for force, period in item.get("kept_out", ())),
            breaks=tuple((first, last, reason) for first, last, reason in item.get("breaks", ())),
            at=content["at"],
            who=content["who"],
        )
        for item in content["receipts"]
    )
    kept = {key: value for key, value in content.items() if key not in ("receipts", "before", seals.SEAL)}
    kept["withdraws"], kept["restores"] = tuple(content["withdraws"]), tuple(content.get("restores", ()))
    return Entry(**kept, receipts=receipts)


@dataclass(frozen=True)
class Acts:
    """The entries that can be read, in their order, and what is wrong with the others."""

    entries: tuple[Entry, ...]
    seals: tuple[str, ...]
    """The seal of each entry."""
    faults: tuple[Fault, ...]


def read(folder: Path, notes: Sequence[ActLine], spent: int) -> Acts:
    """Read all entries of a folder, and hold each against its seal, the one before it and the list of acts.

    notes: the list of acts. spent: the highest number that is known to have been used.
    """
    paths = {int(path.stem): path for path in sorted(folder.glob("*.json")) if ENTRY_NAME.fullmatch(path.name)}
    noted = {note.entry: note for note in notes}
    entries: list[Entry] = []
    found: list[str] = []
    faults: list[Fault] = []
    before, unbroken, must_be_sealed = "", True, False
    for number in range(1, max([*paths, *noted, spent], default=0) + 1):
        if number not in paths:
            faults.append(_missing(number, noted.get(number), newest=number > max(paths, default=0)))
            unbroken = False
            continue
        content = _content(paths[number])
        entry = _entry(content, number)
        if entry is None or content is None or not (seals.is_sound(content) if seals.SEAL in content else not must_be_sealed):
            faults.append(_damaged(paths[number]))
            unbroken = False
            continue
        own = seals.digest({**content, "before": content.get("before", before)})
        follows = not unbroken or content.get("before", before) == before
        noted_otherwise = number in noted and noted[number].entry_seal != own and entry.action != "lost"
        if not follows or noted_otherwise:
            faults.append(_replaced(paths[number], number, follows))
        entries.append(entry)
        found.append(own)
        # What comes after an entry that was lost for good holds the seal of the one that is gone.
        before, unbroken, must_be_sealed = own, entry.action != "lost", seals.SEAL in content
    return Acts(tuple(entries), tuple(found), tuple(faults))


def _content(path: Path) -> dict[str, Any] | None:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return None
    return content if isinstance(content, dict) else None


def _entry(content: dict[str, Any] | None, number: int) -> Entry | None:
    if content is None:
        return None
    try:
        entry = from_json(content)
    except (ValueError, KeyError, TypeError):
        return None
    return entry if entry.number == number else None


def _damaged(path: Path) -> Fault:
    return Fault(
        f"archive/entries/{path.name}",
        f"{path.name} in archive/entries is damaged.",
        f"{PUT_BACK}; nothing else is changed. {_gone(int(path.stem))}",
    )


def _replaced(path: Path, number: int, follows: bool) -> Fault:
    why = "it is not the one that the list of acts knows" if follows else "it does not follow on the entry before it"
    return Fault(
        f"archive/entries/{path.name}",
        f"Entry {number:06} of the archive was replaced or put back from another time: {why}.",
        "Put archive/entries and audit back together from one copy of the data folder; the archived files are not concerned.",
    )


def _missing(number: int, note: ActLine | None, *, newest: bool) -> Fault:
    name = f"{number:06}"
    what = f"Entry {name} of the archive is missing."
    if note:
        what += f" It was {_act(note)}."
    kept = "The acts before it" if newest else "All other acts"
    what += f" {kept} are whole, no archived file is lost by it, and the release in force goes on serving."
    again = ""
    if note and note.originals:
        listed = ", ".join(f"archive/originals/{one}" for one in note.originals[:3]) + (" …" if len(note.originals) > 3 else "")
        again = f" What it loaded can then be loaded again from {listed}."
    return Fault(f"archive/entries/{name}.json", what, f"{PUT_BACK}. {_gone(number)}{again}")


def _act(note: ActLine) -> str:
    day = note.at[:10]
    if note.action != "load":
        return (
            f"an {note.action} of {day} by {note.who}" if note.action == "undo" else f"the note of a loss, {day}, by {note.who}"
        )
    files = ", ".join(note.files[:3]) + (f" and {len(note.files) - 3} more" if len(note.files) > 3 else "")
    return f"a load of {day} by {note.who}: {files}"


def _gone(number: int) -> str:
    return f"If there is no copy, say that it is lost: python -m etl lost {number} --reason …; its number is never used again."


def note_of(entry: Entry, seal: str) -> ActLine:
    """What the list of acts says of an entry."""
    originals = tuple(f"{receipt.sha256}{receipt.suffix}" for receipt in entry.receipts)
    return ActLine(entry.number, seal, entry.at, entry.who, entry.action, tuple(r.file for r in entry.receipts), originals)


def note_line(note: ActLine) -> str:
    """A line of the list of acts."""
    content = {**note.__dict__, "files": list(note.files), "originals": list(note.originals)}
    return json.dumps(seals.sealed(content), ensure_ascii=False)


def notes_in(text: str) -> list[ActLine]:
    """The list of acts; a line that is damaged is left out."""
    return [note for line in text.splitlines() if (content := seals.unsealed(line)) and (note := _note(content))]


def _note(content: dict[str, Any]) -> ActLine | None:
    try:
        content["files"], content["originals"] = tuple(content["files"]), tuple(content["originals"])
        return ActLine(**content)
    except (KeyError, TypeError):
        return None
