"""Which projects the page shows below its figures: all, or those that the address asks for (?project=P3, ?pillar=learning)."""

import pandas as pd
import streamlit as st

from analysis.indicators import asked as indicators
from analysis.projects import chosen
from analysis.projects.delivery import Project
from analysis.words import phrases
from analysis.words.asked_for import Unmet

KEYS = (chosen.PROJECT, chosen.PILLAR)


def chosen_projects(projects: pd.DataFrame) -> tuple[set[Project], list[Unmet]]:
    """Grant and project of each that is asked for, all where none is; and what is asked for and is not there."""
    pillars = {one.id: one.name for one in indicators.pillars()}
    return chosen.chosen(projects, pillars, {key: st.query_params.get_all(key) for key in KEYS})


def say(found: set[Project], projects: pd.DataFrame) -> None:
    """How many of the projects are shown where the address leaves some out, and the way back to all."""
    if len(found) == len(projects):
        return
    st.markdown(f"Below: {phrases.count(len(found), 'project')} of {len(projects)}, as this address asks.")
    st.button("Show all projects", key="projects_all", on_click=_all)


def _all() -> None:
    for key in KEYS:
        st.query_params.pop(key, None)
