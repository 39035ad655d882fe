"""The months of a choice as pages ask for them (`analysis.crime.chosen_months`)."""

from datetime import date

from analysis.crime import chosen_months
from analysis.crime.selection import Selection
from analysis.figures.shown_release import ShownRelease
from analysis.methods import comparison
from pages.shared import ask


def loaded() -> list[date]:
    """Every month from the first to the last loaded, gaps included."""
    return ask.made(_loaded)


def financial_years() -> list[tuple[str, date, date]]:
    """The financial years that the loaded months reach over whole, newest first: name, first month, last month."""
    return chosen_months.financial_years(ask.cached)


def every(selection: Selection) -> Selection:
    """The same choice in all loaded months."""
    return chosen_months.every(selection, ask.cached)


def counted(selection: Selection) -> Selection:
    """The selection with what is loaded of its months, what they can hold and what may be compared."""
    return ask.made(_counted, selection)


def compared_with_year_before(selection: Selection) -> comparison.Comparison:
    """Whether the chosen months may be compared with the same months a year before."""
    return ask.made(_compared, selection)


def _loaded(shown: ShownRelease) -> list[date]:
    return chosen_months.loaded(shown.ask)


def _counted(shown: ShownRelease, selection: Selection) -> Selection:
    return chosen_months.counted(selection, shown.ask)


def _compared(shown: ShownRelease, selection: Selection) -> comparison.Comparison:
    return chosen_months.compared_with_year_before(selection, shown.ask)
