"""Where recorded crime gathers: 200 m cells of the British National Grid, and the zones of the night-time economy.

Cells are named by their south-west corner in metres (EPSG:27700). Records stand at anonymised points that the police place on
or near a street, so nothing finer than a cell is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import pandas as pd
from pyproj import Transformer

from analysis.crime import place_changes
from analysis.crime.selection import Selection
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.methods.comparison import Change, Comparison
from analysis.words import phrases

CELL = 200  # metres a side: police points cover eight or more addresses each, so no smaller
SQUARE_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # the National Grid's letters leave out I
ZONE_NOTE = (
    "Zones are indicative: drawn from the coordinates of places, not from an official boundary. They may overlap, so they "
    "are not summed."
)
NO_HOURS = "These files carry no time of day, so the hours of the night-time economy (17:00 to 05:00) cannot be picked out."


@dataclass(frozen=True)
class Cells:
    """The cells with a record, busiest first, and those of the area's records that stand at no point of the grid."""

    rows: pd.DataFrame
    """cell_east, cell_north (metres), records, street, id."""
    without_point: int

    @property
    def total(self) -> int:
        """Records in cells."""
        return int(self.rows["records"].sum())

    def holding(self, share: float) -> int:
        """How many of the busiest cells hold at least this share of all records in cells."""
        if not self.total:
            return 0
        reached = self.rows["records"].cumsum() >= share * self.total
        return int(reached.to_numpy().argmax()) + 1


def cells(answer: pd.DataFrame) -> Cells:
    """The answer to `cells` without the row of records that stand at no point."""
    placed = answer[answer["cell_east"].notna()].reset_index(drop=True)
    placed = placed.assign(
        cell_east=placed["cell_east"].astype(int),
        cell_north=placed["cell_north"].astype(int),
    )
    placed["id"] = [cell_id(east, north) for east, north in zip(placed["cell_east"], placed["cell_north"], strict=True)]
    return Cells(placed, int(answer.loc[answer["cell_east"].isna(), "records"].sum()))


def cell_id(east: int, north: int) -> str:
    """A cell's grid reference to 100 m, for example "SX 474 544" for east 247400, north 54400."""
    letters = grid_letters(east, north)
    return f"{letters} {east % 100_000 // 100:03d} {north % 100_000 // 100:03d}"


def grid_letters(east: int, north: int) -> str:
    """The two letters of the 100 km square of the National Grid that holds a place (Ordnance Survey)."""
    column, row = east // 100_000, north // 100_000
    first = 19 - row - (19 - row) % 5 + (column + 10) // 5
    second = (19 - row) * 5 % 25 + column % 5
    return SQUARE_LETTERS[first] + SQUARE_LETTERS[second]


def cell_outline(east: int, north: int) -> list[list[float]]:
    """The corners of a cell as longitude and latitude (WGS84), closed."""
    xs = [east, east + CELL, east + CELL, east, east]
    ys = [north, north, north + CELL, north + CELL, north]
    longitudes, latitudes = _to_degrees().transform(xs, ys)
    return [[round(x, 6), round(y, 6)] for x, y in zip(longitudes, latitudes, strict=True)]


def headline(selection: Selection, found: Cells) -> str:
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
        return f"{subject}: the {recorded} lies in one cell of {CELL} metres"
    half, every = found.holding(0.5), phrases.count(len(found.rows), "cell")
    return f"{subject}: half of the {recorded} {'lies' if half == 1 else 'lie'} in {half:,} of {every} of {CELL} metres"


def left_out(asked: Selection, shown: Selection) -> str:
    """Which of the months asked for this page leaves out, since it ranks and a rank compares; empty where none."""
    if asked.start == shown.start and asked.end == shown.end:
        return ""
    return (
        f"Shown is {shown.span.span} alone, of the {asked.span.span} asked for: "
        f"{asked.span.limits()}. Cells and zones are ranked on one side of a break only."
    )


def accounting(selection: Selection, found: Cells, row: Mapping[str, int]) -> str:
    """Cells, outside the grid and not located add up to the filter's total."""
    beyond = f", {found.without_point:,} in {selection.area} without a point" if found.without_point else ""
    if not selection.span.loaded:
        return ""
    held = phrases.counted(row["in_force"], selection.unit)
    return (
        f"The police files of {selection.span.span} hold {held} of these types: "
        f"{found.total:,} in cells{beyond}, {row['outside']:,} outside {selection.area}, and {row['not_located']:,} with no "
        "place given."
    )


def cell_table(selection: Selection, found: Cells, caption: Caption) -> Figure:
    """The busiest cells as a figure without a chart: the map stands beside it. Across a break, cells by their references."""
    fair = selection.span.comparable
    top = (found.rows if fair else found.rows.sort_values("id")).head(50)
    table = pd.DataFrame(
        {
            "Cell (grid reference)": top["id"],
            "Mostly on or near": top["street"],
            selection.unit.capitalize(): top["records"],
        }
    )
    sentence = f"No {selection.unit} recorded in any cell, {selection.period()}."
    if len(top) and fair:
        first = found.rows.iloc[0]
        sentence = (
            f"The busiest cell, {first['id']} (mostly on or near {first['street']}), has "
            f"{phrases.counted(first['records'], selection.unit)}, {selection.period()}."
        )
    elif not selection.span.loaded:
        sentence = f"{phrases.capital(selection.span.nothing())}."
    elif len(top):
        sentence = f"Cells are counted and not ranked, {selection.period()}."
    return Figure(
        id="hotspot_cells",
        title=f"Cells of {CELL} metres",
        sentence=sentence,
        chart=None,
        table=table,
        caption=caption,
        counts=OPEN,
        notes=tuple(note for note in (selection.span.statement(), NO_HOURS) if note),
    )


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
    zones = cast("list[dict[str, Any]]", rows[rows["zone_id"].notna()].to_dict("records"))
    rest, whole = cast("list[dict[str, Any]]", rows.tail(2).to_dict("records"))
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


def place_parameters(place: str, zones: Sequence[str]) -> dict[str, Any]:
    """Question parameters for one zone (by id) or one cell (by grid reference within the area's 100 km squares)."""
    if place in zones:
        return {"zone": place, "cell_east": None, "cell_north": None}
    east, north = corner(place)
    return {"zone": None, "cell_east": east, "cell_north": north}


def corner(reference: str) -> tuple[int, int]:
    """The south-west corner in metres of a grid reference such as "SX 474 544"."""
    letters, east, north = reference.split()
    first, second = (SQUARE_LETTERS.index(letter) for letter in letters)
    column = (first - 2) % 5 * 5 + second % 5
    row = 19 - first // 5 * 5 - second // 5
    return column * 100_000 + int(east) * 100, row * 100_000 + int(north) * 100


@cache
def _to_degrees() -> Transformer:
    return Transformer.from_crs(27700, 4326, always_xy=True)
