"""Rows of other months in a file: they never replace a month, and every one of them is counted."""

import shutil
from collections import Counter

import pytest

from etl.__main__ import main
from etl.acts import loading, verifying
from etl.door import dates
from etl.door.own_months import named_force, named_month, own_parts
from etl.door.screening import connect
from tests.etl import anytown
from tests.etl.anytown import crime, load, rows, street, table, write

STOPS = ["Type", "Date", "Part of a policing operation", "Policing operation", "Latitude", "Longitude", "Gender", "Age range"]
STOPS += ["Self-defined ethnicity", "Officer-defined ethnicity", "Legislation", "Object of search", "Outcome"]
STOPS += ["Outcome linked to object of search", "Removal of more than just outer clothing"]


def stops(folder, month, times, force=anytown.HOME):
    lines = [["Person search", time, *[""] * 6, "", "", "", "", "", "", ""] for time in times]
    return write(folder / f"{month}-{force}-stop-and-search.csv", table(STOPS, lines))


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    folder = tmp_path_factory.mktemp("places")
    data = anytown.data_folder(folder / "data")
    load(data, *anytown.lookup_files(folder))
    return data


@pytest.fixture
def data(places, tmp_path):
    return anytown.copied(places, tmp_path)


def checks(report):
    return {p.check for p in report.problems if p.result != "information"}


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2025-05-31T23:10:00+00:00", "2025-06-01 00:10:00"),
        ("2025-05-31T23:10:00Z", "2025-06-01 00:10:00"),
        ("2025-06-01 00:10:00.000+01:00", "2025-06-01 00:10:00"),
        ("2025-12-31T23:30:00+0000", "2025-12-31 23:30:00"),
        ("2025-05-31T23:10:00", "2025-05-31 23:10:00"),
        ("2025-05-31T23:10:00+99:00", None),
        ("31 May", None),
    ],
)
@pytest.mark.parametrize("styles", [["iso"], ["iso", "uk", "serial"]])
def test_a_time_with_an_offset_is_the_time_of_london(text, local, styles):
    found = connect().execute(f"SELECT ({dates.moment('raw', styles)})::VARCHAR FROM (SELECT $text AS raw)", {"text": text})
    assert found.fetchall() == [(local,)]


def test_a_summer_file_of_stops_leaves_the_month_before_alone(data, tmp_path):
    may = [f"2025-05-{day:02}T12:00:00+00:00" for day in range(1, 31)]
    june = ["2025-05-31T23:00:00+00:00", "2025-05-31T23:30:00+00:00", "2025-05-31T22:59:00+00:00"]
    june += [f"2025-06-{day:02}T12:00:00+00:00" for day in range(1, 31)]
    load(data, stops(tmp_path, "2025-05", may))
    (report,) = load(data, stops(tmp_path, "2025-06", june), confirmed=False).reports
    assert (report.verdict, report.periods, report.rows, report.loaded) == ("accepted", ["2025-06"], 33, 33)
    # Two are of June by the time of London; the third is a late record, and goes with the file's own month.
    (said,) = [p.message for p in report.problems if p.check == "rows_by_time"]
    assert said.startswith("1 of 33 rows is of 2025-05 by the time of day.")
    assert rows(data, "SELECT month::VARCHAR, count(*) FROM stop_searches GROUP BY 1 ORDER BY 1") == [
        ("2025-05-01", 30),
        ("2025-06-01", 33),
    ]
    assert rows(data, "SELECT min(happened_at)::VARCHAR FROM stop_searches WHERE month = '2025-06-01'") == [
        ("2025-05-31 23:59:00",)
    ]


def month_of(month, count, start=0):
    return [crime(f"{month}{n}", month) for n in range(start, start + count)]


def test_the_month_of_an_archive_file_is_its_names(data, tmp_path):
    load(data, write(tmp_path / "2025-01-devon-and-cornwall-street.csv", street(month_of("2025-01", 40))))
    # Four in ten are of the month before, and one of them carries the ID of a crime of February.
    mixed = [*month_of("2025-02", 60), *month_of("2025-01", 39), crime("2025-020", "2025-01")]
    file = write(tmp_path / "2025-02-devon-and-cornwall-street.csv", street(mixed))
    (report,) = load(data, file).reports
    assert checks(report) == {"rows_of_other_month"}
    assert (report.periods, report.rows, report.loaded, report.set_aside) == (["2025-02"], 100, 60, 40)
    assert rows(data, "SELECT month::VARCHAR, count(*) FROM crimes GROUP BY 1 ORDER BY 1") == [
        ("2025-01-01", 40),
        ("2025-02-01", 60),
    ]
    assert rows(data, "SELECT reason, rows FROM set_aside") == [("other_month", 40)]


@pytest.mark.parametrize(("february", "expected"), [(9, ["2025-01"]), (10, ["2025-01", "2025-02"])])
def test_a_file_of_another_name_is_about_the_months_it_holds_a_tenth_of(data, tmp_path, february, expected):
    file = write(tmp_path / "extract.csv", street(month_of("2025-01", 100) + month_of("2025-02", february)))
    (report,) = loading.screen(data, loading.Handed([file]))
    assert report.periods == expected
    assert report.loaded + report.set_aside == report.rows


def test_the_edge_of_an_extract_never_replaces_a_whole_month(data, tmp_path):
    """From the 27th to the 28th: five days of January are no January."""
    january = write(tmp_path / "january.csv", street(month_of("2025-01", 100)))
    edge = write(tmp_path / "edge.csv", street(month_of("2025-01", 16) + month_of("2025-02", 100)))
    (alone,) = loading.screen(data, loading.Handed([edge]))
    assert alone.periods == ["2025-01", "2025-02"]
    load(data, edge)
    load(data, january)
    (report,) = load(data, edge).reports
    assert report.periods == ["2025-02"]
    assert "rows_of_other_month" in checks(report)
    counted = "SELECT month::VARCHAR, count(*) FROM crimes GROUP BY 1 ORDER BY 1"
    assert rows(data, counted) == [("2025-01-01", 100), ("2025-02-01", 100)]
    # The same bytes stand twice in the archive with different rows, and both are what their receipts say, when made again too.
    assert verifying.verify(data) == []
    before = anytown.everything(data)
    shutil.rmtree(data / "archive" / "rows")
    assert main(["--data", str(data), "build"]) == 0
    assert verifying.verify(data) == []
    assert anytown.everything(data) == before


def test_a_whole_month_that_is_smaller_is_asked_and_replaces(data, tmp_path):
    load(data, write(tmp_path / "one.csv", street(month_of("2025-01", 100))))
    (report,) = load(data, write(tmp_path / "two.csv", street(month_of("2025-01", 50)))).reports
    assert "month_revised" in checks(report)
    assert rows(data, "SELECT count(*) FROM crimes") == [(50,)]


def test_stray_rows_of_another_force_do_not_make_a_month_of_it(data, tmp_path):
    lines = [*month_of("2025-02", 30), crime("other", "2025-02", force=anytown.OTHER_NAME)]
    (report,) = load(data, write(tmp_path / "2025-02-devon-and-cornwall-street.csv", street(lines))).reports
    assert [(p.force, p.period, p.rows, p.set_aside) for p in report.portions] == [
        (anytown.HOME, "2025-02", 31, {"other_force": 1})
    ]


def test_late_records_of_a_partner_extract_are_set_aside(data, tmp_path):
    headings = ["offence_code", "recorded_on", "lsoa_code"]
    days = [f"2025-02-{1 + n % 28:02}" for n in range(60)]
    lines = [["8N", day, "E01990001"] for day in [*days, "2025-01-31"]]
    (report,) = load(data, write(tmp_path / "force.csv", table(headings, lines))).reports
    assert (report.periods, report.loaded, report.set_aside) == (["2025-02"], 60, 1)


def test_a_stray_year_of_the_home_office_replaces_nothing(data, tmp_path):
    from tests.etl.test_home_office import HEADINGS

    def year(name, count):
        return [[name, 1, "Devon and Cornwall", "Anytown", "x", "x", "x", f"{n}", 1] for n in range(1, count + 1)]

    load(data, write(tmp_path / "old.csv", table(HEADINGS, year("2023/24", 40))))
    load(data, write(tmp_path / "new.csv", table(HEADINGS, year("2024/25", 40) + year("2023/24", 2))))
    found = rows(data, "SELECT financial_year, count(*) FROM home_office_crimes GROUP BY 1 ORDER BY 1")
    assert found == [("2023/24", 40), ("2024/25", 40)]


def test_what_a_name_tells():
    assert named_month("a.zip!2025-01/2025-01-devon-and-cornwall-street.csv") == "2025-01"
    assert named_force("2025-01-city-of-london-outcomes.csv") == "city-of-london"
    assert named_month("2025-13-x.csv") is None
    assert named_force("2025-01-partner.csv") is None


def test_what_a_source_without_months_holds_is_all_its_own():
    from analysis.declared.sources import sources

    held = Counter({(None, "2025-01"): 100, (None, "2025-04"): 1})
    assert own_parts(sources()["returns"], held, "returns.csv") == set(held)
