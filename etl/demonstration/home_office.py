"""The demonstration's Home Office workbook: recorded crime by partnership, quarter and offence code, a sheet a financial year."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter
from numpy.typing import NDArray

from analysis.words.months import MONTHS_A_QUARTER, financial_year_of, month_of, months_apart
from etl.demonstration.crimes import Numbers
from etl.demonstration.files import FILE_TIME, month_names, write_table
from etl.demonstration.offences import Offences
from etl.demonstration.places import Facts, Record

HEADINGS = (
    "Financial Year,Financial Quarter,Police Force,CSP Name,Offence Description,Offence Group,Offence Subgroup,Offence Code,"
    "Offence Count"
)
UNASSIGNED = "Unassigned"
TITLE = "Demonstration: police recorded crime by community safety partnership, all counts invented"
NOTES = (
    TITLE,
    "Every count is invented. Only the area's own partnership and force carry real names.",
    "Counts are of offences recorded in the quarter. Quarter 1 is April to June.",
    "A negative count is a crime of an earlier quarter that was cancelled.",
    "Unassigned: offences that no partnership of the force could be given.",
)

Line = list[Any]


def write_home_office(folder: Path, facts: Facts, offences: Offences, chance: np.random.Generator) -> Path:
    """The workbook: a sheet of notes, then one sheet a financial year. Its bytes depend on the counts alone."""
    path = folder / "demonstration_prc-csp-tables.xlsx"
    book = xlsxwriter.Workbook(path, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": TITLE, "created": datetime(*FILE_TIME)})
    notes = book.add_worksheet("Notes")
    for y, text in enumerate(NOTES):
        notes.write_string(y, 0, text)
    by_year: dict[str, list[Line]] = {}
    for line in _lines(facts, offences, chance):
        by_year.setdefault(line[0], []).append(line)
    for year, lines in by_year.items():
        sheet = book.add_worksheet(year.replace("/", "_"))
        old = year <= facts.settings["home_office"]["old_heading_until"]
        headings = HEADINGS.replace("Police Force", "Force Name") if old else HEADINGS
        # The newer sheets have their title above the headings, as some published ones do.
        above: list[Line] = [] if old else [[f"{TITLE}, {year}"]]
        for y, line in enumerate([*above, headings.split(","), *lines]):
            sheet.write_row(y, 0, line)
    book.close()
    return path


def write_partnerships(folder: Path, facts: Facts) -> list[Path]:
    """What makes rates of the other partnerships: the district that each one is, under invented codes, and its residents."""
    area, own = facts.settings["area_code"], facts.settings["area_name"]
    residents = sum(int(ward["residents"]) for ward in facts.wards)
    lookup = [[line["district_code"], line["csp_name"], line["csp_code"], line["csp_name"]] for line in facts.partnerships]
    lookup.insert(0, [area, own, facts.settings["home_office"]["csp_code"], own])
    people = [[line["district_code"], line["csp_name"], line["residents"]] for line in facts.partnerships]
    headings = "lad24_code,lad24_name,total_residents"
    return [
        write_table(folder / "lookup_lad24_csp24_demonstration.csv", "LAD24CD,LAD24NM,CSP24CD,CSP24NM", lookup),
        write_table(folder / "demonstration_population_census2021_districts.csv", headings, [[area, own, residents], *people]),
    ]


def write_harm_weights(folder: Path, facts: Facts) -> Path:
    """Invented weights of the offence codes, of no published index."""
    headings = "offence_code,weight,index_name,index_version,valid_from,source"
    words = ["Demonstration: invented weights", "1", "2020-04-01", "invented"]
    lines = ([line["offence_code"], line["harm_weight"], *words] for line in facts.offences)
    return write_table(folder / "demonstration_harm_weights.csv", headings, lines)


def quarters(facts: Facts) -> list[tuple[str, int]]:
    """The quarter of every month of the demonstration: its financial year, as 2024/25, and its number, 1 for April to June."""
    found: list[tuple[str, int]] = []
    for month in map(month_of, month_names(facts)):
        begins = financial_year_of(month)
        name = f"{begins.year}/{(begins.year + 1) % 100:02d}"
        found.append((name, months_apart(begins, month) // MONTHS_A_QUARTER + 1))
    return found


def _lines(facts: Facts, offences: Offences, chance: np.random.Generator) -> Iterator[Line]:
    """Every row in the order of the sheets: by quarter, partnership and offence code. Counts of none have no row."""
    of_month = quarters(facts)
    every = list(dict.fromkeys(of_month))
    own = np.zeros((len(every), len(facts.offences)), dtype=np.int64)
    place = np.array([every.index(quarter) for quarter in of_month])
    np.add.at(own, (place[offences.month], offences.code), 1)
    counts = {name: _of_others(facts, own, line, chance) for name, line in _others(facts)}
    for number, (year, quarter) in enumerate(every):
        tables = {(facts.settings["home_office"]["force_name"], facts.settings["area_name"]): own, **counts}
        for (force, name), table in tables.items():
            line = next((line for line in facts.partnerships if line["csp_name"] == name), None)
            shown = line["old_name"] if line and line["old_name"] and year <= line["old_name_until"] else name
            yield from _rows(facts, [year, quarter, force, shown], table[number])


def _others(facts: Facts) -> Iterator[tuple[tuple[str, str], Record | None]]:
    """Force and name of the other partnerships, each with its line, and of what each force could not assign."""
    own_force = facts.settings["home_office"]["force_name"]
    for line in facts.partnerships:
        yield (line["force_name"] or own_force, line["csp_name"]), line
    for force in dict.fromkeys([own_force, *(line["force_name"] or own_force for line in facts.partnerships)]):
        yield (force, UNASSIGNED), None


def _of_others(facts: Facts, own: Numbers, line: Record | None, chance: np.random.Generator) -> Numbers:
    """Counts by quarter and code of another partnership: the area's own, evened out over time and scaled to its residents."""
    settings = facts.settings["home_office"]
    if line is None:
        return chance.poisson(settings["unassigned_share"] * own)
    residents = sum(int(ward["residents"]) for ward in facts.wards)
    times = float(line["level"]) * int(line["residents"]) / residents
    # The partnerships of the same force share its break; elsewhere every quarter is like the area's last year.
    mix = own.mean(axis=0)
    totals = own[-4:].sum(axis=1).mean() * np.ones(len(own)) if line["force_name"] else own.sum(axis=1)
    usual: NDArray[np.float64] = totals[:, None] * mix / mix.sum()
    counts = chance.poisson(times * usual)
    rare = (counts == 0) & (usual > 0) & (chance.random(counts.shape) < 1 / settings["cancelled_one_in"])
    return np.where(rare, -1, counts)


def _rows(facts: Facts, start: Line, counts: Numbers) -> Iterator[Line]:
    for line, count in zip(facts.offences, counts.tolist(), strict=True):
        if count:
            words = [line["description"], line["offence_group"], line["offence_subgroup"], line["offence_code"]]
            yield [*start, *words, count]
