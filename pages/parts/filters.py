"""The filters of pages on recorded crime. They live in the URL: a copied link opens the same view, and Back works."""

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analysis import catalogue, phrases
from analysis.selection import INCIDENTS, CrimeTypes, Selection, crime_type_groups
from pages.parts import ask, months_of, wards

MONTHS_AT_FIRST = 12
OLDER_TYPES_UNTIL = date(2013, 4, 1)  # data.police.uk joined other categories until April 2013
EVERY_CRIME = "All crime (without anti-social behaviour)"


def choose(*, places: bool = True) -> Selection:
    """Draw the filters and return the reader's choice. places: offer ward, LSOA and street too."""
    months = months_of.loaded()
    groups = type_groups(months[0])
    first = months[max(0, len(months) - MONTHS_AT_FIRST)]
    with st.expander("Filters", expanded=True, type="compact", key="filters"):
        columns = st.columns([2.5, 3.1, 1.25, 1.25, 1.6, 1.9] if places else [5, 1.3, 1.3])
        chosen_wards: dict[str, str] = {}
        if places:
            with columns.pop(0):
                chosen_wards = wards.choose()
        with columns[0]:
            chosen_types = _types(groups)
        with columns[1]:
            from_month = _month("From", "from", months, first)
        with columns[2]:
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
            selection = _narrowed(selection, columns[3], columns[4])
        selection = months_of.counted(selection)
        _buttons(groups, first, months[-1], places)
        _comparable_button(selection)
    return selection


def type_groups(first_month: date) -> CrimeTypes:
    """The crime types offered for a release that begins with this month."""
    rows: Any = catalogue.crime_types().to_dict("records")
    return crime_type_groups(rows, older=first_month <= OLDER_TYPES_UNTIL)


def add_or_remove_ward(code: str) -> None:
    """Choose a ward, or leave it out if it was chosen: for a callback, before the filters are drawn."""
    chosen = list(st.session_state.get("ward", []))
    st.session_state["ward"] = [each for each in chosen if each != code] if code in chosen else [*chosen, code]


def _types(groups: CrimeTypes) -> list[str]:
    return st.multiselect(
        "Crime types",
        groups.offered,
        default=groups.serious_violence,
        placeholder=EVERY_CRIME,
        key="type",
        bind="query-params",
        select_all=False,
        help="The police's own types. With none chosen, every crime is counted; anti-social behaviour is an incident, "
        "not a crime, and is counted only when it is chosen here.",
    )


def _month(label: str, key: str, months: list[date], at_first: date) -> date:
    return st.selectbox(
        label,
        months,
        index=months.index(at_first),
        format_func=phrases.short_month,
        key=key,
        bind="query-params",
    )


def _narrowed(selection: Selection, lsoas: DeltaGenerator, streets: DeltaGenerator) -> Selection:
    """The selection within one LSOA or street, where the reader chose one."""
    rows = ask.cached("lsoas")
    if selection.wards:
        rows = rows[rows["ward_code"].isin(selection.wards)]
    names = dict(zip(rows["lsoa_code"], rows["lsoa_name"], strict=True))
    with lsoas:
        lsoa = st.selectbox(
            "Area (LSOA)",
            list(names),
            index=None,
            format_func=lambda code: names.get(code, code),
            placeholder="Any",
            key="lsoa",
            bind="query-params",
            help="Lower-layer super output areas: about 1,500 residents each, as drawn for the Census of 2021.",
        )
    offered = ask.cached("street_names", wards=list(selection.wards) or None, lsoa=lsoa)
    with streets:
        street = st.selectbox(
            "On or near street",
            list(offered["street"]),
            index=None,
            placeholder="Any",
            key="street",
            bind="query-params",
            accept_new_options=True,
            help="The streets with most records in the chosen places. Records stand at anonymised points, never at addresses.",
        )
    return replace(selection, lsoa=lsoa, lsoa_name=names.get(lsoa or "", ""), street=street)


def _buttons(groups: CrimeTypes, first: date, last: date, places: bool) -> None:
    at_first: dict[str, Any] = {"type": list(groups.serious_violence), "from": first, "to": last}
    at_first |= {"ward": [], "lsoa": None, "street": None} if places else {"place": None}
    with st.container(horizontal=True, key="filter_buttons"):
        st.button("Reset filters", on_click=_put, args=(at_first,), type="tertiary", key="reset")
        # An empty choice would not stand in the address when it is set from here: a copied link would open another view.
        serious, every = {"type": list(groups.serious_violence)}, {"type": list(groups.crimes)}
        st.button("Serious-violence types", on_click=_put, args=(serious,), type="tertiary", key="preset_serious")
        st.button("All crime", on_click=_put, args=(every,), type="tertiary", key="preset_all")
        st.button(INCIDENTS, on_click=_put, args=({"type": [INCIDENTS]},), type="tertiary", key="preset_asb")


def _comparable_button(selection: Selection) -> None:
    """Where a break lies in the chosen months: the newest stretch of them without one, at one click."""
    part = selection.comparable_part()
    if (part.start, part.end) != (selection.start, selection.end):
        choice = {"from": part.start, "to": part.end}
        st.button(f"Only {part.span.span}, comparable", on_click=_put, args=(choice,), type="tertiary", key="preset_comparable")


def _put(values: dict[str, Any]) -> None:
    for key, value in values.items():
        st.session_state[key] = value
