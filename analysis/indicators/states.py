"""How each indicator is judged: its latest figure, whether it really changes, and what may not be said, all in one state.

Signals come from control charts alone; two figures side by side carry an interval and the words "no clear change" where it
holds zero. Nothing crosses a registered break.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from analysis import faults
from analysis.indicators import asked as indicators
from analysis.indicators import quarter_lines
from analysis.indicators.asked import Answers, Ask, Indicator
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods import comparison, count_charts, rates, series, withheld
from analysis.methods.comparison import Change, Total
from analysis.methods.control_chart import FEWEST, ControlChart, Variation, xmr_chart
from analysis.methods.rates import Rate
from analysis.methods.series import Between, Break, Point, Rebase, Series
from analysis.release import database
from analysis.words import phrases

COUNTED = ("month", "quarter")  # frequencies whose counts may be added up to a year
LISTED = "Listed, too few for a chart to judge"
WEIGHTED = "No change is worked out: harm points are no counts, so that no interval for chance is known; the chart judges them."
RUNNING = "Running total, held against its target only"


def states(found: Sequence[Indicator] | None = None, ask: Ask = database.ask) -> list[IndicatorState]:
    """The state of every indicator, in the catalogue's order, from few questions. ask: `database.ask` or a cache of it."""
    declared = indicators.declared() if found is None else list(found)
    answers = indicators.answers(declared, ask)
    return [state_or_fault(one, answers) for one in declared]


def state_or_fault(indicator: Indicator, answers: Answers, lines: Sequence[Series] | None = None) -> IndicatorState:
    """One indicator's state; where it cannot be worked out, one that says so: the others, and the page, stand without it."""
    try:
        return state(indicator, answers, lines)
    except Exception:  # whatever it is: nobody foresaw it, and it stands in the log
        return IndicatorState(indicator, fault=faults.write(f"working out the state of indicator {indicator.id}"))


def state(
    indicator: Indicator,
    answers: Answers,
    lines: Sequence[Series] | None = None,
    *,
    with_target: bool = True,
) -> IndicatorState:
    """One indicator's state. lines: other series than the area's (those of chosen wards), judged in the same way.

    with_target: a target of the area does not hold for a part of it.
    """
    lines = indicators.series_of(indicator, answers) if lines is None else lines
    point = indicators.latest(lines[0]) if lines else None
    if point is None:
        breaks, rebases = indicators.breaks_met(indicator, lines, answers), answers.rebases_of(indicator.id)
        lacking = indicators.lacking(indicator, answers)
        return IndicatorState(indicator, tuple(lines), refused=(lacking,) if lacking else (), breaks=breaks, rebases=rebases)
    if indicator.chart == "running_total":
        target = _total_against_target(indicator, point)
        return IndicatorState(indicator, tuple(lines), point=point, signal=RUNNING, target=target)
    return _judged(indicator, answers, lines, point, with_target=with_target)


def _judged(
    indicator: Indicator, answers: Answers, lines: Sequence[Series], point: Point, *, with_target: bool
) -> IndicatorState:
    """The state of an indicator that has a figure and no running total. point: the latest of its first series."""
    breaks, rebases = indicators.breaks_met(indicator, lines, answers), answers.rebases_of(indicator.id)
    chart = (
        None if indicator.chart == "list" else chart_of(indicator, lines[0].points, breaks, rebases, with_target, lines[0].told)
    )
    by_quarter = quarter_lines.lines(lines, chart)
    if by_quarter and chart:
        point = quarter_lines.judged_point(by_quarter, chart) or point
    earlier = _earlier(indicator, (by_quarter or lines)[0], point)
    before, year, year_total = _changes(indicator, lines[0], point, earlier, breaks)
    of_residents = indicator.rate_per and indicator.denominator == "residents"
    residents, counted_on = answers.residents_near(point.last) if of_residents else (None, None)
    return IndicatorState(
        indicator,
        tuple(lines),
        chart,
        point,
        chart.variation if chart else Variation.NOT_ENOUGH,
        chart.rule if chart else None,
        _signal(chart) if chart else LISTED,
        before,
        earlier,
        year_total,
        year,
        _rate(indicator, point.value, residents, counted_on),
        _against_target(indicator, chart) if with_target else "",
        _refused(chart, before, year),
        breaks,
        rebases,
        indicators.weights_words(answers, indicator),
        year_between=_year_between(indicator, lines[0], point, breaks),
        quarters=by_quarter,
    )


def chart_of(
    indicator: Indicator,
    points: Sequence[Point],
    breaks: Sequence[Break] = (),
    rebases: Sequence[Rebase] = (),
    with_target: bool = True,
    told: Mapping[date, Between] | None = None,
) -> ControlChart:
    """The control chart that fits, as it may be shown: counts that are hidden are judged by what is told of them (`withheld`).

    told: of the hidden months of a quarter together, by its first day.
    """
    if not any(point.hidden for point in points):
        return _fitting(indicator, points, breaks, rebases, with_target)
    known = told or {}
    middle, *extremes = (
        _fitting(indicator, withheld.with_stand_ins(points, known, taken), breaks, rebases, with_target)
        for taken in (withheld.MIDDLE, *withheld.EXTREMES)
    )
    chart = withheld.judged(withheld.drawn(middle, extremes), extremes)
    return withheld.veiled(chart, points, known)


def _fitting(
    indicator: Indicator, points: Sequence[Point], breaks: Sequence[Break], rebases: Sequence[Rebase], with_target: bool
) -> ControlChart:
    """Counts by their periods or by quarter, rates by their denominators, else single values."""
    target = indicator.target.for_chart() if indicator.target and with_target else None
    if indicator.chart == "rate":
        per = float(indicator.rate_per or 1000)
        return count_charts.rate_chart(points, indicator.polarity, per=per, breaks=breaks, rebases=rebases, target=target)
    if indicator.denominator in ("none", "residents") and not indicator.numerator.weights:
        return count_charts.count_chart(points, indicator.polarity, breaks=breaks, rebases=rebases, target=target)
    highest = 100.0 if indicator.is_share else None
    return xmr_chart(
        points,
        indicator.polarity,
        breaks=breaks,
        rebases=rebases,
        target=target,
        lowest=0,
        highest=highest,
        seasonal=True,
        sign="%" if indicator.is_share else "",
    )


def _rate(indicator: Indicator, events: float | None, residents: float | None, as_at: date | None) -> Rate | None:
    """Events per so many residents, with the day for which these are counted; None without residents."""
    return replace(rates.rate(events, residents, indicator.rate_per or 1000), as_at=as_at) if residents else None


def _changes(
    indicator: Indicator, line: Series, point: Point, earlier: Point | None, breaks: Sequence[Break]
) -> tuple[Change | None, Change | None, Total | None]:
    """The latest period, and its last 12 months, against those a year before."""
    if point.value is None:
        return None, None, None
    if indicator.numerator.weights:
        return Change(None, None, refused=WEIGHTED), None, None
    if indicator.denominator not in ("none", "residents"):
        return _share_change(indicator, line, point, earlier, breaks), None, None
    known = series.marked(line.points, breaks)
    before = comparison.on_year_before(known, point.first, point.last, breaks)
    if indicator.frequency not in COUNTED:
        return before, None, None
    total = comparison.year_ending(known, point.last, breaks)
    return before, comparison.on_year_before(known, total.first, total.last, breaks), total


def _year_between(indicator: Indicator, line: Series, point: Point, breaks: Sequence[Break]) -> str:
    if indicator.denominator not in ("none", "residents") or indicator.frequency not in COUNTED:
        return ""
    return withheld.year_against_year_before(line.points, line.told, point.last, breaks, indicator.unit)


def _share_change(
    indicator: Indicator, line: Series, point: Point, earlier: Point | None, breaks: Sequence[Break]
) -> Change | None:
    """A percentage or rate against an earlier one, never across a break. Surveys are samples, which vary by chance alone."""
    if earlier is None or earlier.value is None:
        return None
    return comparison.between(
        earlier, point, line.points, breaks, share=indicator.is_share, sample=indicator.frequency == "irregular"
    )


def _earlier(indicator: Indicator, line: Series, point: Point) -> Point | None:
    """The point that the latest is compared with: the same period a year before; of surveys the one before."""
    return _survey_before(line, point) if indicator.frequency == "irregular" else indicators.year_before(line, point)


def _signal(chart: ControlChart) -> str:
    """The rule that fired at the latest point, or why none can be told, whatever its periods are called."""
    if chart.refused or chart.variation is not Variation.NOT_ENOUGH or not chart.segments or not chart.provisional:
        return chart.refused or chart.words
    since = " since the last break or decision" if chart.segments[-1].begins else ""
    number = phrases.count(chart.segments[-1].limits.points, "figure")
    return f"{number}{since}; {FEWEST} are needed to tell a signal from noise"


def _survey_before(line: Series, point: Point) -> Point | None:
    earlier = [one for one in line.points if one.last < point.first and one.value is not None]
    return earlier[-1] if earlier else None


def _against_target(indicator: Indicator, chart: ControlChart | None) -> str:
    if indicator.target is None or chart is None:
        return ""
    return chart.assurance_words or f"Target {indicator.target.for_chart().words()}: not held against these figures."


def _total_against_target(indicator: Indicator, point: Point) -> str:
    """A running total against its target: "312 of at least 500 by 31 March 2025: 188 to go."."""
    target = indicator.target
    if target is None:
        return "No target is agreed."
    due = f" by {phrases.day_and_month(target.due)}" if target.due else ""
    least = f"{'at least' if target.direction == 'at_least' else 'at most'} {phrases.number(target.value)}{due}"
    if point.value is None:
        return f"Target {least}: the figure is not shown."
    said = f"{phrases.number(point.value)} of {least}"
    if target.direction == "at_most":
        return f"{said}: {'kept' if point.value <= target.value else 'passed'}."
    if point.value >= target.value:
        return f"{said}: reached."
    gap = phrases.number(target.value - point.value)
    return f"{said}: {gap} short at that day." if target.due and point.last >= target.due else f"{said}: {gap} to go."


def _refused(chart: ControlChart | None, before: Change | None, year: Change | None) -> tuple[str, ...]:
    found = [chart.refused if chart else "", before.refused if before else "", year.refused if year else ""]
    return tuple(dict.fromkeys(text for text in found if text))
