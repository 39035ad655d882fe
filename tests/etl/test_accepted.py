"""Every sample is read as its line in tests/extracts/accepted/expected.csv says, on its own and in a load."""

import csv
import json

import pytest

from analysis.declared.sources import sources
from etl.__main__ import main
from etl.door import screening
from etl.door.units import units
from tests.etl import anytown
from tests.extracts.make import READ_AS, SAMPLES

with READ_AS.open(newline="", encoding="utf-8") as table:
    EXPECTED = list(csv.DictReader(table))
FILES = sorted({line["file"].split("!")[0] for line in EXPECTED})


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """The report of every sample, by name; screened in an empty folder, so that each speaks for itself."""
    data = anytown.data_folder(tmp_path_factory.mktemp("anytown"))
    # One by one: of files of one call that hold the same month it is asked which one counts.
    return {
        report.file: report for name in FILES for report in anytown.loading.screen(data, anytown.loading.Handed([SAMPLES[name]]))
    }


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
    assert set(FILES) == set(SAMPLES)


WITHOUT_ANYTOWN = {"dfe_lait"}
"""Sources that name areas by numbers which only real authorities have: see test_published.py."""


def test_every_source_and_layer_has_a_sample():
    shown = {(line["source"], line["layer"]) for line in EXPECTED} | {(source, "") for source in WITHOUT_ANYTOWN}
    for source in sources().values():
        layers = [layer.id for layer in source.layers] or [""]
        assert shown >= {(source.id, layer) for layer in layers}, f"{source.id}: put a small file into data/sources/examples"


OTHER_ROWS = {"street_2011_codes.csv", "street_two_months.csv"}


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("street") and name not in OTHER_ROWS])
def test_however_it_is_written_the_same_rows_are_typed(tmp_path, name):
    """All variants of the street file hold the same rows, so they must leave the same typed rows."""
    with SAMPLES["street.csv"].open(newline="", encoding="utf-8") as plain:
        cells = list(csv.DictReader(plain))
    found = typed_rows(tmp_path, name)
    assert [row[0] for row in found] == list(range(1, len(cells) + 1))
    for row, (_, crime_id, month, force, longitude, latitude, lsoa, kind, outcome, set_aside) in zip(cells, found, strict=True):
        assert (crime_id, f"{month:%Y-%m}", force) == (row["Crime ID"] or None, row["Month"], anytown.HOME)
        assert longitude == (float(row["Longitude"]) if row["Longitude"] else None)
        assert latitude == (float(row["Latitude"]) if row["Latitude"] else None)
        assert (lsoa, kind, outcome) == (row["LSOA code"] or None, row["Crime type"], row["Last outcome category"] or None)
        assert set_aside == ("duplicate" if row is cells[0] else None), "the first row has a later status in the last"


def typed_rows(folder, name):
    """The typed rows that screening leaves of a sample."""
    connection = screening.connect()
    (unit,) = units(SAMPLES[name])
    report = screening.screen(connection, unit, folder)
    return connection.execute(
        "SELECT row, crime_id, month, force, longitude, latitude, lsoa_code, crime_type, last_outcome, set_aside"
        f" FROM '{report.typed}' ORDER BY row"
    ).fetchall()


def test_text_survives_its_encoding(tmp_path):
    data = anytown.data_folder(tmp_path / "data")
    anytown.load(data, SAMPLES["street_windows_1252.csv"])
    assert anytown.rows(data, "SELECT location FROM crimes WHERE row = 2") == [("On or near Café Row – the “Quay”",)]
    anytown.load(data, SAMPLES["street_quoted_comma.csv"])
    assert anytown.rows(data, "SELECT location FROM crimes WHERE row = 2") == [('On or near "The Quay"',)]


def test_a_pound_sign_of_windows_stays_a_pound_sign(tmp_path):
    data = anytown.data_folder(tmp_path / "data")
    anytown.load(data, SAMPLES["returns_windows_pound.csv"])
    assert anytown.rows(data, "SELECT note FROM returns") == [("vouchers of £5",)]


def test_all_samples_together_make_one_release_with_every_table_filled(tmp_path, capsys):
    data = anytown.data_folder(tmp_path / "data")
    # Many of them hold the same month, which is asked about.
    assert main(["--data", str(data), "load", "--yes", "--json", *(str(SAMPLES[name]) for name in FILES)]) == 0
    out = capsys.readouterr()
    assert {report["verdict"] for report in json.loads(out.out)["files"]} == {"accepted"}
    assert out.err.strip().startswith("Loaded"), "with --json the words are one closing sentence"
    kept = ("crimes", "outcomes", "stop_searches", "wards", "lsoas", "grants", "allocations", "projects", "targets", "returns")
    for name in (*kept, "indicator_values", "zones", "zone_points", "breaks", "points", "months"):
        assert anytown.rows(data, f"SELECT count(*) FROM {name}")[0][0] > 0, name
