"""The views of the hotspot map: what colours each cell, what the colours mean, and what a view tells of the ten busiest places.

Each view answers one question and is explained in one sentence. Rank chooses the places; Tested, Lasting and Change say
something of them and choose none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.crime import gathered, place_changes
from analysis.crime.gathered import Gathered
from analysis.crime.selection import Selection
from analysis.figures.charts import palette
from analysis.methods.comparison import Change, Comparison
from analysis.methods.spatial import concentration, density, lasting, tested
from analysis.words import phrases
from analysis.words.months import MONTHS_A_YEAR

Floats = NDArray[np.float64]
RANK, TESTED, LASTING, CHANGE, DENSITY = VIEWS = ("Rank", "Tested", "Lasting", "Change", "Density")
HOLD = (0.25, 0.5, 0.8)  # the fewest cells that hold a quarter of the records, then half, then four fifths, then the rest
PALEST = "#C5DCF0"
BLUES = (palette.BLUE, palette.MID_BLUE, palette.PALE_BLUE, PALEST)
BLUES_DARK = ("#D6E8F8", "#8CC0EE", "#3D87C9", "#234E75")
SURER = 0.01
DENSITIES = (0.5, 0.25, 0.1, 0.025)  # of the thickest place: from which share on each band begins
NOT_SIGNIFICANT = "Not significant: chance could have put it there, which does not mean that nothing happens there."


@dataclass(frozen=True)
class MapView:
    """One view of the map.

    said: the sentence under the map. swatches: colours (light page, dark page) with their words, in the order of the legend.
    of_cell: cell → its swatch; a cell that is not in it is not drawn. words: cell → what comes up on it besides its count.
    columns: heading → what the view tells of each of the ten places, in their order. bands: GeoJSON polygons with their swatches,
    which are drawn in place of the cells. refused: why there is no such view here.
    """

    name: str
    said: str = ""
    swatches: tuple[tuple[tuple[str, str], str], ...] = ()
    of_cell: Mapping[int, int] = field(default_factory=dict[int, int])
    words: Mapping[int, str] = field(default_factory=dict[int, str])
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    bands: tuple[tuple[dict[str, Any], int], ...] = ()
    refused: str = ""


def ranked_view(selection: Selection, found: Gathered) -> MapView:
    """Cells in rank order: the fewest that hold a quarter of the records, half, four fifths, and the others with a record."""
    counts, ranked = found.by_cell, found.ranked
    if not ranked:
        return MapView(RANK, _rank_words(selection, found))
    lows = [counts[ranked[concentration.fewest_holding(counts, share) - 1]] for share in HOLD]
    # Equal cells stand in one class, so that few records make fewer classes.
    levels = sorted({*lows, counts[ranked[-1]]}, reverse=True)
    class_of = {cell: next(index for index, low in enumerate(levels) if counts[cell] >= low) for cell in ranked}
    held = np.cumsum([sum(counts[cell] for cell in ranked if class_of[cell] == index) for index in range(len(levels))])
    swatches = [
        ((BLUES[index], BLUES_DARK[index]), f"{_span(counts, class_of, index)} (together {phrases.percentage(share)})")
        for index, share in enumerate(held / held[-1])
    ]
    return MapView(RANK, _rank_words(selection, found), tuple(swatches), class_of)


def tested_view(selection: Selection, found: Gathered, ten: Sequence[int]) -> MapView:
    """Which cells have more in and around them than chance would put there."""
    counts = found.by_cell
    scores, p_values = tested.looked_at(counts, found.on.grid)
    hot, cold = scores > 0, scores < 0
    kinds = [hot & (p_values < SURER), hot & (p_values < tested.SURE), cold & (p_values < tested.SURE), counts > 0]
    of_cell = {int(cell): index for index in (3, 2, 1, 0) for cell in np.flatnonzero(kinds[index])}
    swatches = (
        (_both(palette.ORANGE), "more than chance, p under 0.01"),
        (("#F9B48F", "#9C4A1E"), "more than chance, p under 0.05"),
        (_both(palette.TEAL), "fewer than chance, p under 0.05"),
        ((PALEST, BLUES_DARK[3]), "not significant"),
    )
    number = int((hot & (p_values < tested.SURE)).sum())
    grid = found.on.grid
    said = (
        f"{number:,} of {phrases.count(len(grid), 'cell')} {'holds' if number == 1 else 'hold'} more {selection.unit}, with the "
        f"cells next to {'it' if number == 1 else 'them'}, than chance would put there. Getis-Ord Gi*, equal weights of a cell "
        f"and those next to it, cells {grid.across:.0f} m across, beside an exact test of records that fall anywhere alike; "
        f"p-values adjusted for all cells (Benjamini and Hochberg). {NOT_SIGNIFICANT}"
    )
    columns = {"Tested": [_tested_words(scores[cell], p_values[cell]) for cell in ten]}
    words = {cell: _tested_words(scores[cell], p_values[cell]) for cell in of_cell}
    return MapView(TESTED, said, swatches, of_cell, words, columns)


LASTING_WORDS = {
    lasting.NEW: "new",
    lasting.PERSISTENT: "persistent",
    lasting.INTERMITTENT: "on and off",
    lasting.COOLING: "cooling",
    lasting.NEVER: "never or hardly",
}


def lasting_view(found: Gathered, ten: Sequence[int], month: date | None = None) -> MapView:
    """For how long cells have been hotspots. month: the one whose hotspots are drawn alone; None: the classes over all months."""
    number = len(found.months)
    if number < lasting.FEWEST_PERIODS:
        few = f"{phrases.count(number, 'comparable month')} {phrases.are(number)}"
        return MapView(LASTING, refused=f"{few} too few to tell what lasts: {lasting.FEWEST_PERIODS} are needed.")
    hot = tested.hot(found.counts, found.on.grid)
    classes, held = lasting.classes(hot), hot.sum(axis=0)
    told = [f"{LASTING_WORDS[kind]}: hotspot in {months} of {number} months" for kind, months in zip(classes, held, strict=True)]
    columns = {
        LASTING: [LASTING_WORDS[int(classes[cell])] for cell in ten],
        "Months": [f"{int(held[cell])} of {number}" for cell in ten],
    }
    drawn = _one_month(found, hot, month) if month in found.months else _every_month(found, classes)
    return MapView(LASTING, drawn.said, drawn.swatches, drawn.of_cell, {cell: told[cell] for cell in drawn.of_cell}, columns)


def _one_month(found: Gathered, hot: NDArray[np.bool_], month: date | None) -> MapView:
    at = found.months.index(month) if month else -1
    day, number = found.months[at], int(hot[at].sum())
    swatches = ((_both(palette.ORANGE), "hotspot in this month"), ((PALEST, BLUES_DARK[3]), "other cells with a record"))
    of_cell = {int(cell): 0 if hot[at, cell] else 1 for cell in np.flatnonzero(hot[at] | (found.counts[at] > 0))}
    said = (
        f"{phrases.month(day)}: {phrases.count(number, 'cell')}, in orange, with more in and around than chance would put there; "
        "pale, the other cells with a record."
    )
    return MapView(LASTING, said, swatches, of_cell)


def _every_month(found: Gathered, classes: NDArray[np.int64]) -> MapView:
    order = (lasting.NEW, lasting.PERSISTENT, lasting.INTERMITTENT, lasting.COOLING, lasting.NEVER)
    colours = [_both(colour) for colour in (palette.ORANGE, palette.BLUE, palette.PALE_BLUE, palette.TEAL)]
    numbers = [f": {phrases.count(int((classes == kind).sum()), 'cell')}" for kind in order[:-1]]
    swatches = tuple(
        (colour, f"{LASTING_WORDS[kind]}{number}")
        for colour, kind, number in zip([*colours, (PALEST, BLUES_DARK[3])], order, [*numbers, ""], strict=True)
    )
    drawn = np.flatnonzero((classes != lasting.NEVER) | (found.by_cell > 0))
    recent = phrases.count(lasting.recent_periods(len(found.months)), "month")
    tenth, most = phrases.percentage(lasting.HOT_FROM), phrases.percentage(lasting.PERSISTENT_FROM)
    said = (
        f"Each of {len(found.months)} months is tested by itself. Of cells that were hotspots in {tenth} of them or more: new, "
        f"in the last {recent} and not before; cooling, the other way round; persistent, in {most} or more; on and off, others."
    )
    return MapView(LASTING, said, swatches, {int(cell): order.index(int(classes[cell])) for cell in drawn})


def changed_view(
    selection: Selection, compared: Comparison, found: Gathered, history: Gathered, months: pd.DataFrame, ten: Sequence[int]
) -> MapView:
    """Which cells changed on the same months a year before, by more than chance and than their own months vary.

    selection: the later months. found: the choice of the page, whose cells are drawn. history: the records of both spans and of
    what lies before, on the same cells. months: answers of `months`.
    """
    if compared.refused:
        return MapView(CHANGE, refused=compared.refused)
    now, before = (_in_months(history, *span) for span in ((selection.start, selection.end), (compared.start, compared.end)))
    held = np.flatnonzero((now > 0) | (before > 0))
    p_values = np.ones(len(now))
    p_values[held] = tested.adjusted(tested.change_p_values(now[held], before[held])) if len(held) else 1.0
    by_chance_no = [int(cell) for cell in np.flatnonzero(p_values < tested.SURE)]
    judged = {cell: _change_of(selection, history, months, cell) for cell in {*by_chance_no, *ten}}
    more = {cell for cell in by_chance_no if judged[cell].clear and now[cell] > before[cell]}
    fewer = {cell for cell in by_chance_no if judged[cell].clear and now[cell] < before[cell]}
    of_cell = {int(cell): 0 if cell in more else 1 if cell in fewer else 2 for cell in {*held.tolist(), *found.ranked}}
    swatches = (
        (_both(palette.ORANGE), f"clearly more: {phrases.count(len(more), 'cell')}"),
        (_both(palette.TEAL), f"clearly fewer: {phrases.count(len(fewer), 'cell')}"),
        ((PALEST, BLUES_DARK[3]), "no clear change"),
    )
    words = {cell: _change_words(now[cell], before[cell], cell in more | fewer, judged.get(cell)) for cell in of_cell}
    said = (
        f"{selection.span.span} against the same months a year before. Clear is what the exact test of two counts calls so, "
        f"adjusted for {phrases.count(len(held), 'cell')} (Benjamini and Hochberg), and what is more than the cell's own months "
        "vary. Counts alone are told: cells are too small for percentages."
    )
    columns = {
        "Before": [f"{before[cell]:,.0f}" for cell in ten],
        "Now": [f"{now[cell]:,.0f}" for cell in ten],
        CHANGE: [_verdict(cell in more | fewer, judged[cell]) for cell in ten],
    }
    return MapView(CHANGE, said, swatches, of_cell, words, columns)


def density_view(selection: Selection, found: Gathered, bandwidth: float = density.BANDWIDTH) -> MapView:
    """How thick records lie, smoothed; the cells lie under it, unseen, for a click."""
    here = np.flatnonzero(found.at_points)
    if not len(here):
        return MapView(DENSITY, f"No {selection.unit} at any point.")
    surface = density.surface(found.on.points[here], found.at_points[here], bandwidth)
    edges = [_rounded(share * float(surface.values.max())) for share in DENSITIES]
    tops = [float(surface.values.max()) * 1.01, *edges[:-1]]
    bands = [
        ({"type": "Polygon", "coordinates": [gathered.degrees(ring).tolist() for ring in rings]}, index)
        for index, (low, high) in enumerate(zip(edges, tops, strict=True))
        for rings in density.bands(surface, low, high)
    ]
    swatches = tuple(
        ((BLUES[at], BLUES_DARK[at]), f"{phrases.number(low)} or more" if not at else f"from {phrases.number(low)}")
        for at, low in enumerate(edges)
    )
    said = (
        f"{phrases.capital(selection.unit)} to a square kilometre, smoothed by an exact Gaussian kernel with a bandwidth of "
        f"{bandwidth:.0f} metres: it shows where records lie thick, and tests nothing. Under the whole surface lie "
        f"{phrases.counted(float(found.at_points.sum()), selection.unit)}."
    )
    return MapView(DENSITY, said, swatches, dict.fromkeys(found.ranked, 0), bands=tuple(bands))


def _in_months(found: Gathered, first: date, last: date) -> Floats:
    inside = [first <= month <= last for month in found.months]
    return found.counts[inside].sum(axis=0)


def _change_of(selection: Selection, history: Gathered, months: pd.DataFrame, cell: int) -> Change:
    held = dict(zip(history.months, history.counts[:, cell].tolist(), strict=True))
    rows = months[months["month"].dt.date.between(history.first, history.last)]
    return place_changes.of_months(
        rows.assign(chosen=[held.get(month.date()) for month in rows["month"]]), selection.start, selection.end
    )


def _change_words(now: float, before: float, clear: bool, change: Change | None) -> str:
    said = f"{now:,.0f} now, {before:,.0f} a year before"
    return f"{said}: {_verdict(clear, change)}"


def _verdict(clear: bool, change: Change | None) -> str:
    """One word for both tests: clear only where the test of all cells and the cell's own months call it so."""
    if clear and change:
        return change.verdict_in_words.lower()
    return "too few" if change and change.verdict == "too few" else "no clear change"


def _rounded(value: float) -> float:
    """A number to its first two digits."""
    digits = int(np.floor(np.log10(value))) - 1
    return float(np.round(value / 10**digits) * 10**digits)


def _rank_words(selection: Selection, found: Gathered) -> str:
    if not found.total:
        return f"No {selection.unit} in any cell."
    tops = [(share, concentration.busiest(found.by_cell, share)) for share in concentration.SHARES]
    (_, first), *others = tops
    held = ", ".join(f"{share:.0%} {phrases.percentage(top.share)}" for share, top in others)
    of = "cells" if found.on.whole else "cells with a record in any month"
    busiest, their = (f"busiest 1% of {of} hold", "their") if first.cells > 1 else (f"busiest of the {of} holds", "its")
    times = f"{phrases.number(round(first.accuracy))} times {their} share of area (PAI)"
    return f"The {busiest} {phrases.percentage(first.share)}, {times}; {held}.{_how_well_it_holds(found)}"


def _how_well_it_holds(found: Gathered) -> str:
    """Whether the rank of earlier months found the places of the last year; empty where there is no year before it."""
    if len(found.months) < 2 * MONTHS_A_YEAR:
        return ""
    earlier, later = (part.sum(axis=0) for part in (found.counts[:-MONTHS_A_YEAR], found.counts[-MONTHS_A_YEAR:]))
    share = concentration.efficiency(earlier, later, concentration.SHARES[0])
    return "" if share is None else f" Those of a year before held {phrases.percentage(share)} of the best (PEI)."


def _tested_words(score: float, p_value: float) -> str:
    if p_value >= tested.SURE:
        return "not significant"
    size = "under 0.001" if p_value < 0.001 else f"{p_value:.3f}"
    return f"{'more' if score > 0 else 'fewer'}, p {size}"


def _both(colour: str) -> tuple[str, str]:
    return colour, palette.DARK_THEME[colour]


def _span(counts: Floats, class_of: Mapping[int, int], index: int) -> str:
    held = [int(counts[cell]) for cell, one in class_of.items() if one == index]
    low, high = min(held), max(held)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
