"""The night: its hours, the evidence for Purple Flag, what was done in the zones and whether it changed anything."""

import streamlit as st

from analysis import access
from analysis.figures.shown_release import ShownRelease
from analysis.night import answered
from analysis.night.answered import Incidents
from pages.shared import alone, ask, page_parts, saved_views, statement
from pages.violence.night_parts import after_dark, around, hospital_beside, without

CONTEXT = (
    "From 17:00 to 05:00, in the night-time zones. Hours come from the force's own list alone; open police data carry a month "
    "and no hour."
)


def page() -> None:
    """The statement, then one part at a time, each asked for when opened."""
    shown = ask.shown()
    zones = answered.zones(shown)
    if not zones:
        without.zones()
        return
    found = ask.made(_incidents, access.sees_all())
    with statement.say(found.headline, CONTEXT):
        saved_views.offer("night")
        statement.copy_link()
    parts = after_dark.parts(found, zones) | around.parts(zones, found.years) | hospital_beside.parts(zones)
    if page_parts.lacks_part("part", list(parts)):
        return
    for tab, draw in zip(st.tabs(list(parts), key="part", bind="query-params"), parts.values(), strict=True):
        if tab.open:
            with tab, alone.drawing("a part of the night"):
                draw()


def _incidents(shown: ShownRelease, _sees_all: bool) -> Incidents:
    """What is hidden hangs on who reads, and so does what is kept."""
    return answered.incidents(shown)


page()
