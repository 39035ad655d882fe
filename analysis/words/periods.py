"""The period of a figure: from, to, how many of its months are loaded, and whether they may be compared with each other.

Every figure carries one. Sentence, caption, heading of a rate and export all take their words from it, so that a period that is
not whole, or that touches a registered break, is said the same way wherever the figure is shown or copied to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Protocol

import pandas as pd

from analysis.words import fields, phrases
from analysis.words.months import every_month, month_end, months_apart, months_between

RUNS_NAMED = 4  # stretches of missing months that are named; beyond, the rest is counted
NO_FILE = "no file"
"""The status of a period for which no file is loaded: a gap."""
NO_SUCH_TYPE = "no such type"
"""The status of a month whose files cannot hold what is counted, since the police had other categories then."""
NO_SUM = "No rank, rate, share or change is worked out across it."


class Gauged(Protocol):
    """One period of a series, with its status."""

    @property
    def first(self) -> date: ...
    @property
    def last(self) -> date: ...
    @property
    def status(self) -> str: ...
    @property
    def comparable(self) -> bool: ...
    @property
    def reason(self) -> str: ...


@dataclass(frozen=True)
class Period:
    """The span of a figure, both days included, and what is to be said of it.

    missing: first days of the months asked for which no file is loaded. not_held: first days of the months whose files are loaded
    and cannot hold what is counted; `why_not_held` gives the reason. breaks: reasons of the registered breaks and of the changes
    of category that it touches. comparable_part: the newest stretch of its months that may be compared with each other (first
    days of the first and the last), None where there is none.
    """

    first: date
    last: date
    missing: tuple[date, ...] = ()
    not_held: tuple[date, ...] = ()
    why_not_held: str = ""
    breaks: tuple[str, ...] = ()
    comparable_part: tuple[date, date] | None = None
    named: str = ""
    """The span in other words than from month to month: "July to September 2025", "2022"."""

    @property
    def asked(self) -> int:
        """How many months it has."""
        return months_between(self.first, self.last)

    @property
    def loaded(self) -> int:
        """How many of its months hold figures."""
        return self.asked - len(self.missing) - len(self.not_held)

    @property
    def whole(self) -> bool:
        """Whether every month holds figures."""
        return not self.missing and not self.not_held

    @property
    def comparable(self) -> bool:
        """Whether no registered break and no change of category touches it."""
        return not self.breaks

    @property
    def held(self) -> tuple[date, date] | None:
        """Its first and last month whose files, where loaded, can hold what is counted (first days); None where there is none."""
        able = [month for month in every_month(self.first, self.last) if month not in self.not_held]
        return (able[0], able[-1]) if able else None

    def part_that_is_comparable(self) -> Period:
        """This period cut to the newest months between which no break lies; as it is where it has none of them."""
        if self.comparable_part is None or self.comparable:
            return self
        first, last = self.comparable_part
        missing = tuple(month for month in self.missing if first <= month <= last)
        return Period(first, month_end(last), missing, comparable_part=self.comparable_part)

    @property
    def span(self) -> str:
        """From and to alone: "October 2024 to September 2025"."""
        return self.named or phrases.period(self.first, self.last.replace(day=1))

    @property
    def part(self) -> str:
        """What of it is loaded, where that is not all: "9 of 12 months loaded, October to December 2024 missing"."""
        if self.whole:
            return ""
        if not self.loaded:
            return "no file is loaded" if not self.not_held else "its files cannot hold what is counted"
        loaded = self.asked - len(self.missing)
        said = [f"{loaded} of {phrases.count(self.asked, 'month')} loaded"] if self.missing else []
        said += [f"{runs(self.missing)} missing"] if self.missing else []
        said += [f"no figure for {runs(self.not_held)}"] if self.not_held else []
        return ", ".join(said)

    def __str__(self) -> str:
        """As it stands in a caption and in an export: the span, what of it is loaded, and that it is not comparable."""
        span = f"{self.span}, {self.part}" if self.part else self.span
        return f"{span}; {self.limits()}" if self.limits() else span

    def in_sentence(self) -> str:
        """After a comma or "in": the span, with what of it is loaded and that it is not comparable in brackets."""
        said = [part for part in (self.part, "" if self.comparable else "not comparable throughout") if part]
        return f"{self.span} ({'; '.join(said)})" if said else self.span

    def in_statement(self) -> str:
        """As it follows a number in a headline: "in the 12 months to September 2025", "in the 9 months loaded of …"."""
        if self.whole:
            return phrases.in_period(self.first, self.last.replace(day=1))
        if self.asked == 1 or not self.loaded:
            return f"in {self.in_sentence()}"
        held = "with figures" if self.not_held else "loaded"
        return f"in the {phrases.count(self.loaded, 'month')} {held} of {self.span}"

    def nothing(self) -> str:
        """What is said in place of a figure where none of its months holds one."""
        if self.not_held and not self.missing:
            return f"no figure for {self.span}, whose files hold no such type"
        return f"no file is loaded for {self.span}"

    def heading(self) -> str:
        """As it stands in the heading of a rate: "Oct 2024 to Sep 2025", "9 of 12 months of Oct 2024 to Sep 2025"."""
        first, last = phrases.short_month(self.first), phrases.short_month(self.last)
        span = last if self.asked == 1 else f"{first} to {last}"
        return span if self.whole else f"{self.loaded} of {phrases.count(self.asked, 'month')} of {span}"

    def limits(self) -> str:
        """Why its months may not be compared with each other: "not comparable: …"; empty where they may."""
        return f"not comparable: {'; '.join(reason.rstrip('.') for reason in self.breaks)}" if self.breaks else ""

    def statement(self) -> str:
        """What a reader must know of it, in full sentences; empty where it is whole and comparable."""
        said = [
            f"No file is loaded for {runs(self.missing)}: a gap, not zero." if self.missing else "",
            f"No figure for {runs(self.not_held)}: {self.why_not_held.rstrip('.')}." if self.not_held else "",
            f"{phrases.capital(self.limits())}. {NO_SUM}" if self.breaks else "",
        ]
        return " ".join(part for part in said if part)


def of_months(
    months: pd.DataFrame,
    start: date,
    end: date,
    *,
    not_held: Mapping[date, str] | None = None,
    changes: Mapping[date, str] | None = None,
) -> Period:
    """The period of the months from start to end (first days, both included).

    months: one row for every month from the first to the last loaded: month, covered, comparable, reason. not_held: month →
    why its files cannot hold what is counted. changes: first month of another meaning of a category → what changed.
    """
    rows = {row["month"].date(): row for row in fields.lines(months)}
    every = every_month(start, end)
    missing = [month for month in every if month not in rows or not rows[month]["covered"]]
    unheld = {month: why for month, why in (not_held or {}).items() if start <= month <= end and month not in missing}
    # A change of category parts two months; what the files cannot hold on one side of it is a gap, which needs no other word.
    known = [month for month in every if month not in missing and month not in unheld]
    # A break matters where it touches a month with figures, or lies between two of them.
    touched = [month for month in every if known and known[0] <= month <= known[-1] and month in rows]
    broken = {month: _reason(rows[month]) for month in touched if not rows[month]["comparable"]}
    parted = {month: why for month, why in (changes or {}).items() if known and known[0] < month <= known[-1]}
    return Period(
        start,
        month_end(end),
        tuple(missing),
        tuple(sorted(unheld)),
        " ".join(dict.fromkeys(unheld[month] for month in sorted(unheld))),
        tuple(dict.fromkeys([*broken.values(), *parted.values()])),
        _newest_stretch(known, broken, parted),
    )


def whole(start: date, end: date) -> Period:
    """The months from start to end (first days), all loaded and comparable."""
    return Period(start, month_end(end), comparable_part=(start, end))


def of_points(points: Iterable[Gauged], breaks: Sequence[str] = ()) -> Period:
    """The period of a series: from its first to its last, the months of its gaps as missing.

    breaks: reasons of registered breaks that fall where the series has no point.
    """
    ordered = sorted(points, key=lambda point: (point.first, point.last))
    first, last = ordered[0].first, max(point.last for point in ordered)
    broken = [point.reason or "registered break" for point in ordered if not point.comparable]
    whys = dict.fromkeys(point.reason for point in ordered if point.status == NO_SUCH_TYPE)
    return Period(
        first,
        last,
        _months_with(NO_FILE, ordered),
        _months_with(NO_SUCH_TYPE, ordered),
        " ".join(whys),
        tuple(dict.fromkeys([*broken, *breaks])),
        named=phrases.days(first, last),
    )


def _months_with(status: str, points: Iterable[Gauged]) -> tuple[date, ...]:
    return tuple(month for point in points if point.status == status for month in every_month(point.first, point.last))


def runs(months: Sequence[date], at_most: int = RUNS_NAMED) -> str:
    """Months (first days) in order as runs: "October to December 2024 and March 2025"; beyond `at_most` the rest is counted."""
    found: list[list[date]] = []
    for month in sorted(months):
        if found and months_apart(found[-1][-1], month) == 1:
            found[-1].append(month)
        else:
            found.append([month])
    return phrases.listed([_run(run[0], run[-1]) for run in found], at_most=at_most)


def _run(first: date, last: date) -> str:
    if first == last or first.year != last.year:
        return phrases.period(first, last)
    return f"{first:%B} to {phrases.month(last)}"


def _newest_stretch(known: Sequence[date], broken: Mapping[date, str], parted: Mapping[date, str]) -> tuple[date, date] | None:
    """The newest months with figures between which no break lies: the first and the last of them."""
    sound = [month for month in known if month not in broken]
    if not sound:
        return None
    first = sound[-1]
    for earlier, later in reversed(list(pairwise(sound))):
        if any(earlier < month <= later for month in (*broken, *parted)):
            break
        first = earlier
    return first, sound[-1]


def _reason(row: Mapping[str, Any]) -> str:
    return row["reason"] if isinstance(row["reason"], str) and row["reason"] else "registered break"
