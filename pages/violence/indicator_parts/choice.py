"""Which indicator a page shows: by its id in the address, as the catalogue writes it."""

import streamlit as st

from analysis.words import asked_for
from analysis.words.asked_for import Unmet
from pages.shared import asked


def choose(names: dict[str, str]) -> str | None:
    """The chosen indicator's id, None where the address asks for one that there is not. It stands there as ?id=N1."""
    text, state = _in_address(), st.session_state
    wanted = asked_for.matched(text, names) if text else state.get("indicator") or next(iter(names))
    if state.get("indicator") != wanted:
        state["indicator"] = wanted
    return st.selectbox(
        "Indicator",
        list(names),
        index=None,
        format_func=names.__getitem__,
        key="indicator",
        on_change=put_in_address,
        label_visibility="collapsed",
    )


def unmet(names: dict[str, str]) -> list[Unmet]:
    """What is said of an indicator that there is not."""
    return [asked_for.no_such("id", "indicator", _in_address(), names, "of this dashboard")]


def put_in_address() -> None:
    """A copied link opens the same indicator."""
    chosen = st.session_state["indicator"]
    asked.put_into_address("id", [chosen] if chosen else [])


def _in_address() -> str:
    return next(iter(asked.standing("id")), "")
