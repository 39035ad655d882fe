"""An indicator ward by ward: its series, control charts and funnel, from one question for all wards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from analysis.crime import categories as crime_categories
from analysis.indicators import asked as indicators
from analysis.indicators import states as measures
from analysis.indicators.asked import Ask, Indicator, PoliceMonths
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods import rates
from analysis.methods.control_chart import ControlChart
from analysis.methods.rates import FunnelPoint
from analysis.methods.series import Break, Numbers, Rebase, Series
from analysis.words import fields, phrases

NO_WARDS = "Not told ward by ward: its figures are for the whole area."
NOT_SHOWN = "Not told ward by ward: these are not open data, and wards subtracted from each other would tell of single people."


@dataclass(frozen=True)
class WardMonths:
    """Counts by month and ward. counts: ward → one number a month (0 in a month without a file, which `months` says).

    population: residents of each ward, None where not loaded.
    """

    months: PoliceMonths
    names: Mapping[str, str]
    population: Mapping[str, float | None]
    counts: Mapping[str, Numbers]
    population_as_at: Mapping[str, date | None] = field(default_factory=dict[str, "date | None"])
    """The day for which the residents of each ward are counted."""

    def series(self) -> dict[str, Series]:
        """Ward → its series."""
        return {ward: Series(self.names[ward], self.months.points(values)) for ward, values in self.counts.items()}

    def together(self, wards: Sequence[str] = ()) -> Series:
        """The chosen wards added up; all of them where none is chosen."""
        chosen = [values for ward, values in self.counts.items() if not wards or ward in wards]
        return Series("", self.months.points(np.sum(chosen, axis=0) if chosen else np.zeros(len(self.months.firsts))))

    def residents(self, wards: Sequence[str] = ()) -> float | None:
        """The residents of the chosen wards together; None where one of them has no figure."""
        found = [people for ward, people in self.population.items() if not wards or ward in wards]
        return sum(people for people in found if people is not None) if found and None not in found else None

    def totals(self, first: date, last: date) -> dict[str, float]:
        """Ward → its records in the months from first to last."""
        inside = np.array(
            [first <= start and end <= last for start, end in zip(self.months.firsts, self.months.lasts, strict=True)]
        )
        return {ward: float(values[inside].sum()) for ward, values in self.counts.items()}


def by_ward(indicator: Indicator) -> bool:
    """Whether it is told ward by ward: its source knows wards and is open data."""
    return indicator.source == "police_street" and "ward" in indicator.geographies


def not_by_ward(indicator: Indicator) -> str:
    """Why it is not told ward by ward; empty where it is."""
    if by_ward(indicator):
        return ""
    return NOT_SHOWN if "ward" in indicator.geographies else NO_WARDS


def places(indicator: Indicator) -> str:
    """The places that it is told for, in words: "city"; a place that its files hold and that is not shown is said as such."""
    shown = [place for place in indicator.geographies if place != "ward" or by_ward(indicator)]
    said = phrases.listed([phrases.capital(place) if not at else place for at, place in enumerate(shown)], at_most=9)
    if len(shown) == len(indicator.geographies):
        return said
    return f"{said}; its files hold the ward, which is not shown: they are not open data" if shown else NOT_SHOWN


def months(indicator: Indicator, ask: Ask, wards: Sequence[str] = ()) -> WardMonths:
    """Its counts by month and ward; wards: the filter, all where empty. ask: `database.ask` or a cache of it."""
    found = read(ask("ward_months", types=list(indicator.crime_types), wards=list(wards) or None))
    older = crime_categories.found_types(ask, min(found.months.firsts, default=None))
    return replace(found, months=found.months.counting(indicator.crime_types, older))


def read(rows: pd.DataFrame) -> WardMonths:
    """rows: as the question `ward_months` answers: by month, and within a month the same wards in order."""
    wards = list(dict.fromkeys(rows["ward_code"].tolist()))
    first = rows.iloc[: len(wards)]
    as_months = rows.assign(crime_type=rows["ward_code"], crimes=rows["records"])
    found = PoliceMonths.read(as_months)
    people = [None if pd.isna(value) else float(value) for value in first["population"]]
    names = [str(name) for name in first["ward_name"]]
    days = [fields.day(value) for value in first["population_as_at"]] if "population_as_at" in first else []
    return WardMonths(
        found,
        dict(zip(wards, names, strict=True)),
        dict(zip(wards, people, strict=True)),
        found.counts,
        dict(zip(wards, days, strict=False)),
    )


def charts(
    indicator: Indicator, found: WardMonths, breaks: Sequence[Break] = (), rebases: Sequence[Rebase] = ()
) -> dict[str, ControlChart]:
    """Ward → its control chart, without the area's target."""
    return {
        ward: measures.chart_of(indicator, line.points, breaks, rebases, with_target=False)
        for ward, line in found.series().items()
    }


def state(indicator: Indicator, answers: indicators.Answers, found: WardMonths, wards: Sequence[str]) -> IndicatorState:
    """The indicator's state for the chosen wards together, judged as the area is; rates by their own residents."""
    own = replace(answers, residents=found.residents(wards), estimates={})
    return measures.state(indicator, own, lines=[found.together(wards)], with_target=False)


def funnel(indicator: Indicator, found: WardMonths, first: date, last: date) -> list[FunnelPoint]:
    """Each ward's rate from first to last (days) against that of all wards together, with 95% and 99.8% limits."""
    totals = found.totals(first, last)
    areas = [(found.names[ward], total, found.population[ward]) for ward, total in totals.items()]
    days = {found.names[ward]: day for ward, day in found.population_as_at.items()}
    points = rates.funnel(areas, per=float(indicator.rate_per or 1000))
    return [replace(point, rate=replace(point.rate, as_at=days.get(point.name))) for point in points]
