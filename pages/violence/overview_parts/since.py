"""What changed since the last meeting: since a day, or since a release that was in force then."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from analysis import access
from analysis.indicators import asked as indicators
from analysis.indicators import overview
from analysis.indicators import states as measures
from analysis.indicators.indicator_state import IndicatorState
from analysis.loaded import past_acts
from pages import desk
from pages.desk import NotDone
from pages.shared import ask
from pages.shared.figure_frame import plain
from pages.violence.overview_parts import cards


@dataclass(frozen=True)
class Asked:
    """What the reader asked for: a day, or a release with what it is called."""

    day: date | None = None
    release: str = ""
    name: str = ""


def choose() -> Asked | None:
    """The choice of a day or a release; None where the reader asks for neither."""
    with st.popover("Since the last meeting", key="since_open", width="content"):
        st.markdown("What changed since a day, or since what was shown at the time?")
        day = st.date_input("Since the day", value=None, format="DD/MM/YYYY", key="since", bind="query-params")
        known = _releases()
        release = st.selectbox(
            "Or since the release",
            list(known),
            index=None,
            format_func=lambda id: known[id],
            key="since_release",
            bind="query-params",
            placeholder="None" if known else "There has been no other release",
            disabled=not known,
        )
    if release:
        return Asked(release=release, name=known[release])
    return Asked(day=day) if isinstance(day, date) else None


def show(found: list[IndicatorState], asked: Asked) -> None:
    """The sentences, strongest signal first, and what was compared."""
    if asked.day is not None:
        st.markdown(f"## What changed since {plain(f'{asked.day.day} {asked.day:%B %Y}')}")
        said = overview.since(
            _on(ask.release_id(), indicators.fingerprint(), asked.day, access.sees_all()),
            found,
            overview.compared_by_day(asked.day),
            asked.day,
        )
    else:
        st.markdown("## What changed since the release chosen")
        try:
            then = _in(asked.release, indicators.fingerprint(), access.sees_all())
        except NotDone as problem:
            st.warning(plain(str(problem)))
            return
        said = overview.since(then, found, f"Compared: the figures now, with those shown in the release {asked.name}.")
    for statement in said.statements:
        cards.statement(statement)
    if said.unchanged:
        st.markdown(plain(said.unchanged))
    st.markdown(plain(said.rest))
    st.caption(plain(said.compared))


def _releases() -> dict[str, str]:
    """Release → what it is called, newest first, without the one in force."""
    try:
        return {line["release"]: past_acts.release_label(line) for line in desk.releases() if line["release"] != ask.release_id()}
    except NotDone:
        return {}


@st.cache_resource(max_entries=8, show_spinner=False)
def _on(release: str, catalogue: int, day: date, sees_all: bool) -> list[IndicatorState]:
    declared = indicators.declared()
    answers = indicators.answers(declared, ask.cached)
    return overview.cut(measures.states(declared, ask.cached), answers, day)


@st.cache_resource(max_entries=4, show_spinner="Reading the figures of that release")
def _in(release: str, catalogue: int, sees_all: bool) -> list[IndicatorState]:
    return desk.in_release(release, measures.states)
