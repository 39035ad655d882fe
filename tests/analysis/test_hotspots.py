"""What the hotspots page says of cells: the ten places, the views, the map; by hand-made records."""

import base64
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.crime import gathered, hotspot_figures, hotspot_views, hotspots, ten_places
from analysis.crime.selection import CrimeTypes, Selection
from analysis.figures import maps
from analysis.figures.charts import palette
from analysis.figures.figure import Caption
from analysis.methods.comparison import Comparison
from analysis.release.questions.crime import ForceTotal
from analysis.release.rows import known_as
from analysis.words import periods
from analysis.words.months import every_month, year_before
from tests.analysis import hotspot_places

ROBBERY = CrimeTypes(("Robbery",), ("Robbery",), ("Robbery",))
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 1)
NOTHING = {"type": "FeatureCollection", "features": []}
CAPTION = Caption("police files", "2025", "Anytown", "3f9a1b2c")


def selection(start=FIRST, end=LAST, **more):
    return Selection("Anytown", (), (), ("Robbery",), ROBBERY, start, end, **more)


def drawn(chosen, found, view):
    ten = ten_places.ten_places(found)
    deck = hotspot_figures.hotspot_map(chosen, found, view, ten, NOTHING, NOTHING, None, False)
    return {layer.id: layer.data for layer in deck.layers}, deck


# Records in cells


def test_every_record_is_in_a_cell_or_said_to_be_in_none():
    chosen = selection()
    rows = [(FIRST, 0, "Quay", 3), (LAST, 0, "Quay", 4), (LAST, 1, "Hill", 2), (LAST, None, None, 5)]
    found = hotspot_places.gather(chosen, rows, ["Quay", "Hill"])
    assert (found.total, found.without_point, found.outside_grid, len(found.months)) == (9, 5, 0, 24)
    assert found.counts[[0, -1]].sum(axis=1).tolist() == [3, 6] and found.at_points.tolist() == [7, 2]
    said = hotspots.accounting(chosen, found, known_as(ForceTotal, in_force=20, outside=4, not_located=2))
    assert "hold 20 crimes" in said and "9 in cells, 5 in Anytown without a point, 4 outside Anytown, and 2 with no" in said


def test_a_month_without_a_file_is_no_month_of_a_cell():
    span = periods.Period(FIRST, date(2024, 3, 31), missing=(date(2024, 2, 1),), comparable_part=(FIRST, date(2024, 3, 1)))
    found = hotspot_places.gather(selection(end=date(2024, 3, 1), counted=span), [(FIRST, 0, "Quay", 3)], ["Quay"])
    assert found.months == (FIRST, date(2024, 3, 1))
    assert ten_places.ten_places(found)[0].months == (3, 0)
    picture = base64.b64decode(ten_places.trend(found.months, (3, 0)).split('"')[1].split(",")[1]).decode()
    assert picture.count("<path") == 2, "no line runs across the month without a file"


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([("Quay", 3), ("Hill", 2)], "Quay"),
        ([("Parking Area", 9), ("Quay", 3)], "Quay (a parking area)"),
        ([("Parking Area", 3), ("Quay", 3)], "Quay"),
        ([("Supermarket", 1), ("Parking Area", 9)], "a parking area"),
        ([("Quay", 2), ("Arch Lane", 2)], "Arch Lane"),
        ([(None, 2)], ""),
    ],
)
def test_what_a_cell_is_mostly_on_or_near(records, said):
    found = hotspot_places.gather(selection(), [(FIRST, 0, street, count) for street, count in records], ["Quay"])
    assert [name for name in found.near if name] == ([said] if said else [])


def test_no_name_on_the_map_is_a_kind_of_place_and_none_stands_on_another():
    points = hotspot_places.named(["Quay", "Parking Area", "Hill", "Supermarket", "Moor Road", None])
    names = [name for _, _, name in gathered.cell_map(gathered.HEXAGONS, points, pd.DataFrame({"geojson": []})).labels]
    assert names == ["Hill"], "the others lie 1,200 metres from it, where their names would overlap"


# Ten places


def test_proposed_time_adds_up_to_all_of_it():
    assert ten_places.proposed_time([1, 1, 1]) == [34, 33, 33]
    assert ten_places.proposed_time([50, 30, 20]) == [50, 30, 20]
    drawn_by_lot = np.random.default_rng(1).integers(1, 400, (50, 10)).tolist()
    for records in drawn_by_lot:
        shares = ten_places.proposed_time(records)
        assert sum(shares) == 100
        assert all(abs(share - 100 * count / sum(records)) < 1 for share, count in zip(shares, records, strict=True))


def test_ten_places_by_hand():
    """Twelve cells; the busiest of all was busy in one month alone, the second in both."""
    chosen = selection(end=date(2024, 2, 1))
    rows = [(FIRST, 0, "Quay", 100), (FIRST, 1, "Hill", 30), (date(2024, 2, 1), 1, "Hill", 30)]
    rows += [(date(2024, 2, 1), at, f"Street {at}", 20 - at) for at in range(2, 12)]
    found = hotspot_places.gather(chosen, rows, ["Quay", "Hill", *(f"Street {at}" for at in range(2, 12))])
    ten = ten_places.ten_places(found)
    assert [(one.number, one.near, one.records, one.steady) for one in ten[:3]] == [
        (1, "Quay", 100, 1), (2, "Hill", 60, 2), (3, "Street 2", 18, 1),
    ]  # fmt: skip
    figure = ten_places.figure(chosen, found, ten, CAPTION)
    assert figure.title == f"Ten places hold 94% of {found.total} crimes"
    assert sum(one.records for one in ten) == round(0.9356 * found.total)
    assert len(figure.table) == 10 and sum(figure.table["Time (%)"]) == 100
    listed = ten_places.listed(chosen, found, ten, {}, dark=False)
    assert listed.count("<tr>") == 11 and listed.count("<img") == 10


def test_a_name_from_a_file_is_text_in_the_list():
    name = '<img src=x onerror="alert(1)">'
    found = hotspot_places.gather(selection(), [(FIRST, 0, name, 3)], [name])
    listed = ten_places.listed(selection(), found, ten_places.ten_places(found), {"Tested": [name]}, dark=True)
    assert "<img src=x" not in listed and listed.count("&lt;img") == 2


# Views


def test_classes_are_the_fewest_cells_that_hold_a_quarter_half_and_four_fifths():
    chosen = selection()
    view = hotspot_views.ranked_view(chosen, hotspot_places.in_cells(chosen, [30, 25, 20, 10, 9, 6]))
    assert [words for _, words in view.swatches] == [
        "30 (together 30%)", "25 (together 55%)", "10 to 20 (together 85%)", "6 to 9 (together 100%)",
    ]  # fmt: skip
    alike = hotspot_views.ranked_view(chosen, hotspot_places.in_cells(chosen, [4, 4, 4]))
    assert len(alike.swatches) == 1 and set(alike.of_cell.values()) == {0}


def planted(chosen, extra):
    """A town of 400 hexagons with a few records each, and `extra` a month more on one of them in some of the months."""
    random = np.random.default_rng(3)
    points = pd.DataFrame(
        [
            {"point": at, "easting": 247_000.0 + 300 * (at % 20), "northing": 54_000.0 + 300 * (at // 20), "street": "Quay",
             "records": 1}
            for at in range(400)
        ]
    )  # fmt: skip
    months = every_month(chosen.start, chosen.end)
    rows = [
        (month, at, "Quay", int(count) + (extra(month) if at == 210 else 0))
        for month in months
        for at, count in enumerate(random.poisson(3, 400))
    ]
    on = gathered.cell_map(gathered.HEXAGONS, points, pd.DataFrame({"geojson": []}))
    found = gathered.gather(on, chosen, hotspot_places.answer([row for row in rows if row[3]]))
    return found, int(on.grid.at[210]), months


def test_planted_hotspots_are_found_and_said_to_be_new_or_to_last():
    chosen = selection()
    for extra, lasting in ((lambda month: 40, "persistent"), (lambda month: 40 * (month >= date(2025, 9, 1)), "new")):
        found, cell, _ = planted(chosen, extra)
        assert found.ranked[0] == cell
        assert "(PEI)." in hotspot_views.ranked_view(chosen, found).said
        tested = hotspot_views.tested_view(chosen, found, [cell])
        assert tested.columns["Tested"] == ["more, p under 0.001"] and tested.of_cell[cell] == 0
        assert sum(swatch < 2 for swatch in tested.of_cell.values()) <= 7, "the cell and those round it"
        view = hotspot_views.lasting_view(found, [cell])
        assert view.columns["Lasting"] == [lasting]
        one = hotspot_views.lasting_view(found, [cell], LAST)
        assert one.of_cell[cell] == 0 and one.said.startswith("December 2025: ")


def test_change_is_told_by_both_tests_and_refused_across_a_break():
    chosen = selection()
    found, cell, months = planted(chosen, lambda month: 30 * (month.year == 2025))
    later = selection(start=date(2025, 1, 1))
    rows = pd.DataFrame({"month": pd.to_datetime(months), "covered": True, "comparable": True, "reason": None})
    compared = Comparison(year_before(later.start), year_before(later.end))
    view = hotspot_views.changed_view(later, compared, found, found, rows, [cell, 0])
    assert view.columns["Change"] == ["clearly more", "no clear change"] and view.of_cell[cell] == 0
    now, before = int(view.columns["Now"][0]), int(view.columns["Before"][0])
    assert now - before > 300 and sum(swatch == 0 for swatch in view.of_cell.values()) == 1
    refused = Comparison(compared.start, compared.end, "Not comparable: a new system. No change across it is worked out.")
    view = hotspot_views.changed_view(later, refused, found, found, rows, [cell])
    assert view.refused.startswith("Not comparable") and not view.of_cell and not view.columns


def test_density_lies_over_every_record_and_draws_bands():
    chosen = selection()
    view = hotspot_views.density_view(chosen, hotspot_places.in_cells(chosen, [30, 25]))
    assert "Under the whole surface lie 55 crimes." in view.said
    assert {swatch for _, swatch in view.bands} == {0, 1, 2, 3}
    layers, _ = drawn(chosen, hotspot_places.in_cells(chosen, [30, 25]), view)
    assert layers["bands"]["features"] and layers["cells"]["features"]


# The map is never blank without a word


@pytest.mark.parametrize("records", [[], [1], [5, 0], [7]])
def test_no_point_one_point_and_all_on_one_point_draw_a_map(records):
    chosen = selection()
    found = hotspot_places.in_cells(chosen, records)
    ten = [one.cell for one in ten_places.ten_places(found)]
    for view in (
        hotspot_views.ranked_view(chosen, found),
        hotspot_views.tested_view(chosen, found, ten),
        hotspot_views.lasting_view(found, ten),
        hotspot_views.density_view(chosen, found),
    ):
        layers, deck = drawn(chosen, found, view)
        assert len(layers["cells"]["features"]) == sum(count > 0 for count in records)
        assert hotspots.cell_table(chosen, found, view.said, CAPTION).sentence
        west, south = deck.initial_view_state.longitude, deck.initial_view_state.latitude
        assert np.isfinite(np.array([west, south, deck.initial_view_state.zoom], dtype=float)).all()
    if not sum(records):
        assert hotspot_figures.frame(found, NOTHING, NOTHING) == maps.EVERYWHERE


def test_no_cell_is_smaller_than_anonymised_points_allow():
    for shape in gathered.SHAPES:
        assert gathered.cell_map(shape, hotspot_places.named(["Quay"]), pd.DataFrame({"geojson": []})).grid.across >= 250


def test_swatches_of_every_view_have_a_colour_for_a_dark_page():
    assert set(palette.DARK_THEME) >= {palette.ORANGE, palette.TEAL, palette.BLUE, palette.PALE_BLUE}
    assert len(hotspot_views.BLUES) == len(hotspot_views.BLUES_DARK) == len(set(hotspot_views.BLUES_DARK))
