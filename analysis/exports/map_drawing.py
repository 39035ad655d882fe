"""A map drawn as a picture: the layers of its deck, in metres of the National Grid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, cast

import numpy as np
import pydeck
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from pyproj import Transformer
from shapely.geometry import shape

from analysis.exports import lettering
from analysis.exports.canvas import Box, Canvas
from analysis.exports.translated import NotDrawn
from analysis.figures import maps
from analysis.figures.charts.palette import DARK_GREY, INK

HEIGHT = 460  # pixels, as on the page
TILE = 512  # pixels that the world is wide at zoom 0
NICE = (1, 2, 5)
METRES_PER_DEGREE = 111_320  # of longitude at the equator
EDGE = 1.04  # the part of the box that the map leaves white round it
SCALE_SHARE = 0.25  # of the width: the longest scale bar
NAME_LETTERS, NAME_WIDTHS = (12, 10.5, 9), (8, 6, 4)  # pixels; the widest line of a name that is tried, in letters
OF_THE_SCREEN = {"pickable", "auto_highlight", "highlight_color", "font_family", "character_set", "line_joint_rounded"}
OUTLINES = {"filled", "stroked", "get_fill_color", "get_line_color", "line_width_min_pixels"} | OF_THE_SCREEN
MARKS = {
    "get_position",
    "get_text",
    "get_size",
    "get_color",
    "background",
    "get_background_color",
    "background_padding",
    "get_border_color",
    "get_border_width",
    "font_weight",
    "size_units",
    "size_max_pixels",
} | OF_THE_SCREEN
KNOWN = {"GeoJsonLayer": OUTLINES, "TextLayer": MARKS}
COLLECTIONS = ("GeoJsonLayer",)
NAMED_BY = re.compile(r"@@=properties\.(\w+)")


def unknown(deck: pydeck.Deck) -> list[str]:
    """What of a map is not drawn, by its layer; nothing of one that pictures draw whole."""
    return [
        f"{layer.id}: {name}"
        for layer in _layers(deck)
        for name in ([layer.type] if layer.type not in KNOWN else sorted(set(_settings(layer)) - KNOWN[layer.type]))
    ]


def draw(deck: pydeck.Deck, canvas: Canvas, box: Box, k: float) -> Axes:
    """Draw a map into a box, at least what the screen shows at first. Raises NotDrawn, as charts do."""
    if found := unknown(deck):
        raise NotDrawn(f"No picture could be made: the map holds something that pictures do not draw ({found[0]}).")
    axes = canvas.axes(box)
    outlines = {layer.id: _on_the_grid(layer) for layer in _layers(deck) if layer.type in COLLECTIONS}
    _frame(axes, deck, [outline for layer in outlines.values() for outline in layer], box)
    for order, layer in enumerate(_layers(deck)):
        if "size_units" in _settings(layer):
            continue  # the names of areas, which grow with the zoom of a screen: _names finds their place on paper
        if layer.type == "TextLayer":
            _numbers(axes, layer, canvas, box, k, 5 + order)
        else:
            _outlines(axes, layer, outlines[layer.id], k, 1 + order)
    _names(axes, deck, canvas, box, k)
    _scale(axes, canvas, box, k)
    return axes


@cache
def _grid() -> Transformer:
    return Transformer.from_crs(4326, 27700, always_xy=True)


def metres(geometry: Any) -> Any:
    """A geometry in degrees, or pairs of degrees, in metres of the National Grid."""

    def project(places: Any) -> Any:
        return np.column_stack(_grid().transform(places[:, 0], places[:, 1]))

    return shapely.transform(geometry, project)


def _settings(layer: Any) -> Mapping[str, Any]:
    return layer._kwargs  # pydeck keeps what it was given nowhere else


def _layers(deck: pydeck.Deck) -> list[Any]:
    return list(cast("Iterable[Any]", deck.layers))


def _on_the_grid(layer: Any) -> list[Any]:
    """The outlines of a layer in metres, all in one go: by themselves a thousand cells take ten times as long."""
    return list(metres(np.array([shape(each["geometry"]) for each in layer.data["features"]], dtype=object)))


def _frame(axes: Axes, deck: pydeck.Deck, drawn: Sequence[Any], box: Box) -> None:
    """What the screen shows at first, without what nothing is drawn in, as large as the box allows. drawn: in metres."""
    view = cast("Any", deck.initial_view_state)
    degrees = 360 * HEIGHT / TILE / 2**view.zoom
    across, up = _grid().transform(view.longitude, view.latitude)
    half = 0.5 * degrees * METRES_PER_DEGREE * float(np.cos(np.radians(view.latitude)))
    seen = shapely.box(across - half, up - half, across + half, up + half)
    left, bottom, right, top = (shapely.box(*shapely.total_bounds(drawn)) & seen).bounds if drawn else seen.bounds
    per_point = EDGE * max((right - left) / box.width, (top - bottom) / box.height)
    wide, high = per_point * box.width / 2, per_point * box.height / 2
    axes.set_xlim((left + right) / 2 - wide, (left + right) / 2 + wide)
    axes.set_ylim((bottom + top) / 2 - high, (bottom + top) / 2 + high)


def _outlines(axes: Axes, layer: Any, outlines: Sequence[Any], k: float, order: float) -> None:
    given = _settings(layer)
    for number, (feature, outline) in enumerate(zip(layer.data["features"], outlines, strict=True)):
        stroked = given.get("stroked", True)
        patch = PathPatch(
            Path.make_compound_path(*_rings(outline)),
            facecolor=_colour(given["get_fill_color"], feature) if given.get("filled", True) else "none",
            edgecolor=_colour(given["get_line_color"], feature) if stroked else "none",
            linewidth=given["line_width_min_pixels"] * k if stroked else 0,
            joinstyle="round",
            zorder=order,
            gid=f"{layer.id}_{feature.get('id', number)}",
        )
        # The frame is set already: a patch that is added as such has all its curves measured for it.
        axes.add_artist(patch)


def _rings(geometry: Any) -> Iterator[Path]:
    for part in shapely.get_parts(geometry):
        for ring in (part.exterior, *part.interiors):
            yield Path(np.asarray(ring.coords)[:, :2], closed=True)


def _colour(given: str | Sequence[int], feature: Mapping[str, Any]) -> tuple[float, ...]:
    if isinstance(given, str):
        named = NAMED_BY.fullmatch(given if given.startswith("@@=") else f"@@={given}")
        assert named, given
        given = feature["properties"][named[1]]
    return tuple(part / 255 for part in cast("Sequence[int]", given))


def _numbers(axes: Axes, layer: Any, canvas: Canvas, box: Box, k: float, layer_at: float) -> None:
    """Names, letters and numbers of places, in a box each."""
    given = _settings(layer)
    size, bold, border = given["get_size"] * k, "font_weight" in given, given.get("get_border_width", 0) * k
    opacity = given["get_background_color"][3] / 255
    for mark in layer.data:
        x, y = metres(shapely.Point(mark["position"])).coords[0]
        left, foot = _place(axes, x, y, box)
        wide = lettering.width(mark["text"], size, bold=bold)
        frame = Box(left - wide / 2 - 5 * k, foot - 0.65 * size, wide + 10 * k, 1.3 * size)
        if frame.left < box.left or frame.right > box.right or frame.bottom < box.bottom or frame.top > box.top:
            continue  # it would be cut off, or stand outside the map
        if border:
            canvas.box(frame, _hex(given["get_border_color"]), layer=layer_at)
        within = Box(frame.left + border, frame.bottom + border, frame.width - 2 * border, frame.height - 2 * border)
        canvas.box(within, _hex(given["get_background_color"]), opacity=opacity, layer=layer_at + 0.1)
        colour = _hex(given["get_color"])
        canvas.words(
            [mark["text"]], left, foot, size, bold=bold, colour=colour, across="center", down="middle", layer=layer_at + 0.2
        )


def _names(axes: Axes, deck: pydeck.Deck, canvas: Canvas, box: Box, k: float) -> None:
    """The names of coloured areas, in letters as large as fit inside; an area too small for its name has none."""
    per_point = (axes.get_xlim()[1] - axes.get_xlim()[0]) / box.width
    coloured = [layer for layer in _layers(deck) if "get_fill_color" in _settings(layer)]
    for layer, feature in ((each, feature) for each in coloured for feature in each.data["features"]):
        if not (name := feature["properties"].get("ward_name")):
            continue
        outline = metres(shape(feature["geometry"]))
        middle = shapely.maximum_inscribed_circle(outline, tolerance=20).coords[0]
        fill = _colour(_settings(layer)["get_fill_color"], feature)
        for size, width in ((letters * k, width) for letters in NAME_LETTERS for width in NAME_WIDTHS):
            lines = lettering.wrapped(name, size, width * size)
            wide, high = (part * per_point / 2 for part in lettering.block([(lettering.Run(line),) for line in lines], size))
            room = shapely.box(middle[0] - wide, middle[1] - high, middle[0] + wide, middle[1] + high)
            if len(lines) <= len(name.split()) and outline.contains(room):
                left, foot = _place(axes, middle[0], middle[1], box)
                colour = _hex(maps.letters_on([round(255 * part) for part in fill]))
                canvas.words(lines, left, foot, size, colour=colour, across="center", down="middle")
                break


def _place(axes: Axes, x: float, y: float, box: Box) -> tuple[float, float]:
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    return box.left + (x - left) / (right - left) * box.width, box.bottom + (y - bottom) / (top - bottom) * box.height


def _hex(colour: Sequence[int]) -> str:
    return "#" + "".join(f"{part:02X}" for part in colour[:3])


def _scale(axes: Axes, canvas: Canvas, box: Box, k: float) -> None:
    """A bar of a round length in the lower right corner."""
    left, right = axes.get_xlim()
    longest = SCALE_SHARE * (right - left)
    power = 10 ** int(np.floor(np.log10(longest)))
    length = max(step * power for step in NICE if step * power <= longest)
    wide = length / (right - left) * box.width
    said = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    size = 13 * k
    foot = box.bottom + 0.5 * size
    behind = Box(box.right - wide - 0.5 * size, foot - 0.5 * size, wide + 0.5 * size, 2.2 * size)
    canvas.box(behind, "#FFFFFF", opacity=0.85, layer=4)
    canvas.line([box.right - wide, box.right], [foot, foot], INK, 1.6 * k, solid_capstyle="butt")
    canvas.words([said], box.right, foot + 0.2 * size, size, colour=DARK_GREY, across="right", down="bottom")
