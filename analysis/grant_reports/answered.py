"""A report asked and made: the one way from a release to a quarterly return or closure report, for page, files and packs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from analysis.declared import grant_reports as declared
from analysis.figures.figure import Caption, Figure
from analysis.figures.shown_release import ShownRelease
from analysis.grant_reports import kept, narratives, tables
from analysis.grant_reports.as_at import as_at
from analysis.grant_reports.chosen import Chosen
from analysis.grant_reports.report import GrantReport, Section
from analysis.indicators.indicator_state import IndicatorState
from analysis.projects import answered as delivered
from analysis.projects import delivery, portfolio, watch
from analysis.projects import figures as project_figures
from analysis.projects.facts import FundedProject
from analysis.projects.ratings import Rated
from analysis.release import partnership
from analysis.release.questions.projects import Actions, Moves, Narratives, Returns, Risks, SignedReturn
from analysis.words import phrases

R = TypeVar("R")

States = Callable[[], Sequence[IndicatorState]]
"""The states of all indicators; asked for only where a table needs them."""
OF_RATINGS = ("Project", "Overall", "Delivery", "Spend", "Risk")
OF_RISKS = ("Risk", "Project", "What may happen", "Before, of 25", "What is done", "After, of 25", "Owner (role)")


def report(shown: ShownRelease, chosen: Chosen, states: States) -> GrantReport:
    """The report as it stands: as it was signed off where it is, else made of the release. Raises ConfigurationError."""
    return signed(shown, chosen) or drafted(shown, chosen, states)


def signed(shown: ShownRelease, chosen: Chosen) -> GrantReport | None:
    """The report as it was signed off, whatever was loaded since; None where it is not."""
    rows = _signed_rows(shown, chosen)
    return kept.thawed(rows, chosen.quarter) if rows else None


def _signed_rows(shown: ShownRelease, chosen: Chosen) -> list[SignedReturn]:
    if not shown.has("signed_returns"):
        return []
    return shown.rows(SignedReturn, grant_id=chosen.grant_id, report=chosen.kind, quarter=chosen.quarter_name)


def table(shown: ShownRelease, chosen: Chosen, states: States, name: str) -> Figure | str:
    """One table of a report by its name: as it was signed off where the report is. Why there is none, in a sentence."""
    if name not in MADE:
        return f"A grant's report has no table “{name}”."
    if rows := _signed_rows(shown, chosen):
        found = {figure.id: figure for figure in kept.figures(rows)}
        return found.get(f"report_{name}", "The signed report has no such table.")
    return Tables(shown, chosen, states).make(name)


def drafted(shown: ShownRelease, chosen: Chosen, states: States) -> GrantReport:
    """The report as the release would have it now. Raises ConfigurationError."""
    said = declared.report(chosen.kind)
    made = Tables(shown, chosen, states)
    written = _narratives(shown, chosen)
    sections = tuple(_section(made, one, written.get(one.id)) for one in said.sections)
    funder = made.facts[0].grant.row.funder if made.facts else None
    settings, info = partnership.in_force(), shown.info()
    return GrantReport(
        kind=chosen.kind,
        title=said.title,
        recipient=said.recipient or funder or "funder",
        partnership=settings.partnership,
        area=info["area_name"],
        marking=settings.marking,
        demonstration=info.get("demonstration") == "true",
        grant_id=chosen.grant_id,
        grant=chosen.grant_title,
        quarter_name=chosen.quarter_name,
        quarter=chosen.quarter,
        release=shown.id,
        made_on=shown.today,
        sections=sections,
        missing=tuple(narratives.missing(made.facts, chosen.quarter, sections)),
    )


def _section(made: Tables, one: declared.DeclaredSection, written: Narratives | None) -> Section:
    found = [made.make(name) for name in one.tables]
    figures = [each for each in found if not isinstance(each, str)]
    return narratives.section(one, figures, [each for each in found if isinstance(each, str)], written)


def _narratives(shown: ShownRelease, chosen: Chosen) -> dict[str, Narratives]:
    if not shown.has("narratives"):
        return {}
    rows = shown.rows(Narratives, grant_id=chosen.grant_id, report=chosen.kind, quarter=chosen.quarter_name)
    return {row.section: row for row in rows}


@dataclass(frozen=True)
class Tables:
    """The tables of one grant's reports as at the end of a quarter, each made when asked for by its name."""

    shown: ShownRelease
    chosen: Chosen
    states: States

    @cached_property
    def then(self) -> ShownRelease:
        """The release as at the end of the quarter, for the grant alone."""
        return as_at(self.shown, self.chosen.grant_id, self.chosen.quarter)

    @cached_property
    def rated(self) -> list[Rated]:
        """The grant's projects with their ratings at the end of the quarter."""
        return delivered.rated(self.then)

    @cached_property
    def facts(self) -> list[FundedProject]:
        """All that is known of the grant's projects."""
        return [one.facts for one in self.rated]

    def make(self, name: str) -> Figure | str:
        """A table by its name in the declaration; why there is none, in a sentence."""
        found = MADE[name](self)
        return found if isinstance(found, str) else replace(found, id=f"report_{name}", chart=None)

    def caption(self, source: str) -> Caption:
        """Where a table comes from, and to which day it counts."""
        last = phrases.day_and_month(self.chosen.quarter.last)
        return self.shown.caption(source, f"to {last}", self.shown.info()["area_name"], attribution="")

    def rows(self, record: type[R]) -> list[R]:
        """The rows of a question as at the end of the quarter; none where the release does not know it."""
        return self.then.rows_if_there(record)

    def outputs(self) -> Figure:
        """Every output of the grant against its minimum."""
        found = [output for one in self.facts for output in one.outputs]
        titles = delivery.titles_of(self.then.ask("projects"))
        figure = project_figures.outputs(found, titles, self.caption("Project returns"))
        return replace(figure, table=figure.table.drop(columns=["Source of the minimum"]))


def _projects(made: Tables) -> Figure:
    found = made.rated
    figure = portfolio.projects(found, {}, made.chosen.quarter.last, made.caption("Projects, returns, spend and risks"))
    outputs = [output for one in made.facts for output in one.outputs]
    return replace(
        figure,
        title=portfolio.headline(found, outputs),
        sentence=portfolio.context(found, outputs),
        table=figure.table[list(OF_RATINGS)],
    )


def _risks(made: Tables) -> Figure | str:
    rows = made.rows(Risks)
    if not rows:
        return "No risk is registered."
    figure = watch.risk_matrix(rows, made.caption("Risks"))
    return replace(figure, table=figure.table[list(OF_RISKS)])


def _milestones(made: Tables) -> Figure | str:
    if not any(one.milestones for one in made.facts):
        return "No milestone is agreed."
    return watch.milestones(made.facts, made.chosen.quarter.last, made.caption("Project milestones"))


def _grant(made: Tables) -> Figure | str:
    if not made.facts:
        return "The grant has no projects."
    caption = made.caption("Grants and allocations, Project spend")
    return portfolio.grants([made.facts[0].grant], made.facts, (), made.chosen.quarter.last, caption)


MADE: Mapping[str, Callable[[Tables], Figure | str]] = {
    "projects": _projects,
    "outputs": Tables.outputs,
    "received": lambda made: tables.received(
        made.facts, made.rows(Returns), made.chosen.quarter, made.caption("Project returns")
    ),
    "milestones": _milestones,
    "grant": _grant,
    "money": lambda made: tables.spending(made.facts, made.chosen.quarter, made.caption("Project spend")),
    "moves": lambda made: tables.moves(made.rows(Moves), made.caption("Moves of money")),
    "risks": _risks,
    "indicators": lambda made: tables.indicators(
        made.states(), replace(made.caption("Indicators of serious violence"), period="latest figures")
    ),
    "due": lambda made: tables.due(
        made.facts, _of_grant(made), made.chosen.quarter, made.caption("Milestones, targets and actions")
    ),
    "reached": lambda made: tables.reached(made.outputs(), [output for one in made.facts for output in one.outputs]),
    "after": lambda made: tables.after(made.facts, made.caption("Projects")),
    "short": lambda made: tables.short(made.facts, made.chosen.quarter, made.caption("Returns and milestones")),
}
"""Table → how it is made. The names are those of the declaration."""


def _of_grant(made: Tables) -> list[Actions]:
    """Actions of the grant's projects. They name no grant: one of a project that two grants have is of both."""
    mine = {one.project[1] for one in made.facts}
    return [row for row in made.rows(Actions) if row.project_id in mine]
