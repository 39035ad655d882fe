"""Entries that are lost, copied or replaced: said with what is lost and what is not; no number is used twice."""

import json
import shutil

import pytest

from analysis.release import database
from etl.__main__ import main
from etl.acts import listing
from etl.archive import seals
from etl.archive.archive import Archive
from tests.etl import anytown
from tests.extracts.make import SAMPLES


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A folder with three loads."""
    folder = tmp_path_factory.mktemp("sound")
    data = anytown.data_folder(folder / "data")
    anytown.load(data, *anytown.lookup_files(folder))
    for month in ("2025-01", "2025-02"):
        anytown.load(data, anytown.write(folder / f"{month}.csv", anytown.street([anytown.crime(month, month)])))
    return data


@pytest.fixture
def data(tmp_path, sound):
    """A copy of it to damage."""
    shutil.copytree(sound, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def run(capsys, data):
    def run(*words):
        code = main(["--data", str(data), *map(str, words)])
        return code, capsys.readouterr().err

    return run


def entry(data, number):
    return data / "archive" / "entries" / f"{number:06}.json"


@pytest.mark.parametrize("also", ["nothing", "releases/current.json", "releases", "audit/acts.jsonl"])
def test_the_newest_entry_that_is_lost_is_said_with_what_is_lost_and_what_is_not(run, data, also):
    lost = Archive(data).receipts()[-1]
    entry(data, 3).unlink()
    if also != "nothing":
        path = data / also
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    code, err = run("verify")
    assert code == 1
    assert "Entry 000003 of the archive is missing." in err
    assert "no archived file is lost by it" in err
    if also != "audit/acts.jsonl":
        assert "a load of" in err and "2025-02.csv" in err and "by tests" in err
        assert f"archive/originals/{lost.sha256}.csv" in err
    for words in (["load", SAMPLES["grants.csv"]], ["build"], ["undo", "2", "--reason", "x"]):
        code, err = run(*words)
        assert code == 1 and "Entry 000003 of the archive is missing." in err
        assert not entry(data, 3).exists(), "its number is not used again"


def test_an_entry_that_is_put_back_makes_all_well(run, data, sound):
    entry(data, 3).unlink()
    assert run("verify")[0] == 1
    shutil.copy(entry(sound, 3), entry(data, 3))
    assert run("verify")[0] == 0


@pytest.mark.parametrize("number", [2, 3])
@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_text("{}")])
def test_an_entry_lost_for_good_is_written_down_and_work_goes_on(run, data, number, harm):
    lost = [receipt for receipt in Archive(data).receipts() if receipt.id.startswith(f"{number:06}")]
    harm(entry(data, number))
    assert run("lost", number, "--reason", "the disk failed; no copy")[0] == 0
    months = {2: ["2025-02"], 3: ["2025-01"]}[number]
    by_month = "SELECT DISTINCT strftime(month, '%Y-%m') FROM crimes"
    assert anytown.rows(data, by_month) == [(month,) for month in months]
    assert [line["action"] for line in listing.history(data) if line["entry"] == number] == ["lost"]
    # Its file is nobody's now, and is named with how to have it back.
    code, err = run("verify")
    assert code == 1 and "No entry names this archived file" in err and "Entry" not in err.split(":")[0]
    assert run("load", "--yes", data / "archive" / "originals" / f"{lost[0].sha256}.csv")[0] == 0
    assert len(anytown.rows(data, by_month)) == 2
    assert [one.number for one in Archive(data).entries()] == [1, 2, 3, 4]
    assert run("verify")[0] == 0
    code, err = run("undo", number, "--reason", "x")
    assert code == 1 and "was lost" in err


def test_an_entry_that_is_there_is_not_written_down_as_lost(run, data):
    before = anytown.fingerprint(data)
    code, err = run("lost", 2, "--reason", "x")
    assert code == 1 and "Entry 000002 is not missing" in err
    assert anytown.fingerprint(data) == before


@pytest.mark.parametrize("name", ["000002 (copy).json", "000002.json.bak", "Copy of 000003.json", "0000003.json"])
def test_a_copy_beside_the_entries_is_named_and_changes_nothing(run, data, sound, name):
    shutil.copy(entry(data, 2), entry(data, 2).with_name(name))
    code, err = run("verify")
    assert code == 1 and f"archive/entries/{name}: It is no entry" in err
    assert run("build")[0] == 0
    assert run("load", SAMPLES["grants.csv"])[0] == 0
    assert [one.number for one in Archive(data).entries()] == [1, 2, 3, 4]
    assert anytown.rows(data, "SELECT count(*) FROM crimes") == anytown.rows(sound, "SELECT count(*) FROM crimes")


def test_an_entry_under_another_number_or_of_another_time_is_named(run, data):
    changed = json.loads(entry(data, 2).read_text())
    shutil.copy(entry(data, 2), entry(data, 3))
    code, err = run("verify")
    assert code == 1 and "000003.json in archive/entries is damaged" in err
    changed["who"] = "somebody else"
    entry(data, 2).write_text(json.dumps(changed))
    assert "000002.json in archive/entries is damaged" in run("verify")[1]


def test_an_archive_put_back_from_an_older_copy_uses_no_number_twice(run, data, tmp_path):
    """The entries of another time, under numbers that are spent: neither a load nor a build takes them for its own."""
    undone = tmp_path / "older"
    shutil.copytree(data, undone)
    entry(undone, 3).unlink()
    shutil.rmtree(undone / "releases")
    (undone / "audit" / "acts.jsonl").unlink()
    assert main(["--data", str(undone), "build"]) == 0
    assert main(["--data", str(undone), "load", str(SAMPLES["grants.csv"])]) == 0
    shutil.rmtree(data / "archive")
    shutil.copytree(undone / "archive", data / "archive")
    code, err = run("verify")
    assert code == 1 and "Entry 000003 of the archive was replaced or put back from another time" in err
    code, err = run("load", SAMPLES["allocations.csv"])
    assert code == 1 and "was replaced or put back from another time" in err


def test_a_missing_pointer_is_no_empty_folder(run, data, sound):
    """Files are loaded: nothing may say that nothing is."""
    database.pointer_file(data).unlink()
    for words in (["status"], ["verify"]):
        code, err = run(*words)
        assert code == 1
        assert "The file that names the current release is missing. Run: python -m etl build. No loaded file is lost." in err
    assert run("build")[0] == 0
    assert run("verify")[0] == 0
    assert anytown.everything(data) == anytown.everything(sound)


def test_files_that_no_entry_names_are_named(run, data):
    stray = data / "archive" / "originals" / f"{'0' * 64}.csv"
    stray.write_text("a file of a load whose entry is gone")
    rows = data / "archive" / "rows" / f"{'0' * 64}.123456789abc.parquet"
    shutil.copy(next(data.glob("archive/rows/*.parquet")), rows)
    code, err = run("verify")
    assert code == 1
    assert f"archive/originals/{stray.name}: No entry names this archived file" in err
    assert f"archive/rows/{rows.name}: No entry names these typed rows" in err
    assert run("build")[0] == 0
    assert stray.exists() and not rows.exists(), "an archived file is never removed"


def test_a_change_of_a_link_of_the_chain_is_found(run, data):
    """Each entry holds the seal of the one before it: one that was changed and sealed anew does not fit the next."""
    (data / "audit" / "acts.jsonl").unlink()
    content = json.loads(entry(data, 2).read_text())
    content["who"] = "somebody else"
    entry(data, 2).write_text(json.dumps(seals.sealed(content)))
    code, err = run("verify")
    assert code == 1 and "Entry 000003" in err and "does not follow on the entry before it" in err
