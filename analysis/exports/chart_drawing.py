"""A chart drawn as a picture: what its Plotly dictionary says, in Matplotlib, value by value.

Letters and lines keep their proportions: `k` is the number of points that a pixel of the chart on screen becomes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgba
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from analysis.exports import axis as axes_of
from analysis.exports import lettering, translated
from analysis.exports.axis import Axis
from analysis.exports.canvas import Box, Canvas
from analysis.exports.lettering import Line
from analysis.figures.charts.canvas import SMALL
from analysis.figures.charts.palette import CONTEXT_GREY, DARK_GREY, INK

GRID = "#DEE0E2"
WIDEST_NAMES = 0.4  # of the width: longer names of categories are wrapped
ROUND_ROWS = 56  # pixels of a chart of rows that are its axis
HATCHES = {"/": "////"}
ROUNDED = 1e-6  # shares of the height are worked out, and meet up to this
BEHIND = -1  # the layer of what lies under all marks
MOST_LANES = 10  # rows of a chart that have a line each
PALER = 0.55  # how much of its colour a hatch keeps
UPRIGHT = 0.9  # letters on a narrow band, in those of the others
Values = Sequence[Any]


@dataclass(frozen=True)
class PlotArea:
    """One plotting area: its axes and where it stands. domain: the part of the chart's height that it takes."""

    name: str
    axes: Axes
    x: Axis
    y: Axis
    box: Box
    domain: tuple[float, float]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """The place on the canvas of a pair of numbers."""
        return self.box.left + self.x.share(x) * self.box.width, self.box.bottom + self.y.share(y) * self.box.height


def natural_height(chart: Mapping[str, Any], width: float) -> float:
    """The height in pixels that a chart asks for at a width; more where names of its rows take several lines."""
    height = float(chart["layout"]["height"])
    y = chart["layout"]["yaxis"]
    if y.get("type") != "category":
        return height
    names = list(y.get("categoryarray") or dict.fromkeys(name for trace in chart["data"] for name in trace["y"]))
    lines = max(len(_in_lines(lettering.marked(name), SMALL, WIDEST_NAMES * width)) for name in names)
    return max(height, len(names) * lettering.LINE * SMALL * (lines + 0.5) + ROUND_ROWS)


def draw(chart: Mapping[str, Any], canvas: Canvas, box: Box, k: float) -> list[PlotArea]:
    """Draw a chart into a box: one that holds nothing but what is translated (`translated.check`)."""
    panels = _panels(chart, canvas, box, k)
    for panel in panels:
        _draw_axes(panel, canvas, box, k)
    ends: dict[float, float] = {}
    for place, trace in enumerate(chart["data"]):
        panel = _panel_of(trace.get("yaxis", "y"), panels)
        if trace["type"] == "bar":
            _bars(panel, trace, chart["layout"], ends, canvas, k, place)
        elif trace["type"] == "heatmap":
            _shades(panel, trace, canvas, k, place)
        else:
            _scatter(panel, trace, canvas, k, place)
    for shape in chart["layout"].get("shapes", ()):
        _shape(shape, panels, canvas, k)
    for words, x, y in _set_apart(_annotations(chart, panels, box, k)):
        _annotation(words, x, y, canvas)
    return panels


def key_of(chart: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The traces that a key explains: all named ones where the chart asks for a legend, else those that are marks alone."""
    every = chart["layout"].get("showlegend", False)
    marks = ("markers", "text", "markers+text")
    return [trace for trace in chart["data"] if trace.get("name") and (every or trace.get("mode") in marks)]


# The plotting areas


def _panels(chart: Mapping[str, Any], canvas: Canvas, box: Box, k: float) -> list[PlotArea]:
    """The plotting areas, first to last, in a box: as much of it as the words round them leave."""
    layout, size = chart["layout"], SMALL * k
    names = [name.replace("axis", "") for name in layout if name.startswith("yaxis")]
    x = axes_of.read(layout["xaxis"], [value for trace in chart["data"] for value in _flat(trace.get("x"))])
    ys = {
        name: axes_of.read(
            layout[name.replace("y", "yaxis")],
            [value for trace in chart["data"] if trace.get("yaxis", "y") == name for value in _flat(trace.get("y"))],
        )
        for name in names
    }
    line = lettering.LINE * size
    unit = {name: 1.1 * line if y.title else 0.0 for name, y in ys.items()}
    left = max([_beside(y, box.width, size) for y in ys.values()])
    width = _width(chart, x, box, left, k)
    below, above = _below_and_above(x, size)
    over = [words for words in layout.get("annotations", ()) if words["text"] and _over(words, 1)]
    first = ys[names[0]]
    raised = [line + words.get("yshift", 0) * k for words in over if _is_raised(words, x, first, left, width, k)]
    above = max(above, *raised, 0.0)
    inner = Box(box.left + left, box.bottom + below, 0, box.height - below - above)
    panels: list[PlotArea] = []
    for name, y in ys.items():
        foot, head = y.given.get("domain", (0, 1))
        bottom = inner.bottom + foot * inner.height
        area = Box(inner.left, bottom, width, max(inner.bottom + head * inner.height - unit[name] - bottom, 1.0))
        axes = canvas.axes(area)
        axes.set_xlim(x.low, x.high)
        axes.set_ylim(y.low, y.high)
        panels.append(PlotArea(name, axes, x, y, area, (foot, head)))
    return panels


def _over(words: Mapping[str, Any], head: float) -> bool:
    """Whether words stand on the upper end of a panel."""
    return words.get("yref") == "paper" and words.get("yanchor") == "bottom" and abs(words["y"] - head) < ROUNDED


def _is_raised(words: Mapping[str, Any], x: Axis, y: Axis, left: float, width: float, k: float) -> bool:
    """Whether words on a panel take room that its unit does not give."""
    return not y.title or bool(words.get("yshift")) or _beside_unit(words, x, y, left, width, k)


def _beside_unit(words: Mapping[str, Any], x: Axis, y: Axis, left: float, width: float, k: float) -> bool:
    """Whether words on a panel would run into the unit of its axis, which begins above the numbers."""
    wide = lettering.block(lettering.marked(words["text"]), words["font"]["size"] * k)[0]
    share = words["x"] if words.get("xref") == "paper" else x.share(x.number(words["x"]))
    start = left + share * width - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[words.get("xanchor", "center")]
    return bool(y.title) and start < lettering.width(y.title, SMALL * k) + SMALL * k


def _beside(y: Axis, width: float, size: float) -> float:
    """The room that an axis takes on its left, once its long names are wrapped."""
    if not y.shown:
        return 0.0
    if y.kind == "category":
        room = WIDEST_NAMES * width
        y.ticks = [(place, _in_lines(lines, size, room)) for place, lines in y.ticks]
    return max((lettering.block(lines, size)[0] for _, lines in y.ticks), default=0.0) + 0.6 * size


def _in_lines(lines: Sequence[Line], size: float, room: float) -> list[Line]:
    """The name of a row, broken where it is longer than it may be."""
    text = " ".join(run.text for line in lines for run in line)
    return [(lettering.Run(part),) for part in lettering.wrapped(text, size, room)] or list(lines)


def _below_and_above(x: Axis, size: float) -> tuple[float, float]:
    """The room that the horizontal axis takes at the foot, or at the top where it stands there."""
    ticks = max((lettering.block(lines, size)[1] for _, lines in x.ticks), default=0.0)
    room = ticks + 0.5 * size
    if x.given.get("side") == "top":
        return 0.5 * size, room
    return room + (lettering.LINE * size if x.title else 0.0), 0.5 * size


def _width(chart: Mapping[str, Any], x: Axis, box: Box, left: float, k: float) -> float:
    """The widest plotting area whose words, beyond its right end, still lie in the box."""
    room = box.width - left
    widest = room
    for share, reach in _reaching(chart, x, k):
        if share > 0:
            widest = min(widest, (room - reach) / share)
    return max(widest, 0.3 * box.width)


def _reaching(chart: Mapping[str, Any], x: Axis, k: float) -> list[tuple[float, float]]:
    """Of everything that is written: where along the axis it stands (0 to 1), and how far it reaches to the right of there."""
    found: list[tuple[float, float]] = []
    for words in chart["layout"].get("annotations", ()):
        wide = lettering.block(lettering.marked(words["text"]), words["font"]["size"] * k)[0]
        reach = wide * {"left": 1.0, "center": 0.5, "right": 0.0}[words.get("xanchor", "center")]
        share = words["x"] if words.get("xref") == "paper" else x.share(x.number(words["x"]))
        found.append((float(share), reach + words.get("xshift", 0) * k))
    for trace in chart["data"]:
        size = trace.get("textfont", {}).get("size", SMALL) * k
        outside = trace["type"] == "bar" and trace.get("textposition") == "outside"
        if outside or "text" in trace.get("mode", ""):
            for value, text in zip(trace["x"], trace["text"], strict=True):
                wide = lettering.block(lettering.marked(text), size)[0]
                if value is not None and (not outside or value >= 0):
                    centred = trace.get("textposition") == "top center"
                    found.append((x.share(x.number(value)), wide / 2 if centred else wide + 0.5 * size))
    found += [(x.share(place), lettering.block(lines, SMALL * k)[0] / 2) for place, lines in x.ticks]
    return found


def _panel_of(name: str, panels: Sequence[PlotArea]) -> PlotArea:
    return next(panel for panel in panels if panel.name == name)


def _draw_axes(panel: PlotArea, canvas: Canvas, outer: Box, k: float) -> None:
    """Gridlines, the line at nought, what is written at the ticks, and the unit: all of it horizontal."""
    box, size = panel.box, SMALL * k
    thin, line = 0.9 * k, 1.3 * k
    if panel.y.grid and (panel.y.kind != "category" or len(panel.y.categories) <= MOST_LANES):
        for place, _ in panel.y.ticks:
            panel.axes.axhline(place, color=GRID, linewidth=thin, zorder=0)
    if panel.x.grid and panel.x.kind != "category":
        for place, _ in panel.x.ticks:
            panel.axes.axvline(place, color=GRID, linewidth=thin, zorder=0)
    for axis, other, draw_line in ((panel.y, panel.x, panel.axes.axhline), (panel.x, panel.y, panel.axes.axvline)):
        low, high = sorted((axis.low, axis.high))
        if axis.shown and other.shown and axis.given.get("zeroline") and low <= 0 <= high:
            draw_line(0, color=CONTEXT_GREY, linewidth=line, zorder=1.5, clip_on=False)
    for place, lines in panel.y.ticks:
        y = panel.at(panel.x.low, place)[1]
        canvas.words(lines, box.left - 0.6 * size, y, size, colour=_tick_colour(panel.y), across="right", down="middle")
    if panel.y.title:
        foot = box.top + 0.25 * size
        canvas.words([panel.y.title], _left_of(panel, size), foot, size, colour=DARK_GREY, down="bottom")
    if panel.domain[0] > ROUNDED:
        return
    on_top = panel.x.given.get("side") == "top"
    places = [panel.at(place, panel.y.low)[0] for place, _ in panel.x.ticks]
    edge = box.top + 0.4 * size if on_top else box.bottom - 0.4 * size
    for at in axes_of.spaced(panel.x.ticks, places, size):
        if panel.x.kind == "date":
            canvas.line([places[at]] * 2, [box.bottom, box.bottom - 0.3 * size], CONTEXT_GREY, thin)
        colour, down = _tick_colour(panel.x), "bottom" if on_top else "top"
        lines = panel.x.ticks[at][1]
        middle = max(places[at], outer.left + lettering.block(lines, size)[0] / 2)
        canvas.words(lines, middle, edge, size, colour=colour, across="center", down=down)
    if panel.x.title:
        ticks = max((lettering.block(lines, size)[1] for _, lines in panel.x.ticks), default=0.0)
        canvas.words([panel.x.title], box.left, edge - ticks, size, colour=DARK_GREY)


def _left_of(panel: PlotArea, size: float) -> float:
    """Where the unit of a vertical axis begins: above its numbers."""
    widest = max((lettering.block(lines, size)[0] for _, lines in panel.y.ticks), default=0.0)
    return panel.box.left - 0.6 * size - widest


def _tick_colour(axis: Axis) -> str:
    return axis.given.get("tickfont", {}).get("color", DARK_GREY)


# Traces


def _scatter(panel: PlotArea, trace: Mapping[str, Any], canvas: Canvas, k: float, place: int) -> None:
    x = [panel.x.number(value) for value in trace["x"]]
    y = [panel.y.number(value) for value in trace["y"]]
    layer = 2 + place / 1000
    if trace.get("fill"):
        _area(panel, x, y, trace, place)
        return
    mode = trace["mode"]
    for direction in ("error_x", "error_y"):
        if direction in trace:
            _intervals(panel, x, y, trace[direction], direction == "error_x", k, layer)
    if "lines" in mode:
        line = trace.get("line", {})
        panel.axes.plot(
            x,
            y,
            color=line.get("color", INK),
            linewidth=_stroke(line.get("width", 2), k),
            linestyle=translated.DASHES[line.get("dash", "solid")],
            solid_capstyle="round",
            solid_joinstyle="round",
            zorder=layer,
            gid=f"trace_{place}",
        )
    if "markers" in mode:
        _marks(panel.axes, x, y, trace["marker"], k, layer + 0.0005, f"marks_{place}", clip_on=False)
    if "text" in mode:
        _texts(panel, x, y, trace, canvas, k)


def _stroke(width: float, k: float) -> float:
    """Hairlines stay visible on paper."""
    return max(width, 1.0) * k


def _area(panel: PlotArea, x: Sequence[float], y: Sequence[float], trace: Mapping[str, Any], place: int) -> None:
    """Filled outlines, one after the other with a gap between them."""
    pattern = trace.get("fillpattern")
    for first, last in _stretches(x, y):
        outline = Path(np.column_stack([x[first:last], y[first:last]]), closed=False)
        patch = PathPatch(outline, linewidth=0, zorder=1 + place / 1000, gid=f"area_{place}_{first}")
        if pattern:
            patch.set_facecolor("none")
            patch.set_hatch(HATCHES[pattern["shape"]])
            patch.set_hatchcolor(_paler(pattern["fgcolor"]))
        else:
            patch.set_facecolor(_colour(trace["fillcolor"]))
        panel.axes.add_patch(patch)


def _stretches(x: Sequence[float], y: Sequence[float]) -> list[tuple[int, int]]:
    """The parts of an outline between its gaps, as (first place, place after the last)."""
    found: list[tuple[int, int]] = []
    start: int | None = None
    for place, known in enumerate([*(a == a and b == b for a, b in zip(x, y, strict=True)), False]):
        if known and start is None:
            start = place
        if not known and start is not None:
            found.append((start, place))
            start = None
    return found


def _marks(
    axes: Axes, x: Sequence[float], y: Sequence[float], marker: Mapping[str, Any], k: float, layer: float, name: str, **style: Any
) -> None:
    """Marks of one or several shapes, in the size and colour that they have on screen."""
    if marker.get("opacity", 1) == 0:  # they only carry what comes up on them
        return
    symbols = marker.get("symbol", "circle")
    symbols = symbols if isinstance(symbols, list) else [symbols] * len(x)
    colour, edge = marker.get("color", INK), marker.get("line", {})
    for symbol in dict.fromkeys(symbols):
        mine = [at for at, each in enumerate(symbols) if each == symbol]
        shape, filled = translated.SYMBOLS[symbol]
        size = marker.get("size", 6) * k
        width = max(edge.get("width", 0 if filled else 1.5), 0 if filled else 1.5) * k
        drawn: dict[str, Any] = {
            "linestyle": "none",
            "markeredgecolor": edge.get("color", colour) if filled else colour,
            "markerfacecolor": colour if filled else "white",
            "markeredgewidth": width,
            "zorder": layer,
            **style,
        }
        places = [x[at] for at in mine], [y[at] for at in mine]
        size *= 0.92 if shape == "D" else 1.0
        axes.plot(*places, marker=shape, markersize=size, gid=f"{name}_{symbol}", **drawn)
        if symbol == "square-x-open":
            axes.plot(*places, marker="x", markersize=0.62 * size, **drawn)


def _intervals(
    panel: PlotArea, x: Sequence[float], y: Sequence[float], given: Mapping[str, Any], across: bool, k: float, layer: float
) -> None:
    """A line from end to end of each interval, with short caps."""
    if not given.get("visible", True):
        return
    up = [axes_of.or_not_known(value) for value in given["array"]]
    down = up if given.get("symmetric", True) else [axes_of.or_not_known(value) for value in given["arrayminus"]]
    middle, beside = (x, y) if across else (y, x)
    width, size = _stroke(given.get("thickness", 1.5), k), 2 * given.get("width", 4) * k
    for at, low, high, other in zip(middle, down, up, beside, strict=True):
        if at != at or low + high != low + high or not low + high:
            continue
        ends, side = [at - low, at + high], [other, other]
        panel.axes.plot(
            *((ends, side) if across else (side, ends)),
            color=given["color"],
            linewidth=width,
            solid_capstyle="butt",
            marker="|" if across else "_",
            markersize=size,
            zorder=layer - 0.0002,
            clip_on=False,
        )


def _texts(panel: PlotArea, x: Sequence[float], y: Sequence[float], trace: Mapping[str, Any], canvas: Canvas, k: float) -> None:
    """Label beside marks, or above them."""
    font = trace["textfont"]
    size = font["size"] * k
    above = trace["textposition"] == "top center"
    room = (trace.get("marker", {}).get("size", 6) / 2 + 2) * k
    for a, b, text in zip(x, y, trace["text"], strict=True):
        if a == a and b == b:
            left, foot = panel.at(a, b)
            if above:
                canvas.words(
                    lettering.marked(text), left, foot + room, size, colour=font["color"], across="center", down="bottom"
                )
            else:
                canvas.words(lettering.marked(text), left + room, foot, size, colour=font["color"], down="middle")


def _bars(
    panel: PlotArea,
    trace: Mapping[str, Any],
    layout: Mapping[str, Any],
    ends: dict[float, float],
    canvas: Canvas,
    k: float,
    place: int,
) -> None:
    """Horizontal bars; stacked ones begin where the one before ended. ends: row → where its last bar ended."""
    marker = trace.get("marker", {})
    colours = marker.get("color", "none")
    high = trace.get("width", 1 - layout.get("bargap", 0.2))
    for at, (value, row) in enumerate(zip(trace["x"], trace["y"], strict=True)):
        length, middle = panel.x.number(value), panel.y.number(row)
        if length != length:
            continue
        start = ends.get(middle, 0.0) if layout.get("barmode") == "stack" else 0.0
        ends[middle] = start + length
        edge = marker.get("line", {})
        patch = Rectangle((start, middle - high / 2), length, high, zorder=2 + place / 1000, gid=f"bar_{place}_{at}")
        patch.set_facecolor(colours[at] if isinstance(colours, list) else colours)
        patch.set_edgecolor(edge.get("color", "none"))
        patch.set_linewidth(edge.get("width", 0) * k)
        if pattern := marker.get("pattern"):
            patch.set_hatch(HATCHES[pattern["shape"]])
            patch.set_hatchcolor(_paler(pattern["fgcolor"]))
        panel.axes.add_patch(patch)
        if trace.get("textposition") == "outside":
            left, foot = panel.at(start + length, middle)
            side, across = (-1, "right") if length < 0 else (1, "left")
            words, size, colour = lettering.marked(trace["text"][at]), trace["textfont"]["size"], trace["textfont"]["color"]
            canvas.words(words, left + side * 5 * k, foot, size * k, colour=colour, across=across, down="middle")


def _shades(plot: PlotArea, trace: Mapping[str, Any], canvas: Canvas, k: float, place: int) -> None:
    """A shade for each number of a table, with the number in it; nothing where there is none."""
    known = [value for line in trace["z"] for value in line if value is not None]
    highest = max(known, default=0) or 1
    (_, palest), (_, strongest) = trace["colorscale"]
    ends = np.array([to_rgba(palest), to_rgba(strongest)])
    across, up = trace["xgap"] * k / 2, trace["ygap"] * k / 2
    wide, high = plot.box.width / len(plot.x.categories), plot.box.height / len(plot.y.categories)
    font = trace["textfont"]
    for row, (line, words) in enumerate(zip(trace["z"], trace["text"], strict=True)):
        for column, (value, said) in enumerate(zip(line, words, strict=True)):
            if value is None:
                continue
            left, foot = plot.at(plot.x.number(trace["x"][column]), plot.y.number(trace["y"][row]))
            share = value / highest
            box = Box(left - wide / 2 + across, foot - high / 2 + up, wide - 2 * across, high - 2 * up)
            canvas.box(box, to_hex(ends[0] + share * (ends[1] - ends[0])), layer=2, name=f"shade_{place}_{row}_{column}")
            canvas.words([said], left, foot, font["size"] * k, colour=font["color"], across="center", down="middle")


def _colour(given: str) -> tuple[float, float, float, float]:
    """A colour as Plotly writes it: "#12436D" or "rgba(128,134,140,0.16)"."""
    if given.startswith("rgba("):
        red, green, blue, opacity = (float(part) for part in given[5:-1].split(","))
        return red / 255, green / 255, blue / 255, opacity
    return to_rgba(given)


def _paler(colour: str) -> tuple[float, float, float, float]:
    """The colour of a hatch: it lies behind what is drawn."""
    red, green, blue, _ = to_rgba(colour)
    return 1 - PALER * (1 - red), 1 - PALER * (1 - green), 1 - PALER * (1 - blue), 1.0


# Lines and words on a chart


def _shape(shape: Mapping[str, Any], panels: Sequence[PlotArea], canvas: Canvas, k: float) -> None:
    line = shape["line"]
    panel = panels[0] if shape.get("yref", "y") == "paper" else _panel_of(shape.get("yref", "y"), panels)
    x = [_across(shape, name, panel) for name in ("x0", "x1")]
    y = [_up(shape, name, panels, panel) for name in ("y0", "y1")]
    style = {
        "linestyle": translated.DASHES[line.get("dash", "solid")],
        "solid_capstyle": "butt",
        "alpha": shape.get("opacity", 1),
    }
    layer = BEHIND if shape.get("layer") == "below" else 3
    if shape["type"] == "rect":
        if "fillcolor" in shape:
            box = Box(min(x), min(y), abs(x[1] - x[0]), abs(y[1] - y[0]))
            canvas.box(box, shape["fillcolor"], opacity=shape.get("opacity", 1), layer=layer)
        x, y = [x[0], x[1], x[1], x[0], x[0]], [y[0], y[0], y[1], y[1], y[0]]
    canvas.line(x, y, line["color"], _stroke(line["width"], k), layer=layer, **style)


def _across(part: Mapping[str, Any], name: str, panel: PlotArea) -> float:
    share = part[name] if part.get("xref") == "paper" else panel.x.share(panel.x.number(part[name]))
    return panel.box.left + float(share) * panel.box.width


def _up(part: Mapping[str, Any], name: str, panels: Sequence[PlotArea], panel: PlotArea) -> float:
    """A height: on an axis, or as a share of all panels, where the upper end of a panel is that of its plotting area."""
    value = part[name]
    if part.get("yref", "y") != "paper":
        return panel.at(panel.x.low, panel.y.number(value))[1]
    for each in panels:
        foot, head = each.domain
        if foot - ROUNDED <= value <= head + ROUNDED:
            return each.box.bottom + (value - foot) / (head - foot) * each.box.height
    raise translated.NotDrawn(f"No picture could be made: something stands between the panels of the chart, at {value}.")


@dataclass(frozen=True)
class Label:
    """An annotation with the colours and places that it asks for. beside: whether it stands to the right of the plotting area."""

    lines: list[Line]
    size: float
    given: Mapping[str, Any]
    beside: bool
    panel: PlotArea


def _annotations(chart: Mapping[str, Any], panels: Sequence[PlotArea], box: Box, k: float) -> list[tuple[Label, float, float]]:
    found: list[tuple[Label, float, float]] = []
    for given in chart["layout"].get("annotations", ()):
        if not given["text"]:
            continue
        yref = given.get("yref", "y")
        panel = panels[0] if yref == "paper" else _panel_of(yref, panels)
        size = given["font"]["size"] * k
        lines = lettering.marked(given["text"])
        if given.get("textangle"):  # on screen it runs upwards; in pictures all words are horizontal
            lines = [(lettering.Run(word),) for line in lines for run in line for word in run.text.split()]
            size *= UPRIGHT
        x = _across(given, "x", panel) + given.get("xshift", 0) * k
        y = _up(given, "y", panels, panel) + given.get("yshift", 0) * k
        if given.get("textangle") and given["yanchor"] == "top":  # a line from zero is seldom at the foot
            y = panel.box.bottom + lettering.block(lines, size)[1]
        for over in (panel for panel in panels if _over(given, panel.domain[1])):
            left = over.box.left - box.left
            aside = _beside_unit(given, over.x, over.y, left, over.box.width, k)
            y = over.box.top + (1.1 * lettering.LINE * SMALL * k if aside else 0.25 * size) + given.get("yshift", 0) * k
            if given.get("xref") == "paper" and given["x"] == 0:
                x = box.left  # a panel's title begins where its unit does
        beside = given.get("xanchor") == "left" and yref != "paper" and x >= panel.box.left + 0.9 * panel.box.width
        found.append((Label(lines, size, given, beside, panel), x, y))
    return found


def _set_apart(found: Sequence[tuple[Label, float, float]]) -> list[tuple[Label, float, float]]:
    """The same with the labels to the right of each panel moved apart, so that none covers another."""
    placed = [each for each in found if not each[0].beside]
    for panel in {id(words.panel): words.panel for words, _, _ in found if words.beside}.values():
        mine = sorted((each for each in found if each[0].beside and each[0].panel is panel), key=lambda each: -each[2])
        highs = [lettering.block(words.lines, words.size)[1] for words, _, _ in mine]
        tops: list[float] = []
        for (_, _, y), high in zip(mine, highs, strict=True):
            top = y + high / 2
            tops.append(min(top, tops[-1] - highs[len(tops) - 1]) if tops else top)
        under = panel.box.bottom - (tops[-1] - highs[-1]) if tops else 0.0
        if under > highs[-1] / 2:  # what was pushed below the foot pushes the others up again
            shift = under - highs[-1] / 2
            tops = [top + shift for top in tops]
        placed += [(words, x, top - high / 2) for (words, x, _), top, high in zip(mine, tops, highs, strict=True)]
    return placed


def _annotation(words: Label, x: float, y: float, canvas: Canvas) -> None:
    given = words.given
    upright = bool(given.get("textangle"))
    # A narrow band's words are wider than it is: nothing lies behind them, so that they hide no figure.
    back = (given["bgcolor"], given.get("opacity", 1.0)) if "bgcolor" in given and not upright else None
    canvas.words(
        words.lines,
        x,
        y,
        words.size,
        colour=given["font"]["color"],
        across=given.get("xanchor", "center"),
        down=given.get("yanchor", "middle"),
        back=back,
    )


def draw_mark(axes: Axes, trace: Mapping[str, Any], x: float, y: float, k: float) -> None:
    """A mark of a trace by itself, for a key."""
    marker = {**trace["marker"]}
    if isinstance(marker.get("symbol"), list):
        marker["symbol"] = marker["symbol"][0] if marker["symbol"] else "circle"
    _marks(axes, [x], [y], marker, k, 5, "key", clip_on=False)


def _flat(values: Any) -> list[Any]:
    return [value for value in values if value is not None] if values is not None else []
