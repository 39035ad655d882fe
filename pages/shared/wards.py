"""The ward filter, shared by address and name by every page that can tell wards apart."""

from collections.abc import Sequence

import streamlit as st

from analysis.crime import from_address
from analysis.words import phrases
from analysis.words.asked_for import Unmet
from pages.shared import ask, asked


def choose(*, labelled: bool = True) -> dict[str, str]:
    """Draw the filter and return the chosen wards, code → name; none chosen is the whole area. labelled: its name above it.

    Wards stand in the address by their codes; a link with a name, of today or a former one, still opens.
    """
    rows = ask.cached("wards")
    names = dict(zip(rows["ward_code"], rows["ward_name"], strict=True))
    asked.settle("ward", [], _read, list, lambda chosen: set(chosen) <= set(names))
    chosen = st.multiselect(
        "Wards",
        list(names),
        format_func=lambda code: names[code],
        placeholder=f"All wards of {area()}",
        key="ward",
        select_all=False,
        wrap=True,
        label_visibility="visible" if labelled else "collapsed",
    )
    asked.settled("ward", chosen, list)
    return {code: names[code] for code in chosen}


def unmet() -> list[Unmet]:
    """The wards that the address asks for and that are not there."""
    return asked.unmet("ward")


def _read(texts: Sequence[str]) -> tuple[list[str], list[Unmet]]:
    found, unmet = from_address.chosen_wards(texts, ask.cached, area())
    return list(found), unmet


def words(chosen: dict[str, str]) -> str:
    """The chosen wards, or the whole area, in words."""
    return phrases.listed(list(chosen.values()), more="more wards") or area()


def area() -> str:
    """The name of the whole area."""
    return ask.release_info()["area_name"]
