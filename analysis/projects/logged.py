"""What the log of activity in places holds for a measure that it feeds: a second way to count what a return says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analysis.figures import disclosure
from analysis.words import phrases
from analysis.words.months import quarter_of

KINDS = {
    "patrol": "patrols",
    "warden": "wardens",
    "marshal": "marshals",
    "street_pastor": "street pastors",
    "safe_bus": "safe bus",
    "other": "other activity",
}
PEOPLE = "people_helped"


@dataclass(frozen=True)
class Feed:
    """What a target says that it is fed by: people helped or visits, of some kinds of activity."""

    people: bool
    kinds: tuple[str, ...]

    @property
    def column(self) -> str:
        """Of `activity_kinds`."""
        return "people" if self.people else "visits"

    def said(self, count: float | None = None) -> str:
        """For a sentence: "12 people helped by marshals and safe bus"; without a number where none is given."""
        kinds = phrases.listed([KINDS[kind] for kind in self.kinds], at_most=len(KINDS))
        noun = "people" if self.people else "visits"
        counted = noun if count is None else phrases.counted(count, noun)
        return f"{counted} {'helped by' if self.people else 'of'} {kinds}"


@dataclass(frozen=True)
class Logged:
    """The log beside a measure. to_date: last day of a return → what is counted up to it; None where that may not be told.

    since: the first month with a row. silent: months without a row from then to the last day. hidden: whether people are too few.
    """

    feed: Feed
    to_date: Mapping[date, float | None]
    since: date | None = None
    silent: int = 0
    hidden: bool = False


def feed(text: str) -> Feed | None:
    """As the declaration's pattern lets through; None where the target names none."""
    if not text:
        return None
    what, _, kinds = text.partition(":")
    return Feed(what.strip() == PEOPLE, tuple(kind.strip() for kind in kinds.split(";")))


def beside(of: Feed, rows: pd.DataFrame, first: date, ends: Collection[date]) -> Logged:
    """The log from the first day of the returns to each of their last days. rows: as `activity_kinds` answers."""
    months = pd.to_datetime(rows["month"])
    last = max(ends)
    inside = rows[(months >= pd.Timestamp(first)) & (months <= pd.Timestamp(last))]
    mine = inside[inside["kind"].isin(of.kinds) & inside[of.column].notna()]
    if not len(mine):
        return Logged(of, dict.fromkeys(ends))
    if of.people and _tells_of_few(inside, mine, sorted(ends)):
        return Logged(of, dict.fromkeys(ends), hidden=True)
    held = pd.to_datetime(mine["month"])
    to_date = {
        end: float(mine.loc[held <= pd.Timestamp(end), of.column].sum()) for end in ends if held.min() <= pd.Timestamp(end)
    }
    since = held.min().date()
    every = len(pd.period_range(since, last, freq="M"))
    return Logged(of, dict.fromkeys(ends) | to_date, since, every - held.nunique())


def _tells_of_few(inside: pd.DataFrame, mine: pd.DataFrame, ends: Sequence[date]) -> bool:
    """Whether a sum would tell of 1 to 4 people, itself or beside the table of what was done, which has each place by quarter."""
    months = pd.to_datetime(inside["month"])
    named = inside.assign(
        quarter=[quarter_of(month.date()) for month in months],
        between=np.searchsorted(np.array(ends, dtype="datetime64[ns]"), months.to_numpy()),
        people=inside["people"].astype(float),
        own=inside.index.isin(mine.index),
    )
    sums = [named.groupby(by)["people"].sum() for by in (["zone_id", "quarter"], ["quarter", "own"], ["between", "own"])]
    return any(disclosure.too_few(float(count)) for counts in sums for count in counts)


def words(found: Logged, last: date) -> str:
    """What the log holds up to the last return, in a sentence, and of how many months it holds nothing."""
    count = found.to_date.get(last)
    if found.hidden:
        return f"By the log of activity: not told, since of a quarter or place it holds {disclosure.FEW}."
    if count is None or found.since is None:
        return f"The log of activity holds no {found.feed.said()} up to {phrases.day_and_month(last)}: not known, not nought."
    span = phrases.period(found.since, last.replace(day=1))
    gap = f"; of {phrases.count(found.silent, 'month')} it holds nothing" if found.silent else ""
    return f"By the log of activity: {found.feed.said(count)}, {span}{gap}."
