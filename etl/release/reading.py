"""A release file opened for reading by the side of whatever else holds it open."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from etl.sql import literal


@contextmanager
def reading(file: Path) -> Generator[duckdb.DuckDBPyConnection]:
    """A connection that reads one release file. Raises duckdb.Error where it is missing or damaged.

    The pages of the same process hold the file open under their own configuration, and DuckDB refuses a second way of opening
    one file in one process; attached to a connection of its own it may be read beside them.
    """
    with duckdb.connect() as connection:
        connection.execute("SET threads = 1")
        connection.execute(f"ATTACH {literal(str(file))} AS release (READ_ONLY)")
        connection.execute("USE release")
        yield connection
