"""Indicators of the force's own list that lie one within another, month by month: what a wider one counts besides is a count too.

Every month of each is shown for good, and every group of a total is while its month is the newest: they are judged as one table.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.figures import kept_back
from analysis.figures.kept_back import Reason
from analysis.figures.other_worlds import Sum

MINUTES_A_DAY = 24 * 60

Name = tuple[str, ...]
"""An indicator and one of its groups ("" for all of it); of what a wider one counts besides, both their names."""
TOTAL = ""


@dataclass(frozen=True)
class Filter:
    """What one line of a definition counts. Empty parts do not narrow it. kind: that of the zone; start, length: in minutes."""

    codes: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    filled: bool = False
    zone: str = ""
    kind: str = ""
    start: int | None = None
    length: int | None = None

    def lies_in(self, other: Filter) -> bool:
        """Whether all that it counts the other counts too, whatever is loaded."""
        named = all(not wide or (mine and mine <= wide) for mine, wide in ((self.codes, other.codes), (self.flags, other.flags)))
        placed = not other.zone or other.zone in (self.zone, self.kind)
        return named and placed and self._in_hours_of(other) and (self.filled or not other.filled)

    def _in_hours_of(self, other: Filter) -> bool:
        if other.start is None or other.length is None:
            return True
        if self.start is None or self.length is None:
            return False
        return (self.start - other.start) % MINUTES_A_DAY + self.length <= other.length


def lie_in(some: Sequence[Filter], others: Sequence[Filter]) -> bool:
    """Whether what some filters count together lies in what others do."""
    return all(any(one.lies_in(other) for other in others) for one in some)


@dataclass(frozen=True)
class Nested:
    """Which of some names lie in which, by their definitions. same: name → the first that counts the same."""

    same: Mapping[Name, Name]
    pairs: tuple[tuple[Name, Name], ...]

    @classmethod
    def of(cls, filters: Mapping[Name, Sequence[Filter]]) -> Nested:
        """filters: name → what it counts."""
        within = {(one, other) for one, other in itertools.permutations(filters, 2) if lie_in(filters[one], filters[other])}
        same: dict[Name, Name] = {}
        for name in filters:
            same[name] = next((one for one in same if (one, name) in within and (name, one) in within), name)
        chosen = [(one, other) for one, other in itertools.permutations(dict.fromkeys(same.values()), 2)]
        return cls(same, tuple(pair for pair in chosen if pair in within))

    def hidden(self, counts: Mapping[Name, float]) -> dict[Name, Reason]:
        """What may not be shown of a month, with reasons. counts: of each name whose count is known."""
        known = {self.same[name]: count for name, count in counts.items()}
        pairs = [(one, other) for one, other in self.pairs if one in known and other in known]
        rests = {(*one, *other): known[other] - known[one] for one, other in pairs}
        sums = [Sum(other, (one, (*one, *other))) for one, other in pairs]
        back = kept_back.hidden(known | rests, sums + self._groups(known), list(known))
        return {name: back[self.same[name]] for name in counts if self.same[name] in back}

    def _groups(self, known: Mapping[Name, float]) -> list[Sum[Name]]:
        """Each total over groups that overlap: together they are at least as much."""
        found: dict[Name, list[Name]] = {}
        for name, one in self.same.items():
            if name[1] != TOTAL and one in known:
                found.setdefault(self.same[name[0], TOTAL], []).append(one)
        return [Sum(whole, tuple(dict.fromkeys(parts)), overlapping=True) for whole, parts in found.items() if whole in known]


def hidden_by_month(
    filters: Mapping[Name, Sequence[Filter]], counts: Mapping[date, Mapping[Name, float]]
) -> dict[tuple[Name, date], Reason]:
    """What may not be shown of each month."""
    nested = Nested.of(filters)
    return {(name, month): why for month, known in counts.items() for name, why in nested.hidden(known).items()}
