"""The hotspot map, and the trend of one place on it."""

from typing import Any, cast

import pandas as pd
import pydeck  # pyright: ignore[reportMissingTypeStubs]

from analysis.crime import figures as crime_figures
from analysis.crime import hotspots
from analysis.crime.hotspots import Cells
from analysis.crime.selection import Selection
from analysis.figures import maps
from analysis.figures.charts import canvas, palette, trends
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.words import phrases

SHARES = (0.25, 0.5)  # the busiest cells that hold a quarter of the records, then half, then the rest


def classes(found: Cells, dark: bool, ranked: bool = True) -> maps.Classes:
    """Cells in three classes: the fewest that hold a quarter of the records, those up to half, and the others.

    ranked: whether they may be; else all stand in one.
    """
    counts = [int(count) for count in found.rows["records"]]  # busiest first
    if not counts:
        return maps.Classes((), ())
    if not ranked:
        return maps.Classes(((counts[-1], counts[0]),), (maps.SEQUENTIAL_DARK if dark else maps.SEQUENTIAL)[:1])
    lowest = [counts[found.holding(share) - 1] for share in SHARES]
    levels = sorted({*lowest, counts[-1]})
    tops = [*(max(count for count in counts if count < level) for level in levels[1:]), counts[0]]
    scale = maps.SEQUENTIAL_DARK if dark else maps.SEQUENTIAL
    return maps.Classes(tuple(zip(levels, tops, strict=True)), scale[-len(levels) :])


def hotspot_map(
    selection: Selection, found: Cells, wards: dict[str, Any], zones: dict[str, Any], place: str | None, dark: bool
) -> tuple[pydeck.Deck, maps.Classes]:
    """The cells coloured by records, ward and zone outlines over them, and the classes used.

    wards, zones: GeoJSON collections (`maps.outlines`). place: a zone's id or a cell's reference to ring.
    """
    used = classes(found, dark, selection.span.comparable)
    features = [_cell_feature(row, f"{selection.unit}, {selection.span.heading()}") for row in _records(found.rows)]
    ids = [feature["id"] for feature in features]
    fills = {reference: used.colour(count, dark) for reference, count in zip(ids, found.rows["records"].tolist(), strict=True)}
    tips = {feature["id"]: feature["properties"]["tip"] for feature in features}
    cells = {"type": "FeatureCollection", "features": features}
    drawn, ring = maps.choropleth(cells, fills, tips, [place] if place else [], dark, layer="cells")
    ink = maps.INK_DARK if dark else maps.INK
    layers = [
        drawn,
        maps.lines(wards, "wards", palette.DARK_THEME[palette.CONTEXT_GREY] if dark else palette.CONTEXT_GREY, 1),
        maps.lines(zones, "zones", maps.ATTENTION, 2.5),
        ring,
    ]
    if place in {feature["id"] for feature in zones["features"]}:
        chosen = {**zones, "features": [each for each in zones["features"] if each["id"] == place]}
        layers.append(maps.lines(chosen, "chosen_zone", ink, 4))
    layers.append(maps.markers(zones, "zone_marks"))
    return maps.deck(layers, frame(cells, zones, wards)), used


def frame(cells: dict[str, Any], zones: dict[str, Any], wards: dict[str, Any]) -> maps.Bounds:
    """What the map shows at first: the zones where a cell lies among them, else the cells, else whatever is drawn at all."""
    if not cells["features"]:
        drawn = next((each for each in (zones, wards) if each["features"]), None)
        return maps.bounds_of(drawn) if drawn else maps.EVERYWHERE
    around = maps.bounds_of(cells)
    if not zones["features"]:
        return around
    among = maps.bounds_of(zones)
    return among if any(maps.overlap(maps.bounds_of_one(cell), among) for cell in cells["features"]) else around


def place_trend(selection: Selection, rows: pd.DataFrame, name: str, caption: Caption) -> Figure:
    """Records a month at one zone or cell. rows: the answers of `place_trend`."""
    counts = [None if pd.isna(count) else float(count) for count in rows["chosen"]]
    recorded = crime_figures.in_period(rows, selection.start, selection.end)
    panel = trends.Panel(name, [canvas.Line(name, counts)], f"{selection.unit} a month")
    ends = (selection.start.isoformat(), selection.end.isoformat())
    months = [phrases.short_month(month.date()) for month in pd.to_datetime(rows["month"])]
    table = pd.DataFrame({"Month": months, selection.unit.capitalize(): rows["chosen"].astype("Int64")})
    return Figure(
        id="hotspot_place",
        title=f"{name[:1].upper()}{name[1:]}, month by month",
        sentence=f"{phrases.counted(recorded, selection.unit)} recorded, {selection.period()}."
        if selection.span.loaded
        else f"{phrases.capital(selection.span.nothing())}.",
        chart=trends.trend(rows, [panel], 230, chosen=ends),
        table=table,
        caption=caption,
        counts=OPEN,
        notes=crime_figures.trend_notes(selection, rows),
    )


def _cell_feature(row: dict[str, Any], unit: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": row["id"],
        "geometry": {
            "type": "Polygon",
            "coordinates": [hotspots.cell_outline(row["cell_east"], row["cell_north"])],
        },
        "properties": {
            "place": row["id"],
            "tip": f"Cell {row['id']}\n{row['records']:,} {unit}\nmostly on or near {row['street']}",
        },
    }


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return cast("list[dict[str, Any]]", rows.to_dict("records"))
