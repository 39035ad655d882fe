"""A month beside its own past: what needs a yes, and what must not (a warning too many is one that nobody reads)."""

import zipfile

import pytest

from etl.acts import loading
from tests.etl import anytown
from tests.etl.anytown import crime, load, street, table, write


def month_file(folder, month, count, *, lost=0, blank=0, twice=0, force=anytown.HOME_NAME):
    # Only anti-social behaviour is published without an ID.
    kinds = ["Anti-social behaviour" if n < blank else "Burglary" for n in range(count)]
    ids = ["" if n < blank else f"{month}{n}" for n in range(count)]
    rows = [crime(ids[n], month, "" if n < lost else "E01990001", kinds[n], force=force) for n in range(count)]
    rows += [rows[-1]] * twice
    return write(folder / f"{month}-{count}-{lost}-{blank}-{twice}.csv", street(rows))


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Six months of 100 crimes; 5 of them not located, 20 without an ID."""
    folder = tmp_path_factory.mktemp("past")
    data = anytown.data_folder(folder / "data")
    months = [f"2025-0{n}" for n in range(1, 7)]
    load(data, *anytown.lookup_files(folder), *(month_file(folder, month, 100, lost=5, blank=20) for month in months))
    return data


def warned(data, *files):
    return [
        {p.check for p in report.problems if p.result == "warning"}
        for report in loading.screen(data, loading.Handed(list(files)))
    ]


@pytest.mark.parametrize(
    ("count", "expected"), [(75, set()), (74, {"month_size"}), (100, set()), (125, set()), (126, {"month_size"})]
)
def test_size_against_the_median_of_the_months_around(data, tmp_path, count, expected):
    assert warned(data, month_file(tmp_path, "2025-07", count, lost=count // 20, blank=count // 5)) == [expected]


@pytest.mark.parametrize(
    ("count", "expected"), [(60, set()), (59, {"month_size"}), (160, set()), (161, {"month_size"}), (75, set())]
)
def test_months_that_vary_leave_more_room_but_not_without_end(tmp_path, count, expected):
    data = anytown.data_folder(tmp_path / "data")
    months = [month_file(tmp_path, f"2025-0{n}", 100 + 25 * (-1) ** n) for n in range(1, 7)]
    load(data, *anytown.lookup_files(tmp_path), *months)
    assert warned(data, month_file(tmp_path, "2025-07", count)) == [expected]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"lost": 10, "blank": 20}, set()),
        ({"lost": 11, "blank": 20}, {"share_unusual"}),
        ({"lost": 5, "blank": 26}, {"share_unusual"}),
        ({"lost": 5, "blank": 20, "twice": 5}, set()),
        ({"lost": 5, "blank": 20, "twice": 12}, {"share_unusual"}),
    ],
)
def test_shares_against_their_own_past(data, tmp_path, more, expected):
    assert warned(data, month_file(tmp_path, "2025-07", 100, **more)) == [expected]


@pytest.mark.parametrize(("count", "expected"), [(95, set()), (105, set()), (106, {"month_revised"}), (94, {"month_revised"})])
def test_a_revision_of_more_than_five_in_a_hundred(data, tmp_path, count, expected):
    assert warned(data, month_file(tmp_path, "2025-03", count, lost=5, blank=19)) == [expected]


def test_a_gap_before_the_month_unless_it_is_filled_in_the_same_call(data, tmp_path):
    july, august = (month_file(tmp_path, month, 100, lost=5, blank=20) for month in ("2025-07", "2025-08"))
    assert warned(data, august) == [{"month_gap"}]
    assert warned(data, august, july) == [set(), set()]
    assert warned(data, month_file(tmp_path, "2024-11", 100, lost=5, blank=20)) == [set()], (
        "earlier months open no gap before them"
    )


@pytest.mark.parametrize(("known", "expected"), [(0, set()), (16, set()), (17, {"ids_of_another_month"})])
def test_a_month_that_holds_the_crimes_of_another(data, tmp_path, known, expected):
    """17 of 80 different IDs are more than a fifth: the rest of the 100 rows have none."""
    rows = [crime(f"2025-03{20 + n}" if n < known else f"new{n}", "2025-07", "E01990001") for n in range(80)]
    rows += [crime("", "2025-07", "" if n < 5 else "E01990001", "Anti-social behaviour") for n in range(20)]
    assert warned(data, write(tmp_path / "july.csv", street(rows))) == [expected]


def test_another_force_has_a_past_of_its_own(data, tmp_path):
    assert warned(data, month_file(tmp_path, "2025-07", 5, force=anytown.OTHER_NAME)) == [{"force_other"}]


def test_months_of_one_call_stand_beside_each_other(tmp_path):
    data = anytown.data_folder(tmp_path / "data")
    files = [month_file(tmp_path, f"2025-0{n}", 40 if n == 5 else 100 + n) for n in range(1, 10)]
    assert warned(data, *files) == [{"month_size"} if n == 5 else set() for n in range(1, 10)]


@pytest.mark.parametrize(("months", "expected"), [(2, set()), (3, {"month_size"})])
def test_three_months_tell_a_usual_size(tmp_path, months, expected):
    data = anytown.data_folder(tmp_path / "data")
    load(data, *anytown.lookup_files(tmp_path), *(month_file(tmp_path, f"2025-0{n}", 100) for n in range(1, months + 1)))
    assert warned(data, month_file(tmp_path, f"2025-0{months + 1}", 40)) == [expected]


@pytest.mark.parametrize(("year", "expected"), [("2024", {"month_size", "month_gap"}), ("2021", {"month_gap"})])
def test_only_months_near_in_time_are_compared(tmp_path, year, expected):
    data = anytown.data_folder(tmp_path / "data")
    load(data, *anytown.lookup_files(tmp_path), *(month_file(tmp_path, f"{year}-{n}", 100) for n in (10, 11, 12)))
    assert warned(data, month_file(tmp_path, "2025-09", 40)) == [expected]


@pytest.mark.parametrize(("registered", "expected"), [(True, set()), (False, {"month_size"})])
def test_months_across_a_registered_break_are_not_compared(tmp_path, registered, expected):
    data = anytown.data_folder(tmp_path / "data")
    row = ["police_street", anytown.HOME, "2022-11", "2023-11", "records system", "A new system.", "a letter"]
    known = write(tmp_path / "breaks.csv", table(["source", "area_code", "from", "to", "kind", "reason", "reference"], [row]))
    months = [month_file(tmp_path, f"2022-{n:02}", 100) for n in range(5, 11)]
    load(data, *anytown.lookup_files(tmp_path), *months, *([known] if registered else []))
    assert warned(data, month_file(tmp_path, "2022-11", 40)) == [expected]


def replaced(data, file):
    (report,) = loading.screen(data, loading.Handed([file]))
    return [p.message for p in report.problems if p.check == "month_replaced"], {
        p.check for p in report.problems if p.result == "warning"
    }


def test_a_month_handed_in_again_says_what_it_replaces_and_what_changes(data, tmp_path):
    again = write(tmp_path / "again.csv", month_file(tmp_path, "2025-03", 101, lost=5, blank=20).read_bytes())
    (said,), asked = replaced(data, again)
    assert said.startswith("2025-03 is loaded already (100 rows of 2025-03-100-5-20-0.csv, ")
    assert said.endswith("This file replaces it with 101 rows: 1 row new or changed, 0 no longer there.")
    assert asked == set()


def test_a_month_as_long_with_other_records_is_asked(data, tmp_path):
    rows = [crime(f"other{n}", "2025-03", "" if n < 5 else "E01990001") for n in range(80)]
    rows += [crime("", "2025-03", "E01990001", "Anti-social behaviour") for _ in range(20)]
    (said,), asked = replaced(data, write(tmp_path / "other.csv", street(rows)))
    assert said.endswith("This file replaces it with 100 rows: 85 rows new or changed, 85 no longer there.")
    assert asked == {"records_gone"}


def test_months_in_a_zip_stand_in_their_order(tmp_path):
    data = anytown.data_folder(tmp_path / "data")
    with zipfile.ZipFile(tmp_path / "months.zip", "w") as archive:
        for month in ("2025-03", "2025-01", "2025-02"):
            archive.writestr(
                f"{month}/{month}-devon-and-cornwall-street.csv", street([crime("", month, kind="Anti-social behaviour")])
            )
    assert [report.periods for report in loading.screen(data, loading.Handed([tmp_path / "months.zip"]))] == [
        ["2025-01"],
        ["2025-02"],
        ["2025-03"],
    ]


def test_shares_are_kept_with_the_receipt_and_older_receipts_have_none(data):
    from etl.archive.archive import Archive

    portion = next(r for r in Archive(data).receipts() if r.source == "police_street").portions[0]
    assert portion.shares == {"not_located": 5, "no_id": 20}
    entry = next(path for path in (data / "archive" / "entries").iterdir())
    assert '"shares"' in entry.read_text()


def test_the_same_content_is_told_whatever_its_name(data, tmp_path):
    copy = write(tmp_path / "renamed.csv", month_file(tmp_path, "2025-03", 100, lost=5, blank=20).read_bytes())
    assert warned(data, copy) == [{"file_identical"}]


def test_rows_outside_the_area_are_information_and_need_no_yes(data, tmp_path):
    rows = [crime(f"out{n}", "2025-07", anytown.ELSEWHERE) for n in range(80)]
    rows += [crime(f"in{n}", "2025-07", "E01990001" if n else "") for n in range(20)]
    rows += [crime("unknown", "2025-07", anytown.UNMAPPED, name="Anytown 099Z")]
    (report,) = loading.screen(data, loading.Handed([write(tmp_path / "street.csv", street(rows))]))
    said = [p.message for p in report.problems if p.check == "rows_outside"]
    assert said == ["80 of 101 rows lie outside Anytown, as is usual in a force's file."]
    # A code that no lookup has is asked about, since such a row counts nowhere.
    asked = {p.check for p in report.problems if p.result == "warning"} - {"share_unusual"}
    assert asked == {"lsoa_unknown"}
