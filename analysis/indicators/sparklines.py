"""Small charts for cards, as SVG pictures: nine of them stand with the text at once, where nine Plotly charts would come later.

The line, its usual range as a band, breaks hatched, gaps where periods are missing, the latest point by the shape of its symbol.
No axes and no words: the card says them. Larger charts are drawn in `charts`, in the same colours.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis.figures.charts import control, control_marks, palette
from analysis.figures.charts.folds import NO_FOLDS, Folds
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods.control_chart import ChartPoint, ControlChart, Variation
from analysis.methods.series import Point, Series, Span

WIDTH, HEIGHT, EDGE = 264, 48, 6
LINES_AT_MOST = 2
BAND = palette.CONTEXT_GREY


@dataclass(frozen=True)
class _Scale:
    """From days and values to places in the picture."""

    first: date
    last: date
    low: float
    high: float
    folds: Folds = NO_FOLDS

    def x(self, day: date) -> float:
        first, last, at = (self.folds.place(each) for each in (self.first, self.last, day))
        share = (at - first).days / max((last - first).days, 1)
        return round(EDGE + share * (WIDTH - 2 * EDGE), 1)

    def y(self, value: float) -> float:
        return round(HEIGHT - EDGE - (value - self.low) / (self.high - self.low) * (HEIGHT - 2 * EDGE), 1)


def sparkline(found: IndicatorState, dark: bool = False) -> str:
    """The picture of an indicator that has figures, as SVG; empty where it has none or they are only listed.

    dark: in the colours of the dark theme.
    """
    if not found.filled or found.indicator.chart == "list":
        return ""
    judged = found.chart is not None and not found.chart.refused and bool(found.chart.segments)
    if found.chart and judged and len(found.series) == 1:
        return of_chart(found.chart, dark)
    broken = [point for point in found.chart.points if point.variation is Variation.NOT_COMPARABLE] if found.chart else []
    return _picture(_lines(found.series[:LINES_AT_MOST], broken), dark)


def of_chart(chart: ControlChart, dark: bool = False) -> str:
    """The picture of a control chart that has a figure, as SVG; empty where it has none."""
    return _picture(_control(chart), dark) if chart.latest else ""


def _picture(parts: Sequence[str], dark: bool) -> str:
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" preserveAspectRatio="none"'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{HATCH}{"".join(parts)}</svg>'
    return _in_dark(picture) if dark else picture


HATCH = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    f'<line x1="0" y1="0" x2="0" y2="5" stroke="{BAND}" stroke-width="1.6"/></pattern></defs>'
)


def _control(chart: ControlChart) -> list[str]:
    """A series of any length: bands, usual range, line, latest point. Ranges of a few figures are not drawn, former ones are."""
    points = [_without_provisional_range(point, chart) for point in chart.points]
    edges = [value for point in points for value in (point.value, point.upper, point.lower) if value is not None] or [0.0]
    low, high = _range(edges)
    scale = _Scale(points[0].first, points[-1].last, low, high, control.folds_of(points))
    parts = [_fold(scale, *gap) for gap in scale.folds.gaps]
    parts += [_box(scale, point, "url(#hatch)") for point in points if point.variation is Variation.NOT_COMPARABLE]
    parts += _usual_ranges(scale, points)
    for run in _runs(points):
        places = [(scale.x(_middle(point)), scale.y(point.value or 0)) for point in run]
        broken = run[0].variation is Variation.NOT_COMPARABLE
        parts.append(_path(places, BAND, 1.2, "2 2") if broken else _path(places, palette.BLUE, 2))
    latest = next(point for point in reversed(points) if point.value is not None or point.hidden)
    place = min(max(control_marks.hidden_at(latest), low), high) if latest.value is None else latest.value
    parts.append(_mark(scale.x(_middle(latest)), scale.y(place), chart.variation))
    return parts


def _without_provisional_range(point: ChartPoint, chart: ControlChart) -> ChartPoint:
    provisional = point.segment is not None and chart.segments[point.segment].provisional
    return replace(point, lower=None, upper=None) if provisional else point


def _lines(found: Sequence[Series], broken: Sequence[Span] = ()) -> list[str]:
    """Series that no chart judges: marks, and lines between neighbours on one side of a break. broken: periods inside one."""
    every = [point for line in found for point in line.points if point.value is not None]
    if not every:
        return []
    low, high = _range([point.value for point in every if point.value is not None])
    scale = _Scale(min(point.first for point in every), max(point.last for point in every), low, high)
    running = len({point.first for point in every}) == 1 and len(every) > 1
    parts = [_box(scale, point, "url(#hatch)") for point in broken if scale.first <= point.first <= scale.last]
    stops = {point.first for point in broken}
    for line, colour in zip(found, palette.SERIES, strict=False):
        for run in _stretches(line.points, stops):
            places = [(scale.x(point.last if running else _middle(point)), scale.y(value)) for point, value in run]
            parts.append(_path(places, colour, 2))
            parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in places]
    return parts


def _stretches(points: Sequence[Point], broken: Collection[date]) -> list[list[tuple[Point, float]]]:
    """Figures side by side: a period without a figure, or the edge of a break, ends a stretch."""
    found: list[list[tuple[Point, float]]] = []
    before: bool | None = None
    for point in points:
        inside = point.first in broken
        if point.value is not None:
            if inside is not before:
                found.append([])
            found[-1].append((point, point.value))
        before = None if point.value is None else inside
    return found


def _range(values: Sequence[float]) -> tuple[float, float]:
    """From zero, or a little under the lowest where a line from zero would be flat."""
    low, high = min(values), max(values)
    if low > control.NEVER_FROM_ZERO_ABOVE * high:
        room = 0.3 * (high - low) or 0.1 * high or 1.0
        return low - room, high + room
    return min(0.0, low), high or 1.0


def _usual_ranges(scale: _Scale, points: Sequence[ChartPoint]) -> list[str]:
    """A band for each run: where a period is missing, line and band are both missing."""
    parts: list[str] = []
    for run in _runs(points, with_hidden=True):
        if run[0].upper is not None and run[0].lower is not None:
            top = [(place, scale.y(point.upper or 0)) for point in run for place in _from_to(scale, point)]
            foot = [(place, scale.y(point.lower or 0)) for point in reversed(run) for place in reversed(_from_to(scale, point))]
            parts.append(f'<polygon points="{_places([*top, *foot])}" fill="{BAND}" fill-opacity="0.22"/>')
    return parts


def _from_to(scale: _Scale, point: ChartPoint) -> tuple[float, float]:
    return scale.x(point.first), scale.x(point.last)


def _runs(points: Sequence[ChartPoint], with_hidden: bool = False) -> list[list[ChartPoint]]:
    """Points of one segment, or outside all, without a gap between them: no line crosses a break, a missing period or a hidden
    count. with_hidden: for bands, which are known there.
    """
    found: list[list[ChartPoint]] = []
    before: tuple[int | None, bool] | None = None
    for point in points:
        side = (point.segment, point.variation is Variation.NOT_COMPARABLE)
        there = point.value is not None or (with_hidden and point.hidden)
        if there:
            if side != before:
                found.append([])
            found[-1].append(point)
        before = side if there else None
    return found


def _box(scale: _Scale, point: Span, fill: str) -> str:
    left = scale.x(point.first)
    width = round(scale.x(point.last) - left + 0.3, 1)
    return f'<rect x="{left}" y="0" width="{width}" height="{HEIGHT}" fill="{fill}"/>'


def _fold(scale: _Scale, first: date, last: date) -> str:
    """The mark of a folded stretch: two short strokes at the foot of its middle."""
    x = (scale.x(first) + scale.x(last)) / 2
    strokes = "".join(f"M{x + aside:.1f} {HEIGHT - 2} l4 -10 " for aside in (-5, 0))
    return f'<path d="{strokes.strip()}" stroke="{BAND}" stroke-width="1.5" fill="none"/>'


def _path(places: Sequence[tuple[float, float]], colour: str, width: float, dash: str = "") -> str:
    if len(places) == 1:
        ((x, y),) = places
        return f'<circle cx="{x}" cy="{y}" r="{width}" fill="{colour}"/>'
    stroke = f'stroke="{colour}" stroke-width="{width}" stroke-linejoin="round"'
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{_places(places)}" fill="none" {stroke}{dashed}/>'


def _places(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)


def _mark(x: float, y: float, variation: Variation) -> str:
    """The latest point: circle improving, triangle of concern, ring no judgement, diamond no clear change, square not judged."""
    if variation is Variation.CONCERN:
        return f'<polygon points="{x},{y - 7} {x + 6},{y + 5} {x - 6},{y + 5}" fill="{palette.ORANGE}" stroke="{palette.INK}"/>'
    if variation is Variation.IMPROVEMENT:
        return f'<circle cx="{x}" cy="{y}" r="5" fill="{palette.BLUE}"/>'
    if variation is Variation.NO_JUDGEMENT:
        return f'<circle cx="{x}" cy="{y}" r="4.5" fill="{palette.PAGE}" stroke="{palette.BLUE}" stroke-width="2"/>'
    if variation in (Variation.NOT_ENOUGH, Variation.NOT_COMPARABLE):
        return f'<polygon points="{x - 3},{y - 3} {x + 3},{y - 3} {x + 3},{y + 3} {x - 3},{y + 3}" fill="{palette.BLUE}"/>'
    return f'<polygon points="{x},{y - 5} {x + 5},{y} {x},{y + 5} {x - 5},{y}" fill="{palette.BLUE}"/>'


def _middle(point: Span) -> date:
    return point.first + (point.last - point.first) // 2


def _in_dark(picture: str) -> str:
    # A single pass over placeholders: some colours of one theme are colours of the other.
    for place, colour in enumerate(palette.DARK_THEME):
        picture = picture.replace(colour, f"@{place:02d}@")
    for place, colour in enumerate(palette.DARK_THEME.values()):
        picture = picture.replace(f"@{place:02d}@", colour)
    return picture
