"""Plotly figures as plain dictionaries (a tenth of the cost of plotly.express), in the Analysis Function palette.

Every chart here counts from zero, labels its lines directly, shows a missing month as a gap with a grey band, and
splits a line at a registered break. Colours are those for a white page; `in_theme` exchanges them for a dark one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis import coverage, phrases
from analysis.indicators import Point, Series

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

    months: one row a month in order: month (date), covered, comparable (bool).
    chosen: first and last month of the chosen period, drawn as a bar along the foot.
    """
    dates = [pd.Timestamp(month) for month in months["month"]]
    covered = [bool(value) for value in months["covered"]]
    comparable = [bool(value) for value in months["comparable"]]
    data: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    layout: dict[str, Any] = _layout(height)
    tops = _panel_tops(len(panels))
    for number, (panel, (bottom, top)) in enumerate(zip(panels, tops, strict=True), start=1):
        axis = "y" if number == 1 else f"y{number}"
        highest = _highest(panel.lines)
        layout[axis.replace("y", "yaxis")] = _value_axis(highest, [bottom, top], panel.unit)
        data += _gap_and_break_bands(dates, covered, comparable, highest, axis)
        for line in panel.lines:
            data += _line_traces(dates, line, covered, comparable, axis)
            annotations += _end_label(dates, line, axis, alone=len(panel.lines) == 1)
        annotations.append(_panel_title(panel.title, top))
    annotations += _band_words(dates, covered, comparable, tops[0])
    layout["xaxis"] = _month_axis(dates, f"y{len(panels)}" if len(panels) > 1 else "y")
    layout["shapes"] = _chosen_period(chosen) if chosen else []
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
    layout = _layout(row_height * len(labels) + 56)
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
    layout = _layout(row_height * len(labels) + 56)
    # Room to the right of 100% for its own name on the axis.
    highest = max([130.0, *((share or 0) * 1.06 for share in shares)])
    layout["xaxis"] = {
        **_value_axis(highest, None, "% of the minimum agreed"),
        "tickvals": [0, 50, 100],
        "ticktext": ["0%", "50%", "100%, the minimum"],
    }
    layout["yaxis"] = {"range": [len(rows) - 0.5, -0.75], "visible": False, "fixedrange": True}
    layout["annotations"] = [
        _words_at(f"{_plain(label)}: <b>{_plain(said)}</b>", 0, row - 0.12, yanchor="bottom")
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
        "text": [f"{_plain(label)}: {_plain(said)}" for label, said in zip(labels, words, strict=True)],
        "textposition": "none",
        "marker": {"color": BLUE},
        "hovertemplate": "%{text}<extra></extra>",
    }
    return {"data": [trace], "layout": layout}


def sparkline(months: pd.DataFrame, values: Sequence[float | None], height: int = 90) -> dict[str, Any]:
    """A small trend without axes' words: one line, gaps and breaks kept."""
    chart = trend(months, [Panel("", [Line("", values)], "")], height)
    chart["layout"]["margin"] = {"l": 4, "r": 36, "t": 4, "b": 4}
    chart["layout"]["xaxis"] |= {"nticks": 3}
    chart["layout"]["yaxis"] |= {"nticks": 2, "title": None}
    return chart


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


def _layout(height: int) -> dict[str, Any]:
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
        "text": f"<b>{_plain(title)}</b>" if title else "",
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
    dates: Sequence[pd.Timestamp], line: Line, covered: Sequence[bool], comparable: Sequence[bool], axis: str
) -> list[dict[str, Any]]:
    """The comparable stretches as one line, what lies inside a break as a thin grey one; never joined."""
    known = [None if not seen or _missing(value) else value for value, seen in zip(line.values, covered, strict=True)]
    outside = [value if fair else None for value, fair in zip(known, comparable, strict=True)]
    inside = [None if fair else value for value, fair in zip(known, comparable, strict=True)]
    traces = [_scatter(dates, outside, line.label, line.colour, 2.5, line.dash, axis)]
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
        "name": _plain(label),
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
            "text": value if alone else f"{_plain(line.label)} {value}",
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
        "text": _plain(text),
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
        kept.append(_plain(label) + "\u2009" * seen.get(label, 0))
        seen[label] = seen.get(label, 0) + 1
    return kept


def _plain(text: str) -> str:
    """Text from files as Plotly shows it, its small HTML switched off."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _half_month_before(date: pd.Timestamp) -> pd.Timestamp:
    return date - pd.Timedelta(days=15)


def _half_month_after(date: pd.Timestamp) -> pd.Timestamp:
    return date + pd.Timedelta(days=15)


def _day(date: pd.Timestamp) -> str:
    return date.strftime("%Y-%m-%d")


# Indicators and coverage

MOST_PERIOD_TICKS = 6
NOT_COMPARABLE = "Not comparable"
COVERAGE_MARKS = {
    coverage.LOADED: {"symbol": "square", "color": BLUE, "size": 14},
    coverage.IN_BREAK: {"symbol": "square-x-open", "color": BLUE, "size": 14},
    coverage.GAP: {"symbol": "line-ew-open", "color": ORANGE, "size": 8},
}


def indicator_trend(found: Sequence[Series], unit: str, height: int = 220) -> dict[str, Any]:
    """An indicator's series: months as a trend with its gaps and breaks, other periods as points with their intervals."""
    points = found[0].points
    if all((point.first.year, point.first.month) == (point.last.year, point.last.month) for point in points):
        months = pd.DataFrame(
            {
                "month": [point.first for point in points],
                "covered": [point.status != "no file" for point in points],
                "comparable": [point.comparable for point in points],
                # The reason stands in the notes: a small chart has no room for it.
                "reason": ["" if point.comparable else NOT_COMPARABLE for point in points],
            }
        )
        lines = [
            Line(series.label, [point.value for point in series.points], colour)
            for series, colour in zip(found, SERIES, strict=False)
        ]
        chart = trend(months, [Panel("", lines, unit)], height)
        # Words written upwards on a narrow band would cover a small chart: the notes say what the bands mean.
        chart["layout"]["annotations"] = [words for words in chart["layout"]["annotations"] if words.get("textangle") != -90]
        if not months["comparable"].all():
            # Room above the lines for the words on the break.
            chart["layout"]["yaxis"]["range"] = [0, chart["layout"]["yaxis"]["range"][1] * 1.2]
        return chart
    return period_lines(found, unit, height)


def period_lines(found: Sequence[Series], unit: str, height: int = 220) -> dict[str, Any]:
    """Series by quarter, year or survey: each figure a mark at its period's middle, with its interval where it has one.

    A suppressed figure leaves a gap; a provisional or estimated one has an open mark.
    """
    layout = _layout(height)
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
    layout["margin"] = {"l": 8, "r": 24 if len(found) == 1 else 120, "t": 12, "b": 8}
    data = [_period_trace(series, colour) for series, colour in zip(found, SERIES, strict=False)]
    return {"data": data, "layout": layout}


def grant_strip(labels: Sequence[str], amounts: Sequence[float], unallocated: float) -> dict[str, Any]:
    """A grant as one bar: what each project was allocated, then the unallocated balance, hatched."""
    hatch = {"shape": "/", "size": 7, "solidity": 0.25, "fgcolor": CONTEXT_GREY, "bgcolor": "rgba(0,0,0,0)"}
    marks: list[dict[str, Any]] = [{"color": BLUE, "line": {"color": PALE_GREY, "width": 1}} for _ in amounts]
    parts = list(zip(labels, amounts, marks, strict=True))
    if unallocated > 0:
        parts.append(("Unallocated", unallocated, {"pattern": hatch, "line": {"color": CONTEXT_GREY, "width": 1}}))
    layout = _layout(104)
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
    said = f"Unallocated £{unallocated:,.0f}" if unallocated > 0 else "All of it allocated"
    layout["annotations"] = [_words_at(said, total, 0.5, xanchor="right", yanchor="bottom")]
    data = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [amount],
            "y": [0],
            "width": 0.9,
            "marker": mark,
            "hovertemplate": f"{_plain(label)}: £{amount:,.0f}<extra></extra>",
        }
        for label, amount, mark in parts
    ]
    return {"data": data, "layout": layout}


def coverage_grid(cells: Sequence[coverage.Cell], labels: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """Months by source as a calendar: a heading a source, under it one row a year and one mark a month.

    Each state has a shape of its own. labels: (source, force) → the heading.
    """
    place, headings = _calendar_rows(cells, labels)
    row = len(place) + len(headings)
    layout = _layout(26 * row + 90)
    layout["xaxis"] = {
        "range": [0.4, 12.6],
        "tickvals": list(range(1, 13)),
        "ticktext": list(coverage.MONTH_NAMES),
        "side": "top",
        "tickfont": {"size": SMALL, "color": DARK_GREY},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    layout["yaxis"] = {
        "tickvals": list(place.values()),
        "ticktext": [str(year) for _, _, year in place],
        "tickfont": {"size": SMALL, "color": DARK_GREY},
        "range": [row - 0.4, -0.6],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }
    layout["annotations"] = [_words_at(f"<b>{_plain(label)}</b>", 0.5, line) for line, label in headings]
    layout |= {"showlegend": True, "margin": {"l": 8, "r": 8, "t": 8, "b": 8}}
    layout["legend"] = {"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0, "font": {"size": 14}}
    return {"data": [_coverage_trace(state, cells, place) for state in COVERAGE_MARKS], "layout": layout}


def _calendar_rows(
    cells: Sequence[coverage.Cell], labels: Mapping[tuple[str, str], str]
) -> tuple[dict[tuple[str, str, int], int], list[tuple[int, str]]]:
    """The row of each source, force and year, and the rows that hold a heading."""
    place: dict[tuple[str, str, int], int] = {}
    headings: dict[tuple[str, str], int] = {}
    for source, force, year in dict.fromkeys((cell.source, cell.force, cell.month.year) for cell in cells):
        headings.setdefault((source, force), len(place) + len(headings))
        place[source, force, year] = len(place) + len(headings)
    return place, [(row, labels[key]) for key, row in headings.items()]


def _words_at(text: str, x: float, y: float, *, xanchor: str = "left", yanchor: str = "middle") -> dict[str, Any]:
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


def _coverage_trace(state: str, cells: Sequence[coverage.Cell], place: Mapping[tuple[str, str, int], int]) -> dict[str, Any]:
    mine = [cell for cell in cells if cell.state == state]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": state,
        "x": [cell.month.month for cell in mine],
        "y": [place[cell.source, cell.force, cell.month.year] for cell in mine],
        "marker": {**COVERAGE_MARKS[state], "line": {"width": 2, "color": COVERAGE_MARKS[state]["color"]}},
        "text": [f"{cell.month:%B %Y}: {state if cell.rows is None else f'{cell.rows:,} rows, {state}'}" for cell in mine],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _period_trace(series: Series, colour: str) -> dict[str, Any]:
    points = series.points
    open_mark = [point.status in ("provisional", "estimated") for point in points]
    trace: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [_day(place) for place in _places(points)],
        "y": [point.value for point in points],
        "name": _plain(series.label),
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
