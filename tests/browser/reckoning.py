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


def last_twelve(found: list[Row]) -> tuple[str, str]:
    """The first and last month of the pages' preset period: the last twelve, gaps included."""
    last = max(row.month for row in found)
    year, month = int(last[:4]), int(last[5:])
    return (f"{year}-01" if month == 12 else f"{year - 1}-{month + 1:02d}"), last


def counted(found: list[Row], types: tuple[str, ...] = SERIOUS, wards: tuple[str, ...] = ()) -> list[Row]:
    """The records of some types and wards (all where none is named) in the preset period."""
    first, last = last_twelve(found)
    chosen = [row for row in found if row.crime_type in types and first <= row.month <= last]
    return [row for row in chosen if not wards or row.ward in wards]


def by_ward(found: list[Row]) -> Counter[str]:
    """Records of each ward."""
    return Counter(row.ward for row in found)


def by_month(found: list[Row], types: tuple[str, ...], wards: tuple[str, ...]) -> Counter[str]:
    """Records of each month, over all months."""
    return Counter(row.month for row in found if row.crime_type in types and row.ward in wards)


def busiest_cell(found: list[Row]) -> tuple[tuple[int, int], int]:
    """The 200 m cell of the National Grid with most records, by its south-west corner in metres, and how many it has."""
    to_metres = Transformer.from_crs(4326, 27700, always_xy=True)
    eastings, northings = to_metres.transform([row.longitude for row in found], [row.latitude for row in found])
    corners = Counter((int(east // 200 * 200), int(north // 200 * 200)) for east, north in zip(eastings, northings, strict=True))
    return corners.most_common(1)[0]
