"""Characters: what cannot be seen or was garbled on its way, found before any cell is looked at.

Word processors and web pages leave no-break spaces and marks without width in cells: "Plymouth" with one behind it is no longer
"Plymouth". They are read as plain blanks, or left out, and that is said. Control characters, which can end a line for one program
and not for another or turn a text round on the screen, have no business in a table: they are refused by name.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from typing import Any

import pyarrow as pa
import pyarrow.compute

from etl.door.workbooks import Block
from etl.problems import EXAMPLES, Problem, Refused, counted, declares, fail, inform, shortened, warn
from etl.report import Lines

# What PyArrow computes with is made when it is imported, so that no checker of types can see it.
compute: Any = pyarrow.compute

BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Blanks that are no plain one; the no-break space is the common one."""
WITHOUT_WIDTH = "\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff"
CONTROLS = "\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069"
GARBLED = r"Â[\u00a0-\u00bf]|Ã[\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŸ]|â€[\u0090-\u009f™œ“”˜¢¦šž]|ï»¿|\ufffd"
"""UTF-8 read as Windows text and saved again: 'Â£' was '£', 'â€™' was an apostrophe. U+FFFD stands for a character lost."""
_CONTROL, _GARBLED = re.compile(f"[{CONTROLS}]"), re.compile(GARBLED)
_BLANK, _WITHOUT_WIDTH = re.compile(f"[{BLANKS}]"), re.compile(f"[{WITHOUT_WIDTH}]")
_FOLDED = re.compile(f"[{BLANKS}{WITHOUT_WIDTH}]")
CONTROL_BYTES = bytes([*range(1, 9), 11, 12, *range(14, 32), 127])
NAMES = {
    0x0B: "vertical tab",
    0x0C: "form feed",
    0x1B: "escape",
    0x7F: "delete",
    0x85: "next line",
    0x2028: "line separator",
    0x2029: "paragraph separator",
}


def plain(text: str) -> str:
    """A text with plain blanks for those of other kinds, and without what has no width."""
    return text if text.isascii() else _WITHOUT_WIDTH.sub("", _BLANK.sub(" ", text))


def plain_csv(text: bytes, *, again: bool = False) -> tuple[bytes, tuple[Problem, ...]]:
    """A CSV's text with plain blanks, and what is to be said of it. Raises Refused for control characters.

    `again`: whether the text was accepted once, so that they are let be.
    """
    if text.isascii():
        if not again and len(text.translate(None, CONTROL_BYTES)) != len(text):
            _refuse_controls(text.decode("ascii"))
        return text, ()
    decoded = text.decode("utf-8")
    if not again:
        _refuse_controls(decoded)
    notes = _garbled(decoded)
    first = _FOLDED.search(decoded)
    if first is None:
        return text, notes
    count = len(_FOLDED.findall(decoded))
    return plain(decoded).encode("utf-8"), (*notes, _folded(count, decoded.count("\n", 0, first.start()) + 1))


def _refuse_controls(text: str) -> None:
    problems: list[Problem] = []
    for found in _CONTROL.finditer(text):
        line, column = _place(text, found.start())
        problems.append(_control(found.group(), line, column, f"Line {line}"))
        if len(problems) == EXAMPLES:
            break
    if problems:
        raise Refused(problems)


def _place(text: str, position: int) -> tuple[int, str | None]:
    """The line of a character, and the heading above its cell where that is certain."""
    line = text.count("\n", 0, position) + 1
    start = text.rfind("\n", 0, position) + 1
    top = text.lstrip("\n")
    try:
        headings = next(csv.reader([top[: top.find("\n")]]), [])
        before = next(csv.reader([text[start:position] or "x"]), [])
    except csv.Error:
        return line, None
    heading = headings[len(before) - 1] if len(before) <= len(headings) else ""
    # A heading row that was cut off leaves a row of values on top, which may hold a person's data.
    return line, shortened(heading) if re.fullmatch(r"[A-Za-z][A-Za-z0-9 _-]{1,40}", heading) else None


@declares("shape", "control_character")
def _control(character: str, line: int | None, column: str | None, place: str) -> Problem:
    name = NAMES.get(ord(character)) or unicodedata.name(character, "control character").lower()
    where = f"{place}, column {column}" if column else place
    message = f"{where}: a character stands in the cell that cannot be seen: U+{ord(character):04X} ({name})."
    remedy = "Delete the cell's content, type it anew in the program that made the file, and load the file again."
    return fail("control_character", message, remedy, line=line, column=column)


@declares("shape", "text_garbled")
def _garbled(text: str) -> tuple[Problem, ...]:
    found = _GARBLED.search(text)
    if found is None:
        return ()
    line, column = _place(text, found.start())
    return (_garbled_problem(len(_GARBLED.findall(text)), found.group(), line, column, f"line {line}"),)


def _garbled_problem(count: int, shown: str, line: int | None, column: str | None, place: str) -> Problem:
    message = (
        f"{counted(count, 'place')} in the text {'is' if count == 1 else 'are'} garbled, the first in {place}: '{shown}' is what"
        " becomes of an accent, a pound sign or an apostrophe when a file is opened in the wrong encoding and saved."
    )
    remedy = "Export the file again as 'CSV UTF-8' from where it was made. Confirm to load the text as it stands."
    return warn("text_garbled", message, remedy, line=line, column=column, value=shown)


@declares("shape", "blanks_folded")
def _folded(count: int, line: int | None) -> Problem:
    message = (
        f"{counted(count, 'character')} that {'looks' if count == 1 else 'look'} like a blank or cannot be seen, such as a"
        " no-break space, stood in the text. They were read as plain blanks, or left out."
    )
    return inform("blanks_folded", message, line=line)


def plain_block(
    block: Block, lines: Lines, headings: tuple[str, ...], *, again: bool = False
) -> tuple[Block, tuple[Problem, ...]]:
    """The cells of a sheet with plain blanks, and what is to be said of them. Raises Refused for control characters."""
    folded, garbled, first_fold = 0, list[Problem](), None
    columns: list[Any] = []
    for i, column in enumerate(block.columns):
        if not _any_not_plain(column):
            columns.append(column)
            continue
        values: list[str | None] = column.to_pylist()
        for row, value in enumerate(list(values)):
            if value is None:
                continue
            line = int(lines[row])
            if not again and (control := _CONTROL.search(value)):
                raise Refused([_control(control.group(), line, shortened(headings[i]), f"Row {line}")])
            if not garbled and (mark := _GARBLED.search(value)):
                garbled.append(_garbled_problem(1, mark.group(), line, shortened(headings[i]), f"row {line}"))
            if marks := len(_FOLDED.findall(value)):
                folded, first_fold = folded + marks, line if first_fold is None else first_fold
                values[row] = plain(value)
        columns.append(pa.array(values, pa.string()))
    notes = (*garbled, *([_folded(folded, first_fold)] if folded else []))
    return pa.Table.from_arrays(columns, names=block.column_names), notes


def _any_not_plain(column: Any) -> bool:
    """Whether any cell holds more than plain ASCII that can be seen."""
    return bool(compute.any(compute.match_substring_regex(column, r"[^\t\n\r -~]"), min_count=0).as_py())


def plain_property(value: str, area: int, heading: str, *, again: bool = False) -> str:
    """The text of an area's property with plain blanks. Raises Refused for control characters."""
    if not again and (control := _CONTROL.search(value)):
        raise Refused([_control(control.group(), None, shortened(heading), f"Area {area}")])
    return plain(value)
