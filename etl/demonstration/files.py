"""What the demonstration's files have in common: the months, the force's name, and archives and tables whose bytes are fixed."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from analysis.declared import reference_tables
from analysis.words.months import names_between
from etl.demonstration.places import Facts

FILE_TIME = (2025, 11, 1, 0, 0, 0)
"""The time that every archive member carries, so that the archive's bytes depend on its content alone."""


def month_names(facts: Facts) -> list[str]:
    """Every month of the demonstration as YYYY-MM, those without a file too."""
    return names_between(facts.settings["first_month"], facts.settings["last_month"])


def force_name(facts: Facts) -> str:
    """The force as data.police.uk writes it, from the reference table of forces."""
    return _force_names()[facts.settings["force"]]


@cache
def _force_names() -> dict[str, str]:
    forces = reference_tables.forces()
    return dict(zip(forces["slug"], forces["name"], strict=True))


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


def write_table(path: Path, headings: str, lines: Iterable[Sequence[object]]) -> Path:
    """A CSV file with these headings."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings.split(","))
    writer.writerows(lines)
    path.write_bytes(text.getvalue().encode())
    return path
