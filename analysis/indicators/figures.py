"""Figures of the pillars: each indicator with its chart, limits and what it says, and a pillar's summary as a table."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.declared.indicators import DeclarationProblem
from analysis.declared.sources import sources
from analysis.figures import disclosure
from analysis.figures.charts import control, control_marks, period_lines
from analysis.figures.charts.notes import Note, note_words
from analysis.figures.figure import Caption, Counted, Figure
from analysis.indicators import asked as indicators
from analysis.indicators import indicator_state, what_changed, why
from analysis.indicators.asked import Indicator
from analysis.indicators.indicator_state import IndicatorState
from analysis.indicators.what_changed import PillarState
from analysis.methods.control_chart import ChartPoint, Variation
from analysis.methods.forecast import Forecast
from analysis.methods.series import Point, Series
from analysis.words import periods, phrases

LEGEND = (
    "● improving, ▲ of concern, ◇ no clear change, ○ changed, no judgement, – too few figures or none, ⊘ not comparable. "
    "A signal is what a control chart shows beyond chance; two figures alone are never called better or worse."
)


def headline(found: Sequence[PillarState]) -> str:
    """The page's statement: which pillars hold a signal, or that none does, among how many indicators that can be judged."""
    filled = sum(state.filled for one in found for state in one.states)
    if not filled:
        return "No indicator has figures yet: below, each names the file that fills it"
    having = sum(any(state.filled for state in one.states) for one in found)
    pillars = phrases.count(having, "pillar") if having == len(found) else f"{having} of the {len(found)} pillars"
    among = f"the {phrases.count(filled, 'indicator')} with figures, in {pillars}"
    concern = [one.pillar.name for one in found if any(state.symbol == "▲" for state in one.states)]
    better = [one.pillar.name for one in found if any(state.symbol == "●" for state in one.states)]
    other = [one.pillar.name for one in found if any(state.symbol == "○" for state in one.states)]
    parts = [
        f"signals of concern in {phrases.listed(concern, at_most=4)}" if concern else "",
        f"{'improvement' if concern else 'signals of improvement'} in {phrases.listed(better, at_most=4)}" if better else "",
        f"changes without judgement in {phrases.listed(other, at_most=4)}" if other else "",
    ]
    said = "; ".join(part for part in parts if part)
    if said:
        return f"{phrases.capital(said)}, among {among}"
    judged = sum(state.variation is Variation.COMMON_CAUSE for one in found for state in one.states)
    if not judged:
        return f"{phrases.capital(among)}, cannot be judged yet"
    return f"No clear change in {among}" if judged == filled else f"No clear change in {judged} of {among}"


def indicator(
    found: IndicatorState, caption: Caption, *, notes: Sequence[Note] = (), fan: Forecast | None = None, height: int = 300
) -> Figure:
    """The figure of one indicator that has figures: chart with limits, what it says, its table. notes: dated annotations."""
    one = found.indicator
    return Figure(
        id=f"indicator_{one.id}",
        title=found.headline,
        sentence=sentence(found),
        chart=chart(found, notes=notes, fan=fan, height=height),
        table=table(found, notes),
        caption=caption,
        counts=disclosure.counts_of(one, _declared(one)),
        notes=figure_notes(found, notes),
        alt=f"{one.title}, {indicators.period_words(found.series)}. {found.variation_words}. {sentence(found)}",
    )


def _declared(one: Indicator) -> Counted:
    """What its table holds. Average and usual range rest on what is published of hidden counts alone (`withheld`)."""
    itself, is_count = phrases.capital(one.unit), one.denominator in ("none", "residents")
    return Counted(
        dimensions=("Period", "Breakdown", "Source"),
        counts=(*((itself,) if is_count else ()), "Numerator", "Denominator"),
        derived={"Lower": (itself,), "Upper": (itself,), **({} if is_count else {itself: ()})},
        apart=("Average", "Usual from", "Usual to"),
        words=("Signal", "Left out", "Status", "Other sources", "Note"),
    )


def sentence(found: IndicatorState) -> str:
    """What the latest figure means: its signal, the year before, its rate and its target; then which direction is better."""
    said = [
        f"{found.symbol} {_judged(found)}",
        why.ended(found) if found.variation not in indicator_state.SIGNALS else "",
        _rate_words(found),
        indicator_state.change_words(found),
        found.target,
        found.later,
        found.provisional,
        interval_words(found.indicator, found.point),
        indicators.POLARITY[found.indicator.polarity],
    ]
    return " ".join(text for text in said if text)


def _judged(found: IndicatorState) -> str:
    """What the chart says, naming the period that it says it of: the change of the year beside it answers another question."""
    latest = found.chart.latest if found.chart else None
    if found.variation is not Variation.COMMON_CAUSE or latest is None or found.point is None or latest.last < found.point.last:
        return found.judgement  # which names the period itself, where that is an earlier one than the figure's
    return f"{phrases.days(latest.first, latest.last)}: {found.judgement[:1].lower()}{found.judgement[1:]}"


def _rate_words(found: IndicatorState) -> str:
    """The rate with its own period, or why there is none: beside the sums of 12 months it would else pass for theirs."""
    words = indicator_state.rate_words(found.rate, found.indicator).rstrip(".")
    if not words or found.rate is None or found.rate.value is None or found.point is None:
        return f"{words}." if words else ""
    return f"{phrases.capital(phrases.days(found.point.first, found.point.last))}: {words}."


def interval_words(one: Indicator, point: Point | None) -> str:
    """The interval that a figure came with."""
    if point is None or point.lower is None or point.upper is None or point.value is None:
        return ""
    sign = "%" if one.is_share else ""
    return f"The figure came with an interval: {point.lower:,.1f}{sign} to {point.upper:,.1f}{sign}."


def chart(
    found: IndicatorState, *, notes: Sequence[Note] = (), fan: Forecast | None = None, height: int = 300
) -> dict[str, Any] | None:
    """The control chart, of any length; where none can judge, with every line and its intervals; nothing for a list."""
    if found.indicator.chart == "list":
        return None
    if found.chart is None:
        return period_lines.period_lines(found.series, axis(found), height, notes=notes)
    share = found.indicator.denominator not in ("none", "residents")
    lines = () if _drawn_with_limits(found) else found.lines
    return control.control_chart(found.chart, axis(found), height, notes=notes, fan=fan, from_zero=not share, lines=lines)


def axis(found: IndicatorState) -> str:
    """The axis title: counts say their period, running totals and rates do not."""
    one = found.indicator
    if one.denominator not in ("none", "residents") or one.source == "returns":
        return one.unit
    every = "quarter" if found.quarters else one.frequency
    return f"{one.unit} a {every}" if every in ("month", "quarter", "year") else one.unit


def table(found: IndicatorState, notes: Sequence[Note] = ()) -> pd.DataFrame:
    """The series as readers see them, one row a period, the newest last; blank where there is no figure.

    Where quarters are judged they come first, then the months that they are made of. notes: dated annotations, each in the row
    of its period.
    """
    judged = {(point.first, point.last): point for point in found.chart.points} if found.chart else {}
    lines = (*found.quarters, *found.series)
    rows = [_row(found, line, point, judged) for line in lines for point in line.points]
    points = [point for line in lines for point in line.points]
    frame = pd.DataFrame(rows).assign(Note=[_noted(point, notes) for point in points])
    always = ("Period", phrases.capital(found.indicator.unit), "Status")
    empty = [name for name in frame.columns if name not in always and frame[name].replace("", None).isna().all()]
    return frame.drop(columns=empty)


def figure_notes(found: IndicatorState, notes: Sequence[Note] = ()) -> tuple[str, ...]:
    """Definition, caveats, what the chart's marks mean, the notes by their letters."""
    one = found.indicator
    said = [f"{one.title}: {one.definition}", *one.caveats]
    if len(found.series) > 1 and _drawn_with_limits(found):
        said.append(f"The chart shows {found.series[0].label.lower()}; the table has every line.")
    points = [point for line in found.series for point in line.points]
    if any(point.status in ("provisional", "estimated") for point in points):
        said.append("Some figures are provisional or estimated: the table says which.")
    said += [part for part in (found.missing_lines, found.method, indicator_state.change_method(found)) if part]
    if any(point.beside for point in points):
        said.append("Other sources give figures for some of these periods: the table has them beside.")
    if found.point and found.point.unknown:
        said.append(f"Left out in {found.period}: {found.point.unknown}.")
    said += found.chart.notes if found.chart else ()
    return (" ".join([*said, marks(found, notes)]).rstrip(),)


def marks(found: IndicatorState, notes: Sequence[Note] = ()) -> str:
    """What the marks on a chart mean: the hatched band, grey gaps, and each dated note by its letter; empty without a chart."""
    if found.indicator.chart == "list" or not found.filled:
        return ""
    missing = {point.status for point in found.series[0].points if point.value is None and not point.hidden}
    hidden = any(point.hidden for point in found.series[0].points)
    said = [
        hatched(found),
        "Grey: no file is loaded." if periods.NO_FILE in missing else "",
        "Grey: the files hold no such type." if periods.NO_SUCH_TYPE in missing else "",
        f"Grey: not shown, because {indicators.TOO_FEW}." if "suppressed" in missing else "",
        control_marks.HIDDEN_WORDS if hidden else "",
        "Grey: not known, since what decides was blank for too many offences that might count."
        if indicators.NOT_KNOWN in missing
        else "",
        control_marks.ENDED_WORDS if found.chart and control_marks.any_ended(found.chart.points) else "",
        control.folds_of(found.chart.points).words() if found.chart else "",
        *note_words(notes),
    ]
    return " ".join(text for text in said if text)


def hatched(found: IndicatorState) -> str:
    """What a hatched band means, with its reason; empty where none is drawn."""
    drawn = found.broken and found.filled and found.indicator.chart != "list"
    return f"Hatched: not comparable. {found.broken}" if drawn else ""


def _drawn_with_limits(found: IndicatorState) -> bool:
    return found.chart is not None and not found.chart.refused and not found.chart.provisional


GLANCE = ("Indicator", "Where", "State", "Latest", "Unit", "Period", "Usual range", "Target")
"""The columns of a pillar's indicators at a glance."""


def pillar(found: PillarState, caption: Caption, where: Mapping[str, str] | None = None, area_name: str = "") -> Figure:
    """A pillar's indicators at a glance, as `summary` has them."""
    glance = summary(found, where, area_name)
    people = {state.indicator.name for state in found.states if disclosure.hides_few(state.indicator)}
    return Figure(
        id=f"pillar_{found.pillar.id}",
        title=f"{found.pillar.name}: {found.counts}",
        sentence=found.pillar.description,
        chart=None,
        table=glance,
        caption=caption,
        counts=Counted(
            ("Indicator",),
            ("Latest",),
            words=tuple(heading for heading in map(str, glance.columns) if heading not in ("Indicator", "Latest")),
            rows=tuple(name in people for name in glance["Indicator"]),
        ),
        notes=(LEGEND,),
    )


def summary(found: PillarState, where: Mapping[str, str] | None = None, area_name: str = "") -> pd.DataFrame:
    """A pillar's indicators at a glance: state in symbol and word, latest figure, period, usual range, target; what none has is
    left out.

    where: the chosen wards in words for each indicator (its id) that follows them; the others are told for the area.
    """
    rows = [
        {
            "Indicator": state.indicator.name,
            "Where": where.get(state.indicator.id, area_name if state.filled else "") if where is not None else "",
            "State": f"{state.symbol} {state.variation_words}",
            "Latest": state.value,
            "Unit": state.indicator.unit if state.filled and not state.indicator.is_share else "",
            "Period": state.period,
            "Usual range": state.usual,
            "Target": state.target if state.indicator.target else "",
        }
        for state in sorted(found.states, key=lambda state: (not state.filled, what_changed.strength(state)[:2]))
    ]
    table = pd.DataFrame(rows, columns=list(GLANCE))
    return table[[name for name in table if name in ("Indicator", "State") or (table[name] != "").any()]]


def followed(found: PillarState, where: Mapping[str, str], area_name: str) -> str:
    """How far the chosen wards reach: how many of the pillar's indicators with figures are told for them."""
    filled = [state.indicator for state in found.states if state.filled]
    mine = sum(one.id in where for one in filled)
    others = len(filled) - mine
    counted = f"{'the other ' if mine else ''}{phrases.count(others, 'indicator')}"
    rest = f"{counted} {'is' if others == 1 else 'are'} for all of {area_name}"
    if not mine:
        return f"None of this pillar's figures can be told by ward: {rest}."
    said = f"{phrases.count(mine, 'indicator')} {'follows' if mine == 1 else 'follow'} the chosen wards"
    return f"{said}; {rest}, as the pillars above." if others else f"{said}. The pillars above are for all of {area_name}."


def missing(one: Indicator) -> str:
    """An indicator without figures in one line: what it is and the file that would fill it."""
    return f"{_titled(one)}. To load: {one.file}"


def lacking(found: IndicatorState) -> str:
    """The same of a state that says nothing: the file that would fill it, or that it could not be worked out."""
    return f"{_titled(found.indicator)}. {found.judgement}" if found.fault else missing(found.indicator)


def _titled(one: Indicator) -> str:
    return f"{one.title}{f' ({one.id})' if one.adopted else ''}"


def problem_words(found: Sequence[DeclarationProblem]) -> str:
    """What is left out because its declaration cannot be used; empty where nothing is."""
    if not found:
        return ""
    said = " ".join(problem.words() for problem in found)
    return f"{phrases.count(len(found), 'declaration')} cannot be used and {'is' if len(found) == 1 else 'are'} left out. {said}"


def area(found: Sequence[Series], area_code: str, area_name: str) -> str:
    """The area a figure stands for: the configured one by its name, another by its code."""
    codes = {one.area_code for one in found if one.area_code} or {area_code}
    return " and ".join(area_name if code == area_code else f"area {code}" for code in sorted(codes))


def _row(found: IndicatorState, line: Series, point: Point, judged: Mapping[Any, ChartPoint]) -> dict[str, Any]:
    at = judged.get((point.first, point.last)) if line is found.lines[0] else None
    lower, upper = found.chart.limits_at(at) if found.chart and at else (None, None)
    several = point.origin and len(indicators.origins(found.series)) > 1
    return {
        "Period": phrases.days(point.first, point.last),
        "Breakdown": line.label,
        phrases.capital(found.indicator.unit): point.value,
        "Lower": point.lower,
        "Upper": point.upper,
        "Numerator": point.numerator,
        "Denominator": point.denominator,
        "Average": round(at.centre, 2) if at and at.centre is not None else None,
        "Usual from": lower,
        "Usual to": upper,
        "Signal": at.words if at and at.rules else "",
        "Left out": point.unknown,
        "Status": _status_words(point),
        "Source": sources()[point.origin].title if several else "",
        "Other sources": point.beside,
    }


def _noted(point: Point, notes: Sequence[Note]) -> str:
    mine = [note for note in notes if point.first <= note.day <= point.last]
    return "; ".join(f"{phrases.day_and_month(note.day)}: {note.text}" for note in mine)


def _status_words(point: Point) -> str:
    if point.hidden:
        return f"c: not shown, {disclosure.FEW}" + ("" if point.comparable else "; not comparable")
    return "not comparable" if not point.comparable and point.value is not None else point.status
