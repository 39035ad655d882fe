"""All of the definitions at once: one search through every part, and one file of it all."""

import pandas as pd
import streamlit as st

from analysis.declared import reference_tables
from analysis.indicators import asked as indicators
from analysis.indicators import definitions
from analysis.release import database, partnership
from analysis.words import phrases
from pages.shared import ask
from pages.shared.figure_frame import plain

MOST_HITS = 30


def search() -> str:
    """The words that are searched for in all parts at once; they stand in the address."""
    return st.text_input(
        "Search",
        key="q",
        bind="query-params",
        placeholder="Search, for example: knife, ward, Wilson",
        label_visibility="collapsed",
    )


def download() -> None:
    """The button for the annex, which is made when it is asked for."""
    name = partnership.in_force().partnership
    st.download_button(
        "Download all as an annex",
        lambda: definitions.annex(f"Definitions of {name}", _tables()),
        "definitions.md",
        "text/markdown",
        key="annex",
        on_click="ignore",
    )


def found(words: str) -> None:
    """Where the words stand, in any part."""
    hits = definitions.everywhere(words, _tables())
    st.markdown(f"## {phrases.capital(phrases.count(len(hits), 'place'))} in all of the definitions")
    if len(hits):
        st.table(hits.head(MOST_HITS).map(plain), border="horizontal", hide_index=True)
    if len(hits) > MOST_HITS:
        st.caption(f"The first {MOST_HITS} of them. One more word finds fewer.")


def offence_groups(words: str = "") -> pd.DataFrame:
    """The groups with their codes: those of the release, or those that ship."""
    held = database.release() is not None and "offence_groups" in set(ask.cached("tables")["name"])
    return definitions.offence_groups(words, ask.cached("offence_groups") if held else None)


def breaks() -> pd.DataFrame:
    """The break register: that of the release, or the one that ships."""
    return definitions.breaks(ask.cached("breaks") if database.release() else reference_tables.reference_table("breaks"))


def _tables() -> dict[str, pd.DataFrame]:
    """The tables of all parts, by their names."""
    declared = [(one.title, one.definition, one.why, " ".join(one.caveats)) for one in indicators.declared()]
    return {
        "Indicators": pd.DataFrame(declared, columns=["Indicator", "Definition", "Why", "Caveats"]),
        "Offence groups": offence_groups(),
        "Breaks": breaks(),
        "Glossary": definitions.glossary(),
    }
