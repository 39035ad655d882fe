"""Project: what one funded project is for and how it stands: ratings, outputs, milestones, money, risks, returns."""

import streamlit as st

from analysis.indicators import asked as indicators
from analysis.projects import answered, changeable, one_project, register
from analysis.projects.ratings import Rating
from pages.projects.project_parts import blank_workbooks, choice, contributes, progress
from pages.shared import ask, asked, figure_frame, form, statement
from pages.shared.figure_frame import plain

PORTFOLIO = "projects/portfolio.py"


def page() -> None:
    """The whole page, top to bottom."""
    every = answered.rated(ask.shown())
    if not every:
        st.markdown("# No projects are loaded yet")
        st.page_link(PORTFOLIO, label="What to load")
        return
    found, unmet = choice.choose(every)
    if found is None:
        asked.say(unmet)
        return
    facts = found.facts
    pillars = {one.id: one.name for one in indicators.pillars()}
    with statement.say(one_project.headline(found), one_project.context(facts, pillars)):
        st.page_link(PORTFOLIO, label="All projects")
        statement.copy_link()
    st.markdown(plain(one_project.purpose(facts)))
    for column, rating in zip(st.columns(3, gap="medium"), found.ratings, strict=True):
        with column:
            rated(rating)
    progress.stand(facts)
    progress.outputs(found)
    left, right = st.columns(2, gap="medium")
    with left:
        figure_frame.show_or_say(answered.milestones_of(ask.shown(), found), "milestones")
    with right:
        figure_frame.show_or_say(answered.spending(ask.shown(), facts), "spending")
    left, right = st.columns(2, gap="medium")
    with left:
        figure_frame.show_or_say(answered.risks_of(ask.shown(), facts), "risks")
    with right:
        figure_frame.show_or_say(answered.versions(ask.shown(), facts), "versions")
    figure_frame.show_or_say(answered.quality(ask.shown(), facts), "quality")
    contributes.indicators(found)
    contributes.did_it_work(facts)
    form.offer([*changeable.of_project(found, ask.shown().today, register.DELAYS), changeable.move(every)])
    st.markdown("## Its workbook")
    blank_workbooks.explain()
    blank_workbooks.download(*facts.project)


def rated(one: Rating) -> None:
    """One rating with its reason."""
    st.markdown(f"## {one.kind.capitalize()}: {f'{one.value} of 5' if one.value else 'no data'}")
    direction = f"{one.direction.capitalize()} than the quarter before. " if one.direction in ("better", "worse") else ""
    st.markdown(plain(f"{direction}{one.words()}"))


page()
