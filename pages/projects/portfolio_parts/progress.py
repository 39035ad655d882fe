"""Milestones, spend, risks and actions: what is loaded of each, late ones first."""

from datetime import date

import streamlit as st

from analysis.indicators import asked as indicators
from analysis.projects import progress
from analysis.words import phrases
from pages.projects.portfolio_parts.one_grant import caption
from pages.shared import ask, figure_frame

TABLES = ("milestones", "spend", "risks", "actions")


def draw() -> None:
    """A part for each table; a release of an earlier version of the program may lack some, and says so."""
    st.markdown("## Milestones, spend, risks and actions")
    known = set(ask.cached("tables")["name"])
    for name in TABLES:
        found = ask.cached(name) if name in known else None
        if found is None or found.empty:
            st.markdown(f"No {name} {'is' if name == 'spend' else 'are'} loaded.")
            continue
        today = date.today()
        said = caption(
            f"Project {name}" if name != "actions" else "Actions and decisions", f"as loaded, on {phrases.day_and_month(today)}"
        )
        match name:
            case "milestones":
                figure = progress.milestones(found, today, said)
            case "spend":
                figure = progress.spend(found, today, said)
            case "risks":
                figure = progress.risks(found, today, said)
            case _:
                figure = progress.actions(found, {one.id: one.name for one in indicators.pillars()}, today, said)
        figure_frame.show(figure, name, level=3)
