"""What the hotspots page keeps per release and choice: the cells, the records in them, the map, and the figures under it."""

from collections.abc import Callable
from typing import Any

import streamlit as st
from pydeck import Deck

from analysis.crime import answered
from analysis.crime.gathered import CellMap, Gathered
from analysis.crime.hotspot_views import MapView
from analysis.crime.selection import Selection
from analysis.figures.figure import Figure
from pages.shared import ask


def cell_map(shape: str) -> CellMap:
    """The cells of the area in a shape, with the names of streets."""
    return _map(ask.release_id(), shape)


def records(on: CellMap, chosen: Selection) -> Gathered:
    """The records of a choice by month and cell."""
    return _records(ask.release_id(), on.grid.shape, chosen.when(), chosen.span.missing, on, chosen)


def view(on: CellMap, chosen: Selection, name: str, make: Callable[[], MapView]) -> MapView:
    """A view of the map by its name, worked out once."""
    return _view(ask.release_id(), on.grid.shape, chosen.when(), chosen.span.missing, name, make)


def still(public: bool, dark: bool, make: Callable[[], str]) -> str:
    """The picture of the map by harm, drawn once."""
    return _still(ask.release_id(), public, dark, make)


def drawn(
    on: CellMap, chosen: Selection, view: MapView, place: str | None, look: tuple[bool, str], make: Callable[[], Deck]
) -> Deck:
    """The map of a view, made once: writing it out takes longer than all else on the page.

    look: whether the page is dark, and the tiles behind.
    """
    shown = (on.grid.shape, view.name, view.said, place, *look)
    return _drawn(ask.release_id(), chosen.when(), chosen.span.missing, shown, make)


def zones(chosen: Selection) -> Figure:
    """Each zone against the rest of the area."""
    return _zones(ask.release_id(), chosen.when(), chosen.span.missing, chosen)


def by_harm(public: bool, dark: bool) -> Figure | str:
    """The force's own list by number and by harm."""
    return _by_harm(ask.release_id(), public, dark)


@st.cache_resource(max_entries=40, show_spinner=False)
def _view(release: str, shape: str, when: dict[str, Any], missing: Any, name: str, _make: Callable[[], MapView]) -> MapView:
    return _make()


@st.cache_resource(max_entries=8, show_spinner=False)
def _still(release: str, public: bool, dark: bool, _make: Callable[[], str]) -> str:
    return _make()


@st.cache_resource(max_entries=60, show_spinner=False)
def _drawn(release: str, when: dict[str, Any], missing: Any, shown: tuple[Any, ...], _make: Callable[[], Deck]) -> Deck:
    return _make()


@st.cache_resource(max_entries=20, show_spinner=False)
def _zones(release: str, when: dict[str, Any], missing: Any, _chosen: Selection) -> Figure:
    return answered.zones(ask.shown(), _chosen)


@st.cache_resource(max_entries=8, show_spinner=False)
def _by_harm(release: str, public: bool, dark: bool) -> Figure | str:
    return answered.harm(ask.shown(), public=public, dark=dark)


@st.cache_resource(max_entries=4, show_spinner=False)
def _map(release: str, shape: str) -> CellMap:
    return answered.cell_map(ask.shown(), shape)


@st.cache_resource(max_entries=40, show_spinner=False)
def _records(release: str, shape: str, when: dict[str, Any], missing: Any, _on: CellMap, _chosen: Selection) -> Gathered:
    return answered.records(ask.shown(), _chosen, _on)
