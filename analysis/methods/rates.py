"""Rates per 1,000 residents and proportions, with their intervals; funnel limits; and when there is no rate.

Methods and thresholds are those of OHID (formerly PHE), "Technical Guide: Confidence Intervals" (2018), as PHEindicatormethods
applies them: exact Poisson under 10 events, Byar's from 10, Wilson for proportions. Intervals are two-sided, 95% unless told.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import NormalDist

FEWEST_EVENTS = 10  # under 10 events a rate is too unsteady to show (OHID technical guidance on small numbers)
RULE = f"No rate is worked out on fewer than {FEWEST_EVENTS} records."
BYAR_FROM = 10  # Byar's method from 10 events, exact below (OHID technical guide, 2018)
WINSORISED = 0.1  # share of areas at either end that do not sway the overdispersion (Spiegelhalter 2005)
FEWEST_AREAS = 5  # fewer areas do not tell how much areas vary
FUNNEL = (0.95, 0.998)  # about 2 and 3 standard deviations (Spiegelhalter 2005, Statistics in Medicine 24)

Interval = tuple[float, float]


@dataclass(frozen=True)
class Rate:
    """A rate with its interval, per `per` residents or in percent. refused: the reason in words where it may not be shown.

    as_at: the day for which the residents are counted, None where that is not known or it is no rate of residents.
    """

    events: float | None
    population: float | None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    per: float = 1000
    refused: str = ""
    as_at: date | None = None

    def of_residents(self) -> str:
        """The residents and their year, as they stand beside the rate: "264,718 residents, 2021"; empty where not known."""
        return f"{self.population:,.0f} residents, {self.as_at.year}" if self.population and self.as_at else ""


@dataclass(frozen=True)
class FunnelPoint:
    """One area on a funnel plot: its rate, the limits at its own population, and where it lies in words.

    limits: confidence → (lower, upper), per `per` residents, round the rate of all areas together, widened by `overdispersion`
    (the variance of all areas over that of chance). The rate and its place are blank on fewer than 10 events, with the reason.
    """

    name: str
    rate: Rate
    average: float
    limits: Mapping[float, Interval]
    place: str
    overdispersion: float = 1.0


def per_1000(events: float | None, population: float | None) -> float | None:
    """Events per 1,000 residents over the period counted; None where it may not be shown (see `why_no_rate`)."""
    if events is None or population is None or why_no_rate(events, population):
        return None
    return 1000 * events / population


def why_no_rate(events: float | None, population: float | None) -> str:
    """The reason in words why there is no rate; empty where there is one."""
    if events is None or events != events:
        return "No count."
    if population is None or population != population or population <= 0:
        return "No population is loaded."
    return RULE if events < FEWEST_EVENTS else ""


def rate(events: float | None, population: float | None, per: float = 1000, confidence: float = 0.95) -> Rate:
    """Events per `per` residents with their Poisson interval; blank, with the reason, on fewer than 10 events."""
    if reason := why_no_rate(events, population):
        return Rate(events, population, per=per, refused=reason)
    assert events is not None and population is not None
    lower, upper = poisson_interval(events, confidence)
    scale = per / population
    return Rate(events, population, scale * events, scale * lower, scale * upper, per)


def poisson_interval(events: float, confidence: float = 0.95) -> Interval:
    """An interval for the number of events expected: exact under 10 events, Byar's from 10."""
    return exact_poisson(events, confidence) if events < BYAR_FROM else byars(events, confidence)


def exact_poisson(events: float, confidence: float = 0.95) -> Interval:
    """The exact Poisson interval for a number of events, by the chi-squared distribution (Garwood 1936, Biometrika 28)."""
    from scipy.special import gammaincinv  # imported here: start-up does not wait for it

    _not_negative(events)
    tail = (1 - confidence) / 2
    lower = float(gammaincinv(events, tail)) if events > 0 else 0.0
    return lower, float(gammaincinv(events + 1, 1 - tail))


def byars(events: float, confidence: float = 0.95) -> Interval:
    """Byar's approximation to the exact Poisson interval (Breslow & Day 1987, volume II, page 69)."""
    _not_negative(events)
    z = normal_quantile(confidence)
    lower = events * (1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3 if events > 0 else 0.0
    above = events + 1
    return max(lower, 0.0), above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3


def wilson(events: float, total: float, confidence: float = 0.95) -> Interval:
    """Wilson's score interval for a proportion, as shares of one (Wilson 1927; Newcombe 1998, Statistics in Medicine 17)."""
    _not_negative(events)
    if total <= 0 or events > total:
        raise ValueError(f"A proportion needs a total above 0 and no more events than that: {events} of {total} was given.")
    z = normal_quantile(confidence)
    share = events / total
    middle = 2 * events + z * z
    spread = z * math.sqrt(z * z + 4 * events * (1 - share))
    size = 2 * (total + z * z)
    # a share of none or all reaches its end exactly, which rounding would miss
    return (middle - spread) / size if events else 0.0, (middle + spread) / size if events < total else 1.0


def funnel_limits(expected: float, confidence: float, overdispersion: float = 1.0) -> Interval:
    """The counts between which an area lies by chance alone, where `expected` events are expected there.

    Exact Poisson, read between whole numbers: a count is above the upper limit just where the exact interval round it lies
    above `expected` (Spiegelhalter 2005; the funnels of PHEindicatormethods). No lower limit: 0. overdispersion: the variance
    over that of chance, as if so many events came at a time.
    """
    if overdispersion != 1:
        lower, upper = funnel_limits(expected / overdispersion, confidence)
        return overdispersion * lower, overdispersion * upper
    from scipy.special import pdtrik  # imported here: start-up does not wait for it

    if expected <= 0:
        return 0.0, 0.0
    tail = (1 - confidence) / 2
    lower = float(pdtrik(tail, expected)) if math.exp(-expected) < tail else 0.0
    return max(lower, 0.0), float(pdtrik(1 - tail, expected)) + 1


def funnel(areas: Iterable[tuple[str, float | None, float | None]], per: float = 1000) -> list[FunnelPoint]:
    """Areas against the rate of all of them together (sum of events over sum of residents).

    areas: (name, events, residents); an area without either enters neither the funnel nor the average.
    """
    known = [(name, count, size) for name, count, size in areas if count is not None and size is not None and size > 0]
    population = sum(size for _, _, size in known)
    if not population:
        return []
    average = sum(count for _, count, _ in known) / population
    times = overdispersion([(count, average * size) for _, count, size in known])
    return [_funnel_point(name, count, size, average, per, times) for name, count, size in known]


def overdispersion(areas: Sequence[tuple[float, float]]) -> float:
    """How many times the variance of chance areas vary by; 1 where chance is enough, or where there are fewer than 5.

    areas: (events, events expected). The mean square of the standardised differences, the outermost tenth at either end drawn in
    to the next, so that a few true outliers do not hide themselves; above 1 only where the areas differ by more than chance
    at 95% (Spiegelhalter 2005, Quality and Safety in Health Care 14:347–351).
    """
    from scipy.special import chdtri  # imported here: start-up does not wait for it

    z = sorted((events - expected) / math.sqrt(expected) for events, expected in areas if expected > 0)
    if len(z) < FEWEST_AREAS:
        return 1.0
    drawn_in = max(1, math.floor(WINSORISED * len(z)))
    low, high = z[drawn_in], z[-drawn_in - 1]
    squares = math.fsum(min(max(each, low), high) ** 2 for each in z)
    return max(1.0, squares / len(z)) if squares > float(chdtri(len(z), 0.05)) else 1.0


def normal_quantile(confidence: float) -> float:
    """How many standard deviations a two-sided interval of that confidence reaches: 1.96 for 0.95."""
    if not 0 < confidence < 1:
        raise ValueError(f"A confidence lies between 0 and 1: {confidence} was given.")
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def _funnel_point(name: str, count: float, size: float, average: float, per: float, times: float) -> FunnelPoint:
    scale = per / size
    counts = {confidence: funnel_limits(average * size, confidence, times) for confidence in FUNNEL}
    limits = {confidence: (scale * lower, scale * upper) for confidence, (lower, upper) in counts.items()}
    found = rate(count, size, per)
    place = found.refused or _place(count, counts)
    return FunnelPoint(name, found, per * average, limits, place, times)


def _place(count: float, limits: Mapping[float, Interval]) -> str:
    """Where a count lies, by the widest limit that it passes."""
    for confidence in sorted(limits, reverse=True):
        lower, upper = limits[confidence]
        if not lower <= count <= upper:
            return f"{'above' if count > upper else 'below'} the {100 * confidence:g}% limit"
    return "within the limits"


def _not_negative(events: float) -> None:
    if events < 0 or events != events:
        raise ValueError(f"An interval needs a count of 0 or more: {events} was given.")
