"""All that is known of each project, put together once: outputs, returns, milestones, money, risks, and its grant's quarters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from analysis.projects import delivery, money, returns
from analysis.projects.delivery import Output, Project, Quarter
from analysis.projects.returns import Return, Running
from analysis.words import fields

Row = Mapping[Any, Any]
OF_A_PROJECT = ("milestones", "spend", "risks", "ratings", "baselines", "stages")
TABLES = (*OF_A_PROJECT, "moves")
"""Questions that a release of an earlier version of the program may not know."""


@dataclass(frozen=True)
class Grant:
    """A grant with the quarters of its year for which returns can be expected by today, in order; none where none can be."""

    row: Row
    quarters: tuple[Quarter, ...] = ()

    @property
    def released(self) -> date | None:
        """The day on which the money could first be spent; None where not known."""
        return fields.day(self.row["released_on"])

    def quarter_name(self, quarter: Quarter) -> str:
        """A quarter as ratings name it: "2024/25 Q4"."""
        year = fields.text(self.row["year"])
        return f"{year} Q{delivery.quarters(year).index(quarter) + 1}"


@dataclass(frozen=True)
class FundedProject:
    """One project with all that is known of it. Rows are as the questions of their names answer."""

    row: Row
    grant: Grant
    outputs: tuple[Output, ...] = ()
    totals: Mapping[str, tuple[Running, ...]] = field(default_factory=dict[str, tuple[Running, ...]])
    """Measure → what is shown of it at the end of each period returned."""
    returns: tuple[Return, ...] = ()
    milestones: tuple[Row, ...] = ()
    spend: tuple[Row, ...] = ()
    risks: tuple[Row, ...] = ()
    overrides: tuple[Row, ...] = ()
    baselines: tuple[Row, ...] = ()
    stages: tuple[Row, ...] = ()
    allocated: float | None = None
    """Pounds, with what was moved to it and from it; None where its share was never handed in."""

    @property
    def project(self) -> Project:
        """Its grant and project."""
        return str(self.row["grant_id"]), str(self.row["project_id"])

    @property
    def begins(self) -> date | None:
        """The day from which progress counts: the release of funds, or the start where that is later; None where not known."""
        released, starts = self.grant.released, fields.day(self.row["starts"])
        return max(released, starts) if released and starts else released

    @property
    def ends(self) -> date | None:
        """Its last day; None where not known."""
        return fields.day(self.row["ends"])


def facts(answers: Mapping[str, pd.DataFrame], today: date) -> list[FundedProject]:
    """Every project in the order of the list. answers: by question; of `TABLES` some may be left out."""
    grants = {grant.row["grant_id"]: grant for grant in every_grant(answers, today)}
    read = returns.read_returns(answers["returns"])
    totals = returns.totals(read)
    outputs = delivery.outputs(answers["targets"], answers["returns"], answers.get("draft_returns"))
    of = {name: by_project(answers[name].to_dict("records")) if name in answers else {} for name in OF_A_PROJECT}
    own = {"outputs": _grouped((one.project, one) for one in outputs)}
    own_returns = _grouped(((one.grant_id, one.project_id), one) for one in read)
    shown = _grouped((key[:2], (key[2], total)) for key, total in totals.items())
    moves = answers["moves"].to_dict("records") if "moves" in answers else []
    found: list[FundedProject] = []
    for row in answers["projects"].to_dict("records"):
        key = (row["grant_id"], row["project_id"])
        found.append(
            FundedProject(
                row,
                grants.get(key[0]) or Grant({"grant_id": key[0], "released_on": None, "year": ""}),
                tuple(own["outputs"].get(key, ())),
                dict(shown.get(key, ())),
                tuple(own_returns.get(key, ())),
                *(tuple(of[name].get(key, ())) for name in OF_A_PROJECT),
                allocated=money.after_moves(fields.number(row["allocated"]), key, moves),
            )
        )
    return found


def every_grant(answers: Mapping[str, pd.DataFrame], today: date) -> list[Grant]:
    """The grants, each with the quarters for which returns can be expected."""
    read = returns.read_returns(answers["returns"])
    return [Grant(row, tuple(delivery.expected_quarters(row, read, today))) for row in answers["grants"].to_dict("records")]


def by_project(rows: Iterable[Row]) -> dict[Project, list[Row]]:
    """Rows by their grant and project."""
    return _grouped(((row["grant_id"], row["project_id"]), row) for row in rows)


def _grouped(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def titles(found: Sequence[FundedProject]) -> dict[Project, str]:
    """The title of each project."""
    return {one.project: fields.text(one.row["title"]) for one in found}
