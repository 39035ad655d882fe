"""Rows about projects: grants, projects and measures that no list holds, and which of its grants a project is meant in."""

from __future__ import annotations

import difflib
from collections.abc import Collection

import duckdb

from analysis.declared import reference_tables
from analysis.declared.sources import Source
from analysis.words import fields
from etl.judging import codes
from etl.judging.surroundings import GRANT_MAY_BE_BLANK, Surroundings, parquet
from etl.problems import EXAMPLES, Problem, counted, declares, fail, shortened, warn
from etl.report import Report
from etl.sql import literal, quoted

NAME_A_PROJECT = frozenset({"project_id", "from_project_id", "to_project_id"})
NAME_A_MEASURE = ("returns", "baselines")
"""Tables whose measures stand in the targets."""


def about(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """What is to be said of rows that name a grant, a project or a measure."""
    if source.id == "projects":
        return _left_open(around)
    problems = _unknown_names(connection, report, source, around)
    if source.id == "actions":
        problems += _unknown_groups(connection, report, around)
    names = {column.name for column in source.columns}
    for column in sorted(names & NAME_A_PROJECT) if "grant_id" in names else ():
        problems += _of_another_grant(connection, report, column, around)
    if source.id == "targets":
        problems += _no_whole(connection, report)
    if source.id in GRANT_MAY_BE_BLANK:
        needed = _grant_needed(connection, report, around)
        problems += needed or _doubled_once_placed(connection, report, source, around)
    return problems


@declares("meaning", "project_unknown", "measure_unknown", "grant_unknown")
def _unknown_names(connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings) -> list[Problem]:
    """Rows about a grant, project or measure that no list holds would be loaded and shown nowhere."""
    names = {column.name for column in source.columns}
    problems: list[Problem] = []
    if source.id != "grants" and "grant_id" in names and around.grants:
        problems += _unknown(connection, report, "grant_unknown", "grant_id", "TRUE", around.grants, "grant")
    for column in sorted(names & NAME_A_PROJECT) if around.projects else ():
        problems += _unknown(connection, report, "project_unknown", column, "TRUE", around.projects, "project")
    if source.id in NAME_A_MEASURE and around.projects:
        by_project: dict[tuple[str | None, str], set[str]] = {}
        for grant, project, measure in around.measures:
            by_project.setdefault((grant, project), set()).add(measure)
        for (grant, project), known in sorted(by_project.items(), key=str):
            of_project = f"project_id = {literal(project)}" + (f" AND grant_id = {literal(grant)}" if grant else "")
            noun = f"measure of {project}"
            problems += _unknown(connection, report, "measure_unknown", "measure_id", of_project, known, noun)
    return problems


@declares("meaning", "group_unknown")
def _unknown_groups(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Actions of a group that neither everybody's list nor the list of meetings names: a slip would make a group of its own."""
    known = set(reference_tables.reference_table("groups")["group"])
    if paths := around.typed("meetings"):
        known |= {str(group) for (group,) in connection.execute(f'SELECT DISTINCT "group" FROM {parquet(paths)}').fetchall()}
    known |= {str(row["group"]) for row in fields.lines(reference_tables.partnership_table("meetings", around.area_code))}
    return _unknown(connection, report, "group_unknown", "group", "TRUE", known, "group")


def _unknown(
    connection: duckdb.DuckDBPyConnection,
    report: Report,
    check: str,
    column: str,
    condition: str,
    known: Collection[str],
    noun: str,
) -> list[Problem]:
    """One question for each value of a column that is not known, with the nearest that is."""
    cell = quoted(column)
    rows = connection.execute(
        f"SELECT min(row), {cell}, count(*) FROM {codes.typed_rows(report)} WHERE {cell} IS NOT NULL AND {condition}"
        f" AND NOT list_contains($known::VARCHAR[], {cell}) GROUP BY {cell} ORDER BY 1 LIMIT {EXAMPLES}",
        {"known": sorted(known)},
    ).fetchall()
    problems: list[Problem] = []
    for row, value, count in rows:
        near = difflib.get_close_matches(str(value), sorted(known), n=1, cutoff=0.5)
        guess = f"Did you mean {near[0]}? " if near else f"Known: {', '.join(sorted(known)[:10])}. "
        message = f"{_where(report, row, count)}: no {noun} is called '{shortened(str(value))}', so no page will show this."
        place = {"line": codes.line_of(report, row), "column": column, "value": str(value)}
        problems.append(warn(check, message, f"{guess}Correct {column}. Confirm to load it all the same.", **place))
    return problems


@declares("meaning", "project_of_another_grant")
def _of_another_grant(connection: duckdb.DuckDBPyConnection, report: Report, column: str, around: Surroundings) -> list[Problem]:
    """A grant and a project that both stand in their lists, but not together."""
    rows = connection.execute(
        f"SELECT min(row), grant_id, {column}, count(*) FROM {codes.typed_rows(report)}"
        f" WHERE grant_id IS NOT NULL AND {column} IS NOT NULL GROUP BY grant_id, {column} ORDER BY 1"
    ).fetchall()
    problems: list[Problem] = []
    for row, grant, project, count in rows:
        of_project = around.grants_of.get(project, frozenset())
        if not of_project or grant in of_project or (around.grants and grant not in around.grants):
            continue
        known = " and ".join(sorted(of_project))
        message = (
            f"{_where(report, row, count)}: {project} is a project of {known}, not of {shortened(grant)}: no page will show this."
        )
        place = {"line": codes.line_of(report, row), "column": "grant_id", "value": str(grant)}
        remedy = "Correct grant_id, or add the project to that grant (projects). Confirm to load it all the same."
        problems.append(warn("project_of_another_grant", message, remedy, **place))
    return problems[:EXAMPLES]


@declares("meaning", "part_of_nothing")
def _no_whole(connection: duckdb.DuckDBPyConnection, report: Report) -> list[Problem]:
    """Measures said to be a part of one that the project does not have, or of each other: their figures would never be shown."""
    rows = connection.execute(
        f"SELECT row, grant_id, project_id, measure_id, part_of FROM {codes.typed_rows(report)} ORDER BY row"
    ).fetchall()
    wholes = {(grant, project, measure): part_of for _, grant, project, measure, part_of in rows}
    problems: list[Problem] = []
    for row, grant, project, measure, part_of in rows:
        seen = {measure}
        whole = part_of
        while whole and whole not in seen and (grant, project, whole) in wholes:
            seen.add(whole)
            whole = wholes[grant, project, whole]
        if not whole:
            continue
        why = "a part of itself" if whole in seen else f"a part of '{shortened(whole)}', which is no measure of {project}"
        line = codes.line_of(report, row)
        message = f"Row {line}: {measure} is said to be {why}."
        remedy = "Write the measure_id of the whole into part_of, or leave it blank where the measure counts a whole."
        problems.append(fail("part_of_nothing", message, remedy, line=line, column="part_of", value=shortened(part_of)))
    return problems[:EXAMPLES]


@declares("meaning", "grant_needed")
def _grant_needed(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Rows that name a project of several grants, and none of the grants: they could be of either."""
    several = {project: sorted(grants) for project, grants in around.grants_of.items() if len(grants) > 1}
    if not several:
        return []
    rows = connection.execute(
        f"SELECT min(row), project_id, count(*) FROM {codes.typed_rows(report)} WHERE grant_id IS NULL"
        f" AND list_contains($several::VARCHAR[], project_id) GROUP BY project_id ORDER BY 1 LIMIT {EXAMPLES}",
        {"several": sorted(several)},
    ).fetchall()
    return [
        fail(
            "grant_needed",
            f"{_where(report, row, count)}: {project} is a project of {counted(len(several[project]), 'grant')}"
            f" ({', '.join(several[project])}), and the row does not say of which.",
            f"Write the grant into a column grant_id, such as {several[project][0]}, and load the file again.",
            line=codes.line_of(report, row),
            column="project_id",
            value=str(project),
        )
        for row, project, count in rows
    ]


@declares("meaning", "grant_said_twice")
def _doubled_once_placed(
    connection: duckdb.DuckDBPyConnection, report: Report, source: Source, around: Surroundings
) -> list[Problem]:
    """Two rows of one key of which one names the grant and the other leaves it to its project."""
    rest = ", ".join(quoted(name) for name in source.key if name != "grant_id")
    found = connection.execute(
        f"SELECT max(row), any_value(project_id) FROM {codes.typed_rows(report)} WHERE project_id IS NOT NULL"
        f" GROUP BY {rest} HAVING count(*) > count(grant_id) AND count(grant_id) > 0 ORDER BY 1"
    ).fetchall()
    return [
        fail(
            "grant_said_twice",
            f"Row {codes.line_of(report, row)} stands a second time, once with its grant and once without: {project} is in one"
            " grant.",
            "Remove one of the two rows, and load the file again.",
            line=codes.line_of(report, row),
            column="grant_id",
        )
        for row, project in found[:EXAMPLES]
        if len(around.grants_of.get(project, ())) == 1
    ]


@declares("meaning", "grant_left_open")
def _left_open(around: Surroundings) -> list[Problem]:
    """A list that puts a project into a second grant, while loaded rows of it do not say which of the two they mean."""
    problems: list[Problem] = []
    for project, tables in sorted(around.without_grant.items()):
        grants = sorted(around.grants_of.get(project, ()))
        if len(grants) > 1:
            message = (
                f"{project} is now in {counted(len(grants), 'grant')} ({', '.join(grants)}), and rows of it that are loaded"
                f" already ({', '.join(tables)}) do not say which: no grant's project will show them."
            )
            remedy = "Load those tables again with the grant in a column grant_id, before this list or with it. Confirm to go on."
            problems.append(warn("grant_left_open", message, remedy, column="project_id", value=project))
    return problems[:EXAMPLES]


@declares("meaning", "return_after_end")
def after_the_end(connection: duckdb.DuckDBPyConnection, report: Report, around: Surroundings) -> list[Problem]:
    """Returns whose period begins after their project has ended."""
    if not around.project_ends:
        return []
    cases = " OR ".join(
        f"(grant_id = {literal(grant)} AND project_id = {literal(project)} AND period_start > DATE '{ends}')"
        for (grant, project), ends in around.project_ends.items()
    )
    rows = connection.execute(
        f"SELECT row, grant_id, project_id FROM {codes.typed_rows(report)} WHERE {cases} ORDER BY row LIMIT {EXAMPLES}"
    ).fetchall()
    return [
        warn(
            "return_after_end",
            f"Row {codes.line_of(report, row)}: the period lies after the end of {project}"
            f" ({around.project_ends[grant, project]}).",
            "Check period_start, or correct the project's end. Confirm to load it all the same.",
            line=codes.line_of(report, row),
            column="period_start",
        )
        for row, grant, project in rows
    ]


def _where(report: Report, row: int, count: int) -> str:
    return f"Row {codes.line_of(report, row)}" + (f" and {count - 1:,} more" if count > 1 else "")
