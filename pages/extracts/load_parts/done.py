"""After a load: what it did, and what to look at next."""

import streamlit as st

from analysis.words import phrases
from pages.desk import Done, NotDone
from pages.extracts.load_parts import drop
from pages.shared import work
from pages.shared.figure_frame import plain

NEXT = (
    ("violence/explore.py", "Explore: recorded crime with the new months"),
    ("violence/pillars.py", "Pillars: the indicators"),
    ("projects/portfolio.py", "Projects: the returns"),
    ("extracts/data.py", "Data: what is loaded now, and what is missing"),
    ("extracts/history.py", "History: this load, and how to undo it"),
)


def wait() -> None:
    """Wait for a load under way where its button stands; then begin a new page, which says what it did."""
    try:
        done: Done | None = work.result("load_loading")
    except NotDone as problem:
        st.warning(plain(str(problem)))
        return
    if done is not None:
        st.session_state["load_done"] = done
        drop.let_go()
        st.rerun()


def forget() -> None:
    """Take the last load off the page: other files are looked at now."""
    st.session_state.pop("load_done", None)


def headline() -> str:
    """What the last load of this session did, as the page's statement; nothing before it."""
    done: Done | None = st.session_state.get("load_done")
    return f"{phrases.count(len(done.loaded), 'file')} loaded: release {(done.release or '')[:8]} is in force" if done else ""


def show() -> None:
    """What the last load of this session did; nothing before it."""
    done: Done | None = st.session_state.get("load_done")
    if done is None:
        return
    st.markdown(plain(sentence(done)))
    st.markdown("To look at next:")
    for target, label in NEXT:
        st.page_link(target, label=label)


def sentence(done: Done) -> str:
    """What the load did, in words."""
    said = ["Every page shows it now."]
    if done.withdrawn:
        said.append(f"The demonstration data were withdrawn ({phrases.count(done.withdrawn, 'file')}).")
    if done.left_out:
        said.append(f"Left out: {phrases.listed(done.left_out, 'more files')}.")
    return " ".join(said)
