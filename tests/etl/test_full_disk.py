"""A disk that fills up in the middle of an act, a real small one: it is said, nothing is lost, it works once there is room."""

import os
import random
import shutil
import subprocess
import sys
import traceback

import pytest

from analysis.release import database
from etl.__main__ import main
from etl.acts import loading, verifying
from etl.archive.archive import Archive
from etl.release.build import build
from pages import desk
from tests.conftest import PROJECT
from tests.etl import anytown

SIZE = 64_000_000
PAGE = 4096
SAID = "The disk is full. Make room on it, then try again."


@pytest.fixture(scope="module")
def disk(request, tmp_path_factory):
    """A small disk of its own, mounted for these tests: as root, or as root of a namespace."""
    folder = tmp_path_factory.mktemp("disk")
    if shutil.which("mount") is None:
        pytest.skip("a small disk cannot be mounted on this system")
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", folder], capture_output=True, text=True)
    if done.returncode:
        _in_a_namespace(request, done.stderr.strip())
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def _in_a_namespace(request, refusal):
    """Run these tests where an ordinary user may mount; skips where there is no such place, saying why."""
    inner = ["unshare", "--map-root-user", "--mount"]
    if shutil.which("unshare") is None or subprocess.run([*inner, "true"], capture_output=True).returncode:
        pytest.skip(f"a small disk cannot be mounted here: {refusal}")
    words = [*inner, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(request.path)]
    done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(done.stdout)
    pytest.skip("passed in a namespace of their own, where mounting is allowed")


def crimes(month, count, seed):
    """A street file whose rows hardly pack, so that each stage needs room of its own."""
    chance = random.Random(seed)
    return anytown.street([anytown.crime(f"{chance.getrandbits(256):064x}", month) for _ in range(count)])


@pytest.fixture(scope="module")
def january(tmp_path_factory):
    """A folder with January loaded."""
    folder = tmp_path_factory.mktemp("january")
    data = anytown.data_folder(folder / "data")
    anytown.load(data, *anytown.lookup_files(folder), anytown.write(folder / "01.csv", crimes("2025-01", 50, 1)))
    return data


@pytest.fixture(scope="module")
def february(tmp_path_factory):
    """A file to load next, in an encoding that takes more room as it came than while it is read."""
    return anytown.write(tmp_path_factory.mktemp("february") / "02.csv", crimes("2025-02", 10_000, 2).encode("utf-16"))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory, january, february):
    """A folder with February loaded after it."""
    data = tmp_path_factory.mktemp("loaded") / "data"
    shutil.copytree(january, data)
    anytown.load(data, february)
    return data


@pytest.fixture
def on_disk(disk, monkeypatch):
    """Puts a copy of a data folder on the small disk and fills the rest but for some bytes: `on_disk(data, free)`."""

    def put(data, free):
        shutil.rmtree(disk / "data", ignore_errors=True)
        (disk / "ballast").unlink(missing_ok=True)
        shutil.copytree(data, disk / "data")
        monkeypatch.setenv("VIOLENCE_DATA", str(disk / "data"))
        with (disk / "ballast").open("wb") as ballast:
            room = shutil.disk_usage(disk).free
            os.posix_fallocate(ballast.fileno(), 0, room - free)
        return disk / "data"

    yield put
    shutil.rmtree(disk / "data", ignore_errors=True)
    (disk / "ballast").unlink(missing_ok=True)


def make_room(data):
    (data.parent / "ballast").unlink()


def assert_as_before(data, before, month_count):
    """Not a byte is lost or left over, the old release answers, and verify is green."""
    assert anytown.fingerprint(data) == before
    with database.using(data):
        assert len(database.ask("months")) == month_count
    assert verifying.verify(data) == []


@pytest.mark.parametrize("function", ["_write_typed", "_kept", "_write_tables"])
def test_a_load_for_which_there_is_no_room(function, on_disk, january, february, loaded, actor, capsys):
    """For the typed rows, then for the original beside them, then for the release beside both."""
    typed, kept = (max(path.stat().st_size for path in (loaded / "archive" / name).iterdir()) for name in ("rows", "originals"))
    free = {"_write_typed": typed // 2, "_kept": typed + kept * 3 // 4, "_write_tables": typed + kept + 500_000}[function]
    data = on_disk(january, free)
    before = anytown.fingerprint(data)
    with pytest.raises(Exception) as failed:
        loading.load(data, loading.Handed([february]), actor)
    assert function in [frame.name for frame in traceback.extract_tb(failed.tb)]
    assert_as_before(data, before, 1)

    assert main(["--data", str(data), "load", str(february)]) == 1
    assert capsys.readouterr().err.strip().splitlines()[-1] == f"{SAID} Nothing has been changed."
    assert_as_before(data, before, 1)

    with february.open("rb") as upload, pytest.raises(desk.NotDone, match=f"Nothing has been loaded. {SAID}"):
        desk.load([upload], None, 1, actor, lambda share, word: None)
    assert_as_before(data, before, 1)

    make_room(data)
    assert main(["--data", str(data), "load", str(february)]) == 0
    assert anytown.everything(data) == anytown.everything(loaded)


def test_a_load_with_any_room_happens_whole_or_not_at_all(on_disk, january, tmp_path):
    """Down to the last pages: where the release fits, its entry or the pointer may not."""
    small = anytown.write(tmp_path / "03.csv", crimes("2025-03", 5, 3))

    def succeeds(free):
        data = on_disk(january, free)
        before = anytown.fingerprint(data)
        try:
            anytown.load(data, small)
        except Exception:
            assert_as_before(data, before, 1)
            return False
        assert verifying.verify(data) == []
        assert anytown.rows(data, "SELECT count(*) FROM crimes") == [(55,)]
        return True

    too_little, enough = 0, SIZE // 4
    assert succeeds(enough)
    while enough - too_little > PAGE:
        middle = (too_little + enough) // 2
        too_little, enough = (too_little, middle) if succeeds(middle) else (middle, enough)
    for pages in (2, 4, 7):
        succeeds(enough - pages * PAGE)


@pytest.mark.parametrize("words", [["undo", "2", "--reason", "the wrong month"], ["build"]])
def test_an_undo_and_a_build_for_which_there_is_no_room(words, on_disk, january, loaded, actor, capsys):
    data = on_disk(loaded, 300_000)
    before, release = anytown.fingerprint(data), database.release(data)
    assert main(["--data", str(data), *words]) == 1
    assert capsys.readouterr().err.strip() == f"{SAID} Nothing has been changed."
    assert_as_before(data, before, 2)
    if words[0] == "undo":
        with pytest.raises(desk.NotDone, match=f"Nothing has been undone. {SAID}"):
            desk.undo("2", "the wrong month", actor)
        assert_as_before(data, before, 2)
    make_room(data)
    assert main(["--data", str(data), *words]) == 0
    if words[0] == "undo":
        assert anytown.everything(data) == anytown.everything(january)
        assert [len(entry.withdraws) for entry in Archive(data).entries()] == [0, 0, 1]
    else:
        assert database.release(data).id == release.id and database.release(data).file != release.file
    assert build(Archive(data)) == database.release(data)
