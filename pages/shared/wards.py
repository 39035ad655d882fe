"""The ward filter, shared by address and name by every page that can tell wards apart."""

from collections.abc import Mapping, Sequence

import streamlit as st

from analysis.words import asked_for, phrases
from analysis.words.asked_for import Unmet
from pages.shared import ask, asked


def choose(*, labelled: bool = True) -> dict[str, str]:
    """Draw the filter and return the chosen wards, code → name; none chosen is the whole area. labelled: its name above it.

    Wards stand in the address by their codes; a link with a name, of today or a former one, still opens.
    """
    rows = ask.cached("wards")
    names = dict(zip(rows["ward_code"], rows["ward_name"], strict=True))
    asked.settle("ward", [], lambda texts: _read(texts, names), list, lambda chosen: set(chosen) <= set(names))
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


def _read(texts: Sequence[str], names: Mapping[str, str]) -> tuple[list[str], list[Unmet]]:
    former = _former_names() if any(text not in names for text in texts) else []
    found = {text: asked_for.matched(text, names, former) for text in texts if text}
    where = f"of {area()} in the release in force"
    unmet = [asked_for.no_such("ward", "ward", text, names, where) for text, code in found.items() if code is None]
    return list(dict.fromkeys(code for code in found.values() if code is not None)), unmet


def _former_names() -> list[tuple[str, str]]:
    """Wards with every name that a loaded file gives them; none in a release that was built before these were kept."""
    if "ward_names" not in set(ask.cached("tables")["name"]):
        return []
    return list(ask.cached("ward_names").itertuples(index=False, name=None))


def words(chosen: dict[str, str]) -> str:
    """The chosen wards, or the whole area, in words."""
    return phrases.listed(list(chosen.values()), more="more wards") or area()


def area() -> str:
    """The name of the whole area."""
    return ask.release_info()["area_name"]
