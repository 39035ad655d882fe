"""The wards of a selection: a map on which a click chooses a ward, beside the table."""

from typing import Any

import pandas as pd
import streamlit as st

from analysis.crime import answered
from analysis.crime import figures as crime_figures
from analysis.crime.selection import Selection
from analysis.figures import disclosure, maps
from pages.shared import ask, figure_frame, figure_menu, filters, page_parts

MEASURES = ("Count", "Rate")
NO_BOUNDARIES = (
    "No map: no ward boundaries are loaded. Load the file “Wards, boundaries (generalised)” as GeoJSON from the Open "
    "Geography Portal of the Office for National Statistics; the Data page says what to choose there."
)


def show(selection: Selection) -> None:
    """Title, sentence, map and table of the wards. A ward chosen elsewhere is ringed here."""
    figure, rows = ask.made(answered.wards, selection), ask.made(answered.ward_counts, selection)
    outlines = ask.ward_outlines()
    cleared = disclosure.leave(figure)
    menu = figure_frame.head(cleared, "wards")
    left, right = st.columns([4, 7], gap="medium")
    with left:
        measure = _map(selection, rows, outlines, figure.sentence)
    with right:
        figure_frame.table(cleared, "wards")
    figure_frame.sign(cleared, "wards", with_table=False)
    said = crime_figures.SCHEMATIC if ask.schematic_wards() else ""
    drawn = (
        (lambda: disclosure.leave(crime_figures.with_ward_map(figure, selection, rows, outlines, measure, said)))
        if measure
        else None
    )
    with menu:
        figure_menu.offer(cleared, "wards", drawn)


def _map(selection: Selection, rows: pd.DataFrame, outlines: dict[str, Any], alt: str) -> str:
    """Draw the map; returns what it is coloured by, nothing where there are no boundaries to draw."""
    if not outlines["features"]:
        st.info(NO_BOUNDARIES)
        return ""
    if page_parts.lacks_part("map", MEASURES):
        return ""
    measure = st.segmented_control(
        "Colour the map by", MEASURES, default="Count", key="map", bind="query-params", required=True, width="content"
    )
    deck, classes = ask.made(answered.ward_map, selection, measure or "Count", figure_frame.dark_page())
    key = f"ward_map_{'_'.join(sorted(selection.wards))}"
    st.pydeck_chart(deck, key=key, height=400, on_select=lambda: _clicked(key), selection_mode="single-object", alt=f"Map. {alt}")
    st.html(maps.legend_html(maps.legend(classes, crime_figures.legend_unit(selection, rows, by_rate=measure == "Rate"))))
    st.caption(f"Click a ward to choose it or to leave it out. {crime_figures.SCHEMATIC if ask.schematic_wards() else ''}")
    return measure or "Count"


def _clicked(key: str) -> None:
    for ward in st.session_state[key].selection.objects.get("wards", []):
        filters.add_or_remove_ward(ward["properties"]["ward_code"])
