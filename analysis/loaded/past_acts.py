"""Loads and undos in words: when, who, what, and whether it still stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from analysis.figures.figure import FILES, Caption, Figure, Things
from analysis.loaded.checked_files import months
from analysis.words import phrases

LONDON = ZoneInfo("Europe/London")
COUNTS = ("Rows", "Loaded", "Set aside")
Line = Mapping[str, Any]
"""One line of the history, as `etl.acts.listing.history` describes its keys."""


def moment(at: str) -> str:
    """A moment in ISO 8601 as British readers write it, in their time: "22 Nov 2026, 12:31"."""
    read = datetime.fromisoformat(at)
    local = read.astimezone(LONDON) if read.tzinfo else read
    return f"{local.day} {local:%b %Y, %H:%M}"


def headline(lines: Sequence[Line]) -> str:
    """How many loads and undos there were, and who did the last."""
    if not lines:
        return "Nothing has been loaded yet"
    loads = len({line["entry"] for line in lines if line["action"] == "load"})
    undos, restored = (len({line["entry"] for line in lines if what(line) == kind}) for kind in ("undo", "restored"))
    parts = [phrases.count(loads, "load")]
    parts += [phrases.count(undos, "undo")] if undos else []
    parts += [f"{restored:,} restored"] if restored else []
    said = phrases.listed(parts)
    return f"{said}, the last on {moment(lines[0]['at'])} by {lines[0]['who']}"


def table(lines: Sequence[Line], titles: Mapping[str, str]) -> pd.DataFrame:
    """One row a receipt or undo, newest first. titles: source id → title."""
    return pd.DataFrame(
        [
            {
                "Act": line["entry"],
                "When": moment(line["at"]),
                "Who": line["who"],
                "What": what(line),
                "File": line["file"] or "",
                "State": state(line),
                "Reason or note": line["reason"] or "",
                "Source": titles.get(line["source"] or "", line["source"] or ""),
                "Months": months(line["periods"] or ()),
                "Rows": line["rows"],
                "Loaded": line["loaded"],
                "Set aside": line["set_aside"],
                "Warnings": " ".join(line["warnings"] or ()) if line["receipt"] else "",
                "Receipt": line["receipt"] or "",
                "SHA-256": line["sha256"] or "",
            }
            for line in lines
        ]
    ).astype(dict.fromkeys(COUNTS, "Int64"))


def figure(lines: Sequence[Line], titles: Mapping[str, str], caption: Caption) -> Figure:
    """Every load and undo as it may be taken along. titles: source id → title."""
    return Figure(
        id="acts",
        title=headline(lines),
        sentence="Every load and undo, the newest first.",
        chart=None,
        table=table(lines, titles),
        caption=caption,
        counts=Things(dict.fromkeys(("Act", *COUNTS), (FILES,))),
        formats=dict.fromkeys(COUNTS, "localized"),
    )


def what(line: Line) -> str:
    """What kind of act a line is of: load, undo, restored (the undo of an undo), lost."""
    return str(line.get("what") or ("load" if line["receipt"] else "undo"))


def state(line: Line) -> str:
    """Whether a receipt still stands."""
    if not line["receipt"]:
        return ""
    made_up = ", made up" if line["demonstration"] else ""
    return ("stands" if line["stands"] else "withdrawn") + made_up


def by_act(lines: Sequence[Line]) -> dict[int, list[Line]]:
    """The lines of each act, newest act first."""
    found: dict[int, list[Line]] = {}
    for line in lines:
        found.setdefault(line["entry"], []).append(line)
    return found


def act_label(lines: Sequence[Line]) -> str:
    """One act in a list of choices. lines: those of the act."""
    first = lines[0]
    start = f"{first['entry']} · {moment(first['at'])} · {first['who']}"
    if not first["receipt"]:
        return f"{start} · {what(first)}: {first['reason']}"
    loaded = f"load of {phrases.count(len(lines), 'file')}" if len(lines) > 1 else f"load of {first['file']}"
    standing = sum(bool(line["stands"]) for line in lines)
    gone = "" if standing == len(lines) else " (withdrawn)" if not standing else " (withdrawn in part)"
    return f"{start} · {loaded}{gone}"


def undo_sentence(line: Line) -> str:
    """What an undo did: its reason and the receipts it withdrew or let stand again; of a lost entry its reason alone."""
    withdrawn = [text.removeprefix("withdrawn ") for text in line["warnings"] if text.startswith("withdrawn ")]
    restored = [text.removeprefix("restored ") for text in line["warnings"] if text.startswith("restored ")]
    parts = [f"Reason: {str(line['reason']).rstrip('.')}."]
    if withdrawn:
        parts.append(f"Withdrew {phrases.count(len(withdrawn), 'receipt')}: {phrases.listed(withdrawn, at_most=4)}.")
    if restored:
        parts.append(f"Let {phrases.count(len(restored), 'receipt')} stand again: {phrases.listed(restored, at_most=4)}.")
    return " ".join(parts)


def why_missing(lines: Sequence[Line]) -> dict[tuple[str, str], str]:
    """Source and month (YYYY-MM) → why a file loaded for it no longer stands: the reason given with the undo."""
    reasons: dict[str, str] = {}
    for line in reversed(lines):
        for text in line["warnings"] if not line["receipt"] else ():
            if text.startswith("withdrawn "):
                reasons[text.removeprefix("withdrawn ")] = f"withdrawn on {moment(line['at'])}: {line['reason']}"
    return {
        (line["source"], period): reasons[line["receipt"]]
        for line in reversed(lines)
        if line["receipt"] in reasons and not line["stands"]
        for period in line["periods"] or ()
    }


def release_label(line: Line) -> str:
    """One release in a list of choices: its id, when it came into force, and after which act."""
    return f"{line['release'][:8]} · {moment(line['at'])} · after act {line['entry']}"
