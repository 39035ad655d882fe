"""What was done in zones and cells: delivered against asked for, by quarter. What nobody told is not known, never nought."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from analysis.figures import disclosure
from analysis.figures.charts import bars
from analysis.figures.figure import Caption, Counted, Figure
from analysis.methods.comparison import SMALLEST_BASE
from analysis.words import fields, phrases
from analysis.words.months import every_month, quarter_end, quarter_of

MINUTES_AN_HOUR = 60
NOT_KNOWN = "How much was done is not known."
NOTHING_LOADED = (
    f"{NOT_KNOWN} It takes a list of what each agency did (activity): date, place_id, agency, kind, visits, minutes, "
    "minutes_asked, people_helped. Nothing loaded does not mean that nothing was done."
)
SUMMED = ("rows", "visits", "minutes", "of_asked", "asked", "people", "unsure")
HIDDEN = f"People helped are left blank where they are {disclosure.FEW}, or not told."


def by_quarter(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a zone and quarter (its first day), in order of zone and time, with the sums of its months; blank where none tells.

    rows: as `activity_months` answers.
    """
    quarters = rows.assign(quarter=[quarter_of(month.date()) for month in pd.to_datetime(rows["month"])])
    return quarters.groupby(["zone_id", "quarter"], sort=True)[list(SUMMED)].sum(min_count=1).reset_index()


def shown(quarters: pd.DataFrame) -> pd.DataFrame:
    """The same with numbers of people helped left blank where they may not be shown."""
    few = [disclosure.too_few(None if pd.isna(people) else float(people)) for people in quarters["people"]]
    return quarters.assign(people=quarters["people"].mask(pd.Series(few, index=quarters.index, dtype=bool)))


def delivered(quarters: pd.DataFrame, names: Mapping[str, str], caption: Caption) -> Figure:
    """Hours delivered against hours asked for, by zone and quarter. quarters: as `shown` leaves them. names: zone → its name."""
    records = fields.lines(quarters)
    last = max((one["quarter"] for one in records), default=None)
    newest = [one for one in records if one["quarter"] == last]
    known = [one for one in newest if not pd.isna(one["minutes"])]
    chart = bars.bars(
        [names[one["zone_id"]] for one in known],
        [_hours(one["minutes"]) for one in known],
        f"hours, {phrases.days(last, quarter_end(last))}" if last else "hours",
        words=[phrases.counted(_hours(one["minutes"]), "hours") for one in known],
    )
    return Figure(
        id="activity",
        topic=True,
        title="What was done, against what was asked for",
        sentence=_sentence(newest, last, names),
        chart=chart if known else None,
        table=pd.DataFrame([_row(one, names) for one in reversed(records)]),
        caption=caption,
        counts=Counted(
            ("Place", "Quarter"),
            ("People helped",),
            apart=("Visits", "Hours", "Hours asked for", "Delivered (%)"),
            nouns=("people",),
        ),
        notes=_notes(quarters),
        formats={"Hours": "%.1f", "Hours asked for": "%.1f", "Delivered (%)": "%d"},
    )


def beside(rows: pd.DataFrame, zone: str, first: date, last: date) -> str:
    """How much was done in a zone in the months from first to last, in a sentence, or that it is not known.

    Months without a row are counted as what they are: without a row.
    """
    mine = rows[rows["zone_id"] == zone]
    inside = mine[(mine["month"] >= pd.Timestamp(first)) & (mine["month"] <= pd.Timestamp(last))]
    minutes = inside["minutes"].sum(min_count=1)
    if pd.isna(minutes):
        return NOT_KNOWN
    every, told = len(every_month(first, last)), int(inside["minutes"].notna().sum())
    said = f"{phrases.counted(_hours(minutes), 'hours')} of activity are recorded there, {phrases.period(first, last)}"
    of = (
        "in each of its months"
        if told == every
        else f"in {told} of {phrases.count(every, 'month')}; of the others it is not known"
    )
    return f"{said}, {of}."


def _sentence(newest: list[dict[str, Any]], last: date | None, names: Mapping[str, str]) -> str:
    if last is None:
        return f"No activity in a zone or cell is loaded. {NOT_KNOWN}"
    when = phrases.days(last, quarter_end(last))
    known = [one for one in newest if not pd.isna(one["minutes"])]
    if not known:
        return f"{when}: rows are loaded, and none tells how long anybody was there. {NOT_KNOWN}"
    agreed = [one for one in newest if not (pd.isna(one["of_asked"]) or pd.isna(one["asked"]))]
    where = phrases.listed([names[one["zone_id"]] for one in (agreed or known)], "more places")
    hours = _hours(sum(one["of_asked" if agreed else "minutes"] for one in (agreed or known)))
    if not agreed:
        return f"{when}: {phrases.counted(hours, 'hours')} in {where}; what was asked for is not loaded."
    asked = _hours(sum(one["asked"] for one in agreed))
    return f"{when}: {phrases.number(hours)} of the {phrases.counted(asked, 'hours')} asked for in {where}."


def _row(one: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    share = None
    if not (pd.isna(one["asked"]) or pd.isna(one["of_asked"])) and one["asked"] >= SMALLEST_BASE * MINUTES_AN_HOUR:
        share = round(100 * one["of_asked"] / one["asked"])
    return {
        "Place": names[one["zone_id"]],
        "Quarter": phrases.days(one["quarter"], quarter_end(one["quarter"])),
        "Visits": None if pd.isna(one["visits"]) else int(one["visits"]),
        "Hours": None if pd.isna(one["minutes"]) else _hours(one["minutes"]),
        "Hours asked for": None if pd.isna(one["asked"]) else _hours(one["asked"]),
        "Delivered (%)": share,
        "People helped": None if pd.isna(one["people"]) else int(one["people"]),
    }


def _notes(quarters: pd.DataFrame) -> tuple[str, ...]:
    unsure = int(quarters["unsure"].sum()) if len(quarters) else 0
    overlap = (
        f"Visits of one agency that overlap count once; of {phrases.count(unsure, 'row')} the start is not told, so that "
        "overlaps cannot be seen."
    )
    return ("A quarter without a row is not known, not nought.", *((overlap,) if unsure else ()), HIDDEN)


def _hours(minutes: float) -> float:
    return round(minutes / MINUTES_AN_HOUR, 1)
