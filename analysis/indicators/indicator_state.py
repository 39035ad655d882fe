"""What each indicator says: a state holds everything that a card, a detail page or an export needs, and its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analysis.figures import disclosure
from analysis.indicators import asked as indicators
from analysis.indicators import quarter_lines
from analysis.indicators.asked import Indicator
from analysis.methods import series
from analysis.methods.comparison import Change, Total
from analysis.methods.control_chart import ControlChart, Variation, signed_range
from analysis.methods.control_rules import Rule
from analysis.methods.rates import Rate
from analysis.methods.series import Break, Point, Rebase, Series
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
HOLDS_HIDDEN = "a month of it may not be"


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
            indicators.NOT_KNOWN: "There is no figure: the project's returns contradict each other."
            if self.indicator.source == "returns"
            else "There is no figure: too much is not known of that month's list.",
            "suppressed": f"The figure is suppressed: {indicators.TOO_FEW}.",
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
