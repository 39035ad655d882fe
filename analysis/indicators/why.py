"""Why an indicator has its verdict: the rule, since when, and what its latest figure is compared with, each in plain words."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import timedelta

from analysis.declared.indicators import POLARITY
from analysis.indicators.indicator_state import SIGNALS, WORDS, IndicatorState
from analysis.indicators.what_changed import PillarState
from analysis.methods import signal_runs
from analysis.methods.control_chart import ChartPoint, ChartSegment, ControlChart, Variation
from analysis.methods.control_rules import Rule
from analysis.methods.signal_runs import SignalRun
from analysis.words import phrases

RULES = {
    Rule.OUTSIDE: "A figure outside the usual range.",
    Rule.TREND: "7 figures in a row or more, each higher than the one before, or each lower.",
    Rule.TWO_OF_THREE: "2 of 3 figures in a row near the same end of the usual range, beyond two thirds of the way to it.",
    Rule.SHIFT: "7 figures in a row or more on one side of the average.",
}
NONE_FIRES = (
    "None of the four rules fires: no figure outside the usual range, no 7 in a row on one side of the average or on their way "
    "up or down, no 2 of 3 near one end of the range."
)
USUAL_RANGE = (
    "Where figures lie by chance alone while nothing changes, worked out from the ups and downs of the figures themselves. "
    "Nearly all lie inside it."
)

OF_A_PILLAR = (
    "A pillar is of concern where one of its indicators is; else improving, else changed without judgement where one is; else "
    "there is no clear change where any can be judged."
)
METHODS = "definitions?part=Methods"


def rows(found: IndicatorState) -> list[tuple[str, str]]:
    """(what, said): rule, since when, compared with what, which way is good. Empty where there is no verdict to explain."""
    chart = found.chart
    if not found.filled or chart is None or found.indicator.chart in ("list", "running_total"):
        return []
    said = [
        ("Rule", _rule(found)),
        ("Since", _since(found, chart)),
        ("Before that", ended(found) if found.variation not in SIGNALS else ""),
        ("Compared with", _compared(found, chart)),
        ("Usual range", USUAL_RANGE if found.usual else ""),
        ("Which way is good", POLARITY[found.indicator.polarity]),
    ]
    return [(what, words) for what, words in said if words]


def of_pillar(found: PillarState) -> list[tuple[str, str]]:
    """The same for a pillar: what its word rests on, and how its indicators stand."""
    mine = [one.indicator.short_title for one in found.states if one.filled and one.variation is found.variation]
    named = found.variation in SIGNALS and bool(mine)
    return [
        ("Rule", OF_A_PILLAR),
        *([(found.words, f"{phrases.listed(mine, at_most=9)}.")] if named else []),
        ("Its indicators", f"{phrases.capital(found.counts)}."),
    ]


def details(found: Sequence[tuple[str, str]], whose: str, *, brief: bool = False) -> str:
    """These rows as HTML behind a question that the browser opens by itself: it costs nothing until it is asked.

    whose: whose verdict it is, for a screen reader. brief: the question in one word.
    """
    if not found:
        return ""
    parts = "".join(f"<dt>{html.escape(what)}</dt><dd>{html.escape(said)}</dd>" for what, said in found)
    label = html.escape(f"Why this verdict? {whose}")
    link = f'<a href="{METHODS}" target="_self">How rules and ranges are worked out: Methods</a>'
    question = f'<summary aria-label="{label}">{"Why?" if brief else "Why this verdict?"}</summary>'
    return f'<details class="why">{question}<div class="reasons"><dl>{parts}</dl><p>{link}</p></div></details>'


def ended(found: IndicatorState) -> str:
    """The newest signal that is over: "Of concern until July 2025; ended in August 2025."; empty where there is none."""
    run = signal_runs.last_ended(found.chart) if found.chart and found.filled else None
    if run is None or run.after is None:
        return ""
    until = phrases.days(run.last.first, run.last.last)
    then = phrases.days(run.after.first, run.after.last)
    next_one = run.after.first - run.last.last <= timedelta(days=1)
    return f"{WORDS[run.variation]} until {until}; {'ended in' if next_one else 'no longer so in'} {then}."


def _rule(found: IndicatorState) -> str:
    if found.rule and found.variation in SIGNALS:
        return RULES[found.rule]
    if found.variation is Variation.COMMON_CAUSE:
        return NONE_FIRES
    return f"No rule is held against it. {phrases.capital(found.signal.rstrip('.'))}." if found.signal else ""


def _since(found: IndicatorState, chart: ControlChart) -> str:
    run = signal_runs.standing(chart.points) if found.variation in SIGNALS else None
    if run is None:
        return ""
    first = phrases.days(run.first.first, run.first.last)
    marked = _marked(chart.points, run)
    return f"{first}: {phrases.count(marked, 'figure')} in a row." if marked > 1 else f"{first}: this figure alone."


def _marked(points: tuple[ChartPoint, ...], run: SignalRun) -> int:
    return sum(run.first.first <= point.first <= run.last.first and bool(point.rules) for point in points)


def _compared(found: IndicatorState, chart: ControlChart) -> str:
    """The average and the range, with the figures that they rest on."""
    latest = chart.latest
    if latest is None or latest.segment is None:
        return ""
    segment = chart.segments[latest.segment]
    number = phrases.count(segment.limits.points, "figure")
    span = phrases.days(segment.first, segment.last)
    decided = segment.begins in {one.words() for one in found.rebases}
    begins = (
        f" Earlier figures are left out: {'limits were set anew' if decided else 'recording changed'}." if segment.begins else ""
    )
    if segment.provisional or not found.usual:
        return f"{phrases.capital(number)}, {span}.{begins}"
    return f"{_levels(found, latest, segment)}, worked out from {number}, {span}.{begins}"


def _levels(found: IndicatorState, latest: ChartPoint, segment: ChartSegment) -> str:
    season = " for the time of year" if found.chart and found.chart.seasonal else ""
    sign = "%" if found.indicator.is_share else ""
    middle = "middle figure" if segment.alike else "average"
    centre = "" if latest.centre is None else f"the {middle} {phrases.number(_tidy(latest.centre))}{sign} and "
    return phrases.capital(f"{centre}the usual range {found.usual}{season}")


def _tidy(value: float) -> float:
    """To one decimal; from a thousand on whole, as charts write it."""
    return round(value, 1) if abs(value) < 1000 else round(value)
