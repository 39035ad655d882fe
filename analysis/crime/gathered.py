"""Records by cell and month: what every view of the hotspots is worked out from.

A cell goes by the grid reference of its middle, to 100 m ("SX 474 544"): cells are 250 m across at least, so no two share one.
The partnership's own cells go by the names that they bring.
Records stand at anonymised points that the police place on or near a street, so nothing smaller than a cell is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from analysis.crime.selection import Selection
from analysis.declared import reference_tables
from analysis.methods.spatial import cells
from analysis.methods.spatial.cells import NO_CELL, Grid
from analysis.words.months import every_month

Floats = NDArray[np.float64]
HEXAGONS, SQUARES, OWN = "Hexagons", "Squares", "Own cells"
SHAPES = {HEXAGONS: cells.hexagons, SQUARES: cells.squares}
"""The shapes that are laid over any area; OWN are the cells that the partnership loads."""
SQUARE_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # the National Grid's letters leave out I
PLACES = 6  # decimal places of a degree: a tenth of a metre
LABELS, APART = 36, (1_300.0, 350.0)  # names on the map at most, and metres between two, across or up


@dataclass(frozen=True)
class CellMap:
    """The cells of the area on the ground, with their names and those of the streets in them.

    names: one a cell. geometry: GeoJSON polygons in degrees (WGS84), one a cell. points: metres, one row a point, by its number.
    whole: whether the cells without a record are known, which takes the outline of the area. labels: names of streets by which
    somebody finds their way: longitude, latitude, name.
    """

    grid: Grid
    names: tuple[str, ...]
    geometry: tuple[dict[str, Any], ...]
    points: Floats
    whole: bool
    labels: tuple[tuple[float, float, str], ...]

    @cached_property
    def place_of(self) -> Mapping[str, int]:
        """The cell of a name."""
        return {name: cell for cell, name in enumerate(self.names)}

    def points_in(self, cell: int) -> list[int]:
        """The numbers of the points in a cell."""
        return np.flatnonzero(self.grid.at == cell).tolist()


@dataclass(frozen=True)
class Gathered:
    """The records of a selection on a map of cells.

    months: first days of the months with figures. counts: (months, cells). at_points: records of all these months at each point.
    near: what most records of each cell are on or near, empty where it has none. without_point: the area's records that stand
    at no point; outside_grid: those at points in no cell.
    """

    on: CellMap
    months: tuple[date, ...]
    counts: Floats
    at_points: Floats
    near: tuple[str, ...]
    without_point: int
    outside_grid: int

    @cached_property
    def by_cell(self) -> Floats:
        """The records of each cell."""
        return self.counts.sum(axis=0)

    @cached_property
    def ranked(self) -> list[int]:
        """The cells with a record, busiest first; of equal ones the first by name."""
        names = np.array(self.on.names, dtype=object)
        order = np.lexsort((names, -self.by_cell)) if len(names) else np.empty(0, dtype=np.int64)
        return [int(cell) for cell in order if self.by_cell[cell]]

    @property
    def first(self) -> date:
        """The first day of the first month with figures; there must be one."""
        return self.months[0]

    @property
    def last(self) -> date:
        """The first day of the last month with figures; there must be one."""
        return self.months[-1]

    @property
    def total(self) -> int:
        """Records in cells."""
        return int(self.by_cell.sum())


def cell_map(shape: str, named: pd.DataFrame, wards: pd.DataFrame) -> CellMap:
    """The cells of an area. shape: one of SHAPES. named: answers of `area_points`; wards: those of `wards`, with outlines."""
    points, area = _points(named), area_outline(wards)
    return _mapped(SHAPES[shape](points, area), points, area is not None, named)


def own_cell_map(named: pd.DataFrame, own: pd.DataFrame) -> CellMap:
    """The partnership's own cells. own: answers of `own_cells`; all of them count, with a record or without."""
    points = _points(named)
    outlines = [on_the_grid(shapely.from_geojson(text)) for text in own["geojson"]]
    return _mapped(cells.drawn(points, outlines, [str(name) for name in own["cell_id"]]), points, True, named)


def _mapped(grid: Grid, points: Floats, whole: bool, named: pd.DataFrame) -> CellMap:
    return CellMap(grid, _names(grid), _geometry(grid), points, whole, _labels(named))


def gather(on: CellMap, selection: Selection, rows: pd.DataFrame) -> Gathered:
    """The records of a selection by month and cell. rows: answers of `point_months` for it."""
    held = selection.span.held
    absent = {*selection.span.missing, *selection.span.not_held}
    months = [month for month in every_month(*held) if month not in absent] if held else []
    place = pd.Series(range(len(months)), index=pd.DatetimeIndex(months), dtype="int64")
    rows = rows.loc[rows["month"].isin(place.index)]
    placed = rows[rows["point"].notna()]
    records = placed["records"].to_numpy(dtype=np.float64)
    point = placed["point"].to_numpy(dtype=np.int64)
    cell = on.grid.at[point] if len(on.grid.at) else np.empty(0, dtype=np.int64)
    month = placed["month"].map(place).to_numpy(dtype=np.int64)
    counts, inside = np.zeros((len(months), len(on.grid))), cell != NO_CELL
    np.add.at(counts, (month[inside], cell[inside]), records[inside])
    return Gathered(
        on,
        tuple(months),
        counts,
        np.bincount(point, records, len(on.points)).astype(np.float64),
        _near(cell[inside], placed["street"].to_numpy(dtype=object)[inside], records[inside], len(on.grid)),
        int(rows.loc[rows["point"].isna(), "records"].sum()),
        int(records[~inside].sum()),
    )


def cell_months(on: CellMap, name: str, rows: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """The records of one cell month by month, as `zone_histories` answers for a zone.

    rows: answers of `point_months`; months: those of `months`.
    """
    inside = set(on.points_in(on.place_of[name]))
    mine = rows[[point in inside for point in rows["point"]]].groupby("month")["records"].sum()
    counts = [
        float(mine.get(month, 0)) if covered else None for month, covered in zip(months["month"], months["covered"], strict=True)
    ]
    return months[["month", "covered", "comparable", "reason"]].assign(
        place=name, chosen=pd.Series(counts, index=months.index, dtype=float)
    )


def area_outline(wards: pd.DataFrame) -> Any:
    """The outlines of the wards as one, on the National Grid; None where a ward's is not loaded."""
    texts = wards["geojson"].tolist()
    if not texts or not all(isinstance(text, str) for text in texts):
        return None
    outline = shapely.union_all(shapely.make_valid(shapely.from_geojson(texts)))
    return on_the_grid(outline)


def on_the_grid(outline: Any) -> Any:
    """An outline in degrees (WGS84) on the National Grid, in metres."""
    return shapely.transform(outline, lambda degrees: np.column_stack(_metres().transform(degrees[:, 0], degrees[:, 1])))


def cell_id(east: int, north: int) -> str:
    """A place's grid reference to 100 m, for example "SX 474 544" for east 247400, north 54400."""
    letters = grid_letters(east, north)
    return f"{letters} {east % 100_000 // 100:03d} {north % 100_000 // 100:03d}"


def grid_letters(east: int, north: int) -> str:
    """The two letters of the 100 km square of the National Grid that holds a place (Ordnance Survey)."""
    column, row = east // 100_000, north // 100_000
    first = 19 - row - (19 - row) % 5 + (column + 10) // 5
    second = (19 - row) * 5 % 25 + column % 5
    return SQUARE_LETTERS[first] + SQUARE_LETTERS[second]


@cache
def kinds_of_place() -> dict[str, str]:
    """Names in police files that stand for any place of a kind, in words: "Parking Area" → "a parking area"."""
    rows = reference_tables.reference_table("kinds_of_place")
    return dict(zip(rows["name"], rows["said"], strict=True))


def degrees(metres: Floats) -> Floats:
    """Longitudes and latitudes of places on the National Grid; (…, 2)."""
    flat = metres.reshape(-1, 2)
    found = np.column_stack(_degrees().transform(flat[:, 0], flat[:, 1]))
    return found.round(PLACES).reshape(metres.shape)


def _points(named: pd.DataFrame) -> Floats:
    once = named.drop_duplicates("point")
    points = np.zeros((int(once["point"].max()) + 1 if len(once) else 0, 2))
    points[once["point"].to_numpy(dtype=np.int64)] = once[["easting", "northing"]].to_numpy(dtype=np.float64)
    return points


def _names(grid: Grid) -> tuple[str, ...]:
    return grid.names or tuple(cell_id(int(east // 1), int(north // 1)) for east, north in grid.centres.tolist())


def _geometry(grid: Grid) -> tuple[dict[str, Any], ...]:
    if not len(grid):
        return ()
    every = degrees(np.concatenate(list(grid.corners)))
    rings = np.split(every, np.cumsum([len(ring) for ring in grid.corners])[:-1])
    return tuple({"type": "Polygon", "coordinates": [[*ring.tolist(), ring[0].tolist()]]} for ring in rings)


def _near(cell: NDArray[np.int64], street: NDArray[np.object_], records: Floats, count: int) -> tuple[str, ...]:
    """What most records of each cell are on or near: the street with most; in brackets a kind of place that has more than it."""
    rows = pd.DataFrame({"cell": cell, "street": street, "records": records}).dropna(subset="street")
    sums = rows.groupby(["cell", "street"], as_index=False, sort=True)["records"].sum()
    best = sums.assign(fewest=-sums["records"]).sort_values(["cell", "fewest", "street"])[["cell", "street", "records"]]
    is_kind = best["street"].isin(kinds_of_place())
    streets, kinds = (
        {int(at): (str(name), float(held)) for at, name, held in part.drop_duplicates("cell").itertuples(index=False)}
        for part in (best[~is_kind], best[is_kind])
    )
    found = [""] * count
    for at in {*streets, *kinds}:
        street_there, held = streets.get(at, ("", 0.0))
        kind, more = kinds.get(at, ("", 0.0))
        said = kinds_of_place().get(kind, "")
        found[at] = (f"{street_there} ({said})" if street_there else said) if more > held else street_there
    return tuple(found)


def _labels(named: pd.DataFrame) -> tuple[tuple[float, float, str], ...]:
    """Streets with most records, each at its busiest point, none near another."""
    real = named[named["street"].notna() & ~named["street"].isin(kinds_of_place())]
    every = real.groupby("street")["records"].transform("sum")
    best = real.assign(every=-every, fewest=-real["records"]).sort_values(["every", "street", "fewest", "point"])
    best = best.drop_duplicates("street")
    chosen: list[tuple[float, float, str]] = []
    for street, east, north in best[["street", "easting", "northing"]].itertuples(index=False):
        if all(abs(east - x) >= APART[0] or abs(north - y) >= APART[1] for x, y, _ in chosen):
            chosen.append((east, north, street))
        if len(chosen) == LABELS:
            break
    places = degrees(np.array([[x, y] for x, y, _ in chosen]).reshape(-1, 2)).tolist()
    return tuple((x, y, name) for (x, y), (_, _, name) in zip(places, chosen, strict=True))


@cache
def _degrees() -> Transformer:
    return Transformer.from_crs(27700, 4326, always_xy=True)


@cache
def _metres() -> Transformer:
    return Transformer.from_crs(4326, 27700, always_xy=True)
