"""An indicator's lines by quarter, where its counts are too small for months and its chart goes by quarter.

What is said beside a quarter's usual range is of that quarter: value, period, headline, the year before. Months that have come
since then stand apart from it.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.indicators import asked as indicators
from analysis.methods import series
from analysis.methods.control_chart import ChartPoint, ControlChart
from analysis.methods.series import Point, Series

OPEN_STATUSES = ("provisional", "estimated")  # a quarter is no more final than its months


def lines(months: Sequence[Series], chart: ControlChart | None) -> tuple[Series, ...]:
    """The lines by quarter, the judged one as its chart has it; empty where the chart goes by the lines' own periods."""
    if chart is None or chart.refused or not chart.points or not months:
        return ()
    if series.period_noun(chart.points[0]) != "quarter" or series.period_noun(months[0].points[0]) != "month":
        return ()
    judged = tuple(_point(quarter, months[0].points) for quarter in chart.points)
    others = [_quarters(line.points) for line in months[1:]]
    return tuple(
        Series(line.label, points, line.area_code) for line, points in zip(months, [judged, *others], strict=True) if points
    )


def judged_point(found: Sequence[Series], chart: ControlChart) -> Point | None:
    """The quarter that the chart judges."""
    latest = chart.latest
    if latest is None:
        return indicators.latest(found[0])
    return next((point for point in found[0].points if (point.first, point.last) == (latest.first, latest.last)), None)


def later(months: Series, quarter: Point) -> list[Point]:
    """The months with a figure that have come since that quarter ended."""
    return [point for point in months.points if point.first > quarter.last and point.value is not None]


def _quarters(months: Sequence[Point]) -> tuple[Point, ...]:
    return tuple(_point(quarter, months) for quarter in series.quarterly(series.marked(months)))


def _point(quarter: ChartPoint | Point, months: Sequence[Point]) -> Point:
    """A quarter that holds a hidden month is suppressed, not hidden: it need not be fewer than 5 itself."""
    mine = [month for month in months if quarter.first <= month.first and month.last <= quarter.last]
    reasons = [month.reason for month in mine if not month.comparable]
    unknown = [month.unknown for month in mine if month.unknown]
    return Point(
        quarter.first,
        quarter.last,
        quarter.value,
        status=_status(quarter.value, [month.status for month in mine]),
        comparable=not reasons and _comparable(quarter),
        reason=reasons[0] if reasons else "",
        unknown="; ".join(unknown),
    )


def _comparable(quarter: ChartPoint | Point) -> bool:
    return quarter.segment is not None if isinstance(quarter, ChartPoint) else quarter.comparable


def _status(value: float | None, months: Sequence[str]) -> str:
    """Of a known quarter whether it is final; of one without a figure why it has none."""
    if value is not None:
        return next((status for status in months if status in OPEN_STATUSES), "final")
    return next((status for status in ("suppressed", indicators.NOT_KNOWN) if status in months), indicators.NO_FILE)
