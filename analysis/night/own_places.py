"""A place of a reader's own: a zone with so many metres around it, or an outline that somebody hands in. None is kept."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from analysis.crime import gathered
from analysis.methods.spatial import cells
from analysis.methods.spatial.cells import NO_CELL, SMALLEST_ACROSS
from analysis.words import phrases
from analysis.words.in_plain_words import InPlainWords

AROUND = (0, 100, 250, 500)  # metres around a zone
CORNERS_AT_MOST = 2_000
LARGEST_KM2 = 500.0  # of an outline: beyond, it is a district, not a place
FIGURE, HOURS = "own_place", "own_hours"
"""The names of the figures of an outline handed in: nothing of it is kept, so that no pack can make them again."""
AROUND_FIGURE, AROUND_HOURS = "zone_around", "zone_around_hours"
"""Those of a zone with metres around it, which a link can ask for."""
FEWEST_CELLS = 2  # of hours: fewer would come too near to single offences
HOW = (
    "Draw round a place on the map, or hand in an outline as GeoJSON (one polygon), or its corners, one a line: latitude, "
    "longitude, such as 50.3697, -4.1421. It is used in this session alone, kept nowhere, and stands in no link."
)
WHOLE_CELLS = "Hours are counted in whole hexagons of 288 m whose middle lies inside."
ZONES_ALONE = (
    "Hours, which rest on the force's own list, are told of zones and so many metres around them alone: outlines can be drawn "
    "without end, and enough of them, set against each other, would tell of single offences. An outline that the partnership "
    "agrees on can be loaded as a zone, and has its hours then."
)


class NoPlace(InPlainWords):
    """An outline that cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class OwnPlace:
    """An outline on the National Grid (metres) with its name."""

    name: str
    outline: Any
    figure: str = FIGURE
    hours: str = HOURS


def around(outlines: Sequence[str], name: str, metres: int) -> OwnPlace:
    """Zones (GeoJSON geometries in degrees) together, with so many metres around them."""
    shapes = [gathered.on_the_grid(shapely.make_valid(shapely.from_geojson(text))) for text in outlines]
    outline = shapely.union_all(shapes).buffer(metres)
    return OwnPlace(f"{name} and {metres} m around", outline, AROUND_FIGURE, AROUND_HOURS)


def handed_in(text: str, area: Any, name: str = "This outline") -> OwnPlace:
    """An outline as GeoJSON, or as corners. area: that of the area in metres, None where it is not loaded. Raises NoPlace."""
    text = text.lstrip("\ufeff").strip()
    if not text:
        raise NoPlace(f"The outline is empty. {HOW}")
    ring = _geojson(text) if text.startswith("{") else _corners(text)
    _in_degrees(ring)
    outline = gathered.on_the_grid(shapely.polygons(ring))
    if not shapely.is_valid(outline):
        raise NoPlace(
            "The outline crosses itself, so nobody can tell what lies inside. Draw it so that its sides meet at corners alone."
        )
    wide = _across(outline)
    if wide < SMALLEST_ACROSS:
        raise NoPlace(
            f"The outline is {wide:.0f} m across. Police points are anonymised, so no place under {SMALLEST_ACROSS:.0f} m is "
            "told of: draw a larger one."
        )
    if shapely.area(outline) > LARGEST_KM2 * 1e6:
        raise NoPlace(f"The outline holds more than {LARGEST_KM2:.0f} square kilometres. Draw a place within the area.")
    if area is not None and not shapely.intersects(area, outline):
        raise NoPlace("The outline lies outside the area of this dashboard. Look whether latitude and longitude are exchanged.")
    return OwnPlace(name, outline)


def points_inside(place: OwnPlace, named: pd.DataFrame) -> list[int]:
    """The numbers of the police points in it. named: as `area_points` answers."""
    once = named.drop_duplicates("point")
    shapely.prepare(place.outline)
    inside = shapely.contains_xy(place.outline, once[["easting", "northing"]].to_numpy(dtype=np.float64))
    return once.loc[inside, "point"].astype(int).tolist()


def cells_inside(place: OwnPlace, points: pd.DataFrame) -> tuple[list[str], int]:
    """The list's own points in whole hexagons of which the middle lies inside, as "easting,northing", and how many hexagons.

    points: as `offence_points` answers.
    """
    metres = points[["easting", "northing"]].to_numpy(dtype=np.float64)
    grid = cells.hexagons(metres)
    if not len(grid):
        return [], 0
    shapely.prepare(place.outline)
    within = shapely.contains_xy(place.outline, grid.centres)
    chosen = (grid.at != NO_CELL) & within[grid.at]
    return points.loc[chosen, "name"].tolist(), int(within.sum())


def _geojson(text: str) -> list[tuple[float, float]]:
    """The outer ring of the one polygon of a GeoJSON text."""
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoPlace("The file is not GeoJSON: it cannot be read. Save it as GeoJSON again.") from error
    if isinstance(found, dict) and found.get("type") == "FeatureCollection":
        features: Any = found.get("features") or [None]
        if not isinstance(features, list) or len(features) != 1:
            raise NoPlace(f"The file holds {len(features):,} outlines. Save the one that is meant.")
        found = features[0]
    if isinstance(found, dict) and found.get("type") == "Feature":
        found = found.get("geometry")
    if not isinstance(found, dict) or found.get("type") != "Polygon":
        kind = found.get("type") if isinstance(found, dict) else None
        raise NoPlace(
            f"The file holds {f'a {kind}' if isinstance(kind, str) and kind.isalpha() else 'no polygon'}. One polygon is needed."
        )
    try:
        ring = [(float(corner[0]), float(corner[1])) for corner in found["coordinates"][0]]
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise NoPlace("The polygon has no corners that can be read. Save it as GeoJSON again.") from error
    return _enough(ring)


def _corners(text: str) -> list[tuple[float, float]]:
    """Corners as lines of latitude and longitude."""
    ring: list[tuple[float, float]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        found = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*", line)
        if not found:
            raise NoPlace(f"Line {number} is no corner: write latitude, longitude, such as 50.3697, -4.1421.")
        ring.append((float(found[2]), float(found[1])))
    return _enough(ring)


def _enough(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    corners = len({*ring})
    if corners < 3:
        raise NoPlace(f"The outline has {phrases.count(corners, 'corner')}: it takes three or more.")
    if len(ring) > CORNERS_AT_MOST:
        raise NoPlace(f"The outline has {len(ring):,} corners, more than {CORNERS_AT_MOST:,}. Simplify it.")
    return ring


def _in_degrees(ring: list[tuple[float, float]]) -> None:
    if any(abs(x) > 180 or abs(y) > 90 or x != x or y != y for x, y in ring):
        raise NoPlace(
            "The corners are no longitudes and latitudes: they look like another coordinate system, such as metres of the "
            "National Grid. Save the outline as WGS 84 (EPSG:4326)."
        )


def _across(outline: Any) -> float:
    """Its least width in metres: the shorter side of the smallest rectangle round it, or twice the largest circle inside."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(outline))[:3]
    box = float(np.linalg.norm(np.diff(corners, axis=0), axis=1).min()) if len(corners) == 3 else 0.0
    inside = 2 * float(shapely.length(shapely.maximum_inscribed_circle(outline, tolerance=1.0)))
    return min(box, inside)
