"""One indicator ward by ward: a small chart each, and the funnel plot."""

from collections.abc import Callable

import streamlit as st

from analysis.figures import disclosure
from analysis.indicators import answered, by_ward, ward_figures
from analysis.indicators.indicator_state import IndicatorState
from pages.shared import ask, figure_frame, figure_menu, states


def parts(found: IndicatorState) -> dict[str, Callable[[IndicatorState], None]]:
    """The tabs that tell it ward by ward, where its source can."""
    return {"Wards": multiples, "Funnel plot": funnel} if by_ward.by_ward(found.indicator) else {}


def multiples(found: IndicatorState) -> None:
    """A small control chart for each ward, those with a signal first."""
    months = states.ward_months(found.indicator)
    each = answered.wards(ask.shown(), found, months)
    figure = disclosure.leave(each.figure)
    with figure_frame.head(figure, "ward_multiples"):
        figure_menu.offer(figure, "ward_multiples")
    st.html(ward_figures.multiples_html(each.names, each.charts, figure_frame.dark_page()))
    figure_frame.sign(figure, "ward_multiples", behind=True)


def funnel(found: IndicatorState) -> None:
    """The wards on a funnel plot, by the last 12 months where they can be added up."""
    figure_frame.show_or_say(answered.funnel(ask.shown(), found, states.ward_months(found.indicator)), "funnel")
