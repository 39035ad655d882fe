"""How much more a series varies than chance alone makes it vary: its dispersion, the variance over that of chance.

Records cluster (one night, one offender, one operation), so that the months of a city vary by 2 to 8 times as much as Poisson
counts do. An interval that allows for chance alone then calls a change clear four times as often as it says. The measure is that
of a quasi-Poisson model of the series' own periods (McCullagh & Nelder 1989, chapter 9), quasi-binomial for shares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.methods.series import Numbers, Point
from analysis.words.months import MONTHS_A_YEAR, months_between

LOOKED_BACK = 60  # months: how a series varied longer ago says little about how it varies now
YEARS_LOOKED_BACK = 120  # months, for series of one period a year, which would else have too few
FEWEST_DEGREES = 3  # fewer free residuals measure nothing: Student's quantile passes 4
SETTLED = 1e-9  # fitted values have settled once a round moves none by more than this of the largest
ROUNDS = 200
NORMAL_95 = 1.959963984540054

Levels = NDArray[np.int64]
Kind = Literal["count", "rate", "share"]
"""What is measured: the periods' values; numerators by denominators; numerators that are a part of denominators."""


@dataclass(frozen=True)
class Dispersion:
    """factor: the variance of a series' periods over that of chance; degrees: of freedom, on which the factor rests.

    seasonal: whether the months of the year were told apart; where they could not be, the season counts as variation.
    """

    factor: float
    degrees: int
    seasonal: bool = True

    @property
    def measured(self) -> bool:
        """Whether there were enough periods to tell."""
        return self.degrees >= FEWEST_DEGREES

    @cached_property
    def allowance(self) -> float:
        """By what the variance of chance is multiplied so that a normal 95% interval becomes Student's; never under 1."""
        from scipy.special import stdtrit  # imported here: start-up does not wait for it

        if not self.measured:
            return 1.0
        wider = float(stdtrit(self.degrees, 0.975)) / NORMAL_95
        return max(1.0, self.factor * wider * wider)

    def words(self) -> str:
        """What an interval allows for: "allows for 5.6 times the variance of chance, as the series' own months vary"."""
        if not self.measured:
            return "allows for chance alone: too few periods to measure how much more they vary"
        if self.allowance == 1:
            return "allows for chance alone: the series' own periods vary no more"
        season = "" if self.seasonal else "; the season counts as variation, since there are too few years to tell it"
        times = f"{self.allowance:,.{1 if self.allowance < 10 else 0}f}"
        return f"allows for {times} times the variance of chance, by how the series' own periods vary{season}"


UNMEASURED = Dispersion(1.0, 0)


def measure(history: Sequence[Point], now: tuple[date, date], before: tuple[date, date], kind: Kind) -> Dispersion:
    """The dispersion of the periods of one comparable stretch: what is left of them when levels and season are taken out.

    history: periods that follow one another. now, before: first and last day of what is compared. Each has a level of its own,
    as has each further year, so that the change looked for does not pass for dispersion; each month of the year has its share,
    so that the season does not either.
    """
    back = YEARS_LOOKED_BACK if len({point.first.month for point in history}) == 1 else LOOKED_BACK
    known = [(point, *pair) for point in history if (pair := _counted(point, kind)) and _months_ago(point, now[1]) < back]
    if not known:
        return UNMEASURED
    points, counts, sizes = [one for one, _, _ in known], *(np.array([one[place] for one in known]) for place in (1, 2))
    if kind == "share" and 2 * counts.sum() > sizes.sum():
        counts = sizes - counts  # the rarer of the two outcomes: shares near none of a whole are near enough counts
    by_year, together = (_numbered([_level(point, now, before, years) for point in points]) for years in (True, False))
    months = _numbered([point.first.month for point in points])
    # What cannot be told apart counts as variation: first the levels of the further years, then the season.
    for levels, season in ((by_year, True), (together, True), (by_year, False), (together, False)):
        found = _residual(counts, sizes, levels, months if season else np.zeros_like(months), kind)
        if found.measured:
            return replace(found, seasonal=season)
    return UNMEASURED


def _residual(counts: Numbers, sizes: Numbers, levels: Levels, months: Levels, kind: Kind) -> Dispersion:
    """Squared residuals over those that chance would leave, each by its leverage, so that saturated periods weigh nothing.

    Sums rather than Pearson's mean of ratios: the variance asked for is that of a sum, and months of few records do not sway it.
    """
    fitted = _fitted(counts, sizes, levels, months)
    some = fitted > SETTLED
    if not some.any():
        return UNMEASURED
    chance = fitted * np.maximum(1 - fitted / sizes, 0) if kind == "share" else fitted
    leverage, rank = _leverage(np.sqrt(fitted[some]), levels[some], months[some])
    expected = float((chance[some] * (1 - leverage)).sum())
    degrees = int(some.sum()) - rank
    if degrees < 1 or expected <= SETTLED:
        return UNMEASURED
    return Dispersion(float(((counts - fitted)[some] ** 2).sum()) / expected, degrees)


def _fitted(counts: Numbers, sizes: Numbers, levels: Levels, months: Levels) -> Numbers:
    """The best fit of size × level × month of the year, by scaling to the margins in turn (Deming & Stephan 1940)."""
    fitted = sizes * counts.sum() / sizes.sum()
    for _ in range(ROUNDS):
        last = fitted
        for groups in (months, levels):
            have, want = np.bincount(groups, fitted), np.bincount(groups, counts)
            fitted = fitted * np.divide(want, have, out=np.zeros_like(want), where=have > 0)[groups]
        if np.abs(fitted - last).max() <= SETTLED * fitted.max():
            break
    return fitted


def _leverage(weights: Numbers, levels: Levels, months: Levels) -> tuple[Numbers, int]:
    """How far each period's fit follows the period itself, and the number of free parameters. weights: roots of the variances."""
    design = np.hstack([np.eye(groups.max() + 1)[groups] for groups in (levels, months)]) * weights[:, None]
    directions, sizes, _ = np.linalg.svd(design, full_matrices=False)
    free = int((sizes > sizes[0] * 1e-8).sum())
    return np.asarray((directions[:, :free] ** 2).sum(axis=1)), free


def _level(point: Point, now: tuple[date, date], before: tuple[date, date], by_year: bool) -> int:
    """A number for the periods that share a level: those compared, then the further years counted back from the end.

    by_year: each further year has its own level; else they have one together, as where there is but one period a year.
    """
    for number, (first, last) in ((-2, now), (-1, before)):
        if first <= point.first and point.last <= last:
            return number
    return _months_ago(point, now[1]) // MONTHS_A_YEAR if by_year else 0


def _months_ago(point: Point, end: date) -> int:
    return months_between(point.last, end) - 1


def _counted(point: Point, kind: Kind) -> tuple[float, float] | None:
    """A period's count and what it is counted in; None where it is not known or corrects an earlier one."""
    count, size = (point.value, 1.0) if kind == "count" else (point.numerator, point.denominator)
    if count is None or count < 0 or size is None or size <= 0 or (kind == "share" and count > size):
        return None
    return count, size


def _numbered(values: Sequence[int]) -> Levels:
    """Each value by its place among the different ones."""
    return np.unique(np.array(values), return_inverse=True)[1]
