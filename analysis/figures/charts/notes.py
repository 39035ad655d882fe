"""Dated notes on a chart: a line with a letter each, whose words stand below the figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.figures.charts.canvas import escaped, words_at
from analysis.figures.charts.folds import NO_FOLDS, Folds
from analysis.figures.charts.palette import DARK_GREY
from analysis.methods.series import Span
from analysis.words import phrases

WORDS = 3
MOST_WITH_WORDS = 3  # more than so many notes would take more room than the figures
LINE = 18  # pixels from one line of words to the next
MIDDLE = (0.3, 0.7)  # within these shares of the axis words stand to both sides of their line


@dataclass(frozen=True)
class Note:
    """A dated note on a chart: a project's start, an operation, a change in recording."""

    day: date
    text: str


def note_lines(notes: Sequence[Note], points: Sequence[Span]) -> list[dict[str, Any]]:
    line = {"color": DARK_GREY, "width": 1, "dash": "dot"}
    shape: dict[str, Any] = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": line}
    return [{**shape, "x0": note.day.isoformat(), "x1": note.day.isoformat()} for note in _within(notes, points)]


def notes_above(notes: Sequence[Note], points: Sequence[Span], found: Folds = NO_FOLDS) -> list[dict[str, Any]]:
    """A letter and three words above each note's line; the whole note stands in the figure's notes, where there is room.

    Notes side by side stand on lines of their own; where there are more than so many, letters alone.
    """
    shown = _within(notes, points)
    labels: list[dict[str, Any]] = []
    for row, note in enumerate(shown):
        words = _few_words(note.text) if len(shown) <= MOST_WITH_WORDS else ""
        text = f"<b>{_letter(notes.index(note))}</b>{f' {escaped(words)}' if words else ''}"
        label = words_at(text, 0, 1, xanchor=_side(note.day, points, found) if words else "center", yanchor="bottom")
        raised = {"yshift": LINE * (len(shown) - 1 - row)} if words and len(shown) > 1 else {}
        labels.append({**label, **raised, "x": note.day.isoformat(), "yref": "paper"})
    return labels


def room_above(notes: Sequence[Note], points: Sequence[Span]) -> int:
    """The pixels that notes take above a chart; 0 where none is drawn."""
    shown = len(_within(notes, points))
    lines = shown if shown <= MOST_WITH_WORDS else 1
    return 8 + LINE * lines if shown else 0


def _side(day: date, points: Sequence[Span], found: Folds) -> str:
    """The side of its line on which a note's words end, so that no edge of the chart cuts them."""
    first, last, at = (found.place(each) for each in (points[0].first, points[-1].last, day))
    share = (at - first).days / max((last - first).days, 1)
    return "left" if share < MIDDLE[0] else "right" if share > MIDDLE[1] else "center"


def _few_words(text: str) -> str:
    """The first three words of a note, without what stands before a colon."""
    said = text.rpartition(": ")[2].split()
    return " ".join(said[:WORDS]).rstrip(".,;(").strip()


def note_words(notes: Sequence[Note]) -> list[str]:
    """The notes of a chart in words, by their letters: "A: 3 June 2024, training begins."."""
    return [f"{_letter(place)}: {phrases.day_and_month(note.day)}, {note.text.rstrip('.')}." for place, note in enumerate(notes)]


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _within(notes: Sequence[Note], points: Sequence[Span]) -> list[Note]:
    return [note for note in notes if points[0].first <= note.day <= points[-1].last]
