"""Where the force's own list lies by number and by harm: two ranks of the same cells, and where they disagree.

Cells are 150 m across, since the list has coordinates of its own. It is restricted: a cell with fewer than six offences is
neither drawn nor ranked, numbers are rounded down, and the months are not the reader's choice: no table can be taken
from another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from analysis.crime import gathered
from analysis.methods import withheld
from analysis.methods.spatial import cells
from analysis.methods.spatial.cells import Grid
from analysis.methods.withheld import STEP
from analysis.words import periods
from analysis.words.months import shifted
from analysis.words.periods import Period

ACROSS = 150.0  # metres: what the force's own coordinates allow
MONTHS = 36
TEN = 10
FILLED = (
    0.8  # of the offences must have their kind of place and the flag of domestic abuse told, or nothing is said of public places
)
NEAR = 250.0  # metres from the middle of a cell to the street that it is called after, at most
BOTH, BY_NUMBER, BY_HARM = "both lists", "number alone", "harm alone"
NO_CODES = (
    "No harm rank: harm is weighed by offence code, and police open data carry none; they join violence with sexual offences in "
    "one category. It takes the force's own list of offences (partner extract) with coordinates, and harm weights."
)
NO_WEIGHTS = (
    "No harm rank: no harm weights are loaded. It takes one published index (harm_weights): offence_code, weight, index_name, "
    "index_version and valid_from."
)
NO_COORDINATES = (
    "No harm rank: the force's own list of {period} carries no coordinates for most offences, so no cell can be told."
)
NOT_TOLD = (
    "Nothing is said of public places: the kind of place and whether the offence is domestic abuse are told of fewer than "
    f"{FILLED:.0%} of the offences of these months."
)


@dataclass(frozen=True)
class RankedCell:
    """A cell that may be shown. number, harm: its ranks among all such cells; offences: rounded down."""

    name: str
    near: str
    number: int
    harm: int
    offences: int
    geometry: dict[str, object]

    @property
    def among(self) -> str:
        """In which list of ten it stands; empty where in none."""
        by_number, by_harm = self.number <= TEN, self.harm <= TEN
        return BOTH if by_number and by_harm else BY_NUMBER if by_number else BY_HARM if by_harm else ""


@dataclass(frozen=True)
class HarmRank:
    """Two ranks of the same cells. hidden: cells with fewer offences than may be shown. without_point: whether some offences have
    no coordinates."""

    period: Period
    cells: tuple[RankedCell, ...]
    hidden: int
    without_point: bool
    unweighed: bool
    public: bool
    index: str

    @property
    def listed(self) -> list[RankedCell]:
        """Those among the ten by number or by harm, in order of number."""
        return sorted((one for one in self.cells if one.among), key=lambda one: (one.number, one.harm))


def period(months: pd.DataFrame) -> Period | None:
    """The newest 36 months of the force's list, on the newer side of a break. months: as `partner_list_months` answers."""
    held = months[months["covered"].astype(bool)]
    if not len(held):
        return None
    last = held["month"].iloc[-1].date()
    first = max(held["month"].iloc[0].date(), shifted(last, 1 - MONTHS))
    return periods.of_months(months, first, last).part_that_is_comparable()


def refused(months: pd.DataFrame, versions: pd.DataFrame, span: Period | None, *, public: bool) -> str:
    """Why there are no two ranks; empty where there are. versions: as `harm_version` answers."""
    if span is None:
        return NO_CODES
    if not len(versions):
        return NO_WEIGHTS
    if not span.comparable:
        return f"No harm rank: {span.limits()}."
    offences, located = (_sum(months, column, span) for column in ("offences", "located"))
    if not offences or located < offences / 2:
        return NO_COORDINATES.format(period=span.span)
    return NOT_TOLD if public and not told_in_full(months, span) else ""


def told_in_full(months: pd.DataFrame, span: Period) -> bool:
    """Whether enough offences of a period tell both their kind of place and whether they are domestic abuse."""
    offences, told = (_sum(months, column, span) for column in ("offences", "told"))
    return bool(offences) and told >= FILLED * offences


def rank(
    rows: pd.DataFrame, months: pd.DataFrame, versions: pd.DataFrame, span: Period, named: pd.DataFrame, *, public: bool
) -> HarmRank:
    """The two ranks. rows: as `located_offences` answers; named: as `area_points`, for the names of streets."""
    counts, weights = ("public_offences", "public_harm") if public else ("offences", "harm")
    points = rows[["easting", "northing"]].to_numpy(dtype=np.float64)
    grid = cells.hexagons(points, side=ACROSS / math.sqrt(3))
    number, harm = (
        np.bincount(grid.at, rows[column].fillna(0).to_numpy(dtype=np.float64), len(grid)).astype(np.float64)
        for column in (counts, weights)
    )
    shown = np.flatnonzero(number >= STEP)
    names = [gathered.cell_id(int(east // 1), int(north // 1)) for east, north in grid.centres[shown].tolist()]
    by_number, by_harm = (_ranks(values[shown], names) for values in (number, harm))
    streets = _streets(grid.centres[shown], named)
    outlines = _outlines(grid, shown)
    found = [
        RankedCell(name, near, one, other, int(withheld.in_steps(float(number[cell])) or 0), outline)
        for cell, name, near, one, other, outline in zip(shown, names, streets, by_number, by_harm, outlines, strict=True)
    ]
    newest = versions.iloc[-1]
    return HarmRank(
        span,
        tuple(sorted(found, key=lambda one: one.number)),
        int(((number > 0) & (number < STEP)).sum()),
        _sum(months, "located", span) < _sum(months, "offences", span),
        bool(rows["unweighed"].sum()),
        public,
        f"{newest['name']}, version {newest['version']}",
    )


def _ranks(values: NDArray[np.float64], names: Sequence[str]) -> list[int]:
    """1 for the largest; of equal ones the first by name comes first."""
    order = np.lexsort((np.array(names, dtype=object), -values)) if len(values) else np.empty(0, dtype=np.int64)
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[order] = np.arange(1, len(values) + 1)
    return ranks.tolist()


def _streets(centres: NDArray[np.float64], named: pd.DataFrame) -> list[str]:
    """The street with most records of open data at the point nearest to each cell's middle; empty where none is near."""
    real = named[named["street"].notna() & ~named["street"].isin(gathered.kinds_of_place())]
    best = real.sort_values(["point", "records", "street"], ascending=[True, False, True]).drop_duplicates("point")
    if not len(best) or not len(centres):
        return [""] * len(centres)
    places = best[["easting", "northing"]].to_numpy(dtype=np.float64)
    nearest = np.asarray(shapely.STRtree(np.asarray(shapely.points(places))).nearest(shapely.points(centres)), dtype=np.int64)
    apart = np.hypot(centres[:, 0] - places[nearest, 0], centres[:, 1] - places[nearest, 1])
    streets = best["street"].tolist()
    return [str(streets[at]) if away <= NEAR else "" for away, at in zip(apart.tolist(), nearest.tolist(), strict=True)]


def _outlines(grid: Grid, chosen: NDArray[np.int64]) -> list[dict[str, object]]:
    if not len(chosen):
        return []
    rings = gathered.degrees(np.stack([grid.corners[cell] for cell in chosen.tolist()])).tolist()
    return [{"type": "Polygon", "coordinates": [[*ring, ring[0]]]} for ring in rings]


def _sum(months: pd.DataFrame, column: str, span: Period) -> float:
    inside = months[(months["month"] >= pd.Timestamp(span.first)) & (months["month"] <= pd.Timestamp(span.last))]
    return float(inside[column].sum())


def asked(span: Period) -> dict[str, date]:
    """The months of a period as question parameters: first days of the first and the last."""
    return {"first": span.first, "last": span.last.replace(day=1)}
