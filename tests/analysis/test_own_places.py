"""A place of a reader's own: what is refused and why, a zone with metres around it, and its sheet against a plain recount."""

import json
from datetime import date

import numpy as np
import pytest
import shapely

from analysis.crime import gathered
from analysis.figures import disclosure
from analysis.figures.shown_release import ShownRelease
from analysis.methods.spatial import cells
from analysis.night import answered, drawing_board, own_places, places_answered
from analysis.night.own_places import NoPlace
from analysis.release import database
from tests.etl import anytown

TOWN = shapely.box(240_000, 50_000, 256_000, 62_000)
SERIOUS = ("Violence and sexual offences", "Possession of weapons", "Robbery")


@pytest.fixture
def shown(demo_data):
    return ShownRelease(database.ask, database.release(demo_data).id, date(2025, 11, 1))


def in_degrees(outline):
    return gathered.degrees(shapely.get_coordinates(outline)).tolist()


def geojson(outline, kind="Polygon"):
    return json.dumps({"type": "Feature", "properties": {}, "geometry": {"type": kind, "coordinates": [in_degrees(outline)]}})


def square(side, east=247_500.0, north=54_500.0):
    return shapely.box(east, north, east + side, north + side)


BOWTIE = shapely.Polygon([(247_000, 54_000), (248_000, 55_000), (248_000, 54_000), (247_000, 55_000)])
WIDE_AND_THIN = shapely.Polygon([(247_000, 54_000), (249_000, 54_000), (249_000, 54_400), (248_950, 54_050), (247_000, 54_050)])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "The outline is empty."),
        ("50.37, -4.14\nhere", "Line 2 is no corner: write latitude, longitude"),
        ("50.37, -4.14\n50.38, -4.14", "The outline has 2 corners: it takes three or more."),
        ("{not json", "The file is not GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "The file holds no polygon."),
        ('{"type": "FeatureCollection", "features": [{}, {}]}', "The file holds 2 outlines."),
        ('{"type": "Point", "coordinates": [1, 2]}', "The file holds a Point. One polygon is needed."),
        ('{"type": "Polygon", "coordinates": [["a", "b"]]}', "The polygon has no corners that can be read."),
        (
            '{"type": "Polygon", "coordinates": [[[247000, 54000], [248000, 54000], [248000, 55000]]]}',
            "another coordinate system",
        ),
        (geojson(BOWTIE), "The outline crosses itself"),
        (geojson(square(200)), "The outline is 200 m across."),
        (geojson(WIDE_AND_THIN), "m across."),
        (geojson(square(30_000)), "more than 500 square kilometres"),
        (geojson(square(500, 400_000, 300_000)), "outside the area of this dashboard"),
        ("\n".join(f"{50 + at / 10_000}, -4" for at in range(2_001)), "2,001 corners"),
    ],
)
def test_an_outline_that_cannot_be_used_is_a_sentence(text, said):
    with pytest.raises(NoPlace) as refused:
        own_places.handed_in(text, TOWN)
    assert said in str(refused.value)


def test_corners_and_geojson_of_one_outline_are_the_same():
    corners = "\n".join(f"{y:.6f}, {x:.6f}" for x, y in in_degrees(square(600)))
    one, other = own_places.handed_in(corners, TOWN), own_places.handed_in(geojson(square(600)), None)
    assert shapely.area(one.outline) == pytest.approx(360_000, rel=1e-3)
    assert shapely.area(shapely.symmetric_difference(one.outline, other.outline)) < 200


def test_metres_around_a_zone_by_hand():
    """A square of 400 m with 100 m around: 400² + 4 × 400 × 100 + π 100², the round corners but for a few metres."""
    place = own_places.around([json.dumps({"type": "Polygon", "coordinates": [in_degrees(square(400))]})], "Quay", 100)
    assert place.name == "Quay and 100 m around"
    assert shapely.area(place.outline) == pytest.approx(400**2 + 4 * 400 * 100 + np.pi * 100**2, rel=2e-3)


def test_the_sheet_of_a_place_equals_a_plain_recount(shown, demo_data):
    place = own_places.handed_in(geojson(square(1_500, 247_000, 54_000)), places_answered.area_outline(shown))
    rows = anytown.rows(
        demo_data,
        "SELECT c.month, count(*) FILTER (p.easting BETWEEN 247000 AND 248500 AND p.northing BETWEEN 54000 AND 55500), count(*)"
        " FROM area_crimes c LEFT JOIN points p USING (longitude, latitude)"
        f" WHERE crime_type::VARCHAR IN {SERIOUS} AND c.month >= DATE '2024-10-01' GROUP BY 1",
    )
    figure = disclosure.leave(places_answered.own_place(shown, place))
    assert figure.id == own_places.FIGURE, "no figure that a pack would make again of the zone alone"
    assert figure.table["12 months"].tolist()[0] == sum(inside for _, inside, _ in rows)
    assert figure.table["12 months"].sum() == sum(every for _, _, every in rows)


def test_hours_of_a_place_are_told_in_whole_hexagons_and_not_of_a_small_one(shown, demo_data):
    year = answered.incidents(shown).years[-1]
    place = own_places.handed_in(geojson(square(1_500, 247_000, 54_000)), None)
    names, number = own_places.cells_inside(place, database.ask("offence_points"))
    places = np.array([[float(part) for part in name.split(",")] for name in names])
    keys = cells.hexagon_of(places)
    centres = np.column_stack([np.sqrt(3) * 166 * (keys[:, 0] + (keys[:, 1] % 2) / 2), 249 * keys[:, 1]])
    assert shapely.contains_xy(place.outline, centres).all() and len(np.unique(keys, axis=0)) <= number
    assert places_answered.own_hours(shown, place, year) == own_places.ZONES_ALONE
    zone = database.ask("zones").iloc[0]
    around = own_places.around([zone["geojson"]], zone["name"], 500)
    figure = disclosure.leave(places_answered.own_hours(shown, around, year))
    assert figure.notes[0] == own_places.WHOLE_CELLS
    moved = own_places.OwnPlace("x", shapely.affinity.translate(place.outline, 1.0, 1.0))
    assert own_places.cells_inside(moved, database.ask("offence_points"))[0] == names, "a metre tells nothing"
    small = own_places.OwnPlace("Small", square(260, 247_000, 54_000), hours=own_places.AROUND_HOURS)
    assert "too small for hours" in places_answered.own_hours(shown, small, year)
    assert "no point of police records" in places_answered.own_place(
        shown, own_places.OwnPlace("Sea", square(300, 240_000, 40_000))
    )


def test_a_line_drawn_by_hand_becomes_corners():
    """A square with a slip where it closes, by hand; a loop as large as the rest, or nothing, is refused."""
    slip = [
        (-4.15, 50.37),
        (-4.14, 50.37),
        (-4.14, 50.38),
        (-4.15, 50.38),
        (-4.15, 50.3699),
        (-4.1499, 50.3699),
        (-4.1499, 50.3701),
    ]
    text = drawing_board.corners(*zip(*slip, strict=True))
    place = own_places.handed_in(text, TOWN)
    wide, high = 710, 1112  # metres that 0.01 degrees are there
    assert len(text.splitlines()) <= 6 and shapely.area(place.outline) == pytest.approx(wide * high, rel=0.02)
    eight = [(-4.15, 50.37), (-4.14, 50.38), (-4.14, 50.37), (-4.15, 50.38)]
    for ring, said in ((eight, "crosses itself"), ([(-4.1, 50.3)] * 4, "encloses nothing"), ([], "encloses nothing")):
        with pytest.raises(NoPlace, match=said):
            drawing_board.corners([x for x, _ in ring], [y for _, y in ring])


def test_the_board_shows_text_from_files_as_text():
    outline = {"id": "A", "geometry": {"type": "Polygon", "coordinates": [in_degrees(square(900))]}, "properties": {}}
    zones = {"features": [outline]}
    board = drawing_board.board({"features": []}, zones, [(-4.14, 50.37, "<b>Quay</b>")])
    assert board["data"][2]["text"] == ["&lt;b&gt;Quay&lt;/b&gt;"]
    west, east = board["layout"]["xaxis"]["range"]
    assert west < min(x for x in board["data"][1]["x"] if x is not None) < east
    assert drawing_board.board({"features": []}, {"features": []}, [])["data"][0]["x"] == []
