"""Data: what is loaded, which months are missing, every row accounted for, and where to get each file."""

from datetime import date

import pandas as pd
import streamlit as st

from analysis import catalogue, coverage, coverage_figures, database, past_acts, phrases
from analysis.coverage import Cell, Source
from analysis.figure import Caption
from pages.parts import ask, figure_frame, record, source_list
from pages.parts.figure_frame import plain
from pages.parts.record import NotDone


def page() -> None:
    """The whole page, top to bottom."""
    sources = coverage.sources()
    release = database.release()
    if release is None:
        st.markdown("# Nothing is loaded yet")
        st.markdown(
            "This page will show which months are loaded from which source. Load a file, or look round with made-up data:"
        )
        source_list.commands()
        st.page_link("extracts/load.py", label="Load files")
    else:
        loaded(release, sources)
    source_list.show(sources)


def loaded(release: database.Release, sources: dict[str, Source]) -> None:
    """What the release holds."""
    held, breaks = ask.cached("coverage"), ask.cached("breaks")
    info, titles, forces = ask.release_info(), {key: source.title for key, source in sources.items()}, force_names()
    due = None if release.demonstration else coverage.last_due(date.today())
    every, settings = coverage.cells(held, breaks, due), catalogue.settings()
    cells = [cell for cell in every if not cell.force or settings.counts(cell.force)]
    others = [cell for cell in every if cell.force and not settings.counts(cell.force) and cell.state != coverage.LATE]
    st.markdown(f"# {plain(coverage_figures.headline(cells))}")
    built = phrases.day_and_month(release.built_at.date())
    st.markdown(plain(f"Release {release.id}, built on {built}. The same files always give the same release."))
    caption = captions(cells, info["area_name"])
    if cells:
        grid = coverage_figures.grid(cells, others, titles, forces, caption, withdrawn(), due is not None)
        figure_frame.show(grid, "coverage")
    draw_breaks(breaks, titles)
    figure_frame.show(coverage_figures.accounts(coverage.accounts(held, titles), caption), "accounts")
    left, right = st.columns(2, gap="medium")
    with left:
        figure_frame.show(coverage_figures.set_aside(ask.cached("set_aside"), titles, caption), "set_aside")
    with right:
        if len(ask.cached("wards")):
            figure_frame.show(coverage_figures.located(ask.cached("located"), info["area_name"], forces, caption), "located")
        else:
            st.markdown(plain(f"Which records lie in {info['area_name']} is not known: no lookup of its wards is loaded."))
    st.markdown(plain(coverage_figures.unmapped_sentence(ask.cached("unmapped"))))


def withdrawn() -> dict[tuple[str, str], str]:
    """Why files that were loaded no longer stand; empty where the history cannot be read, which its own page says."""
    try:
        return past_acts.why_missing(record.history())
    except NotDone:
        return {}


def draw_breaks(breaks: pd.DataFrame, titles: dict[str, str]) -> None:
    """The registered breaks that apply, each with its reason and reference."""
    st.markdown("## Registered breaks")
    if breaks.empty:
        st.markdown("No break in recording is registered for these files.")
    for row in breaks.to_dict("records"):
        st.markdown(f"- {plain(coverage.break_sentence(row, titles))}")


def captions(cells: list[Cell], area: str) -> Caption:
    """The caption of the figures on this page."""
    months = [cell.month for cell in cells if cell.rows is not None]
    period = phrases.period(min(months), max(months)) if months else ""
    return ask.caption("files loaded, data.police.uk and others", period, area)


def force_names() -> dict[str, str]:
    """Slug → name of every police force."""
    table = catalogue.forces()
    return dict(zip(table["slug"], table["name"], strict=True))


page()
