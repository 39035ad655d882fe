"""Questions as pages ask them: kept in memory per release, so that a new release is seen at once."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from analysis.figures import maps
from analysis.figures.figure import OPEN_GOVERNMENT_LICENCE, Caption
from analysis.figures.shown_release import ShownRelease
from analysis.release import database
from analysis.words.periods import Period
from pages.shared import earlier

T = TypeVar("T")
BEGUN_ON = "release_begun_on"
MOST_MADE, MOST_ASKED = 256, 600
"""Figures kept of all choices, some 100 kB each; answers kept, some 10 kB each."""


def cached(question: str, **parameters: Any) -> pd.DataFrame:
    """The answer to a question (see `analysis.release.database.ask`), kept until another release is in force.

    Whoever writes into the frame writes into a copy of it: pandas makes one then, and only then.
    """
    with earlier.reading():
        return _kept(release_id(), question, _Given(dict(sorted(parameters.items())))).copy(deep=False)


def shown() -> ShownRelease:
    """The release shown, as figures are made of it."""
    return _shown(release_id(), date.today(), earlier.words())


@lru_cache(maxsize=16)
def _shown(release: str, today: date, words: str) -> ShownRelease:
    return ShownRelease(cached, release, today, words)


def made(make: Callable[..., T], *chosen: Hashable) -> T:
    """What `make` gives of the release shown and a choice. It hangs on nothing else: readers who ask the same share it."""
    return _made(make, shown(), *chosen)


@lru_cache(maxsize=MOST_MADE)
def _made(make: Callable[..., T], release: ShownRelease, *chosen: Hashable) -> T:
    return make(release, *chosen)


def begin(release: database.Release | None) -> None:
    """A run of the page begins on this release: every answer in it comes from this one."""
    st.session_state[BEGUN_ON] = release.id if release else None


def release_id() -> str:
    """The id of the release shown: the one in force, or the earlier one asked for. Raises NoRelease where nothing is loaded.

    Where another came into force since the run began, the page is drawn anew: half of it would be from either.
    """
    with earlier.reading():
        current = database.release()
    if current is None:
        raise database.NoRelease("Nothing has been loaded yet.")
    if st.session_state.get(BEGUN_ON, current.id) != current.id:
        st.rerun()
    return current.id


def release_info() -> dict[str, str]:
    """What the release says of itself: area_name, area_noun, demonstration, schematic_wards …"""
    return shown().info()


def is_demonstration() -> bool:
    """Whether the figures are made up."""
    return release_info().get("demonstration") == "true"


def schematic_wards() -> bool:
    """Whether the wards on the map are drawn from centre points; so are those of the demonstration."""
    info = release_info()
    return info.get("schematic_wards", info.get("demonstration")) == "true"


def caption(
    source: str, period: Period | str, area: str, *, definition: str = "", attribution: str = OPEN_GOVERNMENT_LICENCE
) -> Caption:
    """The caption of a figure from the release in force; made-up figures say so wherever they are copied to."""
    return shown().caption(source, period, area, definition=definition, attribution=attribution)


def ward_outlines() -> dict[str, Any]:
    """The wards' outlines for a map; without features where no boundaries are loaded."""
    return _outlines(release_id())


def zone_outlines() -> dict[str, Any]:
    """The zones' outlines, in order of name."""
    return _zones(release_id())


@st.cache_resource(max_entries=2, show_spinner=False)
def _zones(release: str) -> dict[str, Any]:
    return maps.outlines(cached("zones"), ["zone_id", "name"])


@st.cache_resource(max_entries=2, show_spinner=False)
def _outlines(release: str) -> dict[str, Any]:
    return maps.outlines(cached("wards"), ["ward_code", "ward_name"])


@dataclass(frozen=True)
class _Given:
    """The parameters of a question, lists among them, as what its answer is kept under."""

    parameters: dict[str, Any]

    def __hash__(self) -> int:
        return hash(repr(self.parameters))


@lru_cache(maxsize=MOST_ASKED)
def _kept(release: str, question: str, given: _Given) -> pd.DataFrame:
    answer = database.ask(question, **given.parameters)
    if (current := database.release()) is None or current.id != release:
        st.rerun()  # an answer from the next release is never kept under this one's id
    return answer
