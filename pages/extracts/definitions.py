"""Definitions: what every indicator, group of offences, break, method and word means, all from the declarations."""

import pandas as pd
import streamlit as st

from analysis.indicators import asked as indicators
from analysis.indicators import definitions
from analysis.indicators import figures as indicator_figures
from analysis.indicators.asked import Indicator
from analysis.release import database
from pages.extracts.definitions_parts import one, whole
from pages.shared import ask, page_parts, statement, states
from pages.shared.figure_frame import plain

PARTS = ("Indicators", "Offence groups", "Breaks", "Methods", "Deviations", "Glossary", "Data dictionary")


def page() -> None:
    """The whole page, top to bottom."""
    top = st.container()
    with st.container(horizontal=True, gap="small", key="definitions_search"):
        words = whole.search()
        whole.download()
    every = indicators.declared()
    found = definitions.search(every, words)
    with top:
        statement.headline(definitions.headline(every, found, words))
        if said := indicator_figures.problem_words(indicators.problems()):
            st.warning(plain(said))
    if words.strip():
        whole.found(words)
    if page_parts.lacks_part("part", PARTS):
        return
    tabs = dict(zip(PARTS, st.tabs(PARTS, key="part", bind="query-params"), strict=True))
    drawn = {
        "Indicators": lambda: draw_indicators(found),
        "Offence groups": lambda: draw_groups(words),
        "Breaks": lambda: draw_breaks(words),
        "Methods": draw_methods,
        "Deviations": lambda: st.markdown(definitions.document("deviations")),
        "Glossary": lambda: draw_table(definitions.glossary(words)),
        "Data dictionary": lambda: st.markdown(definitions.document("data_dictionary")),
    }
    for name, tab in tabs.items():
        if tab.open:
            with tab:
                drawn[name]()


def draw_indicators(found: list[Indicator]) -> None:
    """The catalogue, and one definition in full."""
    names = {each.id: each.title for each in found}
    if not names:
        st.markdown("No indicator holds these words. Take one out, or look in the other parts.")
        return
    chosen = one.choose(names)
    if chosen is None:
        return
    st.header(plain(names[chosen]))
    shown = next(each for each in found if each.id == chosen)
    groups = indicators.offence_groups(ask.cached) if database.release() else None
    draw_table(definitions.definition(shown, states.one(chosen) if database.release() else None, groups))
    st.header("All that are defined" if len(found) == len(indicators.declared()) else "All that hold these words")
    draw_table(definitions.catalogue_table(found))


def draw_groups(words: str) -> None:
    """The groups with their codes."""
    st.markdown("Groups overlap: they are never added up. Domestic abuse, knife and hate are flags, not codes.")
    draw_table(whole.offence_groups(words))


def draw_breaks(words: str) -> None:
    """The break register: that of the release, or the one that ships."""
    st.markdown("Months that cannot be compared with those before or after. Charts split there, and no change crosses one.")
    draw_table(definitions.narrowed(whole.breaks(), words))


def draw_methods() -> None:
    """The methods, and the limits of one indicator worked out step by step."""
    st.markdown(definitions.document("methods"))
    example = definitions.worked_example(states.every()) if database.release() else ""
    if example:
        st.markdown("### A worked example")
        st.markdown(plain(example))


def draw_table(rows: pd.DataFrame) -> None:
    """A table that a screen reader can read; its texts are never taken for Markdown."""
    if rows.empty:
        st.markdown("Nothing holds these words.")
    else:
        st.table(rows.map(plain), border="horizontal", hide_index=True)


page()
