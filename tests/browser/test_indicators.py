"""Pillars and Definitions in the browser: a chart is drawn when it is opened, and a definition is found by search and by link."""

from urllib.parse import quote_plus

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Server, Visit

pytestmark = pytest.mark.browser

KNIVES = "Knife-enabled serious violence recorded by the police"


def test_a_pillar_draws_a_chart_only_when_it_is_opened(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, "/pillars?pillar=Feeling+Safe")
    visit.heading("Signals of concern in Feeling Safe; improvement in Feeling Safe; changes without judgement in ")
    rows = page.locator("table").first.locator("tbody tr").all_inner_texts()
    assert len(rows) == 9 and "▲ Of concern" in rows[0] and "● Improving" in rows[1]
    expect(page.locator(".js-plotly-plot")).to_have_count(1)
    page.get_by_text("Anti-social behaviour: ", exact=False).first.click()
    expect(page.locator(".js-plotly-plot")).to_have_count(2)
    expect(page.get_by_text("Not comparable", exact=False).first).to_be_visible()


def test_a_definition_is_found_by_search_and_by_link(demo_server: Server, visit: Visit) -> None:
    page = visit.open(demo_server, f"/definitions?indicator={quote_plus(KNIVES)}")
    visit.heading("40 indicators are defined, 9 of them adopted by the partnership")
    expect(page.get_by_role("heading", name=KNIVES)).to_be_visible()
    page.get_by_label("Search").fill("hate flag")
    page.keyboard.press("Enter")
    visit.heading("2 indicators of 40 for “hate flag”")
    page.get_by_role("tab", name="Glossary").click()
    expect(page.get_by_text("Nothing holds these words.")).to_be_visible()
    page.get_by_role("tab", name="Methods").click()
    expect(page.get_by_role("heading", name="A worked example")).to_be_visible()
