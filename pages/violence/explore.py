"""Explore: how much crime of the chosen types was recorded, where, when, and what came of it."""

import streamlit as st

from analysis.crime import figures as crime_figures
from analysis.crime import place_changes
from analysis.crime.selection import Selection
from analysis.figures.figure import Caption
from analysis.methods.comparison import Comparison
from analysis.release import partnership
from analysis.words import phrases
from pages.shared import ask, asked, figure_frame, filters, fold, frame, months_of, saved_views, statement
from pages.violence.explore_parts import ward_panel

STREET_FILES = "police recorded crime, data.police.uk street files"
OUTCOME_FILES = "data.police.uk street and outcomes files"
VIEWS = ("Wards", "Streets", "Outcomes")


def page() -> None:
    """Choose, ask, say, draw."""
    top = st.container()
    chosen = filters.choose(fold.begin())
    if unmet := filters.unmet():
        with top:
            asked.say(unmet)
        return
    compared = months_of.compared_with_year_before(chosen)
    every = months_of.every(chosen)
    trend = crime_figures.counts_held(every, ask.cached("trend", **chosen.kinds(), **chosen.where()))
    recorded = crime_figures.in_period(trend, chosen.start, chosen.end)
    before = crime_figures.in_period(trend, compared.start, compared.end) if compared.allowed else None
    change = place_changes.of_months(trend, chosen.start, chosen.end) if compared.allowed else None
    with top:
        said = crime_figures.headline(chosen, recorded, before, [], change)
        with statement.say(said, crime_figures.context(chosen, [], compared)):
            saved_views.offer("explore")
            statement.copy_link()
    figure_frame.show(crime_figures.trend(chosen, trend, caption(every)), "trend")
    with fold.rest():
        places(chosen, compared)


def places(chosen: Selection, compared: Comparison) -> None:
    """Where the records lie and what came of them, and how all records of the force add up."""
    total = ask.row("force_total", **chosen.when(), **chosen.where())
    st.caption(figure_frame.plain(crime_figures.accounting(chosen, total)))
    asked.part("view", VIEWS)
    wards, streets, outcomes = st.tabs(VIEWS, key="view", bind="query-params")
    if wards.open:
        with wards:
            ward_panel.show(chosen, compared, caption(chosen, chosen.area))
    if streets.open:
        with streets:
            # A rank compares: where a break lies in the chosen months, those on its newer side alone are ranked.
            fair = chosen.comparable_part()
            rows = ask.cached("streets", **fair.when(), **fair.where())
            figure_frame.show(crime_figures.streets(fair, rows, caption(fair)), "streets")
    if outcomes.open:
        with outcomes:
            rows = ask.cached("crime_outcomes", **chosen.when(), **chosen.where())
            figure = crime_figures.outcomes(chosen, rows, caption(chosen, source=OUTCOME_FILES), outcome_months())
            figure_frame.show(figure, "outcomes")


def caption(chosen: Selection, area: str = "", source: str = STREET_FILES) -> Caption:
    """The caption of this page's figures."""
    return ask.caption(source, chosen.span, area or chosen.place(), definition=chosen.what())


def outcome_months() -> str:
    """The months of the loaded outcomes files in words; empty where none is loaded."""
    months = ask.cached("outcome_months")["period"]
    return phrases.month_runs([month.date() for month in months]) if len(months) else ""


if not frame.lacks_crime_files(partnership.in_force()):
    page()
