"""Records at points of a made-up town, as the questions of the hotspots page answer."""

from datetime import date
from typing import Any

import pandas as pd

from analysis.crime import gathered
from analysis.crime.gathered import Gathered
from analysis.crime.selection import Selection

WEST, SOUTH = 247_000.0, 54_000.0
APART = 600.0  # metres: more than a cell is across


def named(streets: list[str | None]) -> pd.DataFrame:
    """As `area_points` answers: points in a row to the east, one a street."""
    rows = [
        {"point": at, "easting": WEST + APART * at, "northing": SOUTH, "street": street, "records": 10}
        for at, street in enumerate(streets)
    ]
    return pd.DataFrame(rows, columns=["point", "easting", "northing", "street", "records"])


def answer(rows: list[tuple[date, int | None, str | None, int]]) -> pd.DataFrame:
    """As `point_months` answers: month, point, street, records."""
    found = pd.DataFrame(rows, columns=["month", "point", "street", "records"])
    return found.assign(month=pd.to_datetime(found["month"]), point=found["point"].astype("Int64"))


def gather(
    selection: Selection,
    rows: list[tuple[date, int | None, str | None, int]],
    streets: list[str | None],
    shape: str = gathered.HEXAGONS,
) -> Gathered:
    """The records of a selection on the cells of the town, whose outline is not known."""
    no_wards: Any = pd.DataFrame({"geojson": []})
    on = gathered.cell_map(shape, named(streets), no_wards)
    return gathered.gather(on, selection, answer(rows))


def in_cells(selection: Selection, records: list[int]) -> Gathered:
    """So many records in each of so many cells, in the first month of a selection."""
    streets: list[str | None] = [f"Street {at}" for at in range(len(records))]
    rows = [(selection.start, at, streets[at], count) for at, count in enumerate(records) if count]
    return gather(selection, rows, streets)
