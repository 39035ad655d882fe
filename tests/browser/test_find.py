"""The search box in the header, by keyboard alone; and a reader's own ward as the start."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server, Visit

pytestmark = pytest.mark.browser


def test_two_keys_and_enter_open_a_figure_and_back_returns(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/definitions")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Find a figure, ward, project or definition")
    expect(box).to_be_focused()
    page.keyboard.type("l2")
    page.keyboard.press("Enter")
    visit.heading(re.compile("Violent crime"))
    assert page.url.endswith("/indicator?id=L2")
    page.go_back()
    visit.heading(re.compile("definition|indicator", re.IGNORECASE))
    page.keyboard.press("/")
    page.keyboard.type("drak")
    expect(page.get_by_role("option").first).to_contain_text("Drake")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    visit.heading(re.compile("in Drake"))
    page.keyboard.press("/")
    page.keyboard.type("<b>zz")
    expect(page.get_by_text("Nothing is called that")).to_be_attached()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Begin here next time").click()
    visit.drawn()
    page.goto(demo_server.address + "/")
    visit.heading(re.compile("in Drake"))
    page.get_by_role("button", name="Begin with the overview again").click()
    page.goto(demo_server.address + "/")
    expect(page).to_have_url(re.compile("/overview"))
    visit.drawn()


def test_a_figure_is_put_aside_by_keyboard_alone(demo_server: Server, visit: Visit) -> None:
    """Past the menu, to a figure's own menu, into the pack, and to the page that makes it: no mouse."""
    page = visit.open(demo_server, "/explore")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator('[data-testid="stMainBlockContainer"]')).to_be_focused()
    tab_to(page, "Export")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Add to pack")).to_be_visible()
    tab_to(page, "Add to pack")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 figure put aside")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("make a pack")
    page.keyboard.press("Enter")
    visit.heading(re.compile("Take figures along"))
    expect(page.get_by_text("My own choice (1 figure)")).to_be_visible()


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until the button with these words has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "BUTTON" and name in page.evaluate(
            "document.activeElement.textContent"
        ):
            return
    pytest.fail(f"Tab never reached {name}.")
