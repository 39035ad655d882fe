"""Parts of the page on the night about its zones: what was done in them, and whether a project changed anything."""

from collections.abc import Callable, Sequence

import streamlit as st

from analysis.night import effects, own_places, places_answered
from analysis.words import asked_for
from analysis.words.periods import Period
from pages.shared import ask, asked, figure_frame, narrower, page_parts
from pages.violence.night_parts import own

ALONE = "The zone alone"


def parts(zones: dict[str, str], years: Sequence[Period]) -> dict[str, Callable[[], None]]:
    """The tabs by name. zones: id → name. years: the periods of 12 months of the force's list."""
    return {
        "Zones": lambda: zone(zones, years),
        "What was done": lambda: activity(zones),
        "Did it work?": lambda: effect(zones),
    }


def zone(zones: dict[str, str], years: Sequence[Period]) -> None:
    """One zone, or all together, with metres around or without, against the rest of the area; or a place of the reader's own."""
    chosen = narrower.one(
        "inside",
        "Zone",
        zones,
        lambda text: asked_for.matched(text, zones),
        lambda text: asked_for.no_such("inside", "zone", text, zones, "of this page"),
        none="All zones together",
        labelled=False,
    )
    if missing := asked.unmet("inside"):
        asked.say(missing, level=2)
        return
    if not len(ask.cached("months")):
        figure_frame.show_or_say(effects.NO_MONTHS, "zone")
        return
    around = {f"{metres} m" if metres else ALONE: metres for metres in own_places.AROUND}
    if page_parts.lacks_part("metres", list(around)):
        return
    named = st.segmented_control("Metres around", list(around), default=ALONE, required=True, key="metres", bind="query-params")
    metres = around.get(named or ALONE, 0)
    if metres:
        own.sheet(places_answered.zone_around(ask.shown(), chosen, zones, metres), years, "around")
    else:
        figure_frame.show_or_say(places_answered.zone(ask.shown(), chosen or "inside", zones), "zone")
    own.handed_in(years)


def activity(zones: dict[str, str]) -> None:
    """Delivered against asked for, by zone and quarter."""
    figure_frame.show_or_say(places_answered.delivered(ask.shown(), zones), "activity")


def effect(zones: dict[str, str]) -> None:
    """A zone that a project works in, before and after, against the zones that were named for comparison."""
    places = {place.id: place for place in places_answered.project_places(ask.shown())}
    if not places:
        figure_frame.show_or_say(effects.NONE_NAMED, "effect")
        return
    named = places_answered.place_names(ask.shown())
    names = {name: place.name(named) for name, place in places.items()}
    first = next(iter(names))
    chosen = narrower.one(
        "project",
        "Zone and project",
        names,
        lambda text: asked_for.matched(text, names),
        lambda text: asked_for.no_such("project", "place of a project", text, names, "of this page"),
        none=names[first],
        labelled=False,
    )
    if missing := asked.unmet("project"):
        asked.say(missing, level=2)
        return
    stepped = st.toggle("Add an interrupted time series (takes some seconds)", key="stepped", bind="query-params")
    figure_frame.show_or_say(places_answered.effect(ask.shown(), places[chosen or first], zones, stepped=stepped), "effect")
