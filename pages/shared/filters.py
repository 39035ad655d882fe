"""The filters of pages on recorded crime. They live in the URL: a copied link opens the same view, and Back works."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis.crime import from_address
from analysis.crime.selection import INCIDENTS, CrimeTypes, Selection
from analysis.words import phrases
from analysis.words.asked_for import Unmet
from pages.shared import asked, months_of, narrower, wards
from pages.shared.fold import Fold

YEARS_OFFERED = 2
EVERY_CRIME = "All crime (without anti-social behaviour)"


def choose(place: Fold, *, places: bool = True, months_at_first: int = from_address.MONTHS_AT_FIRST) -> Selection:
    """Draw the filters and return the reader's choice. places: offer ward, LSOA and street too."""
    months = months_of.loaded()
    groups = from_address.type_groups(months[0])
    first = months[max(0, len(months) - months_at_first)]
    with place.row:
        chosen_wards = wards.choose() if places else {}
        with st.container(key="filter_types", gap=None):
            presets = st.container(horizontal=True, key="filter_buttons", gap="xsmall")
            chosen_types = _types(groups)
        with st.container(key="filter_months", gap=None):
            years = st.container(horizontal=True, key="filter_years", gap="xsmall")
            with st.container(horizontal=True, key="filter_from_to", gap="small"):
                from_month = _month("From", "from", months, first)
                to_month = _month("To", "to", months, months[-1])
        selection = Selection(
            area=wards.area(),
            wards=tuple(chosen_wards),
            ward_names=tuple(chosen_wards.values()),
            types=tuple(chosen_types) or groups.crimes,
            groups=groups,
            start=min(from_month, to_month),
            end=max(from_month, to_month),
        )
        if places:
            selection = narrower.within(selection)
    selection = months_of.counted(selection)
    _presets(presets, groups)
    _years(years)
    with place.row:
        _reset(groups, first, months[-1], places)
    with place.below:
        if from_month > to_month:
            st.caption("The first month chosen lies after the last: they are read the other way round.")
        _comparable_button(selection)
    place.say(in_short(selection))
    return selection


def in_short(selection: Selection) -> str:
    """The choice in one line: "Drake, Stoke · Robbery · 12 months", the months by their names where they are not the newest."""
    months = months_of.loaded()
    asked_months = sum(selection.start <= month <= selection.end for month in months)
    newest = selection.end == months[-1]
    span = phrases.count(asked_months, "month") if newest else phrases.period(selection.start, selection.end)
    return f"{selection.place()} · {selection.what()} · {span}"


def add_or_remove_ward(code: str) -> None:
    """Choose a ward, or leave it out if it was chosen: for a callback, before the filters are drawn."""
    chosen = list(st.session_state.get("ward", []))
    asked.put("ward", [each for each in chosen if each != code] if code in chosen else [*chosen, code])


def unmet(*, places: bool = True) -> list[Unmet]:
    """What the address asks of the filters drawn, and is not there: then nothing is shown in its place."""
    return asked.unmet(*(("ward", "lsoa", "street") if places else ("place",)), "type", "from", "to")


def _types(groups: CrimeTypes) -> list[str]:
    def read(texts: Sequence[str]) -> tuple[list[str], list[Unmet]]:
        return from_address.chosen_types(texts, groups)

    asked.settle("type", list(groups.serious_violence), read, list, lambda chosen: set(chosen) <= set(groups.offered))
    chosen = st.multiselect(
        "Crime types",
        groups.offered,
        placeholder=EVERY_CRIME,
        key="type",
        select_all=False,
        wrap=True,
        help="The police's own types. With none chosen, every crime is counted; anti-social behaviour is an incident, "
        "not a crime, and is counted only when it is chosen here.",
    )
    asked.settled("type", chosen, list)
    return chosen


def _month(label: str, key: str, months: list[date], at_first: date) -> date:
    def read(texts: Sequence[str]) -> tuple[date, list[Unmet]]:
        return from_address.chosen_month(key, texts, months, at_first)

    def write(month: date) -> list[str]:
        return [phrases.short_month(month)]

    asked.settle(key, at_first, read, write, lambda month: month in months)
    chosen = st.selectbox(label, months, format_func=phrases.short_month, key=key)
    asked.settled(key, chosen, write)
    return chosen


def _presets(place: DeltaGenerator, groups: CrimeTypes) -> None:
    """The choices of crime types that are made most, at one click. None chosen is every crime."""
    choices = {
        "serious": ("Serious violence", list(groups.serious_violence)),
        "all": ("All crime", []),
        "asb": (INCIDENTS, [INCIDENTS]),
    }
    with place:
        for key, (label, types) in choices.items():
            st.button(label, on_click=_put, args=({"type": types},), key=f"preset_{key}")


def _years(place: DeltaGenerator) -> None:
    """The newest financial years at one click, the earlier one first."""
    with place:
        for name, begin, end in reversed(months_of.financial_years()[:YEARS_OFFERED]):
            st.button(name, on_click=_put, args=({"from": begin, "to": end},), key=f"preset_{begin.year}")


def _reset(groups: CrimeTypes, first: date, last: date, places: bool) -> None:
    at_first: dict[str, Any] = {"type": list(groups.serious_violence), "from": first, "to": last}
    at_first |= {"ward": [], "lsoa": None, "street": None} if places else {"place": None}
    st.button("Reset filters", on_click=_put, args=(at_first,), type="tertiary", key="reset")


def _comparable_button(selection: Selection) -> None:
    """Where a break lies in the chosen months: the newest stretch of them without one, at one click."""
    part = selection.comparable_part()
    if (part.start, part.end) != (selection.start, selection.end):
        choice = {"from": part.start, "to": part.end}
        st.button(f"Only {part.span.span}, comparable", on_click=_put, args=(choice,), key="preset_comparable")


def _put(values: dict[str, Any]) -> None:
    for key, value in values.items():
        asked.put(key, value)
