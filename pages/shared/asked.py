"""Filters and the address: a filter stands in it by codes, and what an address asks for is honoured or said.

A filter's value comes from the address where the reader opened another one, else from the widget. Streamlit's own binding would
write labels, and drop what it does not know without a word.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from analysis.words import asked_for, phrases
from analysis.words.asked_for import Unmet
from pages.shared.figure_frame import plain

Texts = Sequence[str]
Read = Callable[[Texts], tuple[Any, list[Unmet]]]
"""From what stands in the address to a filter's value, and what of it there is not."""
Write = Callable[[Any], Texts]


@dataclass(frozen=True)
class Written:
    """What a page wrote of a filter into its address last, and what it wrote over."""

    page: str
    texts: Texts
    former: frozenset[Texts]


def standing(key: str) -> Texts:
    """What the address holds of a filter, as this page left it; it is put right where it is not.

    A click made before the browser shows what the page has just written comes with the address of before, and asks nothing by it.
    """
    texts, written = tuple(st.query_params.get_all(key)), st.session_state.get(f"{key}_written")
    if written is None or written.page != page_path() or _is_back_or_forward():
        st.session_state[f"{key}_written"] = None
        return texts
    if texts in written.former:
        put_into_address(key, written.texts)
        return written.texts
    return texts


def put_into_address(key: str, texts: Texts) -> None:
    """Put into the address what it is to hold of a filter; nothing takes the filter out."""
    now, before, written = tuple(texts), tuple(st.query_params.get_all(key)), st.session_state.get(f"{key}_written")
    former = {before, *(written.former if written and written.page == page_path() else ())}
    st.session_state[f"{key}_written"] = Written(page_path(), now, frozenset(former - {now}))
    if now:
        st.query_params[key] = list(now)
    elif before:
        del st.query_params[key]


def page_path() -> str:
    """The page that is open, by its path."""
    return urlparse(st.context.url or "").path


def _is_back_or_forward() -> bool:
    """Whether this run was asked for by the browser's Back or Forward button: the one way to mean a former address."""
    run = get_script_run_ctx()
    return run is not None and run.is_history_navigation


def settle(key: str, at_first: Any, read: Read, write: Write, valid: Callable[[Any], bool]) -> None:
    """Before the widget `key` is drawn: give it the value that the address asks for, or that it held on the page before.

    at_first: of a filter that nobody touched. valid: whether a value is among those on offer now.
    """
    state, texts, page = st.session_state, standing(key), page_path()
    held, first = state.get(f"{key}_held"), state.get(f"{key}_at_first")
    known = f"{key}_held" in state
    # The menu opens another page without filters in its address: they go along.
    came_along = known and state[f"{key}_page"] != page and not texts
    if known and key in state and state[key] != held:  # chosen just now
        state[f"{key}_unmet"] = []
    elif not known or (texts != state[f"{key}_texts"] and not came_along) or (texts and state[f"{key}_unmet"]):
        state[key], state[f"{key}_unmet"] = read(texts) if texts else (at_first, [])
    elif held == first and not texts:
        state[key] = at_first  # never touched: it follows the newest data
    elif key not in state:
        state[key] = held
    if not texts:
        state[f"{key}_unmet"] = []
    if not valid(state[key]):
        state[key], state[f"{key}_unmet"] = read(write(state[key]))
    state[f"{key}_page"], state[f"{key}_at_first"] = page, at_first


def settled(key: str, value: Any, write: Write) -> None:
    """After the widget is drawn: keep its value, and write it into the address where it is not what a page begins with."""
    state, texts = st.session_state, tuple(st.query_params.get_all(key))
    if not state[f"{key}_unmet"]:
        wanted = () if value == state[f"{key}_at_first"] else tuple(write(value)) or ("",)
        if wanted != texts:
            put_into_address(key, wanted)
        texts = wanted
    state[f"{key}_held"], state[f"{key}_texts"] = value, texts


def put(key: str, value: Any) -> None:
    """Give a filter a value, for a callback: what was asked for and is not there is asked for no more."""
    st.session_state[key] = value
    st.session_state[f"{key}_unmet"] = []


def unmet(*keys: str) -> list[Unmet]:
    """What the address asks of these filters and is not there."""
    return [each for key in keys for each in st.session_state.get(f"{key}_unmet", [])]


def not_followed(keys: Mapping[str, str]) -> str:
    """What the address asks for and this page does not follow, in words. keys: filter → its name."""
    named = [name for key, name in keys.items() if any(st.query_params.get_all(key))]
    return f"This page does not follow the choice of {phrases.listed(named)} in the address." if named else ""


def say(found: Sequence[Unmet], level: int = 1) -> None:
    """The statement in place of figures: what cannot be shown, with buttons for what may have been meant."""
    st.markdown(f"{'#' * level} {plain(asked_for.headline(found))}")
    st.markdown(plain(asked_for.NOTHING_INSTEAD))
    for number, each in enumerate(found):
        if len(found) > 1:
            st.markdown(plain(each.said))
        with st.container(horizontal=True, key=f"unmet_{number}"):
            for value, name in each.nearest:
                st.button(plain(f"Show {name}"), key=f"unmet_{number}_{value}", on_click=_answer, args=(each, value))
            st.button(plain(f"Leave out “{each.asked[:60]}”"), key=f"unmet_{number}_out", on_click=_answer, args=(each, None))


def _answer(unmet: Unmet, value: str | None) -> None:
    """Put what was meant into the address in place of what is not there, or take it out."""
    asked = [each if each != unmet.asked else value for each in standing(unmet.filter) or [unmet.asked]]
    put_into_address(unmet.filter, [each for each in asked if each is not None])
    if value and f"{unmet.filter}_unmet" not in st.session_state:  # a part: Streamlit's own binding reads the address but once
        st.session_state[unmet.filter] = value
