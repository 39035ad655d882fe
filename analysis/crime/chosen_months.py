"""The months of a choice: which are loaded, which their files can hold, which may be compared.

ask: `database.ask`, or a cache of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd

from analysis.crime import categories as crime_categories
from analysis.crime.selection import Selection
from analysis.methods import comparison
from analysis.words.months import MONTHS_A_YEAR, every_month, financial_year_name, financial_year_of, shifted

Ask = Callable[..., pd.DataFrame]


def loaded(ask: Ask) -> list[date]:
    """Every month from the first to the last loaded, gaps included."""
    return ask("months")["month"].dt.date.tolist()


def financial_years(ask: Ask) -> list[tuple[str, date, date]]:
    """The financial years that the loaded months reach over whole, newest first: name, first month, last month."""
    months = loaded(ask)
    begun = [month for month in months if month == financial_year_of(month)]
    years = [(financial_year_name(begin), begin, shifted(begin, MONTHS_A_YEAR - 1)) for begin in reversed(begun)]
    return [year for year in years if year[2] <= months[-1]]


def every(selection: Selection, ask: Ask) -> Selection:
    """The same choice in all loaded months."""
    months = loaded(ask)
    return counted(replace(selection, start=months[0], end=months[-1]), ask)


def counted(selection: Selection, ask: Ask) -> Selection:
    """The selection with what is loaded of its months, what they can hold and what may be compared."""
    months, crimes = ask("months"), selection.groups.crimes
    known = loaded(ask)
    changes = crime_categories.changes(selection.types, crimes)
    span = crime_categories.period(months, selection.start, selection.end, selection.types, crimes, older_types(ask))
    met = tuple((month, why) for month, why in changes.items() if known[0] < month <= known[-1])
    return replace(selection, counted=span, changes=met)


def older_types(ask: Ask) -> frozenset[tuple[date, str]]:
    """The months before the categories of today, with the types that their files do hold."""
    return crime_categories.found_types(ask, loaded(ask)[0])


def compared_with_year_before(selection: Selection, ask: Ask) -> comparison.Comparison:
    """Whether the chosen months may be compared with the same months a year before."""
    compared = comparison.with_year_before(ask("months"), selection.start, selection.end)
    return crime_categories.refused(compared, selection.types, selection.groups.crimes, older_types(ask))


def newest_year(selection: Selection, ask: Ask) -> Selection:
    """The newest 12 months of a choice; the choice itself where it has no more."""
    start = shifted(selection.end, 1 - MONTHS_A_YEAR)
    return counted(replace(selection, start=start), ask) if selection.start < start else selection


def newest_with_year_before(selection: Selection, ask: Ask) -> tuple[Selection, comparison.Comparison]:
    """The newest months in a row of a choice, a year at most, whose files and those of the same months a year before are loaded.

    Where there is none, the newest year of the choice; the comparison then says why nothing may be compared.
    """
    months = ask("months")
    covered = {month.date() for month in months.loc[months["covered"].astype(bool), "month"]}
    both = [month for month in every_month(selection.start, selection.end) if {month, shifted(month, -MONTHS_A_YEAR)} <= covered]
    end = both[-1] if both else selection.end
    start = end
    while shifted(start, -1) in both and len(every_month(shifted(start, -1), end)) <= MONTHS_A_YEAR:
        start = shifted(start, -1)
    if not both:
        start = max(selection.start, shifted(end, 1 - MONTHS_A_YEAR))
    newest = counted(replace(selection, start=start, end=end), ask)
    return newest, compared_with_year_before(newest, ask)
