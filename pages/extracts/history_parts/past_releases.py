"""The releases of the past: any two set side by side, and the archive held against its receipts."""

import streamlit as st

from analysis.loaded import past_acts
from pages import desk
from pages.desk import NotDone
from pages.shared import changes, damage, work
from pages.shared.figure_frame import plain


def compare() -> None:
    """Two releases of the past or present set side by side."""
    st.markdown("## Compare two releases")
    try:
        known = {line["release"]: past_acts.release_label(line) for line in desk.releases()}
    except NotDone as problem:
        st.markdown(plain(str(problem)))
        return
    if len(known) < 2:
        st.markdown("There has been one release only, so there is nothing to compare yet.")
        return
    ids = list(known)
    left, right = st.columns(2)
    before = left.selectbox("From release", ids, index=1, format_func=lambda id: known[id], key="history_before") or ids[1]
    after = right.selectbox("To release", ids, format_func=lambda id: known[id], key="history_after") or ids[0]
    if st.button("Compare them", key="history_compare"):
        work.begin("history_comparing", lambda say: (before, after, desk.compare_releases(before, after)))
    try:
        found = work.result("history_comparing") or st.session_state.get("history_compared")
    except NotDone as problem:
        st.warning(plain(str(problem)))
        return
    st.session_state["history_compared"] = found
    if found is not None and found[:2] == (before, after):
        changes.show(found[2], before, after, "history")


def verify() -> None:
    """The archive held against its receipts, when asked."""
    st.markdown("## Verify the archive")
    st.markdown("Holds every archived file against its receipt (every hash, every count), and the release against what stands.")
    if st.button("Verify now", key="history_verify"):
        work.begin("history_verifying", lambda say: desk.verify())
    try:
        findings = work.result("history_verifying")
    except NotDone as problem:
        st.warning(plain(str(problem)))
        return
    if findings is not None:
        st.markdown("\n".join(f"- {plain(one)}" for one in findings) or "All is well: every file is what its receipt says.")
    if any(one.startswith("releases/") for one in desk.damage()):
        damage.build_again()
