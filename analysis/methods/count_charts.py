"""Control charts for counts of events: rates whose denominators vary, and counts too small for a month.

They are judged as every control chart is (`control_chart.chart_of`); only their lines differ. Sources stand at each.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from analysis.declared.targets import Polarity, Target
from analysis.methods import series
from analysis.methods.control_chart import ControlChart, centre_only, chart_of, refused_chart, xmr_chart
from analysis.methods.control_rules import Limits, Lines
from analysis.methods.series import Break, Point, Rebase
from analysis.words import phrases

FEWEST_EVENTS = 5  # counts that average less a period need longer periods (docs/deviations.md)
SIGMA_OF_RANGES = 1.128  # d2 for ranges of two
NEARLY_EQUAL = 0.25  # denominators within a quarter of their mean need no limits of their own (Montgomery, ch. 7)


def u_chart(
    points: Iterable[Point],
    polarity: Polarity,
    *,
    per: float = 1000,
    breaks: Sequence[Break] = (),
    rebases: Sequence[Rebase] = (),
    target: Target | None = None,
    widened: bool = False,
) -> ControlChart:
    """Rates whose denominators vary: ū ± 3√(ū/n) at each point (Montgomery, Introduction to Statistical Quality Control, ch. 7).

    points: numerator = events, denominator = the population or opportunities of the period; values are worked out here, per
    `per`. widened: limits × the spread of the standardised rates (Laney 2002, Quality Engineering 14(4)), for large denominators
    whose rates vary by more than chance.
    """
    found = [replace(point, value=_per(point, per)) for point in series.marked(points, breaks)]

    def lines(all_points: Sequence[Point], positions: Sequence[int]) -> tuple[Limits, Lines]:
        return _rate_lines(all_points, positions, per, widened)

    return chart_of("u chart", found, polarity, lines, breaks, rebases, target)


def rate_chart(
    points: Iterable[Point],
    polarity: Polarity,
    *,
    per: float = 1000,
    breaks: Sequence[Break] = (),
    rebases: Sequence[Rebase] = (),
    target: Target | None = None,
    seasonal: bool = True,
) -> ControlChart:
    """The chart that fits a series of rates: XmR where the denominators are nearly equal or not all known, else a u chart.

    XmR takes its limits from the rates themselves; a u chart from chance alone, which is widened here, since one child may be
    counted several times. The choice is announced in the notes. seasonal: as for `xmr_chart`; a u chart knows no season.
    """
    found = series.marked(points, breaks)
    sizes = [point.denominator for point in found if point.value is not None and point.denominator]
    known = len(sizes) == sum(point.value is not None for point in found)
    if known and _vary(sizes):
        chart = u_chart(found, polarity, per=per, breaks=breaks, rebases=rebases, target=target, widened=True)
        return replace(chart, notes=(*chart.notes, "Limits follow the denominators, and the spread of the rates round chance."))
    chart = xmr_chart(found, polarity, breaks=breaks, rebases=rebases, target=target, lowest=0, seasonal=seasonal)
    equal = ("The denominators vary by less than a quarter, so the limits come from the rates themselves.",)
    return replace(chart, notes=(*chart.notes, *(equal if known else ())))


def count_chart(
    points: Iterable[Point],
    polarity: Polarity,
    *,
    breaks: Sequence[Break] = (),
    rebases: Sequence[Rebase] = (),
    target: Target | None = None,
    screened: bool = True,
    seasonal: bool = True,
) -> ControlChart:
    """The chart that fits a series of counts: by its own periods, by quarter where months average under 5, else none.

    The average is that of all comparable periods, and the choice is announced in the notes. A target of months does not hold for
    quarters, so it is left out there, with a note. seasonal: as for `xmr_chart`.
    """
    found = series.marked(points, breaks)

    def drawn(counts: Sequence[Point], held: Target | None) -> ControlChart:
        return xmr_chart(
            counts,
            polarity,
            breaks=breaks,
            rebases=rebases,
            target=held,
            screened=screened,
            lowest=0,
            seasonal=seasonal,
        )

    if not _too_few(found):
        return drawn(found, target)
    monthly = series.period_noun(found[0]) == "month" and not series.overlapping(found)
    quarters = series.quarterly(found) if monthly else []
    if not quarters or _too_few(quarters):
        why = f"{_average_in_words(quarters or found)}, too few for limits. They are listed."
        return refused_chart(found, polarity, why)
    chart = drawn(quarters, None)
    notes = [f"{_average_in_words(found)}, so they are added up by quarter; only complete quarters are shown."]
    notes += ["The target is for a month and is not held against quarters."] if target else []
    return replace(chart, notes=(*notes, *chart.notes))


def _rate_lines(points: Sequence[Point], positions: Sequence[int], per: float, widened: bool) -> tuple[Limits, Lines]:
    """ū and its limits for one segment: one limit a point, since the denominators differ."""
    values = series.values(points, positions)
    known = ~np.isnan(values)
    size = np.array([_number(points[position].denominator) for position in positions])
    if not known.any():
        return Limits(0), centre_only(None, len(positions))
    events = values[known] * size[known] / per
    mean = float(events.sum() / size[known].sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        sigma = np.sqrt(mean / size)
        sigma = sigma * _spread(points, positions, mean, per) if widened else sigma
    lines = Lines(
        np.full(len(positions), per * mean),
        np.maximum(per * (mean - 3 * sigma), 0),
        per * (mean + 3 * sigma),
        per * (mean - 2 * sigma),
        per * (mean + 2 * sigma),
    )
    limits = Limits(int(known.sum()), per * mean, float(np.median(values[known])))
    return limits, lines


def _spread(points: Sequence[Point], positions: Sequence[int], mean: float, per: float) -> float:
    """The spread of the standardised rates by their moving ranges (Laney 2002); 1 where only chance is at work."""
    ranges: list[float] = []
    for run in series.stretches(points, positions):
        size = np.array([_number(points[position].denominator) for position in run])
        ranges += np.abs(np.diff((series.values(points, run) / per - mean) / np.sqrt(mean / size))).tolist() if mean > 0 else []
    return max(float(np.mean(ranges)) / SIGMA_OF_RANGES, 1.0) if ranges else 1.0


def _vary(sizes: Sequence[float]) -> bool:
    """Montgomery's rule of thumb: denominators within a quarter of their mean need no limits of their own."""
    mean = sum(sizes) / len(sizes) if sizes else 0.0
    return any(abs(size - mean) > NEARLY_EQUAL * mean for size in sizes)


def _per(point: Point, per: float) -> float | None:
    if point.numerator is None or not point.denominator or point.denominator <= 0:
        return None
    return per * point.numerator / point.denominator


def _too_few(points: Sequence[Point]) -> bool:
    known = [point.value for point in points if point.comparable and point.value is not None]
    return bool(known) and sum(known) / len(known) < FEWEST_EVENTS


def _average_in_words(points: Sequence[Point]) -> str:
    known = [point.value for point in points if point.comparable and point.value is not None]
    average = sum(known) / len(known) if known else 0.0
    noun = series.period_noun(points[0]) if points else "period"
    return f"The counts average {phrases.number(round(average, 1))} a {noun}, under {FEWEST_EVENTS}"


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)
