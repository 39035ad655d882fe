"""The projects of one grant: each in words, its returns and outputs, and its blank workbook."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analysis.figures import disclosure
from analysis.figures.figure import Caption, Figure
from analysis.projects import delivery
from analysis.projects import figures as project_figures
from analysis.projects.delivery import Output, Project, Quarter
from analysis.projects.returns import Return
from analysis.words import fields
from pages.projects.portfolio_parts import blank_workbooks
from pages.shared import ask
from pages.shared.figure_frame import plain


def draw(
    grant: dict[Any, Any], projects: pd.DataFrame, shown: set[Project], found: Sequence[Output], read: Sequence[Return]
) -> None:
    """The projects of one grant that are shown, two in a row."""
    own = [row for row in projects.to_dict("records") if row["grant_id"] == grant["grant_id"]]
    mine = [row for row in own if (row["grant_id"], row["project_id"]) in shown]
    if own and not mine:
        return
    expected = delivery.expected_quarters(grant, read, date.today())
    st.markdown(f"## {plain(fields.text(grant['title']))}: the projects")
    blank_workbooks.explain()
    for start in range(0, len(mine), 2):
        for column, project in zip(st.columns(2, gap="medium"), mine[start : start + 2], strict=False):
            with column:
                _project(project, found, read, expected)


def _project(project: dict[Any, Any], found: Sequence[Output], read: Sequence[Return], expected: Sequence[Quarter]) -> None:
    """One project in words: what it is, its returns, each output."""
    grant, name = project["grant_id"], project["project_id"]
    st.markdown(f"### {plain(name)} {plain(fields.text(project['title']))}")
    st.markdown(plain(fields.text(project["summary"])))
    mine = [output for output in found if output.project == (grant, name)]
    drafts = [row for output in mine for row in output.drafts]
    returns = [row for row in read if (row.grant_id, row.project_id) == (grant, name)]
    said = delivery.project_said(project, returns, expected, drafts)
    _words(project_figures.project(project, mine, said, caption("Project returns", delivery.period_words(returns))))
    blank_workbooks.download(grant, name)


def _words(figure: Figure) -> None:
    """What a project returned, in words, or that disclosure holds it back."""
    try:
        cleared = disclosure.leave(figure)
    except disclosure.NotCleared as held:
        st.warning(plain(str(held)))
        return
    st.markdown(plain(cleared.sentence))
    lines = zip(cleared.table["Output"], cleared.table["In words"], strict=True)
    st.markdown("\n".join(f"- **{plain(label)}:** {plain(words)}" for label, words in lines))


def caption(source: str, period: str) -> Caption:
    """The caption of a figure from the partnership's own tables."""
    return ask.caption(source, period, ask.release_info()["area_name"], attribution="")
