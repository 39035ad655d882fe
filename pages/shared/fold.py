"""A page's filters in one row; on a phone folded to one line that says what is chosen, below the answer and its chart.

The order on a phone is in frame.css: what stands before the filters in a page, then the filters, then what it draws in `rest`.
"""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.shared.figure_frame import plain

OPEN = "filters_open"
FOLDED = "<style>@media (max-width: 640px) { .st-key-filters_row, .st-key-filters_below { display: none; } }</style>"


@dataclass(frozen=True)
class Fold:
    """Where a page draws its filters (`row`), the small bar at their right (`bar`), and what does not fit the row (`below`)."""

    line: DeltaGenerator
    row: DeltaGenerator
    bar: DeltaGenerator
    below: DeltaGenerator

    def say(self, chosen: str) -> None:
        """What is chosen, in one line, which opens and folds the filters on a phone; a wider screen shows them always."""
        opened = st.session_state.get(OPEN, False)
        icon = ":material/expand_less:" if opened else ":material/tune:"
        with self.line:
            st.button(plain(chosen), key="filters_fold", on_click=_turn, icon=icon, width="stretch", wrap=True)
            if not opened:
                st.html(FOLDED)


def begin() -> Fold:
    """The place of the filters on a page; how the row is laid out is in frame.css."""
    with st.container(key="filters", gap=None):
        line = st.container(key="filters_line", gap=None)
        with st.container(horizontal=True, key="filters_and_bar", gap="small"):
            row = st.container(horizontal=True, key="filters_row", gap="small")
            bar = st.container(horizontal=True, key="filters_bar", gap="xsmall", width="content")
        below = st.container(horizontal=True, key="filters_below", gap="small")
    return Fold(line, row, bar, below)


def rest(key: str = "rest") -> DeltaGenerator:
    """Where a page draws what comes after its answer: on a phone, after the filters too.

    key: "rest_of_view" for that of a view that is drawn by itself, which makes a place of its own in the page (frame.css).
    """
    return st.container(key=key)


def _turn() -> None:
    st.session_state[OPEN] = not st.session_state.get(OPEN, False)
