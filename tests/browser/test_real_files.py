"""The pages over the real files of the area, where they are present: real names, real outlines, nothing made up."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import reckoning
from tests.browser.conftest import Server, Visit
from tests.browser.test_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.real_data]


@pytest.fixture(scope="module")
def real_server(serve: Callable[[Path], Server], real_release: Path) -> Server:
    """The dashboard over the real files."""
    server = serve(real_release)
    server.wait()
    return server


def test_every_page_opens_on_the_real_files(real_server: Server, real_release: Path, visit: Visit) -> None:
    rows = reckoning.counted(reckoning.rows(real_release))
    page = visit.open(real_server, "/explore")
    visit.heading(f"Serious-violence-related crime in Plymouth: {len(rows):,} recorded in the ")
    ((ward, count),) = reckoning.by_ward(rows).most_common(1)
    expect(page.get_by_text(f"{ward} has the most: {count:,} of {len(rows):,} crimes")).to_be_visible()
    assert "made up" not in page.locator('[data-testid="stMain"]').inner_text()
    expect(page.locator(".st-key-demonstration")).to_have_count(0)
    statement = page.locator("h1").inner_text()
    for name in (name for name in PAGES.values() if name != "Explore"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.locator("h1")).not_to_have_text(statement)
        visit.drawn()
        statement = page.locator("h1").inner_text()
        expect(page.locator(".st-key-demonstration")).to_have_count(0)
