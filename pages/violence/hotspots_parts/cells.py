"""The cells of the hotspots page and the records in them, worked out once per release and choice."""

from typing import Any

import streamlit as st

from analysis.crime import answered
from analysis.crime.gathered import CellMap, Gathered
from analysis.crime.selection import Selection
from pages.shared import ask


def cell_map(shape: str) -> CellMap:
    """The cells of the area in a shape, with the names of streets."""
    return _map(ask.release_id(), shape)


def records(on: CellMap, chosen: Selection) -> Gathered:
    """The records of a choice by month and cell."""
    return _records(ask.release_id(), on.grid.shape, chosen.when(), chosen.span.missing, on, chosen)


@st.cache_resource(max_entries=4, show_spinner=False)
def _map(release: str, shape: str) -> CellMap:
    return answered.cell_map(ask.shown(), shape)


@st.cache_resource(max_entries=40, show_spinner=False)
def _records(release: str, shape: str, when: dict[str, Any], missing: Any, _on: CellMap, _chosen: Selection) -> Gathered:
    return answered.records(ask.shown(), _chosen, _on)
