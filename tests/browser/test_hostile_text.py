"""Texts that programs might run, from files of every source, in the browser: they stand there as text, and none of them runs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Dialog

from tests.browser.conftest import Server, Visit
from tests.extracts import hostile

pytestmark = pytest.mark.browser

PAGES = (
    "/overview",
    "/projects",
    "/actions",
    "/explore",
    "/hotspots",
    "/night?part=purple+flag",
    "/indicator?id=L2",
    "/data",
)
RUNNABLE = """() => [...document.querySelectorAll("img[onerror], img[src=x], script:not([src])")].map(each => each.outerHTML)"""


def test_no_text_of_a_file_runs_on_any_page(once: Callable[..., Path], serve: Callable[[Path], Server], visit: Visit) -> None:
    server = serve(once("hostile_extracts", hostile.load) / "data")
    server.wait()
    said: list[str] = []

    def dismissed(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    visit.page.on("dialog", dismissed)
    seen = ""
    for path in PAGES:
        page = visit.open(server, path)
        found = page.evaluate(RUNNABLE)
        assert not [html for html in found if "alert(" in html], (path, found)
        seen += page.locator("body").inner_text()
    assert not said and "onerror=alert(2)" in seen, "they were there to be read"
