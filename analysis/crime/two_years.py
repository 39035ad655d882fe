"""Two financial years side by side: the newest that lies whole within a choice's months and is loaded, and the one before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from analysis.crime import place_changes
from analysis.crime.selection import Selection
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.methods import comparison
from analysis.methods.comparison import Comparison
from analysis.words import periods, phrases
from analysis.words.months import MONTHS_A_YEAR, financial_year_name, financial_year_of, shifted

TOTAL = "All of these"
TYPE = "Crime type"
JUDGED = (
    f"{comparison.PERCENTAGE_RULE} The interval allows for how much each type's own months vary.",
    "Of 20 types without any change, one is called a clear change by chance.",
)


def year_of(selection: Selection) -> Selection:
    """The same choice in the last financial year that ends within or with its months: April to March, whole."""
    start = financial_year_of(selection.end)
    end = shifted(start, MONTHS_A_YEAR - 1)
    if end > selection.end:
        start, end = shifted(start, -MONTHS_A_YEAR), shifted(end, -MONTHS_A_YEAR)
    return replace(selection, start=start, end=end)


def year_before(year: Selection) -> date:
    """The first month of the financial year before that of a choice."""
    return shifted(year.start, -MONTHS_A_YEAR)


def figure(year: Selection, rows: pd.DataFrame, compared: Comparison, caption: Caption) -> Figure:
    """Records by crime type in a financial year and in the one before; each change is judged by how the type's months vary.

    year: of `year_of`. rows: month, place (a type), covered, comparable, reason, chosen (answers of `type_histories`). compared:
    whether the two years may be. A year of which a month is not loaded, or whose files cannot hold the types, has no number.
    """
    before = year_before(year)
    new, old = financial_year_name(year.start), financial_year_name(before)
    rows = _with_total(rows, year)
    kinds = list(dict.fromkeys(rows["place"]))
    now, was = (_counts(rows, kinds, start) for start in (year.start, before))
    table = pd.DataFrame({TYPE: kinds, old: pd.array(was, dtype="Int64"), new: pd.array(now, dtype="Int64")})
    if compared.allowed:
        changes = place_changes.by_place(rows, year.start, year.end)
        told = place_changes.columns(now, was, kinds, changes)
        table = table.assign(**{name: cells for name, cells in told.items() if name != "A year before"})
    return Figure(
        id="recorded_crime_two_years",
        topic=True,
        title=f"{old} and {new} side by side",
        sentence=_sentence(year, rows, kinds, (was, now), compared),
        chart=None,
        table=table,
        caption=caption,
        counts=OPEN,
        notes=(*_notes(rows, (before, year.start)), *(JUDGED if compared.allowed else ())),
        formats={old: "localized", new: "localized", "Change (%)": "%+d", "Change": "%+d"},
    )


def none_whole(year: Selection) -> str:
    """What stands in place of the table where no financial year is loaded."""
    return (
        f"Two financial years stand side by side here once one is loaded whole: the one before the months chosen, "
        f"{financial_year_name(year.start)}, runs from {phrases.period(year.start, year.end)}."
    )


def _with_total(rows: pd.DataFrame, year: Selection) -> pd.DataFrame:
    """The rows with those of all types together in front, where there are several."""
    if len(year.types) < 2:
        return rows
    per_month = rows.groupby("month", sort=False, as_index=False)
    whole = per_month.agg(
        covered=("covered", "first"), comparable=("comparable", "first"), reason=("reason", "first"), chosen=("chosen", "sum")
    )
    whole["chosen"] = whole["chosen"].where(whole["covered"].astype(bool))
    return pd.concat([whole.assign(place=TOTAL), rows], ignore_index=True)


def _counts(rows: pd.DataFrame, kinds: list[str], start: date) -> list[float | None]:
    """The records of each kind in the year from `start`; None where a month of it is not loaded."""
    end = shifted(start, MONTHS_A_YEAR - 1)
    inside = rows[(rows["month"] >= pd.Timestamp(start)) & (rows["month"] <= pd.Timestamp(end))]
    known = {str(place): mine["chosen"].dropna() for place, mine in inside.groupby("place")}
    whole = {place: float(counts.sum()) for place, counts in known.items() if len(counts) == MONTHS_A_YEAR}
    return [whole.get(kind) for kind in kinds]


def _sentence(
    year: Selection,
    rows: pd.DataFrame,
    kinds: list[str],
    counts: tuple[list[float | None], list[float | None]],
    compared: Comparison,
) -> str:
    was, now = counts[0][0], counts[1][0]
    subject = f"{year.what()} in {year.place()}"
    if was is None or now is None or not compared.allowed:
        return f"{subject}: the two years are not compared. {compared.refused}".rstrip()
    change = place_changes.by_place(rows[rows["place"] == kinds[0]], year.start, year.end).get(kinds[0])
    new, old = financial_year_name(year.start), financial_year_name(year_before(year))
    said = place_changes.judged(now, was, change)
    return f"{subject}: {phrases.number(now)} recorded in {new}, {phrases.number(was)} in {old}: {said}."


def _notes(rows: pd.DataFrame, starts: tuple[date, date]) -> tuple[str, ...]:
    notes = ["A financial year runs from April to March."]
    months = rows.drop_duplicates("month")
    for start in starts:
        missing = comparison.missing_months(months, start, shifted(start, MONTHS_A_YEAR - 1))
        if missing:
            notes.append(f"No number for {financial_year_name(start)}: no file of {periods.runs(missing)} is loaded.")
    return tuple(notes)
