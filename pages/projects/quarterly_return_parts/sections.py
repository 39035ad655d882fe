"""One section of the report: its narrative, which a person edits or accepts within its word limit, and its tables."""

import streamlit as st

from analysis import access
from analysis.grant_reports import narratives
from analysis.grant_reports.report import ACCEPTED, DRAFT, EDITED, STATES, GrantReport, Section, over_limit
from analysis.words import phrases
from pages import desk
from pages.desk import NotDone
from pages.shared import figure_frame, figure_menu, person
from pages.shared.figure_frame import plain

NAMELESS = "Say who you are first: the field for your name stands above the sections."


def may_act() -> bool:
    """Whether whoever is at work may write."""
    return access.current().role == "analyst"


def show(report: GrantReport, section: Section, *, acting: bool) -> None:
    """The section as it stands; with the form for its narrative where one may act."""
    st.markdown(f"## {plain(section.title)}")
    _narrative(report, section, acting=acting)
    for said in section.said:
        st.markdown(plain(said))
    for figure in section.figures:
        key = f"{section.id}_{figure.id}"
        # What its sentence says stands in the narrative, or was written over there.
        with figure_frame.titled(figure, key, level=3):
            figure_menu.offer(figure, key)
        figure_frame.sign(figure, key)


def _narrative(report: GrantReport, section: Section, *, acting: bool) -> None:
    one = section.narrative
    for paragraph in one.text.splitlines():
        st.markdown(plain(paragraph))
    how = "Signed as drafted from the figures" if report.signed and one.state == DRAFT else STATES[one.state]
    st.caption(plain(f"{how}. {one.words} of at most {phrases.count(section.word_limit, 'word')}."))
    if not acting:
        return
    if one.moved:
        st.caption(plain(f"Figures have moved since. They would now say: {one.draft}"))
    with st.container(horizontal=True, key=f"return_acts_{section.id}", gap="small"):
        with st.popover("Write it", key=f"return_write_{section.id}"):
            _form(report, section)
        if one.state == DRAFT or one.moved:
            label = "Accept the draft" if one.state == DRAFT else "Accept what they say now"
            st.button(label, key=f"return_accept_{section.id}", on_click=_keep, args=(report, section, one.draft, ACCEPTED))
    if problem := st.session_state.pop(f"return_refused_{section.id}", ""):
        st.warning(plain(problem))


def _form(report: GrantReport, section: Section) -> None:
    with st.form(f"return_form_{section.id}", border=False):
        text = st.text_area(
            f"{section.title}, at most {section.word_limit} words",
            value=section.narrative.text,
            height=240,
            key=f"return_text_{section.id}_{report.quarter_name}_{report.kind}_{report.grant_id}",
        )
        if st.form_submit_button("Keep it", type="primary"):
            _keep(report, section, text, EDITED)
            st.rerun()


def _keep(report: GrantReport, section: Section, text: str, how: str) -> None:
    """Keep a narrative with a receipt; where it cannot be, say why beside it."""
    refused = f"return_refused_{section.id}"
    said = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if person.is_missing():
        st.session_state[refused] = NAMELESS
    elif not said:
        st.session_state[refused] = f"“{section.title}” is blank: write at least a sentence, or accept the draft."
    elif over := over_limit(section.title, phrases.words_of(said), section.word_limit):
        st.session_state[refused] = f"Nothing is saved. {over}"
    else:
        why = f"{report.title}, {report.period}: “{section.title}” {'written' if how == EDITED else 'accepted as drafted'}"
        try:
            desk.write(
                "narratives",
                [narratives.row(report, section, said, how)],
                f"narrative_{section.id}_form.csv",
                person.actor(),
                why,
            )
        except NotDone as problem:
            st.session_state[refused] = str(problem)
