"""The demonstration's map: schematic wards and LSOAs drawn from ward centroids, and the snap points inside them.

No official outline is used: cells are nearest to a ward's centroid (Voronoi), cut to a rounded outline, and each is divided
further into LSOAs with invented codes. Everything is worked out from `data/reference/demonstration/`.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, Polygon

DECIMALS = 6
"""Decimals of a coordinate in degrees, as published: about 10 cm."""
RELAXING_STEPS = 6
"""Times that LSOA cells move to their own centre, so that they look alike in size."""
INSIDE = 0.00004
"""Snap points keep this distance from an LSOA's edge, in degrees, so that rounding cannot move one over it."""

Record = dict[str, str]


@dataclass(frozen=True)
class Facts:
    """What `data/reference/demonstration/` says: the settings, and one record per line of each table."""

    settings: dict[str, Any]
    wards: list[Record]
    places: list[Record]
    neighbours: list[Record]
    far_away: list[Record]
    breaks: list[Record]
    offences: list[Record]
    partnerships: list[Record]


@dataclass(frozen=True)
class Lsoa:
    """One LSOA of 2021 with invented code and name, its best-fit ward and its district. Neighbours' outlines are empty."""

    code: str
    name: str
    ward_code: str
    ward_name: str
    district_code: str
    district_name: str
    outline: Polygon = field(default_factory=Polygon)
    residents: int = 0
    weight: float = 1.0


@dataclass(frozen=True)
class SnapPoint:
    """One anonymised point with its fixed wording; the LSOA as files of either vintage name it (blank: none)."""

    longitude: float
    latitude: float
    location: str
    name: str
    code_2021: str
    code_2011: str
    weight: float
    night_time: bool = False


@dataclass(frozen=True)
class Lineage:
    """What became of an LSOA between 2011 and 2021: `U` unchanged, `S` split, `M` merged."""

    code_2011: str
    name_2011: str
    change: str
    lsoa: Lsoa


@dataclass(frozen=True)
class Map:
    """The whole country of the demonstration. `wards` are outlines in the order of the facts."""

    wards: list[Polygon]
    lsoas: list[Lsoa]
    neighbours: list[Lsoa]
    lineage: list[Lineage]
    points: list[SnapPoint]
    neighbour_points: list[SnapPoint]
    far_points: list[SnapPoint]


def read_facts(folder: Path) -> Facts:
    """The facts of the demonstration from its reference folder; a missing file is an OSError naming it."""

    def table(name: str) -> list[Record]:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    settings = tomllib.loads((folder / "demonstration.toml").read_text(encoding="utf-8"))
    tables = ("wards", "places", "neighbours", "far_away", "breaks", "offences", "partnerships")
    return Facts(settings, *map(table, tables))


def draw_map(facts: Facts, chance: np.random.Generator) -> Map:
    """Wards, LSOAs of both vintages and snap points, all from the facts and one source of chance."""
    wards = ward_cells(facts)
    lsoas = [lsoa for number in range(len(wards)) for lsoa in divide_ward(facts, number, wards[number], chance)]
    neighbours = neighbour_lsoas(facts, len(lsoas))
    parents = split_parents(lsoas, facts) | merge_parents(lsoas, facts)
    points = named_points(facts, lsoas) + street_points(facts, lsoas, chance)
    return Map(
        wards=wards,
        lsoas=lsoas,
        neighbours=neighbours,
        lineage=[line for lsoa in [*lsoas, *neighbours] for line in lineage_of(lsoa, parents)],
        points=[with_2011_code(point, lsoas, parents) for point in points],
        neighbour_points=neighbour_points(facts, neighbours, chance),
        far_points=far_points(facts),
    )


def ward_cells(facts: Facts) -> list[Polygon]:
    """One outline per ward in degrees: the part of a rounded outline of the area that is nearest to the ward's centroid."""
    centroids = [(float(ward["longitude"]), float(ward["latitude"])) for ward in facts.wards]
    squeeze = math.cos(math.radians(sum(latitude for _, latitude in centroids) / len(centroids)))
    flat = [(longitude * squeeze, latitude) for longitude, latitude in centroids]
    outline = shapely.convex_hull(shapely.MultiPoint(flat)).buffer(facts.settings["outline_margin"])
    return [_degrees(cell, squeeze) for cell in nearest_cells(np.array(flat), outline)]


def nearest_cells(seeds: NDArray[np.float64], outline: shapely.Geometry) -> list[Polygon]:
    """The Voronoi cell of each seed (rows of x, y) within the outline, in the order of the seeds."""
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline)
    cells = list(shapely.get_parts(diagram))
    tree = shapely.STRtree(cells)
    found = [cells[int(tree.query(Point(seed), predicate="intersects")[0])] for seed in seeds]
    return [_largest(shapely.intersection(cell, outline)) for cell in found]


def divide_ward(facts: Facts, number: int, ward: Polygon, chance: np.random.Generator) -> list[Lsoa]:
    """The ward's LSOAs: as many as its residents ask for, whole numbers of residents that add up to the ward's."""
    record, settings = facts.wards[number], facts.settings
    residents = int(record["residents"])
    count = max(2, round(residents / settings["residents_per_lsoa"]))
    shares = chance.dirichlet(np.full(count, 40.0))
    people = chance.multinomial(residents - 1000 * count, shares) + 1000
    first = settings["first_lsoa_code"] + _lsoas_before(facts, number)
    return [
        Lsoa(
            code=f"E01{first + place:06d}",
            name=f"{settings['area_name']} {settings['first_msoa_number'] + number}{chr(ord('A') + place)}",
            ward_code=record["code"],
            ward_name=record["name"],
            district_code=settings["area_code"],
            district_name=settings["area_name"],
            outline=cell,
            residents=int(people[place]),
            weight=float(record["weight"]) / count,
        )
        for place, cell in enumerate(even_cells(ward, count, chance))
    ]


def _lsoas_before(facts: Facts, number: int) -> int:
    per_lsoa = facts.settings["residents_per_lsoa"]
    return sum(max(2, round(int(ward["residents"]) / per_lsoa)) for ward in facts.wards[:number])


def even_cells(ward: Polygon, count: int, chance: np.random.Generator) -> list[Polygon]:
    """The ward divided into `count` cells of about the same size, coordinates rounded as published."""
    seeds = points_inside(ward, count, chance)
    for _ in range(RELAXING_STEPS):
        centres = [cell.centroid for cell in nearest_cells(seeds, ward)]
        seeds = np.array([(centre.x, centre.y) for centre in centres])
    return [_rounded(cell) for cell in nearest_cells(seeds, ward)]


def points_inside(area: Polygon, count: int, chance: np.random.Generator) -> NDArray[np.float64]:
    """`count` points spread by chance over the area (rows of longitude, latitude), rounded as published."""
    west, south, east, north = area.bounds
    found: list[tuple[float, float]] = []
    while len(found) < count:
        tries = np.round(chance.uniform((west, south), (east, north), (4 * count, 2)), DECIMALS)
        inside = shapely.contains_xy(area, tries[:, 0], tries[:, 1])
        found += [(float(x), float(y)) for x, y in tries[inside]]
    return np.array(found[:count])


def named_points(facts: Facts, lsoas: list[Lsoa]) -> list[SnapPoint]:
    """The night-time places at their real coordinates, each with the schematic LSOA that it lies in."""
    tree = shapely.STRtree([lsoa.outline for lsoa in lsoas])
    points: list[SnapPoint] = []
    for place in facts.places:
        longitude, latitude = float(place["longitude"]), float(place["latitude"])
        lsoa = lsoas[int(tree.nearest(Point(longitude, latitude)))]
        weight = float(place["weight"])
        points.append(SnapPoint(longitude, latitude, place["name"], lsoa.name, lsoa.code, lsoa.code, weight, night_time=True))
    return points


def street_points(facts: Facts, lsoas: list[Lsoa], chance: np.random.Generator) -> list[SnapPoint]:
    """Points on streets with made-up names in every LSOA; a few points are much busier than the rest."""
    count = facts.settings["points_per_lsoa"]
    names = street_names(facts, len(lsoas) * count, chance)
    points: list[SnapPoint] = []
    for lsoa in lsoas:
        for longitude, latitude in points_inside(lsoa.outline.buffer(-INSIDE), count, chance):
            weight = lsoa.weight * float(chance.lognormal(0, 0.9))
            points.append(SnapPoint(float(longitude), float(latitude), next(names), lsoa.name, lsoa.code, lsoa.code, weight))
    return points


def street_names(facts: Facts, count: int, chance: np.random.Generator) -> Iterator[str]:
    """`count` location wordings: street names, and now and then a kind of place such as a supermarket."""
    settings = facts.settings
    streets = [f"{word} {kind}" for kind in settings["street_kinds"] for word in settings["street_words"]]
    order = chance.permutation(np.arange(count) % len(streets))
    others = settings["other_locations"]
    for place, other in zip(order, chance.random(count), strict=True):
        kind = int(other / settings["share_other_locations"] * len(others))
        yield others[kind] if kind < len(others) else streets[int(place)]


def split_parents(lsoas: list[Lsoa], facts: Facts) -> dict[str, list[str]]:
    """2021 code → its one 2011 code, for pairs in one ward that were a single LSOA in 2011."""
    wanted = facts.settings["split_lsoas"]
    pairs = [
        (first, second)
        for first, second in pairwise(lsoas)
        if first.ward_code == second.ward_code and shapely.touches(first.outline, second.outline)
    ]
    step = max(1, len(pairs) // max(1, wanted))
    first_code = facts.settings["first_split_or_merged_code"]
    chosen = enumerate(pairs[::step][:wanted])
    return {lsoa.code: [f"E01{first_code + number:06d}"] for number, pair in chosen for lsoa in pair}


def merge_parents(lsoas: list[Lsoa], facts: Facts) -> dict[str, list[str]]:
    """2021 code → its two 2011 codes (western, eastern), for LSOAs that were two in 2011: the last of the last wards."""
    first_code = facts.settings["first_split_or_merged_code"] + 100
    last = [lsoa for lsoa, after in zip(lsoas, [*lsoas[1:], None], strict=True) if _ends_ward(lsoa, after)]
    chosen = enumerate(last[-facts.settings["merged_lsoas"] :])
    return {lsoa.code: [f"E01{first_code + 2 * number + half:06d}" for half in range(2)] for number, lsoa in chosen}


def _ends_ward(lsoa: Lsoa, after: Lsoa | None) -> bool:
    return after is None or lsoa.ward_code != after.ward_code


def lineage_of(lsoa: Lsoa, parents: dict[str, list[str]]) -> list[Lineage]:
    """The lines of the 2011 to 2021 lookup that end in this LSOA."""
    codes = parents.get(lsoa.code, [lsoa.code])
    change = "M" if len(codes) > 1 else "U" if codes == [lsoa.code] else "S"
    names = [lsoa.name] if change == "U" else [f"{lsoa.district_name} {code[-3:]}Z" for code in codes]
    return [Lineage(code, name, change, lsoa) for code, name in zip(codes, names, strict=True)]


def with_2011_code(point: SnapPoint, lsoas: list[Lsoa], parents: dict[str, list[str]]) -> SnapPoint:
    """The point with the code that a file of before 2024 gives it; a merged LSOA's halves lie west and east."""
    codes = parents.get(point.code_2021)
    if codes is None:
        return point
    outline = next(lsoa.outline for lsoa in lsoas if lsoa.code == point.code_2021)
    eastern = len(codes) > 1 and point.longitude > outline.centroid.x
    return replace(point, code_2011=codes[1] if eastern else codes[0])


def neighbour_lsoas(facts: Facts, before: int) -> list[Lsoa]:
    """LSOAs of the neighbouring districts, each town with one invented ward; no outlines. `before`: codes in use."""
    settings = facts.settings
    number = settings["first_lsoa_code"] + before
    lsoas: list[Lsoa] = []
    for town, record in enumerate(facts.neighbours):
        for place in range(int(record["lsoas"])):
            name = f"{record['district_name']} {settings['first_msoa_number'] + town}{chr(ord('A') + place)}"
            ward = f"E05{settings['first_neighbour_ward_code'] + town:06d}"
            code = f"E01{number + len(lsoas):06d}"
            district = record["district_code"], record["district_name"]
            weight = float(record["weight"]) / int(record["lsoas"])
            lsoas.append(Lsoa(code, name, ward, record["town"], *district, weight=weight))
    return lsoas


def neighbour_points(facts: Facts, lsoas: list[Lsoa], chance: np.random.Generator) -> list[SnapPoint]:
    """Points around the middle of each neighbouring town."""
    middles = {record["town"]: (float(record["longitude"]), float(record["latitude"])) for record in facts.neighbours}
    count = facts.settings["points_per_neighbour_lsoa"]
    names = street_names(facts, len(lsoas) * count, chance)
    points: list[SnapPoint] = []
    for lsoa in lsoas:
        for longitude, latitude in chance.normal(middles[lsoa.ward_name], 0.008, (count, 2)):
            weight = lsoa.weight * float(chance.lognormal(0, 0.7))
            x, y = round(float(longitude), DECIMALS), round(float(latitude), DECIMALS)
            points.append(SnapPoint(x, y, next(names), lsoa.name, lsoa.code, lsoa.code, weight))
    return points


def far_points(facts: Facts) -> list[SnapPoint]:
    """The few points far away, and those that lie in no LSOA at all."""
    return [
        SnapPoint(
            longitude=float(record["longitude"]),
            latitude=float(record["latitude"]),
            location=record["location"],
            name=record["lsoa_name"],
            code_2021=record["lsoa_code"],
            code_2011=record["lsoa_code"],
            weight=1.0,
        )
        for record in facts.far_away
    ]


def _degrees(cell: Polygon, squeeze: float) -> Polygon:
    return _rounded(shapely.transform(cell, lambda flat: flat / (squeeze, 1.0)))


def _rounded(cell: Polygon) -> Polygon:
    return _largest(shapely.transform(cell, lambda flat: np.round(flat, DECIMALS)).normalize())


def _largest(shape: shapely.Geometry) -> Polygon:
    polygons = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]
    return max(polygons, key=lambda part: part.area)
