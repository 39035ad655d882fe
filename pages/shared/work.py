"""Work that takes longer than a moment: it runs beside the page, which shows how far it is, and outlasts the page if need be."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import streamlit as st

from pages.desk import Say
from pages.shared.figure_frame import plain

LOOK_EVERY = 0.15  # seconds


class Work:
    """One piece of work under way in a thread of its own: a reader's click must not stop a load half way."""

    def __init__(self, function: Callable[[Say], Any]) -> None:
        self.share, self.word = 0.0, "Starting"
        pool = ThreadPoolExecutor(1)
        self.future: Future[Any] = pool.submit(function, self._say)
        pool.shutdown(wait=False)

    def _say(self, share: float, word: str) -> None:
        self.share, self.word = share, word


def begin(name: str, function: Callable[[Say], Any]) -> None:
    """Start a piece of work; the page finds it under this name in this and the next runs. A second click starts no second one."""
    if name not in st.session_state:
        st.session_state[name] = Work(function)


def result(name: str) -> Any:
    """What the work of this name gave, waiting for it with its progress on the page; None where there is none.

    Raises what the work raised. It is handed out once.
    """
    work = st.session_state.get(name)
    if work is None:
        return None
    shown = st.empty()
    while not work.future.done():
        shown.progress(work.share, text=f"{plain(work.word)}…")
        time.sleep(LOOK_EVERY)
    shown.empty()
    del st.session_state[name]
    return work.future.result()
