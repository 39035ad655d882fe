"""Lines by month: a missing month is a gap with a grey band, and a line is split at a registered break."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.figures.charts import folds
from analysis.figures.charts.canvas import (
    BREAK_WORDS,
    GAP_WORDS,
    HATCH,
    NARROW_BAND,
    NARROWEST_BAND,
    SMALL,
    Line,
    base_layout,
    day_text,
    end_label,
    escaped,
    has_lone_point,
    highest_number,
    is_missing,
    runs_of,
    value_axis,
)
from analysis.figures.charts.folds import Folds
from analysis.figures.charts.palette import BLUE, CONTEXT_GREY, DARK_GREY, INK, PAGE
from analysis.figures.figure import WORKED_OUT


@dataclass(frozen=True)
class Panel:
    """One panel of a trend: a heading, its lines, and the unit of its axis."""

    title: str
    lines: Sequence[Line]
    unit: str


def trend(
    months: pd.DataFrame,
    panels: Sequence[Panel],
    height: int = 300,
    *,
    chosen: tuple[str, str] | None = None,
    one_scale: bool = False,
) -> dict[str, Any]:
    """Monthly lines in one or more panels that share their months, each panel from zero.

    months: one row a month in order: month (date), covered, comparable (bool), and divided where a line ends before a month.
    chosen: first and last month of the chosen period, drawn as a bar along the foot. one_scale: all panels to the highest of all.
    """
    dates = [pd.Timestamp(month) for month in months["month"]]
    covered = [bool(value) for value in months["covered"]]
    comparable = [bool(value) for value in months["comparable"]]
    divided = [place for place, value in enumerate(months["divided"]) if value] if "divided" in months else []
    found = folds.folds(_stretches(dates, covered))
    data: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    layout: dict[str, Any] = base_layout(height)
    tops = _panel_tops(len(panels))
    for number, (panel, (bottom, top)) in enumerate(zip(panels, tops, strict=True), start=1):
        axis = "y" if number == 1 else f"y{number}"
        highest = _highest([line for each in panels for line in each.lines] if one_scale else panel.lines)
        layout[axis.replace("y", "yaxis")] = value_axis(highest, [bottom, top], panel.unit)
        data += _gap_and_break_bands(dates, covered, comparable, highest, axis)
        for line in panel.lines:
            data += _line_traces(dates, line, covered, comparable, axis, divided)
            annotations += end_label(dates, line, axis, alone=len(panel.lines) == 1)
        annotations.append(_panel_title(panel.title, top))
    annotations += _band_words(dates, covered, comparable, tops[0], found)
    layout["xaxis"] = _month_axis(dates, f"y{len(panels)}" if len(panels) > 1 else "y", found)
    layout["shapes"] = [*(_chosen_period(chosen) if chosen else []), *(_divide(dates[place]) for place in divided)]
    layout["annotations"] = annotations
    layout["margin"] = {"l": 8, "r": 64, "t": 26, "b": 8}
    return folds.folded({"data": data, "layout": layout}, found)


def fold_words(months: pd.DataFrame) -> str:
    """What the axis leaves out, in a sentence; empty where nothing. months: as `trend` takes them."""
    dates = [pd.Timestamp(month) for month in months["month"]]
    return folds.folds(_stretches(dates, [bool(value) for value in months["covered"]])).words()


def _stretches(dates: Sequence[pd.Timestamp], covered: Sequence[bool]) -> list[tuple[date, date, bool]]:
    return [(month.date(), (month + pd.offsets.MonthEnd(0)).date(), seen) for month, seen in zip(dates, covered, strict=True)]


def _month_axis(dates: Sequence[pd.Timestamp], anchor: str, found: Folds) -> dict[str, Any]:
    return {
        "type": "date",
        "range": [day_text(_half_month_before(dates[0])), day_text(_half_month_after(dates[-1]))],
        **folds.ticks(dates[0].date(), dates[-1].date(), found),
        "tickfont": {"size": SMALL, "color": DARK_GREY},
        "anchor": anchor,
        "showgrid": False,
        "fixedrange": True,
        "automargin": True,
    }


def _panel_tops(count: int) -> list[tuple[float, float]]:
    """Bottom and top of each panel as shares of the height, first panel highest, with room for headings between."""
    gap = (0.0, 0.0, 0.16, 0.12, 0.1)[count]
    each = (1 - gap * (count - 1)) / count
    return [(1 - (index + 1) * each - index * gap, 1 - index * (each + gap)) for index in range(count)]


def _panel_title(title: str, top: float) -> dict[str, Any]:
    return {
        "text": f"<b>{escaped(title)}</b>" if title else "",
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": top,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 15, "color": INK},
    }


def _line_traces(
    dates: Sequence[pd.Timestamp],
    line: Line,
    covered: Sequence[bool],
    comparable: Sequence[bool],
    axis: str,
    divided: Sequence[int] = (),
) -> list[dict[str, Any]]:
    """The comparable stretches as one line (one for each side of a divided place), what lies inside a break as a thin grey one;
    never joined."""
    known = [None if not seen or is_missing(value) else value for value, seen in zip(line.values, covered, strict=True)]
    outside = [value if fair else None for value, fair in zip(known, comparable, strict=True)]
    inside = [None if fair else value for value, fair in zip(known, comparable, strict=True)]
    ends = [0, *divided, len(dates)]
    sides = [[value if first <= place < last else None for place, value in enumerate(outside)] for first, last in pairwise(ends)]
    traces = [_scatter(dates, side, line.label, line.colour, 2.5, line.dash, axis) for side in sides]
    if any(value is not None for value in inside):
        traces.append(_scatter(dates, inside, f"{line.label} (not comparable)", CONTEXT_GREY, 1.5, "dot", axis))
    return traces


def _scatter(
    dates: Sequence[pd.Timestamp],
    values: Sequence[float | None],
    label: str,
    colour: str,
    width: float,
    dash: str,
    axis: str,
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers" if has_lone_point(values) else "lines",
        "x": [day_text(date) for date in dates],
        "y": list(values),
        "yaxis": axis,
        "name": escaped(label),
        "line": {"color": colour, "width": width, "dash": dash},
        "marker": {"size": 5, "color": colour},
        "connectgaps": False,
        "text": [f"{date:%B %Y}" for date in dates],
        "hovertemplate": "%{text}: %{y:,}<extra></extra>",
    }


def _gap_and_break_bands(
    dates: Sequence[pd.Timestamp],
    covered: Sequence[bool],
    comparable: Sequence[bool],
    highest: float,
    axis: str,
) -> list[dict[str, Any]]:
    bands: list[dict[str, Any]] = []
    gaps = [(first, last) for first, last, missing in runs_of([not seen for seen in covered]) if missing]
    breaks = [(first, last) for first, last, fair in runs_of(comparable) if not fair]
    if gaps:
        bands.append(_band(dates, gaps, highest, axis, {"fillcolor": "rgba(128,134,140,0.16)"}))
    if breaks:
        bands.append(_band(dates, breaks, highest, axis, {"fillpattern": HATCH, "fillcolor": CONTEXT_GREY}))
    return bands


def _band(
    dates: Sequence[pd.Timestamp], runs: Sequence[tuple[int, int]], highest: float, axis: str, fill: dict[str, Any]
) -> dict[str, Any]:
    """All bands of one kind as one filled trace (a layout shape cannot be hatched)."""
    x: list[str | None] = []
    y: list[float | None] = []
    for first, last in runs:
        left, right = day_text(_half_month_before(dates[first])), day_text(_half_month_after(dates[last]))
        x += [left, left, right, right, left, None]
        y += [0, highest, highest, 0, 0, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "yaxis": axis,
        "fill": "toself",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "meta": WORKED_OUT,
        **fill,
    }


def _band_words(
    dates: Sequence[pd.Timestamp],
    covered: Sequence[bool],
    comparable: Sequence[bool],
    panel: tuple[float, float],
    found: Folds,
) -> list[dict[str, Any]]:
    """The words on each band that has room for them: a gap's in the middle of the first panel, a break's at its top."""
    words: list[dict[str, Any]] = []
    for first, last, missing in runs_of([not seen for seen in covered]):
        if missing:
            words += _band_label(dates, first, last, GAP_WORDS, panel, found, top=False)
    for first, last, fair in runs_of(comparable):
        # Within a folded stretch nothing is drawn that could be compared: its own words stand there.
        if not fair and not (found.holds(dates[first].date()) and found.holds(dates[last].date())):
            words += _band_label(dates, first, last, BREAK_WORDS, panel, found, top=True)
    return words


def _band_label(
    dates: Sequence[pd.Timestamp],
    first: int,
    last: int,
    text: str,
    panel: tuple[float, float],
    found: Folds,
    *,
    top: bool,
) -> list[dict[str, Any]]:
    """The words of a band; none where it is too narrow for a line of them, which would lie over the figures beside it."""
    left, right, start, end = (
        found.place(day.date()) for day in (dates[first], dates[last] + pd.offsets.MonthEnd(0), dates[0], dates[-1])
    )
    share = (right - left).days / max((end - start).days, 1)
    # Nothing is drawn within a gap, so that its words may stand upright in it; within a break figures are.
    if share < (NARROW_BAND if top else NARROWEST_BAND):
        return []
    middle = dates[first] + (dates[last] - dates[first]) / 2
    bottom, height = panel[0], panel[1] - panel[0]
    return [
        {
            "text": escaped(text),
            "x": day_text(middle),
            "xanchor": "center",
            "yref": "paper",
            "y": bottom + height * (0.98 if top else 0.45),
            "yanchor": "top" if top else "middle",
            "textangle": -90 if share < NARROW_BAND else 0,
            "showarrow": False,
            "font": {"size": SMALL, "color": INK},
            "bgcolor": PAGE,
            "opacity": 0.85,
        }
    ]


def _chosen_period(chosen: tuple[str, str]) -> list[dict[str, Any]]:
    first, last = (pd.Timestamp(month) for month in chosen)
    ends = {"x0": day_text(_half_month_before(first)), "x1": day_text(_half_month_after(last))}
    line = {"type": "line", "yref": "paper", "y0": 0, "y1": 0, "line": {"color": BLUE, "width": 5}}
    return [{**line, **ends}]


def _divide(month: pd.Timestamp) -> dict[str, Any]:
    """A dotted line before the first month of another meaning."""
    at = day_text(_half_month_before(month))
    dotted = {"color": CONTEXT_GREY, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": dotted}


def _highest(lines: Sequence[Line]) -> float:
    return max((highest_number(line.values) for line in lines), default=1.0) * 1.12


def _half_month_before(date: pd.Timestamp) -> pd.Timestamp:
    return date - pd.Timedelta(days=15)


def _half_month_after(date: pd.Timestamp) -> pd.Timestamp:
    return date + pd.Timedelta(days=15)
