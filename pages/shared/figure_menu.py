"""The one small menu beside a figure's title: it leaves as a picture, as a table, as a sentence with its source, or for a pack.

Its contents are made when it is opened, and each file when it is asked for: a page pays for a button.
"""

from collections.abc import Callable
from datetime import date

import streamlit as st

from analysis.declared.settings import Settings
from analysis.exports import citation, contents, picture, workbook
from analysis.exports.named import FiguresByName
from analysis.figures.figure import Cleared
from analysis.night import own_places
from analysis.release import partnership
from analysis.words import phrases
from pages.shared import pack_list

Drawn = Callable[[], Cleared]


def offer(figure: Cleared, key: str, drawn: Drawn | None = None) -> None:
    """The menu of a figure. drawn: makes the figure with its map, in colours for paper, where the page draws that by itself."""
    # What opens it is no fragment: each costs a page three times as much as the button, whether anybody opens it or not.
    menu = st.popover("Export", icon=":material/download:", type="tertiary", key=f"{key}_menu", on_change="rerun")
    if menu.open:
        with menu:
            _parts(figure, key, drawn)


@st.fragment
def _parts(figure: Cleared, key: str, drawn: Drawn | None) -> None:
    """What stands in an open menu; what is pressed in it runs it alone."""
    settings = partnership.in_force()
    marking = settings.marking
    with st.container(key=f"{key}_menu_parts", gap="small"):
        if drawn or figure.chart is not None:
            _pictures(figure, drawn or (lambda: figure), marking, key)
        _tables(figure, settings, key)
        st.markdown("**Sentence with its source**")
        st.code(citation.cited(figure, marking), language=None, wrap_lines=True)
        _pack(figure, key)


def _pictures(figure: Cleared, drawn: Drawn, marking: str, key: str) -> None:
    st.markdown("**Picture**")
    if said := picture.refused(figure):
        st.text(said)
        return
    for ending, make in {"png": picture.png, "svg": picture.svg}.items():
        with st.container(horizontal=True, gap="xsmall"):
            for size in picture.SIZES:
                label = f"{ending.upper()}, {size.name}"
                _file(label, lambda make=make, size=size: make(drawn(), size, marking), figure, ending, key, size)


def _tables(figure: Cleared, settings: Settings, key: str) -> None:
    st.markdown("**Table**")
    whole = contents.of_one(figure, settings.partnership, settings.marking, date.today())
    with st.container(horizontal=True, gap="xsmall"):
        _file("Download CSV", lambda: figure.csv(settings.marking), figure, "csv", key)
        _file("Download XLSX", lambda: workbook.xlsx(whole), figure, "xlsx", key)


TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "xlsx": workbook.XLSX,
}


def _file(
    label: str, make: Callable[[], bytes], figure: Cleared, ending: str, key: str, size: picture.Size | None = None
) -> None:
    st.download_button(
        label,
        data=make,
        file_name=citation.file_name(figure, ending, size),
        mime=TYPES[ending],
        key=f"{key}_{ending}{f'_{size.id}' if size else ''}",
        on_click="ignore",
    )


def _pack(figure: Cleared, key: str) -> None:
    if figure.id in (own_places.FIGURE, own_places.HOURS):
        st.caption("An outline of your own is kept nowhere, so no pack can hold this: take the picture or the table.")
        return
    if not FiguresByName.knows(figure.id):
        st.caption("This belongs to no release by itself, so no pack can make it again: take the picture or the table.")
        return
    if pack_list.holds(figure):
        st.button("Take out of pack", key=f"{key}_out", on_click=pack_list.take_out, args=(figure,))
    else:
        st.button("Add to pack", key=f"{key}_add", on_click=pack_list.add, args=(figure,))
    if put := pack_list.every():
        st.caption(f"{phrases.capital(phrases.count(len(put), 'figure'))} put aside for a pack in this session.")
