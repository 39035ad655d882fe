"""The season of a series: what the time of year does to it, told apart from what really changed.

Neither the R package nor the NHS convention knows a season; on a stable series with a swing of 10% round 800 a month their rules
mark the latest month one time in five (docs/deviations.md). The model: value = level × month of the year × noise. The level is
a line with a corner a year apart, so that neither growth nor a lasting step passes for a season; the months are told by
regression, tested (F test), and drawn towards 1 by the share of them that chance would make (James and Stein 1961).
Years count back from the latest period; all lengths are in periods of the series, months or quarters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import inf

import numpy as np
from numpy.typing import NDArray

from analysis.methods import series
from analysis.methods.series import Numbers, Point

YEARS_ESTABLISHED = 3  # 36 comparable months: each month of the year seen three times
YEARS_SEEN = 2  # 24 months: with fewer, no season can even be looked for
LEVEL_ESTABLISHED = 0.01  # of each of two F tests: 2 in 100 stable series without a season are said to have one
LEVEL_LIKELY = 0.05  # of the same tests: with fewer than 36 months, or between the two levels, a season only holds verdicts back
LOWEST_LEVEL = 0.1  # a level under this share of the mean leaves no ratio to go by
FEWEST_LEFT = 5  # degrees of freedom that the noise must keep
Places = NDArray[np.int64]
PERIODS_A_YEAR = {"month": 12, "quarter": 4}


@dataclass(frozen=True)
class Season:
    """factors: for each month (or quarter) of the year its share of the average level, January first.

    established: beyond chance on three years or more, so that usual ranges follow it; else likely, which holds verdicts back.
    """

    factors: tuple[float, ...]
    established: bool

    def at(self, points: Sequence[Point], positions: Sequence[int]) -> Numbers:
        """The factor of each of those periods."""
        return np.array([self.factors[_phase(points[position], len(self.factors))] for position in positions])

    def without(self, points: Sequence[Point], positions: Sequence[int]) -> list[Point]:
        """The same points, the values at those positions freed of the season."""
        found = list(points)
        for position, factor in zip(positions, self.at(points, positions), strict=True):
            value = found[position].value
            found[position] = found[position] if value is None else replace(found[position], value=float(value / factor))
        return found


@dataclass(frozen=True)
class _Fit:
    """wave, rest: the effects of the one wave a year and of what is left of the months; f: of all, wave and rest; left: degrees
    of freedom of the noise."""

    level: Numbers
    wave: Numbers
    rest: Numbers
    f: tuple[float, float, float]
    left: int


def periods_a_year(points: Sequence[Point], positions: Sequence[int]) -> int:
    """12 where all are calendar months, 4 where all are calendar quarters; else 0, and there is no season to look for."""
    nouns = {series.period_noun(points[position]) for position in positions}
    if len(nouns) != 1 or (nouns == {"quarter"} and any(points[position].first.month % 3 != 1 for position in positions)):
        return 0
    return PERIODS_A_YEAR.get(nouns.pop(), 0)


def season(points: Sequence[Point], positions: Sequence[int]) -> Season | None:
    """The season of one comparable segment, where it has one that is established or likely; None else.

    points: in order of time; those without a value are left out.
    """
    known = [position for position in positions if points[position].value is not None]
    year = periods_a_year(points, known)
    if not year or len(known) < YEARS_SEEN * year:
        return None
    phases = np.array([_phase(points[position], year) for position in known])
    values, times = series.values(points, known), np.array([_time(points[position], year) for position in known])
    if np.bincount(phases, minlength=year).min() < YEARS_SEEN or values.mean() <= 0:
        return None
    rough = _fit(values, times, phases, year, 0.0)
    if rough is None or rough.level.min() < LOWEST_LEVEL * values.mean():
        return None
    found = _fit(values / rough.level, times, phases, year, _chance(values))
    if found is None or not _beyond_chance(found, year, LEVEL_LIKELY):
        return None
    established = len(known) >= YEARS_ESTABLISHED * year and _beyond_chance(found, year, LEVEL_ESTABLISHED)
    effects = _shrunken(found.wave, found.f[1]), _shrunken(found.rest, found.f[2])
    factors = 1 + _months(year) @ np.concatenate(effects)
    return Season(tuple(factors.tolist()), established) if factors.min() > LOWEST_LEVEL else None


def _phase(point: Point, year: int) -> int:
    return (point.first.month - 1) * year // 12


def _time(point: Point, year: int) -> int:
    return point.first.year * year + _phase(point, year)


def _chance(values: Numbers) -> float:
    """The least variance of a count over its level, which is chance: whole numbers that vary less were not left to it."""
    return 1 / float(values.mean()) if all(value.is_integer() for value in values.tolist()) else 0.0


def _fit(values: Numbers, times: Places, phases: Places, year: int, least: float) -> _Fit | None:
    """Level and months by least squares. least: the noise's variance is taken to be no smaller. None where too little is left."""
    level, months = _level(times, year), _months(year)[phases]
    every = np.hstack([level, months])
    left = len(values) - every.shape[1]
    if left < FEWEST_LEFT or np.linalg.matrix_rank(every) < every.shape[1]:
        return None
    found: Numbers = np.linalg.lstsq(every, values, rcond=None)[0].astype(np.float64)
    residuals = values - every @ found
    variance = max(float(residuals @ residuals) / left, least)
    spread: Numbers = np.linalg.inv(every.T @ every).astype(np.float64)
    corners, wave = level.shape[1], min(2, year - 1)
    parts = [slice(corners, None), slice(corners, corners + wave), slice(corners + wave, None)]
    f = [_f(found[part], spread[part, part], variance) for part in parts]
    return _Fit(level @ found[:corners], found[parts[1]], found[parts[2]], (f[0], f[1], f[2]), left)


def _f(effects: Numbers, spread: Numbers, variance: float) -> float:
    found = float(effects @ np.linalg.solve(spread, effects)) / len(effects)
    return found / variance if variance > 0 else (inf if found > 0 else 0.0)


def _beyond_chance(found: _Fit, year: int, level: float) -> bool:
    """Whether the months differ, all together or in one wave a year, by more than chance makes them."""
    from scipy.special import fdtrc  # imported here: start-up does not wait for it

    numbers = ((year - 1, found.f[0]), (len(found.wave), found.f[1]))
    return any(f == inf or float(fdtrc(size, found.left, f)) < level for size, f in numbers)


def _shrunken(effects: Numbers, f: float) -> Numbers:
    """Effects drawn towards none by the share of them that chance would make."""
    return effects * max(0.0, 1 - 1 / f) if f > 0 else effects * 0.0


def _level(times: Places, year: int) -> Numbers:
    """A line with corners about a year apart, one column a corner."""
    first, last = float(times[0]), float(times[-1])
    years = max(round((last - first + 1) / year), 1)
    corners = np.linspace(first, last, years + 1)
    return np.stack([np.interp(times, corners, corner) for corner in np.eye(years + 1)], axis=1)


@cache
def _months(year: int) -> Numbers:
    """The months of the year as waves: one row a month, one a year first, each column summing to nought."""
    angles = 2 * np.pi * np.arange(year) / year
    columns = [np.cos(angles), np.sin(angles)]
    for wave in range(2, year // 2 + 1):
        columns += [np.cos(wave * angles), np.sin(wave * angles)]
    return np.stack(columns[: year - 1], axis=1)
