"""The control chart: figures with average, limits, signals, breaks, notes and the expected range ahead."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from analysis.figures.charts import folds
from analysis.figures.charts.canvas import HATCH, SMALL, base_layout, number, runs_of, value_axis
from analysis.figures.charts.control_labels import control_labels, target_words
from analysis.figures.charts.control_marks import (
    fan_traces,
    hidden_traces,
    in_break,
    limit_traces,
    middle_of,
    signal_traces,
    value_traces,
)
from analysis.figures.charts.folds import Folds
from analysis.figures.charts.notes import Note, note_lines, notes_above, room_above
from analysis.figures.charts.palette import BLUE, CONTEXT_GREY, DARK_GREY, PLUM, SERIES
from analysis.figures.charts.period_lines import MOST_PERIOD_TICKS, period_trace, short_period
from analysis.figures.figure import WORKED_OUT
from analysis.methods.control_chart import ChartPoint, ControlChart
from analysis.methods.forecast import Forecast
from analysis.methods.series import Series

LABEL_SHARE = 0.13  # of a chart's height: what a label of two lines takes
NEVER_FROM_ZERO_ABOVE = 0.5  # a share whose lowest figure is over half its highest would be a flat line from zero


def control_chart(
    chart: ControlChart,
    unit: str,
    height: int = 320,
    *,
    near: bool = False,
    notes: Sequence[Note] = (),
    fan: Forecast | None = None,
    from_zero: bool = True,
    lines: Sequence[Series] = (),
) -> dict[str, Any]:
    """Figures with their average, limits, signals by shape, breaks as hatched bands, notes and the expected range ahead.

    unit: of the axis. near: draw the near lines too. from_zero: counts always; a share may begin higher, which its axis says.
    lines: every line, the judged one first, drawn with the intervals that they came with: for charts of a few figures.
    """
    points = chart.points
    found = folds_of(points)
    low, high = _control_range(points, chart, fan, from_zero, _edges(lines))
    data = [*_control_bands(points, low, high), *fan_traces(fan), *limit_traces(points, near)]
    data += [
        *value_traces(points),
        *_line_and_interval_traces(lines, points),
        *signal_traces(points),
        *hidden_traces(points, None if from_zero else low),
    ]
    layout = base_layout(height)
    axis = value_axis(high, None, unit if low == 0 else f"{unit} (axis begins at {number(low)})")
    layout["yaxis"] = {**axis, "range": [low, high]}
    ends = [*points, *(fan.months if fan else ())]
    layout["xaxis"] = _control_axis(points, ends[-1].last, found)
    layout["annotations"] = [
        *control_labels(chart, LABEL_SHARE * (high - low), lines, found),
        *notes_above(notes, points, found),
    ]
    layout["shapes"] = [*_target_line(chart), *note_lines(notes, points)]
    if chart.target and low <= chart.target.value <= high:
        layout["annotations"].append(target_words(chart.target))
    layout["margin"] = {"l": 8, "r": 120 if len(lines) > 1 else 76, "t": room_above(notes, points) or 14, "b": 8}
    return folds.folded({"data": data, "layout": layout}, found)


def folds_of(points: Sequence[ChartPoint]) -> Folds:
    """The long stretches without a figure, which its axis folds."""
    return folds.folds((point.first, point.last, point.value is not None or point.hidden) for point in points)


def _edges(lines: Sequence[Series]) -> list[float]:
    """The values of some lines and the ends of their intervals."""
    points = [point for line in lines for point in line.points]
    return [edge for point in points for edge in (point.value, point.lower, point.upper) if edge is not None]


def _line_and_interval_traces(lines: Sequence[Series], points: Sequence[ChartPoint]) -> list[dict[str, Any]]:
    """Of the judged line its intervals and open marks, none inside a break; the other lines whole."""
    if not lines:
        return []
    broken = {point.first for point, inside in zip(points, in_break(points), strict=True) if inside}
    fair = tuple(point for point in lines[0].points if point.first not in broken)
    own = {**period_trace(replace(lines[0], points=fair), BLUE), "mode": "markers", "name": "interval"}
    return [own, *(period_trace(line, colour) for line, colour in zip(lines[1:], SERIES[1:], strict=False))]


def _control_range(
    points: Sequence[ChartPoint], chart: ControlChart, fan: Forecast | None, from_zero: bool, also: Sequence[float] = ()
) -> tuple[float, float]:
    """The axis: from zero, or for shares that vary little from just under the lowest line. also: what else is drawn."""
    known = [*also]
    known += [value for point in points for value in (point.value, point.upper, point.lower) if value is not None]
    known += [chart.target.value] if chart.target else []
    known += [point.between[1] for point in points if point.between and from_zero]
    known += [edge for month in (fan.months if fan else ()) for band in month.bands.values() for edge in band]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    if from_zero or low < NEVER_FROM_ZERO_ABOVE * high:
        return min(0.0, low), (high or 1.0) * 1.12
    room = 0.25 * (high - low or 1.0)
    return math.floor(low - room), high + room


def _control_axis(points: Sequence[ChartPoint], last: date, found: Folds) -> dict[str, Any]:
    lead = timedelta(days=max(15, (found.place(last) - points[0].first).days // 60))
    axis = {
        "type": "date",
        "range": [(points[0].first - lead).isoformat(), (last + lead).isoformat()],
        "tickfont": {"size": SMALL, "color": DARK_GREY},
        "showgrid": False,
        "fixedrange": True,
        "automargin": True,
    }
    if all((point.first.year, point.first.month) == (point.last.year, point.last.month) for point in points):
        return {**axis, **folds.ticks(points[0].first, last, found)}
    step = -(-len(points) // MOST_PERIOD_TICKS)
    named = list(points)[::-1][::step][::-1]
    ticks = {"tickvals": [middle_of(point) for point in named], "ticktext": [short_period(p.first, p.last) for p in named]}
    return {**axis, **ticks, "tickangle": 0}


def _control_bands(points: Sequence[ChartPoint], low: float, high: float) -> list[dict[str, Any]]:
    """Breaks hatched, missing periods grey; each kind one filled trace."""
    breaks = [(points[first].first, points[last].last) for first, last, inside in runs_of(in_break(points)) if inside]
    missing = [point.value is None and not point.hidden for point in points]
    gaps = [(points[first].first, points[last].last) for first, last, empty in runs_of(missing) if empty]
    bands: list[dict[str, Any]] = []
    if gaps:
        bands.append(_filled(gaps, low, high, {"fillcolor": "rgba(128,134,140,0.16)"}))
    if breaks:
        bands.append(_filled(breaks, low, high, {"fillpattern": HATCH, "fillcolor": CONTEXT_GREY}))
    return bands


def _filled(spans: Sequence[tuple[date, date]], low: float, high: float, fill: dict[str, Any]) -> dict[str, Any]:
    x: list[str | None] = []
    y: list[float | None] = []
    for first, last in spans:
        left, right = first.isoformat(), last.isoformat()
        x += [left, left, right, right, left, None]
        y += [low, high, high, low, low, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "fill": "toself",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "meta": WORKED_OUT,
        **fill,
    }


def _target_line(chart: ControlChart) -> list[dict[str, Any]]:
    if chart.target is None:
        return []
    line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": chart.target.value, "y1": chart.target.value}
    return [{**line, "line": {"color": PLUM, "width": 2, "dash": "longdash"}}]
