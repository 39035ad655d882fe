"""The page on the night: each of its parts, what an address asks for, and what it says where nothing is loaded."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import PROJECT
from tests.etl import anytown
from tests.extracts.make import SAMPLES


def opened(**query):
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page("violence/night.py").run()
    assert not app.exception
    return app


def words(app):
    return " ".join(each.value for each in (*app.markdown, *app.caption, *app.warning)).replace("\\", "")


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("Hours", "All night-time zones, hour by hour"),
        ("Purple Flag", "Nothing is written yet of policy envelope."),
        ("purple  flag", "Nothing is written yet of policy envelope."),
        ("Zones", "All zones: "),
        ("What was done", "hours asked for in City centre, Mutley Plain and Union Street and Derry's Cross"),
        ("Who is harmed", "most often against women and girls aged"),
        ("Hospital", "Seen at hospital per 100 recorded by the police, October 2024 to September 2025: "),
        ("Did it work?", "Mutley Plain against the areas compared: clearly fewer"),
    ],
)
def test_each_part_says_what_it_found(demo_data, part, said):
    found = words(opened(part=part))
    assert "# Friday and Saturday nights in the night-time zones: " in found and said in found


def test_a_project_without_an_effect_has_none_and_says_how_much_was_done(demo_data):
    found = words(opened(part="Did it work?", project="sv-2024-25.P2.union-street"))
    assert "Union Street and Derry's Cross against the areas compared: no clear difference" in found
    assert "hours of activity are recorded there, June 2024 to May 2025" in found and "not why" in found


def test_metres_around_a_zone_are_what_the_address_asks_for(demo_data):
    found = words(opened(part="Zones", inside="mutley-plain", metres="250 m"))
    assert "Mutley Plain and 250 m around: " in found and "is no part of this page" not in found


def test_what_the_address_asks_for_and_is_not_there_is_said(demo_data):
    assert "nowhere" in words(opened(part="Hours", zone="nowhere"))


def test_without_anything_loaded_and_with_zones_alone(tmp_path, monkeypatch):
    data = anytown.data_folder(tmp_path / "data")
    anytown.load(data, *anytown.lookup_files(tmp_path))
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    assert "No zones of the night-time economy are loaded yet" in words(opened())
    anytown.load(data, SAMPLES["zones.geojson"])
    expected = {
        "Hours": "Files of data.police.uk cannot show this",
        "Purple Flag": "Nothing is written yet of",
        "Zones": "No police recorded crime is loaded",
        "What was done": "Nothing loaded does not mean that nothing was done.",
        "Did it work?": "No project says where it works.",
        "Who is harmed": "Who is harmed is not known",
        "Hospital": "What hospitals see is not loaded.",
    }
    for part, said in expected.items():
        assert said in words(opened(part=part)), part
