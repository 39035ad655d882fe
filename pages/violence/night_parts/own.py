"""A place of the reader's own: the sheet of an outline that is drawn, pasted or handed in, and kept nowhere."""

from collections.abc import Sequence

import streamlit as st

from analysis.crime import gathered
from analysis.figures.charts import palette
from analysis.night import drawing_board, own_places, places_answered
from analysis.night.own_places import NoPlace, OwnPlace
from analysis.words.periods import Period
from pages.shared import ask, figure_frame
from pages.violence.hotspots_parts import cells

LARGEST = 1  # megabytes


def handed_in(years: Sequence[Period]) -> None:
    """The ways to hand an outline in, and its sheet, or what is wrong with it; drawn when opened."""
    opened = st.expander("A place of your own", key="own_open", on_change="rerun")
    if opened.open:
        with opened:
            _handed_in(years)


def _handed_in(years: Sequence[Period]) -> None:
    st.markdown(figure_frame.plain(own_places.HOW))
    _board()
    left, right = st.columns(2, gap="medium")
    file = left.file_uploader("GeoJSON file", type=["geojson", "json"], key="own_file", max_upload_size=LARGEST)
    text = right.text_area("Corners, one a line", key="own_corners", placeholder="50.3697, -4.1421", height=120)
    content = _text(file.getvalue()) if file else text
    if file and text:
        st.caption("Below is the outline of the file. Take the file out for the corners.")
    if not content:
        return
    try:
        place = own_places.handed_in(content, places_answered.area_outline(ask.shown()))
    except NoPlace as problem:
        st.warning(figure_frame.plain(str(problem)))
        return
    sheet(place, years, "own")


def _board() -> None:
    """The map to draw on; what is drawn stands as corners below."""
    chart = drawing_board.board(ask.ward_outlines(), ask.zone_outlines(), cells.cell_map(gathered.HEXAGONS).labels)
    st.plotly_chart(
        palette.in_theme(chart, figure_frame.dark_page()),
        key="own_board",
        config=drawing_board.TOOLS,
        on_select=_drawn,
        selection_mode="lasso",
        alt="Map to draw an outline on. By keyboard, write its corners below.",
    )
    if problem := st.session_state.pop("own_not_drawn", ""):
        st.warning(figure_frame.plain(problem))


def _drawn() -> None:
    """What was drawn last as corners; a file that is handed in counts before it."""
    drawn = st.session_state["own_board"].selection.lasso
    if not drawn:
        return
    try:
        st.session_state["own_corners"] = drawing_board.corners(drawn[-1]["x"], drawn[-1]["y"])
    except NoPlace as problem:
        st.session_state["own_not_drawn"] = str(problem)


def sheet(place: OwnPlace, years: Sequence[Period], key: str) -> None:
    """Its months against the rest of the area, and its hours where the force's list tells them."""
    figure_frame.show_or_say(places_answered.own_place(ask.shown(), place), key)
    if years:
        figure_frame.show_or_say(places_answered.own_hours(ask.shown(), place, years[-1]), f"{key}_hours")


def _text(content: bytes) -> str:
    return content.decode("utf-8-sig", errors="replace")
