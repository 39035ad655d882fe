"""A total over groups that overlap, with the groups beside it: each record counts once in the total and in each group."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.figures import disclosure, kept_back
from analysis.figures.kept_back import Reason
from analysis.figures.other_worlds import Sum
from analysis.indicators.asked import Answers, Indicator
from analysis.methods import comparison
from analysis.methods.series import Point
from analysis.words import fields
from analysis.words.months import month_end

NOT = "not "
OVERLAP = "Groups overlap; the total counts each record once."


@dataclass(frozen=True)
class Count:
    """One number that may be hidden. value: None where it is hidden or not known; words: what stands in its place."""

    value: float | None
    words: str = ""


@dataclass(frozen=True)
class Groups:
    """The total and its groups in a span of days, both included; groups in the order declared. refused: why there are none."""

    first: date
    last: date
    total: Count
    groups: Mapping[str, Count]
    refused: str = ""


def of_month(indicator: Indicator, answers: Answers) -> Groups | None:
    """The newest month with a file; None where nothing is loaded for the indicator."""
    lines = _lines(indicator, answers)
    known = [point for point in lines.get("", ()) if point.value is not None]
    if not known:
        return None
    return _within(lines, known[-1].first, known[-1].last, _beside_indicators(indicator, answers, known[-1].first))


def of_year(indicator: Indicator, answers: Answers) -> Groups | None:
    """The 12 months to the newest; refused where one is missing, a break lies in them, or a sum would tell a hidden month.

    Each month is shown while it is the newest, and a reader may have kept it: what one of them hides, the sum of 12 hides too.
    """
    month = of_month(indicator, answers)
    if month is None:
        return None
    lines = _lines(indicator, answers)
    total = comparison.year_ending(lines[""], month.last, answers.breaks_of(indicator.source))
    refused, back = total.refused, set[str]()
    if not refused:
        months = [point for point in lines[""] if total.first <= point.first and point.last <= total.last]
        of_months = (hidden(*_sums(lines, point.first, point.last)) for point in months)
        beside = (_beside_indicators(indicator, answers, point.first) for point in months)
        back = set[str]().union(*of_months, *beside)
    if "" in back:
        refused = "No sum of 12 months is shown: with it, the count of a month that is not shown could be worked out."
    return Groups(total.first, total.last, Count(None), {}, refused) if refused else _within(lines, total.first, total.last, back)


def _beside_indicators(indicator: Indicator, answers: Answers, month: date) -> set[str]:
    """The groups of a month, and its total (""), of which more than that they are few would tell beside other indicators."""
    names = ["", *(part.name for part in indicator.numerator.any_of)]
    return {name for name in names if answers.kept_apart.get(((indicator.id, name), month), Reason.SMALL) is not Reason.SMALL}


def hidden(total: float, counts: Mapping[str, float]) -> dict[str, Reason]:
    """Which of the total ("") and its groups may not be shown (`kept_back.hidden`), with reasons.

    A record counts in each of its groups: each group is at most the total, and leaves of it those that are not of the group.
    """
    rests = {f"{NOT}{name}": total - count for name, count in counts.items()}
    sums = [Sum("", (name, f"{NOT}{name}")) for name in counts]
    every = {"": total, **counts, **rests}
    return kept_back.hidden(every, [*sums, Sum("", tuple(counts), overlapping=True)], ["", *counts])


def _sums(lines: Mapping[str, Sequence[Point]], first: date, last: date) -> tuple[float, dict[str, float]]:
    """The total of some months, and each group's."""
    sums = {
        name: sum(point.value or 0 for point in points if first <= point.first and point.last <= last)
        for name, points in lines.items()
    }
    return sums.pop(""), sums


def _within(lines: Mapping[str, Sequence[Point]], first: date, last: date, also: Collection[str] = ()) -> Groups:
    """also: groups of which no number may be shown, for what is shown elsewhere."""
    total, sums = _sums(lines, first, last)
    back = dict.fromkeys(also, Reason.UNTOLD) | hidden(total, sums)
    return Groups(first, last, _count(total, back.get("")), {name: _count(count, back.get(name)) for name, count in sums.items()})


def _count(value: float, reason: Reason | None) -> Count:
    """Of a count that is kept back for another, or with one, no more is said than that it is not shown."""
    if reason is None:
        return Count(value)
    return Count(None, disclosure.FEW if reason is Reason.SMALL else "not shown")


def _lines(indicator: Indicator, answers: Answers) -> dict[str, list[Point]]:
    """Group → its months as counted, unsuppressed; "" for the total. Never handed out."""
    names = ["", *dict.fromkeys(part.name for part in indicator.numerator.any_of)]
    found = {name: answers.of_partner.get((indicator.id, name), []) for name in names}
    return {
        name: [Point(row.month, month_end(row.month), fields.number(row.records)) for row in rows]
        for name, rows in found.items()
        if rows
    }
