"""The street names with most records of a selection, and what came of the crimes there. Kinds of place stand apart."""

from __future__ import annotations

import pandas as pd

from analysis.crime import outcome_figures
from analysis.crime.gathered import kinds_of_place
from analysis.crime.selection import Selection
from analysis.figures.charts import bars
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.words import phrases

STREETS_DRAWN = 12
KINDS_NAMED = 3
STREET, KIND = "street", "kind of place"
SNAP_POINTS = (
    "The police move each record to an anonymised point on or near a street before they publish it, so these are never "
    "addresses. Names such as Parking Area or Supermarket stand for any such place in the ward."
)


def streets(selection: Selection, rows: pd.DataFrame, caption: Caption, outcomes: pd.DataFrame | None = None) -> Figure:
    """The street names with most records; kinds of place follow in the table and are not drawn.

    rows: street, ward_name, records (answers of `streets`). outcomes: street, ward_name, outcome, records (answers of
    `street_outcomes`). selection: months that may be compared (`Selection.comparable_part`), since a rank compares; else no
    street is named.
    """
    rows = rows if selection.span.comparable else rows.head(0)
    is_kind = rows["street"].isin(kinds_of_place())
    real, kinds = rows[~is_kind], rows[is_kind]
    one_ward = len(selection.wards) == 1
    top = real.head(STREETS_DRAWN)
    labels = [street if one_ward else f"{street}, {ward}" for street, ward in zip(top["street"], top["ward_name"], strict=True)]
    unit = phrases.capital(selection.unit)
    return Figure(
        id="recorded_crime_streets",
        topic=True,
        title="Busiest streets: on or near",
        sentence=_sentence(selection, real, kinds, one_ward),
        chart=bars.bars(labels, [float(count) for count in top["records"]], selection.unit) if labels else None,
        table=_table(pd.concat([real, kinds]), unit, one_ward, outcomes),
        caption=caption,
        counts=OPEN,
        notes=(SNAP_POINTS, *((outcome_figures.GROUPED,) if outcomes is not None and len(rows) else ())),
        formats={unit: "localized"},
    )


def _table(rows: pd.DataFrame, unit: str, one_ward: bool, outcomes: pd.DataFrame | None) -> pd.DataFrame:
    """Streets, then kinds of place; the ward where there is more than one; a column for each group of outcomes that is met."""
    table = pd.DataFrame(
        {
            "On or near": rows["street"],
            "Ward": rows["ward_name"],
            "What it is": [KIND if street in kinds_of_place() else STREET for street in rows["street"]],
            unit: rows["records"].astype("Int64"),
        }
    ).reset_index(drop=True)
    if outcomes is not None and len(outcomes) and len(table):
        counts = outcomes.assign(group=outcome_figures.grouped(outcomes["outcome"]))
        counts = counts.pivot_table(index=["street", "ward_name"], columns="group", values="records", aggfunc="sum", fill_value=0)
        mine = counts.reindex(pd.MultiIndex.from_frame(table[["On or near", "Ward"]]), fill_value=0)
        for name in (group for group in outcome_figures.GROUPS if group in mine):
            table[name] = mine[name].astype("Int64").to_numpy()
    return table.drop(columns="Ward") if one_ward else table


def _sentence(selection: Selection, real: pd.DataFrame, kinds: pd.DataFrame, one_ward: bool) -> str:
    if not selection.span.loaded:
        return f"{phrases.capital(selection.span.nothing())}."
    if not selection.span.comparable:
        return f"No street is ranked, {selection.span.span}. {phrases.capital(selection.span.limits())}."
    if real.empty and kinds.empty:
        return f"No {selection.unit} recorded on or near a street in this choice, {selection.period()}."
    said = _first(selection, real, one_ward)
    if kinds.empty:
        return said
    sums = kinds.groupby("street")["records"].sum().sort_values(ascending=False, kind="stable")
    named = [f"{kinds_of_place()[str(name)]} {count:,}" for name, count in sums.head(KINDS_NAMED).items()]
    return f"{said} Apart from streets, on or near {phrases.listed(named)}.".strip()


def _first(selection: Selection, real: pd.DataFrame, one_ward: bool) -> str:
    if real.empty:
        return ""
    first = real.iloc[0]
    where = "" if one_ward else f" in {first['ward_name']}"
    return (
        f"More {selection.unit} were recorded on or near {first['street']}{where} than at any other street name: "
        f"{first['records']:,}, {selection.period()}."
    )
