"""Ten places: the busiest cells as a list for tasking, beside the map and on one sheet of paper."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analysis.crime.gathered import Gathered
from analysis.crime.selection import Selection
from analysis.figures.charts import palette
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.words import phrases
from analysis.words.months import every_month

PLACES = 10
WIDTH, HEIGHT, EDGE = 72, 20, 2  # of a trend, in pixels
CELL, NEAR, TREND, STEADY, TIME = "Cell", "Mostly on or near", "Trend", "In the ten", "Time"
HOW = (
    f"{STEADY}: in how many of the months the place was among that month's ten busiest. {TIME}: of all time given to these "
    "places, the share that matches their share of the records. In brackets: a kind of place with more records than any street."
)


@dataclass(frozen=True)
class BusyPlace:
    """One of the busiest cells. months: its records in each month with figures; steady: how many of them it was in the ten."""

    number: int
    cell: int
    name: str
    near: str
    records: int
    share: float
    months: tuple[int, ...]
    steady: int
    time: int


def ten_places(found: Gathered) -> list[BusyPlace]:
    """The ten busiest cells, fewer where fewer have a record."""
    chosen = found.ranked[:PLACES]
    if not chosen:
        return []
    # A cell with no record in a month is never among its busiest, however few there are.
    tenth = np.maximum(np.sort(found.counts, axis=1)[:, -PLACES:][:, 0], 1)
    times = proposed_time([int(found.by_cell[cell]) for cell in chosen])
    return [
        BusyPlace(
            number,
            cell,
            found.on.names[cell],
            found.near[cell],
            int(found.by_cell[cell]),
            float(found.by_cell[cell] / found.total),
            tuple(int(count) for count in found.counts[:, cell]),
            int((found.counts[:, cell] >= tenth).sum()),
            time,
        )
        for number, (cell, time) in enumerate(zip(chosen, times, strict=True), start=1)
    ]


def proposed_time(records: Sequence[int]) -> list[int]:
    """Whole percentages in proportion to the records, which add up to 100: the largest remainders are rounded up."""
    every = sum(records)
    exact = [100 * count / every for count in records]
    found = [int(share) for share in exact]
    up = sorted(range(len(exact)), key=lambda place: (found[place] - exact[place], place))
    for place in up[: 100 - sum(found)]:
        found[place] += 1
    return found


def figure(selection: Selection, found: Gathered, ten: Sequence[BusyPlace], caption: Caption) -> Figure:
    """The list as a figure without a chart. Across a break nothing is ranked and there is none."""
    months = len(found.months)
    table = pd.DataFrame(
        {
            "Rank": [place.number for place in ten],
            CELL: [place.name for place in ten],
            NEAR: [place.near for place in ten],
            selection.unit.capitalize(): [place.records for place in ten],
            "Share (%)": [round(100 * place.share, 1) for place in ten],
            f"{STEADY} (of {phrases.count(months, 'month')})": [place.steady for place in ten],
            f"{TIME} (%)": [place.time for place in ten],
        }
    )
    return Figure(
        id="hotspot_ten_places",
        title=_title(selection, found, ten),
        sentence=_sentence(selection, ten),
        chart=None,
        table=table,
        caption=caption,
        counts=OPEN,
        notes=(HOW,) if ten else (),
        formats={selection.unit.capitalize(): "localized", "Share (%)": "%.1f"},
    )


def listed(selection: Selection, found: Gathered, ten: Sequence[BusyPlace], more: Mapping[str, Sequence[str]], dark: bool) -> str:
    """The list as HTML, small enough to stand beside a map; every text from a file is escaped.

    more: heading → a cell a place, what a view tells of them, in place of trend, steadiness and time, which paper always has.
    """
    headings = [("", ""), (NEAR, ""), (selection.unit.capitalize(), "number")]
    kept = "paper" if more else ""
    own = [(TREND, kept), (STEADY, f"number {kept}"), (TIME, f"number {kept}")]
    head = "".join(
        f'<th scope="col" class="{kind}">{html.escape(name) or "<span class=unseen>Rank</span>"}</th>'
        for name, kind in [*headings, *((name, "screen") for name in more), *own]
    )
    rows = "".join(_row(place, found, [cells[at] for cells in more.values()], kept, dark) for at, place in enumerate(ten))
    return f'<table class="ten_places"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _row(place: BusyPlace, found: Gathered, more: Sequence[str], kept: str, dark: bool) -> str:
    near = html.escape(place.near or "no place named")
    cells = [
        f'<th scope="row">{place.number}</th>',
        f"<td>{near}<small>{html.escape(place.name)}</small></td>",
        f'<td class="number">{place.records:,}</td>',
        *(f'<td class="screen">{html.escape(said)}</td>' for said in more),
        f'<td class="{kept}">{trend(found.months, place.months, dark)}</td>',
        f'<td class="number {kept}">{place.steady} of {len(found.months)}</td>',
        f'<td class="number {kept}">{place.time}%</td>',
    ]
    return f"<tr>{''.join(cells)}</tr>"


def trend(months: Sequence[date], counts: Sequence[int], dark: bool = False) -> str:
    """Records by month as a small line from nought, broken where a month has no figure, with words for a screen reader."""
    every = every_month(months[0], months[-1])
    highest, steps = max([*counts, 1]), max(len(every) - 1, 1)
    held = dict(zip(months, counts, strict=True))
    runs: list[list[str]] = [[]]
    for at, month in enumerate(every):
        if month in held:
            x = EDGE + at / steps * (WIDTH - 2 * EDGE)
            y = HEIGHT - EDGE - held[month] / highest * (HEIGHT - 2 * EDGE)
            runs[-1].append(f"{x:.1f} {y:.1f}")
        elif runs[-1]:
            runs.append([])
    lines = "".join(f'<path d="M{"L".join(run if len(run) > 1 else run * 2)}"/>' for run in runs if run)
    said = f"{phrases.month(months[0])} to {phrases.month(months[-1])}: {min(counts)} to {max(counts)} a month"
    ink = palette.DARK_THEME[palette.BLUE] if dark else palette.BLUE
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"'
    style = f'fill="none" stroke="{ink}" stroke-width="1.5" stroke-linecap="round"'
    picture = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><g {style}>{lines}</g></svg>'
    return f'<img src="data:image/svg+xml;base64,{base64.b64encode(picture.encode()).decode()}" alt="{said}">'


def _title(selection: Selection, found: Gathered, ten: Sequence[BusyPlace]) -> str:
    if not ten:
        return "No place is ranked"
    places = "Ten places" if len(ten) == PLACES else phrases.capital(phrases.count(len(ten), "place"))
    verb = "holds" if len(ten) == 1 else "hold"
    share = phrases.percentage(sum(place.share for place in ten))
    return f"{places} {verb} {share} of {phrases.counted(found.total, selection.unit)}"


def _sentence(selection: Selection, ten: Sequence[BusyPlace]) -> str:
    if not ten:
        if not selection.span.loaded:
            return f"{phrases.capital(selection.span.nothing())}."
        if not selection.span.comparable:
            return f"Cells are counted and not ranked, {selection.period()}."
        return f"No {selection.unit} recorded in any cell, {selection.period()}."
    held, share = sum(place.records for place in ten), sum(place.share for place in ten)
    subject = "These ten places hold" if len(ten) == PLACES else f"The {phrases.count(len(ten), 'place')} with a record hold"
    if len(ten) == 1:
        subject = "The one place with a record holds"
    return (
        f"{subject} {phrases.counted(held, selection.unit)}, {phrases.percentage(share)} of those in cells, {selection.period()}."
    )
