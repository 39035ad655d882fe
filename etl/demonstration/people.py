"""The demonstration's tables that people fill in: as CSV, and one project's as the workbook that projects hand back."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from analysis.declared import reference_tables
from analysis.declared.sources import Column, sources
from etl.demonstration.files import FILE_TIME, write_table
from etl.demonstration.places import Facts, Record
from etl.release import blank_workbook

AS_THEY_ARE = (
    "breaks", "indicator_values", "actions", "allocations", "annotations", "baselines", "corrections", "grants", "meetings",
    "moves", "project_places", "purple_flag_evidence", "ratings", "rebases", "stages",
)  # fmt: skip


def write_people_tables(folder: Path, facts: Facts) -> list[Path]:
    """The tables in their CSV files, then the workbook of the project that hands one back."""
    own = reference_tables.reference_folder() / "demonstration"
    project = str(facts.settings["workbook_project"])
    files = [Path(shutil.copyfile(own / f"{name}.csv", folder / f"{name}.csv")) for name in AS_THEY_ARE]
    files.append(write_projects(folder, facts, _records(own / "contributions.csv")))
    tables = {name: _records(own / f"{name}.csv") for name in blank_workbook.TABLES}
    for name, records in tables.items():
        others = [record for record in records if record["project_id"] != project]
        files.append(write_table(folder / f"{name}.csv", ",".join(others[0]), (list(record.values()) for record in others)))
    mine = {name: [record for record in records if record["project_id"] == project] for name, records in tables.items()}
    return [*files, write_workbook(folder, facts, project, mine)]


def write_projects(folder: Path, facts: Facts, contributions: Iterable[Record]) -> Path:
    """The partnership's shipped projects, each with the pillars and indicators that it is meant to move here."""
    shipped = _partnership_records(facts, "projects")
    meant = {record["project_id"]: record for record in contributions}
    lines: list[list[str]] = []
    for record in shipped:
        own = meant[record["project_id"]]
        filled = record | {column: own[column] for column in ("pillars", "indicators", "stage")}
        lines.append(list(filled.values()))
    return write_table(folder / "projects.csv", ",".join(shipped[0]), lines)


def write_workbook(folder: Path, facts: Facts, project_id: str, tables: Mapping[str, list[Record]]) -> Path:
    """The workbook of a project, filled in."""
    (record,) = (one for one in _partnership_records(facts, "projects") if one["project_id"] == project_id)
    targets = [one for one in _partnership_records(facts, "targets") if one["project_id"] == project_id]
    measures = tuple((one["measure_id"], one["label"], one["unit"], "period") for one in targets)
    project = blank_workbook.Project(record["grant_id"], project_id, record["title"], measures)
    rows = {name: [_typed(name, record) for record in records] for name, records in tables.items()}
    path = folder / f"demonstration_{project_id}.xlsx"
    path.write_bytes(blank_workbook.workbook(project, rows, datetime(*FILE_TIME)))
    return path


def _partnership_records(facts: Facts, name: str) -> list[Record]:
    path = reference_tables.shipped_file(f"{name}.csv", facts.settings["area_code"])
    assert path, f"the demonstration's area has no {name}.csv in data/partnerships/"
    return _records(path)


def _records(path: Path) -> list[Record]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _typed(table: str, record: Record) -> dict[str, Any]:
    return {column.name: _cell(column, record.get(column.heading, "")) for column in sources()[table].columns}


def _cell(column: Column, text: str) -> Any:
    """What a person would type: a date, a number or a text; nothing for a blank."""
    if not text:
        return None
    if column.type == "date":
        return date.fromisoformat(text)
    return float(text) if column.type in ("number", "integer") else text
