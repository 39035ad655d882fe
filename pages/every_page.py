"""The dashboard's frame: page set-up, navigation, marking and freshness. Run with: streamlit run dashboard.py"""

import streamlit as st

from analysis import catalogue, database
from pages.parts import ask, frame


def main() -> None:
    """Draw the frame and the page that the address asks for."""
    settings = catalogue.settings()
    pages = page_list()
    st.set_page_config(
        page_title=f"Serious Violence Dashboard · {settings.partnership}",
        page_icon="pages/parts/icon.png",
        layout="wide",
        menu_items={"About": f"Serious Violence Dashboard of {settings.partnership}."},
    )
    page = st.navigation([home(pages[0]), *pages], position="top")
    frame.style()
    try:
        release = database.release()
        frame.strip(settings, release)
        if release is not None and ask.is_demonstration():
            frame.banner()
        if release is None and page.url_path != "data":
            frame.empty(settings, pages[-1])
        else:
            page.run()
    except database.NoRelease:
        frame.empty(settings, pages[-1])
    except (database.UnreadableRelease, database.QuestionTooSlow) as problem:
        frame.unreadable(str(problem))
    frame.foot(settings)


def page_list() -> list["st.Page"]:
    """The pages in the order of the menu. A flat list: sections in the menu fail an accessibility check."""
    return [
        st.Page("pages/violence/explore.py", title="Explore", url_path="explore"),
        st.Page("pages/violence/pillars.py", title="Pillars", url_path="pillars"),
        st.Page("pages/violence/hotspots.py", title="Hotspots", url_path="hotspots"),
        st.Page("pages/projects/portfolio.py", title="Projects", url_path="projects"),
        st.Page("pages/extracts/history.py", title="Data", url_path="data"),
    ]


def home(first: "st.Page") -> "st.Page":
    """The bare address leads to the first page, so that every page has a path of its own."""
    return st.Page(lambda: st.switch_page(first), title="Home", url_path="home", default=True, visibility="hidden")


main()
