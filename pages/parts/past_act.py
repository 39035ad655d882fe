"""One load or undo of the past: its files, their archived originals, and how to undo it."""

from collections.abc import Sequence

import streamlit as st

from analysis import access, past_acts, phrases
from analysis.past_acts import Line
from pages.parts import record, work
from pages.parts.figure_frame import plain
from pages.parts.record import NotDone, safe_name

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
        content = record.archived_file(line["receipt"])
    except NotDone as problem:
        st.warning(plain(str(problem)))
        return
    own = line["file"].rsplit("!", 1)
    name = own[0] if own[0].lower().endswith((".xlsx", ".ods")) else own[-1]
    st.download_button("Download the archived file", data=content, file_name=safe_name(name), key="history_original")


def _undo(lines: Sequence[Line], chosen: Line) -> None:
    """Undo of a load, of one file of it, or of an undo: asks for a reason and says what it does."""
    if chosen["receipt"] and not any(line["stands"] for line in lines):
        st.markdown("Withdrawn already. To let it stand again, undo the act that withdrew it.")
        return
    with st.form("history_undo", border=True):
        what = "undo" if not chosen["receipt"] else "load"
        st.markdown(f"### Undo this {what}")
        st.markdown(EXPLAINED)
        whole = f"the whole load ({phrases.count(len(lines), 'file')})"
        targets = {whole: f"{lines[0]['entry']:06}"}
        if chosen["receipt"] and len(lines) > 1 and chosen["stands"]:
            targets[f"only {chosen['file']}"] = chosen["receipt"]
        names = list(targets)
        target = st.radio("Undo", names, format_func=plain, key="history_target") if len(targets) > 1 else whole
        reason = st.text_input("Reason (the history keeps it)", key="history_reason", max_chars=300)
        if st.form_submit_button(f"Undo this {what}"):
            actor, undone = access.current(), targets[target or whole]
            work.begin("history_undoing", lambda say: record.undo(undone, reason, actor))


def undone() -> None:
    """Wait for an undo under way; then say, on a page drawn anew, that it is done."""
    try:
        release = work.result("history_undoing")
    except NotDone as problem:
        st.warning(plain(str(problem)))
        return
    if release is not None:
        st.session_state["history_undone"] = release
        # A new run shows the new release in the strip above the page and the undo in the table.
        st.rerun()
    if release := st.session_state.pop("history_undone", None):
        st.info(plain(f"Done. Release {release[:8]} is in force. To reverse this, undo the undo, which is chosen above."))
