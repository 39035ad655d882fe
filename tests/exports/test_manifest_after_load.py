"""A manifest made today reproduces after another load: its release is built again from the archive, and every CSV is the same."""

import json

from analysis.__main__ import main
from analysis.exports import pack
from analysis.exports.chapters import Chapter
from analysis.exports.named import Wanted
from analysis.exports.pack import MANIFEST, Order
from analysis.release import database
from etl.__main__ import main as etl
from tests.etl import anytown
from tests.exports import making

MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]
ASKED = ("recorded_crime_trend", "recorded_crime_wards", "recorded_crime_streets", "indicator_L2", "years_L2", "wards_L2")


def month_file(folder, month, count):
    kinds = ("Violence and sexual offences", "Robbery", "Possession of weapons")
    rows = [
        anytown.crime(f"{month}{n}", month, list(anytown.LSOAS)[n % 7], kinds[n % 3], name=f"On or near {'ABC'[n % 3]} Street")
        for n in range(count)
    ]
    return anytown.write(folder / f"{month}-{count}-street.csv", anytown.street(rows))


def test_after_another_load_the_same_pack_is_made_byte_for_byte(tmp_path, monkeypatch, capsys):
    data = anytown.data_folder(tmp_path / "data")
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    lookups = [*anytown.lookup_files(tmp_path), anytown.population_file(tmp_path)]
    anytown.load(data, *lookups, *(month_file(tmp_path, month, 40 + at) for at, month in enumerate(MONTHS)))
    order = Order("own", "Own", (Chapter("Figures", (), tuple(Wanted(name) for name in ASKED)),), formats=("csv", "workbook"))
    made = pack.make(making.figures_by_name(), order)
    assert made.figures == len(ASKED), made.left_out
    (tmp_path / MANIFEST).write_bytes(made.files[MANIFEST])
    before = database.release(data)

    # A later month, and a newer file of one that the pack shows: its figures are others now.
    anytown.load(data, month_file(tmp_path, "2025-01", 90), month_file(tmp_path, "2024-06", 61))
    assert database.release(data).id != before.id
    newer = pack.make(making.figures_by_name(), order)
    assert newer.files["csv/01_recorded_crime_trend.csv"] != made.files["csv/01_recorded_crime_trend.csv"]

    before.file.unlink(missing_ok=True)
    out = ["--data", str(data), "--out", str(tmp_path / "again")]
    assert main(["figures", "--from", str(tmp_path / MANIFEST), *out]) == 1
    assert f"python -m etl build --as-of {before.id}" in capsys.readouterr().err
    assert etl(["--data", str(data), "build", "--as-of", before.id]) == 0
    assert main(["figures", "--from", str(tmp_path / MANIFEST), *out]) == 0
    assert f"Every figure is byte for byte as it was, of release {before.id}." in capsys.readouterr().err
    tables = [name for name in made.files if name.startswith("csv/")]
    assert len(tables) == len(ASKED)
    for name in tables:
        assert (tmp_path / "again" / name).read_bytes() == made.files[name], name
    again = json.loads((tmp_path / "again" / MANIFEST).read_bytes())
    said = json.loads(made.files[MANIFEST])
    assert again["chapters"] == said["chapters"] and again["receipts"] == said["receipts"]
    assert database.release(data).id != before.id, "the release in force stays"
