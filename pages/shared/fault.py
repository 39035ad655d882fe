"""What a page says where something happens that nobody foresaw: a plain sentence with a reference, never a trace of code."""

import streamlit as st

from analysis import faults
from pages.shared.figure_frame import plain

TRY = "Choose another page above, or load this one again. What is loaded stays as it is."


def say(error: Exception) -> bool:
    """Note an error in the log and say so on the page; true, since the page has said it (as Streamlit asks its handlers)."""
    noted = faults.note(error, "drawing a page")
    st.error(plain(f"{noted.sentence()} {TRY}"))
    return True
