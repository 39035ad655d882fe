"""The change of places on the year before, from their months: for a statement, and side by side in a table.

Each place is judged by how its own months vary; what is said is said by `comparison` alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis.methods import comparison
from analysis.methods.comparison import Change
from analysis.methods.dispersion import LOOKED_BACK, UNMEASURED
from analysis.methods.series import Point
from analysis.release.rows import rows_of
from analysis.words.months import month_end, shifted

BY_CHANCE = "Of 20 places without any change, one is called a clear change by chance."
IN_WORDS = ("95% interval", "Clear change?")
NOTE = f"{comparison.PERCENTAGE_RULE} The interval allows for how much each place's own months vary."


@dataclass(frozen=True, slots=True)
class CountedMonth:
    """What a month's records are judged by, of any answer that counts them by month."""

    month: date
    covered: bool
    comparable: bool
    reason: str | None
    chosen: float | None


def of_months(rows: pd.DataFrame, start: date, end: date) -> Change:
    """The records of the months from start to end (first days) against the same months a year before.

    rows: month, covered, comparable, reason, chosen, in order of time; all months loaded, from which the dispersion is measured.
    """
    return comparison.on_year_before(_points(rows_of(CountedMonth, rows)), start, month_end(end))


def by_place(rows: pd.DataFrame, start: date, end: date) -> dict[str, Change]:
    """Place → the change of its records. rows: as for `of_months`, with `place`."""
    return {str(place): of_months(mine, start, end) for place, mine in rows.groupby("place", sort=False)}


def months_asked(end: date) -> dict[str, str]:
    """Question parameters of a history: what lies further back says little about how a place varies now."""
    start = shifted(end, 1 - LOOKED_BACK)
    return {"first": start.isoformat(), "last": end.isoformat()}


def columns(
    now: Iterable[float | None], before: Iterable[float | None], places: Sequence[str], changes: Mapping[str, Change]
) -> dict[str, Any]:
    """The columns of a table that say what changed: heading → one cell a place.

    changes: place → its change; one without months is judged by chance alone, and then never called clear.
    """
    pairs = list(zip(now, before, strict=True))
    found = [changes.get(place) or _of_counts(*pair) for place, pair in zip(places, pairs, strict=True)]
    return {
        "A year before": pd.array([was for _, was in pairs], dtype="Int64"),
        "Clear change?": [change.verdict for change in found],  # first: where a table is cut, no percentage stands without it
        "95% interval": [change.interval for change in found],
        "Change (%)": pd.array([_percentage(change) for change in found], dtype="Int64"),
        "Change": pd.array([comparison.difference(*pair) for pair in pairs], dtype="Int64"),
    }


def judged(now: float, before: float, change: Change | None) -> str:
    """What a change says within a sentence that tells both counts; by chance alone where it was not worked out from months."""
    return (change or _of_counts(now, before)).clause()


def _of_counts(now: float | None, before: float | None) -> Change:
    if now is None or before is None or pd.isna(now) or pd.isna(before):
        return Change(None, None)
    return comparison.change(float(now), float(before), dispersion=UNMEASURED)


def _percentage(change: Change) -> int | None:
    return None if change.relative is None else round(100 * change.relative)


def _points(rows: Sequence[CountedMonth]) -> list[Point]:
    return [
        Point(
            row.month,
            month_end(row.month),
            row.chosen if row.covered else None,
            comparable=row.comparable,
            reason=row.reason or "",
        )
        for row in rows
    ]
