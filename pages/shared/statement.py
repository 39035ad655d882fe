"""The statement that a page begins with, its line of context, and the small bar beside it: saved views, copy link."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared.figure_frame import plain

STANDS = "statement_stands"
MY_WARD = '<button type="button" class="my_ward">Begin here next time</button>'


def begin() -> None:
    """Before a page is drawn: no statement stands on it yet."""
    st.session_state[STANDS] = False


def level_below() -> int:
    """The level of a heading that may come before the page's statement or after it: a page has one first heading."""
    return 2 if st.session_state.get(STANDS) else 1


def headline(statement: str, context: str = "") -> None:
    """Draw the page's answer in one sentence, and under it what is counted."""
    st.session_state[STANDS] = True
    with st.container(key="statement", gap="xxsmall"):
        st.markdown(f"# {plain(statement)}")
        if context:
            st.markdown(plain(context))


def say(statement: str, context: str) -> DeltaGenerator:
    """The same with the small bar beside the context. Returns the bar, to draw into."""
    headline(statement)
    with st.container(horizontal=True, key="under_statement", vertical_alignment="center", gap="small"):
        st.markdown(plain(context), width="stretch")
        return st.container(horizontal=True, key="bar", gap="xsmall", width="content")


def copy_link() -> None:
    """A button that puts the page's address, with its filters, on the clipboard: copy_link.js does it in the browser.

    Where wards are chosen, another that begins with them next time (my_ward.js).
    """
    own = MY_WARD if "ward" in st.query_params else ""
    st.html(f'<span class="of_link"><button type="button" class="copy_link">Copy link</button>{own}</span>', width="content")
