"""What the page on the night says where what it rests on is not loaded."""

import streamlit as st

from pages.shared import source_list


def zones() -> None:
    """Before any zone is loaded: what the page will show and which files it needs."""
    st.markdown("# No zones of the night-time economy are loaded yet")
    st.markdown(
        "This page will show the night-time zones against the rest of the area, their hours, the evidence for Purple Flag, what "
        "agencies did there and whether it changed anything. It needs the zones as one map file (GeoJSON) with the headings "
        f"{source_list.headings_of_zones()}; then the police's street files, and for the hours the force's own list "
        "(partner extract)."
    )
    st.page_link("extracts/load.py", label="Load the zones")
    st.page_link("extracts/data.py", label="Where to get each file: the Data page")
