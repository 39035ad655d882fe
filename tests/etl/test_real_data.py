"""The real files: published totals exactly, identities for every force and month, and a naive count that agrees."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections import Counter

import pytest

from analysis.declared.settings import PROJECT
from etl.release.status import status
from tests.etl import anytown
from tests.etl.anytown import rows

pytestmark = pytest.mark.real_data

AREA, HOME = "E06000026", "devon-and-cornwall"
# Stated beside the files: rows whose LSOA lies in Plymouth, before duplicates are left out.
IN_AREA = {
    "2021-03": 2345,
    "2021-08": 2326,
    "2024-01": 2182,
    "2024-04": 2437,
    "2025-01": 2304,
    "2025-05": 2708,
    "2025-07": 2830,
    "2025-09": 2398,
}
VIOLENCE = {"2021-03": 906, "2024-01": 937, "2025-07": 1202, "2025-09": 1022}
LOADED = [
    *(f"2021-{m:02}" for m in range(3, 9)),
    *(f"2024-{m:02}" for m in range(1, 5)),
    *(f"2025-{m:02}" for m in range(1, 10)),
]
MEASURED = """
import pathlib, resource, subprocess, sys
subprocess.run(sys.argv[2:], check=True)
pathlib.Path(sys.argv[1]).write_text(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""
"""Runs a command and writes the peak of its memory (KiB). The command is a child of a small process, since the system counts
into a child's peak what its parent held when it was started: a test process may hold more than a load does."""
MOST_MEGABYTES = 1000
"""For one and a third million rows at once; a load of one force stays far below (`make bench` measures it)."""


def members(path):
    """Each CSV of a ZIP: its name and its rows, read with nothing but the standard library."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.endswith(".csv"):
                yield name, list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8"), newline="")))


def table(path):
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def ward_of(shared_data):
    """LSOA code of either vintage → ward: best fit of 2021, and for 2011 codes the ward on which all their parts agree."""
    wards = {row["lsoa21_code"]: row["ward24_code"] for row in table(shared_data / "geography/lookup_lsoa21_ward24_plymouth.csv")}
    parts = {}
    for row in table(shared_data / "geography/lookup_lsoa11_lsoa21_plymouth.csv"):
        parts.setdefault(row["lsoa11_code"], set()).add(wards[row["lsoa21_code"]])
    return {code: min(found) for code, found in parts.items() if len(found) == 1} | wards


@pytest.fixture(scope="module")
def street_months(shared_data):
    """Month → rows of that month's street file, for one month of each vintage and one of many duplicates."""
    wanted = {"2021-03", "2025-07"}
    files = shared_data.glob("police/devon-and-cornwall_*_street.zip")
    return {name[:7]: found for path in files for name, found in members(path) if name[:7] in wanted}


def standing(numbered):
    """Of rows with one Crime ID, the last."""
    last = {row["Crime ID"]: number for number, row in numbered}
    return [(number, row) for number, row in numbered if not row["Crime ID"] or last[row["Crime ID"]] == number]


def test_the_published_totals_are_met_exactly(real_release):
    coverage = {e["period"]: e for e in status(real_release).coverage if e["source"] == "police_street"}
    assert sorted(coverage) == LOADED
    assert {month: coverage[month]["in_area"] for month in IN_AREA} == IN_AREA


def test_violence_before_duplicates_are_left_out_is_as_published(real_files, ward_of):
    """The published figure counts file rows; this holds our reading of them, the next tests hold the release to it."""
    counts = Counter()
    for path in real_files:
        if path.name.endswith("_street.zip"):
            for name, found in members(path):
                if name[:7] in VIOLENCE:
                    kinds = [row for row in found if row["Crime type"] == "Violence and sexual offences"]
                    counts[name[:7]] += sum(row["LSOA code"] in ward_of for row in kinds)
    assert counts == VIOLENCE


def test_violence_in_the_release_is_the_published_figure_less_duplicates(real_release):
    sql = (
        "SELECT strftime(month, '%Y-%m'), count(*) FROM area_crimes WHERE crime_type = 'Violence and sexual offences' GROUP BY 1"
    )
    found = dict(rows(real_release, sql))
    for month, published in VIOLENCE.items():
        assert 0 <= published - found[month] <= 25, f"{month}: {found[month]} against {published}"


def test_every_month_adds_up_to_the_force(real_release):
    coverage = {e["period"]: e for e in status(real_release).coverage if e["source"] == "police_street"}
    places = rows(
        real_release, "SELECT strftime(month, '%Y-%m'), place::VARCHAR, count(*) FROM crimes WHERE counted GROUP BY ALL"
    )
    by_month = {month: {place: n for m, place, n in places if m == month} for month in coverage}
    for month, entry in coverage.items():
        assert entry["rows"] == entry["loaded"] + entry["set_aside"] + entry["rejected"]
        assert sum(by_month[month].values()) == entry["loaded"]
        assert set(by_month[month]) == {"area", "outside", "not_located"}
        assert 0.03 < by_month[month]["not_located"] / entry["loaded"] < 0.07


def test_a_naive_count_gives_the_same_by_month_ward_and_crime_type(real_release, street_months, ward_of):
    expected = Counter()
    for month, found in street_months.items():
        for _, row in standing(list(enumerate(found, start=1))):
            if row["LSOA code"] in ward_of:
                expected[month, ward_of[row["LSOA code"]], row["Crime type"]] += 1
    sql = "SELECT strftime(month, '%Y-%m') AS m, ward_code, crime_type, count(*) FROM area_crimes GROUP BY ALL"
    counted = {(m, ward, kind): n for m, ward, kind, n in rows(real_release, sql) if m in street_months}
    assert counted == expected
    assert len({ward for _, ward, _ in counted}) == 20


def test_each_row_of_the_release_is_the_row_of_the_file(real_release, street_months):
    """Row numbers, IDs, points and outcomes, for a file of ten thousand rows: nothing is shifted or reordered."""
    sql = (
        "SELECT row, crime_id, longitude, latitude, location, lsoa_filed, crime_type, outcome FROM crimes"
        " WHERE month = $month::DATE ORDER BY row"
    )
    for month, found in street_months.items():
        numbered = standing(list(enumerate(found, start=1)))
        expected = [
            (
                number,
                row["Crime ID"] or None,
                float(row["Longitude"]) if row["Longitude"] else None,
                float(row["Latitude"]) if row["Latitude"] else None,
                row["Location"] or None,
                row["LSOA code"] or None,
                row["Crime type"],
                row["Last outcome category"] or None,
            )
            for number, row in numbered
        ]
        assert rows(real_release, sql.replace("$month", f"'{month}-01'")) == expected


def test_months_without_a_file_are_gaps(real_release):
    months = rows(real_release, "SELECT strftime(month, '%Y-%m'), covered FROM months ORDER BY month")
    assert (months[0], months[-1]) == (("2021-03", True), ("2025-09", True))
    assert [month for month, covered in months if covered] == LOADED


def test_split_lsoas_are_told_by_their_points(real_release):
    found = rows(
        real_release,
        "SELECT count(*), count(*) FILTER (lsoa_code IS NULL), count(*) FILTER (ward_code IS NULL) FROM area_crimes"
        " WHERE lsoa_filed IN (SELECT filed FROM lsoa_places WHERE split)",
    )
    ((split, open_ones, without_ward),) = found
    assert split > 100
    assert without_ward == 0
    assert open_ones / split < 0.05, "almost every point lies in one of the two parts"


def test_every_lsoa_code_of_the_area_is_mapped(real_release):
    assert rows(real_release, "FROM unmapped_lsoas") == []


def test_residents_of_wards_are_those_published(real_release, shared_data):
    published = table(shared_data / "population/plymouth_ward_population_census2021_bestfit.csv")
    expected = {row["ward24_code"]: (row["ward24_name"], round(float(row["total_residents"]))) for row in published}
    found = {
        code: (name, residents)
        for code, name, residents in rows(real_release, "SELECT ward_code, ward_name, population FROM wards")
    }
    assert found == expected
    assert sum(residents for _, residents in found.values()) == 264_718


def test_boundaries_of_all_wards_and_lsoas_are_there(real_release):
    assert rows(real_release, "SELECT count(*), count(geojson) FROM wards") == [(20, 20)]
    assert rows(real_release, "SELECT count(*), count(geojson), count(population) FROM lsoas") == [(164, 164, 164)]


def test_the_edge_rows_are_read(shared_data, tmp_path):
    path = shared_data / "police/devon-and-cornwall_edge_rows.csv"
    data = tmp_path / "data"
    (report,) = anytown.loading.screen(data, anytown.loading.Handed([path]))
    assert report.verdict == "needs_confirmation", "two columns do not belong to a street file"
    assert [p.column for p in report.problems] == ["why", "f"]
    assert (report.rows, report.loaded, report.set_aside) == (71, 69, 2)
    (done,) = anytown.load(data, path).reports
    assert done.verdict == "accepted"
    assert rows(data, "SELECT count(*) FROM crimes") == [(69,)]


def test_another_force_is_asked_about_kept_and_counted_in_no_figure(shared_data, tmp_path):
    path = shared_data / "police/bedfordshire_2023-06_all-kinds.zip"
    data = tmp_path / "data"
    reports = anytown.loading.screen(data, anytown.loading.Handed([path]))
    assert [(r.source.id, r.verdict) for r in reports] == [
        ("police_street", "needs_confirmation"),
        ("police_stop_search", "needs_confirmation"),
        ("police_outcomes", "needs_confirmation"),
    ]
    anytown.load(data, path)
    naive = {name.rsplit("bedfordshire-", 1)[1]: len(found) for name, found in members(path)}
    counts = "SELECT (SELECT count(*) FROM crimes), (SELECT count(*) FROM stop_searches), (SELECT count(*) FROM outcomes)"
    assert rows(data, counts) == [(naive["street.csv"], naive["stop-and-search.csv"], naive["outcomes.csv"])]
    assert rows(data, "SELECT count(*) FROM crimes WHERE counted") == [(0,)]
    assert rows(data, "SELECT count(*) FROM months") == [(0,)]


@pytest.mark.endurance
def test_all_forces_load_within_memory_and_every_row_is_accounted_for(shared_data, tmp_path, record_property):
    """159 files, 1.29 million rows, in a process of its own so that its memory can be measured."""
    path = shared_data / "police/all-forces_2024-01_2024-04_street.zip"
    data, out, peak = tmp_path / "data", tmp_path / "report.json", tmp_path / "peak"
    lookup = shared_data / "geography/lookup_lsoa21_ward24_plymouth.csv"
    with out.open("w") as stream:
        words = [sys.executable, "-m", "etl", "--data", data, "load", "--yes", "--json", lookup, path]
        subprocess.run([sys.executable, "-c", MEASURED, peak, *words], cwd=PROJECT, stdout=stream, check=True)
    megabytes = int(peak.read_text()) / 1024
    record_property("peak_megabytes", round(megabytes))
    assert megabytes <= MOST_MEGABYTES
    reports = {r["file"]: r for r in json.loads(out.read_text())["files"] if r["source"] == "police_street"}
    assert len(reports) == 159
    expected = Counter()
    for name, found in members(path):
        report = reports[f"{path.name}!{name}"]
        stands = standing(list(enumerate(found, start=1)))
        assert (report["rows"], report["loaded"], report["rejected"]) == (len(found), len(stands), 0), name
        assert report["rows"] == report["loaded"] + report["set_aside"]
        expected[name[:7]] += len(stands)
    coverage = [entry for entry in status(data).coverage if entry["source"] == "police_street"]
    assert sum(entry["rows"] for entry in coverage) == sum(report["rows"] for report in reports.values())
    assert Counter(dict(rows(data, "SELECT strftime(month, '%Y-%m'), count(*) FROM crimes GROUP BY 1"))) == expected
    forces = rows(data, "SELECT force::VARCHAR, strftime(month, '%Y-%m'), count(*) FROM crimes GROUP BY ALL")
    assert {(force, month): n for force, month, n in forces} == {(e["force"], e["period"]): e["loaded"] for e in coverage}
    named = {file.rsplit("/", 1)[1][len("2024-01-") : -len("-street.csv")] for file in reports}
    assert {force for force, _, _ in forces} == named, "the force in the rows is the one in the file's name"
    home = [e["in_area"] for e in coverage if e["force"] == HOME and e["period"] in IN_AREA]
    assert home == [IN_AREA["2024-01"], IN_AREA["2024-04"]]
    counted = rows(data, "SELECT DISTINCT force::VARCHAR FROM crimes WHERE counted")
    assert counted == [(HOME,)]
