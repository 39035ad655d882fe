"""A map to draw an outline on with a mouse or a finger: wards, zones and names of streets, and Plotly's own lasso.

Nothing is counted on it. What is drawn becomes corners in words, which can be read, mended, and pasted as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape as shapely_shape

from analysis.figures import maps
from analysis.figures.charts.canvas import SMALL, base_layout, escaped
from analysis.figures.charts.palette import BLUE, CONTEXT_GREY, DARK_GREY
from analysis.night.own_places import NoPlace

HEIGHT = 420  # pixels
AROUND = 0.006  # degrees round the zones that the map shows at first
COARSEST = 0.0001  # degrees, about 10 m: a hand draws no finer
SLIPS = 0.05  # of what is drawn: loops smaller than this are slips of the hand
TOOLS = {"displayModeBar": True, "displaylogo": False, "modeBarButtons": [["lasso2d", "pan2d", "zoomIn2d", "zoomOut2d"]]}


def board(wards: dict[str, Any], zones: dict[str, Any], labels: Sequence[tuple[float, float, str]]) -> dict[str, Any]:
    """The map as a chart. wards, zones: GeoJSON collections (`maps.outlines`). labels: longitude, latitude, name of a street."""
    whole = zones if zones["features"] else wards
    west, south, east, north = maps.bounds_of(whole) if whole["features"] else maps.EVERYWHERE
    axis: dict[str, Any] = {"visible": False, "zeroline": False}
    layout = base_layout(HEIGHT) | {
        "dragmode": "lasso",
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "xaxis": axis | {"range": [west - AROUND, east + AROUND]},
        "yaxis": axis
        | {"range": [south - AROUND, north + AROUND], "scaleanchor": "x", "scaleratio": _longer((south + north) / 2)},
        "newselection": {"line": {"color": BLUE, "width": 3}},
    }
    return {"data": [_lines(wards, CONTEXT_GREY, 1), _lines(zones, BLUE, 2), _names(labels)], "layout": layout}


def corners(longitudes: Sequence[float], latitudes: Sequence[float]) -> str:
    """What was drawn as corners, one a line: latitude, longitude. Raises NoPlace.

    The line of a hand crosses itself where it closes: what that cuts off is left out, where it is next to nothing.
    """
    ring = list(zip(longitudes, latitudes, strict=True))
    drawn = shapely.make_valid(shapely.Polygon(ring)) if len(ring) > 2 else shapely.Polygon()
    parts = [part for one in shapely.get_parts(drawn) for part in shapely.get_parts(one) if part.geom_type == "Polygon"]
    largest = max(parts, key=shapely.area, default=None)
    if largest is None or not largest.area:
        raise NoPlace("The line encloses nothing. Draw round a place, with the button held down.")
    if largest.area < (1 - SLIPS) * sum(part.area for part in parts):
        raise NoPlace("The line crosses itself, so nobody can tell what lies inside. Draw round one place.")
    outer = shapely.get_coordinates(shapely.simplify(shapely.Polygon(largest.exterior), COARSEST))[:-1]
    return "\n".join(f"{latitude:.5f}, {longitude:.5f}" for longitude, latitude in outer)


def _longer(latitude: float) -> float:
    """How much longer a degree of latitude is than one of longitude."""
    return float(1 / np.cos(np.radians(latitude)))


def _lines(collection: dict[str, Any], colour: str, width: float) -> dict[str, Any]:
    """All outlines as one trace, a gap between each two."""
    x: list[float | None] = []
    y: list[float | None] = []
    for part in shapely.get_parts([shapely_shape(feature["geometry"]) for feature in collection["features"]]):
        for one in shapely.get_parts(part):
            across, up = zip(*one.exterior.coords, strict=True)
            x += [*across, None]
            y += [*up, None]
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "line": {"color": colour, "width": width}, "hoverinfo": "skip",
    }  # fmt: skip


def _names(labels: Sequence[tuple[float, float, str]]) -> dict[str, Any]:
    font = {"size": SMALL, "color": DARK_GREY}
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x for x, _, _ in labels],
        "y": [y for _, y, _ in labels],
        "text": [escaped(name) for _, _, name in labels],
        "textfont": font,
        "unselected": {"textfont": {"color": DARK_GREY}},
        "hoverinfo": "skip",
    }
