"""Every sample in tests/extracts/accepted is read as its line in expected.csv says, on its own and in a load."""

import csv
import json

import pytest

from etl.__main__ import main
from etl.declarations import sources
from tests.etl import anytown
from tests.extracts.make import ACCEPTED

with (ACCEPTED / "expected.csv").open(newline="", encoding="utf-8") as table:
    EXPECTED = list(csv.DictReader(table))
FILES = sorted({line["file"].split("!")[0] for line in EXPECTED})


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The report of every sample, by name; screened in an empty folder, so that each speaks for itself."""
    data = anytown.data_folder(tmp_path_factory.mktemp("anytown"))
    found = anytown.loading.screen(data, [ACCEPTED / name for name in FILES])
    return {report.file: report for report in found}


@pytest.mark.parametrize("line", EXPECTED, ids=lambda line: line["file"])
def test_each_sample_is_read_as_expected(reports, line):
    report = reports[line["file"]]
    assert report.verdict == "accepted", report.problems
    assert report.source.id == line["source"]
    assert (report.layer or "", report.as_at or "") == (line["layer"], line["as_at"])
    assert " ".join(report.periods or []) == line["periods"]
    counts = (report.rows, report.loaded, report.set_aside, report.rejected)
    assert counts == (int(line["rows"]), int(line["loaded"]), int(line["set_aside"]), 0)
    assert " ".join(p.check for p in report.problems) == line["information"]
    assert {p.result for p in report.problems} <= {"information"}


def test_no_sample_is_left_out():
    assert set(FILES) == {path.name for path in ACCEPTED.iterdir()} - {"expected.csv"}


def test_every_source_and_layer_has_a_sample():
    shown = {(line["source"], line["layer"]) for line in EXPECTED}
    for source in sources().values():
        layers = [layer.id for layer in source.layers] or [""]
        assert shown >= {(source.id, layer) for layer in layers}, f"{source.id}: put a small file into tests/extracts/accepted"


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("street")])
def test_however_it_is_written_the_same_rows_are_typed(tmp_path, name):
    """All variants of the street file hold the same rows, so they must leave the same typed rows."""
    if name in ("street_2011_codes.csv", "street_two_months.csv"):
        pytest.skip("holds other rows by design")
    data = anytown.data_folder(tmp_path / "data")
    assert anytown.verdicts(anytown.load(data, ACCEPTED / name)) == ["accepted"]
    found = anytown.rows(data, "SELECT row, crime_id, month, longitude, latitude, lsoa_filed, crime_type, outcome FROM crimes ORDER BY row")
    with (ACCEPTED / "street.csv").open(newline="", encoding="utf-8") as plain:
        rows = list(csv.DictReader(plain))
    assert [row[0] for row in found] == [2, 3, 4, 5, 6, 7], "the first row has a later status in the last"
    for number, crime_id, month, longitude, latitude, lsoa, kind, outcome in found:
        cells = rows[number - 1]
        assert crime_id == (cells["Crime ID"] or None)
        assert f"{month:%Y-%m}" == cells["Month"]
        assert longitude == (float(cells["Longitude"]) if cells["Longitude"] else None)
        assert latitude == (float(cells["Latitude"]) if cells["Latitude"] else None)
        assert (lsoa, kind, outcome) == (cells["LSOA code"] or None, cells["Crime type"], cells["Last outcome category"] or None)


def test_text_survives_its_encoding(tmp_path):
    data = anytown.data_folder(tmp_path / "data")
    anytown.load(data, ACCEPTED / "street_windows_1252.csv")
    assert anytown.rows(data, "SELECT location FROM crimes WHERE row = 2") == [("On or near Café Row – the “Quay”",)]
    anytown.load(data, ACCEPTED / "street_quoted_comma.csv")
    assert anytown.rows(data, "SELECT location FROM crimes WHERE row = 2") == [('On or near "The Quay"',)]


def test_all_samples_together_make_one_release_with_every_table_filled(tmp_path, capsys):
    data = anytown.data_folder(tmp_path / "data")
    assert main(["--data", str(data), "load", "--json", *(str(ACCEPTED / name) for name in FILES)]) == 0
    out = capsys.readouterr()
    assert {report["verdict"] for report in json.loads(out.out)["files"]} == {"accepted"}
    assert out.err.strip().startswith("Loaded"), "with --json the words are one closing sentence"
    kept = ("crimes", "outcomes", "stop_searches", "wards", "lsoas", "grants", "allocations", "projects", "targets", "returns")
    for name in (*kept, "indicator_values", "zones", "zone_points", "breaks", "points", "months"):
        assert anytown.rows(data, f"SELECT count(*) FROM {name}")[0][0] > 0, name
