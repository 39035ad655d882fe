"""How few cells hold how much: the curve of concentration with its table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.crime.gathered import Gathered
from analysis.crime.selection import Selection
from analysis.figures.charts import share_curve
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.methods.comparison import SMALLEST_BASE
from analysis.methods.spatial import concentration
from analysis.methods.spatial.concentration import Top
from analysis.words import phrases

SHOWN = 0.25  # of all cells, the busiest: beyond them the line is nearly flat
EVEN = "Dotted: what each share of the cells would hold if the records were spread evenly over all of them."
EQUAL = "PAI, the predictive accuracy index: the share of the records over the share of the area."
WITH_A_RECORD = (
    "Cells without a record are not known, since no outline of the area is loaded: all look more spread out than they are."
)


def figure(selection: Selection, found: Gathered, caption: Caption) -> Figure:
    """The curve on one side of a break, and what the busiest 1, 2, 5 and 20% of cells hold."""
    counts, fair = found.by_cell, selection.span.comparable and found.total >= SMALLEST_BASE
    tops = [concentration.busiest(counts, share) for share in concentration.SHARES] if fair else []
    half = concentration.fewest_holding(counts, 0.5)
    return Figure(
        id="hotspot_curve",
        title=f"Half lies in {phrases.count(half, 'cell')} of {len(counts):,}" if fair else "No curve is drawn",
        sentence=_sentence(selection, tops) if fair else _refused(selection, found),
        chart=_chart(found, tops, half) if fair else None,
        table=_table(selection, tops),
        caption=caption,
        counts=OPEN,
        notes=(EVEN, EQUAL, *(() if found.on.whole else (WITH_A_RECORD,))) if fair else (),
        formats={selection.unit.capitalize(): "localized", "Share (%)": "%.1f", "PAI": "%.1f"},
    )


def _chart(found: Gathered, tops: list[Top], half: int) -> dict[str, object]:
    held = concentration.curve(found.by_cell)
    number = len(held)
    last = max(1, min(number, int(np.ceil(SHOWN * number))))
    places = [(0.0, 0.0), *((100 * (at + 1) / number, 100 * float(held[at])) for at in range(last))]
    marked = [
        (100 * top.cells / top.of, 100 * top.share, f"{phrases.percentage(top.share)} in {phrases.count(top.cells, 'cell')}")
        for top in tops
        if top.cells <= last
    ]
    marked.append((100 * half / number, 100 * float(held[half - 1]), f"half in {phrases.count(half, 'cell')}"))
    return share_curve.share_curve(places, _apart(marked), "% of all cells, the busiest first", "% of the records")


def _apart(marked: list[tuple[float, float, str]]) -> list[tuple[float, float, str]]:
    """In order, without those whose words would stand on those of another."""
    kept: list[tuple[float, float, str]] = []
    for one in sorted(marked):
        if not kept or one[1] - kept[-1][1] >= 8:
            kept.append(one)
    return kept


def _table(selection: Selection, tops: list[Top]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Busiest cells": [f"{share:.0%}" for share, _ in zip(concentration.SHARES, tops, strict=False)],
            "Cells": [top.cells for top in tops],
            selection.unit.capitalize(): [int(top.held) for top in tops],
            "Share (%)": [round(100 * top.share, 1) for top in tops],
            "PAI": [round(top.accuracy, 1) for top in tops],
        }
    )


def _sentence(selection: Selection, tops: list[Top]) -> str:
    first, last = tops[0], tops[-1]
    few = f"The busiest {first.cells:,} hold" if first.cells > 1 else "The busiest one holds"
    return (
        f"{few} {phrases.percentage(first.share)} of the {selection.unit}, the busiest fifth {phrases.percentage(last.share)}, "
        f"{selection.period()}."
    )


def _refused(selection: Selection, found: Gathered) -> str:
    if not selection.span.loaded:
        return f"{phrases.capital(selection.span.nothing())}."
    if not selection.span.comparable:
        return f"Cells are counted and not ranked, {selection.period()}."
    if found.total:
        return (
            f"{phrases.capital(phrases.counted(found.total, selection.unit))} in cells: no share is told under {SMALLEST_BASE}."
        )
    return f"No {selection.unit} recorded in any cell, {selection.period()}."
