"""Hotspots and Pillars in the browser: a click on the hotspot map, what the strip opens, and sources beside what is drawn."""

from pathlib import Path

import pytest
from playwright.sync_api import expect
from shapely.geometry import shape

from analysis.crime import hotspots
from analysis.figures import maps
from analysis.release import database
from tests.browser import reckoning
from tests.browser.conftest import Server, Visit

pytestmark = pytest.mark.browser


def test_click_on_the_hotspot_map_looks_closer(demo_server: Server, demo_data: Path, visit: Visit) -> None:
    rows = reckoning.counted(reckoning.rows(demo_data))
    zones = maps.outlines(database.ask("zones"), ["zone_id", "name"])
    first_zone = zones["features"][0]
    bounds = maps.bounds_of(zones)
    busiest, count = reckoning.busiest_cell(rows)
    corners = hotspots.cell_outline(*busiest)

    page = visit.open(demo_server, "/hotspots")
    visit.heading(f"half of the {len(rows):,} crimes recorded in Plymouth")
    expect(page.get_by_text("Zones, indicative: 1 ")).to_be_visible()
    # Near the cell's south-west corner, clear of a zone's number.
    visit.click_map([(3 * corners[0][axis] + corners[2][axis]) / 4 for axis in (0, 1)], bounds)
    expect(page.get_by_role("heading", name=f"Cell {hotspots.cell_id(*busiest)}, month by month")).to_be_visible()
    expect(page.get_by_text(f"{count:,} crimes recorded, October 2024 to September 2025.")).to_be_visible()
    visit.drawn()
    visit.click_map(shape(first_zone["geometry"]).representative_point().coords[0], bounds)
    expect(page.get_by_role("heading", name=f"{first_zone['properties']['name']}, month by month")).to_be_visible()
    expect(page.get_by_role("combobox", name="Look closer at a zone or cell")).to_have_value(first_zone["properties"]["name"])
    assert "place=" in page.url
    visit.drawn()


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
