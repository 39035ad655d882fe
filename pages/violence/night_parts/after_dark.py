"""Parts of the page on the night that rest on the force's own list: hour by hour, and the evidence for Purple Flag."""

from collections.abc import Callable

import streamlit as st

from analysis.night import answered, hours, purple_flag
from analysis.night.answered import Incidents
from analysis.words import asked_for
from pages.shared import ask, asked, figure_frame, narrower

ALL_ZONES = "All night-time zones"


def parts(found: Incidents, zones: dict[str, str]) -> dict[str, Callable[[], None]]:
    """The tabs by name. zones: id → name."""
    return {
        "Hours": lambda: by_hour(found, zones),
        "Purple Flag": lambda: assessors(found),
        "Who is harmed": lambda: harmed(found, zones),
    }


def by_hour(found: Incidents, zones: dict[str, str]) -> None:
    """Night of the week by hour, in one zone or all, of one kind or all, in one of three periods or in a month."""
    if not found.years:
        figure_frame.show_or_say(hours.NO_HOURS, "hours")
        return
    spans = answered.spans(found)
    kinds = {flag: said for flag, said in hours.FLAGS.items() if flag}
    with st.container(horizontal=True, key="night_filters", gap="small"):
        zone = _one("zone", "Zone", zones, ALL_ZONES)
        flag = _one("of", "Offences", kinds, hours.FLAGS[""])
        until = _one("until", "Period", {name: each.span for name, each in spans.items()}, next(iter(spans.values())).span)
    if missing := asked.unmet("zone", "of", "until"):
        asked.say(missing, level=2)
        return
    year = spans[until or next(iter(spans))]
    where = zones[zone] if zone else ALL_ZONES
    figure = answered.night_hours(ask.shown(), zone or purple_flag.KIND, where, year, flag or "")
    figure_frame.show_or_say(figure, "hours")


def assessors(found: Incidents) -> None:
    """What the assessors of Purple Flag ask for: incidents in three periods, and the five themes."""
    figure_frame.show_or_say(answered.incident_table(ask.shown(), found), "incidents")
    figure_frame.show(answered.evidence(ask.shown()), "themes")


def harmed(found: Incidents, zones: dict[str, str]) -> None:
    """Victims by sex and age band, in the area or a zone."""
    zone = _one("zone", "Zone", zones, ask.release_info()["area_name"])
    if missing := asked.unmet("zone"):
        asked.say(missing, level=2)
        return
    figure_frame.show_or_say(answered.victims_of(ask.shown(), found, zone, zones), "victims")


def _one(key: str, label: str, names: dict[str, str], none: str) -> str | None:
    return narrower.one(
        key,
        label,
        names,
        lambda text: asked_for.matched(text, names),
        lambda text: asked_for.no_such(key, label.lower(), text, names, "of this page"),
        none=none,
        labelled=False,
    )
