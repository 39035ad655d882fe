"""Hotspots: where recorded crime of the chosen types gathers, and the night-time zones against the rest."""

import streamlit as st

from analysis.crime import answered, hotspots
from analysis.crime import figures as crime_figures
from analysis.crime.selection import Selection
from analysis.release import partnership
from pages.shared import ask, asked, figure_frame, filters, fold, frame, months_of, statement
from pages.violence.hotspots_parts import hotspot_map

NOT_FOLLOWED = {"ward": "wards", "lsoa": "a small area", "street": "a street"}


def page() -> None:
    """Choose, ask, say, draw."""
    top = st.container()
    filter_place = fold.begin()
    choice = filters.choose(filter_place, places=False)
    zones = ask.zone_outlines()
    names = {feature["id"]: feature["properties"]["name"] for feature in zones["features"]}
    with filter_place.row:
        place = hotspot_map.choose_place(names)
    left, right = st.columns([6, 7], gap="medium")
    if unmet := filters.unmet(places=False):
        with top:
            asked.say(unmet)
        return
    chosen = choice.comparable_part()
    compared = months_of.compared_with_year_before(chosen)
    found = hotspots.cells(ask.cached("cells", **chosen.when()))
    total = ask.row("force_total", **chosen.when(), **chosen.where())
    with top:
        said = (crime_figures.context(chosen, [], compared), hotspots.left_out(choice, chosen), asked.not_followed(NOT_FOLLOWED))
        with statement.say(hotspots.headline(chosen, found), " ".join(part for part in said if part)):
            statement.copy_link()
    with left:
        hotspot_map.show(chosen, found, zones, place)
    with right:
        # beside the map, so that the map stays where it was clicked
        if place:
            look_closer(chosen, place, names)
        if names:
            figure_frame.show(answered.zones(ask.shown(), chosen), "zones")
        else:
            st.markdown("## No zones are loaded yet")
            st.markdown(hotspot_map.NO_ZONES)
            st.page_link("extracts/load.py", label="Load the zones")
    with fold.rest():
        st.caption(figure_frame.plain(hotspots.accounting(chosen, found, total)))


def look_closer(chosen: Selection, place: str, names: dict[str, str]) -> None:
    """The trend of one zone or cell."""
    figure_frame.show(answered.place(ask.shown(), chosen, place, names), "place")


if not frame.lacks_crime_files(partnership.in_force()):
    page()
