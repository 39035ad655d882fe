"""What people come for, as tasks: each from the page where it begins to its answer, in so many clicks.

A choice in a list counts as one click, however many are chosen; what is typed, keys and Back count as none. All share one window.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import reckoning
from tests.browser.conftest import DESK, Contexts, Server, Visit
from tests.browser.test_overview import pages_of

pytestmark = pytest.mark.browser


class Reader(Visit):
    """A reader who counts clicks."""

    clicks = 0

    def come(self, server: Server, address: str) -> Page:
        """Open the page where a task begins; the count starts anew."""
        self.open(server, address)
        self.clicks = 0
        return self.page

    def click(self, what: Locator) -> None:
        """One click."""
        self.settled()
        what.click()
        self.clicks += 1

    def pick(self, filter: str, *options: str) -> None:
        """Open a list, choose in it by typing, close it: one click."""
        self.click(self.page.get_by_role("combobox", name=filter, exact=True))
        box = self.page.get_by_role("combobox", name=filter, exact=True)
        for option in options:
            box.fill(option)
            expect(self.page.get_by_role("option").first).to_contain_text(option)
            box.press("Enter")
        box.press("Escape")


@pytest.fixture(scope="module")
def server(serve: Callable[[Path], Server], demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """The dashboard over a copy of the demonstration: saving a view writes into the data folder."""
    found = serve(Path(shutil.copytree(demo_data, tmp_path_factory.mktemp("tasks") / "data")))
    found.wait()
    return found


@pytest.fixture(scope="module")
def reader(contexts: Contexts) -> Iterator[Reader]:
    """The one window of all tasks; whatever went wrong in it fails the last."""
    context = contexts.lend(DESK, "light")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    found = Reader(context)
    yield found
    faults = [fault for fault in found.faults if "net::ERR_ABORTED" not in fault]  # a page was left before all of it came
    contexts.take_back(context, DESK, "light")
    assert not faults


@pytest.fixture(scope="module")
def rows(demo_data: Path) -> list[reckoning.Row]:
    return reckoning.rows(demo_data)


def test_robberies_in_two_wards_and_whether_they_are_up(server: Server, reader: Reader, rows: list[reckoning.Row]) -> None:
    page = reader.come(server, "/explore")
    reader.pick("Wards", "Drake", "Stoke")
    reader.click(page.locator(".st-key-type").get_by_role("button", name="Clear all"))
    reader.pick("Crime types", "Robbery")
    count = len(reckoning.counted(rows, ("Robbery",), ("Drake", "Stoke")))
    reader.heading(re.compile(rf"^Robbery in Drake and Stoke: {count:,} recorded .*(no clear change|more|fewer|too few)"))
    assert reader.clicks == 3


def test_worst_streets_and_what_came_of_the_crimes(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/explore?ward=Drake&type=Robbery")
    reader.click(page.get_by_role("tab", name="Streets"))
    expect(page.get_by_role("heading", name="Busiest streets")).to_be_visible()
    reader.click(page.get_by_role("tab", name="Outcomes"))
    expect(page.get_by_role("heading", name="Outcomes: the latest published for each crime")).to_be_visible()
    assert reader.clicks == 2


def test_share_what_is_seen(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/explore?type=Robbery")
    reader.click(page.get_by_role("button", name="Copy link"))
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url and reader.clicks == 1


def test_save_a_view_and_find_it_again(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/explore?ward=Drake&type=Robbery")
    reader.click(page.get_by_role("button", name="Saved views"))
    page.get_by_label("Name of this view").fill("Robbery round the station")
    reader.click(page.get_by_role("button", name="Save this view"))
    expect(page.get_by_role("link", name="Robbery round the station")).to_be_visible()
    assert reader.clicks == 2
    page = reader.come(server, "/pillars")
    reader.click(page.get_by_role("button", name="Saved views"))
    reader.click(page.get_by_role("link", name="Robbery round the station"))
    reader.heading("Robbery in Drake: ")
    assert reader.clicks == 2


def test_take_a_table_out(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/explore?type=Robbery")
    reader.click(page.get_by_role("button", name="Export").last)
    with page.expect_download() as started:
        reader.click(page.get_by_role("button", name="Download CSV"))
    assert started.value.suggested_filename.startswith("recorded_crime_wards_Plymouth_Robbery_2024-10_to_2025-09_")
    assert Path(started.value.path()).read_text(encoding="utf-8-sig").startswith("Ward,Crimes,") and reader.clicks == 2


def test_two_financial_years_side_by_side(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/explore")
    reader.click(page.get_by_role("button", name="2024/25"))
    reader.heading("in the 12 months to March 2025")
    reader.click(page.get_by_role("tab", name="Years"))
    expect(page.get_by_role("table", name="2023/24 and 2024/25 side by side").locator("tbody tr")).to_have_count(4)
    assert reader.clicks == 2


def test_two_wards_are_compared(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/explore")
    reader.pick("Wards", "Drake", "Stoke")
    reader.click(page.get_by_role("combobox", name="Together or side by side"))
    reader.click(page.get_by_role("option", name="Wards side by side"))
    expect(page.get_by_role("heading", name="Drake and Stoke side by side")).to_be_visible()
    assert reader.clicks == 3


def test_why_a_verdict(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/overview")
    reader.click(page.locator(".st-key-overview_first").get_by_text("Why?").first)
    for words in ("Rule", "Since", "Compared with"):
        expect(page.locator(".why[open]").get_by_text(words, exact=True)).to_be_visible()
    assert reader.clicks == 1


def test_a_zone_at_night(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/night")
    reader.click(page.get_by_role("combobox", name="Zone"))
    option = page.get_by_role("option").nth(1)
    zone = option.inner_text()
    reader.click(option)
    expect(page.get_by_role("heading", name=f"{zone}, hour by hour")).to_be_visible()
    assert reader.clicks == 2


def test_back_to_what_was_seen_before(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/explore?ward=Drake")
    reader.click(page.get_by_role("button", name="All crime", exact=True))
    reader.heading("All crime except anti-social behaviour in Drake: ")
    page.go_back()
    reader.heading("Serious-violence-related crime in Drake: ")
    assert reader.clicks == 1


def test_what_is_worse_and_what_is_better(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/overview")
    for words in ("Worse:", "Better:", "Changed:"):
        expect(page.get_by_role("heading", name=words, level=2)).to_be_in_viewport()
    assert reader.clicks == 0


def test_whether_a_project_is_working(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/projects")
    reader.click(page.get_by_role("link", name=re.compile("^P1 ")))
    reader.heading(re.compile("Purple Flag"))
    for words in ("Delivery: ", "Spend: ", "Risk: "):
        expect(page.get_by_role("heading", name=words)).to_be_visible()
    assert reader.clicks == 1


def test_money_what_is_late_and_who_must_act(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/projects")
    expect(page.locator(".grants")).to_contain_text("Not allocated")
    expect(page.locator(".portfolio")).to_contain_text("days late")
    expect(page.get_by_role("table").filter(has_text="Who must act (role)")).to_have_count(1)
    assert reader.clicks == 0


def test_what_changed_since_june(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/overview")
    reader.click(page.get_by_role("button", name="Since the last meeting"))
    reader.click(page.get_by_role("spinbutton", name="day, Or since the day"))
    for key in "01062025":
        page.keyboard.press(key)
    reader.click(page.get_by_test_id("stPopoverBody").locator("p").first)  # anywhere else: the day is taken when it is left
    expect(page.get_by_role("heading", name="What changed since 1 June 2025")).to_be_visible()
    assert "since=" in page.url and reader.clicks == 3


def test_print_a_page_and_show_it_by_keys(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/overview")
    assert pages_of(page.pdf(prefer_css_page_size=True)) >= 1
    page.keyboard.press("b")
    expect(page.locator('[class*="st-key-screen_"]').first).to_be_visible()
    reader.drawn()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("screen=2"))
    page.keyboard.press("Escape")
    expect(page.locator('[class*="st-key-screen_"]')).to_have_count(0)
    assert reader.clicks == 0


def test_what_a_word_means(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/definitions")
    reader.click(page.get_by_label("Search"))
    page.keyboard.type("usual range")
    page.keyboard.press("Enter")
    reader.heading("“usual range”")
    reader.click(page.get_by_role("tab", name="Glossary"))
    expect(page.get_by_role("tabpanel").filter(has_text=re.compile("usual range", re.IGNORECASE)).first).to_be_visible()
    assert reader.clicks == 2


def test_ones_own_ward(server: Server, reader: Reader) -> None:
    page = reader.come(server, "/indicator?id=L2")
    reader.pick("Wards", "Ham")
    reader.heading("Violent crime (L2) in Ham: ")
    assert "ward=" in page.url and reader.clicks == 1
