"""The cards of the front page: an indicator at a glance, a pillar in a line, delivery in a strip."""

import html
from collections.abc import Sequence

import streamlit as st

from analysis.figures import disclosure
from analysis.indicators import answered, overview
from analysis.indicators import cards as indicator_cards
from analysis.indicators.indicator_state import IndicatorState
from analysis.indicators.overview import OneWay
from analysis.indicators.what_changed import PillarState, Statement
from analysis.projects.delivery import Output
from analysis.release import partnership
from pages.shared import alone, ask, figure_frame, verdict
from pages.shared.figure_frame import plain

DETAIL, PILLARS = "violence/indicator.py", "violence/pillars.py"
PROJECTS, ACTIONS = "projects/portfolio.py", "projects/actions.py"


SHOWN_AT_MOST = 4
"""OneWay named in one column; the others are counted."""


def first_row(found: Sequence[OneWay], pillars_of: Sequence[PillarState]) -> None:
    """What is worse, better and changed, the strongest of each as a large card; beside them the pillars.

    Where nothing is any of these, a line says so, and the pillars stand side by side below it: empty columns say nothing.
    """
    if not any(changes.states for changes in found):
        st.markdown(f"## {plain(' · '.join(changes.heading for changes in found))}")
        pillars(pillars_of, len(pillars_of))
        return
    *columns, last = st.columns([3, 3, 3, 2.4], gap="xsmall")
    for column, changes in zip(columns, found, strict=True):
        with column:
            st.markdown(f"## {plain(changes.heading)}")
            for one in changes.states[:1]:
                with alone.drawing(f"the card of {one.indicator.id}"):
                    card(one, lead=True)
            for one in changes.states[1:SHOWN_AT_MOST]:
                link(one, plain(overview.in_short(one)))
            if len(changes.states) > SHOWN_AT_MOST:
                st.caption(f"And {len(changes.states) - SHOWN_AT_MOST} more: see Pillars.")
    with last:
        st.markdown("## The four pillars")
        pillars(pillars_of)


def grid(found: Sequence[IndicatorState], across: int = 3) -> None:
    """Indicators as cards, so many across; one below the other on a phone."""
    with st.container(gap="xsmall"):
        for start in range(0, len(found), across):
            for column, one in zip(st.columns(across, gap="xsmall"), found[start : start + across], strict=False):
                with column, alone.drawing(f"the card of {one.indicator.id}"):
                    card(one)


def card(found: IndicatorState, *, lead: bool = False) -> None:
    """One indicator: title (a link to all about it), figure, picture, what it says, target, caveat."""
    figure = disclosure.leave(answered.card(ask.shown(), found, partnership.in_force().peers))
    name = f"{'lead' if lead else 'card'}_{found.indicator.id}"
    with st.container(border=True, height="content" if lead else "stretch", gap=None, key=name):
        with st.container(horizontal=True, horizontal_alignment="distribute", gap="xsmall", key=f"top_{name}"):
            link(found, f"**{plain(figure.title)}**")
            st.caption(plain(indicator_cards.polarity_words(found)), width="content")
        st.html(indicator_cards.body(figure, found, figure_frame.dark_page(), lead=lead))


def link(found: IndicatorState, label: str) -> None:
    """A link to all about an indicator."""
    st.page_link(DETAIL, label=label, query_params={"id": found.indicator.id})


def statement(said: Statement) -> None:
    """One thing that changed; the whole sentence leads to its chart."""
    st.page_link(DETAIL, label=plain(f"{said.symbol} {said.text}"), query_params={"id": said.indicator_id})


def pillars(found: Sequence[PillarState], across: int = 1) -> None:
    """The pillars, so many beside each other: the state in symbol and words; how many indicators stand where comes up on it."""
    columns = st.columns(across, gap="xsmall") if across > 1 else [st.container()]
    for number, one in enumerate(found):
        with columns[number % len(columns)], st.container(border=True, height="stretch", gap=None, key=f"pillar_{one.pillar.id}"):
            st.page_link(PILLARS, label=plain(one.pillar.name), query_params={"pillar": one.pillar.name}, help=one.counts)
            verdict.of_pillar(one, overview.tile_line(one))


def actions(line: str) -> None:
    """The groups' actions in one line, which leads to them."""
    st.page_link(ACTIONS, label=plain(f"Actions: {line}"))


def delivery(headline: str, outputs: Sequence[Output]) -> None:
    """Delivery in one strip: the statement, and how many outputs stand where."""
    with st.container(border=True, horizontal=True, key="delivery"):
        st.page_link(PROJECTS, label=f"**Delivery:** {plain(headline)}")
        parts = [f"<span>{symbol} {html.escape(words)}</span>" for symbol, words in overview.delivery(outputs)]
        st.html(f'<div class="strip">{"".join(parts)}</div>', width="content")
