"""The axes of a chart as pictures draw them: what kind they are, where their ticks stand, and what is written at them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from matplotlib.ticker import MaxNLocator

from analysis.exports import lettering
from analysis.exports.lettering import Line

MONTH_STEPS = (1, 2, 3, 4, 6, 12, 24, 36, 60, 120)
GRIDLINES = 5  # at most this many steps: with those of both ends never more than ten lines
AROUND = 0.05  # of what is drawn: the room on either side where a chart gives no range
NOT_KNOWN = float("nan")


@dataclass
class Axis:
    """One axis: its range in its own numbers (days since year 1 for dates, places for categories) and its ticks."""

    given: Mapping[str, Any]
    low: float
    high: float
    kind: str
    categories: list[str] = field(default_factory=list[str])
    ticks: list[tuple[float, list[Line]]] = field(default_factory=list[tuple[float, list[Line]]])

    def number(self, value: Any) -> float:
        """A value of a chart as a number of this axis; not a number where there is none, which nothing is drawn across."""
        if value is None or value != value:
            return NOT_KNOWN
        if self.kind == "date":
            return day_number(value)
        if self.kind == "category" and isinstance(value, str):
            return float(self.categories.index(value))
        return float(value)

    def share(self, value: float) -> float:
        """How far along the axis a number lies, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)

    @property
    def shown(self) -> bool:
        return self.given.get("visible", True)

    @property
    def grid(self) -> bool:
        return self.shown and self.given.get("showgrid", True)

    @property
    def title(self) -> str:
        return self.given.get("title", {}).get("text", "")


def or_not_known(value: float | None) -> float:
    """A number, or not a number where there is none."""
    return NOT_KNOWN if value is None else float(value)


def day_number(value: str) -> float:
    """A day, or a moment, in ISO 8601 as days."""
    if len(value) == 10:
        return float(date.fromisoformat(value).toordinal())
    moment = datetime.fromisoformat(value)
    return moment.toordinal() + (moment.hour + moment.minute / 60) / 24


def read(given: Mapping[str, Any], values: Sequence[Any]) -> Axis:
    """An axis of a chart. values: all that is drawn along it, for categories in order of their first place."""
    dates = given.get("type") == "date"
    if given.get("type") == "category" or (not dates and any(isinstance(value, str) for value in values)):
        names = list(given.get("categoryarray") or dict.fromkeys(values))
        axis = Axis(given, -0.5, len(names) - 0.5, "category", names)
        axis.ticks = [(float(place), lettering.marked(name)) for place, name in enumerate(names)]
    else:
        kind = "date" if dates else "number"
        axis = Axis(given, 0.0, 1.0, kind)
        if "range" in given:
            axis.low, axis.high = (axis.number(end) for end in given["range"])
        else:
            axis.low, axis.high = _ends(axis.number(value) for value in values)
        axis.ticks = _ticks(axis)
    if given.get("autorange") == "reversed":
        axis.low, axis.high = axis.high, axis.low
    return axis


def _ends(numbers: Iterable[float]) -> tuple[float, float]:
    """Where an axis that has no range begins and ends: a little beyond what is drawn along it."""
    known = [number for number in numbers if number == number] or [0.0, 1.0]
    room = AROUND * (max(known) - min(known)) or 1.0
    return min(known) - room, max(known) + room


def _ticks(axis: Axis) -> list[tuple[float, list[Line]]]:
    given = axis.given
    if not axis.shown:
        return []
    if "tickvals" in given:
        words = given.get("ticktext") or [_written(value, given) for value in given["tickvals"]]
        return [(axis.number(value), lettering.marked(said)) for value, said in zip(given["tickvals"], words, strict=True)]
    if axis.kind == "date":
        return [(float(day.toordinal()), lettering.marked(f"{day:%b %y}")) for day in _months(axis, given.get("nticks", 8))]
    whole = given.get("tickformat") == ",d"
    places = MaxNLocator(nbins=min(given.get("nticks", GRIDLINES), GRIDLINES), steps=[1, 2, 2.5, 5, 10], integer=whole)
    low, high = sorted((axis.low, axis.high))
    margin = 1e-9 * (high - low)
    return [
        (float(place), lettering.marked(_written(float(place), given)))
        for place in places.tick_values(low, high)
        if low - margin <= place <= high + margin
    ]


def _written(value: float, given: Mapping[str, Any]) -> str:
    """A number as the axis writes it: 1,234, or with two decimals at most."""
    if given.get("tickformat") == ",.2~f":
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{value:,.0f}".replace("-", "−")


def _months(axis: Axis, at_most: int) -> list[date]:
    """The first days of months for ticks, evenly apart and no more than asked for."""
    low, high = date.fromordinal(int(axis.low)), date.fromordinal(int(axis.high))
    first, last = low.year * 12 + low.month - 1, high.year * 12 + high.month - 1
    for step in MONTH_STEPS:
        months = [month for month in range(first, last + 1) if month % step == 0]
        days = [day for month in months if axis.low <= (day := date(month // 12, month % 12 + 1, 1)).toordinal() <= axis.high]
        if len(days) <= at_most:
            return days
    return []


def spaced(ticks: Sequence[tuple[float, list[Line]]], places: Sequence[float], size: float) -> list[int]:
    """Which of the ticks of a horizontal axis are written: every one, or every second …, so that none runs into its neighbour.

    places: where each stands, in points. The last is always among them.
    """
    for step in range(1, len(ticks) + 1):
        chosen = list(range(len(ticks)))[::-1][::step][::-1]
        ends = [(places[at], lettering.block(ticks[at][1], size)[0] / 2) for at in chosen]
        if all(b - a >= half_a + half_b + 0.6 * size for (a, half_a), (b, half_b) in pairwise(ends)):
            return chosen
    return []
