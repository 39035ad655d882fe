"""How the projects get on beside their outputs: milestones in words, spending, and actions, what is late first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from analysis.declared import reference_tables
from analysis.figures.charts import bars
from analysis.figures.charts.palette import CONTEXT_GREY, INK, ORANGE
from analysis.figures.figure import THINGS, Caption, Figure, Things
from analysis.projects import money
from analysis.release.questions.projects import Actions, Meetings, Milestones, Spend
from analysis.words import fields, phrases

NO_GRANT = "Whole grant"
ROOM_FOR_WORDS = 0.6  # of the length of the bars, on either side: as much as "£3,242 underspent" takes in a narrow picture
GROUPS = dict(reference_tables.reference_table("groups")[["group", "name"]].itertuples(index=False))
"""Who agrees actions, everybody's: group → its name. A partnership's list of meetings adds its own."""
PLAN = "action_plan"
"""The group that is a plan, and does not meet."""
BLANK_SPEND = "Where planned or spent money is blank it is not known: no difference is worked out, and it is in no sum."


def milestone_words(row: Milestones, today: date) -> str:
    """One milestone: "Late: due 31 March 2025, 10 days ago, now expected by 30 April 2025."."""
    due, forecast, actual = row.due, row.forecast, row.actual
    if actual:
        return f"Reached on {phrases.day_and_month(actual)}{_beside(actual, due)}."
    if due is None:
        return "Not reached; no day is agreed."
    expected = f", now expected by {phrases.day_and_month(forecast)}" if forecast and forecast != due else ""
    said = phrases.day_and_month(due)
    if due < today:
        return f"Late: due {said}, {phrases.count((today - due).days, 'day')} ago{expected}."
    away = "today" if due == today else f"in {phrases.count((due - today).days, 'day')}"
    return f"Due {said}, {away}{expected}."


def spend(rows: Sequence[Spend], today: date, caption: Caption) -> Figure:
    """Money spent beside what was planned, project by project and period by period, in pounds."""
    ended = [row for row in rows if row.period_end < today]
    known = [row for row in ended if _difference(row) is not None]
    names = _names(rows)
    by_project: dict[str, float] = {}
    for name, row in zip(names, rows, strict=True):
        if row in known:
            by_project[name] = by_project.get(name, 0.0) + (_difference(row) or 0.0)
    return Figure(
        id="spend",
        title=_spend_title(known),
        sentence=_spend_sentence(by_project, len(ended) - len(known)),
        chart=_either_side(
            list(by_project),
            list(by_project.values()),
            "pounds against plan",
            [difference_words(value) for value in by_project.values()],
            [ORANGE if value > 0 else CONTEXT_GREY for value in by_project.values()],
        )
        if by_project
        else None,
        table=pd.DataFrame(
            {
                "Project": names,
                "Period": [phrases.days(row.period_start, row.period_end) for row in rows],
                "Planned, pounds": [row.profile for row in rows],
                "Spent, pounds": [row.actual for row in rows],
                "Expected, pounds": [row.forecast for row in rows],
                "In words": [phrases.capital(difference_words(_difference(row))) for row in rows],
            }
        ),
        caption=caption,
        counts=Things({f"{name}, pounds": money.COUNTED[name] for name in ("Planned", "Spent", "Expected")}),
        notes=(BLANK_SPEND,),
        formats={f"{name}, pounds": "localized" for name in ("Planned", "Spent", "Expected")},
    )


def difference_words(difference: float | None) -> str:
    """Spent less planned, in words: "£120 overspent", "£371 underspent", "as planned", "not known"."""
    if difference is None:
        return "not known"
    if difference == 0:
        return "as planned"
    return f"{phrases.pounds(abs(difference))} {'overspent' if difference > 0 else 'underspent'}"


def group_names(rows: Sequence[Meetings]) -> dict[str, str]:
    """Group → its name: everybody's, and those of the list of meetings. rows: the newest name last."""
    return GROUPS | {row.group: row.name or row.group for row in rows}


def actions(
    found: Sequence[Actions], pillars: Mapping[str, str], today: date, caption: Caption, groups: Mapping[str, str] = GROUPS
) -> Figure:
    """Actions and decisions by pillar, overdue ones first in each. pillars, groups: id → name."""
    order = [*pillars, ""]
    rows = sorted(
        found,
        key=lambda row: (
            order.index(pillar) if (pillar := fields.text(row.pillar)) in order else len(order),
            not is_overdue(row, today),
            not is_open(row),
            row.due or date.max,
        ),
    )
    late = [row for row in rows if is_overdue(row, today)]
    still = sum(is_open(row) for row in rows)
    return Figure(
        id="actions",
        title=f"{_or_none(len(late))} of {phrases.count(still, 'open action')} overdue",
        sentence=" ".join(f"{fields.text(row.title).rstrip('.')}: {action_words(row, today)}" for row in late)
        or f"Nothing is overdue; {phrases.count(len(rows) - still, 'action or decision', 'actions and decisions')}"
        f" {'is' if len(rows) - still == 1 else 'are'} closed.",
        chart=None,
        table=pd.DataFrame(
            {
                "Pillar": [pillars.get(fields.text(row.pillar), fields.text(row.pillar)) or "None named" for row in rows],
                "What": [fields.text(row.title) for row in rows],
                "In words": [action_words(row, today) for row in rows],
                "Owner (role)": [fields.text(row.owner) for row in rows],
                "Project": [fields.text(row.project_id) for row in rows],
                "Kind": [phrases.capital(fields.text(row.kind)) for row in rows],
                "Agreed by": [groups.get(fields.text(row.group), fields.text(row.group)) for row in rows],
                "Due": [row.due for row in rows],
            }
        ),
        caption=caption,
        counts=THINGS,
    )


def action_words(row: Actions, today: date) -> str:
    """One action: "Overdue since 28 February 2025.", "Closed on 11 February 2025, 42 days after its day."."""
    due, closed = row.due, row.closed_on
    if closed:
        return f"Closed on {phrases.day_and_month(closed)}{_beside(closed, due)}."
    if not is_open(row):
        return "Closed; the day is not handed in."
    if due is None:
        return "Open; no day is agreed."
    return f"{_due(due, today)}."


def _either_side(
    labels: Sequence[str], values: Sequence[float], unit: str, words: Sequence[str], colours: Sequence[str]
) -> dict[str, Any]:
    """Bars to either side of a line at nought: today, or the plan."""
    chart = bars.bars(labels, values, unit, words=words, colours=colours)
    low, high = min([0.0, *values]), max([0.0, *values])
    room = ROOM_FOR_WORDS * (high - low) or 1.0
    chart["layout"]["xaxis"] |= {"range": [low - room * (low < 0), high + room * (high > 0)], "tickformat": ",d"}
    line = {"type": "line", "xref": "x", "yref": "paper", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "line": {"width": 2, "color": INK}}
    chart["layout"]["shapes"] = [*chart["layout"].get("shapes", ()), line]
    return chart


def _beside(day: date, due: date | None) -> str:
    if due is None:
        return ", with no day agreed"
    if day == due:
        return ", on its day"
    return f", {phrases.count(abs((day - due).days), 'day')} {'after' if day > due else 'before'} its day"


def _difference(row: Spend) -> float | None:
    planned, spent = row.profile, row.actual
    return None if planned is None or spent is None else spent - planned


def _spend_title(known: Sequence[Spend]) -> str:
    if not known:
        return "No period has both planned and spent money"
    spent, planned = sum(row.actual or 0.0 for row in known), sum(row.profile or 0.0 for row in known)
    last = max(row.period_end for row in known)
    said = f"{phrases.capital(phrases.pounds(spent))} spent of {phrases.pounds(planned)} planned to {phrases.day_and_month(last)}"
    return f"{said}: {difference_words(spent - planned)}"


def _spend_sentence(by_project: Mapping[str, float], unknown: int) -> str:
    said = [f"{name}: {difference_words(value)}" for name, value in by_project.items()]
    rest = f" Of {phrases.count(unknown, 'period')} of a project the money is not known." if unknown else ""
    return f"{'; '.join(said)}.{rest}" if said else f"No difference can be worked out.{rest}"


def is_open(row: Actions) -> bool:
    """Whether an action is neither closed on a day nor said to be closed."""
    return row.closed_on is None and fields.text(row.status).casefold() not in ("closed", "done")


def is_overdue(row: Actions, today: date) -> bool:
    """Whether an action is open past its day."""
    due = row.due
    return is_open(row) and due is not None and due < today


def _due(day: date | None, today: date) -> str:
    if day is None:
        return ""
    return f"Overdue since {phrases.day_and_month(day)}" if day < today else f"Due {phrases.day_and_month(day)}"


def _names(rows: Sequence[Spend]) -> list[str]:
    """What each row's project is called: with its grant where the rows are of several."""
    several = len({row.grant_id for row in rows if row.grant_id}) > 1
    return [", ".join(part for part in (row.grant_id if several else "", row.project_id or NO_GRANT) if part) for row in rows]


def _or_none(number: int) -> str:
    return str(number) if number else "None"
