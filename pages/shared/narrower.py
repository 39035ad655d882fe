"""Narrower places than wards: a small area (LSOA), a street. One of each, or none; they stand in the address by their codes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from analysis.crime.selection import Selection
from analysis.words import asked_for, phrases
from analysis.words.asked_for import Unmet
from pages.shared import ask, asked


def within(selection: Selection) -> Selection:
    """The selection within one LSOA or street, where the reader chose one: behind a button that names what is chosen."""
    chosen = st.session_state.get("street") or st.session_state.get("lsoa")
    with st.popover("Smaller place" if not chosen else "Smaller place: 1 chosen", key="narrower_open"):
        return _within(selection)


def _within(selection: Selection) -> Selection:
    rows = ask.cached("lsoas")
    if selection.wards:
        rows = rows[rows["ward_code"].isin(selection.wards)]
    names = dict(zip(rows["lsoa_code"], rows["lsoa_name"], strict=True))
    where = phrases.listed(selection.ward_names, "more wards") or selection.area
    noun = "small area (LSOA)"
    lsoa = one(
        "lsoa",
        "Area (LSOA)",
        names,
        lambda text: asked_for.matched(text, names),
        lambda text: asked_for.no_such("lsoa", noun, text, names, f"of {where}"),
        explained="Lower-layer super output areas: about 1,500 residents each, as drawn for the Census of 2021.",
    )
    known = list(ask.cached("street_names", wards=list(selection.wards) or None, lsoa=lsoa)["street"])
    street = one(
        "street",
        "On or near street",
        dict(zip(known, known, strict=True)),
        lambda text: asked_for.street(text, known),
        lambda text: asked_for.no_such_street(text, known, names.get(lsoa or "", where)),
        explained="Streets of the chosen places, those with most records first. Records stand at anonymised points, never at "
        "addresses.",
    )
    return replace(selection, lsoa=lsoa, lsoa_name=names.get(lsoa or "", ""), street=street)


def one(
    key: str,
    label: str,
    names: Mapping[str, str],
    find: Callable[[str], str | None],
    missing: Callable[[str], Unmet],
    *,
    none: str = "Any",
    explained: str | None = None,
    labelled: bool = True,
) -> str | None:
    """A choice of one of the names or none, by its code.

    find: the code of what is asked for. missing: what to say where there is none. none: what stands there without a choice.
    labelled: whether its label is seen; it is read out in any case.
    """

    def read(texts: Sequence[str]) -> tuple[str | None, list[Unmet]]:
        found = find(texts[-1]) if texts[-1] else None
        return found, [missing(texts[-1])] if texts[-1] and found is None else []

    def write(code: str | None) -> list[str]:
        return [code] if code else []

    asked.settle(key, None, read, write, lambda code: code is None or code in names)
    chosen = st.selectbox(
        label,
        list(names),
        index=None,
        format_func=lambda code: names.get(code, code),
        placeholder=none,
        key=key,
        help=explained,
        label_visibility="visible" if labelled else "collapsed",
    )
    asked.settled(key, chosen, write)
    return chosen
