"""What pages say in so many words, over the demonstration and over an empty folder, read without a browser."""

import html
import re

import pytest
from streamlit.testing.v1 import AppTest

from analysis.release import database
from tests.conftest import PROJECT
from tests.pages import menu

PAGES = {address: script for address, (_, script) in menu.declared().items()}
NOTHING_LOADED = re.compile("^# (No data has been loaded for Plymouth yet|Nothing (is|has been) loaded yet)", re.MULTILINE)


def opened(address, **state):
    """A page of the dashboard over the folder in force. state: what a reader opened or chose."""
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    for key, value in state.items():
        app.session_state[key] = value
    app.switch_page(PAGES[address]).run()
    assert not app.exception
    return app


def said(app):
    """All text of a page but that of charts, a line an element or more: without escapes and tags."""
    return "\n".join(words for element in app.main for words in words_of(element))


def words_of(element):
    if element.type == "html":
        return [html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", element.proto.body, flags=re.DOTALL))]
    found = [getattr(element, name, None) for name in ("label", "value", "help")]
    return [re.sub(r"\\(?=[^\w\s])", "", words) for words in found if isinstance(words, str)]


@pytest.mark.parametrize("address", PAGES)
def test_over_an_empty_folder_a_page_says_what_to_do_next(address):
    app = opened(address)
    text = said(app)
    assert "No data loaded" in text and "Demonstration data" not in text
    assert not re.search(r"Traceback|Error|Exception|\bnan\b|\bNone\b", text)
    if address == "load":  # this page is what to do next
        assert app.get("file_uploader")
        return
    assert NOTHING_LOADED.search(text)
    if address != "history":
        assert "python -m etl load FILE…" in text and re.search(r"python -m etl (--data DIR )?demo", text)
        assert "data.police.uk" in text


def test_projects_say_what_is_not_agreed_and_never_nought_for_it(demo_data):
    text = said(opened("projects"))
    assert "£125,000" in text
    assert re.findall(r"(P\d) [A-Z]", text)[:8] == [f"P{number}" for number in range(1, 9)]
    assert text.count("to be agreed") > 3
    to_be_agreed = [line for line in re.split(r"\s{2,}|\n", text) if "to be agreed" in line.lower()]
    assert not [line for line in to_be_agreed if re.search(r"\b0%|\b0 of\b|\bnan\b|\bNone\b", line)]
    assert not re.search(r"\b0%", text)


def test_data_names_the_gap_and_accounts_for_every_row(demo_data):
    text = said(opened("data", release_open=True))
    assert "# 59 months of police recorded crime loaded, October 2020 to September 2025; 1 month between them without" in text
    assert "Police recorded crime (street level), Devon & Cornwall Police: no file for November 2021." in text
    assert f"Release {database.release(demo_data).id}, built on " in text
    assert text.count("https://data.police.uk/data/") >= 2


def test_history_shows_what_its_loads_have_left(demo_data):
    text = said(opened("history"))
    assert "# 2 loads, the last on " in text
    assert "Note: A later version of a month, as a force sends one." in text
    assert "Police recorded crime (street level), Devon & Cornwall Police: no file for November 2021." in text
