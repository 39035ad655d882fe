"""Where the data folder lies: names that people give folders, one that nobody may write, and a temporary folder without room."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager

import pytest
from streamlit.testing.v1 import AppTest

from analysis.release import database
from etl.__main__ import main
from etl.acts import verifying
from tests.conftest import PROJECT
from tests.etl import anytown

AWKWARD = ["a b#c'd;e$f%20g", 'a"b', "ä ß 日本", "a*b", "a[b]", "a{b,c}", "~x", "-dash"]


def files_of(folder, ids):
    month = anytown.write(folder / "st?re'et #1.csv", anytown.street([anytown.crime(one) for one in ids]))
    return [*anytown.lookup_files(folder), month]


@pytest.mark.skipif(os.name != "posix", reason="Windows allows few of these names")
def test_every_name_of_a_folder_works_and_reads_its_own_files_alone(tmp_path):
    """Side by side: a star or a bracket in a name is no pattern that the files of the others fit."""
    files = files_of(tmp_path / "files", ["a", "b"])
    for number, name in enumerate(("axb", "ab", *AWKWARD)):
        data = anytown.data_folder(tmp_path / name / "data")
        anytown.load(data, *files)
        assert anytown.rows(data, "SELECT count(*) FROM crimes") == [(2,)], name
        if number % 4 == 2:
            assert main(["--data", str(data), "build"]) == 0 and verifying.verify(data) == []
            with database.using(data):
                assert len(database.ask("months")) == 1


@pytest.mark.skipif(os.name != "posix", reason="Windows allows no question mark in a name")
def test_a_question_mark_in_the_path_is_said(tmp_path, monkeypatch, capsys):
    data = anytown.data_folder(tmp_path / "a?b" / "data")
    for command in (["load", *map(str, files_of(tmp_path / "files", ["a"]))], ["status"], ["build"], ["verify"]):
        assert main(["--data", str(data), *command]) == 1
        assert "its path holds a question mark" in capsys.readouterr().err
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    assert not app.exception and "its path holds a question mark" in app.markdown[-1].value.replace("\\", "")


@contextmanager
def mounted(folder, *options):
    """A file system of its own at a folder; the test is skipped where this user may mount none."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def read_only(tmp_path):
    """A data folder with a month loaded, that may be read and not written."""
    data = anytown.data_folder(tmp_path / "data")
    anytown.load(data, *files_of(tmp_path / "files", ["a", "b"]))
    with mounted(tmp_path / "mounted", "--bind", str(data)) as place:
        done = subprocess.run(["mount", "-o", "remount,bind,ro", str(place)], capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"no folder can be made read-only here: {done.stderr.strip()}")
        yield place


def command(data, *words, **environment):
    done = subprocess.run(
        [sys.executable, "-m", "etl", "--data", str(data), *map(str, words)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
    )
    assert "Traceback" not in done.stderr and "does not know" not in done.stderr, done.stderr
    return done.returncode, done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the administrator may mount")
def test_a_folder_that_may_only_be_read_is_read(read_only, tmp_path, monkeypatch):
    for words in (["status"], ["history"], ["verify"], ["screen", "--yes", *files_of(tmp_path / "more", ["c"])]):
        assert command(read_only, *words)[0] == 0, words
    new = files_of(tmp_path / "other", ["d"])
    for words in (["load", "--yes", *new], ["build"], ["undo", "000001", "--reason", "x"]):
        code, said = command(read_only, *words)
        assert code == 1 and "Read-only file system" in said and "Nothing has been changed." in said, words
    monkeypatch.setenv("VIOLENCE_DATA", str(read_only))
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    for page in ("violence/explore", "extracts/data", "extracts/load", "extracts/history"):
        app.switch_page(f"{page}.py").run()
        assert not app.exception and not app.error


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the administrator may mount")
def test_a_temporary_folder_without_room_is_done_without_or_said(tmp_path):
    data = anytown.data_folder(tmp_path / "data")
    files = files_of(tmp_path / "files", ["a", "b"])
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=16k", "tmpfs") as small:
        with (small / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError, match="No space"):
            while True:
                filler.write(b"\0" * 4096)
        for words in (["screen", *files], ["load", "--yes", *files], ["status"], ["verify"]):
            code, said = command(data, *words, TMPDIR=str(small))
            assert code == 0 or "is full" in said, words
    assert command(data, "load", "--yes", *files)[0] == 0


def test_whatever_reads_a_file_names_that_file_alone():
    """Written without `one_file`, a path would be a pattern."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in (PROJECT / "etl").rglob("*.py")}
    loose = [name for name, text in texts.items() if re.search(r"read_(parquet|csv|json)\(\{(?!(cells\.)?one_file\()", text)]
    assert not loose
