"""One zone or cell: its trend, its types, the streets and the outcomes of its records."""

import streamlit as st

from analysis.crime import answered
from analysis.crime.gathered import CellMap
from analysis.crime.selection import Selection
from pages.shared import ask, asked, figure_frame


def show(chosen: Selection, place: str, zones: dict[str, str], on: CellMap) -> None:
    """The trend over all months, and what was recorded in those chosen."""
    st.button("Back to the ten places", key="place_back", on_click=asked.put, args=("place", None), icon=":material/arrow_back:")
    figure_frame.show(answered.place(ask.shown(), chosen, place, zones, on), "place")
    figure_frame.show(answered.place_kinds(ask.shown(), chosen, place, zones, on), "place_kinds")
