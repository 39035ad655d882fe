"""Dated notes on a chart: a line with a letter each, whose words stand below the figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.figures.charts.canvas import words_at
from analysis.figures.charts.palette import DARK_GREY
from analysis.methods.series import Span
from analysis.words import phrases


@dataclass(frozen=True)
class Note:
    """A dated note on a chart: a project's start, an operation, a change in recording."""

    day: date
    text: str


def note_lines(notes: Sequence[Note], points: Sequence[Span]) -> list[dict[str, Any]]:
    line = {"color": DARK_GREY, "width": 1, "dash": "dot"}
    shape: dict[str, Any] = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": line}
    return [{**shape, "x0": note.day.isoformat(), "x1": note.day.isoformat()} for note in _within(notes, points)]


def notes_above(notes: Sequence[Note], points: Sequence[Span]) -> list[dict[str, Any]]:
    """A letter above each note's line; the words stand in the figure's notes, where there is room."""
    letters = [words_at(f"<b>{_letter(place)}</b>", 0, 1, xanchor="center", yanchor="bottom") for place in range(len(notes))]
    shown = list(zip(notes, letters, strict=True))
    return [{**letter, "x": note.day.isoformat(), "yref": "paper"} for note, letter in shown if note in _within(notes, points)]


def note_words(notes: Sequence[Note]) -> list[str]:
    """The notes of a chart in words, by their letters: "A: 3 June 2024, training begins."."""
    return [f"{_letter(place)}: {phrases.day_and_month(note.day)}, {note.text.rstrip('.')}." for place, note in enumerate(notes)]


def _letter(place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def _within(notes: Sequence[Note], points: Sequence[Span]) -> list[Note]:
    return [note for note in notes if points[0].first <= note.day <= points[-1].last]
