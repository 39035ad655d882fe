"""The hotspot map: a click on a cell, or on a zone's number, chooses that place."""

from typing import Any

import streamlit as st

from analysis.crime import answered, hotspot_figures, hotspots
from analysis.crime.hotspots import Cells
from analysis.crime.selection import Selection
from analysis.figures import disclosure, maps
from analysis.words import asked_for
from pages.shared import ask, asked, figure_frame, narrower

NO_ZONES = (
    "Zones, such as those of the night-time economy, are one map file (GeoJSON) of the partnership's own, with the headings "
    "zone_id, name and kind. Load it, and this page draws them and compares them with the rest of the area."
)


def choose_place(zones: dict[str, str]) -> str | None:
    """A zone (by id) or a cell (by grid reference) to look closer at; None for the whole area."""
    cells = [hotspots.cell_id(east, north) for east, north in ask.cached("grid_cells").itertuples(index=False)]
    names = zones | {cell: f"Cell {cell}" for cell in cells}
    return narrower.one(
        "place",
        "Look closer at a zone or cell" if zones else "Look closer at a cell",
        names,
        lambda text: asked_for.matched(text, names),
        lambda text: asked_for.no_such("place", "zone or cell", text, names, "on this map"),
        none="Choose, or click the map",
    )


def show(selection: Selection, found: Cells, zones: dict[str, Any], place: str | None) -> None:
    """Title, sentence, map, legend and the table of the busiest cells."""
    figure = disclosure.leave(answered.cells(ask.shown(), selection, found))
    figure_frame.say(figure)
    dark = figure_frame.dark_page()
    deck, classes = hotspot_figures.hotspot_map(selection, found, ask.ward_outlines(), zones, place, dark)
    key = f"hotspot_map_{place}"
    st.pydeck_chart(deck, key=key, height=460, on_select=lambda: _clicked(key), alt=f"Map. {figure.sentence}")
    ranked = "; the two highest classes hold half of all" if selection.span.comparable else ""
    st.html(maps.legend_html(maps.legend(classes, f"{selection.unit} in a cell, {selection.span.heading()}{ranked}")))
    if not zones["features"]:
        st.caption("Click a cell to look closer.")
        figure_frame.sign(figure, "cells", behind=True)
        return
    numbered = " · ".join(f"{number} {feature['properties']['name']}" for number, feature in enumerate(zones["features"], 1))
    st.caption(figure_frame.plain(f"Zones, indicative: {numbered}. Click a cell or a zone's number to look closer."))
    figure_frame.sign(figure, "cells", behind=True)


def _clicked(key: str) -> None:
    picked = st.session_state[key].selection.objects
    for feature in picked.get("zone_marks", []):
        asked.put("place", feature["place"])
        return
    for feature in picked.get("cells", []):
        reference = feature["properties"]["place"]
        asked.put("place", None if st.session_state.get("place") == reference else reference)
