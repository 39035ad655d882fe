"""Where to get each file that can be loaded."""

import streamlit as st

from analysis import coverage
from analysis.coverage import Source
from pages.parts.figure_frame import plain


def show(sources: dict[str, Source]) -> None:
    """Where to get each file, what to choose there, and the headings of the tables that people fill in."""
    st.markdown("## Where to get each file")
    st.markdown(
        "Load files as they come, such as ZIP or CSV (comma-separated values). The source is recognised by its headings, not "
        "by the file's name."
    )
    for source in coverage.in_reading_order(sources):
        place = f"[{plain(source.where)}]({source.where})" if source.where else plain(source.publisher)
        text = f"**{plain(source.title)}**: {place}. {plain(source.choose)}"
        if not source.where:
            form = "a map file (GeoJSON) with" if "geojson" in source.formats else "a CSV file with the headings"
            text = f"**{plain(source.title)}**: {form} {plain(', '.join(source.headings))}"
        st.markdown(f"- {text}")
