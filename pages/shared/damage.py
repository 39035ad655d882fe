"""What is damaged in the data folder: said on every page to those who can mend it, with a button where one click mends it."""

import streamlit as st

from analysis import access
from analysis.release import database, partnership
from pages import desk
from pages.desk import NotDone
from pages.shared import ask, work
from pages.shared.figure_frame import plain


def say(release: database.Release | None) -> None:
    """What is wrong with the settings; and what was found when the archive was last looked over."""
    if access.current().role == "analyst":
        if problem := partnership.problem():
            goes_by = (
                "those that the figures were built with" if release else "none: nothing can be loaded before it is put right"
            )
            st.warning(plain(f"{problem} Until then these pages go by other settings: {goes_by}."))
        elif release and (moved := partnership.moved(ask.release_info())):
            st.warning(plain(moved))
        for sentence in desk.damage():
            st.warning(plain(sentence))


def build_again() -> None:
    """A button that builds the release again from the archive, for analysts; then the page is drawn anew."""
    if access.current().role != "analyst":
        st.markdown("Ask an analyst to build the release again.")
        return
    if st.button("Build the release again", key="build_again"):
        work.begin("building_again", desk.build_again)
    try:
        built = work.result("building_again")
    except NotDone as problem:
        st.warning(plain(str(problem)))
        return
    if built is not None:
        st.rerun()
