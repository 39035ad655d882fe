"""Counts of 1 to 4 that may not be shown, as charts and sums take them: from what is published, so that nothing told tells more.

Published of a restricted series are its months (or other periods), each with its count, 0 or "1 to 4"; and, of a calendar quarter
whose three months are all hidden, what they come to together, no closer than that each of them may still be 1 and may still be 4:
3 to 6, 7, 8, or 9 to 12. Charts, verdicts, sums and changes are worked out from that and from nothing else. So whatever is read
off them, today or in a later release, alone or set against one another, a hidden month stays anything from 1 to 4.

With k months hidden that come to S, one of them can be 4 just where S ≥ k + 3 (the others at 1), and 1 just where S ≤ 4k − 3 (the
others at 4). Hence the two ends, k to k + 3 and 4k − 3 to 4k, and the sums between them; of one or two months nothing is told.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis.declared import disclosure_rule
from analysis.methods import comparison, series
from analysis.methods.comparison import Change
from analysis.methods.control_chart import ChartPoint, ChartSegment, ControlChart
from analysis.methods.control_rules import Limits, Rule
from analysis.methods.series import Between, Break, Point, Span
from analysis.words import phrases
from analysis.words.months import MONTHS_A_QUARTER, end_year_before, quarter_of, year_before

SMALLEST_SHOWN = disclosure_rule.in_force().smallest_shown
"""The smallest count of people that is shown; those below, 0 apart, are hidden."""
FEWEST_HIDDEN, MOST_HIDDEN = 1, SMALLEST_SHOWN - 1
SUMS_WORKED_OUT_FOR = 4  # `Taking.of_a_quarter` holds for hidden counts of 1 to 4
STEPS = (1, 2)  # averages of charts with hidden counts are rounded to whole numbers, or to even ones
SLACK = 1e-9
STEP = SMALLEST_SHOWN + 1
"""Numbers of which tables can be asked for without end are told in multiples of it. Of 5, periods of 12 months that move on by a
month would leave some months of 1 to 4 only three numbers that they may be; these leave four at least (tried by chance)."""
FEW_OR_NONE = f"fewer than {STEP}, or none"
STEPS_TOLD = f"Rounded down to multiples of {STEP}: {STEP} is {STEP} to {2 * STEP - 1}"
"""How `in_steps` tells numbers, for readers."""
EACH = f"counts that are not shown are {FEWEST_HIDDEN} to {MOST_HIDDEN} each"
UNSURE = "Counts that are not shown could change this."


HIDDEN = Between(FEWEST_HIDDEN, MOST_HIDDEN)


def in_steps(number: float) -> float | None:
    """A count as it is told where tables of it can be asked for without end: rounded down, so that 6 is 6 to 11, and None where
    there are fewer than a step, or none.

    A whole told as 6 and its part told as 6 leave up to 5. Sums of fractions may lie a hair below a whole number.
    """
    return float(STEP * math.floor(number / STEP + SLACK)) or None


def told_of(counts: Sequence[float]) -> Between:
    """What is told of some hidden counts together: as much as leaves each of them anything from 1 to 4."""
    number, total = len(counts), math.fsum(counts)
    lowest, highest = number * HIDDEN.low, number * HIDDEN.high
    spread = HIDDEN.high - HIDDEN.low
    if lowest + spread >= highest - spread:
        return Between(lowest, highest)
    if total <= lowest + spread:
        return Between(lowest, lowest + spread)
    return Between(highest - spread, highest) if total >= highest - spread else Between(total, total)


@dataclass(frozen=True)
class Taking:
    """What hidden counts are taken to be. in_turn: one after the other; of_a_quarter: three together, by their lower bound."""

    in_turn: tuple[int, int]
    of_a_quarter: Mapping[float, tuple[int, int, int]]


MIDDLE = Taking((SMALLEST_SHOWN // 2, (SMALLEST_SHOWN + 1) // 2), {3: (2, 2, 2), 7: (2, 3, 2), 8: (3, 2, 3), 9: (3, 3, 3)})
"""In the middle of 1 to 4, in whole numbers; three together as what is told of them. The chart is drawn from it."""
EXTREMES = (
    Taking((FEWEST_HIDDEN, FEWEST_HIDDEN), {3: (1, 1, 1), 7: (1, 2, 4), 8: (1, 3, 4), 9: (4, 1, 4)}),
    Taking((MOST_HIDDEN, MOST_HIDDEN), {3: (1, 4, 1), 7: (4, 2, 1), 8: (4, 3, 1), 9: (4, 4, 4)}),
    Taking((FEWEST_HIDDEN, MOST_HIDDEN), {3: (4, 1, 1), 7: (1, 4, 2), 8: (1, 4, 3), 9: (4, 4, 1)}),
    Taking((MOST_HIDDEN, FEWEST_HIDDEN), {3: (1, 1, 4), 7: (2, 1, 4), 8: (3, 1, 4), 9: (1, 4, 4)}),
)
"""Each hidden count is 1 in some and 4 in others, in every one as what is told allows. What they all say is said for certain."""


def quarters(points: Sequence[Span], counts: Sequence[float | None]) -> dict[date, Between]:
    """Of each calendar quarter whose three months are all hidden, by its first day: what is told of them together.

    counts: as counted, None where not known; points: their periods. Sums are worked out for hidden counts of 1 to 4; where the
    rule hides others, nothing is told of three together.
    """
    if MOST_HIDDEN != SUMS_WORKED_OUT_FOR:
        return {}
    found: dict[date, list[float]] = {}
    for point, count in zip(points, counts, strict=True):
        if series.period_noun(point) == "month" and count is not None and HIDDEN.low <= count <= HIDDEN.high:
            found.setdefault(quarter_of(point.first), []).append(count)
    return {first: told_of(three) for first, three in found.items() if len(three) == MONTHS_A_QUARTER}


def with_stand_ins(points: Iterable[Point], told: Mapping[date, Between], taken: Taking = MIDDLE) -> list[Point]:
    """The points as charts take them: a hidden count stands in as what it is taken to be, and is marked as hidden.

    told: as `quarters` gives it. A share keeps its denominator and takes its numerator so.
    """
    turn = itertools.count()
    found = series.marked(points)
    return [_stood_in(point, next(turn), told, taken) if point.hidden else point for point in found]


def drawn(middle: ControlChart, extremes: Sequence[ControlChart]) -> ControlChart:
    """The chart of the middle with its lines in whole numbers: who takes them for those of the true counts finds none of them.

    Limits are the outermost whole numbers within, which parts whole counts as the limits themselves do. An average is rounded to
    whole numbers, or to even ones where the extremes would else round to two.
    """
    charts = [middle, *(chart for chart in extremes if _same_periods(chart, middle))]
    touched = {point.segment for point in middle.points if point.hidden}
    points = [
        _in_whole_numbers(point, [chart.points[place].centre for chart in charts]) if point.segment in touched else point
        for place, point in enumerate(middle.points)
    ]
    return replace(middle, points=tuple(points), segments=tuple(_without_lines(segment) for segment in middle.segments))


def judged(middle: ControlChart, extremes: Sequence[ControlChart]) -> ControlChart:
    """The chart of the middle, which says of its latest point only what the charts of all extremes say too.

    Where they fire by different rules, the weakest is named; where they do not come to the same, the chart is `unsure`.
    """
    every = [middle, *(chart for chart in extremes if _same_periods(chart, middle))]
    if len({chart.variation for chart in every}) > 1 or len({_direction(chart) for chart in every}) > 1:
        return replace(middle, unsure=UNSURE)
    latest, order = middle.latest, list(Rule)
    if latest is None or not latest.rules:
        return middle
    weakest = max((chart for chart in every if chart.rule), key=lambda chart: order.index(chart.rule or order[0]))
    said = weakest.latest
    if said is None or weakest.rule is middle.rule:
        return middle
    spoken = replace(latest, rules=said.rules, words=said.words)
    points = tuple(spoken if point is latest else point for point in middle.points)
    return replace(middle, points=points, words=weakest.words)


def veiled(chart: ControlChart, points: Iterable[Point], told: Mapping[date, Between]) -> ControlChart:
    """The chart as it may be handed out: no stand-in is left where a count is hidden; a quarter that is known is told."""
    found = series.marked(points)
    return replace(chart, points=tuple(_veiled(point, found, told) for point in chart.points))


def total(points: Iterable[Point], first: date, last: date, told: Mapping[date, Between]) -> Between | None:
    """What the counts of a span come to, as far as is told; None where a period of it has no count at all.

    first, last: days, both included; only periods wholly inside are added.
    """
    inside = [point for point in series.marked(points) if first <= point.first and point.last <= last]
    if not inside or any(point.value is None and not point.hidden for point in inside):
        return None
    whole = {quarter for quarter in told if sum(quarter_of(point.first) == quarter for point in inside) == MONTHS_A_QUARTER}
    parts = [told[quarter] for quarter in sorted(whole)]
    for point in inside:
        if quarter_of(point.first) not in whole:
            parts.append(HIDDEN if point.value is None else Between(point.value, point.value))
    return sum(parts, Between(0, 0))


def year_against_year_before(
    points: Iterable[Point], told: Mapping[date, Between], last: date, breaks: Sequence[Break], unit: str
) -> str:
    """The 12 months that end on the day `last` beside the 12 before, where counts among them are hidden, in a sentence.

    Empty where none is hidden, where a month has no figure at all, or where a break forbids it. The change is called clear, or
    not, where it is so whatever the hidden counts are.
    """
    found = series.marked(points, breaks)
    span = comparison.year_ending(found, last, breaks)
    ends = (span.first, span.last), (year_before(span.first), end_year_before(span.last))
    inside = [point for point in found if any(first <= point.first and point.last <= end for first, end in ends)]
    whole = [replace(point, value=point.value or 0.0) if point.hidden else point for point in inside]
    if not any(point.hidden for point in inside) or comparison.on_year_before(whole, *ends[0], breaks).refused:
        return ""
    now, before = (total(found, *end, told) for end in ends)
    if now is None or before is None:
        return ""
    spread = comparison.dispersion_of(with_stand_ins(found, told), *ends, breaks, "count")
    corners = [
        comparison.change(now.low, before.high, dispersion=spread),
        comparison.change(now.high, before.low, dispersion=spread),
    ]
    months = f"in the 12 months to {phrases.month(span.last)}"
    return f"Year on year: {now.words()} {unit} {months}, {before.words()} in the 12 before ({EACH}). {_whatever(corners)}"


def _whatever(corners: Sequence[Change]) -> str:
    """What both ends of what is told have in common."""
    said = {corner.verdict_in_words for corner in corners}
    return f"{said.pop()}, whatever they are." if len(said) == 1 else "Whether that is a clear change hangs on them."


def _in_whole_numbers(point: ChartPoint, centres: Sequence[float | None]) -> ChartPoint:
    known = [centre for centre in centres if centre is not None]
    step = next((step for step in STEPS if len({_nearest(centre, step) for centre in known}) == 1), STEPS[-1])
    centre = None if point.centre is None else _nearest(point.centre, step)
    lower, upper = _within(point.lower, point.upper)
    near_lower, near_upper = _within(point.near_lower, point.near_upper)
    return replace(point, centre=centre, lower=lower, upper=upper, near_lower=near_lower, near_upper=near_upper)


def _nearest(value: float, step: int) -> float:
    return float(step * math.floor(value / step + 0.5))


def _within(lower: float | None, upper: float | None) -> tuple[float | None, float | None]:
    """The outermost whole numbers between two lines; where there is none between them, the lines to one decimal."""
    if lower is None or upper is None:
        return lower, upper
    first, last = float(math.ceil(lower - SLACK)), float(math.floor(upper + SLACK))
    return (first, last) if first <= last else (round(lower, 1), round(upper, 1))


def _without_lines(segment: ChartSegment) -> ChartSegment:
    """A segment that tells how many periods it has and none of its sums."""
    return replace(segment, limits=Limits(segment.limits.points))


def _stood_in(point: Point, turn: int, told: Mapping[date, Between], taken: Taking) -> Point:
    month = (point.first.month - 1) % MONTHS_A_QUARTER
    together = told.get(quarter_of(point.first)) if series.period_noun(point) == "month" else None
    count = float(taken.of_a_quarter[together.low][month] if together else taken.in_turn[turn % 2])
    if point.denominator:
        return replace(point, value=100 * count / point.denominator, numerator=count)
    return replace(point, value=count)


def _same_periods(one: ControlChart, other: ControlChart) -> bool:
    return [(point.first, point.last) for point in one.points] == [(point.first, point.last) for point in other.points]


def _direction(chart: ControlChart) -> int:
    return chart.latest.direction if chart.latest else 0


def _veiled(point: ChartPoint, found: Sequence[Point], told: Mapping[date, Between]) -> ChartPoint:
    if not point.hidden:
        return point
    held = total(found, point.first, point.last, told)
    if held is not None and held.known:
        return replace(point, hidden=False, value=held.low)
    return replace(point, value=None, between=(held.low, held.high) if held else None)
