"""Hotspots and Pillars in the browser: a click on the hotspot map, what the strip opens, and sources beside what is drawn."""

import io
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from analysis.crime import gathered, hotspot_figures
from analysis.crime.selection import CrimeTypes, Selection
from analysis.figures import maps
from analysis.release import database
from tests.browser import reckoning
from tests.browser.conftest import Server, Visit

pytestmark = pytest.mark.browser
SERIOUS = CrimeTypes(reckoning.SERIOUS, reckoning.SERIOUS, reckoning.SERIOUS)


def test_the_hotspot_map_is_drawn_and_answers_a_click(demo_server: Server, demo_data: Path, visit: Visit) -> None:
    """Its pixels after a change of view and of the window; a click on a cell and on a zone's letter; the list on one sheet."""
    rows = reckoning.counted(reckoning.rows(demo_data), months=36)
    zones = maps.outlines(database.ask("zones"), ["zone_id", "name"])
    first_zone = zones["features"][0]
    (east, north), count = reckoning.busiest_hexagon(rows)
    on = gathered.cell_map(gathered.HEXAGONS, database.ask("area_points"), database.ask("wards"))
    chosen = Selection("Plymouth", (), (), reckoning.SERIOUS, SERIOUS, date(2022, 10, 1), date(2025, 9, 1))
    found = gathered.gather(on, chosen, database.ask("point_months", **chosen.when()))
    bounds = hotspot_figures.frame(found, zones, maps.outlines(database.ask("wards"), ["ward_code", "ward_name"]))

    page = visit.open(demo_server, "/hotspots")
    visit.heading(f"half of the {len(rows):,} crimes recorded in Plymouth")
    expect(page.get_by_text("Zones, indicative: A ")).to_be_visible()
    place = page.locator('[data-testid="stDeckGlJsonChart"]').first.bounding_box()
    assert place and place["height"] >= 0.6 * 900 and place["y"] + place["height"] <= 900, "the map stands on the first screen"
    assert colours_of(page) > 3
    paper = page.pdf(format="A4", landscape=True)
    assert paper.count(b"/Type /Page\n") == 1, "the ten places are one sheet"
    page.set_viewport_size({"width": 1200, "height": 900})
    visit.drawn()
    assert colours_of(page) > 3, "after the window took another size"
    page.get_by_role("radio", name="Tested").click()
    expect(page.get_by_text("than chance would put there. Getis-Ord", exact=False)).to_be_visible()
    assert colours_of(page) > 2 and "show=Tested" in page.url
    page.get_by_role("radio", name="Squares").click()
    expect(page.get_by_text("Squares of 250 metres across", exact=False)).to_be_visible()
    expect(page.locator("h1")).not_to_contain_text(f"of {len(on.grid):,} cells")  # the whole page follows another shape
    page.get_by_role("radio", name="Hexagons").click()
    visit.heading(f"of {len(on.grid):,} cells")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("radio", name="Rank").click()
    visit.drawn()
    still = page.locator(".still_map img")
    light = still.get_attribute("src") or ""
    page.emulate_media(color_scheme="dark")
    expect(still).not_to_have_attribute("src", light)
    page.emulate_media(color_scheme="light")
    expect(still).to_have_attribute("src", light)
    visit.drawn()
    # West of the middle, clear of the letters of zones.
    middle = gathered.degrees(np.array([[east - 90, north]]))[0]
    name = gathered.cell_id(int(east // 1), int(north // 1))
    visit.click_map(middle.tolist(), bounds, up=hotspot_figures.HIGH, says=f"Cell {name}")
    expect(page.get_by_role("heading", name=f"Cell {name}, month by month")).to_be_visible()
    expect(page.get_by_text(f"{count:,} crimes recorded, October 2022 to September 2025", exact=False).first).to_be_visible()
    visit.drawn()
    visit.click_map(maps.north_end(first_zone), bounds, up=hotspot_figures.HIGH)
    expect(page.get_by_role("heading", name=f"{first_zone['properties']['name']}, month by month")).to_be_visible()
    expect(page.get_by_role("combobox", name="Look closer at a zone or cell")).to_have_value(first_zone["properties"]["name"])
    assert "place=" in page.url
    visit.drawn()


def test_the_slider_of_what_lasts_plays_and_the_map_outlives_another_tab(demo_server: Server, visit: Visit) -> None:
    """Month after month while it plays; the month where it stops stands in the address; a tab beside leaves the map drawn."""
    page = visit.open(demo_server, "/hotspots?show=Lasting")
    play = page.get_by_text("Play", exact=True)
    play.click()
    expect(page.get_by_text("November 2022: ", exact=False)).to_be_visible(timeout=60_000)
    play.click()
    page.wait_for_url(re.compile("month=20"), timeout=60_000)
    beside = visit.context.new_page()
    beside.goto("about:blank")
    page.bring_to_front()
    visit.drawn()
    assert colours_of(page) > 2
    beside.close()


TILES = "https://tiles.example.org"
NOT_FETCHED = re.compile(rf"{re.escape(TILES)}|ERR_NAME_NOT_RESOLVED|Error: Failed to fetch")
"""What a browser says in its console of pictures that no other host gives it."""


def test_streets_that_do_not_come_leave_a_map_to_find_ones_way_by(
    serve: Callable[[Path], Server], demo_data: Path, tmp_path: Path, visit: Visit
) -> None:
    """Cells, outlines and names stand, and the page says of streets only that a browser may have them."""
    folder = tmp_path / "data"
    shutil.copytree(demo_data, folder)
    settings = f'basemap = "{TILES}/{{z}}/{{x}}/{{y}}.png"\nbasemap_says = "© Somebody"\n'
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    server = serve(folder)
    server.wait()
    page = visit.open(server, "/hotspots?show=Tested")
    assert not visit.faults, "nothing is fetched unasked"
    streets = page.get_by_text("Streets behind", exact=True)
    streets.click()
    whose = page.get_by_text("Streets, where your browser can fetch them: © Somebody.", exact=False)
    expect(whose).to_be_visible()
    visit.drawn()
    page.wait_for_timeout(2000)  # they are asked for, refused, and asked for no more
    assert any(fault.startswith(f"failed: {TILES}") for fault in visit.faults)
    assert colours_of(page) > 2
    expect(page.locator('[data-testid="stDeckGlJsonChart"]').first).to_be_visible()
    expect(page.locator('[data-testid="stAlert"]')).to_have_count(0)
    streets.click()
    expect(whose).to_have_count(0)
    visit.drawn()
    assert colours_of(page) > 2
    visit.faults = [fault for fault in visit.faults if not NOT_FETCHED.search(fault)]


def colours_of(page: Page) -> int:
    """How many colours cover a part of the map that is more than a line: a blank map has one."""
    chart = page.locator('[data-testid="stDeckGlJsonChart"]').first
    chart.scroll_into_view_if_needed()
    for _ in range(40):
        picture = Image.open(io.BytesIO(chart.screenshot())).convert("RGB")
        found = picture.getcolors(picture.width * picture.height) or []
        many = sum(share > 0.002 * picture.width * picture.height for share, _ in found)
        if many > 2:
            return many
        page.wait_for_timeout(250)
    return 1


def test_the_strip_opens_what_the_figures_rest_on(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/data")
    visit.press(f"release {demo_server.release.id[:4]}")
    expect(page.get_by_text(f"Release {demo_server.release.id}, built on ")).to_be_visible()
    expect(page.get_by_text("Every figure on these pages is invented", exact=False)).to_be_visible()


def test_pillars_are_four_and_every_figure_names_its_source(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/pillars")
    said = page.locator('[data-testid="stMain"]').inner_text()
    for pillar in (
        "Building Personal and Community Resilience",
        "Responding to Harm",
        "Feeling Safe",
        "Learning and Understanding",
    ):
        assert pillar in said
    captions = page.locator('[data-testid="stCaptionContainer"]').filter(has_text="Source: ").all_inner_texts()
    assert captions
    assert all(f"release {demo_server.release.id[:8]}" in caption and "made up" in caption for caption in captions)
