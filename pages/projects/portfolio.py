"""Projects: the grants' money, each project with its three ratings, milestones, what is late and who must act, risks, outputs."""

from collections.abc import Mapping, Sequence

import streamlit as st

from analysis.figures import disclosure
from analysis.indicators import asked as indicators
from analysis.projects import answered, changeable, delivery, money, portfolio, ratings
from analysis.projects.ratings import Rated
from analysis.release import partnership
from pages.projects.portfolio_parts import choice
from pages.shared import alone, ask, asked, figure_frame, figure_menu, fold, form, saved_views, statement
from pages.shared.figure_frame import plain


def page() -> None:
    """The whole page, top to bottom."""
    found = answered.rated(ask.shown())
    if not found:
        nothing_yet()
        return
    outputs = [output for one in found for output in one.facts.outputs]
    statement.headline(portfolio.headline(found, outputs), portfolio.context(found, outputs))
    if said := delivery.unplaced(ask.cached("targets")):
        st.warning(plain(said))
    pillars = {one.id: one.name for one in indicators.pillars()}
    place = fold.begin()
    shown, unmet = choice.choose(place, found, pillars)
    with place.bar:
        st.page_link("projects/actions.py", label="Actions", width="content")
        st.page_link("projects/quarterly_return.py", label="Quarterly return", width="content")
        saved_views.offer("projects")
        statement.copy_link()
    if unmet:
        asked.say(unmet, level=2)
        return
    with fold.rest():
        with alone.drawing("the projects side by side"):
            side_by_side(found, shown, pillars)
        figure_frame.show_or_say(answered.milestones(ask.shown(), shown), "milestones")
        figure_frame.show_or_say(answered.late(ask.shown(), shown), "late")
        left, right = st.columns([2, 3], gap="medium")
        with left:
            figure_frame.show_or_say(answered.progress_of(ask.shown(), "risks", pillars), "risks")
        with right:
            figure_frame.show(answered.outputs(ask.shown()), "outputs")
        figure_frame.show_or_say(answered.progress_of(ask.shown(), "spend", pillars), "spend")
        form.offer([changeable.move(found)])


def side_by_side(found: Sequence[Rated], shown: Sequence[Rated], pillars: Mapping[str, str]) -> None:
    """The grants' money in a line, and the projects shown in a row each."""
    grants = disclosure.leave(answered.grants(ask.shown(), found))
    st.html(portfolio.strip(grants))
    table = disclosure.leave(answered.side_by_side(ask.shown(), shown, pillars))
    st.html(portfolio.body(table, shown))
    figure_menu.offer(table, "projects")
    figure_frame.sign(table, "projects", behind=True)
    explained(grants.sentence, grants.notes)


def explained(grants: str, moves: tuple[str, ...]) -> None:
    """How the ratings are worked out, rule by rule, and what the grants' line leaves out."""
    with st.expander("How are the ratings worked out? Who awarded what, and what was moved?"):
        st.markdown(plain(grants))
        if moves:
            st.markdown("Moved between projects: " + " ".join(plain(words) for words in moves))
        st.markdown("\n".join(f"- {plain(words)}" for words in (*ratings.RULES.values(), money.MOVE_RULE)))


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
