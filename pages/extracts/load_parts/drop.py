"""The first step of loading: the files, and the check of them.

Files, ticks and what was typed outlast a look at another page: they stay in the memory of the session, never on disk, until they
are loaded, taken out, or the session ends. Files larger together than `MOST_KEPT` are let go of, and it is said.
"""

from datetime import date
from typing import Any

import streamlit as st

from analysis import access
from pages import desk
from pages.desk import Checked, Choices, NotDone
from pages.shared import work
from pages.shared.figure_frame import plain

NOW, BEFORE = "load_now", "load_before"
"""What was handed over when the page was last drawn; what of it was handed over before another page was looked at."""
TOO_MANY = "load_too_many"
"""Whether what was handed over was let go of."""
MOST_KEPT = 400_000_000  # bytes a session, the most that one file may have: a server keeps them for each reader who leaves
LET_GO = (
    f"The files handed over before are larger together than {MOST_KEPT // 1_000_000} MB, so they were not kept while you looked "
    "at another page. Drop them again."
)
OUTLAST = ("load_tick_", "load_note", "load_as_at_", "load_kept_")


def outlast() -> None:
    """Keep ticks and what was typed while another page is drawn: Streamlit forgets what a page does not draw.

    The files are let go of where they are too large; the Load page takes those in its box up again.
    """
    if sum(file.size for file in st.session_state.get(NOW, [])) > MOST_KEPT:
        st.session_state[NOW], st.session_state[TOO_MANY] = [], True
    for key in list(st.session_state):
        if str(key).startswith(OUTLAST):
            st.session_state[key] = st.session_state[key]


def drop() -> tuple[list[Any], date | None]:
    """The first step: the files, and the day that reference files stand for."""
    st.markdown("## 1 Drop files")
    # A key of its own after each load empties the box.
    number = st.session_state.setdefault("load_round", 0)
    box = f"load_files_{number}"
    if box not in st.session_state:
        # The box is new: on the first visit, after a load, or since another page was looked at.
        st.session_state[BEFORE] = st.session_state.get(NOW, [])
    else:
        st.session_state[TOO_MANY] = False  # they are in the box, or were told of
    if st.session_state.get(TOO_MANY):
        st.info(LET_GO)
    new = st.file_uploader("Drop files here, or choose them", accept_multiple_files=True, key=box)
    files = [*_handed_over_before(number), *new]
    st.session_state[NOW] = files
    as_at = st.date_input(
        "Day that boundaries, lookups or populations stand for (leave blank for all other files)",
        value=None,
        format="DD/MM/YYYY",
        key=f"load_as_at_{number}",
        width=520,
    )
    return files, as_at


def _handed_over_before(number: int) -> list[Any]:
    """The files that were dropped before another page was looked at, less those that are taken out."""
    before: dict[str, Any] = {file.file_id: file for file in st.session_state[BEFORE]}
    if not before:
        return []
    names = {key: plain(file.name) for key, file in before.items()}
    stay = st.multiselect(
        "Handed over before (take out what shall not be loaded)",
        list(before),
        default=list(before),
        format_func=names.__getitem__,
        key=f"load_kept_{number}_{hash(tuple(before))}",
    )
    return [before[key] for key in stay]


def let_go() -> None:
    """Forget the files handed over, their check and the ticks: they are loaded."""
    for key in (NOW, BEFORE, "load_checked"):
        st.session_state.pop(key, None)
    for key in [key for key in st.session_state if str(key).startswith(OUTLAST)]:
        del st.session_state[key]
    st.session_state["load_round"] += 1


def token(files: list[Any], as_at: date | None) -> tuple[Any, ...]:
    """What tells these very files apart from any others."""
    return (*(file.file_id for file in files), as_at)


def check(files: list[Any], as_at: date | None, choices: Choices, *, again: bool = False) -> None:
    """Begin a check; `again` draws the page anew, so that it shows the work where the last check stands."""
    mine, actor = token(files, as_at), access.current()
    work.begin("load_checking", lambda say: (mine, desk.check(files, as_at, actor, say, choices)))
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
