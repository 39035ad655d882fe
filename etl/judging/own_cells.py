"""The partnership's own grid: cells of one size that do not overlap, where the area is."""

from __future__ import annotations

import duckdb
import numpy as np
import shapely
from numpy.typing import NDArray

from analysis.declared.sources import Source
from etl.judging.surroundings import Surroundings
from etl.problems import Problem, counted, declares, fail, inform, warn
from etl.release import geometry
from etl.report import Report
from etl.sql import one_file

UNEQUAL = 0.01
"""Areas differ from the middle one by at most this: shares of cells stand for shares of the area."""
OVERLAP = 0.01
"""Of the ground of all cells, what two of them may both cover: borders drawn to the metre."""
SMALLEST, FOR_POLICE_POINTS = 149.0, 249.0
"""Metres across, less one for rounding: what no record may be told of, and what anonymised police points allow."""


def about(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """What of a grid would make its counts wrong, or tell of places that are too small."""
    if source.id != "cells" or report.typed is None:
        return []
    rows = connection.execute(f"SELECT cell_id, geometry FROM read_parquet({one_file(report.typed)}) ORDER BY row").fetchall()
    names, outlines = [name for name, _ in rows], geometry.on_the_grid([text for _, text in rows])
    found = (_unequal(names, outlines), _overlapping(outlines), _small(outlines), _elsewhere(connection, outlines, around))
    return [problem for problem in found if problem]


@declares("meaning", "cells_unequal")
def _unequal(names: list[str], outlines: geometry.Shapes) -> Problem | None:
    """Cells of another size than the middle one."""
    areas = shapely.area(outlines)
    middle = float(np.median(areas))
    apart = np.flatnonzero(np.abs(areas - middle) > UNEQUAL * middle)
    if not len(apart):
        return None
    first, size = int(apart[0]), areas / 1e6
    are = "is" if len(apart) == 1 else "are"
    message = (
        f"{counted(len(apart), 'cell')} of {len(names):,} {are} of another size: {names[first]} has {size[first]:.4f} km², the"
        f" middle one of all {middle / 1e6:.4f} km²."
    )
    remedy = "Draw all cells of one size (to within 1%), uncut at the coast and at the area's border, and load the file again."
    return fail("cells_unequal", message, remedy, column="geometry", value=names[first])


@declares("meaning", "cells_overlap")
def _overlapping(outlines: geometry.Shapes) -> Problem | None:
    """Cells that lie on each other: a record there would belong to two."""
    covered, every = float(shapely.area(shapely.union_all(outlines))), float(shapely.area(outlines).sum())
    if every - covered <= OVERLAP * every:
        return None
    message = f"Cells overlap: together they have {every / 1e6:,.2f} km², and cover {covered / 1e6:,.2f} km² of ground."
    return fail("cells_overlap", message, "Draw cells side by side, each once, and load the file again.", column="geometry")


@declares("meaning", "cells_small", "cells_too_small")
def _small(outlines: geometry.Shapes) -> Problem | None:
    """Cells smaller than what records may be told of."""
    across = float(geometry.across(outlines).min())
    if across < SMALLEST:
        message = f"Cells are {across:.0f} m across: so small a place could point to a person."
        return fail("cells_too_small", message, "Draw cells of 150 m across or more; 250 m for police points.", column="geometry")
    if across < FOR_POLICE_POINTS:
        message = (
            f"Cells are {across:.0f} m across. Anonymised police points are told in cells of 250 m or more, so Hotspots keeps its"
            " own."
        )
        return inform("cells_small", message)
    return None


@declares("meaning", "cells_elsewhere")
def _elsewhere(connection: duckdb.DuckDBPyConnection, outlines: geometry.Shapes, around: Surroundings) -> Problem | None:
    """A grid that lies nowhere on the wards whose outlines are loaded."""
    inside = on_wards(connection, outlines, around)
    if inside is None or inside.any():
        return None
    message = f"None of the {counted(len(outlines), 'cell')} lies on a ward of {around.area_name}."
    remedy = "Check that it is this area's grid, with longitude before latitude. Confirm to load it all the same."
    return warn("cells_elsewhere", message, remedy)


def on_wards(connection: duckdb.DuckDBPyConnection, outlines: geometry.Shapes, around: Surroundings) -> NDArray[np.bool_] | None:
    """Which outlines lie on a ward of the area, wholly or in part; None where no ward's outline is known."""
    wards = around.any_file("boundaries", "ward")
    own = sorted(around.area_codes.get("ward_code", frozenset()))
    if wards is None or not own:
        return None
    texts = connection.execute(
        f"SELECT geometry FROM read_parquet({one_file(wards.path)})"
        " WHERE geometry IS NOT NULL AND list_contains($own::VARCHAR[], ward_code)",
        {"own": own},
    ).fetchall()
    area = geometry.on_the_grid([text for (text,) in texts])
    if not len(area):
        return None
    return np.isin(np.arange(len(outlines)), shapely.STRtree(area).query(outlines, predicate="intersects")[0])
