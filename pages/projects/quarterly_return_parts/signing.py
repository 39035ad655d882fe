"""Signing a report off: by a role, on a day, with whatever is missing said and agreed to. What is signed is kept as it is."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analysis.grant_reports import kept
from analysis.grant_reports.report import GrantReport
from analysis.words import phrases
from pages import desk
from pages.desk import NotDone
from pages.projects.quarterly_return_parts.sections import NAMELESS
from pages.shared import person
from pages.shared.figure_frame import plain

DONE = "return_done"
EXPLAINED = (
    "Signed off, the report is frozen: it opens again exactly as it is now, though figures move on. The history keeps who signed "
    "it off, when and why, and the sign-off can be undone there."
)


def offer(report: GrantReport, roles: Sequence[str]) -> None:
    """The form. roles: who may sign off, as the partnership declares."""
    st.markdown("## Sign-off")
    st.markdown(EXPLAINED)
    with st.form("return_sign", border=False):
        role = st.selectbox("Signed off by (role)", list(roles), format_func=plain, key="return_role")
        on = st.date_input("On", value=date.today(), key="return_on", format="DD/MM/YYYY")
        why = st.text_input("Why (the history keeps it)", value=f"{report.title}, {report.period}", key="return_why")
        agreed = True
        if report.missing:
            st.markdown("Missing:\n\n" + "\n".join(f"- {plain(said)}" for said in report.missing))
            agreed = st.checkbox(f"Sign off without {'it' if len(report.missing) == 1 else 'them'}", key="return_without")
        if st.form_submit_button("Sign off", type="primary"):
            _sign(report, str(role), on, why, agreed=agreed)


def _sign(report: GrantReport, role: str, on: object, why: str, *, agreed: bool) -> None:
    if refused := _refused(report, on, agreed=agreed):
        st.warning(plain(refused))
        return
    assert isinstance(on, date)
    name = f"signed_{report.kind}_{report.grant_id}_{report.quarter_name.replace('/', '-').replace(' ', '_')}.csv"
    try:
        with st.spinner("Keeping the report as it is signed"):
            desk.write("signed_returns", kept.signed_rows(report, role, on), name, person.actor(), why)
    except NotDone as problem:
        st.warning(plain(str(problem)))
        return
    st.session_state[DONE] = f"{report.title}, {report.period}: signed off by the {role}."
    st.rerun()


def _refused(report: GrantReport, on: object, *, agreed: bool) -> str:
    """Why a report cannot be signed off so; empty where it can."""
    if person.is_missing():
        return NAMELESS
    if not isinstance(on, date):
        return "Nothing is saved. Say on which day it was signed off."
    if on > date.today():
        return f"Nothing is saved. {phrases.day_and_month(on)} has not come yet: a sign-off has the day on which it was made."
    if not agreed:
        lacking = f"{phrases.count(len(report.missing), 'part')} missing: {' '.join(report.missing)}"
        return f"Nothing is saved. {lacking} Tick the box to sign off all the same."
    return ""


def say_what_was_done() -> None:
    """What was done just before this run, once."""
    if said := st.session_state.pop(DONE, ""):
        st.success(plain(said))
