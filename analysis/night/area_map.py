"""The map of the night-time zones, as the assessors of Purple Flag ask for one: outlines, letters, and the wards they lie in."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.figures import maps
from analysis.figures.charts import palette
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.words import fields, phrases

NONE = "No night-time zone is loaded, so that there is no map of them."
INDICATIVE = "Indicative zones are drawn by us; a boundary that the partnership has agreed can be loaded in their place."


def zone_map(zones: pd.DataFrame, wards: pd.DataFrame, caption: Caption) -> Figure | str:
    """The zones on a map with the wards behind them, or that there are none. zones: as `zones` answers; wards: as `wards`."""
    outlines = maps.outlines(zones, ["zone_id", "name"])
    if not outlines["features"]:
        return NONE
    behind = maps.outlines(wards, ["ward_code", "ward_name"])
    layers = [
        maps.lines(behind, "wards", palette.CONTEXT_GREY, 1),
        maps.bands([_filled(feature) for feature in outlines["features"]], "zone_fills"),
        maps.lines(outlines, "zones", maps.INK, 2),
        maps.markers(outlines, "zone_marks"),
    ]
    table = _table(zones, [str(feature["id"]) for feature in outlines["features"]])
    drawn_by_us = int((table["Boundary"] == "indicative").sum())
    said = f"{phrases.capital(phrases.count(len(table), 'night-time zone'))} in {caption.area}"
    return Figure(
        id="night_zones",
        topic=True,
        title=f"The night-time zones of {caption.area}",
        sentence=f"{said}: {drawn_by_us} indicative." if drawn_by_us else f"{said}.",
        chart=maps.deck(layers, maps.bounds_of(outlines)),
        table=table,
        caption=caption,
        counts=OPEN,
        notes=(f"Zones: {_lettered(table)}.", *((INDICATIVE,) if drawn_by_us else ())),
    )


def _filled(feature: dict[str, Any]) -> dict[str, Any]:
    return {**feature, "properties": {**feature["properties"], "fill": maps.rgba(maps.SEQUENTIAL[0], 110)}}


def _table(zones: pd.DataFrame, drawn: list[str]) -> pd.DataFrame:
    rows = {str(row["zone_id"]): row for row in fields.lines(zones)}
    return pd.DataFrame(
        {
            "Letter": [maps.letter(place) for place in range(len(drawn))],
            "Zone": [rows[zone]["name"] for zone in drawn],
            "Boundary": [_boundary(rows[zone]["indicative"]) for zone in drawn],
            "Source": [fields.text(rows[zone]["source"]) or "" for zone in drawn],
        }
    )


def _boundary(indicative: Any) -> str:
    return "not said" if pd.isna(indicative) else "indicative" if indicative else "agreed"


def _lettered(table: pd.DataFrame) -> str:
    return " · ".join(f"{letter} {name}" for letter, name in zip(table["Letter"], table["Zone"], strict=True))
