"""The axis of dates: its ticks, and long stretches without figures folded on it, with a mark.

One place for charts on screen, small pictures and files alike: a chart is drawn on true dates, then each date is put where the
folded axis has it. What comes up on a point is words made before, so that it tells the true date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from analysis.figures.charts.canvas import SMALL
from analysis.figures.charts.palette import DARK_GREY, PAGE
from analysis.words import phrases

LONGEST = 6  # periods without a figure that stand as they are: half a year of months
KEPT = 0.07  # of the days that have figures: what a folded stretch is left
LEAST_KEPT = 45  # days
MARK = "//"
STEPS = (1, 2, 3, 4, 6, 12, 24, 36, 60, 120)  # months from tick to tick
TICKS = 7  # at most: more would run into each other on a phone
Stretch = tuple[date, date]


@dataclass(frozen=True)
class Folds:
    """Stretches without a figure (first and last day, in order), and the days that each takes on the folded axis."""

    gaps: tuple[Stretch, ...] = ()
    kept: int = 0

    def place(self, day: date) -> date:
        """Where a day stands on the folded axis."""
        left_out = 0
        for first, last in self.gaps:
            length = (last - first).days + 1
            if day < first:
                break
            if day <= last:
                return first - timedelta(days=left_out) + timedelta(days=round((day - first).days * self.kept / length))
            left_out += length - self.kept
        return day - timedelta(days=left_out)

    def holds(self, day: date) -> bool:
        """Whether a day lies within a folded stretch."""
        return any(first <= day <= last for first, last in self.gaps)

    def words(self) -> str:
        """What the marks mean: "//: the axis leaves out September 2021 to December 2023."; empty without any."""
        said = [phrases.days(first, last) for first, last in self.gaps]
        return f"{MARK}: the axis leaves out {phrases.listed(said, at_most=len(said))}." if said else ""


NO_FOLDS = Folds()


def folds(stretches: Iterable[tuple[date, date, bool]]) -> Folds:
    """Which stretches are folded. stretches: periods in order, first and last day, and whether there is a figure; days between
    two of them have none. Nothing is folded before the first figure or after the last.
    """
    known = [(first, last) for first, last, there in stretches if there]
    between = [(before[1] + timedelta(days=1), after[0] - timedelta(days=1)) for before, after in pairwise(known)]
    longest = LONGEST * median((last - first).days + 1 for first, last in known) + 7 if known else 0
    gaps = tuple((first, last) for first, last in between if (last - first).days > longest)
    rest = (known[-1][1] - known[0][0]).days - sum((last - first).days for first, last in gaps) if known else 0
    return Folds(gaps, max(LEAST_KEPT, round(KEPT * rest))) if gaps else NO_FOLDS


def folded(chart: dict[str, Any], found: Folds) -> dict[str, Any]:
    """A chart whose horizontal axis is one of dates, with each date where the folded axis has it, and a mark at each fold."""
    if not found.gaps:
        return chart
    layout: dict[str, Any] = dict(chart["layout"])
    axis: dict[str, Any] = dict(layout["xaxis"])
    axis["range"] = _placed(axis["range"], found)
    if "tickvals" in axis:
        axis["tickvals"] = _placed(axis["tickvals"], found)
    labels = [_moved(label, ("x",), found) for label in layout.get("annotations", ())]
    marks = [_mark(found.place(first), found.place(last)) for first, last in found.gaps]
    shapes = [_moved(shape, ("x0", "x1"), found) for shape in layout.get("shapes", ())]
    data = [{**trace, "x": _placed(trace["x"], found)} for trace in chart["data"]]
    return chart | {"data": data, "layout": {**layout, "xaxis": axis, "annotations": [*labels, *marks], "shapes": shapes}}


def ticks(first: date, last: date, found: Folds) -> dict[str, list[str]]:
    """Ticks at the first days of months, evenly apart, and one where each stretch after a fold begins: `tickvals` on true days
    and `ticktext`."""
    begins = [end + timedelta(days=1) for _, end in found.gaps]
    several = ([day for day in _months(first, last, step) if not found.holds(day)] for step in STEPS)
    days = next((each for each in several if len(each) + len(begins) <= TICKS), [])
    whole = (found.place(last) - found.place(first)).days or 1
    room = whole / (TICKS + 2)
    apart = [day for day in days if all(abs((found.place(day) - found.place(other)).days) >= room for other in begins)]
    at = sorted({*apart, *begins})
    return {"tickvals": [day.isoformat() for day in at], "ticktext": [f"{day:%b %y}" for day in at]}


def _months(first: date, last: date, step: int) -> list[date]:
    """The first days of every step-th month of the calendar within a span; that of its first month where there would be none."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    every = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
    return [day for day in every if first <= day <= last] or [first]


def _placed(days: Sequence[str | None], found: Folds) -> list[str | None]:
    return [None if day is None else found.place(date.fromisoformat(day[:10])).isoformat() for day in days]


def _moved(part: Mapping[str, Any], ends: Sequence[str], found: Folds) -> dict[str, Any]:
    """A label or shape at its place on the folded axis; one that stands by the paper stays."""
    if part.get("xref") == "paper":
        return dict(part)
    return {**part, **{end: _placed([part[end]], found)[0] for end in ends}}


def _mark(first: date, last: date) -> dict[str, Any]:
    return {
        "text": f"<b>{MARK}</b>",
        "x": (first + (last - first) / 2).isoformat(),
        "y": 0,
        "yref": "paper",
        "xanchor": "center",
        "yanchor": "middle",
        "showarrow": False,
        "bgcolor": PAGE,
        "font": {"size": SMALL, "color": DARK_GREY},
    }
