"""The demonstration's partner extract: the offences behind the street files' violence, robbery and weapons, one row each.

Every located crime of these types in the area is one offence, so that the list and the street files tell of the same months.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
from numpy.typing import NDArray

from etl.demonstration.crimes import Crimes, Numbers, area_place, draw, expected_counts, last_outcomes, usual_counts
from etl.demonstration.files import month_names, write_archive
from etl.demonstration.places import Facts, Map, Record

FLAGS = ("knife", "firearm", "domestic_abuse", "alcohol", "hate", "exploitation")
LOCATION_TYPES = ("public_place", "licensed", "dwelling", "school", "transport", "other")
DETAILS = (*FLAGS, "victim_age_band", "victim_sex", "outcome")
OLD_HEADINGS = (
    "Offence Code,Date Recorded,Committed From,Committed To,Ward Code,Knife,Firearm,Domestic Abuse,Alcohol,Hate,Exploitation,"
    "Victim Age Band,Victim Sex,Outcome"
)
HEADINGS = "offence_code,recorded_on,committed_from,committed_to,lsoa_code"
NIGHT, HOURS = 17, 12
"""The night runs for twelve hours from 17:00."""

Words = NDArray[np.object_]
Days = NDArray[Any]
"""Moments of NumPy's own type, to the day or the minute."""


@dataclass(frozen=True)
class Offences:
    """One entry per offence in every array, by day recorded. Months count from the first month of the demonstration.

    code: row of `offences.csv`; place: number of the snap point, -1 where the list names none; details: column → what is in it.
    Months without a file have theirs too: the Home Office's tables count them.
    """

    month: Numbers
    code: Numbers
    place: Numbers
    recorded: Days
    committed_from: Days
    committed_to: Days
    details: dict[str, Words]


def record_offences(facts: Facts, places: Map, crimes: Crimes, chance: np.random.Generator) -> Offences:
    """The offences of every month, each with its code, its time, its place and what is known of it."""
    month, kind, place, outcome = _from_street(facts, places, crimes, chance)
    code = _codes(facts, kind, chance)
    table = facts.offences
    days = (np.datetime64(month_names(facts)[0]) + np.arange(len(month_names(facts)) + 1)).astype("datetime64[D]")
    recorded = days[month] + (chance.random(len(month)) * (days[month + 1] - days[month]).astype(int)).astype(int)
    start, end = _committed(facts, places, place, recorded, _numbers(table, "days_until_recorded")[code], chance)
    details = {flag: _flag(facts, flag, month, code, chance) for flag in FLAGS}
    details["victim_age_band"], details["victim_sex"] = _victims(facts, code, chance)
    details["outcome"] = outcome
    details["location_type"] = _location_types(facts, places, place, details["domestic_abuse"])
    place = np.where(chance.random(len(place)) < facts.settings["partner_extract"]["share_without_place"], -1, place)
    order = np.argsort(recorded, kind="stable")
    return Offences(
        month=month[order],
        code=code[order],
        place=place[order],
        recorded=recorded[order],
        committed_from=start[order],
        committed_to=end[order],
        details={name: column[order] for name, column in details.items()},
    )


def _from_street(
    facts: Facts, places: Map, crimes: Crimes, chance: np.random.Generator
) -> tuple[Numbers, Numbers, Numbers, Words]:
    """Month, crime type, place and outcome of the area's crimes of the types of `offences.csv`."""
    names = [kind["name"] for kind in facts.settings["crime_types"]]
    wanted = np.isin(names, [line["crime_type"] for line in facts.offences])
    row = np.flatnonzero(wanted[crimes.kind] & (crimes.place < len(places.points)))
    # A month without a street file had its crimes too: the Home Office's tables, which come later, count them.
    without_file = draw((usual_counts(facts) - expected_counts(facts)) * wanted, area_place(facts, places), chance)
    outcome = np.array(last_outcomes(facts, crimes), dtype=object)[row]
    month, kind, place = (
        np.concatenate([mine[row], drawn])
        for mine, drawn in zip((crimes.month, crimes.kind, crimes.place), without_file, strict=True)
    )
    return month, kind, place, np.concatenate([outcome, np.full(len(without_file[0]), "", dtype=object)])


def _numbers(table: list[Record], column: str) -> NDArray[np.float64]:
    return np.array([float(line[column]) for line in table])


def _codes(facts: Facts, kind: Numbers, chance: np.random.Generator) -> Numbers:
    """The row of `offences.csv` of each crime, by the shares within its type."""
    shares = _numbers(facts.offences, "share")
    types = np.array([line["crime_type"] for line in facts.offences])
    code = np.zeros(len(kind), dtype=np.int64)
    for number, declared in enumerate(facts.settings["crime_types"]):
        mine = np.flatnonzero(types == declared["name"])
        chosen = kind == number
        if len(mine):
            drawn = np.searchsorted(np.cumsum(shares[mine]) / shares[mine].sum(), chance.random(int(chosen.sum())))
            code[chosen] = mine[drawn.clip(0, len(mine) - 1)]
    return code


def _committed(
    facts: Facts, places: Map, place: Numbers, recorded: Days, delay: NDArray[np.float64], chance: np.random.Generator
) -> tuple[Days, Days]:
    """When each offence began and ended, to five minutes; not a time where the list does not know it."""
    settings = facts.settings["partner_extract"]
    count = len(place)
    busy = np.array([point.night_time for point in places.points])[place]
    share = np.where(busy, settings["share_at_night_in_night_time_places"], settings["share_at_night"])
    hour = np.where(chance.random(count) < share, NIGHT, NIGHT - HOURS) + chance.integers(0, HOURS, count)
    days_before = (chance.exponential(1, count) * delay).astype(int) + (hour >= 24)
    minutes = hour * 60 + 5 * chance.integers(0, 12, count)
    start = (recorded - days_before).astype("datetime64[m]") + minutes
    start = _on_busy_nights(facts, start, recorded, busy & (hour >= NIGHT))
    end = np.minimum(start + 5 * chance.integers(0, 25, count), recorded.astype("datetime64[m]") + 24 * 60 - 5)
    unknown = chance.random(count) < settings["share_without_time"]
    start[unknown] = end[unknown] = np.datetime64("NaT")
    return start, end


def _on_busy_nights(facts: Facts, start: Days, recorded: Days, at_night: NDArray[np.bool_]) -> Days:
    """Beginnings at night in night-time places: a share of them on the Friday or Saturday night before, and in its busy hours."""
    settings = facts.settings["partner_extract"]
    # Numbers of their own: when a night is busy changes nothing else.
    chance = np.random.default_rng([settings["draw"], len(start), NIGHT])
    moved = at_night & (chance.random(len(start)) < settings["share_on_busy_nights"])
    evening = (start - np.timedelta64(5, "h")).astype("datetime64[D]")
    # Days since a Saturday: the first day of NumPy's count was a Thursday. A few go to the Friday before it.
    back = (evening.astype(int) - 2) % 7 + np.where(chance.random(len(start)) < settings["share_on_fridays"], 1, 0)
    first, last = settings["busy_hours"]
    minutes = 60 * chance.integers(first, last, len(start)) + 5 * chance.integers(0, 12, len(start))
    busy = (evening - back).astype("datetime64[m]") + minutes
    busy -= np.where(busy.astype("datetime64[D]") > recorded, np.timedelta64(7, "D"), np.timedelta64(0, "D"))
    return np.where(moved, busy, start)


def _flag(facts: Facts, flag: str, month: Numbers, code: Numbers, chance: np.random.Generator) -> Words:
    """Y, N or blank (not known)."""
    settings = facts.settings["partner_extract"]
    share = _numbers(facts.offences, flag)[code]
    if flag == "knife":
        share = np.where(month >= month_names(facts).index(settings["knife_falls_from"]), settings["knife_falls_to"], 1) * share
    set_, unknown = chance.random(len(code)) < share, chance.random(len(code)) < settings["flags_unknown"][flag]
    return np.where(unknown, "", np.where(set_, "Y", "N")).astype(object)


def _location_types(facts: Facts, places: Map, place: Numbers, domestic_abuse: Words) -> Words:
    """The kind of place of each offence, by where it happened and whether it was domestic; blank where the list does not know."""
    settings = facts.settings["partner_extract"]
    # Numbers of their own: what is told of a place changes nothing else.
    chance = np.random.default_rng([settings["draw"], len(place)])
    busy = np.array([point.night_time for point in places.points])[place]
    kind = np.where(domestic_abuse == "Y", "domestic", np.where(busy, "night_time", "elsewhere"))
    found = np.full(len(place), "", dtype=object)
    for name, shares in settings["location_types"].items():
        mine = kind == name
        drawn = np.searchsorted(np.cumsum(shares), chance.random(int(mine.sum())))
        found[mine] = np.array(LOCATION_TYPES, dtype=object)[drawn.clip(0, len(LOCATION_TYPES) - 1)]
    found[chance.random(len(place)) < settings["location_type_unknown"]] = ""
    return found


def _victims(facts: Facts, code: Numbers, chance: np.random.Generator) -> tuple[Words, Words]:
    """Age band and sex of each victim; both blank where an offence has none or the band is not known."""
    bands: dict[str, dict[str, float]] = facts.settings["partner_extract"]["age_bands"]
    of_code = np.array([line["victims"] for line in facts.offences])[code]
    band = np.full(len(code), "", dtype=object)
    for group, shares in bands.items():
        mine = of_code == group
        drawn = np.searchsorted(np.cumsum(list(shares.values())), chance.random(int(mine.sum())))
        band[mine] = np.array(list(shares), dtype=object)[drawn.clip(0, len(shares) - 1)]
    female = chance.random(len(code)) < _numbers(facts.offences, "female")[code]
    return band, np.where(band == "", "", np.where(female, "Female", "Male")).astype(object)


def write_partner_extract(folder: Path, facts: Facts, places: Map, offences: Offences) -> Path:
    """An archive with one list a month; the older ones under other headings, one with a column that may not be kept."""
    columns = _columns(facts, places, offences)
    settings = facts.settings["partner_extract"]
    members: dict[str, bytes] = {}
    for number, month in enumerate(month_names(facts)):
        first, after = np.searchsorted(offences.month, [number, number + 1])
        if month in facts.settings["missing_months"]:
            continue
        headings, names = _layout(facts, month)
        if month == settings["month_with_references"]:
            headings, names = f"Crime Reference,{headings}", ["reference", *names]
        lines = map(",".join, zip(*(columns[name][first:after] for name in names), strict=True))
        members[f"offences_{month}.csv"] = ("\n".join([headings, *lines]) + "\n").encode()
    return write_archive(folder / "demonstration_partner_extract.zip", members)


def _layout(facts: Facts, month: str) -> tuple[str, list[str]]:
    """The headings of a month's list, and the columns below them."""
    settings = facts.settings["partner_extract"]
    times = ["committed_from", "committed_to"]
    if month < settings["first_month_of_lsoas"]:
        return OLD_HEADINGS, ["code", "recorded_uk", *(f"{time}_uk" for time in times), "ward", *DETAILS]
    points = [] if month < settings["first_month_of_points"] else ["easting", "northing"]
    kinds = [] if month < settings["first_month_of_location_types"] else ["location_type"]
    lsoa = "lsoa_2011" if month < facts.settings["first_month_of_2021_codes"] else "lsoa_2021"
    return ",".join([HEADINGS, *points, *kinds, *DETAILS]), ["code", "recorded", *times, lsoa, *points, *kinds, *DETAILS]


def _columns(facts: Facts, places: Map, offences: Offences) -> dict[str, list[str]]:
    """Every column that a list may hold, as text."""
    easting, northing = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True).transform(
        [point.longitude for point in places.points], [point.latitude for point in places.points]
    )
    ward_of = {lsoa.code: lsoa.ward_code for lsoa in places.lsoas}
    # The entry behind the last point, which -1 names, is blank.
    at: dict[str, list[str]] = {
        "ward": [ward_of[point.code_2021] for point in places.points],
        "lsoa_2011": [point.code_2011 for point in places.points],
        "lsoa_2021": [point.code_2021 for point in places.points],
        "easting": [f"{metres:.0f}" for metres in easting],
        "northing": [f"{metres:.0f}" for metres in northing],
    }
    found = {name: np.array([*words, ""], dtype=object)[offences.place].tolist() for name, words in at.items()}
    found |= {name: column.tolist() for name, column in offences.details.items()}
    found["code"] = np.array([line["offence_code"] for line in facts.offences], dtype=object)[offences.code].tolist()
    found["reference"] = [f"50{number:09d}" for number in range(len(offences.code))]
    for name, moments in (
        ("recorded", offences.recorded),
        ("committed_from", offences.committed_from),
        ("committed_to", offences.committed_to),
    ):
        iso = ["" if text == "NaT" else text for text in np.datetime_as_string(moments).tolist()]
        found[name] = iso
        found[f"{name}_uk"] = [f"{text[8:10]}/{text[5:7]}/{text[:4]} {text[11:]}".strip() if text else "" for text in iso]
    return found
