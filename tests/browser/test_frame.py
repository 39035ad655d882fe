"""The frame in use: a phone that folds what is not the answer, and a link that is copied."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Server, Visit

pytestmark = pytest.mark.browser


def test_a_phone_folds_the_filters_to_what_is_chosen_and_the_menu_after_a_choice(
    demo_server: Server, visitor: Callable[..., Visit]
) -> None:
    visit = visitor(PHONE)
    page = visit.open(demo_server, "/explore?ward=Drake&ward=Stoke&type=Robbery")
    line = page.get_by_role("button", name="Drake and Stoke · Robbery · 12 months")
    expect(line).to_be_visible()
    wards = page.get_by_role("combobox", name="Wards")
    expect(wards).to_be_hidden()
    line.click()
    expect(wards).to_be_visible()
    menu(page).click()
    page.get_by_role("link", name="Projects", exact=True).click()
    visit.heading(re.compile("projects rated"))
    expect(page.locator('[data-testid="stSidebar"]')).not_to_be_in_viewport()


def menu(page: Page) -> Locator:
    """The button that opens the menu on a phone."""
    return page.get_by_test_id("stExpandSidebarButton")


def test_copy_link_puts_the_address_on_the_clipboard(demo_server: Server, visit: Visit) -> None:
    visit.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit.open(demo_server, "/explore?type=Robbery")
    visit.press("Copy link")
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
