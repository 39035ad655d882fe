"""Which months of each source are loaded, late, in part, not comparable or missing, and why: months by source."""

from datetime import date

from analysis.declared import reference_tables
from analysis.declared import sources as declarations
from analysis.figures.figure import Caption
from analysis.loaded import coverage, coverage_figures, past_acts
from analysis.loaded.coverage import Cell
from analysis.release import partnership
from analysis.release.database import Release
from analysis.words import phrases
from pages import desk
from pages.desk import NotDone
from pages.shared import ask, figure_frame


def months(release: Release) -> tuple[list[Cell], list[Cell]]:
    """The months of each source whose rows count in the area's figures, and those of other forces."""
    settings = partnership.in_force()
    every = coverage.cells(ask.cached("coverage"), ask.cached("breaks"), _due(release), settings.partial_forces)
    of_others = [cell for cell in every if cell.force and cell.source in coverage.PUBLISHED and not settings.counts(cell.force)]
    counted = [cell for cell in every if cell not in of_others]
    others = [cell for cell in of_others if cell.state != coverage.LATE]
    return counted, others


def show(release: Release) -> None:
    """Draw the grid; nothing where no month is loaded."""
    counted, others = months(release)
    if counted:
        titles = {key: source.title for key, source in declarations.sources().items()}
        late = _due(release) is not None
        figure = coverage_figures.grid(counted, others, titles, force_names(), caption(counted), _withdrawn(), late)
        figure_frame.show(figure, "coverage")


def caption(cells: list[Cell]) -> Caption:
    """The caption of figures on what is loaded."""
    found = [cell.month for cell in cells if cell.rows is not None]
    period = phrases.period(min(found), max(found)) if found else ""
    return ask.caption("files loaded, data.police.uk and others", period, ask.release_info()["area_name"])


def force_names() -> dict[str, str]:
    """Slug → name of every police force."""
    table = reference_tables.forces()
    return dict(zip(table["slug"], table["name"], strict=True))


def _due(release: Release) -> date | None:
    """The last month that should be loaded by now; None for made-up data, which end where they end."""
    return None if release.demonstration else coverage.last_due(date.today())


def _withdrawn() -> dict[tuple[str, str], str]:
    """Why files that were loaded no longer stand; empty where the history cannot be read, which its own page says."""
    try:
        return past_acts.why_missing(desk.history())
    except NotDone:
        return {}
