"""What an analyst may choose in the second step of loading: what new headings stand for, and files to leave out."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from analysis.loaded import checked_files
from analysis.loaded.checked_files import HeadingsToMatch, MatchByHand
from analysis.words import phrases
from pages.desk import MATCHES_FILE, Checked, Choices
from pages.shared.figure_frame import plain

NONE = "none of them"
MOST_OFFERS, MOST_ASKED = 4, 12
Again = Callable[[Choices], None]
"""Checks the same files again, with these choices."""


def headings(checked: Checked, again: Again) -> None:
    """What was matched so far, and the headings that may be matched still."""
    _matched(checked.choices, again)
    for offer, names in checked_files.offers(checked.files)[:MOST_OFFERS]:
        if offer.needed:
            st.markdown("### Headings that are new")
            _ask(offer, names, checked.choices, again)
        else:
            with st.expander(f"Headings that are new in {plain(phrases.listed(names, 'more files'))}"):
                _ask(offer, names, checked.choices, again)


def _matched(choices: Choices, again: Again) -> None:
    if not choices.matches:
        return
    said = " ".join(checked_files.match_sentence(match) for match in choices.matches)
    st.markdown(plain(f"Matched by hand: {said} This is remembered once you load, for these files and all later ones."))
    if st.button("Take the matches back", key="load_matches_back"):
        again(replace(choices, matches=()))


def _ask(offer: HeadingsToMatch, names: Sequence[str], choices: Choices, again: Again) -> None:
    """The choices for one kind of file, and the check with what was chosen."""
    key = f"load_match_{hashlib.sha256(repr(offer).encode()).hexdigest()[:16]}"
    with st.form(key, border=offer.needed):
        st.markdown(plain(checked_files.offer_sentence(offer, names)))
        pairs = _for_ours(offer, key) if offer.needed else _for_theirs(offer, key)
        if not st.form_submit_button("Match and check again"):
            return
        if not pairs:
            st.markdown("Choose at least one heading first.")
        elif max(len(pairs) - len(set(column)) for column in zip(*pairs, strict=True)):
            st.markdown("One heading can stand for one column only.")
        else:
            new = [MatchByHand(offer.source, theirs, ours) for theirs, ours in pairs]
            again(replace(choices, matches=(*choices.matches, *new)))


def _for_ours(offer: HeadingsToMatch, key: str) -> list[tuple[str, str]]:
    """For each heading that must be there, which of the file's stands for it: pairs of theirs and ours."""
    options = [NONE, *offer.unknown]
    chosen = [
        (_choose(f"'{ours}' stands in the file as", options, f"{key}_{i}", options.index(likely) if likely else 0), ours)
        for i, (ours, likely) in enumerate(offer.wanted)
    ]
    return [(theirs, ours) for theirs, ours in chosen if theirs != NONE]


def _for_theirs(offer: HeadingsToMatch, key: str) -> list[tuple[str, str]]:
    """For each heading that is new, which of ours that may be lacking it stands for: pairs of theirs and ours."""
    options = [NONE, *(ours for ours, _ in offer.wanted)]
    likely = {theirs: ours for ours, theirs in offer.wanted if theirs}
    chosen = [
        (theirs, _choose(f"'{theirs}' stands for", options, f"{key}_{i}", options.index(likely.get(theirs, NONE))))
        for i, theirs in enumerate(offer.unknown[:MOST_ASKED])
    ]
    return [(theirs, ours) for theirs, ours in chosen if ours != NONE]


def _choose(label: str, options: Sequence[str], key: str, index: int) -> str:
    return st.selectbox(plain(label), options, index=index, key=key) or NONE


def leave_out(checked: Checked, again: Again) -> None:
    """A choice of files, members of a ZIP or sheets that shall not go in; nothing where there is only one."""
    left = checked.choices.left_out
    going_in = [file.name for file in checked.files if file.verdict != "refused" and file.name != MATCHES_FILE]
    if len(going_in) + len(left) < 2:
        return
    with st.form("load_leave_out", border=True):
        chosen = st.multiselect(
            "Leave out (files, members of a ZIP, sheets of a workbook)",
            list(dict.fromkeys((*left, *going_in))),
            default=list(left),
            placeholder="Choose what shall not be loaded",
            key=f"load_left_out_{hash(left)}",
        )
        if not st.form_submit_button("Leave out and check again"):
            return
        if set(chosen) >= {*left, *going_in}:
            st.markdown("Nothing would be left to load. Remove the files above instead.")
        elif set(chosen) != set(left):
            again(replace(checked.choices, left_out=tuple(chosen)))
        elif not chosen:
            st.markdown("Choose at least one file first.")
