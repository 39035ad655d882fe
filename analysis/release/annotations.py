"""Dated notes that analysts add to charts: a project's start, an operation, a change in recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.words import fields


@dataclass(frozen=True)
class Annotation:
    """One note. indicator_id, area_code: empty where it is meant for every indicator, or every area."""

    day: date
    text: str
    indicator_id: str = ""
    area_code: str = ""


def read(rows: pd.DataFrame) -> list[Annotation]:
    """The notes in order of day. rows: as the question `annotations` answers; one without day or text says nothing."""
    found = [
        Annotation(day, fields.text(row["text"]), fields.text(row["indicator_id"]), fields.text(row["area_code"]))
        for row in rows.to_dict("records")
        if (day := fields.day(row["date"])) and fields.text(row["text"])
    ]
    return sorted(found, key=lambda note: (note.day, note.text))


def meant_for(found: Sequence[Annotation], indicator_id: str, area_code: str) -> list[Annotation]:
    """Those meant for an indicator in an area."""
    return [note for note in found if note.indicator_id in ("", indicator_id) and note.area_code in ("", area_code)]
