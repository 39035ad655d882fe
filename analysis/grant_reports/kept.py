"""A report as a sign-off keeps it, line by line, so that it opens again exactly as it was; and what would be different today.

A line is one thing that the report says: a cell of a table, a title, a narrative. Lines are rows of the list `signed_returns`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis.figures import disclosure
from analysis.figures.figure import OPEN, Caption, Cleared, Counted, Counts, Figure, Things
from analysis.figures.other_worlds import Sum
from analysis.grant_reports.report import GrantReport, Narrative, Section, SignedOff
from analysis.projects.delivery import Quarter
from analysis.release.questions.projects import SignedReturn
from analysis.words import fields, phrases

LONGEST_PIECE = 3_000
"""Letters of one line; a longer text goes over several."""
OF_REPORT = ("title", "recipient", "partnership", "area", "marking", "demonstration", "grant", "made_on", "release")
OF_CAPTION = ("source", "period", "area", "release", "definition", "attribution", "earlier")
Row = dict[str, str]
NOWHERE: Mapping[str, str] = {}


def signed_rows(found: GrantReport, role: str, on: date) -> list[Row]:
    """The report as rows of `signed_returns`, signed off by a role on a day."""
    own = {"grant_id": found.grant_id, "report": found.kind, "quarter": found.quarter_name}
    own |= {"signed_by_role": role, "signed_on": on.isoformat()}
    return [{**own, "line": str(place), **line} for place, line in enumerate(lines(found), start=1)]


def lines(found: GrantReport) -> Iterator[Row]:
    """Everything that a report says, in order."""
    for name in OF_REPORT:
        yield from _said(name, str(getattr(found, name)))
    for place, said in enumerate(found.missing):
        yield from _said("missing", said, place=str(place))
    for section in found.sections:
        own = {"section": section.id}
        yield from _said("section", section.title, own)
        yield from _said("word_limit", str(section.word_limit), own)
        yield from _said("narrative", section.narrative.text, own, heading=section.narrative.state)
        for place, said in enumerate(section.said):
            yield from _said("said", said, own, place=str(place))
        for figure, counts in zip(section.figures, section.counts, strict=True):
            yield from _of_figure(figure, counts, own)


def _of_figure(figure: Cleared, counts: Counts, own: Row) -> Iterator[Row]:
    own = own | {"figure": figure.id}
    yield from _said("figure_title", figure.title, own)
    yield from _said("sentence", figure.sentence, own)
    yield from _said("counts", _counts_kept(counts), own)
    for name in OF_CAPTION:
        yield from _said(f"caption_{name}", str(getattr(figure.caption, name)), own)
    for place, note in enumerate(figure.notes):
        yield from _said("note", note, own, place=str(place))
    for heading in figure.table:
        yield from _said("column", figure.formats.get(str(heading), ""), own, heading=str(heading))
    for place, row in enumerate(fields.lines(figure.table.astype(object))):
        for heading, cell in row.items():
            kind, said = _cell_kept(cell)
            yield from _said("cell", said, own, place=str(place), heading=heading, kind=kind)


def _said(part: str, value: str, own: Mapping[str, str] = NOWHERE, **more: str) -> Iterator[Row]:
    for piece in _pieces(value):
        yield {"part": part, "value": piece, **own, **more}


def _pieces(text: str) -> Iterator[str]:
    """A long text in pieces that neither begin nor end with a blank, which a file's cell would lose."""
    while len(text) > LONGEST_PIECE:
        end = LONGEST_PIECE
        while text[end - 1].isspace() or text[end].isspace():
            end -= 1
        yield text[:end]
        text = text[end:]
    yield text


def _cell_kept(cell: Any) -> tuple[str, str]:
    if cell is None or (not isinstance(cell, str) and bool(pd.isna(cell))):
        return "blank", ""
    if isinstance(cell, str):
        return "text", cell
    if hasattr(cell, "isoformat"):
        return "day", pd.Timestamp(cell).date().isoformat()
    number = float(cell)
    return "number", str(int(number)) if isinstance(cell, int) or hasattr(cell, "bit_count") else repr(number)


def _cell_of(kind: str, said: str) -> Any:
    match kind:
        case "number":
            return float(said) if not said.lstrip("-").isdigit() else int(said)
        case "day":
            return date.fromisoformat(said)
        case "blank":
            return None
        case _:
            return said


def _counts_kept(counts: Counts) -> str:
    if isinstance(counts, Counted):
        totals = [[one.whole, one.parts, one.overlapping] for one in counts.totals]
        return json.dumps(vars(counts) | {"derived": dict(counts.derived), "rates": dict(counts.rates), "totals": totals})
    return "open" if counts == OPEN else "things"


def _counts_of(kept: str, headings: Sequence[str]) -> Counts:
    if not kept.startswith("{"):
        # What its numbers are of was asked when it was signed.
        return OPEN if kept == "open" else Things(dict.fromkeys(headings, ("signed_returns",)))
    said = json.loads(kept)
    return Counted(
        **{name: tuple(said[name]) for name in ("dimensions", "counts", "apart", "words", "nouns")},
        derived={heading: tuple(of) for heading, of in said["derived"].items()},
        rates=said["rates"],
        rows=None if said["rows"] is None else tuple(said["rows"]),
        totals=tuple(Sum(whole, tuple(parts), overlapping) for whole, parts, overlapping in said["totals"]),
        parts=tuple((part, whole) for part, whole in said["parts"]),
    )


# And back


def thawed(rows: Sequence[SignedReturn], quarter: Quarter) -> GrantReport:
    """The report as it was signed off. rows: all of it, in order."""
    first, joined = rows[0], _read(rows)
    own = {line["part"]: line["value"] for line in joined if not line["section"]}
    return GrantReport(
        kind=first.report,
        title=own["title"],
        recipient=own["recipient"],
        partnership=own["partnership"],
        area=own["area"],
        marking=own["marking"],
        demonstration=own["demonstration"] == "True",
        grant_id=first.grant_id,
        grant=own["grant"],
        quarter_name=first.quarter,
        quarter=quarter,
        release=own["release"],
        made_on=date.fromisoformat(own["made_on"]),
        sections=tuple(_section(each) for each in _runs(joined, "section")),
        missing=tuple(line["value"] for line in joined if line["part"] == "missing"),
        signed=SignedOff(first.signed_by_role, first.signed_on, own["release"]),
    )


def figures(rows: Sequence[SignedReturn]) -> list[Figure]:
    """The tables of a report as it was signed off, before the gate. rows: all of it, in order."""
    return [_figure(each) for each in _runs(_read(rows), "figure")]


def _read(rows: Sequence[SignedReturn]) -> list[Row]:
    names = ("section", "figure", "part", "place", "heading", "value", "kind")
    return _joined([{name: fields.text(getattr(row, name)) for name in names} for row in rows])


def _joined(read: Sequence[Row]) -> list[Row]:
    """The lines with the pieces of long texts put together."""
    found: list[Row] = []
    for line in read:
        before = {key: cell for key, cell in found[-1].items() if key != "value"} if found else None
        if before == {key: cell for key, cell in line.items() if key != "value"}:
            found[-1] = line | {"value": found[-1]["value"] + line["value"]}
        else:
            found.append(line)
    return found


def _runs(read: Sequence[Row], key: str) -> list[list[Row]]:
    """The lines of each section, or of each table, in order; those of none are left out."""
    found: dict[str, list[Row]] = {}
    for line in read:
        if line[key]:
            found.setdefault(line[key], []).append(line)
    return list(found.values())


def _section(read: Sequence[Row]) -> Section:
    own = {line["part"]: line for line in read if not line["figure"]}
    text, state = own["narrative"]["value"], own["narrative"]["heading"]
    tables = [_figure(each) for each in _runs(read, "figure")]
    return Section(
        id=read[0]["section"],
        title=own["section"]["value"],
        word_limit=int(own["word_limit"]["value"]),
        narrative=Narrative(text, state, text),
        figures=tuple(disclosure.leave(each) for each in tables),
        counts=tuple(each.counts for each in tables),
        said=tuple(line["value"] for line in read if line["part"] == "said"),
    )


def _figure(read: Sequence[Row]) -> Figure:
    own = {line["part"]: line["value"] for line in read}
    headings = [line["heading"] for line in read if line["part"] == "column"]
    formats = {line["heading"]: line["value"] for line in read if line["part"] == "column" and line["value"]}
    table: dict[int, dict[str, Any]] = {}
    for line in read:
        if line["part"] == "cell":
            table.setdefault(int(line["place"]), {})[line["heading"]] = _cell_of(line["kind"], line["value"])
    frame = pd.DataFrame(list(table.values()), columns=headings)
    return Figure(
        id=read[0]["figure"],
        title=own["figure_title"],
        sentence=own["sentence"],
        chart=None,
        table=frame,
        caption=Caption(**{name: own[f"caption_{name}"] for name in OF_CAPTION}),
        counts=_counts_of(own["counts"], headings),
        notes=tuple(line["value"] for line in read if line["part"] == "note"),
        formats=formats,
    )


# What would be different


@dataclass(frozen=True)
class ChangedCell:
    """One cell that would be different today. then, now: as they are said; "not there" where the row is in one of them alone."""

    section: str
    table: str
    row: str
    heading: str
    then: str
    now: str


NOT_THERE = "not there"


def differences(then: GrantReport, now: GrantReport) -> list[ChangedCell]:
    """Every number and word of the tables that would be different today, in the order of the report."""
    found: list[ChangedCell] = []
    later = {figure.id: (section, figure) for section in now.sections for figure in section.figures}
    for section in then.sections:
        for figure in section.figures:
            other = later.pop(figure.id, None)
            found += _of_table(section.title, figure, figure.table, other[1].table if other else None)
    for section, figure in later.values():
        found += _of_table(section.title, figure, None, figure.table)
    return found


def _of_table(section: str, figure: Cleared, then: pd.DataFrame | None, now: pd.DataFrame | None) -> list[ChangedCell]:
    before, after = ({} if one is None else _by_row(one) for one in (then, now))
    found: list[ChangedCell] = []
    for row in dict.fromkeys([*before, *after]):
        old, new = before.get(row), after.get(row)
        for heading in list(old or new or {}):
            was, is_now = _of_row(old, heading), _of_row(new, heading)
            if was != is_now:
                found.append(ChangedCell(section, TITLES.get(figure.id, figure.title), row, heading, was, is_now))
    return found


TITLES = {
    "report_projects": "Ratings",
    "report_outputs": "Outputs",
    "report_received": "Returns received",
    "report_milestones": "Milestones",
    "report_grant": "The grant",
    "report_money": "Money by project",
    "report_moves": "Moves of money",
    "report_risks": "Risks",
    "report_indicators": "Indicators",
    "report_due": "What is due",
    "report_reached": "Minima",
    "report_after": "After the grant",
    "report_short": "What fell short",
}
"""What each table is called where its title is a sentence that moves with its figures."""
NAMES_OF_ROWS = ("Indicator", "Project", "Output", "Milestone", "Risk", "Which", "What", "Grant", "Decided on", "From", "To")
"""Columns that tell rows apart, where a table has them."""


def _by_row(table: pd.DataFrame) -> dict[str, dict[str, str]]:
    """The rows by what tells them apart; equal names are numbered."""
    known = [heading for heading in NAMES_OF_ROWS if heading in table.columns]
    found: dict[str, dict[str, str]] = {}
    for row in fields.lines(table.astype(object)):
        name = ", ".join(said for heading in known if (said := _said_cell(row[heading])))
        again = sum(each == name or each.startswith(f"{name} (") for each in found)
        key = name if not again else f"{name} ({again + 1})"
        found[key] = {heading: _said_cell(cell) for heading, cell in row.items() if heading not in known}
    return found


def _of_row(row: Mapping[str, str] | None, heading: str) -> str:
    return NOT_THERE if row is None else row.get(heading, NOT_THERE) or "blank"


def _said_cell(cell: Any) -> str:
    kind, said = _cell_kept(cell)
    match kind:
        case "number":
            return phrases.number(float(said))
        case "day":
            return phrases.day_and_month(date.fromisoformat(said))
        case _:
            return said


def differences_words(found: Sequence[ChangedCell], release: str) -> str:
    """How many cells would be different, in a sentence. release: the id of the one that is shown now."""
    if not found:
        return f"Nothing in its tables would be different today (release {release[:8]})."
    count = phrases.count(len(found), "cell of its tables", "cells of its tables")
    return f"{phrases.capital(count)} would be different today (release {release[:8]}). What was signed off stands."


def differences_table(found: Sequence[ChangedCell]) -> pd.DataFrame:
    """The differences as a table: where, then, now."""
    rows = [(one.section, one.table, one.row, one.heading, one.then, one.now) for one in found]
    return pd.DataFrame(rows, columns=["Section", "Table", "Row", "Column", "Then", "Now"])
