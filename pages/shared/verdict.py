"""Why an indicator, or a pillar, has its verdict: a question beside its state, which the browser opens by itself."""

import html

import streamlit as st

from analysis.figures import disclosure
from analysis.indicators import answered, cards, why
from analysis.indicators.indicator_state import IndicatorState
from analysis.indicators.what_changed import PillarState
from analysis.release import partnership
from pages.shared import ask


def ask_why(found: IndicatorState) -> None:
    """The question beside an indicator's state; nothing where it has no verdict."""
    card = disclosure.leave(answered.card(ask.shown(), found, partnership.in_force().peers))
    if said := cards.why_html(card, found):
        st.html(f'<div class="why_on_page">{said}</div>')


def of_pillar(found: PillarState, words: str) -> None:
    """A pillar's state in words, with the question."""
    asked = why.details(why.of_pillar(found), found.pillar.name, brief=True)
    st.html(f'<div class="tile verdict">{asked}<p>{html.escape(words)}</p></div>')
