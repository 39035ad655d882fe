"""What changed since the last meeting: since a meeting by its name, a day, or a release that was in force then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from analysis import access
from analysis.indicators import asked as indicators
from analysis.indicators import overview
from analysis.indicators import states as measures
from analysis.indicators.indicator_state import IndicatorState
from analysis.indicators.overview import Since
from analysis.loaded import past_acts, readings
from analysis.projects import answered as delivered
from analysis.projects import since_then
from analysis.words import moments, phrases
from analysis.words.asked_for import Unmet
from analysis.words.moments import DAY, MEETING, RELEASE, Moment
from pages import desk
from pages.desk import NotDone
from pages.shared import ask, asked
from pages.shared.figure_frame import plain
from pages.violence.overview_parts import cards

SHOWN_AT_ONCE = 3
"""Changes of indicators that stand open; the others are folded."""


def choose() -> None:
    """The choice of a meeting, a day or a release; each takes the place of the others. It stands in the address."""
    meetings, releases = _meetings(), _releases()
    with st.popover("Since the last meeting", key="since_open", width="content"):
        st.markdown("What changed since a meeting, a day, or what was shown at the time?")
        _one_of(MEETING, "Since the meeting", meetings, "None" if meetings else "No meeting is loaded yet")
        _day()
        _one_of(RELEASE, "Or since the release", releases, "None" if releases else "There has been no other release")


def standing() -> tuple[Moment | None, list[Unmet]]:
    """What the address asks for, without drawing anything; and what of it is not there."""
    return moments.asked(st.query_params.to_dict(), _meetings(), _releases())


def show(found: list[IndicatorState], moment: Moment) -> None:
    """The strongest changes, then what the groups, the projects and the money did; the rest folded; what was compared."""
    st.markdown(f"## What changed since {plain(moment.name)}")
    try:
        said, others = changes(found, moment)
    except NotDone as problem:
        st.warning(plain(str(problem)))
        return
    for statement in said.statements[:SHOWN_AT_ONCE]:
        cards.statement(statement)
    brief = [said.unchanged, *(words for words, _ in others)]
    st.markdown("\n".join(f"- {plain(line)}" for line in brief if line))
    more = said.statements[SHOWN_AT_ONCE:]
    lines = [line for _, mine in others for line in mine]
    if count := len(more) + len(lines):
        with st.expander(f"{phrases.capital(phrases.count(count, 'more thing'))} since then"):
            for statement in more:
                cards.statement(statement)
            st.markdown("\n".join(f"- {plain(line)}" for line in lines))
    st.caption(plain(f"{said.rest} {said.compared}".strip()))


def changes(found: list[IndicatorState], moment: Moment) -> tuple[Since, list[tuple[str, Sequence[str]]]]:
    """What differs of the indicators; and of each other subject what happened in brief, with every thing in a sentence.

    Raises NotDone where the release asked for cannot be opened.
    """
    if moment.day is not None:
        then = _on(ask.release_id(), indicators.fingerprint(), moment.day, access.sees_all())
        said = overview.since(then, found, overview.compared_by_day(moment.day), moment.day)
        return said, [(one.words, one.lines) for one in since_then.happened(ask.shown(), moment.day)]
    then, read = _in(moment.release, indicators.fingerprint(), access.sees_all())
    said = overview.since(then, found, f"Compared: the figures now, with those shown in the release {moment.name}.")
    told = readings.lines(readings.differences(read, readings.read_with(ask.cached)))
    return said, [(f"{title}: {phrases.count(len(lines), 'difference')}.", lines) for title, lines in told if title != "Verdicts"]


def _one_of(key: str, label: str, names: Mapping[str, str], nothing: str) -> None:
    def read(texts: Sequence[str]) -> tuple[str | None, list[Unmet]]:
        return moments.named(key, texts[-1], names)

    asked.settle(key, None, read, _write, lambda value: value is None or value in names)
    chosen = st.selectbox(
        label,
        list(names),
        index=None,
        format_func=lambda id: names[id],
        key=key,
        placeholder=nothing,
        disabled=not names,
        on_change=_instead_of,
        args=(key,),
    )
    asked.settled(key, chosen, _write)


def _day() -> None:
    asked.settle(DAY, None, _read_day, _write_day, lambda value: True)
    chosen = st.date_input("Or since the day", format="DD/MM/YYYY", key=DAY, on_change=_instead_of, args=(DAY,))
    asked.settled(DAY, chosen, _write_day)


def _read_day(texts: Sequence[str]) -> tuple[date | None, list[Unmet]]:
    return moments.on_day(texts[-1])


def _write(value: str | None) -> list[str]:
    return [value] if value else []


def _write_day(value: date | None) -> list[str]:
    return [value.isoformat()] if value else []


def _instead_of(key: str) -> None:
    """What was chosen just now takes the place of the other two."""
    for other in (MEETING, DAY, RELEASE):
        if other != key:
            asked.put(other, None)


def _meetings() -> dict[str, str]:
    return {meeting.id: meeting.name for meeting in delivered.meetings_held(ask.shown())}


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
def _in(release: str, catalogue: int, sees_all: bool) -> tuple[list[IndicatorState], readings.Reading]:
    return desk.in_release(release, measures.states), desk.in_release(release, readings.read)
