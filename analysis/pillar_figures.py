"""Figures of the pillars: one a declared indicator, with its trend, its latest value and what it means."""

from collections.abc import Sequence

import pandas as pd

from analysis import charts, indicators
from analysis.figure import Caption, Figure
from analysis.indicators import Indicator, Series


def headline(found: Sequence[tuple[Indicator, Sequence[Series]]], pillars: int) -> str:
    """The page's statement: how many indicators have figures."""
    filled = sum(bool(series) for _, series in found)
    return f"{filled} of {len(found)} indicators across the {pillars} pillars have figures"


def indicator(
    one: Indicator, series: Sequence[Series], months: pd.DataFrame, residents: float | None, caption: Caption
) -> Figure:
    """The figure of one indicator that has figures. months, residents: as `indicators.sentence` takes them."""
    said = f"{indicators.sentence(one, series, months, residents)} {indicators.POLARITY[one.polarity]}".strip()
    return Figure(
        id=f"indicator_{one.id}",
        title=indicators.title(one, series),
        sentence=said,
        chart=None if one.chart == "list" else charts.indicator_trend(series, _axis(one)),
        table=indicators.table(one, series),
        caption=caption,
        notes=(" ".join([f"{one.title}: {one.definition}", *one.caveats, *_marks(series)]),),
        alt=f"{one.title}, {indicators.period_words(series)}. {said}",
    )


def missing(one: Indicator) -> str:
    """An indicator without figures in one line: what it is and the file that would fill it."""
    return f"{one.title}{f' ({one.id})' if one.adopted else ''}. To load: {one.file}"


def area(series: Sequence[Series], area_code: str, area_name: str) -> str:
    """The area a figure stands for: the configured one by its name, another by its code."""
    codes = {one.area_code for one in series if one.area_code} or {area_code}
    return " and ".join(area_name if code == area_code else f"area {code}" for code in sorted(codes))


def _axis(one: Indicator) -> str:
    """The axis title: counts say their period, running totals and rates do not."""
    every = {"month": " a month", "quarter": " a quarter"}.get(one.frequency, "")
    is_count = one.unit.isalpha() and one.source != "returns"
    return one.unit + every if is_count else one.unit


def _marks(series: Sequence[Series]) -> list[str]:
    """What the chart's marks mean where they are not plain, and the reasons of the breaks in it."""
    points = [point for one in series for point in one.points]
    reasons = dict.fromkeys(point.reason for point in points if point.reason and not point.comparable)
    said = [f"Hatched: not comparable. {reason}" for reason in reasons]
    if any(point.status == "no file" for point in points):
        said.append("Grey: no file is loaded.")
    if any(point.status in ("provisional", "estimated") for point in points):
        said.append("Open marks are provisional or estimated.")
    return said
