"""What every chart here has in common: its empty canvas, an axis from zero, labels and words on it, numbers, escaped names.

Charts are Plotly figures as plain dictionaries (a tenth of the cost of plotly.express).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.figures.charts.palette import BLUE, CONTEXT_GREY, DARK_GREY

GAP_WORDS = "No file loaded"
BREAK_WORDS = "Not comparable"  # the reason stands in the figure's notes: it is too long for a band
SMALL = 14  # pixels: nothing on a chart is written smaller
NARROW_BAND = 0.16  # a band under this share of the chart's width has its words written upwards
NARROWEST_BAND = 0.06  # one under this share has no words on it: on a phone they would be wider than it
HATCH = {"shape": "/", "size": 10, "solidity": 0.08, "fgcolor": CONTEXT_GREY, "bgcolor": "rgba(0,0,0,0)"}


@dataclass(frozen=True)
class Line:
    """One line. values: one number per month of the chart's months (NaN or None where there is none)."""

    label: str
    values: Sequence[float | None]
    colour: str = BLUE
    dash: str = "solid"


def number(value: float | None) -> str:
    """A number as British readers write it: 1,234, and one decimal only where there is a part."""
    if value is None or pd.isna(value):
        return ""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


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


def value_axis(highest: float, domain: list[float] | None, unit: str) -> dict[str, Any]:
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


def has_lone_point(values: Sequence[float | None]) -> bool:
    """A month with a gap on both sides has no line to either: it needs a mark to be seen."""
    padded = [None, *values, None]
    return any(
        here is not None and before is None and after is None
        for before, here, after in zip(padded, padded[1:], padded[2:], strict=False)
    )


def end_label(dates: Sequence[pd.Timestamp], line: Line, axis: str, *, alone: bool) -> list[dict[str, Any]]:
    last = next((index for index in reversed(range(len(dates))) if not is_missing(line.values[index])), None)
    if last is None:
        return []
    value = number(line.values[last])
    return [
        {
            "text": value if alone else f"{escaped(line.label)} {value}",
            "x": day_text(dates[last]),
            "y": line.values[last],
            "yref": axis,
            "xanchor": "left",
            "xshift": 8,
            "showarrow": False,
            "font": {"color": line.colour, "size": 14},
        }
    ]


def runs_of(values: Iterable[bool]) -> list[tuple[int, int, bool]]:
    """Stretches of equal values as (first index, last index, value)."""
    runs: list[tuple[int, int, bool]] = []
    for index, value in enumerate(values):
        if runs and runs[-1][2] == value:
            runs[-1] = (runs[-1][0], index, value)
        else:
            runs.append((index, index, value))
    return runs


def highest_number(values: Sequence[float | None]) -> float:
    return max((float(value) for value in values if value is not None and not is_missing(value)), default=0.0) or 1.0


def is_missing(value: float | None) -> bool:
    return value is None or bool(pd.isna(value))


def unique_labels(labels: Sequence[str]) -> list[str]:
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


def day_text(date: pd.Timestamp) -> str:
    return date.strftime("%Y-%m-%d")


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
