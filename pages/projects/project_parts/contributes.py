"""What a project is meant to move: its indicators with their small charts, and, where it was evaluated, whether it worked."""

import streamlit as st

from analysis.figures import disclosure
from analysis.indicators import answered as indicator_figures
from analysis.indicators import cards
from analysis.night import answered as night
from analysis.night import places_answered
from analysis.projects import one_project
from analysis.projects.facts import FundedProject
from analysis.projects.ratings import Rated
from analysis.release import partnership
from pages.shared import alone, ask, figure_frame, states
from pages.shared.figure_frame import plain

INDICATOR, NIGHT = "violence/indicator.py", "violence/night.py"
ACROSS = 3


def indicators(found: Rated) -> None:
    """The indicators that it contributes to, each as a card with its small control chart that leads to all about it."""
    st.markdown("## Contributes to")
    meant = [state for name in one_project.indicators_of(found.facts) if (state := states.one(name))]
    if not meant:
        st.markdown("No indicator is named that the project is meant to move.")
        return
    st.caption(plain(one_project.NOT_WHY))
    for start in range(0, len(meant), ACROSS):
        for column, state in zip(st.columns(ACROSS, gap="small"), meant[start : start + ACROSS], strict=False):
            with column, alone.drawing(f"the card of {state.indicator.id}"):
                figure = disclosure.leave(indicator_figures.card(ask.shown(), state, partnership.in_force().peers))
                st.page_link(INDICATOR, label=f"**{plain(figure.title)}**", query_params={"id": state.indicator.id})
                st.html(cards.body(figure, state, figure_frame.dark_page()))


def did_it_work(facts: FundedProject) -> None:
    """The zones it works in against those written down for comparison; nothing where none is."""
    places = [
        place for place in places_answered.project_places(ask.shown()) if (place.grant_id, place.project_id) == facts.project
    ]
    if not places:
        return
    st.markdown("## Did it work?")
    zones = night.zones(ask.shown())
    for number, place in enumerate(places):
        with alone.drawing("what changed where the project works"):
            figure_frame.show_or_say(places_answered.effect(ask.shown(), place, zones), f"effect_{number}", level=3)
    st.page_link(NIGHT, label="How this is compared: the page on the night")
