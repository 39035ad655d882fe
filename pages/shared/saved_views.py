"""Saved views: what a page shows now, kept under a name, and opened again by anybody who uses this installation."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

import streamlit as st

from analysis.words import phrases
from pages import desk
from pages.desk import NotDone, View
from pages.shared import ask, earlier, person
from pages.shared.figure_frame import plain
from pages.shared.frame import local_day

PAGES = {
    "explore": "Explore",
    "hotspots": "Hotspots",
    "night": "Night",
    "pillars": "Pillars",
    "indicator": "Indicator",
    "projects": "Projects",
}
"""Address → title of the pages whose views can be saved."""
EXPLAINED = (
    "A view keeps the filters as they stand in the address; one that was not changed follows the newest data. Everybody who opens"
    " this dashboard sees all views. Only whoever saved one can delete it."
)


def offer(page: str, also: Mapping[str, str] | None = None) -> None:
    """Save this view, and the list of all saved ones. also: what the page shows that may not stand in the address."""
    place = st.popover("Saved views", key="views_open", width="content", on_change="rerun")
    if place.open:  # a page pays for a button alone
        with place:
            _opened(page, also or {})


def _opened(page: str, also: Mapping[str, str]) -> None:
    st.markdown(EXPLAINED)
    with st.form("views_form", border=False, clear_on_submit=True):
        name = st.text_input("Name of this view", max_chars=80, key="views_name")
        release = ask.release_id()
        pinned = st.checkbox(f"Always show release {release[:8]}, as it is now", value=bool(earlier.words()), key="views_pinned")
        if st.form_submit_button("Save this view"):
            _save(page, name, also, release if pinned else "")
    try:
        views = [view for view in desk.saved_views() if view.page in PAGES]
    except NotDone as problem:
        st.warning(plain(str(problem)))
        return
    if not views:
        st.markdown("Nothing is saved yet.")
    for view in views:
        _line(view)


def _save(page: str, name: str, also: Mapping[str, str], pinned: str) -> None:
    """Keep what the page shows. pinned: the release that the view always shows; blank for the newest, whichever that is."""
    kept = [key for key in st.query_params if key != earlier.PARAMETER]
    query = [(key, value) for key in kept for value in st.query_params.get_all(key)]
    query += [(key, value) for key, value in also.items() if key not in st.query_params]
    query += [(earlier.PARAMETER, pinned)] if pinned else []
    try:
        desk.save_view(name, page, query, person.actor())
    except NotDone as problem:
        st.warning(plain(str(problem)))


def _line(view: View) -> None:
    """One view: a link to it, whose it is, and, for one's own, a button to delete it."""
    with st.container(key=f"view_{view.id}", gap=None):
        # A plain link, which opens the address afresh: of a page link, Streamlit 1.67 lets filters that stand on both pages keep
        # what they held, and leaves the former address where the page is the same.
        st.html(f'<a href="{escape(f"{view.page}?{urlencode(view.query)}")}">{escape(view.name)}</a>')
        day = phrases.day_and_month(local_day(view.at))
        mine = view.who == person.actor().name
        st.caption(plain(f"{PAGES[view.page]}, saved by {view.who}{' (you)' if mine else ''} on {day}"))
        if mine:
            st.button(
                plain(f"Delete “{view.name}”"), key=f"views_delete_{view.id}", type="tertiary", on_click=_delete, args=(view.id,)
            )


def _delete(view_id: str) -> None:
    try:
        desk.delete_view(view_id, person.actor())
    except NotDone as problem:
        st.warning(plain(str(problem)))
