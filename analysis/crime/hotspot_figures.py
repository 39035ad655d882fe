"""The hotspot map, its legend, and what is told of one place on it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pandas as pd
import pydeck  # pyright: ignore[reportMissingTypeStubs]

from analysis.crime import figures as crime_figures
from analysis.crime import street_figures
from analysis.crime.gathered import Gathered
from analysis.crime.hotspot_views import RANK, MapView
from analysis.crime.selection import Selection
from analysis.crime.ten_places import BusyPlace
from analysis.figures import maps
from analysis.figures.charts import canvas, palette, trends
from analysis.figures.figure import OPEN, Caption, Figure, Legend
from analysis.words import phrases

AROUND = 0.004  # degrees round the places that the map shows at first
KINDS_LISTED = 6
THROUGH = 150  # of 255: the opacity of cells with streets behind them
HIGH = 450  # pixels: what the map shows at first is seen whole, on a phone held upright too


def hotspot_map(
    selection: Selection,
    found: Gathered,
    view: MapView,
    ten: Sequence[BusyPlace],
    wards: dict[str, Any],
    zones: dict[str, Any],
    place: str | None,
    dark: bool,
    tiles: str = "",
) -> pydeck.Deck:
    """The cells in the colours of a view, land and coast, outlines of wards and zones, names of streets, and the ten's numbers.

    wards, zones: GeoJSON collections (`maps.outlines`). place: a zone's id or a cell's name to ring. tiles: of streets to be seen
    through the cells (`maps.deck`).
    """
    opacity = opacity_of_cells(tiles)
    cells = _cell_features(selection, found, view, dark, opacity)
    bands = [_band(outline, view.swatches[swatch][0][dark], opacity) for outline, swatch in view.bands]
    ringed = [_feature(found, found.on.place_of[place])] if place and place in found.on.place_of else []
    ink = maps.INK_DARK if dark else maps.INK
    grey = palette.DARK_THEME[palette.CONTEXT_GREY] if dark else palette.CONTEXT_GREY
    land = maps.land(wards, dark)
    layers = [
        maps.bands([] if tiles else land, "land"),
        maps.bands(bands, "bands"),
        maps.cells(cells, "cells", seen=not bands),
        maps.lines(wards, "wards", grey, 1),
        maps.lines({"features": land}, "coast", grey, 2.5),
        maps.lines(zones, "zones", ink, 2),
        maps.lines({"features": ringed}, "chosen", ink, 4),
    ]
    if place in {feature["id"] for feature in zones["features"]}:
        chosen = {**zones, "features": [each for each in zones["features"] if each["id"] == place]}
        layers.append(maps.lines(chosen, "chosen_zone", ink, 4))
    layers.append(maps.place_names(found.on.labels, "street_names", dark))
    layers.append(maps.markers(zones, "zone_marks"))
    layers.append(maps.numbers(_numbered(found, ten), "ten_places"))
    return maps.deck(layers, frame(found, zones, wards), up=HIGH, tiles=tiles)


def opacity_of_cells(tiles: str) -> int:
    """How opaque cells are, of 255: with streets behind them less than without."""
    return THROUGH if tiles else 255


def with_map(
    figure: Figure,
    selection: Selection,
    found: Gathered,
    view: MapView,
    ten: Sequence[BusyPlace],
    wards: dict[str, Any],
    zones: dict[str, Any],
    place: str | None = None,
) -> Figure:
    """A figure of cells with their map, in colours for paper, and what its letters and numbers stand for. See `hotspot_map`."""
    deck = hotspot_map(selection, found, view, ten, wards, zones, place, dark=False)
    named = [f"Zones, indicative: {lettered(zones)}."] if zones["features"] else []
    named += [f"The busiest cells: {' · '.join(f'{each.number} {each.near or each.name}' for each in ten)}."] if ten else []
    colours = legend(view, legend_unit(selection, view), dark=False)
    return replace(figure, chart=deck, legend=colours, notes=(*named, *figure.notes))


def lettered(zones: dict[str, Any]) -> str:
    """The zones by the letters that they have on the map."""
    return " · ".join(f"{maps.letter(at)} {feature['properties']['name']}" for at, feature in enumerate(zones["features"]))


def legend_unit(selection: Selection, view: MapView) -> str:
    """What the colours of a view count; empty where they are no counts."""
    return f"{selection.unit} in a cell" if view.name == RANK else ""


def frame(found: Gathered, zones: dict[str, Any], wards: dict[str, Any]) -> maps.Bounds:
    """What the map shows at first: the ten busiest cells and the zones among them, else whatever is drawn at all."""
    ranked = found.ranked[:10] if found.total else []
    if not ranked:
        drawn = next((each for each in (zones, wards) if each["features"]), None)
        return maps.bounds_of(drawn) if drawn else maps.EVERYWHERE
    west, south, east, north = maps.bounds_of({"features": [_feature(found, cell) for cell in ranked]})
    around = (west - AROUND, south - AROUND, east + AROUND, north + AROUND)
    if not zones["features"] or not maps.overlap(maps.bounds_of(zones), around):
        return around
    among = maps.bounds_of(zones)
    return min(around[0], among[0]), min(around[1], among[1]), max(around[2], among[2]), max(around[3], among[3])


def legend(view: MapView, unit: str, dark: bool) -> Legend:
    """What the colours of a view mean; `unit` where they are counts."""
    return Legend(tuple((colours[dark], words) for colours, words in view.swatches), unit if view.swatches else maps.NOT_COLOURED)


def place_trend(selection: Selection, rows: pd.DataFrame, name: str, caption: Caption) -> Figure:
    """Records a month at one zone or cell. rows: the answers of `place_trend`."""
    counts = [None if pd.isna(count) else float(count) for count in rows["chosen"]]
    recorded = crime_figures.in_period(rows, selection.start, selection.end)
    panel = trends.Panel(phrases.capital(name), [canvas.Line(name, counts)], f"{selection.unit} a month")
    ends = (selection.start.isoformat(), selection.end.isoformat())
    months = [phrases.short_month(month.date()) for month in pd.to_datetime(rows["month"])]
    table = pd.DataFrame({"Month": months, selection.unit.capitalize(): rows["chosen"].astype("Int64")})
    return Figure(
        id="hotspot_place",
        title=f"{phrases.capital(name)}, month by month",
        sentence=f"{phrases.counted(recorded, selection.unit)} recorded, {selection.period()}."
        if selection.span.loaded
        else f"{phrases.capital(selection.span.nothing())}.",
        chart=trends.trend(rows, [panel], 200, chosen=ends),
        table=table,
        caption=caption,
        counts=OPEN,
        notes=crime_figures.trend_notes(selection, rows),
    )


def place_kinds(selection: Selection, rows: pd.DataFrame, name: str, caption: Caption) -> Figure:
    """What was recorded at one zone or cell: every type, the names it stands under, and what came of the chosen types.

    rows: the answers of `place_records`.
    """
    chosen = rows[rows["chosen"]]
    parts = [("Type (all)", rows, "crime_type", ""), ("On or near", chosen, "street", "no place named")]
    parts.append(("Latest outcome", chosen, "outcome", "none published"))
    tables = [_most(part, column, kind, blank) for kind, part, column, blank in parts]
    table = pd.concat(tables, ignore_index=True) if len(rows) else pd.DataFrame(columns=["What", "Name", "Records"])
    return Figure(
        id="hotspot_place_kinds",
        title=f"{phrases.capital(name)}: types, places, outcomes",
        sentence=f"{phrases.counted(int(rows['records'].sum()), 'crimes and incidents')} of every type, {selection.period()}.",
        chart=None,
        table=table,
        caption=caption,
        counts=OPEN,
        notes=(street_figures.SNAP_POINTS,),
        formats={"Records": "localized"},
    )


def _most(rows: pd.DataFrame, column: str, kind: str, blank: str) -> pd.DataFrame:
    """The names with most records, the rest as one row."""
    sums = rows.assign(name=rows[column].fillna(blank)).groupby("name", as_index=False)["records"].sum()
    sums = sums.assign(fewest=-sums["records"]).sort_values(["fewest", "name"])
    top, rest = sums.head(KINDS_LISTED), sums.iloc[KINDS_LISTED:]
    found = pd.DataFrame({"What": kind, "Name": top["name"], "Records": top["records"].astype("int64")})
    if len(rest):
        others = pd.DataFrame({"What": [kind], "Name": [f"{len(rest)} more"], "Records": [int(rest["records"].sum())]})
        found = pd.concat([found, others])
    return found


def _cell_features(selection: Selection, found: Gathered, view: MapView, dark: bool, opacity: int) -> list[dict[str, Any]]:
    seen = 0 if view.bands else opacity  # bands are drawn in place of cells, which lie over them for a click
    colours = [maps.rgba(pair[dark], seen) for pair, _ in view.swatches]
    unit = f"{selection.unit}, {selection.span.heading()}"
    counts = found.by_cell
    features: list[dict[str, Any]] = []
    for cell, swatch in view.of_cell.items():
        feature = _feature(found, cell)
        name, near = found.on.names[cell], found.near[cell]
        words = [f"Cell {name}", f"{int(counts[cell]):,} {unit}"]
        words += [f"mostly on or near {near}"] if near else []
        words += [view.words[cell]] if cell in view.words else []
        feature["properties"] = {"place": name, "fill": colours[swatch], "words": "\n".join(words)}
        features.append(feature)
    return features


def _band(outline: dict[str, Any], colour: str, opacity: int) -> dict[str, Any]:
    return {"type": "Feature", "geometry": outline, "properties": {"fill": maps.rgba(colour, opacity)}}


def _feature(found: Gathered, cell: int) -> dict[str, Any]:
    return {"type": "Feature", "id": found.on.names[cell], "geometry": found.on.geometry[cell], "properties": {}}


def _numbered(found: Gathered, ten: Sequence[BusyPlace]) -> list[tuple[float, float, str]]:
    middles = [np.mean(found.on.geometry[place.cell]["coordinates"][0][:-1], axis=0).tolist() for place in ten]
    return [(x, y, str(place.number)) for (x, y), place in zip(cast("list[list[float]]", middles), ten, strict=True)]
