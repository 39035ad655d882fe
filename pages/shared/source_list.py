"""Where to get each file that can be loaded."""

from collections.abc import Collection
from html import escape

import streamlit as st

from analysis.declared import reference_tables
from analysis.declared import sources as declarations
from analysis.declared.sources import Source
from analysis.loaded import coverage
from analysis.loaded import first_files as first
from analysis.words import phrases
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
    _any_example(sources)
    lines = "".join(f"<li><strong>{escape(one.title)}</strong>: {_where(one)}</li>" for one in coverage.in_reading_order(sources))
    st.html(f'<ul class="sources">{lines}</ul>')


def _where(source: Source) -> str:
    """Where to get a file, its address as it is copied; of a table that people fill in, its headings."""
    if source.where:
        address = escape(source.where)
        return f'<a href="{address}" target="_blank" rel="noopener">{address}</a>. {escape(source.choose)}'
    form = "a map file (GeoJSON) with" if "geojson" in source.formats else "a CSV file with the headings"
    return f"{form} {escape(', '.join(source.headings))}"


def headings_of_zones() -> str:
    """What each zone of a map file must say of itself, in words: a page that asks for the file names all of them."""
    named = [f"`{column.heading}`" for column in declarations.sources()["zones"].columns if column.type != "polygon"]
    return phrases.listed(named, at_most=len(named))


@st.fragment
def _any_example(sources: dict[str, Source]) -> None:
    """A small made-up file of any source, to see its form."""
    titles = {one.id: one.title for one in coverage.in_reading_order(sources) if reference_tables.example_file(one.id)}
    with st.container(horizontal=True, vertical_alignment="bottom", key="example"):
        chosen = st.selectbox("Example file of", list(titles), format_func=titles.__getitem__, key="example_of", width=420)
        _example(chosen, "example_any")


def _example(source: str, key: str) -> None:
    """A button that hands out the example of a source."""
    if file := reference_tables.example_file(source):
        st.download_button(
            "Example file (made up)", data=file.read_bytes(), file_name=file.name, mime="text/plain", key=key, on_click="ignore"
        )


def first_files(loaded: Collection[str]) -> None:
    """The files that come first, in order, needed and not, each ticked once it is loaded. loaded: ids of sources."""
    every = declarations.sources()
    found = first.listed(every, loaded)
    st.markdown(f"## {plain(first.headline(found))}")
    for number, one in enumerate(found, start=1):
        with st.container(key=f"begin_{number}", gap="xxsmall"):
            st.markdown(plain(one.words(number)))
            if not one.loaded:
                st.caption(plain(one.source.choose))
                with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                    st.link_button(f"Open {one.host}", one.source.where)
                    _example(one.source.id, f"first_example_{one.source.id}")
                    st.code(one.source.where, language=None, width="content")
    st.markdown(plain(first.rest(every, found)))


def commands() -> None:
    """What can be typed in a terminal, in the folder of this program."""
    st.markdown("\n".join(f"- `{command}` {plain(what)}" for command, what in COMMANDS))


def lead(loaded: Collection[str]) -> None:
    """Before a file is dropped: which come first, until all that are needed are loaded, and where to get any."""
    if not first.begun(loaded):
        first_files(loaded)
        with st.expander("The same in a terminal"):
            commands()
    st.page_link("extracts/data.py", label="Where to get each file, and which headings it has: the Data page")
