"""The figures of the funded projects, asked and made: the one way from a release to a Figure, for pages and for files alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analysis.figures.figure import Figure
from analysis.figures.shown_release import ShownRelease
from analysis.projects import delivery, progress
from analysis.projects import figures as project_figures
from analysis.projects.returns import read_returns
from analysis.words import phrases

TABLES = ("milestones", "spend", "risks", "actions")


def outputs(shown: ShownRelease, area: str | None = None) -> Figure:
    """Every output against its minimum. area: what the caption says of the place, where that is not the area's name."""
    found = delivery.outputs(shown.ask("targets"), shown.ask("returns"), shown.ask("draft_returns"))
    period = delivery.period_words(read_returns(shown.ask("returns")))
    place = shown.info()["area_name"] if area is None else area
    said = shown.caption("Project returns", period, place, attribution="")
    return project_figures.outputs(found, delivery.titles_of(shown.ask("projects")), said)


def grant(shown: ShownRelease, row: Mapping[Any, Any]) -> Figure:
    """One grant and how it is shared out. row: of `grants`."""
    year = f"financial year {row['year']}"
    said = shown.caption("Grants and allocations", year, shown.info()["area_name"], attribution="")
    return project_figures.grant(row, shown.ask("projects"), said)


def progress_of(shown: ShownRelease, name: str, pillars: Mapping[str, str]) -> Figure | str:
    """One of `TABLES`; why there is none where nothing is loaded. pillars: id → name."""
    found = shown.ask(name) if shown.has(name) else None
    if found is None or found.empty:
        return f"No {name} {'is' if name == 'spend' else 'are'} loaded."
    what = "Actions and decisions" if name == "actions" else f"Project {name}"
    as_loaded = f"as loaded, on {phrases.day_and_month(shown.today)}"
    said = shown.caption(what, as_loaded, shown.info()["area_name"], attribution="")
    match name:
        case "milestones":
            return progress.milestones(found, shown.today, said)
        case "spend":
            return progress.spend(found, shown.today, said)
        case "risks":
            return progress.risks(found, shown.today, said)
        case _:
            return progress.actions(found, pillars, shown.today, said)
