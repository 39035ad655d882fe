"""Explore in the browser: what a reader chooses shows in sentence, table, chart and address; the figures are reckoned again."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from shapely.geometry import shape

from analysis.figures import maps
from analysis.release import database
from tests.browser import reckoning
from tests.browser.conftest import Server, Visit

pytestmark = pytest.mark.browser

ROBBERY = ("Robbery",)


@pytest.fixture(scope="module")
def rows(demo_data: Path) -> list[reckoning.Row]:
    return reckoning.rows(demo_data)


@pytest.fixture(scope="module")
def codes(demo_data: Path) -> dict[str, str]:
    return reckoning.ward_codes(demo_data)


def table(page: Page) -> dict[str, list[str]]:
    """The ward table as the screen reader hears it: ward → its cells."""
    found = (
        page.locator(".written")
        .first.locator("tbody tr")
        .evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.textContent))")
    )
    return {ward: cells for ward, *cells in found}


def drawn_line(page: Page, name: str) -> dict[str, float]:
    """A line of the trend: month → value, the months that cannot be compared included."""
    points = page.evaluate(
        """name => document.querySelector(".st-key-trend_chart .js-plotly-plot").data
            .filter(each => each.name && each.name.startsWith(name))
            .flatMap(each => Array.from(each.x, (x, at) => [x, each.y[at]]))""",
        name,
    )
    return {month[:7]: value for month, value in points if value is not None}


def query(page: Page) -> dict[str, list[str]]:
    """The parameters of the page's address."""
    return parse_qs(urlsplit(page.url).query)


def test_filters_change_sentence_table_trend_and_address(
    demo_server: Server, demo_data: Path, rows: list[reckoning.Row], codes: dict[str, str], visit: Visit
) -> None:
    page = visit.open(demo_server, "/explore")
    visit.heading(f"Serious-violence-related crime in Plymouth: {len(reckoning.counted(rows)):,} recorded in the 12 months to")
    visit.choose("Wards", "Drake")
    visit.heading("Serious-violence-related crime in Drake: ")
    visit.choose("Wards", "Stoke")
    visit.heading("Serious-violence-related crime in Drake and Stoke: ")
    page.locator(".st-key-type").get_by_role("button", name="Clear all").click()
    visit.heading("All crime except anti-social behaviour in Drake and Stoke: ")
    visit.choose("Crime types", "Robbery")
    chosen = reckoning.counted(rows, ROBBERY, ("Drake", "Stoke"))
    visit.heading(f"Robbery in Drake and Stoke: {len(chosen):,} recorded")
    expect(page.get_by_text("Drake and Stoke · Robbery · October 2024 to September 2025")).to_be_visible()
    assert query(page) == {"ward": [codes["Drake"], codes["Stoke"]], "type": ["Robbery"]}

    counts = reckoning.by_ward(reckoning.counted(rows, ROBBERY))
    wards = page.get_by_role("table", name="Ward by ward")
    first = wards.locator("tbody tr").first.locator("td").first
    expect(first).to_have_text(f"{max(counts.values())}")
    shown = {ward: int(cells[0].replace(",", "")) for ward, cells in table(page).items()}
    assert shown == {ward: counts[ward] for ward in reckoning.ward_names(demo_data)}, "every ward, on screen as in the download"
    for order, most in (("descending", max), ("ascending", min)):
        wards.get_by_role("button", name="Crimes").click()
        expect(wards.locator(f'th[aria-sort="{order}"]')).to_have_text("Crimes")
        expect(first).to_have_text(f"{most(counts[ward] for ward in shown)}")
    wards.get_by_role("button", name="Ward", exact=True).click()
    assert list(table(page)) == sorted(shown)

    visit.drawn()
    months = reckoning.by_month(rows, ROBBERY, ("Drake", "Stoke"))
    loaded = {row.month for row in rows}
    assert drawn_line(page, "Drake and Stoke") == {month: months[month] for month in loaded}
    assert len(loaded) == 59  # one month of the demonstration has no file: a gap in the line, not a zero


def test_click_on_the_map_chooses_a_ward(
    demo_server: Server, rows: list[reckoning.Row], codes: dict[str, str], visit: Visit
) -> None:
    page = visit.open(demo_server, "/explore")
    click_ward(visit, "Stoke", demo_server)
    visit.heading(f"Serious-violence-related crime in Stoke: {len(reckoning.counted(rows, wards=('Stoke',))):,} recorded")
    assert query(page) == {"ward": [codes["Stoke"]]}
    expect(page.locator(".st-key-ward")).to_contain_text("Stoke")
    click_ward(visit, "Drake", demo_server)
    visit.heading("Serious-violence-related crime in Stoke and Drake: ")
    click_ward(visit, "Stoke", demo_server)
    visit.heading("Serious-violence-related crime in Drake: ")
    assert query(page) == {"ward": [codes["Drake"]]}


def click_ward(visit: Visit, ward: str, server: Server) -> None:
    """Click a ward on the map, inside its outline."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIOLENCE_DATA", str(server.data))
        outlines = maps.outlines(database.ask("wards"), ["ward_code", "ward_name"])
    (outline,) = [each["geometry"] for each in outlines["features"] if each["properties"]["ward_name"] == ward]
    visit.click_map(shape(outline).representative_point().coords[0], maps.bounds_of(outlines))


@pytest.mark.endurance  # in short: tests/browser/test_tasks.py, to share what is seen
def test_copied_link_opens_the_same_view_in_another_session(demo_server: Server, visitor: Callable[..., Visit]) -> None:
    first = visitor()
    page = first.open(demo_server, "/explore?ward=Drake&ward=Ham")
    first.press("All crime")
    first.heading("All crime except anti-social behaviour in Drake and Ham: ")
    first.choose("From", "Jan 2025")
    first.heading("9 months to September 2025")
    page.get_by_role("tab", name="Streets").click()
    expect(page.get_by_text("Busiest streets: on or near")).to_be_visible()

    second = visitor()
    again = second.open(demo_server, page.url.removeprefix(demo_server.address))
    second.heading(page.locator("h1").inner_text())
    expect(again.get_by_text("Busiest streets: on or near")).to_be_visible()
    first.drawn()
    second.drawn()
    for said in (".stMainBlockContainer p", ".st-key-filters"):
        # A link that names a part has that part first; what is said is the same.
        assert sorted(again.locator(said).all_inner_texts()) == sorted(page.locator(said).all_inner_texts())
    assert again.url == page.url


@pytest.mark.endurance  # in short: tests/browser/test_tasks.py, back to what was seen before
def test_back_returns_to_the_former_filter_and_reset_to_the_first(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/explore")
    visit.choose("Wards", "Drake")
    visit.heading("related crime in Drake: ")
    visit.press("Anti-social behaviour")
    visit.heading("Anti-social behaviour in Drake: ")
    page.get_by_role("link", name="Projects", exact=True).click()
    visit.heading("projects rated")
    for statement in ("Anti-social behaviour in Drake: ", "related crime in Drake: ", "related crime in Plymouth: "):
        page.go_back()
        visit.heading(statement)
    assert query(page) == {}
    page.go_forward()
    visit.heading("related crime in Drake: ")
    visit.press("Reset filters")
    visit.heading("related crime in Plymouth: ")
    assert query(page) == {}


def test_ward_table_downloads_with_its_source(
    demo_server: Server, demo_data: Path, rows: list[reckoning.Row], visit: Visit
) -> None:
    page = visit.open(demo_server, "/explore?type=Robbery")
    expect(page.get_by_role("button", name="Download as CSV", exact=True)).to_have_count(0)  # it would leave without its caption
    page.get_by_role("button", name="Export").last.click()
    with page.expect_download() as started:
        visit.press("Download CSV")
    release = f"release_{demo_server.release.id[:8]}"
    assert started.value.suggested_filename == f"recorded_crime_wards_Plymouth_Robbery_2024-10_to_2025-09_{release}.csv"
    content = Path(started.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    end = lines.index([])
    headings, *body = lines[:end]
    rate = "Per 1,000 residents, Oct 2024 to Sep 2025"
    assert headings[:5] == ["Ward", "Crimes", rate, "Residents (2021)", "Share (%)"]
    counts = reckoning.by_ward(reckoning.counted(rows, ROBBERY))
    assert {ward: int(count) for ward, count, *_ in body} == {ward: counts[ward] for ward in reckoning.ward_names(demo_data)}
    total = sum(counts.values())
    assert {ward: share for ward, _, _, _, share, *_ in body} == {
        ward: f"{round(100 * counts[ward] / total, 1)}" for ward, *_ in body
    }
    (caption,), *_ = lines[end + 1 :]
    for part in ("OFFICIAL", "demonstration data, made up", "October 2024 to September 2025", "Plymouth", "Robbery"):
        assert part in caption
    assert f"release {demo_server.release.id[:8]}" in caption


def test_two_readers_do_not_disturb_each_other(demo_server: Server, codes: dict[str, str], visitor: Callable[..., Visit]) -> None:
    first, second = visitor(), visitor()
    first.open(demo_server, "/explore?ward=Drake")
    second.open(demo_server, "/explore?ward=Ham")
    first.press("Anti-social behaviour")
    second.choose("Wards", "Stoke")
    first.heading("Anti-social behaviour in Drake: ")
    second.heading("Serious-violence-related crime in Ham and Stoke: ")
    first.press("Reset filters")
    first.heading("Serious-violence-related crime in Plymouth: ")
    assert query(second.page) == {"ward": [codes["Ham"], codes["Stoke"]]}
    expect(second.page.locator("h1")).to_contain_text("Serious-violence-related crime in Ham and Stoke: ")


def test_keyboard_alone_reaches_a_page_and_a_filter(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/data")
    tab_to(page, "Explore")
    page.keyboard.press("Enter")
    visit.heading("related crime in Plymouth: ")
    visit.drawn()
    tab_to(page, "Wards")
    page.keyboard.type("Drake")
    expect(page.get_by_role("option")).to_have_text(["Drake"])
    page.keyboard.press("Enter")
    visit.heading("related crime in Drake: ")
    visit.drawn()
    page.keyboard.press("Escape")
    tab_to(page, "Reset filters")
    page.keyboard.press("Enter")
    visit.heading("related crime in Plymouth: ")


def tab_to(page: Page, name: str, at_most: int = 40) -> None:
    """Press Tab until the element of this name has the focus, which must be visible."""
    focused = "() => { const at = document.activeElement; return at.getAttribute('aria-label') || at.innerText }"
    passed: list[str] = []
    while not passed or passed[-1] != name:
        assert len(passed) < at_most, f"Tab passed {passed} and not {name}"
        page.keyboard.press("Tab")
        passed.append(page.evaluate(focused).strip())
    assert page.evaluate("document.activeElement.matches(':focus-visible')")
