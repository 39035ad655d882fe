"""Lines by quarter, year or survey: a mark for each figure, with its interval where it has one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from analysis.figures.charts.canvas import (
    SMALL,
    Line,
    base_layout,
    day_text,
    end_label,
    escaped,
    highest_number,
    number,
    value_axis,
)
from analysis.figures.charts.notes import Note, note_lines, notes_above, room_above
from analysis.figures.charts.palette import DARK_GREY, SERIES
from analysis.methods.series import Point, Series
from analysis.words import phrases

MOST_PERIOD_TICKS = 4  # more would run into each other on a phone


def period_lines(found: Sequence[Series], unit: str, height: int = 220, *, notes: Sequence[Note] = ()) -> dict[str, Any]:
    """Series by quarter, year or survey: each figure a mark at its period's middle, with its interval where it has one.

    A suppressed figure leaves a gap; a provisional or estimated one has an open mark. notes: dated, each a line with its letter.
    """
    layout = base_layout(height)
    every = [point for series in found for point in series.points]
    tops = [point.value if point.upper is None else point.upper for point in every]
    layout["yaxis"] = value_axis(highest_number(tops) * 1.12, None, unit)
    layout["xaxis"] = _period_axis(every)
    layout["annotations"] = [
        label
        for series, colour in zip(found, SERIES, strict=False)
        for label in end_label(
            _places(series.points),
            Line(series.label, [point.value for point in series.points], colour),
            "y",
            alone=len(found) == 1,
        )
    ]
    layout["annotations"] += notes_above(notes, found[0].points)
    layout["shapes"] = note_lines(notes, found[0].points)
    layout["margin"] = {"l": 8, "r": 24 if len(found) == 1 else 120, "t": room_above(notes, found[0].points) or 12, "b": 8}
    data = [period_trace(series, colour) for series, colour in zip(found, SERIES, strict=False)]
    return {"data": data, "layout": layout}


def period_trace(series: Series, colour: str) -> dict[str, Any]:
    points = series.points
    open_mark = [point.status in ("provisional", "estimated") for point in points]
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [day_text(place) for place in _places(points)],
        "y": [point.value for point in points],
        "name": escaped(series.label),
        "connectgaps": False,
        "line": {"color": colour, "width": 2.5},
        "marker": {"size": 9, "color": colour, "symbol": ["circle-open" if mark else "circle" for mark in open_mark]},
        "text": [f"{phrases.days(point.first, point.last)}: {number(point.value)}" for point in points],
        "hovertemplate": "%{text}<extra></extra>",
    }
    if any(point.upper is not None and point.lower is not None for point in points):
        trace["error_y"] = {
            "type": "data",
            "symmetric": False,
            "array": [_apart(point.upper, point.value) for point in points],
            "arrayminus": [_apart(point.value, point.lower) for point in points],
            "color": colour,
            "thickness": 1.5,
        }
    return trace


def _period_axis(points: Sequence[Point]) -> dict[str, Any]:
    periods = sorted({(point.first, point.last, place) for point, place in zip(points, _places(points), strict=True)})
    step = -(-len(periods) // MOST_PERIOD_TICKS)
    # Counted back from the newest, so that the newest period always has its name.
    named = periods[::-1][::step][::-1]
    lead = pd.Timedelta(days=max(20, (periods[-1][2] - periods[0][2]).days // 12))
    return {
        "type": "date",
        "range": [day_text(periods[0][2] - lead), day_text(periods[-1][2] + lead)],
        "tickvals": [day_text(middle) for _, _, middle in named],
        "ticktext": [short_period(first, last) for first, last, _ in named],
        "tickangle": 0,
        "tickfont": {"size": SMALL, "color": DARK_GREY},
        "showgrid": False,
        "fixedrange": True,
        "automargin": True,
    }


def short_period(first: date, last: date) -> str:
    """A period as an axis has room for: "Sep 25", "Jul–Sep<br>2025", "2022", "2023/24"."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%b %y}"
    if first.year == last.year:
        return f"{first.year}" if (first.month, last.month) == (1, 12) else f"{first:%b}–{last:%b}<br>{first.year}"
    if (last.year - first.year, first.month, last.month) == (1, 4, 3):
        return f"{first.year}/{last:%y}"
    return f"{first:%b %y}–<br>{last:%b %y}"


def _places(points: Sequence[Point]) -> list[pd.Timestamp]:
    """Where on the axis each period stands: at its middle; running totals, which share their first day, at their last."""
    running = len(points) > 1 and len({point.first for point in points}) == 1 and len({point.last for point in points}) > 1
    return [pd.Timestamp(point.last) if running else _middle(point) for point in points]


def _middle(point: Point) -> pd.Timestamp:
    first, last = pd.Timestamp(point.first), pd.Timestamp(point.last)
    return (first + (last - first) / 2).normalize()


def _apart(upper: float | None, lower: float | None) -> float | None:
    return None if upper is None or lower is None else upper - lower
