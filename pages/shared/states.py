"""The states of all indicators as pages take them: worked out once a release, and once a choice of wards."""

from collections.abc import Collection

import streamlit as st

from analysis import access
from analysis.indicators import asked as indicators
from analysis.indicators import by_ward, outlook
from analysis.indicators import states as measures
from analysis.indicators.asked import Indicator
from analysis.indicators.by_ward import WardMonths
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods.forecast import Forecast
from pages.shared import ask


def every() -> list[IndicatorState]:
    """The state of every indicator, in the catalogue's order. Read only: pages share it."""
    return _every(ask.release_id(), indicators.fingerprint(), access.sees_all())


def for_files() -> list[IndicatorState] | None:
    """The same for files made beside the page, which hide small numbers; None where these were worked out with them."""
    return None if access.sees_all() else every()


def one(indicator_id: str) -> IndicatorState | None:
    """One indicator's state; None where it is not declared."""
    return next((state for state in every() if state.indicator.id == indicator_id), None)


def in_wards(state: IndicatorState, wards: Collection[str]) -> IndicatorState:
    """The same indicator's state for the chosen wards together; as it is where none is chosen, or it cannot be told by ward."""
    if not wards or not follows_wards(state):
        return state
    found = ward_months(state.indicator)
    return by_ward.state(state.indicator, indicators.answers([state.indicator], ask.cached), found, tuple(wards))


def follows_wards(state: IndicatorState) -> bool:
    """Whether the ward filter changes what it shows."""
    return state.filled and by_ward.by_ward(state.indicator)


def ward_months(indicator: Indicator) -> WardMonths:
    """The indicator's counts by month and ward."""
    return _ward_months(ask.release_id(), indicators.fingerprint(), indicator.id)


def forecast_of(found: IndicatorState, where: str) -> Forecast:
    """The expected range of the next months, worked out once for a release, an indicator and the places chosen."""
    return _forecast(ask.release_id(), found.indicator.id, where, access.sees_all(), found)


@st.cache_resource(max_entries=40, show_spinner=False)
def _forecast(release: str, indicator: str, where: str, sees_all: bool, _found: IndicatorState) -> Forecast:
    return outlook.forecast_of(_found)


@st.cache_resource(max_entries=2, show_spinner=False)
def _every(release: str, catalogue: int, sees_all: bool) -> list[IndicatorState]:
    return measures.states(ask=ask.cached)


@st.cache_resource(max_entries=20, show_spinner=False)
def _ward_months(release: str, catalogue: int, indicator_id: str) -> WardMonths:
    indicator = next(each for each in indicators.declared() if each.id == indicator_id)
    return by_ward.months(indicator, ask.cached)
