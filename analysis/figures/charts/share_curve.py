"""How few hold how much: the share that the busiest hold as a line, beside the one that an even spread would make."""

from collections.abc import Sequence
from typing import Any

from analysis.figures.charts.canvas import base_layout, value_axis, words_at
from analysis.figures.charts.palette import BLUE, CONTEXT_GREY
from analysis.figures.figure import WORKED_OUT

Place = tuple[float, float]
WRITTEN_LEFT_FROM = 0.6  # of the width
ABOVE = 2.0  # percent: clear of the mark


def share_curve(
    places: Sequence[Place], marked: Sequence[tuple[float, float, str]], of_places: str, held: str, height: int = 260
) -> dict[str, Any]:
    """places: shares in percent, the least first: of the places, the busiest before the others, and of what they hold.

    marked: places of the line with their words. of_places, held: what the two axes are shares of.
    """
    layout = base_layout(height)
    furthest = places[-1][0] if places else 100.0
    layout["yaxis"] = value_axis(100, None, held)
    layout["xaxis"] = {**value_axis(furthest, None, of_places), "showgrid": False}
    layout["margin"] = {"l": 8, "r": 24, "t": 16, "b": 8}
    even = words_at("if spread evenly", furthest, furthest, xanchor="right", yanchor="bottom")
    named = [_words_beside(words, x, y, furthest) for x, y, words in marked]
    layout["annotations"] = [even, *named] if places else []
    line = {"type": "scatter", "line": {"width": 2, "color": CONTEXT_GREY, "dash": "dot"}, "mode": "lines", "meta": WORKED_OUT}
    data = [
        {**line, "x": [0, furthest], "y": [0, furthest], "hoverinfo": "skip"},
        {
            **line,
            "x": [x for x, _ in places],
            "y": [y for _, y in places],
            "line": {"width": 2.5, "color": BLUE, "dash": "solid"},
            "hovertemplate": "%{y:.0f}% in the busiest %{x:.1f}%<extra></extra>",
        },
        {
            **line,
            "x": [x for x, _, _ in marked],
            "y": [y for _, y, _ in marked],
            "text": [words for _, _, words in marked],
            "mode": "markers",
            "marker": {"size": 9, "color": BLUE},
            "hovertemplate": "%{text}<extra></extra>",
        },
    ]
    return {"data": data if places else [], "layout": layout}


def _words_beside(words: str, x: float, y: float, furthest: float) -> dict[str, Any]:
    """Under the line to its right, or over it to its left where they would be cut off: the line bends down, and meets neither."""
    if x > WRITTEN_LEFT_FROM * furthest:
        return words_at(words, x, y + ABOVE, xanchor="right", yanchor="bottom")
    return words_at(words, x + furthest / 60, y, yanchor="top")
