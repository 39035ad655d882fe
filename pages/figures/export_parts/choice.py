"""The reader's own choice of figures: those put aside on pages and those picked here, in an order that can be changed."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from analysis.crime import chosen_months
from analysis.exports import named
from analysis.exports.chapters import Chapter
from analysis.exports.named import FiguresByName, Offered
from analysis.exports.pack import Order
from analysis.words import phrases
from pages.shared import pack_list
from pages.shared.figure_frame import plain

TITLE = "Figures"
EXPLAINED = "Figures come here from the menu beside each figure’s title, or from this list. They stand in the pack in this order."


def number() -> int:
    """How many figures are chosen."""
    return len(pack_list.every())


def own(figures: FiguresByName) -> Order:
    """The list, with its order; and what it asks for."""
    st.markdown(EXPLAINED)
    _add(figures.offered())
    put = pack_list.every()
    for place, one in enumerate(put):
        with st.container(horizontal=True, key=f"export_line_{place}", vertical_alignment="center", gap="small"):
            st.markdown(f"{place + 1}\\. {plain(one['title'])}{_where(one)}", width="stretch")
            st.button("Up", key=f"export_up_{place}", disabled=place == 0, on_click=pack_list.move, args=(place, place - 1))
            last = place == len(put) - 1
            st.button("Down", key=f"export_down_{place}", disabled=last, on_click=pack_list.move, args=(place, place + 1))
            st.button("Take out", key=f"export_out_{place}", type="tertiary", on_click=pack_list.drop, args=(place,))
    wanted = tuple(named.asked(one["figure"], one["query"]) for one in put)
    area = figures.shown.info()["area_name"]
    return Order("figures", f"Serious violence in {area}: figures", (Chapter(TITLE, (), wanted),) if wanted else ())


def months(figures: FiguresByName) -> list[tuple[str, str]]:
    """The first and last month for all, where the reader asks for them."""
    known = chosen_months.loaded(figures.shown.ask)
    asked = {key: _month(label, key, known) for label, key in (("From", "from"), ("To", "to"))}
    return [(key, phrases.short_month(month)) for key, month in asked.items() if month]


def _month(label: str, key: str, known: Sequence[date]) -> date | None:
    return st.selectbox(
        label, list(known), index=None, format_func=phrases.short_month, key=f"export_{key}", placeholder="As each figure has it"
    )


def _add(offered: Sequence[Offered]) -> None:
    """The list of all figures, by what is typed."""
    names = {one.wanted.figure: f"{one.subject}: {one.title}" for one in offered}
    with st.container(horizontal=True, key="export_add", vertical_alignment="bottom", gap="small"):
        picked = st.selectbox(
            "Add a figure",
            list(names),
            index=None,
            format_func=names.__getitem__,
            key="export_pick",
            placeholder="Type to search",
        )
        title = next((one.title for one in offered if one.wanted.figure == picked), "")
        st.button("Add", key="export_add_it", disabled=picked is None, on_click=pack_list.put, args=(picked, title))


def _where(one: pack_list.Put) -> str:
    """What the page was asked for where the figure was put aside, after its title."""
    said = [text for key, texts in one["query"].items() if key in named.FILTERS for text in texts]
    return f" ({plain(phrases.listed(said, at_most=4))})" if said else ""
