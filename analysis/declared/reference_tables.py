"""What ships with the product as data that somebody can read and change: reference tables, and each partnership's own lists.

`data/reference/` is everybody's, the first version of each table. What is one partnership's lies in its folder of
`data/partnerships/` and holds for its area alone (see `analysis.declared.settings`).
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pandas as pd

from analysis.declared.settings import PROJECT, SETTINGS_FILE, partnership_folder, partnerships_folder, read_toml, settings
from analysis.words import fields

ZONE_KINDS = ("night_time", "comparison", "own")


def reference_folder() -> Path:
    """The reference tables that ship with the product (read-only)."""
    return PROJECT / "data" / "reference"


def indicators_folder() -> Path:
    """The indicator declarations that ship with the product (read-only)."""
    return PROJECT / "data" / "indicators"


def indicator_files(area_code: str) -> list[Path]:
    """Every declaration of an indicator that an area has: those of everybody, and its partnership's own."""
    own = partnership_folder(area_code)
    return [*sorted(indicators_folder().glob("*.toml")), *(sorted((own / "indicators").glob("*.toml")) if own else ())]


def demonstration_area() -> tuple[str, str]:
    """Code and name of the area that the made-up demonstration data are about."""
    said = read_toml(reference_folder() / "demonstration" / "demonstration.toml")
    return said["area_code"], said["area_name"]


def areas_that_ship() -> list[str]:
    """The areas for which something ships, and "" for what is everybody's alone."""
    return ["", *(read_toml(path)["area_code"] for path in sorted(partnerships_folder().glob(f"*/{SETTINGS_FILE}")))]


def shipped_file(name: str, area_code: str) -> Path | None:
    """A shipped list (`targets.csv`): the area's own, else everybody's; None where none ships for this area."""
    folders = (partnership_folder(area_code), reference_folder())
    return next((folder / name for folder in folders if folder and (folder / name).exists()), None)


def shipped_lists(area_code: str) -> dict[str, Path]:
    """Every shipped list of an area by its file's name: the area's own, else everybody's."""
    folders = (reference_folder(), partnership_folder(area_code))
    return {path.name: path for folder in folders if folder for path in sorted(folder.iterdir())}


def partnership_table(name: str, area_code: str | None = None) -> pd.DataFrame:
    """A list of the partnership as text columns, as it ships for this area (that of the settings where none is given).

    Without rows and columns where nothing ships for the area.
    """
    path = shipped_file(f"{name}.csv", settings().area_code if area_code is None else area_code)
    return _table(path).copy() if path else pd.DataFrame()


def reference_table(name: str) -> pd.DataFrame:
    """A shipped reference CSV as text columns; blank cells are missing values."""
    return _table(reference_folder() / f"{name}.csv").copy()


@cache
def _table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])


def crime_types() -> pd.DataFrame:
    """One row per crime type of data.police.uk: crime_type, is_crime, serious_violence, in_use (Y or N), source."""
    return reference_table("crime_types")


def forces() -> pd.DataFrame:
    """One row per police force: slug and name as data.police.uk writes them, with the source."""
    return reference_table("forces")


def first_files() -> pd.DataFrame:
    """One row per file that a new installation begins with, in order: source, needed (Y or N), why."""
    return reference_table("first_files")


def example_file(source: str) -> Path | None:
    """A small made-up file of a source, in the form in which it comes; None where none ships."""
    return next(iter(sorted((PROJECT / "data" / "sources" / "examples" / source).glob("*"))), None)


def offence_groups() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Offence group → its name and its Home Office codes, in the order of data/reference/offence_groups.csv."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for row in fields.lines(reference_table("offence_groups")):
        _, codes = found.get(row["offence_group"], ("", ()))
        found[row["offence_group"]] = (row["name"], (*codes, row["offence_code"]))
    return found


def zone_names(area_code: str | None = None) -> tuple[str, ...]:
    """What a zone filter may name: a kind, for all zones of that kind together, or a zone that ships for the area."""
    path = shipped_file("zones.geojson", settings().area_code if area_code is None else area_code)
    return (*ZONE_KINDS, *(_zone_ids(path) if path else ()))


@cache
def _zone_ids(path: Path) -> tuple[str, ...]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return tuple(feature["properties"]["zone_id"] for feature in features)


def glossary(area_code: str | None = None) -> pd.DataFrame:
    """One row per term: term, meaning, source; in order of the alphabet. A partnership's own words stand over everybody's."""
    own = partnership_folder(settings().area_code if area_code is None else area_code)
    everybody = reference_table("glossary")
    if own is None or not (own / "glossary.csv").exists():
        return everybody
    both = pd.concat([_table(own / "glossary.csv"), everybody]).drop_duplicates("term")
    return both.sort_values("term", key=lambda term: term.str.casefold(), kind="stable").reset_index(drop=True)
