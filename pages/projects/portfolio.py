"""Projects: the grant, each project's outputs against their minima, and which returns are missing."""

import streamlit as st

from analysis.projects import answered, delivery
from analysis.projects.returns import read_returns
from analysis.release import partnership
from pages.projects.portfolio_parts import choice, one_grant, progress
from pages.shared import ask, asked, figure_frame, statement
from pages.shared.figure_frame import plain

CONTEXT = (
    "What the funded projects report against the least that was agreed. A minimum still to be agreed and a return not "
    "received are said as such; neither counts as nought."
)


def page() -> None:
    """The whole page, top to bottom."""
    projects, returns = ask.cached("projects"), ask.cached("returns")
    targets = ask.cached("targets")
    found = delivery.outputs(targets, returns, ask.cached("draft_returns"))
    read = read_returns(returns)
    if projects.empty:
        nothing_yet()
        return
    shown, unmet = choice.chosen_projects(projects)
    if unmet:
        asked.say(unmet)
        return
    statement.headline(delivery.headline(found, len(projects)), CONTEXT)
    if said := delivery.unplaced(targets):
        st.warning(plain(said))
    grants = ask.cached("grants").to_dict("records")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        figure_frame.show(answered.outputs(ask.shown()), "outputs", level=2)
    with right:
        for grant in grants:
            figure_frame.show(answered.grant(ask.shown(), grant), grant["grant_id"])
    choice.say(shown, projects)
    for grant in grants:
        one_grant.draw(grant, projects, shown, found, read)
    progress.draw()


def nothing_yet() -> None:
    """Before the partnership's projects are loaded: what the page will show and which files it needs."""
    st.markdown(f"# No projects of {plain(partnership.in_force().partnership)} are loaded yet")
    st.markdown(
        "This page will show each grant, how it is shared out, and what the funded projects deliver against the least that was "
        "agreed. It needs three tables that the partnership fills in, as CSV or as sheets of one workbook: `grants`, `projects` "
        "and `targets`; then `returns`, quarter by quarter. The Data page names their headings."
    )
    st.page_link("extracts/load.py", label="Load the tables")
    st.page_link("extracts/data.py", label="Which headings they have: the Data page")


page()
