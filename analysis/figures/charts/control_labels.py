"""The words on a control chart: its lines by name at their ends, the breaks, the target."""

from collections.abc import Sequence
from statistics import fmean
from typing import Any

from analysis.declared.targets import Target
from analysis.figures.charts.canvas import BREAK_WORDS, NARROW_BAND, SMALL, escaped, number, runs_of, words_at
from analysis.figures.charts.control_marks import in_break
from analysis.figures.charts.folds import NO_FOLDS, Folds
from analysis.figures.charts.palette import BLUE, DARK_GREY, PAGE, PLUM, SERIES
from analysis.methods.control_chart import ChartPoint, ControlChart
from analysis.methods.series import Series


def control_labels(
    chart: ControlChart, room: float, every: Sequence[Series] = (), found: Folds = NO_FOLDS
) -> list[dict[str, Any]]:
    """The latest value, and what the lines are, written at their ends; the words on the breaks, none within a folded stretch.
    room: that a label takes."""
    latest, labels = chart.latest, _break_labels(chart.points, found)
    if latest is None or (latest.value is None and not latest.hidden):
        return labels
    last = chart.points[-1]
    lower, upper = chart.limits_at(last)
    provisional = "provisional<br>" if chart.provisional else ""
    lines = [
        (f"{provisional}upper limit", last.upper, upper),
        ("average" if not chart.provisional else "median", last.centre, last.centre),
        (f"{provisional}lower limit", last.lower if last.lower != 0 else None, lower),
    ]
    grey, blue = {"size": SMALL, "color": DARK_GREY}, {"size": 15, "color": BLUE}
    said = [(level, f"{words}<br>{number(_tidy(told))}", grey) for words, level, told in lines if level is not None]
    own = [] if latest.value is None else [(latest.value, f"<b>{number(_tidy(latest.value))}</b>", blue)]
    said = sorted([*said, *own, *_other_labels(every)], key=lambda one: -one[0])
    places = _set_apart([level for level, _, _ in said], room)
    right = {"xanchor": "left", "xref": "paper", "x": 1, "xshift": 4, "showarrow": False, "align": "left", "yanchor": "middle"}
    return labels + [{**right, "y": y, "text": text, "font": font} for y, (_, text, font) in zip(places, said, strict=True)]


def _other_labels(lines: Sequence[Series]) -> list[tuple[float, str, dict[str, Any]]]:
    """The latest value of each line beside the judged one, in its colour: (level, words, font)."""
    found: list[tuple[float, str, dict[str, Any]]] = []
    for line, colour in zip(lines[1:], SERIES[1:], strict=False):
        latest = next((point.value for point in reversed(line.points) if point.value is not None), None)
        if latest is not None:
            found.append((latest, f"{escaped(line.label)}<br>{number(_tidy(latest))}", {"size": SMALL, "color": colour}))
    return found


def _set_apart(levels: Sequence[float], room: float) -> list[float]:
    """Places for labels as near to their levels (highest first) as can be with `room` between neighbours: those that would
    overlap stand evenly round their mean."""
    groups: list[list[float]] = []
    for order, level in enumerate(levels):
        groups.append([level + order * room])
        while len(groups) > 1 and fmean(groups[-1]) > fmean(groups[-2]):
            last = groups.pop()
            groups[-1] += last
    level_of = [fmean(group) for group in groups for _ in group]
    return [place - order * room for order, place in enumerate(level_of)]


def _break_labels(points: Sequence[ChartPoint], found: Folds) -> list[dict[str, Any]]:
    labels: list[dict[str, Any]] = []
    for first, last, inside in runs_of(in_break(points)):
        within = found.holds(points[first].first) or found.holds(points[last].last)
        if inside and not within and (last - first + 1) / len(points) >= NARROW_BAND:
            middle = points[first].first + (points[last].last - points[first].first) / 2
            words = words_at(BREAK_WORDS, 0, 0.98, xanchor="center", yanchor="top")
            labels.append({**words, "x": middle.isoformat(), "yref": "paper", "bgcolor": PAGE, "opacity": 0.85})
    return labels


def target_words(target: Target) -> dict[str, Any]:
    words = words_at(f"target {target.words()}", 0, target.value, yanchor="bottom")
    return {**words, "xref": "paper", "font": {"size": SMALL, "color": PLUM}}


def _tidy(value: float | None) -> float | None:
    """To one decimal; from a thousand on whole, since no count carries more."""
    if value is None:
        return None
    return round(value, 1) if abs(value) < 1000 else round(value)
