"""Pillars: each pillar's indicators with their trends and latest values, and what is not loaded yet."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analysis import coverage, indicators, phrases, pillar_figures
from analysis.figure import OPEN_GOVERNMENT_LICENCE, Figure
from analysis.indicators import Indicator, Pillar, Series
from pages.parts import ask, figure_frame
from pages.parts.figure_frame import plain

CONTEXT = (
    "Each figure gives its latest value, its period and, where the two are comparable, the same period a year before. "
    "Nothing here is called better or worse: two figures do not make a trend."
)


@dataclass(frozen=True)
class Answers:
    """What the page asked of the release: every indicator with its series, and what their sentences need."""

    found: list[tuple[Indicator, list[Series]]]
    months: pd.DataFrame
    residents: float | None
    sources: dict[str, coverage.Source]


def page() -> None:
    """The whole page, top to bottom."""
    answers, pillars = ask_all(), indicators.pillars()
    st.markdown(f"# {plain(pillar_figures.headline(answers.found, len(pillars)))}")
    st.markdown(plain(CONTEXT))
    st.markdown("\n".join(jump(pillar, answers) for pillar in pillars))
    for pillar in pillars:
        draw(pillar, answers)


def ask_all() -> Answers:
    """Every declared indicator with its series."""
    declared = indicators.declared()
    months = ask.cached("indicator_months", crime_types=indicators.crime_types_asked(declared))
    values, returns = ask.cached("indicator_values"), ask.cached("returns")
    area_code = ask.release_info()["area_code"]
    residents = ask.cached("residents")["residents"].iloc[0]
    return Answers(
        [(one, indicators.series(one, months, values, returns, area_code)) for one in declared],
        months,
        None if pd.isna(residents) else float(residents),
        coverage.sources(),
    )


def jump(pillar: Pillar, answers: Answers) -> str:
    """One line of the list that leads to the pillars."""
    mine = [series for one, series in answers.found if one.pillar == pillar.id]
    empty = sum(not series for series in mine)
    said = phrases.count(len(mine), "indicator") + (f", {empty} without figures" if empty else "")
    return f"- [{plain(pillar.name)}](#{pillar.id}): {said}"


def draw(pillar: Pillar, answers: Answers) -> None:
    """One pillar: its figures in two columns, then what is not loaded."""
    st.header(plain(pillar.name), anchor=pillar.id)
    st.markdown(plain(pillar.description))
    mine = [one for one in answers.found if one[0].pillar == pillar.id]
    filled = [figure(one, series, answers) for one, series in mine if series]
    for start in range(0, len(filled), 2):
        for column, each in zip(st.columns(2, gap="medium"), filled[start : start + 2], strict=False):
            with column:
                figure_frame.show(each, each.id, level=3)
    empty = [one for one, series in mine if not series]
    if empty:
        st.markdown("### No figures loaded yet")
        st.markdown("\n".join(f"- {plain(pillar_figures.missing(one))}" for one in empty))


def figure(one: Indicator, series: Sequence[Series], answers: Answers) -> Figure:
    """The indicator's figure with its caption."""
    info = ask.release_info()
    source = answers.sources.get(one.source, answers.sources["indicator_values"])
    caption = ask.caption(
        f"{source.title}, {source.publisher}",
        indicators.period_words(series),
        pillar_figures.area(series, info["area_code"], info["area_name"]),
        definition=f"definition version {one.version}",
        attribution=OPEN_GOVERNMENT_LICENCE if source.licence else "",
    )
    return pillar_figures.indicator(one, series, answers.months, answers.residents, caption)


page()
