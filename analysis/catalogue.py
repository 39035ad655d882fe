"""What the partnership has agreed: its area, and the reference tables that ship with the product.

Everything here is data that somebody can read and change: `data/reference/` is the first version of each table, and a data
folder's own `settings.toml` may override the partnership's configuration.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, cast

import pandas as pd

PROJECT = Path(__file__).resolve().parent.parent


class ConfigurationError(Exception):
    """A declaration or setting that cannot be used. The message names the file, the line or key, and what to do."""


@dataclass(frozen=True)
class Settings:
    """The partnership's configuration: one area, the forces whose records count, and the words used for them."""

    partnership: str
    area_code: str
    area_name: str
    area_noun: str
    forces: tuple[str, ...] | None
    """Slugs of data.police.uk; None stands for every force."""
    marking: str
    peers: tuple[str, ...]
    """Partnerships that it is compared with, as the Home Office's tables name them; empty: all of its forces."""

    partial_forces: tuple[str, ...] = ()
    """Forces of which a month without a file is no gap, since they record only some of the area's crime (British Transport
    Police)."""

    def counts(self, force: str) -> bool:
        """Whether records of this force enter the area's figures."""
        return self.forces is None or force in self.forces


def data_folder() -> Path:
    """The folder with all run-time state: $VIOLENCE_DATA, or `data/` beside the program."""
    return Path(os.environ.get("VIOLENCE_DATA") or PROJECT / "data")


def reference_folder() -> Path:
    """The reference tables that ship with the product (read-only)."""
    return PROJECT / "data" / "reference"


def indicators_folder() -> Path:
    """The indicator declarations that ship with the product (read-only)."""
    return PROJECT / "data" / "indicators"


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file as a dictionary; a file that is not TOML is a ConfigurationError naming file, line and column."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path.name} cannot be read: {error}. Correct that line and start again.") from error


def settings(folder: Path | None = None) -> Settings:
    """The configuration in force for a data folder: the shipped one, overridden by the folder's `settings.toml`."""
    values = read_toml(reference_folder() / "partnership.toml")
    own = (folder or data_folder()) / "settings.toml"
    if own.exists():
        values |= read_toml(own)
    known = {field.name for field in fields(Settings)}
    if unknown := set(values) - known:
        raise ConfigurationError(
            f"{own.name} has a setting that is not known: {', '.join(sorted(unknown))}. Known: {', '.join(sorted(known))}."
        )
    if missing := known - set(values):
        raise ConfigurationError(f"partnership.toml lacks: {', '.join(sorted(missing))}. Add it and start again.")
    for key in sorted(known - {"forces", "peers", "partial_forces"}):
        if not (isinstance(values[key], str) and values[key].strip()):
            raise ConfigurationError(
                f'`{key}` must be a text between quotation marks, such as {key} = "…". Correct settings.toml.'
            )
    if not re.fullmatch(r"[EWSN]\d{8}", values["area_code"]):
        raise ConfigurationError(
            f"`area_code` is '{values['area_code']}'; it must be a district's ONS code: a letter and eight digits."
        )
    values["forces"] = _forces(values["forces"])
    values["peers"] = _peers(values["peers"])
    values["partial_forces"] = _partial(values["partial_forces"])
    return Settings(**values)


def shipped_area() -> str:
    """The area for which the lists that ship were made: its code."""
    return str(read_toml(reference_folder() / "partnership.toml")["area_code"])


def _forces(value: object) -> tuple[str, ...] | None:
    if value == "all":
        return None
    if not (isinstance(value, list) and value and all(isinstance(item, str) for item in cast("list[object]", value))):
        raise ConfigurationError('`forces` must be a list such as ["devon-and-cornwall"], or "all".')
    named = tuple(cast("list[str]", value))
    if unknown := sorted(set(named) - set(forces()["slug"])):
        raise ConfigurationError(
            f"`forces` names {', '.join(unknown)}, which data.police.uk does not know; its names: data/reference/forces.csv."
        )
    return named


def _partial(value: object) -> tuple[str, ...]:
    if not (isinstance(value, list) and all(isinstance(item, str) for item in cast("list[object]", value))):
        raise ConfigurationError('`partial_forces` must be a list such as ["btp"]; [] stands for none. Correct settings.toml.')
    named = tuple(cast("list[str]", value))
    if unknown := sorted(set(named) - set(forces()["slug"])):
        raise ConfigurationError(
            f"`partial_forces` names {', '.join(unknown)}, which data.police.uk does not know; its names:"
            " data/reference/forces.csv."
        )
    return named


def _peers(value: object) -> tuple[str, ...]:
    if not (isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in cast("list[object]", value))):
        raise ConfigurationError(
            '`peers` must be a list of partnerships as the Home Office names them, such as ["Exeter", "Torbay"]; [] stands for'
            " all of its forces. Correct settings.toml."
        )
    return tuple(cast("list[str]", value))


def reference_table(name: str) -> pd.DataFrame:
    """A shipped reference CSV as text columns; blank cells are missing values."""
    return _reference_table(reference_folder() / f"{name}.csv").copy()


@cache
def _reference_table(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])


def crime_types() -> pd.DataFrame:
    """One row per crime type of data.police.uk: crime_type, is_crime, serious_violence, in_use (Y or N), source."""
    return reference_table("crime_types")


def forces() -> pd.DataFrame:
    """One row per police force: slug and name as data.police.uk writes them, with the source."""
    return reference_table("forces")


def offence_groups() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Offence group → its name and its Home Office codes, in the order of data/reference/offence_groups.csv."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for row in reference_table("offence_groups").to_dict("records"):
        _, codes = found.get(row["offence_group"], ("", ()))
        found[row["offence_group"]] = (row["name"], (*codes, row["offence_code"]))
    return found


@cache
def zone_names() -> tuple[str, ...]:
    """The zones that ship with the product, and "night_time" for all of that kind together."""
    features = json.loads((reference_folder() / "zones.geojson").read_text(encoding="utf-8"))["features"]
    kinds = sorted({feature["properties"]["kind"] for feature in features})
    return (*kinds, *(feature["properties"]["zone_id"] for feature in features))


def glossary() -> pd.DataFrame:
    """One row per term: term, meaning, source; in order of the alphabet."""
    return reference_table("glossary")
