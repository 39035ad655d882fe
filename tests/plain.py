"""The demonstration's files as a person would read them: the standard library, and calamine for workbooks; nothing of ours."""

import csv
import io
import zipfile

import python_calamine


def table(path):
    """The rows of a CSV file, each a dictionary of text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def archive(path):
    """Member of a ZIP → its rows."""
    with zipfile.ZipFile(path) as members:
        return {
            name: list(csv.DictReader(io.StringIO(members.read(name).decode("utf-8-sig"), newline="")))
            for name in members.namelist()
        }


def sheet(path, name, headings_at=0):
    """The rows of a sheet below its headings, each a dictionary of text; whole numbers and dates as they are written."""
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)
    headings = rows[headings_at]
    return [dict(zip(headings, map(_text, row), strict=True)) for row in rows[headings_at + 1 :] if any(row)]


def handed_in(files, name):
    """The rows of a table that people fill in: its CSV file's and those of the workbooks that projects hand back."""
    rows = [row for path in files if path.name == f"{name}.csv" for row in table(path)]
    for path in files:
        if path.suffix == ".xlsx" and name in python_calamine.CalamineWorkbook.from_path(path).sheet_names:
            rows += sheet(path, name)
    return rows


def _text(cell):
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
