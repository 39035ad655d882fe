"""Cells of equal area, how few hold how much, Gi*, its adjustment, lasting classes and density: by hand, and a second time.

The random fields are seeded: 20 here, 200 with make endurance.
"""

import json
import math

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from analysis.methods.spatial import cells, concentration, density, lasting, tested
from analysis.release import database

TOWN = shapely.box(247_000, 53_000, 251_000, 57_000)  # 16 square kilometres
SHAPES = {"hexagons": (cells.hexagons, cells.hexagon_of), "squares": (cells.squares, cells.square_of)}


def points_of(seed, number=2_000):
    return np.random.default_rng(seed).uniform((247_000, 53_000), (251_000, 57_000), (number, 2))


def square_of_side(side):
    """side × side squares without anything beyond, in order of row and column."""
    edge = cells.SQUARE_SIDE * side
    return cells.squares(np.empty((0, 2)), shapely.box(0, 0, edge, edge))


# Cells


@pytest.mark.parametrize("shape", SHAPES)
def test_every_point_lies_in_exactly_one_cell_and_all_areas_are_equal(shape):
    make, _ = SHAPES[shape]
    points = points_of(1)
    found = make(points, TOWN)
    polygons = shapely.polygons([np.vstack([ring, ring[:1]]) for ring in found.corners])
    areas = shapely.area(polygons)
    assert areas == pytest.approx(found.area, rel=1e-3) and found.across >= cells.SMALLEST_ACROSS
    index, inside = shapely.STRtree(polygons).query(shapely.points(points), predicate="within")
    assert index.tolist() == list(range(len(points))), "once each"
    assert (found.at == inside).all()
    assert shapely.area(shapely.union_all(polygons)) == pytest.approx(areas.sum()), "none overlaps another"


def test_a_point_lies_in_the_hexagon_whose_centre_is_nearest():
    points = np.random.default_rng(2).uniform(-2_000, 2_000, (3_000, 2))
    centres = {
        (column, row): (math.sqrt(3) * 166 * (column + (row % 2) / 2), 249 * row)
        for column in range(-9, 10)
        for row in range(-10, 11)
    }
    keys, places = list(centres), np.array(list(centres.values()))
    nearest = ((points[:, None, :] - places) ** 2).sum(axis=2).argmin(axis=1)
    assert cells.hexagon_of(points).tolist() == [list(keys[place]) for place in nearest]


def test_the_grid_does_not_move_with_what_lies_in_it():
    """The origin is fixed: the same point has the same cell whatever else is asked for."""
    point = np.array([[247_700.0, 54_500.0]])
    for make, key_of in SHAPES.values():
        alone, among = make(point), make(np.vstack([points_of(3), point]), TOWN)
        assert alone.centres[0] == pytest.approx(among.centres[among.at[-1]])
        assert key_of(point).tolist() == key_of(np.vstack([point, points_of(4)]))[:1].tolist()


def test_cells_of_an_area_are_those_whose_middle_lies_in_it_and_those_with_a_point():
    found = cells.squares(np.array([[5_100.0, 100.0]]), shapely.box(0, 0, 1_000, 500))
    assert sorted(map(tuple, found.centres.tolist())) == sorted(
        [(x, y) for x in (125, 375, 625, 875) for y in (125, 375)] + [(5_125.0, 125.0)]
    )
    hexagons = cells.hexagons(np.empty((0, 2)), TOWN)
    assert len(hexagons) == pytest.approx(shapely.area(TOWN) / hexagons.area, rel=0.05)
    middle = ((hexagons.centres - (249_000, 55_000)) ** 2).sum(axis=1).argmin()
    assert hexagons.neighbours[middle] == 6 and square_of_side(3).neighbours.tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert all(0 < step <= hexagons.across + 1e-6 for step in np.linalg.norm(
        hexagons.centres[hexagons.around[middle]] - hexagons.centres[middle], axis=1))  # fmt: skip


def test_drawn_cells_know_their_points_and_those_beside_them():
    three = [shapely.box(x, 0, x + 300, 300) for x in (0, 300, 700)]
    found = cells.drawn(np.array([[10.0, 10.0], [300.0, 50.0], [650.0, 5.0], [800.0, 9.0]]), three, ["a", "b", "c"])
    assert found.at.tolist() == [0, 0, cells.NO_CELL, 2], "a point on a border has the first; one outside none"
    assert found.neighbours.tolist() == [1, 1, 0] and found.area == 90_000 and found.names == ("a", "b", "c")


@pytest.mark.parametrize("make", [cells.hexagons, cells.squares, lambda points: cells.drawn(points, [], [])])
def test_no_point_and_all_on_one_point_are_no_trouble(make):
    none = make(np.empty((0, 2)))
    assert len(none) == 0 and not none.at.size and not tested.hot(np.zeros(0), none).size
    if make in (cells.hexagons, cells.squares):
        one = make(np.full((5, 2), 247_700.0))
        assert len(one) == 1 and one.at.tolist() == [0] * 5
        assert tested.gi_star(np.array([5.0]), one).tolist() == [0.0]


# How few hold how much


def test_shares_of_the_busiest_cells_by_hand():
    counts = np.zeros(200)
    counts[[3, 7, 150, 9]] = (40, 30, 20, 10)
    held = [concentration.busiest(counts, share) for share in concentration.SHARES]
    assert [(top.cells, top.held, top.share) for top in held] == [(2, 70, 0.7), (4, 100, 1), (10, 100, 1), (40, 100, 1)]
    assert held[0].accuracy == pytest.approx(70), "70% of the records over 1% of the area"
    assert [concentration.fewest_holding(counts, share) for share in (0.4, 0.5, 0.7, 0.71, 1)] == [1, 2, 2, 3, 4]
    assert concentration.curve(counts)[:5] == pytest.approx([0.4, 0.7, 0.9, 1, 1])
    assert concentration.busiest(np.zeros(10), 0.01).share == 0 and concentration.fewest_holding(np.zeros(10), 0.5) == 0


def test_efficiency_by_hand():
    """Two of four cells: those busiest earlier hold 5 + 1 later, the best two 5 + 4."""
    assert concentration.efficiency(np.array([9.0, 8, 1, 0]), np.array([5.0, 1, 4, 0]), 0.5) == pytest.approx(6 / 9)
    assert concentration.efficiency(np.array([1.0, 0]), np.zeros(2), 0.5) is None


# Gi*


def test_gi_star_equals_the_published_six_points():
    """esda's own test: the six points of Getis & Ord, neighbours within 15."""
    points = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], dtype=float)
    values = np.array([2, 3, 3.2, 5, 8, 7])
    near = np.linalg.norm(points[:, None] - points, axis=2) <= 15
    published = [-1.3972762620115442, -0.2891776156271273, 0.6506496351610379, -0.2891776156271273, 1.2345208835198738,
                 2.024243309389896]  # fmt: skip
    assert tested.gi_star_of_sums(values, near @ values, near.sum(axis=1)) == pytest.approx(published, abs=1e-12)


def test_gi_star_on_five_by_five_by_hand():
    """25 in the middle of 24 noughts: mean 1, variance 24, so that z is (sum − w) / √(25w − w²)."""
    values = np.zeros(25)
    values[12] = 25
    scores = tested.gi_star(values, square_of_side(5)).reshape(5, 5)
    assert scores[1:4, 1:4] == pytest.approx(np.full((3, 3), 16 / 12))
    assert scores[0, 2] == pytest.approx(-6 / math.sqrt(114)) and scores[0, 0] == pytest.approx(-4 / math.sqrt(84))
    assert tested.gi_star(np.full(25, 7.3), square_of_side(5)).tolist() == [0.0] * 25, "nothing differs"


@pytest.mark.real_data
def test_gi_star_of_the_lsoas_equals_a_direct_computation(real_release, shared_data):
    """All 164 of a real city, neighbours by their real outlines, a formula a place with every weight written out."""
    outlines = json.loads((shared_data / "geography" / "plymouth_lsoa_2021_bgc.geojson").read_text())["features"]
    metres = Transformer.from_crs(4326, 27700, always_xy=True)
    shapes = [
        shapely.transform(shapely.geometry.shape(one["geometry"]), lambda part: np.column_stack(metres.transform(*part.T)))
        for one in outlines
    ]
    cursor = database._open.cursor(real_release, database.release(real_release).file)
    counted = dict(cursor.execute("SELECT lsoa_code, count(*) FROM area_crimes GROUP BY 1").fetchall())
    values = np.array([float(counted[one["properties"]["LSOA21CD"]]) for one in outlines])
    assert len(values) == 164
    found = tested.gi_star(values, cells.drawn(np.empty((0, 2)), shapes, [""] * 164))
    deviation = math.sqrt(sum(value**2 for value in values) / 164 - (sum(values) / 164) ** 2)
    for place in range(164):
        weights = [float(shape.distance(shapes[place]) <= cells.TOUCHING) for shape in shapes]
        held = sum(weight * value for weight, value in zip(weights, values, strict=True))
        spread = deviation * math.sqrt((164 * sum(w * w for w in weights) - sum(weights) ** 2) / 163)
        assert found[place] == pytest.approx((held - sum(values) / 164 * sum(weights)) / spread, abs=1e-9)


def test_adjusted_p_values_by_hand_and_in_order():
    given = np.array([0.01, 0.04, 0.03, 0.005, 0.8])
    assert tested.adjusted(given) == pytest.approx([0.025, 0.05, 0.05, 0.025, 0.8])
    many = np.random.default_rng(5).uniform(size=(4, 300))
    found = tested.adjusted(many)
    for row, out in zip(many, found, strict=True):
        order = row.argsort()
        assert (np.diff(out[order]) >= 0).all() and (out >= row - 1e-12).all() and out.max() <= 1
    assert tested.two_sided(np.array([0, 1.959964, -1.959964])) == pytest.approx([1, 0.05, 0.05], abs=1e-6)


FEW_TO_MANY = (0.001, 0.01, 0.1, 0.5, 20)
"""Records to a cell: one month of one kind of crime, up to years of all violence."""


def share_of_fields_with_a_false_hotspot(draws, seed, to_a_cell):
    """Records that fall anywhere alike, on the cells of a town."""
    grid = cells.hexagons(np.empty((0, 2)), TOWN)
    fields = np.random.default_rng(seed).poisson(to_a_cell, (draws, len(grid))).astype(float)
    found = tested.hot(fields, grid)
    assert found.mean() <= 0.05, "of all cells"
    return found.any(axis=1).mean()


@pytest.mark.parametrize("to_a_cell", FEW_TO_MANY)
def test_a_random_field_has_few_false_hotspots(to_a_cell):
    # 5% of 20 fields are one; chance may make it three
    assert share_of_fields_with_a_false_hotspot(20, 11, to_a_cell) <= 0.15


@pytest.mark.endurance
@pytest.mark.parametrize("to_a_cell", FEW_TO_MANY)
def test_random_fields_have_no_more_false_hotspots_than_said(to_a_cell):
    assert share_of_fields_with_a_false_hotspot(200, 12, to_a_cell) <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / 200)


def test_a_handful_on_one_cell_is_told_from_a_record_by_the_exact_test():
    """By hand: of so many records that fall anywhere alike, all in nine squares of 81."""
    grid = square_of_side(9)
    for records in (1, 4):
        values = np.zeros(81)
        values[40] = records
        sums, weights = grid.around_each(values), grid.neighbours + 1.0
        found = tested.random_field_p_values(sums, weights, np.array([float(records)]))
        assert found[40] == pytest.approx(min(1.0, 2 * (weights[40] / 81) ** records)), "all of them there"
        assert tested.hot(values, grid).any() == (records == 4)


def test_planted_hotspots_are_found():
    grid = cells.hexagons(np.empty((0, 2)), TOWN)
    values = np.random.default_rng(6).poisson(5, len(grid)).astype(float)
    planted = [int(((grid.centres - place) ** 2).sum(axis=1).argmin()) for place in ((248_000, 54_000), (250_000, 56_000))]
    values[planted] += 40
    found = tested.hot(values, grid)
    assert found[planted].all()
    near = {int(cell) for place in planted for cell in (place, *grid.around[place])}
    assert set(np.flatnonzero(found).tolist()) <= near, "and nothing else is"


def test_the_test_of_a_change_is_the_exact_one():
    from scipy.stats import binomtest

    now, before = np.array([3.0, 20, 5, 0, 40]), np.array([12.0, 8, 5, 0, 15])
    expected = [binomtest(int(a), int(a + b)).pvalue if a + b else 1 for a, b in zip(now, before, strict=True)]
    assert tested.change_p_values(now, before) == pytest.approx(expected)


# Lasting


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ("....................", lasting.NEVER),
        (".....X..............", lasting.NEVER),  # 5% of the months
        ("................XX..", lasting.NEW),
        ("XXXX................", lasting.COOLING),
        ("XX.............X....", lasting.COOLING),
        ("X..X.............X..", lasting.INTERMITTENT),
        ("XXXX.XXXXXXX.XXXXXXX", lasting.PERSISTENT),
        ("XXXXXXXXXXXXXXXX....", lasting.COOLING),  # in 80% of all, and in none of late
        ("XXXX.XXXXXX..XXXX.XX", lasting.PERSISTENT),  # 80% to the month
        ("XXXX.XXXXXX..XXX..XX", lasting.INTERMITTENT),
    ],
)
def test_the_class_of_a_place_by_its_months(months, expected):
    hot = np.array([[letter == "X"] for letter in months])
    assert lasting.recent_periods(len(months)) == 4
    assert lasting.classes(hot).tolist() == [expected]


# Density


def test_density_integrates_to_the_number_of_points_and_equals_the_sum_over_points():
    points, weights = points_of(7, 200), np.random.default_rng(8).integers(1, 9, 200).astype(float)
    found = density.surface(points, weights)
    assert found.total() == pytest.approx(weights.sum(), rel=1e-4)
    row, column = 30, 41
    node = np.array([found.eastings[column], found.northings[row]])
    direct = sum(
        weight * math.exp(-((node - point) ** 2).sum() / (2 * 300**2)) / (2 * math.pi * 300**2) * 1e6
        for point, weight in zip(points, weights, strict=True)
    )
    assert found.values[row, column] == pytest.approx(direct, rel=1e-12)
    alone = density.surface(np.array([[247_700.0, 54_500.0]]), np.array([3.0]))
    assert alone.total() == pytest.approx(3, rel=1e-4) and alone.values.max() <= 3 * 1e6 / (2 * math.pi * 300**2)
