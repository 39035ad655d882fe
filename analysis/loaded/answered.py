"""Figures about what is loaded, asked and made: the one way from a release to a Figure, for pages and for files alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from analysis.declared import reference_tables
from analysis.declared import sources as declarations
from analysis.figures.figure import Caption, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.loaded import coverage, coverage_figures
from analysis.loaded.coverage import Cell
from analysis.release import partnership
from analysis.words import phrases

NO_MONTHS = "No file that has months is loaded."


def months(shown: ShownRelease) -> tuple[list[Cell], list[Cell]]:
    """The months of each source whose rows count in the area's figures, and those of other forces."""
    settings = partnership.in_force()
    every = coverage.cells(shown.ask("coverage"), shown.ask("breaks"), _due(shown), settings.partial_forces)
    of_others = [cell for cell in every if cell.force and cell.source in coverage.PUBLISHED and not settings.counts(cell.force)]
    counted = [cell for cell in every if cell not in of_others]
    return counted, [cell for cell in of_others if cell.state != coverage.LATE]


def grid(shown: ShownRelease, withdrawn: Mapping[tuple[str, str], str] | None = None) -> Figure | str:
    """Months by source. withdrawn: why files that were loaded no longer stand, where the history is at hand."""
    counted, others = months(shown)
    if not counted:
        return NO_MONTHS
    late = _due(shown) is not None
    return coverage_figures.grid(counted, others, titles(), force_names(), _caption(shown, counted), withdrawn or {}, late)


def accounts(shown: ShownRelease) -> Figure:
    """Every row of every file accounted for."""
    return coverage_figures.accounts(coverage.accounts(shown.ask("coverage"), titles()), _caption(shown, months(shown)[0]))


def set_aside(shown: ShownRelease) -> Figure:
    """Rows kept and not counted."""
    return coverage_figures.set_aside(shown.ask("set_aside"), declarations.sources(), _caption(shown, months(shown)[0]))


def located(shown: ShownRelease) -> Figure | str:
    """Records in the area, outside it and without a place; that no lookup tells."""
    area = shown.info()["area_name"]
    if not len(shown.ask("wards")):
        return f"Which records lie in {area} is not known: no lookup of its wards is loaded."
    return coverage_figures.located(shown.ask("located"), area, force_names(), _caption(shown, months(shown)[0]))


def titles() -> dict[str, str]:
    """Source → its title."""
    return {key: source.title for key, source in declarations.sources().items()}


def force_names() -> dict[str, str]:
    """Slug → name of every police force."""
    table = reference_tables.forces()
    return dict(zip(table["slug"], table["name"], strict=True))


def _due(shown: ShownRelease) -> date | None:
    """The last month that should be loaded by now; None for made-up data, which end where they end."""
    return None if shown.info().get("demonstration") == "true" else coverage.last_due(shown.today)


def _caption(shown: ShownRelease, cells: Sequence[Cell]) -> Caption:
    found = [cell.month for cell in cells if cell.rows is not None]
    period = phrases.period(min(found), max(found)) if found else ""
    return shown.caption("files loaded, data.police.uk and others", period, shown.info()["area_name"])
