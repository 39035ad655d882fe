"""Workbooks: what is kept of them, what a rebuild makes of it, and how their cells become text."""

import io
import shutil
import subprocess
import sys
import time as clock
import zipfile
from datetime import date, datetime, time

import pytest
import python_calamine

from analysis.declared.settings import PROJECT
from etl.archive.archive import Archive
from etl.door import sheet_reader, sheet_stream
from etl.door import workbooks as sheets
from etl.door.units import units
from etl.release.build import build
from tests.etl import anytown
from tests.extracts import workbooks
from tests.extracts.make import SAMPLES, STREET

BREAKS = [
    ["source", "area_code", "from", "to", "kind", "reason", "reference"],
    ["police_street", anytown.AREA, "2024-03", "2024-05", "boundary", "New wards", None],
]
MILESTONES = [
    ["milestone_id", "project_id", "title", "due", "forecast", "actual", "evidence"],
    ["m1", "Q1", "Hired", date(2020, 5, 1), None, None, None],
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
    anytown.load(data, SAMPLES["home_office_csp.ods"])
    archive = Archive(data)
    receipts = archive.receipts()
    assert [(r.file, r.sheet) for r in receipts] == [
        ("home_office_csp.ods!2023_24", "2023_24"),
        ("home_office_csp.ods!2024_25", "2024_25"),
    ]
    assert {archive.original(r).read_bytes() for r in receipts} == {SAMPLES["home_office_csp.ods"].read_bytes()}
    assert len(list(archive.originals.iterdir())) == 1
    before = anytown.everything(data)
    assert rebuilt(data) == before


def test_of_a_restricted_workbook_each_sheet_is_kept_by_itself(data):
    anytown.load(data, SAMPLES["returns.xlsx"])
    archive = Archive(data)
    handed_in = sheets.hash_of(SAMPLES["returns.xlsx"].read_bytes())
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
    assert anytown.rows(data, "SELECT milestone_id, due FROM milestones") == [("m1", date(2020, 5, 1))]


def test_a_workbook_in_a_zip_is_read_too(data, tmp_path):
    packed = workbooks.packed({"2020/q1.xlsx": workbooks.good()})
    done = anytown.load(data, anytown.write(tmp_path / "all.zip", packed))
    assert [(r.file, r.verdict) for r in done.reports] == [("all.zip!2020/q1.xlsx!returns", "accepted")]


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
    lines = [line.split(",") for line in SAMPLES["street.csv"].read_text().splitlines() if '"' not in line]
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


def laid_out(content):
    """The sheets as the reader gives them that lays a workbook out whole, without blank cells at the end of rows."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {one.name: [*map(trimmed, sheet_reader.rows_of(book.get_sheet_by_name(one.name)))] for one in book.sheets_metadata}


def streamed(content):
    """The same, read as a stream."""
    found = sheet_stream.sheets(zipfile.ZipFile(io.BytesIO(content)), sheet_reader.text_of, sheet_reader.MOST_COLUMNS)
    return {name: [*map(trimmed, rows)] for name, rows in found}


def trimmed(row):
    number, cells = row
    while cells and cells[-1] is None:
        cells = cells[:-1]
    return number, cells


BOOKS = sorted(path for path in SAMPLES.values() if path.suffix in (".xlsx", ".ods"))


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.name)
def test_a_stream_gives_what_a_whole_reading_gives(path):
    content = path.read_bytes()
    assert streamed(content) == laid_out(content)


def test_a_stream_gives_every_kind_of_cell():
    rows = [["a", 1, 2.5, date(2025, 3, 1), "x & <y>", ("=1+1", 2), None, "two\nlines"], [None, "  "], ["", "b"]]
    for content in (workbooks.xlsx({"one": rows, "two": rows[:1]}, top=3), workbooks.large_ods(2_400)):
        assert streamed(content) == laid_out(content)


def test_cells_that_repeat_without_end_end_the_stream():
    with pytest.raises(sheet_stream.Endless):
        streamed(workbooks.REFUSED["workbook_endless.ods"]())


def test_a_large_workbook_is_read_as_a_stream(monkeypatch):
    monkeypatch.setattr(sheet_reader, "STREAMED", 1_000)
    monkeypatch.setattr(sheet_reader, "_limit", lambda memory: None)
    content = workbooks.large_ods(600)
    assert {name: len(list(rows)) for name, rows in sheet_reader._sheets(content)} == {
        "2020_21": 151, "2021_22": 151, "2022_23": 151, "2023_24": 151
    }  # fmt: skip


@pytest.mark.endurance
def test_the_largest_published_workbook_takes_little_more_than_its_cells(tmp_path):
    """1.2 million rows, 1.5 GB of XML, in processes whose memory is measured."""
    path = anytown.write(tmp_path / "prc-csp.ods", workbooks.large_ods(1_200_000))
    measure = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True);"
    measure += " print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    data = anytown.data_folder(tmp_path / "data")
    words = [sys.executable, "-m", "etl", "--data", str(data), "screen", "--yes", str(path)]
    done = subprocess.run([sys.executable, "-c", measure, *words], capture_output=True, text=True, cwd=PROJECT)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert done.stderr.count("300,000 rows: 300,000 loaded") == 4
    assert int(done.stdout.splitlines()[-1]) <= 1_000_000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("xl/pivotCache/pivotCacheRecords1.xml", b"<r><s v='Jo Bloggs'/></r>"),
        ("xl/comments1.xml", b"<comments><author>Jo Bloggs</author></comments>"),
        ("xl/persons/person.xml", b"<person displayName='Jo Bloggs'/>"),
        ("docProps/core.xml", b"<cp:coreProperties><dc:creator>Jo Bloggs</dc:creator></cp:coreProperties>"),
    ],
)
def test_of_a_workbook_that_holds_more_than_sheets_the_sheets_alone_are_kept(data, tmp_path, name, content):
    book = workbooks.changed(workbooks.xlsx({"breaks": BREAKS}), add={name: content})
    done = anytown.load(data, anytown.write(tmp_path / "book.xlsx", book))
    assert anytown.verdicts(done) == ["accepted"]
    (kept,) = Archive(data).originals.iterdir()
    assert kept.suffix == ".csv" and b"Bloggs" not in kept.read_bytes()


def test_a_sheet_beside_an_open_one_that_holds_personal_data_is_not_kept(data, tmp_path):
    book = workbooks.xlsx({"breaks": BREAKS, "Notes": [["Ask"], ["ring 07700 900123 before noon"]]})
    anytown.load(data, anytown.write(tmp_path / "book.xlsx", book))
    (kept,) = Archive(data).originals.iterdir()
    assert kept.suffix == ".csv" and b"07700" not in kept.read_bytes()


def test_a_marked_workbook_is_refused_by_its_marking(data, tmp_path):
    book = workbooks.xlsx({"breaks": BREAKS, "Cover": [["OFFICIAL-SENSITIVE"]]})
    (report,) = anytown.loading.screen(data, anytown.loading.Handed([anytown.write(tmp_path / "book.xlsx", book)]))
    assert [(p.check, "OFFICIAL-SENSITIVE" in p.message) for p in report.problems] == [("file_marked", True)]


def test_tags_without_end_take_no_more_than_their_length():
    text = b"<c " * 200_000 + b"<c r='A1' " * 20_000
    start = clock.process_time()
    for pattern in (sheets.FAR_CELL, sheets.ERROR_CELL, sheets.NEVER_CALCULATED):
        assert pattern.search(text) is None
    assert clock.process_time() - start < 2
