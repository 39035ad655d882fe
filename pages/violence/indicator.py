"""Indicator: all about one: its chart with limits, breaks and notes, its wards, its definition and what feeds it."""

from collections.abc import Callable

import streamlit as st

from analysis.indicators import answered, by_ward, detail, outlook
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods.forecast import Forecast
from pages.shared import alone, ask, asked, figure_frame, fold, frame, page_parts, saved_views, statement, states, verdict, wards
from pages.shared.figure_frame import plain
from pages.violence.indicator_parts import beside, choice, declared, nearest, ward_by_ward


def page() -> None:
    """Choose the indicator and its wards; then what it says, its chart, its wards, its definition."""
    found = states.every()
    names = {state.indicator.id: state.indicator.name for state in found}
    top = st.container()
    place = fold.begin()
    with place.row:
        chosen = choice.choose(names)
    if chosen is None:
        with top:
            asked.say(choice.unmet(names))
        return
    state = next(one for one in found if one.indicator.id == chosen)
    with place.row:
        chosen_wards = wards.choose(labelled=False) if states.follows_wards(state) else {}
        if said := by_ward.not_by_ward(state.indicator):
            st.caption(plain(said))
    if missing := wards.unmet() if states.follows_wards(state) else []:
        with top:
            asked.say(missing)
        return
    shown = states.in_wards(state, chosen_wards)
    where = wards.words(chosen_wards)
    frame.tab(state.indicator.name, where, shown.period)
    with top:
        statement.headline(detail.headline(shown, where))
    with place.bar:
        saved_views.offer("indicator", {"id": chosen})
        statement.copy_link()
    place.say(f"{names[chosen]} · {where}")
    answer = st.container()
    with fold.rest():
        sections(state)
    # Last, though it stands above: a link that asks for the expected range waits for its models with the rest in sight.
    with answer, alone.drawing(f"the chart of {chosen}"):
        if shown.filled:
            chart(shown, where)
        else:
            st.markdown(plain(shown.judgement))


@st.fragment
def chart(shown: IndicatorState, where: str) -> None:
    """The full chart. The models of the expected range take seconds: they run when asked for, beside the page."""
    ahead: Forecast | None = None
    refused = outlook.forecast_refused(shown)
    with st.container(horizontal=True, key="verdict", gap="medium", horizontal_alignment="distribute"):
        verdict.ask_why(shown)
        if refused and shown.indicator.frequency == "month":
            st.caption(plain(refused), width="content")
        expected = not refused and st.toggle("Show the expected range of the next six months", key="ahead", bind="query-params")
    if expected:
        with st.spinner("Trying four models on the past"):
            ahead = states.forecast_of(shown, where)
    figure = answered.figure(ask.shown(), shown, where, fan=ahead, height=380)
    figure_frame.show(figure, f"detail_{shown.indicator.id}")
    if ahead:
        st.markdown(plain(" ".join(detail.outlook(shown, ahead))))


def sections(state: IndicatorState) -> None:
    """Wards, groups, other partnerships, definition, and what feeds it: each asked for when opened."""
    drawn: dict[str, Callable[[IndicatorState], None]] = nearest.parts(state) | declared.parts(state)
    if state.filled:
        drawn = ward_by_ward.parts(state) | beside.parts(state) | drawn
    if page_parts.lacks_part("part", list(drawn)):
        return
    for tab, draw in zip(st.tabs(list(drawn), key="part", bind="query-params"), drawn.values(), strict=True):
        if tab.open:
            with tab, alone.drawing(f"a part of {state.indicator.id}"):
                draw(state)


page()
