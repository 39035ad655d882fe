"""The pack for the strategic needs assessment: a heading for each element that the Duty's guidance asks for.

The list is data (`data/reference/needs_assessment.csv`, or the partnership's own), each row with its source. An element without a
figure keeps its heading, says what is missing and why, and is listed among what is not there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from analysis.declared import reference_tables
from analysis.exports.chapters import Chapter, ReadyPack
from analysis.exports.named import FiguresByName, Wanted
from analysis.release import partnership
from analysis.words import fields
from analysis.words.in_plain_words import InPlainWords

TABLE = "needs_assessment"
HEADINGS = ("element", "asks_for", "figures", "without", "source")


class UnusableList(InPlainWords):
    """A partnership's own list of elements that lacks a heading; the message names the file and the heading."""


def needs_pack(figures: FiguresByName) -> ReadyPack:
    """Every element in the list's order. Raises UnusableList."""
    offered = [one.wanted.figure for one in figures.offered()]
    chapters = tuple(_chapter(row, offered) for row in elements())
    return ReadyPack(f"Serious violence in {figures.shown.info()['area_name']}: strategic needs assessment", chapters)


def elements() -> list[dict[str, str]]:
    """The elements: what each is called, what it asks for, its figures, what is said without them, and its source."""
    table = reference_tables.partnership_table(TABLE, partnership.in_force().area_code)
    missing = [heading for heading in HEADINGS if heading not in table.columns]
    if missing:
        raise UnusableList(
            f"The partnership's list {TABLE}.csv lacks the heading {missing[0]}. It needs {', '.join(HEADINGS)}: add it, or take "
            "the list away, and the one that ships is used."
        )
    rows = fields.lines(table)
    return [{heading: fields.text(row[heading]) or "" for heading in HEADINGS} for row in rows if fields.text(row["element"])]


def _chapter(row: Mapping[str, str], offered: Sequence[str]) -> Chapter:
    asks = row["asks_for"].rstrip(".")
    words = tuple(said for said in (f"{asks}." if asks else "", f"Asked for by: {row['source'].rstrip('.')}.") if said)
    wanted = tuple(Wanted(name) for pattern in row["figures"].split(";") for name in _named(pattern.strip(), offered))
    return Chapter(row["element"], words, wanted, without=row["without"] or "There is no figure for it.")


def _named(pattern: str, offered: Sequence[str]) -> list[str]:
    """A figure's name, or every figure on offer that fits one with a star. A name that is not on offer says so in the pack."""
    return [name for name in offered if fnmatchcase(name, pattern)] if "*" in pattern else [pattern] if pattern else []
