"""What became of the crimes of a selection: the latest outcomes, in the groups of data/reference/outcomes.csv."""

from __future__ import annotations

from functools import cache

import pandas as pd

from analysis.crime.selection import INCIDENTS, Selection
from analysis.declared import reference_tables
from analysis.figures.charts import bars
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.words import phrases

GROUPS = (
    "Charged or summonsed",
    "Out of court",
    "No suspect identified",
    "Evidential difficulties",
    "Still open",
    "Closed for another reason",
    "Not known",
)
"""In the order in which they are shown: what was achieved, why not, what is still to come."""
NOT_KNOWN = GROUPS[-1]
GROUPED = (
    "Charged or summonsed: all that went to court, whatever came of it. Out of court: cautions, local resolutions, warnings and "
    "penalty notices. Evidential difficulties: the police write “Unable to prosecute suspect”."
)


@cache
def groups() -> dict[str, str]:
    """Outcome, as the police write it → its group."""
    rows = reference_tables.reference_table("outcomes")
    return dict(zip(rows["outcome"], rows["grouped"], strict=True))


def grouped(outcomes: pd.Series) -> pd.Series:
    """The group of each outcome; what the reference table does not know, or none published, is not known."""
    return outcomes.map(groups()).fillna(NOT_KNOWN)


def outcomes(selection: Selection, rows: pd.DataFrame, caption: Caption, loaded: str) -> Figure:
    """What became of the selected crimes, by group. loaded: the months of outcomes files in words, empty where none is loaded.

    rows: outcome, in_street_file, in_outcomes_files (answers of `crime_outcomes`).
    """
    rows = rows.assign(group=grouped(rows["outcome"]), order=lambda found: found["group"].map(GROUPS.index))
    rows = rows.sort_values(["order", "in_street_file"], ascending=[True, False], kind="stable")
    total = int(rows["in_street_file"].sum())
    sums = rows.groupby("group")["in_street_file"].sum()
    shown = {name: int(sums[name]) for name in GROUPS if sums.get(name, 0)}
    fair = selection.span.comparable
    labels = [f"{count:,} ({phrases.percentage(count / total)})" if fair else f"{count:,}" for count in shown.values()]
    table = pd.DataFrame(
        {
            "Group": rows["group"],
            "Outcome": rows["outcome"],
            "Crimes, by the street file": rows["in_street_file"].astype("Int64"),
            "Share (%)": [round(100 * count / total, 1) if total else None for count in rows["in_street_file"]],
        }
    )
    table = table if fair else table.drop(columns="Share (%)")
    if loaded:
        table["Crimes, by the outcomes files"] = rows["in_outcomes_files"].astype("Int64")
    return Figure(
        id="recorded_crime_outcomes",
        topic=True,
        title="Outcomes: the latest published for each crime",
        sentence=_sentence(selection, shown, total),
        chart=bars.bars(list(shown), [float(count) for count in shown.values()], "crimes", words=labels) if total else None,
        table=table.reset_index(drop=True),
        caption=caption,
        counts=OPEN,
        notes=_notes(selection, loaded),
        formats={
            "Crimes, by the street file": "localized",
            "Crimes, by the outcomes files": "localized",
            "Share (%)": "%.1f",
        },
    )


def _sentence(selection: Selection, shown: dict[str, int], total: int) -> str:
    if not selection.span.loaded:
        return f"{phrases.capital(selection.span.nothing())}."
    if not total:
        return "No crime in this choice has an outcome: anti-social behaviour incidents have none."
    if not selection.span.comparable:
        return f"The latest outcomes of {total:,} crimes, {selection.period()}. No share is worked out across the break."
    said = [
        f"{name[:1].lower()}{name[1:]} {phrases.percentage(count / total)}"
        for name, count in sorted(shown.items(), key=lambda pair: -pair[1])[:3]
    ]
    return f"Of {phrases.counted(total, 'crimes')}, {selection.period()}: {phrases.listed(said)}."


def _notes(selection: Selection, loaded: str) -> tuple[str, ...]:
    notes = ["Recent crimes have had less time to reach an outcome.", GROUPED]
    if selection.span.statement():
        notes.insert(0, selection.span.statement())
    if loaded:
        notes.append(
            f"Outcomes files are loaded for {loaded} (the month of the outcome). The table's last column counts the chosen "
            "crimes whose newest entry in them is that outcome."
        )
    else:
        notes.append("No outcomes file is loaded: these are the outcomes that the street files give.")
    if INCIDENTS in selection.types:
        notes.append("Anti-social behaviour incidents have no outcome and are left out here.")
    return tuple(notes)
