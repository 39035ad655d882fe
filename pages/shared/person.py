"""Who is at work in this browser: asked by name where several people share the system's user, and remembered for the session."""

import streamlit as st

from analysis import access
from analysis.access import Actor

NAME = "person_name_given"


def actor() -> Actor:
    """Whoever is at work: as they named themselves in this session, else the system's user."""
    return access.current(st.session_state.get(NAME, ""))


def field(key: str) -> None:
    """The field for one's name. key: unique on the page."""
    user = access.current().name
    told = "needed: several people work here under one user" if is_shared() else f"blank: {user}"
    given = st.text_input(
        f"Your name (the history keeps it; {told})",
        value=st.session_state.get(NAME, ""),
        max_chars=access.LONGEST_NAME,
        key=key,
        autocomplete="name",
        width=480,
    )
    st.session_state[NAME] = (given or "").strip()


def is_shared() -> bool:
    """Whether the system's user is not this reader alone: a browser on another computer works under the server's user."""
    return st.context.ip_address is not None


def is_missing() -> bool:
    """Whether a name is needed and was not given yet."""
    return is_shared() and not st.session_state.get(NAME)
