"""Which months' police files can hold which crime type, and where a type changed its meaning.

data.police.uk had six categories to August 2011, eleven to April 2013 and fourteen since. A type that the files of a month cannot
hold has no figure there, never nought; where a type took over the records of another, or gave some away, its two sides are not
comparable. Dates and words: `data/reference/crime_type_spans.csv`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from analysis.declared import reference_tables
from analysis.methods.comparison import Comparison
from analysis.words import fields, periods, phrases
from analysis.words.months import every_month
from analysis.words.periods import Period

Found = Collection[tuple[date, str]]
"""Months and the types that have records in them: what is there can be held, whatever the reference table says."""


@dataclass(frozen=True)
class TypeSpan:
    """A stretch of months (first days, both included; None: to this day) in which files hold a type with one meaning.

    before_under, after_under: the types under which its records stood before, and stand after. change: what changed as it began.
    """

    crime_type: str
    first: date
    last: date | None
    before_under: tuple[str, ...] = ()
    after_under: tuple[str, ...] = ()
    change: str = ""

    def holds(self, month: date) -> bool:
        """Whether a month's files hold the type."""
        return self.first <= month and (self.last is None or month <= self.last)


@cache
def spans() -> tuple[TypeSpan, ...]:
    """All stretches, in the order of the reference table."""
    return tuple(
        TypeSpan(
            row["crime_type"],
            _month(row["from"]),
            _month(row["to"]) if isinstance(row["to"], str) else None,
            _listed(row["before_under"]),
            _listed(row["after_under"]),
            fields.text(row["change"]),
        )
        for row in fields.lines(reference_tables.reference_table("crime_type_spans"))
    )


def not_held_as_declared(types: Sequence[str], months: Sequence[date], found: Found = ()) -> dict[date, str]:
    """As `not_held`, for a figure whose types are declared: in months in which one of them had another meaning it has none."""
    earlier = {month: why for first, why in changes(types, ()).items() for month in months if month < first}
    return earlier | not_held(types, months, found)


def found_types(ask: Callable[..., pd.DataFrame], first: date | None) -> frozenset[tuple[date, str]]:
    """The months before the categories of today, with the types that their files do hold. first: the first month loaded."""
    if first is None or first >= settled_since():
        return frozenset()
    rows = ask("type_months", before=settled_since().isoformat())
    return frozenset(zip((month.date() for month in rows["month"]), rows["crime_type"], strict=True))


def settled_since() -> date:
    """The first month from which nothing has changed."""
    return max(span.first for span in spans())


def not_held(types: Sequence[str], months: Sequence[date], found: Found = ()) -> dict[date, str]:
    """Month → why its files cannot hold all of the types, for those months where they cannot.

    A type whose records stood under another one that is chosen too is held there: it is counted once either way.
    """
    known = _by_type()
    lacking = {month: [one for one in types if not _counted(one, month, types, known, found)] for month in months}
    return {month: _why(each, known) for month, each in lacking.items() if each}


def changes(types: Sequence[str], crimes: Sequence[str]) -> dict[date, str]:
    """First month of another meaning → what changed, for the types chosen. Where all crimes are chosen nothing did: records moved
    from one of them to another."""
    if crimes and set(crimes) <= set(types):
        return {}
    found: dict[date, list[str]] = {}
    for span in spans():
        if span.change and span.crime_type in types:
            found.setdefault(span.first, []).append(span.change)
    return {month: " ".join(dict.fromkeys(said)) for month, said in sorted(found.items())}


def period(months: pd.DataFrame, start: date, end: date, types: Sequence[str], crimes: Sequence[str], found: Found) -> Period:
    """The period of a count of these types. months: as the question `months` answers; crimes: all types that are crimes."""
    unheld = not_held(types, every_month(start, end), found)
    return periods.of_months(months, start, end, not_held=unheld, changes=changes(types, crimes))


def refused(compared: Comparison, types: Sequence[str], crimes: Sequence[str], found: Found) -> Comparison:
    """The comparison, refused where a category changed between its two periods or one of them cannot hold the types."""
    end = compared.end.replace(year=compared.end.year + 1)
    if not compared.allowed:
        return compared
    whys = list(dict.fromkeys(not_held(types, every_month(compared.start, end), found).values()))
    whys += [why for month, why in changes(types, crimes).items() if compared.start < month <= end and why not in whys]
    if not whys:
        return compared
    said = f"Not comparable: {' '.join(whys)} No change across it is worked out."
    return Comparison(compared.start, compared.end, said)


def _counted(one: str, month: date, types: Sequence[str], known: Mapping[str, Sequence[TypeSpan]], found: Found) -> bool:
    """Whether a type's records of a month are among those of the chosen types."""
    stretches = known.get(one, ())
    if not stretches or (month, one) in found or any(span.holds(month) for span in stretches):
        return True
    first = min(stretches, key=lambda span: span.first)
    under = first.before_under if month < first.first else stretches[-1].after_under
    return any(other in types and _counted(other, month, types, known, found) for other in under)


def _why(lacking: Sequence[str], known: Mapping[str, Sequence[TypeSpan]]) -> str:
    """For example: "police files hold the type “Violent crime” only until April 2013, then “Violence and sexual offences”."."""
    said: list[str] = []
    for one in lacking:
        first, last = known[one][0], known[one][-1]
        begins = "" if first.first == _begin() else f"from {phrases.month(first.first)}"
        ends = f"until {phrases.month(last.last)}" if last.last else ""
        when = " ".join(part for part in (begins, ends) if part)
        under = "".join(
            f", {word} under {phrases.listed([f'“{other}”' for other in others])}"
            for word, others in (("before", first.before_under), ("after", last.after_under))
            if others
        )
        said.append(f"police files hold the type “{one}” only {when}{under}")
    return f"{'; '.join(said)}."


def _begin() -> date:
    return min(span.first for span in spans())


def _by_type() -> dict[str, list[TypeSpan]]:
    found: dict[str, list[TypeSpan]] = {}
    for span in spans():
        found.setdefault(span.crime_type, []).append(span)
    return found


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _listed(cell: object) -> tuple[str, ...]:
    return tuple(part.strip() for part in fields.text(cell).split("|") if part.strip())
