"""The projects that are meant to contribute, each a link to its page; nothing says that they caused a change."""

from collections.abc import Sequence

import streamlit as st

from analysis.indicators import contributing
from analysis.indicators.contributing import Contributing
from pages.shared.figure_frame import plain

PROJECT = "projects/project.py"


def show(found: Sequence[Contributing]) -> None:
    """One link a project."""
    for one in found:
        st.page_link(PROJECT, label=plain(one.words), query_params={"grant": one.grant_id, "project": one.project_id})
    st.caption(contributing.NOT_WHY)
