"""One flipped bit in any kept file is found by `verify` and named; what can be made again is, and no figure ever changes by it.

Two flips in each kind of file in make test, 40 in make endurance.
"""

import json
import random
import shutil

import pytest

from analysis.release import database
from etl.__main__ import main
from etl.acts import saved_views, undoing, verifying
from etl.archive.archive import Archive
from tests.etl import anytown
from tests.extracts.make import SAMPLES

MADE_AGAIN = ["archive/rows/*", "releases/*", "audit/acts.jsonl"]
KEPT = [*MADE_AGAIN, "archive/originals/*", "archive/entries/*", "audit/releases.jsonl", "audit/views/*"]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A folder with several acts, an earlier release and a saved view; no typed rows of it is without a hash."""
    folder = tmp_path_factory.mktemp("sound")
    data = anytown.data_folder(folder / "data")
    street = anytown.write(folder / "01.csv", anytown.street([anytown.crime(f"{n}") for n in range(40)]))
    anytown.load(data, *anytown.lookup_files(folder), street)
    anytown.load(data, SAMPLES["returns.csv"], SAMPLES["indicator_values.csv"], SAMPLES["breaks.csv"])
    undoing.undo(data, "2", "a trial", anytown.TESTER)
    undoing.undo(data, "3", "no trial", anytown.TESTER)
    saved_views.save(data, "Robbery in North", "explore", [("ward", "E05990001")], anytown.TESTER)
    assert verifying.verify(data) == []
    return data


def flip_one(data, pattern, chance):
    """Flip one bit of one file of a kind; its name as findings write it."""
    path = chance.choice(sorted(path for path in data.glob(pattern) if path.is_file()))
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return path.relative_to(data).as_posix()


def hold(data, sound, pattern, seed, capsys):
    """Flip a bit, verify, build, and hold what serves against what served before."""
    chance = random.Random(seed)
    name = flip_one(data, pattern, chance)
    assert main(["--data", str(data), "verify"]) == 1, f"{name} is damaged, and verify says that all is well"
    said = capsys.readouterr().err
    # Of a release the file, its card or the pointer may be named: each tells of the others.
    assert name.split("/")[-1].split(".")[0] in said or ("releases/" in name and "releases/" in said), (name, said)
    code = main(["--data", str(data), "build"])
    assert "Traceback" not in capsys.readouterr().err
    if pattern in MADE_AGAIN:
        assert code == 0 and verifying.verify(data) == [], name
    assert anytown.everything(data) == anytown.everything(sound), name


@pytest.mark.parametrize("pattern", KEPT)
def test_a_flipped_bit_is_found(tmp_path, sound, pattern, capsys):
    for seed in range(2):
        data = tmp_path / str(seed)
        shutil.copytree(sound, data)
        hold(data, sound, pattern, seed, capsys)


@pytest.mark.endurance
@pytest.mark.parametrize("pattern", KEPT)
def test_40_flipped_bits_are_found(tmp_path, sound, pattern, capsys):
    for seed in range(100, 140):
        data = tmp_path / str(seed)
        shutil.copytree(sound, data)
        hold(data, sound, pattern, seed, capsys)
        shutil.rmtree(data)


@pytest.mark.parametrize("seed", range(2))
def test_flipped_bits_in_all_typed_rows_give_the_release_as_it_was(tmp_path, sound, seed, capsys):
    """Whatever stands in damaged rows reaches no figure: not by a build, not by a load that is judged beside them."""
    data, chance = tmp_path / "data", random.Random(seed)
    shutil.copytree(sound, data)
    for path in (data / "archive" / "rows").glob("*.parquet"):
        content = bytearray(path.read_bytes())
        for _ in range(5):
            content[chance.randrange(4, len(content) - 4)] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
    if seed % 2:
        february = anytown.write(tmp_path / "02.csv", anytown.street([anytown.crime("x", "2025-02")]))
        assert main(["--data", str(data), "load", "--yes", str(february)]) == 0
        assert main(["--data", str(data), "undo", "5", "--reason", "a trial"]) == 0
    else:
        assert main(["--data", str(data), "build"]) == 0
    assert "Traceback" not in capsys.readouterr().err
    assert verifying.verify(data) == []
    assert anytown.everything(data) == anytown.everything(sound)


def test_rows_of_an_earlier_version_of_the_program_get_their_hash_at_start(tmp_path, sound):
    """Their receipts carry none; that is said, and they are made again from the files."""
    data = tmp_path / "data"
    shutil.copytree(sound, data)
    as_written_before(data)
    found = verifying.verify(data)
    assert found and all("have no hash" in finding.what for finding in found)
    assert all(finding.remedy == "" for finding in verifying.mend(data))
    assert verifying.verify(data) == []
    assert anytown.everything(data) == anytown.everything(sound)


def test_rows_without_a_hash_still_serve_where_their_file_is_lost(tmp_path, sound):
    data = tmp_path / "data"
    shutil.copytree(sound, data)
    as_written_before(data)
    archive = Archive(data)
    lost = archive.original(next(r for r in archive.receipts() if r.source == "police_street"))
    lost.unlink()
    database.release(data).file.unlink()
    assert main(["--data", str(data), "build"]) == 0
    assert anytown.everything(data) == anytown.everything(sound)
    assert any(lost.name in finding.file for finding in verifying.verify(data))


def as_written_before(data):
    """Make a folder what the version before seals, hashes and the list of acts would have written."""
    for path in (data / "archive" / "entries").iterdir():
        content = json.loads(path.read_text())
        for key in ("before", "seal", "undoes"):
            content.pop(key, None)
        for receipt in content["receipts"]:
            del receipt["rows_sha256"]
        path.write_text(json.dumps(content, indent=1))
    (data / "audit" / "acts.jsonl").unlink()
    for path in (data / "releases").glob("*.*.json"):
        path.unlink()
    pointer = database.pointer_file(data)
    content = json.loads(pointer.read_text())
    pointer.write_text(json.dumps({key: content[key] for key in content if key not in ("seal", "entries", "brings")}))
