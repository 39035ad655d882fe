"""The figures reckoned a second time, in plain Python, from the rows of the release. No question of the dashboard is asked."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from pyproj import Transformer

from analysis.release import database

SERIOUS = ("Possession of weapons", "Robbery", "Violence and sexual offences")
EVERY_ROW = """
    SELECT strftime(c.month, '%Y-%m') AS month, c.crime_type::VARCHAR, w.ward_name, w.ward_code, c.longitude, c.latitude
    FROM crimes AS c JOIN wards AS w USING (ward_code) WHERE c.counted AND c.place = 'area'
"""


@dataclass(frozen=True)
class Row:
    """One record in the area."""

    month: str
    crime_type: str
    ward: str
    ward_code: str
    longitude: float
    latitude: float


def rows(data: Path) -> list[Row]:
    """Every record in the area of the release in force in a data folder."""
    return [Row(*values) for values in _read(data, EVERY_ROW)]


def ward_names(data: Path) -> list[str]:
    """The wards of the area."""
    return [name for (name,) in _read(data, "SELECT ward_name FROM wards")]


def ward_codes(data: Path) -> dict[str, str]:
    """Ward → its code, as it stands in an address."""
    return {str(name): str(code) for name, code in _read(data, "SELECT ward_name, ward_code FROM wards")}


def _read(data: Path, sql: str) -> list[tuple[Any, ...]]:
    release = database.release(data)
    assert release is not None
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{release.file}' AS release (READ_ONLY); USE release")
        return connection.execute(sql).fetchall()


def preset(found: list[Row], months: int = 12) -> tuple[str, str]:
    """The first and last month of the pages' preset period: the last twelve (36 on Hotspots), gaps included."""
    last = max(row.month for row in found)
    first = int(last[:4]) * 12 + int(last[5:]) - months
    return f"{first // 12}-{first % 12 + 1:02d}", last


def counted(
    found: list[Row], types: tuple[str, ...] = SERIOUS, wards: tuple[str, ...] = (), since: str = "", months: int = 12
) -> list[Row]:
    """The records of some types and wards (all where none is named) in the preset period, or what of it lies after `since`."""
    first, last = preset(found, months)
    first = max(first, since)
    chosen = [row for row in found if row.crime_type in types and first <= row.month <= last]
    return [row for row in chosen if not wards or row.ward in wards]


def by_ward(found: list[Row]) -> Counter[str]:
    """Records of each ward."""
    return Counter(row.ward for row in found)


def by_month(found: list[Row], types: tuple[str, ...], wards: tuple[str, ...]) -> Counter[str]:
    """Records of each month, over all months."""
    return Counter(row.month for row in found if row.crime_type in types and row.ward in wards)


def busiest_hexagon(found: list[Row]) -> tuple[tuple[float, float], int]:
    """The hexagon (side 166 m, one centred on the grid's origin) with most records, by its middle in metres, and how many it has.

    Each point is held against every middle near it.
    """
    to_metres = Transformer.from_crs(4326, 27700, always_xy=True)
    eastings, northings = to_metres.transform([row.longitude for row in found], [row.latitude for row in found])
    wide, high = 166 * 3**0.5, 249.0

    def middle(east: float, north: float) -> tuple[float, float]:
        rows = (round(north / high) + step for step in (-1, 0, 1))
        near = [
            ((round(east / wide - row % 2 / 2) + step + row % 2 / 2) * wide, row * high) for row in rows for step in (-1, 0, 1)
        ]
        return min(near, key=lambda place: (place[0] - east) ** 2 + (place[1] - north) ** 2)

    return Counter(middle(*place) for place in zip(eastings, northings, strict=True)).most_common(1)[0]
