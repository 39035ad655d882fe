"""An indicator by financial year, with intervals: what a strategy is refreshed with."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.figures import disclosure
from analysis.figures.figure import Caption, Counted, Figure
from analysis.indicators.asked import Indicator
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods import comparison, rates
from analysis.words import months, periods, phrases

YEARS = 6
"""The newest financial years that are told."""
LOWER, UPPER = "Lower 95% limit", "Upper 95% limit"
INTERVAL = "The limits say how far a number may lie from its long-run level by chance (Poisson, 95%), not how sure the count is."


def told_by_year(one: Indicator) -> bool:
    """Whether its figures may be added up to years: counts by month or quarter, not shares, harm points or running totals."""
    counts = one.denominator in ("none", "residents") and not one.numerator.weights
    return counts and one.frequency in ("month", "quarter") and one.source != "returns"


def years(found: IndicatorState, caption: Caption) -> Figure:
    """Its financial years, the newest last. A year that is not over, lacks a period or meets a break is blank and says why.

    found: of an indicator that is told by year. Counts carry a Poisson interval.
    """
    one, unit = found.indicator, phrases.capital(found.indicator.unit)
    points = found.series[0].points
    first, last = months.financial_year_of(points[0].first), months.financial_year_of(points[-1].last)
    begins = [first.replace(year=year) for year in range(max(first.year, last.year - YEARS + 1), last.year + 1)]
    rows = [_row(found, unit, begin) for begin in begins]
    known = [row for row in rows if row[unit] is not None]
    return Figure(
        id=f"years_{one.id}",
        title=_title(found, known, unit),
        sentence=_sentence(found, known, len(rows)),
        chart=None,
        table=pd.DataFrame(rows),
        caption=caption,
        counts=disclosure.counts_of(
            one, Counted(("Financial year",), (unit,), derived={LOWER: (unit,), UPPER: (unit,)}, words=("Note",))
        ),
        notes=tuple(said for said in (f"{one.title}: {one.definition}", INTERVAL, found.broken, *one.caveats) if said),
        formats={unit: "localized", LOWER: "%.1f", UPPER: "%.1f"},
    )


def _row(found: IndicatorState, unit: str, begin: Any) -> dict[str, Any]:
    end = months.month_end(months.shifted(begin, months.MONTHS_A_YEAR - 1))
    total = comparison.total(found.series[0].points, begin, end, found.breaks)
    lower, upper = (None, None) if total.value is None else rates.poisson_interval(total.value)
    return {
        "Financial year": months.financial_year_name(begin),
        unit: total.value,
        LOWER: lower,
        UPPER: upper,
        "Note": total.refused,
    }


def _title(found: IndicatorState, known: list[dict[str, Any]], unit: str) -> str:
    name = found.indicator.name
    if not known:
        return f"{name}: no financial year is whole"
    newest = known[-1]
    return f"{name}: {phrases.counted(newest[unit], found.indicator.unit)} in {newest['Financial year']}"


def _sentence(found: IndicatorState, known: list[dict[str, Any]], asked: int) -> str:
    """How many years are whole; no change is told here, since the chart and the comparison of 12 months tell it."""
    told = phrases.count(len(known), "whole financial year")
    left = asked - len(known)
    rest = f" {phrases.count(left, 'year has', 'years have')} no figure: the note in the table says why." if left else ""
    return f"{told} from {periods.of_points(found.series[0].points).span}.{rest}"
