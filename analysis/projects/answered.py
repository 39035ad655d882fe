"""The figures of the funded projects, asked and made: the one way from a release to a Figure, for pages and for files alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.figures.figure import Caption, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.projects import delivery, facts, meetings, one_project, portfolio, progress, ratings, register, watch
from analysis.projects import figures as project_figures
from analysis.projects.delivery import Output
from analysis.projects.facts import FundedProject
from analysis.projects.meetings import Meeting
from analysis.projects.ratings import Rated
from analysis.projects.returns import read_returns
from analysis.release.questions.projects import Actions, Grants, Meetings, Moves, ReturnVersions, Risks, Spend
from analysis.words import phrases

TABLES = ("milestones", "spend", "risks", "actions")
ALWAYS = ("projects", "grants", "targets", "returns", "draft_returns")


def rated(shown: ShownRelease) -> list[Rated]:
    """Every project with all that is known of it and its ratings, in the order of the list."""
    answers = {name: shown.ask(name) for name in ALWAYS} | {name: shown.ask(name) for name in facts.TABLES if shown.has(name)}
    return [ratings.rated(one, shown.today) for one in facts.facts(answers, shown.today)]


def side_by_side(shown: ShownRelease, found: Sequence[Rated], pillars: Mapping[str, str]) -> Figure:
    """The projects found in a row each. pillars: id → name."""
    return portfolio.projects(found, pillars, shown.today, _caption(shown, "Projects, targets, Project returns, spend and risks"))


def grants(shown: ShownRelease, found: Sequence[Rated]) -> Figure:
    """The grants' money. found: every project."""
    every = list({one.facts.grant.row.grant_id: one.facts.grant for one in found}.values())
    said = _caption(shown, "Grants and allocations, Project spend")
    return portfolio.grants(every, [one.facts for one in found], shown.rows_if_there(Moves), shown.today, said)


def milestones(shown: ShownRelease, found: Sequence[Rated]) -> Figure | str:
    """Milestones of the projects found on one line of time; that there are none."""
    if not any(one.facts.milestones for one in found):
        return "No milestones are loaded."
    return watch.milestones([one.facts for one in found], shown.today, _caption(shown, "Project milestones"))


def output(shown: ShownRelease, facts: FundedProject, one: Output) -> Figure:
    """One output of a project over time."""
    fed = bool(one.fed_by) and shown.has("activity")
    said = _caption(shown, "Project returns, Activity in places" if fed else "Project returns")
    return one_project.output(facts, one, said, shown.ask("activity_kinds") if fed else None)


def spending(shown: ShownRelease, facts: FundedProject) -> Figure | str:
    """The money of one project over time."""
    return one_project.spending(facts, shown.today, _caption(shown, "Project spend"))


def milestones_of(shown: ShownRelease, one: Rated) -> Figure | str:
    """The milestones of one project, as its page has them."""
    found = milestones(shown, [one])
    return found if isinstance(found, str) else replace(found, id="project_milestones")


def risks_of(shown: ShownRelease, facts: FundedProject) -> Figure | str:
    """The risks of one project."""
    if not facts.risks:
        return "No risk is registered for this project."
    return replace(watch.risk_matrix(facts.risks, _caption(shown, "Risks")), id="project_risks")


def versions(shown: ShownRelease, facts: FundedProject) -> Figure | str:
    """Every version of what a project returned."""
    return one_project.versions(facts, _versions(shown, facts), _caption(shown, "Project returns"))


def quality(shown: ShownRelease, facts: FundedProject) -> Figure | str:
    """How good each return of a project is."""
    return register.quality(facts, _versions(shown, facts), _caption(shown, "Project returns and milestones"))


def _versions(shown: ShownRelease, facts: FundedProject) -> list[ReturnVersions]:
    grant, project = facts.project
    return shown.rows(ReturnVersions, grant_id=grant, project_id=project)


def late(shown: ShownRelease, found: Sequence[Rated]) -> Figure | str:
    """What is late of the projects found, and of the whole grant; that nothing is."""
    names = {one.facts.project[1] for one in found}
    everybody = next(iter(names), "")  # what names no project is of the whole grant
    risks = [row for row in shown.rows_if_there(Risks) if (row.project_id or everybody) in names]
    actions = [row for row in shown.rows_if_there(Actions) if (row.project_id or everybody) in names]
    figure = watch.late([one.facts for one in found], risks, actions, shown.today, _caption(shown, "Project tables"))
    return figure if len(figure.table) else f"{figure.title} of what is loaded. {figure.sentence}"


def agreed(shown: ShownRelease) -> list[Actions]:
    """Every action and decision; none where none is loaded."""
    return shown.rows_if_there(Actions)


def meetings_held(shown: ShownRelease) -> list[Meeting]:
    """The meetings up to today, newest first."""
    return meetings.held(shown.rows_if_there(Meetings), agreed(shown), shown.today, groups(shown))


def actions_on_board(shown: ShownRelease) -> Figure | None:
    """The open actions for a screen of board mode; None where no action is loaded."""
    rows = agreed(shown)
    return meetings.on_board(rows, shown.today, _caption(shown, "Actions and decisions")) if rows else None


def by_meeting(shown: ShownRelease) -> Figure:
    """Actions and decisions by the meeting that agreed them."""
    return meetings.by_meeting(agreed(shown), _caption(shown, "Actions and decisions"), groups(shown))


def groups(shown: ShownRelease) -> dict[str, str]:
    """Who agrees actions: group → its name."""
    return progress.group_names(shown.rows_if_there(Meetings))


def last_time(shown: ShownRelease) -> list[str]:
    """What each group decided last time, what is due, what changed since, when it meets next."""
    return meetings.last_time(agreed(shown), shown.today, groups(shown), shown.rows_if_there(Meetings))


def _caption(shown: ShownRelease, source: str) -> Caption:
    as_loaded = f"as loaded, on {phrases.day_and_month(shown.today)}"
    return shown.caption(source, as_loaded, shown.info()["area_name"], attribution="")


def outputs(shown: ShownRelease, area: str | None = None) -> Figure:
    """Every output against its minimum. area: what the caption says of the place, where that is not the area's name."""
    found = delivery.outputs(shown.ask("targets"), shown.ask("returns"), shown.ask("draft_returns"))
    period = delivery.period_words(read_returns(shown.ask("returns")))
    place = shown.info()["area_name"] if area is None else area
    said = shown.caption("Project returns", period, place, attribution="")
    return project_figures.outputs(found, delivery.titles_of(shown.ask("projects")), said)


def grant(shown: ShownRelease, row: Grants) -> Figure:
    """One grant and how it is shared out."""
    year = f"financial year {row.year}"
    said = shown.caption("Grants and allocations", year, shown.info()["area_name"], attribution="")
    return project_figures.grant(row, shown.ask("projects"), said)


def progress_of(shown: ShownRelease, name: str, pillars: Mapping[str, str]) -> Figure | str:
    """One of `TABLES`; why there is none where nothing is loaded. pillars: id → name."""
    if not shown.has(name) or shown.ask(name).empty:
        return f"No {name} {'is' if name == 'spend' else 'are'} loaded."
    said = _caption(shown, "Actions and decisions" if name == "actions" else f"Project {name}")
    match name:
        case "milestones":
            return milestones(shown, rated(shown))
        case "spend":
            return progress.spend(shown.rows(Spend), shown.today, said)
        case "risks":
            return watch.risk_matrix(shown.rows(Risks), said)
        case _:
            return progress.actions(agreed(shown), pillars, shown.today, said, groups(shown))
