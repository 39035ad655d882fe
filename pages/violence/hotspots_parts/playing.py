"""The view of what lasts, month by month: a slider that plays."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from analysis.crime import hotspot_views
from analysis.crime.gathered import Gathered
from analysis.crime.hotspot_views import MapView
from analysis.crime.selection import Selection
from analysis.crime.ten_places import BusyPlace
from analysis.words import phrases
from pages.violence.hotspots_parts import hotspot_map

SECONDS = 1.5  # a month
EVERY = "All months"


def draw(
    selection: Selection, found: Gathered, view: MapView, ten: Sequence[BusyPlace], zones: dict[str, Any], place: str | None
) -> None:
    """The map of all months, or of the one that the slider stands at; it moves on by itself while it plays."""
    if view.refused:
        hotspot_map.draw(selection, found, view, ten, zones, place)
        return
    plays = bool(st.session_state.get("lasting_plays"))
    st.fragment(_one, run_every=SECONDS if plays else None)(selection, found, ten, zones, place, plays)


def _one(
    selection: Selection, found: Gathered, ten: Sequence[BusyPlace], zones: dict[str, Any], place: str | None, plays: bool
) -> None:
    names = {EVERY: None} | {phrases.short_month(month): month for month in found.months}
    at = st.session_state.get("lasting_month", EVERY)
    if at not in names:
        at = EVERY
    elif plays:
        at = _next(list(names), at)
    st.session_state["lasting_month"] = at
    view = hotspot_views.lasting_view(found, [one.cell for one in ten], names[at])

    def slider() -> None:
        with st.container(horizontal=True, vertical_alignment="bottom", key="lasting_slider"):
            st.select_slider("Month", list(names), key="lasting_month")
            # The clock of a fragment is set where it begins: what turns it on or off begins the page anew.
            if st.toggle("Play", key="lasting_plays") != plays:
                st.rerun()

    hotspot_map.draw(selection, found, view, ten, zones, place, slider)


def _next(names: Sequence[str], at: str) -> str:
    """The month after one, the first after the last."""
    place = names.index(at) + 1
    return names[place] if place < len(names) else names[1]
