"""Limits of control charts and the rules that read them, as NHSRplotthedots 0.2.2 has them.

One function a rule, named by the rule. Each takes the values of successive periods without a gap and lines as long as they,
in the unit of the values, and gives its signals; positions count from 0 within those values.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analysis.methods.series import Numbers

LIMIT = 2.66  # 3 / d2, d2 = 1.128 for ranges of two: Shewhart's limits for individual values (NHSRplotthedots 0.2.2)
NEAR = 2 * LIMIT / 3  # the near line lies at two thirds of the way to the limit (same source)
# D4 for ranges of two: longer moving ranges are left out before limits are set (Nelson 1982, J. Qual. Tech. 14(3))
SCREEN = 3.267
RUN = 7  # periods on one side of the mean, or rising or falling (NHS England, Making Data Count)
CHANCE = 3  # standard deviations of chance that a limit allows for where the series shows no spread of its own
SMALL_STEP = 0.05  # of the level: what chance is taken to be where the values are no counts; of shares, 5 points
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

    points: how many values; moving_range: the mean moving range after screening. alike: more than half of the steps are nought,
    so that the values show no spread of their own; such limits stand round the median (`alike_limits`).
    """

    points: int
    mean: float | None = None
    median: float | None = None
    moving_range: float | None = None
    lower: float | None = None
    upper: float | None = None
    near_lower: float | None = None
    near_upper: float | None = None
    alike: bool = False


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


def alike_limits(runs: Sequence[Numbers], lowest: float | None = None, highest: float | None = None) -> Limits | None:
    """Limits of a series that hardly ever moves; None where the convention's hold.

    Where more than half of the steps are nought, every other step is screened out as an outlier and the limits fall together on
    the mean: 7 twenty times, then 8, would be "above 8 to 7". Here they stand round the median and are no narrower than all steps
    together make them, nor than chance does. What chance does is known of values that begin at nought: of counts 3 × the root of
    their mean, of shares (whose `highest` is given) 5 points, else 5% of the mean. Where no `lowest` is given there are no
    limits: only runs can tell. Where all values are the same the limits are that value.
    """
    known = np.concatenate(runs) if runs else np.empty(0)
    ranges = np.concatenate([np.abs(np.diff(run)) for run in runs]) if runs else np.empty(0)
    if not ranges.size or float((ranges <= _slack(known)).mean()) <= 0.5:
        return None
    mean, median, spread = float(known.mean()), float(np.median(known)), float(ranges.mean())
    if float(np.ptp(known)) <= _slack(known):
        return Limits(len(known), mean, median, 0.0, median, median, median, median, alike=True)
    if lowest is None:
        return Limits(len(known), mean, median, spread, alike=True)
    reach = max(LIMIT * spread, _least_reach(known, highest))
    near = reach * NEAR / LIMIT
    return Limits(len(known), mean, median, spread, median - reach, median + reach, median - near, median + near, alike=True)


def _least_reach(known: Numbers, highest: float | None) -> float:
    if highest is not None:
        return SMALL_STEP * highest
    whole = all(value.is_integer() for value in known.tolist())
    level = abs(float(known.mean()))
    return CHANCE * level**0.5 if whole else SMALL_STEP * level


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
