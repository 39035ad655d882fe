"""A heat table: numbers by row and column as shades, each written in its cell; what may not be shown as "c"."""

from collections.abc import Sequence
from typing import Any

from analysis.figures.charts.canvas import SMALL, base_layout
from analysis.figures.charts.palette import DARK_GREY, INK, ORANGE, PAGE, PALE_BLUE

HIDDEN = "c"


def heat_table(
    rows: Sequence[str],
    columns: Sequence[str],
    values: Sequence[Sequence[float | None]],
    unit: str,
    *,
    outlined: Sequence[int] = (),
    row_height: int = 34,
    across: str = "",
) -> dict[str, Any]:
    """Shades from nought up, stronger for more. unit: in words on a cell. outlined: neighbouring rows that a frame picks out.

    across: what the columns are, where their own words are short enough to stand level on a phone.
    """
    layout = base_layout(row_height * len(rows) + (84 if across else 64))
    ticks = {"tickfont": {"size": SMALL, "color": INK}, "showgrid": False, "fixedrange": True, "automargin": True}
    layout["xaxis"] = {**ticks, "type": "category", "side": "bottom"}
    if across:
        title = {"text": across, "standoff": 6, "font": {"size": SMALL, "color": DARK_GREY}}
        layout["xaxis"] |= {"tickangle": 0, "title": title}
    layout["yaxis"] = {**ticks, "type": "category", "autorange": "reversed"}
    # A cell without a number has no shade: its letter is written by itself.
    layout["annotations"] = [
        {"x": column, "y": row, "text": HIDDEN, "showarrow": False, "font": {"size": SMALL, "color": DARK_GREY}}
        for row, line in zip(rows, values, strict=True)
        for column, value in zip(columns, line, strict=True)
        if value is None
    ]
    if outlined:
        edges = {"x0": -0.5, "x1": len(columns) - 0.5, "y0": min(outlined) - 0.5, "y1": max(outlined) + 0.5}
        layout["shapes"] = [{"type": "rect", **edges, "line": {"color": ORANGE, "width": 3}}]
    layout["margin"] = {"l": 8, "r": 8, "t": 8, "b": 8}
    return {"data": [_shades(rows, columns, values, unit)], "layout": layout}


def _shades(rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[float | None]], unit: str) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "x": list(columns),
        "y": list(rows),
        "z": [list(line) for line in values],
        "text": [["" if value is None else f"{value:,.0f}" for value in line] for line in values],
        "texttemplate": "%{text}",
        "textfont": {"size": SMALL, "color": INK},
        # No darker: the number on the strongest shade is read at 4.5:1 or more on a light page and on a dark one.
        "colorscale": [[0, PAGE], [1, PALE_BLUE]],
        "zmin": 0,
        "xgap": 2,
        "ygap": 2,
        "showscale": False,
        "hoverongaps": False,
        "hovertemplate": f"%{{y}}, %{{x}}<br>%{{text}} {unit}<extra></extra>",
    }
