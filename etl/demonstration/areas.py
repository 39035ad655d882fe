"""The demonstration's boundaries, lookups and populations, in the headings that the real ones have."""

from __future__ import annotations

import bisect
import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import shapely

from etl.demonstration.files import write_table
from etl.demonstration.places import Facts, Map

OLDEST = 90
"""The age that stands for itself and all above it."""


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
        write_residents_by_age(folder / "demonstration_residents_by_age_mid2024.csv", facts),
    ]


def write_residents_by_age(path: Path, facts: Facts) -> Path:
    """The wards' residents by sex and single year of age, with a column for each year, as the mid-year workbook has them."""
    settings = facts.settings["residents_by_age"]
    steps = [first for first, _ in settings["weights"]]
    weights = [settings["weights"][bisect.bisect_right(steps, age) - 1][1] for age in range(OLDEST + 1)]
    every = sum(int(ward["residents"]) for ward in facts.wards)
    female = round(every * settings["share_female"])
    area = [facts.settings["area_code"], facts.settings["area_name"], "Unitary Authority"]
    lines = [
        [*area, sex, age, *[number] * len(settings["years"])]
        for sex, of_sex in (("F", female), ("M", every - female))
        for age, number in enumerate(_shared_out(of_sex, weights))
    ]
    return write_table(
        path, ",".join(["code,name,geography,sex,age", *(f"population_{year}" for year in settings["years"])]), lines
    )


def _shared_out(number: int, weights: Sequence[int]) -> list[int]:
    """A whole number in whole parts by weight, that add up to it."""
    ends = [round(number * held / sum(weights)) for held in itertools.accumulate(weights, initial=0)]
    return [after - before for before, after in itertools.pairwise(ends)]


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


def write_outlines(path: Path, name: str, areas: Iterable[tuple[Mapping[str, object], shapely.Geometry]]) -> Path:
    """A GeoJSON file in longitude and latitude, one area a line."""
    lines = [
        json.dumps({"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(outline))})
        for properties, outline in areas
    ]
    head = f'{{"type": "FeatureCollection", "name": {json.dumps(name)}, "features": [\n'
    path.write_bytes((head + ",\n".join(lines) + "\n]}\n").encode())
    return path
