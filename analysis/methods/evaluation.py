"""Whether a place changed otherwise than the places it is compared with: before and after something began there.

First the weighted displacement difference (Wheeler & Ratcliffe 2018, Crime Science 7:11): the change of the place, less that of a
comparison area, plus the same of what lies around both, where crime may have moved to. Then, where there are months enough, an
interrupted time series of the place alone. Both tell what changed; neither tells why.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from analysis.methods import comparison, rates, series
from analysis.methods.series import Break, Numbers, Point
from analysis.words import phrases
from analysis.words.months import MONTHS_A_YEAR, every_month, month_end, months_between, shifted

WHOLE_YEARS = (24, 12)  # months on either side, where so many are loaded: what came years later says little of a start
FEWEST_MONTHS = 3  # fewer months after the start are a moment, not a period
MONTHS_BEFORE, MONTHS_AFTER = 24, 12  # what an interrupted time series needs (Bernal and others 2017, IJE 46:348)
TREATED, CONTROL, DISPLACED, DISPLACED_CONTROL = "treated", "control", "displaced", "displaced_control"
ROLES = (TREATED, CONTROL, DISPLACED, DISPLACED_CONTROL)
SIGNS = {TREATED: 1, CONTROL: -1, DISPLACED: 1, DISPLACED_CONTROL: -1}
NOT_WHY = (
    "This tells whether the place changed otherwise than the comparison areas, not why: other things may have happened in either "
    "at the same time."
)
ASSUMED = (
    "It assumes that without anything done the place would have changed by as many records as the comparison areas did, so those "
    "should be alike in kind and number."
)


@dataclass(frozen=True)
class BeforeAfter:
    """The records of a place before and after. area: what they are divided by. allowance: their variance over that of chance."""

    before: float
    after: float
    area: float = 1.0
    allowance: float = 1.0


@dataclass(frozen=True)
class Difference:
    """A weighted displacement difference in records, its standard error and 95% interval; below zero is fewer than compared."""

    value: float
    error: float
    lower: float
    upper: float

    @property
    def z(self) -> float | None:
        """The difference in standard errors; None where nothing was counted."""
        return self.value / self.error if self.error else None

    @property
    def clear(self) -> bool:
        """Whether the interval does not hold nought."""
        return self.error > 0 and not self.lower <= 0 <= self.upper

    @property
    def interval(self) -> str:
        """For words and columns: "−196 to −40"."""
        return f"{_signed(self.lower)} to {_signed(self.upper)}"


def weighted_displacement_difference(counts: Mapping[str, BeforeAfter], time: tuple[float, float] = (1.0, 1.0)) -> Difference:
    """The difference of the changes, each count divided by its weights, with the variance of Poisson counts times its allowance.

    counts: role → its counts; `treated` and `control` at least. time: the lengths of the periods before and after, in one unit.
    """
    value = variance = 0.0
    for role, one in counts.items():
        before, after = one.area * time[0], one.area * time[1]
        value += SIGNS[role] * (one.after / after - one.before / before)
        variance += one.allowance * (one.after / after**2 + one.before / before**2)
    error = math.sqrt(variance)
    reach = rates.normal_quantile(0.95) * error
    return Difference(value, error, value - reach, value + reach)


def displacement_quotient(counts: Mapping[str, BeforeAfter]) -> float | None:
    """The weighted displacement quotient (Bowers & Johnson 2003, JQC 19:275): what lies around the place, over the place itself.

    Both as shares of the comparison area. None without surroundings, or where one of the divisors is nought.
    """
    around, place, control = counts.get(DISPLACED), counts[TREATED], counts[CONTROL]
    if around is None or not control.before or not control.after:
        return None
    moved = around.after / control.after - around.before / control.before
    changed = place.after / control.after - place.before / control.before
    return moved / changed if changed else None


@dataclass(frozen=True)
class Spans:
    """The months before and after a start (first days, ends included); the month that it began in is in neither, if within it."""

    before_first: date
    before_last: date
    after_first: date
    after_last: date

    @property
    def length(self) -> int:
        """Months on either side."""
        return months_between(self.after_first, self.after_last)

    def words(self) -> str:
        """Both sides in words."""
        before, after = (phrases.period(*ends) for ends in (self.before, self.after))
        return f"{before}, and {after}"

    @property
    def before(self) -> tuple[date, date]:
        """First and last month before."""
        return self.before_first, self.before_last

    @property
    def after(self) -> tuple[date, date]:
        """First and last month after."""
        return self.after_first, self.after_last


@dataclass(frozen=True)
class Evaluation:
    """A place before and after a start, against what it is compared with; `refused` says in words why there is no difference.

    chance: the published interval, for chance alone. varied: that which allows for how much each place's own months vary; None
    where that could not be measured, and nothing is then called clear.
    """

    spans: Spans | None = None
    counts: Mapping[str, BeforeAfter] = field(default_factory=dict[str, BeforeAfter])
    chance: Difference | None = None
    varied: Difference | None = None
    refused: str = ""

    @property
    def quotient(self) -> float | None:
        """The displacement quotient, for readers who expect it; no verdict hangs on it."""
        return None if self.refused else displacement_quotient(self.counts)

    @property
    def verdict(self) -> str:
        """For a column and as the first words: "Clearly fewer", "No clear difference", "Too few months to tell"."""
        if self.refused or self.chance is None:
            return ""
        if self.varied is None:
            return "Too few months to tell"
        if not self.varied.clear:
            return "No clear difference"
        return f"Clearly {_more(self.varied.value)}"

    def words(self) -> str:
        """The difference in a sentence, or why there is none."""
        shown = self.varied or self.chance
        if self.refused or shown is None:
            return self.refused
        named = "95% interval" if self.varied else "95% interval for chance alone"
        return f"{self.verdict}: {_size(shown.value)} compared with the other areas ({named} {shown.interval})."

    def method(self) -> str:
        """How the interval was made."""
        if self.chance is None:
            return ""
        if self.varied == self.chance:
            return "The interval is that of the published method: the months of each place vary no more than chance makes them."
        said = f"By chance alone, as the method was published, the 95% interval would be {self.chance.interval}"
        if self.varied is None:
            return f"{said}. How much more the months vary could not be measured, so nothing is called clear."
        return f"{said}; the one given allows for how much the months of each place vary."


def before_and_after(places: Mapping[str, Sequence[Point]], starts: date, breaks: Sequence[Break] = ()) -> Evaluation:
    """The evaluation of a place that something began in on the day `starts`.

    places: role → its months in order of time, each a count. Compared are equal spans: whole years where there are any, else the
    months since with the same months a year before. Refused where a month of them is missing or a registered break touches them.
    """
    possible = _spans(series.marked(places[TREATED], breaks), starts)
    if isinstance(possible, str):
        return Evaluation(refused=possible)
    # The longest first: a break before them need not end what shorter spans can tell.
    tried = [_over(places, spans, breaks) for spans in possible]
    return next((one for one in tried if not one.refused), tried[-1])


def _over(places: Mapping[str, Sequence[Point]], spans: Spans, breaks: Sequence[Break]) -> Evaluation:
    (first, _), (_, last) = spans.before, spans.after
    ends = [(begin, month_end(end)) for begin, end in (spans.before, spans.after)]
    counts: dict[str, BeforeAfter] = {}
    measured = True
    for role, points in places.items():
        across = comparison.total(points, first, month_end(last), breaks).refused
        totals = [comparison.total(points, *each, breaks) for each in ends]
        lacking = [across] if across.startswith("Not comparable") else [total.refused for total in totals if total.refused]
        if lacking:
            return Evaluation(spans, refused=lacking[0].replace("No sum", "No difference"))
        spread = comparison.dispersion_of(series.marked(points, breaks), ends[1], ends[0], breaks, "count")
        before, after = (float(total.value or 0) for total in totals)
        counts[role] = BeforeAfter(before, after, allowance=spread.allowance)
        measured = measured and (spread.measured or not before + after)
    chance = weighted_displacement_difference({role: replace(one, allowance=1.0) for role, one in counts.items()})
    return Evaluation(spans, counts, chance, weighted_displacement_difference(counts) if measured else None)


def _spans(treated: Sequence[Point], starts: date) -> list[Spans] | str:
    """The months that may be compared, the longest first, or why there are none."""
    if not treated:
        return "No difference is worked out: no month is loaded."
    first, last = treated[0].first, treated[-1].first
    if not first <= starts <= treated[-1].last:
        day, held = phrases.day_and_month(starts), phrases.period(first, last)
        return f"No difference is worked out: the start, {day}, lies outside the months loaded ({held})."
    within = int(starts.day != 1)
    after, before = shifted(starts, within), shifted(starts, -1)
    since, until = months_between(after, last), months_between(first, before)
    found = [
        Spans(shifted(before, 1 - length), before, after, shifted(after, length - 1))
        for length in WHOLE_YEARS
        if length <= min(since, until)
    ]
    # Under a year: the same months of the year before, so that the season is the same on both sides.
    length, year_before = min(since, MONTHS_A_YEAR - within), shifted(after, -MONTHS_A_YEAR)
    if length >= FEWEST_MONTHS and year_before >= first and since < MONTHS_A_YEAR:
        found.append(Spans(year_before, shifted(year_before, length - 1), after, shifted(after, length - 1)))
    if not found and since < FEWEST_MONTHS:
        return f"No difference is worked out: fewer than {FEWEST_MONTHS} whole months are loaded since the start."
    return found or "No difference is worked out: the same months of the year before the start are not loaded."


@dataclass(frozen=True)
class Interruption:
    """What an interrupted time series says: the step at the start, and the change of slope after it, each with a 95% interval.

    step: records a month. slope: records a month, more each month than before. `refused` holds the reason where there is none.
    """

    step: float = 0.0
    step_interval: tuple[float, float] = (0.0, 0.0)
    slope: float = 0.0
    slope_interval: tuple[float, float] = (0.0, 0.0)
    before: int = 0
    after: int = 0
    lags: int = 0
    refused: str = ""

    @property
    def clear(self) -> bool:
        """Whether the interval of the step does not hold nought."""
        return not self.refused and not self.step_interval[0] <= 0 <= self.step_interval[1]

    def words(self) -> str:
        """The step and the slope in sentences, or why there are none."""
        if self.refused:
            return self.refused
        verdict = f"Clearly {_more(self.step)}" if self.clear else "No clear step"
        step, slope = (f"{_signed(low)} to {_signed(high)}" for low, high in (self.step_interval, self.slope_interval))
        return (
            f"{verdict} at the start: {_size(self.step)} a month than its own past would give (95% interval {step}). "
            f"Since then its trend has changed by {_signed(self.slope)} a month (95% interval {slope})."
        )

    def method(self) -> str:
        """How it was worked out."""
        if self.refused:
            return ""
        return (
            f"Interrupted time series of {self.before} months before and {self.after} after: trend, step and change of trend, "
            f"with the season as one yearly wave; Newey–West errors over {phrases.count(self.lags, 'month')}, or the plain ones "
            "where larger."
        )


def interrupted(points: Sequence[Point], starts: date, breaks: Sequence[Break] = ()) -> Interruption:
    """A segmented regression of a place's own months: trend, step and change of trend at the start, season as one yearly wave.

    Ordinary least squares with Newey & West's (1987) errors, lags by 4 (n / 100)^(2/9), Student's quantile. On so few months
    they come out too small (a step is found in 16 of 100 series without one), so the plain error stands where it is larger.
    Refused with fewer than 24 comparable months in a row before and 12 after.
    """
    found = series.marked(points, breaks)
    part = next((p for p in series.segments(found, breaks) if _holds(found, p.positions, starts)), None)
    positions = part.positions if part else ()
    stretch = next((s for s in series.stretches(found, positions) if _holds(found, s, starts)), [])
    months = [found[place] for place in stretch if found[place].first != starts.replace(day=1) or starts.day == 1]
    before = sum(month.first < starts for month in months)
    after = len(months) - before
    if before < MONTHS_BEFORE or after < MONTHS_AFTER:
        return Interruption(
            before=before,
            after=after,
            refused=f"No interrupted time series: it needs {MONTHS_BEFORE} comparable months in a row before the start and "
            f"{MONTHS_AFTER} after it; there are {before} and {after}.",
        )
    return _fitted(months, starts, before, after)


def _holds(points: Sequence[Point], positions: Sequence[int], starts: date) -> bool:
    return bool(positions) and points[positions[0]].first <= starts <= points[positions[-1]].last


def _fitted(months: Sequence[Point], starts: date, before: int, after: int) -> Interruption:
    # Imported here: it takes seconds, and few pages ask for it.
    from scipy.special import stdtrit
    from statsmodels.regression.linear_model import OLS

    first = next(month.first for month in months if month.first >= starts)
    time = np.array([len(every_month(months[0].first, month.first)) - 1 for month in months], dtype=np.float64)
    since = np.array([months_between(first, month.first) - 1 for month in months], dtype=np.float64)
    later = since >= 0
    angle = 2 * np.pi * time / MONTHS_A_YEAR
    design = np.column_stack([np.ones_like(time), time, later, np.where(later, since, 0), np.sin(angle), np.cos(angle)])
    lags = math.floor(4 * (len(months) / 100) ** (2 / 9))
    model: Any = OLS(np.array([month.value for month in months], dtype=np.float64), design)
    plain = model.fit()
    robust = plain.get_robustcov_results("HAC", maxlags=lags, use_correction=True, use_t=True)
    errors: Numbers = np.maximum(plain.bse, robust.bse)
    reach = float(stdtrit(plain.df_resid, 0.975)) * errors
    step, slope = ((float(plain.params[p] - reach[p]), float(plain.params[p] + reach[p])) for p in (2, 3))
    return Interruption(float(plain.params[2]), step, float(plain.params[3]), slope, before, after, lags)


def _signed(value: float) -> str:
    rounded = round(value, 1) if abs(value) < 10 else round(value)
    return f"{'−' if rounded < 0 else '+' if rounded > 0 else ''}{phrases.number(abs(rounded))}"


def _size(value: float) -> str:
    if not round(value, 1):
        return "neither more nor fewer"
    return f"{_signed(value).lstrip('−+')} {_more(value)}"


def _more(value: float) -> str:
    return "more" if value > 0 else "fewer"
