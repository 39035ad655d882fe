"""Milestones, spend, risks and actions: what is loaded of each, late ones first."""

import streamlit as st

from analysis.indicators import asked as indicators
from analysis.projects import answered
from pages.shared import ask, figure_frame


def draw() -> None:
    """A part for each table; a release of an earlier version of the program may lack some, and says so."""
    st.markdown("## Milestones, spend, risks and actions")
    pillars = {one.id: one.name for one in indicators.pillars()}
    for name in answered.TABLES:
        figure_frame.show_or_say(answered.progress_of(ask.shown(), name, pillars), name, level=3)
