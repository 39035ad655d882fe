"""Every page opens, on a desk and on a phone, in light and in dark, as a bookmark, and over an empty folder."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser import measured
from tests.browser.conftest import DESK, PHONE, READY, Server, Visit
from tests.pages import menu

pytestmark = pytest.mark.browser


PAGES = {address: title for address, (title, _) in menu.declared().items()}
# What a bookmark asks for, and what the page's statement then says: pages with a filter, and one that takes none of it. All go
# through one script, and a fresh server each takes time.
BOOKMARKS = {
    "explore": ("?ward=Drake&type=Robbery", "Robbery in Drake: "),
    "hotspots": ("?type=Robbery", "Robbery: half of the "),
    "data": ("?ward=Drake", re.compile("59 months of police recorded crime loaded")),
}
BANNER = "Demonstration data: made up, not real crimes."
# Anything that ends beyond the screen's edge and lies in no box that scrolls inside itself.
WIDER_THAN_THE_SCREEN = """() => {
    const edge = document.documentElement.clientWidth + 1;
    const inside = element => {
        for (let box = element.parentElement; box && box.dataset.testid !== "stMain"; box = box.parentElement)
            if (getComputedStyle(box).overflowX !== "visible" && box.getBoundingClientRect().right <= edge) return true;
        return false;
    };
    return [...document.querySelectorAll("[data-testid=stMain] *")]
        .filter(each => each.getBoundingClientRect().width > 1 && each.getBoundingClientRect().right > edge && !inside(each))
        .map(each => `${each.tagName} ${each.className} ${each.textContent}`.slice(0, 120));
}"""
SCROLLS_SIDEWAYS = """() => [document.scrollingElement, document.querySelector("[data-testid=stMain]")]
    .filter(box => box.scrollWidth > box.clientWidth).map(box => `${box.tagName}: ${box.scrollWidth}`)"""


# Reached from a card or a link, not from the menu.
HIDDEN = (
    "indicator?id=L2",
    "indicator?id=serious_violence&part=Groups",
    "indicator?id=violence_with_injury&part=Other+partnerships",
    "project?project=P3",
    "actions",
)
THIN = (*PAGES, "indicator?id=L2")
"""What is measured at six sizes while it is open."""
# One load of a page is looked at in both themes and both widths: the theme follows the reader's system, the width the window.
ZOOMED = (720, 320)
"""Pixels of a desk of 1,440 that is zoomed to 200% (WCAG 1.4.4), and of one of 1,280 zoomed to 400% (1.4.10)."""
LOOKS = ((DESK, "light"), (DESK, "dark"), (PHONE, "dark"), (PHONE, "light"))
# Of axe-core's rules the theme bears on that of contrast alone: the others are asked once at each width.
RULES = {"light": {}, "dark": {"runOnly": {"type": "rule", "values": ["color-contrast"]}}}
FAULTS_ALONE = {"resultTypes": ["violations"]}  # what passed is not told: it is most of what axe-core could say


def hidden() -> list[str]:
    """What is opened of each hidden page: what is named above, and the bare address of any other."""
    named = set(menu.declared("HIDDEN"))
    assert named >= {each.partition("?")[0] for each in HIDDEN}
    return [*HIDDEN, *sorted(named - {each.partition("?")[0] for each in HIDDEN})]


@pytest.mark.parametrize("name", [*PAGES, *hidden()])
def test_page_opens_and_can_be_read_by_all(name: str, demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, f"/{name}")
    assert found_in_every_look(visit, demo_server) == []
    for width in ZOOMED:
        page.set_viewport_size({"width": width, "height": 450})
        visit.drawn()
        assert_nothing_wider_than_the_screen(page)
    if name in THIN:
        measured.assert_thin(visit, name)


@pytest.mark.parametrize("name", ["overview", "load", "data", "export"])
def test_page_without_data_can_be_read_by_all(name: str, empty_server: Server, visit: Visit) -> None:
    visit.open(empty_server, f"/{name}")
    assert found_in_every_look(visit) == []


def found_in_every_look(visit: Visit, server: Server | None = None) -> list[str]:
    """What axe-core finds in both themes at both widths, and the frame and the edges of each. server: where the frame is full."""
    found: list[str] = []
    for size, scheme in LOOKS:
        visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # pyright: ignore[reportArgumentType]
        visit.page.set_viewport_size({"width": size[0], "height": size[1]})
        visit.drawn()
        if server:
            assert_frame(visit.page, server)
        assert_nothing_wider_than_the_screen(visit.page)
        found += [f"{size[0]} pixels, {scheme}: {each}" for each in accessibility_findings(visit.page, scheme)]
    visit.page.emulate_media(color_scheme="light", reduced_motion="reduce")
    return found


@pytest.fixture(scope="module")
def fresh_servers() -> dict[str, Server]:
    """The servers to which no request has been made, one for each page."""
    return {}


@pytest.fixture(params=BOOKMARKS)
def fresh(
    request: pytest.FixtureRequest, fresh_servers: dict[str, Server], serve: Callable[[Path], Server], demo_data: Path
) -> Iterator[tuple[str, Server]]:
    """The name of a page and the fresh server for it; the next one starts meanwhile."""
    names = list(BOOKMARKS)
    at = names.index(request.param)
    for name in names[at : at + 2]:
        if name not in fresh_servers:
            fresh_servers[name] = serve(demo_data)
    server = fresh_servers[request.param]
    server.wait()
    yield request.param, server
    server.stop()


def test_bookmark_is_the_first_request_to_a_fresh_server(fresh: tuple[str, Server], visit: Visit) -> None:
    name, server = fresh
    query, statement = BOOKMARKS[name]
    page = visit.open(server, f"/{name}{query}")
    visit.heading(statement)
    assert_frame(page, server)


def test_empty_folder_on_a_phone_leads_to_the_data_page(empty_server: Server, visitor: Callable[..., Visit]) -> None:
    visit = visitor(PHONE, "dark")
    page = visit.open(empty_server, "/")
    assert_nothing_wider_than_the_screen(page)
    assert accessibility_findings(page) == []
    page.get_by_role("link", name="Where to get each file: the Data page").click()
    visit.heading(re.compile("Nothing (is|has been) loaded yet"))
    assert_nothing_wider_than_the_screen(page)


def assert_frame(page: Page, server: Server) -> None:
    """Navigation, marking, freshness with the release, and what says that data are made up stand, in one strip."""
    links = page.locator("a[data-testid=stTopNavLink], a[data-testid=stSidebarNavLink]")
    if page.viewport_size and page.viewport_size["width"] > 1000:
        assert links.all_inner_texts() == list(PAGES.values())
    strip = page.locator(".st-key-strip").inner_text()
    assert "OFFICIAL" in strip
    assert re.search(r"Police recorded crime to \w{3} \d{4}", strip)
    assert f"release {server.release.id[:4]}" in strip
    made_up = page.locator(".st-key-demonstration").text_content() or ""  # a phone shows its second half
    assert BANNER in made_up and BANNER.split(": ")[1].casefold() in strip.casefold()


def assert_nothing_wider_than_the_screen(page: Page) -> None:
    """The document does not scroll sideways, and nothing is cut off at the edge."""
    assert page.evaluate(SCROLLS_SIDEWAYS) == []
    assert page.evaluate(WIDER_THAN_THE_SCREEN) == []


def accessibility_findings(page: Page, scheme: str = "light") -> list[str]:
    """What axe-core finds in a theme, but for what it holds for minor."""
    page.wait_for_timeout(300)  # tables.js looks at wide tables after a moment, theme.js asks for the page in its new colours
    expect(page.locator(READY)).to_be_attached()
    expect(page.locator('[data-stale="true"]')).to_have_count(0)  # what is drawn anew is pale meanwhile
    found = Axe().run(page, options=FAULTS_ALONE | RULES[scheme]).response["violations"]
    return [
        f"{each['id']} ({each['impact']}): {node['html'][:200]}"
        for each in found
        if each["impact"] != "minor"
        for node in each["nodes"]
    ]
