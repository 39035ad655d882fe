"""Cells: every cell read as text, judged by its column's declaration, and given its type.

A table passes through DuckDB once: cells are read as text, typed and written out, and each row is marked if any of its cells
has a fault. Only a table with marks is looked at again, check by check, to name lines, columns and values.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import shapely
from pyarrow import parquet

from analysis.declared import reference_tables
from analysis.declared.sources import Column, RowRule
from etl import names
from etl.door import dates, published
from etl.door.shape import LONGEST_CELL, Table
from etl.personal import kind_of_content
from etl.problems import EXAMPLES, WITHHELD, Problem, counted, declares, fail, inform, shortened, warn
from etl.sql import SQL_TYPES, literal, one_file, quoted

EARLIEST = "1990-01-01"
"""No extract is older (police.uk begins in December 2010): an earlier day is a slip, and would show decades of gaps."""
YES_NO = "CASE WHEN lower({raw}) IN ('true', 'y', 'yes') THEN true WHEN lower({raw}) IN ('false', 'n', 'no') THEN false END"
FLAG = "CASE lower({raw}) WHEN 'yes' THEN 'Y' WHEN 'true' THEN 'Y' WHEN 'no' THEN 'N' WHEN 'false' THEN 'N' ELSE upper({raw}) END"
SHORTHAND = {"[c]": "confidential", "[x]": "not available", "[z]": "not applicable", "[low]": "low"}
"""What official spreadsheets write in place of a number, and what it says."""
SYMBOLS = ("z", "c", "x", ":", "low", "-", "..", "k", "u")
"""What tables of the Department for Education write in place of a number: not applicable, confidential, not available (x, : and
older marks), one that rounds to nought."""
POUNDS = r"-?£ ?[0-9]+(\.[0-9]{1,2})?|-?£? ?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,2})?"
"""Money as people write it: £1850, £1,850, 1,850.50. A comma before three digits can only be one for thousands."""
HIDDEN = re.compile(r"[*~†‡-]|\.\.|:|<\s*\d+|\[?(c|x|z|low)\]?|n\.?/?a\.?|supp(ressed)?|not available", re.IGNORECASE)
"""What people write in place of a number that is hidden or not known."""
OF_R_TO_ITS_END = r"NA *($|[,\n\"])"
OF_R = rf"(^|[,\n\"]) *{OF_R_TO_ITS_END}"
"""A cell of NA, which R writes for one that is not known."""
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
BY_EXCEL = re.compile(r"[0-9]([.,][0-9]+)?E[+-]?[0-9]+", re.IGNORECASE)
"""A text of digits and one E, once Excel has taken it for a number."""


def _raw(column: Column) -> str:
    return quoted("raw_" + column.name)


@cache
def choices(column: Column) -> Mapping[str, str]:
    """What a `choice` cell may hold → what is kept: forces by their names become their slugs."""
    if column.allowed:
        return {value: value for value in column.allowed}
    if column.list == "forces":
        table = reference_tables.forces().fillna("")
        names = {row["name"]: row["slug"] for _, row in table.iterrows()}
        for _, row in table.iterrows():
            names |= {alias: row["slug"] for alias in str(row["aliases"]).split("|") if alias}
        return names
    if column.list == "crime_types":
        return {value: value for value in reference_tables.crime_types()["crime_type"]}
    table = reference_tables.reference_table(column.list)
    return {value: value for value in table[table.columns[0]]}


@dataclass(frozen=True)
class Held:
    """What the cells of a column hold that may hold what is listed only, or a month: few different texts, asked once."""

    right: Mapping[str, str]
    """Those that may stand there, each with what is kept of it: a force by its name becomes its slug."""
    others: bool
    """Whether there are texts that may not."""


NOTHING_HELD = Held({}, others=True)
"""Of a column that nobody asked."""


def typed(column: Column, held: Held = NOTHING_HELD) -> str:
    """The SQL that gives a column's text its type; what cannot be read becomes NULL (and is found by its check)."""
    raw = _raw(column)
    match column.type:
        case "number" if column.unit == "pounds":
            plain = f"CASE WHEN {_is_pounds(raw)} THEN translate({raw}, '£, ', '') ELSE {raw} END"
            return f"try_cast({plain} AS DOUBLE)"
        case "number" if column.thousands:
            return f"try_cast(CASE WHEN {_has_thousands(raw)} THEN replace({raw}, ',', '') ELSE {raw} END AS DOUBLE)"
        case "number":
            return f"try_cast({raw} AS DOUBLE)"
        case "integer":
            return f"try_cast(try_cast({raw} AS DOUBLE) AS BIGINT)"
        case "month":
            return f"try_cast({raw} || '-01' AS DATE)"
        case "financial_year":
            return f"CASE WHEN {_is_financial_year(raw)} THEN try_cast(left({raw}, 4) || '-04-01' AS DATE) END"
        case "date":
            return dates.day(raw, column.date_styles)
        case "timestamp":
            return dates.moment(raw, column.date_styles)
        case "boolean":
            return YES_NO.format(raw=raw)
        case "flag":
            return FLAG.format(raw=raw)
        case "choice":
            return _kept_choice(raw, held)
        case _:
            return raw


def _is_pounds(raw: str) -> str:
    return f"regexp_full_match({raw}, '{POUNDS}')"


def _has_thousands(raw: str) -> str:
    return f"regexp_full_match({raw}, '-?[0-9]{{1,3}}(,[0-9]{{3}})+([.][0-9]+)?')"


def _is_symbol(raw: str) -> str:
    return f"lower({raw}) IN ({', '.join(map(literal, SYMBOLS))})"


def _is_shorthand(raw: str) -> str:
    return f"lower({raw}) IN ({', '.join(map(literal, SHORTHAND))})"


def _is_financial_year(raw: str) -> str:
    """2024/25, 2024-25, 2024_25 or 2024/2025, where the second year follows the first."""
    follows = f"(try_cast(left({raw}, 4) AS INTEGER) + 1) % 100 = try_cast(right({raw}, 2) AS INTEGER)"
    return f"regexp_full_match({raw}, '[0-9]{{4}}[/_-]([0-9]{{2}})?[0-9]{{2}}') AND {follows}"


def _kept_choice(raw: str, held: Held) -> str:
    """The cell itself, or what is kept instead of it where the list says so."""
    cases = " ".join(f"WHEN {literal(text)} THEN {literal(kept)}" for text, kept in held.right.items() if text != kept)
    return f"CASE {raw} {cases} ELSE {raw} END" if cases else raw


WORDS = re.compile(r"'[^']*'|\"[a-z_0-9]+\"|[a-z_][a-z_0-9]*")
"""The words of a rule's condition: texts, quoted names, names."""

Fault = tuple[Column | RowRule, str]
"""What is at fault, and the SQL condition over the text cells under which a row has the fault."""


@dataclass(frozen=True)
class TypedTable:
    """A table's declared columns as they can be read by SQL, from the relation `source` with a column `row` and texts raw_*."""

    table: Table
    columns: tuple[Column, ...]
    relation: str
    typed: dict[str, str]
    faults: dict[str, Fault]
    of_r: dict[str, str]
    """Column's name → the SQL condition under which its cell is R's NA; none where no cell is."""
    day_first: bool = False
    """Whether dates are read the British way, as one of the file's can only be meant so."""
    set_aside: str = "NULL::VARCHAR"
    """The SQL of the reason for which a row of a published table is no figure here."""


@contextmanager
def cells_of(connection: duckdb.DuckDBPyConnection, table: Table, folder: Path) -> Generator[TypedTable]:
    """The cells of a table, readable while the context lasts."""
    body = folder / "body"
    if table.body is not None:
        body.write_bytes(table.body)
        source = _csv_relation(body, len(table.headings))
    else:
        # As a file: where DuckDB 1.5.5 reads a pyarrow table from memory beside other threads, the process ends now and then.
        parquet.write_table(table.as_block(), body)
        source = f"read_parquet({one_file(body)})"
    try:
        yield _read(connection, table, source)
    finally:
        body.unlink(missing_ok=True)


def _read(connection: duckdb.DuckDBPyConnection, table: Table, source: str) -> TypedTable:
    """How each declared column of a table is read, from a relation of text columns c0, c1, …."""
    blanks_of_r = _any_of_r(connection, table, source)
    day_first = _day_first(connection, table, source)
    present = [(i, _day_first_column(c, day_first)) for i, c in enumerate(table.recognition.columns) if c]
    select = ", ".join(f"{_cell(f'c{i}', column, table, blanks_of_r)} AS {_raw(column)}" for i, column in present)
    of_r = [f"coalesce(trim(c{i}) = 'NA', false) AS {quoted('na_' + column.name)}" for i, column in present if blanks_of_r]
    columns = tuple(column for _, column in present)
    relation = f"(SELECT {', '.join(['(row_number() OVER ())::INTEGER AS row', select, *of_r])} FROM {source})"
    held = _held(connection, columns, relation)
    expressions = {column.name: typed(column, held.get(column.name, NOTHING_HELD)) for column in columns}
    expressions |= _shorthand_read(columns, expressions)
    conditions = {column.name: quoted("na_" + column.name) for column in columns if blanks_of_r}
    if not table.source.sets_aside:
        faults = _all_faults(table, columns, expressions, held)
        return TypedTable(table, columns, relation, expressions, faults, conditions, day_first)
    relation, expressions = published.worked_out(connection, table.source, relation, expressions)
    faults = {
        name: (what, f"set_aside IS NULL AND ({sql})")
        for name, (what, sql) in _all_faults(table, columns, expressions, held).items()
    }
    return TypedTable(table, columns, relation, expressions, faults, conditions, day_first, "set_aside")


def _any_of_r(connection: duckdb.DuckDBPyConnection, table: Table, source: str) -> bool:
    """Whether any cell is R's NA."""
    if table.body is not None:
        # Nearly no file has one: its second half is found in a third of the time that the whole takes.
        return all(re.search(pattern.encode(), table.body, re.MULTILINE) for pattern in (OF_R_TO_ITS_END, OF_R))
    question = " OR ".join(f"bool_or(trim(c{i}) = 'NA')" for i in range(len(table.headings)))
    found = connection.execute(f"SELECT {question} FROM {source}").fetchone()
    return bool(found and found[0])


def _day_first(connection: duckdb.DuckDBPyConnection, table: Table, source: str) -> bool:
    """Whether a file whose dates should be ISO writes them the British way: one can only be meant so, and none the other way."""
    dated = [f"trim(c{i})" for i, c in enumerate(table.recognition.columns) if c and _is_iso_only(c)]
    if not dated or table.source.replaces == "force_month":
        return False
    if table.body is not None and not re.search(rb"[0-9][/.-][0-9]{1,2}[/.-][0-9]{4}", table.body):
        return False
    british, american = (
        " + ".join(f"count(*) FILTER ({which(c)})" for c in dated) for which in (dates.only_uk, dates.only_american)
    )
    found = connection.execute(f"SELECT {british}, {american} FROM {source}").fetchone()
    return bool(found and found[0] and not found[1])


def _is_iso_only(column: Column) -> bool:
    return column.type == "date" and list(column.date_styles) == ["iso"]


def _day_first_column(column: Column, day_first: bool) -> Column:
    return msgspec.structs.replace(column, date_styles=("iso", "uk")) if day_first and _is_iso_only(column) else column


def _shorthand_read(columns: tuple[Column, ...], expressions: Mapping[str, str]) -> dict[str, str]:
    """What shorthand in place of a number says of its row: its status, and a note where there is none."""
    marked = [_raw(column) for column in columns if column.shorthand]
    if not marked or not {"status", "note"} <= set(expressions):
        return {}
    cases = {mark: " OR ".join(f"coalesce(lower({raw}) = {literal(mark)}, false)" for raw in marked) for mark in SHORTHAND}
    words = " ".join(f"WHEN {condition} THEN {literal(SHORTHAND[mark])}" for mark, condition in cases.items())
    return {
        "status": f"CASE WHEN {cases['[c]']} THEN 'suppressed' ELSE {expressions['status']} END",
        "note": f"coalesce({expressions['note']}, CASE {words} END)",
    }


def _csv_relation(path: Path, width: int) -> str:
    """A CSV without headings as text columns c0, c1, …: nothing about its dialect is left to guessing."""
    columns = ", ".join(f"c{i}: 'VARCHAR'" for i in range(width))
    return (
        f"read_csv({one_file(path)}, header = false, delim = ',', quote = '\"', escape = '\"', auto_detect = false,"
        f" strict_mode = true, columns = {{{columns}}}, max_line_size = 1100000, nullstr = '')"
    )


def _held(connection: duckdb.DuckDBPyConnection, columns: tuple[Column, ...], relation: str) -> dict[str, Held]:
    """What each column of listed values or months holds: to look costs less than a condition with all that may stand there."""
    asked = [column for column in columns if column.type in ("choice", "month")]
    if not asked:
        return {}
    every = ", ".join(f"map_keys(histogram({_raw(column)}))" for column in asked)
    found = connection.execute(f"SELECT {every} FROM {relation}").fetchone() or ()
    return {column.name: _what_is_right(column, texts or ()) for column, texts in zip(asked, found, strict=True)}


def _what_is_right(column: Column, texts: Collection[str]) -> Held:
    kept = _month if column.type == "month" else _choice_of(column)
    right = {text: what for text in sorted(texts) if (what := kept(text)) is not None}
    return Held(right, others=len(right) < len(texts))


def _month(text: str) -> str | None:
    return text if MONTH.fullmatch(text) and text > EARLIEST[:7] else None


def _choice_of(column: Column) -> Callable[[str], str | None]:
    """What is kept of a text that may stand in a column of listed values; None for any other."""
    listed = choices(column)
    if column.list != "forces":
        return listed.get
    folded = {names.folded_force(name): slug for name, slug in listed.items()}
    return lambda text: listed.get(text) or folded.get(names.folded_force(text))


def _cell(name: str, column: Column, table: Table, of_r: bool) -> str:
    """The SQL of one cell's text, without the blanks around it; NULL for R's NA."""
    trimmed = f"nullif(trim({name}), '')" if table.padded else name
    trimmed = f"nullif({trimmed}, 'NA')" if of_r else trimmed
    if table.of_sheet and column.type == "month":
        # A spreadsheet turns 2025-03 into the first day of that month.
        return f"regexp_replace({trimmed}, '^([0-9]{{4}}-[0-9]{{2}})-01$', '\\1')"
    return trimmed


def write_marked(connection: duckdb.DuckDBPyConnection, cells: TypedTable, fixed: Mapping[str, str], path: Path) -> None:
    """Write the typed rows to Parquet: `row` (from 1), the columns of `fixed` (name → SQL), every declared column of the source
    (NULL where the file lacks it), and `fault`, true where any check fails."""
    declared = [
        f"{cells.typed.get(c.name, f'NULL::{SQL_TYPES[c.type]}')} AS {quoted(c.name)}" for c in cells.table.source.columns
    ]
    extra = [f"{sql} AS {quoted(name)}" for name, sql in fixed.items()]
    fault = " OR ".join(f"({sql})" for _, sql in cells.faults.values()) or "false"
    connection.execute(
        f"COPY (SELECT row, {', '.join(extra + declared)}, coalesce({fault}, false) AS fault FROM {cells.relation})"
        f" TO {literal(str(path))} (FORMAT parquet)"
    )


def explain(connection: duckdb.DuckDBPyConnection, cells: TypedTable) -> list[Problem]:
    """Every fault of a table by line, column and value, check by check."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE raw AS SELECT * FROM {cells.relation}")
    blank = _blank_rows(connection, cells)
    faults = {name: (what, _not_explained_by(what, sql, cells.faults)) for name, (what, sql) in cells.faults.items()}
    questions = ", ".join(f"count(*) FILTER ({sql})" for _, sql in faults.values())
    counts = connection.execute(f"SELECT {questions} FROM raw").fetchone() or ()
    problems: list[Problem] = list(blank)
    for (name, (what, sql)), count in zip(faults.items(), counts, strict=True):
        if count:
            problems += _examples(connection, cells.table, name.split(":")[0], what, sql, int(count))
    connection.execute("DROP TABLE raw")
    order = {"fail": 0, "warning": 1, "information": 2}
    return sorted(problems, key=lambda p: (order[p.result], p.line or 0))


@declares("cells", "row_blank")
def _blank_rows(connection: duckdb.DuckDBPyConnection, cells: TypedTable) -> list[Problem]:
    """One finding for each row without a single value, which is then left out: it is no row with many cells to fill in."""
    blank = " AND ".join(f"{_raw(column)} IS NULL" for column in cells.columns)
    rows = [row for (row,) in connection.execute(f"SELECT row FROM raw WHERE {blank} ORDER BY row").fetchall()]
    if not rows:
        return []
    connection.execute(f"DELETE FROM raw WHERE {blank}")
    lines = [int(cells.table.lines[row - 1]) for row in rows]
    remedy = f"Delete the line, commas and all: spreadsheets leave such lines at the foot of a table. {AGAIN}"
    problems = [
        fail("row_blank", f"Line {line} holds nothing in any column that is used here.", remedy, line=line)
        for line in lines[:EXAMPLES]
    ]
    if len(lines) > EXAMPLES:
        problems.append(inform("row_blank", f"{len(lines) - EXAMPLES:,} further lines have the same fault."))
    return problems


def said(connection: duckdb.DuckDBPyConnection, cells: TypedTable) -> list[Problem]:
    """How many cells were read otherwise than they are written, column by column."""
    asked: list[tuple[Column, str, Say]] = []
    for column in cells.columns:
        raw = _raw(column)
        if column.type in ("date", "timestamp") and "uk" in column.date_styles:
            asked.append((column, dates.either_way(raw), _either_way))
        if cells.day_first and column.type == "date":
            asked.append((column, dates.is_uk(raw), _read_day_first))
        if column.type in ("flag", "boolean"):
            words = "'yes', 'no', 'true', 'false'" if column.type == "flag" else "'yes', 'no'"
            asked.append((column, f"lower({raw}) IN ({words})", _read_yes_no))
        if column.shorthand:
            asked.append((column, _is_shorthand(raw), _read_shorthand))
        if column.unit == "pounds":
            asked.append((column, _is_pounds(raw), _read_pounds))
        if column.name in cells.of_r:
            asked.append((column, cells.of_r[column.name], _read_na))
    if not asked:
        return []
    questions = ", ".join(f"count(*) FILTER ({condition})" for _, condition, _ in asked)
    counts = connection.execute(f"SELECT {questions} FROM {cells.relation}").fetchone() or ()
    return [say(count, _heading(cells.table, column)) for (column, _, say), count in zip(asked, counts, strict=True) if count]


Say = Callable[[int, str], Problem]
"""Words for a count of cells and the heading of their column."""


@declares("cells", "date_either_way")
def _either_way(count: int, heading: str) -> Problem:
    message = f"{counted(count, 'date')} of column {heading} could have the day or the month first; read with the day first."
    return inform("date_either_way", message, "To be sure, write dates as 2025-12-31.", column=heading)


@declares("cells", "date_day_first")
def _read_day_first(count: int, heading: str) -> Problem:
    message = f"{counted(count, 'date')} of column {heading} {_is_or_are(count)} written as 31/12/2025; read with the day first."
    return inform("date_day_first", message, "To be sure, write dates as 2025-12-31.", column=heading)


@declares("cells", "yes_no_read")
def _read_yes_no(count: int, heading: str) -> Problem:
    message = f"{counted(count, 'cell')} of column {heading} {_is_or_are(count)} written as Yes or No; read as Y and N."
    return inform("yes_no_read", message, column=heading)


@declares("cells", "shorthand_read")
def _read_shorthand(count: int, heading: str) -> Problem:
    message = (
        f"{counted(count, 'cell')} of column {heading} {'holds' if count == 1 else 'hold'} shorthand in place of a number:"
        " [c] was read as suppressed, [x] as not available, [z] as not applicable, [low] as low; none of them is a figure."
    )
    return inform("shorthand_read", message, column=heading)


@declares("cells", "pounds_read")
def _read_pounds(count: int, heading: str) -> Problem:
    message = f"{counted(count, 'sum')} of column {heading} {_is_or_are(count)} written as £1,850; read as 1850."
    return inform("pounds_read", message, column=heading)


@declares("cells", "na_read")
def _read_na(count: int, heading: str) -> Problem:
    message = f"{counted(count, 'cell')} of column {heading} {'holds' if count == 1 else 'hold'} NA; read as blank (not known)."
    return inform("na_read", message, 'R writes NA for a blank: write.csv(…, na = "") leaves it blank.', column=heading)


def _is_or_are(count: int) -> str:
    return "is" if count == 1 else "are"


def _not_explained_by(what: Column | RowRule, sql: str, faults: Mapping[str, Fault]) -> str:
    """A rule's condition without the rows in which a cell that it compares is at fault itself: one mistake is told once."""
    if isinstance(what, Column):
        return sql
    compared = set(WORDS.findall(what.fails_when))
    columns = {name: cause for name, (cause, _) in faults.items() if isinstance(cause, Column)}
    own = [f"({faults[name][1]})" for name, column in columns.items() if {column.name, quoted(column.name)} & compared]
    return f"({sql}) AND NOT coalesce({' OR '.join(own)}, false)" if own else sql


def _all_faults(
    table: Table, columns: tuple[Column, ...], expressions: Mapping[str, str], held: Mapping[str, Held]
) -> dict[str, Fault]:
    """Every check of every column, and the rules of the source whose columns are all there."""
    faults: dict[str, Fault] = {}
    for column in columns:
        for name, sql in _faults(column, expressions[column.name], held.get(column.name, NOTHING_HELD)).items():
            faults[f"{name}:{column.name}"] = (column, sql)
    for number, rule in enumerate(table.source.rules):
        if any(column.name == rule.column for column in columns):
            faults[f"{rule.check}:rule {number}"] = (rule, _in_terms_of_raw(rule.fails_when, expressions))
    return faults


def _in_terms_of_raw(condition: str, typed_columns: Mapping[str, str]) -> str:
    """A rule's condition with each column's name replaced by its typed expression."""
    return WORDS.sub(lambda m: typed_columns.get(m.group().strip('"'), m.group()), condition)


@declares(
    "cells",
    "cell_blank",
    "cell_month",
    "cell_financial_year",
    "cell_date",
    "cell_time",
    "cell_number",
    "cell_whole_number",
    "cell_range",
    "cell_yes_no",
    "cell_choice",
    "cell_pattern",
    "cell_too_long",
)
def _faults(column: Column, read: str, held: Held) -> dict[str, str]:
    """Check name → SQL condition under which a cell of the column fails it; `read` is the SQL of its typed value.

    A column that holds nothing but what may stand in it has no condition to be tried on each row.
    """
    blank = {} if column.blank else {"cell_blank": f"{_raw(column)} IS NULL"}
    return {**blank, **_misread(column, _raw(column), read, held), **_out_of_range(column, read)} if held.others else blank


def _misread(column: Column, raw: str, read: str, held: Held) -> dict[str, str]:
    """The check of a column's type."""
    unreadable = f"{raw} IS NOT NULL AND {read} IS NULL"
    match column.type:
        case "number":
            known = f"{unreadable} AND NOT {_is_shorthand(raw)}" if column.shorthand else unreadable
            known = f"{known} AND NOT {_is_symbol(raw)}" if column.symbols else known
            return {"cell_number": f"{known} OR NOT isfinite({read}) OR contains({raw}, '_')"}
        case "integer":
            return {"cell_whole_number": f"{unreadable} OR {read} <> try_cast({raw} AS DOUBLE) OR contains({raw}, '_')"}
        case "month":
            return {"cell_month": f"{unreadable} OR strlen({raw}) <> 7"}
        case "financial_year":
            return {"cell_financial_year": unreadable}
        case "date":
            return {"cell_date": f"{unreadable} OR {dates.misshapen(raw, column.date_styles)}"}
        case "timestamp":
            return {"cell_time": unreadable}
        case "boolean":
            return {"cell_yes_no": unreadable}
        case "flag":
            return {"cell_yes_no": f"{read} NOT IN ('Y', 'N')"}
        case "choice":
            right = ", ".join(map(literal, held.right))
            return {"cell_choice": f"{raw} NOT IN ({right})" if right else f"{raw} IS NOT NULL"}
        case "text" if column.pattern:
            return {"cell_pattern": f"NOT regexp_matches({raw}, {literal(f'^(?:{column.pattern})$')})"}
        case "text":
            return {"cell_too_long": f"strlen({raw}) > {LONGEST_CELL}"}
        case _:
            return {}


def _out_of_range(column: Column, read: str) -> dict[str, str]:
    if column.minimum is not None:
        below = f"{read} < {column.minimum}"
        outside = below if column.maximum is None else f"({below} OR {read} > {column.maximum})"
        return {"cell_range": f"isfinite({read}::DOUBLE) AND {outside}"}
    dated = column.type in ("month", "financial_year", "date", "timestamp")
    return {"cell_range": f"{read} < DATE '{EARLIEST}'"} if dated else {}


def _examples(
    connection: duckdb.DuckDBPyConnection, table: Table, check: str, what: Column | RowRule, sql: str, count: int
) -> list[Problem]:
    column = what if isinstance(what, Column) else table.source.column(what.column)
    found = connection.execute(f"SELECT row - 1, {_raw(column)} FROM raw WHERE {sql} ORDER BY row LIMIT {EXAMPLES}").fetchall()
    heading = _heading(table, column)
    problems = [_problem(check, what, column, heading, table, int(row), value) for row, value in found]
    if count > len(found):
        problems.append(inform(check, f"{count - len(found):,} further cells of column {heading} have the same fault."))
    return problems


def _heading(table: Table, column: Column) -> str:
    """The heading as the file writes it."""
    index = next(i for i, c in enumerate(table.recognition.columns) if c and c.name == column.name)
    return table.headings[index]


def _problem(
    check: str, what: Column | RowRule, column: Column, heading: str, table: Table, row: int, value: str | None
) -> Problem:
    number = int(table.lines[row])
    is_feature = column.type == "polygon" or "geojson" in table.source.formats
    place = f"{'Area' if is_feature else 'Row'} {number}, column {heading}"
    shown = _shown(column, table, value)
    where: dict[str, Any] = {"line": None if is_feature else number, "column": heading, "value": shown}
    if isinstance(what, RowRule):
        return fail(check, f"{place}: {what.message}.", f"{what.remedy} {AGAIN}", **where)
    quoted_value = shown if shown is not None or value is None else WITHHELD if kind_of_content(value) else NOT_QUOTED
    message, remedy = _wording(check, column, quoted_value, value or "")
    message = message.replace(f"'{quoted_value}'", f"the cell's text {quoted_value}") if shown is None else message
    if check == "cell_choice" and column.unknown == "warning":
        if row == table.count - 1 and (whole := _cut_off(column, value or "")):
            return _cut_off_problem(place, whole, where)
        return warn(check, f"{place}: {message}", remedy, **where)
    return fail(check, f"{place}: {message}", f"{remedy} {AGAIN}", **where)


def _cut_off(column: Column, value: str) -> str | None:
    """The listed value of which a cell holds only the beginning."""
    return next((whole for whole in choices(column) if len(value) < len(whole) and whole.startswith(value)), None)


@declares("cells", "file_cut_off")
def _cut_off_problem(place: str, whole: str, where: Mapping[str, Any]) -> Problem:
    message = f"{place}: the last cell of the file is the beginning of '{whole}': the file was cut off, and rows are missing."
    return fail("file_cut_off", message, f"Ask for the whole file, or download it again. {AGAIN}", **where)


NOT_QUOTED = "(not shown, since this source may hold personal data)"


def _shown(column: Column, table: Table, value: str | None) -> str | None:
    """The cell as a message may quote it: never what looks personal, and of a source known for personal data only safe shapes."""
    if value is None or kind_of_content(value):
        return None
    if table.source.privacy and not (column.shown and re.fullmatch(column.shown, value)):
        return None
    return shortened(value)


AGAIN = "Save the file and load it again. Nothing of it has been loaded."
"""Other files of the same load may have been kept."""


def _wording(check: str, column: Column, value: str | None, text: str) -> tuple[str, str]:
    """What is wrong with a cell, and what to do. `value` is the cell as it may be quoted, `text` as it stands."""
    match check:
        case "cell_blank":
            return "the cell is blank.", "Fill it in, or remove the row if it is a total or a note."
        case "cell_month":
            return f"'{value}' is not a month.", "Write it as year and month, such as 2025-12."
        case "cell_financial_year":
            return f"'{value}' is not a financial year.", "Write both years, such as 2024/25."
        case "cell_date":
            return dates.wording(column.date_styles, value, text)
        case "cell_time" if dates.is_end_of_day(text):
            return (
                "24:00 is no time of a day: it may be the end of that day or the beginning of the next.",
                "Write 23:59 of the same day or 00:00 of the next, as is meant.",
            )
        case "cell_time":
            return f"'{value}' is not a date and time.", dates.time_remedy(column.date_styles)
        case "cell_number":
            return f"'{value}' is not a number.", _number_remedy(column, text)
        case "cell_whole_number":
            return f"'{value}' is not a whole number.", "Write digits only, without a comma for thousands."
        case "cell_yes_no":
            return (
                f"'{value}' is neither yes nor no.",
                "Write Y or N (or True or False), or leave it blank if not known.",
            )
        case "cell_range":
            return _range_wording(column, value)
        case "cell_choice":
            return _choice_wording(column, value or "")
        case "cell_pattern" if BY_EXCEL.fullmatch(text):
            return (
                f"'{value}' is what Excel makes of a code of digits and letters when it opens a CSV: the code itself is lost.",
                f"Take the file as it was first sent or downloaded, unopened. It should hold {column.example}.",
            )
        case "cell_pattern" if column.name == "crime_id":
            return f"'{value}' is no Crime ID, which is 64 hexadecimal digits or blank.", "Take the file as it was downloaded."
        case "cell_pattern":
            return f"'{value}' does not look as it should.", f"It should look like {column.example}."
        case _:
            return f"the text is longer than {LONGEST_CELL:,} characters.", "Shorten it."


def _number_remedy(column: Column, text: str) -> str:
    """How to write a number, or what to write in place of one that is hidden or not known."""
    if re.fullmatch(r"-?[0-9.]+ ?%", text):
        return f"Write {text.rstrip('% ')} without the sign: percentages run from 0 to 100 here."
    if not HIDDEN.fullmatch(text):
        return "Write digits with a full stop for decimals, or leave it blank if not known."
    if column.shorthand:
        return (
            "If the figure is hidden, leave the cell blank and write suppressed into status; or write [c] for confidential,"
            " [x] for not available, [z] for not applicable, [low] for one that rounds to nought."
        )
    return (
        "Write the number itself, with a full stop for decimals: small ones are hidden when shown. Leave it blank if not known."
    )


def _range_wording(column: Column, value: str | None) -> tuple[str, str]:
    if column.minimum is None:
        return f"'{value}' lies before {EARLIEST[:4]}.", "Check the year."
    bounds = f"{column.minimum:g}" + ("" if column.maximum is None else f" to {column.maximum:g}")
    if column.name not in ("longitude", "latitude"):
        return f"{value} is below {bounds}.", "Correct the number, or leave it blank if it is not known."
    number = _number(value)
    if number == 0:
        return f"{value} is no place in the British Isles.", "Leave both coordinates blank where the place is not known."
    if abs(number) > 180:
        return f"{value} looks like a National Grid metre, not {column.unit}.", "Use longitude and latitude in degrees."
    message = f"{value} is outside the British Isles ({bounds} {column.unit})."
    return message, "Check whether Longitude and Latitude are swapped."


def _number(value: str | None) -> float:
    try:
        return float(value or "nan")
    except ValueError:
        return float("nan")


def _choice_wording(column: Column, value: str) -> tuple[str, str]:
    near = difflib.get_close_matches(value, choices(column), n=1, cutoff=0.6)
    guess = f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(list(choices(column))[:20])}."
    if column.unknown == "warning":
        return f"'{shortened(value)}' is not known here. It would be kept as it is.", f"{guess} Confirm to load it."
    return f"'{shortened(value)}' is not known here.", f"{guess} Write it exactly so."


WEST, SOUTH, EAST, NORTH = -9.5, 49.5, 2.5, 61.5
"""The British Isles in degrees, as the sources declare them for longitude and latitude."""


def _in_britain(bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return west >= WEST and east <= EAST and south >= SOUTH and north <= NORTH


@declares("cells", "outline_broken", "outline_degrees", "outline_abroad")
def outlines(table: Table) -> list[Problem]:
    """Outlines must be polygons in degrees; a self-crossing one is refused, since counts inside it would be wrong."""
    index = next((i for i, c in enumerate(table.recognition.columns) if c and c.type == "polygon"), None)
    if index is None:
        return []
    problems: list[Problem] = []
    abroad: list[tuple[int, tuple[float, float, float, float]]] = []
    again = "Export the outlines again and load that file."
    for number, row in zip(table.lines, table.rows or [], strict=True):
        text = row[index]
        try:
            outline = shapely.from_geojson(text) if text else None
        except shapely.GEOSException:
            problems.append(fail("outline_broken", f"Area {number}: the outline cannot be read.", again, column="geometry"))
            continue
        if outline is None:
            continue
        if why := _no_area(outline):
            problems.append(fail("outline_broken", f"Area {number}: {why}.", again, column="geometry"))
        elif max(map(abs, outline.bounds)) > 180:
            message = f"Area {number}: the outline is not in longitude and latitude."
            problems.append(fail("outline_degrees", message, "Download it in WGS84 (EPSG:4326).", column="geometry"))
        elif not _in_britain(outline.bounds):
            abroad.append((int(number), outline.bounds))
    return [*_abroad(abroad, again), *problems[:EXAMPLES]]


def _no_area(outline: Any) -> str:
    """Why nobody can tell what lies inside an outline; empty where everybody can."""
    if outline.is_empty:
        return "the outline has no corners"
    if outline.geom_type not in ("Polygon", "MultiPolygon"):
        return "points or lines stand where an area belongs"
    if outline.is_valid:
        return ""
    crossing = re.fullmatch(r"Self-intersection\[(\S+) (\S+)\]", shapely.is_valid_reason(outline))
    where = f" near {float(crossing[2]):.4f}, {float(crossing[1]):.4f}" if crossing else ""
    return f"the outline crosses or touches itself{where}, so nobody can tell what lies inside"


def _abroad(found: list[tuple[int, tuple[float, float, float, float]]], again: str) -> list[Problem]:
    """One finding for all outlines outside the British Isles, with what most likely happened."""
    if not found:
        return []
    number, (west, south, east, north) = found[0]
    swapped = _in_britain((south, west, north, east))
    remedy = "Latitude and longitude are swapped: GeoJSON has the longitude first." if swapped else "Check the coordinates."
    more = f" and {len(found) - 1:,} more" if len(found) > 1 else ""
    message = f"Area {number}{more}: the outline lies outside the British Isles."
    return [fail("outline_abroad", message, f"{remedy} {again}", column="geometry")]
