"""Figures of an indicator ward by ward: a small control chart each, and all of them on a funnel plot."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from analysis.figures import disclosure
from analysis.figures.charts import funnels
from analysis.figures.figure import Caption, Counted, Figure
from analysis.indicators import sparklines
from analysis.indicators.asked import Indicator
from analysis.indicators.indicator_state import SIGNALS, SYMBOLS, WORDS
from analysis.methods import rates
from analysis.methods.control_chart import ControlChart, Variation
from analysis.methods.rates import FunnelPoint
from analysis.words import periods, phrases

STEPS = 24  # places at which the funnel's curves are worked out
BY_CHANCE = (
    "Each ward is judged by its own chart. With many charts side by side one or two signals come up by chance: look for those "
    "that stay."
)
VISITORS = (
    "Rates are per resident. Where many people come to work, shop or go out, residents are few beside those present, so that a "
    "city centre looks worse than it is for those who are there."
)


def multiples(indicator: Indicator, names: Mapping[str, str], found: Mapping[str, ControlChart], caption: Caption) -> Figure:
    """Every ward's state in a table, signals first; the pictures are drawn by `multiples_html`. names: ward → its name."""
    order = in_order(names, found)
    signals = [names[ward] for ward in order if found[ward].variation in SIGNALS]
    unit = phrases.capital(indicator.unit)
    return Figure(
        id=f"wards_{indicator.id}",
        title=f"{phrases.listed(signals, at_most=4)}: a clear change" if signals else _calm(found),
        sentence=_counted(found),
        chart=None,
        table=pd.DataFrame([_row(names[ward], found[ward], unit) for ward in order]),
        caption=caption,
        counts=disclosure.counts_of(indicator, Counted(("Ward", "Period"), (unit,), words=("State", "Usual range", "Signal"))),
        notes=(BY_CHANCE,),
    )


def _calm(found: Mapping[str, ControlChart]) -> str:
    """The title where no ward shows a signal: how many could have."""
    judged = sum(chart.variation is Variation.COMMON_CAUSE for chart in found.values())
    if not judged:
        return "No ward can be judged yet"
    if judged == len(found):
        return "No ward shows a clear change"
    return f"No clear change in the {phrases.count(judged, 'ward')} of {len(found)} that can be judged"


def in_order(names: Mapping[str, str], found: Mapping[str, ControlChart]) -> list[str]:
    """Wards with a signal first, then by name."""
    return sorted(found, key=lambda ward: (found[ward].variation not in SIGNALS, names[ward]))


def multiples_html(names: Mapping[str, str], found: Mapping[str, ControlChart], dark: bool = False) -> str:
    """The wards' small charts as HTML, in the order of the table. All text escaped."""
    return f'<div class="multiples">{"".join(_ward(names[ward], found[ward], dark) for ward in in_order(names, found))}</div>'


def funnel(indicator: Indicator, found: Sequence[FunnelPoint], first: date, last: date, caption: Caption) -> Figure:
    """Each ward's rate by its number of residents, with limits round the rate of all together, widened by how much wards vary."""
    outside = [point for point in found if point.place.startswith(("above", "below"))]
    per = indicator.rate_per or 1000
    when, months = phrases.in_period(first, last), periods.whole(first, last.replace(day=1)).heading()
    return Figure(
        id=f"funnel_{indicator.id}",
        title=_funnel_title(outside, sum(point.rate.value is not None for point in found), found[0].overdispersion),
        sentence=f"{phrases.capital(indicator.unit)} per {per:,} residents {when}, each ward against all wards together "
        f"({phrases.number(round(found[0].average, 1))}).{_not_drawn(found)}",
        chart=_funnel_chart(found, f"{indicator.unit} per {per:,} residents, {months}"),
        table=pd.DataFrame(
            [
                _funnel_row(point, f"Rate per {per:,}, {months}")
                for point in sorted(found, key=lambda point: -(point.rate.value or 0))
            ]
        ),
        caption=caption,
        counts=disclosure.counts_of(
            indicator,
            Counted(
                ("Ward",),
                ("Number", "Residents"),
                rates=dict.fromkeys((f"Rate per {per:,}, {months}", "Lower", "Upper"), "Number"),
                apart=("Lower 95% limit", "Upper 95% limit"),
                words=("Residents as at", "Against all wards"),
            ),
        ),
        notes=(_limits_words(found), VISITORS),
        formats={
            f"Rate per {per:,}, {months}": "%.1f",
            "Lower": "%.1f",
            "Upper": "%.1f",
            "Lower 95% limit": "%.1f",
            "Upper 95% limit": "%.1f",
        },
    )


def _counted(found: Mapping[str, ControlChart]) -> str:
    kinds = [chart.variation for chart in found.values()]
    parts = [f"{kinds.count(kind)} {WORDS[kind].lower()}" for kind in Variation if kind in kinds]
    return f"{phrases.count(len(found), 'ward')}: {', '.join(parts)}."


def _row(name: str, chart: ControlChart, unit: str) -> dict[str, Any]:
    latest = chart.latest
    return {
        "Ward": name,
        "State": f"{SYMBOLS[chart.variation]} {WORDS[chart.variation]}",
        unit: latest.value if latest else None,
        "Period": phrases.days(latest.first, latest.last) if latest else "",
        "Usual range": "" if chart.provisional else chart.usual_range,
        "Signal": latest.words if latest and latest.rules else chart.refused,
    }


def _ward(name: str, chart: ControlChart, dark: bool) -> str:
    latest = chart.latest
    picture = b64encode(sparklines.of_chart(chart, dark).encode()).decode()
    usual = f", usual {chart.usual_range}" if chart.usual_range and not chart.provisional else ""
    value = (
        f"{phrases.number(latest.value) or 'not shown'} in {phrases.days(latest.first, latest.last)}{usual}"
        if latest
        else "no figure"
    )
    words = f"{SYMBOLS[chart.variation]} {WORDS[chart.variation]}"
    image = f'<img src="data:image/svg+xml;base64,{picture}" alt="{html.escape(name)}: {html.escape(words)}">' if picture else ""
    return f"<div><p><b>{html.escape(name)}</b></p>{image}<p>{html.escape(words)}</p><p>{html.escape(value)}</p></div>"


def _limits_words(found: Sequence[FunnelPoint]) -> str:
    """What it means to lie beyond a limit, and by how much limits are widened."""
    if found[0].overdispersion == 1:
        return "Beyond the outer limits (99.8%) fewer than 1 in 500 wards would lie by chance, beyond the inner (95%) 1 in 20."
    return (
        f"The variance of wards is {_times(found)} times that of chance (Spiegelhalter's measure), and the limits are widened by "
        "that: a ward beyond them differs from the average by more than wards here usually do."
    )


def _times(found: Sequence[FunnelPoint]) -> str:
    times = found[0].overdispersion
    return phrases.number(round(times, 1 if times < 10 else 0))


def _funnel_title(outside: Sequence[FunnelPoint], wards: int, overdispersion: float) -> str:
    above = [point.name for point in outside if point.place.startswith("above")]
    below = [point.name for point in outside if point.place.startswith("below")]
    explains = "chance explains" if overdispersion == 1 else "wards usually differ by"
    parts = [
        f"{phrases.listed(above, at_most=4)} above what {explains}" if above else "",
        f"{phrases.listed(below, at_most=3)} below" if below else "",
    ]
    if not wards:
        return "Too few events in every ward for a rate"
    return "; ".join(part for part in parts if part) or f"All {wards} wards with a rate lie within what {explains}"


def _not_drawn(found: Sequence[FunnelPoint]) -> str:
    few = [point for point in found if point.rate.value is None]
    if not few:
        return ""
    counted = phrases.count(len(few), "ward has", "wards have")
    return f" {counted} fewer than {rates.FEWEST_EVENTS} and so no rate: the table says which."


def _funnel_row(point: FunnelPoint, rate: str) -> dict[str, Any]:
    return {
        "Ward": point.name,
        "Number": point.rate.events,
        "Residents": point.rate.population,
        "Residents as at": phrases.day_and_month(point.rate.as_at) if point.rate.as_at else "",
        rate: point.rate.value,
        "Lower": point.rate.lower,
        "Upper": point.rate.upper,
        "Against all wards": phrases.capital(point.place),
        "Lower 95% limit": point.limits[0.95][0],
        "Upper 95% limit": point.limits[0.95][1],
    }


def _funnel_chart(found: Sequence[FunnelPoint], unit: str) -> dict[str, Any] | None:
    shown = [point for point in found if point.rate.value is not None and point.rate.population]
    if not shown:
        return None
    sizes = [float(point.rate.population or 0) for point in shown]
    return funnels.funnel(
        [(point.name, size, float(point.rate.value or 0), point.place) for point, size in zip(shown, sizes, strict=True)],
        shown[0].average,
        funnel_curves(min(sizes), max(sizes), shown[0].average, shown[0].rate.per, shown[0].overdispersion),
        unit,
        widened=f"limits × √{_times(found)}, as wards vary" if shown[0].overdispersion > 1 else "",
    )


def funnel_curves(
    smallest: float, largest: float, average: float, per: float, overdispersion: float = 1.0
) -> dict[float, list[tuple[float, float, float]]]:
    """Confidence → (residents, lower, upper) along the funnel, in the unit of the rate."""
    low, high = 0.85 * smallest, 1.05 * largest
    sizes = [low + (high - low) * step / (STEPS - 1) for step in range(STEPS)]
    curves: dict[float, list[tuple[float, float, float]]] = {}
    for confidence in rates.FUNNEL:
        found = [(size, *rates.funnel_limits(average * size / per, confidence, overdispersion)) for size in sizes]
        curves[confidence] = [(size, per * lower / size, per * upper / size) for size, lower, upper in found]
    return curves
