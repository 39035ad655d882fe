"""Which indicator's definition is shown in full: by its id in the address, as on the indicator's own page."""

import streamlit as st

from analysis.words import asked_for
from pages.shared import asked, narrower

KEY = "indicator"


def choose(names: dict[str, str]) -> str | None:
    """The chosen indicator's id, the first at first; None where the address asks for one that there is not, which is said."""
    held, first = st.session_state.get(KEY), next(iter(names))
    if held and held not in names:  # the search has left it out
        asked.put(KEY, None)
    chosen = narrower.one(
        KEY,
        "Show the definition of",
        names,
        lambda text: asked_for.matched(text, names),
        lambda text: asked_for.no_such(KEY, "indicator", text, names, "of this dashboard"),
        none=names[first],
    )
    if missing := asked.unmet(KEY):
        asked.say(missing, level=2)
        return None
    return chosen or first
