"""A zone against the rest of its area: how much of the recorded violence lies in it, and whether its months change."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.figures.charts import control
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.methods import comparison, count_charts
from analysis.methods.comparison import SMALLEST_BASE, Change
from analysis.methods.control_chart import ControlChart, Variation
from analysis.methods.series import Point
from analysis.words import phrases
from analysis.words.months import MONTHS_A_YEAR, shifted

AT_ANY_HOUR = "Counted at any hour: open police data carry none."
INDICATIVE = "Zones are drawn from the coordinates of places unless the partnership has loaded its own; they may overlap."


def against_the_rest(name: str, zone: Sequence[Point], area: Sequence[Point], area_name: str, caption: Caption) -> Figure:
    """A zone's control chart, its share of the area in the newest 12 months, and the change of both on the year before.

    zone, area: months in order of time, each a count of crimes.
    """
    chart = count_charts.count_chart(zone, "low_is_good")
    rest = [
        Point(
            one.first,
            one.last,
            None if one.value is None or whole.value is None else whole.value - one.value,
            comparable=one.comparable,
            reason=one.reason,
        )
        for one, whole in zip(zone, area, strict=True)
    ]
    changes = {name: _on_year_before(zone), f"The rest of {area_name}": _on_year_before(rest)}
    return Figure(
        id="zone_chart",
        title=f"{name}: {_judged(chart)}",
        sentence=_sentence(name, changes, area_name),
        chart=control.control_chart(chart, f"crimes a {'quarter' if _by_quarter(chart) else 'month'}") if chart.points else None,
        table=_table(changes),
        caption=caption,
        counts=OPEN,
        notes=(f"{phrases.capital((chart.refused or chart.words).rstrip('.'))}.", AT_ANY_HOUR, INDICATIVE),
        formats={"12 months": "localized", "The 12 before": "localized", "Change (%)": "%+d"},
    )


def _on_year_before(points: Sequence[Point]) -> Change:
    """The newest 12 months against the 12 before."""
    if not points:
        return Change(None, None)
    return comparison.on_year_before(points, shifted(points[-1].first, 1 - MONTHS_A_YEAR), points[-1].last)


def _by_quarter(chart: ControlChart) -> bool:
    return chart.latest is not None and chart.latest.first.month != chart.latest.last.month


def _judged(chart: ControlChart) -> str:
    latest = chart.latest
    if latest is None or chart.refused:
        return "no chart yet"
    when = phrases.days(latest.first, latest.last)
    said = f"{phrases.counted(latest.value, 'crimes')} in {when}"
    if chart.variation in (Variation.IMPROVEMENT, Variation.CONCERN):
        return f"{said}, {'fewer' if chart.variation is Variation.IMPROVEMENT else 'more'} than is usual"
    return f"{said}, usual {chart.usual_range}" if chart.usual_range and not chart.provisional else said


def _sentence(name: str, changes: dict[str, Change], area_name: str) -> str:
    inside, rest = changes.values()
    if inside.now is None or rest.now is None:
        return inside.refused or f"No figures of {name} are loaded."
    whole = inside.now + rest.now
    share = f" ({phrases.percentage(inside.now / whole)})" if whole >= SMALLEST_BASE else ""
    held = f"{phrases.number(inside.now)} of {phrases.counted(whole, 'crimes')} in {area_name}"
    said = f"{held} in the newest 12 months{share}"
    if inside.refused or inside.before is None or rest.before is None:
        return f"{said}. {inside.refused}".strip()
    return (
        f"{said}; {phrases.number(inside.before)} in the 12 before: {inside.clause()}. "
        f"In the rest {phrases.number(rest.now)}, {phrases.number(rest.before)} in the 12 before: {rest.clause()}."
    )


def _table(changes: dict[str, Change]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "Place": place,
                "12 months": one.now,
                "The 12 before": one.before,
                "Clear change?": one.verdict,
                "95% interval": one.interval,
                "Change (%)": None if one.relative is None else round(100 * one.relative),
            }
            for place, one in changes.items()
        ]
    )
