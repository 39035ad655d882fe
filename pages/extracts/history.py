"""Data: what is loaded, which months are missing, every row accounted for, and where to get each file."""

import pandas as pd
import streamlit as st

from analysis import catalogue, coverage, coverage_figures, database, phrases
from analysis.coverage import Cell, Source
from analysis.figure import Caption
from pages.parts import ask, figure_frame
from pages.parts.figure_frame import plain

COMMANDS = (
    ("make run", "starts the dashboard; with nothing loaded it loads the demonstration data first"),
    ("python -m etl load FILE…", "loads files of any source below, ZIP or CSV as downloaded, many at once"),
    ("python -m etl demo", "loads made-up demonstration data into an empty data folder"),
)


def page() -> None:
    """The whole page, top to bottom."""
    sources = coverage.sources()
    release = database.release()
    if release is None:
        st.markdown("# Nothing is loaded yet")
        st.markdown(
            "This page will show which months are loaded from which source. Load a file, or look round with made-up data:"
        )
        st.markdown("\n".join(f"- `{command}` {plain(what)}" for command, what in COMMANDS))
    else:
        loaded(release, sources)
    where(sources)


def loaded(release: database.Release, sources: dict[str, Source]) -> None:
    """What the release holds."""
    held, breaks = ask.cached("coverage"), ask.cached("breaks")
    info, titles, forces = ask.release_info(), {key: source.title for key, source in sources.items()}, force_names()
    every, settings = coverage.cells(held, breaks), catalogue.settings()
    cells = [cell for cell in every if settings.counts(cell.force)]
    others = [cell for cell in every if not settings.counts(cell.force)]
    st.markdown(f"# {plain(coverage_figures.headline(cells))}")
    built = phrases.day_and_month(release.built_at.date())
    st.markdown(plain(f"Release {release.id}, built on {built}. The same files always give the same release."))
    caption = captions(cells, info["area_name"])
    if cells:
        figure_frame.show(coverage_figures.grid(cells, others, titles, forces, caption), "coverage")
    draw_breaks(breaks, titles)
    figure_frame.show(coverage_figures.accounts(coverage.accounts(held, titles), caption), "accounts")
    left, right = st.columns(2, gap="medium")
    with left:
        figure_frame.show(coverage_figures.set_aside(ask.cached("set_aside"), titles, caption), "set_aside")
    with right:
        figure_frame.show(coverage_figures.located(ask.cached("located"), info["area_name"], forces, caption), "located")
    st.markdown(plain(coverage_figures.unmapped_sentence(ask.cached("unmapped"))))


def draw_breaks(breaks: pd.DataFrame, titles: dict[str, str]) -> None:
    """The registered breaks that apply, each with its reason and reference."""
    st.markdown("## Registered breaks")
    if breaks.empty:
        st.markdown("No break in recording is registered for these files.")
    for row in breaks.to_dict("records"):
        st.markdown(f"- {plain(coverage.break_sentence(row, titles))}")


def where(sources: dict[str, Source]) -> None:
    """Where to get each file, what to choose there, and the headings of the tables that people fill in."""
    st.markdown("## Where to get each file")
    st.markdown(
        "Load files as they come, ZIP or CSV (comma-separated values). The source is recognised by its headings, not by the "
        "file's name."
    )
    for source in coverage.in_reading_order(sources):
        place = f"[{plain(source.where)}]({source.where})" if source.where else plain(source.publisher)
        text = f"**{plain(source.title)}**: {place}. {plain(source.choose)}"
        if not source.where:
            form = "a map file (GeoJSON) with" if "geojson" in source.formats else "a CSV file with the headings"
            text = f"**{plain(source.title)}**: {form} {plain(', '.join(source.headings))}"
        st.markdown(f"- {text}")


def captions(cells: list[Cell], area: str) -> Caption:
    """The caption of the figures on this page."""
    period = phrases.period(cells[0].month, cells[-1].month) if cells else ""
    return ask.caption("files loaded, data.police.uk and others", period, area)


def force_names() -> dict[str, str]:
    """Slug → name of every police force."""
    table = catalogue.forces()
    return dict(zip(table["slug"], table["name"], strict=True))


page()
