"""The figures of zones and other places, asked and made: their months, what was done there, and whether it changed anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from analysis import access
from analysis.crime import gathered
from analysis.crime.answered import STREET_FILES
from analysis.declared import reference_tables
from analysis.figures.figure import Caption, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.methods import evaluation
from analysis.methods.series import Point
from analysis.night import activity, answered, effects, hours, own_places, purple_flag, zone_charts
from analysis.night.effects import Place
from analysis.night.own_places import OwnPlace
from analysis.words import phrases
from analysis.words.periods import Period


def delivered(shown: ShownRelease, names: Mapping[str, str]) -> Figure | str:
    """What was done in the zones against what was asked for, or why that is not known. names: zone → its name."""
    rows = shown.ask("activity_months")
    if not len(rows):
        return activity.NOTHING_LOADED
    quarters = activity.shown(activity.by_quarter(rows))
    names = {**place_names(shown), **names}
    return activity.delivered(
        quarters, names, answered.caption(shown, "activity", _quarters(quarters["quarter"].tolist()), "zones and cells")
    )


def place_names(shown: ShownRelease) -> dict[str, str]:
    """Zones, cells of the partnership's own grid and wards → their names in sentences."""
    wards = shown.ask("wards")
    cells = shown.ask("own_cells")["cell_id"] if shown.has("cells") else ()
    named = {str(cell): f"Cell {cell}" for cell in cells}
    return named | dict(zip(wards["ward_code"], wards["ward_name"], strict=True)) | answered.zones(shown)


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
    caption = of_police(shown, span(by_role[evaluation.TREATED]), names[zone])
    return effects.figure(place, rows, found, names, done, caption, stepped=said)


def zone(shown: ShownRelease, chosen: str, names: Mapping[str, str]) -> Figure:
    """A zone, or all night-time zones together (`inside`), against the rest of the area. names: zone → its name."""
    rows = violence_by_zone(shown)
    mine, whole = (effects.points(rows[rows["place"] == place]) for place in (chosen, "area"))
    area, name = shown.info()["area_name"], names.get(chosen, "All zones")
    caption = of_police(shown, span(whole), name)
    return zone_charts.against_the_rest(name, mine, whole, area, caption)


def own_place(shown: ShownRelease, place: OwnPlace) -> Figure | str:
    """A place of a reader's own against the rest of the area, or why nothing is told of it."""
    inside = own_places.points_inside(place, shown.ask("area_points"))
    if not inside:
        return f"{place.name}: no point of police records lies inside, in any month loaded."
    rows = shown.ask("place_trend", types=_violence(), zone=None, points=inside)
    mine, whole = effects.points(rows), effects.points(rows.assign(chosen=rows["area"]))
    area = shown.info()["area_name"]
    made = zone_charts.against_the_rest(place.name, mine, whole, area, of_police(shown, span(whole), place.name))
    return replace(made, id=place.figure)


def own_hours(shown: ShownRelease, place: OwnPlace, year: Period) -> Figure | str:
    """The hours of a place of a reader's own in a period, or why they are not told.

    Of an outline handed in they are told to those alone who see all numbers.
    """
    if place.hours == own_places.HOURS and not access.sees_all():
        return own_places.ZONES_ALONE
    points, number = own_places.cells_inside(place, shown.ask("offence_points"))
    if number < own_places.FEWEST_CELLS or not points:
        return f"{place.name} is too small for hours: fewer than two hexagons of 288 m have their middle inside."
    asked: dict[str, Any] = {"first": year.first.isoformat(), "last": year.last.isoformat(), "flag": None}
    rows = shown.ask("night_hours", zone=None, points=points, left_out=list(purple_flag.LEFT_OUT_GROUPS), **asked)
    if not rows["weekday"].notna().any():
        return f"{place.name}: {hours.ON_FEW}"
    numbers = hours.table(rows)
    if why := hours.refused(rows, year, numbers):
        return why
    caption = answered.caption(shown, "partner_extract", year, place.name)
    made = hours.heat_table(rows, numbers, place.name, year, caption)
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


def violence_by_zone(shown: ShownRelease) -> pd.DataFrame:
    """As `zone_histories` answers, of all months loaded."""
    months = shown.ask("months")["month"]
    first, last = (months.min(), months.max()) if len(months) else (pd.Timestamp("2000-01-01"),) * 2
    return shown.ask("zone_histories", types=_violence(), first=f"{first:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")


def _violence_by_place(shown: ShownRelease, wanted: Collection[str]) -> pd.DataFrame:
    """The same with the wards and the cells of the partnership's own grid that are wanted."""
    rows, known = violence_by_zone(shown), set(answered.zones(shown))
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


def span(points: Sequence[Point]) -> Period | str:
    """From the first of these months to the last; nothing where there are none."""
    return Period(points[0].first, points[-1].last) if points else ""


def of_police(shown: ShownRelease, period: Period | str, name: str) -> Caption:
    """The caption of a figure of police recorded violence."""
    return shown.caption(STREET_FILES, period, name, definition=phrases.listed(_violence(), at_most=9))
