"""Words in pictures: what of a text is drawn, how wide it is, where its lines break. Lengths are points."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

FONT = "DejaVu Sans"  # comes with Matplotlib, so that a picture is the same on every server
FAMILY = "sans-serif"
FALLBACKS = (FONT, "Verdana", "Arial")  # what the family is where an SVG is opened, in order of how wide their letters are
LINE = 1.35  # from line to line, in sizes of the letters
TAG = re.compile(r"(<b>|</b>)")


@dataclass(frozen=True)
class Run:
    """Words of one weight."""

    text: str
    bold: bool = False


Line = tuple[Run, ...]


def plain(text: str) -> str:
    """Text as one line of characters that can be seen: what directs or is invisible (control, bidirectional) is left out."""
    kept = (character if unicodedata.category(character)[0] != "C" else " " * character.isspace() for character in text)
    return " ".join("".join(kept).split())


def marked(text: str) -> list[Line]:
    """The lines of a chart's text: `<br>` and `<b>` are ours, everything else was escaped and is text."""
    lines: list[Line] = []
    for line in text.split("<br>"):
        runs: list[Run] = []
        bold = False
        for part in TAG.split(line):
            if part in ("<b>", "</b>"):
                bold = part == "<b>"
            elif words := "".join(each for each in html.unescape(part) if unicodedata.category(each)[0] != "C"):
                runs.append(Run(words.replace("\u2009", ""), bold))
        lines.append(tuple(runs))
    return lines


@lru_cache(maxsize=64)
def font(size: float, bold: bool = False) -> FontProperties:
    """The letters of a size. Not to be changed: it is shared."""
    return FontProperties(family=FAMILY, size=size, weight="bold" if bold else "normal")


@lru_cache(maxsize=8192)
def _width_of_100(text: str, bold: bool) -> float:
    if not text:
        return 0.0
    only = FontProperties(family=FAMILY, size=100, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, only, ismath=False)[0])


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a text is: as wide as its words and the blanks between them, which are measured once each."""
    words = text.split(" ")
    return (sum(_width_of_100(word, bold) for word in words) + (len(words) - 1) * _blank(bold)) * size / 100


@lru_cache(maxsize=2)
def _blank(bold: bool) -> float:
    return _width_of_100("a a", bold) - 2 * _width_of_100("a", bold)


def line_width(line: Line, size: float) -> float:
    """How wide a line of runs is."""
    return sum(width(run.text, size, run.bold) for run in line)


def block(lines: list[Line], size: float) -> tuple[float, float]:
    """Width and height of lines one under the other."""
    return max((line_width(line, size) for line in lines), default=0.0), LINE * size * len(lines)


def wrapped(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """The text in lines no wider than `room`; a word that is wider by itself is cut between letters."""
    lines: list[str] = []
    blank, left = _blank(bold) * size / 100, 0.0
    for word in plain(text).split():
        wide = width(word, size, bold)
        if lines and left + blank + wide <= room:
            lines[-1] += f" {word}"
            left += blank + wide
        else:
            lines += _cut(word, size, room, bold) if wide > room else [word]
            left = width(lines[-1], size, bold)
    return lines


def _cut(word: str, size: float, room: float, bold: bool) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and width(parts[-1] + letter, size, bold) > room:
            parts.append("")
        parts[-1] += letter
    return parts
