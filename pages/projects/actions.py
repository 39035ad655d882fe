"""Actions: what is overdue first, the action plan by pillar, decisions and actions by meeting, what each group decided last."""

import streamlit as st

from analysis.indicators import asked as indicators
from analysis.projects import answered, changeable, meetings
from analysis.release.questions.projects import Projects
from analysis.words import fields
from pages.shared import ask, figure_frame, form, statement
from pages.shared.figure_frame import plain


def page() -> None:
    """The whole page, top to bottom."""
    rows = answered.agreed(ask.shown())
    if not rows:
        nothing_yet()
        return
    with statement.say(meetings.line(rows, ask.shown().today), meetings.CONTEXT):
        statement.copy_link()
    pillars = {one.id: one.name for one in indicators.pillars()}
    figure_frame.show_or_say(answered.progress_of(ask.shown(), "actions", pillars), "actions")
    if said := answered.last_time(ask.shown()):
        st.markdown("## Last time")
        st.markdown("\n".join(f"- {plain(words)}" for words in said))
    figure_frame.show(answered.by_meeting(ask.shown()), "meetings")
    titles = {row.project_id: fields.text(row.title) for row in ask.shown().rows(Projects)}
    new = changeable.new_action(rows, answered.groups(ask.shown()), pillars, titles, ask.shown().today)
    form.offer([changeable.actions(rows), new])


def nothing_yet() -> None:
    """Before any action is loaded: what the page will show and which file it needs."""
    st.markdown("# No actions are loaded yet")
    st.markdown(
        "This page will show the action plan by pillar, and what each meeting decided, with the role that must act and the day. "
        "It needs a table `actions`, as CSV or as a sheet of a workbook; the Data page names its headings."
    )
    st.page_link("extracts/load.py", label="Load the table")


page()
