"""Zones that lie where the area is not: no record of the area is in them, so they would read as quiet ones."""

from __future__ import annotations

import duckdb

from analysis.declared.sources import Source
from etl.judging import own_cells
from etl.judging.surroundings import Surroundings
from etl.problems import Problem, declares, shortened, warn
from etl.release import geometry
from etl.report import Report
from etl.sql import one_file

NAMED = 3


@declares("meaning", "zones_elsewhere")
def about(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """Zones of which no part lies on a ward whose outline is loaded."""
    if source.id != "zones" or report.typed is None:
        return []
    rows = connection.execute(f"SELECT name, geometry FROM read_parquet({one_file(report.typed)}) ORDER BY row").fetchall()
    inside = own_cells.on_wards(connection, geometry.on_the_grid([text for _, text in rows]), around)
    away = [] if inside is None else [name for (name, _), held in zip(rows, inside, strict=True) if not held]
    if not away:
        return []
    some = ", ".join(shortened(name) for name in away[:NAMED]) + (" and so on" if away[NAMED:] else "")
    of = "1 zone lies" if len(away) == 1 else f"{len(away):,} zones lie"
    message = f"{of} on no ward of {around.area_name}: {some}. No record of {around.area_name} would be counted there."
    remedy = "Check that it is this area's file, with longitude before latitude. Confirm to load it all the same."
    return [warn("zones_elsewhere", message, remedy, column="geometry", value=away[0])]
