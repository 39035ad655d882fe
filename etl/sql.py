"""SQL as etl writes it: names, texts and paths made safe, and the type that each kind of column has in tables."""

from __future__ import annotations

import re
from pathlib import Path

SQL_TYPES = {
    "text": "VARCHAR",
    "choice": "VARCHAR",
    "month": "DATE",
    "financial_year": "DATE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "number": "DOUBLE",
    "integer": "BIGINT",
    "boolean": "BOOLEAN",
    "flag": "VARCHAR",
    "polygon": "VARCHAR",
}


def quoted(name: str) -> str:
    """A column's name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def one_file(path: Path | str | None) -> str:
    """A path as an SQL literal to read from: that very file, where DuckDB would take * ? and [ in a name for a pattern."""
    return literal(re.sub(r"([*?\[])", r"[\1]", str(path)))
