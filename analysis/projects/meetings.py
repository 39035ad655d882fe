"""Meetings: what each group decided last time, what is due, what was closed since; and what is open past its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.figures.figure import THINGS, Caption, Figure
from analysis.projects import progress
from analysis.release.questions.projects import Actions, Meetings
from analysis.words import fields, phrases

CONTEXT = "What the groups agreed and the lines of the action plan, each with the role that must act; what is overdue first."
NO_DAY = "day not known"
ON_BOARD = 5  # rows that a screen has room for in letters for the back of a room


@dataclass(frozen=True)
class Meeting:
    """A meeting of a group: a point in time with a name. group: its short name; called: what a reader calls it."""

    group: str
    held_on: date
    called: str

    @property
    def id(self) -> str:
        """As an address names it: "board 2025-06-12"."""
        return f"{self.group} {self.held_on.isoformat()}"

    @property
    def name(self) -> str:
        """As a reader does: "Board, 12 June 2025"."""
        return f"{self.called}, {phrases.day_and_month(self.held_on)}"


def held(
    listed: Sequence[Meetings], agreed: Sequence[Actions], today: date, names: Mapping[str, str] = progress.GROUPS
) -> list[Meeting]:
    """The meetings up to today, newest first: those of the list, and those on which actions or decisions were agreed.

    names: group → its name. Lines of an action plan are agreed at no meeting.
    """
    days = {(fields.text(row.group), day) for row in listed if (day := row.held_on)}
    days |= {(group, day) for row in agreed if (day := row.agreed_on) and (group := fields.text(row.group)) != "action_plan"}
    past = [Meeting(group, day, names.get(group, group)) for group, day in days if day <= today]
    return sorted(past, key=lambda one: (one.held_on, one.group), reverse=True)


def headline(rows: Sequence[Actions], today: date) -> str:
    """How many open actions are past their day: "2 of 5 open actions overdue"."""
    still = [row for row in rows if progress.is_open(row)]
    if not still:
        return "No action is open"
    late = sum(progress.is_overdue(row, today) for row in still)
    return f"{late or 'None'} of {phrases.count(len(still), 'open action')} overdue"


def line(rows: Sequence[Actions], today: date) -> str:
    """The same for the overview, with the day of the longest overdue one."""
    late = [day for row in rows if progress.is_overdue(row, today) and (day := row.due)]
    since = f", the first since {phrases.day_and_month(min(late))}" if late else ""
    return f"{headline(rows, today)}{since}"


def last_time(
    rows: Sequence[Actions], today: date, groups: Mapping[str, str] = progress.GROUPS, held: Sequence[Meetings] = ()
) -> list[str]:
    """Of each group that meets: its last meeting, what it decided, what is due, what changed since, when it meets next.

    groups: id → name.
    """
    return [
        said
        for group, name in groups.items()
        if group != progress.PLAN
        and (
            said := _of_group(
                name,
                [row for row in rows if row.group == group],
                [day for row in held if row.group == group and (day := row.held_on)],
                today,
            )
        )
    ]


def _of_group(name: str, rows: Sequence[Actions], held: Sequence[date], today: date) -> str:
    days = [day for day in (*held, *(row.agreed_on for row in rows)) if day and day <= today]
    ahead = min((day for day in held if day > today), default=None)
    following = f"Next meeting: {phrases.day_and_month(ahead)}." if ahead else ""
    if not days:
        return f"{name}: no meeting is known yet. {following}" if following else ""
    last = max(days)
    decided = [_title(row) for row in rows if row.agreed_on == last]
    said = phrases.listed(decided, at_most=len(decided)) if decided else "nothing that was agreed is loaded"
    due = [row for row in rows if progress.is_open(row)]
    still = phrases.listed([f"{_title(row)} ({_due(row)})" for row in due], at_most=3)
    parts = [
        f"{name}, {phrases.day_and_month(last)}: {said}.",
        f"Still open: {still}." if due else "Nothing that the group agreed is open.",
        _changed(rows, last, today),
        following,
    ]
    return " ".join(part for part in parts if part)


def _changed(rows: Sequence[Actions], last: date, today: date) -> str:
    """What changed since a group's last meeting: "Since then: 1 closed, 1 became overdue."; empty where nothing did."""
    closed = sum((day := row.closed_on) is not None and last < day <= today for row in rows)
    late = sum(progress.is_overdue(row, today) and (row.due or last) >= last for row in rows)
    parts = [f"{closed} closed" if closed else "", f"{late} became overdue" if late else ""]
    said = ", ".join(part for part in parts if part)
    return f"Since then: {said}." if said else ""


def by_meeting(rows: Sequence[Actions], caption: Caption, groups: Mapping[str, str] = progress.GROUPS) -> Figure:
    """Decisions and actions by the meeting that agreed them, the newest first; those without a day last. groups: id → name."""
    ordered = sorted(rows, key=lambda row: (row.agreed_on or date.min, fields.text(row.group)), reverse=True)
    held = {(row.group, day) for row in rows if (day := row.agreed_on)}
    decisions = sum(row.kind == "decision" for row in rows)
    return Figure(
        id="meetings",
        title=f"{phrases.count(decisions, 'decision')} and {phrases.count(len(rows) - decisions, 'action')} agreed",
        sentence=f"By {phrases.count(len(held), 'meeting')} of which the day is known, the newest first."
        if held
        else "Of no meeting the day is known.",
        chart=None,
        table=pd.DataFrame(
            {
                "Agreed on": [day.isoformat() if (day := row.agreed_on) else NO_DAY for row in ordered],
                "Agreed by": [groups.get(fields.text(row.group), fields.text(row.group)) for row in ordered],
                "Kind": [phrases.capital(fields.text(row.kind)) for row in ordered],
                "What": [fields.text(row.title) for row in ordered],
                "Project": [fields.text(row.project_id) for row in ordered],
                "Owner (role)": [fields.text(row.owner) or "nobody named" for row in ordered],
                "Due": [row.due for row in ordered],
                "Status": ["open" if progress.is_open(row) else "closed" for row in ordered],
            }
        ),
        caption=caption,
        counts=THINGS,
    )


def on_board(rows: Sequence[Actions], today: date, caption: Caption) -> Figure:
    """The open actions for one screen at the back of a room: the longest overdue first."""
    still = sorted((row for row in rows if progress.is_open(row)), key=lambda row: row.due or date.max)
    more = len(still) - ON_BOARD
    return Figure(
        id="actions_on_board",
        title=f"Actions: {headline(rows, today)}",
        sentence=f"The {ON_BOARD} that are due first; {phrases.count(more, 'more is', 'more are')} open." if more > 0 else "",
        chart=None,
        table=pd.DataFrame(
            {
                "What": [_title(row) for row in still[:ON_BOARD]],
                "When": [progress.action_words(row, today).rstrip(".") for row in still[:ON_BOARD]],
                "Who must act (role)": [fields.text(row.owner) or "nobody named" for row in still[:ON_BOARD]],
            }
        ),
        caption=caption,
        counts=THINGS,
    )


def _title(row: Actions) -> str:
    return fields.text(row.title).rstrip(".")


def _due(row: Actions) -> str:
    due = row.due
    return f"due {phrases.day_and_month(due)}" if due else "no day agreed"
