"""The figures of recorded crime, asked and made: the one way from a choice to a Figure, for pages and for files alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import pydeck

from analysis.crime import (
    by_harm,
    chosen_months,
    compared,
    gathered,
    harm_figures,
    hotspot_figures,
    hotspot_views,
    hotspots,
    how_few,
    outcome_figures,
    place_changes,
    street_figures,
    ten_places,
    two_years,
)
from analysis.crime import figures as crime_figures
from analysis.crime.compared import OneCompared
from analysis.crime.gathered import CellMap, Gathered
from analysis.crime.hotspot_views import MapView
from analysis.crime.selection import Selection
from analysis.declared import indicators
from analysis.declared.sources import sources
from analysis.figures import maps
from analysis.figures.figure import Caption, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.methods.comparison import Change
from analysis.words import phrases

STREET_FILES = "police recorded crime, data.police.uk street files"
OUTCOME_FILES = "data.police.uk street and outcomes files"


def caption(shown: ShownRelease, chosen: Selection, area: str = "", source: str = STREET_FILES) -> Caption:
    """The caption of a figure of recorded crime. area: where it is not the place chosen."""
    return shown.caption(source, chosen.span, area or chosen.place(), definition=chosen.what())


def months(shown: ShownRelease, chosen: Selection) -> pd.DataFrame:
    """The records of all loaded months, as `trend` answers, without those of months whose files cannot hold the types."""
    every = chosen_months.every(chosen, shown.ask)
    return crime_figures.counts_held(every, shown.ask("trend", **chosen.kinds(), **chosen.where()))


def change(shown: ShownRelease, chosen: Selection) -> Change:
    """The records chosen against those of the same months a year before."""
    return place_changes.of_months(months(shown, chosen), chosen.start, chosen.end)


def trend(shown: ShownRelease, chosen: Selection) -> Figure:
    """Records month by month, in all loaded months."""
    every = chosen_months.every(chosen, shown.ask)
    return crime_figures.trend(chosen, months(shown, chosen), caption(shown, every))


def like_for_like(shown: ShownRelease, chosen: Selection, rows: pd.DataFrame) -> str:
    """Where a choice cannot be compared with the year before, the part of it that can, in a sentence. rows: as `months` gives."""
    part, against = chosen_months.newest_with_year_before(chosen, shown.ask)
    return crime_figures.like_for_like(part, rows, against)


def side_by_side(shown: ShownRelease, chosen: Selection, way: str) -> Figure | str:
    """Wards, types or zones each by itself on one scale; why they cannot stand so. way: one of `compared.WAYS`."""
    if way == compared.ZONES:
        sides: list[OneCompared] | str = _zones_apart(shown, chosen)
    elif way == compared.WARDS:
        parts = [
            (name, replace(chosen, wards=(code,), ward_names=(name,)))
            for code, name in zip(chosen.wards, chosen.ward_names, strict=True)
        ]
        sides = compared.too_few_or_many(len(parts), "wards") or [OneCompared(name, months(shown, one)) for name, one in parts]
    else:
        kinds = [(name, chosen_months.counted(replace(chosen, types=(name,)), shown.ask)) for name in chosen.types]
        sides = compared.too_few_or_many(len(kinds), "crime types") or [
            OneCompared(name, months(shown, one)) for name, one in kinds
        ]
    if isinstance(sides, str):
        return sides
    every, against = chosen_months.every(chosen, shown.ask), chosen_months.compared_with_year_before(chosen, shown.ask)
    area = chosen.area if way == compared.ZONES else ""
    note = compared.zones_note(len(shown.ask("zones"))) if way == compared.ZONES else ""
    return compared.figure(chosen, sides, against, caption(shown, every, area), note)


def _zones_apart(shown: ShownRelease, chosen: Selection) -> list[OneCompared] | str:
    """Each zone, those of the night first; the rest left out where there are more than can stand side by side."""
    zones = shown.ask("zones")
    if len(zones) < 2:
        return "No zones to compare: two or more must be loaded."
    first = zones.sort_values("kind", key=lambda kinds: kinds != "night_time", kind="stable").head(compared.AT_MOST)
    every = chosen_months.every(chosen, shown.ask)
    span = {"first": every.start.isoformat(), "last": every.end.isoformat()}
    rows = shown.ask("zone_histories", **chosen.kinds(), **span)
    return [
        OneCompared(str(name), crime_figures.counts_held(every, mine.assign(area=mine["chosen"]).reset_index(drop=True)))
        for id, name in zip(first["zone_id"], first["name"], strict=True)
        if len(mine := rows[rows["place"] == id])
    ]


def ward_counts(shown: ShownRelease, chosen: Selection) -> pd.DataFrame:
    """The records of every ward of the area, whichever are chosen, as `ward_counts` answers."""
    against = chosen_months.compared_with_year_before(chosen, shown.ask)
    return shown.ask("ward_counts", **chosen.when(), lsoa=chosen.lsoa, street=chosen.street, **against.parameters())


def wards(shown: ShownRelease, chosen: Selection) -> Figure:
    """All wards of the area, whichever are chosen."""
    against = chosen_months.compared_with_year_before(chosen, shown.ask)
    back = place_changes.months_asked(chosen.end)
    histories = shown.ask("ward_histories", **chosen.kinds(), lsoa=chosen.lsoa, street=chosen.street, **back)
    said = crime_figures.with_survey_attribution(caption(shown, chosen, chosen.area))
    return crime_figures.wards(chosen, ward_counts(shown, chosen), against, said, histories)


def wards_on_map(shown: ShownRelease, chosen: Selection, measure: str = "Count") -> Figure:
    """The same with their map, where boundaries are loaded. measure: what colours it, "Count" or "Rate"."""
    outlines = maps.outlines(shown.ask("wards"), ["ward_code", "ward_name"])
    if not outlines["features"]:
        return wards(shown, chosen)
    info = shown.info()
    schematic = info.get("schematic_wards", info.get("demonstration")) == "true"
    said = crime_figures.SCHEMATIC if schematic else ""
    return crime_figures.with_ward_map(wards(shown, chosen), chosen, ward_counts(shown, chosen), outlines, measure, said)


def ward_map(shown: ShownRelease, chosen: Selection, measure: str, dark: bool) -> tuple[pydeck.Deck, maps.Classes]:
    """The wards' map by itself in a reader's theme, as a page draws it, and the classes of its colours."""
    outlines = maps.outlines(shown.ask("wards"), ["ward_code", "ward_name"])
    return crime_figures.ward_map(chosen, ward_counts(shown, chosen), outlines, measure, dark)


def streets(shown: ShownRelease, chosen: Selection) -> Figure:
    """The busiest streets. A rank compares: where a break lies in the chosen months, those on its newer side alone are ranked."""
    fair = chosen.comparable_part()
    asked = {**fair.when(), **fair.where()}
    return street_figures.streets(
        fair, shown.ask("streets", **asked), caption(shown, fair), shown.ask("street_outcomes", **asked)
    )


def outcomes(shown: ShownRelease, chosen: Selection) -> Figure:
    """What came of the crimes chosen."""
    rows = shown.ask("crime_outcomes", **chosen.when(), **chosen.where())
    return outcome_figures.outcomes(chosen, rows, caption(shown, chosen, source=OUTCOME_FILES), outcome_months(shown))


def two_financial_years(shown: ShownRelease, chosen: Selection) -> Figure | str:
    """The last financial year within the months chosen beside the one before it, by crime type; in words where none is loaded."""
    year = chosen_months.counted(two_years.year_of(chosen), shown.ask)
    both = chosen_months.counted(replace(year, start=two_years.year_before(year)), shown.ask)
    if not chosen_months.loaded(shown.ask)[0] <= year.start:
        return two_years.none_whole(year)
    back = place_changes.months_asked(year.end)
    rows = shown.ask("type_histories", **chosen.kinds(), **chosen.where(), **back)
    rows = rows.assign(chosen=rows["chosen"].where(~rows["month"].dt.date.isin(both.span.not_held)))
    compared = chosen_months.compared_with_year_before(year, shown.ask)
    return two_years.figure(year, rows, compared, caption(shown, both))


def outcome_months(shown: ShownRelease) -> str:
    """The months of the loaded outcomes files in words; empty where none is loaded."""
    found = shown.ask("outcome_months")["period"]
    return phrases.month_runs([month.date() for month in found]) if len(found) else ""


def shapes(shown: ShownRelease) -> list[str]:
    """The shapes of cells to choose from, the one that stands at first before the others: the partnership's own where loaded."""
    own = shown.has("cells") and bool(len(shown.ask("own_cells")))
    return [*([gathered.OWN] if own else []), *gathered.SHAPES]


def cell_map(shown: ShownRelease, shape: str = "") -> CellMap:
    """The cells of the area, with the names of its streets. shape: one of `shapes`, the first of them where none is told."""
    shape = shape or shapes(shown)[0]
    if shape == gathered.OWN:
        return gathered.own_cell_map(shown.ask("area_points"), shown.ask("own_cells"))
    return gathered.cell_map(shape, shown.ask("area_points"), shown.ask("wards"))


def records(shown: ShownRelease, chosen: Selection, on: CellMap) -> Gathered:
    """The records of a choice by month and cell."""
    return gathered.gather(on, chosen, shown.ask("point_months", **chosen.when()))


def cells(shown: ShownRelease, chosen: Selection, found: Gathered, view: MapView) -> Figure:
    """The cells of a view of the map, without the map, which a page draws in its theme; on one side of a break only."""
    fair = chosen.comparable_part()
    said = crime_figures.with_survey_attribution(caption(shown, fair, fair.area))
    return hotspots.cell_table(fair, found, view.refused or view.said, said)


def ranked_map(shown: ShownRelease, chosen: Selection, shape: str = "") -> Figure:
    """The cells by rank with their map, on one side of a break only."""
    fair = chosen.comparable_part()
    found = records(shown, fair, cell_map(shown, shape))
    view = hotspot_views.ranked_view(fair, found)
    wards = maps.outlines(shown.ask("wards"), ["ward_code", "ward_name"])
    areas = maps.outlines(shown.ask("zones"), ["zone_id", "name"])
    ten = ten_places.ten_places(found) if fair.span.comparable else []
    deck = hotspot_figures.hotspot_map(fair, found, view, ten, wards, areas, None, dark=False)
    legend = hotspot_figures.legend(view, f"{fair.unit} in a cell", dark=False)
    return replace(cells(shown, fair, found, view), chart=deck, legend=legend)


def changed(shown: ShownRelease, chosen: Selection, found: Gathered, ten: Sequence[int]) -> MapView:
    """The change of cells on the same months a year before. found: the records chosen, by cell; ten: the cells listed."""
    newest, against = chosen_months.newest_with_year_before(chosen, shown.ask)
    back = place_changes.months_asked(newest.end)["first"]
    months = shown.ask("months")
    first = max(date.fromisoformat(back), months["month"].iloc[0].date())
    history = records(shown, chosen_months.counted(replace(newest, start=first), shown.ask), found.on)
    return hotspot_views.changed_view(newest, against, found, history, months, ten)


def ten(shown: ShownRelease, chosen: Selection, found: Gathered | None = None, shape: str = "") -> Figure:
    """The list for tasking, on one side of a break only. found: where it is worked out already, else in cells of this shape."""
    fair = chosen.comparable_part()
    found = found or records(shown, fair, cell_map(shown, shape))
    places = ten_places.ten_places(found) if fair.span.comparable else []
    return ten_places.figure(fair, found, places, caption(shown, fair, fair.area))


def curve(shown: ShownRelease, chosen: Selection, found: Gathered | None = None, shape: str = "") -> Figure:
    """How few cells hold how much, on one side of a break only. found, shape: as for `ten`."""
    fair = chosen.comparable_part()
    found = found or records(shown, fair, cell_map(shown, shape))
    return how_few.figure(fair, found, caption(shown, fair, fair.area))


def harm(shown: ShownRelease, *, public: bool = False, dark: bool = False) -> Figure | str:
    """The force's own list by number and by harm, or why it is not ranked. public: those in public places, not domestic, alone.

    dark: whether the map is for a dark page.
    """
    if not shown.has("harm_weights") or not shown.has("partner_offences"):
        return by_harm.NO_CODES
    left_out = list(indicators.NEVER_BELOW_WARD)
    months, versions = shown.ask("partner_list_months", left_out=left_out), shown.ask("harm_version")
    span = by_harm.period(months)
    why = by_harm.refused(months, versions, span, public=public)
    if span is None or why:
        return why
    first, last = (day.isoformat() for day in by_harm.asked(span).values())
    rows = shown.ask("located_offences", first=first, last=last, left_out=left_out)
    found = by_harm.rank(rows, months, versions, span, shown.ask("area_points"), public=public)
    declared = sources()["partner_extract"]
    said = shown.caption(f"{declared.title}, {declared.publisher}", span, shown.info()["area_name"], attribution="")
    return harm_figures.figure(found, maps.outlines(shown.ask("wards"), ["ward_code", "ward_name"]), said, dark=dark)


def zones(shown: ShownRelease, chosen: Selection) -> Figure:
    """The zones against the rest of the area, on one side of a break only; in its newest year, which has a year before."""
    fair = chosen_months.newest_year(chosen.comparable_part(), shown.ask)
    against = chosen_months.compared_with_year_before(fair, shown.ask)
    rows = shown.ask("zone_counts", **fair.when(), **against.parameters())
    histories = shown.ask("zone_histories", **fair.kinds(), **place_changes.months_asked(fair.end))
    return hotspots.zone_table(fair, rows, against, caption(shown, fair, fair.area), histories)


def place(shown: ShownRelease, chosen: Selection, where: str, zones: dict[str, str], on: CellMap) -> Figure:
    """The trend of one zone (by id) or cell (by grid reference). zones: id → name. on: the cells."""
    fair = chosen.comparable_part()
    every = chosen_months.every(fair, shown.ask)
    rows = shown.ask("place_trend", **fair.kinds(), **hotspots.place_parameters(where, zones, on))
    name = hotspots.place_name(where, zones)
    return hotspot_figures.place_trend(fair, crime_figures.counts_held(every, rows), name, caption(shown, every, name))


def place_kinds(shown: ShownRelease, chosen: Selection, where: str, zones: dict[str, str], on: CellMap) -> Figure:
    """Types, streets and outcomes of one zone or cell."""
    fair = chosen.comparable_part()
    rows = shown.ask("place_records", **fair.when(), **hotspots.place_parameters(where, zones, on))
    name = hotspots.place_name(where, zones)
    return hotspot_figures.place_kinds(fair, rows, name, caption(shown, fair, name))
