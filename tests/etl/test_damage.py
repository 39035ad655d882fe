"""What is damaged or missing in a data folder is repaired where it can be made again, and named where it cannot."""

import json
import shutil

import pytest

from analysis.release import database
from etl.__main__ import main
from etl.acts import verifying
from etl.archive.archive import Archive
from tests.etl import anytown
from tests.extracts.make import SAMPLES


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A folder with some files loaded."""
    folder = tmp_path_factory.mktemp("sound")
    data = anytown.data_folder(folder / "data")
    stops = SAMPLES["2025-01-devon-and-cornwall-stop-and-search.csv"]
    files = [
        *anytown.lookup_files(folder),
        *anytown.boundary_files(folder),
        SAMPLES["street.csv.gz"],
        SAMPLES["archive.zip"],
        stops,
    ]
    assert set(anytown.verdicts(anytown.load(data, *files))) == {"accepted"}
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


def cut(path):
    """Cut a file in half, as a full disk or a broken copy does."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def original(data, source):
    """The kept bytes of the newest file of a source."""
    archive = Archive(data)
    return archive.original([receipt for receipt in archive.receipts() if receipt.source == source][-1])


@pytest.mark.parametrize("harm", [cut, lambda path: path.unlink(), lambda path: path.write_bytes(b"")])
@pytest.mark.parametrize("what", ["releases/current.json", "releases/*.duckdb", "archive/rows/*.parquet"])
def test_what_can_be_made_again_is_made_again_by_build(run, data, sound, what, harm):
    for path in data.glob(what):
        harm(path)
    assert run("build")[0] == 0
    assert database.release(data).id == database.release(sound).id
    assert anytown.everything(data) == anytown.everything(sound)


@pytest.mark.parametrize("harm", [cut, lambda path: path.unlink()])
def test_a_damaged_or_missing_release_is_said_with_its_remedy(run, data, harm):
    harm(database.release(data).file)
    code, err = run("status")
    assert code == 1
    assert "Run: python -m etl build. No loaded file is lost." in err


def test_a_damaged_pointer_is_said_with_its_remedy(run, data):
    cut(data / "releases" / "current.json")
    code, err = run("status")
    assert code == 1
    assert "Run: python -m etl build. No loaded file is lost." in err


def test_the_next_load_repairs_a_damaged_pointer_or_release_too(run, data):
    cut(data / "releases" / "current.json")
    assert run("load", SAMPLES["grants.csv"])[0] == 0
    database.release(data).file.unlink()
    assert run("load", SAMPLES["allocations.csv"])[0] == 0
    assert anytown.rows(data, "SELECT count(*) FROM grants") == [(1,)]


@pytest.mark.parametrize("harm", [cut, lambda path: path.unlink()])
@pytest.mark.parametrize("source", ["police_street", "lookups", "boundaries"])
def test_a_lost_original_is_named_when_it_is_needed(run, data, source, harm):
    before = database.release(data)
    lost = original(data, source)
    harm(lost)
    shutil.rmtree(data / "archive" / "rows")
    code, err = run("build")
    assert code == 1
    assert lost.name in err
    assert "from a copy of the data folder" in err
    assert "Traceback" not in err
    assert database.release(data) == before, "the old release goes on serving"


def test_a_lost_original_comes_back_when_its_file_is_loaded_again(run, data, sound):
    original(data, "police_street").unlink()
    shutil.rmtree(data / "archive" / "rows")
    # The other files of the ZIP are loaded already, which needs a yes.
    assert run("load", "--yes", SAMPLES["archive.zip"], SAMPLES["street.csv.gz"])[0] == 0
    assert anytown.rows(data, "SELECT count(*) FROM crimes") == anytown.rows(sound, "SELECT count(*) FROM crimes")


@pytest.mark.parametrize("harm", [cut, lambda path: path.write_text("{}")])
def test_a_damaged_entry_is_named(run, data, harm):
    entry = next((data / "archive" / "entries").iterdir())
    harm(entry)
    code, err = run("build")
    assert code == 1
    assert entry.name in err
    assert "Put it back from a copy of the data folder" in err


def test_a_missing_entry_is_named(run, data):
    assert run("load", SAMPLES["grants.csv"])[0] == 0
    (data / "archive" / "entries" / "000001.json").unlink()
    code, err = run("build")
    assert code == 1
    assert "Entry 000001 of the archive is missing" in err


def test_everything_but_originals_and_entries_can_be_thrown_away(run, data, sound):
    shutil.rmtree(data / "archive" / "rows")
    shutil.rmtree(data / "releases")
    assert run("build")[0] == 0
    assert anytown.everything(data) == anytown.everything(sound)
    assert json.loads((data / "releases" / "current.json").read_text())["release"] == database.release(sound).id


def test_what_came_in_is_kept_byte_for_byte(data):
    assert original(data, "lookups").suffix == ".csv"
    kept = {path.read_bytes() for path in (data / "archive" / "originals").iterdir()}
    assert SAMPLES["street.csv.gz"].read_bytes() in kept
    assert SAMPLES["2025-01-devon-and-cornwall-stop-and-search.csv"].read_bytes() in kept


# --- found at start


def flip(path):
    """Change one byte in the middle of a file, as a failing disk does; its length stays."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("harm", [cut, flip, lambda path: path.unlink()])
def test_a_damaged_release_is_found_by_verify_and_made_again_at_start(run, data, sound, harm):
    damaged = database.release(data).file
    harm(damaged)
    code, err = run("verify")
    assert code == 1 and damaged.name in err
    (found,) = verifying.mend(data)
    assert found == verifying.Damage(
        f"releases/{damaged.name}",
        "The release in force is missing or damaged. It was made again from the archived files.",
        "",
    )
    assert run("verify")[0] == 0
    assert anytown.everything(data) == anytown.everything(sound)
    assert verifying.mend(data) == []


@pytest.mark.parametrize("harm", [cut, flip, lambda path: path.unlink()])
def test_a_damaged_original_is_named_at_start_and_the_release_made_again_without_it(data, sound, harm):
    lost = original(data, "police_street")
    harm(lost)
    database.release(data).file.unlink()
    release, archived = verifying.mend(data)
    assert release.remedy == "" and release.file.startswith("releases/")
    assert archived.file == f"archive/originals/{lost.name}" and "Put it back from a copy" in archived.remedy
    # Its typed rows are still there to build from.
    assert anytown.everything(data) == anytown.everything(sound)


def test_what_can_not_be_made_again_is_named_whole(data):
    lost = original(data, "police_street")
    lost.unlink()
    shutil.rmtree(data / "archive" / "rows")
    database.release(data).file.unlink()
    found = verifying.mend(data)
    assert all(finding.remedy for finding in found)
    assert [finding.file.split("/")[0] for finding in found] == ["releases", "archive"]


def test_damaged_typed_rows_are_made_again_at_start(run, data, sound):
    rows = Archive(data).typed([receipt for receipt in Archive(data).receipts() if receipt.source == "police_street"][-1])
    content = rows.read_bytes()
    rows.write_bytes(content[:100] + bytes(len(content) - 108) + content[-8:])
    assert run("verify")[0] == 1
    (found,) = verifying.mend(data)
    assert found.file == f"archive/rows/{rows.name}" and found.what.endswith("It was made again from the archived files.")
    assert run("verify")[0] == 0
    assert anytown.everything(data) == anytown.everything(sound)


def test_a_release_of_an_earlier_version_of_the_program_is_made_again_at_start(data):
    pointer = database.pointer_file(data)
    pointer.write_text(json.dumps(json.loads(pointer.read_text()) | {"release": "0" * 16}))
    (found,) = verifying.mend(data)
    assert found.what.startswith("The release in force is not that of the receipts that stand.")
    assert verifying.verify(data) == []
