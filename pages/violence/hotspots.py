"""Hotspots: where recorded crime of the chosen types gathers, and the night-time zones against the rest."""

import streamlit as st

from analysis.crime import from_address, hotspots, ten_places
from analysis.crime.selection import Selection
from analysis.release import partnership
from analysis.release.questions.crime import ForceTotal
from pages.shared import ask, asked, figure_frame, filters, fold, frame, saved_views, source_list, statement
from pages.violence.hotspots_parts import cells, hotspot_map, views

NOT_FOLLOWED = {"ward": "wards", "lsoa": "a small area", "street": "a street"}


def page() -> None:
    """Choose, ask, say, draw."""
    top = st.container()
    filter_place = fold.begin()
    choice = filters.choose(filter_place, places=False, months_at_first=from_address.MONTHS_OF_A_RANK)
    if unmet := hotspot_map.unmet():
        with top:
            asked.say(unmet)
        return
    zones = ask.zone_outlines()
    names = {feature["id"]: feature["properties"]["name"] for feature in zones["features"]}
    shape = hotspot_map.shape_chosen()
    on = cells.cell_map(shape)
    with filter_place.row:
        closer = hotspot_map.choose_place(names, on)
    if unmet := filters.unmet(places=False):
        with top:
            asked.say(unmet)
        return
    chosen = choice.comparable_part()
    found = cells.records(on, chosen)
    ten = ten_places.ten_places(found) if chosen.span.comparable else []
    with top:
        said = (hotspots.context(chosen), hotspots.left_out(choice, chosen), asked.not_followed(NOT_FOLLOWED))
        with statement.say(hotspots.headline(chosen, found), " ".join(part for part in said if part)):
            saved_views.offer("hotspots")
            statement.copy_link()
    total = ask.shown().row(ForceTotal, **chosen.when(), **chosen.where())
    views.show(shape, chosen, found, ten, zones, closer, hotspots.accounting(chosen, found, total))
    with fold.rest():
        in_zones(chosen, bool(names))


def in_zones(chosen: Selection, loaded: bool) -> None:
    """Each zone against the rest of the area."""
    if loaded:
        figure_frame.show(cells.zones(chosen), "zones")
        return
    st.markdown("## No zones are loaded yet")
    st.markdown(
        "Zones, such as those of the night-time economy, are one map file (GeoJSON) of the partnership's own, with the headings "
        f"{source_list.headings_of_zones()}. Load it, and this page draws them and compares them with the rest of the area."
    )
    st.page_link("extracts/load.py", label="Load the zones")


if not frame.lacks_crime_files(partnership.in_force()):
    page()
