"""The ward filter, shared by address and name by every page that can tell wards apart."""

import streamlit as st

from analysis import phrases
from pages.parts import ask


def choose() -> dict[str, str]:
    """Draw the filter and return the chosen wards, code → name; none chosen is the whole area."""
    rows = ask.cached("wards")
    names = dict(zip(rows["ward_code"], rows["ward_name"], strict=True))
    chosen = st.multiselect(
        "Wards",
        list(names),
        format_func=lambda code: names[code],
        placeholder=f"All of {area()}",
        key="ward",
        bind="query-params",
        select_all=False,
    )
    return {code: names[code] for code in chosen}


def words(chosen: dict[str, str]) -> str:
    """The chosen wards, or the whole area, in words."""
    return phrases.listed(list(chosen.values()), more="more wards") or area()


def area() -> str:
    """The name of the whole area."""
    return ask.release_info()["area_name"]
