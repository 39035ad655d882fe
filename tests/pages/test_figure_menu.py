"""The menu beside a figure's title: closed it is a button, open it offers every file, a sentence, and a place in the pack."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import PROJECT

PICTURES = [f"{kind}, {size}" for kind in ("PNG", "SVG") for size in ("A4 column", "A4 page", "slide")]
FILES = [*PICTURES, "Download CSV", "Download XLSX"]


def opened(page, *menus, **query):
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    for key, value in query.items():
        app.query_params[key] = value
    for menu in menus:
        app.session_state[f"{menu}_menu"] = True
    app.switch_page(page).run()
    assert not app.exception
    return app


def downloads(app):
    return [button.proto.label for button in app.get("download_button")]


@pytest.mark.parametrize(
    ("page", "menu", "files", "said"),
    [
        ("violence/explore.py", "trend", FILES, "crimes recorded in September 2025"),
        ("violence/explore.py", "wards", FILES, "has the most"),
        ("violence/hotspots.py", "cells", FILES, "Hexagons of"),
        ("violence/hotspots.py", "zones", FILES[-2:], ""),
        ("projects/portfolio.py", "milestones", FILES, "milestones late"),
    ],
)
def test_an_open_menu_offers_every_file_and_a_sentence(demo_data, page, menu, files, said):
    app = opened(page, menu)
    offered = [label for label in downloads(app) if label in FILES]
    assert offered == files
    (code,) = app.code
    assert said in code.value and "[OFFICIAL. Source: demonstration data, made up" in code.value


def test_a_closed_menu_holds_nothing_and_a_figure_is_put_aside_once(demo_data):
    app = opened("violence/explore.py")
    assert not set(downloads(app)) & set(FILES) and not app.code
    assert len([block for block in app.get("popover") if block.proto.popover.label == "Export"]) >= 2
    app = opened("violence/explore.py", "trend", ward="Drake")
    app.button(key="trend_add").click().run()
    (put,) = app.session_state["pack_list"]
    assert put["figure"] == "recorded_crime_trend" and put["title"] == "Month by month"
    assert put["query"]["ward"] and set(put) == {"page", "query", "figure", "title"}
    assert any("1 figure put aside" in caption.value for caption in app.caption)
    app.button(key="trend_out").click().run()
    assert app.session_state["pack_list"] == []
