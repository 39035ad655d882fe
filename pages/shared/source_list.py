"""Where to get each file that can be loaded."""

import streamlit as st

from analysis.declared.sources import Source
from analysis.loaded import coverage
from pages.shared.figure_frame import plain

COMMANDS = (
    ("make run", "starts the dashboard; with nothing loaded it loads the demonstration data first"),
    ("python -m etl load FILE…", "loads files of any source below, as the Load page does, many at once"),
    ("python -m etl --data DIR demo", "loads made-up demonstration data, about one area, into an empty data folder DIR"),
)


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


def commands() -> None:
    """What can be typed in a terminal, in the folder of this program."""
    st.markdown("\n".join(f"- `{command}` {plain(what)}" for command, what in COMMANDS))


def lead(*, first: bool) -> None:
    """Before a file is dropped: where to get files. first: nothing is loaded yet, so which come first too."""
    if first:
        st.markdown(
            "First come the street-level crime files of your police force, from the police's open data site, data.police.uk, and "
            "the lookups that say which small areas make up the wards. The same can be done in a terminal:"
        )
        commands()
    st.page_link("extracts/data.py", label="Where to get each file, and which headings it has: the Data page")
