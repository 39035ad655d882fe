"""What the board reads in a release, and what it will read differently in another: verdicts, breaks, notes, decisions, delivery.

Everything is in the words that the pages say, so that what may not be shown is not shown here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis.indicators import states as measures
from analysis.indicators.asked import Ask
from analysis.indicators.indicator_state import IndicatorState
from analysis.projects import delivery
from analysis.release import annotations, database
from analysis.release.questions.indicators import Annotations, Breaks, Rebases
from analysis.release.questions.projects import Actions, Grants, Projects
from analysis.release.rows import ask_rows
from analysis.words import fields, phrases

Key = tuple[str, ...]
Line = tuple[str, str, str]
"""What it is about, what is said of it, and that which must differ for it to be read differently."""
Said = Mapping[Key, Line]
"""What is said, of one kind."""
Reading = Mapping[str, Said]
"""Kind → what is said."""
KINDS = ("verdict", "break", "note", "decision", "delivery", "grant", "project")
"""In the order in which they matter to a reader."""
COLUMNS = ("kind", "what", "before", "after")
NOTHING: Mapping[str, str] = {
    "verdict": "not told",
    "break": "none registered",
    "note": "none",
    "decision": "none",
    "delivery": "none",
    "grant": "none",
    "project": "none",
}
TITLES: Mapping[str, str] = {
    "verdict": "Verdicts",
    "break": "Breaks",
    "note": "Notes on charts",
    "decision": "Decisions and actions",
    "delivery": "Delivery",
    "grant": "Grants",
    "project": "Projects",
}


def read(folder: Path | None = None) -> Reading:
    """What the board reads in the release in force; in that of `folder`, if given. Empty where nothing is loaded."""
    if folder is not None:
        with database.using(folder):
            return read()
    if database.release() is None:
        return {}
    return read_with(database.ask)


def read_with(ask: Ask) -> Reading:
    """What the board reads. ask: `database.ask` or a cache of it."""
    tables = set(ask("tables")["name"])
    states = measures.states(ask=ask)
    ids = {one.indicator.id: one.indicator.name for one in states}
    return {
        "verdict": {(one.indicator.id,): _verdict(one) for one in states if one.filled or one.fault},
        "break": dict(map(_break, ask_rows(Breaks, ask))),
        "note": _notes(ask_rows(Annotations, ask) if "annotations" in tables else [], ids),
        "decision": dict(
            [
                *(_rebase(row, ids) for row in (ask_rows(Rebases, ask) if "rebases" in tables else [])),
                *map(_action, ask_rows(Actions, ask) if "actions" in tables else []),
            ]
        ),
        "delivery": _delivery(ask),
        "grant": {(row.grant_id,): _line(fields.text(row.title), _grant(row)) for row in ask_rows(Grants, ask)},
        "project": dict(map(_project, ask_rows(Projects, ask))),
    }


def differences(before: Reading, after: Reading) -> pd.DataFrame:
    """What is read differently, in the order in which it matters: kind, what, before, after (words; never blank)."""
    rows: list[dict[str, str]] = []
    for kind in KINDS:
        then, now = before.get(kind, {}), after.get(kind, {})
        for key in dict.fromkeys([*now, *then]):
            _, was, old = then.get(key, ("", NOTHING[kind], None))
            _, is_now, new = now.get(key, ("", NOTHING[kind], None))
            if old != new:
                rows.append({"kind": kind, "what": (now.get(key) or then[key])[0], "before": was, "after": is_now})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def headline(found: pd.DataFrame) -> str:
    """How much is read differently, kind by kind: "The board will read differently: 2 verdicts, 1 break and 3 outputs."."""
    if found.empty:
        return "The board will read nothing differently: every verdict, break, note, decision and figure of delivery stays."
    nouns = {
        "verdict": ("verdict", "verdicts"),
        "break": ("break", "breaks"),
        "note": ("note", "notes"),
        "decision": ("decision or action", "decisions or actions"),
        "delivery": ("output", "outputs"),
        "grant": ("grant", "grants"),
        "project": ("project", "projects"),
    }
    counts = found["kind"].value_counts()
    said = [phrases.count(int(counts[kind]), *nouns[kind]) for kind in KINDS if kind in counts.index]
    return f"The board will read differently: {phrases.listed(said, at_most=len(said))}."


def lines(found: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """The differences as sentences under their kind: "People trained: no return yet → 300 of 500"."""
    return [
        (TITLES[kind], [f"{row['what']}: {row['before']} → {row['after']}" for row in fields.lines(mine)])
        for kind in KINDS
        if len(mine := found[found["kind"] == kind])
    ]


def _line(what: str, said: str) -> Line:
    return what, said, said


def _verdict(state: IndicatorState) -> Line:
    """A verdict is read differently where its word is: a usual range that moves with each month is the same verdict."""
    where = f" ({state.value} in {state.period})" if state.filled else ""
    return state.indicator.name, state.judgement.rstrip(".") + where, state.variation_words


def _break(row: Breaks) -> tuple[Key, Line]:
    first, last, source = row.from_month, row.to_month, fields.text(row.source)
    assert first and last
    span = f"{phrases.period(first, last)} not comparable: {fields.text(row.reason).rstrip('.')}"
    return (source, fields.text(row.area_code), str(first)), _line(f"Break of {source}", span)


def _notes(rows: Sequence[Annotations], ids: Mapping[str, str]) -> dict[Key, Line]:
    found: dict[Key, Line] = {}
    for note in annotations.read(rows):
        where = ids.get(note.indicator_id, note.indicator_id) or "every chart"
        key = (str(note.day), note.indicator_id, note.area_code, note.text)
        found[key] = _line(f"Note of {phrases.day_and_month(note.day)} on {where}", note.text)
    return found


def _rebase(row: Rebases, ids: Mapping[str, str]) -> tuple[Key, Line]:
    indicator, first = fields.text(row.indicator_id), row.limits_from
    assert first
    said = f"{fields.text(row.reason).rstrip('.')} ({fields.text(row.decided_by)})"
    name = ids.get(indicator, indicator)
    return ("rebase", indicator, str(first)), _line(f"Limits of {name} anew from {phrases.day_and_month(first)}", said)


def _action(row: Actions) -> tuple[Key, Line]:
    said = fields.text(row.status).replace("_", " ") + (f", due {phrases.day_and_month(row.due)}" if row.due else "")
    kind = phrases.capital(fields.text(row.kind))
    return ("action", row.action_id), _line(f"{kind} {fields.text(row.title)}", said or "no status")


def _delivery(ask: Ask) -> dict[Key, Line]:
    found = delivery.outputs(ask("targets"), ask("returns"))
    return {(*one.project, one.measure_id): _line(f"{one.label} ({one.project_id})", delivery.short_words(one)) for one in found}


def _grant(row: Grants) -> str:
    return " ".join(delivery.funding(row)).rstrip(".")


def _project(row: Projects) -> tuple[Key, Line]:
    where = f"stage {row.stage}" if row.stage else "listed, stage not known"
    return (row.grant_id, row.project_id), _line(fields.text(row.title), where)


def empty() -> pd.DataFrame:
    """No difference."""
    return pd.DataFrame(columns=list(COLUMNS))
