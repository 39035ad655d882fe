"""The view of what lasts, month by month: a slider that plays."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from analysis.crime import hotspot_views
from analysis.crime.gathered import Gathered
from analysis.crime.hotspot_views import MapView
from analysis.crime.selection import Selection
from analysis.crime.ten_places import BusyPlace
from analysis.words import asked_for, phrases
from pages.shared import asked, figure_frame
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
    at = st.session_state.get("lasting_month") or _asked_for(names)
    if at not in names:
        at = EVERY
    elif plays:
        at = _next(list(names), at)
    st.session_state["lasting_month"] = at
    if not plays:  # a month that passes by is no view to go back to
        asked.put_into_address("month", [f"{month:%Y-%m}"] if (month := names[at]) else [])
    view = hotspot_views.lasting_view(found, [one.cell for one in ten], names[at])

    def slider() -> None:
        with st.container(horizontal=True, vertical_alignment="bottom", key="lasting_slider"):
            st.select_slider("Month", list(names), key="lasting_month")
            # The clock of a fragment is set where it begins: what turns it on or off begins the page anew.
            if st.toggle("Play", key="lasting_plays") != plays:
                st.rerun()

    hotspot_map.draw(selection, found, view, ten, zones, place, slider)


def _asked_for(names: Mapping[str, date | None]) -> str:
    """The month that the address asks for; where it is none of the view, that is said and all months stand."""
    texts = asked.standing("month")
    if not texts:
        return EVERY
    found = asked_for.month(texts[-1], [month for month in names.values() if month])
    if found is None:
        st.warning(figure_frame.plain(f"“{texts[-1][:60]}” is no month of this view: all months are shown."))
    return phrases.short_month(found) if found else EVERY


def _next(names: Sequence[str], at: str) -> str:
    """The month after one, the first after the last."""
    place = names.index(at) + 1
    return names[place] if place < len(names) else names[1]
