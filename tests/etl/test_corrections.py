"""Corrections: applied as data, never to an original, and loud once they have lost their reason."""

import re

import pytest

from etl.acts import undoing
from etl.archive.archive import Archive
from etl.release.build import BuildFailed
from tests.etl import anytown
from tests.etl.anytown import crime, crime_id_of, fingerprint, load, rows, street, table, write

HEADINGS = ["correction_id", "source", "rows", "column", "old_value", "new_value", "why", "who", "until"]


def corrections(folder, *lines, name="corrections.csv"):
    return write(folder / name, table(HEADINGS, [[*line, "A slip of the force's", "Safer Anytown", ""] for line in lines]))


@pytest.fixture
def data(tmp_path):
    return anytown.data_folder(tmp_path / "data")


SLIP = ("slip", "police_street", f"crime_id={crime_id_of('b')}; month=2025-01-01", "crime_type", "Burglary", "Robbery")


def test_a_value_is_put_right_in_the_release_alone(data, tmp_path):
    file = write(tmp_path / "street.csv", street([crime("a"), crime("b"), crime("c")]))
    load(data, file)
    load(data, corrections(tmp_path, SLIP))
    assert rows(data, "SELECT crime_id, crime_type FROM crimes ORDER BY 1") == [
        (crime_id_of("a"), "Burglary"),
        (crime_id_of("b"), "Robbery"),
        (crime_id_of("c"), "Burglary"),
    ]
    assert rows(data, "SELECT correction_id, why FROM corrections") == [("slip", "A slip of the force's")]
    receipt = Archive(data).receipts()[0]
    assert Archive(data).original(receipt).read_bytes() == file.read_bytes()


def test_a_load_that_makes_a_correction_outdated_is_refused_before_anything_is_kept(data, tmp_path):
    load(data, write(tmp_path / "street.csv", street([crime("a"), crime("b")])))
    other = (
        "other",
        "police_street",
        f"crime_id={crime_id_of('a')}",
        "location",
        "On or near Fore Street",
        "On or near Aft Street",
    )
    load(data, corrections(tmp_path, other, SLIP))
    before = fingerprint(data)
    revised = write(tmp_path / "revised.csv", street([crime("a"), crime("b", kind="Robbery")]))
    with pytest.raises(
        BuildFailed, match=re.escape("corrections.csv, line 3: The correction slip no longer fits 'Police")
    ) as said:
        load(data, revised)
    assert "take that line out of the list and load the list" in str(said.value)
    assert str(said.value).endswith("Nothing has been changed.")
    assert fingerprint(data) == before, "no entry is written, nothing is kept, the old release goes on serving"
    # What it says to do: the list without that line, together with the revised file.
    assert len(load(data, corrections(tmp_path, other, name="fewer.csv"), revised).reports) == 2
    assert rows(data, "SELECT crime_type, location FROM crimes ORDER BY crime_id") == [
        ("Burglary", "On or near Aft Street"),
        ("Robbery", "On or near Fore Street"),
    ]


def test_a_correction_that_fits_nothing_is_named_by_its_line_when_it_is_handed_in(data, tmp_path):
    load(data, write(tmp_path / "street.csv", street([crime("a"), crime("b", kind="Robbery")])))
    before = fingerprint(data)
    heading, line = table(HEADINGS, [[*SLIP, "why", "who", ""]]).splitlines()
    # A blank line counts as an editor counts it.
    with pytest.raises(BuildFailed, match=re.escape("c.csv, line 3: The correction slip no longer fits")):
        load(data, write(tmp_path / "c.csv", f"{heading}\n\n{line}\n"))
    assert fingerprint(data) == before


def test_an_undo_that_would_make_a_correction_outdated_is_not_done(data, tmp_path):
    load(data, write(tmp_path / "right.csv", street([crime("a"), crime("b", kind="Robbery")])))
    load(data, write(tmp_path / "wrong.csv", street([crime("a"), crime("b")])))
    load(data, corrections(tmp_path, SLIP))
    before = fingerprint(data)
    with pytest.raises(BuildFailed, match="slip"):
        undoing.undo(data, "000002", "the first file was right", anytown.TESTER)
    assert fingerprint(data) == before


def test_it_fails_too_when_the_row_is_gone_and_waits_while_nothing_of_the_source_is_loaded(data, tmp_path):
    load(data, corrections(tmp_path, SLIP))
    with pytest.raises(BuildFailed, match="slip"):
        load(data, write(tmp_path / "street.csv", street([crime("a")])))


def test_a_blank_may_be_filled_and_a_value_be_made_blank(data, tmp_path):
    load(data, write(tmp_path / "street.csv", street([crime("a", outcome=""), crime("b", outcome="Under investigation")])))
    filled = ("fill", "police_street", f"crime_id={crime_id_of('a')}", "Last outcome category", "", "Under investigation")
    emptied = ("empty", "police_street", f"Crime ID={crime_id_of('b')}", "last_outcome", "Under investigation", "")
    load(data, corrections(tmp_path, filled, emptied))
    assert rows(data, "SELECT outcome FROM crimes ORDER BY crime_id") == [("Under investigation",), (None,)]


def test_until_ends_a_correction_by_month(data, tmp_path):
    load(data, write(tmp_path / "street.csv", street([crime("a", "2025-01"), crime("b", "2025-02")])))
    line = ["all", "police_street", "location=On or near Fore Street", "location", "On or near Fore Street", "On or near Quay"]
    load(data, write(tmp_path / "c.csv", table(HEADINGS, [[*line, "why", "who", "2025-01"]])))
    assert rows(data, "SELECT location FROM crimes ORDER BY crime_id") == [("On or near Quay",), ("On or near Fore Street",)]
