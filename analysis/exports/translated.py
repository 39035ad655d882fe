"""What of a Plotly chart pictures draw: every attribute that our charts use, and its values where they are few.

A chart with anything else is refused: a picture never leaves something out without a word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from analysis.words.in_plain_words import InPlainWords


class NotDrawn(InPlainWords):
    """A chart holds something that pictures do not draw."""


ANYTHING: Final = None  # drawn, or of the screen alone (what comes up on a point, what a drag does)
Known = Mapping[str, Any]  # attribute → ANYTHING, a tuple of values, or what is known within it

DASHES = {"solid": "-", "dash": (0, (4, 2.5)), "dot": (0, (1, 2)), "longdash": (0, (8, 3))}
SYMBOLS = {
    "circle": ("o", True),
    "circle-open": ("o", False),
    "triangle-up": ("^", True),
    "triangle-up-open": ("^", False),
    "diamond": ("D", True),
    "diamond-open": ("D", False),
    "square": ("s", True),
    "square-x-open": ("s", False),
    "line-ew-open": ("_", False),
}
"""Plotly's symbol → Matplotlib's, and whether it is filled. A square with an x gets its x by itself."""

LINE: Known = {"color": ANYTHING, "width": ANYTHING, "dash": tuple(DASHES)}
FONT: Known = {"size": ANYTHING, "color": ANYTHING}
PATTERN: Known = {"shape": ("/",), "size": ANYTHING, "solidity": ANYTHING, "fgcolor": ANYTHING, "bgcolor": ("rgba(0,0,0,0)",)}
MARKER: Known = {"color": ANYTHING, "size": ANYTHING, "symbol": tuple(SYMBOLS), "opacity": (0,), "line": LINE, "pattern": PATTERN}
INTERVAL: Known = {
    "type": ("data",),
    "symmetric": (True, False),
    "array": ANYTHING,
    "arrayminus": ANYTHING,
    "color": ANYTHING,
    "thickness": ANYTHING,
    "width": ANYTHING,
    "visible": (True, False),
}
OF_THE_SCREEN = ("hovertemplate", "hovertext", "hoverinfo", "hoverongaps", "customdata", "meta", "cliponaxis", "showlegend")
TRACE: Known = {
    "x": ANYTHING,
    "y": ANYTHING,
    "name": ANYTHING,
    "text": ANYTHING,
    "textfont": FONT,
    "marker": MARKER,
    **dict.fromkeys(OF_THE_SCREEN, ANYTHING),
}
TRACES: Mapping[str, Known] = {
    "scatter": {
        **TRACE,
        "type": ("scatter",),
        "mode": ("lines", "markers", "text", "lines+markers", "markers+text"),
        "yaxis": ANYTHING,
        "line": LINE,
        "connectgaps": (False,),
        "textposition": ("middle right", "top center"),
        "fill": ("toself",),
        "fillcolor": ANYTHING,
        "fillpattern": PATTERN,
        "error_x": INTERVAL,
        "error_y": INTERVAL,
    },
    "bar": {
        **TRACE,
        "type": ("bar",),
        "orientation": ("h",),
        "width": ANYTHING,
        "textposition": ("outside", "none"),
    },
    "heatmap": {
        **TRACE,
        "type": ("heatmap",),
        "z": ANYTHING,
        "zmin": (0,),
        "colorscale": ANYTHING,
        "texttemplate": ("%{text}",),
        "xgap": ANYTHING,
        "ygap": ANYTHING,
        "showscale": (False,),
    },
}
AXIS: Known = {
    "type": ("date", "category"),
    "range": ANYTHING,
    "autorange": ("reversed",),
    "domain": ANYTHING,
    "anchor": ANYTHING,
    "side": ("top", "bottom"),
    "visible": (False,),
    "title": {"text": ANYTHING, "standoff": ANYTHING, "font": FONT},
    "tickformat": (",d", ",.2~f", "%b %y"),
    "tickvals": ANYTHING,
    "ticktext": ANYTHING,
    "tickfont": FONT,
    "tickangle": (0,),
    "nticks": ANYTHING,
    "categoryarray": ANYTHING,
    "showgrid": (False,),
    "gridcolor": ANYTHING,
    "zeroline": (True, False),
    **dict.fromkeys(("fixedrange", "automargin", "hoverformat"), ANYTHING),
}
ANNOTATION: Known = {
    "text": ANYTHING,
    "x": ANYTHING,
    "y": ANYTHING,
    "xref": ("x", "paper"),
    "yref": ANYTHING,
    "xanchor": ("left", "center", "right"),
    "yanchor": ("top", "middle", "bottom"),
    "xshift": ANYTHING,
    "yshift": ANYTHING,
    "align": ("left",),
    "showarrow": (False,),
    "font": FONT,
    "textangle": (0, -90),
    "bgcolor": ANYTHING,
    "opacity": ANYTHING,
}
SHAPE: Known = {
    "type": ("line", "rect"),
    **dict.fromkeys(("x0", "x1", "y0", "y1", "yref"), ANYTHING),
    "xref": ("x", "paper"),
    "layer": ("below",),
    "fillcolor": ANYTHING,
    "opacity": ANYTHING,
    "line": LINE,
}
LAYOUT: Known = {
    "barmode": ("stack",),
    "bargap": ANYTHING,
    "showlegend": (True, False),
    "separators": (".,",),
    **dict.fromkeys(("height", "margin", "legend", "hovermode", "dragmode", "paper_bgcolor", "plot_bgcolor"), ANYTHING),
}


def unknown(chart: Mapping[str, Any]) -> list[str]:
    """What of a chart is not drawn, by its place in it; nothing of a chart that pictures draw whole."""
    found = [f"{key}: {value!r}" for key, value in chart.items() if key not in ("data", "layout")]
    for place, trace in enumerate(chart["data"]):
        kind = trace.get("type")
        if kind in TRACES:
            found += _unknown(trace, TRACES[kind], f"data {place} {kind}")
        else:
            found.append(f"data {place}: a trace of type {kind!r}")
    parts = dict(chart["layout"])
    for name, known in (("annotations", ANNOTATION), ("shapes", SHAPE)):
        for part in parts.pop(name, ()):
            found += _unknown(part, known, f"layout {name}")
    for name in [name for name in parts if name.startswith(("xaxis", "yaxis"))]:
        found += _unknown(parts.pop(name), AXIS, f"layout {name}")
    return [*found, *_unknown(parts, LAYOUT, "layout")]


def refusal(chart: Mapping[str, Any]) -> str:
    """Why a chart cannot be drawn, naming the first thing that pictures do not draw; empty where it can."""
    if not (found := unknown(chart)):
        return ""
    return (
        f"No picture could be made: the chart holds something that pictures do not draw ({found[0]}). Its table leaves all the "
        "same. Say so to whoever looks after the dashboard."
    )


def check(chart: Mapping[str, Any]) -> None:
    """Raises NotDrawn where a chart cannot be drawn."""
    if said := refusal(chart):
        raise NotDrawn(said)


def _unknown(part: Mapping[str, Any], known: Known, where: str) -> Iterator[str]:
    for name, value in part.items():
        if name not in known:
            yield f"{where}: {name}"
            continue
        allowed = known[name]
        if isinstance(allowed, Mapping):
            yield from _unknown(value, allowed, f"{where} {name}")
        elif isinstance(allowed, tuple):
            for each in value if isinstance(value, list) else (value,):
                if each not in allowed:
                    yield f"{where}: {name} {each!r}"
