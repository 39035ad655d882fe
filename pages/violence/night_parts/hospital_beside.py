"""A part of the page on the night: what hospitals see beside what the police record, and how complete their files are."""

from collections.abc import Callable

import streamlit as st

from analysis.night import hospital, hospital_answered
from analysis.words import asked_for
from pages.shared import ask, asked, figure_frame, narrower

AT_NIGHT = "Night-time zones, 17:00 to 05:00"


def parts(zones: dict[str, str]) -> dict[str, Callable[[], None]]:
    """The tab by its name. zones: id → name."""
    return {"Hospital": lambda: beside(zones)}


def beside(zones: dict[str, str]) -> None:
    """Two charts side by side for the area, a zone or the night; below them the files. zones: id → name."""
    names = {hospital.NIGHT: AT_NIGHT} | zones
    chosen = narrower.one(
        "seen",
        "Place",
        names,
        lambda text: asked_for.matched(text, names),
        lambda text: asked_for.no_such("seen", "place", text, names, "of this page"),
        none=ask.release_info()["area_name"],
        labelled=False,
    )
    if missing := asked.unmet("seen"):
        asked.say(missing, level=2)
        return
    pair = hospital_answered.pair(ask.shown(), chosen or hospital.ALL, zones)
    if isinstance(pair, str):
        figure_frame.show_or_say(pair, "hospital")
        return
    for place, key, figure in zip(st.columns(2, gap="medium"), ("hospital", "police"), pair, strict=True):
        with place:
            figure_frame.show(figure, key)
    figure_frame.show_or_say(hospital_answered.completeness(ask.shown()), "completeness")
    figure_frame.show_or_say(hospital_answered.months(ask.shown()), "hospital_months")
