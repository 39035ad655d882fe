"""The figure of an indicator in the area beside other partnerships."""

from __future__ import annotations

from datetime import date

import pandas as pd

from analysis.figures import disclosure
from analysis.figures.charts import dots
from analysis.figures.figure import Caption, Counted, Figure
from analysis.indicators.asked import Indicator
from analysis.indicators.peers import BROKEN, Beside, Partnership
from analysis.words import periods, phrases

NO_RESIDENTS = (
    "Not compared: no residents of the other partnerships are loaded, and counts of areas of different size say nothing. "
    "To load: residents by district (Population, with a column lad24_code) and the lookup from district to community safety "
    "partnership."
)
PER_RESIDENT = "Rates are per resident; visitors are not residents."


def beside(one: Indicator, found: Beside, area: str, caption: Caption) -> Figure:
    """Dots with intervals, the area's own marked, and the average of the peers' rates; counts alone where there are no rates."""
    rated = [each for each in found.partnerships if each.rate.value is not None]
    own = found.own
    whole = own is not None and own.rate.value is not None and found.average is not None
    chart = _chart(one, found, rated) if whole else None
    return Figure(
        id=f"partnerships_{one.id}",
        title=_title(one, found, area),
        sentence=_sentence(one, found),
        chart=chart,
        table=pd.DataFrame([_row(one, found, each) for each in found.partnerships]),
        caption=caption,
        counts=disclosure.counts_of(one, _declared(one, found)),
        notes=_notes(found),
        formats={phrases.capital(one.unit): "localized", "Residents": "localized", _rate_name(one, found): "%.1f"}
        | dict.fromkeys(("Lower", "Upper"), "%.1f"),
    )


def _title(one: Indicator, found: Beside, area: str) -> str:
    own = found.own
    if own is None or own.events is None:
        return f"{one.short_title}: the loaded tables lack {area} or one of its quarters"
    if own.rate.value is None or found.average is None:
        return f"{one.short_title} in {area}: {phrases.counted(own.events, one.unit)} {_span(found)}"
    low, high = own.rate.lower or 0, own.rate.upper or 0
    if low <= found.average <= high:
        return f"{one.short_title} in {area}: no clear difference from the average of its peers"
    return f"{one.short_title} in {area}: {'above' if low > found.average else 'below'} the average of its peers"


def _sentence(one: Indicator, found: Beside) -> str:
    own, per = found.own, f"{one.rate_per or 1000:,}"
    if own is None or not found.peers:
        return "The loaded tables name no other partnership to compare with."
    if own.rate.value is None and own.events is not None and own.rate.population:
        return f"{phrases.counted(own.events, one.unit)} {_span(found)}. {own.rate.refused}"
    if own.rate.value is None or found.average is None:
        return NO_RESIDENTS
    interval = f"95% interval {own.rate.lower:,.1f} to {own.rate.upper:,.1f}"
    return (
        f"{own.rate.value:,.1f} per {per} residents {_span(found)} ({interval}); "
        f"the average of the rates of {phrases.count(found.averaged, 'peer')} is {found.average:,.1f}."
    )


def _notes(found: Beside) -> tuple[str, ...]:
    without = [each.name for each in found.peers if not each.rate.population]
    part = [each.name for each in found.partnerships if each.events is None]
    days = sorted({each.as_at for each in found.partnerships if each.as_at})
    said = [
        _of_residents(days),
        f"No residents are loaded for {phrases.listed(without, at_most=6)}: no rate, and not in the average." if without else "",
        f"Not all quarters are in the loaded tables for {phrases.listed(part, at_most=6)}." if part else "",
        f"Configured as a peer, but in no loaded table: {phrases.listed(found.lacking, at_most=6)}." if found.lacking else "",
        "The average is of the rates, each peer counting once whatever its size." if found.average is not None else "",
        BROKEN,
        PER_RESIDENT,
    ]
    return tuple(note for note in said if note)


def _of_residents(days: list[date]) -> str:
    if not days:
        return ""
    return f"Residents by district as at {phrases.listed([phrases.day_and_month(day) for day in days], at_most=4)}."


def _row(one: Indicator, found: Beside, each: Partnership) -> dict[str, object]:
    return {
        "Partnership": f"{each.name} (this one)" if each.own else each.name,
        phrases.capital(one.unit): each.events,
        "Residents": each.rate.population,
        "Residents as at": phrases.day_and_month(each.as_at) if each.as_at else "",
        _rate_name(one, found): each.rate.value,
        "Lower": each.rate.lower,
        "Upper": each.rate.upper,
        "Why no rate": each.rate.refused,
    }


def _rate_name(one: Indicator, found: Beside) -> str:
    return f"Per {one.rate_per or 1000:,} residents, {periods.whole(found.first, found.last.replace(day=1)).heading()}"


def _declared(one: Indicator, found: Beside) -> Counted:
    number = phrases.capital(one.unit)
    return Counted(
        ("Partnership",),
        (number, "Residents"),
        rates=dict.fromkeys((_rate_name(one, found), "Lower", "Upper"), number),
        words=("Residents as at", "Why no rate"),
    )


def _span(found: Beside) -> str:
    return phrases.in_period(found.first, found.last.replace(day=1))


def _chart(one: Indicator, found: Beside, rated: list[Partnership]) -> dict[str, object]:
    drawn = [
        dots.Dot(each.name, each.rate.value or 0, each.rate.lower or 0, each.rate.upper or 0, chosen=each.own) for each in rated
    ]
    return dots.dots(drawn, found.average, f"{one.unit} {_rate_name(one, found).replace('Per', 'per', 1)}")
