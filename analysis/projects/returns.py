"""What projects return: the figure to date of a measure, where returns contradict each other, and what of it may be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd

from analysis.figures import disclosure
from analysis.release.questions.projects import DraftReturns, Returns
from analysis.release.rows import rows_of
from analysis.words import fields, phrases

YES = "Y"
"""As a list says yes."""
Key = tuple[str, str, str]
"""A measure: its grant_id, project_id and measure_id."""


@dataclass(frozen=True)
class Return:
    """One figure of a return, days inclusive. value None: the return left it blank. basis: period or cumulative.

    kind, counts_people, part_of: as the measure's target says; a measure without a target is a count, of no people.
    """

    grant_id: str
    project_id: str
    measure_id: str
    first: date
    last: date
    value: float | None
    basis: str
    kind: str = "count"
    counts_people: bool = False
    part_of: str = ""

    @property
    def key(self) -> Key:
        """Grant, project and measure."""
        return self.grant_id, self.project_id, self.measure_id


@dataclass(frozen=True)
class Running:
    """What is shown of a measure at the end of a period for which it was returned.

    value: the figure to date; None where it is not shown. few: since it is 1 to 4 people. contradicted: the returns up to here do
    not agree with each other, so that there is no figure.
    """

    first: date
    last: date
    value: float | None
    few: bool = False
    contradicted: bool = False


@dataclass(frozen=True)
class Contradiction:
    """Returns of one measure that cannot both be right: the day by which it shows, and a sentence."""

    day: date
    words: str


def read_returns(answer: pd.DataFrame) -> list[Return]:
    """The rows of `returns`."""
    return [
        replace(_return(row), kind=row.kind or "count", counts_people=row.counts_people == YES, part_of=row.part_of or "")
        for row in rows_of(Returns, answer)
    ]


def read_drafts(answer: pd.DataFrame) -> list[Return]:
    """The rows of `draft_returns`, which say nothing of what they count."""
    return [_return(row) for row in rows_of(DraftReturns, answer)]


def _return(row: Returns | DraftReturns) -> Return:
    return Return(
        row.grant_id, row.project_id, row.measure_id, row.period_start, row.period_end, row.value, fields.text(row.basis)
    )


def to_date(returns: Sequence[Return], kind: str) -> tuple[float | None, date | None]:
    """The figure to date of one measure, and the day it runs to; (None, None) where no figure was returned.

    returns: the latest version of each period. Counts: the newest cumulative figure plus the periods that begin after
    it, or the sum of all periods. Percentages and yes/no answers do not add up: the newest stands.
    """
    known = _known(returns)
    if not known:
        return None, None
    if kind in ("percent", "yes_no"):
        return known[-1].value, known[-1].last
    newest = next((row for row in reversed(known) if row.basis == "cumulative"), None)
    after = [row for row in known if row.basis != "cumulative" and (newest is None or row.first > newest.last)]
    added = [newest, *after] if newest else after
    return sum(row.value or 0 for row in added), max(row.last for row in added)


def totals(returns: Sequence[Return]) -> dict[Key, tuple[Running, ...]]:
    """What is shown of each measure at the end of each period returned, in order of time.

    Of people nothing is shown by which 1 to 4 could be told: see `disclosure.shown_steps`. A part of a whole is shown only at the
    ends at which its whole is. returns: of every measure of the projects, since a part cannot be judged without its whole.
    """
    by_measure: dict[Key, list[Return]] = {}
    for row in returns:
        by_measure.setdefault(row.key, []).append(row)
    counted = {key: _counted(rows) for key, rows in by_measure.items() if _known(rows)}
    found: dict[Key, tuple[Running, ...]] = {}
    for key in _wholes_first(by_measure):
        if key in counted:
            found[key] = _shown(key, by_measure, counted[key], found)
    return found


def contradictions(returns: Sequence[Return], unit: str = "") -> list[Contradiction]:
    """Where the returns of one measure cannot all be right, in order of time. People are not counted out in them.

    A running total that falls, two for one day, periods that add up to something else than the running total grew by, periods
    that overlap; of yes and no, a "yes" that becomes a "no" again.
    """
    known = _known(returns)
    if not known or known[0].kind == "percent":
        return []
    running = [row for row in known if row.basis == "cumulative"]
    found = [one for before, now in pairwise(running) if (one := _falls(before, now, unit))]
    if known[0].kind == "count":
        periods = sorted((row for row in known if row.basis != "cumulative"), key=lambda row: (row.first, row.last))
        found += [one for before, now in pairwise(periods) if (one := _overlap(before, now))]
        found += [
            one for before, now in pairwise([None, *running]) if now and (one := _unlike_periods(before, now, periods, unit))
        ]
    return sorted(found, key=lambda one: one.day)


def above_whole(part: Sequence[Return], whole: Sequence[Return]) -> date | None:
    """The first end at which more was returned of a part than of its whole; None where there is none."""
    of_whole = dict(_counted(whole)) if _known(whole) else {}
    for end, value in _counted(part) if _known(part) else ():
        all_of_it = of_whole.get(end)
        if value is not None and all_of_it is not None and value > all_of_it:
            return end
    return None


def _known(returns: Sequence[Return]) -> list[Return]:
    return sorted((row for row in returns if row.value is not None), key=lambda row: (row.last, row.first))


def _falls(before: Return, now: Return, unit: str) -> Contradiction | None:
    then, later = before.value or 0.0, now.value or 0.0
    day, earlier = phrases.day_and_month(now.last), phrases.day_and_month(before.last)
    if before.last == now.last and then != later:
        return Contradiction(now.last, f"Two running totals were returned for {day}; ask the project which is right.")
    if later >= then:
        return None
    if now.kind == "yes_no":
        return Contradiction(now.last, f"Done by {earlier}, not done by {day}, say the returns; ask the project.")
    cannot = "a running total cannot fall; ask the project"
    if now.counts_people:
        return Contradiction(now.last, f"Fewer were returned by {day} than by {earlier}: {cannot}.")
    said = phrases.counted(then, unit)
    return Contradiction(now.last, f"Returned {said} by {earlier}, {phrases.number(later)} by {day}: {cannot}.")


def _overlap(before: Return, now: Return) -> Contradiction | None:
    if now.first > before.last:
        return None
    spans = f"{phrases.days(before.first, before.last)} and {phrases.days(now.first, now.last)}"
    return Contradiction(now.last, f"The returns for {spans} overlap, so that they would count some twice; ask the project.")


def _unlike_periods(before: Return | None, now: Return, periods: Sequence[Return], unit: str) -> Contradiction | None:
    """Whether the periods between two running totals add up to what they differ by; to no more than it where some are missing."""
    inside = [row for row in periods if (before is None or row.first > before.last) and row.last <= now.last]
    added, grown = sum(row.value or 0 for row in inside), (now.value or 0) - (before.value or 0 if before else 0)
    if not inside or grown < 0 or added == grown or (added < grown and not _whole(before, inside, now)):
        return None
    spans = phrases.days(inside[0].first, inside[-1].last)
    by = phrases.day_and_month(now.last)
    if now.counts_people:
        return Contradiction(now.last, f"The returns for {spans} do not add up to the running total by {by}; ask the project.")
    since = f" since {phrases.day_and_month(before.last)}" if before else ""
    return Contradiction(
        now.last,
        f"The returns for {spans} add up to {phrases.counted(added, unit)}, the running total by {by} grew by"
        f" {phrases.number(grown)}{since}; ask the project.",
    )


def _whole(before: Return | None, inside: Sequence[Return], now: Return) -> bool:
    """Whether the periods fill the time between two running totals without a gap."""
    if before is None:
        return False
    firsts = [*(row.first for row in inside), now.last + timedelta(days=1)]
    return [before.last, *(row.last for row in inside)] == [first - timedelta(days=1) for first in firsts]


def _counted(returns: Sequence[Return]) -> list[tuple[date, float | None]]:
    """The figure to date at each end, None from the day on by which the returns contradict each other."""
    known, wrong = _known(returns), contradictions(returns)
    ends = sorted({row.last for row in known})
    return [
        (end, None if wrong and wrong[0].day <= end else to_date([row for row in known if row.last <= end], known[0].kind)[0])
        for end in ends
    ]


def _wholes_first(by_measure: Mapping[Key, Sequence[Return]]) -> list[Key]:
    """The measures, each behind those that it is a part of."""
    return sorted(by_measure, key=lambda key: (len(_wholes(key, by_measure)), key))


def _wholes(key: Key, by_measure: Mapping[Key, Sequence[Return]]) -> list[Key]:
    """What a measure is a part of, and what that is a part of, and so on; itself where the declarations go round in a circle."""
    found: list[Key] = []
    whole = by_measure[key][0].part_of
    while whole and (*key[:2], whole) not in found:
        found.append((*key[:2], whole))
        rows = by_measure.get(found[-1])
        whole = rows[0].part_of if rows else ""
    return found


def _shown(
    key: Key,
    by_measure: Mapping[Key, Sequence[Return]],
    counted: Sequence[tuple[date, float | None]],
    found: Mapping[Key, tuple[Running, ...]],
) -> tuple[Running, ...]:
    rows = by_measure[key]
    first, ends = min(row.first for row in rows if row.value is not None), [end for end, _ in counted]
    values = [value for _, value in counted]
    if not rows[0].counts_people:
        return tuple(Running(first, end, value, contradicted=value is None) for end, value in counted)
    if rows[0].kind != "count":
        return tuple(
            Running(first, end, None if disclosure.too_few(value) else value, disclosure.too_few(value)) for end, value in counted
        )
    wholes = _wholes(key, by_measure)
    beside = [[_at(found.get(whole, ()), end) for end in ends] for whole in wholes]
    others = [
        [_at(found[other], end) for end in ends]
        for other in found
        if wholes and other != key and wholes[0] in _wholes(other, by_measure)[:1]
    ]
    may = disclosure.shown_steps(values, beside, others)
    return tuple(
        Running(first, end, value if shown else None, not wholes and _few(values[: place + 1], may[:place]), value is None)
        for place, (end, value, shown) in enumerate(zip(ends, values, may, strict=True))
    )


def _few(values: Sequence[float | None], may: Sequence[bool]) -> bool:
    """Whether the last figure may be called fewer than 5: it is, and nothing above nought was shown before."""
    before = (value for value, shown in zip(values, may, strict=False) if shown)
    return disclosure.too_few(values[-1]) and not any(before)


def _at(shown: Sequence[Running], end: date) -> float | None:
    return next((total.value for total in shown if total.last == end), None)
