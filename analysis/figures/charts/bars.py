"""Horizontal bars: plain ones, shares of a minimum, and a grant in its parts."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from analysis.figures.charts.canvas import (
    SMALL,
    base_layout,
    escaped,
    highest_number,
    is_missing,
    number,
    unique_labels,
    value_axis,
    words_at,
)
from analysis.figures.charts.palette import BLUE, CONTEXT_GREY, DARK_GREY, INK, ORANGE, PAGE, PALE_GREY
from analysis.figures.figure import WORKED_OUT


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
    text = list(words) if words is not None else ["" if is_missing(value) else number(value) for value in values]
    layout = base_layout(row_height * len(labels) + 56)
    layout["xaxis"] = {**value_axis(highest_number(values) * 1.12, None, unit), "fixedrange": True}
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
        "y": unique_labels(labels),
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
    shares = list(map(_share_of_minimum, values, minima))
    rows = list(range(len(labels)))
    layout = base_layout(row_height * len(labels) + 56)
    # Room to the right of 100% for its own name on the axis.
    highest = max([130.0, *((share or 0) * 1.06 for share in shares)])
    layout["xaxis"] = {
        **value_axis(highest, None, "% of the minimum agreed"),
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


def _share_of_minimum(value: float | None, least: float | None) -> float | None:
    """A value in per cent of its minimum; None where either is not known."""
    return None if is_missing(value) or is_missing(least) or not least else 100 * float(value or 0) / float(least)


LETTERS_OF_A_STRIP = 75
"""Letters that stand side by side on the narrowest strip, a little room left."""


def _named_parts(labels: Sequence[str], amounts: Sequence[float], total: float) -> list[dict[str, Any]]:
    """What each part of a strip begins with ("P1"), in its middle, where it is wide enough."""
    ends = list(accumulate(amounts))
    parts = [
        (label.partition(" ")[0], amount, end - amount / 2) for label, amount, end in zip(labels, amounts, ends, strict=True)
    ]
    named = [(name, middle) for name, amount, middle in parts if 0 < len(name) < LETTERS_OF_A_STRIP * amount / total]
    words = [words_at(escaped(name), middle, 0, xanchor="center") for name, middle in named]
    return [each | {"font": each["font"] | {"color": PAGE}} for each in words]


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
    layout["annotations"] = [words_at(said, total, 0.5, xanchor="right", yanchor="bottom"), *_named_parts(labels, amounts, total)]
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
