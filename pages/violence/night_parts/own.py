"""A place of the reader's own: the sheet of an outline that is pasted or handed in, and kept nowhere."""

from collections.abc import Sequence

import streamlit as st

from analysis.night import own_places, places_answered
from analysis.night.own_places import NoPlace, OwnPlace
from analysis.words.periods import Period
from pages.shared import ask, figure_frame

LARGEST = 1  # megabytes


def handed_in(years: Sequence[Period]) -> None:
    """The two ways to hand an outline in, and its sheet, or what is wrong with it."""
    with st.expander("A place of your own", key="own_open"):
        st.markdown(figure_frame.plain(own_places.HOW))
        left, right = st.columns(2, gap="medium")
        file = left.file_uploader("GeoJSON file", type=["geojson", "json"], key="own_file", max_upload_size=LARGEST)
        text = right.text_area("Corners, one a line", key="own_corners", placeholder="50.3697, -4.1421", height=120)
        content = _text(file.getvalue()) if file else text
        if not content:
            return
        try:
            place = own_places.handed_in(content, places_answered.area_outline(ask.shown()))
        except NoPlace as problem:
            st.warning(figure_frame.plain(str(problem)))
            return
        sheet(place, years, "own")


def sheet(place: OwnPlace, years: Sequence[Period], key: str) -> None:
    """Its months against the rest of the area, and its hours where the force's list tells them."""
    figure_frame.show_or_say(places_answered.own_place(ask.shown(), place), key)
    if years:
        figure_frame.show_or_say(places_answered.own_hours(ask.shown(), place, years[-1]), f"{key}_hours")


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace")
