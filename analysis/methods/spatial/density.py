"""How thick points lie, smoothed: an exact Gaussian kernel at the nodes of a lattice."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.uint32]
BANDWIDTH = 300.0  # metres: the standard deviation of the kernel; no less than a cell is across
REACH = 8.5  # bandwidths: beyond, a point adds less than the last digit of what it adds at its own place
TILE = 4.0  # bandwidths across: points of one tile reach the same nodes
AT_ONCE = 32  # points: a larger product is shared out to threads, which wait for each other where several readers are served
MARGIN = 4.0  # bandwidths around the points: less than one in 10,000 of the weight lies beyond


@dataclass(frozen=True)
class Surface:
    """Points to a square kilometre at each node. eastings, northings: metres, in order; values: (northings, eastings)."""

    eastings: Floats
    northings: Floats
    values: Floats
    bandwidth: float

    def total(self) -> float:
        """The number of points: the volume under the surface."""
        step = float(self.eastings[1] - self.eastings[0])
        return float(self.values.sum()) * step * step / 1e6


def surface(points: Floats, weights: Floats, bandwidth: float = BANDWIDTH, step: float | None = None) -> Surface:
    """The surface of distinct points (metres, (points, 2); one at least), each counted `weights` times.

    A Gaussian of two dimensions is the product of two of one: the sum over points is one product of two matrices, and no point is
    rounded to the lattice. step: metres between nodes, a quarter of the bandwidth unless told.
    """
    step = step or bandwidth / 4
    margin = MARGIN * bandwidth
    low, high = points.min(axis=0) - margin, points.max(axis=0) + margin
    eastings, northings = (np.arange(np.floor(low[axis] / step), np.ceil(high[axis] / step) + 1) * step for axis in (0, 1))
    values = np.zeros((len(northings), len(eastings)))
    for part in _tiles(points, TILE * bandwidth):
        here, reach = points[part], REACH * bandwidth
        (west, south), (east, north) = here.min(axis=0) - reach, here.max(axis=0) + reach
        column, row = slice(*np.searchsorted(eastings, (west, east))), slice(*np.searchsorted(northings, (south, north)))
        across = np.exp(-0.5 * ((eastings[None, column] - here[:, :1]) / bandwidth) ** 2)
        up = np.exp(-0.5 * ((northings[row, None] - here[None, :, 1]) / bandwidth) ** 2)
        across *= weights[part, None]
        for begin in range(0, len(part), AT_ONCE):
            values[row, column] += up[:, begin : begin + AT_ONCE] @ across[begin : begin + AT_ONCE]
    values *= 1e6 / (2 * np.pi * bandwidth**2)
    return Surface(eastings, northings, values, bandwidth)


def _tiles(points: Floats, side: float) -> list[NDArray[np.int64]]:
    """The numbers of the points that lie in one square of that side, square by square."""
    _, tile, sizes = np.unique((points // side).astype(np.int64), axis=0, return_inverse=True, return_counts=True)
    return np.split(np.argsort(tile.reshape(-1), kind="stable"), np.cumsum(sizes)[:-1])


def bands(found: Surface, low: float, high: float) -> list[list[Floats]]:
    """Where a surface lies from low to high: polygons in metres, each as its outer ring and those of its holes, closed."""
    from contourpy import FillType, contour_generator  # imported here: start-up does not wait for it

    generator = contour_generator(found.eastings, found.northings, found.values, fill_type=FillType.OuterOffset)
    outlines, offsets = cast("tuple[list[Floats], list[Integers]]", generator.filled(low, high))
    return [
        [outline[first:last] for first, last in pairwise(offset.tolist())]
        for outline, offset in zip(outlines, offsets, strict=True)
    ]
