"""Dates as people write them: ISO, the British way, or the day number of a spreadsheet, where a column's declaration allows it.

31/12/2025 is read as the 31st of December. 12/31/2025, the American way, is no date here. 03/04/2025 could be either: it is read
the British way, and the report says how many such dates there were.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

UK = r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}"
UK_TIME = UK + r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2})?"
SERIAL = r"[1-9][0-9]{4}"
SERIAL_TIME = SERIAL + r"(\.[0-9]+)?"
ZONE = "Europe/London"
SECONDS = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(\.[0-9]+)?"
WITH_OFFSET = SECONDS + r"(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)"
END_OF_DAY = re.compile(r".*[ T]24:00(:00)?(\.0+)?(Z|[+-][0-9:]+)?")
AMERICAN = re.compile(r"(0?[1-9]|1[0-2])[/.-](1[3-9]|2[0-9]|3[01])[/.-][0-9]{4}.*")


def day(raw: str, styles: Sequence[str]) -> str:
    """The SQL of a date's text as a DATE; NULL where it cannot be read."""
    iso = f"try_strptime({raw}, '%Y-%m-%d')::DATE"
    cases: list[str] = []
    if "uk" in styles:
        cases.append(f"WHEN regexp_full_match({raw}, '{UK}') THEN {_uk(raw)}::DATE")
    if "serial" in styles:
        cases.append(f"WHEN regexp_full_match({raw}, '{SERIAL}') THEN DATE '1899-12-30' + try_cast({raw} AS INTEGER)")
    # A date of a spreadsheet may carry a time of midnight; in text, an ISO date and time is cut to its day where styles are free.
    loose = f"try_strptime(left({raw}, 10), '%Y-%m-%d')::DATE" if cases else iso
    return f"CASE {' '.join(cases)} ELSE {loose} END" if cases else iso


def moment(raw: str, styles: Sequence[str]) -> str:
    """The SQL of a date and time's text as a TIMESTAMP of local time; NULL where it cannot be read.

    What carries an offset from UTC is turned into the time of Europe/London: 23:30 UTC on the last day of May is June there.
    """
    bare = f"try_strptime(left(replace({raw}, ' ', 'T'), 19), '%Y-%m-%dT%H:%M:%S')"
    local = f"timezone('{ZONE}', try_cast(replace({raw}, ' ', 'T') AS TIMESTAMPTZ))"
    shapes = ((WITH_OFFSET, local), (SECONDS, bare))
    iso = "CASE " + " ".join(f"WHEN regexp_full_match({raw}, '{shape}') THEN {sql}" for shape, sql in shapes) + " END"
    if list(styles) == ["iso"]:
        return iso
    short = f"coalesce({iso}, try_strptime(replace({raw}, ' ', 'T'), ['%Y-%m-%dT%H:%M', '%Y-%m-%d']))"
    cases: list[str] = []
    if "uk" in styles:
        cases.append(f"WHEN regexp_full_match({raw}, '{UK}|{UK_TIME}') THEN {_uk(raw)}")
    if "serial" in styles:
        seconds = f"round((try_cast({raw} AS DOUBLE) % 1) * 86400)::INTEGER"
        whole = f"DATE '1899-12-30' + floor(try_cast({raw} AS DOUBLE))::INTEGER"
        cases.append(f"WHEN regexp_full_match({raw}, '{SERIAL_TIME}') THEN {whole} + to_seconds({seconds})")
    return f"CASE {' '.join(cases)} ELSE {short} END"


def _uk(raw: str) -> str:
    plain = f"replace(translate({raw}, '.-', '//'), 'T', ' ')"
    return f"try_strptime({plain}, ['%d/%m/%Y', '%d/%m/%Y %H:%M', '%d/%m/%Y %H:%M:%S'])"


def misshapen(raw: str, styles: Sequence[str]) -> str:
    """The SQL condition under which a text that could be read as a date is still not written as one."""
    # Without a second style the length tells; try_strptime would take 2025-1-3.
    if list(styles) == ["iso"]:
        return f"strlen({raw}) <> 10"
    shapes = [r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T].*)?"]
    shapes += [UK] if "uk" in styles else []
    shapes += [SERIAL] if "serial" in styles else []
    return f"NOT regexp_full_match({raw}, '{'|'.join(shapes)}')"


def _numbers(raw: str) -> tuple[str, str]:
    """The SQL of the two numbers before the year."""
    first = f"try_cast(regexp_extract({raw}, '^([0-9]{{1,2}})', 1) AS INTEGER)"
    second = f"try_cast(regexp_extract({raw}, '^[0-9]{{1,2}}[/.-]([0-9]{{1,2}})', 1) AS INTEGER)"
    return first, second


def either_way(raw: str) -> str:
    """The SQL condition under which a British date could be an American one: both numbers can be a month, and they differ."""
    first, second = _numbers(raw)
    return f"{is_uk(raw)} AND {first} <= 12 AND {second} <= 12 AND {first} <> {second}"


def is_uk(raw: str) -> str:
    """The SQL condition under which a date's text has two numbers before its year."""
    return f"regexp_full_match({raw}, '{UK}( .*)?')"


def only_uk(raw: str) -> str:
    """The SQL condition under which a date can only have the day first."""
    first, second = _numbers(raw)
    return f"{is_uk(raw)} AND {first} BETWEEN 13 AND 31 AND {second} <= 12"


def only_american(raw: str) -> str:
    """The SQL condition under which a date can only have the month first."""
    first, second = _numbers(raw)
    return f"{is_uk(raw)} AND {first} <= 12 AND {second} > 12"


def is_end_of_day(text: str) -> bool:
    """Whether a text is a day with the time 24:00."""
    return END_OF_DAY.fullmatch(text) is not None


def is_american(value: str | None) -> bool:
    """Whether a text can only be a date with the month before the day."""
    return value is not None and AMERICAN.fullmatch(value) is not None


def wording(styles: Sequence[str], value: str | None, text: str) -> tuple[str, str]:
    """What is wrong with a date, and how to write it. `value` is the cell as it may be quoted, `text` as it stands."""
    ways = "2025-12-31 or 31/12/2025" if "uk" in styles else "year, month and day, such as 2025-12-31"
    if "uk" not in styles and re.fullmatch(UK, text) and not is_american(text):
        return f"'{value}' could have the day or the month first.", f"Write it as {ways}."
    if is_american(text):
        return f"'{value}' has the month before the day, the American way.", f"Write it as {ways}."
    return f"'{value}' is not a date.", f"Write it as {ways}."


def time_remedy(styles: Sequence[str]) -> str:
    """How to write a date and time."""
    also = " or 31/12/2025 23:30" if "uk" in styles else ""
    return f"Write it as 2025-12-31T23:30:00{also}."
