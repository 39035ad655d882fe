"""A chart that stands still, as HTML in a page: lines, marks and words of a Plotly chart, for one that nobody needs to touch.

A Plotly chart is laid out three times before it stands. Where it comes and goes with a view beside it, that costs the browser
more than the view. The same dict is drawn here and in files.
"""

import html
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.figures.charts import palette

STEPS = (1, 2, 5, 10, 20, 25, 50, 100)
TICKS_AT_MOST = 5
STRETCHED = 'viewBox="0 0 100 100" preserveAspectRatio="none"'


def curve(chart: Mapping[str, Any], words: str, dark: bool) -> str:
    """A chart of scatter traces on two axes of numbers from nought. words: what it shows, for those who do not see it."""
    shown = palette.in_theme(dict(chart), dark)
    layout = shown["layout"]
    across, up = (float(layout[axis]["range"][1]) for axis in ("xaxis", "yaxis"))
    lines = "".join(_line(trace, across, up) for trace in shown["data"] if trace["mode"] == "lines")
    marks = "".join(_marks(trace, across, up) for trace in shown["data"] if trace["mode"] == "markers")
    named = "".join(_words(each, across, up) for each in layout["annotations"])
    grid = "".join(f'<hr style="bottom:{100 * at / up:.2f}%">' for at in _ticks(up))
    of_x = "".join(f'<span style="left:{100 * at / across:.2f}%">{at:g}</span>' for at in _ticks(across))
    of_y = "".join(f'<span style="bottom:{100 * at / up:.2f}%">{at:g}</span>' for at in _ticks(up))
    x_title, y_title = (html.escape(layout[axis]["title"]["text"]) for axis in ("xaxis", "yaxis"))
    return (
        f'<div class="still_chart" role="img" aria-label="{html.escape(words, quote=True)}">'
        f'<div class="title_up">{y_title}</div><div class="up">{of_y}</div><div class="plot" style="height:{layout["height"]}px">'
        f"{grid}{picture(STRETCHED, lines)}{marks}{named}</div>"
        f'<div class="across">{of_x}</div><div class="title_across">{x_title}</div></div>'
    )


def picture(size: str, drawn: str, words: str = "") -> str:
    """What is drawn in SVG as an image in a page: SVG that stands in a page by itself, Streamlit takes out."""
    whole = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawn}</svg>'
    return f'<img alt="{html.escape(words, quote=True)}" src="data:image/svg+xml;base64,{b64encode(whole.encode()).decode()}">'


def _line(trace: Mapping[str, Any], across: float, up: float) -> str:
    places = " ".join(f"{100 * x / across:.3f},{100 - 100 * y / up:.3f}" for x, y in zip(trace["x"], trace["y"], strict=True))
    line = trace["line"]
    dotted = ' stroke-dasharray="2 4"' if line.get("dash") == "dot" else ""
    return (
        f'<polyline points="{places}" fill="none" stroke="{line["color"]}" stroke-width="{line["width"]}"{dotted}'
        ' vector-effect="non-scaling-stroke"/>'
    )


def _marks(trace: Mapping[str, Any], across: float, up: float) -> str:
    size, colour = trace["marker"]["size"], trace["marker"]["color"]
    return "".join(
        f'<i style="{_at(x, y, across, up)};width:{size}px;height:{size}px;background:{colour}"></i>'
        for x, y in zip(trace["x"], trace["y"], strict=True)
    )


def _words(note: Mapping[str, Any], across: float, up: float) -> str:
    """Words beside a place: to its left or right, above or below, as the chart has them."""
    sides = f"{note['xanchor']} {note['yanchor']}"
    return f'<b class="{sides}" style="{_at(note["x"], note["y"], across, up)}">{html.escape(note["text"])}</b>'


def _at(x: float, y: float, across: float, up: float) -> str:
    return f"left:{100 * x / across:.2f}%;top:{100 - 100 * y / up:.2f}%"


def _ticks(most: float) -> Sequence[int]:
    step = next((step for step in STEPS if most / step <= TICKS_AT_MOST), STEPS[-1])
    return range(0, int(most) + 1, step)
