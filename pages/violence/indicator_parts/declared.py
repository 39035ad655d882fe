"""One indicator as it is declared: the definition in words, and the files that feed it."""

from collections.abc import Callable
from html import escape

import streamlit as st

from analysis.indicators import answered, contributing, detail
from analysis.indicators import asked as indicators
from analysis.indicators.indicator_state import IndicatorState
from analysis.release.questions.projects import Projects
from pages.shared import ask, figure_frame
from pages.shared import contributing as contributing_projects
from pages.shared.figure_frame import plain


def parts(state: IndicatorState) -> dict[str, Callable[[IndicatorState], None]]:
    """The tabs that every indicator has, and its projects where there are any."""
    own = {"Projects": projects} if contributing.to_indicator(state.indicator, _every_project()) else {}
    return own | {"Definition": definition, "Files": files}


def projects(state: IndicatorState) -> None:
    """The projects that are meant to move it."""
    st.markdown(f"### Projects meant to move {plain(state.indicator.short_title)}")
    contributing_projects.show(contributing.to_indicator(state.indicator, _every_project()))


def _every_project() -> list[Projects]:
    return ask.shown().rows(Projects)


def definition(state: IndicatorState) -> None:
    """The declaration in words, its versions and caveats."""
    pillar = next(each.name for each in indicators.pillars() if each.id == state.indicator.pillar)
    rows = detail.definition(state.indicator, pillar)
    st.html(f'<dl class="declared">{"".join(f"<dt>{escape(what)}</dt><dd>{escape(said)}</dd>" for what, said in rows)}</dl>')
    st.markdown("### What it cannot tell")
    st.markdown("\n".join(f"- {plain(each)}" for each in state.indicator.caveats))
    st.markdown("### Versions of the definition")
    st.markdown("\n".join(f"- {plain(each)}" for each in detail.versions(state.indicator)))


def files(state: IndicatorState) -> None:
    """The extracts that feed the indicator."""
    figure_frame.show(answered.feeds(ask.shown(), state), "feeds")
