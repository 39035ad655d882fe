"""The demonstration's hospital data set: attendances after assaults at two sites, with places in patients' words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from etl.demonstration.files import month_names, write_table
from etl.demonstration.places import Facts

HEADINGS = (
    "Reporting Period,Site Code,Arrival Date and Time,Assault Date and Time,Assault Method,Other Assault Method,"
    "Assault Location Type,Assault Location Text"
)
BUSY = (22, 27)
"""Hours of a busy night, counted from midnight of its evening."""


def write_hospital(folder: Path, facts: Facts) -> list[Path]:
    """One file a site with all of its months, and the list of what its words of places mean."""
    settings = facts.settings["hospital"]
    # Numbers of their own: what is added to other files changes nothing here.
    chance = np.random.default_rng(settings["draw"])
    wordings = [(text, zone) for zone, texts in settings["wordings"].items() for text in texts]
    files = [_write_site(folder, facts, site, [text for text, _ in wordings], chance) for site in settings["sites"]]
    known = [(text, "" if zone == "elsewhere" else zone) for text, zone in wordings if text not in settings["not_listed"]]
    return [*files, write_table(folder / "istv_places.csv", "location_text,zone_id", known)]


def _write_site(folder: Path, facts: Facts, site: dict[str, Any], wordings: list[str], chance: np.random.Generator) -> Path:
    settings = facts.settings["hospital"]
    lines: list[list[str]] = []
    for month in month_names(facts):
        if month in site["missing_months"]:
            continue
        first = np.datetime64(month, "D")
        days = int(((np.datetime64(month, "M") + 1).astype("datetime64[D]") - first).astype(int))
        for _ in range(int(chance.poisson(site["monthly"]))):
            arrived, assaulted = _times(first, days, chance)
            named = wordings[int(len(wordings) * chance.random() ** 1.4)]
            place = "" if chance.random() < settings["share_without_place"] else named
            told = "" if chance.random() < settings["share_without_time"] else _written(assaulted)
            method = settings["methods"][int(chance.integers(len(settings["methods"])))]
            lines.append([month, site["code"], _written(arrived), told, method, "", "", place])
    return write_table(folder / f"istv_{site['code']}.csv", HEADINGS, lines)


def _times(first: Any, days: int, chance: np.random.Generator) -> tuple[Any, Any]:
    """Arrival and assault, the latter at night and on a Saturday more often than not, both within the month."""
    start = first.astype("datetime64[m]")
    day = int(chance.integers(1, days))
    if chance.random() < 0.5:
        day = max(1, day - (int((first + day).astype("datetime64[D]").astype(int)) - 2) % 7)
    hour = int(chance.integers(*BUSY)) if chance.random() < 0.6 else int(chance.integers(0, 24))
    end = start + (days * 24 - 1) * 60
    assaulted = min(start + day * 1440 + hour * 60 + 5 * int(chance.integers(0, 12)), end)
    return min(assaulted + 5 * int(chance.integers(4, 40)), end), assaulted


def _written(moment: Any) -> str:
    text = str(moment)
    return f"{text[8:10]}/{text[5:7]}/{text[:4]} {text[11:]}"
