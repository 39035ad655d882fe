"""The hotspots page: each view as the address asks for it, on either shape of cells; the slider; one place."""

import base64
import json
import re
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from analysis.release import partnership
from tests.conftest import PROJECT
from tests.etl import anytown
from tests.pages.test_another_area import is_deck, protos

SAID = {
    "Rank": "share of area (PAI)",
    "Tested": "Getis-Ord",
    "Lasting": "Each of 36 months is tested by itself",
    "Change": "against the same months a year before",
    "Density": "exact Gaussian kernel with a bandwidth of 300 metres",
}


def opened(**query):
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    app.switch_page("violence/hotspots.py")
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def words(app):
    return " ".join(element.value for element in [*app.markdown, *app.caption]).replace("\\", "")


def statement(app):
    return [each.value for each in app.markdown if each.value.startswith("# ")]


def layers(app):
    """Those of the map that answers a click, layer by layer; the other one has no zones."""
    decks = [json.loads(proto.json)["layers"] for proto in protos(app) if is_deck(proto)]
    (deck,) = [one for one in decks if any(layer["id"] == "zone_marks" for layer in one)]
    return {layer["id"]: layer["data"] for layer in deck}


@pytest.mark.parametrize("view", SAID)
def test_a_view_is_what_the_address_asks_for(view, demo_data):
    app = opened(show=view, cells="Squares")
    assert not app.exception and SAID[view] in words(app)
    assert all((said in words(app)) == (name == view) for name, said in SAID.items()), "and no other is worked out"
    assert "Squares of 250 metres across (0.0625 km²)" in words(app)
    drawn = layers(app)
    assert len(drawn["ten_places"]) == 10 and drawn["street_names"] and drawn["cells"]["features"]
    assert bool(drawn["bands"]["features"]) == (view == "Density")
    assert "in cells" in words(app) and "with no place given" in words(app)


def test_the_slider_shows_one_month_and_plays(demo_data):
    app = opened(show="Lasting")
    app.select_slider(key="lasting_month").set_value("Sep 2025").run()
    assert "September 2025: " in words(app) and "2025-09" in app.query_params["month"]
    app.toggle(key="lasting_plays").set_value(True).run()
    assert "October 2022: " in words(app), "after the last month comes the first"


def test_a_place_opens_its_trend_types_streets_and_outcomes(demo_data):
    app = opened(place="SX 476 545")
    said = words(app)
    assert "Cell SX 476 545, month by month" in said and "types, places, outcomes" in said
    kinds = next(one.proto.body for one in app.main if one.type == "html" and ">What<" in one.proto.body)
    assert set(re.findall('<th scope="row">(.*?)</th>', kinds)) == {"Type (all)", "On or near", "Latest outcome"}
    app.button(key="place_back").click().run()
    assert "Ten places hold" in words(app) and "place" not in app.query_params


def test_under_the_rank_stand_the_curve_and_both_ranks_of_the_forces_list(demo_data):
    app = opened(public="true")
    said = words(app)
    assert "## Half lies in " in said and "among the ten most harmful" in said
    assert app.toggle(key="public").value and "Public place, not domestic: both are told of 80%" in said


@pytest.mark.parametrize(("month", "said"), [("2024-05", "May 2024: "), ("1999-01", "“1999-01” is no month of this view")])
def test_the_month_of_the_slider_is_what_the_address_asks_for(month, said, demo_data):
    app = opened(show="Lasting", month=month)
    assert said in words(app) + " ".join(each.value for each in app.warning).replace("\\", "")


def test_another_shape_of_cells_draws_the_page_anew(demo_data):
    app = opened(place="SX 476 545")
    (hexagons,) = statement(app)
    app.segmented_control(key="cells").set_value("Squares").run()
    assert not app.exception and "Squares of 250 metres across" in words(app)
    assert app.selectbox(key="place").value is None and "place" not in app.query_params
    assert statement(app) != [hexagons], "it counts the cells of the shape"


def test_a_view_that_there_is_not_is_said(demo_data):
    assert "# “Heat” is no part of this page" in words(opened(show="Heat"))


@pytest.mark.parametrize(
    ("records", "said"), [(0, "no record in a cell"), (1, "lies in one cell"), (30, "half of the 30 crimes recorded")]
)
def test_no_point_one_point_and_all_on_one_point_are_a_map_and_a_sentence(records, said, tmp_path, monkeypatch):
    data = anytown.data_folder(tmp_path / "data")
    crimes = [anytown.crime(f"a{n}", "2025-01", "E01990005", "Robbery") for n in range(records)]
    crimes.append(anytown.crime("far", "2025-01", anytown.ELSEWHERE, "Robbery"))
    street = anytown.write(tmp_path / "2025-01-street.csv", anytown.street(crimes))
    anytown.load(data, *anytown.lookup_files(tmp_path), *anytown.boundary_files(tmp_path), street)
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    for view in SAID:
        app = opened(show=view)
        assert not app.exception and said in words(app), view
        (deck,) = [json.loads(proto.json)["layers"] for proto in protos(app) if is_deck(proto)]
        held = {layer["id"]: layer["data"] for layer in deck}
        assert held["land"], "the wards are drawn whatever was recorded"
        if view in ("Rank", "Density"):
            assert len(held["cells"]["features"]) == (1 if records else 0)
        if view == "Tested" and records < 2:
            assert not re.search("[1-9] of [0-9]+ cells holds? more", words(app)), "one record is no hotspot"


def test_without_zones_the_page_names_every_heading_that_their_file_needs(tmp_path, monkeypatch):
    data = anytown.data_folder(tmp_path / "data")
    crimes = [anytown.crime("a", "2025-01", "E01990005", "Robbery")]
    anytown.load(data, *anytown.lookup_files(tmp_path), anytown.write(tmp_path / "2025-01-street.csv", anytown.street(crimes)))
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    said = next(each.value for each in opened().markdown if "GeoJSON" in each.value)
    square = [[-4.15, 50.36], [-4.14, 50.36], [-4.14, 50.37], [-4.15, 50.36]]
    values = {"zone_id": "quay", "name": "Quay", "kind": "night_time", "indicative": "Yes", "source": "drawn here"}
    told = {name: values[name] for name in re.findall("`(.+?)`", said)}
    feature = {"type": "Feature", "properties": told, "geometry": {"type": "Polygon", "coordinates": [square]}}
    zones = anytown.write(tmp_path / "zones.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (report,) = anytown.loading.screen(data, anytown.loading.Handed([zones]))
    assert report.verdict != "refused"


def test_streets_are_behind_the_map_where_the_settings_name_some_and_a_reader_asks(demo_data, monkeypatch):
    def style(app):
        (deck,) = [
            one for one in map(json.loads, (p.json for p in protos(app) if is_deck(p))) if "zone_marks" in str(one["layers"])
        ]
        return str(deck.get("mapStyle"))

    assert not opened(show="Tested", streets="true").toggle, "none are named, so that nothing is offered and nothing fetched"
    named = replace(partnership.in_force(), basemap="https://tiles.example.org/{z}/{x}/{y}.png", basemap_says="© Somebody")
    monkeypatch.setattr(partnership, "in_force", lambda: named)
    assert not style(opened(show="Tested")).startswith("data:")
    app = opened(show="Tested", streets="true")
    written = json.loads(base64.b64decode(style(app).partition("base64,")[2]))
    assert written["sources"]["streets"]["tiles"] == [named.basemap] and "can fetch them: © Somebody" in words(app)
    assert not layers(app)["land"]["features"], "the streets are seen"
