"""The canvas that pictures are drawn on: places and lengths in points from its lower left corner, words without any mark-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis.exports import lettering
from analysis.exports.lettering import Line, Run
from analysis.figures.charts.palette import INK

# One setting for the whole process, made once: Matplotlib's own are no thread's, and nothing else here uses it.
matplotlib.rcParams.update(
    {
        "font.sans-serif": list(lettering.FALLBACKS),
        "text.parse_math": False,
        "svg.fonttype": "none",
        "svg.hashsalt": "figures",
        "hatch.linewidth": 0.6,
    }
)


@dataclass(frozen=True)
class Box:
    """A rectangle of the canvas."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def top(self) -> float:
        return self.bottom + self.height


class Canvas:
    """A white canvas of a size in points."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.drawing = Drawing(figsize=(width / 72, height / 72), dpi=72, facecolor="white")

    def axes(self, box: Box) -> Axes:
        """A plotting area without any frame, ticks or words of its own."""
        place = (box.left / self.width, box.bottom / self.height, box.width / self.width, box.height / self.height)
        axes = self.drawing.add_axes(place, facecolor="none")
        axes.set_axis_off()
        axes.margins(0)
        return axes

    def words(
        self,
        lines: Sequence[Line | str],
        x: float,
        y: float,
        size: float,
        *,
        colour: str = INK,
        bold: bool = False,
        across: str = "left",
        down: str = "top",
        back: tuple[str, float] | None = None,
        layer: float = 5,
    ) -> None:
        """Lines at a place, which is their left, center or right and their top, middle or bottom. back: colour and opacity of
        what lies behind them."""
        before = {"left": 0.0, "center": 0.5, "right": 1.0}[across]
        runs = [(Run(line, bold),) if isinstance(line, str) else line for line in lines]
        wide, high = lettering.block(runs, size)
        left = x - wide * before
        top = y + high * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[down]
        if back:
            self.box(Box(left - 2, top - high, wide + 4, high), back[0], opacity=back[1], layer=layer - 0.1)
        for place, line in enumerate(runs):
            foot = top - lettering.LINE * size * (place + 0.5) - 0.36 * size
            at = x if len(line) == 1 else x - lettering.line_width(line, size) * before
            for run in line:
                self.drawing.text(
                    at / self.width,
                    foot / self.height,
                    run.text,
                    fontproperties=lettering.font(size, bold or run.bold),
                    color=colour,
                    ha=across if len(line) == 1 else "left",
                    va="baseline",
                    zorder=layer,
                )
                at += lettering.width(run.text, size, run.bold)

    def box(self, box: Box, colour: str, *, opacity: float = 1.0, layer: float = 5, edge: str = "none", name: str = "") -> None:
        """A filled rectangle."""
        place = (box.left / self.width, box.bottom / self.height)
        wide, high = box.width / self.width, box.height / self.height
        shape = Rectangle(place, wide, high, facecolor=colour, alpha=opacity, edgecolor=edge)
        shape.set_zorder(layer)
        shape.set_gid(name or None)
        shape.set_linewidth(0.6 if edge != "none" else 0)
        self._add(shape)

    def line(self, x: Sequence[float], y: Sequence[float], colour: str, width: float, *, layer: float = 5, **style: Any) -> None:
        """A line through places of the canvas."""
        across, up = [each / self.width for each in x], [each / self.height for each in y]
        self._add(Line2D(across, up, color=colour, linewidth=width, zorder=layer, **style))

    def _add(self, artist: Any) -> None:
        artist.set_transform(self.drawing.transFigure)
        self.drawing.add_artist(artist)
