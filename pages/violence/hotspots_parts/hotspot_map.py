"""The hotspot map with its views, and the list beside it: a click on a cell, or on a zone's letter, chooses that place."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import streamlit as st

from analysis.crime import answered, hotspot_figures, hotspots, ten_places
from analysis.crime.gathered import CellMap, Gathered
from analysis.crime.hotspot_views import VIEWS, MapView
from analysis.crime.selection import Selection
from analysis.crime.ten_places import BusyPlace
from analysis.figures import disclosure, maps
from analysis.methods.spatial.cells import NO_CELL
from analysis.release import partnership
from analysis.words import asked_for
from analysis.words.asked_for import Unmet
from pages.shared import ask, asked, figure_frame, figure_menu, narrower, page_parts
from pages.violence.hotspots_parts import cells

HEIGHT = 540  # pixels: 60% of a window of 900
STREETS = "Streets behind"
FETCHED = "Your browser fetches them from the internet. Without it, the map shows all else."


def choose_view_and_shape(zones: Collection[str]) -> tuple[str, str]:
    """The controls above the map: which view, and cells of which shape."""
    shapes = answered.shapes(ask.shown())
    with st.container(horizontal=True, horizontal_alignment="distribute", key="map_controls", gap="small"):
        view, shape = (
            st.segmented_control(
                label, offered, default=offered[0], required=True, key=key, bind="query-params", label_visibility="collapsed",
                on_change=changed, args=(zones,) if changed else None,
            )
            for label, offered, key, changed in (("View", VIEWS, "show", None), ("Cells", shapes, "cells", _leave_cell))
        )  # fmt: skip
        if partnership.in_force().basemap:
            st.toggle(STREETS, key="streets", bind="query-params", help=FETCHED)
    return view or VIEWS[0], shape or shapes[0]


def shape_chosen() -> str:
    """The shape of cells that is chosen, before its control is drawn."""
    shapes = answered.shapes(ask.shown())
    chosen = st.session_state.get("cells") or st.query_params.get("cells")
    return chosen if chosen in shapes else shapes[0]


def unmet() -> list[Unmet]:
    """What the address asks for of views and shapes, and is not there."""
    return [*page_parts.no_part("show", VIEWS), *page_parts.no_part("cells", answered.shapes(ask.shown()))]


def choose_place(zones: dict[str, str], on: CellMap) -> str | None:
    """A zone (by id) or a cell (by grid reference) to look closer at; None for the whole area."""
    held = sorted({on.names[cell] for cell in on.grid.at.tolist() if cell != NO_CELL})
    names = zones | {cell: f"Cell {cell}" for cell in held}
    return narrower.one(
        "place",
        "Look closer at a zone or cell" if zones else "Look closer at a cell",
        names,
        lambda text: asked_for.matched(text, names),
        lambda text: asked_for.no_such("place", "zone or cell", text, names, "on this map"),
        none="Choose, or click the map",
    )


def draw(
    selection: Selection,
    found: Gathered,
    view: MapView,
    ten: Sequence[BusyPlace],
    zones: dict[str, Any],
    place: str | None,
    under: Callable[[], None] | None = None,
) -> None:
    """The map, the sentence of its view, what the letters of zones mean, and the table of cells behind it; the map is sent last.

    under: draws what stands between the map and its sentence.
    """
    figure, wards = answered.cells(ask.shown(), selection, found, view), ask.ward_outlines()
    cleared = disclosure.leave(figure)
    dark = figure_frame.dark_page()
    tiles = _tiles()
    make = lambda: hotspot_figures.hotspot_map(selection, found, view, ten, wards, zones, place, dark, tiles)  # noqa: E731
    deck = cells.drawn(found.on, selection, view, place, (dark, tiles), make)
    key = f"hotspot_map_{place}_{found.on.grid.shape}"
    place_of_map = st.container()
    if under:
        under()
    with st.container(key="under_map", gap=None):
        with st.container(horizontal=True, gap="small", key="cells_titled"):
            st.markdown(figure_frame.plain(figure.sentence), width="stretch")
            on_paper = hotspot_figures.with_map
            drawn = lambda: disclosure.leave(on_paper(figure, selection, found, view, ten, wards, zones, place))  # noqa: E731
            figure_menu.offer(cleared, "cells", drawn)
        lettered = hotspot_figures.lettered(zones)
        said = (
            f"Zones, indicative: {lettered}. Click a cell or a zone's letter to look closer."
            if lettered
            else "Click a cell to look closer."
        )
        whose = f" Streets, where your browser can fetch them: {partnership.in_force().basemap_says}." if tiles else ""
        st.caption(figure_frame.plain(f"{figure.title}. {said}{whose}"))
    figure_frame.sign(cleared, "cells", behind=True)
    with place_of_map:
        st.pydeck_chart(deck, key=key, height=HEIGHT, on_select=lambda: _clicked(key), alt=f"Map. {figure.sentence}")


def beside(selection: Selection, found: Gathered, view: MapView, ten: Sequence[BusyPlace]) -> None:
    """What the colours mean, and the ten places."""
    figure = disclosure.leave(answered.ten(ask.shown(), selection, found))
    unit = hotspot_figures.legend_unit(selection, view)
    with st.container(key="ten_places", gap="xxsmall"):
        colours = hotspot_figures.legend(view, unit, figure_frame.dark_page())
        st.html(maps.legend_html(colours, hotspot_figures.opacity_of_cells(_tiles())))
        with figure_frame.titled(figure, "ten"):
            figure_menu.offer(figure, "ten_places")
        if ten:
            st.html(ten_places.listed(selection, found, ten, view.columns, figure_frame.dark_page()))
        else:
            st.markdown(figure_frame.plain(figure.sentence))
        notes = " ".join(figure.notes)
        if not view.columns:
            st.caption(figure_frame.plain(notes))
        with st.container(key="ten_places_source", gap=None):  # on paper, where no map and no caption of it stands beside
            of_paper = [notes if view.columns else "", hotspots.NOT_MAPPED, figure.caption.text()]
            st.caption(figure_frame.plain(" ".join(of_paper).strip()))


def _tiles() -> str:
    """The address of the streets behind the map; empty where the partnership names none, or the reader asks for none."""
    return partnership.in_force().basemap if st.session_state.get("streets") else ""


def _leave_cell(zones: Collection[str]) -> None:
    """A cell of the other shape has no place on this map; a zone has, and stays."""
    if st.session_state.get("place") not in zones:
        asked.put("place", None)


def _clicked(key: str) -> None:
    picked = st.session_state[key].selection.objects
    for feature in picked.get("zone_marks", []):
        asked.put("place", feature["place"])
        return
    for feature in picked.get("cells", []):
        reference = feature["properties"]["place"]
        asked.put("place", None if st.session_state.get("place") == reference else reference)
