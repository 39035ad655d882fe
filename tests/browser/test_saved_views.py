"""A view is saved under a name, opened again by somebody else, and deleted; its name is text whatever it holds."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import reckoning
from tests.browser.conftest import PHONE, Server, Visit
from tests.browser.test_pages import accessibility_findings

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)> **Drake** [x](https://example.org)"


@pytest.fixture(scope="module")
def own_server(serve: Callable[[Path], Server], demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The dashboard over a copy of the demonstration: saving writes into the data folder."""
    folder = tmp_path_factory.mktemp("views") / "data"
    shutil.copytree(demo_data, folder)
    server = serve(folder)
    server.wait()
    return server


def save(page: Page, name: str) -> None:
    page.get_by_role("button", name="Saved views").click()
    page.get_by_label("Name of this view").fill(name)
    page.get_by_role("button", name="Save this view").click()


def test_a_view_is_saved_opened_by_another_and_deleted(
    own_server: Server, demo_data: Path, visitor: Callable[..., Visit]
) -> None:
    codes = reckoning.ward_codes(demo_data)
    visit = visitor()
    page = visit.open(own_server, "/explore")
    visit.choose("Wards", "Drake")
    visit.heading("Drake")
    save(page, "Drake, as ever")
    expect(page.get_by_role("link", name="Drake, as ever")).to_be_visible()

    # The view stands above what a filter of the same name held on the page before.
    other = visitor(PHONE, "dark")
    page = other.open(own_server, "/pillars?ward=Stoke")
    page.get_by_role("button", name="Saved views").click()
    expect(page.get_by_role("link", name="Drake, as ever")).to_be_visible()
    assert accessibility_findings(page) == []
    page.get_by_role("link", name="Drake, as ever").click()
    other.heading(" in Drake: ")
    assert page.url.endswith(f"/explore?ward={codes['Drake']}")
    page.get_by_role("button", name="Saved views").click()
    page.get_by_role("button", name="Delete “Drake, as ever”").click()
    expect(page.get_by_role("link", name="Drake, as ever")).to_have_count(0)

    visit.page.reload()
    visit.drawn()
    visit.page.get_by_role("button", name="Saved views").click()
    expect(visit.page.get_by_text("Nothing is saved yet.")).to_be_visible()


def test_an_indicator_is_kept_though_its_address_does_not_name_it_and_names_are_text(
    own_server: Server, demo_data: Path, visit: Visit
) -> None:
    page = visit.open(own_server, "/indicator?id=L2&ward=Stoke")
    save(page, HOSTILE)
    link = page.get_by_role("link", name="<img src=x").first
    expect(link).to_be_visible()
    assert "**Drake** [x](https:" in link.inner_text() and page.locator(".st-key-views_open img, [src=x]").count() == 0
    page.goto(own_server.address + "/overview")
    visit.drawn()
    page.goto(own_server.address + "/indicator?id=robbery&ward=Ham")
    visit.drawn()
    page.get_by_role("button", name="Saved views").click()
    page.get_by_role("link", name="<img src=x").first.click()
    visit.heading("Violent crime (L2) in Stoke")
    assert page.url.endswith(f"/indicator?id=L2&ward={reckoning.ward_codes(demo_data)['Stoke']}")
