"""Zones that lie where the area is not, and would read as quiet ones; and zones that are drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from analysis.declared.sources import Source, what_is_counted
from etl.judging import own_cells
from etl.judging.replaced import SIDE_BY_SIDE
from etl.judging.surroundings import Surroundings
from etl.problems import Problem, declares, shortened, warn
from etl.release import geometry
from etl.report import Report
from etl.sql import one_file

NAMED = 3


def about(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """Zones of which no part lies on a ward whose outline is loaded, and zones that are loaded with another outline."""
    if source.id != "zones" or report.typed is None:
        return []
    return [*_elsewhere(connection, report.typed, around), *_drawn_anew(connection, report.typed, around)]


@declares("meaning", "zones_elsewhere")
def _elsewhere(connection: duckdb.DuckDBPyConnection, typed: Path, around: Surroundings) -> list[Problem]:
    rows = connection.execute(f"SELECT name, geometry FROM read_parquet({one_file(typed)}) ORDER BY row").fetchall()
    inside = own_cells.on_wards(connection, geometry.on_the_grid([text for _, text in rows]), around)
    away = [] if inside is None else [name for (name, _), held in zip(rows, inside, strict=True) if not held]
    if not away:
        return []
    of = "1 zone lies" if len(away) == 1 else f"{len(away):,} zones lie"
    message = f"{of} on no ward of {around.area_name}: {_named(away)}. No record of {around.area_name} would be counted there."
    remedy = "Check that it is this area's file, with longitude before latitude. Confirm to load it all the same."
    return [warn("zones_elsewhere", message, remedy, column="geometry", value=away[0])]


@declares("meaning", "zones_drawn_anew")
def _drawn_anew(connection: duckdb.DuckDBPyConnection, typed: Path, around: Surroundings) -> list[Problem]:
    """Zones whose outline is another than the one loaded, where a list is loaded of which few may not be told."""
    loaded = around.list_rows.get("zones")
    if loaded is None or not any(what_is_counted(source) == "people" for source, _ in around.loaded):
        return []
    rows = connection.execute(
        f"SELECT n.name FROM read_parquet({one_file(typed)}) AS n JOIN ({loaded}) AS l USING (zone_id)"
        " WHERE n.geometry <> l.geometry ORDER BY n.row"
    ).fetchall()
    if not rows:
        return []
    names = [name for (name,) in rows]
    message = (
        f"Drawn anew: {_named(names)}. {SIDE_BY_SIDE[0].upper()}{SIDE_BY_SIDE[1:]} how many offences lie between the outlines."
    )
    remedy = (
        "Give a new outline a zone_id and a name of its own, best at the turn of a financial year. "
        "Confirm to load it; send out no pack of the release before after that."
    )
    return [warn("zones_drawn_anew", message, remedy, column="geometry", value=names[0])]


def _named(names: Sequence[str]) -> str:
    return ", ".join(shortened(name) for name in names[:NAMED]) + (" and so on" if names[NAMED:] else "")
