"""Areas side by side: a dot with its interval for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.figures.charts.canvas import SMALL, base_layout, number, unique_labels, value_axis, words_at
from analysis.figures.charts.palette import BLUE, CONTEXT_GREY, DARK_GREY, INK


@dataclass(frozen=True)
class Dot:
    """One area: its value with the ends of its interval. chosen: the one that the reader asks about."""

    label: str
    value: float
    lower: float
    upper: float
    chosen: bool = False


def dots(
    found: Sequence[Dot], average: float | None, unit: str, row_height: int = 28, line: str = "Average of the peers"
) -> dict[str, Any]:
    """A dot with its interval for each area, in the order given; the chosen one is a filled diamond, the others open circles.

    average: where a dashed line stands, with what `line` calls it.
    """
    layout = base_layout(row_height * len(found) + 92)
    labels = unique_labels([dot.label for dot in found])
    highest = max([dot.upper for dot in found] + [average or 0])
    layout["xaxis"] = {**value_axis(highest * 1.08, None, unit), "fixedrange": True}
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
        dashed = {"color": DARK_GREY, "width": 1.5, "dash": "dash"}
        shapes.append(
            {"type": "line", "xref": "x", "yref": "paper", "x0": average, "x1": average, "y0": 0, "y1": 1, "line": dashed}
        )
        words = f"{line} {number(round(average, 1))}"
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
            # A value without an interval has no ends to draw.
            "visible": any(dot.lower < dot.upper for _, dot in found),
        },
        "marker": {"symbol": symbol, "color": colour, "size": size, "line": {"color": colour, "width": 2}},
        "text": [_dot_words(dot) for _, dot in found],
        "hovertemplate": "%{y}: %{text}<extra></extra>",
        "showlegend": False,
    }


def _dot_words(dot: Dot) -> str:
    interval = f" (95% interval {dot.lower:,.1f} to {dot.upper:,.1f})" if dot.lower < dot.upper else ""
    return f"{dot.value:,.1f}{interval}"
