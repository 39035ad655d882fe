"""History: every load and undo, how to undo one, the archived files, and what differs between any two releases."""

from collections.abc import Sequence

import streamlit as st

from analysis.declared import sources as declarations
from analysis.loaded import past_acts
from analysis.loaded.past_acts import Line
from analysis.release import database
from pages import desk
from pages.desk import NotDone
from pages.extracts.history_parts import past_act, past_releases
from pages.shared import coverage_grid, figure_frame, statement
from pages.shared.figure_frame import plain

CONTEXT = "Nothing here is ever removed: an undo adds a line of its own. Times are those of the United Kingdom."


def page() -> None:
    """The whole page, top to bottom."""
    try:
        lines = desk.history()
    except NotDone as problem:
        st.markdown("# The history cannot be read")
        st.markdown(plain(str(problem)))
        return
    statement.headline(past_acts.headline(lines), CONTEXT if lines else "")
    if not lines:
        st.markdown("This page will list every file loaded: who loaded it and when, what it held, and how to undo it.")
        st.page_link("extracts/load.py", label="Load files")
        return
    every_act(lines)
    one_act(lines)
    past_act.undone()
    months()
    past_releases.compare()
    past_releases.verify()
    # Last, since it takes a while: the page stands by then.
    past_act.foresee()


def every_act(lines: Sequence[Line]) -> None:
    """All receipts and undos as a table."""
    titles = {key: source.title for key, source in declarations.sources().items()}
    counts = {str(name): "localized" for name in past_acts.COUNTS}
    figure_frame.plain_table(past_acts.table(lines, titles), "Every load and undo", "history", counts)


def months() -> None:
    """Which months the acts have left loaded."""
    release = database.release()
    if release is not None:
        coverage_grid.show()
        st.page_link("extracts/data.py", label="Every row accounted for, and where to get each file: the Data page")


def one_act(lines: Sequence[Line]) -> None:
    """One act, chosen from a list."""
    st.markdown("## Look at one act")
    acts = past_acts.by_act(lines)
    # A new act is shown first: the key of the box goes by how many there are.
    key = f"history_act_{len(acts)}"
    number = st.selectbox("Load or undo", list(acts), format_func=lambda act: past_acts.act_label(acts[act]), key=key)
    past_act.show(acts[number])


page()
