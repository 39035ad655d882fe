"""The front page, board mode and an indicator's page as a board member meets them: by mouse, by keys, on paper and by link."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, Server, Visit

pytestmark = pytest.mark.browser

ADOPTED = ("N1", "N2", "N3", "L1", "L2", "L3", "L4", "L5", "L6")
# The screen of board mode that stands at the top of the window, counted from 0.
AT_TOP = """() => [...document.querySelectorAll('[class*="st-key-screen_"]')]
    .findIndex(each => Math.abs(each.getBoundingClientRect().top) < 6)"""
SCREENS = '[class*="st-key-screen_"]'


def test_the_bare_address_opens_the_overview_with_the_answer_on_the_first_screen(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/")
    visit.heading(re.compile("adopted indicators|of concern|improving"))
    assert page.url.endswith("/overview")
    for words in ("Worse:", "Better:", "Changed: 2", "The four pillars", "The adopted indicators"):
        expect(page.get_by_role("heading", name=words)).to_be_in_viewport()
    for number in ADOPTED:
        expect(page.locator(f".st-key-card_{number}")).to_be_visible()
    for number in ADOPTED[:6]:
        expect(page.locator(f".st-key-card_{number}")).to_be_in_viewport()
    expect(page.locator(".st-key-delivery")).to_contain_text("agreed minima met")
    assert not [number for number in ADOPTED if "To load:" in page.locator(f".st-key-card_{number}").inner_text()]
    assert page.locator(".st-key-card_L2 img").get_attribute("alt", timeout=5000)


def test_a_card_leads_to_its_indicator_and_the_link_opens_it_again(demo_server: Server, visitor: Callable[..., Visit]) -> None:
    visit = visitor()
    page = visit.open(demo_server, "/overview")
    page.get_by_role("link", name="Violent crime", exact=True).click()
    visit.heading("Violent crime (L2) in Plymouth: ")
    assert "/indicator?id=L2" in page.url
    page.go_back()
    expect(page.locator(".st-key-card_L2")).to_be_visible()
    again = visitor()
    page = again.open(demo_server, "/indicator?id=L2&ward=Drake")
    again.heading("Violent crime (L2) in Drake: ")
    expect(page.locator(".multiples > div")).to_have_count(20)
    page.get_by_role("tab", name="Definition").click()
    expect(page.get_by_role("heading", name="What it cannot tell")).to_be_visible()


def test_the_expected_range_is_worked_out_only_when_asked_for(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/indicator?id=L2")
    expect(page.get_by_text("Tried on the past", exact=False)).to_have_count(0)
    page.get_by_text("Show the expected range of the next six months").click()
    expect(page.get_by_text("Tried on the past", exact=False)).to_be_visible()
    assert "ahead=true" in page.url


def test_board_mode_by_keys_alone(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/overview")
    page.keyboard.press("b")
    expect(page.locator(SCREENS).first).to_be_visible()
    expect(page.locator('[data-testid="stHeader"]')).to_be_hidden()
    visit.drawn()
    last = page.locator(SCREENS).count() - 1
    for key, screen in (("ArrowRight", 1), ("ArrowDown", 2), ("ArrowLeft", 1), ("End", last), ("PageUp", last - 1), ("Home", 0)):
        page.keyboard.press(key)
        page.wait_for_function(f"() => ({AT_TOP})() === {screen}")
    title = page.locator(".st-key-screen_2 h2")
    assert title.evaluate("each => getComputedStyle(each).fontSize") == f"{DESK[1] * 0.05:g}px"
    chart = page.locator(".st-key-screen_2 .js-plotly-plot").bounding_box()
    assert chart and 0.66 * DESK[1] <= chart["height"] <= 0.8 * DESK[1]
    expect(page.locator(".st-key-screen_2 .board_foot")).to_contain_text("OFFICIAL")
    page.get_by_role("button", name="Next screen").click()
    page.wait_for_function(f"() => ({AT_TOP})() === 1")
    page.wait_for_url(re.compile("screen=2"))
    page.keyboard.press("Escape")
    expect(page.locator(SCREENS)).to_have_count(0)
    assert "screen=" not in page.url
    expect(page.locator(".st-key-card_N1")).to_be_visible()


def test_board_mode_prints_one_figure_a_page_of_a4_landscape(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/overview?board=1")
    screens = page.locator(SCREENS).count()
    paper = page.pdf(prefer_css_page_size=True)
    assert pages_of(paper) == screens
    # A4 landscape in points, in a PDF that rounds.
    assert {tuple(round(float(each)) for each in box) for box in boxes_of(paper)} == {(0, 0, 842, 595)}


def test_since_the_last_meeting_stands_in_the_address(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/overview?since=2025-03-01")
    expect(page.get_by_role("heading", name="What changed since 1 March 2025")).to_be_visible()
    expect(page.get_by_text("Compared: all periods loaded now", exact=False)).to_be_visible()


def test_no_board_screen_is_cut_off_whatever_the_projector(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/overview?board=1&screen=3")
    visit.drawn()
    page.wait_for_function(f"() => ({AT_TOP})() === 2")
    for width, height in ((1280, 720), (1366, 768), (1920, 1080), (820, 1180)):
        page.set_viewport_size({"width": width, "height": height})
        visit.drawn()
        cut = page.evaluate(
            f"""() => [...document.querySelectorAll('{SCREENS}')].filter(each => each.scrollHeight > each.clientHeight + 1
                || each.scrollWidth > each.clientWidth + 1).map(each => each.querySelector("h1, h2").textContent)"""
        )
        assert not cut, f"cut off at {width} x {height}"
        if (width, height) == (1920, 1080):
            small = page.evaluate(
                f"""() => [...document.querySelectorAll('{SCREENS} :is(h1, h2, li), {SCREENS} .js-plotly-plot text')]
                    .filter(each => each.textContent.trim() && parseFloat(getComputedStyle(each).fontSize) < 39.9).length"""
            )
            assert not small, "letters under 40 pixels at 1080 lines"


@pytest.mark.parametrize(("size", "scheme"), [(DESK, "dark"), (PHONE, "light")], ids=["desk_dark", "phone_light"])
def test_board_mode_fits_its_screen(
    size: tuple[int, int], scheme: str, demo_server: Server, visitor: Callable[..., Visit]
) -> None:
    visit = visitor(size, scheme)
    page = visit.open(demo_server, "/overview?board=1")
    assert widest(page) <= size[0]


def test_every_card_can_be_reached_with_the_tab_key(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/overview")
    reached: set[str] = set()
    for _ in range(90):  # three stops a card: its indicator, what the usual range is, and why it is judged so
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.getAttribute('href') || ''"))
    assert {f"indicator?id={number}" for number in ADOPTED} <= {address.lstrip("/") for address in reached}


def widest(page: Page) -> int:
    """How wide the content is, in pixels."""
    return page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth")


def pages_of(paper: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", paper))


def boxes_of(paper: bytes) -> list[list[bytes]]:
    """The size of each page of a PDF: left, foot, right, top in points."""
    return [box.split() for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", paper)]
