"""Days on lanes, one lane a project: what was reached, what is to come, what is late, with today's line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from analysis.figures.charts.canvas import SMALL, base_layout, escaped, words_at
from analysis.figures.charts.palette import BLUE, CONTEXT_GREY, DARK_GREY, INK, ORANGE, PALE_GREY

ROOM = timedelta(days=45)
"""Days to either side of the marks; today is drawn within them."""
KINDS = {"reached": ("circle", BLUE), "to come": ("diamond-open", BLUE), "late": ("triangle-up", ORANGE)}


@dataclass(frozen=True)
class Mark:
    """One day on a lane. kind: of `KINDS`. words: what comes up on it."""

    lane: str
    day: date
    kind: str
    words: str


def timeline(lanes: Sequence[str], marks: Sequence[Mark], today: date, lines: Mapping[date, str]) -> dict[str, Any]:
    """Marks on their lanes. lines: other days drawn as lines, with their names. A day beyond the marks is named at the edge."""
    first, last = min(mark.day for mark in marks), max(mark.day for mark in marks)
    low, high = first - ROOM, last + ROOM
    plot = 30 * len(lanes) + 16
    layout = base_layout(plot + 112)
    layout["xaxis"] = {
        "type": "date",
        "range": [low.isoformat(), high.isoformat()],
        "tickformat": "%b %y",
        "tickfont": {"size": SMALL, "color": DARK_GREY},
        "fixedrange": True,
        "gridcolor": PALE_GREY,
        "nticks": 6,
    }
    layout["yaxis"] = {
        "type": "category",
        "categoryarray": [escaped(lane) for lane in lanes],
        "autorange": "reversed",
        "tickfont": {"size": SMALL, "color": INK},
        "fixedrange": True,
        "automargin": True,
        "gridcolor": PALE_GREY,
    }
    layout |= {
        "showlegend": True,
        "legend": {"orientation": "h", "x": 0, "y": -36 / plot, "font": {"size": SMALL, "color": DARK_GREY}},
    }
    layout["margin"] = {"l": 8, "r": 16, "t": 44, "b": 8}
    days = [*((day, name, CONTEXT_GREY, "dash") for day, name in lines.items()), (today, "Today", INK, "solid")]
    layout["shapes"] = [_line(day, colour, dash) for day, _, colour, dash in days if low <= day <= high]
    layout["annotations"] = [_name(day, name, low, high, step) for step, (day, name, _, _) in enumerate(days)]
    data = [_trace(kind, [mark for mark in marks if mark.kind == kind]) for kind in KINDS]
    return {"data": [trace for trace in data if trace["x"]], "layout": layout}


def _trace(kind: str, marks: Sequence[Mark]) -> dict[str, Any]:
    symbol, colour = KINDS[kind]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": kind.capitalize(),
        "x": [mark.day.isoformat() for mark in marks],
        "y": [escaped(mark.lane) for mark in marks],
        "hovertext": [escaped(mark.words) for mark in marks],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"symbol": symbol, "size": 13, "color": colour, "line": {"width": 2, "color": colour}},
    }


def _line(day: date, colour: str, dash: str) -> dict[str, Any]:
    ends = {"x0": day.isoformat(), "x1": day.isoformat(), "y0": 0, "y1": 1}
    return {"type": "line", "xref": "x", "yref": "paper", **ends, "line": {"color": colour, "width": 2, "dash": dash}}


def _name(day: date, name: str, low: date, high: date, step: int) -> dict[str, Any]:
    """The name of a line above it; of a day beyond the edge, at the edge with an arrow in words."""
    said = f"{name}, {day.day} {day:%B %Y}"
    beyond = f"{said} →" if day > high else f"← {said}" if day < low else said
    place = {"x": min(max(day, low), high).isoformat(), "xref": "x", "yref": "paper"}
    anchor = "right" if day > low + (high - low) / 2 else "left"
    return words_at(beyond, 0, 1.0, xanchor=anchor, yanchor="bottom") | place | {"yshift": 18 * (step % 2)}
