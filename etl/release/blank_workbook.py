"""A project's workbook, blank or with all it has handed in: a sheet for each table, its own measures, lists to choose from."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from analysis.declared.sources import Column, Source, sources
from analysis.release import database
from analysis.words.in_plain_words import InPlainWords
from analysis.words.months import quarter_end, quarter_of
from etl.door.fields import choices
from etl.release.reading import reading

TABLES = ("returns", "milestones", "spend", "risks")
SUBMITTED = "submitted"
"""The status that a blank workbook has filled in: who sends it back means its figures to count."""
ROWS = 200
"""How many rows of each sheet have their lists and formats ready."""
LONGEST_LIST = 255
"""Characters that a drop-down list may have in all; Excel refuses more."""
WIDTHS = {"title": 40, "cause": 40, "impact": 40, "mitigation": 40, "evidence": 40, "note": 40}


class UnknownProject(InPlainWords):
    """A project that the release does not hold; the message says which it holds."""


@dataclass(frozen=True)
class Project:
    """What a project's workbook says of it before anything is filled in."""

    grant_id: str
    project_id: str
    title: str
    measures: tuple[tuple[str, str, str, str], ...]
    """Measure, its label, what is counted, and the basis of its newest return: no running total is to be taken for a period's."""
    milestones: tuple[tuple[Any, ...], ...] = ()
    ends: date | None = None


def blank_workbook(grant_id: str, project_id: str, data: Path, today: date | None = None) -> bytes:
    """The workbook (XLSX) that a project fills in and hands back: for the last whole quarter before `today`, or its own last one.

    Its own measures and its open milestones are filled in; every text is stored as text. Raises UnknownProject.
    """
    project = _project(grant_id, project_id, data)
    start, end = _last_quarter(today or date.today(), project.ends)
    return workbook(project, {name: _rows(name, project, start, end) for name in TABLES})


def filled_workbook(grant_id: str, project_id: str, data: Path) -> bytes:
    """The same workbook with every row that stands for the project in the release in force. Raises UnknownProject."""
    project = _project(grant_id, project_id, data)
    release = database.release(data)
    assert release
    with reading(release.file) as connection:
        return workbook(project, {name: _standing(connection, name, project) for name in TABLES})


def _standing(connection: duckdb.DuckDBPyConnection, table: str, project: Project) -> list[dict[str, Any]]:
    """The project's rows of a table, by column of its source; a choice as its word."""
    held = {str(name) for name, *_ in connection.execute(f"DESCRIBE {table}").fetchall()}
    columns = [column for column in sources()[table].columns if column.name in held]
    chosen = ", ".join(
        f'"{column.name}"::VARCHAR' if column.type in ("choice", "text") else f'"{column.name}"' for column in columns
    )
    rows = connection.execute(
        f"SELECT {chosen} FROM {table} WHERE grant_id = $grant AND project_id = $project ORDER BY ALL",
        {"grant": project.grant_id, "project": project.project_id},
    ).fetchall()
    return [dict(zip((column.name for column in columns), row, strict=True)) for row in rows]


def workbook(project: Project, rows: Mapping[str, Sequence[Mapping[str, Any]]], created: datetime | None = None) -> bytes:
    """A project's workbook with some rows of its tables filled in, by column; its bytes are the same where `created` is."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    if created:
        book.set_properties({"created": created})
    formats = {
        "heading": book.add_format({"bold": True, "bg_color": "#12436D", "font_color": "#FFFFFF", "border": 1}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "words": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    _guide(book, formats, project)
    for name in TABLES:
        _sheet(book, formats, sources()[name], rows.get(name, ()))
    book.close()
    return out.getvalue()


def _project(grant_id: str, project_id: str, data: Path) -> Project:
    release = database.release(data)
    if release is None:
        raise UnknownProject("Nothing is loaded yet, so no project is known.")
    own = {"grant": grant_id, "id": project_id}
    with reading(release.file) as connection:
        found = connection.execute(
            "SELECT title, ends FROM projects WHERE grant_id = $grant AND project_id = $id", own
        ).fetchone()
        if found is None:
            known = connection.execute("SELECT project_id FROM projects WHERE grant_id = $grant ORDER BY 1", {"grant": grant_id})
            named = ", ".join(id for (id,) in known.fetchall()) or "none"
            raise UnknownProject(f"The grant {grant_id} has no project {project_id}. Known: {named}.")
        measures = connection.execute(
            "SELECT measure_id, label, coalesce(unit, ''), coalesce((SELECT arg_max(basis, (period_end, version)) FROM returns r"
            " WHERE r.grant_id = t.grant_id AND r.project_id = t.project_id AND r.measure_id = t.measure_id), 'period')"
            " FROM targets t WHERE grant_id = $grant AND project_id = $id",
            own,
        ).fetchall()
        milestones = connection.execute(
            "SELECT grant_id, milestone_id, project_id, title, due, forecast, actual, evidence, delay_reason::VARCHAR FROM"
            " milestones WHERE grant_id = $grant AND project_id = $id AND actual IS NULL ORDER BY due, milestone_id",
            own,
        ).fetchall()
    title, ends = found
    return Project(grant_id, project_id, title, tuple(measures), tuple(milestones), ends)


def _last_quarter(today: date, ends: date | None) -> tuple[date, date]:
    """The first and last day of the last quarter that is over, and had begun before the project ended."""
    end = quarter_of(today) - timedelta(days=1)
    if ends and ends < end:
        end = quarter_end(ends)
    return quarter_of(end), end


def _rows(table: str, project: Project, start: date, end: date) -> list[dict[str, Any]]:
    """What is filled in already, by column."""
    own = {"project_id": project.project_id}
    match table:
        case "returns":
            fixed = {"grant_id": project.grant_id, **own, "period_start": start, "period_end": end}
            return [
                {**fixed, "measure_id": measure, "basis": basis, "status": SUBMITTED, "version": 1}
                for measure, _, _, basis in project.measures
            ]
        case "milestones":
            names = [column.name for column in sources()["milestones"].columns]
            return [dict(zip(names, row, strict=True)) for row in project.milestones]
        case _:
            return []


def _guide(book: Any, formats: dict[str, Any], project: Project) -> None:
    """The first sheet: what to do, and what each measure counts. It fits no table, so it is passed over when it comes back."""
    sheet = book.add_worksheet("Guide")
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 70)
    lines = [
        (f"{project.project_id} {project.title}", ""),
        (
            "What to do",
            "Fill in the sheets and send the workbook back. Leave a cell blank where a figure is not known; 0 means none."
            " What each column means stands below, sheet by sheet.",
        ),
        ("Dates", "Write them as 2025-12-31."),
        (
            "People",
            "Write numbers only. No names, addresses, telephone numbers or e-mail addresses: a file that holds any is refused.",
        ),
        ("Headings", "Leave the first row of each sheet as it is."),
        ("", ""),
        ("Your measures", ""),
        *((measure, f"{label} ({unit})" if unit else label) for measure, label, unit, _ in project.measures),
        *(line for name in TABLES for line in _columns(sources()[name])),
    ]
    for y, (left, right) in enumerate(lines):
        sheet.write_string(y, 0, left, formats["heading"] if y == 0 else None)
        sheet.write_string(y, 1, right, formats["words"])


def _columns(source: Source) -> list[tuple[str, str]]:
    """The lines of the guide on one sheet: each heading, what to write into it, and what it may hold."""
    lines = [("", ""), (f"Sheet {source.id}", f"One line is {source.grain}.")]
    return [*lines, *((column.heading, " ".join((column.meaning, *_form(column)))) for column in source.columns)]


def _form(column: Column) -> list[str]:
    """What a cell of the column may hold, where its meaning does not say."""
    if allowed := _listed(column):
        return [f"One of: {', '.join(allowed)}."]
    return ["A date, such as 2025-12-31."] if column.type == "date" else []


def _listed(column: Column) -> list[str]:
    """What a choice may hold; empty for any other column."""
    return list(choices(column)) if column.type == "choice" else []


def _sheet(book: Any, formats: dict[str, Any], source: Source, rows: Sequence[Mapping[str, Any]]) -> None:
    sheet = book.add_worksheet(source.id)
    sheet.freeze_panes(1, 0)
    for x, column in enumerate(source.columns):
        sheet.write_string(0, x, column.heading, formats["heading"])
        sheet.set_column(x, x, WIDTHS.get(column.name, 16), formats["day"] if column.type == "date" else None)
        if rule := _validation(column):
            sheet.data_validation(1, x, ROWS, x, rule)
        for y, row in enumerate(rows, start=1):
            _write(sheet, y, x, row.get(column.name), formats)


def _write(sheet: Any, y: int, x: int, value: Any, formats: dict[str, Any]) -> None:
    match value:
        case None:
            return
        case date():
            sheet.write_datetime(y, x, value, formats["day"])
        case str():
            sheet.write_string(y, x, value)
        case _:
            sheet.write_number(y, x, value)


def _validation(column: Column) -> dict[str, Any] | None:
    """What a spreadsheet may check while somebody types."""
    if (allowed := _listed(column)) and len(",".join(allowed)) <= LONGEST_LIST:
        return {"validate": "list", "source": allowed, "error_message": "Choose one of the list."}
    if column.type == "date":
        first = date(1990, 1, 1)
        return {"validate": "date", "criteria": ">=", "value": first, "error_message": "Write a date, such as 2025-12-31."}
    if column.type in ("number", "integer") and column.minimum is not None:
        kind = "decimal" if column.type == "number" else "integer"
        if column.maximum is None:
            return {"validate": kind, "criteria": ">=", "value": column.minimum, "error_message": "Write a number."}
        bounds = {"minimum": column.minimum, "maximum": column.maximum}
        return {"validate": kind, "criteria": "between", **bounds, "error_message": "Write a number within the bounds."}
    return None
