"""A measured series: its periods in order, its gaps, the registered breaks and the recorded decisions to start again.

Everything that judges a series over time (control charts, comparisons, forecasts) takes its segments from here, so that
no signal, change or forecast can cross a break in one place and not in another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.words import phrases
from analysis.words.months import month_end, months_between, quarter_end, quarter_of, shifted

Numbers = NDArray[np.float64]


class Span(Protocol):
    """A span of days, both included."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...


@dataclass(frozen=True)
class Between:
    """What a number is known to lie between, both ends included; equal where it is known."""

    low: float
    high: float

    def __add__(self, other: Between) -> Between:
        return Between(self.low + other.low, self.high + other.high)

    @property
    def known(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    def words(self) -> str:
        """The number, or its two ends: "48 to 72"."""
        return phrases.number(self.low) if self.known else f"{phrases.number(self.low)} to {phrases.number(self.high)}"


@dataclass(frozen=True)
class Point:
    """One period of a series, both days included. value is in the series' unit; None: suppressed or not known, never zero.

    hidden: it counts 1 to 4 people or restricted records, which may not be shown: no more of the count is kept here than that,
    so that `value` is None, or in a chart what stands in for it (`withheld`).

    comparable: outside every registered break; `reason` says which break. unknown: in words, how many records are left out
    because a flag, hour, place or weight is not known ("" for none). origin: the source of a figure that came worked out;
    beside: in words, what other sources give for the same time.
    """

    first: date
    last: date
    value: float | None
    numerator: float | None = None
    denominator: float | None = None
    lower: float | None = None
    upper: float | None = None
    status: str = "final"
    comparable: bool = True
    reason: str = ""
    unknown: str = ""
    hidden: bool = False
    origin: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Series:
    """One line of a measure: its label ("" where it is the only one), its points in order, and its area.

    told: what is told of the hidden months of a quarter together (`withheld.quarters`), by the quarter's first day.
    """

    label: str
    points: tuple[Point, ...]
    area_code: str = ""
    told: Mapping[date, Between] = field(default_factory=dict[date, Between])


@dataclass(frozen=True)
class Break:
    """A registered break: everything from first to last is itself not comparable, nor are its two sides with each other."""

    first: date
    last: date
    reason: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"The break '{self.reason}' ends before it begins. Correct its dates in the break register.")


@dataclass(frozen=True)
class Rebase:
    """A recorded decision to set limits anew from the period that begins on or after `first`."""

    first: date
    reason: str
    author: str
    decided_on: date

    def __post_init__(self) -> None:
        if not (self.reason.strip() and self.author.strip()):
            raise ValueError("Limits are set anew only by a recorded decision: give its reason, its author and its date.")

    def words(self) -> str:
        """The decision as a sentence fragment for charts and notes."""
        return f"{self.reason.strip().rstrip('.')} (decided by {self.author.strip()}, {phrases.day_and_month(self.decided_on)})"


@dataclass(frozen=True)
class Segment:
    """Positions of the periods that may be judged together, and why the segment begins where it does ("" for the first)."""

    positions: tuple[int, ...]
    begins: str = ""


def marked(points: Iterable[Point], breaks: Sequence[Break] = ()) -> list[Point]:
    """The points in order of time, those that touch a break marked as not comparable; values that are no numbers become None."""
    return [_marked(point, breaks) for point in sorted(points, key=lambda point: (point.first, point.last))]


def monthly(first: date, values: Sequence[float | None]) -> list[Point]:
    """Values of successive months, beginning with the month of `first`."""
    months = (shifted(first, step) for step in range(len(values)))
    return [Point(month, month_end(month), value) for month, value in zip(months, values, strict=True)]


def overlapping(points: Sequence[Point]) -> bool:
    """Whether any period shares a day with the one before, as rolling 12-month sums do. points: in order of time."""
    return any(later.first <= earlier.last for earlier, later in pairwise(points))


def follows(earlier: Point, later: Point) -> bool:
    """Whether the later period begins on the day after the earlier one ends."""
    return later.first == earlier.last + timedelta(days=1)


def segments(points: Sequence[Point], breaks: Sequence[Break] = (), rebases: Sequence[Rebase] = ()) -> list[Segment]:
    """The comparable segments: a new one begins after every break and at every recorded decision.

    points: in order of time, as `marked` gives them. Periods inside a break belong to no segment; periods without a
    value belong to the segment around them. A break that falls where there are no periods at all still divides.
    """
    found: list[tuple[list[int], str]] = []
    before: Point | None = None
    begins: str | None = ""
    for position, point in enumerate(points):
        if not point.comparable:
            begins = point.reason
        else:
            begins = begins if begins is not None else _why_divided(before, point, breaks, rebases)
            if begins is not None or not found:
                found.append(([], begins or ""))
            found[-1][0].append(position)
            begins = None
        before = point
    return [Segment(tuple(positions), why) for positions, why in found]


def stretches(points: Sequence[Point], positions: Sequence[int]) -> list[list[int]]:
    """The positions that have a value, split wherever a period is missing, so that no run of periods crosses a gap."""
    found: list[list[int]] = []
    for position in positions:
        if points[position].value is None:
            continue
        if found and follows(points[found[-1][-1]], points[position]):
            found[-1].append(position)
        else:
            found.append([position])
    return found


def values(points: Sequence[Point], positions: Sequence[int]) -> Numbers:
    """The values at those positions, NaN where there is none."""
    found = (points[position].value for position in positions)
    return np.array([math.nan if value is None else value for value in found], dtype=np.float64)


def period_noun(point: Span, number: int = 1) -> str:
    """What a period is called: month, quarter, year, else period; in the plural unless it is one."""
    months = months_between(point.first, point.last) if point.first.day == 1 else 0
    whole = (point.last + timedelta(days=1)).day == 1
    noun = {1: "month", 3: "quarter", 12: "year"}.get(months, "period") if whole else "period"
    return noun if number == 1 else f"{noun}s"


def figures_noun(points: Sequence[Point]) -> str:
    """What the periods of a series are called: month, quarter, year; "figure" where none follows another, as of surveys."""
    return period_noun(points[-1]) if any(follows(*pair) for pair in pairwise(points)) else "figure"


def named(points: Sequence[Span]) -> str:
    """The span of some successive periods: "March to September 2025"."""
    return phrases.days(points[0].first, points[-1].last)


def quarterly(points: Sequence[Point]) -> list[Point]:
    """Sums of complete calendar quarters of monthly counts (January to March and so on: those of the financial year too).

    A quarter that lacks a month is a gap, with the reason, or is left off at either end; one that touches a break is not
    comparable. points: months, in order of time.
    """
    quarters: dict[date, list[Point]] = {}
    for point in points:
        quarters.setdefault(quarter_of(point.first), []).append(point)
    found = [_quarter(first, months) for first, months in sorted(quarters.items())]
    known = [place for place, quarter in enumerate(found) if quarter.value is not None]
    return found[known[0] : known[-1] + 1] if known else []


def _quarter(first: date, months: Sequence[Point]) -> Point:
    last = quarter_end(first)
    counts = [month.value for month in months if month.value is not None]
    broken = [month.reason for month in months if not month.comparable]
    reason = broken[0] if broken else ""
    if len(counts) < 3:
        return Point(first, last, None, comparable=not broken, reason=reason or "Not all its months are loaded.")
    hidden = any(month.hidden for month in months)
    return Point(first, last, sum(counts), sum(counts), comparable=not broken, reason=reason, hidden=hidden)


def _marked(point: Point, breaks: Sequence[Break]) -> Point:
    value = None if point.value is None or not math.isfinite(point.value) else float(point.value)
    touching = [known.reason for known in breaks if known.first <= point.last and point.first <= known.last]
    comparable = point.comparable and not touching
    reason = touching[0] if touching and point.comparable else point.reason
    reason = reason if comparable or reason else "registered break"
    if type(value) is type(point.value) and (comparable, reason) == (point.comparable, point.reason):
        return point  # as it is: most are, and charts of many wards ask for many
    return replace(point, value=value, comparable=comparable, reason=reason)


def _why_divided(before: Point | None, point: Point, breaks: Sequence[Break], rebases: Sequence[Rebase]) -> str | None:
    if before is None:
        return None
    for known in breaks:
        if before.last < known.first and known.last < point.first:
            return known.reason
    decided = [rebase for rebase in rebases if before.first < rebase.first <= point.first]
    return decided[-1].words() if decided else None
