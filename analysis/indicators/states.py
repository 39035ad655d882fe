"""What each indicator says: its latest figure, whether it really changes, and what may not be said, all in one state.

A state holds everything that a card, a detail page or an export needs. Signals come from control charts alone; two figures
side by side carry an interval and the words "no clear change" where it holds zero. Nothing crosses a registered break.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis import faults
from analysis.figures import disclosure
from analysis.indicators import asked as indicators
from analysis.indicators import quarter_lines
from analysis.indicators.asked import Answers, Ask, Indicator, Pillar
from analysis.methods import comparison, count_charts, forecast, rates, series, withheld
from analysis.methods.comparison import Change, Total
from analysis.methods.control_chart import FEWEST, ControlChart, Variation, signed_range, xmr_chart
from analysis.methods.control_rules import Rule
from analysis.methods.forecast import Forecast
from analysis.methods.rates import Rate
from analysis.methods.series import Between, Break, Point, Rebase, Series
from analysis.release import database
from analysis.words import phrases

SYMBOLS: Mapping[Variation, str] = {
    Variation.IMPROVEMENT: "●",
    Variation.CONCERN: "▲",
    Variation.COMMON_CAUSE: "◇",
    Variation.NO_JUDGEMENT: "○",
    Variation.NOT_ENOUGH: "–",
    Variation.NOT_COMPARABLE: "⊘",
}
WORDS: Mapping[Variation, str] = {
    Variation.IMPROVEMENT: "Improving",
    Variation.CONCERN: "Of concern",
    Variation.COMMON_CAUSE: "No clear change",
    Variation.NO_JUDGEMENT: "Changed, no judgement",
    Variation.NOT_ENOUGH: "Not enough data",
    Variation.NOT_COMPARABLE: "Not comparable",
}
SIGNALS = (Variation.CONCERN, Variation.IMPROVEMENT, Variation.NO_JUDGEMENT)
ORDER = (*SIGNALS, Variation.COMMON_CAUSE, Variation.NOT_COMPARABLE, Variation.NOT_ENOUGH)
COUNTED = ("month", "quarter")  # frequencies whose counts may be added up to a year
LISTED = "Listed, too few for a chart to judge"
WEIGHTED = "No change is worked out: harm points are no counts, so that no interval for chance is known; the chart judges them."
HOLDS_HIDDEN = "a month of it may not be"
RUNNING = "Running total, held against its target only"


@dataclass(frozen=True)
class IndicatorState:
    """One indicator as a reader meets it. Words are plain sentences; what is empty does not apply.

    series: every line, the judged one first (empty: nothing is loaded). quarters: the same lines by quarter, where months count
    too few and the chart goes by quarter. point: the latest of the judged line, there the latest whole quarter.
    before: the latest period against the same one a year before, `earlier` (surveys: against the one before).
    year: its last 12 months against the 12 before. rate: of the latest period.
    refused: what is not worked out, each with its reason. method: the version of the weights that it rests on, where it does.
    year_between: the last 12 months beside the 12 before, in words, where counts among them are not shown.
    fault: the reference under which the log says why this state could not be worked out; then it says nothing else.
    """

    indicator: Indicator
    series: tuple[Series, ...] = ()
    chart: ControlChart | None = None
    point: Point | None = None
    variation: Variation = Variation.NOT_ENOUGH
    rule: Rule | None = None
    signal: str = ""
    before: Change | None = None
    earlier: Point | None = None
    year_total: Total | None = None
    year: Change | None = None
    rate: Rate | None = None
    target: str = ""
    refused: tuple[str, ...] = ()
    breaks: tuple[Break, ...] = ()
    rebases: tuple[Rebase, ...] = ()
    method: str = ""
    fault: str = ""
    year_between: str = ""
    quarters: tuple[Series, ...] = ()

    @property
    def lines(self) -> tuple[Series, ...]:
        """Every line by the periods that are judged."""
        return self.quarters or self.series

    @property
    def later(self) -> str:
        """The months since the quarter that is judged, told apart from it; empty where there are none."""
        if not self.quarters or self.point is None:
            return ""
        found = quarter_lines.later(self.series[0], self.point)
        said = [f"{phrases.days(month.first, month.last)} {phrases.number(month.value)}" for month in found]
        return f"Since then, not yet a quarter: {phrases.listed(said)}." if said else ""

    @property
    def filled(self) -> bool:
        """Whether there is any figure."""
        return self.point is not None

    @property
    def symbol(self) -> str:
        """● improving, ▲ of concern, ◇ no clear change, ○ no judgement, – not enough data, ⊘ not comparable."""
        return SYMBOLS[self.variation]

    @property
    def variation_words(self) -> str:
        """The symbol's text alternative."""
        if self.fault:
            return "Could not be worked out"
        if not self.filled:
            return "No data"
        return {"list": "Listed", "running_total": "Running total"}.get(self.indicator.chart, WORDS[self.variation])

    @property
    def value(self) -> str:
        """The latest figure, "14" or "62%"; "not shown" where it is suppressed; empty where there is none."""
        return _bare(self.indicator, self.point) if self.point else ""

    @property
    def period(self) -> str:
        """The latest period: "September 2025", or for a running total its last day."""
        if self.point is None:
            return ""
        running = self.indicator.chart == "running_total"
        return phrases.day_and_month(self.point.last) if running else phrases.days(self.point.first, self.point.last)

    @property
    def headline(self) -> str:
        """The state in a line: "Robbery: 25 crimes in September 2025"."""
        if self.fault:
            return f"{self.indicator.name}: could not be worked out"
        if not self.point:
            return f"{self.indicator.name}: no figures loaded"
        said = phrases.listed([_line_words(self.indicator, one, self.point.last) for one in self.lines if _at(one, self.point)])
        joiner = "up to" if self.indicator.chart == "running_total" else "in"
        return f"{self.indicator.name}: {said} {joiner} {self.period}"

    @property
    def usual(self) -> str:
        """The usual range with its sign, "6 to 22" or "94.1% to 96.0%"; empty without limits."""
        found = self.chart.usual_range if self.chart and not self.chart.provisional else ""
        return signed_range(found, "%" if self.indicator.is_share else "")

    @property
    def judgement(self) -> str:
        """What the chart says, with the rule that fired: "No clear change. Usual range 6 to 22."."""
        if self.fault:
            return f"Could not be worked out. The log says why, under {self.fault}; tell whoever looks after the dashboard."
        if not self.filled:
            return " ".join(["No data.", *self.refused, f"To load: {self.indicator.file}"])
        unsure = f" {self.chart.unsure}" if self.chart and self.chart.unsure else ""
        return f"{self._judged}{unsure}"

    @property
    def _judged(self) -> str:
        if self.variation is Variation.COMMON_CAUSE and self.chart and self.usual and not self.chart.alike:
            season = " for the time of year" if self.chart.seasonal else ""
            return f"No clear change{self._which}. Usual range {self.usual}{season}."
        said, word = self.signal.rstrip(".") + self._since_break, self.variation_words
        if self._which:
            said = said.removeprefix(f"{word}: ")
            return f"{word}{self._which}: {said}."
        if said.lower().startswith(word.lower()):
            return f"{phrases.capital(said)}."
        return f"{word}: {said}." if said else f"{word}."

    @property
    def _since_break(self) -> str:
        """Which months a signal rests on, where recording changed before them: said in the same line as the signal."""
        if self.chart is None or self.variation not in SIGNALS or not self.chart.latest or self.chart.latest.segment is None:
            return ""
        segment = self.chart.segments[self.chart.latest.segment]
        decided = segment.begins in {one.words() for one in self.rebases}
        if not segment.begins or decided:
            return ""
        return f"; judged on figures since {phrases.month(segment.first)} alone, after a registered break"

    @property
    def _which(self) -> str:
        """Which line is judged, where there are several, and up to when, where the latest period has no figure to judge."""
        line = f" ({self.series[0].label.lower()})" if len(self.series) > 1 and self.chart else ""
        judged = self.chart.latest if self.chart and self.variation is not Variation.NOT_ENOUGH else None
        if judged is None or self.point is None or judged.last >= self.point.last:
            return line
        return f"{line} up to {phrases.days(judged.first, judged.last)}"

    @property
    def provisional(self) -> str:
        """The status of the latest figure where it is not final."""
        if self.point and self.point.hidden:
            return f"The latest figure is not shown: it is {disclosure.FEW}."
        if self.point and self.point.value is None and _holds_hidden(self.indicator, self.point):
            return f"The figure is not shown: {HOLDS_HIDDEN}."
        status = self.point.status if self.point else ""
        said = {
            "provisional": "The figure is provisional.",
            "estimated": "The figure is an estimate.",
            indicators.NOT_KNOWN: "There is no figure: too much is not known of that month's list.",
            "suppressed": "The figure is suppressed: it would count too few people.",
        }
        return said.get(status, "")

    @property
    def missing_lines(self) -> str:
        """The breakdowns that the loaded files cannot tell, each with its reason: never taken to be equal to another."""
        told = {line.label for line in self.series}
        reasons = self.indicator.numerator.without_source
        lacking = {self.indicator.labels[key]: why for key, why in reasons.items() if self.indicator.labels[key] not in told}
        return " ".join(f"{label}: no figures. {why}" for label, why in lacking.items())

    @property
    def broken(self) -> str:
        """The reasons of the registered breaks that its line meets, each once."""
        points = self.series[0].points if self.series else ()
        met = [point.reason for point in points if not point.comparable]
        if points:
            met += [one.reason for one in self.breaks if one.first <= points[-1].last and points[0].first <= one.last]
        return " ".join(dict.fromkeys(f"{reason.rstrip('.')}." for reason in met if reason))


@dataclass(frozen=True)
class Statement:
    """One sentence of "what changed": the indicator, its symbol and variation, and the words with the rule that fired."""

    indicator_id: str
    variation: Variation
    symbol: str
    text: str
    rule: Rule | None


@dataclass(frozen=True)
class PillarState:
    """One pillar: its state in a word, and how many of its indicators stand where.

    variation: of concern if any indicator is; else improving, else changed without judgement if any is; else no clear change if
    any was judged; else None.
    """

    pillar: Pillar
    states: tuple[IndicatorState, ...]
    variation: Variation | None

    @property
    def symbol(self) -> str:
        """The symbol of its state; – where nothing could be judged."""
        return SYMBOLS[self.variation] if self.variation else SYMBOLS[Variation.NOT_ENOUGH]

    @property
    def words(self) -> str:
        """The state in a word."""
        return WORDS[self.variation] if self.variation else "No data to judge by"

    @property
    def counts(self) -> str:
        """For example: "1 of concern, 4 no clear change, 3 without data"."""
        names = {kind: word.lower() for kind, word in WORDS.items()} | {Variation.NOT_ENOUGH: "with too few figures"}
        rest = ("without data", "that could not be worked out")
        found = Counter(names[state.variation] if state.filled else rest[bool(state.fault)] for state in self.states)
        return ", ".join(f"{found[name]} {name}" for name in (*(names[kind] for kind in ORDER), *rest) if found[name])


# States


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
    breaks, rebases = answers.breaks_of(indicator.source), answers.rebases_of(indicator.id)
    if point is None:
        lacking = indicators.lacking(indicator, answers)
        return IndicatorState(indicator, tuple(lines), refused=(lacking,) if lacking else (), breaks=breaks, rebases=rebases)
    if indicator.chart == "running_total":
        return IndicatorState(
            indicator, tuple(lines), point=point, signal=RUNNING, target=_total_against_target(indicator, point)
        )
    chart = (
        None if indicator.chart == "list" else chart_of(indicator, lines[0].points, breaks, rebases, with_target, lines[0].told)
    )
    by_quarter = quarter_lines.lines(lines, chart)
    if by_quarter and chart:
        point = quarter_lines.judged_point(by_quarter, chart) or point
    earlier = _earlier(indicator, (by_quarter or lines)[0], point)
    before, year, year_total = _changes(indicator, lines[0], point, earlier, breaks)
    residents = answers.residents if indicator.rate_per and indicator.denominator == "residents" else None
    found = IndicatorState(
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
        _rate(indicator, point.value, residents, answers.residents_as_at),
        _against_target(indicator, chart) if with_target else "",
        _refused(chart, before, year),
        breaks,
        rebases,
        indicators.weights_words(answers, indicator),
        year_between=_year_between(indicator, lines[0], point, breaks),
        quarters=by_quarter,
    )
    return found


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


def forecast_refused(found: IndicatorState) -> str:
    """Why the next six months' range cannot be worked out, told at once; empty where it can."""
    if not found.series or found.indicator.chart != "control" or found.indicator.frequency != "month":
        return "No forecast: only indicators by month have one."
    if found.quarters:
        return "No forecast: its months count too few and are added up by quarter."
    return forecast.refusal(found.series[0].points, found.breaks, found.rebases)


def forecast_of(found: IndicatorState) -> Forecast:
    """The expected range of the next six months. Slow (it fits models): never in the way of a page."""
    if refused := forecast_refused(found):
        return Forecast(refused=refused)
    highest = 100.0 if found.indicator.is_share else None
    return forecast.forecast(found.series[0].points, breaks=found.breaks, rebases=found.rebases, highest=highest)


# What changed


def statements(found: Sequence[IndicatorState], since: date | None = None) -> list[Statement]:
    """What changed, strongest signal first, with the rule that fired. since: only figures that run beyond that day."""
    changed = [one for one in found if one.point and one.variation in SIGNALS and (since is None or one.point.last > since)]
    return [
        Statement(one.indicator.id, one.variation, one.symbol, f"{one.headline}. {one.judgement}", one.rule)
        for one in sorted(changed, key=strength)
    ]


def strength(one: IndicatorState) -> tuple[int, int, float, str]:
    """The order of signals: concern before improvement, then by rule (outside the limits first), then how far from the mean.

    What has no signal follows: no clear change, not comparable, not enough data.
    """
    rule = list(Rule).index(one.rule) if one.rule and one.variation in SIGNALS else len(Rule)
    return ORDER.index(one.variation), rule, -_distance(one), one.indicator.id


def nothing_else(found: Sequence[IndicatorState]) -> str:
    """The rest in a sentence: "No clear change in 12 indicators; 4 have too few figures to tell; 17 have no data."."""
    judged = [one for one in found if one.filled and one.variation not in SIGNALS]
    running = sum(one.indicator.chart == "running_total" for one in judged)
    kinds = Counter(one.variation for one in judged if one.indicator.chart != "running_total")
    calm, stopped, few = (kinds[kind] for kind in (Variation.COMMON_CAUSE, Variation.NOT_COMPARABLE, Variation.NOT_ENOUGH))
    faults_met = sum(bool(one.fault) for one in found)
    none = sum(not one.filled for one in found) - faults_met
    parts = [
        f"no clear change in {phrases.count(calm, 'indicator')}" if calm else "",
        f"{stopped} {'is' if stopped == 1 else 'are'} not comparable" if stopped else "",
        f"{few} {'has' if few == 1 else 'have'} too few figures to tell" if few else "",
        f"{running} {'is a running total' if running == 1 else 'are running totals'} of the projects" if running else "",
        f"{none} {'has' if none == 1 else 'have'} no data" if none else "",
        f"{faults_met} could not be worked out" if faults_met else "",
    ]
    return f"{phrases.capital('; '.join(part for part in parts if part))}." if any(parts) else ""


def pillar_states(found: Sequence[IndicatorState], pillars: Sequence[Pillar] | None = None) -> list[PillarState]:
    """Every pillar with its state, in the strategy's order."""
    return [
        PillarState(pillar, mine := tuple(one for one in found if one.indicator.pillar == pillar.id), _worst(mine))
        for pillar in (indicators.pillars() if pillars is None else pillars)
    ]


def _rate(indicator: Indicator, events: float | None, residents: float | None, as_at: date | None) -> Rate | None:
    """Events per so many residents, with the day for which these are counted; None without residents."""
    return replace(rates.rate(events, residents, indicator.rate_per or 1000), as_at=as_at) if residents else None


def rate_words(found: Rate | None, indicator: Indicator) -> str:
    """A rate in words: "3.4 per 1,000 residents (95% interval 3.2 to 3.6)", or why there is none."""
    if found is None:
        return ""
    if found.value is None or found.lower is None or found.upper is None:
        return found.refused
    digits = 1 if found.value >= 1 else 2
    low, high = (f"{value:,.{digits}f}" for value in (found.lower, found.upper))
    interval = "; ".join(part for part in (f"95% interval {low} to {high}", found.of_residents()) if part)
    return f"{found.value:,.{digits}f} per {indicator.rate_per or 1000:,} residents ({interval})"


def change_words(found: IndicatorState) -> str:
    """The last 12 months beside the 12 before where there are such, else the latest period beside that of a year before."""
    year, total = found.year, found.year_total
    unit = found.indicator.unit
    if found.year_between:
        return found.year_between
    if year and total and year.now is not None and not year.refused:
        line = f"{found.series[0].label}, year on year" if len(found.series) > 1 else "Year on year"
        now = f"{phrases.counted(year.now, unit)} in the 12 months to {phrases.month(total.last)}"
        return f"{line}: {now}, {phrases.number(year.before)} in the 12 before. {year.words()}"
    if found.before is None or found.point is None:
        return ""
    if found.before.refused or found.earlier is None:
        return found.before.refused
    against = f"{_with_unit(found.indicator, found.earlier)} in {phrases.days(found.earlier.first, found.earlier.last)}"
    now = phrases.days(found.point.first, found.point.last)
    line = f"{found.series[0].label}, " if len(found.series) > 1 else ""
    return f"{line}{now} against {against}: {found.before.clause()}."


def change_method(found: IndicatorState) -> str:
    """How the interval of the change that is told was worked out; empty where none is told."""
    told = found.year if found.year and not found.year.refused and found.year.now is not None else found.before
    return f"Change: {told.method}." if told and told.method else ""


# Small change


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


def _worst(found: Sequence[IndicatorState]) -> Variation | None:
    known = {one.variation for one in found if one.filled}
    return next((kind for kind in (*SIGNALS, Variation.COMMON_CAUSE) if kind in known), None)


def _distance(one: IndicatorState) -> float:
    """How far the latest point lies from its mean, in shares of the way to the limit; 0 without limits."""
    at = one.chart.latest if one.chart else None
    if at is None or at.value is None or at.centre is None or at.upper is None or at.upper == at.centre:
        return 0.0
    return abs(at.value - at.centre) / (at.upper - at.centre)


def _at(line: Series, point: Point) -> Point | None:
    return next((one for one in reversed(line.points) if (one.first, one.last) == (point.first, point.last)), None)


def _line_words(indicator: Indicator, line: Series, last: date) -> str:
    point = next(one for one in reversed(line.points) if one.last == last)
    return f"{line.label.lower()} {_with_unit(indicator, point)}".strip()


def _bare(indicator: Indicator, point: Point) -> str:
    if point.value is None:
        return "not known" if point.status == indicators.NOT_KNOWN else "not shown"
    return f"{phrases.number(round(point.value, 1))}{'%' if indicator.is_share else ''}"


def _with_unit(indicator: Indicator, point: Point) -> str:
    if point.value is None:
        if point.hidden:
            return f"not shown ({disclosure.FEW})"
        why = HOLDS_HIDDEN if _holds_hidden(indicator, point) else "too few"
        return "not known" if point.status == indicators.NOT_KNOWN else f"not shown ({why})"
    if indicator.is_share:
        return _bare(indicator, point)
    return phrases.counted(round(point.value, 1), indicator.unit)


def _holds_hidden(indicator: Indicator, point: Point) -> bool:
    """Whether it is a quarter of months of which one may not be shown: it need not count too few itself."""
    by_quarter = indicator.frequency == "month" and series.period_noun(point) == "quarter"
    return by_quarter and point.status == "suppressed"
