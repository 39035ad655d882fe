"""Pillars: where each pillar stands, its indicators with their charts, and the projects meant to move them."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from analysis.figures import disclosure
from analysis.indicators import answered, contributing, what_changed
from analysis.indicators import asked as indicators
from analysis.indicators import figures as indicator_figures
from analysis.indicators.indicator_state import IndicatorState
from analysis.indicators.what_changed import PillarState
from analysis.release.questions.projects import Projects
from pages.shared import alone, ask, asked, figure_frame, figure_menu, fold, saved_views, statement, states, verdict, wards
from pages.shared import contributing as contributing_projects
from pages.shared.figure_frame import plain
from pages.shared.page_parts import lacks_part


def page() -> None:
    """The whole page, top to bottom: the four pillars in a line each, then the chosen one."""
    pillars = what_changed.pillar_states(states.every())
    statement.headline(indicator_figures.headline(pillars))
    if said := indicator_figures.problem_words(indicators.problems()):
        st.warning(plain(said))
    place = fold.begin()
    with place.row:
        chosen_wards = wards.choose(labelled=False)
    with place.bar:
        saved_views.offer("pillars")
        statement.copy_link()
    place.say(wards.words(chosen_wards) if chosen_wards else f"All wards of {wards.area()}")
    if unmet := wards.unmet():
        asked.say(unmet, level=2)
        return
    tiles(pillars)
    with fold.rest():
        names = [plain(one.pillar.name) for one in pillars]
        if lacks_part("pillar", names):
            return
        tabs = st.tabs(names, key="pillar", bind="query-params")
        for tab, one in zip(tabs, pillars, strict=True):
            if tab.open:
                with tab:
                    draw(one, chosen_wards)


def tiles(pillars: Sequence[PillarState]) -> None:
    """The four pillars, each in two lines: its name and where it stands."""
    for column, one in zip(st.columns(len(pillars), gap="small"), pillars, strict=True):
        with column.container(border=True, height="stretch", key=f"tile_{one.pillar.id}", gap=None):
            st.header(plain(one.pillar.name), anchor=one.pillar.id)
            verdict.of_pillar(one, f"{one.symbol} {one.words}")


def draw(one: PillarState, chosen_wards: dict[str, str]) -> None:
    """One pillar: what it is, its table, the projects, the charts, what is not loaded."""
    where: dict[str, str] | None = None
    if chosen_wards:
        where = {state.indicator.id: wards.words(chosen_wards) for state in one.states if states.follows_wards(state)}
        one = replace(one, states=tuple(states.in_wards(state, chosen_wards) for state in one.states))
        st.markdown(plain(indicator_figures.followed(one, where, wards.area())))
    with alone.drawing(f"the table of {one.pillar.id}"):
        glance = disclosure.leave(answered.pillar(ask.shown(), one, where))
        st.table(glance.table.map(plain), border="horizontal", hide_index=True)
        st.markdown(plain(f"{one.pillar.name}: {one.pillar.description} {one.counts[:1].upper()}{one.counts[1:]}."))
        st.caption(plain(indicator_figures.LEGEND))
        figure_menu.offer(glance, f"pillar_{one.pillar.id}")
    if projects := contributing.to_pillar(one, ask.shown().rows(Projects)):
        st.markdown("### Projects meant to move these indicators")
        contributing_projects.show(projects)
    filled = sorted((state for state in one.states if state.filled), key=lambda state: what_changed.strength(state)[:2])
    if filled:
        st.markdown("### Charts")
    for place, state in enumerate(filled):
        draw_indicator(state, place == 0, (where or {}).get(state.indicator.id, ""))
    empty = [state for state in one.states if not state.filled]
    if empty:
        st.markdown("### No figures loaded yet")
        st.markdown("\n".join(f"- {plain(indicator_figures.lacking(each))}" for each in empty))


@st.fragment
def draw_indicator(state: IndicatorState, opened: bool, where: str) -> None:
    """One indicator: its latest figure and state in a line, its chart when opened. where: the wards it is told for, if any."""
    label = " · ".join(part for part in (f"{state.symbol} {plain(state.headline)}", plain(where), state.variation_words) if part)
    place = st.expander(label, expanded=opened, key=f"open_{state.indicator.id}", on_change="rerun")
    if place.open:
        with place, alone.drawing(f"the chart of {state.indicator.id}"):
            figure_frame.show(answered.figure(ask.shown(), state, where), state.indicator.id, level=4)
            verdict.ask_why(state)


page()
