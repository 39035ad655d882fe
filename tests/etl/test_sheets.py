"""Workbooks: what is kept of them, what a rebuild makes of it, and how their cells become text."""

import io
import shutil
import zipfile
from datetime import date, datetime, time

import pytest

from etl import sheet_reader, sheets
from etl.archive import Archive
from etl.build import build
from etl.reception import units
from tests.etl import anytown
from tests.extracts import workbooks
from tests.extracts.make import ACCEPTED, STREET

BREAKS = [
    ["source", "area_code", "from", "to", "kind", "reason", "reference"],
    ["police_street", anytown.AREA, "2024-03", "2024-05", "boundary", "New wards", None],
]
MILESTONES = [
    ["milestone_id", "project_id", "title", "due", "forecast", "actual", "evidence"],
    ["m1", "Q1", "Hired", date(2030, 5, 1), None, None, None],
]


@pytest.fixture
def data(tmp_path):
    return anytown.data_folder(tmp_path / "data")


def rebuilt(data):
    """Everything of the release, made again from originals alone."""
    shutil.rmtree(data / "archive" / "rows")
    build(Archive(data), again=True)
    return anytown.everything(data)


def test_an_open_workbook_is_kept_whole_and_once_as_it_came(data):
    anytown.load(data, ACCEPTED / "home_office_csp.ods")
    archive = Archive(data)
    receipts = archive.receipts()
    assert [(r.file, r.sheet) for r in receipts] == [
        ("home_office_csp.ods!2023_24", "2023_24"),
        ("home_office_csp.ods!2024_25", "2024_25"),
    ]
    assert {archive.original(r).read_bytes() for r in receipts} == {(ACCEPTED / "home_office_csp.ods").read_bytes()}
    assert len(list(archive.originals.iterdir())) == 1
    before = anytown.everything(data)
    assert rebuilt(data) == before


def test_of_a_restricted_workbook_each_sheet_is_kept_by_itself(data):
    anytown.load(data, ACCEPTED / "returns.xlsx")
    archive = Archive(data)
    handed_in = sheets.hash_of((ACCEPTED / "returns.xlsx").read_bytes())
    for receipt in archive.receipts():
        kept = archive.original(receipt).read_text()
        assert (receipt.sheet, receipt.suffix, receipt.sha256_handed_in) == (None, ".csv", handed_in)
        assert "Ask the team" not in kept, "a sheet of notes may hold anything, so nothing of it is kept"
    before = anytown.everything(data)
    assert rebuilt(data) == before


def test_a_sheet_that_fits_nothing_and_lists_people_is_never_kept_with_an_open_one(data, tmp_path):
    values = workbooks.xlsx(
        {
            "breaks": BREAKS,
            "Team": [["First name", "Telephone"], ["Jo", "07700 900123"]],
        }
    )
    done = anytown.load(data, anytown.write(tmp_path / "book.xlsx", values))
    assert anytown.verdicts(done) == ["accepted"]
    (kept,) = Archive(data).originals.iterdir()
    assert kept.suffix == ".csv" and b"07700" not in kept.read_bytes()


def test_one_sheet_refused_leaves_the_other_accepted(data, tmp_path):
    book = workbooks.xlsx(
        {
            "returns": workbooks.returns(workbooks.one_return(status="maybe")),
            "milestones": MILESTONES,
        }
    )
    done = anytown.load(data, anytown.write(tmp_path / "book.xlsx", book))
    assert [(r.file, r.verdict) for r in done.reports] == [("book.xlsx!returns", "refused"), ("book.xlsx!milestones", "accepted")]
    assert anytown.rows(data, "SELECT milestone_id, due FROM milestones") == [("m1", date(2030, 5, 1))]


def test_a_workbook_in_a_zip_is_read_too(data, tmp_path):
    packed = workbooks.packed({"2030/q1.xlsx": workbooks.good()})
    done = anytown.load(data, anytown.write(tmp_path / "all.zip", packed))
    assert [(r.file, r.verdict) for r in done.reports] == [("all.zip!2030/q1.xlsx!returns", "accepted")]


def test_names_of_sheets_may_hold_what_separates_names(data, tmp_path):
    book = workbooks.xlsx({"wards!new": BREAKS})
    path = anytown.write(tmp_path / "a!b.xlsx", book)
    anytown.load(data, path)
    (unit,) = units(path)
    assert (unit.name, unit.file_name) == ("a!b.xlsx!wards!new", "b.xlsx")
    before = anytown.everything(data)
    assert rebuilt(data) == before


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("", None),
        ("  x ", "  x "),
        (3.0, "3"),
        (-0.5, "-0.5"),
        (0.1 + 0.2, "0.3"),
        (12345678901.0, "12345678901"),
        (True, "true"),
        (date(2025, 3, 1), "2025-03-01"),
        (datetime(2025, 3, 1), "2025-03-01"),
        (datetime(2025, 3, 1, 17, 30), "2025-03-01T17:30:00"),
        (time(5, 6), "05:06:00"),
    ],
)
def test_cells_are_written_as_an_extract_would(cell, text):
    assert sheet_reader.text_of(cell) == text


def test_formulas_are_read_as_their_stored_values(data, tmp_path):
    book = workbooks.xlsx({"returns": workbooks.returns(workbooks.one_return(value=("=1+1", 41)))})
    anytown.load(data, anytown.write(tmp_path / "book.xlsx", book))
    assert anytown.rows(data, "SELECT value FROM returns") == [(41.0,)], "41 was stored; 2 would be the answer of a calculator"


def test_the_sheet_is_named_where_an_error_stands():
    with pytest.raises(sheets.Refused) as refused:
        sheets.read(workbooks.REFUSED["workbook_error_cell.xlsx"]())
    assert refused.value.problems[0].message.startswith("Sheet 'returns', cell F2 ")


def test_the_reader_ends_for_want_of_memory_and_the_rest_goes_on():
    with pytest.raises(sheets.Refused) as refused:
        sheets.read(workbooks.REFUSED["workbook_endless.ods"]())
    assert refused.value.problems[0].check == "workbook_unreadable"
    assert len(sheets.read(workbooks.good())) == 1


def test_a_police_file_may_come_as_a_workbook(data, tmp_path):
    lines = [line.split(",") for line in (ACCEPTED / "street.csv").read_text().splitlines() if '"' not in line]
    assert STREET.endswith("street.csv")
    anytown.load(data, anytown.write(tmp_path / "street.xlsx", workbooks.xlsx({"Sheet1": lines})))
    anytown_rows = anytown.rows(data, "SELECT count(*) FROM crimes")
    assert anytown_rows[0][0] > 0


def test_what_says_it_is_smaller_than_it_is_cannot_fool_the_check(tmp_path):
    """A member's real size is what is unpacked: zipfile stops where the header said it would, and the text is damaged."""
    made = bytearray(workbooks.good())
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        info = archive.getinfo("xl/worksheets/sheet1.xml")
    position = made.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24
    assert int.from_bytes(made[position : position + 4], "little") == info.file_size
    made[position : position + 4] = (100).to_bytes(4, "little")
    with pytest.raises(sheets.Refused):
        sheets.read(bytes(made))
