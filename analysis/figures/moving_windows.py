"""Periods of 12 months that move on with every month's file: which of their counts, set against one another, would tell a month.

Two such periods a month apart differ by one month less the same month a year before, so that who keeps every month's table knows
all of these differences. Months of one name in the calendar (all Junes) can then only rise together, and only where those of
other names fall: by no more than the least of each. Where that leaves a month of 1 to 4 fewer than 5 for certain, the period is
not shown. Every period since the first month counts as kept by somebody, so that what is shown hangs on no later file.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis import access
from analysis.figures.other_worlds import Name, Sum
from analysis.methods.series import Numbers
from analysis.methods.withheld import SMALLEST_SHOWN
from analysis.words.months import MONTHS_A_YEAR

Months = Mapping[Name, Numbers]


def hidden(months: Months[Name], sums: Sequence[Sum[Name]], offered: Collection[Name]) -> set[Name]:
    """Which of the counts offered may not be shown of the 12 months that end with the last one: the newest of `by_end`."""
    return by_end(months, sums, offered).get(len(next(iter(months.values()), ())), set())


def by_end(months: Months[Name], sums: Sequence[Sum[Name]], offered: Collection[Name]) -> dict[int, set[Name]]:
    """Which of the counts offered may not be shown of 12 months, for what months they would tell: by how many months end there.

    months: of each name of the sums one number a month, without a gap, to the end of the newest period. What sums tell of the
    others is held to the same. Whatever an earlier period had to hide stays hidden. A name that no month counted yet is no line
    of a table, or one of noughts: everybody knows it, and what is hidden of an earlier period hangs on none that came up later.
    """
    if access.sees_all():
        return {}
    told_from = {name: _first_told(each) for name, each in months.items()}
    came_up = {name: next((at for at, number in enumerate(each) if number), len(each)) for name, each in months.items()}
    order = sorted(offered, key=lambda name: (float(np.sum(months[name][:MONTHS_A_YEAR])), str(name)))
    back: set[Name] = set()
    found: dict[int, set[Name]] = {}
    until = dict.fromkeys(months, 0)
    adding_up = [one for one in sums if not one.overlapping]
    for end in range(MONTHS_A_YEAR, len(next(iter(months.values()), ())) + 1):
        few = {name for name, first in told_from.items() if first <= end}
        lines = {name for name in offered if came_up[name] < end}
        back |= _with_parts((few & lines) | back, sums, lines)
        while told := _told_by_sums(months, end, adding_up, set(offered) - back, few | back, until):
            back |= _with_parts({_also(told, sums, [name for name in order if name in lines - back])}, sums, lines)
        until |= dict.fromkeys(_known(adding_up, set(offered) - back), end)
        found[end] = set(back)
    return found


def tells(months: Numbers) -> bool:
    """Whether all periods of 12 months among these, each known, would tell a month of 1 to 4 to be fewer than 5."""
    return _told(months, _least(months), np.ones(len(months), dtype=bool))


def _least(months: Numbers) -> Numbers:
    """The least of the months of each name."""
    lacking = -len(months) % MONTHS_A_YEAR
    return np.append(months, np.full(lacking, np.inf)).reshape(-1, MONTHS_A_YEAR).min(axis=0)


def _told(months: Numbers, least: Numbers, among: NDArray[np.bool_]) -> bool:
    """Whether one of some months is 1 to 4, and cannot be 5 even where those of other names lend it all that they can."""
    few = among & (months > 0) & (months < SMALLEST_SHOWN)
    if not few.any():
        return False
    could_be = months + least.sum() - np.resize(least, len(months))
    return bool((could_be[few] < SMALLEST_SHOWN).any())


def _first_told(months: Numbers) -> int:
    """How many months it takes until a month is told; one more than there are where none is. More months never tell less."""
    ends = range(MONTHS_A_YEAR, len(months) + 1)
    return MONTHS_A_YEAR + bisect_left(ends, True, key=lambda end: tells(months[:end]))


def _told_by_sums(
    months: Months[Name],
    end: int,
    sums: Sequence[Sum[Name]],
    shown: set[Name],
    few: Collection[Name],
    until: Mapping[Name, int],
) -> Sum[Name] | None:
    """A sum by which what is shown tells too much of the rest, alone or together; None where there is none.

    few: the names of which nothing may be known. until: of each name, the months up to which its periods are known already.
    """
    known = _known(sums, shown)
    for one in sums:
        if any(name in known and name in few for name in one.names):
            return one
        rest = [part for part in one.parts if part not in known]
        if rest and one.whole in known and _rest_tells(rest, months, end, until):
            return one
    return None


def _rest_tells(rest: Sequence[Name], months: Months[Name], end: int, until: Mapping[Name, int]) -> bool:
    """Whether counts of which only the sum is known would be told: each while it was known, and all of those no longer known.

    Whatever one of them gains or loses for good, it must also have gained or lost while it was known.
    """
    known = {part: np.arange(end) < until[part] for part in rest}
    together = np.sum([np.where(known[part], 0.0, months[part][:end]) for part in rest], axis=0)
    each = {part: np.where(known[part], months[part][:end], together) for part in rest}
    least = {part: _least(found) for part, found in each.items()}
    most = np.max(list(least.values()), axis=0)
    late = ~np.all(list(known.values()), axis=0)
    return _told(together, most, late) or any(_told(each[part], least[part], known[part]) for part in rest)


def _with_parts(names: Collection[Name], sums: Sequence[Sum[Name]], offered: Collection[Name]) -> set[Name]:
    """Names with all of their parts that are offered: a part that is shown of a hidden whole leaves the rest too little room."""
    found = set(names)
    while more := {part for one in sums if one.whole in found for part in one.parts if part in offered} - found:
        found |= more
    return found


def _known(sums: Sequence[Sum[Name]], shown: set[Name]) -> set[Name]:
    """What is shown, and what sums tell by all of their other counts."""
    known = set(shown)
    waiting = [set(one.names) - known for one in sums]
    while found := set().union(*(left for left in waiting if len(left) == 1)):
        known |= found
        waiting = [left - known for left in waiting if left]
    return known


def _also(told: Sum[Name], sums: Sequence[Sum[Name]], shown: Sequence[Name]) -> Name:
    """The next count to hide, the smallest first: a part of the sum, its whole, one of a sum beside it."""
    beside = {name for one in sums if set(one.names) & set(told.names) for name in one.names}
    for among in (told.parts, (told.whole,), beside):
        if found := next((name for name in shown if name in among), None):
            return found
    return shown[0]
