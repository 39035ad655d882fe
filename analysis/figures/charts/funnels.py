"""The funnel plot: areas by size and rate, with limits round the average."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.figures.charts.canvas import SMALL, base_layout, escaped, value_axis, words_at
from analysis.figures.charts.palette import BLUE, CONTEXT_GREY, INK, ORANGE

FUNNEL_MARK: Mapping[str, Any] = {"symbol": "diamond", "color": ORANGE, "size": 13, "line": {"width": 1.5, "color": INK}}


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
    layout["yaxis"] = value_axis(max(tops) * 1.08, None, unit)
    edges = [size for size, _, _ in next(iter(curves.values()))]
    layout["xaxis"] = {
        **value_axis(edges[-1], None, "residents of the ward"),
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
