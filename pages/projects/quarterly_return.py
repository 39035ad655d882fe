"""Quarterly return: a grant's return or closure report for a quarter, drafted from the figures, frozen when it is signed off."""

import streamlit as st

from analysis.declared import grant_reports as declared
from analysis.declared.settings import ConfigurationError
from analysis.grant_reports import answered, kept
from analysis.grant_reports.chosen import Chosen
from analysis.grant_reports.report import GrantReport
from analysis.release.questions.projects import Grants
from pages.projects.quarterly_return_parts import choice, files, sections, signing
from pages.shared import ask, asked, earlier, person, statement, states
from pages.shared.figure_frame import plain

PORTFOLIO = "projects/portfolio.py"
FEW = 3
"""Missing parts that are listed without being asked for."""


def page() -> None:
    """The whole page, top to bottom."""
    grants = ask.shown().rows(Grants)
    if not grants or not len(ask.cached("projects")):
        st.markdown("# No grant with projects is loaded yet")
        st.page_link(PORTFOLIO, label="What to load")
        return
    chosen, unmet = choice.chosen(grants)
    if chosen is None:
        asked.say(unmet)
        return
    try:
        report = made(chosen)
    except ConfigurationError as problem:
        st.markdown(f"# The report cannot be made\n\n{plain(str(problem))}")
        return
    with statement.say(report.headline(), report.context()):
        st.page_link(PORTFOLIO, label="All projects")
        statement.copy_link()
    choice.choose(grants, chosen)
    signing.say_what_was_done()
    with st.container(key="return_state", gap="small"):
        state(report)
        files.offer(report)
    if report.signed:
        differences(report, chosen)
    acting = not report.signed and not earlier.words() and sections.may_act()
    if acting:
        person.field("return_who")
    for section in report.sections:
        sections.show(report, section, acting=acting)
    if acting:
        signing.offer(report, declared.report(chosen.kind).roles)


def made(chosen: Chosen) -> GrantReport:
    """The report, kept as long as the release: forms on the page draw it anew many times."""
    return _made(ask.release_id(), chosen, earlier.words(), choice.today(), declared.report(chosen.kind))


@st.cache_resource(max_entries=4, show_spinner="Making the report from the figures")
def _made(release: str, chosen: Chosen, words: str, today: object, said: object) -> GrantReport:
    return answered.report(ask.shown(), chosen, states.every)


def state(report: GrantReport) -> None:
    """Whether it is signed off; what is missing, before anything is downloaded."""
    st.markdown(f"**{plain(report.state)}**")
    if report.signed:
        st.markdown(
            "It stands as it was signed, whatever is loaded since. To change it, undo the sign-off on the History page and sign "
            "off again."
        )
        st.page_link("extracts/history.py", label="History")
    if report.missing:
        # A list of ten would push the report itself off the screen; the statement says how many.
        label = "What was missing when it was signed" if report.signed else "What is missing"
        with st.expander(label, expanded=len(report.missing) <= FEW, key="return_missing"):
            st.markdown("\n".join(f"- {plain(said)}" for said in report.missing))


def differences(report: GrantReport, chosen: Chosen) -> None:
    """What of a signed report would be different today."""
    now = answered.drafted(ask.shown(), chosen, states.every)
    found = kept.differences(report, now)
    st.markdown("## Differences since")
    st.markdown(plain(kept.differences_words(found, now.release)))
    if found:
        st.dataframe(kept.differences_table(found), hide_index=True, key="return_differences")


page()
