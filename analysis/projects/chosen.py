"""Which projects an address asks for: some by their identifier or title, or those of a pillar; what there is not is said."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.projects.delivery import Project
from analysis.words import asked_for, fields
from analysis.words.asked_for import Unmet

PROJECT, PILLAR = "project", "pillar"


def chosen(
    projects: pd.DataFrame, pillars: Mapping[str, str], asked: Mapping[str, Sequence[str]]
) -> tuple[set[Project], list[Unmet]]:
    """The projects asked for, all where nothing is, and what of it there is not.

    projects: as the question of that name answers. pillars: id → name. asked: what the address says of `project` and of `pillar`.
    """
    rows = projects.to_dict("records")
    titles = {str(row["project_id"]): fields.text(row["title"]) for row in rows}
    wanted, no_project = _matched(PROJECT, asked.get(PROJECT, ()), titles)
    of_pillars, no_pillar = _matched(PILLAR, asked.get(PILLAR, ()), pillars)
    found = {
        (row["grant_id"], row["project_id"])
        for row in rows
        if (not wanted or row["project_id"] in wanted) and (not of_pillars or of_pillars & _listed(row["pillars"]))
    }
    return found, [*no_project, *no_pillar]


def _matched(what: str, texts: Sequence[str], names: Mapping[str, str]) -> tuple[set[str], list[Unmet]]:
    by_text = {text: asked_for.matched(text, names) for text in texts if text}
    unmet = [
        Unmet(what, text, f"“{text}” is no {what} of this partnership.", _nearest(text, names))
        for text, code in by_text.items()
        if code is None
    ]
    return {code for code in by_text.values() if code is not None}, unmet


def _nearest(text: str, names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Alike by name, else by identifier: of short ones any is near enough to be offered."""
    alike = asked_for.nearest(text, names) or asked_for.nearest(text, {code: code for code in names}, cutoff=0.0)
    return tuple((code, f"{code} {names[code]}".strip()) for code, _ in alike)


def _listed(cell: object) -> set[str]:
    return {part.strip() for part in fields.text(cell).replace(";", ",").split(",") if part.strip()}
