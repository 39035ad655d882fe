"""What a reader has put aside for a pack: figures by the address of their page, kept for the session in the order added."""

from typing import TypedDict
from urllib.parse import urlparse

import streamlit as st

from analysis.figures.figure import Cleared

KEY = "pack_list"


class Put(TypedDict):
    """One figure put aside: the page it stands on ("explore"), what its address asks for, the figure's id and its title."""

    page: str
    query: dict[str, list[str]]
    figure: str
    title: str


def every() -> list[Put]:
    """What is put aside, first added first."""
    return list(st.session_state.get(KEY, ()))


def holds(figure: Cleared) -> bool:
    """Whether a figure is put aside as it is shown now."""
    return _of(figure) in every()


def add(figure: Cleared) -> None:
    """Put a figure aside, once."""
    if not holds(figure):
        st.session_state[KEY] = [*every(), _of(figure)]


def take_out(figure: Cleared) -> None:
    """Take a figure out again."""
    st.session_state[KEY] = [each for each in every() if each != _of(figure)]


def put(figure: str, title: str) -> None:
    """Put a figure aside that was picked from a list, as it stands without any choice; once."""
    one: Put = {"page": "", "query": {}, "figure": figure, "title": title}
    if one not in every():
        st.session_state[KEY] = [*every(), one]


def move(place: int, to: int) -> None:
    """Put the figure at one place of the list at another."""
    found = every()
    found.insert(to, found.pop(place))
    st.session_state[KEY] = found


def drop(place: int) -> None:
    """Take the figure at a place out of the list."""
    found = every()
    del found[place]
    st.session_state[KEY] = found


def _of(figure: Cleared) -> Put:
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    page = urlparse(st.context.url or "").path.strip("/")
    return {"page": page, "query": query, "figure": figure.id, "title": figure.title}
