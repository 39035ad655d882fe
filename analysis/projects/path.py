"""The path to a minimum: what is expected of an output by a day, counted from the release of funds, and where its pace leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from analysis.projects.delivery import Output
from analysis.projects.returns import Running
from analysis.words import phrases

FEWEST_PERIODS = 3


def expected_by(minimum: float, begins: date, due: date, day: date) -> float:
    """How much of a minimum is expected by a day: nought before `begins`, all of it from `due` on, in between by days passed."""
    whole, passed = (due - begins).days + 1, (day - begins).days + 1
    if whole <= 0:
        return minimum if day >= due else 0.0
    return minimum * min(max(passed / whole, 0.0), 1.0)


@dataclass(frozen=True)
class Reach:
    """Where the pace so far leads by the due day, in the output's unit."""

    low: float
    middle: float
    high: float
    periods: int
    minimum: float
    due: date

    @property
    def verdict(self) -> str:
        """Whether it will reach its minimum, in a few words."""
        if self.low >= self.minimum:
            return "reaches its minimum even at the slowest pace so far"
        if self.high < self.minimum:
            return "stays short of its minimum even at the fastest pace so far"
        return "may or may not reach its minimum"


def forecast(output: Output, totals: Sequence[Running], begins: date | None, ends: date | None) -> Reach | str:
    """The output at its due day with a range; in place of it, in a sentence, why none is made.

    totals: what is shown of it, in order of time. begins: the day from which progress counts. ends: the project's last day, for
    an output without a day of its own. It rests on shown figures alone, so that it tells no more of people than they do.
    """
    due = output.due or ends
    if output.minimum is None:
        return "No forecast: the minimum is to be agreed."
    if output.kind != "count":
        return "No forecast: it is not counted up over time."
    if due is None:
        return "No forecast: no day is agreed."
    if begins is None:
        return "No forecast: the day on which the money came is not handed in."
    if output.contradictions:
        return "No forecast: its returns contradict each other."
    steps = paces(totals, begins)
    if len(steps) < FEWEST_PERIODS:
        have = phrases.count(len(steps), "period")
        said = f"{have} since the money came {phrases.are(len(steps))} returned and shown"
        return f"No forecast: {said}, and {FEWEST_PERIODS} are needed."
    last = next(total for total in reversed(totals) if total.value is not None)
    if last.last >= due:
        return "No forecast: its day has passed."
    value, left = float(last.value or 0.0), (due - last.last).days
    days, counted = sum(step.days for step in steps), sum(step.counted for step in steps)
    slowest, fastest = (pick(step.counted / step.days for step in steps) for pick in (min, max))
    return Reach(value + slowest * left, value + counted / days * left, value + fastest * left, len(steps), output.minimum, due)


@dataclass(frozen=True)
class Step:
    """What a period since the release added, and its days."""

    counted: float
    days: int


def paces(totals: Sequence[Running], begins: date) -> list[Step]:
    """What each period returned since `begins` added to the figure shown before it; of the first, only days from `begins` on."""
    shown = [total for total in totals if total.value is not None]
    before = [total for total in shown if total.last < begins]
    start = (before[-1].last, float(before[-1].value or 0)) if before else (begins - timedelta(days=1), 0.0)
    ends = [start, *((total.last, float(total.value or 0)) for total in shown if total.last >= begins)]
    first_day = begins - timedelta(days=1)
    return [Step(value - earlier, (end - max(since, first_day)).days) for (since, earlier), (end, value) in pairwise(ends)]


def forecast_words(reach: Reach | str, unit: str) -> str:
    """The forecast in a sentence: "At the pace since the money came about 13 workshops by 31 March 2025 (11 to 15): …"."""
    if isinstance(reach, str):
        return reach
    low, middle, high = (phrases.number(float(round(value))) for value in (reach.low, reach.middle, reach.high))
    by = phrases.day_and_month(reach.due)
    said = f"{middle} {phrases.unit_of(round(reach.middle), unit)}".strip()
    return f"At the pace since the money came about {said} by {by} ({low} to {high}): it {reach.verdict}."
