"""Numbers of 1 to 4 people on screen, for those alone whom the settings name, and under a marking of their own.

Who they are is what the computer or the sign-in says, never what somebody types. Packs are made beside the page, for no reader,
so that they hide small numbers whoever asks for them.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from analysis import access
from analysis.declared.settings import Settings
from pages.shared import person
from pages.shared.figure_frame import plain

SHOWN, MAY = "small_numbers_shown", "small_numbers_may"


def begin(settings: Settings) -> None:
    """A run of a page begins: whether this reader may have them shown is settled once for it."""
    may = access.may_see_all(_known(), settings.sees_small_numbers) if settings.sees_small_numbers else False
    if may or MAY in st.session_state:
        st.session_state[MAY] = may
    access.ask_before_hiding(_asked if settings.sees_small_numbers else access.nobody)


def offer(settings: Settings) -> None:
    """The switch, for those who may; for all others nothing."""
    if not st.session_state.get(MAY):
        return
    st.toggle("Show numbers of 1 to 4 people", key=SHOWN)
    if access.sees_all():
        st.warning(
            plain(
                f"Numbers of 1 to 4 people are shown here, also where they could be worked out. This page and whatever is taken"
                f" from its figures is {settings.marking_of_small_numbers}. Packs leave such numbers out."
            )
        )


def _asked() -> bool:
    """For whoever this run of a page serves; work beside a page, and a file that is made later, serve nobody in particular."""
    return get_script_run_ctx(suppress_warning=True) is not None and bool(
        st.session_state.get(MAY) and st.session_state.get(SHOWN)
    )


def _known() -> str:
    """The reader as the sign-in knows them, or at the computer itself as it does; empty for a reader on another one."""
    if st.user.get("is_logged_in"):
        return str(st.user.get("email") or "")
    return "" if person.is_shared() else access.system_user()
