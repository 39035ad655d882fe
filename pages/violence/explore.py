"""Explore: how much crime of the chosen types was recorded, where, when, and what came of it."""

import streamlit as st

from analysis.crime import answered
from analysis.crime import figures as crime_figures
from analysis.crime.selection import Selection
from analysis.release import partnership
from analysis.release.questions.crime import ForceTotal
from pages.shared import ask, asked, figure_frame, filters, fold, frame, months_of, page_parts, saved_views, statement
from pages.violence.explore_parts import side_by_side, ward_panel

FIRST_WHEN_ASKED = ("Streets", "Outcomes")
VIEWS = ("Wards", "Streets", "Outcomes", "Years")


def page() -> None:
    """Choose, ask, say, draw."""
    top = st.container()
    chosen = filters.choose(fold.begin())
    if unmet := [*side_by_side.settle(), *filters.unmet()]:
        with top:
            asked.say(unmet)
        return
    frame.tab(filters.in_short(chosen), "Explore")
    compared = months_of.compared_with_year_before(chosen)
    trend = ask.made(answered.months, chosen)
    recorded = crime_figures.in_period(trend, chosen.start, chosen.end)
    before = crime_figures.in_period(trend, compared.start, compared.end) if compared.allowed else None
    change = ask.made(answered.change, chosen) if compared.allowed else None
    with top:
        said = crime_figures.headline(chosen, recorded, before, [], change)
        like = "" if compared.allowed else answered.like_for_like(ask.shown(), chosen, trend)
        with statement.say(said, crime_figures.context(chosen, [], compared, like)):
            saved_views.offer("explore")
            statement.copy_link()
    # A link that asks for streets or outcomes is answered with them; the months follow.
    first = st.container(key="asked_first")
    side_by_side.show(chosen)
    with first if page_parts.part_asked_for("view", FIRST_WHEN_ASKED) else fold.rest():
        places(chosen)


def places(chosen: Selection) -> None:
    """Where the records lie and what came of them, and how all records of the force add up."""
    total = ask.shown().row(ForceTotal, **chosen.when(), **chosen.where())
    st.caption(figure_frame.plain(crime_figures.accounting(chosen, total)))
    if page_parts.lacks_part("view", VIEWS):
        return
    wards, streets, outcomes, years = st.tabs(VIEWS, key="view", bind="query-params")
    if wards.open:
        with wards:
            ward_panel.show(chosen)
    if streets.open:
        with streets:
            figure_frame.show(ask.made(answered.streets, chosen), "streets")
    if outcomes.open:
        with outcomes:
            figure_frame.show(ask.made(answered.outcomes, chosen), "outcomes")
    if years.open:
        with years:
            figure_frame.show_or_say(ask.made(answered.two_financial_years, chosen), "years")


if not frame.lacks_crime_files(partnership.in_force()):
    page()
