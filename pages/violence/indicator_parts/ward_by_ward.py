"""One indicator ward by ward: a small chart each, and the funnel plot."""

from collections.abc import Callable

import streamlit as st

from analysis.figures import disclosure
from analysis.indicators import by_ward, ward_figures
from analysis.indicators.indicator_state import IndicatorState
from analysis.words import phrases
from pages.shared import figure_frame, indicator_figure, states


def parts(found: IndicatorState) -> dict[str, Callable[[IndicatorState], None]]:
    """The tabs that tell it ward by ward, where its source can."""
    return {"Wards": multiples, "Funnel plot": funnel} if by_ward.by_ward(found.indicator) else {}


def multiples(found: IndicatorState) -> None:
    """A small control chart for each ward, those with a signal first."""
    months = states.ward_months(found.indicator)
    charts = by_ward.charts(found.indicator, months, found.breaks, found.rebases)
    caption = indicator_figure.caption(found, "each ward")
    figure = disclosure.leave(ward_figures.multiples(found.indicator, months.names, charts, caption))
    figure_frame.say(figure)
    st.html(ward_figures.multiples_html(months.names, charts, figure_frame.dark_page()))
    figure_frame.sign(figure, "ward_multiples", behind=True)


def funnel(found: IndicatorState) -> None:
    """The wards on a funnel plot, by the last 12 months where they can be added up."""
    total = found.year_total
    if total is None or total.refused:
        st.markdown(f"No funnel plot. {total.refused if total else 'There are no 12 months to add up.'}")
        return
    months = states.ward_months(found.indicator)
    points = by_ward.funnel(found.indicator, months, total.first, total.last)
    if not points:
        st.markdown("No funnel plot: no population of the wards is loaded.")
        return
    caption = indicator_figure.caption(found, "each ward", phrases.days(total.first, total.last))
    figure_frame.show(ward_figures.funnel(found.indicator, points, total.first, total.last, caption), "funnel")
