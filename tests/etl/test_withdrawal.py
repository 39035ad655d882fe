"""Demonstration data never stand beside real data: the first real load asks to withdraw them, then does."""

import json

import pytest

from analysis.release import database
from etl.__main__ import main
from etl.archive.archive import Archive
from tests.etl import anytown
from tests.extracts.make import REJECTED, SAMPLES

REAL = SAMPLES["street_2011_codes.csv"]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory):
    """Anytown with demonstration data loaded (the samples, marked as such)."""
    folder = tmp_path_factory.mktemp("made_up")
    data = anytown.data_folder(folder / "data")
    files = anytown.lookup_files(folder / "files")
    done = anytown.load(data, *files, SAMPLES["street.csv"], SAMPLES["returns.csv"], demonstration=True)
    assert set(anytown.verdicts(done)) == {"accepted"}
    return data


@pytest.fixture
def data(made_up, tmp_path):
    return anytown.copied(made_up, tmp_path)


def test_the_release_says_that_it_is_a_demonstration(data):
    assert database.release(data).demonstration
    assert anytown.rows(data, "SELECT value FROM release_info WHERE key = 'demonstration'") == [("true",)]


def test_the_first_real_file_is_asked_about(data, capsys):
    before = anytown.fingerprint(data)
    assert main(["--data", str(data), "screen", "--json", str(REAL)]) == 1
    (report,) = json.loads(capsys.readouterr().out)
    assert report["verdict"] == "needs_confirmation"
    (problem,) = report["problems"]
    assert (problem["check"], problem["result"]) == ("demonstration_loaded", "warning")
    assert "withdraw all demonstration data" in problem["remedy"]
    assert main(["--data", str(data), "load", str(REAL)]) == 1
    assert anytown.fingerprint(data) == before


def test_once_confirmed_all_demonstration_data_go_and_only_real_data_stand(data, capsys):
    assert main(["--data", str(data), "load", "--yes", str(REAL)]) == 0
    assert "The demonstration data were withdrawn (4 files)." in capsys.readouterr().err
    assert not database.release(data).demonstration
    assert anytown.rows(data, "SELECT DISTINCT source, demonstration FROM coverage") == [("police_street", False)]
    assert anytown.rows(data, "SELECT count(*) FROM crimes") == [(4,)]
    assert anytown.rows(data, "SELECT count(*) FROM returns") == [(0,)]
    assert len(Archive(data).entries()) == 2, "a withdrawal is added; nothing is removed"
    assert main(["--data", str(data), "load", str(SAMPLES["grants.csv"])]) == 0, "asked once"


def test_a_refused_real_file_withdraws_nothing(data):
    before = anytown.fingerprint(data)
    assert main(["--data", str(data), "load", "--yes", str(REJECTED / "month_2025-13.csv")]) == 1
    assert anytown.fingerprint(data) == before
    assert database.release(data).demonstration


def test_demonstration_lookups_do_not_place_real_rows(data, tmp_path):
    """A real file is judged beside real lookups alone: Anytown's own are part of the demonstration here."""
    elsewhere = anytown.write(tmp_path / "x.csv", anytown.street([anytown.crime("a", lsoa=anytown.ELSEWHERE)]))
    (report,) = anytown.loading.screen(data, anytown.loading.Handed([elsewhere]))
    assert [p.check for p in report.problems] == ["demonstration_loaded"]


def test_a_check_beside_demonstration_data_leaves_a_folder_with_shipped_lists_as_it_is(tmp_path):
    """The area that ships: the rows of its shipped lists are read by checks, and made in no folder that is kept."""
    data = tmp_path / "data"
    anytown.load(data, SAMPLES["returns.csv"], SAMPLES["breaks.csv"], demonstration=True)
    before = anytown.fingerprint(data)
    main(["--data", str(data), "screen", str(REAL)])
    assert main(["--data", str(data), "load", str(REAL)]) == 1
    assert anytown.fingerprint(data) == before
