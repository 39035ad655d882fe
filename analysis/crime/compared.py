"""Up to four wards, zones or crime types side by side: a panel each, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.crime import figures as crime_figures
from analysis.crime import place_changes
from analysis.crime.selection import Selection
from analysis.figures.charts import canvas, trends
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.methods.comparison import Comparison
from analysis.words import phrases

AT_MOST = 4  # more panels than these are too low to be read
TOGETHER, WARDS, TYPES, ZONES = "together", "wards", "types", "zones"
WAYS = {TOGETHER: "Together", WARDS: "Wards side by side", TYPES: "Types side by side", ZONES: "Zones side by side"}
"""How a choice is shown, as an address names it → as a reader does."""
HEIGHTS = {2: 330, 3: 390, 4: 450}
ONE_SCALE = "All panels have one scale. Counts are not rates: places differ in how many people live, work and go out there."
NIGHT_FIRST = "Four of the {count} zones stand here, those of the night before the others: more would be too low to read."
ZONES_WHOLE = "Zones are counted whole, whatever wards are chosen; where they overlap a record counts in each."


@dataclass(frozen=True)
class OneCompared:
    """One of those compared. rows: month, covered, comparable, reason, chosen (as `trend` answers), in all loaded months."""

    name: str
    rows: pd.DataFrame


def too_few_or_many(number: int, noun: str) -> str:
    """Why so many cannot stand side by side, and what to do; empty where they can."""
    if number < 2:
        return f"Choose two to four {noun} to see them side by side."
    if number > AT_MOST:
        return f"Four {noun} at most stand side by side; {number} are chosen. Leave some out."
    return ""


def zones_note(count: int) -> str:
    """What is to be known of zones side by side, of so many that are loaded."""
    left_out = NIGHT_FIRST.format(count=count) if count > AT_MOST else ""
    return " ".join(said for said in (left_out, ZONES_WHOLE) if said)


def figure(selection: Selection, sides: Sequence[OneCompared], compared: Comparison, caption: Caption, note: str = "") -> Figure:
    """Two to four places or types by month, each in its own panel on one scale. compared: with the same months a year before."""
    unit = f"{selection.unit} a month"
    panels = [
        trends.Panel(side.name, [canvas.Line(side.name, [_number(value) for value in side.rows["chosen"]])], unit)
        for side in sides
    ]
    rows = sides[0].rows
    months = pd.to_datetime(rows["month"])
    table = pd.DataFrame({"Month": [phrases.short_month(month.date()) for month in months]})
    for side in sides:
        table[side.name] = side.rows["chosen"].astype("Int64").to_list()
    ends = (selection.start.isoformat(), selection.end.isoformat())
    notes = [*crime_figures.trend_notes(selection, rows), ONE_SCALE, *([note] if note else [])]
    return Figure(
        id="recorded_crime_compared",
        topic=True,
        title=f"{phrases.listed([side.name for side in sides], at_most=AT_MOST)} side by side",
        sentence=_sentence(selection, sides, compared),
        chart=trends.trend(rows, panels, HEIGHTS[len(sides)], chosen=ends, one_scale=True),
        table=table,
        caption=caption,
        counts=OPEN,
        notes=tuple(notes),
        formats={side.name: "localized" for side in sides},
    )


def _sentence(selection: Selection, sides: Sequence[OneCompared], compared: Comparison) -> str:
    """Each with its count in the period, and its own change on the year before where that can be told."""
    if not selection.span.loaded:
        return f"{phrases.capital(selection.span.nothing())}."
    said = [f"{side.name} {_counted(selection, side, compared)}" for side in sides]
    why = compared.refused if selection.span.comparable else f"{phrases.capital(selection.span.limits())}."
    return f"{phrases.capital(selection.span.in_statement())}: {'; '.join(said)}. {why}".rstrip()


def _counted(selection: Selection, side: OneCompared, compared: Comparison) -> str:
    now = f"{crime_figures.in_period(side.rows, selection.start, selection.end):,.0f}"
    if not compared.allowed or not selection.span.comparable:
        return now
    change = place_changes.of_months(side.rows, selection.start, selection.end)
    if change.refused:
        return now
    before = phrases.number(crime_figures.in_period(side.rows, compared.start, compared.end))
    return f"{now}, {before} a year before: {change.clause()}"


def _number(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # pyright: ignore[reportArgumentType, reportCallIssue]
