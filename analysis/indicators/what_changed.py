"""What changed among indicators: the signals as statements, strongest first, the rest in a sentence, and each pillar's state."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.indicators import asked as indicators
from analysis.indicators.asked import Pillar
from analysis.indicators.indicator_state import ORDER, SIGNALS, SYMBOLS, WORDS, IndicatorState
from analysis.methods.control_chart import Variation
from analysis.methods.control_rules import Rule
from analysis.words import phrases


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
        told = (f"{found[name]} {name}" for name in (*(names[kind] for kind in ORDER), *rest) if found[name])
        return ", ".join(told) or "no indicator"


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


def _worst(found: Sequence[IndicatorState]) -> Variation | None:
    known = {one.variation for one in found if one.filled}
    return next((kind for kind in (*SIGNALS, Variation.COMMON_CAUSE) if kind in known), None)


def _distance(one: IndicatorState) -> float:
    """How far the latest point lies from its mean, in shares of the way to the limit; 0 without limits."""
    at = one.chart.latest if one.chart else None
    if at is None or at.value is None or at.centre is None or at.upper is None or at.upper == at.centre:
        return 0.0
    return abs(at.value - at.centre) / (at.upper - at.centre)
