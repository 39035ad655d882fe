"""The first step of loading: the files, and the check of them."""

from datetime import date
from typing import Any

import streamlit as st

from analysis import access
from pages.parts import record, work
from pages.parts.figure_frame import plain
from pages.parts.record import Checked, Choices, NotDone


def drop() -> tuple[list[Any], date | None]:
    """The first step: the files, and the day that reference files stand for."""
    st.markdown("## 1 Drop files")
    # A key of its own after each load empties the box.
    number = st.session_state.setdefault("load_round", 0)
    files = st.file_uploader("Drop files here, or choose them", accept_multiple_files=True, key=f"load_files_{number}")
    as_at = st.date_input(
        "Day that boundaries, lookups or populations stand for (leave blank for all other files)",
        value=None,
        format="DD/MM/YYYY",
        key=f"load_as_at_{number}",
        width=520,
    )
    return files, as_at


def token(files: list[Any], as_at: date | None) -> tuple[Any, ...]:
    """What tells these very files apart from any others."""
    return (*(file.file_id for file in files), as_at)


def check(files: list[Any], as_at: date | None, choices: Choices, *, again: bool = False) -> None:
    """Begin a check; `again` draws the page anew, so that it shows the work where the last check stands."""
    mine, actor = token(files, as_at), access.current()
    work.begin("load_checking", lambda say: (mine, record.check(files, as_at, actor, say, choices)))
    if again:
        st.rerun()


def found(mine: tuple[Any, ...]) -> Checked | None:
    """What the check of these very files gave; None before it, or after another file was added."""
    try:
        if (fresh := work.result("load_checking")) is not None:
            st.session_state["load_checked"] = fresh
    except NotDone as problem:
        st.session_state.pop("load_checked", None)
        st.warning(plain(str(problem)))
    held, checked = st.session_state.get("load_checked", (None, None))
    return checked if held == mine else None
