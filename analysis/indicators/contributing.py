"""Which projects are meant to move an indicator, or those of a pillar: named, never said to have moved them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.indicators.asked import Indicator
from analysis.indicators.what_changed import PillarState
from analysis.release.questions.projects import Projects
from analysis.words import fields, phrases

NOT_WHY = "A project stands here because it is meant to contribute. Nothing here says that it caused a change."


@dataclass(frozen=True)
class Contributing:
    """A project that is meant to contribute, and to what, in words."""

    grant_id: str
    project_id: str
    words: str


def to_pillar(found: PillarState, rows: Sequence[Projects]) -> list[Contributing]:
    """The projects meant to move a pillar's indicators, each with the names of those.

    A project belongs where it is listed so, or reports figures of the pillar.
    """
    said: list[Contributing] = []
    for row in rows:
        mine = [state.indicator.short_title for state in found.states if _is_meant(row, state.indicator)]
        if mine or found.pillar.id in _listed(row.pillars):
            said.append(_named(row, f": contributes to {phrases.listed(mine, at_most=5)}" if mine else ""))
    return said


def to_indicator(one: Indicator, rows: Sequence[Projects]) -> list[Contributing]:
    """The projects meant to move one indicator, or that report it."""
    return [_named(row, "") for row in rows if _is_meant(row, one)]


def _is_meant(row: Projects, one: Indicator) -> bool:
    return one.id in _listed(row.indicators) or one.numerator.project_id == row.project_id


def _named(row: Projects, to_what: str) -> Contributing:
    return Contributing(row.grant_id, row.project_id, f"{fields.text(row.title)} ({row.project_id}){to_what}")


def _listed(cell: object) -> list[str]:
    return [part.strip() for part in fields.text(cell).replace(";", ",").split(",")]
