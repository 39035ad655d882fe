"""Comparing a period with the same period a year before: only where both are whole and nothing broke in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis import phrases

SMALLEST_BASE = 10  # a percentage of fewer than 10 says more than the figures carry
PERCENTAGE_RULE = f"No percentage is worked out on fewer than {SMALLEST_BASE} records a year before."


@dataclass(frozen=True)
class Comparison:
    """The same months a year before. `refused` holds the reason in words where no change may be worked out."""

    start: date
    end: date
    refused: str = ""

    @property
    def allowed(self) -> bool:
        """Whether a change may be worked out."""
        return not self.refused

    def parameters(self) -> dict[str, str | None]:
        """Question parameters for the earlier period; None where it is refused."""
        if self.refused:
            return {"before_start": None, "before_end": None}
        return {"before_start": self.start.isoformat(), "before_end": self.end.isoformat()}


def year_before(day: date) -> date:
    """The same month a year before."""
    return day.replace(year=day.year - 1)


def with_year_before(months: pd.DataFrame, start: date, end: date) -> Comparison:
    """Whether the months from start to end may be compared with the same months a year before.

    months: one row for every month from the first to the last loaded: month, covered, comparable, reason.
    """
    before = Comparison(year_before(start), year_before(end))
    return Comparison(before.start, before.end, _refusal(months, before, start, end))


def difference(now: float | None, before: float | None) -> float | None:
    """The change as a number of records; None where either is not known."""
    if now is None or before is None or pd.isna(now) or pd.isna(before):
        return None
    return now - before


def relative(now: float | None, before: float | None) -> float | None:
    """The change as a share of the earlier count; None on fewer than 10 records a year before."""
    change = difference(now, before)
    return None if change is None or before is None or before < SMALLEST_BASE else change / before


def missing_months(months: pd.DataFrame, start: date, end: date) -> list[date]:
    """The months of a period for which no file is loaded."""
    covered = set(_days(months.loc[months["covered"].astype(bool), "month"]))
    return [month for month in every_month(start, end) if month not in covered]


def every_month(start: date, end: date) -> list[date]:
    """First days of the months from start to end, both included."""
    return [
        date(start.year + (start.month - 1 + step) // 12, (start.month - 1 + step) % 12 + 1, 1)
        for step in range(phrases.months_between(start, end))
    ]


def _refusal(months: pd.DataFrame, before: Comparison, start: date, end: date) -> str:
    if phrases.months_between(start, end) > 12:
        return "No change is worked out: the period is longer than a year, so it overlaps the one before."
    for first, last in ((start, end), (before.start, before.end)):
        if missing := missing_months(months, first, last):
            return f"No change on the year before is worked out: no file is loaded for {phrases.month_runs(missing)}."
    if broken := _breaks_between(months, before.start, end):
        return f"Not comparable: {'; '.join(broken)}. No change across it is worked out."
    return ""


def _breaks_between(months: pd.DataFrame, first: date, last: date) -> Sequence[str]:
    """The reasons of the registered breaks that touch any month from first to last, each once."""
    inside = [first <= month <= last for month in _days(months["month"])]
    broken = months.loc[inside]
    broken = broken.loc[~broken["comparable"].astype(bool)]
    reasons = [str(reason).rstrip(".") if isinstance(reason, str) else "registered break" for reason in broken["reason"]]
    return list(dict.fromkeys(reasons))


def _days(months: pd.Series) -> list[date]:
    return [month.date() for month in pd.to_datetime(months)]
