"""A figure as a picture for documents and slides, drawn without a browser: titles, chart, key, notes, caption and marking."""

from dataclasses import dataclass

from analysis.exports import contents, translated
from analysis.figures.figure import Cleared

DOTS_PER_INCH = 300
MM_PER_INCH = 25.4
POINTS_PER_MM = 72 / MM_PER_INCH


@dataclass(frozen=True)
class Size:
    """What a picture is made for. width, height, tallest: in millimetres; letters: those of the chart, in points.

    A picture is `height` tall, and taller where its rows and words ask for it, up to `tallest`; beyond that its letters shrink.
    """

    id: str
    name: str
    width: float
    height: float
    tallest: float
    letters: float


# A4 is 210 by 297 mm; 25 mm of margin leave a column of 160. A slide is 16 by 9, ten inches wide.
COLUMN = Size("a4_column", "A4 column", 160, 70, 245, 8.5)
PAGE = Size("a4_page", "A4 page", 257, 160, 170, 11)
SLIDE = Size("slide", "slide", 254, 142.875, 142.875, 12)
SIZES = (COLUMN, PAGE, SLIDE)


def refused(figure: Cleared) -> str:
    """Why a figure's chart cannot be drawn, in a sentence; empty where it can, or where there is none."""
    return translated.refusal(figure.chart) if isinstance(figure.chart, dict) else ""


def png(figure: Cleared, size: Size, marking: str) -> bytes:
    """The picture as PNG at 300 dpi. Raises `NotDrawn` where the chart holds something that pictures do not draw."""
    # Matplotlib takes a second to import: only whoever asks for a picture waits for it.
    from analysis.exports import composition

    return composition.as_png(contents.led(figure), size, marking)


def svg(figure: Cleared, size: Size, marking: str) -> bytes:
    """The picture as SVG, its words as text that can be read, searched and edited. Raises `NotDrawn`, as `png` does."""
    from analysis.exports import composition

    return composition.as_svg(contents.led(figure), size, marking)
