"""A grant's money: moves between its projects, and what was to be spent by a day, counted from the release of funds. Pounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.projects.delivery import Project, Quarter
from analysis.release.questions.projects import Moves, Spend
from analysis.words import fields, phrases

COUNTED = {
    "Allocated": ("allocations.amount", "moves.amount"),
    "Planned": ("spend.profile",),
    "Spent": ("spend.actual",),
    "Expected": ("spend.actual", "spend.forecast"),
    "Expected in all": ("spend.actual", "spend.forecast"),
    "Left over": ("allocations.amount", "moves.amount", "spend.actual", "spend.forecast"),
}
"""What the pounds of a column are of, by its name in tables."""


def after_moves(allocated: float | None, project: Project, moves: Iterable[Moves]) -> float | None:
    """A project's share of the grant with what was moved to it and from it; None where its share was never handed in.

    moves: as the question answers. Each takes from one what it gives to another, so that all shares and what is not allocated
    add up to the grant as before.
    """
    if allocated is None:
        return None
    grant, name = project
    own = [row for row in moves if row.grant_id == grant]
    gained = sum(row.amount for row in own if row.to_project_id == name)
    return allocated + gained - sum(row.amount for row in own if row.from_project_id == name)


def move_words(row: Moves) -> str:
    """One move: "£1,500 from P6 to P5, decided on 14 January 2025 (board-2025-01)."."""
    ends = [end or "what is not allocated" for end in (row.from_project_id, row.to_project_id)]
    day, amount = row.decided_on, phrases.pounds(row.amount)
    decided = f", decided on {phrases.day_and_month(day)}" if day else ""
    return f"{amount} from {ends[0]} to {ends[1]}{decided} ({fields.text(row.reference)})."


@dataclass(frozen=True)
class Spent:
    """A project's money by the end of a quarter: what was spent, and what was to be spent if the plan begins when the money came.

    carried: how much of `planned` was planned for periods that ended before the release.
    """

    spent: float
    planned: float
    carried: float = 0.0


@dataclass(frozen=True)
class NotKnown:
    """Why money spent cannot be set beside its plan, in a sentence. of_plan: the plan is what lacks."""

    words: str
    of_plan: bool = False


def spent_by(rows: Sequence[Spend], day: date, released: date) -> Spent | NotKnown:
    """Spent and planned by the last day of a quarter, or why they are not known.

    rows: of one project, as `spend` answers. Late money is not late work: what was planned for periods that ended before the
    release is spread in equal parts over the project's periods since.
    """
    if not rows:
        return NotKnown("No plan of spending is handed in.", of_plan=True)
    since = [row for row in rows if row.period_end >= released]
    by_then = [row for row in since if row.period_end <= day]
    planned = [(row.period_end, row.profile) for row in rows if row.profile is not None]
    if len(planned) < len(rows):
        return NotKnown("What was planned for some period is not handed in.", of_plan=True)
    if not any(row.period_end == day for row in by_then):
        return NotKnown(f"No money was returned for the quarter to {phrases.day_and_month(day)}.")
    if unknown := [row for row in rows if row.period_end <= day and row.actual is None]:
        span = phrases.days(unknown[-1].period_start, unknown[-1].period_end)
        return NotKnown(f"What was spent in {span} is not known.")
    carried = sum(amount for end, amount in planned if end < released) * len(by_then) / len(since)
    spent = sum(row.actual or 0.0 for row in rows if row.period_end <= day)
    return Spent(spent, sum(amount for end, amount in planned if released <= end <= day) + carried, carried)


MOVE_RULE = (
    "Money that will be left is moved in time while whoever receives it has a whole quarter left to spend it: up to the end of"
    " the grant's last quarter but one."
)


def left_over(allocated: float | None, rows: Sequence[Spend]) -> float | None:
    """What of a project's share will be left in the end, below nought where more will be spent; None where not known."""
    expected = forecast(rows)
    return None if allocated is None or expected is None else allocated - expected


def time_to_move(quarters: Sequence[Quarter], today: date) -> str:
    """By when money that will be left must be moved, or since when it is too late. quarters: of the grant's year, in order."""
    if len(quarters) < 2:
        return ""
    last = quarters[-2].last
    if today <= last:
        return f"It can be moved in time up to {phrases.day_and_month(last)}, the end of the last quarter but one."
    since = phrases.day_and_month(quarters[-1].first)
    return f"Since {since} it can no longer be moved in time: whoever receives it has no whole quarter left to spend it."


def forecast(rows: Sequence[Spend]) -> float | None:
    """What will have been spent in the end, period by period: the money spent, else what the project expects; None where neither
    is known of some period."""
    parts = [row.forecast if row.actual is None else row.actual for row in rows]
    known = [part for part in parts if part is not None]
    return sum(known) if rows and len(known) == len(parts) else None
