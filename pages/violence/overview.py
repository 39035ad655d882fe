"""Overview: what really changes, for a board: the statement, what changed, the adopted indicators, pillars and delivery."""

import streamlit as st

from analysis.indicators import asked as indicators
from analysis.indicators import figures as indicator_figures
from analysis.indicators import overview, what_changed
from analysis.projects import answered, delivery, meetings
from analysis.release import partnership
from pages.shared import ask, asked, statement, states
from pages.shared.figure_frame import plain
from pages.violence.overview_parts import board, cards, since


def page() -> None:
    """The board's answer on the first screen; the same as a board pack, one figure a screen, in board mode."""
    found = states.every()
    if board.chosen():
        board.show(found)
        return
    with statement.say(overview.headline(found), f"{ask.release_info()['area_name']}. {overview.HOW_TO_READ}"):
        since.choose()
        board.enter()
        statement.copy_link()
    if not any(one.indicator.adopted for one in found):
        st.markdown(plain(overview.none_adopted(found, partnership.in_force().partnership)))
    if said := indicator_figures.problem_words(indicators.problems()):
        st.warning(plain(said))
    with st.container(key="overview_first"):
        moment, unmet = since.standing()
        if unmet:
            asked.say(unmet, level=2)
        elif moment is not None:
            since.show(found, moment)
        cards.first_row(overview.first_row(found), what_changed.pillar_states(found))
        st.markdown(plain(" ".join(part for part in (what_changed.nothing_else(found), overview.of_the_data(found)) if part)))
    if shown := overview.on_cards(found):
        with st.container(key="overview_cards"):
            st.markdown(f"## {plain(overview.cards_heading(shown))}")
            cards.grid(shown)
    if said := overview.waiting(found):
        st.page_link("extracts/data.py", label=plain(f"{said} Which, and where it is published: Data"))
    projects = ask.cached("projects")
    if len(projects):
        outputs = delivery.outputs(ask.cached("targets"), ask.cached("returns"), ask.cached("draft_returns"))
        cards.delivery(delivery.headline(outputs, len(projects)), outputs)
    if rows := answered.agreed(ask.shown()):
        cards.actions(meetings.line(rows, ask.shown().today))
    st.caption(plain(indicator_figures.LEGEND))


page()
