"""Together or side by side: the switch beside the trend's title, and the figure that it asks for."""

from collections.abc import Sequence

import streamlit as st

from analysis.crime import answered, compared
from analysis.crime.selection import Selection
from analysis.words import asked_for
from analysis.words.asked_for import Unmet
from pages.shared import ask, asked, figure_frame
from pages.shared.figure_frame import plain

KEY = "show"


def settle() -> list[Unmet]:
    """Take the way from the address, before anything is drawn. Returns what it asks for and is not there."""
    asked.settle(KEY, compared.TOGETHER, _read, _write, lambda way: way in compared.WAYS)
    return asked.unmet(KEY)


def show(selection: Selection) -> None:
    """The trend of the whole choice, or each of its parts by itself; why not, where it has none."""
    way = st.session_state[KEY]
    together = ask.made(answered.trend, selection)
    figure = together if way == compared.TOGETHER else ask.made(answered.side_by_side, selection, way)
    if isinstance(figure, str):
        st.markdown(f"**{plain(figure)}**")
        figure = together
    figure_frame.show(figure, "trend", beside=_switch)


def _switch() -> None:
    chosen = st.selectbox(
        "Together or side by side",
        list(compared.WAYS),
        format_func=lambda way: compared.WAYS[way],
        key=KEY,
        label_visibility="collapsed",
        width=200,
    )
    asked.settled(KEY, chosen, _write)


def _read(texts: Sequence[str]) -> tuple[str, list[Unmet]]:
    found = asked_for.matched(texts[-1], compared.WAYS) if texts[-1] else compared.TOGETHER
    # By what stands in an address, since that is what was mistyped.
    ways = {way: way for way in compared.WAYS}
    unmet = [] if found else [asked_for.no_such(KEY, "way to show a choice", texts[-1], ways, "on this page")]
    return found or compared.TOGETHER, unmet


def _write(way: str) -> list[str]:
    return [way]
