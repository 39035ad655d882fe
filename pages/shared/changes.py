"""What changes from one release to another, on the Load page and in the history."""

import streamlit as st

from analysis.declared import reference_tables
from analysis.declared import sources as declarations
from analysis.figures import disclosure
from analysis.figures.figure import Caption, Figure
from analysis.loaded import readings, release_changes
from analysis.loaded.release_changes import Changes
from analysis.release import partnership
from analysis.words import phrases
from pages.shared import figure_frame, figure_menu
from pages.shared.figure_frame import plain

SHORT = 20  # rows


def show(found: Changes, before: str, after: str, key: str, *, tables: bool = True) -> None:
    """The changes: what the board will read differently, then a sentence and tables. before, after: release ids.

    tables: without them, what stands in them is said in sentences.
    """
    if found.empty:
        st.markdown(plain(release_changes.sentence(found)))
        return
    read(found)
    st.markdown(plain(release_changes.sentence(found)))
    settings = partnership.in_force()
    caption = Caption(
        "comparison of two releases", f"from release {before[:8]} to {after[:8]}", settings.area_name, after, attribution=""
    )
    titles = {source.id: source.title for source in declarations.sources().values()}
    table = reference_tables.forces()
    forces = dict(zip(table["slug"], table["name"], strict=True))
    if sentences := release_changes.lists_sentences(found, titles):
        st.markdown("\n".join(f"- {plain(one)}" for one in sentences))
    if not tables:
        total, moved = (
            release_changes.totals_figure(found, settings.area_name, caption),
            release_changes.moved_figure(found, caption),
        )
        said = [release_changes.rows_sentence(found.rows), f"{total.title}. {total.sentence}", f"{moved.title}."]
        st.markdown("\n".join(f"- {plain(one)}" for one in said))
        return
    if not found.rows.empty:
        _draw(release_changes.rows_figure(found, forces, caption), f"{key}_rows")
    _draw(release_changes.totals_figure(found, settings.area_name, caption), f"{key}_totals")
    _draw(release_changes.moved_figure(found, caption), f"{key}_moved")
    _draw(release_changes.files_figure(found, titles, forces, caption), f"{key}_files")


def read(found: Changes) -> None:
    """What the board will read differently, kind by kind; beyond a few of a kind, behind a click."""
    st.markdown(f"### {plain(readings.headline(found.read).rstrip('.'))}")
    for title, sentences in readings.lines(found.read):
        st.markdown(f"**{plain(title)}**\n\n" + "\n".join(f"- {plain(one)}" for one in sentences[:SHORT]))
        if rest := sentences[SHORT:]:
            with st.expander(plain(phrases.count(len(rest), "more", "more"))):
                st.markdown("\n".join(f"- {plain(one)}" for one in rest))


def _draw(figure: Figure, key: str) -> None:
    """A short table as it is; a long one behind "Show table", so that the next step stays in sight."""
    cleared = disclosure.leave(figure)
    with figure_frame.head(cleared, key, level=3):
        figure_menu.offer(cleared, key)
    if not cleared.table.empty:
        figure_frame.sign(cleared, key, behind=len(cleared.table) > SHORT)
