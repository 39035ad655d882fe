"""The script that draws every page: page set-up, navigation, marking, freshness, then the page that the address names."""

from collections.abc import Mapping

import streamlit as st

from analysis.declared.settings import Settings, data_folder, folder_problem
from analysis.figures import disclosure
from analysis.release import database, partnership
from pages.extracts.load_parts import drop
from pages.shared import ask, damage, earlier, fault, frame, small_numbers
from pages.shared.figure_frame import plain

# A flat list: sections in the menu fail an accessibility check.
PAGES = {
    "overview": ("Overview", "violence/overview.py"),
    "pillars": ("Pillars", "violence/pillars.py"),
    "explore": ("Explore", "violence/explore.py"),
    "hotspots": ("Hotspots", "violence/hotspots.py"),
    "night": ("Night", "violence/night.py"),
    "projects": ("Projects", "projects/portfolio.py"),
    "load": ("Load", "extracts/load.py"),
    "data": ("Data", "extracts/data.py"),
    "history": ("History", "extracts/history.py"),
    "definitions": ("Definitions", "extracts/definitions.py"),
    "export": ("Export", "figures/export.py"),
}
# Reached from a card or a link, not from the menu.
HIDDEN = {
    "indicator": ("Indicator", "violence/indicator.py"),
    "project": ("Project", "projects/project.py"),
    "actions": ("Actions", "projects/actions.py"),
    "quarterly_return": ("Quarterly return", "projects/quarterly_return.py"),
}
SHOWN_WITHOUT_DATA, OF_INDICATORS = ("", "load", "data"), ("overview", "pillars", "indicator")


def main() -> None:
    """Draw the frame and the page within it; whatever nobody foresaw ends in a sentence."""
    try:
        draw()
    except Exception as error:
        fault.say(error)


def draw() -> None:
    """The frame, and the page that the address names."""
    small_numbers.begin(partnership.in_force())
    settings = partnership.in_force()  # with the marking of what this reader sees
    drop.outlast()
    st.set_page_config(
        page_title=f"Serious Violence Dashboard · {settings.partnership}",
        page_icon=str(frame.HERE / "icon.png"),
        layout="wide",
        menu_items={"About": f"Serious Violence Dashboard of {settings.partnership}."},
    )
    pages = {url: st.Page(path, title=title, url_path=url) for url, (title, path) in PAGES.items()}
    hidden = [st.Page(path, title=title, url_path=url, visibility="hidden") for url, (title, path) in HIDDEN.items()]
    page = st.navigation([_home(pages["overview"]), *pages.values(), *hidden], position="top")
    frame.begin(page.title, settings)
    if problem := folder_problem(data_folder()):
        st.markdown(f"# {plain(problem)}")
        return
    try:
        _within_the_frame(page, settings, pages)
    except earlier.NotOpened as problem:
        frame.not_opened(str(problem), page.url_path)
    except database.NoRelease:
        frame.empty(settings, pages["load"], pages["data"])
    except (database.UnreadableRelease, database.QuestionTooSlow, disclosure.NotCleared) as problem:
        frame.unreadable(problem, page.url_path)
    frame.foot(settings)


def _within_the_frame(page: "st.Page", settings: Settings, pages: Mapping[str, "st.Page"]) -> None:
    """The strip, what the reader has to know before reading on, and the page itself, or what stands in its place."""
    release = earlier.begin()
    with earlier.reading():
        ask.begin(release)
        frame.strip(settings, release)
        small_numbers.offer(settings)
        earlier.banner(page.url_path)
        if release and not release.demonstration and page.url_path in OF_INDICATORS:
            frame.unplaced(settings)
        damage.say(release)
        if release is None and page.url_path not in SHOWN_WITHOUT_DATA:
            frame.empty(settings, pages["load"], pages["data"])
        elif earlier.words() and page.url_path in earlier.ACTING:
            earlier.not_here()
        else:
            page.run()


def _home(first: "st.Page") -> "st.Page":
    """The bare address leads to the first page: every page has a path of its own."""
    return st.Page(lambda: st.switch_page(first), title="Home", url_path="home", default=True, visibility="hidden")


main()
