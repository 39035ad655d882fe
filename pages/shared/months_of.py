"""The months of a choice: which are loaded, which their files can hold, which may be compared."""

from dataclasses import replace
from datetime import date

from analysis.crime import categories as crime_categories
from analysis.crime.selection import Selection
from analysis.methods import comparison
from pages.shared import ask


def loaded() -> list[date]:
    """Every month from the first to the last loaded, gaps included."""
    return [month.date() for month in ask.cached("months")["month"]]


def every(selection: Selection) -> Selection:
    """The same choice in all loaded months."""
    months = loaded()
    return counted(replace(selection, start=months[0], end=months[-1]))


def counted(selection: Selection) -> Selection:
    """The selection with what is loaded of its months, what they can hold and what may be compared."""
    months, crimes = ask.cached("months"), selection.groups.crimes
    every = loaded()
    changes = crime_categories.changes(selection.types, crimes)
    span = crime_categories.period(months, selection.start, selection.end, selection.types, crimes, older_types())
    met = tuple((month, why) for month, why in changes.items() if every[0] < month <= every[-1])
    return replace(selection, counted=span, changes=met)


def older_types() -> frozenset[tuple[date, str]]:
    """The months before the categories of today, with the types that their files do hold."""
    return crime_categories.found_types(ask.cached, loaded()[0])


def compared_with_year_before(selection: Selection) -> comparison.Comparison:
    """Whether the chosen months may be compared with the same months a year before."""
    compared = comparison.with_year_before(ask.cached("months"), selection.start, selection.end)
    return crime_categories.refused(compared, selection.types, selection.groups.crimes, older_types())
