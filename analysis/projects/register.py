"""What the register says of a project beside its figures: stage gates, why it is late, levels of outputs, quality of returns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from analysis.declared import reference_tables
from analysis.figures.figure import THINGS, Caption, Figure
from analysis.projects.delivery import Output, Quarter
from analysis.projects.facts import FundedProject
from analysis.release.questions.projects import Milestones, ReturnVersions, Stages
from analysis.words import fields, phrases

LEVELS = {"how_much": "How much was done", "how_well": "How well it was done", "better_off": "Is anyone better off?"}
NO_LEVEL = "Level not said"
DELAYS = dict(reference_tables.reference_table("delay_reasons")[["reason", "words"]].itertuples(index=False))
"""Reasons for delay: code → words."""
IN_TIME = timedelta(days=14)
"""A return is on time up to two weeks after its quarter."""
NO_RETURN = "no return"


def by_level(outputs: Sequence[Output]) -> dict[str, list[Output]]:
    """Heading → the outputs of the level, levels in their order; those of which none is said come last."""
    names = LEVELS | {"": NO_LEVEL}
    found = {name: [one for one in outputs if one.level == level] for level, name in names.items()}
    return {name: some for name, some in found.items() if some}


def gates(facts: FundedProject, today: date) -> list[str]:
    """Each stage gate in a sentence: "Procurement: due 31 July 2024, 10 days ago. Evidence: tender published."."""
    return [f"{phrases.capital(fields.text(row.stage))}: {_gate(row, today)}{_evidence(row)}" for row in facts.stages]


def _gate(row: Stages, today: date) -> str:
    planned, passed = row.planned, row.passed
    if passed:
        return f"passed on {phrases.day_and_month(passed)}."
    if planned is None:
        return "not passed; no day is agreed."
    if planned < today:
        return f"not passed; due {phrases.day_and_month(planned)}, {phrases.count((today - planned).days, 'day')} ago."
    return f"not passed; due {phrases.day_and_month(planned)}."


def _evidence(row: Stages) -> str:
    said = fields.text(row.evidence).rstrip(".")
    return f" Evidence: {said}." if said else " No evidence is handed in." if row.passed else ""


def delay(facts: FundedProject, today: date) -> str:
    """The leading reason for delay among the milestones that are late or came late; empty where none is late."""
    late = [row for row in facts.milestones if _came_late(row, today)]
    if not late:
        return ""
    of = f"{phrases.count(len(late), 'milestone')} reached late or still late"
    if not (led := _leading(late)):
        return f"Leading reason for delay: not said for {of}."
    return f"Leading reason for delay: {led[0].lower()} ({led[1]} of {of})."


def open_delay(facts: FundedProject, today: date) -> str:
    """The leading reason of the milestones that are late and still open, in a few words; empty where none is said."""
    late = [row for row in facts.milestones if _came_late(row, today) and row.actual is None]
    led = _leading(late)
    return led[0] if led else ""


def _leading(late: Sequence[Milestones]) -> tuple[str, int] | None:
    """The reason named most, in words, and how often; the earlier in the list where two are named as often."""
    said = Counter(reason for row in late if (reason := fields.text(row.delay_reason)))
    if not said:
        return None
    order = list(DELAYS)
    reason = min(said, key=lambda one: (-said[one], order.index(one) if one in order else len(order)))
    return DELAYS.get(reason, reason), said[reason]


def _came_late(row: Milestones, today: date) -> bool:
    due, actual = row.due, row.actual
    return due is not None and (actual or today) > due


def quality(facts: FundedProject, rows: Sequence[ReturnVersions], caption: Caption) -> Figure | str:
    """How good each return is: on time, complete, with evidence. rows: as `return_versions` answers."""
    quarters = facts.grant.quarters
    if not quarters:
        return "No return can be expected yet."
    lines = [_of_quarter(facts, quarter, rows) for quarter in quarters]
    on_time = sum(line["On time"] == "in time" for line in lines)
    complete = sum(line["Complete"] == "all outputs" for line in lines)
    return Figure(
        id="return_quality",
        title=f"{on_time or 'None'} of {phrases.count(len(lines), 'return')} on time, {complete or 'none'} complete",
        sentence=f"On time: up to {IN_TIME.days} days after the quarter. Complete: every output has a figure.",
        chart=None,
        table=pd.DataFrame(lines),
        caption=caption,
        counts=THINGS,
        notes=("Evidence: of the milestones reached in the quarter, those that say what shows it.",),
    )


def _of_quarter(facts: FundedProject, quarter: Quarter, rows: Sequence[ReturnVersions]) -> dict[str, str]:
    own = [row for row in rows if row.period_end == quarter.last and fields.text(row.status) != "draft"]
    reached = [row for row in facts.milestones if (day := row.actual) and quarter.first <= day <= quarter.last]
    shown = sum(bool(fields.text(row.evidence)) for row in reached)
    return {
        "Quarter": phrases.days(quarter.first, quarter.last),
        "On time": _timing(own, quarter),
        "Complete": _complete(facts, own),
        "Evidence": f"{shown} of {phrases.count(len(reached), 'milestone')} reached" if reached else "no milestone reached",
    }


def _timing(own: Sequence[ReturnVersions], quarter: Quarter) -> str:
    first = [row for row in own if (row.version or 1) == 1] or own
    days = [day for row in first if (day := row.submitted_on)]
    if not own:
        return NO_RETURN
    if not days:
        return "day not given"
    late = (max(days) - quarter.last - IN_TIME).days
    return "in time" if late <= 0 else f"{phrases.count(late, 'day')} late"


def _complete(facts: FundedProject, own: Sequence[ReturnVersions]) -> str:
    if not own:
        return NO_RETURN
    given = {row.measure_id for row in own if row.value is not None}
    lacking = [one.label for one in facts.outputs if one.measure_id not in given]
    return "all outputs" if not lacking else f"lacks {phrases.listed(lacking, 'more')}"
