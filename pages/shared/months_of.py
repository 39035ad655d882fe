"""The months of a choice as pages ask for them (`analysis.crime.chosen_months`)."""

from datetime import date

from analysis.crime import chosen_months
from analysis.crime.selection import Selection
from analysis.methods import comparison
from pages.shared import ask


def loaded() -> list[date]:
    """Every month from the first to the last loaded, gaps included."""
    return chosen_months.loaded(ask.cached)


def financial_years() -> list[tuple[str, date, date]]:
    """The financial years that the loaded months reach over whole, newest first: name, first month, last month."""
    return chosen_months.financial_years(ask.cached)


def every(selection: Selection) -> Selection:
    """The same choice in all loaded months."""
    return chosen_months.every(selection, ask.cached)


def counted(selection: Selection) -> Selection:
    """The selection with what is loaded of its months, what they can hold and what may be compared."""
    return chosen_months.counted(selection, ask.cached)


def compared_with_year_before(selection: Selection) -> comparison.Comparison:
    """Whether the chosen months may be compared with the same months a year before."""
    return chosen_months.compared_with_year_before(selection, ask.cached)
