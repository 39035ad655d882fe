"""What needs watching across the projects: milestones on a line of time, risks in their matrix, what is late and who must act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from analysis.figures.charts import matrix, timeline
from analysis.figures.charts.timeline import Mark
from analysis.figures.figure import THINGS, Caption, Figure, Things
from analysis.projects import delivery, progress, ratings
from analysis.projects.facts import FundedProject
from analysis.release.questions.projects import Actions, Milestones, Risks
from analysis.words import fields, phrases

NOT_NAMED = "nobody named"
KINDS = {
    "Milestone": ("milestone", "milestones"),
    "Return": ("return", "returns"),
    "Action": ("action", "actions"),
    "Review of a risk": ("review of a risk", "reviews of risks"),
}
"""What may be late → one of it and many."""
STAGES = ("late", "to come", "reached")


def milestones(found: Sequence[FundedProject], today: date, caption: Caption) -> Figure:
    """Milestones of each project on one line of time, with today and the release of funds."""
    rows = [(name, row) for name, one in zip(names(found), found, strict=True) for row in one.milestones]
    rows.sort(key=lambda each: (STAGES.index(_kind(each[1], today)), each[1].due or date.max))
    late = [row for _, row in rows if is_late(row, today)]
    reached = sum(row.actual is not None for _, row in rows)
    marks = [
        Mark(name, day, _kind(row, today), f"{fields.text(row.title)}: {progress.milestone_words(row, today)}")
        for name, row in rows
        if (day := row.actual or row.due)
    ]
    released = {day: "Money released" for one in found if (day := one.grant.released)}
    lanes = [name for name in names(found) if any(mark.lane == name for mark in marks)]
    return Figure(
        id="milestones",
        title=f"{len(late) or 'None'} of {phrases.count(len(rows), 'milestone')} late, {reached or 'none'} reached",
        sentence=" ".join(
            f"{fields.text(row.title).rstrip('.')} ({row.project_id}): {progress.milestone_words(row, today)}" for row in late
        )
        or "No milestone is past its day without being reached.",
        chart=timeline.timeline(lanes, marks, today, released) if marks else None,
        table=pd.DataFrame(
            {
                "Project": [name for name, _ in rows],
                "Milestone": [fields.text(row.title) for _, row in rows],
                "Due": [row.due for _, row in rows],
                "Expected": [row.forecast for _, row in rows],
                "Reached": [row.actual for _, row in rows],
                "In words": [progress.milestone_words(row, today) for _, row in rows],
            }
        ),
        caption=caption,
        counts=THINGS,
    )


def risk_matrix(rows: Sequence[Risks], caption: Caption) -> Figure:
    """Risks by likelihood and severity, after what is done about them where that is scored; those not scored are counted."""
    places: dict[tuple[int, int], list[str]] = {}
    for row in rows:
        if place := _place(row):
            places.setdefault(place, []).append(str(row.risk_id))
    scored = sum(len(each) for each in places.values())
    high = [row for row in rows if (ratings.score_of(row) or 0) > ratings.SCORES[-2][0]]
    named = "; ".join(f"{fields.text(row.cause).rstrip('.')} ({phrases.number(ratings.score_of(row))} of 25)" for row in high)
    every = phrases.count(len(rows), "risk")
    return Figure(
        id="risk_matrix",
        title=f"{len(high) or 'None'} of {every} high" if scored else f"{every}, none scored",
        sentence=f"{named}." if named else "No scored risk is above 12 of 25." if scored else "Without a score none has a place.",
        chart=matrix.matrix(places) if places else None,
        table=_risk_table(rows),
        caption=caption,
        counts=Things(
            {
                "Before, of 25": ("risks.likelihood", "risks.severity"),
                "After, of 25": ("risks.likelihood_after", "risks.severity_after"),
            }
        ),
        notes=tuple(
            part
            for part in (
                "Scores are likelihood times severity, 1 to 25, after what is done about a risk where that is scored.",
                f"{phrases.count(len(rows) - scored, 'risk')} {phrases.are(len(rows) - scored)} not scored."
                if scored < len(rows)
                else "",
            )
            if part
        ),
    )


def _risk_table(rows: Sequence[Risks]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Risk": [str(row.risk_id) for row in rows],
            "Project": [fields.text(row.project_id) or progress.NO_GRANT for row in rows],
            "What may happen": [fields.text(row.cause) for row in rows],
            "Effect": [fields.text(row.impact) for row in rows],
            "Before, of 25": [fields.number(row.score) for row in rows],
            "What is done": [fields.text(row.mitigation) for row in rows],
            "After, of 25": [fields.number(row.score_after) for row in rows],
            "Since the file before": [risk_direction(row) for row in rows],
            "When": [PROXIMITY.get(fields.text(row.proximity), "not said") for row in rows],
            "Owner (role)": [fields.text(row.owner_role) or NOT_NAMED for row in rows],
            "Look at again": [row.review_on for row in rows],
        }
    )


def risk_direction(row: Risks) -> str:
    """A risk's score against that of the file before the newest: "better, was 12"; scores have no day of their own."""
    now, former = ratings.score_of(row), fields.number(row.former_score)
    if now is None or former is None:
        return "no former score"
    return "unchanged" if now == former else f"{'better' if now < former else 'worse'}, was {phrases.number(former)}"


PROXIMITY = {"month": "within a month", "quarter": "within a quarter", "year": "within a year", "later": "later"}


def late(
    found: Sequence[FundedProject], risks: Sequence[Risks], actions: Sequence[Actions], today: date, caption: Caption
) -> Figure:
    """Everything that is past its day, the longest first, with the role that must act."""
    lines = [*_late_of_projects(found, today)]
    lines += [
        (day, "Review of a risk", fields.text(row.cause), fields.text(row.project_id), fields.text(row.owner_role))
        for row in risks
        if (day := row.review_on) and day < today
    ]
    lines += [
        (day, "Action", fields.text(row.title), fields.text(row.project_id), fields.text(row.owner))
        for row in actions
        if progress.is_overdue(row, today) and (day := row.due)
    ]
    lines.sort(key=lambda line: line[0])
    kinds = {kind: sum(line[1] == kind for line in lines) for kind in KINDS}
    nobody = sum(not line[4] for line in lines)
    return Figure(
        id="late",
        title=f"{phrases.count(len(lines), 'thing')} late" if lines else "Nothing is late",
        sentence=_late_sentence(kinds, nobody),
        chart=None,
        table=pd.DataFrame(
            {
                "Since": [line[0] for line in lines],
                "What": [line[1] for line in lines],
                "Which": [line[2] for line in lines],
                "Project": [line[3] or progress.NO_GRANT for line in lines],
                "Who must act (role)": [line[4] or NOT_NAMED for line in lines],
            }
        ),
        caption=caption,
        counts=THINGS,
    )


def _late_sentence(kinds: Mapping[str, int], nobody: int) -> str:
    found = [phrases.count(number, *KINDS[kind]) for kind, number in kinds.items() if number]
    if not found:
        return "No milestone, return, action or review of a risk is past its day."
    rest = f" For {nobody} of them it is not said who must act." if nobody else ""
    return f"{phrases.capital(phrases.listed(found, at_most=len(KINDS)))}.{rest}"


def _late_of_projects(found: Sequence[FundedProject], today: date) -> list[tuple[date, str, str, str, str]]:
    lines: list[tuple[date, str, str, str, str]] = []
    for name, one in zip(names(found), found, strict=True):
        lead = fields.text(one.row.lead_organisation)
        lines += [
            (day, "Milestone", fields.text(row.title), name, lead)
            for row in one.milestones
            if is_late(row, today) and (day := row.due)
        ]
        lines += [
            (quarter.last + timedelta(days=1), "Return", f"Return for {phrases.days(quarter.first, quarter.last)}", name, lead)
            for quarter in delivery.missing_quarters(one.returns, one.grant.quarters)
        ]
    return lines


def is_late(row: Milestones, today: date) -> bool:
    """Whether a milestone is past its day and not reached."""
    due = row.due
    return row.actual is None and due is not None and due < today


def names(found: Sequence[FundedProject]) -> list[str]:
    """What each project is called beside the others: "P3", with its grant where they are of several."""
    several = len({one.project[0] for one in found}) > 1
    return [", ".join(one.project) if several else one.project[1] for one in found]


def _kind(row: Milestones, today: date) -> str:
    if row.actual:
        return "reached"
    return "late" if is_late(row, today) else "to come"


def _place(row: Risks) -> tuple[int, int] | None:
    """Likelihood and severity: both after what is done about it where both are scored, else both before."""
    if row.likelihood_after and row.severity_after:
        return row.likelihood_after, row.severity_after
    return (row.likelihood, row.severity) if row.likelihood and row.severity else None
