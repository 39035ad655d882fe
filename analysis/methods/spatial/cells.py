"""Cells of equal area on a plane: hexagons and squares on a fixed origin, or polygons that somebody drew.

Coordinates are metres, of the British National Grid (EPSG:27700) for all that comes here. Every point lies in exactly one hexagon
or square; of polygons that share a border the first one has it, and a point in none has no cell.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
KeyOf = Callable[[Floats, float], Integers]
CentresOf = Callable[[Integers, float], Floats]
Steps = tuple[tuple[int, int], ...]

HEXAGON_SIDE = 166.0  # metres: about 0.07 km² and 288 m across, the unit that violence reduction partnerships report by
SQUARE_SIDE = 250.0
SMALLEST_ACROSS = 250.0  # metres: what rests on anonymised points is told of no smaller place
NO_CELL = -1
TOUCHING = 1.0  # metres: drawn cells nearer than this have a border in common
# Columns and rows from a hexagon to those around it, in even rows and in odd ones, which lie half a hexagon to the east.
SIX_AROUND = (
    ((1, 0), (-1, 0), (0, 1), (-1, 1), (0, -1), (-1, -1)),
    ((1, 0), (-1, 0), (0, 1), (1, 1), (0, -1), (1, -1)),
)
EIGHT_AROUND = tuple((column, row) for column in (-1, 0, 1) for row in (-1, 0, 1) if (column, row) != (0, 0))


@dataclass(frozen=True)
class Grid:
    """The cells of an area. A cell is known by its place in these arrays.

    centres: metres, (cells, 2). corners: metres, a ring of (corners, 2) a cell, not closed. at: the cell of each point handed in,
    NO_CELL for none. around: (cells, most neighbours): the cells next to each, filled up with the number of cells.
    across: the least width of a cell in metres; area: of one cell, in square metres.
    """

    shape: str
    across: float
    area: float
    centres: Floats
    corners: Sequence[Floats]
    at: Integers
    around: Integers
    names: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.centres)

    def around_each(self, values: Floats) -> Floats:
        """The sum over each cell and its neighbours. values: (…, cells)."""
        padded = np.concatenate([values, np.zeros((*values.shape[:-1], 1))], axis=-1)
        return values + padded[..., self.around].sum(axis=-1)

    @cached_property
    def neighbours(self) -> Integers:
        """How many cells lie next to each."""
        return (self.around < len(self)).sum(axis=1)


def hexagons(points: Floats, area: Any = None, side: float = HEXAGON_SIDE) -> Grid:
    """Hexagons with a corner to the north, one of them centred on the origin of the plane.

    points: metres, (points, 2). area: a shapely geometry; the cells are those whose centre it covers and those with a point.
    """
    wide, high = math.sqrt(3) * side, 1.5 * side
    keys = hexagon_of(points, side)
    every, at = _keys(keys, area, hexagon_of, _hexagon_centres, (wide, high), side)
    centres = _hexagon_centres(every, side)
    turns = np.radians(np.arange(30, 390, 60))
    ring = side * np.column_stack([np.cos(turns), np.sin(turns)])
    size = 1.5 * math.sqrt(3) * side * side
    around = _around(every, SIX_AROUND[0], SIX_AROUND[1])
    return Grid("hexagons", wide, size, centres, list(centres[:, None, :] + ring), at, around)


def squares(points: Floats, area: Any = None, side: float = SQUARE_SIDE) -> Grid:
    """Squares with a corner on the origin of the plane; as for `hexagons`. Those that touch at a corner are neighbours."""
    keys = square_of(points, side)
    every, at = _keys(keys, area, square_of, _square_centres, (side, side), side)
    centres = _square_centres(every, side)
    ring = side / 2 * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    around = _around(every, EIGHT_AROUND, EIGHT_AROUND)
    return Grid("squares", side, side * side, centres, list(centres[:, None, :] + ring), at, around)


def drawn(points: Floats, polygons: Sequence[Any], names: Sequence[str]) -> Grid:
    """Cells as somebody drew them: shapely polygons in metres, of about equal area. Those with a common border are neighbours."""
    shapes = np.array(polygons, dtype=object)
    tree = shapely.STRtree(shapes)
    at = np.full(len(points), NO_CELL, dtype=np.int64)
    if len(points):
        point, cell = tree.query(shapely.points(points), predicate="covered_by")
        order = np.lexsort((cell, point))[::-1]  # of several the first is written last
        at[point[order]] = cell[order]
    one, other = tree.query(shapes, predicate="dwithin", distance=TOUCHING)
    pairs = np.column_stack([one, other])[one != other]
    centroids = shapely.get_coordinates(shapely.centroid(shapes))
    areas = shapely.area(shapes)
    boxes = [shapely.get_coordinates(box)[:3] for box in shapely.oriented_envelope(shapes)]
    across = min((float(np.linalg.norm(np.diff(box, axis=0), axis=1).min()) for box in boxes), default=0.0)
    rings = [shapely.get_coordinates(shapely.get_exterior_ring(_largest(shape)))[:-1] for shape in polygons]
    around = _table_of(pairs, len(shapes))
    return Grid("cells", across, float(np.mean(areas)) if len(areas) else 0.0, centroids, rings, at, around, tuple(names))


def hexagon_of(points: Floats, side: float = HEXAGON_SIDE) -> Integers:
    """Column and row of the hexagon that each point lies in: the one with the nearest centre.

    The centres are two rectangular lattices, one between the other; the nearer of the two nearest is nearest of all. A point as
    near to both goes to that of the even rows.
    """
    wide, high = math.sqrt(3) * side, 3 * side
    scaled = points / (wide, high)
    even = np.floor(scaled + 0.5)
    odd = np.floor(scaled)
    to_even = ((points - even * (wide, high)) ** 2).sum(axis=1)
    to_odd = ((points - (odd + 0.5) * (wide, high)) ** 2).sum(axis=1)
    keys = np.where((to_even <= to_odd)[:, None], even * (1, 2), odd * (1, 2) + (0, 1))
    return keys.astype(np.int64)


def square_of(points: Floats, side: float = SQUARE_SIDE) -> Integers:
    """Column and row of the square that each point lies in; a point on a border belongs to the north and east."""
    return np.floor(points / side).astype(np.int64)


def _hexagon_centres(keys: Integers, side: float) -> Floats:
    column, row = keys[:, 0], keys[:, 1]
    return np.column_stack([math.sqrt(3) * side * (column + 0.5 * (row % 2)), 1.5 * side * row]).astype(np.float64)


def _square_centres(keys: Integers, side: float) -> Floats:
    return ((keys + 0.5) * side).astype(np.float64)


def _keys(
    keys: Integers, area: Any, key_of: KeyOf, centres_of: CentresOf, steps: tuple[float, float], side: float
) -> tuple[Integers, Integers]:
    """The cells with a point and those whose centre lies in the area, in order of row and column; and the cell of each point."""
    wanted = keys
    if area is not None and not shapely.is_empty(area):
        west, south, east, north = shapely.bounds(area)
        columns = np.arange(west - steps[0], east + 2 * steps[0], steps[0])
        rows = np.arange(south - steps[1], north + 2 * steps[1], steps[1])
        # With a second lattice between, rows of points lie closer than any cell is high where it is widest: none is missed.
        lattice = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
        tried = np.unique(np.concatenate([key_of(lattice, side), key_of(lattice + np.array(steps) / 2, side)]), axis=0)
        shapely.prepare(area)
        wanted = np.concatenate([keys, tried[shapely.contains_xy(area, centres_of(tried, side))]])
    if not len(wanted):
        return np.empty((0, 2), dtype=np.int64), np.empty(0, dtype=np.int64)
    # One number a cell, in order of row and column, is sorted in a tenth of the time of two.
    numbers, at = np.unique(wanted[:, 1] * 2**32 + wanted[:, 0], return_inverse=True)
    row = (numbers + 2**31) >> 32  # columns may lie under nought
    return np.column_stack([numbers - (row << 32), row]), at[: len(keys)].astype(np.int64)


def _around(keys: Integers, in_even_rows: Steps, in_odd_rows: Steps) -> Integers:
    place = {(column, row): index for index, (column, row) in enumerate(keys.tolist())}
    pairs = [
        (index, place[found])
        for (column, row), index in place.items()
        for across, up in (in_odd_rows if row % 2 else in_even_rows)
        if (found := (column + across, row + up)) in place
    ]
    return _table_of(np.array(pairs, dtype=np.int64).reshape(-1, 2), len(keys))


def _table_of(pairs: Integers, count: int) -> Integers:
    """Pairs of a cell and one next to it as a row a cell, filled up with `count`."""
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    each = np.bincount(pairs[:, 0], minlength=count) if len(pairs) else np.zeros(count, dtype=np.int64)
    table = np.full((count, int(each.max()) if count and len(pairs) else 0), count, dtype=np.int64)
    position = np.arange(len(pairs)) - np.repeat(np.cumsum(each) - each, each)
    table[pairs[:, 0], position] = pairs[:, 1]
    return table


def _largest(shape: Any) -> Any:
    parts = shapely.get_parts(shape)
    return parts[np.argmax(shapely.area(parts))]
