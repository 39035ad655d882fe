"""The figures of the night's incidents, hours and victims, asked and made: the one way from a choice to a Figure, for pages and
files alike. Those of places and of hospitals: `places_answered`, `hospital_answered`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis.crime import by_harm
from analysis.declared.sources import sources
from analysis.figures.figure import OPEN_GOVERNMENT_LICENCE, Caption, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.night import area_map, hours, month_hours, purple_flag, victims
from analysis.night.victim_counts import Harmed
from analysis.words.months import MONTHS_A_YEAR, shifted
from analysis.words.periods import Period


@dataclass(frozen=True)
class Incidents:
    """The incidents of Friday and Saturday nights in the night-time zones: as answered (unsuppressed), and what is shown."""

    rows: pd.DataFrame
    years: tuple[Period, ...]
    shown: tuple[Mapping[str, float | None], ...]

    @property
    def headline(self) -> str:
        """The page's statement."""
        return purple_flag.headline(self.rows, self.shown)


def zones(shown: ShownRelease) -> dict[str, str]:
    """Zone → its name, in order of name."""
    rows = shown.ask("zones")
    return dict(zip(rows["zone_id"], rows["name"], strict=True))


def zone_map(shown: ShownRelease) -> Figure | str:
    """The night-time zones on a map, or that there are none."""
    rows = shown.ask("zones")
    night = rows[rows["kind"] == purple_flag.KIND]
    said = caption(shown, "zones", "as loaded", shown.info()["area_name"])
    return area_map.zone_map(night, shown.ask("wards"), said)


def spans(found: Incidents) -> dict[str, Period]:
    """The periods whose hours may be asked for, as an address names them: 12 months by the last one, then single months."""
    of_years = {f"{year.last:%Y-%m}": year for year in reversed(found.years)}
    return of_years | {f"in-{month.first:%Y-%m}": month for month in purple_flag.single_months(found.rows)}


def incidents(shown: ShownRelease) -> Incidents:
    """Three periods of 12 months to the newest month of the force's list; without periods where no list is loaded."""
    nights = [purple_flag.FRIDAY, purple_flag.SATURDAY]
    left_out = list(purple_flag.LEFT_OUT_GROUPS)
    rows = shown.ask("night_months", zone=purple_flag.KIND, weekdays=nights, left_out=left_out)
    years = purple_flag.years(rows)
    told = purple_flag.by_run(rows, years, lambda run: purple_flag.told_by_months(rows, run))
    shown_of = (
        purple_flag.shown(purple_flag.counts(rows, year), of_run[1].get(of_run[0], ()) if of_run else ())
        for year, of_run in zip(years, told, strict=True)
    )
    return Incidents(rows, tuple(years), tuple(shown_of))


def incident_table(shown: ShownRelease, found: Incidents) -> Figure | str:
    """The table that the assessors of Purple Flag ask for, or why there is none."""
    if not found.years:
        return hours.NO_HOURS
    span = Period(found.years[0].first, found.years[-1].last)
    return purple_flag.incidents(found.rows, found.shown, caption(shown, "partner_extract", span, "night-time zones"))


def evidence(shown: ShownRelease) -> Figure:
    """What is written of the five themes."""
    rows = shown.ask("purple_flag_evidence")
    written = sorted(rows["year"])
    period = " to ".join(dict.fromkeys((written[0], written[-1]))) if written else "no year yet"
    return purple_flag.evidence(rows, caption(shown, "purple_flag_evidence", period, shown.info()["area_name"]))


def night_hours(shown: ShownRelease, zone: str, where: str, year: Period, flag: str) -> Figure | str:
    """The heat table of a zone, or of all of a kind, in a period (`spans`); or why there is none."""
    if flag == "public" and not _told_in_full(shown, year):
        return by_harm.NOT_TOLD
    rows = _hours(shown, zone, year.first, year.last, flag)
    said = caption(shown, "partner_extract", year, where)
    if year.asked == 1:
        of_year = _hours(shown, zone, shifted(year.first, 1 - MONTHS_A_YEAR), year.last, flag)
        return month_hours.figure(rows, month_hours.table(rows, of_year), where, year, said, flag)
    numbers = hours.table(rows)
    return hours.refused(rows, year, numbers) or hours.heat_table(rows, numbers, where, year, said, flag)


def _hours(shown: ShownRelease, zone: str, first: date, last: date, flag: str) -> pd.DataFrame:
    asked: dict[str, Any] = {"first": first.isoformat(), "last": last.isoformat(), "flag": flag or None}
    return shown.ask("night_hours", zone=zone, points=None, left_out=list(purple_flag.LEFT_OUT_GROUPS), **asked)


def victims_of(shown: ShownRelease, nights: Incidents, zone: str | None, names: Mapping[str, str]) -> Figure | str:
    """Who is harmed in the area or a zone, or why that is not known, in the periods of the nights. names: zone → its name."""
    if not (years := nights.years):
        return victims.NOT_LOADED
    harmed = _harmed(shown, nights, names)
    if zone and (other := harmed.shares[zone]):
        return victims.SHARED.format(zone=names[zone], other=names[other])
    runs = purple_flag.by_run(nights.rows, years, harmed.run)
    if zone and any(_tells_beside_purple_flag(shown, nights, harmed, of_run[1].months) for of_run in runs if of_run):
        return victims.BESIDE_PURPLE_FLAG.format(zone=names[zone])
    found = [of_run[1].shown(of_run[0], zone) if of_run else {} for of_run in runs]
    name = names[zone] if zone else shown.info()["area_name"]
    residents = shown.ask("residents_by_ages") if shown.has("residents_by_age") and not zone else None
    of_rates = ("mid_year_estimates",) if residents is not None and len(residents) else ()
    said = caption(shown, "partner_extract", Period(years[0].first, years[-1].last), name, *of_rates)
    return victims.victims(name, years, found, said, zone=zone is not None, residents=residents)


def _harmed(shown: ShownRelease, nights: Incidents, names: Mapping[str, str]) -> Harmed:
    first, last = nights.rows["month"].min(), nights.years[-1].last
    left_out = list(purple_flag.LEFT_OUT_GROUPS)
    rows = shown.ask("victims", first=f"{first:%Y-%m-%d}", last=last.isoformat(), left_out=left_out)
    return Harmed(rows, tuple(names))


def _tells_beside_purple_flag(shown: ShownRelease, nights: Incidents, harmed: Harmed, months: pd.DatetimeIndex) -> bool:
    zones = shown.ask("zones")
    assessed = nights.rows[nights.rows["category"] == ""].set_index("month")["records"]
    return harmed.leaves_few(zones.loc[zones["kind"] == purple_flag.KIND, "zone_id"].tolist(), assessed, months)


def _told_in_full(shown: ShownRelease, year: Period) -> bool:
    """Whether the kind of place and the flag of domestic abuse are told of enough offences of a period."""
    months = shown.ask("partner_list_months", left_out=list(purple_flag.LEFT_OUT_GROUPS))
    return by_harm.told_in_full(months, year)


def caption(shown: ShownRelease, source: str, period: Period | str, area: str, *others: str) -> Caption:
    """The caption of a figure of one source, or of others too."""
    named = "; ".join(f"{declared.title}, {declared.publisher}" for declared in map(sources().__getitem__, (source, *others)))
    return shown.caption(named, period, area, attribution=OPEN_GOVERNMENT_LICENCE if others else "")
