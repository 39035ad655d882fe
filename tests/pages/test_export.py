"""The Export page: a ready pack, one's own choice in its order, and what is said where something cannot be made."""

import io
import json
import zipfile

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import PROJECT


@pytest.fixture
def page(demo_data):
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    app.session_state["export_formats"] = ["csv"]
    app.switch_page("figures/export.py").run()
    assert not app.exception
    return app


def said(app):
    return "\n".join(str(element.value) for element in [*app.markdown, *app.warning]).replace("\\", "")


def manifest_of(app):
    pack = app.session_state["export_made"]
    with zipfile.ZipFile(io.BytesIO(pack.zipped())) as archive:
        name = next(name for name in archive.namelist() if name.endswith("manifest.json"))
        return json.loads(archive.read(name))


def figures_of(app):
    return [(line["figure"], line["query"]) for chapter in manifest_of(app)["chapters"] for line in chapter["figures"]]


def put(figure, title, **query):
    return {"page": "explore", "query": query, "figure": figure, "title": title}


def test_a_ready_pack_is_made_and_handed_over(page):
    assert "19 figures: The adopted indicators (9), Other signals (5) and Delivery (5)." in said(page)
    page.button(key="export_make").click().run()
    assert not page.exception
    assert "Serious violence in Plymouth: board pack. 19 figures in 20 files." in said(page)
    assert len(figures_of(page)) == 19 and manifest_of(page)["demonstration"] is True
    page.radio(key="export_pack").set_value("strategy").run()
    assert "Responding to Harm (" in said(page) and "board pack. 19 figures" in said(page), "the last pack can still be taken"


def test_ones_own_choice_stands_in_its_order_for_the_wards_and_months_chosen(page):
    page.session_state["pack_list"] = [
        put("recorded_crime_trend", "Month by month", type=["Robbery"], view=["Streets"]),
        put("indicator_L2", "Violent crime"),
        put("nothing_such", "A title of before"),
    ]
    page.radio(key="export_pack").set_value("own").run()
    assert "My own choice (3 figures)" in page.radio(key="export_pack").options
    assert "1. Month by month (Robbery)" in said(page)
    page.button(key="export_down_0").click().run()
    page.selectbox(key="export_pick").set_value("years_L2").run()
    page.button(key="export_add_it").click().run()
    page.multiselect(key="ward").set_value(["E05002081"]).run()
    page.selectbox(key="export_from").set_value(first_month(page)).run()
    page.button(key="export_make").click().run()
    assert not page.exception
    assert figures_of(page) == [
        ("indicator_L2", [["ward", "E05002081"]]),
        ("recorded_crime_trend", [["type", "Robbery"], ["ward", "E05002081"], ["from", "Oct 2022"]]),
        ("nothing_such", []),
        ("years_L2", []),
    ]
    assert "3 figures in 4 files. 1 thing could not be made and is named in each file." in said(page)
    assert "There is no figure called “nothing_such” that can go into a pack." in said(page)
    for _ in range(4):
        page.button(key="export_out_0").click().run()
    assert "Nothing is chosen yet" in said(page) and page.button(key="export_make").disabled


def test_figures_put_aside_are_chosen_first_and_without_a_kind_of_file_nothing_is_made(demo_data):
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    app.session_state["pack_list"] = [put("indicator_L2", "Violent crime")]
    app.session_state["export_formats"] = []
    app.switch_page("figures/export.py").run()
    assert app.radio(key="export_pack").value == "own" and app.button(key="export_make").disabled
    assert "No kind of file is chosen yet." in said(app)
    app.session_state["pack_list"] = []
    app.run()
    assert "Nothing is chosen yet" in said(app)


def first_month(page):
    from datetime import date

    assert "Oct 2022" in page.selectbox(key="export_from").options
    return date(2022, 10, 1)


def test_where_nothing_can_be_made_the_page_says_so_and_stands(page):
    page.session_state["pack_list"] = [put("nothing_such", "A title of before")]
    page.radio(key="export_pack").set_value("own").run()
    page.button(key="export_make").click().run()
    assert not page.exception and "None of the figures could be made." in said(page)
    assert not list(page.get("download_button"))
