"""What an analyst may choose in the second step of loading: what new headings stand for, and files to leave out."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from analysis import checked_files, phrases
from analysis.checked_files import Match, Offer
from pages.parts.figure_frame import plain
from pages.parts.record import MATCHES_FILE, Checked, Choices

NONE = "none of them"
MOST_OFFERS = 4
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


def _ask(offer: Offer, names: Sequence[str], choices: Choices, again: Again) -> None:
    """A choice of the file's unknown headings for each of ours that it lacks."""
    key = hashlib.sha256(repr(offer).encode()).hexdigest()[:16]
    options = [NONE, *offer.unknown]
    with st.form(f"load_match_{key}", border=True):
        st.markdown(plain(checked_files.offer_sentence(offer, names)))
        chosen = {
            ours: st.selectbox(
                plain(f"'{ours}' stands in the file as"),
                options,
                index=options.index(likely) if likely else 0,
                key=f"load_match_{key}_{position}",
            )
            for position, (ours, likely) in enumerate(offer.wanted)
        }
        if not st.form_submit_button("Match and check again"):
            return
        taken = [heading for heading in chosen.values() if heading != NONE]
        if not taken:
            st.markdown("Choose a heading of the file first.")
        elif len(set(taken)) < len(taken):
            st.markdown("A heading of the file can stand for one of ours only.")
        else:
            new = [Match(offer.source, heading, ours) for ours, heading in chosen.items() if heading != NONE]
            again(replace(choices, matches=(*choices.matches, *new)))


def leave_out(checked: Checked, again: Again) -> None:
    """A choice of files, members of a ZIP or sheets that shall not go in; nothing where there is only one."""
    left = checked.choices.left_out
    going_in = [file.name for file in checked.files if file.verdict != "refused" and file.name != MATCHES_FILE]
    if len(going_in) + len(left) < 2:
        return
    with st.form("load_leave_out", border=True):
        chosen = st.multiselect(
            "Leave out (files, members of a ZIP, sheets of a workbook)",
            [*left, *going_in],
            default=list(left),
            format_func=plain,
            placeholder="Choose what shall not be loaded",
            key=f"load_left_out_{hash(left)}",
        )
        if not st.form_submit_button("Leave out and check again"):
            return
        if set(chosen) >= {*left, *going_in}:
            st.markdown("Nothing would be left to load. Remove the files above instead.")
        elif set(chosen) != set(left):
            again(replace(checked.choices, left_out=tuple(chosen)))
