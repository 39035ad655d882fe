"""A project that works in a ward or in a cell of the partnership's own grid, and activity there: against plain counts."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely

from analysis.crime import gathered
from analysis.figures import disclosure
from analysis.figures.shown_release import ShownRelease
from analysis.methods.evaluation import CONTROL, TREATED
from analysis.night import answered, places_answered
from analysis.night.effects import Place
from analysis.release import database
from tests.etl import anytown

SERIOUS = ("Violence and sexual offences", "Possession of weapons", "Robbery")
STARTS = date(2024, 6, 1)


@pytest.fixture
def shown(demo_data):
    return ShownRelease(database.ask, database.release(demo_data).id, date(2025, 11, 1))


def place(treated, compared):
    return Place("g", "P1", "A project", STARTS, {TREATED: (treated,), CONTROL: (compared,)})


def counted(data, where):
    rows = anytown.rows(
        data,
        f"SELECT count(*) FILTER (c.month BETWEEN DATE '2023-06-01' AND DATE '2024-05-01'),"
        f" count(*) FILTER (c.month BETWEEN DATE '2024-06-01' AND DATE '2025-05-01')"
        f" FROM area_crimes c LEFT JOIN points p USING (longitude, latitude) WHERE crime_type::VARCHAR IN {SERIOUS} AND {where}",
    )
    return list(rows[0])


def test_a_ward_before_and_after_equals_a_plain_count(shown, demo_data):
    figure = disclosure.leave(places_answered.effect(shown, place("E05002081", "E05002096"), answered.zones(shown)))
    assert figure.table["Place"].tolist() == ["Drake", "Compared with: Stoke"]
    expected = [counted(demo_data, f"c.ward_code = '{code}'") for code in ("E05002081", "E05002096")]
    assert figure.table.iloc[:, 1:3].astype(int).to_numpy().tolist() == expected


def cells_of(shown, monkeypatch):
    """Two cells of an own grid, as if they had been loaded."""
    boxes = {"hex-1": shapely.box(247_000, 54_000, 248_000, 55_000), "hex-2": shapely.box(248_000, 54_000, 249_000, 55_000)}
    drawn = {
        name: json.dumps({"type": "Polygon", "coordinates": [gathered.degrees(np.array(box.exterior.coords)).tolist()]})
        for name, box in boxes.items()
    }
    own = pd.DataFrame({"cell_id": list(drawn), "geojson": list(drawn.values())})
    return ShownRelease(lambda name, **asked: own if name == "own_cells" else shown.ask(name, **asked), shown.id, shown.today)


def test_a_cell_before_and_after_equals_a_plain_count(shown, demo_data, monkeypatch):
    with_cells = cells_of(shown, monkeypatch)
    assert places_answered.place_names(with_cells)["hex-1"] == "Cell hex-1"
    figure = disclosure.leave(places_answered.effect(with_cells, place("hex-1", "hex-2"), answered.zones(shown)))
    expected = [
        counted(demo_data, f"p.easting BETWEEN {west} AND {west + 1000} AND p.northing BETWEEN 54000 AND 55000")
        for west in (247_000, 248_000)
    ]
    assert figure.table.iloc[:, 1:3].astype(int).to_numpy().tolist() == expected
    assert figure.sentence.endswith("How much was done is not known.")


def test_a_place_that_no_list_holds_is_named(shown):
    said = places_answered.effect(shown, place("nowhere", "E05002096"), answered.zones(shown))
    assert said.startswith("No difference is worked out: no zone, cell or ward is called nowhere.")
