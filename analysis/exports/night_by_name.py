"""The figures of the night by their names, as the night's page asks for them in its address."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.figures.figure import Figure
from analysis.figures.shown_release import ShownRelease
from analysis.night import answered, effects, hospital, hospital_answered, hours, own_places, places_answered, purple_flag
from analysis.night.own_places import OwnPlace
from analysis.words import asked_for, phrases

Query = Mapping[str, list[str]]
Make = Callable[[ShownRelease, Query], Figure | str]
FILTERS = ("inside", "metres", "zone", "of", "until", "seen", "project")
"""What these figures follow, as it stands in addresses."""
EFFECT = "effect"
"""What the names of figures of effect begin with; the project follows ("effect_P1"). Which place of it is in the address."""


def _last(query: Query, key: str) -> str:
    return query.get(key, [""])[-1]


def _night_hours(shown: ShownRelease, query: Query) -> Figure | str:
    zones, spans = answered.zones(shown), answered.spans(answered.incidents(shown))
    if not spans:
        return hours.NO_HOURS
    asked, flag, until = (_last(query, key) for key in ("zone", "of", "until"))
    zone = asked_for.matched(asked, zones) if asked else purple_flag.KIND
    year = spans.get(until) if until else next(iter(spans.values()))
    if zone is None or year is None or flag not in hours.FLAGS:
        return f"“{asked if zone is None else until if year is None else flag}” is nothing that the night’s hours are told by."
    return answered.night_hours(shown, zone, zones.get(zone, "All night-time zones"), year, flag)


def _zone_chart(shown: ShownRelease, query: Query) -> Figure | str:
    zones, asked = answered.zones(shown), _last(query, "inside")
    zone = asked_for.matched(asked, zones) if asked else "inside"
    if not len(shown.ask("months")):
        return effects.NO_MONTHS
    return places_answered.zone(shown, zone, zones) if zone else _no_zone(asked)


def _around(make: Callable[[ShownRelease, OwnPlace], Figure | str]) -> Make:
    """Of a zone, or all together, with the metres around that the address names; the least there are where it names none."""

    def made(shown: ShownRelease, query: Query) -> Figure | str:
        zones, asked = answered.zones(shown), _last(query, "inside")
        zone = asked_for.matched(asked, zones) if asked else None
        if asked and zone is None:
            return _no_zone(asked)
        offered = {f"{metres} m": metres for metres in own_places.AROUND if metres}
        said = _last(query, "metres") or next(iter(offered))
        if said not in offered:
            return f"“{said}” is no distance around a zone: {phrases.listed(list(offered))} are."
        return make(shown, places_answered.zone_around(shown, zone, zones, offered[said]))

    return made


def _hours_around(shown: ShownRelease, place: OwnPlace) -> Figure | str:
    years = answered.incidents(shown).years
    return places_answered.own_hours(shown, place, years[-1]) if years else hours.NO_HOURS


def _victims(shown: ShownRelease, query: Query) -> Figure | str:
    zones, asked = answered.zones(shown), _last(query, "zone")
    zone = asked_for.matched(asked, zones) if asked else None
    if asked and zone is None:
        return _no_zone(asked)
    return answered.victims_of(shown, answered.incidents(shown), zone, zones)


def effect(shown: ShownRelease, query: Query) -> Figure | str:
    """Of the place that the address names, else of the first of the project ("id")."""
    found = places_answered.project_places(shown)
    if not found:
        return effects.NONE_NAMED
    zones, asked, project = answered.zones(shown), _last(query, "project"), _last(query, "id")
    names = {place.id: place.name(zones) for place in found}
    chosen = asked_for.matched(asked, names) if asked else None
    place = next((one for one in found if (one.id == chosen if asked else one.project_id == project)), None)
    if place is None:
        return f"“{asked or project}” is no place of a project in this release."
    return places_answered.effect(shown, place, zones)


def projects_with_places(shown: ShownRelease) -> dict[str, str]:
    """The name of each figure of effect → its project's title."""
    return {f"{EFFECT}_{place.project_id}": place.title for place in reversed(places_answered.project_places(shown))}


def _hospital(side: int) -> Make:
    def made(shown: ShownRelease, query: Query) -> Figure | str:
        zones, asked = answered.zones(shown), _last(query, "seen")
        places = {hospital.NIGHT: "Night-time zones, 17:00 to 05:00"} | zones
        place = asked_for.matched(asked, places) if asked else hospital.ALL
        if place is None:
            return _no_zone(asked)
        pair = hospital_answered.pair(shown, place, zones)
        return pair if isinstance(pair, str) else pair[side]

    return made


def _no_zone(asked: str) -> str:
    return f"“{asked}” is no zone of this release."


MAKERS: dict[str, tuple[str, Make]] = {
    "night_zones": ("Map of the night-time zones", lambda shown, _: answered.zone_map(shown)),
    "purple_flag": (
        "Purple Flag: incidents in three periods",
        lambda shown, _: answered.incident_table(shown, answered.incidents(shown)),
    ),
    "purple_flag_themes": ("Purple Flag: the five themes", lambda shown, _: answered.evidence(shown)),
    "night_hours": ("Night-time offences by night and hour", _night_hours),
    own_places.AROUND_FIGURE: ("A zone with metres around it, against the rest", _around(places_answered.own_place)),
    own_places.AROUND_HOURS: ("Hours of a zone with metres around it", _around(_hours_around)),
    "victims": ("Who is harmed, by age and sex", _victims),
    "zone_chart": ("The night-time zones against the rest, month by month", _zone_chart),
    "activity": ("What was done in the zones", lambda shown, _: places_answered.delivered(shown, answered.zones(shown))),
    "hospital_seen": ("Seen at hospital after an assault", _hospital(0)),
    "hospital_recorded": ("Recorded by the police, beside the hospital", _hospital(1)),
    "hospital_months": ("Hospital files, month by month", lambda shown, _: hospital_answered.months(shown)),
    "hospital_completeness": ("Hospital files: how complete", lambda shown, _: hospital_answered.completeness(shown)),
}
"""Name → what it is called, and how it is made of a release and an address."""
