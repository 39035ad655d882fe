"""Which counts of a table of sums may be shown, so that none of 1 to 4 can be worked out from the others.

A table is told by its sums: each names a whole and the parts that make it up, those too which are never shown (the offences
that are not related to alcohol). Whoever holds the shown counts can work out any that is alone unknown in a sum, and so on.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from analysis.figures import disclosure
from analysis.methods.withheld import SMALLEST_SHOWN


@dataclass(frozen=True)
class Sum:
    """A whole and the parts that make it up, by the names of their counts."""

    whole: str
    parts: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """All of its counts."""
        return (self.whole, *self.parts)


def hidden(counts: Mapping[str, float], sums: Sequence[Sum], offered: Collection[str]) -> set[str]:
    """Which of the counts offered may not be shown: 1 to 4, and as many more, the smallest first, as it takes.

    counts: every count of the sums by its name. offered: those that the table would show.
    """
    few = {name for name, count in counts.items() if disclosure.too_few(count)}
    shown = set(offered) - few
    while shown and (told := _told(counts, sums, shown, few)):
        near = [name for one in told for name in one.names if name in shown] or list(shown)
        shown.remove(min(near, key=lambda name: (counts[name] == 0, counts[name], name)))
    return set(offered) - shown


def _told(counts: Mapping[str, float], sums: Sequence[Sum], shown: Collection[str], few: Collection[str]) -> list[Sum]:
    """The sums that tell a count of 1 to 4: by leaving it alone unknown, or by leaving so few that each is known."""
    known = worked_out(sums, shown)
    found = [one for one in sums if any(name in few and name in known for name in one.names)]
    for one in sums:
        unknown = [name for name in one.names if name not in known]
        # What several unknown parts hold together is told where the whole is known.
        if one.whole in known and any(name in few for name in unknown) and sum(counts[name] for name in unknown) < SMALLEST_SHOWN:
            found.append(one)
    return found


def worked_out(sums: Sequence[Sum], shown: Collection[str]) -> set[str]:
    """Every count that is known to whoever holds the shown ones: in a sum with one unknown, that is the rest."""
    known = set(shown)
    while True:
        more = {left[0] for one in sums if len(left := [name for name in one.names if name not in known]) == 1}
        if not more:
            return known
        known |= more
