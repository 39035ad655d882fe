"""One indicator beside others: the groups that it is made of, and other partnerships."""

from collections.abc import Callable

import streamlit as st

from analysis.indicators import asked as indicators
from analysis.indicators import group_figures, other_areas, overlapping_groups, peer_figures, peers
from analysis.indicators.indicator_state import IndicatorState
from analysis.release import partnership
from analysis.words import phrases
from pages.shared import ask, figure_frame, indicator_figure
from pages.shared.figure_frame import plain


def parts(found: IndicatorState) -> dict[str, Callable[[IndicatorState], None]]:
    """The tabs that there are for it."""
    own = {"Groups": groups} if found.indicator.numerator.any_of else {}
    others = {"Other areas": areas} if other_areas.can_compare(found) else {}
    return own | others | ({"Other partnerships": partnerships} if peers.can_compare(found.indicator) else {})


def groups(found: IndicatorState) -> None:
    """The total with each of its groups."""
    answers = indicators.answers([found.indicator], ask.cached)
    month = overlapping_groups.of_month(found.indicator, answers)
    year = overlapping_groups.of_year(found.indicator, answers)
    if month is None or year is None:
        st.markdown("No groups: figures handed in do not tell them apart. It needs the partner extract.")
        return
    first = month.first if year.refused else year.first
    caption = indicator_figure.caption(found, period=phrases.days(first, month.last))
    figure_frame.show(group_figures.groups(found.indicator, month, year, caption), "groups")


def partnerships(found: IndicatorState) -> None:
    """The area beside its peers over the last 12 months."""
    residents = ask.row("residents")["residents"]
    known = None if residents != residents or residents is None else float(residents)
    beside = peers.compare(found, ask.cached, partnership.in_force().peers, known)
    if beside is None or beside.refused:
        st.markdown(plain(f"No comparison: {beside.refused if beside else 'there are no 12 months to compare.'}"))
        return
    area = ask.release_info()["area_name"]
    caption = indicator_figure.caption(found, "partnerships", phrases.days(beside.first, beside.last))
    figure_frame.show(peer_figures.beside(found.indicator, beside, area, caption), "partnerships")


def areas(found: IndicatorState) -> None:
    """The area beside other local authorities and England, in the period of its newest figure."""
    info = ask.release_info()
    compared = other_areas.same_period(found, ask.cached, info["area_code"], partnership.in_force().peers)
    if compared is None:
        st.markdown("No comparison: no other area has a figure of this period.")
        return
    caption = indicator_figure.caption(found, "local authorities", phrases.days(compared.first, compared.last))
    figure_frame.show(other_areas.beside(found, compared, info["area_name"], caption), "areas")
