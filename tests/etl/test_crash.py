"""A killed load leaves the old release serving and the archive consistent; the next build repairs; the load can be repeated.

The killed process is a real one (SIGKILL). It is killed before each step that makes something visible (every `os.replace`), where
a crash could leave half of an act behind, and at random moments.
"""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from functools import cache

import pytest

from analysis import catalogue, database
from etl.archive import Archive
from etl.build import build
from tests.etl import anytown
from tests.extracts.make import ACCEPTED

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kills processes by signal")

# Starts once with everything imported, then forks a child for each command, so that a kill costs no start-up.
LAUNCHER = """
import json, os, signal, sys, time
import etl.__main__ as program

def die_before(step):
    replace, seen = os.replace, [0]
    def counted(source, target):
        seen[0] += 1
        if seen[0] == step:
            os.kill(os.getpid(), signal.SIGKILL)
        replace(source, target)
    os.replace = counted
    return seen

print("ready", flush=True)
for line in sys.stdin:
    words, step, after, count = json.loads(line)
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        seen = die_before(step)
        code = program.main(words)
        with open(count, "w") as file:
            file.write(str(seen[0]))
        os._exit(code)
    if after:
        # Not yet waited for, so the number cannot have passed to another process.
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    print("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Launcher:
    """Runs commands in processes of their own that may be killed."""

    def __init__(self, folder):
        self.count = folder / "replacements"
        self.under_way = False
        self.process = subprocess.Popen(
            [sys.executable, "-c", LAUNCHER], cwd=catalogue.PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout.readline() == "ready\n"

    def start(self, words, step=0, after=0):
        """Start a command, to be killed before its `step`-th replacement of a file or `after` some seconds."""
        self.process.stdin.write(json.dumps([[str(word) for word in words], step, after, str(self.count)]) + "\n")
        self.process.stdin.flush()
        self.under_way = True

    def ended(self):
        """The exit code of the command under way, once it has ended."""
        self.under_way = False
        word, code = self.process.stdout.readline().split()
        assert word == "ended"
        return int(code)

    def wait(self):
        """Wait for a command that a failed test did not wait for."""
        if self.under_way:
            self.ended()

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


@pytest.fixture(scope="module")
def _launcher(tmp_path_factory):
    launcher = Launcher(tmp_path_factory.mktemp("launcher"))
    yield launcher
    launcher.close()


@pytest.fixture
def launcher(_launcher):
    """The launcher, with nothing under way: a test that failed may have left its command running."""
    _launcher.wait()
    yield _launcher
    _launcher.wait()


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A folder with January loaded."""
    folder = tmp_path_factory.mktemp("before")
    data = anytown.data_folder(folder / "data")
    january = anytown.write(folder / "01.csv", anytown.street([anytown.crime(f"{n}") for n in range(5)]))
    anytown.load(data, *anytown.lookup_files(folder), january)
    return data


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """What the killed load brings: January again, February, some returns."""
    folder = tmp_path_factory.mktemp("files")
    street = [anytown.crime(f"{month} {n}", month) for month in ("2025-01", "2025-02") for n in range(7)]
    return [anytown.write(folder / "two.csv", anytown.street([*street, street[0]])), ACCEPTED / "returns.csv"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory, before, files, _launcher):
    """The same load, left to end: its content, how often it replaces a file, and how long it takes."""
    for attempt in ("cold", "warm"):
        data = tmp_path_factory.mktemp(attempt) / "data"
        shutil.copytree(before, data)
        began = time.monotonic()
        _launcher.start(["--data", data, "load", "--yes", *files])
        assert _launcher.ended() == 0
    return anytown.everything(data), int(_launcher.count.read_text()), time.monotonic() - began


def assert_consistent(data):
    """Every receipt has its original, byte for byte."""
    archive = Archive(data)
    for receipt in archive.receipts():
        kept = archive.original(receipt).read_bytes()
        assert hashlib.sha256(kept).hexdigest() == receipt.sha256


@cache
def before_content(before):
    return anytown.everything(before)


def assert_recovers(data, before, files, whole):
    """What must hold after a kill at any moment."""
    old, new = before_content(before), whole[0]
    served = anytown.everything(data)
    assert served in (old, new), "a release serves, and it is a whole one"
    assert_consistent(data)
    if len(Archive(data).entries()) == 2:
        build(Archive(data))
        assert anytown.everything(data) == new
    else:
        assert served == old
    anytown.load(data, *files)
    assert anytown.everything(data) == new
    assert_consistent(data)
    left = [path for pattern in ("releases/*.part*", "releases/*.wal", "archive/staging/*") for path in data.glob(pattern)]
    assert not left


def test_a_load_killed_before_any_of_its_steps(tmp_path, launcher, before, files, whole):
    steps = whole[1]
    assert steps >= 7, "two originals, two tables of typed rows, one entry, one release, one pointer"
    for step in range(1, steps + 1):
        data = tmp_path / str(step) / "data"
        shutil.copytree(before, data)
        launcher.start(["--data", data, "load", "--yes", *files], step)
        assert launcher.ended() == -signal.SIGKILL
        assert_recovers(data, before, files, whole)
        shutil.rmtree(data)


@pytest.mark.parametrize("seed", range(5))
def test_a_load_killed_at_a_random_moment(tmp_path, launcher, before, files, whole, seed):
    data = tmp_path / "data"
    shutil.copytree(before, data)
    launcher.start(["--data", data, "load", "--yes", *files], after=random.Random(seed).uniform(0.02, 1) * whole[2])
    assert launcher.ended() in (-signal.SIGKILL, 0)
    assert_recovers(data, before, files, whole)


def test_a_first_load_that_is_killed_leaves_an_empty_folder_that_can_be_loaded(tmp_path, launcher, files):
    for step in (4, 6):
        data = anytown.data_folder(tmp_path / str(step))
        launcher.start(["--data", data, "load", "--yes", *files], step)
        assert launcher.ended() == -signal.SIGKILL
        assert database.release(data) is None
        assert_consistent(data)
        anytown.load(data, *files)
        assert anytown.rows(data, "SELECT count(*) FROM crimes") == [(14,)]


def test_a_kill_during_a_build_leaves_the_old_release(tmp_path, launcher, before):
    data = tmp_path / "data"
    shutil.copytree(before, data)
    held = database.release(data)
    for step in (1, 2):
        launcher.start(["--data", data, "build"], step)
        assert launcher.ended() == -signal.SIGKILL
        assert database.release(data) == held
        assert anytown.everything(data) == anytown.everything(before)
    build(Archive(data), again=True)
    assert anytown.everything(data) == anytown.everything(before)


def test_a_second_load_waits_for_its_turn(tmp_path, launcher, before, files):
    data = tmp_path / "data"
    shutil.copytree(before, data)
    with Archive(data).locked():
        launcher.start(["--data", data, "load", "--yes", *files])
        time.sleep(0.5)
        assert len(Archive(data).entries()) == 1
    assert launcher.ended() == 0
    assert len(Archive(data).entries()) == 2
