"""Limits of control charts and the rules that read them, as NHSRplotthedots 0.2.2 has them.

One function a rule, named by the rule. Each takes the values of successive periods without a gap and lines as long as they,
in the unit of the values, and gives its signals; positions count from 0 within those values.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analysis.series import Numbers

LIMIT = 2.66  # 3 / d2, d2 = 1.128 for ranges of two: Shewhart's limits for individual values (NHSRplotthedots 0.2.2)
NEAR = 2 * LIMIT / 3  # the near line lies at two thirds of the way to the limit (same source)
# D4 for ranges of two: longer moving ranges are left out before limits are set (Nelson 1982, J. Qual. Tech. 14(3))
SCREEN = 3.267
RUN = 7  # periods on one side of the mean, or rising or falling (NHS England, Making Data Count)
EQUAL = 1e-10  # values closer than this share of the largest one are the same: rates of equal counts may differ in the last bit


class Rule(StrEnum):
    """The rules, strongest first: the first that fired names the point."""

    OUTSIDE = "outside_the_limits"
    TREND = "seven_rising_or_falling"
    TWO_OF_THREE = "two_of_three_near_a_limit"
    SHIFT = "seven_on_one_side"


@dataclass(frozen=True)
class Signal:
    """A rule that fired. positions: the points it marks; window: the first and last point that it looked at.

    direction: 1 high or rising, -1 low or falling.
    """

    rule: Rule
    direction: int
    positions: tuple[int, ...]
    window: tuple[int, int]


@dataclass(frozen=True)
class Lines:
    """The lines for the points of a segment, each an array as long as the segment; NaN where a chart has no such line."""

    centre: Numbers
    lower: Numbers
    upper: Numbers
    near_lower: Numbers
    near_upper: Numbers


@dataclass(frozen=True)
class Limits:
    """Limits of one segment, in the unit of the values; None where there are too few points.

    points: how many values; moving_range: the mean moving range after screening.
    """

    points: int
    mean: float | None = None
    median: float | None = None
    moving_range: float | None = None
    lower: float | None = None
    upper: float | None = None
    near_lower: float | None = None
    near_upper: float | None = None


def individual_limits(runs: Sequence[Numbers], screened: bool = True) -> Limits:
    """Limits of an XmR chart. runs: the values of one segment, split at missing periods; no moving range crosses a split.

    One value gives no limits. Where all values are equal the limits are that value.
    """
    known = np.concatenate([run[~np.isnan(run)] for run in runs]) if runs else np.empty(0)
    if not known.size:
        return Limits(0)
    mean, median = float(known.mean()), float(np.median(known))
    ranges = np.concatenate([np.abs(np.diff(run[~np.isnan(run)])) for run in runs])
    if not ranges.size:
        return Limits(len(known), mean, median)
    if screened and ranges.mean() > 0:
        ranges = ranges[ranges < SCREEN * ranges.mean()]
    spread = float(ranges.mean())
    lower, upper = mean - LIMIT * spread, mean + LIMIT * spread
    return Limits(len(known), mean, median, spread, lower, upper, mean - NEAR * spread, mean + NEAR * spread)


def outside_the_limits(values: Numbers, lines: Lines) -> list[Signal]:
    """One point beyond a limit."""
    slack = _slack(values)
    high, low = values > lines.upper + slack, values < lines.lower - slack
    return [
        Signal(Rule.OUTSIDE, 1 if high[place] else -1, (place,), (place, place))
        for place in range(len(values))
        if high[place] or low[place]
    ]


def seven_on_one_side(values: Numbers, lines: Lines) -> list[Signal]:
    """Seven or more successive points above, or below, the centre; a point on it ends the run."""
    sides = _signs(values - lines.centre, _slack(values))
    return [
        Signal(Rule.SHIFT, sign, tuple(range(first, last + 1)), (first, last))
        for sign, first, last in _runs_of(sides)
        if sign and last - first + 1 >= RUN
    ]


def seven_rising_or_falling(values: Numbers, lines: Lines) -> list[Signal]:
    """Seven or more successive points, each above (or each below) the one before; a tie ends the run."""
    del lines  # a trend is one wherever the centre lies
    steps = _signs(np.diff(values), _slack(values))
    return [
        Signal(Rule.TREND, sign, tuple(range(first, last + 2)), (first, last + 1))
        for sign, first, last in _runs_of(steps)
        if sign and last - first + 2 >= RUN
    ]


def two_of_three_near_a_limit(values: Numbers, lines: Lines) -> list[Signal]:
    """Two of three successive points beyond the near line and within the limit, all three on that side of the centre.

    Only the near points are marked.
    """
    slack = _slack(values)
    sides = _signs(values - lines.centre, slack)
    inside = (values <= lines.upper + slack) & (values >= lines.lower - slack)
    near = inside & ((values > lines.near_upper + slack) | (values < lines.near_lower - slack))
    found: list[Signal] = []
    for first in range(len(values) - 2):
        window = slice(first, first + 3)
        if near[window].sum() >= 2 and abs(int(sides[window].sum())) == 3:
            marked = tuple(first + int(place) for place in np.flatnonzero(near[window]))
            found.append(Signal(Rule.TWO_OF_THREE, int(sides[first]), marked, (first, first + 2)))
    return found


RULES: tuple[Callable[[Numbers, Lines], list[Signal]], ...] = (
    outside_the_limits,
    seven_rising_or_falling,
    two_of_three_near_a_limit,
    seven_on_one_side,
)
RUN_RULES = (seven_rising_or_falling, seven_on_one_side)


def _slack(values: Numbers) -> float:
    return EQUAL * float(np.max(np.abs(values))) if values.size else 0.0


def _signs(differences: Numbers, slack: float) -> Numbers:
    return np.sign(np.where(np.abs(differences) > slack, differences, 0.0))


def _runs_of(signs: Numbers) -> list[tuple[int, int, int]]:
    """Runs of equal signs: (sign, first place, last place)."""
    found: list[tuple[int, int, int]] = []
    for place, sign in enumerate(signs.tolist()):
        if found and found[-1][0] == sign:
            found[-1] = (sign, found[-1][1], place)
        else:
            found.append((int(sign), place, place))
    return found
