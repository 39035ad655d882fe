"""Stretches of signals on a control chart: which stand at its latest figure, and which have ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.methods.control_chart import ChartPoint, ControlChart, Variation


@dataclass(frozen=True)
class SignalRun:
    """Successive figures of one comparable segment that carry the same verdict, first and last.

    after: the next figure of that segment, without the verdict; None where the run reaches the segment's last figure.
    """

    variation: Variation
    first: ChartPoint
    last: ChartPoint
    after: ChartPoint | None


def signal_runs(points: Sequence[ChartPoint]) -> list[SignalRun]:
    """The stretches of signals in order. A period without a figure neither ends a stretch nor makes one."""
    runs: list[SignalRun] = []
    begun: ChartPoint | None = None
    before: ChartPoint | None = None
    for point in (one for one in points if one.value is not None or one.hidden):
        if begun and before and not _same(before, point):
            runs.append(SignalRun(begun.variation, begun, before, point if point.segment == before.segment else None))
            begun = None
        if point.rules and begun is None:
            begun = point
        before = point
    if begun and before:
        runs.append(SignalRun(begun.variation, begun, before, None))
    return runs


def standing(points: Sequence[ChartPoint]) -> SignalRun | None:
    """The stretch that reaches the latest figure; None where that carries no signal."""
    latest = next((one for one in reversed(points) if one.value is not None or one.hidden), None)
    runs = signal_runs(points)
    return runs[-1] if runs and runs[-1].last == latest else None


def standing_since(points: Sequence[ChartPoint]) -> date:
    """The day on which the signal that stands now begins; after all days where none stands."""
    run = standing(points)
    return run.first.first if run else date.max


def last_ended(chart: ControlChart) -> SignalRun | None:
    """The newest stretch that has ended within the segment of the latest figure; None where there is none."""
    latest = chart.latest
    if latest is None or latest.segment is None:
        return None
    ended = [run for run in signal_runs(chart.points) if run.after and run.last.segment == latest.segment]
    return ended[-1] if ended else None


def _same(before: ChartPoint, point: ChartPoint) -> bool:
    return bool(point.rules) and point.variation is before.variation and point.segment == before.segment
