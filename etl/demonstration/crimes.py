"""The demonstration's street files and outcomes: crimes and incidents of every month, by chance, in the police's own format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.demonstration.files import file_bytes, force_name, member_name, month_names, write_archive
from etl.demonstration.places import Facts, Map, SnapPoint

STREET_HEADINGS = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
    "Last outcome category,Context"
)
OUTCOME_HEADINGS = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Outcome type"
NOWHERE = ",,No Location,,"
"""What stands in the five columns from longitude to LSOA name where a crime has no location."""

UNABLE = "Unable to prosecute suspect"
NO_SUSPECT = "Investigation complete; no suspect identified"
INVESTIGATING = "Under investigation"
CHARGED = "Suspect charged"
AWAITING_COURT = "Awaiting court outcome"
NO_COURT_RESULT = "Court result unavailable"
NO_UPDATE = "Status update unavailable"
MONTHS_IN_COURT = 9
"""Months after the charge from which a crime's last outcome is that the court's result is not available."""
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Crimes:
    """One entry per crime or incident in every array. Months count from the first month of the demonstration.

    `place` numbers the wordings of `Wordings`; `ended` is the month in which `ending` was recorded, which may lie after the
    last month; `late` rows are known only to the revised version of their month.
    """

    crime_id: list[str]
    month: Numbers
    kind: Numbers
    place: Numbers
    ending: NDArray[np.object_]
    ended: Numbers
    late: NDArray[np.bool_]


@dataclass(frozen=True)
class Wordings:
    """The columns from longitude to LSOA name, ready for a file of each vintage, by number of place."""

    of_2011: list[str]
    of_2021: list[str]


def usual_counts(facts: Facts) -> NDArray[np.float64]:
    """Mean count in the area by month and crime type: trend, a summer peak, and the months of a break lower."""
    months, kinds = month_names(facts), facts.settings["crime_types"]
    years = np.arange(len(months))[:, None] / 12
    of_year = np.array([int(month[5:7]) for month in months])[:, None]
    monthly, trend, season = (np.array([kind[key] for kind in kinds]) for key in ("monthly", "trend", "season"))
    summer = np.cos((of_year - 7.5) / 12 * 2 * np.pi)
    counts = monthly * (1 + trend) ** years * (1 + season * summer)
    stretches = [line for line in facts.breaks if line["source"] == "police_street"]
    broken = [any(line["from"] <= month <= line["to"] for line in stretches) for month in months]
    counts[broken] *= facts.settings["break_factor"]
    return counts


def expected_counts(facts: Facts) -> NDArray[np.float64]:
    """The same, none in the months without a file."""
    counts = usual_counts(facts)
    counts[[month in facts.settings["missing_months"] for month in month_names(facts)]] = 0
    return counts


def record_crimes(facts: Facts, places: Map, chance: np.random.Generator) -> Crimes:
    """Every crime and incident of every month: how many by chance, then where, then how and when each ended."""
    counts = expected_counts(facts)
    settings = facts.settings
    mix = counts / counts.sum(axis=1, keepdims=True).clip(1)
    located = counts + settings["neighbour_rows"] * mix
    share = settings["share_not_located"]
    late = np.zeros_like(mix)
    revised = month_names(facts).index(settings["revised_month"])
    late[revised] = mix[revised] * settings["revised_extra_rows"]
    drawn = [
        draw(counts, area_place(facts, places), chance),
        draw(settings["neighbour_rows"] * mix, _neighbour_place(places), chance),
        draw(settings["far_away_rows"] * mix, _far_place(places), chance),
        draw(share / (1 - share) * located, _no_place(places), chance),
        draw(late, area_place(facts, places), chance),
    ]
    month, kind, place = (np.concatenate([part[column] for part in drawn]) for column in range(3))
    place = with_planted_effect(facts, places, month, kind, place)
    is_late = np.arange(len(month)) >= len(month) - len(drawn[-1][0])
    ending, ended = end_crimes(facts, month, kind, chance)
    ids = crime_ids(facts, month, kind, chance)
    return in_file_order(Crimes(ids, month, kind, place, ending, ended, is_late), _all_places(places) - 1, chance)


def with_planted_effect(facts: Facts, places: Map, month: Numbers, kind: Numbers, place: Numbers) -> Numbers:
    """The places, but from a month on a share of the violence at some of them happens on streets elsewhere."""
    planted = facts.settings["planted_effect"]
    names = [declared["name"] for declared in facts.settings["crime_types"]]
    there = [number for number, point in enumerate(places.points) if point.night_time and point.location in planted["places"]]
    meant = np.isin(place, there) & np.isin(kind, [names.index(name) for name in planted["crime_types"]])
    # Numbers of their own, so that nothing else moves.
    chance = np.random.default_rng([len(month), len(there)])
    moved = meant & (month >= month_names(facts).index(planted["from"])) & (chance.random(len(month)) < planted["share"])
    streets = np.array([0.0 if point.night_time else point.weight for point in places.points])
    found = place.copy()
    found[moved] = np.searchsorted(np.cumsum(streets / streets.sum()), chance.random(int(moved.sum())), side="right")
    return found


Chooser = NDArray[np.float64]
"""Shares of place by crime type: one row per crime type (or one for all), one column per place."""


def draw(means: NDArray[np.float64], shares: Chooser, chance: np.random.Generator) -> tuple[Numbers, Numbers, Numbers]:
    """Month, crime type and place of each crime drawn. means: one row a month, one column a crime type."""
    counts = chance.poisson(means)
    month, kind = (np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape))
    place = np.zeros(len(month), dtype=np.int64)
    for number in range(means.shape[1]):
        chosen = kind == number
        row = shares[number % len(shares)]
        place[chosen] = np.searchsorted(np.cumsum(row / row.sum()), chance.random(int(chosen.sum())), side="right")
    return month, kind, place.clip(0, shares.shape[1] - 1)


def area_place(facts: Facts, places: Map) -> Chooser:
    """Where in the area a crime of each type happens."""
    at_night = np.array([point.night_time for point in places.points])
    weight = np.array([point.weight for point in places.points])
    night, rest = weight * at_night / weight[at_night].sum(), weight * ~at_night / weight[~at_night].sum()
    shares = [kind["night"] * night + (1 - kind["night"]) * rest for kind in facts.settings["crime_types"]]
    return np.pad(np.array(shares), ((0, 0), (0, _all_places(places) - len(places.points))))


def _neighbour_place(places: Map) -> Chooser:
    return _somewhere(places, len(places.points), [point.weight for point in places.neighbour_points])


def _far_place(places: Map) -> Chooser:
    before = len(places.points) + len(places.neighbour_points)
    return _somewhere(places, before, [point.weight for point in places.far_points])


def _no_place(places: Map) -> Chooser:
    return _somewhere(places, _all_places(places) - 1, [1.0])


def _somewhere(places: Map, first: int, weights: Sequence[float]) -> Chooser:
    shares = np.zeros((1, _all_places(places)))
    shares[0, first : first + len(weights)] = weights
    return shares


def _all_places(places: Map) -> int:
    return len(places.points) + len(places.neighbour_points) + len(places.far_points) + 1


def end_crimes(facts: Facts, month: Numbers, kind: Numbers, chance: np.random.Generator) -> tuple[NDArray[np.object_], Numbers]:
    """How each crime ended and in which month; anti-social behaviour (a type without outcomes) has a blank ending."""
    ending = np.full(len(month), "", dtype=object)
    for number, declared in enumerate(facts.settings["crime_types"]):
        if "outcomes" not in declared:
            continue
        shares: dict[str, float] = facts.settings["outcomes"][declared["outcomes"]]
        names = np.array([*shares, UNABLE], dtype=object)
        chosen = kind == number
        ending[chosen] = names[np.searchsorted(np.cumsum(list(shares.values())), chance.random(int(chosen.sum())))]
    return ending, month + chance.geometric(0.45, len(month)) - 1


def crime_ids(facts: Facts, month: Numbers, kind: Numbers, chance: np.random.Generator) -> list[str]:
    """64 hexadecimal digits for each crime, blank for types without outcomes; a few IDs appear in two months."""
    digits = chance.bytes(32 * len(month)).hex()
    has_id = ["outcomes" in declared for declared in facts.settings["crime_types"]]
    ids = [digits[64 * row : 64 * row + 64] if has_id[number] else "" for row, number in enumerate(kind)]
    with_id = [row for row in chance.permutation(len(month))[:400] if ids[row]]
    pairs = list(zip(with_id[::2], with_id[1::2], strict=False))
    for first, second in [pair for pair in pairs if month[pair[0]] != month[pair[1]]][: facts.settings["ids_in_two_months"]]:
        ids[second] = ids[first]
    return ids


def in_file_order(crimes: Crimes, nowhere: int, chance: np.random.Generator) -> Crimes:
    """By month; within a month in no order, but rows without a location last, as in the published files."""
    order = np.lexsort((chance.random(len(crimes.month)), crimes.place == nowhere, crimes.month))
    return pick(crimes, order)


def pick(crimes: Crimes, rows: NDArray[Any]) -> Crimes:
    """The crimes of these row numbers, in this order."""
    return Crimes(
        crime_id=[crimes.crime_id[row] for row in rows],
        month=crimes.month[rows],
        kind=crimes.kind[rows],
        place=crimes.place[rows],
        ending=crimes.ending[rows],
        ended=crimes.ended[rows],
        late=crimes.late[rows],
    )


def word_places(places: Map) -> Wordings:
    """The columns from longitude to LSOA name for every place; a comma in a name is quoted, and nowhere comes last."""
    points = [*places.points, *places.neighbour_points, *places.far_points]
    return Wordings(
        of_2011=[_wording(point, point.code_2011) for point in points] + [NOWHERE],
        of_2021=[_wording(point, point.code_2021) for point in points] + [NOWHERE],
    )


def _wording(point: SnapPoint, code: str) -> str:
    name = f'"{point.name}"' if "," in point.name else point.name
    return f"{point.longitude:.6f},{point.latitude:.6f},On or near {point.location},{code},{name}"


def last_outcomes(facts: Facts, crimes: Crimes) -> list[str]:
    """What a street file says of each crime after the last month of the demonstration."""
    last = len(month_names(facts)) - 1
    shown = crimes.ending.copy()
    charged = shown == CHARGED
    shown[charged] = np.where(last - crimes.ended[charged] < MONTHS_IN_COURT, AWAITING_COURT, NO_COURT_RESULT)
    shown[(crimes.ended > last) & (shown != "")] = INVESTIGATING
    return shown.tolist()


def write_street(folder: Path, facts: Facts, wordings: Wordings, crimes: Crimes) -> Path:
    """The archive of street files, one a month that has one; some crimes appear twice, the later status below."""
    outcomes = last_outcomes(facts, crimes)
    members: dict[str, bytes] = {}
    for number, month in enumerate(month_names(facts)):
        first, after = np.searchsorted(crimes.month, [number, number + 1])
        rows = [row for row in range(first, after) if not crimes.late[row]]
        if month in facts.settings["missing_months"]:
            continue
        lines = street_lines(facts, wordings, crimes, rows, outcomes)
        members[member_name(facts, month, "street")] = file_bytes(facts, month, STREET_HEADINGS, lines)
    return write_archive(folder / "demonstration_street.zip", members)


def street_lines(facts: Facts, wordings: Wordings, crimes: Crimes, rows: list[int], outcomes: Sequence[str]) -> list[str]:
    """The lines of one month's file for these rows of `crimes`, with the status that `outcomes` gives each."""
    month = month_names(facts)[int(crimes.month[rows[0]])]
    place = _wordings_of(facts, wordings, month)
    kinds = [kind["name"] for kind in facts.settings["crime_types"]]
    start = f"{month},{force_name(facts)},{force_name(facts)}"

    def line(row: int, outcome: str) -> str:
        return f"{crimes.crime_id[row]},{start},{place[crimes.place[row]]},{kinds[crimes.kind[row]]},{outcome},"

    known = [row for row in rows if crimes.crime_id[row] and outcomes[row] != INVESTIGATING]
    twice = known[: facts.settings["duplicates_a_month"]]
    earlier = set(twice)
    lines = [line(row, INVESTIGATING if row in earlier else outcomes[row]) for row in rows]
    return lines + [line(row, outcomes[row]) for row in twice]


def write_outcomes(folder: Path, facts: Facts, wordings: Wordings, crimes: Crimes) -> Path:
    """The archive of outcome files by month of the outcome, for the crimes of the street files by their Crime ID."""
    row, ended, ending = reported_outcomes(facts, crimes)
    members: dict[str, bytes] = {}
    for number, month in enumerate(month_names(facts)):
        first, after = np.searchsorted(ended, [number, number + 1])
        place = _wordings_of(facts, wordings, month)
        start = f"{month},{force_name(facts)},{force_name(facts)}"
        lines = [
            f"{crimes.crime_id[crime]},{start},{place[crimes.place[crime]]},{outcome}"
            for crime, outcome in zip(row[first:after], ending[first:after], strict=True)
        ]
        if month not in facts.settings["missing_months"]:
            members[member_name(facts, month, "outcomes")] = file_bytes(facts, month, OUTCOME_HEADINGS, lines)
    return write_archive(folder / "demonstration_outcomes.zip", members)


def reported_outcomes(facts: Facts, crimes: Crimes) -> tuple[Numbers, Numbers, NDArray[np.object_]]:
    """Row of the crime, month and outcome type of every outcome, by month. Some charges follow an earlier outcome."""
    reported = (crimes.ending != "") & (crimes.ending != NO_UPDATE) & (crimes.ended < len(month_names(facts)))
    row = np.flatnonzero(reported)
    charged_later = row[(crimes.ending[row] == CHARGED) & (crimes.ended[row] > crimes.month[row])]
    closed_before = charged_later[:: facts.settings["charges_after_closing_one_in"]]
    earlier = np.full(len(closed_before), NO_SUSPECT, dtype=object)
    ended = np.concatenate([crimes.ended[row], crimes.month[closed_before]])
    order = np.argsort(ended, kind="stable")
    ending = np.concatenate([crimes.ending[row], earlier])
    return np.concatenate([row, closed_before])[order], ended[order], ending[order]


def write_revision(folder: Path, facts: Facts, wordings: Wordings, crimes: Crimes, chance: np.random.Generator) -> Path:
    """A later version of one month: rows that were recorded late, and crimes that have since been ended."""
    month = facts.settings["revised_month"]
    first, after = np.searchsorted(crimes.month, month_names(facts).index(month) + np.arange(2))
    outcomes = last_outcomes(facts, crimes)
    for row in range(first, after):
        if outcomes[row] == INVESTIGATING and chance.random() < facts.settings["revised_share_resolved"]:
            outcomes[row] = UNABLE
    lines = street_lines(facts, wordings, crimes, list(range(first, after)), outcomes)
    members = {member_name(facts, month, "street"): file_bytes(facts, month, STREET_HEADINGS, lines)}
    return write_archive(folder / "demonstration_revision.zip", members)


def _wordings_of(facts: Facts, wordings: Wordings, month: str) -> list[str]:
    return wordings.of_2011 if month < facts.settings["first_month_of_2021_codes"] else wordings.of_2021
