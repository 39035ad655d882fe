"""What is published nearest to an indicator that no table gives for an area, under its own name."""

from collections.abc import Callable

import streamlit as st

from analysis.indicators import answered, nearest
from analysis.indicators.indicator_state import IndicatorState
from pages.shared import ask, figure_frame, states
from pages.shared.figure_frame import plain


def parts(found: IndicatorState) -> dict[str, Callable[[IndicatorState], None]]:
    """The tab, where something is published that stands near."""
    near = nearest.stands_for(found, states.every()) or nearest.of_forces(found.indicator, ask.cached)
    return {"Nearest published": draw} if near else {}


def draw(found: IndicatorState) -> None:
    """The indicator that stands nearest, then the whole force's figures."""
    one = found.indicator
    st.markdown(plain(f"{one.not_published} What follows has another meaning and does not fill {one.id}."))
    if near := nearest.stands_for(found, states.every()):
        figure_frame.show(answered.figure(ask.shown(), near, height=380), "nearest")
    for place, figure in enumerate(answered.of_forces(ask.shown(), found)):
        figure_frame.show(figure, f"force_{place}")
