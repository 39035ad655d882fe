"""The second step of loading: a verdict a file, what is wrong, and a tick for each warning."""

import hashlib
from collections.abc import Sequence

import streamlit as st

from analysis.loaded import checked_files
from analysis.loaded.checked_files import VERDICTS, CheckedFile
from analysis.words import phrases
from pages.shared import figure_frame
from pages.shared.figure_frame import plain

NAMED_ONE_BY_ONE = 6
CAUSES_SAID = 3


def verdicts(files: Sequence[CheckedFile]) -> None:
    """A verdict in one line for each file, refused ones first, each with what is wrong; beyond a few, a table."""
    st.markdown(plain(checked_files.verdicts_sentence(files)))
    for verdict, word in VERDICTS.items():
        mine = [file for file in files if file.verdict == verdict]
        for file in mine[:NAMED_ONE_BY_ONE]:
            st.markdown(f"**{plain(word)}**: {plain(checked_files.verdict_line(file))}")
            if verdict == "refused":
                _why(file)
        if len(mine) > NAMED_ONE_BY_ONE:
            more = phrases.count(len(mine) - NAMED_ONE_BY_ONE, "more file", "more files")
            st.markdown(f"**{plain(word)}**: {plain(more)}, in the table below")
    if len(files) > NAMED_ONE_BY_ONE:
        _every_file(files)


@st.fragment
def _every_file(files: Sequence[CheckedFile]) -> None:
    opened = st.expander("Every file with its verdict", key="load_files_open", on_change="rerun")
    if opened.open:
        with opened:
            figure_frame.plain_table(checked_files.files_table(files), "Every file with its verdict", "load_every_file")


@st.fragment
def findings(files: Sequence[CheckedFile]) -> None:
    """Every finding: one row a cause with its count and examples, and all of them as CSV."""
    table = checked_files.causes_table(files)
    if table.empty:
        st.markdown("Nothing was found wrong in any file.")
        return
    label = f"All findings: {checked_files.causes_sentence(files)}"
    opened = st.expander(label, key="load_findings_open", on_change="rerun")
    if not opened.open:
        return
    with opened:
        figure_frame.plain_table(table, "All findings", "load_causes")
        st.caption("One row a cause. “Times” says how often it occurs; lines and values are examples.")
        st.download_button(
            "Download all findings (CSV)",
            data=lambda: checked_files.findings_csv(files),
            file_name="findings.csv",
            mime="text/csv",
            key="load_findings_csv",
            on_click="ignore",
        )


def unconfirmed(files: Sequence[CheckedFile], round: str) -> int:
    """Draw a tick for each warning and return how many are left to tick. round: changes with every check."""
    asked = checked_files.confirmations(files)
    if not asked:
        return 0
    st.markdown("### Confirm, or leave the file out")
    st.markdown("Each of these may be right. Tick it if it is; if it is not, leave the file out and check again.")
    ticked = 0
    for one in asked:
        name = hashlib.sha256(f"{round}|{one.key}".encode()).hexdigest()[:16]
        ticked += st.checkbox(plain(one.sentence()), key=f"load_tick_{name}")
        st.caption(plain(one.remedy))
    return len(asked) - ticked


def _why(file: CheckedFile) -> None:
    """What is wrong with a refused file, and what to do."""
    failed = [cause for cause in checked_files.causes(file) if cause.result == "fail"]
    lines = [f"- {plain(cause.sentence())}" for cause in failed[:CAUSES_SAID]]
    if len(failed) > CAUSES_SAID:
        lines.append(f"- {plain(phrases.count(len(failed) - CAUSES_SAID, 'more cause'))}: see all findings below")
    st.markdown("\n".join(lines))
