"""Makes the demonstration extracts: invented counts at real places, written in the exact formats of the real sources.

They go through the same door as real files. The same seed gives the same bytes. Real quirks are in them on purpose: rows
without a location, without an ID or far away, repeated IDs, LSOA codes of two vintages, a month without a file, months that
cannot be compared, and a later version of a month.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from analysis import catalogue
from etl.demonstration_places import Facts, Map, SnapPoint, draw_map, read_facts

SEED = 20240530
"""The day on which the conditions of the first grant were confirmed; any number would do."""

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
FILE_TIME = (2025, 11, 1, 0, 0, 0)
"""The time that every archive member carries, so that the archive's bytes depend on its content alone."""

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


def write(folder: Path, seed: int = SEED) -> list[Path]:
    """Write all demonstration files into `folder` and return them in the order in which they are to be loaded.

    The order matters once: the revised month comes after the archive that it corrects.
    """
    folder.mkdir(parents=True, exist_ok=True)
    facts = read_facts(catalogue.reference_folder() / "demonstration")
    chance = np.random.default_rng(seed)
    places = draw_map(facts, chance)
    crimes = record_crimes(facts, places, chance)
    wordings = word_places(places)
    files = [*write_areas(folder, facts, places)]
    files += [write_street(folder, facts, wordings, crimes), write_outcomes(folder, facts, wordings, crimes)]
    files += [write_revision(folder, facts, wordings, crimes, chance)]
    for name in ("breaks", "returns", "indicator_values"):
        files.append(folder / f"{name}.csv")
        shutil.copyfile(catalogue.reference_folder() / "demonstration" / f"{name}.csv", files[-1])
    return files


def month_names(facts: Facts) -> list[str]:
    """Every month of the demonstration as YYYY-MM, those without a file too."""
    first, last = (_month_number(facts.settings[key]) for key in ("first_month", "last_month"))
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in range(first, last + 1)]


def _month_number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def expected_counts(facts: Facts) -> NDArray[np.float64]:
    """Mean count in the area by month and crime type: trend, a summer peak, and the months of a break lower."""
    months, kinds = month_names(facts), facts.settings["crime_types"]
    years = np.arange(len(months))[:, None] / 12
    of_year = np.array([int(month[5:7]) for month in months])[:, None]
    monthly, trend, season = (np.array([kind[key] for kind in kinds]) for key in ("monthly", "trend", "season"))
    summer = np.cos((of_year - 7.5) / 12 * 2 * np.pi)
    counts = monthly * (1 + trend) ** years * (1 + season * summer)
    broken = [any(line["from"] <= month <= line["to"] for line in facts.breaks) for month in months]
    counts[broken] *= facts.settings["break_factor"]
    counts[[month in facts.settings["missing_months"] for month in months]] = 0
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
        _draw(counts, _area_place(facts, places), chance),
        _draw(settings["neighbour_rows"] * mix, _neighbour_place(places), chance),
        _draw(settings["far_away_rows"] * mix, _far_place(places), chance),
        _draw(share / (1 - share) * located, _no_place(places), chance),
        _draw(late, _area_place(facts, places), chance),
    ]
    month, kind, place = (np.concatenate([part[column] for part in drawn]) for column in range(3))
    is_late = np.arange(len(month)) >= len(month) - len(drawn[-1][0])
    ending, ended = end_crimes(facts, month, kind, chance)
    ids = crime_ids(facts, month, kind, chance)
    return in_file_order(Crimes(ids, month, kind, place, ending, ended, is_late), _all_places(places) - 1, chance)


Chooser = NDArray[np.float64]
"""Shares of place by crime type: one row per crime type (or one for all), one column per place."""


def _draw(means: NDArray[np.float64], shares: Chooser, chance: np.random.Generator) -> tuple[Numbers, Numbers, Numbers]:
    counts = chance.poisson(means)
    month, kind = (np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape))
    place = np.zeros(len(month), dtype=np.int64)
    for number in range(means.shape[1]):
        chosen = kind == number
        row = shares[number % len(shares)]
        place[chosen] = np.searchsorted(np.cumsum(row / row.sum()), chance.random(int(chosen.sum())), side="right")
    return month, kind, place.clip(0, shares.shape[1] - 1)


def _area_place(facts: Facts, places: Map) -> Chooser:
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


def force_name(facts: Facts) -> str:
    """The force as data.police.uk writes it, from the reference table of forces."""
    forces = catalogue.forces().set_index("slug")["name"]
    return str(forces[facts.settings["force"]])


def _wordings_of(facts: Facts, wordings: Wordings, month: str) -> list[str]:
    return wordings.of_2011 if month < facts.settings["first_month_of_2021_codes"] else wordings.of_2021


def member_name(facts: Facts, month: str, kind: str) -> str:
    """The place of a file in the archive layout of data.police.uk."""
    return f"{month}/{month}-{facts.settings['force']}-{kind}.csv"


def file_bytes(facts: Facts, month: str, headings: str, lines: list[str]) -> bytes:
    """A CSV file with the line ends that files of that month have."""
    end = "\n" if month >= facts.settings["first_month_of_plain_line_ends"] else "\r\n"
    return (end.join([headings, *lines]) + end).encode()


def write_archive(path: Path, members: dict[str, bytes]) -> Path:
    """A ZIP whose bytes depend on its members alone: fixed times, fixed system."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, FILE_TIME)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, compresslevel=1)
    return path


def write_areas(folder: Path, facts: Facts, places: Map) -> list[Path]:
    """Boundaries, lookups and populations, in the headings that the real ones have."""
    return [
        write_ward_outlines(folder / "demonstration_wards_schematic.geojson", facts, places),
        write_lsoa_outlines(folder / "demonstration_lsoas_schematic.geojson", facts, places),
        write_ward_lookup(folder / "lookup_lsoa21_ward24_demonstration.csv", facts, places),
        write_vintage_lookup(folder / "lookup_lsoa11_lsoa21_demonstration.csv", places),
        write_table(
            folder / "demonstration_population_census2021_lsoa21.csv",
            "lsoa21_code,total_residents",
            ([lsoa.code, lsoa.residents] for lsoa in places.lsoas),
        ),
    ]


def write_ward_outlines(path: Path, facts: Facts, places: Map) -> Path:
    """The schematic ward map; its own name and every ward in it say that it is schematic."""
    code, name = facts.settings["area_code"], facts.settings["area_name"]
    areas = [
        (
            {
                "WD24CD": ward["code"],
                "WD24NM": ward["name"],
                "LAD24CD": code,
                "LAD24NM": name,
                "schematic": True,
            },
            outline,
        )
        for ward, outline in zip(facts.wards, places.wards, strict=True)
    ]
    return write_outlines(path, f"{name} wards (schematic, demonstration)", areas)


def write_lsoa_outlines(path: Path, facts: Facts, places: Map) -> Path:
    """The schematic LSOA map of the area."""
    areas = [
        (
            {
                "LSOA21CD": lsoa.code,
                "LSOA21NM": lsoa.name,
                "LAD24CD": lsoa.district_code,
                "LAD24NM": lsoa.district_name,
                "schematic": True,
            },
            lsoa.outline,
        )
        for lsoa in places.lsoas
    ]
    return write_outlines(path, f"{facts.settings['area_name']} LSOAs (schematic, demonstration)", areas)


def write_ward_lookup(path: Path, facts: Facts, places: Map) -> Path:
    """LSOA 2021 to ward and district, for the area, its neighbours and most places far away."""
    lines: list[list[object]] = [
        [lsoa.name, lsoa.code, lsoa.ward_name, lsoa.ward_code, lsoa.district_name, lsoa.district_code]
        for lsoa in [*places.lsoas, *places.neighbours]
    ]
    ward = facts.settings["first_neighbour_ward_code"] + len(facts.neighbours)
    for number, far in enumerate(record for record in facts.far_away if record["in_lookup"] == "Y"):
        names = [far["lsoa_name"], far["lsoa_code"], f"{far['district_name']} ward", f"E05{ward + number:06d}"]
        lines.append([*names, far["district_name"], far["district_code"]])
    return write_table(path, "lsoa21_name,lsoa21_code,ward24_name,ward24_code,ltla24_name,ltla24_code", lines)


def write_vintage_lookup(path: Path, places: Map) -> Path:
    """LSOA 2011 to LSOA 2021: unchanged, split or merged."""
    headings = "lsoa11_name,lsoa11_code,change_code,lsoa21_name,lsoa21_code,ltla22_name,ltla22_code"
    lines = (
        [
            line.name_2011,
            line.code_2011,
            line.change,
            line.lsoa.name,
            line.lsoa.code,
            line.lsoa.district_name,
            line.lsoa.district_code,
        ]
        for line in places.lineage
    )
    return write_table(path, headings, lines)


def write_table(path: Path, headings: str, lines: Iterable[Sequence[object]]) -> Path:
    """A CSV file with these headings."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings.split(","))
    writer.writerows(lines)
    path.write_bytes(text.getvalue().encode())
    return path


def write_outlines(path: Path, name: str, areas: Iterable[tuple[Mapping[str, object], shapely.Geometry]]) -> Path:
    """A GeoJSON file in longitude and latitude, one area a line."""
    lines = [
        json.dumps({"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(outline))})
        for properties, outline in areas
    ]
    head = f'{{"type": "FeatureCollection", "name": {json.dumps(name)}, "features": [\n'
    path.write_bytes((head + ",\n".join(lines) + "\n]}\n").encode())
    return path
