"""Pages on paper: whole charts, whole tables, no controls, and the marking on every sheet."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, Visit
from tests.browser.test_overview import boxes_of, pages_of

pytestmark = pytest.mark.browser

ACROSS = 1033  # pixels: A4 without its margins
CONTROLS = ["stPopover", "stButton", "stSelectbox", "stMultiSelect", "stButtonGroup", "stCheckbox", "stDataFrame", "stToolbar"]


def test_a_page_prints_whole_without_controls(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/explore")
    rows = page.locator(".written tbody tr").count()
    wide = max(chart.bounding_box()["width"] for chart in page.locator(".main-svg").all())  # type: ignore[index]
    page.emulate_media(media="print")
    for control in CONTROLS:
        for each in page.get_by_test_id(control).all():
            expect(each).to_be_hidden()
    assert rows > 15, "every ward"
    smaller = float(page.locator(".stMainBlockContainer").evaluate("each => getComputedStyle(each).zoom"))
    assert wide * smaller <= ACROSS, "a chart keeps on paper the width that it had on screen"
    margins = page.evaluate("() => [...document.querySelectorAll('style')].map(each => each.textContent).join()")
    for said in ('@top-left { content: "OFFICIAL"', '@bottom-left { content: "OFFICIAL"', "counter(pages)", "made up, not real"):
        assert said in margins
    paper = page.pdf(prefer_css_page_size=True)
    assert 2 <= pages_of(paper) <= 4
    assert {tuple(round(float(each)) for each in box) for box in boxes_of(paper)} == {(0, 0, 842, 595)}
    page.emulate_media(media="screen")
