"""Control charts: which changes in a series are signals and which are noise.

XmR charts follow the NHS "Making Data Count" convention as the R package NHSRplotthedots 0.2.2 applies it; every difference is
listed in docs/deviations.md. A segment of fewer than 13 periods is a run chart whose limits are provisional. Nothing here
crosses a registered break, a recorded decision to set limits anew, or a missing period:

- a break or decision begins a new segment with limits of its own;
- a missing period stays inside its segment, but no moving range is taken across it and every run of periods ends at it.

Two additions stand on top of the convention, neither of which the R package has: usual ranges that follow an established season
(`season`, where asked for), and limits of a series that hardly ever moves (`control_rules.alike_limits`).

Values are in the indicator's own unit throughout; positions count from 0 within the points handed in.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd

from analysis.declared.targets import Polarity, Target
from analysis.methods import series
from analysis.methods.control_rules import EQUAL, RULES, RUN_RULES, Limits, Lines, Rule, Signal, alike_limits, individual_limits
from analysis.methods.season import YEARS_ESTABLISHED, YEARS_SEEN, Season, periods_a_year, season
from analysis.methods.series import Break, Numbers, Point, Rebase, Segment
from analysis.words import phrases

FEWEST_DRAWN = 6  # limits that rest on fewer are worked out and not drawn: they look certain and are not
MAY_BE_SEASON = "which a season may explain"
FEWEST = 13  # fewer periods than this: a run chart, limits provisional (NHSRplotthedots 0.2.2 warns under 13)


class Variation(StrEnum):
    """What a point, and so the chart by its latest point, says."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    COMMON_CAUSE = "common_cause"
    NO_JUDGEMENT = "no_judgement"
    NOT_ENOUGH = "not_enough"
    NOT_COMPARABLE = "not_comparable"


class Assurance(StrEnum):
    """Whether the process as it is now will meet the target."""

    PASSES = "consistently_passes"
    FAILS = "consistently_fails"
    HIT_AND_MISS = "hit_and_miss"


@dataclass(frozen=True)
class ChartSegment:
    """One comparable segment. begins: why it begins where it does ("" for the first). provisional: fewer than 13 values.

    limits: at the average level where there is a season, which moves them at each point. alike: in words that its values hardly
    ever differ, "20 of 21 months are 7"; empty else.
    """

    first: date
    last: date
    limits: Limits
    provisional: bool
    begins: str = ""
    season: Season | None = None
    alike: str = ""


@dataclass(frozen=True)
class ChartPoint:
    """One period. segment: number of its segment, None inside a break.

    rules: all that fired, strongest first; words: the strongest in words, which alone decides direction and variation.
    centre and limits are those drawn at this point; None where there are none.
    hidden: a count that may not be shown: judged, and `value` is None once the chart is handed out (`withheld`); between: what it
    is told to lie between, both ends included.
    """

    first: date
    last: date
    value: float | None
    segment: int | None = None
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    near_lower: float | None = None
    near_upper: float | None = None
    rules: tuple[Rule, ...] = ()
    direction: int = 0
    variation: Variation = Variation.NOT_ENOUGH
    words: str = ""
    hidden: bool = False
    between: tuple[float, float] | None = None


@dataclass(frozen=True)
class ControlChart:
    """A chart with its judgement. kind: "XmR chart", "run chart", "u chart" or "none".

    words: the rule that fired at the latest point, or why none can be told; refused: why there is no chart at all.
    unsure: in words that counts which are not shown decide what the latest point says; empty where they do not.
    sign: what stands behind its values in words, "%" for shares.
    """

    kind: str
    polarity: Polarity
    points: tuple[ChartPoint, ...]
    segments: tuple[ChartSegment, ...] = ()
    variation: Variation = Variation.NOT_ENOUGH
    words: str = ""
    target: Target | None = None
    assurance: Assurance | None = None
    assurance_words: str = ""
    notes: tuple[str, ...] = ()
    refused: str = ""
    unsure: str = ""
    sign: str = ""

    @property
    def latest(self) -> ChartPoint | None:
        """The last point that has a value, shown or hidden."""
        return next((point for point in reversed(self.points) if point.value is not None or point.hidden), None)

    @property
    def rule(self) -> Rule | None:
        """The strongest rule that fired at the latest point."""
        return self.latest.rules[0] if self.latest and self.latest.rules else None

    @property
    def provisional(self) -> bool:
        """Whether the latest segment has fewer than 13 values."""
        return bool(self.segments) and self.segments[-1].provisional

    @property
    def seasonal(self) -> bool:
        """Whether the usual range of the latest point follows an established season."""
        segment = self._latest_segment
        return segment is not None and segment.season is not None and segment.season.established

    @property
    def alike(self) -> str:
        """In words that the values of the latest segment hardly ever differ, "20 of 21 months are 7"; empty where they do."""
        return self._latest_segment.alike if self._latest_segment else ""

    @property
    def _latest_segment(self) -> ChartSegment | None:
        return self.segments[self.latest.segment] if self.latest and self.latest.segment is not None else None

    @property
    def usual_range(self) -> str:
        """The limits at the latest point in words, "6 to 22"; empty where there are none."""
        return usual_range(self.latest.lower, self.latest.upper, self.whole) if self.latest else ""

    @property
    def whole(self) -> bool:
        """Whether all its values are whole numbers."""
        return all(point.value is None or point.value.is_integer() for point in self.points)

    def limits_at(self, point: ChartPoint) -> tuple[float | None, float | None]:
        """The limits at a point as they are told (`shown_limits`)."""
        if point.lower is None or point.upper is None:
            return point.lower, point.upper
        return shown_limits(point.lower, point.upper, self.whole)

    def frame(self) -> pd.DataFrame:
        """One row a period, for charts and tables: the fields of ChartPoint, and `rule`, the strongest ("" where none)."""
        rows = [{**vars(point), "rule": str(point.rules[0]) if point.rules else ""} for point in self.points]
        return pd.DataFrame(rows, columns=[*ChartPoint.__dataclass_fields__, "rule"])


@dataclass(frozen=True)
class _Wording:
    """What the words of one segment need: whether all values are whole, what the centre line is called, whether the lines
    follow the season, and the sign of the values."""

    whole: bool
    centre: str
    seasonal: bool = False
    sign: str = ""

    @property
    def of_the_year(self) -> str:
        return " for the time of year" if self.seasonal else ""


@dataclass(frozen=True)
class _Judged:
    """One segment with its lines and the signals by position. held: those that a season may explain, before one can be told."""

    part: ChartSegment
    lines: Lines
    signals: dict[int, list[Signal]]
    held: dict[int, list[Signal]]


LinesOf = Callable[[Sequence[Point], Sequence[int]], tuple[Limits, Lines]]


# The charts


def xmr_chart(
    points: Iterable[Point],
    polarity: Polarity,
    *,
    breaks: Sequence[Break] = (),
    rebases: Sequence[Rebase] = (),
    target: Target | None = None,
    screened: bool = True,
    lowest: float | None = None,
    highest: float | None = None,
    seasonal: bool = False,
    sign: str = "",
) -> ControlChart:
    """Individual values with limits at the mean ± 2.66 × the mean moving range, for each comparable segment.

    points: one a period, not overlapping; screened: leave out moving ranges ≥ 3.267 × their mean before limits are set (the R
    package; False is the Excel tool); lowest, highest: values that cannot be passed, 0 for counts, 0 and 100 for shares: limits
    are drawn no further. seasonal: let the usual range follow the season where one is established (ours, not the convention's).
    sign: what stands behind a value in words, "%" for shares.
    """

    def lines(found: Sequence[Point], positions: Sequence[int]) -> tuple[Limits, Lines]:
        runs = [series.values(found, run) for run in series.stretches(found, positions)]
        alike = alike_limits(runs, lowest, highest)
        limits = alike or individual_limits(runs, screened)
        centre = limits.median if alike else limits.mean
        if limits.points < FEWEST_DRAWN:
            return limits, centre_only(centre, len(positions))
        return limits, level_lines(limits, len(positions), lowest, centre)

    return chart_of("XmR chart", points, polarity, lines, breaks, rebases, target, seasonal=seasonal, highest=highest, sign=sign)


# Judgement


def point_variation(rule: Rule | None, direction: int, polarity: Polarity) -> Variation:
    """What a signal in that direction means under that polarity. A trend counts by its own direction, wherever it lies."""
    if rule is None:
        return Variation.COMMON_CAUSE
    if polarity == "no_judgement":
        return Variation.NO_JUDGEMENT
    good = direction == (1 if polarity == "high_is_good" else -1)
    return Variation.IMPROVEMENT if good else Variation.CONCERN


def assurance_against(target: Target, lower: float, upper: float) -> Assurance:
    """Whether a process between those limits meets the target always, never, or now and then; a limit on the target meets it."""
    slack = EQUAL * max(abs(target.value), abs(lower), abs(upper))
    at_most = target.direction == "at_most"
    if (upper <= target.value + slack) if at_most else (lower >= target.value - slack):
        return Assurance.PASSES
    if (lower > target.value) if at_most else (upper < target.value):
        return Assurance.FAILS
    return Assurance.HIT_AND_MISS


def usual_range(lower: float | None, upper: float | None, whole: bool) -> str:
    """Limits in words, "6 to 22"; rounded as `shown_limits` does."""
    if lower is None or upper is None:
        return ""
    shown = shown_limits(lower, upper, whole)
    return f"{_short(shown[0])} to {_short(shown[1])}"


def signed_range(words: str, sign: str) -> str:
    """A range in words with the sign of its values: "94.1% to 96.0%"; empty for none."""
    return " to ".join(f"{part}{sign}" for part in words.split(" to ")) if words else ""


def shown_limits(lower: float, upper: float, whole: bool) -> tuple[float, float]:
    """Limits as they are told wherever they are: with one decimal, or two figures under 1.

    whole: of whole numbers, only those within the limits are named, where any is.
    """
    within = float(np.ceil(lower - 1e-9)), float(np.floor(upper + 1e-9))
    if whole and within[0] <= within[1]:
        lower, upper = within
    return _rounded(lower), _rounded(upper)


def _rounded(value: float) -> float:
    value = round(value, 9) + 0.0  # + 0.0: no minus nought
    return float(f"{value:.2g}") if 0 < abs(value) < 1 else round(value, 1)


def chart_of(
    kind: str,
    points: Iterable[Point],
    polarity: Polarity,
    lines_of: LinesOf,
    breaks: Sequence[Break],
    rebases: Sequence[Rebase],
    target: Target | None,
    seasonal: bool = False,
    highest: float | None = None,
    sign: str = "",
) -> ControlChart:
    """Every chart is built here: segments, lines, rules within them, then the judgement of the latest point.

    The arguments: see `xmr_chart`.
    """
    found = series.marked(points, breaks)
    if series.overlapping(found):
        return refused_chart(found, polarity, "No control chart is drawn of periods that overlap, such as rolling 12-month sums.")
    whole = all(point.value is None or point.value.is_integer() for point in found)
    drawn = [_undrawn(point) for point in found]
    parts: list[ChartSegment] = []
    for number, segment in enumerate(series.segments(found, breaks, rebases)):
        judged = _judged(kind, found, segment, lines_of, seasonal, sign)
        lines = replace(judged.lines, upper=np.minimum(judged.lines.upper, np.inf if highest is None else highest))
        parts.append(judged.part)
        wording = replace(_wording(kind, judged.part, whole), sign=sign)
        for place, position in enumerate(segment.positions):
            point = _with_lines(drawn[position], number, lines, place)
            point = _with_signals(point, judged.signals.get(position, []), found, polarity, judged.part.provisional, wording)
            held = judged.held.get(position, [])
            drawn[position] = point if point.rules or not held else _held_back(point, held, found, wording, judged.part)
    kind = "run chart" if kind == "XmR chart" and parts and parts[-1].provisional else kind
    chart = ControlChart(kind, polarity, tuple(drawn), tuple(parts), target=target, sign=sign)
    return _concluded(chart, found, seasonal)


def _judged(kind: str, found: Sequence[Point], segment: Segment, lines_of: LinesOf, seasonal: bool, sign: str) -> _Judged:
    """The lines and signals of one segment. An established season is taken out, what is left judged, and lines drawn with it.

    A season that is likely and not established moves no line: it holds back those signals that are none once it is taken out.
    """
    positions = segment.positions
    limits, lines = lines_of(found, positions)
    time_of_year = season(found, positions) if seasonal and not limits.alike else None
    freed = time_of_year.without(found, positions) if time_of_year else found
    level = freed if time_of_year and time_of_year.established else found
    if level is not found:
        limits, lines = lines_of(level, positions)
    part = _segment(found, segment, limits, time_of_year, sign)
    if part.provisional and kind == "XmR chart":
        lines = replace(lines, centre=_line(limits.median, len(positions)))
    runs = series.stretches(found, positions)
    rules = RUN_RULES if part.provisional else RULES
    signals = _signals(level, positions, runs, lines, rules)
    if time_of_year is None:
        return _Judged(part, lines, signals, {})
    if time_of_year.established:
        return _Judged(part, _times(lines, time_of_year.at(found, positions)), signals, {})
    kept = _signals(freed, positions, runs, lines_of(freed, positions)[1], rules)
    held = {place: mine for place, mine in signals.items() if not _same_way(mine, kept.get(place, []))}
    return _Judged(part, lines, {place: mine for place, mine in signals.items() if place not in held}, held)


def _same_way(signals: Sequence[Signal], others: Sequence[Signal]) -> bool:
    return bool({signal.direction for signal in signals} & {signal.direction for signal in others})


def _signals(
    points: Sequence[Point],
    positions: Sequence[int],
    runs: Sequence[Sequence[int]],
    lines: Lines,
    rules: Sequence[Callable[[Numbers, Lines], list[Signal]]],
) -> dict[int, list[Signal]]:
    """Position → the signals that mark it. runs: positions that follow one another; signals are looked for within each."""
    found: dict[int, list[Signal]] = {}
    place_of = {position: place for place, position in enumerate(positions)}
    for run in runs:
        places = [place_of[position] for position in run]
        part = Lines(*(getattr(lines, name)[places] for name in Lines.__dataclass_fields__))
        values = series.values(points, run)
        for signal in (signal for rule in rules for signal in rule(values, part)):
            marked = tuple(run[place] for place in signal.positions)
            moved = replace(signal, positions=marked, window=(run[signal.window[0]], run[signal.window[1]]))
            for position in marked:
                found.setdefault(position, []).append(moved)
    return found


def _with_signals(
    point: ChartPoint,
    signals: Sequence[Signal],
    found: Sequence[Point],
    polarity: Polarity,
    provisional: bool,
    wording: _Wording,
) -> ChartPoint:
    """The point with the rules that marked it; the strongest rule decides, and of one rule the latest window."""
    if point.value is None:
        return replace(point, variation=Variation.NOT_ENOUGH, words="No figure.")
    if not signals:
        return replace(point, variation=Variation.NOT_ENOUGH if provisional else Variation.COMMON_CAUSE)
    strongest = _strongest(signals)
    rules = tuple(sorted({signal.rule for signal in signals}, key=list(Rule).index))
    variation = point_variation(strongest.rule, strongest.direction, polarity)
    words = _signal_in_words(strongest, point, found, wording)
    return replace(point, rules=rules, direction=strongest.direction, variation=variation, words=words)


def _held_back(
    point: ChartPoint, held: Sequence[Signal], found: Sequence[Point], wording: _Wording, part: ChartSegment
) -> ChartPoint:
    """The point without its signals, since a season may explain them and cannot be told apart yet."""
    words = f"{_signal_in_words(_strongest(held), point, found, wording)}, {MAY_BE_SEASON}"
    needed = YEARS_ESTABLISHED * len(part.season.factors) if part.season else 0
    if part.limits.points < needed:
        words = f"{words}: {needed} {series.period_noun(point)}s are needed to tell"
    return replace(point, variation=Variation.NOT_ENOUGH, words=words)


def _strongest(signals: Sequence[Signal]) -> Signal:
    """Of the strongest rule the latest window."""
    order = list(Rule)
    return min(signals, key=lambda signal: (order.index(signal.rule), -signal.window[1], -signal.window[0]))


def _signal_in_words(signal: Signal, point: ChartPoint, found: Sequence[Point], wording: _Wording) -> str:
    """The rule that fired: "7 months above the average, March to September 2025"."""
    first, last = signal.window
    length = last - first + 1
    nouns = series.period_noun(point, length)
    span = series.named(found[first : last + 1])
    high = signal.direction > 0
    season = wording.of_the_year
    if signal.rule is Rule.OUTSIDE:
        usual = signed_range(usual_range(point.lower, point.upper, wording.whole), wording.sign)
        value = "" if point.hidden else f" ({_short(point.value)}{wording.sign})"
        return f"{span}{value} is {'above' if high else 'below'} the usual range{season}, {usual}"
    if signal.rule is Rule.TREND:
        return f"{length} {nouns} {'rising' if high else 'falling'}{', the season apart' if season else ''}, {span}"
    if signal.rule is Rule.TWO_OF_THREE:
        return f"{len(signal.positions)} of 3 {nouns} near the {'upper' if high else 'lower'} limit{season}, {span}"
    return f"{length} {nouns} {'above' if high else 'below'} the {wording.centre}{season}, {span}"


def _concluded(chart: ControlChart, found: Sequence[Point], seasonal: bool) -> ControlChart:
    """The chart with what its latest point and latest segment say."""
    latest = chart.latest
    if latest is None:
        return replace(chart, words="No figures.")
    if latest.segment is None:
        said = f"Target {chart.target.words()}: not judged inside a break." if chart.target else ""
        judged = replace(chart, variation=Variation.NOT_COMPARABLE, words=latest.words, assurance_words=said)
        return replace(judged, notes=_notes_on_segments(judged, found, latest, ""))
    segment = chart.segments[latest.segment]
    noun = series.figures_noun(found)
    notes = _notes_on_segments(chart, found, latest, noun)
    words = latest.words or _words_without_signal(chart, latest, segment, noun)
    if latest.rules and segment.provisional:
        words = f"{words} (provisional: fewer than {FEWEST} {noun}s)"
    elif latest.rules and seasonal:
        words = f"{words}{_too_short_for_season(found, segment, noun)}"
    return _assured(replace(chart, variation=latest.variation, words=words, notes=notes), latest, segment)


def _words_without_signal(chart: ControlChart, latest: ChartPoint, segment: ChartSegment, noun: str) -> str:
    if segment.provisional:
        since = " since the last break or decision" if segment.begins else ""
        return f"{phrases.count(segment.limits.points, noun)}{since}: {FEWEST} are needed to tell a signal from noise"
    usual_range = signed_range(chart.usual_range, chart.sign)
    if segment.alike:
        usual = f"; usual range {usual_range}" if latest.lower is not None and latest.lower != latest.upper else ""
        return f"{segment.alike}, too alike for a small step to be judged{usual}"
    season = " for the time of year" if chart.seasonal else ""
    return f"within the usual range{season}, {usual_range}" if latest.lower is not None else "no signal"


def _too_short_for_season(found: Sequence[Point], segment: ChartSegment, noun: str) -> str:
    """What a signal must carry where not every month of the year has been seen twice; empty where it has."""
    mine = [point for point in found if point.value is not None and segment.first <= point.first and point.last <= segment.last]
    needed = YEARS_SEEN * periods_a_year(mine, range(len(mine)))
    return f"; a season cannot be told apart in fewer than {needed} {noun}s" if len(mine) < needed else ""


def _assured(chart: ControlChart, latest: ChartPoint, segment: ChartSegment) -> ControlChart:
    """The chart with its assurance: from the limits of the latest segment alone."""
    target = chart.target
    if target is None:
        return chart
    if chart.polarity == "no_judgement":
        return replace(chart, assurance_words=f"Target {target.words()}: not judged, since no direction is better.")
    if latest.lower is None or latest.upper is None:
        return replace(chart, assurance_words=f"Target {target.words()}: too few figures to tell.")
    found = assurance_against(target, *_limits_of_the_year(chart, latest.lower, latest.upper))
    said = {
        Assurance.PASSES: "consistently met",
        Assurance.FAILS: "consistently missed",
        Assurance.HIT_AND_MISS: "not reliably met",
    }[found]
    ending = " (provisional)" if segment.provisional else ""
    return replace(chart, assurance=found, assurance_words=f"Target {target.words()}: {said}{ending}.")


def _limits_of_the_year(chart: ControlChart, lower: float, upper: float) -> tuple[float, float]:
    """The limits that a target is held against: where they follow the season, the widest of the last year."""
    segment = chart.segments[-1]
    if not chart.seasonal or segment.season is None:
        return lower, upper
    last_year = [point for point in chart.points if point.segment == len(chart.segments) - 1][-len(segment.season.factors) :]
    lowers = [point.lower for point in last_year if point.lower is not None]
    uppers = [point.upper for point in last_year if point.upper is not None]
    return min(lowers), max(uppers)


def _notes_on_segments(chart: ControlChart, found: Sequence[Point], latest: ChartPoint, noun: str) -> tuple[str, ...]:
    notes = [
        f"Limits begin anew in {phrases.month(segment.first)}: {segment.begins.rstrip('.')}."
        for segment in chart.segments
        if segment.begins
    ]
    if chart.provisional and latest.segment is not None and latest.lower is not None:
        number = phrases.count(chart.segments[-1].limits.points, noun)
        notes.append(f"The latest limits are provisional: they rest on {number}, fewer than {FEWEST}.")
    if chart.seasonal:
        notes.append(_season_words(chart.segments[-1], noun))
    if chart.alike:
        none = latest.lower is None or latest.upper is None
        own = "no limits are set" if none else "the limits fall together" if latest.lower == latest.upper else ""
        does = own or "the limits allow for chance"
        notes.append(f"{phrases.capital(chart.alike)}: {does}, since the figures show no spread of their own.")
    if found[-1].last > latest.last:
        notes.append(f"No figure for {series.named(found[-1:])}; the latest is {series.named([latest])}.")
    return tuple(notes)


def _season_words(segment: ChartSegment, noun: str) -> str:
    """What the season does, by its two ends: "Usual ranges follow the season: 9% below the average in February, …"."""
    factors = segment.season.factors if segment.season else ()
    year = len(factors)
    least, most = factors.index(min(factors)), factors.index(max(factors))
    said = [
        f"{phrases.percentage(abs(factors[place] - 1))} {way} the average in {_of_the_year(place, year)}"
        for place, way in ((least, "below"), (most, "above"))
    ]
    told = phrases.count(segment.limits.points, noun)
    return f"Usual ranges follow the season, which {told} show: {phrases.listed(said)}."


def _of_the_year(place: int, year: int) -> str:
    """February; January to March."""
    length = 12 // year
    first, last = (f"{date(2000, place * length + month, 1):%B}" for month in (1, length))
    return first if first == last else f"{first} to {last}"


# Lines and small change


def _undrawn(point: Point) -> ChartPoint:
    drawn = ChartPoint(point.first, point.last, point.value, hidden=point.hidden)
    if point.comparable:
        return drawn
    return replace(drawn, variation=Variation.NOT_COMPARABLE, words=f"Not comparable: {point.reason.rstrip('.')}.")


def _with_lines(point: ChartPoint, number: int, lines: Lines, place: int) -> ChartPoint:
    known = {name: float(getattr(lines, name)[place]) for name in Lines.__dataclass_fields__}
    return replace(point, segment=number, **{name: None if np.isnan(value) else value for name, value in known.items()})


def _segment(found: Sequence[Point], segment: Segment, limits: Limits, time_of_year: Season | None, sign: str) -> ChartSegment:
    ends = found[segment.positions[0]].first, found[segment.positions[-1]].last
    alike = _alike_words(found, segment.positions, sign) if limits.alike else ""
    return ChartSegment(*ends, limits, limits.points < FEWEST, segment.begins, time_of_year, alike)


def _alike_words(found: Sequence[Point], positions: Sequence[int], sign: str) -> str:
    """How many of the values are the same: "all 20 months are 7", "20 of 21 months are 7". Of hidden counts none is named."""
    if any(found[position].hidden for position in positions):
        return f"the {series.period_noun(found[positions[0]], 2)} differ little, as far as they are shown"
    known = series.values(found, _known(found, positions)).round(9).tolist()
    value, number = Counter(known).most_common(1)[0]
    nouns = series.period_noun(found[positions[0]], 2)
    return f"{f'all {number}' if number == len(known) else f'{number} of {len(known)}'} {nouns} are {_short(value)}{sign}"


def _wording(kind: str, part: ChartSegment, whole: bool) -> _Wording:
    seasonal = part.season is not None and part.season.established
    return _Wording(whole, _centre_noun(kind, part.provisional or bool(part.alike)), seasonal)


def _times(lines: Lines, factors: Numbers) -> Lines:
    return Lines(*(getattr(lines, name) * factors for name in Lines.__dataclass_fields__))


def _known(found: Sequence[Point], positions: Sequence[int]) -> list[int]:
    return [position for position in positions if found[position].value is not None]


def _centre_noun(kind: str, median: bool) -> str:
    return "median" if kind == "XmR chart" and median else "average"


def _line(value: float | None, length: int) -> Numbers:
    return np.full(length, np.nan if value is None else value)


def level_lines(limits: Limits, length: int, lowest: float | None, centre: float | None = None) -> Lines:
    """The same lines at every point; drawn no lower than `lowest`."""
    lower = limits.lower if limits.lower is None or lowest is None else max(limits.lower, lowest)
    middle = limits.mean if centre is None else centre
    drawn = (middle, lower, limits.upper, limits.near_lower, limits.near_upper)
    return Lines(*(_line(value, length) for value in drawn))


def centre_only(value: float | None, length: int) -> Lines:
    return level_lines(Limits(0, value), length, None)


def refused_chart(points: Sequence[Point], polarity: Polarity, reason: str) -> ControlChart:
    return ControlChart("none", polarity, tuple(_undrawn(point) for point in points), words=reason, refused=reason)


def _short(value: float | None) -> str:
    """A value to one decimal, or to two figures where it is under 1."""
    if value is None:
        return ""
    return f"{value:.2g}" if 0 < abs(value) < 1 else phrases.number(round(value, 1))
