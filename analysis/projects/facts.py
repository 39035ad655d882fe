"""All that is known of each project, put together once: outputs, returns, milestones, money, risks, and its grant's quarters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

import pandas as pd

from analysis.projects import delivery, money, returns
from analysis.projects.delivery import Output, Project, Quarter
from analysis.projects.returns import Return, Running
from analysis.release.questions.projects import Baselines, Grants, Milestones, Moves, Projects, Ratings, Risks, Spend, Stages
from analysis.release.rows import grouped, known_as, question_of, rows_of
from analysis.words import fields


class _OfAProject(Protocol):
    @property
    def grant_id(self) -> str | None: ...
    @property
    def project_id(self) -> str | None: ...


Row = TypeVar("Row")
Own = TypeVar("Own", bound=_OfAProject)
OF_A_PROJECT = (Milestones, Spend, Risks, Ratings, Baselines, Stages)
TABLES = tuple(question_of(record) for record in (*OF_A_PROJECT, Moves))
"""Questions that a release of an earlier version of the program may not know."""


@dataclass(frozen=True)
class Grant:
    """A grant with the quarters of its year for which returns can be expected by today, in order; none where none can be."""

    row: Grants
    quarters: tuple[Quarter, ...] = ()

    @property
    def released(self) -> date | None:
        """The day on which the money could first be spent; None where not known."""
        return self.row.released_on

    def quarter_name(self, quarter: Quarter) -> str:
        """A quarter as ratings name it: "2024/25 Q4"."""
        year = fields.text(self.row.year)
        return f"{year} Q{delivery.quarters(year).index(quarter) + 1}"


@dataclass(frozen=True)
class FundedProject:
    """One project with all that is known of it. Rows are as the questions of their names answer."""

    row: Projects
    grant: Grant
    outputs: tuple[Output, ...] = ()
    totals: Mapping[str, tuple[Running, ...]] = field(default_factory=dict[str, tuple[Running, ...]])
    """Measure → what is shown of it at the end of each period returned."""
    returns: tuple[Return, ...] = ()
    milestones: tuple[Milestones, ...] = ()
    spend: tuple[Spend, ...] = ()
    risks: tuple[Risks, ...] = ()
    overrides: tuple[Ratings, ...] = ()
    baselines: tuple[Baselines, ...] = ()
    stages: tuple[Stages, ...] = ()
    allocated: float | None = None
    """Pounds, with what was moved to it and from it; None where its share was never handed in."""

    @property
    def project(self) -> Project:
        """Its grant and project."""
        return self.row.grant_id, self.row.project_id

    @property
    def begins(self) -> date | None:
        """The day from which progress counts: the release of funds, or the start where that is later; None where not known."""
        released, starts = self.grant.released, self.row.starts
        return max(released, starts) if released and starts else released

    @property
    def ends(self) -> date | None:
        """Its last day; None where not known."""
        return self.row.ends


def facts(answers: Mapping[str, pd.DataFrame], today: date) -> list[FundedProject]:
    """Every project in the order of the list. answers: by question; of `TABLES` some may be left out."""
    grants = {grant.row.grant_id: grant for grant in every_grant(answers, today)}
    read = returns.read_returns(answers["returns"])
    totals = returns.totals(read)
    outputs = delivery.outputs(answers["targets"], answers["returns"], answers.get("draft_returns"))
    own = {"outputs": grouped((one.project, one) for one in outputs)}
    own_returns = grouped(((one.grant_id, one.project_id), one) for one in read)
    shown = grouped((key[:2], (key[2], total)) for key, total in totals.items())
    milestones, spend, risks = _by_project(Milestones, answers), _by_project(Spend, answers), _by_project(Risks, answers)
    ratings, baselines, stages = _by_project(Ratings, answers), _by_project(Baselines, answers), _by_project(Stages, answers)
    moves = _rows(Moves, answers)
    found: list[FundedProject] = []
    for row in rows_of(Projects, answers["projects"]):
        key = (row.grant_id, row.project_id)
        found.append(
            FundedProject(
                row,
                grants.get(key[0]) or Grant(known_as(Grants, grant_id=key[0])),
                tuple(own["outputs"].get(key, ())),
                dict(shown.get(key, ())),
                tuple(own_returns.get(key, ())),
                tuple(milestones.get(key, ())),
                tuple(spend.get(key, ())),
                tuple(risks.get(key, ())),
                tuple(ratings.get(key, ())),
                tuple(baselines.get(key, ())),
                tuple(stages.get(key, ())),
                money.after_moves(row.allocated, key, moves),
            )
        )
    return found


def every_grant(answers: Mapping[str, pd.DataFrame], today: date) -> list[Grant]:
    """The grants, each with the quarters for which returns can be expected."""
    read = returns.read_returns(answers["returns"])
    return [Grant(row, tuple(delivery.expected_quarters(row, read, today))) for row in rows_of(Grants, answers["grants"])]


def _rows(record: type[Row], answers: Mapping[str, pd.DataFrame]) -> list[Row]:
    """The answer that a record is a row of; none where the release does not know the question."""
    name = question_of(record)
    return rows_of(record, answers[name]) if name in answers else []


def _by_project(record: type[Own], answers: Mapping[str, pd.DataFrame]) -> dict[tuple[str | None, str | None], list[Own]]:
    return grouped(((row.grant_id, row.project_id), row) for row in _rows(record, answers))


def titles(found: Sequence[FundedProject]) -> dict[Project, str]:
    """The title of each project."""
    return {one.project: fields.text(one.row.title) for one in found}
