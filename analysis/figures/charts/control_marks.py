"""What a control chart draws of its points: values, signals by shape, hidden counts, limits and the range ahead."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.figures.charts.canvas import SMALL, escaped, has_lone_point, number
from analysis.figures.charts.palette import BLUE, CONTEXT_GREY, INK, ORANGE, PAGE, PALE_BLUE, PALE_GREY, PALE_ORANGE, TEAL
from analysis.figures.figure import WORKED_OUT
from analysis.methods import signal_runs
from analysis.methods.control_chart import ChartPoint, Variation
from analysis.methods.forecast import Forecast, ForecastMonth
from analysis.methods.series import Point
from analysis.words import phrases

FAN_LEVELS = 2  # the two widest bands of a forecast are drawn: more shades cannot be told apart
SIGNAL_MARKS: Mapping[Variation, dict[str, Any]] = {
    Variation.IMPROVEMENT: {"symbol": "circle", "color": BLUE, "size": 11, "line": {"width": 2, "color": PAGE}},
    Variation.CONCERN: {"symbol": "triangle-up", "color": ORANGE, "size": 14, "line": {"width": 1.5, "color": INK}},
    Variation.NO_JUDGEMENT: {"symbol": "circle-open", "color": BLUE, "size": 12, "line": {"width": 2.5, "color": BLUE}},
}
ENDED_MARKS: Mapping[Variation, dict[str, Any]] = {
    Variation.IMPROVEMENT: {"symbol": "circle", "color": PALE_BLUE, "size": 7, "line": {"width": 1, "color": PAGE}},
    Variation.CONCERN: {"symbol": "triangle-up", "color": PALE_ORANGE, "size": 9, "line": {"width": 1, "color": CONTEXT_GREY}},
    Variation.NO_JUDGEMENT: {"symbol": "circle-open", "color": PALE_BLUE, "size": 8, "line": {"width": 1.5, "color": PALE_BLUE}},
}
"""The marks of signals that do not reach the latest figure: the same shapes, smaller and pale."""
ENDED_WORDS = "Small pale marks: signals that have ended."
SIGNAL_NAMES = {
    Variation.IMPROVEMENT: "improving",
    Variation.CONCERN: "of concern",
    Variation.NO_JUDGEMENT: "changed, no judgement",
}
HIDDEN_WORDS = "c: not shown, because it holds counts of fewer than 5; the line through it is what it may be."


def in_break(points: Sequence[ChartPoint]) -> list[bool]:
    return [point.variation is Variation.NOT_COMPARABLE for point in points]


def value_traces(points: Sequence[ChartPoint], marks: bool = True) -> list[dict[str, Any]]:
    """Each comparable segment a line of its own, what lies inside a break thin, dotted and grey."""
    x: list[str | None] = []
    y: list[float | None] = []
    text: list[str] = []
    before: int | None = None
    for point, broken in zip(points, in_break(points), strict=True):
        if point.segment is not None and before is not None and point.segment != before:
            x.append(middle_of(point))
            y.append(None)
            text.append("")
        x.append(middle_of(point))
        y.append(None if broken else point.value)
        text.append(phrases.days(point.first, point.last))
        before = point.segment if point.segment is not None else before
    words = {"hovertemplate": "%{text}: %{y:,.1f}<extra></extra>", "connectgaps": False, "type": "scatter"}
    line: dict[str, Any] = {
        "x": x,
        "y": y,
        "text": text,
        "line": {"color": BLUE, "width": 2},
        "marker": {"size": 5, "color": BLUE},
        "name": "value",
    }
    traces = [{**words, **line, "mode": "lines+markers" if marks else "lines"}]
    inside = [point.value if broken else None for point, broken in zip(points, in_break(points), strict=True)]
    if any(value is not None for value in inside):
        grey: dict[str, Any] = {"color": CONTEXT_GREY, "width": 1.5, "dash": "dot"}
        every = {"x": [middle_of(point) for point in points], "text": [phrases.days(point.first, point.last) for point in points]}
        mode = "lines+markers" if has_lone_point(inside) else "lines"
        traces.append({**words, **every, "mode": mode, "y": inside, "line": grey, "name": "not comparable"})
    return traces


def signal_traces(points: Sequence[ChartPoint]) -> list[dict[str, Any]]:
    """Special causes: a mark of its own shape for each kind, pale where the signal has ended before the latest figure; the rule
    in the words that come up on it."""
    now = signal_runs.standing_since(points)
    traces: list[dict[str, Any]] = []
    for stands, marks in ((False, ENDED_MARKS), (True, SIGNAL_MARKS)):
        for kind, mark in marks.items():
            mine = [
                point
                for point in points
                if point.rules and point.variation is kind and not point.hidden and (point.first >= now) is stands
            ]
            if mine:
                traces.append(_marks(mine, mark, f"{SIGNAL_NAMES[kind]}{'' if stands else ', ended'}"))
    return traces


def any_ended(points: Sequence[ChartPoint]) -> bool:
    """Whether pale marks are drawn."""
    now = signal_runs.standing_since(points)
    return any(point.rules and point.variation in ENDED_MARKS and not point.hidden and point.first < now for point in points)


def hidden_traces(points: Sequence[ChartPoint], level: float | None) -> list[dict[str, Any]]:
    """Counts that may not be shown: a "c" each amid what it is told to lie between, with the mark of its signal if any.

    level: where they all stand instead, on a chart of shares.
    """
    traces: list[dict[str, Any]] = []
    for kind in (None, *SIGNAL_MARKS):
        mine = [point for point in points if point.hidden and (point.variation if point.rules else None) is kind]
        if mine:
            traces.append(_hidden(mine, level, kind))
    return traces


def hidden_at(point: ChartPoint) -> float:
    """Where a hidden count stands: in the middle of what it is told to lie between, which for a month is 1 to 4."""
    return sum(point.between) / 2 if point.between else 0.0


def _hidden_in_words(point: ChartPoint) -> str:
    low, high = point.between or (1.0, 4.0)
    what = "fewer than 5" if (low, high) == (1, 4) else f"{number(low)} to {number(high)}"
    return f"{phrases.days(point.first, point.last)}: not shown ({what}). {point.words}".strip()


def _hidden(points: Sequence[ChartPoint], level: float | None, kind: Variation | None) -> dict[str, Any]:
    said = [_hidden_in_words(point) for point in points]
    places = [hidden_at(point) if level is None else level for point in points]
    reach = [0.0 if level is not None or not point.between else point.between[1] - hidden_at(point) for point in points]
    return {
        "type": "scatter",
        "mode": "text" if kind is None else "markers+text",
        "x": [middle_of(point) for point in points],
        "y": places,
        "error_y": {"type": "data", "array": reach, "color": CONTEXT_GREY, "thickness": 1, "width": 3},
        "text": ["c"] * len(points),
        "textposition": "middle right",
        "textfont": {"size": SMALL, "color": INK},
        "marker": SIGNAL_MARKS[kind] if kind else {},
        "name": f"not shown, {SIGNAL_NAMES[kind]}" if kind else "not shown",
        "hovertext": [escaped(text) for text in said],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "meta": WORKED_OUT,
    }


def _marks(points: Sequence[ChartPoint], mark: dict[str, Any], name: str) -> dict[str, Any]:
    said = [f"{phrases.days(point.first, point.last)}: {number(point.value)}. {point.words}" for point in points]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [middle_of(point) for point in points],
        "y": [point.value for point in points],
        "marker": mark,
        "name": name,
        "text": [escaped(text) for text in said],
        "hovertemplate": "%{text}<extra></extra>",
    }


def limit_traces(points: Sequence[ChartPoint], near: bool) -> list[dict[str, Any]]:
    """The centre and the limits, broken between segments; near lines only where asked for."""
    drawn: list[tuple[tuple[str, ...], str, float, str]] = [
        (("centre",), CONTEXT_GREY, 1.5, "solid"),
        (("lower", "upper"), CONTEXT_GREY, 1.5, "dash"),
    ]
    if near:
        drawn.append((("near_lower", "near_upper"), PALE_GREY, 1.2, "dot"))
    return [_level(points, names, colour, width, dash) for names, colour, width, dash in drawn]


def _level(points: Sequence[ChartPoint], names: Sequence[str], colour: str, width: float, dash: str) -> dict[str, Any]:
    x: list[str | None] = []
    y: list[float | None] = []
    for name in names:
        for first, last, segment in _segment_runs(points):
            if segment is None:
                continue
            run = points[first : last + 1]
            levels = [getattr(point, name) for point in run]
            if len(set(levels)) == 1:  # the same all along: its two ends are enough
                run, levels = [run[0], run[-1]], levels[:2] if len(levels) > 1 else levels * 2
            places = [run[0].first.isoformat(), *(middle_of(point) for point in run[1:-1]), run[-1].last.isoformat()]
            x += [*places, None] if len(run) > 1 else [run[0].first.isoformat(), run[0].last.isoformat(), None]
            y += [*levels, None] if len(run) > 1 else [*(levels * 2), None]
    line: dict[str, Any] = {"color": colour, "width": width, "dash": dash}
    drawn = {"x": x, "y": y, "line": line, "name": names[0], "meta": WORKED_OUT}
    return {"type": "scatter", "mode": "lines", "hoverinfo": "skip", **drawn}


def _segment_runs(points: Sequence[ChartPoint]) -> list[tuple[int, int, int | None]]:
    """Stretches of one segment as (first place, last place, number of the segment; None inside a break)."""
    runs: list[tuple[int, int, int | None]] = []
    for place, point in enumerate(points):
        if runs and runs[-1][2] == point.segment:
            runs[-1] = (runs[-1][0], place, point.segment)
        else:
            runs.append((place, place, point.segment))
    return runs


def fan_traces(fan: Forecast | None) -> list[dict[str, Any]]:
    """The expected range ahead: two bands, one within the other, and the middle as a dotted line."""
    if fan is None or not fan.months:
        return []
    x = [middle_of(month) for month in fan.months]
    traces: list[dict[str, Any]] = []
    for level in sorted(fan.months[0].bands, reverse=True)[:FAN_LEVELS]:
        low, high = ([month.bands[level][side] for month in fan.months] for side in (0, 1))
        shade: dict[str, Any] = {
            "fill": "toself",
            "fillcolor": "rgba(40,161,151,0.22)",
            "line": {"width": 0},
            "hoverinfo": "skip",
            "meta": WORKED_OUT,
        }
        traces.append({"type": "scatter", "mode": "lines", "x": [*x, *reversed(x)], "y": [*high, *reversed(low)], **shade})
    middle: dict[str, Any] = {"color": TEAL, "width": 2, "dash": "dot"}
    said = [f"{month.first:%B %Y}" for month in fan.months]
    hover = {"text": said, "hovertemplate": "%{text}: about %{y:,.0f} expected<extra></extra>"}
    y = [month.middle for month in fan.months]
    return [*traces, {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": middle, "meta": WORKED_OUT, **hover}]


def middle_of(point: Point | ChartPoint | ForecastMonth) -> str:
    """Where a period stands on the axis: at its middle."""
    return (point.first + (point.last - point.first) // 2).isoformat()
