"""How a figure stands on a page: title with its menu, sentence, chart, caption, its table. The only place that draws one."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

import pandas as pd
import pydeck
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis.exports import written_table
from analysis.figures import disclosure, still_maps
from analysis.figures.charts import palette
from analysis.figures.figure import Cleared, Figure
from pages.shared import figure_menu

MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$~:&^=])")


def plain(text: str) -> str:
    """Text with its Markdown switched off: names from files must neither format the page nor fetch an image."""
    unlinked = text.replace("://", ":\u2060//").replace("www.", "www\u2060.")
    return MARKDOWN.sub(r"\\\1", unlinked)


def dark_page() -> bool:
    """Whether the reader has the dark theme."""
    return st.context.theme.type == "dark"


def show(figure: Figure, key: str, *, level: int = 2, beside: Callable[[], None] | None = None) -> None:
    """Draw a figure, or say that disclosure holds it back. `key` is unique on the page; `level` is the heading's (2 to 4).

    beside: draws what changes the figure beside its title.
    """
    try:
        cleared = disclosure.leave(figure)
    except disclosure.NotCleared as held:
        st.warning(plain(str(held)))
        return
    with head(cleared, key, level=level, beside=beside):
        figure_menu.offer(cleared, key)
    if isinstance(cleared.chart, dict):
        draw_chart(cleared, key)
    elif cleared.chart is not None:
        draw_map(cleared, cleared.chart)
    sign(cleared, key)


def show_or_say(figure: Figure | str, key: str, *, level: int = 2) -> None:
    """Draw a figure; where there is none, say why."""
    if isinstance(figure, str):
        st.markdown(plain(figure))
    else:
        show(figure, key, level=level)


def say(figure: Cleared, *, level: int = 2) -> None:
    """The title and the sentence: text comes before the chart."""
    st.markdown(f"{'#' * level} {plain(figure.title)}")
    st.markdown(plain(figure.sentence))


def head(figure: Cleared, key: str, *, level: int = 2, beside: Callable[[], None] | None = None) -> DeltaGenerator:
    """The same with room beside the title for the figure's menu, which it returns: a page offers it once its map is made."""
    menu = titled(figure, key, level=level, beside=beside)
    st.markdown(plain(figure.sentence))
    return menu


def titled(figure: Cleared, key: str, *, level: int = 2, beside: Callable[[], None] | None = None) -> DeltaGenerator:
    """The title alone, with the same room beside it."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key=f"{key}_titled"):
        st.markdown(f"{'#' * level} {plain(figure.title)}", width="stretch")
        if beside:
            beside()
        return st.container(width="content", gap=None)


def draw_chart(figure: Cleared, key: str, *, height: Literal["content", "stretch"] = "content") -> None:
    """The Plotly chart in the reader's theme, at the height it asks for, so that nothing jumps; or at that of what holds it."""
    assert isinstance(figure.chart, dict)
    st.plotly_chart(
        palette.in_theme(figure.chart, dark_page()),
        key=f"{key}_chart",
        height=height,
        config={"displayModeBar": False, "responsive": True},
        alt=figure.alt or figure.sentence,
    )


def draw_map(figure: Cleared, deck: pydeck.Deck) -> None:
    """A map that answers no click, as a picture; a page whose map does draws it itself between say() and sign()."""
    st.html(still_maps.image(deck, figure.alt or figure.sentence))


def sign(figure: Cleared, key: str, *, with_table: bool = True, behind: bool = False) -> None:
    """Caption, notes and table. A table alone stands above its caption; one behind a chart (or where `behind` asks for
    it) stands below, and is sent to the browser only when opened.
    """
    alone = figure.chart is None and not behind
    if with_table and alone:
        table(figure, key)
    st.caption(plain(figure.caption.text()))
    if figure.notes:
        st.caption(plain(" ".join(figure.notes)))
    if with_table and not alone:
        _table_behind(figure, key)


@st.fragment
def _table_behind(figure: Cleared, key: str) -> None:
    opened = st.expander("Show table", key=f"{key}_table_open", on_change="rerun")
    if opened.open:
        with opened:
            table(figure, key)


def table(figure: Cleared, key: str) -> None:
    """A figure's table, sortable; its files are in the figure's menu."""
    plain_table(figure.table, figure.title, key, figure.formats)


def plain_table(shown: pd.DataFrame, title: str, key: str, formats: Mapping[str, str] | None = None) -> None:
    """A table, sortable: whole as HTML where it is small, else a grid, with the whole of it for paper. formats: by heading."""
    if not written_table.fits_screen(shown):
        numbers: dict[str, Any] = {name: st.column_config.NumberColumn(format=form) for name, form in (formats or {}).items()}
        st.dataframe(shown, hide_index=True, column_config=numbers, key=f"{key}_table", placeholder="")
    st.html(written_table.table(shown, title, formats))
