"""Whom an installation serves: one partnership's area, forces and words, read once and checked line by line.

What is one partnership's lies in `data/partnerships/<id>/`: its settings and, beside them, its lists (projects, grants, targets,
risks, zones, indicators of its own). They hold for the area that those settings name, and for no other. A data folder's own
`settings.toml` may change single lines, or name another area, which then starts without any of those lists.
"""

from __future__ import annotations

import csv
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from analysis.words.in_plain_words import InPlainWords

PROJECT = Path(__file__).resolve().parents[2]
SETTINGS_FILE = "settings.toml"
"""What both files are called: a partnership's own, and the one in a data folder that changes it."""
OF_ANY_AREA: Mapping[str, Any] = {
    "area_noun": "area",
    "marking": "OFFICIAL",
    "peers": [],
    "partial_forces": ["btp"],
    "adopted": {},
    "sees_small_numbers": [],
    "marking_of_small_numbers": "OFFICIAL-SENSITIVE",
    "basemap": "",
    "basemap_says": "",
}
"""What stands where the settings of an area without a folder of its own do not say."""
NEEDED = ("area_code", "area_name", "forces")
AREA_CODE = re.compile(r"[EWSN]\d{8}")
TILES = re.compile(r"https?://[^\s\"'<>]*\{z\}[^\s\"'<>]*\{[xy]\}[^\s\"'<>]*\{[xy]\}[^\s\"'<>]*")


class ConfigurationError(InPlainWords):
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
    adopted: tuple[tuple[str, date], ...] = ()
    """The indicators that it has adopted, each with the day."""
    sees_small_numbers: tuple[str, ...] = ()
    """Who may have numbers of 1 to 4 people shown, on screen: users of the computer that the dashboard runs on, at that computer,
    or addresses with which people sign in."""
    marking_of_small_numbers: str = "OFFICIAL-SENSITIVE"
    """The marking of what shows them."""
    basemap: str = ""
    """Where a browser may fetch pictures of streets to lay behind a map: an address with {z}, {x} and {y}. Empty: nowhere."""
    basemap_says: str = ""
    """Whose pictures they are, as their licence asks."""

    def counts(self, force: str) -> bool:
        """Whether records of this force enter the area's figures."""
        return self.forces is None or force in self.forces


def data_folder() -> Path:
    """The folder with all run-time state: $VIOLENCE_DATA, or `data/` beside the program."""
    return Path(os.environ.get("VIOLENCE_DATA") or PROJECT / "data")


def folder_problem(folder: Path) -> str:
    """Why a data folder cannot be used, and what to do; empty where it can."""
    # DuckDB takes what follows a question mark for an option, and would write beside another file.
    if "?" not in str(folder.absolute()):
        return ""
    return (
        f"The data folder cannot be used where it is: its path holds a question mark ({folder.absolute()}), which the database"
        " takes for something else. Give that folder another name, or name another data folder."
    )


def partnerships_folder() -> Path:
    """One folder for each partnership whose settings and lists ship with the product (read-only)."""
    return PROJECT / "data" / "partnerships"


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file (UTF-8, with or without a byte order mark) as a dictionary; else a ConfigurationError naming file and line."""
    return toml_and_text(path)[0]


def toml_and_text(path: Path) -> tuple[dict[str, Any], str]:
    """What a TOML file says, and its text. Raises ConfigurationError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path.name} cannot be read: {error.strerror}. Give this program leave to read it.") from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ConfigurationError(
            f"{path.name}, line {line}: the file is not saved as UTF-8, so it cannot be read. Open it in an editor, save it with"
            " the encoding UTF-8, and try again."
        ) from error
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"at line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise ConfigurationError(
            f"{path.name} cannot be read: {error}. Correct line {line} and try again; texts stand between quotation marks."
        ) from error


def settings(folder: Path | None = None) -> Settings:
    """The configuration in force for a data folder: the partnership's own, changed by the folder's `settings.toml`.

    Where that names an area that no partnership's folder is made for, nothing of another partnership's is taken over.
    Raises ConfigurationError.
    """
    own = (folder or data_folder()) / SETTINGS_FILE
    return _settings(own, _stamp(own), tuple((path, _stamp(path)) for path in _shipped()))


def partnership_folder(area_code: str) -> Path | None:
    """The folder with what is this area's own; None where nothing ships for it."""
    return next((path.parent for path in _shipped() if _area_of(path, _stamp(path)) == area_code), None)


def _shipped() -> list[Path]:
    return sorted(partnerships_folder().glob(f"*/{SETTINGS_FILE}"))


def _stamp(path: Path) -> tuple[int, int] | None:
    """What tells that a file is as it was; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=32)
def _area_of(path: Path, stamp: tuple[int, int] | None) -> object:
    return read_toml(path).get("area_code")


@lru_cache(maxsize=32)
def _settings(own: Path, stamp: tuple[int, int] | None, shipped: tuple[tuple[Path, tuple[int, int] | None], ...]) -> Settings:
    said, text = toml_and_text(own) if stamp is not None else ({}, "")
    values = _of_partnership(own, said.get("area_code"), [path for path, _ in shipped]) | said
    return _Reader(own.name, text).settings(values)


def _of_partnership(own: Path, area_code: object, shipped: list[Path]) -> dict[str, Any]:
    """What the settings of the partnership say that is meant: that of this area, or the only one that ships."""
    found = {path: read_toml(path) for path in shipped}
    if area_code is None:
        if len(found) > 1:
            raise ConfigurationError(
                f"Several partnerships ship with this program ({', '.join(path.parent.name for path in found)}). Name the area in"
                f' {own.name} of the data folder, such as area_code = "{next(iter(found.values())).get("area_code")}".'
            )
        return next(iter(found.values()), {})
    return next((values for values in found.values() if values.get("area_code") == area_code), dict(OF_ANY_AREA))


class _Reader:
    """Checks settings key by key; each fault is named with its line, where the data folder's own file holds it."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.lines = name, text.splitlines()

    def settings(self, values: dict[str, Any]) -> Settings:
        """Values of both files together, as Settings. Raises ConfigurationError."""
        known = {each.name for each in fields(Settings)}
        if unknown := sorted(set(values) - known):
            line = self._line(unknown[0])
            where = f" (line {line})" if line else ""
            raise ConfigurationError(
                f"{self.name} has a setting that is not known: {', '.join(unknown)}{where}. Take it out or correct its spelling."
                f" Known: {', '.join(sorted(known))}."
            )
        if "area_code" in values:
            self._area_code(values["area_code"])
        if missing := [key for key in NEEDED if key not in values]:
            raise ConfigurationError(
                f"{self.name} lacks: {', '.join(missing)}. Nothing of another partnership's is taken over, so it must say whose"
                f' records count and what the area is called, such as forces = ["name-of-the-force"]. Add what is missing.'
            )
        values = {"partnership": f"{values['area_name']} community safety partnership", **OF_ANY_AREA, **values}
        for key in ("area_name", "area_noun", "marking", "partnership", "marking_of_small_numbers"):
            self._text(key, values[key])
        return Settings(
            partnership=values["partnership"],
            area_code=values["area_code"],
            area_name=values["area_name"],
            area_noun=values["area_noun"],
            forces=self._forces(values["forces"]),
            marking=values["marking"],
            peers=self._peers(values["peers"]),
            partial_forces=self._partial(values["partial_forces"]),
            adopted=self._adopted(values["adopted"]),
            sees_small_numbers=self._people(values["sees_small_numbers"]),
            marking_of_small_numbers=values["marking_of_small_numbers"],
            basemap=self._tiles(values["basemap"], values["basemap_says"]),
            basemap_says=str(values["basemap_says"]),
        )

    def _tiles(self, address: object, says: object) -> str:
        if address == "":
            return ""
        if not (isinstance(address, str) and TILES.fullmatch(address)):
            raise self._wrong(
                "basemap",
                'must be an address of map tiles such as "https://tiles.example.org/{z}/{x}/{y}.png"; "" stands for none.',
            )
        if not (isinstance(says, str) and says.strip()):
            raise self._wrong("basemap", 'needs beside it basemap_says = "…": whose map it is, as its licence asks.')
        return address

    def _wrong(self, key: str, said: str) -> ConfigurationError:
        line = self._line(key)
        where = f"{self.name}, line {line}" if line else self.name
        return ConfigurationError(f"{where}: `{key}` {said}")

    def _line(self, key: str) -> int | None:
        """The line that a key, or the table of that name, stands on."""
        written = rf'\s*(\[\s*)?["\']?{re.escape(key)}["\']?\s*[=.\]]'
        return next((number for number, line in enumerate(self.lines, start=1) if re.match(written, line)), None)

    def _area_code(self, value: object) -> None:
        if not (isinstance(value, str) and AREA_CODE.fullmatch(value)):
            raise self._wrong(
                "area_code",
                f'is {_shown(value)}; it must be a district\'s ONS code: a letter and eight digits, such as "E06000001".',
            )

    def _text(self, key: str, value: object) -> None:
        if not (isinstance(value, str) and value.strip()):
            raise self._wrong(key, f'must be a text between quotation marks, such as {key} = "…". Correct it and try again.')

    def _forces(self, value: object) -> tuple[str, ...] | None:
        if value == "all":
            return None
        named = _texts(value)
        if not named:
            raise self._wrong("forces", 'must be a list such as ["devon-and-cornwall"], or "all".')
        self._all_known("forces", named)
        return named

    def _partial(self, value: object) -> tuple[str, ...]:
        named = _texts(value)
        if named is None:
            raise self._wrong("partial_forces", 'must be a list such as ["btp"]; [] stands for none.')
        self._all_known("partial_forces", named)
        return named

    def _all_known(self, key: str, named: tuple[str, ...]) -> None:
        if unknown := sorted(set(named) - _known_forces()):
            raise self._wrong(
                key, f"names {', '.join(unknown)}, which data.police.uk does not know; its names: data/reference/forces.csv."
            )

    def _peers(self, value: object) -> tuple[str, ...]:
        named = _texts(value)
        if named is None:
            raise self._wrong(
                "peers",
                'must be a list of partnerships as the Home Office names them, such as ["Exeter", "Torbay"]; [] stands for all of'
                " its forces.",
            )
        return named

    def _people(self, value: object) -> tuple[str, ...]:
        named = _texts(value)
        if named is None:
            raise self._wrong(
                "sees_small_numbers",
                'must be a list of users or addresses with which people sign in, such as ["analyst"]; [] stands for nobody.',
            )
        return named

    def _adopted(self, value: object) -> tuple[tuple[str, date], ...]:
        days = cast("dict[str, object]", value) if isinstance(value, dict) else None
        if days is None or not all(type(day) is date for day in days.values()):
            raise self._wrong("adopted", "must name indicators, each with the day of its adoption, such as L2 = 2024-07-26.")
        return tuple((name, day) for name, day in days.items() if isinstance(day, date))


def _texts(value: object) -> tuple[str, ...] | None:
    """A list of texts that are not blank; None where it is anything else."""
    items = cast("list[object]", value) if isinstance(value, list) else None
    if items is None or not all(isinstance(item, str) and item.strip() for item in items):
        return None
    return tuple(cast("list[str]", items))


def _shown(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else f"a {type(value).__name__}"


@lru_cache(maxsize=1)
def _known_forces() -> frozenset[str]:
    with (PROJECT / "data" / "reference" / "forces.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["slug"] for row in csv.DictReader(file))
