"""Which projects the page shows: all, or those of a pillar, a rating or a lead (?rating=5), or named (?project=P3)."""

from collections.abc import Mapping, Sequence

import streamlit as st

from analysis.projects import chosen
from analysis.projects.ratings import Rated
from analysis.words import phrases
from analysis.words.asked_for import Unmet
from pages.shared import asked
from pages.shared.figure_frame import plain
from pages.shared.fold import Fold

FILTERS = {chosen.PILLAR: ("Pillar", "All pillars"), chosen.RATING: ("Rating", "All ratings"), chosen.LEAD: ("Lead", "All leads")}


def choose(place: Fold, found: Sequence[Rated], pillars: Mapping[str, str]) -> tuple[list[Rated], list[Unmet]]:
    """Draw the filters; the projects they leave, and what the address asks for and is not there. pillars: id → name."""
    names = chosen.offered(found, pillars)
    texts = {key: asked.standing(key) for key in chosen.KEYS}
    with place.row:
        for key, (label, all_of_them) in FILTERS.items():
            _filter(key, names[key], texts[key], label, all_of_them)
    kept, unmet = chosen.chosen(found, names, texts)
    if not unmet:
        with place.below:
            _say(kept, found)
    place.say(_in_short(kept, found))
    return kept, unmet


def _filter(key: str, names: Mapping[str, str], texts: Sequence[str], label: str, all_of_them: str) -> None:
    """One filter. The address says what is chosen; a choice is written into it."""
    codes = [code for code in names if code in chosen.found_of(key, texts, names)]
    st.session_state[f"projects_{key}"] = codes
    st.multiselect(
        label,
        list(names),
        format_func=lambda code: plain(names[code]),
        placeholder=all_of_them,
        key=f"projects_{key}",
        select_all=False,
        label_visibility="collapsed",
        on_change=_write,
        args=(key,),
    )


def _write(key: str) -> None:
    asked.put_into_address(key, st.session_state[f"projects_{key}"])


def _say(kept: Sequence[Rated], found: Sequence[Rated]) -> None:
    """How many of the projects are shown where some are left out, and the way back to all."""
    if len(kept) < len(found):
        st.markdown(f"{_in_short(kept, found)}.", width="content")
        st.button("Show all projects", key="projects_all", on_click=_all, type="tertiary")


def _in_short(kept: Sequence[Rated], found: Sequence[Rated]) -> str:
    return f"{len(kept)} of {phrases.count(len(found), 'project')}" if len(kept) < len(found) else "All projects"


def _all() -> None:
    for key in chosen.KEYS:
        asked.put_into_address(key, ())
