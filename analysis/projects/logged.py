"""What the log of activity in places holds for a measure that it feeds: a second way to count what a return says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from analysis.figures import disclosure
from analysis.words import phrases
from analysis.words.months import quarter_end, quarter_of

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

    first: of the returns. since: the first month with a row. silent: months without a row from then to the last day that is
    told. hidden: whether people are too few.
    """

    feed: Feed
    first: date
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
    """The log from the first day of the returns to each of their last days. rows: as `activity_kinds` answers.

    Told for whole quarters alone: part of one would, beside the whole that the table of what was done shows, tell the rest; and
    the log is held by month, so that a day inside one has no count.
    """
    untold = Logged(of, first, dict.fromkeys(ends))
    whole = [end for end in ends if _whole_quarters(first, end)]
    if not whole:
        return untold
    months, last = pd.to_datetime(rows["month"]), max(whole)
    inside = rows[(months >= pd.Timestamp(first)) & (months <= pd.Timestamp(last))]
    mine = inside[inside["kind"].isin(of.kinds) & inside[of.column].notna()]
    if not len(mine):
        return untold
    if of.people and _tells_of_few(inside):
        return replace(untold, hidden=True)
    held = pd.to_datetime(mine["month"])
    to_date = {
        end: float(mine.loc[held <= pd.Timestamp(end), of.column].sum()) for end in whole if held.min() <= pd.Timestamp(end)
    }
    since = held.min().date()
    every = len(pd.period_range(since, last, freq="M"))
    return Logged(of, first, dict.fromkeys(ends) | to_date, since, every - held.nunique())


def _whole_quarters(first: date, last: date) -> bool:
    return first == quarter_of(first) and last == quarter_end(last)


def _tells_of_few(inside: pd.DataFrame) -> bool:
    """Whether sums of whole quarters may tell of 1 to 4 people, beside each other or the table of what was done.

    That table has each place by quarter. What any two outputs tell, of whichever kinds and spans, differs by whole quarters of
    whole kinds. So neither a place nor a kind may hold 1 to 4 in a quarter, whether the output counts that kind or not.
    """
    named = inside.assign(
        quarter=[quarter_of(month.date()) for month in pd.to_datetime(inside["month"])], people=inside["people"].astype(float)
    )
    sums = [named.groupby([one, "quarter"])["people"].sum() for one in ("zone_id", "kind")]
    return any(disclosure.too_few(float(count)) for counts in sums for count in counts)


def words(found: Logged, last: date) -> str:
    """What the log holds up to the last return, in a sentence, and of how many months it holds nothing."""
    if not _whole_quarters(found.first, last):
        returned = phrases.days(found.first, last)
        return f"By the log of activity: not told, since it is told by whole quarters and the returns are of {returned}."
    count = found.to_date.get(last)
    if found.hidden:
        return f"By the log of activity: not told, since of a place or kind of activity it holds {disclosure.FEW} in a quarter."
    if count is None or found.since is None:
        return f"The log of activity holds no {found.feed.said()} up to {phrases.day_and_month(last)}: not known, not nought."
    span = phrases.period(found.since, last.replace(day=1))
    gap = f"; of {phrases.count(found.silent, 'month')} it holds nothing" if found.silent else ""
    return f"By the log of activity: {found.feed.said(count)}, {span}{gap}."
