"""The area beside other local authorities and England, as a published table gives them: the same figure of the same period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis.declared import reference_tables
from analysis.declared.sources import sources
from analysis.figures import disclosure
from analysis.figures.charts.dots import Dot, dots
from analysis.figures.figure import Caption, Counted, Figure
from analysis.indicators import asked
from analysis.indicators.asked import HANDED_IN, Ask, Indicator
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods import comparison
from analysis.methods.series import Point
from analysis.release.questions.indicators import PublishedElsewhere
from analysis.release.rows import ask_rows
from analysis.words import fields, phrases

ENGLAND = "E92000001"
FEWEST = 3
"""An average of fewer peers says little of a region."""


@dataclass(frozen=True)
class OtherArea:
    """One area with its figure of the period; a point without a value is held back or not known."""

    code: str
    name: str
    own: bool
    point: Point


@dataclass(frozen=True)
class SamePeriod:
    """The area, its peers and England in one period.

    peers: what they are in words; average: of their values, each counting once.
    """

    first: date
    last: date
    label: str
    areas: tuple[OtherArea, ...]
    england: Point | None
    peers: str
    average: float | None
    averaged: int
    lacking: tuple[str, ...] = ()
    """Peers that are named in the settings and have no figure of the period."""

    @property
    def own(self) -> OtherArea:
        """The area itself."""
        return next(one for one in self.areas if one.own)


def can_compare(found: IndicatorState) -> bool:
    """Whether the newest figure came from a published table, which holds other areas."""
    return found.point is not None and found.point.origin not in ("", HANDED_IN) and found.point.value is not None


def same_period(found: IndicatorState, ask: Ask, area_code: str, named: Sequence[str]) -> SamePeriod | None:
    """The newest figure beside those of the peers: the authorities named, else those of its region. None where none has one."""
    point = found.point
    if point is None or not can_compare(found):
        return None
    breakdown = next(iter(found.indicator.labels), "")
    rows = ask_rows(
        PublishedElsewhere,
        ask,
        indicator=found.indicator.id,
        breakdown=breakdown,
        first=point.first.isoformat(),
        last=point.last.isoformat(),
    )
    points = {fields.text(row.area_code): asked.filed_point(found.indicator, row) for row in rows}
    names, peers, words = _peers(area_code, named)
    areas = [
        OtherArea(code, names.get(code, code), code == area_code, points[code]) for code in (area_code, *peers) if code in points
    ]
    if not any(not one.own for one in areas) and ENGLAND not in points:
        return None
    values = {one.name: one.point.value for one in areas}
    average, averaged = comparison.peer_average(values, without=names.get(area_code, area_code))
    lacking = tuple(names[code] for code in peers if code not in points) if named else ()
    ordered = sorted(areas, key=lambda one: (one.point.value is None, -(one.point.value or 0), one.name))
    label = found.series[0].label
    average = average if averaged >= FEWEST else None
    return SamePeriod(point.first, point.last, label, tuple(ordered), points.get(ENGLAND), words, average, averaged, lacking)


def _peers(area_code: str, named: Sequence[str]) -> tuple[Mapping[str, str], list[str], str]:
    """Names by code, the codes of the peers, and what the peers are in words."""
    table = reference_tables.reference_table("local_authorities")
    names: dict[str, str] = dict(zip(table["code"], table["name"], strict=True))
    if named:
        wanted = {name.strip().casefold() for name in named}
        codes = [code for code, name in names.items() if name.casefold() in wanted and code != area_code]
        return names, codes, "its peers"
    mine = table.loc[table["code"] == area_code, "region"]
    if mine.empty:
        return names, [], "its region"
    region = mine.iloc[0]
    called = reference_tables.reference_table("regions").set_index("code")["name"].get(region, region)
    return names, [code for code in table.loc[table["region"] == region, "code"] if code != area_code], f"the {called}"


def line(one: Indicator, compared: SamePeriod) -> str:
    """The same figure elsewhere, as short as a card has room for: "England 9.3; 14 others of the South West on average 11.2"."""
    england = compared.england.value if compared.england else None
    said = [f"England {_figure(england, one)}"] if england is not None else []
    if compared.average is not None:
        said.append(f"{compared.averaged:,} others of {compared.peers} on average {_figure(compared.average, one)}")
    return "; ".join(said)


def beside(found: IndicatorState, compared: SamePeriod, area: str, caption: Caption) -> Figure:
    """Dots of the area, its peers and England, with the intervals that were published."""
    one = found.indicator
    shown = [each for each in compared.areas if each.point.value is not None]
    return Figure(
        id=f"areas_{one.id}",
        title=_title(one, compared, area),
        sentence=_sentence(one, compared, area),
        chart=_chart(one, compared, shown),
        table=pd.DataFrame([_row(one, each) for each in _with_england(compared)]),
        caption=caption,
        counts=disclosure.counts_of(one, _declared(one)),
        notes=_notes(compared),
        formats={phrases.capital(one.unit): "localized"}
        | dict.fromkeys(("Lower", "Upper"), "%.1f")
        | dict.fromkeys(("Numerator", "Denominator"), "localized"),
    )


def _declared(one: Indicator) -> Counted:
    itself, is_count = phrases.capital(one.unit), one.denominator in ("none", "residents")
    return Counted(
        ("Area",),
        (*((itself,) if is_count else ()), "Numerator", "Denominator"),
        derived={"Lower": (itself,), "Upper": (itself,), **({} if is_count else {itself: ()})},
        words=("Status",),
    )


def _what(one: Indicator, compared: SamePeriod) -> str:
    return compared.label or one.short_title


def _figure(value: float, one: Indicator) -> str:
    return f"{phrases.number(round(value, 1))}{'%' if one.is_share else ''}"


def _title(one: Indicator, compared: SamePeriod, area: str) -> str:
    value, england = compared.own.point.value or 0.0, compared.england
    said = f"{_what(one, compared)} in {area}: {_figure(value, one)}"
    if england is None or england.value is None:
        return f"{said}{'' if one.is_share else f' {one.unit}'}"
    return f"{said}, in England {_figure(england.value, one)}{'' if one.is_share else f' {one.unit}'}"


def _sentence(one: Indicator, compared: SamePeriod, area: str) -> str:
    own, england = compared.own.point, compared.england
    said = [f"{phrases.capital(phrases.in_period(compared.first, compared.last.replace(day=1)))}."]
    if own.lower is not None and own.upper is not None and england and england.value is not None:
        inside = own.lower <= england.value <= own.upper
        place = "no clear difference from" if inside else "above" if own.lower > england.value else "below"
        interval = f"95% interval {own.lower:,.1f} to {own.upper:,.1f}"
        said.append(f"{area} is {place} England ({interval})." if not inside else f"There is {place} England ({interval}).")
    elif england and england.value is not None:
        said.append("No interval is published, so it cannot be said whether the difference is more than chance.")
    if compared.average is not None:
        peers = phrases.count(compared.averaged, "other authority", "other authorities")
        said.append(f"The average of {peers} of {compared.peers} is {_figure(compared.average, one)}.")
    return " ".join(said)


def _notes(compared: SamePeriod) -> tuple[str, ...]:
    used = dict.fromkeys(sources()[each.point.origin].title for each in compared.areas)
    said = [
        f"Figures of {phrases.listed(list(used))}." if len(used) > 1 else "",
        f"No figure of the period for {phrases.listed(list(compared.lacking), at_most=6)}." if compared.lacking else "",
        "The average counts each authority once, whatever its size." if compared.average is not None else "",
        "Authorities differ in who lives there: a difference alone says nothing of what was done.",
    ]
    return tuple(note for note in said if note)


def _with_england(compared: SamePeriod) -> list[OtherArea]:
    england = [OtherArea(ENGLAND, "England", False, compared.england)] if compared.england else []
    return [*compared.areas, *england]


def _row(one: Indicator, each: OtherArea) -> dict[str, Any]:
    return {
        "Area": f"{each.name} (this one)" if each.own else each.name,
        phrases.capital(one.unit): each.point.value,
        "Lower": each.point.lower,
        "Upper": each.point.upper,
        "Numerator": each.point.numerator,
        "Denominator": each.point.denominator,
        "Status": each.point.status,
    }


def _chart(one: Indicator, compared: SamePeriod, shown: Sequence[OtherArea]) -> dict[str, Any] | None:
    if len(shown) < 2:
        return None
    found = [
        Dot(
            each.name,
            each.point.value or 0,
            each.point.value or 0 if each.point.lower is None else each.point.lower,
            each.point.value or 0 if each.point.upper is None else each.point.upper,
            chosen=each.own,
        )
        for each in shown
    ]
    england = compared.england.value if compared.england else None
    return dots(found, england, one.unit, line="England")
