"""What a grant's quarterly return and closure report hold: recipient, sections, word limits and tables, as the partnership says.

The file and the template for Word may lie in the data folder, else in the partnership's own, else those of everybody stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from analysis.declared import reference_tables
from analysis.declared.settings import ConfigurationError, data_folder, read_toml, settings

DECLARATION, TEMPLATE = "quarterly_return.toml", "quarterly_return.docx"
QUARTERLY, CLOSURE = "quarterly_return", "closure_report"
KINDS = (QUARTERLY, CLOSURE)
TABLES = (
    *("projects", "outputs", "received", "milestones", "grant", "money", "moves", "risks", "indicators", "due"),
    *("reached", "after", "short"),
)
"""The tables that a section may hold."""
MOST_WORDS = 500
"""A narrative is one cell of a file, which holds so many words and no more."""


@dataclass(frozen=True)
class DeclaredSection:
    """One section of a report. word_limit: the most words of its narrative. tables: of `TABLES`, in order."""

    id: str
    title: str
    word_limit: int
    tables: tuple[str, ...]


@dataclass(frozen=True)
class DeclaredReport:
    """A report as it is declared. kind: of `KINDS`. recipient: blank for the grant's funder. roles: who may sign it off."""

    kind: str
    title: str
    recipient: str
    roles: tuple[str, ...]
    sections: tuple[DeclaredSection, ...]

    def section(self, section_id: str) -> DeclaredSection | None:
        """The section of that name; None where there is none."""
        return next((one for one in self.sections if one.id == section_id), None)


def report(kind: str, data: Path | None = None) -> DeclaredReport:
    """The declaration in force. data: the data folder. Raises ConfigurationError, which names the file and the key."""
    path = file_of(DECLARATION, data)
    if path is None:
        raise ConfigurationError(f"{DECLARATION} is missing: put it back into data/reference.")
    return _read(kind, read_toml(path))


def file_of(name: str, data: Path | None = None) -> Path | None:
    """A file of the reports: that of the data folder, else the partnership's own, else everybody's; None where none is there."""
    own = (data or data_folder()) / name
    return own if own.is_file() else reference_tables.shipped_file(name, settings(data).area_code)


def _read(kind: str, said: Mapping[str, Any]) -> DeclaredReport:
    own = said.get(kind)
    if not isinstance(own, dict):
        raise _wrong(f"[{kind}]", "is missing: it holds the title and the sections of that report")
    held = cast(dict[str, Any], own)
    sections = tuple(_section(kind, place, one) for place, one in enumerate(_list(held, f"{kind}.sections", "sections"), start=1))
    if len({one.id for one in sections}) < len(sections):
        raise _wrong(f"{kind}.sections", "names a section twice: each id stands once")
    roles = tuple(_text({"role": role}, "roles", "role") for role in _list(said, "roles", "roles"))
    recipient = said.get("recipient", "")
    if not isinstance(recipient, str):
        raise _wrong("recipient", "must be a text; blank stands for the grant's funder")
    return DeclaredReport(kind, _text(held, f"{kind}.title", "title"), recipient.strip(), roles, sections)


def _section(kind: str, place: int, said: Any) -> DeclaredSection:
    name = f"{kind}.sections, section {place}"
    if not isinstance(said, dict):
        raise _wrong(name, "must be a table with id, title, words and tables")
    held = cast(dict[str, Any], said)
    limit, tables = held.get("words"), [str(one) for one in _list(held, f"{name}: tables", "tables")]
    if not isinstance(limit, int) or not 1 <= limit <= MOST_WORDS:
        raise _wrong(f"{name}: words", f"must be a whole number from 1 to {MOST_WORDS}")
    if unknown := [one for one in tables if one not in TABLES]:
        raise _wrong(f"{name}: tables", f"names {', '.join(unknown)}, which there is not. There are: {', '.join(TABLES)}")
    return DeclaredSection(_text(held, f"{name}: id", "id"), _text(held, f"{name}: title", "title"), limit, tuple(tables))


def _list(said: Mapping[str, Any], name: str, key: str) -> list[Any]:
    found = said.get(key)
    if not isinstance(found, list) or not found:
        raise _wrong(name, "must be a list with at least one entry")
    return cast(list[Any], found)


def _text(said: Mapping[str, Any], name: str, key: str) -> str:
    found = said.get(key)
    if not isinstance(found, str) or not found.strip():
        raise _wrong(name, "must be a text between quotation marks")
    return found.strip()


def _wrong(name: str, what: str) -> ConfigurationError:
    return ConfigurationError(f"{DECLARATION}: {name} {what}. Correct it and try again.")
