"""Number and harm side by side: a map of where the two ranks disagree, and the list of both."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.crime.by_harm import ACROSS, BOTH, BY_HARM, BY_NUMBER, FILLED, TEN, HarmRank, RankedCell
from analysis.figures import maps
from analysis.figures.charts import palette
from analysis.figures.figure import Caption, Counted, Figure, Legend
from analysis.methods.withheld import STEP, STEPS_TOLD
from analysis.words import phrases

COLOURS = {
    BOTH: (palette.BLUE, palette.DARK_THEME[palette.BLUE]),
    BY_NUMBER: (palette.TEAL, palette.DARK_THEME[palette.TEAL]),
    BY_HARM: (palette.ORANGE, palette.DARK_THEME[palette.ORANGE]),
    "": ("#C5DCF0", "#234E75"),
}
AROUND = 0.001  # degrees round the places listed that the map shows at first
LEFT_OUT = (
    "Sexual offences and offences flagged as domestic abuse are left out: records of them are never shown of less than a ward, "
    "and the harm that they stand for is in no rank here."
)
GRAVE = "One grave offence weighs as much as hundreds of others: a place can stand high by harm for a single day."
FIXED = "The months are fixed to the newest 36 of the list: the filters of the page do not change them."
IN_PUBLIC = (
    "Public place, not domestic: both are told of "
    f"{FILLED:.0%} of the offences or more; an offence of which either is not known is left out."
)


def figure(found: HarmRank, wards: dict[str, Any], caption: Caption, *, dark: bool = False) -> Figure:
    """The two ranks. wards: a GeoJSON collection (`maps.outlines`)."""
    listed = found.listed
    return Figure(
        id="hotspot_harm",
        title=_title(found),
        sentence=_sentence(found),
        chart=_deck(found, wards, dark) if listed else None,
        table=pd.DataFrame(
            {
                "By number": [one.number for one in listed],
                "By harm": [one.harm for one in listed],
                "Cell": [one.name for one in listed],
                "Nearest street": [one.near for one in listed],
                "Among the ten of": [one.among for one in listed],
                "Offences (rounded)": [one.offences for one in listed],
            }
        ),
        caption=caption,
        counts=Counted(
            ("Cell",),
            ("Offences (rounded)",),
            apart=("By number", "By harm"),
            words=("Nearest street", "Among the ten of"),
            nouns=("offences",),
        ),
        notes=_notes(found),
        formats={"Offences (rounded)": "localized"},
        legend=legend(dark) if listed else None,
    )


def legend(dark: bool) -> Legend:
    """What the colours stand for, and the numbers."""
    said = {BOTH: "among the ten by number and by harm", BY_NUMBER: "by number alone", BY_HARM: "by harm alone"}
    entries = tuple((pair[dark], said.get(kind, f"other cells, {STEP} offences or more")) for kind, pair in COLOURS.items())
    return Legend(entries, "numbers: rank by number")


def _title(found: HarmRank) -> str:
    listed = found.listed
    if not listed:
        return "No cell is ranked by harm"
    if len(found.cells) <= TEN:
        return f"By number and by harm: {phrases.count(len(listed), 'cell')}"
    both = sum(one.among == BOTH for one in listed)
    return f"Of the ten busiest cells {phrases.number(both) if both else 'none'} {phrases.are(both)} among the ten most harmful"


def _sentence(found: HarmRank) -> str:
    what = "in public places, not domestic, " if found.public else ""
    if not found.cells:
        return f"No cell has {STEP} offences {what}or more, {found.period.in_sentence()}."
    apart = [one for one in found.listed if one.among != BOTH]
    said = f"Cells {ACROSS:.0f} m across, by the force's own list {what}{found.period.in_statement()}"
    if not apart:
        return f"{said}: both ranks name the same places."
    by_harm, by_number = ([_called(one) for one in apart if one.among == kind] for kind in (BY_HARM, BY_NUMBER))
    parts = [f"High by harm alone: {phrases.listed(by_harm, 'more')}." if by_harm else ""]
    parts += [f"High by number alone: {phrases.listed(by_number, 'more')}." if by_number else ""]
    return f"{said}. {' '.join(part for part in parts if part)}"


def _called(one: RankedCell) -> str:
    return f"{one.near} ({one.name})" if one.near else one.name


def _notes(found: HarmRank) -> tuple[str, ...]:
    hidden = (
        f"Neither drawn nor ranked: {phrases.count(found.hidden, 'cell')} with fewer than {STEP} offences."
        if found.hidden >= STEP
        else ""
    )
    return tuple(
        note
        for note in (
            f"Weights: {found.index}. {STEPS_TOLD}.",
            GRAVE,
            LEFT_OUT,
            IN_PUBLIC if found.public else "",
            "Offences without coordinates are in no cell." if found.without_point else "",
            "Offences whose code has no weight count in number and not in harm." if found.unweighed else "",
            hidden,
            FIXED,
        )
        if note
    )


def _deck(found: HarmRank, wards: dict[str, Any], dark: bool) -> Any:
    features = [_feature(one, dark) for one in found.cells]
    listed = {"features": [_feature(one, dark) for one in found.listed]}
    west, south, east, north = maps.bounds_of(listed)
    numbered = [(*_middle(one), str(one.number)) for one in found.listed]
    grey = palette.DARK_THEME[palette.CONTEXT_GREY] if dark else palette.CONTEXT_GREY
    layers = [maps.lines(wards, "wards", grey, 1), maps.cells(features, "cells"), maps.numbers(numbered, "ten_places")]
    return maps.deck(layers, (west - AROUND, south - AROUND, east + AROUND, north + AROUND))


def _feature(one: RankedCell, dark: bool) -> dict[str, Any]:
    words = [f"Cell {one.name}", f"by number {one.number}, by harm {one.harm}", f"about {one.offences:,} offences"]
    words += [f"nearest street: {one.near}"] if one.near else []
    fill = maps.rgba(COLOURS[one.among][dark])
    properties = {"place": one.name, "fill": fill, "words": "\n".join(words)}
    return {"type": "Feature", "id": one.name, "geometry": one.geometry, "properties": properties}


def _middle(one: RankedCell) -> tuple[float, float]:
    west, south, east, north = maps.bounds_of_one({"geometry": one.geometry})
    return (west + east) / 2, (south + north) / 2
