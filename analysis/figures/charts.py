"""Plotly figures as plain dictionaries (a tenth of the cost of plotly.express), in the Analysis Function palette.

Every chart here counts from zero, labels its lines directly, shows a missing month as a gap with a grey band, and
splits a line at a registered break. Colours are those for a white page; `in_theme` exchanges them for a dark one.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from statistics import fmean
from typing import Any

import pandas as pd

from analysis.declared.targets import Target
from analysis.figures.figure import WORKED_OUT
from analysis.methods.control_chart import ChartPoint, ControlChart, Variation
from analysis.methods.forecast import Forecast, ForecastMonth
from analysis.methods.series import Point, Series, Span
from analysis.words import phrases

# Analysis Function palette, in its own order (Government Analysis Function, "Data visualisation: colours in charts").
BLUE, TEAL, PLUM, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
DARK_GREY, LAVENDER = "#3D3D3D", "#A285D1"
CONTEXT_GREY = "#6F777B"  # lines that give context: 4.6:1 on white, where the palette's #BFBFBF is 1.84:1
PALE_GREY = "#BFBFBF"
INK, PAGE = "#0B0C0C", "#FFFFFF"
MID_BLUE, PALE_BLUE = "#2073BC", "#6BACE6"
SERIES = (BLUE, TEAL, PLUM, ORANGE)

# The same roles on a dark page (#16191D), each at 3:1 or more.
DARK_THEME = {
    BLUE: "#6BACE6",
    TEAL: "#3FC1B6",
    PLUM: "#D97BA9",
    ORANGE: "#F58A50",
    DARK_GREY: "#D5D8DB",
    LAVENDER: "#B9A3DF",
    CONTEXT_GREY: "#A3ABB2",
    PALE_GREY: "#4C5258",
    MID_BLUE: "#4A93D9",
    PALE_BLUE: "#1F6FB5",
    INK: "#EEF0F2",
    PAGE: "#16191D",
}

GAP_WORDS = "No file loaded"
BREAK_WORDS = "Not comparable"  # the reason stands in the figure's notes: it is too long for a band
SMALL = 14  # pixels: nothing on a chart is written smaller
LABEL_SHARE = 0.13  # of a chart's height: what a label of two lines takes
NARROW_BAND = 0.16  # a band under this share of the chart's width has its words written upwards


@dataclass(frozen=True)
class Line:
    """One line. values: one number per month of the chart's months (NaN or None where there is none)."""

    label: str
    values: Sequence[float | None]
    colour: str = BLUE
    dash: str = "solid"


@dataclass(frozen=True)
class Panel:
    """One panel of a trend: a heading, its lines, and the unit of its axis."""

    title: str
    lines: Sequence[Line]
    unit: str


def trend(
    months: pd.DataFrame, panels: Sequence[Panel], height: int = 300, *, chosen: tuple[str, str] | None = None
) -> dict[str, Any]:
    """Monthly lines in one or more panels that share their months, each panel from zero.

    months: one row a month in order: month (date), covered, comparable (bool), and divided where a line ends before a month.
    chosen: first and last month of the chosen period, drawn as a bar along the foot.
    """
    dates = [pd.Timestamp(month) for month in months["month"]]
    covered = [bool(value) for value in months["covered"]]
    comparable = [bool(value) for value in months["comparable"]]
    divided = [place for place, value in enumerate(months["divided"]) if value] if "divided" in months else []
    data: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    layout: dict[str, Any] = base_layout(height)
    tops = _panel_tops(len(panels))
    for number, (panel, (bottom, top)) in enumerate(zip(panels, tops, strict=True), start=1):
        axis = "y" if number == 1 else f"y{number}"
        highest = _highest(panel.lines)
        layout[axis.replace("y", "yaxis")] = _value_axis(highest, [bottom, top], panel.unit)
        data += _gap_and_break_bands(dates, covered, comparable, highest, axis)
        for line in panel.lines:
            data += _line_traces(dates, line, covered, comparable, axis, divided)
            annotations += _end_label(dates, line, axis, alone=len(panel.lines) == 1)
        annotations.append(_panel_title(panel.title, top))
    annotations += _band_words(dates, covered, comparable, tops[0])
    layout["xaxis"] = _month_axis(dates, f"y{len(panels)}" if len(panels) > 1 else "y")
    layout["shapes"] = [*(_chosen_period(chosen) if chosen else []), *(_divide(dates[place]) for place in divided)]
    layout["annotations"] = annotations
    layout["margin"] = {"l": 8, "r": 64, "t": 26, "b": 8}
    return {"data": data, "layout": layout}


def bars(
    labels: Sequence[str],
    values: Sequence[float | None],
    unit: str,
    *,
    words: Sequence[str] | None = None,
    colours: Sequence[str] | str = BLUE,
    row_height: int = 26,
) -> dict[str, Any]:
    """Horizontal bars in the order given, each labelled at its end with `words` (default: the number)."""
    text = list(words) if words is not None else ["" if _missing(value) else number(value) for value in values]
    layout = base_layout(row_height * len(labels) + 56)
    layout["xaxis"] = {**_value_axis(_highest_number(values) * 1.12, None, unit), "fixedrange": True}
    layout["yaxis"] = {
        "tickfont": {"size": SMALL, "color": INK},
        "autorange": "reversed",
        "type": "category",
        "showgrid": False,
        "automargin": True,
        "fixedrange": True,
    }
    layout["bargap"] = 0.3
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": list(values),
        "y": _unique(labels),
        "text": text,
        "textposition": "outside",
        "textfont": {"size": SMALL, "color": INK},
        "cliponaxis": False,
        "marker": {"color": colours if isinstance(colours, str) else list(colours)},
        "hovertemplate": "%{y}: %{text}<extra></extra>",
        "showlegend": False,
    }
    layout["margin"] = {"l": 8, "r": 48, "t": 8, "b": 8}
    return {"data": [trace], "layout": layout}


def bullet_bars(
    labels: Sequence[str],
    values: Sequence[float | None],
    minima: Sequence[float | None],
    words: Sequence[str],
    *,
    row_height: int = 56,
) -> dict[str, Any]:
    """Each value as a share of its own minimum: a bar, and a mark at the minimum (100%); label and words stand above the bar.

    A value that is not known has no bar, only its words ("no return yet"); so has a minimum still to be agreed.
    """
    shares = [
        None if _missing(value) or _missing(least) or not least else 100 * float(value or 0) / float(least)
        for value, least in zip(values, minima, strict=True)
    ]
    rows = list(range(len(labels)))
    layout = base_layout(row_height * len(labels) + 56)
    # Room to the right of 100% for its own name on the axis.
    highest = max([130.0, *((share or 0) * 1.06 for share in shares)])
    layout["xaxis"] = {
        **_value_axis(highest, None, "% of the minimum agreed"),
        "tickvals": [0, 50, 100],
        "ticktext": ["0%", "50%", "100%, the minimum"],
    }
    layout["yaxis"] = {"range": [len(rows) - 0.5, -0.75], "visible": False, "fixedrange": True}
    layout["annotations"] = [
        words_at(f"{escaped(label)}: <b>{escaped(said)}</b>", 0, row - 0.12, yanchor="bottom")
        for row, label, said in zip(rows, labels, words, strict=True)
    ]
    mark = {"type": "line", "x0": 100, "x1": 100, "line": {"color": ORANGE, "width": 4}}
    layout["shapes"] = [{**mark, "y0": row - 0.18, "y1": row + 0.34} for row in rows]
    layout["margin"] = {"l": 16, "r": 16, "t": 8, "b": 8}
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": shares,
        "y": [row + 0.08 for row in rows],
        "width": 0.36,
        "text": [f"{escaped(label)}: {escaped(said)}" for label, said in zip(labels, words, strict=True)],
        "textposition": "none",
        "marker": {"color": BLUE},
        "hovertemplate": "%{text}<extra></extra>",
        "meta": WORKED_OUT,  # shares of the minima, of figures that may be shown
    }
    return {"data": [trace], "layout": layout}


def in_theme(chart: dict[str, Any], dark: bool) -> dict[str, Any]:
    """The chart as it is for a light page; for a dark one a copy with each palette colour exchanged."""
    return _exchange(chart) if dark else chart


def number(value: float | None) -> str:
    """A number as British readers write it: 1,234, and one decimal only where there is a part."""
    if value is None or pd.isna(value):
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _exchange(part: Any) -> Any:
    if isinstance(part, str):
        return DARK_THEME.get(part, part)
    if isinstance(part, dict):
        return {key: _exchange(value) for key, value in part.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(part, list):
        return [_exchange(value) for value in part]  # pyright: ignore[reportUnknownVariableType]
    return part


def base_layout(height: int) -> dict[str, Any]:
    return {
        "height": height,
        "separators": ".,",
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
    }


def _value_axis(highest: float, domain: list[float] | None, unit: str) -> dict[str, Any]:
    axis: dict[str, Any] = {
        "range": [0, highest],
        "tickformat": ",d" if highest >= 5 else ",.2~f",
        "nticks": 5,
        "title": {"text": unit, "standoff": 6, "font": {"size": SMALL, "color": DARK_GREY}},
        "tickfont": {"size": SMALL, "color": DARK_GREY},
        "zeroline": True,
        "fixedrange": True,
        "automargin": True,
    }
    return axis | ({"domain": domain} if domain else {})


def _month_axis(dates: Sequence[pd.Timestamp], anchor: str) -> dict[str, Any]:
    return {
        "type": "date",
        "range": [_day(_half_month_before(dates[0])), _day(_half_month_after(dates[-1]))],
        "tickformat": "%b %y",
        "hoverformat": "%B %Y",
        "nticks": 8,
        "tickfont": {"size": SMALL, "color": DARK_GREY},
        "anchor": anchor,
        "showgrid": False,
        "fixedrange": True,
        "automargin": True,
    }


def _panel_tops(count: int) -> list[tuple[float, float]]:
    """Bottom and top of each panel as shares of the height, first panel highest, with room for headings between."""
    gap = 0.16 if count > 1 else 0.0
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
    known = [None if not seen or _missing(value) else value for value, seen in zip(line.values, covered, strict=True)]
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
        "mode": "lines+markers" if _has_lone_point(values) else "lines",
        "x": [_day(date) for date in dates],
        "y": list(values),
        "yaxis": axis,
        "name": escaped(label),
        "line": {"color": colour, "width": width, "dash": dash},
        "marker": {"size": 5, "color": colour},
        "connectgaps": False,
        "hovertemplate": "%{x|%B %Y}: %{y:,}<extra></extra>",
    }


def _has_lone_point(values: Sequence[float | None]) -> bool:
    """A month with a gap on both sides has no line to either: it needs a mark to be seen."""
    padded = [None, *values, None]
    return any(
        here is not None and before is None and after is None
        for before, here, after in zip(padded, padded[1:], padded[2:], strict=False)
    )


def _end_label(dates: Sequence[pd.Timestamp], line: Line, axis: str, *, alone: bool) -> list[dict[str, Any]]:
    last = next((index for index in reversed(range(len(dates))) if not _missing(line.values[index])), None)
    if last is None:
        return []
    value = number(line.values[last])
    return [
        {
            "text": value if alone else f"{escaped(line.label)} {value}",
            "x": _day(dates[last]),
            "y": line.values[last],
            "yref": axis,
            "xanchor": "left",
            "xshift": 8,
            "showarrow": False,
            "font": {"color": line.colour, "size": 14},
        }
    ]


def _gap_and_break_bands(
    dates: Sequence[pd.Timestamp],
    covered: Sequence[bool],
    comparable: Sequence[bool],
    highest: float,
    axis: str,
) -> list[dict[str, Any]]:
    bands: list[dict[str, Any]] = []
    gaps = [(first, last) for first, last, missing in _runs([not seen for seen in covered]) if missing]
    breaks = [(first, last) for first, last, fair in _runs(comparable) if not fair]
    if gaps:
        bands.append(_band(dates, gaps, highest, axis, {"fillcolor": "rgba(128,134,140,0.16)"}))
    if breaks:
        hatch = {"shape": "/", "size": 10, "solidity": 0.08, "fgcolor": CONTEXT_GREY, "bgcolor": "rgba(0,0,0,0)"}
        bands.append(_band(dates, breaks, highest, axis, {"fillpattern": hatch, "fillcolor": CONTEXT_GREY}))
    return bands


def _band(
    dates: Sequence[pd.Timestamp], runs: Sequence[tuple[int, int]], highest: float, axis: str, fill: dict[str, Any]
) -> dict[str, Any]:
    """All bands of one kind as one filled trace (a layout shape cannot be hatched)."""
    x: list[str | None] = []
    y: list[float | None] = []
    for first, last in runs:
        left, right = _day(_half_month_before(dates[first])), _day(_half_month_after(dates[last]))
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
) -> list[dict[str, Any]]:
    """The words on each band: a gap's in the middle of the first panel, a break's at its top."""
    words: list[dict[str, Any]] = []
    for first, last, missing in _runs([not seen for seen in covered]):
        if missing:
            words.append(_band_label(dates, first, last, GAP_WORDS, panel, top=False))
    for first, last, fair in _runs(comparable):
        if not fair:
            words.append(_band_label(dates, first, last, BREAK_WORDS, panel, top=True))
    return words


def _band_label(
    dates: Sequence[pd.Timestamp], first: int, last: int, text: str, panel: tuple[float, float], *, top: bool
) -> dict[str, Any]:
    middle = dates[first] + (dates[last] - dates[first]) / 2
    narrow = (last - first + 1) / len(dates) < NARROW_BAND
    bottom, height = panel[0], panel[1] - panel[0]
    return {
        "text": escaped(text),
        "x": _day(middle),
        "xanchor": "center",
        "yref": "paper",
        "y": bottom + height * (0.98 if top else 0.45),
        "yanchor": "top" if top else "middle",
        "textangle": -90 if narrow else 0,
        "showarrow": False,
        "font": {"size": SMALL, "color": INK},
        "bgcolor": PAGE,
        "opacity": 0.85,
    }


def _runs(values: Iterable[bool]) -> list[tuple[int, int, bool]]:
    """Stretches of equal values as (first index, last index, value)."""
    runs: list[tuple[int, int, bool]] = []
    for index, value in enumerate(values):
        if runs and runs[-1][2] == value:
            runs[-1] = (runs[-1][0], index, value)
        else:
            runs.append((index, index, value))
    return runs


def _chosen_period(chosen: tuple[str, str]) -> list[dict[str, Any]]:
    first, last = (pd.Timestamp(month) for month in chosen)
    ends = {"x0": _day(_half_month_before(first)), "x1": _day(_half_month_after(last))}
    line = {"type": "line", "yref": "paper", "y0": 0, "y1": 0, "line": {"color": BLUE, "width": 5}}
    return [{**line, **ends}]


def _divide(month: pd.Timestamp) -> dict[str, Any]:
    """A dotted line before the first month of another meaning."""
    at = _day(_half_month_before(month))
    dotted = {"color": CONTEXT_GREY, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1, "line": dotted}


def _highest(lines: Sequence[Line]) -> float:
    return max((_highest_number(line.values) for line in lines), default=1.0) * 1.12


def _highest_number(values: Sequence[float | None]) -> float:
    return max((float(value) for value in values if value is not None and not _missing(value)), default=0.0) or 1.0


def _missing(value: float | None) -> bool:
    return value is None or bool(pd.isna(value))


def _unique(labels: Sequence[str]) -> list[str]:
    """Labels that a category axis keeps apart: a repeated one gets trailing thin spaces nobody sees."""
    seen: dict[str, int] = {}
    kept: list[str] = []
    for label in labels:
        kept.append(escaped(label) + "\u2009" * seen.get(label, 0))
        seen[label] = seen.get(label, 0) + 1
    return kept


def escaped(text: str) -> str:
    """Text from files as Plotly shows it, its small HTML switched off."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _half_month_before(date: pd.Timestamp) -> pd.Timestamp:
    return date - pd.Timedelta(days=15)


def _half_month_after(date: pd.Timestamp) -> pd.Timestamp:
    return date + pd.Timedelta(days=15)


def _day(date: pd.Timestamp) -> str:
    return date.strftime("%Y-%m-%d")


# Indicators and coverage

MOST_PERIOD_TICKS = 4  # more would run into each other on a phone
NOT_COMPARABLE = "Not comparable"


@dataclass(frozen=True)
class Note:
    """A dated note on a chart: a project's start, an operation, a change in recording."""

    day: date
    text: str


def period_lines(found: Sequence[Series], unit: str, height: int = 220, *, notes: Sequence[Note] = ()) -> dict[str, Any]:
    """Series by quarter, year or survey: each figure a mark at its period's middle, with its interval where it has one.

    A suppressed figure leaves a gap; a provisional or estimated one has an open mark. notes: dated, each a line with its letter.
    """
    layout = base_layout(height)
    every = [point for series in found for point in series.points]
    tops = [point.value if point.upper is None else point.upper for point in every]
    layout["yaxis"] = _value_axis(_highest_number(tops) * 1.12, None, unit)
    layout["xaxis"] = _period_axis(every)
    layout["annotations"] = [
        label
        for series, colour in zip(found, SERIES, strict=False)
        for label in _end_label(
            _places(series.points),
            Line(series.label, [point.value for point in series.points], colour),
            "y",
            alone=len(found) == 1,
        )
    ]
    layout["annotations"] += _notes_above(notes, found[0].points)
    layout["shapes"] = _note_lines(notes, found[0].points)
    layout["margin"] = {"l": 8, "r": 24 if len(found) == 1 else 120, "t": 26 if notes else 12, "b": 8}
    data = [_period_trace(series, colour) for series, colour in zip(found, SERIES, strict=False)]
    return {"data": data, "layout": layout}


def grant_strip(labels: Sequence[str], amounts: Sequence[float], unallocated: float, rest: str = "Unallocated") -> dict[str, Any]:
    """A grant as one bar: what each project was allocated, then the balance, hatched, under the name `rest`."""
    hatch = {"shape": "/", "size": 7, "solidity": 0.25, "fgcolor": CONTEXT_GREY, "bgcolor": "rgba(0,0,0,0)"}
    marks: list[dict[str, Any]] = [{"color": BLUE, "line": {"color": PALE_GREY, "width": 1}} for _ in amounts]
    parts = list(zip(labels, amounts, marks, strict=True))
    if unallocated > 0:
        parts.append((rest, unallocated, {"pattern": hatch, "line": {"color": CONTEXT_GREY, "width": 1}}))
    layout = base_layout(104)
    layout |= {"barmode": "stack", "margin": {"l": 16, "r": 36, "t": 4, "b": 8}}
    total = sum(amount for _, amount, _ in parts) or 1
    layout["xaxis"] = {
        "range": [0, total],
        "tickvals": [0, total / 2, total],
        "ticktext": [f"£{value:,.0f}" for value in (0, total / 2, total)],
        "tickfont": {"size": SMALL, "color": DARK_GREY},
        "fixedrange": True,
        "showgrid": False,
    }
    layout["yaxis"] = {"visible": False, "fixedrange": True, "range": [-0.5, 1.1]}
    said = f"{rest} £{unallocated:,.0f}" if unallocated > 0 else "All of it allocated"
    layout["annotations"] = [words_at(said, total, 0.5, xanchor="right", yanchor="bottom")]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [amount],
            "y": [0],
            "width": 0.9,
            "marker": mark,
            "hovertemplate": f"{escaped(label)}: £{amount:,.0f}<extra></extra>",
        }
        for label, amount, mark in parts
    ]
    return {"data": data, "layout": layout}


def words_at(text: str, x: float, y: float, *, xanchor: str = "left", yanchor: str = "middle") -> dict[str, Any]:
    """Words inside a chart, at a place on its axes. The caller switches off the small HTML of names from files."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "xanchor": xanchor,
        "yanchor": yanchor,
        "showarrow": False,
        "font": {"size": SMALL, "color": DARK_GREY},
    }


def _period_trace(series: Series, colour: str) -> dict[str, Any]:
    points = series.points
    open_mark = [point.status in ("provisional", "estimated") for point in points]
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [_day(place) for place in _places(points)],
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
        "range": [_day(periods[0][2] - lead), _day(periods[-1][2] + lead)],
        "tickvals": [_day(middle) for _, _, middle in named],
        "ticktext": [_short_period(first, last) for first, last, _ in named],
        "tickangle": 0,
        "tickfont": {"size": SMALL, "color": DARK_GREY},
        "showgrid": False,
        "fixedrange": True,
        "automargin": True,
    }


def _short_period(first: date, last: date) -> str:
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


# Control charts

FAN_LEVELS = 2  # the two widest bands of a forecast are drawn: more shades cannot be told apart
SIGNAL_MARKS: Mapping[Variation, dict[str, Any]] = {
    Variation.IMPROVEMENT: {"symbol": "circle", "color": BLUE, "size": 11, "line": {"width": 2, "color": PAGE}},
    Variation.CONCERN: {"symbol": "triangle-up", "color": ORANGE, "size": 14, "line": {"width": 1.5, "color": INK}},
    Variation.NO_JUDGEMENT: {"symbol": "circle-open", "color": BLUE, "size": 12, "line": {"width": 2.5, "color": BLUE}},
}
SIGNAL_NAMES = {
    Variation.IMPROVEMENT: "improving",
    Variation.CONCERN: "of concern",
    Variation.NO_JUDGEMENT: "changed, no judgement",
}
HATCH = {"shape": "/", "size": 10, "solidity": 0.08, "fgcolor": CONTEXT_GREY, "bgcolor": "rgba(0,0,0,0)"}
HIDDEN_WORDS = "c: not shown, because it holds counts of fewer than 5; the line through it is what it may be."
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
    low, high = _control_range(points, chart, fan, from_zero, _edges(lines))
    data = [*_control_bands(points, low, high), *_fan_traces(fan), *_limit_traces(points, near)]
    data += [
        *_value_traces(points),
        *_line_and_interval_traces(lines, points),
        *_signal_traces(points),
        *_hidden_traces(points, None if from_zero else low),
    ]
    layout = base_layout(height)
    axis = _value_axis(high, None, unit if low == 0 else f"{unit} (axis begins at {number(low)})")
    layout["yaxis"] = {**axis, "range": [low, high]}
    ends = [*points, *(fan.months if fan else ())]
    layout["xaxis"] = _control_axis(points, ends[-1].last)
    layout["annotations"] = [*_control_labels(chart, LABEL_SHARE * (high - low), lines), *_notes_above(notes, points)]
    layout["shapes"] = [*_target_line(chart), *_note_lines(notes, points)]
    if chart.target and low <= chart.target.value <= high:
        layout["annotations"].append(_target_words(chart.target))
    layout["margin"] = {"l": 8, "r": 120 if len(lines) > 1 else 76, "t": 26 if notes else 14, "b": 8}
    return {"data": data, "layout": layout}


def _edges(lines: Sequence[Series]) -> list[float]:
    """The values of some lines and the ends of their intervals."""
    points = [point for line in lines for point in line.points]
    return [edge for point in points for edge in (point.value, point.lower, point.upper) if edge is not None]


def _line_and_interval_traces(lines: Sequence[Series], points: Sequence[ChartPoint]) -> list[dict[str, Any]]:
    """Of the judged line its intervals and open marks, none inside a break; the other lines whole."""
    if not lines:
        return []
    broken = {point.first for point, inside in zip(points, _in_break(points), strict=True) if inside}
    fair = tuple(point for point in lines[0].points if point.first not in broken)
    own = {**_period_trace(replace(lines[0], points=fair), BLUE), "mode": "markers", "name": "interval"}
    return [own, *(_period_trace(line, colour) for line, colour in zip(lines[1:], SERIES[1:], strict=False))]


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


def _control_axis(points: Sequence[ChartPoint], last: date) -> dict[str, Any]:
    lead = timedelta(days=max(15, (last - points[0].first).days // 60))
    axis = {
        "type": "date",
        "range": [(points[0].first - lead).isoformat(), (last + lead).isoformat()],
        "tickfont": {"size": SMALL, "color": DARK_GREY},
        "showgrid": False,
        "fixedrange": True,
        "automargin": True,
    }
    if all((point.first.year, point.first.month) == (point.last.year, point.last.month) for point in points):
        return {**axis, "tickformat": "%b %y", "nticks": 5, "tickangle": 0}
    step = -(-len(points) // MOST_PERIOD_TICKS)
    named = list(points)[::-1][::step][::-1]
    ticks = {"tickvals": [_mid(point) for point in named], "ticktext": [_short_period(p.first, p.last) for p in named]}
    return {**axis, **ticks, "tickangle": 0}


def _control_bands(points: Sequence[ChartPoint], low: float, high: float) -> list[dict[str, Any]]:
    """Breaks hatched, missing periods grey; each kind one filled trace."""
    breaks = [(points[first].first, points[last].last) for first, last, inside in _runs(_in_break(points)) if inside]
    missing = [point.value is None and not point.hidden for point in points]
    gaps = [(points[first].first, points[last].last) for first, last, empty in _runs(missing) if empty]
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


def _in_break(points: Sequence[ChartPoint]) -> list[bool]:
    return [point.variation is Variation.NOT_COMPARABLE for point in points]


def _value_traces(points: Sequence[ChartPoint], marks: bool = True) -> list[dict[str, Any]]:
    """Each comparable segment a line of its own, what lies inside a break thin, dotted and grey."""
    x: list[str | None] = []
    y: list[float | None] = []
    text: list[str] = []
    before: int | None = None
    for point, broken in zip(points, _in_break(points), strict=True):
        if point.segment is not None and before is not None and point.segment != before:
            x.append(_mid(point))
            y.append(None)
            text.append("")
        x.append(_mid(point))
        y.append(None if broken else point.value)
        text.append(phrases.days(point.first, point.last))
        before = point.segment if point.segment is not None else before
    words = {"hovertemplate": "%{text}: %{y:,.1f}<extra></extra>", "connectgaps": False, "type": "scatter"}
    line: dict[str, Any] = {
        "x": x,
        "y": y,
        "text": text,
        "line": {"color": BLUE, "width": 2},
        "marker": {"size": 5, "color": BLUE},
        "name": "value",
    }
    traces = [{**words, **line, "mode": "lines+markers" if marks else "lines"}]
    inside = [point.value if broken else None for point, broken in zip(points, _in_break(points), strict=True)]
    if any(value is not None for value in inside):
        grey: dict[str, Any] = {"color": CONTEXT_GREY, "width": 1.5, "dash": "dot"}
        every = {"x": [_mid(point) for point in points], "text": [phrases.days(point.first, point.last) for point in points]}
        mode = "lines+markers" if _has_lone_point(inside) else "lines"
        traces.append({**words, **every, "mode": mode, "y": inside, "line": grey, "name": "not comparable"})
    return traces


def _signal_traces(points: Sequence[ChartPoint]) -> list[dict[str, Any]]:
    """Special causes: a mark of its own shape for each kind, the rule in the words that come up on it."""
    traces: list[dict[str, Any]] = []
    for kind, mark in SIGNAL_MARKS.items():
        mine = [point for point in points if point.rules and point.variation is kind and not point.hidden]
        if mine:
            traces.append(_marks(mine, mark, SIGNAL_NAMES[kind]))
    return traces


def _hidden_traces(points: Sequence[ChartPoint], level: float | None) -> list[dict[str, Any]]:
    """Counts that may not be shown: a "c" each amid what it is told to lie between, with the mark of its signal if any.

    level: where they all stand instead, on a chart of shares.
    """
    traces: list[dict[str, Any]] = []
    for kind in (None, *SIGNAL_MARKS):
        mine = [point for point in points if point.hidden and (point.variation if point.rules else None) is kind]
        if mine:
            traces.append(_hidden(mine, level, kind))
    return traces


def hidden_at(point: ChartPoint) -> float:
    """Where a hidden count stands: in the middle of what it is told to lie between, which for a month is 1 to 4."""
    return sum(point.between) / 2 if point.between else 0.0


def _hidden_in_words(point: ChartPoint) -> str:
    low, high = point.between or (1.0, 4.0)
    what = "fewer than 5" if (low, high) == (1, 4) else f"{number(low)} to {number(high)}"
    return f"{phrases.days(point.first, point.last)}: not shown ({what}). {point.words}".strip()


def _hidden(points: Sequence[ChartPoint], level: float | None, kind: Variation | None) -> dict[str, Any]:
    said = [_hidden_in_words(point) for point in points]
    places = [hidden_at(point) if level is None else level for point in points]
    reach = [0.0 if level is not None or not point.between else point.between[1] - hidden_at(point) for point in points]
    return {
        "type": "scatter",
        "mode": "text" if kind is None else "markers+text",
        "x": [_mid(point) for point in points],
        "y": places,
        "error_y": {"type": "data", "array": reach, "color": CONTEXT_GREY, "thickness": 1, "width": 3},
        "text": ["c"] * len(points),
        "textposition": "middle right",
        "textfont": {"size": SMALL, "color": INK},
        "marker": SIGNAL_MARKS[kind] if kind else {},
        "name": f"not shown, {SIGNAL_NAMES[kind]}" if kind else "not shown",
        "hovertext": [escaped(text) for text in said],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "meta": WORKED_OUT,
    }


def _marks(points: Sequence[ChartPoint], mark: dict[str, Any], name: str) -> dict[str, Any]:
    said = [f"{phrases.days(point.first, point.last)}: {number(point.value)}. {point.words}" for point in points]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [_mid(point) for point in points],
        "y": [point.value for point in points],
        "marker": mark,
        "name": name,
        "text": [escaped(text) for text in said],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _limit_traces(points: Sequence[ChartPoint], near: bool) -> list[dict[str, Any]]:
    """The centre and the limits, broken between segments; near lines only where asked for."""
    drawn: list[tuple[tuple[str, ...], str, float, str]] = [
        (("centre",), CONTEXT_GREY, 1.5, "solid"),
        (("lower", "upper"), CONTEXT_GREY, 1.5, "dash"),
    ]
    if near:
        drawn.append((("near_lower", "near_upper"), PALE_GREY, 1.2, "dot"))
    return [_level(points, names, colour, width, dash) for names, colour, width, dash in drawn]


def _level(points: Sequence[ChartPoint], names: Sequence[str], colour: str, width: float, dash: str) -> dict[str, Any]:
    x: list[str | None] = []
    y: list[float | None] = []
    for name in names:
        for first, last, segment in _segment_runs(points):
            if segment is None:
                continue
            run = points[first : last + 1]
            levels = [getattr(point, name) for point in run]
            if len(set(levels)) == 1:  # the same all along: its two ends are enough
                run, levels = [run[0], run[-1]], levels[:2] if len(levels) > 1 else levels * 2
            places = [run[0].first.isoformat(), *(_mid(point) for point in run[1:-1]), run[-1].last.isoformat()]
            x += [*places, None] if len(run) > 1 else [run[0].first.isoformat(), run[0].last.isoformat(), None]
            y += [*levels, None] if len(run) > 1 else [*(levels * 2), None]
    line: dict[str, Any] = {"color": colour, "width": width, "dash": dash}
    drawn = {"x": x, "y": y, "line": line, "name": names[0], "meta": WORKED_OUT}
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", **drawn}


def _segment_runs(points: Sequence[ChartPoint]) -> list[tuple[int, int, int | None]]:
    """Stretches of one segment as (first place, last place, number of the segment; None inside a break)."""
    runs: list[tuple[int, int, int | None]] = []
    for place, point in enumerate(points):
        if runs and runs[-1][2] == point.segment:
            runs[-1] = (runs[-1][0], place, point.segment)
        else:
            runs.append((place, place, point.segment))
    return runs


def _fan_traces(fan: Forecast | None) -> list[dict[str, Any]]:
    """The expected range ahead: two bands, one within the other, and the middle as a dotted line."""
    if fan is None or not fan.months:
        return []
    x = [_mid(month) for month in fan.months]
    traces: list[dict[str, Any]] = []
    for level in sorted(fan.months[0].bands, reverse=True)[:FAN_LEVELS]:
        low, high = ([month.bands[level][side] for month in fan.months] for side in (0, 1))
        shade: dict[str, Any] = {
            "fill": "toself",
            "fillcolor": "rgba(40,161,151,0.22)",
            "line": {"width": 0},
            "hoverinfo": "skip",
            "meta": WORKED_OUT,
        }
        traces.append({"type": "scatter", "mode": "lines", "x": [*x, *reversed(x)], "y": [*high, *reversed(low)], **shade})
    middle: dict[str, Any] = {"color": TEAL, "width": 2, "dash": "dot"}
    hover = {"hovertemplate": "%{x|%B %Y}: about %{y:,.0f} expected<extra></extra>"}
    y = [month.middle for month in fan.months]
    return [*traces, {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": middle, "meta": WORKED_OUT, **hover}]


def _control_labels(chart: ControlChart, room: float, every: Sequence[Series] = ()) -> list[dict[str, Any]]:
    """The latest value, and what the lines are, written at their ends; the words on the breaks. room: that a label takes."""
    latest, labels = chart.latest, _break_labels(chart.points)
    if latest is None or (latest.value is None and not latest.hidden):
        return labels
    last = chart.points[-1]
    lower, upper = chart.limits_at(last)
    provisional = "provisional<br>" if chart.provisional else ""
    lines = [
        (f"{provisional}upper limit", last.upper, upper),
        ("average" if not chart.provisional else "median", last.centre, last.centre),
        (f"{provisional}lower limit", last.lower if last.lower != 0 else None, lower),
    ]
    grey, blue = {"size": SMALL, "color": DARK_GREY}, {"size": 15, "color": BLUE}
    said = [(level, f"{words}<br>{number(_tidy(told))}", grey) for words, level, told in lines if level is not None]
    own = [] if latest.value is None else [(latest.value, f"<b>{number(_tidy(latest.value))}</b>", blue)]
    said = sorted([*said, *own, *_other_labels(every)], key=lambda one: -one[0])
    places = _set_apart([level for level, _, _ in said], room)
    right = {"xanchor": "left", "xref": "paper", "x": 1, "xshift": 4, "showarrow": False, "align": "left", "yanchor": "middle"}
    return labels + [{**right, "y": y, "text": text, "font": font} for y, (_, text, font) in zip(places, said, strict=True)]


def _other_labels(lines: Sequence[Series]) -> list[tuple[float, str, dict[str, Any]]]:
    """The latest value of each line beside the judged one, in its colour: (level, words, font)."""
    found: list[tuple[float, str, dict[str, Any]]] = []
    for line, colour in zip(lines[1:], SERIES[1:], strict=False):
        latest = next((point.value for point in reversed(line.points) if point.value is not None), None)
        if latest is not None:
            found.append((latest, f"{escaped(line.label)}<br>{number(_tidy(latest))}", {"size": SMALL, "color": colour}))
    return found


def _set_apart(levels: Sequence[float], room: float) -> list[float]:
    """Places for labels as near to their levels (highest first) as can be with `room` between neighbours: those that would
    overlap stand evenly round their mean."""
    groups: list[list[float]] = []
    for order, level in enumerate(levels):
        groups.append([level + order * room])
        while len(groups) > 1 and fmean(groups[-1]) > fmean(groups[-2]):
            last = groups.pop()
            groups[-1] += last
    level_of = [fmean(group) for group in groups for _ in group]
    return [place - order * room for order, place in enumerate(level_of)]


def _break_labels(points: Sequence[ChartPoint]) -> list[dict[str, Any]]:
    labels: list[dict[str, Any]] = []
    for first, last, inside in _runs(_in_break(points)):
        if inside and (last - first + 1) / len(points) >= NARROW_BAND:
            middle = points[first].first + (points[last].last - points[first].first) / 2
            words = words_at(BREAK_WORDS, 0, 0.98, xanchor="center", yanchor="top")
            labels.append({**words, "x": middle.isoformat(), "yref": "paper", "bgcolor": PAGE, "opacity": 0.85})
    return labels


def _target_line(chart: ControlChart) -> list[dict[str, Any]]:
    if chart.target is None:
        return []
    line = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": chart.target.value, "y1": chart.target.value}
    return [{**line, "line": {"color": PLUM, "width": 2, "dash": "longdash"}}]


def _target_words(target: Target) -> dict[str, Any]:
    words = words_at(f"target {target.words()}", 0, target.value, yanchor="bottom")
    return {**words, "xref": "paper", "font": {"size": SMALL, "color": PLUM}}


def _note_lines(notes: Sequence[Note], points: Sequence[Span]) -> list[dict[str, Any]]:
    line = {"color": DARK_GREY, "width": 1, "dash": "dot"}
    shape: dict[str, Any] = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": line}
    return [{**shape, "x0": note.day.isoformat(), "x1": note.day.isoformat()} for note in _within(notes, points)]


def _notes_above(notes: Sequence[Note], points: Sequence[Span]) -> list[dict[str, Any]]:
    """A letter above each note's line; the words stand in the figure's notes, where there is room."""
    letters = [words_at(f"<b>{_letter(place)}</b>", 0, 1, xanchor="center", yanchor="bottom") for place in range(len(notes))]
    shown = list(zip(notes, letters, strict=True))
    return [{**letter, "x": note.day.isoformat(), "yref": "paper"} for note, letter in shown if note in _within(notes, points)]


def note_words(notes: Sequence[Note]) -> list[str]:
    """The notes of a chart in words, by their letters: "A: 3 June 2024, training begins."."""
    return [f"{_letter(place)}: {phrases.day_and_month(note.day)}, {note.text.rstrip('.')}." for place, note in enumerate(notes)]


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _within(notes: Sequence[Note], points: Sequence[Span]) -> list[Note]:
    return [note for note in notes if points[0].first <= note.day <= points[-1].last]


def _mid(point: Point | ChartPoint | ForecastMonth) -> str:
    """Where a period stands on the axis: at its middle."""
    return (point.first + (point.last - point.first) // 2).isoformat()


def _tidy(value: float | None) -> float | None:
    """To one decimal; from a thousand on whole, since no count carries more."""
    if value is None:
        return None
    return round(value, 1) if abs(value) < 1000 else round(value)


# Funnel plot


def funnel(
    areas: Sequence[tuple[str, float, float, str]],
    average: float,
    curves: Mapping[float, Sequence[tuple[float, float, float]]],
    unit: str,
    height: int = 380,
    widened: str = "",
) -> dict[str, Any]:
    """Areas by residents and rate, with limits round the average. widened: in words, by how much beyond those of chance.

    areas: (name, residents, rate, where it lies in words); curves: confidence → (residents, lower, upper). Areas beyond a limit
    have a mark of their own shape and their name.
    """
    layout = base_layout(height)
    tops = [high for curve in curves.values() for _, _, high in curve] + [rate for _, _, rate, _ in areas]
    layout["yaxis"] = _value_axis(max(tops) * 1.08, None, unit)
    edges = [size for size, _, _ in next(iter(curves.values()))]
    layout["xaxis"] = {
        **_value_axis(edges[-1], None, "residents of the ward"),
        "range": [edges[0], edges[-1]],
        "tickformat": ",d",
        "showgrid": False,
    }
    layout["margin"] = {"l": 8, "r": 84, "t": 12, "b": 8}
    data = [_funnel_line(curve, side, confidence) for confidence, curve in curves.items() for side in (1, 2)]
    line: dict[str, Any] = {"color": CONTEXT_GREY, "width": 1.5}
    data.append(
        {"type": "scatter", "mode": "lines", "x": [edges[0], edges[-1]], "y": [average] * 2, "line": line, "hoverinfo": "skip"}
    )
    layout["annotations"] = [_beside("average", average)]
    layout["annotations"] += [_beside(f"{100 * confidence:g}% limit", curve[-1][2]) for confidence, curve in curves.items()]
    if widened:
        layout["annotations"].append({**words_at(widened, 0.01, 0.99, yanchor="top"), "xref": "paper", "yref": "paper"})
    for beyond, mark in ((False, {"symbol": "circle", "color": BLUE, "size": 9}), (True, FUNNEL_MARK)):
        mine = [area for area in areas if area[3].startswith(("above", "below")) is beyond]
        data.append(_funnel_marks(mine, mark, named=beyond))
    return {"data": data, "layout": layout}


FUNNEL_MARK: Mapping[str, Any] = {"symbol": "diamond", "color": ORANGE, "size": 13, "line": {"width": 1.5, "color": INK}}


def _funnel_line(curve: Sequence[tuple[float, float, float]], side: int, confidence: float) -> dict[str, Any]:
    line: dict[str, Any] = {"color": CONTEXT_GREY, "width": 1.5, "dash": "dash" if confidence > 0.99 else "dot"}
    places = {"x": [point[0] for point in curve], "y": [point[side] for point in curve]}
    return {"type": "scatter", "mode": "lines", **places, "line": line, "hoverinfo": "skip"}


def _beside(words: str, level: float) -> dict[str, Any]:
    return {**words_at(words, 1, level), "xref": "paper", "xshift": 4}


def _funnel_marks(areas: Sequence[tuple[str, float, float, str]], mark: Mapping[str, Any], *, named: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text" if named else "markers",
        "x": [size for _, size, _, _ in areas],
        "y": [rate for _, _, rate, _ in areas],
        "marker": dict(mark),
        "text": [escaped(name) for name, _, _, _ in areas],
        "textposition": "top center",
        "textfont": {"size": SMALL, "color": INK},
        "customdata": [escaped(place) for _, _, _, place in areas],
        "hovertemplate": "%{text}: %{y:.1f}, %{customdata}<extra></extra>",
    }


# Areas side by side


@dataclass(frozen=True)
class Dot:
    """One area: its value with the ends of its interval. chosen: the one that the reader asks about."""

    label: str
    value: float
    lower: float
    upper: float
    chosen: bool = False


def dots(found: Sequence[Dot], average: float | None, unit: str, row_height: int = 28) -> dict[str, Any]:
    """A dot with its interval for each area, in the order given; the chosen one is a filled diamond, the others open circles."""
    layout = base_layout(row_height * len(found) + 92)
    labels = _unique([dot.label for dot in found])
    highest = max([dot.upper for dot in found] + [average or 0])
    layout["xaxis"] = {**_value_axis(highest * 1.08, None, unit), "fixedrange": True}
    layout["yaxis"] = {
        "tickfont": {"size": SMALL, "color": INK},
        "autorange": "reversed",
        "type": "category",
        "categoryarray": labels,
        "showgrid": False,
        "automargin": True,
        "fixedrange": True,
    }
    places = list(zip(labels, found, strict=True))
    others = [(label, dot) for label, dot in places if not dot.chosen]
    own = [(label, dot) for label, dot in places if dot.chosen]
    data = [_dots(others, "circle-open", CONTEXT_GREY, 10), _dots(own, "diamond", BLUE, 14)]
    shapes: list[dict[str, Any]] = []
    if average is not None:
        line = {"color": DARK_GREY, "width": 1.5, "dash": "dash"}
        shapes.append(
            {"type": "line", "xref": "x", "yref": "paper", "x0": average, "x1": average, "y0": 0, "y1": 1, "line": line}
        )
        words = f"Average of the peers {number(round(average, 1))}"
        above = words_at(words, average, 1.0, xanchor="center", yanchor="bottom")
        layout["annotations"] = [{**above, "xref": "x", "yref": "paper"}]
    layout["shapes"] = shapes
    layout["margin"] = {"l": 8, "r": 24, "t": 34, "b": 8}
    return {"data": [trace for trace in data if trace["y"]], "layout": layout}


def _dots(found: Sequence[tuple[str, Dot]], symbol: str, colour: str, size: int) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [dot.value for _, dot in found],
        "y": [label for label, _ in found],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [dot.upper - dot.value for _, dot in found],
            "arrayminus": [dot.value - dot.lower for _, dot in found],
            "color": colour,
            "thickness": 2,
            "width": 5,
        },
        "marker": {"symbol": symbol, "color": colour, "size": size, "line": {"color": colour, "width": 2}},
        "text": [f"{dot.value:,.1f} (95% interval {dot.lower:,.1f} to {dot.upper:,.1f})" for _, dot in found],
        "hovertemplate": "%{y}: %{text}<extra></extra>",
        "showlegend": False,
    }
