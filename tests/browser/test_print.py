"""Pages on paper: whole charts, whole tables, no controls, and the marking on every sheet, upright and across."""

import re
import subprocess

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, Visit
from tests.browser.test_overview import boxes_of, pages_of

pytestmark = pytest.mark.browser

ACROSS = 1033  # pixels: A4 without its margins
CONTROLS = ["stPopover", "stButton", "stSelectbox", "stMultiSelect", "stButtonGroup", "stCheckbox", "stDataFrame", "stToolbar"]


def test_a_page_prints_whole_without_controls(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/explore")
    wide = max(chart.bounding_box()["width"] for chart in page.locator(".main-svg").all())  # type: ignore[index]
    page.emulate_media(media="print")
    for control in CONTROLS:
        for each in page.get_by_test_id(control).all():
            expect(each).to_be_hidden()
    smaller = float(page.locator(".stMainBlockContainer").evaluate("each => getComputedStyle(each).zoom"))
    assert wide * smaller <= ACROSS, "a chart keeps on paper the width that it had on screen"
    margins = page.evaluate("() => [...document.querySelectorAll('style')].map(each => each.textContent).join()")
    for said in ('@top-left { content: "OFFICIAL"', '@bottom-left { content: "OFFICIAL"', "counter(pages)", "made up, not real"):
        assert said in margins
    wards = page.locator('.written tbody th[scope="row"]').all_inner_texts()
    for across in (True, False):
        paper = page.pdf(format="A4", landscape=across)
        long, short = 842, 595  # points
        for left, foot, right, top in (map(float, box) for box in boxes_of(paper)):
            assert (left, foot) == (0, 0) and (right, top) == pytest.approx((long, short) if across else (short, long), abs=2)
        sheets = read(paper)
        assert 2 <= len(sheets) == pages_of(paper) <= 4
        assert all(sheet.count("OFFICIAL") >= 2 and "Demonstration data: made up" in sheet for sheet in sheets)
        words = " ".join(" ".join(sheets).split())
        assert len(wards) == 20 and not [ward for ward in wards if ward.split()[0] not in words], "all 20 wards"
        rows = [sheet for sheet in sheets if re.search(rf"^({'|'.join(wards)})\\b", sheet, re.MULTILINE)]
        assert all("before" in sheet and "interval" in sheet for sheet in rows), "headings stand on each sheet of a table"
        (headed,) = [sheet for sheet in sheets if "Ward by ward" in sheet]
        assert "crimes, Oct 2024 to Sep 2025" in headed, "a heading stands with its map"
        assert "Export" not in words and "Copy link" not in words and "Count Rate" not in words
    page.emulate_media(media="screen")


def read(paper: bytes) -> list[str]:
    """The text of each page of a PDF, as it is read back from it."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=paper, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]
