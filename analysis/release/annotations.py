"""Dated notes that analysts add to charts: a project's start, an operation, a change in recording."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.release.questions.indicators import Annotations
from analysis.words import fields


@dataclass(frozen=True)
class Annotation:
    """One note. indicator_id, area_code: empty where it is meant for every indicator, or every area."""

    day: date
    text: str
    indicator_id: str = ""
    area_code: str = ""


def read(rows: Iterable[Annotations]) -> list[Annotation]:
    """The notes in order of day. One without day or text says nothing."""
    found = [
        Annotation(row.date, row.text, fields.text(row.indicator_id), fields.text(row.area_code))
        for row in rows
        if row.date and row.text
    ]
    return sorted(found, key=lambda note: (note.day, note.text))


def meant_for(found: Sequence[Annotation], indicator_id: str, area_code: str) -> list[Annotation]:
    """Those meant for an indicator in an area."""
    return [note for note in found if note.indicator_id in ("", indicator_id) and note.area_code in ("", area_code)]
