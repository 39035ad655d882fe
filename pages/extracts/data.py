"""Data: what is loaded, which months are missing, every row accounted for, and where to get each file."""

from collections.abc import Sequence

import streamlit as st

from analysis.declared import sources as declarations
from analysis.declared.sources import Source
from analysis.indicators import files_needed
from analysis.loaded import answered, coverage, coverage_figures
from analysis.release import database
from analysis.release.questions.indicators import Breaks
from analysis.release.questions.loaded import Unmapped
from pages.shared import ask, coverage_grid, figure_frame, source_list, statement, states
from pages.shared.figure_frame import plain


def page() -> None:
    """The whole page, top to bottom."""
    sources = declarations.sources()
    release = database.release()
    if release is None:
        st.markdown("# Nothing is loaded yet")
        st.markdown("This page will show which months are loaded from which source.")
        st.page_link("extracts/load.py", label="Load files")
        source_list.first_files(())
        st.markdown("The same in a terminal, or to look round with made-up data:")
        source_list.commands()
    else:
        loaded(sources)
    source_list.show(sources)


def loaded(sources: dict[str, Source]) -> None:
    """What the release holds."""
    shown = ask.shown()
    statement.headline(coverage_figures.headline(answered.months(shown)[0]))
    coverage_grid.show()
    draw_breaks(shown.rows(Breaks), answered.titles())
    figure_frame.show(answered.accounts(shown), "accounts")
    left, right = st.columns(2, gap="medium")
    with left:
        figure_frame.show(answered.set_aside(shown), "set_aside")
    with right:
        figure_frame.show_or_say(answered.located(shown), "located")
    st.markdown(plain(coverage_figures.unmapped_sentence(ask.shown().rows(Unmapped))))
    needed(sources)


def needed(sources: dict[str, Source]) -> None:
    """Which file fills each adopted indicator, and which of them are loaded."""
    every = states.every()
    found = files_needed.adopted(every, sources, {state.indicator.id: state.indicator.title for state in every})
    if not found:
        return
    st.markdown("## What fills the adopted indicators")
    st.markdown(plain(files_needed.headline(found)))
    for one in found:
        files = "".join(f"\n    - {'✓ ' if file.loaded else ''}{plain(file.words)}" for file in one.files)
        st.markdown(f"- **{plain(one.words())}**{files}")


def draw_breaks(breaks: Sequence[Breaks], titles: dict[str, str]) -> None:
    """The registered breaks that apply, each with its reason and reference."""
    st.markdown("## Registered breaks")
    if not breaks:
        st.markdown("No break in recording is registered for these files.")
    for row in breaks:
        st.markdown(f"- {plain(coverage.break_sentence(row, titles))}")


page()
