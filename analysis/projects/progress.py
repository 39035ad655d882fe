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
from analysis.words import fields, phrases

Row = Mapping[Any, Any]
NO_GRANT = "Whole grant"
ROOM_FOR_WORDS = 0.6  # of the length of the bars, on either side: as much as "£3,242 underspent" takes in a narrow picture
GROUPS = dict(reference_tables.reference_table("groups")[["group", "name"]].itertuples(index=False))
"""Who agrees actions, everybody's: group → its name. A partnership's list of meetings adds its own."""
PLAN = "action_plan"
"""The group that is a plan, and does not meet."""
BLANK_SPEND = "Where planned or spent money is blank it is not known: no difference is worked out, and it is in no sum."


def milestone_words(row: Row, today: date) -> str:
    """One milestone: "Late: due 31 March 2025, 10 days ago, now expected by 30 April 2025."."""
    due, forecast, actual = (fields.day(row[name]) for name in ("due", "forecast", "actual"))
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


def spend(found: pd.DataFrame, today: date, caption: Caption) -> Figure:
    """Money spent beside what was planned, project by project and period by period. found: as `spend` answers, in pounds."""
    rows = found.to_dict("records")
    ended = [row for row in rows if (end := fields.day(row["period_end"])) and end < today]
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
                "Period": [_period(row) for row in rows],
                "Planned, pounds": [fields.number(row["profile"]) for row in rows],
                "Spent, pounds": [fields.number(row["actual"]) for row in rows],
                "Expected, pounds": [fields.number(row["forecast"]) for row in rows],
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


def group_names(rows: Sequence[Row]) -> dict[str, str]:
    """Group → its name: everybody's, and those of the list of meetings. rows: as `meetings` answers, the newest name last."""
    return GROUPS | {str(row["group"]): fields.text(row["name"]) or str(row["group"]) for row in rows}


def actions(
    found: pd.DataFrame, pillars: Mapping[str, str], today: date, caption: Caption, groups: Mapping[str, str] = GROUPS
) -> Figure:
    """Actions and decisions by pillar, overdue ones first in each. found: as `actions` answers; pillars, groups: id → name."""
    order = [*pillars, ""]
    rows = sorted(
        found.to_dict("records"),
        key=lambda row: (
            order.index(pillar) if (pillar := fields.text(row["pillar"])) in order else len(order),
            not is_overdue(row, today),
            not is_open(row),
            fields.day(row["due"]) or date.max,
        ),
    )
    late = [row for row in rows if is_overdue(row, today)]
    still = sum(is_open(row) for row in rows)
    return Figure(
        id="actions",
        title=f"{_or_none(len(late))} of {phrases.count(still, 'open action')} overdue",
        sentence=" ".join(f"{fields.text(row['title']).rstrip('.')}: {action_words(row, today)}" for row in late)
        or f"Nothing is overdue; {phrases.count(len(rows) - still, 'action or decision', 'actions and decisions')}"
        f" {'is' if len(rows) - still == 1 else 'are'} closed.",
        chart=None,
        table=pd.DataFrame(
            {
                "Pillar": [pillars.get(fields.text(row["pillar"]), fields.text(row["pillar"])) or "None named" for row in rows],
                "What": [fields.text(row["title"]) for row in rows],
                "In words": [action_words(row, today) for row in rows],
                "Owner (role)": [fields.text(row["owner"]) for row in rows],
                "Project": [fields.text(row["project_id"]) for row in rows],
                "Kind": [phrases.capital(fields.text(row["kind"])) for row in rows],
                "Agreed by": [groups.get(fields.text(row["group"]), fields.text(row["group"])) for row in rows],
                "Due": [fields.day(row["due"]) for row in rows],
            }
        ),
        caption=caption,
        counts=THINGS,
    )


def action_words(row: Row, today: date) -> str:
    """One action: "Overdue since 28 February 2025.", "Closed on 11 February 2025, 42 days after its day."."""
    due, closed = fields.day(row["due"]), fields.day(row["closed_on"])
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


def _difference(row: Row) -> float | None:
    planned, spent = fields.number(row["profile"]), fields.number(row["actual"])
    return None if planned is None or spent is None else spent - planned


def _spend_title(known: Sequence[Row]) -> str:
    if not known:
        return "No period has both planned and spent money"
    spent, planned = (sum(fields.number(row[name]) or 0.0 for row in known) for name in ("actual", "profile"))
    last = max(day for row in known if (day := fields.day(row["period_end"])))
    said = f"{phrases.capital(phrases.pounds(spent))} spent of {phrases.pounds(planned)} planned to {phrases.day_and_month(last)}"
    return f"{said}: {difference_words(spent - planned)}"


def _spend_sentence(by_project: Mapping[str, float], unknown: int) -> str:
    said = [f"{name}: {difference_words(value)}" for name, value in by_project.items()]
    rest = f" Of {phrases.count(unknown, 'period')} of a project the money is not known." if unknown else ""
    return f"{'; '.join(said)}.{rest}" if said else f"No difference can be worked out.{rest}"


def _period(row: Row) -> str:
    start, end = fields.day(row["period_start"]), fields.day(row["period_end"])
    return phrases.days(start, end) if start and end else ""


def is_open(row: Row) -> bool:
    """Whether an action is neither closed on a day nor said to be closed."""
    return fields.day(row["closed_on"]) is None and fields.text(row["status"]).casefold() not in ("closed", "done")


def is_overdue(row: Row, today: date) -> bool:
    """Whether an action is open past its day."""
    due = fields.day(row["due"])
    return is_open(row) and due is not None and due < today


def _due(day: date | None, today: date) -> str:
    if day is None:
        return ""
    return f"Overdue since {phrases.day_and_month(day)}" if day < today else f"Due {phrases.day_and_month(day)}"


def _names(rows: Sequence[Row]) -> list[str]:
    """What each row's project is called: with its grant where the rows are of several."""
    several = len({fields.text(row["grant_id"]) for row in rows} - {""}) > 1
    return [
        ", ".join(
            part for part in (fields.text(row["grant_id"]) if several else "", fields.text(row["project_id"]) or NO_GRANT) if part
        )
        for row in rows
    ]


def _or_none(number: int) -> str:
    return str(number) if number else "None"
