"""Export: figures as slides, a document, a workbook, CSV and pictures: a ready pack, or the reader's own."""

from functools import partial

import streamlit as st

from analysis.exports import pack, ready
from analysis.exports.named import FiguresByName, NotMade
from analysis.exports.pack import FORMATS, Order
from analysis.words import phrases
from pages.figures.export_parts import choice, done, making
from pages.shared import ask, asked, statement, states, wards, work
from pages.shared.figure_frame import plain

STATEMENT = "Take figures along: slides, a document, a workbook"
CONTEXT = (
    "Every file carries source, period, area, definition, release and marking. What is too small to be shown is not shown there "
    "either. A manifest tells how each figure was made, so that the same can be made again."
)
OWN = "own"
AT_FIRST = ("slides", "document", "workbook")


def page() -> None:
    """Choose what, for which wards and months, in which files; make them; take them."""
    statement.headline(STATEMENT, CONTEXT)
    figures = FiguresByName(ask.shown(), states.every())
    order = chosen(figures)
    query = whole(figures)
    if unmet := wards.unmet():
        asked.say(unmet, level=2)
        return
    if said := pack.unfollowed(figures, order, query):
        st.caption(" ".join(said))
    st.markdown("## 3 Files")
    formats = st.multiselect(
        "Files",
        list(FORMATS),
        default=AT_FIRST,
        format_func=FORMATS.__getitem__,
        key="export_formats",
        select_all=False,
        wrap=True,
        label_visibility="collapsed",
    )
    count = len(order.wanted)
    if not count:
        st.markdown("Nothing is chosen yet: choose a ready pack, or add figures to your own.")
    elif not formats:
        st.markdown("No kind of file is chosen yet.")
    label = f"Make {phrases.count(count, 'figure')}" if count else "Make the files"
    if st.button(label, type="primary", disabled=not count or not formats, key="export_make"):
        done.forget()
        asked_for = making.order(figures, order, query, formats)
        work.begin(making.NAME, partial(making.make, making.pinned(), asked_for, states.for_files()))
    done.wait()
    done.show()


def chosen(figures: FiguresByName) -> Order:
    """The first step: a ready pack, or one's own."""
    st.markdown("## 1 Figures")
    own = f"My own choice ({phrases.count(choice.number(), 'figure')})"
    names = {**ready.NAMES, OWN: own}
    # Who comes here with figures put aside means those.
    first = list(names).index(OWN) if choice.number() else 0
    kind = st.radio(
        "Pack", list(names), index=first, format_func=names.__getitem__, key="export_pack", label_visibility="collapsed"
    )
    if kind == OWN:
        return choice.own(figures)
    try:
        found = pack.ready_order(str(kind), figures)
    except NotMade as problem:
        st.warning(plain(str(problem)))
        return Order(str(kind), "", ())
    parts = [f"{one.title} ({len(one.wanted)})" for one in found.chapters if one.wanted]
    st.markdown(plain(f"{phrases.capital(phrases.count(len(found.wanted), 'figure'))}: {phrases.listed(parts, at_most=9)}."))
    return found


def whole(figures: FiguresByName) -> list[tuple[str, str]]:
    """The second step: wards and months once for all figures that follow them."""
    st.markdown("## 2 Wards and months, for all figures that follow them")
    with st.container(horizontal=True, key="export_whole", gap="small"):
        found = [("ward", code) for code in wards.choose()]
        return found + choice.months(figures)


page()
