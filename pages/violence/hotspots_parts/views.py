"""A view of the map and what hangs on it, drawn by itself: another view leaves the rest of the page as it stands."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from analysis.crime import answered, hotspot_views
from analysis.crime.gathered import Gathered
from analysis.crime.hotspot_views import MapView
from analysis.crime.selection import Selection
from analysis.crime.ten_places import BusyPlace
from pages.shared import alone, ask, figure_frame, fold
from pages.violence.hotspots_parts import cells, harm, hotspot_map, place, playing


@st.fragment
def show(
    shape: str,
    chosen: Selection,
    found: Gathered,
    ten: Sequence[BusyPlace],
    zones: dict[str, Any],
    closer: str | None,
    counted: str,
) -> None:
    """The map with its controls, what stands beside it, and the figures of its view.

    shape: of the cells, by its name. closer: the place to look closer at. counted: where all records are, in words. Another shape
    or place is chosen here and changes more than is drawn here: then the page is drawn anew.
    """
    try:
        with alone.drawing("the map"):
            _one(shape, chosen, found, ten, zones, closer, counted)
    except alone.OF_THE_PAGE as problem:  # a part that is drawn by itself says it itself
        st.warning(figure_frame.plain(str(problem)))


def _one(
    shape: str,
    chosen: Selection,
    found: Gathered,
    ten: Sequence[BusyPlace],
    zones: dict[str, Any],
    closer: str | None,
    counted: str,
) -> None:
    names = {feature["id"]: feature["properties"]["name"] for feature in zones["features"]}
    left, right = st.columns([8, 5], gap="medium")
    with left:
        name, shape_now = hotspot_map.choose_view_and_shape(names)
        if shape_now != shape or st.session_state.get("place") != closer:
            st.rerun()
        view = cells.view(found.on, chosen, name, lambda: of(name, chosen, found, ten))
    with right:
        # beside the map, so that the map stays where it was clicked
        if closer:
            place.show(chosen, closer, names, found.on)
        else:
            hotspot_map.beside(chosen, found, view, ten)
    with fold.rest("rest_of_view"):
        st.caption(figure_frame.plain(counted))
        if view.name == hotspot_views.RANK:
            harm.show(chosen, found)
        else:
            st.empty()  # in their place, now: what is only not drawn again goes when all else stands
    with left:  # last: a browser that draws a map does nothing else meanwhile, and whatever came after would wait
        draw = playing.draw if view.name == hotspot_views.LASTING else hotspot_map.draw
        draw(chosen, found, view, ten, zones, closer)


def of(name: str, chosen: Selection, found: Gathered, ten: Sequence[BusyPlace]) -> MapView:
    """The view by its name; none but that one is worked out."""
    busiest = [one.cell for one in ten]
    if name == hotspot_views.TESTED:
        return hotspot_views.tested_view(chosen, found, busiest)
    if name == hotspot_views.LASTING:
        return hotspot_views.lasting_view(found, busiest)
    if name == hotspot_views.CHANGE:
        return answered.changed(ask.shown(), chosen, found, busiest)
    if name == hotspot_views.DENSITY:
        return hotspot_views.density_view(chosen, found)
    return hotspot_views.ranked_view(chosen, found)
