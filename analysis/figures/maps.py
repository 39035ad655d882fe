"""Maps as pydeck layers: nothing is fetched from another host unless a reader asks for streets behind one that may have them, and
every map works with the network cut.

Geometry is GeoJSON in WGS84 degrees. Colours are RGBA lists; `dark` chooses those for a dark page. Every layer has an id, so
that a click names what was clicked.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import numpy as np
import pandas as pd
import pydeck
import pydeck.bindings.deck as pydeck_deck
from shapely import affinity, get_parts, make_valid, maximum_inscribed_circle, union_all
from shapely.geometry import LineString, Point, mapping, shape

from analysis.figures.figure import Legend
from analysis.words import fields, phrases

Colour = list[int]

# Sequential colours of the Analysis Function palette, fewest to most, lightest first (on a dark page darkest first).
SEQUENTIAL = ("#C3DDF4", "#6BACE6", "#2073BC", "#12436D", "#081F33")
SEQUENTIAL_DARK = ("#12324E", "#1B4B75", "#3D87C9", "#75B3EA", "#D6E9FB")
MOST_CLASSES = 5
SHADES = {1: (2,), 2: (1, 3), 3: (1, 2, 3), 4: (0, 1, 2, 3), 5: (0, 1, 2, 3, 4)}
"""Which colours so many classes have."""
NO_FIGURE, NO_FIGURE_DARK = "#F3F4F5", "#2B3138"
INK, INK_DARK = "#0B0C0C", "#FFFFFF"
OUTLINE, OUTLINE_DARK = "#FFFFFF", "#16191D"
ATTENTION = "#F46A25"
QUOTED = "'{}'"  # pydeck takes a bare string for an expression over the data

SIMPLIFY_DEGREES = 0.00015  # about 15 m: under a pixel when a whole city is on screen
NARROWEST = 350  # pixels: the whole area fits a phone held upright
LARGEST_NAME, LONGEST_LINE = 14, 12  # pixels; letters of a name that stands in one line
LETTER_SHAPE = 0.64  # how wide a letter is, of its height
METRES_A_DEGREE = 111_320  # of latitude
TOOLTIP = {"maxWidth": "210px", "padding": "6px 8px", "font": "14px sans-serif", "color": "#FFFFFF"}  # narrow: a map cuts it off
PLACES = 5  # decimal places of a degree kept: about a metre


NOT_COLOURED = "Not coloured: there are no figures that may be ranked."


@dataclass(frozen=True)
class Classes:
    """Figures in a few classes. edges: lowest and highest figure of each; colours: one a class (hex)."""

    edges: tuple[tuple[float, float], ...]
    colours: tuple[str, ...]

    def index(self, value: float | None) -> int | None:
        """The class a figure falls in; None for a figure that is not known."""
        if value is None or pd.isna(value):
            return None
        return next(index for index, (_, top) in enumerate(self.edges) if value <= top)

    def colour(self, value: float | None, dark: bool) -> Colour:
        """The colour of a figure; a pale one of its own where there is none."""
        index = self.index(value)
        return rgba((NO_FIGURE_DARK if dark else NO_FIGURE) if index is None else self.colours[index])


def apart(values: Sequence[float | None], dark: bool) -> Classes:
    """Up to five classes that tell the figures apart: those whose members lie nearest to the mean of their class, on the scale
    of square roots, on which chance moves small and large counts alike.

    values: counts or rates, none under nought. Equal figures share a class. The partition is the best there is (Fisher 1958,
    J. Am. Stat. Assoc. 53): figures are few.
    """
    known = sorted(float(value) for value in values if value is not None and not pd.isna(value))
    different = sorted(set(known))
    if not known:
        return Classes((), ())
    count = min(MOST_CLASSES, len(different), max(2, len(known) // 2))
    starts = _best_starts([value**0.5 for value in different], [known.count(value) for value in different], count)
    ends = [*(start - 1 for start in starts[1:]), len(different) - 1]
    edges = tuple((different[start], different[end]) for start, end in zip(starts, ends, strict=True))
    scale = SEQUENTIAL_DARK if dark else SEQUENTIAL
    return Classes(edges, tuple(scale[place] for place in SHADES[len(edges)]))


def _best_starts(values: Sequence[float], weights: Sequence[int], count: int) -> list[int]:
    """Where each of `count` classes of sorted values begins, so that the squared distances to their means are least."""

    def cost(first: int, last: int) -> float:
        part, weight = np.array(values[first : last + 1]), np.array(weights[first : last + 1])
        return float((weight * (part - np.average(part, weights=weight)) ** 2).sum())

    best = [[cost(0, last) for last in range(len(values))]]
    begun: list[list[int]] = [[0] * len(values)]
    for classes in range(1, count):
        row: list[float] = []
        starts: list[int] = []
        for last in range(len(values)):
            found = [(best[-1][first - 1] + cost(first, last), first) for first in range(classes, last + 1)]
            least = min(found, default=(float("inf"), last))
            row.append(least[0])
            starts.append(least[1])
        best.append(row)
        begun.append(starts)
    last, found_starts = len(values) - 1, []
    for classes in range(count - 1, -1, -1):
        start = begun[classes][last]
        found_starts.append(start)
        last = start - 1
    return found_starts[::-1]


def outlines(rows: pd.DataFrame, properties: Sequence[str]) -> dict[str, Any]:
    """A GeoJSON collection of the rows that have a geometry (column `geojson`), simplified for a city on screen."""
    features = [
        {
            "type": "Feature",
            "id": str(row[properties[0]]),
            "geometry": _simplified(row["geojson"]),
            "properties": {name: _plain_value(row[name]) for name in properties},
        }
        for row in fields.lines(rows)
        if isinstance(row["geojson"], str)
    ]
    return {"type": "FeatureCollection", "features": features}


def choropleth(
    collection: dict[str, Any],
    fills: dict[str, Colour],
    words: dict[str, str],
    chosen: Sequence[str],
    dark: bool,
    layer: str = "wards",
) -> list[pydeck.Layer]:
    """Areas filled by `fills` (id → colour), the chosen ones ringed; `words` (id → text) stands in the tooltip."""
    features = [
        {**feature, "properties": {**feature["properties"], "fill": fills[feature["id"]], "words": words[feature["id"]]}}
        for feature in collection["features"]
    ]
    ringed = [feature for feature in features if feature["id"] in set(chosen)]
    areas = _geojson_layer(
        layer,
        features,
        get_fill_color="properties.fill",
        get_line_color=rgba(OUTLINE_DARK if dark else OUTLINE),
        line_width_min_pixels=1.5,
        pickable=True,
        auto_highlight=True,
        highlight_color=[244, 106, 37, 90],
    )
    ring = _geojson_layer(
        "chosen",
        ringed,
        filled=False,
        get_line_color=rgba(INK_DARK if dark else INK),
        line_width_min_pixels=4,
        line_joint_rounded=True,
    )
    return [areas, ring]


def bands(features: Sequence[dict[str, Any]], layer: str) -> pydeck.Layer:
    """Areas in the colours they bring (property `fill`), which take no click."""
    fill = "properties.fill"
    return _geojson_layer(layer, features, stroked=False, get_fill_color=fill)


def land(wards: dict[str, Any], dark: bool) -> list[dict[str, Any]]:
    """The wards together as one area with its fill: its edge is the coast, inland the border; none without wards."""
    if not wards["features"]:
        return []
    whole = union_all(make_valid([shape(feature["geometry"]) for feature in wards["features"]]))
    # What is left between two simplified outlines is no water.
    closed = whole.buffer(2 * SIMPLIFY_DEGREES).buffer(-2 * SIMPLIFY_DEGREES).simplify(SIMPLIFY_DEGREES)
    fill = rgba(NO_FIGURE_DARK if dark else NO_FIGURE)
    return [{"type": "Feature", "id": "land", "geometry": _rounded(mapping(closed)), "properties": {"fill": fill}}]


APART = 0.94
"""How large cells are drawn: the ground between parts them. With lines a computer without a graphics card took 1 s and not 0.2
for each frame of a map of 1,100 cells."""


def cells(features: Sequence[dict[str, Any]], layer: str, seen: bool = True) -> pydeck.Layer:
    """Cells that a click names, in the colours they bring: properties `fill` (RGBA), `words` (tooltip), `place` (their name).

    seen: False for cells that lie unseen over what is drawn; their fill has no opacity then.
    """
    return _geojson_layer(
        layer,
        [_apart(feature) for feature in features] if seen else features,
        stroked=False,
        get_fill_color="properties.fill",
        pickable=True,
        auto_highlight=True,
        highlight_color=[244, 106, 37, 90],
    )


def _apart(feature: dict[str, Any]) -> dict[str, Any]:
    """The same cell, a little smaller about its middle; as it is where it is no simple outline."""
    geometry = feature["geometry"]
    if geometry["type"] != "Polygon" or len(geometry["coordinates"]) != 1:
        return feature
    (ring,) = geometry["coordinates"]
    corners = len(ring) - 1
    east, north = (sum(point[axis] for point in ring[:-1]) / corners for axis in (0, 1))
    smaller = [[round(east + APART * (x - east), 6), round(north + APART * (y - north), 6)] for x, y in ring]
    return {**feature, "geometry": {"type": "Polygon", "coordinates": [smaller]}}


def place_names(names: Sequence[tuple[float, float, str]], layer: str, dark: bool) -> pydeck.Layer:
    """Names by which somebody finds their way: longitude, latitude, name. They take no click."""
    return pydeck.Layer(
        "TextLayer",
        data=[{"position": [x, y], "text": name} for x, y, name in names],
        id=layer,
        get_position="position",
        get_text="text",
        get_size=12,
        get_color=rgba(INK_DARK if dark else INK),
        background=True,
        get_background_color=rgba(OUTLINE_DARK if dark else OUTLINE, 190),
        background_padding=[2, 0],
        character_set=QUOTED.format("auto"),
        font_family=QUOTED.format("Source Sans, sans-serif"),
    )


def names_within(collection: dict[str, Any], name: str, fills: Mapping[str, Colour]) -> pydeck.Layer:
    """The name of each area (property `name`) inside it, as large as it fits, so that names too small to read grow with the zoom.

    fills: id → the colour that the letters stand on. They take no click. An area without a name or without a surface has none.
    """
    inside = [
        (feature["id"], _name_inside(shape(feature["geometry"]), feature["properties"][name]))
        for feature in collection["features"]
    ]
    return pydeck.Layer(
        "TextLayer",
        data=[{**found, "colour": letters_on(fills[code])} for code, found in inside if found],
        id="names_within",
        get_position="position",
        get_text="text",
        get_size="size",
        size_units=QUOTED.format("meters"),
        size_max_pixels=LARGEST_NAME,
        get_color="colour",
        character_set=QUOTED.format("auto"),
        font_family=QUOTED.format("Source Sans, sans-serif"),
    )


def _name_inside(outline: Any, name: str | None) -> dict[str, Any] | None:
    """Where a name lies in the largest part of an area, in one line or two, and how high its letters may be in metres.

    None without a name, and where no letter fits. An outline whose corners were rounded may cross itself: it is mended first.
    """
    words = (name or "").split()
    if not words or outline.is_empty:
        return None
    narrower = float(np.cos(np.radians(outline.centroid.y)))  # a degree of longitude, in degrees of latitude
    mended = make_valid(affinity.scale(outline, narrower, 1, origin=(0, 0)))
    surfaces = [part for some in get_parts(mended) for part in get_parts(some) if part.area]
    flat = max(surfaces, key=lambda part: part.area, default=None)
    if flat is None:
        return None
    circle = maximum_inscribed_circle(flat, tolerance=0.0002)
    x, y = circle.coords[0]
    across = get_parts(flat.intersection(LineString([(flat.bounds[0], y), (flat.bounds[2], y)])))
    wide = max((part.length for part in across if part.distance(Point(x, y)) < circle.length), default=0.0)
    halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    whole = " ".join(words)
    best = min(halves, key=lambda half: max(map(len, half)), default=(whole, ""))
    lines = best if len(whole) > LONGEST_LINE and halves else (whole,)
    size = round(min(wide * METRES_A_DEGREE / (LETTER_SHAPE * max(map(len, lines))), circle.length * METRES_A_DEGREE))
    return {"position": [round(x / narrower, PLACES), round(y, PLACES)], "text": "\n".join(lines), "size": size} if size else None


def letters_on(fill: Sequence[int]) -> Colour:
    """Dark letters or white ones, whichever are read better on a colour (relative luminance, WCAG 2.2)."""
    parts = [part / 255 for part in fill[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return rgba(INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else INK_DARK)


def numbers(places: Sequence[tuple[float, float, str]], layer: str) -> pydeck.Layer:
    """Numbers of places in a list beside the map: longitude, latitude, number. What lies under them takes the click."""
    return pydeck.Layer(
        "TextLayer",
        data=[{"position": [x, y], "text": text} for x, y, text in places],
        id=layer,
        get_position="position",
        get_text="text",
        get_size=14,
        font_weight=700,
        get_color=rgba(OUTLINE),
        background=True,
        get_background_color=rgba(INK),
        background_padding=[4, 1],
        font_family=QUOTED.format("Source Sans, sans-serif"),
    )


def lines(collection: dict[str, Any], layer: str, colour: str, width: float) -> pydeck.Layer:
    """Outlines alone, not clickable."""
    return _geojson_layer(layer, collection["features"], filled=False, get_line_color=rgba(colour), line_width_min_pixels=width)


def markers(collection: dict[str, Any], layer: str) -> pydeck.Layer:
    """The letter of each feature (A, B … in the order given) at its north end; a click on it names the feature."""
    data = [
        {
            "position": list(north_end(feature)),
            "text": letter(number),
            "place": feature["id"],
            "words": f"{letter(number)} {feature['properties']['name']}",
        }
        for number, feature in enumerate(collection["features"])
    ]
    return pydeck.Layer(
        "TextLayer",
        data=data,
        id=layer,
        get_position="position",
        get_text="text",
        get_size=13,
        get_color=rgba(INK),
        background=True,
        get_background_color=rgba(OUTLINE),
        background_padding=[4, 1],
        font_weight=700,
        get_border_color=rgba(ATTENTION),
        get_border_width=2,
        font_family=QUOTED.format("Source Sans, sans-serif"),
        pickable=True,
    )


def north_end(feature: dict[str, Any]) -> tuple[float, float]:
    """The northernmost corner of an area, where its letter leaves free what lies in it."""
    corners = [corner for part in get_parts(shape(feature["geometry"])) for corner in part.exterior.coords]
    x, y = max(corners, key=lambda corner: corner[1])[:2]
    return float(x), float(y)


def letter(number: int) -> str:
    """The letters that a feature goes by on a map, from 0: A to Z, then AA."""
    return (letter(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)


# PyDeck looks for Jupyter's widgets anew for every map, 8 ms each time; the answer does not change while we run.
pydeck_deck.has_jupyter_extra = cache(pydeck_deck.has_jupyter_extra)


class WrittenOnce(pydeck.Deck):
    """A map whose JSON is written once: a page that keeps it hands the same text to the browser at every run (50 ms)."""

    written: str | None = None

    def to_json(self) -> str:
        """The JSON of the map as it was when this was first asked for."""
        if self.written is None:
            self.written = super().to_json()
        return self.written


def deck(
    layers: Sequence[pydeck.Layer],
    bounds: tuple[float, float, float, float],
    across: int = NARROWEST,
    up: int = NARROWEST,
    tiles: str = "",
) -> pydeck.Deck:
    """A map of the layers that shows `bounds` (west, south, east, north) in so many pixels across and up.

    tiles: the address of pictures of streets to lay behind them, with {z}, {x} and {y}; nothing is fetched without one.
    """
    west, south, east, north = bounds
    middle = np.cos(np.radians((north + south) / 2))
    span = max((east - west) / across, (north - south) / middle / up, 0.002 / across)
    view = pydeck.ViewState(longitude=(west + east) / 2, latitude=(south + north) / 2, zoom=float(np.log2(360 / 512 / span)))
    made = WrittenOnce(
        layers=list(layers),
        initial_view_state=view,
        map_provider=None,  # pyright: ignore[reportArgumentType]
        tooltip=cast("bool", {"text": "{words}", "style": TOOLTIP}),
    )
    if tiles:
        made.map_style = _style(tiles)
    return made


def _style(tiles: str) -> str:
    """A map style of pictures alone, as an address that holds it: the browser fetches the pictures and nothing else."""
    source = {"type": "raster", "tiles": [tiles], "tileSize": 256}
    style = {"version": 8, "sources": {"streets": source}, "layers": [{"id": "streets", "type": "raster", "source": "streets"}]}
    return f"data:application/json;base64,{base64.b64encode(json.dumps(style).encode()).decode()}"


Bounds = tuple[float, float, float, float]
"""West, south, east and north, in degrees."""
EVERYWHERE: Bounds = (-6.4, 49.9, 1.8, 55.8)
"""England and Wales: what a map shows that has nothing to draw."""


def bounds_of_one(feature: dict[str, Any]) -> Bounds:
    """The bounds of one feature."""
    return shape(feature["geometry"]).bounds


def overlap(one: Bounds, other: Bounds) -> bool:
    """Whether two boxes have a place in common."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def bounds_of(collection: dict[str, Any]) -> Bounds:
    """West, south, east and north of a collection."""
    boxes = [bounds_of_one(feature) for feature in collection["features"]]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def legend(classes: Classes, unit: str) -> Legend:
    """What the colours stand for, and of what; where nothing is coloured, that it is not."""
    said = [_span(low, high) for low, high in classes.edges]
    return Legend(tuple(zip(classes.colours, said, strict=True)), unit if said else NOT_COLOURED)


def legend_html(found: Legend, opacity: int = 255) -> str:
    """A legend as HTML: a swatch and its figures each. Holds numbers and the unit only, never text from a file.

    opacity: that of what it explains, of 255.
    """
    swatches = [f'<span><i style="background:{colour}{opacity:02X}"></i>{words}</span>' for colour, words in found.entries]
    return f'<div class="legend">{"".join(swatches)}<span>{found.unit}</span></div>'


def _span(low: float, high: float) -> str:
    first, last = phrases.number(round(low, 1)), phrases.number(round(high, 1))
    return first if first == last else f"{first} to {last}"


def rgba(colour: str, opacity: int = 255) -> Colour:
    """ "#12436D" as [18, 67, 109, 255]."""
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)] + [opacity]


def _geojson_layer(layer: str, features: Sequence[dict[str, Any]], **settings: Any) -> pydeck.Layer:
    data = {"type": "FeatureCollection", "features": list(features)}
    return pydeck.Layer("GeoJsonLayer", data=data, id=layer, **settings)


def _simplified(geometry: str) -> dict[str, Any]:
    outline = shape(json.loads(geometry)).simplify(SIMPLIFY_DEGREES, preserve_topology=True)
    return cast("dict[str, Any]", _rounded(mapping(outline)))


def _rounded(part: Any) -> Any:
    if isinstance(part, float):
        return round(part, PLACES)
    if isinstance(part, dict):
        return {key: _rounded(value) for key, value in cast("dict[str, Any]", part).items()}
    if isinstance(part, list | tuple):
        return [_rounded(value) for value in cast("list[Any]", part)]
    return part


def _plain_value(value: Any) -> Any:
    return None if pd.isna(value) else value.item() if isinstance(value, np.generic) else value
