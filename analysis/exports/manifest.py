"""A manifest read again: the same figures of the same release, held against the hashes that it tells."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analysis.declared.settings import data_folder
from analysis.exports import pack
from analysis.exports.chapters import Chapter
from analysis.exports.named import FiguresByName, Wanted
from analysis.exports.pack import FORMATS, MANIFEST, VERSION, Order, Pack, Say
from analysis.figures.shown_release import ShownRelease
from analysis.release import database
from analysis.release.database import Release
from analysis.words.in_plain_words import InPlainWords

LONGEST = 20_000_000
"""Bytes: no manifest of this program comes near."""


class NoManifest(InPlainWords):
    """A file that is no manifest of this program; the message says what is wrong with it and what to do."""


class ReleaseGone(InPlainWords):
    """The release of a manifest lies here no more; the message names the command that makes it again."""


@dataclass(frozen=True)
class Manifest:
    """What a manifest asks for, and what it tells: made on which day, of which release, each CSV's hash by its path."""

    order: Order
    release: str
    made_on: date
    marking: str
    hashes: dict[str, str]
    definitions: dict[str, str]


def read(path: Path) -> Manifest:
    """Read a manifest. Raises NoManifest."""
    try:
        if path.stat().st_size > LONGEST:
            raise NoManifest(f"{path.name} is too large for a manifest of this program.")
        said = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise NoManifest(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise NoManifest(
            f"{path.name} is no manifest: it is not valid JSON. Take the {MANIFEST} of a pack as it was made."
        ) from error
    try:
        return _read(said)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NoManifest(f"{path.name} is no manifest of this program. Take the {MANIFEST} of a pack as it was made.") from error


def _read(said: dict[str, Any]) -> Manifest:
    if said["manifest"] != VERSION:
        raise NoManifest(f"The manifest is of version {str(said['manifest'])[:20]}; this program reads version {VERSION}.")
    lines = [line for chapter in said["chapters"] for line in chapter["figures"]]
    chapters = tuple(
        Chapter(
            str(one["title"]),
            tuple(map(str, one["words"])),
            tuple(_wanted(line) for line in one["figures"]),
            str(one.get("without", "")),
            bool(one.get("leads")),
        )
        for one in said["chapters"]
    )
    formats = tuple(kind for kind in said["formats"] if kind in FORMATS)
    order = Order(pack.file_name(str(said["pack"])), str(said["title"]), chapters, tuple(map(str, said["missing"])), formats)
    return Manifest(
        order,
        pack.file_name(str(said["release"])),
        date.fromisoformat(said["made_on"]),
        str(said["marking"]),
        {str(line["csv"]): str(line["sha256"]) for line in lines if "csv" in line},
        {str(line["csv"]): str(line["definition"]) for line in lines if "csv" in line},
    )


def _wanted(line: dict[str, Any]) -> Wanted:
    return Wanted(str(line["figure"]), tuple((str(key), str(text)) for key, text in line["query"]))


def release_of(found: Manifest) -> Release:
    """The release of a manifest, from the data folder. Raises ReleaseGone."""
    folder = data_folder() / "releases"
    for file in sorted(folder.glob(f"{found.release}.*.duckdb"), reverse=True):
        return database.release_of(file)
    raise ReleaseGone(
        f"The figures rest on release {found.release}, whose file is not in {folder}. Make it again with "
        f"python -m etl build --as-of {found.release} and then run this again."
    )


@contextmanager
def opened(found: Manifest) -> Generator[FiguresByName]:
    """The figures of the manifest's release, as they stood on its day."""
    release = release_of(found)
    with database.using(release):
        yield FiguresByName(ShownRelease(database.ask, release.id, found.made_on))


def make_again(found: Manifest, say: Say = pack.quiet) -> tuple[Pack, list[str]]:
    """The same pack, and a sentence for each figure that is not the same as it was. Raises ReleaseGone, NothingToExport."""
    with opened(found) as figures:
        made = pack.make(figures, found.order, say)
        return made, differences(found, made)


def differences(found: Manifest, made: Pack) -> list[str]:
    """A sentence for each figure whose CSV is not byte for byte what the manifest tells."""
    again = json.loads(made.files[MANIFEST])
    lines = {line["csv"]: line for chapter in again["chapters"] for line in chapter["figures"] if "csv" in line}
    said: list[str] = []
    if found.marking != again["marking"]:
        said.append(f"The marking was {found.marking} and is {again['marking']}: every file differs by it.")
    for name, sha256 in found.hashes.items():
        now = lines.get(name)
        if now is None:
            said.append(f"{name} is not made any more.")
        elif now["sha256"] != sha256 and found.marking == again["marking"]:
            then = found.definitions[name]
            why = f": {then}, now {now['definition']}" if then != now["definition"] else ""
            said.append(f"{name} differs from what the manifest tells{why}.")
    return said
