"""The figures of the night, asked and made: the one way from a choice to a Figure, for pages and for files alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.crime import by_harm, gathered
from analysis.crime.answered import STREET_FILES
from analysis.declared import reference_tables
from analysis.declared.sources import sources
from analysis.figures.figure import Caption, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.methods import evaluation
from analysis.methods.series import Break, Numbers, Point
from analysis.night import activity, area_map, effects, hospital, hours, own_places, purple_flag, victims, zone_charts
from analysis.night.effects import Place
from analysis.night.own_places import OwnPlace
from analysis.words import phrases
from analysis.words.months import month_end
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
    caption = _caption(shown, "zones", "as loaded", shown.info()["area_name"])
    return area_map.zone_map(night, shown.ask("wards"), caption)


def incidents(shown: ShownRelease) -> Incidents:
    """Three periods of 12 months to the newest month of the force's list; without periods where no list is loaded."""
    nights = [purple_flag.FRIDAY, purple_flag.SATURDAY]
    left_out = list(purple_flag.LEFT_OUT_GROUPS)
    rows = shown.ask("night_months", zone=purple_flag.KIND, weekdays=nights, left_out=left_out)
    years = purple_flag.years(rows)
    told = (
        purple_flag.shown(purple_flag.counts(rows, year), purple_flag.histories(rows, year.last) if year.whole else None)
        for year in years
    )
    return Incidents(rows, tuple(years), tuple(told))


def incident_table(shown: ShownRelease, found: Incidents) -> Figure | str:
    """The table that the assessors of Purple Flag ask for, or why there is none."""
    if not found.years:
        return hours.NO_HOURS
    span = Period(found.years[0].first, found.years[-1].last)
    return purple_flag.incidents(found.rows, found.shown, _caption(shown, "partner_extract", span, "night-time zones"))


def evidence(shown: ShownRelease) -> Figure:
    """What is written of the five themes."""
    rows = shown.ask("purple_flag_evidence")
    written = sorted(rows["year"])
    period = " to ".join(dict.fromkeys((written[0], written[-1]))) if written else "no year yet"
    return purple_flag.evidence(rows, _caption(shown, "purple_flag_evidence", period, shown.info()["area_name"]))


def night_hours(shown: ShownRelease, zone: str, where: str, year: Period, flag: str) -> Figure | str:
    """The heat table of a zone, or of all of a kind, in a period; or why there is none."""
    asked: dict[str, Any] = {"first": year.first.isoformat(), "last": year.last.isoformat(), "flag": flag or None}
    if flag == "public" and not _told_in_full(shown, year):
        return by_harm.NOT_TOLD
    rows = shown.ask("night_hours", zone=zone, points=None, left_out=list(purple_flag.LEFT_OUT_GROUPS), **asked)
    if why := hours.refused(rows):
        return why
    return hours.heat_table(rows, hours.table(rows), where, year, _caption(shown, "partner_extract", year, where), flag)


def victims_of(shown: ShownRelease, nights: Incidents, zone: str | None, names: Mapping[str, str]) -> Figure | str:
    """Who is harmed in the area or a zone, or why that is not known, in the periods of the nights. names: zone → its name."""
    if not (years := nights.years):
        return victims.NOT_LOADED
    of_area, of_zone = (_victims_by_month(shown, nights, place) for place in (None, zone))
    found = [_victims_shown(nights, year, of_area, of_zone if zone else None) if year.whole else {} for year in years]
    name = names[zone] if zone else shown.info()["area_name"]
    caption = _caption(shown, "partner_extract", Period(years[0].first, years[-1].last), name)
    residents = shown.ask("residents_by_ages") if shown.has("residents_by_age") else None
    return victims.victims(name, years, found, caption, zone=zone is not None, residents=residents)


def _victims_by_month(shown: ShownRelease, nights: Incidents, zone: str | None) -> pd.DataFrame:
    first, last = nights.rows["month"].min(), nights.years[-1].last
    left_out = list(purple_flag.LEFT_OUT_GROUPS)
    return shown.ask("victims", first=f"{first:%Y-%m-%d}", last=last.isoformat(), zone=zone, left_out=left_out)


def _victims_shown(
    nights: Incidents, year: Period, of_area: pd.DataFrame, of_zone: pd.DataFrame | None
) -> Mapping[tuple[str, str], float | None]:
    months = purple_flag.run_of_months(nights.rows, year.last)

    def told(rows: pd.DataFrame) -> tuple[dict[tuple[str, str], float], dict[str, Numbers]]:
        of_year = rows[(rows["month"] >= pd.Timestamp(year.first)) & (rows["month"] <= pd.Timestamp(year.last))]
        return victims.counts(of_year), victims.histories(rows, months)

    area, area_months = told(of_area)
    found = victims.shown(area, area_months)
    if of_zone is None:
        return found
    inside, inside_months = told(of_zone)
    return victims.shown_of_a_zone(inside, area, found, inside_months, area_months)


def delivered(shown: ShownRelease, names: Mapping[str, str]) -> Figure | str:
    """What was done in the zones against what was asked for, or why that is not known. names: zone → its name."""
    rows = shown.ask("activity_months")
    if not len(rows):
        return activity.NOTHING_LOADED
    quarters = activity.shown(activity.by_quarter(rows))
    names = {**place_names(shown), **names}
    return activity.delivered(
        quarters, names, _caption(shown, "activity", _quarters(quarters["quarter"].tolist()), "zones and cells")
    )


def place_names(shown: ShownRelease) -> dict[str, str]:
    """Zones, cells of the partnership's own grid and wards → their names in sentences."""
    wards = shown.ask("wards")
    cells = shown.ask("own_cells")["cell_id"] if shown.has("cells") else ()
    named = {str(cell): f"Cell {cell}" for cell in cells}
    return named | dict(zip(wards["ward_code"], wards["ward_name"], strict=True)) | zones(shown)


def project_places(shown: ShownRelease) -> list[Place]:
    """The zones that projects work in."""
    return effects.places(shown.ask("project_places"))


def effect(shown: ShownRelease, place: Place, names: Mapping[str, str], *, stepped: bool = False) -> Figure | str:
    """A place before and after, or why that is not worked out. names: zone → its name. stepped: with a time series too."""
    names = {**place_names(shown), **names}
    if missing := effects.unknown(place, names):
        said = f"no zone, cell or ward is called {phrases.listed(missing)}"
        return f"No difference is worked out: {said}. Load it, or correct project_places."
    rows = _violence_by_place(shown, {of for named in place.zones.values() for of in named})
    by_role = effects.months(rows, place)
    found = evaluation.before_and_after(by_role, place.starts)
    (zone,) = place.zones[evaluation.TREATED]
    done = activity.NOT_KNOWN
    if found.spans:
        done = activity.beside(shown.ask("activity_months"), zone, *found.spans.after)
    more = evaluation.interrupted(by_role[evaluation.TREATED], place.starts) if stepped else None
    said = f"{more.words()} {more.method()}".strip() if more else ""
    caption = _of_police(shown, _span(by_role[evaluation.TREATED]), names[zone])
    return effects.figure(place, rows, found, names, done, caption, stepped=said)


def hospital_pair(shown: ShownRelease, place: str, names: Mapping[str, str]) -> tuple[Figure, Figure] | str:
    """What hospitals see in a place beside what the police record there, or why that is not known.

    place: a zone, `hospital.ALL`, or `hospital.NIGHT` for the night-time zones from 17:00 to 05:00. names: zone → its name.
    """
    zones = shown.ask("zones")
    rows = shown.ask("hospital_quarters", kind=purple_flag.KIND)
    if not len(rows):
        return hospital.NOT_LOADED
    seen = hospital.shown_quarters(rows, zones.loc[zones["kind"] == purple_flag.KIND, "zone_id"].tolist())[place]
    at_night = place == hospital.NIGHT
    if at_night:
        asked = {"weekdays": list(range(1, 8)), "left_out": list(purple_flag.LEFT_OUT_GROUPS)}
        nights = shown.ask("night_months", zone=purple_flag.KIND, **asked)
        months = effects.points(purple_flag.certain(nights).rename(columns={"records": "chosen"}))
        source, recorded = "partner_extract", hospital.quarters_of(months, restricted=True)
    else:
        violence = _violence_by_zone(shown)
        of = "area" if place == hospital.ALL else place
        source, recorded = "", hospital.quarters_of(effects.points(violence[violence["place"] == of]))
    area = shown.info()["area_name"]
    name = {hospital.ALL: area, hospital.NIGHT: "Night-time zones, 17:00 to 05:00"}.get(place) or names[place]
    broken = _breaks(shown, "istv")
    ratio = hospital.per_hundred(seen, recorded, broken)
    said = _caption(shown, source, _span(recorded), name) if source else _of_police(shown, _span(recorded), name)
    of_police = hospital.RECORDED_AT_NIGHT if at_night else hospital.RECORDED
    return (
        hospital.side(hospital.SEEN, name, seen, _caption(shown, "istv", _span(seen), name), broken, ratio),
        hospital.side(of_police, name, recorded, said),
    )


def hospital_completeness(shown: ShownRelease) -> Figure | str:
    """How complete the files of each hospital site are, or that none is loaded."""
    rows = shown.ask("hospital_sites")
    if not len(rows):
        return hospital.NOT_LOADED
    months = rows["month"]
    span = Period(months.min().date(), month_end(months.max().date()))
    return hospital.completeness(hospital.few_hidden(rows), _caption(shown, "istv", span, shown.info()["area_name"]))


def hospital_months(shown: ShownRelease) -> Figure | str:
    """How complete each site's file of each month is, or that none is loaded."""
    rows = shown.ask("hospital_sites")
    if not len(rows):
        return hospital.NOT_LOADED
    months = rows["month"]
    span = Period(months.min().date(), month_end(months.max().date()))
    return hospital.by_month(rows, _caption(shown, "istv", span, shown.info()["area_name"]))


def _breaks(shown: ShownRelease, source: str) -> list[Break]:
    rows = shown.ask("breaks")
    mine = rows[rows["source"] == source]
    return [
        Break(first.date(), month_end(last.date()), str(reason))
        for first, last, reason in zip(mine["from_month"], mine["to_month"], mine["reason"], strict=True)
    ]


def _span(points: Sequence[Point]) -> Period | str:
    return Period(points[0].first, points[-1].last) if points else ""


def _of_police(shown: ShownRelease, period: Period | str, name: str) -> Caption:
    return shown.caption(STREET_FILES, period, name, definition=phrases.listed(_violence(), at_most=9))


def zone(shown: ShownRelease, chosen: str, names: Mapping[str, str]) -> Figure:
    """A zone, or all night-time zones together (`inside`), against the rest of the area. names: zone → its name."""
    rows = _violence_by_zone(shown)
    mine, whole = (effects.points(rows[rows["place"] == place]) for place in (chosen, "area"))
    area, name = shown.info()["area_name"], names.get(chosen, "All zones")
    caption = _of_police(shown, _span(whole), name)
    return zone_charts.against_the_rest(name, mine, whole, area, caption)


def _told_in_full(shown: ShownRelease, year: Period) -> bool:
    """Whether the kind of place and the flag of domestic abuse are told of enough offences of a period."""
    months = shown.ask("partner_list_months", left_out=list(purple_flag.LEFT_OUT_GROUPS))
    return by_harm.told_in_full(months, year)


def own_place(shown: ShownRelease, place: OwnPlace) -> Figure | str:
    """A place of a reader's own against the rest of the area, or why nothing is told of it."""
    inside = own_places.points_inside(place, shown.ask("area_points"))
    if not inside:
        return f"{place.name}: no point of police records lies inside, in any month loaded."
    rows = shown.ask("place_trend", types=_violence(), zone=None, points=inside)
    mine, whole = effects.points(rows), effects.points(rows.assign(chosen=rows["area"]))
    area = shown.info()["area_name"]
    made = zone_charts.against_the_rest(place.name, mine, whole, area, _of_police(shown, _span(whole), place.name))
    return replace(made, id=place.figure)


def own_hours(shown: ShownRelease, place: OwnPlace, year: Period) -> Figure | str:
    """The hours of a place of a reader's own in a period, or why they are not told."""
    points, number = own_places.cells_inside(place, shown.ask("offence_points"))
    if number < own_places.FEWEST_CELLS or not points:
        return f"{place.name} is too small for hours: fewer than two hexagons of 288 m have their middle inside."
    asked: dict[str, Any] = {"first": year.first.isoformat(), "last": year.last.isoformat(), "flag": None}
    rows = shown.ask("night_hours", zone=None, points=points, left_out=list(purple_flag.LEFT_OUT_GROUPS), **asked)
    if rows.loc[rows["weekday"].notna(), "offences"].sum() < own_places.FEWEST_OFFENCES:
        return f"{place.name}: no hours are told on fewer than {own_places.FEWEST_OFFENCES} offences at night."
    if why := hours.refused(rows):
        return why
    caption = _caption(shown, "partner_extract", year, place.name)
    made = hours.heat_table(rows, hours.table(rows), place.name, year, caption)
    return replace(made, id=place.hours, notes=(own_places.WHOLE_CELLS, *made.notes))


def area_outline(shown: ShownRelease) -> Any:
    """The outline of the area on the National Grid; None where a ward's is not loaded."""
    return gathered.area_outline(shown.ask("wards"))


def zone_around(shown: ShownRelease, zone: str | None, names: Mapping[str, str], metres: int) -> OwnPlace:
    """A zone, or all together, with so many metres around."""
    rows = shown.ask("zones")
    mine = rows[rows["zone_id"] == zone] if zone else rows
    return own_places.around(mine["geojson"].tolist(), names.get(zone or "", "All zones"), metres)


def _violence() -> list[str]:
    """The police's crime types that are counted as serious violence and are in use."""
    types = reference_tables.crime_types()
    return types.loc[(types["serious_violence"] == "Y") & (types["in_use"] == "Y"), "crime_type"].tolist()


def _violence_by_zone(shown: ShownRelease) -> pd.DataFrame:
    """As `zone_histories` answers, of all months loaded."""
    months = shown.ask("months")["month"]
    first, last = (months.min(), months.max()) if len(months) else (pd.Timestamp("2000-01-01"),) * 2
    return shown.ask("zone_histories", types=_violence(), first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")


def _violence_by_place(shown: ShownRelease, wanted: Collection[str]) -> pd.DataFrame:
    """The same with the wards and the cells of the partnership's own grid that are wanted."""
    rows, known = _violence_by_zone(shown), set(zones(shown))
    months = shown.ask("months")
    others = {place for place in wanted if place not in known}
    if not others or not len(months):
        return rows
    span = {"first": f"{months['month'].min():%Y-%m-%d}", "last": f"{months['month'].max():%Y-%m-%d}"}
    wards = shown.ask("ward_histories", types=_violence(), lsoa=None, street=None, **span)
    found = [rows, wards[wards["place"].isin(others)]]
    if in_cells := others - set(wards["place"]):
        on = gathered.own_cell_map(shown.ask("area_points"), shown.ask("own_cells"))
        at = shown.ask("point_months", types=_violence(), start=span["first"], end=span["last"])
        found += [gathered.cell_months(on, cell, at, months) for cell in sorted(in_cells)]
    return pd.concat(found, ignore_index=True)


def _quarters(firsts: Sequence[Any]) -> Period | str:
    return Period(min(firsts), activity.quarter_end(max(firsts))) if firsts else ""


def _caption(shown: ShownRelease, source: str, period: Period | str, area: str) -> Caption:
    declared = sources()[source]
    return shown.caption(f"{declared.title}, {declared.publisher}", period, area, attribution="")
