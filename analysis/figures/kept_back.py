"""Which counts of tables may be shown, so that none of 1 to 4 can be worked out from the others: the rule, in one place.

Counts are told by their sums: each names a whole and the parts that make it up, those too which are never shown (the offences
that are not related to alcohol, those within one zone and not the other). Tables that can be asked for side by side (another
grouping, a filter, an earlier period, an area that overlaps) are judged together, by one set of counts with the sums of all.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Generic

import pandas as pd

from analysis import access
from analysis.figures.other_worlds import Between, Name, Sum, Worlds, above, together
from analysis.methods.withheld import MOST_HIDDEN, SMALLEST_SHOWN


class Reason(Enum):
    """Why a count is not shown, and so all that is told of it."""

    SMALL = f"fewer than {SMALLEST_SHOWN}"
    """It is 1 to 4."""
    PROTECTS = f"kept back, since it would tell one that is fewer than {SMALLEST_SHOWN}"
    """It is at least 5, or 0."""
    UNTOLD = f"fewer than {SMALLEST_SHOWN}, or kept back for one that is"
    """Nothing is told: its whole is hidden as small, or so much is hidden that reasons would tell."""


MOST_SOLVED = 10_000
"""So many counts may be solved for to choose the fewest to hide, at most about a second of work; then more are hidden, by a rule
that needs no search (`_without_search`). It is no limit of time: a table that is asked for twice must be hidden alike."""


def hidden(
    counts: Mapping[Name, float],
    sums: Sequence[Sum[Name]],
    offered: Collection[Name],
    most: int = MOST_SOLVED,
    before: Mapping[Name, Reason | None] | None = None,
) -> dict[Name, Reason]:
    """Which of the counts offered may not be shown, with reasons: 1 to 4, and as many more as it takes, the least telling.

    counts: every count of the sums by its name, offered or not. Each of 1 to 4, offered or not, can then be any of 1 to 4 for all
    that the shown counts, the sums and the reasons tell. A nought is hidden only beside the parts of a hidden whole.

    before: counts of a table that is out already, with the reasons of those that it hides: they stay as they are.
    """
    small = {name for name, count in counts.items() if 0 < count < SMALLEST_SHOWN}
    if not small or access.sees_all():
        return {}
    found = _Search(counts, sums, set(offered), small, most, before or {})
    unsearched = dict.fromkeys(offered, Reason.UNTOLD) if before else _without_search(sums, offered, small)
    searched = {name: reason for name, reason in found.hidden.items() if name in found.offered} if found.protect() else unsearched
    return searched if len(searched) <= len(unsearched) else unsearched


@dataclass
class _Search(Generic[Name]):
    """The search for the fewest to hide. worlds: each count of 1 to 4 that must differ by so much → a world in which it does."""

    counts: Mapping[Name, float]
    sums: Sequence[Sum[Name]]
    offered: set[Name]
    small: set[Name]
    most: int
    before: Mapping[Name, Reason | None]
    hidden: dict[Name, Reason] = field(default_factory=dict)
    worlds: dict[tuple[Name, float], dict[Name, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = {part for one in self.sums if one.whole in self.small & self.offered for part in one.parts}
        self.hidden = dict.fromkeys(self.offered & self.small - parts, Reason.SMALL)
        self.hidden |= dict.fromkeys(self.offered & parts, Reason.UNTOLD)
        self.other = Worlds(self.counts, self.sums)
        wholes = [one.whole for one in self.sums]
        self.weight = {name: 1 + math.log1p(self.counts[name]) / 10 + wholes.count(name) for name in self.offered}
        self.open = {
            name: (-self.counts[name], math.inf) for name in self.counts if name not in self.offered and name not in self.before
        }
        self.hidden |= {name: reason for name, reason in self.before.items() if reason}

    def protect(self) -> bool:
        """Hide until every small count is safe, then show again what need not be hidden; whether that came to an end."""
        for name in sorted(self.small, key=lambda each: (self.counts[each], str(each))):
            for differs in (1 - self.counts[name], MOST_HIDDEN - self.counts[name]):
                if not differs:
                    continue
                world = next((one for one in self.worlds.values() if one.get(name) == differs), None)
                if world is None and self.other.solved < self.most:
                    world = self.other.nearest(name, differs, self._free(also=True), self.weight)
                if world is None:
                    return False
                self.worlds[name, differs] = world
                self.hidden |= {one: Reason.PROTECTS for one in world if one in self.offered and one not in self.hidden}
        self._show_again()
        return True

    def _show_again(self) -> None:
        also = [name for name, reason in self.hidden.items() if reason is Reason.PROTECTS and name in self.offered]
        for name in sorted(also, key=lambda each: (-self.weight[each], str(each))):
            free = {other: between for other, between in self._free(also=False).items() if other != name}
            again: dict[tuple[Name, float], dict[Name, float]] = {}
            for (small, differs), world in self.worlds.items():
                if name in world:
                    without = None if self.other.solved > self.most else self.other.nearest(small, differs, free, {})
                    if without is None:
                        break
                    again[small, differs] = without
            else:
                self.worlds |= again
                del self.hidden[name]

    def _free(self, *, also: bool) -> dict[Name, Between]:
        """By how much each count may differ for all that is told. also: shown ones, as if they were hidden to protect another."""
        found = dict(self.open)
        for name in {*self.offered, *self.hidden} if also else self.hidden:
            count, reason = self.counts[name], self.hidden.get(name, Reason.PROTECTS)
            if reason is Reason.SMALL:
                found[name] = (1 - count, MOST_HIDDEN - count)
            elif reason is Reason.UNTOLD:
                found[name] = (-count, math.inf)
            elif count:
                found[name] = (SMALLEST_SHOWN - count, math.inf)
        return found


def _without_search(sums: Sequence[Sum[Name]], offered: Collection[Name], small: Collection[Name]) -> dict[Name, Reason]:
    """The rule that needs no search: hide each small count, its parts, and every whole that counts it, all for one reason.

    That is enough where somebody more or fewer in a small count changes it and those wholes alone. Where a whole is made up in
    another way too, all that hangs together with a small count by sums is hidden.
    """
    wholes = {one.whole for one in sums}
    if all(_moves_alone(name, sums) for name in small if name not in wholes):
        back = {*small, *above(small, sums), *(part for one in sums if one.whole in small for part in one.parts)}
    else:
        back = together(small, sums)
    return {name: Reason.UNTOLD for name in offered if name in back}


def _moves_alone(name: Name, sums: Sequence[Sum[Name]]) -> bool:
    """Whether one more in a count, and one more in every whole above it, still add up."""
    more = {name, *above({name}, sums)}
    return not any(
        one.overlapping or sum(part in more for part in one.parts) != 1
        for one in sums
        if one.whole in more or any(part in more for part in one.parts)
    )


class Shown(dict[Name, float | None]):
    """Counts as they may be shown, by name: None where one is not, with the reasons of those that are hidden."""

    def __init__(self, counts: Mapping[Name, float | None], reasons: Mapping[Name, Reason]) -> None:
        super().__init__({name: None if name in reasons else count for name, count in counts.items()})
        self.reasons = reasons


def why(columns: Mapping[str, Mapping[Name, float | None]], name: Name) -> str:
    """Why a row of a table lacks numbers that may not be shown: "c: not shown. 2024/25: fewer than 5"; empty where it lacks none.
    Columns with one reason are named together.

    columns: heading → the counts of its column. name: of the row's count.
    """
    found = {
        heading: counts.reasons[name]
        for heading, counts in columns.items()
        if isinstance(counts, Shown) and name in counts.reasons
    }
    if not found:
        return ""
    reasons = dict.fromkeys(found.values())
    if len(found) == len(columns) > 1 and len(reasons) == 1:
        return f"c: not shown. All: {next(iter(reasons)).value}"
    every = {reason: ", ".join(heading for heading, of in found.items() if of is reason) for reason in reasons}
    return f"c: not shown. {'; '.join(f'{headings}: {reason.value}' for reason, headings in every.items())}"


NOTE = "Note"
"""The heading under which rows say why they lack numbers: files and pages read it there."""


def noted(table: pd.DataFrame) -> pd.DataFrame:
    """The same table without the notes where no row has one."""
    return table if table[NOTE].any() else table.drop(columns=NOTE)


def pinned(shown: Mapping[Name, float | None], sums: Sequence[Sum[Name]]) -> set[Name]:
    """The counts left blank that the sums tell to be some of 1 to 4, closer than 1 to 4, by narrowing each from the others.

    shown: None where a count is blank. Weaker than a world looked for by linear programming, and as quick as reading the table:
    the last look of the gate, which knows no hidden count.
    """
    known = {name: (0.0, math.inf) if count is None else (count, count) for name, count in shown.items()}
    equal = [one for one in sums if not one.overlapping]
    for _ in range(len(known) + 1):
        narrower = False
        for one in equal:
            signs = {one.whole: -1.0} | dict.fromkeys(one.parts, 1.0)
            for name in one.names:
                ends = [_least_and_most(known[other], -signs[other] * signs[name]) for other in one.names if other != name]
                low = max(known[name][0], sum(least for least, _ in ends))
                high = min(known[name][1], sum(most for _, most in ends))
                if low <= high and (low, high) != known[name]:
                    known[name], narrower = (low, high), True
        if not narrower:
            break
    blank = {name for name, count in shown.items() if count is None}
    return {name for name in blank if known[name][0] >= 1 and known[name][1] <= MOST_HIDDEN and known[name] != (1, MOST_HIDDEN)}


def _least_and_most(known: Between, sign: float) -> Between:
    return (sign * known[0], sign * known[1]) if sign > 0 else (sign * known[1], sign * known[0])
