"""Projects: the grant, each project's outputs against their minima, and which returns are missing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from analysis.figures.figure import Caption
from analysis.projects import delivery
from analysis.projects import figures as project_figures
from analysis.projects.delivery import Output, Quarter, Return
from analysis.release import partnership
from analysis.words import fields
from pages.projects.portfolio_parts import blank_workbooks
from pages.shared import ask, figure_frame, statement
from pages.shared.figure_frame import plain

CONTEXT = (
    "What the funded projects report against the least that was agreed. A minimum still to be agreed and a return not "
    "received are said as such; neither counts as nought."
)


def page() -> None:
    """The whole page, top to bottom."""
    projects, returns = ask.cached("projects"), ask.cached("returns")
    found = delivery.outputs(ask.cached("targets"), returns, ask.cached("draft_returns"))
    read = delivery.read_returns(returns)
    titles = {row["project_id"]: row["title"] for row in projects.to_dict("records")}
    if projects.empty:
        nothing_yet()
        return
    statement.headline(delivery.headline(found, len(projects)), CONTEXT)
    grants = ask.cached("grants").to_dict("records")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        figure_frame.show(
            project_figures.outputs(found, titles, caption("Project returns", delivery.period_words(read))), "outputs", level=2
        )
    with right:
        for grant in grants:
            money = project_figures.grant(grant, projects, caption("Grants and allocations", f"financial year {grant['year']}"))
            figure_frame.show(money, grant["grant_id"])
    for grant in grants:
        draw_projects(grant, projects, found, read)


def nothing_yet() -> None:
    """Before the partnership's projects are loaded: what the page will show and which files it needs."""
    st.markdown(f"# No projects of {plain(partnership.in_force().partnership)} are loaded yet")
    st.markdown(
        "This page will show each grant, how it is shared out, and what the funded projects deliver against the least that was "
        "agreed. It needs three tables that the partnership fills in, as CSV or as sheets of one workbook: `grants`, `projects` "
        "and `targets`; then `returns`, quarter by quarter. The Data page names their headings."
    )
    st.page_link("extracts/load.py", label="Load the tables")
    st.page_link("extracts/data.py", label="Which headings they have: the Data page")


def draw_projects(grant: dict[Any, Any], projects: pd.DataFrame, found: Sequence[Output], read: Sequence[Return]) -> None:
    """The projects of one grant, two in a row."""
    mine = [row for row in projects.to_dict("records") if row["grant_id"] == grant["grant_id"]]
    expected = delivery.expected_quarters(grant, read, date.today())
    st.markdown(f"## {plain(fields.text(grant['title']))}: the projects")
    blank_workbooks.explain()
    for start in range(0, len(mine), 2):
        for column, project in zip(st.columns(2, gap="medium"), mine[start : start + 2], strict=False):
            with column:
                draw_project(project, found, read, expected)


def draw_project(project: dict[Any, Any], found: Sequence[Output], read: Sequence[Return], expected: Sequence[Quarter]) -> None:
    """One project in words: what it is, its returns, each output."""
    name = project["project_id"]
    st.markdown(f"### {plain(name)} {plain(fields.text(project['title']))}")
    st.markdown(plain(fields.text(project["summary"])))
    mine = [output for output in found if output.project_id == name]
    drafts = [row for output in mine for row in output.drafts]
    st.markdown(plain(delivery.project_said(project, [row for row in read if row.project_id == name], expected, drafts)))
    st.markdown("\n".join(f"- **{plain(output.label)}:** {plain(delivery.sentence(output))}" for output in mine))
    blank_workbooks.download(name)


def caption(source: str, period: str) -> Caption:
    """The caption of a figure from the partnership's own tables."""
    return ask.caption(source, period, ask.release_info()["area_name"], attribution="")


page()
