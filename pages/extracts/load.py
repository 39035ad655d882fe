"""Load: drop files, see what is wrong with each, see what would change, then load. Nothing changes before the last button."""

from datetime import date
from typing import Any

import streamlit as st

from analysis import access, database, phrases
from pages.parts import changes, load_check, load_done, record, source_list, work
from pages.parts.figure_frame import plain
from pages.parts.record import Checked, NotDone

CONTEXT = (
    "CSV, CSV.GZ, XLSX, ODS, ZIP or GeoJSON, as they come, many at once. What a file is, is told by its headings, not by its "
    "name."
)
STATEMENT = "Nothing changes until you have seen what would change"
FIRST = "Nothing is loaded yet: drop the first files here"


def page() -> None:
    """The whole page, top to bottom."""
    release = database.release()
    st.markdown(f"# {plain(load_done.headline() or (STATEMENT if release else FIRST))}")
    st.markdown(CONTEXT)
    if access.current().role != "analyst":
        st.markdown("Only analysts load files. Ask one, or have the role given to you.")
        return
    load_done.show()
    files, as_at = drop()
    if not files:
        source_list.lead(first=release is None)
    token = (*(file.file_id for file in files), as_at)
    if files and st.button(
        f"Check {phrases.count(len(files), 'file')}", type="primary", key="load_check", on_click=load_done.forget
    ):
        actor = access.current()
        work.begin("load_checking", lambda say: (token, record.check(files, as_at, actor, say)))
    checked = found(token)
    if checked is not None and files:
        compare_and_load(checked, files, as_at, str(hash(token)))
    load_done.wait()


def drop() -> tuple[list[Any], date | None]:
    """The first step: the files, and the day that reference files stand for."""
    st.markdown("## 1 Drop files")
    # A key of its own after each load empties the box.
    number = st.session_state.setdefault("load_round", 0)
    files = st.file_uploader("Drop files here, or choose them", accept_multiple_files=True, key=f"load_files_{number}")
    as_at = st.date_input(
        "Day that boundaries, lookups or populations stand for (leave blank for all other files)",
        value=None,
        format="DD/MM/YYYY",
        key=f"load_as_at_{number}",
        width=520,
    )
    return files, as_at


def found(token: tuple[Any, ...]) -> Checked | None:
    """What the check of these very files gave; None before it, or after another file was added."""
    try:
        if (fresh := work.result("load_checking")) is not None:
            st.session_state["load_checked"] = fresh
    except NotDone as problem:
        st.session_state.pop("load_checked", None)
        st.warning(plain(str(problem)))
    held, checked = st.session_state.get("load_checked", (None, None))
    return checked if held == token else None


def compare_and_load(checked: Checked, files: list[Any], as_at: date | None, round: str) -> None:
    """The second and third step."""
    st.markdown("## 2 Check")
    load_check.verdicts(checked.files)
    load_check.findings(checked.files)
    going_in = [file for file in checked.files if file.verdict != "refused"]
    if checked.candidate is None:
        st.markdown("No file can be loaded. What is loaded stays as it is.")
        return
    left = load_check.unconfirmed(checked.files, round)
    st.markdown("## 3 Compare and load")
    release = database.release()
    if checked.changes is None or release is None:
        st.markdown("Nothing is loaded yet, so there is nothing to compare: these files give the first release.")
    else:
        changes.show(checked.changes, release.id, checked.candidate, "load")
    if left:
        st.markdown(f"To load, tick {phrases.count(left, 'warning')} in step 2.")
    if st.button(f"Load {phrases.count(len(going_in), 'file')}", type="primary", disabled=left > 0, key="load_load"):
        actor = access.current()
        work.begin("load_loading", lambda say: record.load(files, as_at, checked.entries, actor, say))


page()
