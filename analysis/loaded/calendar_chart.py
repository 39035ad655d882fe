"""The chart of what is loaded: months by source as a calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.figures.charts import canvas, palette
from analysis.loaded import coverage
from analysis.loaded.coverage import Cell

ROW, LEAST_ROW, ROOM = 24, 14, 490
"""Pixels from row to row, at most and at least; and what all rows take where they can: the first screen."""
MARKS: dict[str, dict[str, Any]] = {
    coverage.LOADED: {"symbol": "square", "color": palette.BLUE, "size": 14},
    coverage.IN_BREAK: {"symbol": "square-x-open", "color": palette.BLUE, "size": 14},
    coverage.PARTIAL: {"symbol": "triangle-up-open", "color": palette.BLUE, "size": 13},
    coverage.GAP: {"symbol": "line-ew-open", "color": palette.ORANGE, "size": 8},
    coverage.LATE: {"symbol": "circle-open", "color": palette.ORANGE, "size": 10},
}


def calendar(cells: Sequence[Cell], labels: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """Months by source as a calendar: a heading a source, under it one row a year and one mark a month.

    Each state has a shape of its own. labels: (source, force) → the heading.
    """
    place, headings = _calendar_rows(cells, labels)
    row = len(place) + len(headings)
    pitch = min(ROW, max(LEAST_ROW, ROOM // row))
    layout = canvas.base_layout(pitch * row + 90)
    layout["xaxis"] = {
        "range": [0.4, 12.6],
        "tickvals": list(range(1, 13)),
        "ticktext": list(coverage.MONTH_NAMES),
        "side": "top",
        "tickfont": {"size": canvas.SMALL, "color": palette.DARK_GREY},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
    }
    layout["yaxis"] = {
        "tickvals": list(place.values()),
        "ticktext": [str(year) for _, _, year in place],
        "tickfont": {"size": canvas.SMALL, "color": palette.DARK_GREY},
        "range": [row - 0.4, -0.6],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
    }
    layout["annotations"] = [canvas.words_at(f"<b>{canvas.escaped(label)}</b>", 0.5, line) for line, label in headings]
    layout |= {"showlegend": True, "margin": {"l": 8, "r": 8, "t": 8, "b": 8}}
    layout["legend"] = {"orientation": "h", "y": -0.02, "yanchor": "top", "x": 0, "font": {"size": 14}}
    # A state that no month has needs no line in the legend; the three that explain the rest always stand there.
    present = {cell.state for cell in cells} | {coverage.LOADED, coverage.IN_BREAK, coverage.GAP}
    traces = [_trace(state, cells, place, pitch) for state in MARKS if state in present]
    return {"data": traces, "layout": layout}


def _calendar_rows(
    cells: Sequence[Cell], labels: Mapping[tuple[str, str], str]
) -> tuple[dict[tuple[str, str, int], int], list[tuple[int, str]]]:
    """The row of each source, force and year, and the rows that hold a heading."""
    place: dict[tuple[str, str, int], int] = {}
    headings: dict[tuple[str, str], int] = {}
    for source, force, year in dict.fromkeys((cell.source, cell.force, cell.month.year) for cell in cells):
        headings.setdefault((source, force), len(place) + len(headings))
        place[source, force, year] = len(place) + len(headings)
    return place, [(row, labels[key]) for key, row in headings.items()]


def _trace(state: str, cells: Sequence[Cell], place: Mapping[tuple[str, str, int], int], pitch: int) -> dict[str, Any]:
    mine = [cell for cell in cells if cell.state == state]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": state,
        "x": [cell.month.month for cell in mine],
        "y": [place[cell.source, cell.force, cell.month.year] for cell in mine],
        "marker": {
            **MARKS[state],
            "size": MARKS[state]["size"] * min(1.0, (pitch - 4) / 14),
            "line": {"width": 2 if pitch > 18 else 1, "color": MARKS[state]["color"]},
        },
        "text": [f"{cell.month:%B %Y}: {state if cell.rows is None else f'{cell.rows_said} rows, {state}'}" for cell in mine],
        "hovertemplate": "%{text}<extra></extra>",
    }
