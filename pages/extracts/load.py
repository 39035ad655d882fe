"""Load: drop files, see what is wrong with each, see what would change, then load. Nothing changes before the last button."""

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from analysis import access
from analysis.release import database
from analysis.words import phrases
from pages import desk
from pages.desk import NOTHING_CHOSEN, Checked
from pages.extracts.load_parts import check, choices, done, drop
from pages.shared import changes, person, source_list, statement, work

CONTEXT = (
    "CSV, CSV.GZ, XLSX, ODS, ZIP or GeoJSON, as they come, many at once. What a file is, is told by its headings, not by its "
    "name."
)
STATEMENT = "Nothing changes until you have seen what would change"
FIRST = "Nothing is loaded yet: drop the first files here"


def page() -> None:
    """The whole page, top to bottom."""
    release = database.release()
    statement.headline(done.headline() or (STATEMENT if release else FIRST), CONTEXT)
    if access.current().role != "analyst":
        st.markdown("Only analysts load files. Ask one, or have the role given to you.")
        return
    done.show()
    files, as_at = drop.drop()
    if not files:
        source_list.lead(release.loaded if release else ())
    elif st.button(f"Check {phrases.count(len(files), 'file')}", type="primary", key="load_check", on_click=done.forget):
        drop.check(files, as_at, NOTHING_CHOSEN)
    checked = drop.found(drop.token(files, as_at))
    if checked is not None and files:
        compare_and_load(checked, files, as_at)
    done.wait()


def compare_and_load(checked: Checked, files: list[Any], as_at: date | None) -> None:
    """The second and third step."""
    st.markdown("## 2 Check")
    top = st.container(horizontal=True, key="load_top", vertical_alignment="center", gap="small")
    again = partial(drop.check, files, as_at, again=True)
    check.verdicts(checked.files)
    check.findings(checked.files)
    choices.headings(checked, again)
    left = check.unconfirmed(checked.files, str(hash((drop.token(files, as_at), checked.choices))))
    choices.leave_out(checked, again)
    if checked.candidate is None:
        st.markdown("No file can be loaded. What is loaded stays as it is.")
        return
    compare(checked, left)
    going_in = [file for file in checked.files if file.verdict != "refused"]
    note = st.text_input("Note (the history keeps it; may stay blank)", key="load_note", max_chars=300)
    person.field("load_who")
    waits = left > 0 or person.is_missing()
    with top:
        pressed = st.button("Load now", type="primary", disabled=waits, key="load_load_top")
        st.markdown(_how(len(going_in), left))
    pressed |= st.button(f"Load {phrases.count(len(going_in), 'file')}", type="primary", disabled=waits, key="load_load")
    if pressed:
        actor, chosen = person.actor(), checked.choices
        work.begin("load_loading", lambda say: desk.load(files, as_at, checked.entries, actor, say, chosen, note))


def _how(files: int, left: int) -> str:
    """What stands beside the button at the top. left: warnings that are not ticked yet."""
    if left:
        return f"Tick {phrases.count(left, 'warning')} below first."
    return f"{phrases.capital(phrases.count(files, 'file'))} can go in. What changes is below."


def compare(checked: Checked, left: int) -> None:
    """What the load would change. left: warnings that are not ticked yet."""
    st.markdown("## 3 Compare and load")
    release = database.release()
    if checked.changes is None or release is None:
        st.markdown("Nothing is loaded yet, so there is nothing to compare: these files give the first release.")
    elif release.demonstration:
        st.markdown("The demonstration data are withdrawn with this load: these files give the first release of real figures.")
    else:
        changes.show(checked.changes, release.id, checked.candidate or "", "load")
    if left:
        st.markdown(f"To load, tick {phrases.count(left, 'warning')} in step 2.")


page()
