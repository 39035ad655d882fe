"""A picture as a whole: marking, two titles, the chart or map, its key, notes and caption, each where it belongs."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pydeck
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from analysis.exports import chart_drawing, lettering, map_drawing, translated
from analysis.exports.canvas import Box, Canvas
from analysis.exports.contents import MADE_UP
from analysis.exports.picture import DOTS_PER_INCH, POINTS_PER_MM, Size
from analysis.figures.charts.canvas import SMALL
from analysis.figures.charts.palette import CONTEXT_GREY, DARK_GREY, INK, ORANGE
from analysis.figures.figure import Cleared
from analysis.words import phrases
from analysis.words.periods import Period

TITLE, SENTENCE, MEASURED, NOTES = 1.45, 1.0, 1.0, 0.82  # sizes of letters, in those of the chart
LEAST = 0.8  # of the height that a chart asks for: below it letters shrink instead
SMALLEST_LETTERS = 0.45
SMALL_ENOUGH = 0.85
"""To which share of their size letters shrink before notes are cut."""
NOTE_LINES = (1000, 6, 4, 2)
"""Lines of notes that a picture keeps, tried in this order."""
REST_OF_NOTES = "… All notes stand with the table."
SENTENCE_END = re.compile(r"(?<=\.) ")
OF_THE_CHART = re.compile(r"Hatched|Grey|[A-Z]{1,2}: ")
"""How notes on a chart's marks begin."""
LEVEL = 1  # compression of PNG: 9 takes five times as long for a tenth less


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the picture, broken into lines."""

    lines: list[str]
    size: float
    colour: str = INK
    bold: bool = False
    after: float = 0.0

    @property
    def height(self) -> float:
        return lettering.LINE * self.size * len(self.lines) + self.after


def as_png(figure: Cleared, size: Size, marking: str) -> bytes:
    drawing = draw(figure, size, marking).drawing
    drawing.set_dpi(DOTS_PER_INCH)
    canvas = FigureCanvasAgg(drawing)
    canvas.draw()
    said = PngInfo()
    said.add_itxt("Title", lettering.plain(figure.title))
    said.add_itxt("Description", _description(figure, marking))
    out = io.BytesIO()
    # Nothing is transparent: three colours a dot take a quarter less to pack than four.
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    picture.save(out, format="png", dpi=(DOTS_PER_INCH, DOTS_PER_INCH), compress_level=LEVEL, pnginfo=said)
    return out.getvalue()


def as_svg(figure: Cleared, size: Size, marking: str) -> bytes:
    canvas = draw(figure, size, marking)
    FigureCanvasSVG(canvas.drawing)
    out = io.BytesIO()
    said = {"Title": lettering.plain(figure.title), "Description": _description(figure, marking), "Date": None, "Creator": None}
    canvas.drawing.savefig(out, format="svg", metadata=said)
    return out.getvalue()


def draw(figure: Cleared, size: Size, marking: str) -> Canvas:
    """The picture of a figure that has a chart or a map; its letters as large as fit.

    Raises NotDrawn where either holds something that pictures do not draw.
    """
    if isinstance(figure.chart, dict):
        translated.check(figure.chart)
    width, share, lines = size.width * POINTS_PER_MM, 1.0, NOTE_LINES[0]
    while True:
        letters = size.letters * share
        margin = 1.2 * letters
        room = width - 2 * margin
        head, foot, key = _head(figure, room, letters), _foot(figure, room, letters, lines), _key(figure, room, letters)
        wanted = _wanted(figure, room * SMALL / letters) * letters / SMALL
        around = sum(part.height for part in (*head, *foot)) + key.height + 2 * margin + 2.6 * letters
        height = min(max(around + wanted, size.height * POINTS_PER_MM), size.tallest * POINTS_PER_MM)
        if height - around >= LEAST * wanted or share < SMALLEST_LETTERS:
            break
        share *= 0.94
        # Long notes give way before letters that are read from the back of a room do.
        if share < SMALL_ENOUGH and figure.notes and lines > NOTE_LINES[-1]:
            share, lines = 1.0, NOTE_LINES[NOTE_LINES.index(lines) + 1]
    canvas = Canvas(width, height)
    top = _mark(canvas, figure, marking, height - margin, margin, letters)
    top = _write(canvas, head, margin, top)
    low = margin + sum(part.height for part in foot)
    _write(canvas, foot, margin, low)
    low = key.draw(canvas, margin, low)
    box = Box(margin, low + 0.4 * letters, room, top - low - 0.4 * letters)
    if isinstance(figure.chart, pydeck.Deck):
        map_drawing.draw(figure.chart, canvas, box, letters / SMALL)
    elif figure.chart is not None:
        chart_drawing.draw(figure.chart, canvas, box, letters / SMALL)
    return canvas


def _wanted(figure: Cleared, width: float) -> float:
    """The height that the chart or map asks for, in its pixels, at a width in the same."""
    return chart_drawing.natural_height(figure.chart, width) if isinstance(figure.chart, dict) else map_drawing.HEIGHT


def measured(figure: Cleared) -> str:
    """The second title: what is measured, where and when."""
    what = ""
    if isinstance(figure.chart, dict):
        layout = figure.chart["layout"]
        up, across = (_units(layout, name) for name in ("yaxis", "xaxis"))
        what = " by ".join(phrases.listed(units) for units in (up, across) if units)
    elif figure.legend:
        what = figure.legend.unit
    period = figure.caption.period  # what of it is missing or not comparable stands in the caption
    when = period.span if isinstance(period, Period) else period
    if isinstance(period, Period) and period.heading() in what:
        when = ""  # the unit of a rate and of a map names it
    said = [what, figure.caption.area, when]
    return phrases.capital(", ".join(part for part in said if part))


def _units(layout: Mapping[str, Any], axis: str) -> list[str]:
    """The titles of a chart's vertical or horizontal axes, each once."""
    titles = (given.get("title", {}).get("text") for name, given in layout.items() if name.startswith(axis))
    return list(dict.fromkeys(title for title in titles if title))


def _head(figure: Cleared, room: float, letters: float) -> list[Paragraph]:
    title, sentence, second = TITLE * letters, SENTENCE * letters, MEASURED * letters
    return [
        Paragraph(lettering.wrapped(figure.title, title, room, bold=True), title, bold=True, after=0.15 * letters),
        Paragraph(lettering.wrapped(figure.sentence, sentence, room), sentence, after=0.35 * letters),
        Paragraph(lettering.wrapped(measured(figure), second, room), second, CONTEXT_GREY, after=0.9 * letters),
    ]


def _foot(figure: Cleared, room: float, letters: float, most: int) -> list[Paragraph]:
    """Notes, as many lines as there is room for, and the caption."""
    size = NOTES * letters
    notes = lettering.wrapped(" ".join(figure.notes), size, room)
    if len(notes) > most:
        kept = lettering.wrapped(_chart_first(figure.notes), size, room)[: most - 1]
        notes = lettering.wrapped(f"{' '.join(kept).rstrip(' ,;:.')} {REST_OF_NOTES}", size, room)
    caption = lettering.wrapped(figure.caption.text(), size, room)
    return [
        Paragraph(notes, size, DARK_GREY, after=0.4 * letters if notes else 0.0),
        Paragraph(caption, size, DARK_GREY),
    ]


def _chart_first(notes: Sequence[str]) -> str:
    """The notes with what explains marks of the chart before the rest, which is cut sooner."""
    sentences = [said for note in notes for said in SENTENCE_END.split(note.strip())]
    return " ".join(sorted(sentences, key=lambda said: not OF_THE_CHART.match(said)))


def _mark(canvas: Canvas, figure: Cleared, marking: str, top: float, left: float, letters: float) -> float:
    """The marking, and whether the figures are made up. Returns where what stands below begins."""
    size = NOTES * letters
    canvas.words([lettering.plain(figure.marking or marking)], left, top, size, bold=True)
    if figure.caption.made_up:
        wide = lettering.width(MADE_UP, size, bold=True)
        right = canvas.width - left
        canvas.box(Box(right - wide - size, top - lettering.LINE * size, 0.4 * size, lettering.LINE * size), ORANGE)
        canvas.words([MADE_UP], right, top, size, bold=True, across="right")
    return top - lettering.LINE * size - 0.7 * letters


def _write(canvas: Canvas, parts: list[Paragraph], left: float, top: float) -> float:
    for part in parts:
        canvas.words(part.lines, left, top, part.size, colour=part.colour, bold=part.bold)
        top -= part.height
    return top


@dataclass(frozen=True)
class Key:
    """What marks and colours mean, in rows. entries: (a trace of marks, or a colour; words)."""

    rows: list[list[tuple[Mapping[str, Any] | str, str]]]
    letters: float

    @property
    def size(self) -> float:
        return 0.95 * self.letters

    @property
    def height(self) -> float:
        return lettering.LINE * 1.15 * self.size * len(self.rows) + (0.7 * self.letters if self.rows else 0.0)

    def draw(self, canvas: Canvas, left: float, foot: float) -> float:
        """Draw it upwards from a height; returns where it ends."""
        if not self.rows:
            return foot
        whole = canvas.axes(Box(0, 0, canvas.width, canvas.height))
        whole.set_xlim(0, canvas.width)
        whole.set_ylim(0, canvas.height)
        whole.set_zorder(4)
        y = foot + self.height - 0.7 * self.letters * 0.2
        for row in self.rows:
            x, middle = left, y - lettering.LINE * 0.575 * self.size
            for mark, words in row:
                if isinstance(mark, str) and mark:
                    canvas.box(Box(x, middle - 0.45 * self.size, 1.3 * self.size, 0.9 * self.size), mark, edge=CONTEXT_GREY)
                    x += 1.8 * self.size
                elif not isinstance(mark, str):
                    if "text" in mark["mode"]:
                        canvas.words(["c"], x + 0.45 * self.size, middle, self.size, down="middle")
                        x += 0.6 * self.size if mark["marker"] else 0.0
                    if mark["marker"]:
                        chart_drawing.draw_mark(whole, mark, x + 0.65 * self.size, middle, self.letters / SMALL)
                    x += 1.8 * self.size
                canvas.words([words], x, middle, self.size, colour=DARK_GREY, down="middle")
                x += lettering.width(words, self.size) + 1.8 * self.size
            y -= lettering.LINE * 1.15 * self.size
        return foot + self.height


def _key(figure: Cleared, room: float, letters: float) -> Key:
    entries: list[tuple[Mapping[str, Any] | str, str]] = []
    if isinstance(figure.chart, dict):
        named = {lettering.plain(trace["name"]): trace for trace in chart_drawing.key_of(figure.chart)}
        entries = [(trace, name) for name, trace in named.items()]
    elif figure.legend:
        entries = [*figure.legend.entries, ("", figure.legend.unit)]
    key = Key([], letters)
    left = 0.0
    for mark, words in entries:
        wide = 4.2 * key.size + lettering.width(words, key.size)
        if not key.rows or left + wide > room:
            key.rows.append([])
            left = 0.0
        key.rows[-1].append((mark, words))
        left += wide
    return key


def _description(figure: Cleared, marking: str) -> str:
    return lettering.plain(f"{figure.marking or marking} · {figure.alt or figure.sentence} {figure.caption.text()}")
