"""The parts of a page, and the ways to see one, as a link names them: what is not there is said, with nothing in its place."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from analysis.words import asked_for
from analysis.words.asked_for import Unmet
from pages.shared import asked


def no_part(key: str, names: Sequence[str]) -> list[Unmet]:
    """What the address asks for of a page's parts, or of the ways to see one, and is not there; asked before they are drawn.

    Streamlit takes what it does not know out of the address and shows the first part: then nobody knows what was asked for. A
    part that stood open when another indicator was chosen, which lacks it, no link asked for: there the first part is right.
    """
    wanted, drawn = st.query_params.get(key), f"{key}_drawn_on"
    left_open = st.session_state.get(drawn) == asked.page_path() and st.session_state.get(key) == wanted
    st.session_state[drawn] = asked.page_path()
    if not wanted or wanted in names or left_open:
        return []
    if meant := asked_for.matched(wanted, {name: name for name in names}):  # written in another way: "purple flag"
        asked.put_into_address(key, [meant])
        st.session_state[key] = meant
        return []
    st.session_state[drawn] = None
    found = asked_for.no_such(key, "part", wanted, {name: name for name in names}, "of this page")
    return [found if found.nearest else replace(found, nearest=tuple((name, name) for name in names))]


def lacks_part(key: str, names: Sequence[str]) -> bool:
    """The same, said where the part would stand: then nothing is drawn there."""
    if missing := no_part(key, names):
        asked.say(missing, level=2)
    return bool(missing)


def part_asked_for(key: str, names: Sequence[str]) -> bool:
    """Whether the address that opened this page asked for one of these parts of it; a later click moves nothing."""
    opened = f"{key}_opened_with"
    held = st.session_state.get(opened)
    if held is None or held[0] != asked.page_path():
        st.session_state[opened] = held = (asked.page_path(), st.query_params.get(key, ""))
    return held[1] in names
