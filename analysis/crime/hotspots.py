"""Where recorded crime gathers, in words and tables: in cells of equal area, and in the zones of the night-time economy."""

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from analysis.crime import place_changes
from analysis.crime.gathered import CellMap, Gathered
from analysis.crime.selection import Selection
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.methods.comparison import Change, Comparison
from analysis.methods.spatial import concentration
from analysis.methods.spatial.cells import Grid
from analysis.release.questions.crime import ForceTotal
from analysis.words import fields, phrases

LISTED = 50  # cells in the table behind the map
ZONE_NOTE = (
    "Zones are indicative: drawn from the coordinates of places, not from an official boundary. They may overlap, so they "
    "are not summed."
)
NO_HOURS = "These files carry no time of day, so the hours of the night-time economy (17:00 to 05:00) cannot be picked out."
NOT_MAPPED = (
    "Records that the police code as sexual offences or domestic abuse are never mapped: they are shown by ward or larger and "
    "for 12 months or more, since a cell could point to a person. The open files join violence with sexual offences in one "
    "category at points that are anonymised already; that category is shown."
)


def headline(selection: Selection, found: Gathered) -> str:
    """The page's statement: in how few cells half of the records lie, and when; across a break the count alone."""
    subject, when = f"{selection.what()}", selection.span.in_statement()
    if not selection.span.loaded:
        return f"{subject} in {selection.area}: {selection.span.nothing()}"
    if not found.total:
        return f"{subject} in {selection.area}: no record in a cell, {selection.period()}"
    recorded = f"{phrases.counted(found.total, selection.unit)} recorded in {selection.area} {when}"
    if not selection.span.comparable:
        return f"{subject}: {recorded}, not comparable throughout: no cell is ranked"
    if found.total == 1:
        return f"{subject}: the {recorded} lies in one cell"
    half = concentration.fewest_holding(found.by_cell, 0.5)
    return f"{subject}: half of the {recorded} {'lies' if half == 1 else 'lie'} in {half:,} of {_cells(found)}"


def _cells(found: Gathered) -> str:
    every = phrases.count(len(found.on.grid), "cell")
    return every if found.on.whole else f"{every} with a record in any month"


def context(selection: Selection) -> str:
    """The line under the statement: the choice in words, and what of its months is missing or not comparable."""
    return f"{selection.in_words()}. {selection.span.statement()}".rstrip()


def left_out(asked: Selection, shown: Selection) -> str:
    """Which of the months asked for this page leaves out, since it ranks and a rank compares; empty where none."""
    if asked.start == shown.start and asked.end == shown.end:
        return ""
    return (
        f"Shown is {shown.span.span} alone, of the {asked.span.span} asked for: "
        f"{asked.span.limits()}. Cells and zones are ranked on one side of a break only."
    )


def accounting(selection: Selection, found: Gathered, row: ForceTotal) -> str:
    """Cells, outside the grid and not located add up to the filter's total."""
    beyond = f", {found.outside_grid:,} in {selection.area} outside the cells" if found.outside_grid else ""
    beyond += f", {found.without_point:,} in {selection.area} without a point" if found.without_point else ""
    if not selection.span.loaded:
        return ""
    held = phrases.counted(row.in_force, selection.unit)
    return (
        f"The police files of {selection.span.span} hold {held} of these types: "
        f"{found.total:,} in cells{beyond}, {row.outside:,} outside {selection.area}, and {row.not_located:,} with no "
        "place given."
    )


def cell_table(selection: Selection, found: Gathered, said: str, caption: Caption) -> Figure:
    """The busiest cells as a figure without a chart: the map stands beside it. Across a break, cells by their references.

    said: the sentence of the view that is shown.
    """
    fair = selection.span.comparable
    shown = found.ranked if fair else sorted(found.ranked, key=lambda cell: found.on.names[cell])
    shown = shown[:LISTED]
    table = pd.DataFrame(
        {
            "Cell (grid reference)": [found.on.names[cell] for cell in shown],
            "Mostly on or near": [found.near[cell] for cell in shown],
            selection.unit.capitalize(): [int(found.by_cell[cell]) for cell in shown],
        }
    )
    sentence = said
    if not selection.span.loaded:
        sentence = f"{phrases.capital(selection.span.nothing())}."
    elif not fair:
        sentence = f"Cells are counted and not ranked, {selection.period()}."
    return Figure(
        id="hotspot_cells",
        topic=True,
        title=f"{phrases.capital(found.on.grid.shape)} of {cell_size(found.on.grid)}",
        sentence=sentence,
        chart=None,
        table=table,
        caption=caption,
        counts=OPEN,
        notes=tuple(note for note in (selection.span.statement(), NO_HOURS, NOT_MAPPED) if note),
    )


def cell_size(grid: Grid) -> str:
    """How large a cell is: "288 metres across (0.0716 km²)"."""
    return f"{grid.across:.0f} metres across ({grid.area / 1e6:.4f} km²)"


def zone_table(
    selection: Selection, rows: pd.DataFrame, compared: Comparison, caption: Caption, months: pd.DataFrame | None = None
) -> Figure:
    """Each zone against the rest of the area: count, share and change.

    rows: zone_id, name, chosen, before (answers of `zone_counts`: zones, then outside every zone, then the whole area).
    months: as `zone_histories` answers, by which each change is judged; without them none is called clear.
    """
    total = int(rows["chosen"].iloc[-1])
    if not selection.span.loaded:
        rows = rows.assign(chosen=None, before=None)
    table = pd.DataFrame({"Zone": rows["name"], selection.unit.capitalize(): rows["chosen"]})
    table.loc[len(table) - 1, "Zone"] = f"All of {selection.area}"
    fair = selection.span.comparable
    if fair:
        table["Share (%)"] = [round(100 * count / total, 1) if total else None for count in rows["chosen"]]
    judged = fair and compared.allowed
    changes = place_changes.by_place(months, selection.start, selection.end) if judged and months is not None else {}
    if judged:
        zones = [str(zone) for zone in rows["zone_id"].dropna()]
        table = table.assign(**place_changes.columns(rows["chosen"], rows["before"], [*zones, "outside", "area"], changes))
    why = "" if not fair else compared.refused or place_changes.NOTE
    return Figure(
        id="hotspot_zones",
        topic=True,
        title="Zones of the night-time economy against the rest",
        sentence=_zone_sentence(selection, rows, compared, changes),
        chart=None,
        table=table,
        caption=caption,
        counts=OPEN,
        notes=tuple(dict.fromkeys(note for note in (selection.span.statement(), ZONE_NOTE, why) if note)),
        formats={
            selection.unit.capitalize(): "localized",
            "A year before": "localized",
            "Share (%)": "%.1f",
            "Change": "%+d",
            "Change (%)": "%+d",
        },
    )


def _zone_sentence(selection: Selection, rows: pd.DataFrame, compared: Comparison, changes: Mapping[str, Change]) -> str:
    zones = fields.lines(rows[rows["zone_id"].notna()])
    rest, whole = fields.lines(rows.tail(2))
    if not zones:
        return "No zone is loaded. The Data page says which file draws them."
    if not selection.span.loaded:
        return f"{phrases.capital(selection.span.nothing())}."
    inside = whole["chosen"] - rest["chosen"]
    if not whole["chosen"]:
        return f"No {selection.unit} recorded, {selection.period()}."
    held = f"{inside:,} of {phrases.counted(whole['chosen'], selection.unit)} in {selection.area}"
    if not selection.span.comparable:
        return f"Recorded in the zones together: {held}, {selection.period()}. No share is worked out across the break."
    share = phrases.percentage(inside / whole["chosen"])
    sentence = f"The zones together hold {held} ({share}), {selection.period()}"
    if not compared.allowed:
        return f"{sentence}."
    inside_before = whole["before"] - rest["before"]
    inside_said = place_changes.judged(inside, inside_before, changes.get("inside"))
    rest_said = place_changes.judged(rest["chosen"], rest["before"], changes.get("outside"))
    outside = f"Outside them {rest['chosen']:,}, a year before {rest['before']:,}: {rest_said}."
    return f"{sentence}; a year before {inside_before:,}: {inside_said}. {outside}"


def place_name(place: str, zones: Mapping[str, str]) -> str:
    """A zone's name, or a cell with its grid reference."""
    return zones.get(place, f"cell {place}")


def place_parameters(place: str, zones: Collection[str], on: CellMap) -> dict[str, Any]:
    """Question parameters for one zone (by its id) or one cell (by its name)."""
    if place in zones:
        return {"zone": place, "points": None}
    return {"zone": None, "points": on.points_in(on.place_of[place])}
