"""The force's own list: places, dates, flags and replacement, counted by hand on Anytown."""

from datetime import date, datetime

import pytest

from etl.door import dates
from etl.door.screening import connect
from tests.etl import anytown
from tests.extracts.make import SAMPLES

HEADINGS = ["offence_code", "recorded_on", "lsoa_code", "ward_code", "easting", "northing", "knife", "hate"]


def extract(folder, rows, name="force.csv", headings=HEADINGS):
    return anytown.write(folder / name, anytown.table(headings, rows))


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Anytown with lookups and boundaries."""
    folder = tmp_path_factory.mktemp("places")
    data = anytown.data_folder(folder / "data")
    anytown.load(data, *anytown.lookup_files(folder / "files"), *anytown.boundary_files(folder / "files"))
    return data


@pytest.fixture
def data(places, tmp_path):
    return anytown.copied(places, tmp_path)


# West of the third LSOA of the area: 50.405 N, 4.075 W on the British National Grid.
EAST, NORTH = 252602, 58264


def test_a_record_lies_where_its_lsoa_else_its_ward_else_its_point_says(data, tmp_path):
    rows = [
        ["8N", "2025-03-01", "E01990001", "", "", "", "Y", ""],
        ["8N", "2025-03-02", anytown.SPLIT, "", "", "", "N", "Y"],
        ["8N", "2025-03-03", "", "E05990002", "", "", "", ""],
        ["8N", "2025-03-04", "", "", EAST, NORTH, "", ""],
        ["8N", "2025-03-05", "", "", "", "", "", ""],
        ["8N", "2025-03-06", anytown.ELSEWHERE, "", "", "", "", ""],
        ["8N", "2025-03-07", "", "E05990009", "", "", "", ""],
        ["8N", "2025-03-08", "", "", 400000, 400000, "", ""],
    ]
    assert anytown.verdicts(anytown.load(data, extract(tmp_path, rows))) == ["accepted"]
    found = anytown.rows(data, 'SELECT "row", place::VARCHAR, ward_code, lsoa_code, knife, hate FROM partner_offences ORDER BY 1')
    assert found == [
        (1, "area", "E05990001", "E01990001", "Y", None),
        (2, "area", "E05990003", None, "N", "Y"),
        (3, "area", "E05990002", None, None, None),
        (4, "area", "E05990002", "E01990003", None, None),
        (5, "not_located", None, None, None, None),
        (6, "outside", "E05990009", anytown.ELSEWHERE, None, None),
        (7, "outside", "E05990009", None, None, None),
        (8, "outside", None, None, None, None),
    ]


def test_a_list_of_every_offence_is_taken_whole(data, tmp_path):
    """Thefts and fraud belong to no group; a force's list holds them all the same."""
    rows = [[code, "2025-03-01", "E01990001", "", "", "", "", ""] for code in ("8N", "45", "46", "28E", "53C", "1")]
    assert anytown.verdicts(anytown.load(data, extract(tmp_path, rows))) == ["accepted"]
    assert anytown.rows(data, "SELECT count(*) FROM partner_offences") == [(6,)]


def test_a_month_is_replaced_whole(data, tmp_path):
    def month(number, count):
        return [["8N", f"2025-{number:02}-0{n}", "E01990001", "", "", "", "", ""] for n in range(1, count + 1)]

    anytown.load(data, extract(tmp_path, month(1, 3) + month(2, 2)))
    anytown.load(data, extract(tmp_path, month(2, 5), "revised.csv"))
    assert anytown.rows(data, "SELECT month, count(*) FROM partner_offences GROUP BY 1 ORDER BY 1") == [
        (date(2025, 1, 1), 3),
        (date(2025, 2, 1), 5),
    ]


def test_dates_are_read_the_british_way_and_as_day_numbers(data):
    anytown.load(data, SAMPLES["partner_extract.csv"], SAMPLES["partner_extract.xlsx"])
    found = anytown.rows(data, "SELECT recorded_on, committed_from, committed_to FROM partner_offences ORDER BY month, row")
    assert found == [
        (date(2025, 1, 3), datetime(2025, 1, 2, 22, 30), datetime(2025, 1, 2, 23, 10)),
        (date(2025, 1, 31), datetime(2025, 1, 30, 1, 5), None),
        (date(2025, 1, 15), None, None),
        (date(2025, 2, 3), datetime(2025, 2, 2, 22, 30), datetime(2025, 2, 3)),
        (date(2025, 2, 28), None, None),
        (date(2025, 2, 28), datetime(2025, 2, 27, 23, 15), None),
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-12-31", date(2025, 12, 31)),
        ("31/12/2025", date(2025, 12, 31)),
        ("1/2/2025", date(2025, 2, 1)),
        ("01.02.2025", date(2025, 2, 1)),
        ("01-02-2025", date(2025, 2, 1)),
        ("45658", date(2025, 1, 1)),
        ("12/31/2025", None),
        ("31/02/2025", None),
        ("2025-02-30", None),
        ("31/12/25", None),
        ("20250101", None),
        ("1 January 2025", None),
    ],
)
def test_each_way_to_write_a_day(text, day):
    styles = ("iso", "uk", "serial")
    read, wrong = connect().execute(f"SELECT {dates.day('$t', styles)}, {dates.misshapen('$t', styles)}", {"t": text}).fetchone()
    assert (None if wrong else read) == day


def test_only_dates_that_could_be_either_are_told_of():
    texts = ["03/04/2025", "04/04/2025", "13/04/2025", "2025-04-03", "45000"]
    sql = " + ".join(f"({dates.either_way(repr(text))})::INTEGER" for text in texts)
    assert connect().execute(f"SELECT {sql}").fetchone() == (1,)
