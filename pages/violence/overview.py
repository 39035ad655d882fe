"""Overview: what really changes, for a board: the statement, what changed, the adopted indicators, pillars and delivery."""

import streamlit as st

from analysis.indicators import asked as indicators
from analysis.indicators import figures as indicator_figures
from analysis.indicators import overview, what_changed
from analysis.indicators.indicator_state import IndicatorState
from analysis.projects import delivery
from analysis.release import partnership
from pages.shared import ask, statement, states
from pages.shared.figure_frame import plain
from pages.violence.overview_parts import board, cards, since


def page() -> None:
    """The board's answer on the first screen; the same as a board pack, one figure a screen, in board mode."""
    found = states.every()
    if board.chosen():
        board.show(found)
        return
    with statement.say(overview.headline(found), f"{ask.release_info()['area_name']}. {overview.HOW_TO_READ}"):
        asked = since.choose()
        board.enter()
        statement.copy_link()
    if not any(one.indicator.adopted for one in found):
        st.markdown(plain(overview.none_adopted(found, partnership.in_force().partnership)))
    if said := indicator_figures.problem_words(indicators.problems()):
        st.warning(plain(said))
    left, right = st.columns([4, 9], gap="medium")
    with left, st.container(key="overview_left"):
        changed(found, asked)
        st.markdown("## The four pillars")
        cards.pillars(what_changed.pillar_states(found))
    with right:
        cards.grid(overview.on_cards(found))
    projects = ask.cached("projects")
    if len(projects):
        outputs = delivery.outputs(ask.cached("targets"), ask.cached("returns"), ask.cached("draft_returns"))
        cards.delivery(delivery.headline(outputs, len(projects)), outputs)
    st.caption(plain(indicator_figures.LEGEND))


def changed(found: list[IndicatorState], asked: since.Asked | None) -> None:
    """What changed, strongest signal first; since a day or a release where the reader asks for one."""
    if asked is not None:
        since.show(found, asked)
        return
    st.markdown("## What changed")
    for each in what_changed.statements(found):
        cards.statement(each)
    st.markdown(plain(what_changed.nothing_else(found)))


page()
