"""A running total against the path to where it should be: what was returned as a line with marks, the path dashed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from analysis.figures.charts.canvas import SMALL, base_layout, escaped, number, value_axis, words_at
from analysis.figures.charts.palette import BLUE, DARK_GREY, ORANGE
from analysis.figures.figure import WORKED_OUT

Place = tuple[date, float]


def path_lines(done: Sequence[Place], path: Sequence[Place], unit: str, path_name: str, height: int = 220) -> dict[str, Any]:
    """done: days with the total by then, in order. path: where it should be, two days or more; none where nothing is agreed."""
    layout = base_layout(height)
    highest = max([value for _, value in (*done, *path)] or [1.0]) or 1.0
    layout["yaxis"] = value_axis(highest * 1.2, None, unit)
    layout["xaxis"] = {
        "type": "date",
        "tickformat": "%b %y",
        "nticks": 5,
        "tickfont": {"size": SMALL, "color": DARK_GREY},
        "showgrid": False,
        "fixedrange": True,
    }
    layout["margin"] = {"l": 8, "r": 40, "t": 24, "b": 8}
    layout["annotations"] = []
    data: list[dict[str, Any]] = []
    if path:
        data.append(_line(path, path_name, ORANGE, "dash") | {"mode": "lines", "meta": WORKED_OUT})
        day, value = path[-1]
        named = words_at(f"{escaped(path_name)} {number(value)}", 0, value, xanchor="right", yanchor="bottom")
        layout["annotations"].append(named | {"x": day.isoformat()})
    if done:
        data.append(_line(done, "", BLUE, "solid") | {"mode": "lines+markers", "marker": {"size": 9, "color": BLUE}})
        day, value = done[-1]
        beside = words_at(number(value), 0, value, xanchor="left", yanchor="top")
        layout["annotations"].append(beside | {"x": day.isoformat(), "xshift": 6})
    return {"data": data, "layout": layout}


def _line(places: Sequence[Place], name: str, colour: str, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": [day.isoformat() for day, _ in places],
        "y": [value for _, value in places],
        "text": [f"{day.day} {day:%B %Y}: {number(value)}" for day, value in places],
        "hovertemplate": "%{text}<extra></extra>",
        "name": escaped(name),
        "line": {"color": colour, "width": 2.5, "dash": dash},
    }
