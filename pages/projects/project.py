"""Project: what one funded project is for and how it stands: ratings, outputs, milestones, money, risks, returns."""

import streamlit as st

from analysis.indicators import answered as indicator_figures
from analysis.indicators import asked as indicators
from analysis.projects import answered, one_project
from analysis.projects.ratings import Rated, Rating
from pages.projects.project_parts import blank_workbooks, choice
from pages.shared import alone, ask, asked, figure_frame, statement, states
from pages.shared.figure_frame import plain

PORTFOLIO, INDICATOR = "projects/portfolio.py", "violence/indicator.py"


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
    outputs(found)
    left, right = st.columns(2, gap="medium")
    with left:
        figure_frame.show_or_say(answered.milestones(ask.shown(), [found]), "milestones")
    with right:
        figure_frame.show_or_say(answered.spending(ask.shown(), facts), "spending")
    left, right = st.columns(2, gap="medium")
    with left:
        figure_frame.show_or_say(answered.risks_of(ask.shown(), facts), "risks")
    with right:
        figure_frame.show_or_say(answered.versions(ask.shown(), facts), "versions")
    contributes_to(found)
    st.markdown("## Its workbook")
    blank_workbooks.explain()
    blank_workbooks.download(*facts.project)


def rated(one: Rating) -> None:
    """One rating with its reason."""
    st.markdown(f"## {one.kind.capitalize()}: {f'{one.value} of 5' if one.value else 'no data'}")
    direction = f"{one.direction.capitalize()} than the quarter before. " if one.direction in ("better", "worse") else ""
    st.markdown(plain(f"{direction}{one.words()}"))


def outputs(found: Rated) -> None:
    """Each output that is counted up against its path; the others in a sentence each; what goes on after the grant."""
    st.markdown("## Outputs")
    drawn = one_project.drawn(found.facts)
    for start in range(0, len(drawn), 2):
        for column, one in zip(st.columns(2, gap="medium"), drawn[start : start + 2], strict=False):
            with column:
                figure_frame.show(answered.output(ask.shown(), found.facts, one), f"output_{one.measure_id}", level=3)
    if said := one_project.other_outputs(found.facts):
        st.markdown("\n".join(f"- {plain(line)}" for line in said))
    st.markdown(plain(one_project.sustainability(found.facts)))


def contributes_to(found: Rated) -> None:
    """The indicators that it is meant to move, each with its control chart behind a click."""
    st.markdown("## Contributes to")
    meant = [state for name in one_project.indicators_of(found.facts) if (state := states.one(name))]
    if not meant:
        st.markdown("No indicator is named that the project is meant to move.")
        return
    st.caption(plain(one_project.NOT_WHY))
    for place, state in enumerate(meant):
        with st.expander(f"{state.symbol} {plain(state.headline)} · {state.variation_words}", expanded=place == 0):
            with alone.drawing(f"the chart of {state.indicator.id}"):
                figure_frame.show(indicator_figures.figure(ask.shown(), state, ""), f"of_{state.indicator.id}", level=3)
            st.page_link(INDICATOR, label="All about this indicator", query_params={"id": state.indicator.id})


page()
