"""History: every load and undo, how to undo one, the archived files, and what differs between any two releases."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analysis.declared import sources as declarations
from analysis.figures import disclosure
from analysis.figures.figure import Caption
from analysis.loaded import past_acts
from analysis.loaded.past_acts import Line
from analysis.release import database, partnership
from analysis.words import phrases
from pages import desk
from pages.desk import NotDone
from pages.extracts.history_parts import past_act, past_releases
from pages.shared import coverage_grid, figure_frame, figure_menu, statement
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
    release, today = database.release(), phrases.day_and_month(date.today())
    area = partnership.in_force().area_name
    caption = Caption("the archive", f"as it stood on {today}", area, release.id if release else "none", attribution="")
    acts = disclosure.leave(past_acts.figure(lines, titles, caption))
    figure_frame.plain_table(acts.table, "Every load and undo", "history", acts.formats)
    figure_menu.offer(acts, "history")


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
