"""The partnership's own grid: taken in like zones, held against the area, and the unit of Hotspots where it is large enough."""

import json

import numpy as np
import pytest
import shapely

from analysis.crime import answered, gathered
from analysis.figures.shown_release import ShownRelease
from analysis.methods.spatial import cells
from analysis.release import database
from etl.acts import loading
from tests.conftest import TESTER
from tests.etl import anytown
from tests.etl.anytown import crime, load, street, write


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Anytown with its places and three burglaries."""
    folder = tmp_path_factory.mktemp("own_cells")
    data = anytown.data_folder(folder / "data")
    rows = [crime(f"{at}".ljust(64, "b"), lsoa=lsoa) for at, lsoa in enumerate(("E01990001", "E01990001", "E01990002"))]
    load(
        data,
        *anytown.lookup_files(folder),
        *anytown.boundary_files(folder),
        write(folder / "2025-01-anytown-street.csv", street(rows)),
    )
    return data


def grid_file(folder, across, at=None, shift=0.0):
    """Squares so many metres across round the records of Anytown, or elsewhere."""
    east, north = at or (0.0, 0.0)
    side = across
    boxes = [
        shapely.box(east + column * side, north + row * side, east + (column + 1) * side, north + (row + 1) * side)
        for column in range(-2, 2)
        for row in range(-2, 2)
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"cell_id": f"own-{number}"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [gathered.degrees(np.array(box.exterior.coords)).tolist()],
            },
        }
        for number, box in enumerate(boxes)
    ]
    return write(folder / "cells.geojson", json.dumps({"type": "FeatureCollection", "features": features}))


def first_point(data):
    ((east, north),) = anytown.rows(data, "SELECT easting, northing FROM points ORDER BY easting LIMIT 1")
    return east + 10.0, north + 10.0


def shown():
    release = database.release()
    return ShownRelease(database.ask, release.id, release.built_at.date())


def test_a_grid_of_its_own_becomes_the_unit(data, tmp_path, monkeypatch):
    folder = anytown.copied(data, tmp_path / "data")
    monkeypatch.setenv("VIOLENCE_DATA", str(folder))
    assert answered.shapes(shown()) == [gathered.HEXAGONS, gathered.SQUARES]
    done = load(folder, grid_file(tmp_path, 300.0, first_point(folder)), confirmed=False)
    assert anytown.verdicts(done) == ["accepted"]
    assert answered.shapes(shown())[0] == gathered.OWN
    on = answered.cell_map(shown())
    assert on.grid.shape == "cells" and len(on.grid) == 16 and on.grid.across == pytest.approx(300, rel=0.01)
    assert on.grid.neighbours.max() == 8 and set(on.names) == {f"own-{number}" for number in range(16)}
    held = sum(place != cells.NO_CELL for place in on.grid.at)
    assert 0 < held < len(on.points), "a part of the points lies outside the grid, which is said"


def test_cells_too_small_for_police_points_are_kept_and_not_used(data, tmp_path, monkeypatch):
    folder = anytown.copied(data, tmp_path / "data")
    monkeypatch.setenv("VIOLENCE_DATA", str(folder))
    (report,) = loading.load(folder, loading.Handed([grid_file(tmp_path, 200.0, first_point(folder))]), TESTER).reports
    assert report.verdict == "accepted" and {problem.check for problem in report.problems} == {"cells_small"}
    assert answered.shapes(shown()) == [gathered.HEXAGONS, gathered.SQUARES]


def test_a_grid_elsewhere_asks_first(data, tmp_path):
    (report,) = loading.screen(data, loading.Handed([grid_file(tmp_path, 300.0, (400_000.0, 300_000.0))]))
    assert [problem.check for problem in report.problems] == ["cells_elsewhere"]
