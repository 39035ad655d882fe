"""The partnership that pages and figures are about, also while its settings cannot be read: then what the release says stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from analysis import access
from analysis.declared.settings import OF_ANY_AREA, ConfigurationError, Settings, settings
from analysis.release import database

UNKNOWN = Settings("Community safety partnership", "E00000000", "the area", "area", None, str(OF_ANY_AREA["marking"]), ())
"""Where neither the settings nor a release say whom this installation serves."""


def in_force() -> Settings:
    """The settings; where they cannot be used, those that the release in force was built with.

    To whoever small numbers are shown, everything bears the marking of these.
    """
    try:
        found = settings()
    except ConfigurationError:
        return _of_the_release_in_force() or UNKNOWN
    return replace(found, marking=found.marking_of_small_numbers) if access.sees_all() else found


def problem() -> str:
    """What is wrong with the settings, and what to do; empty where nothing is."""
    try:
        settings()
    except ConfigurationError as error:
        return str(error)
    return ""


def _of_the_release_in_force() -> Settings | None:
    try:
        rows = database.ask("release_info")
    except (database.NoRelease, database.UnreadableRelease, database.QuestionTooSlow):
        return None
    return of_release(dict(zip(rows["key"], rows["value"], strict=True)))


def of_release(said: Mapping[str, str]) -> Settings:
    """The settings that a release was built with. said: the answers of `release_info`."""
    forces = said["forces"]
    return Settings(
        partnership=said["partnership"],
        area_code=said["area_code"],
        area_name=said["area_name"],
        area_noun=said["area_noun"],
        forces=None if forces == "all" else tuple(json.loads(forces)),
        marking=said["marking"],
        # A release of an earlier version of the program does not tell them.
        peers=tuple(json.loads(said.get("peers", "[]"))),
        partial_forces=tuple(json.loads(said.get("partial_forces", "[]"))),
        adopted=tuple((name, date.fromisoformat(day)) for name, day in json.loads(said.get("adopted", "[]"))),
    )


def moved(said: Mapping[str, str]) -> str:
    """That the settings name another area than a release was built for; empty where they agree. said: see `of_release`."""
    now, built = in_force(), of_release(said)
    if built.area_code == now.area_code:
        return ""
    return (
        f"The figures are still those of {built.area_name}: settings.toml names {now.area_name} since they were built. Build the"
        " release again: on the command line with python -m etl build, or by starting the dashboard again."
    )
