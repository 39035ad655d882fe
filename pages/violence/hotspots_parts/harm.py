"""Under the rank by number: how few cells hold how much, and the force's own list ranked by number and by harm."""

import pydeck
import streamlit as st

from analysis.crime import answered
from analysis.crime.gathered import Gathered
from analysis.crime.selection import Selection
from analysis.figures import disclosure, maps, still_charts, still_maps
from analysis.figures.disclosure import NotCleared
from analysis.figures.figure import Cleared, Figure
from pages.shared import ask, figure_frame, figure_menu
from pages.violence.hotspots_parts import cells

PUBLIC = "Public place, not domestic"


def show(chosen: Selection, found: Gathered) -> None:
    """The curve, then both ranks side by side; or why there is no rank by harm."""
    left, right = st.columns(2, gap="medium")
    with left:
        _curve(disclosure.leave(answered.curve(ask.shown(), chosen, found)))
    with right:
        _by_harm()


def _curve(figure: Cleared) -> None:
    """A chart that comes and goes with its view is drawn still: Plotly lays it out three times."""
    with figure_frame.head(figure, "curve"):
        figure_menu.offer(figure, "curve")
    if isinstance(figure.chart, dict):
        st.html(still_charts.curve(figure.chart, figure.alt or figure.sentence, figure_frame.dark_page()))
    figure_frame.sign(figure, "curve")


def _by_harm() -> None:
    public = st.toggle(PUBLIC, key="public", bind="query-params")
    figure = cells.by_harm(public, figure_frame.dark_page())
    if isinstance(figure, str):
        st.markdown("## By harm")
        st.markdown(figure_frame.plain(figure))
        return
    try:
        cleared = disclosure.leave(figure)
    except NotCleared as held:
        st.warning(figure_frame.plain(str(held)))
        return
    with figure_frame.head(cleared, "harm"):
        figure_menu.offer(cleared, "harm", lambda: _on_paper(public))
    if cleared.legend and isinstance(cleared.chart, pydeck.Deck):
        st.html(maps.legend_html(cleared.legend))
        deck = cleared.chart
        st.html(cells.still(public, figure_frame.dark_page(), lambda: still_maps.image(deck, cleared.alt or cleared.sentence)))
    figure_frame.sign(cleared, "harm")


def _on_paper(public: bool) -> Cleared:
    """The same in colours for paper."""
    figure = cells.by_harm(public, dark=False)
    assert isinstance(figure, Figure)
    return disclosure.leave(figure)
