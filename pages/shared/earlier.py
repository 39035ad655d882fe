"""An earlier release opened again, read-only: `?release=` in the address of any page, kept from page to page in a session."""

import contextlib
from contextlib import AbstractContextManager
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from analysis.declared.settings import data_folder
from analysis.release import database
from analysis.words import phrases
from analysis.words.in_plain_words import InPlainWords
from pages import desk
from pages.desk import NotDone, Opened

PARAMETER = "release"
ASKED, SHOWN = "earlier_release_asked", "earlier_release_shown"
ACTING = ("load",)
"""Pages on which something is done: they show nothing of an earlier release."""


class NotOpened(InPlainWords):
    """The release that the address asks for cannot be shown; the message says why."""


def begin() -> database.Release | None:
    """The release that this run shows: the one that the address, or an earlier page of the session, asks for, else the newest.

    Raises NotOpened where it cannot be shown: never another in its place, without a word.
    """
    st.session_state[SHOWN] = None
    asked = st.query_params.get(PARAMETER) or st.session_state.get(ASKED, "")
    if not asked:
        return database.release()
    st.session_state[ASKED] = asked
    if st.query_params.get(PARAMETER) != asked:
        # A page reached by the menu: its address says what it shows, so that it can be copied and saved.
        st.query_params[PARAMETER] = asked
    try:
        opened = _opened(asked, data_folder())
        if not opened.release.file.exists():
            # Removed since: it is made again.
            _opened.clear()
            opened = _opened(asked, data_folder())
    except NotDone as problem:
        raise NotOpened(str(problem)) from problem
    st.session_state[SHOWN] = opened
    return opened.release


def shown() -> Opened | None:
    """The release that the session asked for by its id; None where the newest is shown, whichever that is."""
    return st.session_state.get(SHOWN)


def reading() -> AbstractContextManager[None]:
    """Within this block questions are asked of the release shown."""
    opened = shown()
    return database.using(opened.release) if opened else contextlib.nullcontext()


def words() -> str:
    """What captions add to the release's id: " of 3 May 2026, not the newest"; empty where it is the newest."""
    opened = shown()
    return f" of {phrases.day_and_month(opened.since)}, not the newest" if opened and not _is_newest(opened) else ""


def banner(page: str) -> None:
    """Says on every page that an earlier release is shown, with one link back. page: its name in the address."""
    opened = shown()
    if opened is None or _is_newest(opened):
        return
    what = f"This is release {opened.release.id[:8]} of {phrases.day_and_month(opened.since)}, not the newest."
    said = "Figures stand as they did then. Nothing can be loaded or undone here."
    link = f'<a href="{escape(back(page))}" target="_self">To the newest release</a>'
    with st.container(key="earlier"):
        st.html(f"<p><strong>{escape(what)}</strong> {said} {link}</p>")


def back(page: str) -> str:
    """The address of the same page and filters in the newest release: a plain link, which begins a session without a release."""
    query = [(key, value) for key in st.query_params if key != PARAMETER for value in st.query_params.get_all(key)]
    return f"/{page}?{urlencode(query)}" if query else f"/{page}"


def not_here() -> None:
    """In place of a page on which something is done."""
    st.markdown("# Nothing is loaded into an earlier release")
    st.markdown("You are looking at a release of the past, which stays as it was. Go to the newest release to load files.")


def _is_newest(opened: Opened) -> bool:
    try:
        newest = database.release(data_folder())
    except database.UnreadableRelease:
        return False
    return newest is not None and newest.id == opened.release.id


@st.cache_resource(max_entries=8, show_spinner="Opening that release")
def _opened(asked: str, data: Path) -> Opened:
    return desk.open_release(asked)
