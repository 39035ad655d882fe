"""The pack for Purple Flag: what its assessors ask for, and what else is known of the night."""

from __future__ import annotations

from analysis.exports.chapters import Chapter, ReadyPack
from analysis.exports.named import FiguresByName, Wanted
from analysis.exports.night_by_name import projects_with_places
from analysis.night import answered

NO_FILE = "No file is loaded for it."


def purple_flag_pack(figures: FiguresByName) -> ReadyPack:
    """Key figures, the five themes and the map; then hours, who is harmed, what was done, and what hospitals see."""
    shown = figures.shown
    headline = answered.incidents(shown).headline
    chapters = (
        Chapter(
            "Key figures",
            (f"{headline}.",),
            (Wanted("purple_flag"),),
            "No incidents of Friday and Saturday nights can be counted.",
            leads=True,
        ),
        _of("The five themes", "Nothing is written of the five themes yet.", "purple_flag_themes"),
        _of("The area", "No night-time zone is loaded.", "night_zones", "hotspot_zones"),
        _of("Hour by hour, month by month", NO_FILE, "night_hours", "zone_chart", "indicator_night_time_violence"),
        _of("Who is harmed", NO_FILE, "victims"),
        _of("What was done, and whether it worked", NO_FILE, "activity", *projects_with_places(shown)),
        _of("What hospitals see", NO_FILE, "hospital_seen", "hospital_recorded", "hospital_completeness"),
    )
    return ReadyPack(f"{shown.info()['area_name']} by night: evidence for Purple Flag", chapters)


def _of(title: str, without: str, *names: str) -> Chapter:
    return Chapter(title, (), tuple(Wanted(name) for name in names), without)
