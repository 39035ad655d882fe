"""What changes from one release to another, as figures: files, rows, totals, and the indicators that move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.figures import disclosure
from analysis.figures.figure import FILES, OPEN, Caption, Counted, Figure, Things
from analysis.indicators import asked as indicators
from analysis.indicators.asked import Indicator
from analysis.loaded import readings
from analysis.methods.series import Point
from analysis.release import database
from analysis.words import fields, phrases

Titles = Mapping[str, str]
COUNTED = "Counts people or restricted records"  # a column of `moved` that tells the gate which rows; no reader sees it


@dataclass(frozen=True)
class Changes:
    """The frames of a comparison, as `etl.release.compare.Comparison` describes them; `moved` as `moved` gives it (or empty).

    read: what the board reads differently, as `readings.differences` gives it.
    """

    files: pd.DataFrame
    rows: pd.DataFrame
    totals: pd.DataFrame
    moved: pd.DataFrame
    lists: pd.DataFrame = field(default_factory=pd.DataFrame)
    read: pd.DataFrame = field(default_factory=readings.empty)

    @property
    def empty(self) -> bool:
        """Whether nothing at all differs."""
        return all(frame.empty for frame in (self.files, self.rows, self.totals, self.lists, self.read))


@dataclass(frozen=True)
class Latest:
    """The newest figure of one line of an indicator."""

    indicator: Indicator
    name: str
    point: Point


def latest_figures(folder: Path | None = None) -> dict[tuple[str, str, str], Latest]:
    """The newest figure of every indicator that has one, by indicator, line and area; of the release in `folder`, if given."""
    if folder is not None:
        with database.using(folder):
            return latest_figures()
    if database.release() is None:
        return {}
    declared = indicators.declared()
    months = database.ask("indicator_months", crime_types=indicators.crime_types_asked(declared))
    values, returns, info = (database.ask(name) for name in ("indicator_values", "returns", "release_info"))
    area_code = dict(zip(info["key"], info["value"], strict=True))["area_code"]
    found: dict[tuple[str, str, str], Latest] = {}
    for one in declared:
        for line in indicators.series(one, months, values, returns, area_code):
            point = indicators.latest(line)
            if point is not None:
                name = f"{one.title}: {line.label}" if line.label else one.title
                found[one.id, line.label, line.area_code] = Latest(one, name, point)
    return found


def moved(before: Mapping[tuple[str, str, str], Latest], after: Mapping[tuple[str, str, str], Latest]) -> pd.DataFrame:
    """The indicators whose newest figure differs: its periods and values, by how much where both are shown, and `COUNTED`."""
    rows = [_move(before.get(key), after.get(key)) for key in dict.fromkeys([*after, *before])]
    columns = ["Indicator", "Unit", "Period before", "Before", "Period after", "After", "Change", COUNTED]
    table = pd.DataFrame([row for row in rows if row is not None], columns=columns)
    return table.astype(dict.fromkeys(("Before", "After", "Change"), "Float64"))


def sentence(found: Changes) -> str:
    """Which months and tables differ, in all: "Months and tables loaded: 2 new and 1 revised."."""
    if found.empty:
        return "Nothing differs: every month and table is what it was."
    files = found.files["change"].value_counts()
    said = phrases.listed([f"{files[kind]:,} {kind}" for kind in ("new", "revised", "gone") if kind in files.index])
    start = f"Months and tables loaded: {said}." if said else "No file differs."
    return start if len(found.rows) else f"{start} {rows_sentence(found.rows)}"


def rows_sentence(rows: pd.DataFrame) -> str:
    """Rows of recorded crime that are new, changed or gone, in all."""
    if rows.empty:
        return "No row of recorded crime changes."
    new, changed, gone = (int(rows[name].sum()) for name in ("rows_new", "rows_changed", "rows_gone"))
    where = phrases.count(len(rows), "force-month", "force-months")
    rows_new = f"{phrases.count(new, 'row')} of recorded crime {phrases.are(new)} new"
    return f"{rows_new}, {changed:,} changed and {gone:,} gone, in {where}."


def rows_figure(found: Changes, forces: Titles, caption: Caption) -> Figure:
    """Rows new, changed and gone by force and month."""
    rows = found.rows
    return Figure(
        id="rows_changed",
        title=rows_sentence(rows).rstrip("."),
        sentence="A row is changed where the same Crime ID has another type, place or outcome than before.",
        chart=None,
        table=pd.DataFrame(
            {
                "Month": [phrases.short_month(month) for month in _days(rows)],
                "Force": [forces.get(str(force), str(force)) for force in rows["force"]],
                "New": rows["rows_new"],
                "Changed": rows["rows_changed"],
                "Gone": rows["rows_gone"],
            }
        ),
        caption=caption,
        counts=OPEN,
        formats=dict.fromkeys(("New", "Changed", "Gone"), "localized"),
    )


def files_figure(found: Changes, titles: Titles, forces: Titles, caption: Caption) -> Figure:
    """Months and tables that are new, revised or gone. titles: source id → title."""
    files = found.files
    return Figure(
        id="files_changed",
        title=f"{phrases.count(len(files), 'month or table', 'months and tables')} with another file than before",
        sentence="New: nothing was loaded there before. Revised: another file takes its place. Gone: no file stands there now.",
        chart=None,
        table=pd.DataFrame(
            {
                "Change": files["change"],
                "Source": [titles.get(str(source), str(source)) for source in files["source"]],
                "Force": [forces.get(fields.text(force), fields.text(force)) for force in files["force"]],
                "Month": ["" if day is None else phrases.short_month(day) for day in _days(files)],
                "File before": [fields.text(name) for name in files["file_before"]],
                "File after": [fields.text(name) for name in files["file_after"]],
                "Rows before": files["loaded_before"].astype("Int64"),
                "Rows after": files["loaded_after"].astype("Int64"),
            }
        ),
        caption=caption,
        counts=Things(dict.fromkeys(("Rows before", "Rows after"), (FILES,))),
        formats=dict.fromkeys(("Rows before", "Rows after"), "localized"),
    )


def lists_sentences(found: Changes, titles: Titles) -> list[str]:
    """Rows of each list that are new, changed or gone, those that are gone by name. titles: source id → title."""
    said: list[str] = []
    for row in fields.lines(found.lists):
        counts = ((int(row[f"rows_{kind}"]), kind) for kind in ("new", "changed", "gone"))
        parts = phrases.listed([f"{count:,} {kind}" for count, kind in counts if count])
        gone = [str(key) for key in row["gone"]]
        named = f": gone {phrases.are(len(gone))} {phrases.listed(gone)}" if gone else ""
        said.append(f"{titles.get(str(row['list']), str(row['list']))}, rows: {parts}{named}.")
    return said


def totals_figure(found: Changes, area: str, caption: Caption) -> Figure:
    """Totals of the area by month and crime type, before and after."""
    totals = found.totals
    months = len(set(totals["month"]))
    title = f"Totals in {area} change in {phrases.count(months, 'month')}" if months else f"No total in {area} changes"
    return Figure(
        id="totals_changed",
        title=title,
        sentence=_largest_change(totals, area),
        chart=None,
        table=pd.DataFrame(
            {
                "Month": [phrases.short_month(day) for day in _days(totals)],
                "Crime type": totals["crime_type"],
                "Before": totals["before"].astype("Int64"),
                "After": totals["after"].astype("Int64"),
                "Change": totals["change"].astype("Int64"),
            }
        ),
        caption=caption,
        counts=OPEN,
        notes=("Blank: no file is loaded for that month, so there is no total. It is not zero.",) if months else (),
        formats=dict.fromkeys(("Before", "After"), "localized") | {"Change": "%+d"},
    )


def moved_figure(found: Changes, caption: Caption) -> Figure:
    """The indicators whose newest figure moves."""
    number = found.moved["Indicator"].nunique()
    return Figure(
        id="indicators_moved",
        title=f"The latest figure of {phrases.count(number, 'indicator')} moves" if number else "No indicator moves",
        sentence="The newest figure of each, with its period. Where the periods differ, the change is between two periods."
        if number
        else "The newest figure of every indicator stays as it is.",
        chart=None,
        table=found.moved.drop(columns=COUNTED),
        caption=caption,
        counts=Counted(
            ("Indicator", "Unit", "Period before", "Period after"),
            ("Before", "After"),
            derived={"Change": ("Before", "After")},
            rows=tuple(found.moved[COUNTED]),
        ),
        notes=("Blank: there is no figure, or it may not be shown.",) if number else (),
        formats={"Before": "localized", "After": "localized", "Change": "localized"},
    )


def _move(before: Latest | None, after: Latest | None) -> dict[str, object] | None:
    one = after or before
    assert one is not None
    old, new = before.point if before else None, after.point if after else None
    if old and new and (old.first, old.last, old.value, old.status) == (new.first, new.last, new.value, new.status):
        return None
    values = [point.value for point in (old, new) if point and point.value is not None]
    return {
        "Indicator": one.name,
        "Unit": one.indicator.unit,
        "Period before": _period(old),
        "Before": _rounded(old),
        "Period after": _period(new),
        "After": _rounded(new),
        "Change": round(round(values[1], 1) - round(values[0], 1), 1) if len(values) == 2 else None,
        COUNTED: disclosure.hides_few(one.indicator),
    }


def _rounded(point: Point | None) -> float | None:
    """The figure with one decimal: counts stay whole, and no rate carries more."""
    return None if point is None or point.value is None else round(point.value, 1)


def _period(point: Point | None) -> str:
    if point is None:
        return "no figure"
    hidden = f", not shown ({disclosure.FEW})" if point.hidden else ", not shown: too few" if point.value is None else ""
    return phrases.days(point.first, point.last) + hidden


def _largest_change(totals: pd.DataFrame, area: str) -> str:
    known = totals.dropna(subset=["change"])
    if totals.empty:
        return f"Every month and crime type in {area} has the total it had."
    if known.empty:
        return "Every month here is loaded on one side only, so there is nothing to set beside it."
    row = max(fields.lines(known), key=lambda row: abs(row["change"]))
    when = phrases.month(pd.Timestamp(row["month"]).date())
    return f"The largest change: {row['crime_type']} in {when}, {int(row['before']):,} before and {int(row['after']):,} after."


def _days(frame: pd.DataFrame) -> list[Any]:
    return [fields.day(month) for month in frame["month"]]
