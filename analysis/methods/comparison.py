"""Comparing a period with the same period a year before: only where both are whole and nothing broke in between.

Whatever says that something changed takes its words from a `Change`, and a `Change` is made here alone: from a series by
`on_year_before` or `between`, from two counts by `change`, from two percentages by `proportion_change`. Its 95% interval allows
for what the series' own periods vary beyond chance (`dispersion`). Where it holds zero, the words are "no clear change".
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import pandas as pd

from analysis.declared import disclosure_rule
from analysis.methods import rates, series
from analysis.methods.dispersion import Dispersion, Kind, measure
from analysis.methods.rates import Interval
from analysis.methods.series import Break, Point
from analysis.words import phrases
from analysis.words.months import MONTHS_A_YEAR, end_year_before, every_month, months_between, shifted, year_before

LOG_NORMAL_FROM = 10  # from 10 events on both sides the logarithm of a ratio is near enough normal; exact below
SMALLEST_BASE = disclosure_rule.in_force().smallest_base  # a percentage of fewer says more than the figures carry
NO_SIZE = "No change is worked out: one of the two rates is of nobody."
NO_SHARE = "No change is worked out: one of the two figures is a share of nobody, or of more than all."
TOO_FEW = "too few"
PERCENTAGE_RULE = f"No percentage is worked out on fewer than {SMALLEST_BASE} records a year before."


@dataclass(frozen=True)
class Comparison:
    """The same months a year before. `refused` holds the reason in words where no change may be worked out."""

    start: date
    end: date
    refused: str = ""

    @property
    def allowed(self) -> bool:
        """Whether a change may be worked out."""
        return not self.refused

    def parameters(self) -> dict[str, str | None]:
        """Question parameters for the earlier period; None where it is refused."""
        if self.refused:
            return {"before_start": None, "before_end": None}
        return {"before_start": self.start.isoformat(), "before_end": self.end.isoformat()}


def with_year_before(months: pd.DataFrame, start: date, end: date) -> Comparison:
    """Whether the months from start to end may be compared with the same months a year before.

    months: one row for every month from the first to the last loaded: month, covered, comparable, reason.
    """
    before = Comparison(year_before(start), year_before(end))
    return Comparison(before.start, before.end, _refusal(months, before, start, end))


def difference(now: float | None, before: float | None) -> float | None:
    """The change as a number of records; None where either is not known."""
    if now is None or before is None or pd.isna(now) or pd.isna(before):
        return None
    return now - before


def missing_months(months: pd.DataFrame, start: date, end: date) -> list[date]:
    """The months of a period for which no file is loaded."""
    covered = set(_days(months.loc[months["covered"].astype(bool), "month"]))
    return [month for month in every_month(start, end) if month not in covered]


@dataclass(frozen=True)
class Total:
    """The sum of a span's periods. value is None where `refused` holds the reason in words."""

    first: date
    last: date
    value: float | None = None
    refused: str = ""


@dataclass(frozen=True)
class Change:
    """The change from one count, rate or percentage to another, with its 95% interval.

    relative, lower, upper: shares of the earlier figure (0.29 is 29% more), or percentage points where `points`.
    clear: the interval does not hold zero, and allows for what the series varies beyond chance where that matters (`dispersion`;
    None where chance alone is at work, as in a sample). relative is None on an earlier count under 10, where only the
    counts are told.
    """

    now: float | None
    before: float | None
    relative: float | None = None
    lower: float | None = None
    upper: float | None = None
    clear: bool = False
    points: bool = False
    method: str = ""
    refused: str = ""
    dispersion: Dispersion | None = None
    undecided: bool = False
    """Beyond chance alone, but there are too few periods to tell how much more the series varies: called neither way."""

    def words(self) -> str:
        """The change in a sentence: "No clear change (95% interval −24% to +120%)."."""
        if self.refused or self.now is None or self.before is None:
            return self.refused
        if self.relative is None:
            against = f"{phrases.number(self.now)} against {phrases.number(self.before)}; {TOO_FEW} for a percentage"
            return f"{self._said()} ({against})."
        if not self.clear:
            return f"{self._said()} ({self._interval_named()})."
        size = abs(self.relative) * (1 if self.points else 100)
        return f"{_signed(size, self._unit).lstrip('+')} {self._more()} ({self._interval_named()})."

    def clause(self) -> str:
        """The same within a sentence that tells both figures, without a stop: "no clear change (95% interval −24% to +120%)"."""
        few = self.relative is None and not self.refused and self.now is not None
        said = f"{self._said()} ({TOO_FEW} for a percentage)" if few else self.words().rstrip(".")
        return f"{said[:1].lower()}{said[1:]}"

    @property
    def verdict(self) -> str:
        """For a column: "clear", "no clear change", "too few" or "not comparable"; empty where nothing is known."""
        if self.refused:
            return "not comparable" if self.refused.startswith("Not comparable") else "not worked out"
        if self.now is None or self.before is None:
            return ""
        if self.relative is None or self.undecided:
            return TOO_FEW
        return "clear" if self.clear else "no clear change"

    @property
    def verdict_in_words(self) -> str:
        """The same within words, with its direction: "Clearly fewer", "No clear change"."""
        return self._said()

    @property
    def interval(self) -> str:
        """For a column: "−24% to +120%"; empty where there is none."""
        if self.relative is None or self.lower is None or self.upper is None:
            return ""
        scale = 1 if self.points else 100
        low = _signed(scale * self.lower, "" if self.points else self._unit)
        return f"{low} to {_signed(scale * self.upper, self._unit)}"

    @property
    def _unit(self) -> str:
        return " percentage points" if self.points else "%"

    def _interval_named(self) -> str:
        return f"95% interval {'for chance alone ' if self.undecided else ''}{self.interval}"

    def _said(self) -> str:
        if self.undecided:
            return "Too few periods to tell a clear change"
        return f"Clearly {self._more()}" if self.clear else "No clear change"

    def _more(self) -> str:
        more = (self.now or 0) > (self.before or 0) if self.relative is None else self.relative > 0
        if self.points:
            return "higher" if more else "lower"
        return "more" if more else "fewer"


def total(points: Iterable[Point], first: date, last: date, breaks: Sequence[Break] = ()) -> Total:
    """The sum of the counts of a span, or refused: where a period is missing or the span touches a break.

    first, last: days, both included; the periods must fill the span exactly.
    """
    found = series.marked(points, breaks)
    inside = [point for point in found if first <= point.first and point.last <= last]
    if broken := _breaks_touching(found, breaks, first, last):
        return Total(first, last, refused=f"Not comparable: {'; '.join(broken)}. No sum across it is worked out.")
    known = [point for point in inside if point.value is not None]
    if not _fill(known, first, last):
        return Total(first, last, refused=f"No sum is worked out: {_what_is_missing(inside, first, last)}.")
    return Total(first, last, math.fsum(point.value for point in known if point.value is not None))


def year_ending(points: Iterable[Point], last: date, breaks: Sequence[Break] = ()) -> Total:
    """The sum of the 12 months that end on the day `last`, or refused. points: months or quarters of counts."""
    return total(points, shifted(last, 1 - MONTHS_A_YEAR), last, breaks)


def on_year_before(points: Iterable[Point], first: date, last: date, breaks: Sequence[Break] = ()) -> Change:
    """The counts from first to last (days) against the same days a year before, with an interval, or refused with the reason."""
    found = series.marked(points, breaks)
    if months_between(first, last) > MONTHS_A_YEAR:
        return Change(
            None, None, refused="No change is worked out: the period is longer than a year, so it overlaps the one before."
        )
    before_first, before_last = year_before(first), end_year_before(last)
    if broken := _breaks_touching(found, breaks, before_first, last):
        return Change(None, None, refused=f"Not comparable: {'; '.join(broken)}. No change across it is worked out.")
    now, before = total(found, first, last), total(found, before_first, before_last)
    if refused := now.refused or before.refused:
        return Change(now.value, before.value, refused=refused.replace("No sum", "No change on the year before", 1))
    assert now.value is not None and before.value is not None
    spread = dispersion_of(found, (first, last), (before_first, before_last), breaks, "count")
    return change(now.value, before.value, dispersion=spread)


def between(
    earlier: Point,
    later: Point,
    points: Iterable[Point],
    breaks: Sequence[Break] = (),
    *,
    share: bool,
    sample: bool = False,
) -> Change:
    """One period's percentage (`share`) or rate against an earlier one's, or refused with the reason.

    points: the series that both belong to, each with numerator and denominator. sample: people asked independently of each
    other, whose answers vary by chance alone.
    """
    found = series.marked(points, breaks)
    if broken := _breaks_touching(found, breaks, earlier.first, later.last):
        return Change(None, None, refused=f"Not comparable: {'; '.join(broken)}. No change across it is worked out.")
    numbers = (later.numerator, later.denominator, earlier.numerator, earlier.denominator)
    if any(number is None for number in numbers):
        said = "No change is worked out: the figures came without numerator and denominator."
        return Change(later.value, earlier.value, refused=said)
    if not later.denominator or not earlier.denominator:
        return Change(
            later.value, earlier.value, refused="No change is worked out: a rate or percentage of nothing says nothing."
        )
    kind = "share" if share else "rate"
    spread = None if sample else dispersion_of(found, (later.first, later.last), (earlier.first, earlier.last), breaks, kind)
    now, now_size, before, before_size = (float(number or 0) for number in numbers)
    if share:
        return proportion_change(now, now_size, before, before_size, dispersion=spread)
    return change(now, before, now_size, before_size, dispersion=spread)


def dispersion_of(
    points: Sequence[Point], now: tuple[date, date], before: tuple[date, date], breaks: Sequence[Break], kind: Kind
) -> Dispersion:
    """How much the periods up to `now` vary beyond chance, since the last break before them (`dispersion.measure`)."""
    upto = [point for point in points if point.last <= now[1]]
    parts = series.segments(upto, breaks)
    return measure([upto[position] for position in parts[-1].positions] if parts else [], now, before, kind)


def change(
    now: float, before: float, now_size: float = 1, before_size: float = 1, *, dispersion: Dispersion | None = None
) -> Change:
    """The change from one count to another, or from one rate to another where populations (or days) are given.

    The interval is that of the ratio of two counts (`ratio_interval`) whose variance is that of chance times the allowance of
    `dispersion`; None: of chance alone. Where the dispersion could not be measured, nothing is called clear. No
    percentage on an earlier count under 10.
    """
    if now < 0 or before < 0:
        return Change(now, before, refused="No change is worked out on a negative count, which corrects an earlier one.")
    if now_size <= 0 or before_size <= 0:
        return Change(now, before, refused=NO_SIZE)
    allowance = dispersion.allowance if dispersion else 1.0
    lower, upper = ratio_interval(now / allowance, before / allowance, now_size, before_size)
    beyond = not lower <= 1 <= upper
    unknown = dispersion is not None and not dispersion.measured
    method = _method(now / allowance, before / allowance, dispersion)
    found = Change(now, before, clear=beyond and not unknown, method=method, dispersion=dispersion, undecided=beyond and unknown)
    if before < SMALLEST_BASE:
        return found
    ratio = (now / now_size) / (before / before_size)
    return replace(found, relative=ratio - 1, lower=lower - 1, upper=upper - 1)


def ratio_interval(now: float, before: float, now_size: float = 1, before_size: float = 1, confidence: float = 0.95) -> Interval:
    """An interval for the ratio of two Poisson rates, now / before.

    From 10 events in both: the logarithm of the ratio as normal with variance 1/now + 1/before (Breslow & Day 1987, volume II,
    chapter 3). Below: exact (`exact_ratio_interval`). Nothing before: the upper end is infinite.
    """
    if min(now, before) < LOG_NORMAL_FROM:
        return exact_ratio_interval(now, before, now_size, before_size, confidence)
    ratio = (now / now_size) / (before / before_size)
    factor = math.exp(rates.normal_quantile(confidence) * math.sqrt(1 / now + 1 / before))
    return ratio / factor, ratio * factor


def exact_ratio_interval(
    now: float, before: float, now_size: float = 1, before_size: float = 1, confidence: float = 0.95
) -> Interval:
    """The exact interval for the ratio of two Poisson rates, by the Clopper–Pearson interval of now's share of all events.

    Przyborowski & Wilenski 1940, Biometrika 31; as R's poisson.test.
    """
    from scipy.special import betaincinv  # imported here: start-up does not wait for it

    sizes = before_size / now_size
    tail = (1 - confidence) / 2
    lower = float(betaincinv(now, before + 1, tail)) if now > 0 else 0.0
    upper = float(betaincinv(now + 1, before, 1 - tail)) if before > 0 else 1.0
    return sizes * lower / (1 - lower), sizes * upper / (1 - upper) if upper < 1 else math.inf


def proportion_change(
    now: float, now_total: float, before: float, before_total: float, *, dispersion: Dispersion | None = None
) -> Change:
    """The change between two percentages, in percentage points, with Newcombe's interval.

    Newcombe 1998, Statistics in Medicine 17:873–890, method 10: from the two Wilson intervals; for independent samples.
    Refused where either is no share: of nobody, or more than all. dispersion: as for `change`; both totals count as so many
    fewer.
    """
    if not (_is_share(now, now_total) and _is_share(before, before_total)):
        return Change(None, None, points=True, refused=NO_SHARE)
    allowance = dispersion.allowance if dispersion else 1.0
    first, second = now / now_total, before / before_total
    low_now, high_now = rates.wilson(now / allowance, now_total / allowance)
    low_before, high_before = rates.wilson(before / allowance, before_total / allowance)
    difference = first - second
    lower = difference - math.hypot(first - low_now, high_before - second)
    upper = difference + math.hypot(high_now - first, second - low_before)
    beyond = not lower <= 0 <= upper
    unknown = dispersion is not None and not dispersion.measured
    scaled = (100 * value for value in (first, second, difference, lower, upper))
    method = "Newcombe's interval for the difference of two proportions"
    return Change(
        *scaled,
        clear=beyond and not unknown,
        points=True,
        method=f"{method}; it {dispersion.words()}" if dispersion else method,
        dispersion=dispersion,
        undecided=beyond and unknown,
    )


def _is_share(part: float, whole: float) -> bool:
    return whole > 0 and 0 <= part <= whole


def peer_average(rates_of: Mapping[str, float | None], without: str = "") -> tuple[float | None, int]:
    """The average of the peers' rates (each peer counts once, whatever its size) and how many have one.

    rates_of: area → rate, None where there is none; without: the area compared, which is not its own peer.
    """
    known = [value for name, value in rates_of.items() if name != without and value is not None and value == value]
    return (math.fsum(known) / len(known) if known else None), len(known)


def _refusal(months: pd.DataFrame, before: Comparison, start: date, end: date) -> str:
    if months_between(start, end) > MONTHS_A_YEAR:
        return "No change is worked out: the period is longer than a year, so it overlaps the one before."
    for first, last in ((start, end), (before.start, before.end)):
        if missing := missing_months(months, first, last):
            return f"No change on the year before is worked out: no file is loaded for {phrases.month_runs(missing)}."
    if broken := _breaks_between(months, before.start, end):
        return f"Not comparable: {'; '.join(broken)}. No change across it is worked out."
    return ""


def _breaks_between(months: pd.DataFrame, first: date, last: date) -> Sequence[str]:
    """The reasons of the registered breaks that touch any month from first to last, each once."""
    inside = [first <= month <= last for month in _days(months["month"])]
    broken = months.loc[inside]
    broken = broken.loc[~broken["comparable"].astype(bool)]
    reasons = [str(reason).rstrip(".") if isinstance(reason, str) else "registered break" for reason in broken["reason"]]
    return list(dict.fromkeys(reasons))


def _days(months: pd.Series) -> list[date]:
    return [month.date() for month in pd.to_datetime(months)]


def _method(now: float, before: float, spread: Dispersion | None) -> str:
    by_logarithm = min(now, before) >= LOG_NORMAL_FROM
    of_ratio = "interval of the ratio of two Poisson counts"
    method = f"{of_ratio} by its logarithm" if by_logarithm else f"exact {of_ratio}"
    return f"{method}; it {spread.words()}" if spread else method


def _breaks_touching(found: Sequence[Point], breaks: Sequence[Break], first: date, last: date) -> list[str]:
    """The reasons of the breaks that touch any day from first to last, each once."""
    broken = [point.reason for point in found if not point.comparable and point.first <= last and first <= point.last]
    broken += [known.reason for known in breaks if known.first <= last and first <= known.last]
    return list(dict.fromkeys(reason.rstrip(".") for reason in broken))


def _fill(known: Sequence[Point], first: date, last: date) -> bool:
    if not known or known[0].first != first or known[-1].last != last:
        return False
    return all(series.follows(*pair) for pair in pairwise(known))


def _what_is_missing(inside: Sequence[Point], first: date, last: date) -> str:
    """Why the periods inside a span give no sum: a hidden count is a figure, and not said to be missing."""
    hidden = _months_of(point for point in inside if point.value is None and point.hidden)
    covered = {*_months_of(point for point in inside if point.value is not None), *hidden}
    missing = [month for month in every_month(first, last) if month not in covered]
    said = [f"there is no figure for {phrases.month_runs(missing)}"] if missing else []
    said += [f"what {phrases.month_runs(hidden)} {'counts' if len(hidden) == 1 else 'count'} is not shown"] if hidden else []
    return " and ".join(said) or f"the figures do not fill {phrases.days(first, last)} exactly"


def _months_of(points: Iterable[Point]) -> list[date]:
    return [month for point in points for month in every_month(point.first, point.last)]


def _signed(value: float, unit: str) -> str:
    """A change with its sign: −24%, +120%, +4.2%."""
    if value == math.inf:
        return "any size"
    size = abs(value)
    digits = 0 if size >= 9.95 else 1 if size >= 0.05 or size == 0 else 2
    return f"{'−' if value < 0 else '+'}{size:.{digits}f}{unit}"
