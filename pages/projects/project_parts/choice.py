"""Which project the page is about: the one that the address names (?grant=sv-2024-25&project=P3), else the first."""

from collections.abc import Sequence

import streamlit as st

from analysis.projects import chosen
from analysis.projects.ratings import Rated
from analysis.words.asked_for import Unmet


def choose(found: Sequence[Rated]) -> tuple[Rated | None, list[Unmet]]:
    """The project asked for, None where it is not there; and what is asked for and is not there."""
    return chosen.one(found, st.query_params.get("grant", ""), st.query_params.get(chosen.PROJECT, ""))
