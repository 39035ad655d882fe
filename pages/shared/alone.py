"""Parts of a page that stand or fall alone: one that cannot be drawn says so in its place, and the rest of the page stands."""

from collections.abc import Generator
from contextlib import contextmanager

import streamlit as st

from analysis import faults
from analysis.figures import disclosure
from analysis.release import database
from pages.shared.figure_frame import plain

OF_THE_PAGE = (database.NoRelease, database.UnreadableRelease, database.QuestionTooSlow)  # true of all its parts: told once


@contextmanager
def drawing(what: str) -> Generator[None]:
    """Draw one part, `what` in words. What is held back by disclosure, or fails, is said in its place with a reference."""
    try:
        yield
    except (database.OlderRelease, disclosure.NotCleared) as problem:
        st.warning(plain(str(problem)))
    except OF_THE_PAGE:
        raise
    except Exception:  # whatever it is: nobody foresaw it, and it stands in the log
        reference = faults.write(f"drawing {what}")
        st.warning(
            plain(f"This part could not be drawn. The log says why, under {reference}; tell whoever looks after the dashboard.")
        )
