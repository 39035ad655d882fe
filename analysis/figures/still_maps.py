"""A map that stands still, as SVG in a page: what a deck of `maps` shows at first, without a canvas and without the network.

A second deck beside the first costs a browser more than all else on a page: each starts a drawing machine of its own. A small
map that nobody moves needs none."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pydeck
import shapely
from shapely.geometry import shape

from analysis.figures import maps, still_charts

SIDE = maps.NARROWEST
"""Pixels across and up: what a map shows at first fits a square of them."""
BESIDE = SIDE
"""Pixels drawn left and right of the square: a wider page shows more of the map, not a larger one."""
WORLD = 512  # pixels that the world is wide at zoom 0, as in deck.gl
NAMED_BY = re.compile(r"(?:@@=)?properties\.(\w+)")
LETTER_WIDE, LINE_HIGH = 0.6, 1.2  # of the height of a letter


@dataclass(frozen=True)
class Frame:
    """From longitude and latitude to pixels of the square."""

    middle: tuple[float, float]
    per_degree: float

    def pixels(self, degrees: Any) -> Any:
        """Places (…, 2) in degrees as pixels from the upper left corner."""
        east, north = degrees[:, 0] - self.middle[0], degrees[:, 1] - self.middle[1]
        longer = 1 / np.cos(np.radians(self.middle[1]))  # a degree of latitude, in degrees of longitude
        return np.column_stack((SIDE / 2 + east * self.per_degree, SIDE / 2 - north * self.per_degree * longer))


SEEN = shapely.box(-BESIDE, 0, SIDE + BESIDE, SIDE)


def image(deck: pydeck.Deck, words: str) -> str:
    """The map as HTML, as wide as its place and SIDE pixels high. words: what it shows, for those who do not see it."""
    view = cast("Any", deck.initial_view_state)
    frame = Frame((view.longitude, view.latitude), WORLD * 2**view.zoom / 360)
    drawn = "".join(_layer(layer, frame) for layer in cast("Sequence[Any]", deck.layers))
    wide = SIDE + 2 * BESIDE
    size = f'viewBox="{-BESIDE} 0 {wide} {SIDE}" width="{wide}" height="{SIDE}" font-family="Source Sans, Arial, sans-serif"'
    return f'<div class="still_map">{still_charts.picture(size, drawn, words)}</div>'


def _layer(layer: Any, frame: Frame) -> str:
    given: Mapping[str, Any] = layer._kwargs  # pydeck keeps what it was given nowhere else
    if layer.type == "TextLayer":
        return "".join(_mark(mark, given, frame) for mark in layer.data)
    return "".join(_area(feature, given, frame) for feature in layer.data["features"])


def _area(feature: Mapping[str, Any], given: Mapping[str, Any], frame: Frame) -> str:
    """An outline with its fill; empty where nothing of it lies in the picture."""
    outline = shapely.transform(shape(feature["geometry"]), frame.pixels)
    if not shapely.intersects(outline, SEEN):
        return ""
    rings = [ring for part in shapely.get_parts(outline) for ring in (part.exterior, *part.interiors)]
    path = "".join(f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in ring.coords[:-1])}Z" for ring in rings)
    fill = _colour(given["get_fill_color"], feature) if given.get("filled", True) else "none"
    line = ""
    if given.get("stroked", True):
        line = f'stroke="{_colour(given["get_line_color"], feature)}" stroke-width="{given["line_width_min_pixels"]}" '
    return f'<path d="{path}" fill="{fill}" {line}stroke-linejoin="round"/>'


def _mark(mark: Mapping[str, Any], given: Mapping[str, Any], frame: Frame) -> str:
    """A number or a name in its box."""
    x, y = frame.pixels(np.array([mark["position"]]))[0]
    size = given["get_size"]
    wide, high = LETTER_WIDE * size * len(mark["text"]) + 8, LINE_HIGH * size
    box = f'<rect x="{x - wide / 2:.1f}" y="{y - high / 2:.1f}" width="{wide:.1f}" height="{high:.1f}"'
    bold = ' font-weight="700"' if "font_weight" in given else ""
    return (
        f'{box} fill="{_hex(given["get_background_color"])}"/><text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{bold}'
        f' fill="{_hex(given["get_color"])}" text-anchor="middle" dominant-baseline="central">{html.escape(mark["text"])}</text>'
    )


def _colour(given: str | Sequence[int], feature: Mapping[str, Any]) -> str:
    named = NAMED_BY.fullmatch(given) if isinstance(given, str) else None
    return _hex(feature["properties"][named[1]] if named else cast("Sequence[int]", given))


def _hex(colour: Sequence[int]) -> str:
    return "#" + "".join(f"{part:02X}" for part in colour[:3])
