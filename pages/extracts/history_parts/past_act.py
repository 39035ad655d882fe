"""One load or undo of the past: its files, their archived originals, and how to undo it."""

from collections.abc import Sequence

import streamlit as st

from analysis import access
from analysis.loaded import past_acts
from analysis.loaded.past_acts import Line
from analysis.loaded.release_changes import Changes
from analysis.release import database
from analysis.words import phrases
from pages import desk
from pages.desk import NotDone, safe_name
from pages.shared import changes, earlier, person, work
from pages.shared.figure_frame import plain

FORESEEN_PLACE = "history_foreseen_place"
EXPLAINED = (
    "The release becomes exactly what it would be without this act. The archived files and this line stay, and an undo can "
    "itself be undone."
)


def show(lines: Sequence[Line]) -> None:
    """One act of which `lines` are the lines, with what analysts may do about it."""
    first = lines[0]
    chosen = first
    if first["receipt"]:
        chosen = _receipt(lines)
    else:
        st.markdown(plain(past_acts.undo_sentence(first)))
    if access.current().role != "analyst":
        st.markdown("Only analysts download archived files or undo loads.")
        return
    if chosen["receipt"]:
        _download(chosen)
    _undo(lines, chosen)


def _receipt(lines: Sequence[Line]) -> Line:
    """The file looked at, with its hash and its warnings."""
    names = [line["file"] for line in lines]
    chosen = lines[0]
    if len(lines) > 1:
        position = st.selectbox("File of this load", range(len(lines)), format_func=lambda i: names[i], key="history_file")
        chosen = lines[position]
    facts = [
        f"Receipt {chosen['receipt']}, {past_acts.state(chosen)}",
        f"{chosen['rows']:,} rows, {chosen['loaded']:,} loaded, {chosen['set_aside']:,} set aside",
    ]
    st.markdown(plain(f"{chosen['file']}: {'. '.join(facts)}."))
    st.markdown(plain(f"SHA-256 {chosen['sha256']}"))
    if chosen["reason"]:
        st.markdown(f"Note: {plain(chosen['reason'])}")
    for heading, column in chosen["by_hand"]:
        said = f"'{heading}' was read as {column}"
        st.markdown(f"- Matched by hand: {plain(said)}")
    for warning in chosen["warnings"]:
        st.markdown(f"- Confirmed: {plain(warning)}")
    return chosen


def _download(line: Line) -> None:
    try:
        content = desk.archived_file(line["receipt"])
    except NotDone as problem:
        st.warning(plain(str(problem)))
        return
    own = line["file"].rsplit("!", 1)
    name = own[0] if own[0].lower().endswith((".xlsx", ".ods")) else own[-1]
    st.download_button("Download the archived file", data=content, file_name=safe_name(name), key="history_original")


def _undo(lines: Sequence[Line], chosen: Line) -> None:
    """Undo of a load, of one file of it, or of an undo: says what would change, asks for a reason and a name."""
    if past_acts.what(chosen) == "lost":
        return
    if earlier.words():
        st.markdown("You are looking at an earlier release: go to the newest to undo anything.")
        return
    if chosen["receipt"] and not any(line["stands"] for line in lines):
        st.markdown("Withdrawn already. To let it stand again, undo the act that withdrew it.")
        return
    what = "undo" if not chosen["receipt"] else "load"
    st.markdown(f"### Undo this {what}")
    st.markdown(EXPLAINED)
    whole = f"the whole load ({phrases.count(len(lines), 'file')})"
    targets = {whole: f"{lines[0]['entry']:06}"}
    if chosen["receipt"] and len(lines) > 1 and chosen["stands"]:
        targets[f"only {chosen['file']}"] = chosen["receipt"]
    names = list(targets)
    named = st.radio("Undo", names, format_func=plain, key="history_target") if len(targets) > 1 else whole
    target = targets[named or whole]
    st.session_state[FORESEEN_PLACE] = (target, st.container())
    with st.form("history_undo", border=True):
        reason = st.text_input("Reason (the history keeps it)", key="history_reason", max_chars=300)
        person.field("history_who")
        if st.form_submit_button(f"Undo this {what}"):
            _begin(target, reason)


def _begin(target: str, reason: str) -> None:
    """Undo beside the page, and then say what has changed by it."""
    if person.is_missing():
        st.warning("Give your name: several people work here under one user, and the history keeps who did what.")
        return
    actor = person.actor()
    work.begin("history_undoing", lambda say: desk.undo_and_compare(target, reason, actor))


def foresee() -> None:
    """What the undo offered on this page would change, in its place above the form; worked out once, when the page stands."""
    place = st.session_state.pop(FORESEEN_PLACE, None)
    release = database.release()
    if place is None or release is None:
        return
    target, container = place
    with container:
        try:
            found, after = _foreseen(release.id, target)
        except NotDone as problem:
            st.warning(plain(str(problem)))
            return
        st.markdown("**What this undo would change**")
        changes.show(found, release.id, after, "history_foreseen", tables=False)


@st.cache_resource(max_entries=4, show_spinner="Working out what this undo would change")
def _foreseen(release: str, target: str) -> tuple[Changes, str]:
    return desk.foresee_undo(target)


def undone() -> None:
    """Wait for an undo under way; then say, on a page drawn anew, that it is done and what has changed."""
    try:
        done = work.result("history_undoing")
    except NotDone as problem:
        st.warning(plain(str(problem)))
        return
    if done is not None:
        st.session_state["history_undone"] = done
        # A new run shows the new release in the strip above the page and the undo in the table.
        st.rerun()
    if done := st.session_state.pop("history_undone", None):
        before, release, found = done
        st.info(plain(f"Done. Release {release[:8]} is in force. To reverse this, undo the undo, which is chosen above."))
        st.markdown("**What has changed by it**")
        changes.show(found, before, release, "history_undone_changes")
