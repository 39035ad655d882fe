"""The moment since which changes are told: a meeting by its name, a day, or a release that was in force then.

An address names one of the three, as `meeting`, `since` or `since_release`; where it names more, the first of them counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analysis.words import asked_for, phrases
from analysis.words.asked_for import Unmet

MEETING, DAY, RELEASE = "meeting", "since", "since_release"
NOUNS = {MEETING: ("meeting", "of those loaded"), RELEASE: ("earlier release", "of this folder")}


@dataclass(frozen=True)
class Moment:
    """What a reader asked for, by what it is called: a day, that of a meeting or its own, or a release."""

    name: str
    day: date | None = None
    release: str = ""


def asked(
    given: Mapping[str, str], meetings: Mapping[str, str], releases: Mapping[str, str]
) -> tuple[Moment | None, list[Unmet]]:
    """The moment that an address names, and what of it is not there.

    given: what the address says, by name. meetings: id, which ends with the day, → name. releases: id → what it is called.
    """
    for key, names in ((MEETING, meetings), (RELEASE, releases)):
        if text := given.get(key):
            found, unmet = named(key, text, names)
            if found is None:
                return None, unmet
            day = date.fromisoformat(found.split()[-1]) if key == MEETING else None
            return Moment(names[found], day, found if key == RELEASE else ""), []
    day, unmet = on_day(given.get(DAY, ""))
    return (Moment(phrases.day_and_month(day), day) if day else None), unmet


def named(key: str, text: str, names: Mapping[str, str]) -> tuple[str | None, list[Unmet]]:
    """The id of the meeting or release that a text names; what is said where there is none. Empty text asks for none."""
    found = asked_for.matched(text, names) if text else None
    noun, where = NOUNS[key]
    return found, [] if found or not text else [asked_for.no_such(key, noun, text, names, where)]


def on_day(text: str) -> tuple[date | None, list[Unmet]]:
    """The day that a text names, as 2025-06-12; empty text asks for none."""
    if not text:
        return None, []
    try:
        return date.fromisoformat(text), []
    except ValueError:
        return None, [Unmet(DAY, text, f"“{text}” is no day: write it as 2025-06-12.")]
