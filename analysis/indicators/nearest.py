"""What is published nearest to an indicator that no table gives for an area: another indicator, or the whole force's figures.

Either is shown under its own name and for its own area, and neither fills the indicator.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.figures.charts import period_lines
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.indicators.asked import Ask, Indicator
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods.series import Point, Series
from analysis.release.questions.indicators import ForceKnifeQuarters
from analysis.release.rows import ask_rows, grouped
from analysis.words import phrases
from analysis.words.months import quarter_end
from analysis.words.periods import NO_FILE

YEAR = 4
"""Quarters of a year."""


@dataclass(frozen=True)
class OfForce:
    """A force's own figures by quarter. line: labelled with the force's name; kinds: how many kinds of offence, by first day."""

    line: Series
    kinds: Mapping[date, int]

    @property
    def force(self) -> str:
        """The force's name, as the table writes it."""
        return self.line.label


def stands_for(found: IndicatorState, every: Sequence[IndicatorState]) -> IndicatorState | None:
    """The indicator that stands nearest and has figures; None where there is none, or the indicator is filled itself."""
    if found.filled:
        return None
    return next((one for one in every if one.indicator.id == found.indicator.proxy and one.filled), None)


def of_forces(indicator: Indicator, ask: Ask) -> list[OfForce]:
    """The whole force's figures by quarter, one entry a force of the area; empty where no table of them is loaded.

    A quarter that no loaded table gives is a gap.
    """
    if not indicator.whole_force or "force_knife_offences" not in set(ask("tables")["name"]):
        return []
    by_force = grouped((row.force_name, row) for row in ask_rows(ForceKnifeQuarters, ask))
    return [_of_force(force, rows) for force, rows in by_force.items()]


def _of_force(force: str, rows: Sequence[ForceKnifeQuarters]) -> OfForce:
    values = {row.quarter_start: row.offences for row in rows}
    kinds = {row.quarter_start: row.kinds for row in rows}
    firsts = [first.date() for first in pd.date_range(min(values), max(values), freq="QS")]
    points = tuple(
        Point(first, quarter_end(first), values.get(first), status="final" if first in values else NO_FILE) for first in firsts
    )
    return OfForce(Series(force, points), kinds)


def year_total(found: OfForce) -> tuple[Point, Point | None] | None:
    """The newest four quarters together, and the four before them; None where one is missing or counts other kinds of offence."""
    newest = _total(found, found.line.points[-YEAR:])
    if newest is None:
        return None
    before = _total(found, found.line.points[-2 * YEAR : -YEAR])
    same = len({found.kinds.get(point.first) for point in found.line.points[-2 * YEAR :]}) == 1
    return newest, before if same else None


def _total(found: OfForce, points: Sequence[Point]) -> Point | None:
    known = [point.value for point in points if point.value is not None]
    if len(known) < YEAR or len({found.kinds[point.first] for point in points}) > 1:
        return None
    return Point(points[0].first, points[-1].last, sum(known))


def figure_name(indicator_id: str, force: str) -> str:
    """The name of a force's figure beside an indicator."""
    return f"force_{indicator_id}_{force.lower().replace(' ', '-')}"


def force_figure(indicator_id: str, found: OfForce, area: str, caption: Caption) -> Figure:
    """The force's offences by quarter, said to be the force's. No judgement: whether it changed is not the area's question."""
    points = found.line.points
    return Figure(
        id=figure_name(indicator_id, found.force),
        title=_title(found),
        sentence=_sentence(found, area),
        chart=period_lines.period_lines([Series("", points)], "offences a quarter", height=260),
        table=pd.DataFrame(
            {
                "Police force": [found.force for _ in points],
                "Quarter": [phrases.days(point.first, point.last) for point in points],
                "Offences with a knife": pd.array([point.value for point in points], dtype="Int64"),
                "Kinds of offence": pd.array([found.kinds.get(point.first) for point in points], dtype="Int64"),
            }
        ),
        caption=caption,
        counts=OPEN,
        notes=(
            "Selected offences in which a knife or sharp instrument was used. Forces changed how they count them, each at its "
            "own time: earlier years may not be comparable.",
        ),
    )


def _title(found: OfForce) -> str:
    total = year_total(found)
    told = total[0] if total else next(point for point in reversed(found.line.points) if point.value is not None)
    counted = phrases.count(int(told.value or 0), "offence")
    return f"The whole of {found.force}: {counted} with a knife {phrases.in_period(told.first, told.last)}"


def _sentence(found: OfForce, area: str) -> str:
    said = [f"These are the force's figures, of which {area} is a part that is not published: they say nothing of {area} alone."]
    total = year_total(found)
    if total and total[1]:
        before = total[1]
        said.append(
            f"{phrases.capital(phrases.days(before.first, before.last))}: {phrases.number(before.value or 0)} in the whole force."
        )
    return " ".join(said)
