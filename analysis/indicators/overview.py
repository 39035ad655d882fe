"""What the front page says: the statement, what changed (now, or since the last meeting), the pillars and delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis.indicators import states as measures
from analysis.indicators import what_changed
from analysis.indicators.asked import Answers
from analysis.indicators.indicator_state import SIGNALS, SYMBOLS, WORDS, IndicatorState
from analysis.indicators.what_changed import PillarState, Statement
from analysis.methods.control_chart import Variation
from analysis.projects.delivery import Output
from analysis.words import fields, phrases

NAMED_AT_MOST = 4
LONGEST_STATEMENT = 120  # letters: three lines at the back of a room
COLUMNS = (("Worse", Variation.CONCERN), ("Better", Variation.IMPROVEMENT), ("Changed", Variation.NO_JUDGEMENT))
KINDS = ((Variation.CONCERN, "of concern"), (Variation.IMPROVEMENT, "improving"), (Variation.NO_JUDGEMENT, "changed"))
HOW_TO_READ = (
    "Grey bands: the range that chance alone explains. Only a figure, or a run of figures, outside chance is called a change."
)


# The statement


def headline(found: Sequence[IndicatorState]) -> str:
    """The page's statement: what is of concern, then what improves, then what changed; then what the adopted ones say.

    Where that is too long to be read at a glance it is shortened by counting, what is of concern last of all: a statement that
    names an improvement has named or counted every concern before it.
    """
    whole = _whole_statement(found)
    if len(whole) <= LONGEST_STATEMENT or not _of_kind(found, SIGNALS):
        return whole
    # As many names of the first kind as there is room for, then as many of the others.
    most = range(NAMED_AT_MOST, -1, -1)
    shorter = (_named_and_counted(found, first, others) for first in most for others in most)
    said = ""
    for said in shorter:
        if len(said) <= LONGEST_STATEMENT:
            break
    return said


@dataclass(frozen=True)
class OneWay:
    """A column of the first row: what changed in one way, adopted or not, the strongest first."""

    word: str
    symbol: str
    states: tuple[IndicatorState, ...]

    @property
    def heading(self) -> str:
        """For example: "▲ Worse: 2"."""
        return f"{self.symbol} {self.word}: {len(self.states) or 'none'}"


def first_row(found: Sequence[IndicatorState]) -> list[OneWay]:
    """What is worse, better, or changed without judgement. How complete the data are is no news beside violence."""
    return [OneWay(word, SYMBOLS[kind], tuple(_of_kind(found, (kind,)))) for word, kind in COLUMNS]


def in_short(one: IndicatorState) -> str:
    """A change in a line: "Assault attendances: 56 in September 2025"; of several lines the one that is judged is named."""
    label = one.series[0].label.lower() if len(one.series) > 1 else ""
    return f"{one.indicator.short_title}{f', {label}' if label else ''}: {_value(one)}"


def of_the_data(found: Sequence[IndicatorState]) -> str:
    """What changed in how complete the data are, in a sentence; empty where nothing did."""
    changed = [one for one in found if one.filled and one.indicator.is_of_the_data and one.variation in SIGNALS]
    return (
        f"In the data themselves: {phrases.listed([f'{one.headline}, {WORDS[one.variation].lower()}' for one in changed])}."
        if changed
        else ""
    )


def waiting(found: Sequence[IndicatorState]) -> str:
    """The adopted indicators without figures in a line: "5 adopted indicators need a file: N1, N2, N3, L1 and L4."."""
    lacking = [one.indicator.id for one in found if one.indicator.adopted and not one.filled and not one.fault]
    if not lacking:
        return ""
    need = f"{phrases.count(len(lacking), 'adopted indicator')} {'needs' if len(lacking) == 1 else 'need'} a file"
    return f"{need}: {phrases.listed(lacking, at_most=9)}."


def cards_heading(shown: Sequence[IndicatorState]) -> str:
    """What the cards below the first row are."""
    return "The adopted indicators" if any(one.indicator.adopted for one in shown) else "Every indicator with figures"


def on_cards(found: Sequence[IndicatorState]) -> list[IndicatorState]:
    """What has a card: the adopted indicators that have figures; before any is adopted all with figures, strongest first."""
    adopted = [one for one in found if one.indicator.adopted]
    with_figures = [one for one in adopted if one.filled or one.fault]
    return with_figures if adopted else sorted((one for one in found if one.filled), key=what_changed.strength)


def none_adopted(found: Sequence[IndicatorState], partnership: str) -> str:
    """What stands on the page of a partnership that has adopted no indicator, and how it names those that it has."""
    shown = "Every indicator with figures has a card here" if any(one.filled for one in found) else "No indicator has figures yet"
    return (
        f"{partnership} has adopted no indicators here yet. {shown}; once some are adopted, those have the cards. Name them in "
        "settings.toml of the data folder below a line [adopted], each with its day: L2 = 2026-04-01. The Definitions page lists "
        "all that there are with the file that each needs, and the Data page where to get it."
    )


def _whole_statement(found: Sequence[IndicatorState]) -> str:
    adopted = [one for one in found if one.indicator.adopted]
    if not adopted:
        return _of_all(found)
    signals = _signals(found)
    if not signals:
        return _calm(adopted)
    if _of_kind(adopted, SIGNALS):
        return signals
    judged = sum(one.variation is Variation.COMMON_CAUSE for one in adopted)
    among = "the adopted indicators"
    if judged < len(adopted):
        among = f"{judged} of {phrases.count(len(adopted), 'adopted indicator')}, the others cannot be judged yet"
    calm = f"no clear change in {among}"
    return f"{signals}; {calm if judged else 'the adopted indicators cannot be judged yet'}"


def _of_all(found: Sequence[IndicatorState]) -> str:
    """The statement where no indicator is adopted: all that have figures speak."""
    calm = [one for one in found if one.filled and one.variation is Variation.COMMON_CAUSE]
    if signals := _signals(found):
        return signals
    if calm:
        return f"No clear change in {phrases.listed([short(one) for one in calm], at_most=NAMED_AT_MOST)}"
    return "No indicator can be judged yet"


def _signals(found: Sequence[IndicatorState]) -> str:
    """The signals in a line, kind by kind, in each the adopted ones first and the others as "elsewhere"; empty without any."""
    parts: list[str] = []
    for kind, words in KINDS:
        own, other = (
            [short(one) for one in _of_kind(found, (kind,)) if one.indicator.adopted is adopted] for adopted in (True, False)
        )
        elsewhere = "elsewhere " if parts or own else ""
        parts += [f"{words}: {phrases.listed(own, at_most=NAMED_AT_MOST)}"] if own else []
        parts += [f"{elsewhere}{words}: {phrases.listed(other, at_most=NAMED_AT_MOST)}"] if other else []
    return phrases.capital("; ".join(parts))


def _named_and_counted(found: Sequence[IndicatorState], first: int, others: int) -> str:
    """The kinds that there are, the first with so many names at most, the others with so many; what is not named is counted."""
    parts: list[str] = []
    for kind, words in KINDS:
        names = [short(one) for one in _of_kind(found, (kind,))]
        at_most = others if parts else first
        if names and at_most:
            parts.append(f"{words}: {phrases.listed(names, at_most=at_most) if at_most > 1 else _first_of(names)}")
        elif names:
            parts.append(f"{len(names)} {words}")
    return phrases.capital("; ".join(parts))


def _first_of(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _of_kind(found: Sequence[IndicatorState], kinds: Sequence[Variation]) -> list[IndicatorState]:
    """The indicators with such a signal: adopted ones first, the strongest first. How complete the data are is none of them."""
    mine = [one for one in found if one.filled and one.variation in kinds and not one.indicator.is_of_the_data]
    return sorted(mine, key=lambda one: (not one.indicator.adopted, what_changed.strength(one)))


def _calm(adopted: Sequence[IndicatorState]) -> str:
    calm = [short(one) for one in adopted if one.variation is Variation.COMMON_CAUSE]
    if not calm:
        return "None of the adopted indicators can be judged yet"
    rest = len(adopted) - len(calm)
    said = f"No clear change in {phrases.listed(calm, at_most=NAMED_AT_MOST)}"
    return f"{said}; {rest} of {len(adopted)} adopted indicators cannot be judged yet" if rest else said


def short(found: IndicatorState) -> str:
    """An indicator's short title within a sentence: "violent crime"."""
    title = found.indicator.short_title
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


# What changed


@dataclass(frozen=True)
class Since:
    """What changed since a moment: sentences with those of concern first, and in words what was compared with what.

    unchanged: the signals that stood then and stand now on the same figure, in a sentence; or that there were none.
    """

    compared: str
    statements: tuple[Statement, ...]
    rest: str
    unchanged: str = ""


def cut(found: Sequence[IndicatorState], answers: Answers, upto: date) -> list[IndicatorState]:
    """The states as the figures of periods that ended by that day give them, all of the release in force.

    Decisions to set limits anew are those taken by that day: each state stands on the rule and the months of its own time.
    """
    if answers.rebases is not None and len(answers.rebases):
        taken = [(day := fields.day(value)) is not None and day <= upto for value in answers.rebases["decided_on"]]
        answers = replace(answers, rebases=answers.rebases[taken])
    cut_down: list[IndicatorState] = []
    for one in found:
        lines = [
            replace(line, points=points)
            for line in one.series
            if (points := tuple(point for point in line.points if point.last <= upto))
        ]
        cut_down.append(measures.state_or_fault(one.indicator, answers, lines))
    return cut_down


def since(then: Sequence[IndicatorState], now: Sequence[IndicatorState], compared: str, day: date | None = None) -> Since:
    """What differs between two sets of states: signals that are new, go on or ended; then new figures without any.

    day: the day that `then` was cut at; signals that came and went since then are told too.
    """
    before = {one.indicator.id: one for one in then}
    pairs = [(before.get(one.indicator.id), one) for one in now]
    changed = [
        Statement(one.indicator.id, one.variation, one.symbol, text, one.rule)
        for old, one in sorted(pairs, key=lambda pair: what_changed.strength(pair[1]))
        if (text := _difference(old, one) or _in_between(one, day))
    ]
    told = {statement.indicator_id for statement in changed}
    rest = [(old, one) for old, one in pairs if one.filled and one.indicator.id not in told]
    fresh = [one for old, one in rest if _newer(old, one)]
    same = [one for old, one in rest if not _newer(old, one)]
    parts = [
        f"New figures without a clear change: {phrases.listed([short(one) for one in fresh], at_most=6)}." if fresh else "",
        f"{phrases.count(len(same), 'indicator')} with the same figure as then." if same else "",
    ]
    return Since(compared, tuple(changed), " ".join(part for part in parts if part), _unchanged(same, bool(changed)))


def _unchanged(same: Sequence[IndicatorState], changed: bool) -> str:
    """The signals that stand on the same figures as then: "Nothing has changed since then. As then, of concern: robbery."."""
    standing = _signals(same)
    if standing:
        return f"{'' if changed else 'Nothing has changed since then. '}As then, {standing[:1].lower()}{standing[1:]}."
    return "" if changed else "No indicator shows a clear change, and none did then."


def _difference(then: IndicatorState | None, now: IndicatorState) -> str:
    """One indicator's change of state in a sentence; empty where neither then nor now is a signal, or nothing has changed.

    Then and now are each told with their own figure, rule and months.
    """
    if now.fault:
        return f"{now.headline}. {now.judgement}"
    if not now.filled:
        gone = then is not None and then.filled
        return f"{now.indicator.name}: its figures were withdrawn; then {_value(then)}." if gone and then else ""
    was = then.variation if then and then.filled else None
    is_signal = now.variation in SIGNALS
    if was is now.variation and not _newer(then, now):
        return ""  # the same signal from the same figure: nothing has changed
    if not is_signal and was not in SIGNALS:
        return ""
    earlier = f"Then {_value(then)}: {_judged(then)}." if then and then.filled else "Then there was no figure."
    if is_signal and was is now.variation:
        return f"{now.headline}. Still so: {_judged(now)}. {earlier}"
    if is_signal:
        return f"{now.headline}. New: {now.judgement} {earlier}"
    return f"{now.headline}. No longer {WORDS[was].lower() if was else ''}: {_judged(now)}. {earlier}"


def _judged(found: IndicatorState) -> str:
    """A judgement within a sentence: "of concern: 7 months above the average, March to September 2025"."""
    said = found.judgement.rstrip(".")
    return f"{said[:1].lower()}{said[1:]}"


def _in_between(now: IndicatorState, day: date | None) -> str:
    """A signal that came after the day and has gone again, in a sentence; empty where there was none."""
    points = now.chart.points if now.chart and now.filled and day else ()
    signals = [point for point in points if day and point.last > day and point.rules and point.variation in SIGNALS]
    if not signals:
        return ""
    was = signals[-1]
    when = phrases.days(was.first, was.last)
    return f"{now.headline}. {now.judgement} In between, last in {when}: {WORDS[was.variation].lower()}, {was.words}."


def _value(found: IndicatorState) -> str:
    return f"{found.value} {'up to' if found.indicator.chart == 'running_total' else 'in'} {found.period}"


def _newer(then: IndicatorState | None, now: IndicatorState) -> bool:
    old, new = then.point if then else None, now.point
    return new is not None and (old is None or (old.first, old.last, old.value) != (new.first, new.last, new.value))


def compared_by_day(upto: date) -> str:
    """What a comparison by day compares, said exactly."""
    return (
        f"Compared: all periods loaded now, with those of them that had ended by {phrases.day_and_month(upto)}. Figures that "
        "were revised or handed in late since then are as they stand now; choose a release to compare with what was shown."
    )


# Board, delivery and pillars


def board_sentence(found: IndicatorState) -> str:
    """What a figure says at the back of a room: its signal, its target, that it is not final."""
    judged = f"{found.symbol} {found.judgement}"
    return " ".join(part for part in (judged, found.target if found.indicator.target else "", found.provisional) if part)


def tile_line(found: PillarState) -> str:
    """The same with the number of indicators that the word rests on: "● Improving in 1 of 14"."""
    mine = sum(one.filled and one.variation is found.variation for one in found.states)
    judging = found.variation in (Variation.CONCERN, Variation.IMPROVEMENT)
    return f"{pillar_line(found)} in {mine} of {len(found.states)}" if judging else pillar_line(found)


def pillar_line(found: PillarState) -> str:
    """A pillar's state in a line: "◇ No clear change"."""
    return f"{found.symbol} {found.words}"


def delivery(found: Sequence[Output]) -> list[tuple[str, str]]:
    """The outputs as counts with their symbols, none left out: [("●", "3 minima met"), …]."""
    agreed = [output for output in found if output.minimum is not None]
    met = sum(output.met is True for output in agreed)
    late = sum(output.met is False and _past(output) for output in agreed)
    going = sum(output.met is False and not _past(output) for output in agreed)
    silent, unclear = sum(not output.returned for output in agreed), sum(output.unclear for output in agreed)
    parts = [
        ("●", met, "agreed minimum met", "agreed minima met"),
        ("▲", late, "short at its due day", "short at their due day"),
        ("◇", going, "under way", "under way"),
        ("–", unclear, "not clear from its returns", "not clear from their returns"),
        ("–", silent, "without a return", "without a return"),
        ("–", len(found) - len(agreed), "minimum to be agreed", "minima to be agreed"),
    ]
    return [(symbol, phrases.count(number, one, many)) for symbol, number, one, many in parts if number]


def _past(output: Output) -> bool:
    return output.due is not None and output.upto is not None and output.upto >= output.due
