"""What declarations say, checked against the types that they are declared to have; a fault names file, line and key.

The types are msgspec's structs: what a key may hold stands at its field, and nowhere else.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from analysis.declared.settings import ConfigurationError

Shape = TypeVar("Shape")


class DeclarationFault(ConfigurationError):
    """A value of a declaration that is not of its declared type: the line that it stands on, and what is wrong."""

    def __init__(self, where: str, line: int, said: str) -> None:
        super().__init__(f"{where}, line {line}: {said}")
        self.line, self.said = line, said


_AT = re.compile(r"^(?P<said>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)
_STEP = re.compile(r"\.([\w-]+)|\[(\d+|\.\.\.)\]")
_KINDS = {
    "str": "a text between quotation marks",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false, without quotation marks",
    "array": "a list in square brackets",
    "object": "a table",
    "date": "a day such as 2025-03-31, without quotation marks",
    "null": "nothing",
}


def declared(path: Path, values: dict[str, Any], shape: type[Shape], where: str, guide: str) -> Shape:
    """The values of a TOML file as `shape`. where: the file as people name it; guide: the page that lists its keys.

    Raises DeclarationFault: "data/sources/x.toml, line 12: `columns.type` is 'txt', …".
    """
    try:
        return msgspec.convert(values, shape)
    except msgspec.ValidationError as error:
        found = _AT.fullmatch(str(error))
        assert found
        steps = _STEP.findall(found["path"] or "")
        names = [name for name, _ in steps if name]
        place = next((int(number) for _, number in steps if number.isdigit()), 0)
        unknown = re.search(r"unknown field `(.*)`", found["said"])
        key = ".".join([*names, unknown[1]] if unknown else names)
        said = f"{_fault(found['said'], key, _at(values, steps))} {guide} lists the keys that it may have."
        raise DeclarationFault(where, line_of(path, key, place), said) from error


def _fault(said: str, key: str, value: object) -> str:
    """What msgspec says of a value, in plain words."""
    if re.search("unknown field", said):
        return f"the key {key} is not known. Take it out, or correct its spelling."
    if missing := re.search(r"missing required field `(.*)`", said):
        return f"{key or 'it'} lacks: {missing[1]}. Add it and start again."
    if "RFC3339" in said:
        return f"{key} is {_shown(value)}; it must be {_KINDS['date']}."
    if expected := re.search(r"Expected `([^`]*)`", said):
        kinds = " or ".join(_KINDS.get(kind.strip(), kind.strip()) for kind in expected[1].split("|"))
        return f"{key} is {_shown(value)}; it must be {kinds}."
    return f"{key} is {_shown(value)}, which is not known here. Correct its spelling."


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f"'{value}'"
    return "a list" if isinstance(value, list) else "a table" if isinstance(value, dict) else str(value)


def _at(values: Any, steps: list[tuple[str, str]]) -> object:
    """The value that stands at a path; None where a step of it is not told."""
    for name, number in steps:
        try:
            values = values[name] if name else values[int(number)]
        except (KeyError, IndexError, TypeError, ValueError):
            return None
    return values


def line_of(path: Path, key: str, place: int = 0) -> int:
    """The line that a key stands on; a key of a table ("numerator.flags") is looked for below that table's heading.

    place: below which of several headings of that name, counted from 0.
    """
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    table, _, name = key.rpartition(".")
    start = 0
    if table:
        headings = [at for at, line in enumerate(lines) if re.match(rf"\s*\[+{re.escape(table)}\]+", line)]
        start = headings[min(place, len(headings) - 1)] if headings else 0
    for at in range(start, len(lines)):
        if re.match(rf'\s*"?{re.escape(name)}"?\s*=', lines[at]) or re.match(rf"\s*\[+{re.escape(name)}\]+", lines[at]):
            return at + 1
    return start + 1
