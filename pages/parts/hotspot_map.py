"""The hotspot map: a click on a cell, or on a zone's number, chooses that place."""

from typing import Any

import streamlit as st

from analysis import disclosure, hotspot_figures, hotspots, maps
from analysis.figure import Caption
from analysis.hotspots import Cells
from analysis.selection import Selection
from pages.parts import ask, figure_frame


def choose_place(zones: dict[str, str]) -> str | None:
    """A zone (by id) or a cell (by grid reference) to look closer at; None for the whole area."""
    cells = [hotspots.cell_id(east, north) for east, north in ask.cached("grid_cells").itertuples(index=False)]
    return st.selectbox(
        "Look closer at a zone or cell",
        [*zones, *cells],
        index=None,
        format_func=lambda place: zones.get(place, f"Cell {place}"),
        placeholder="All of the area: choose here, or click the map",
        key="place",
        bind="query-params",
    )


def show(selection: Selection, found: Cells, zones: dict[str, Any], place: str | None, caption: Caption) -> None:
    """Title, sentence, map, legend and the table of the busiest cells."""
    figure = disclosure.leave(hotspots.cell_table(selection, found, caption))
    figure_frame.say(figure)
    dark = figure_frame.dark_page()
    deck, classes = hotspot_figures.hotspot_map(selection, found, ask.ward_outlines(), zones, place, dark)
    key = f"hotspot_map_{place}"
    st.pydeck_chart(deck, key=key, height=460, on_select=lambda: _clicked(key), alt=f"Map. {figure.sentence}")
    ranked = "; the two highest classes hold half of all" if selection.span.comparable else ""
    st.html(maps.legend(classes, f"{selection.unit} in a cell, {selection.span.heading()}{ranked}"))
    numbered = " · ".join(f"{number} {feature['properties']['name']}" for number, feature in enumerate(zones["features"], 1))
    st.caption(figure_frame.plain(f"Zones, indicative: {numbered}. Click a cell or a zone's number to look closer."))
    figure_frame.sign(figure, "cells", behind=True)


def _clicked(key: str) -> None:
    picked = st.session_state[key].selection.objects
    for feature in picked.get("zone_marks", []):
        st.session_state["place"] = feature["place"]
        return
    for feature in picked.get("cells", []):
        reference = feature["properties"]["place"]
        st.session_state["place"] = None if st.session_state.get("place") == reference else reference
