"""A load, build or undo that is killed has happened whole or not at all: a release serves, verify is green, it can be repeated.

The killed process is a real one (SIGKILL). It is killed before each step that makes something visible (every `os.replace`), where
a crash could leave half of an act behind, and at random moments: 6 in make test, 214 more in make endurance.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

import etl.__main__ as program
from analysis.declared.settings import PROJECT
from analysis.release import database
from etl.archive.archive import Archive
from etl.release.build import log_of_releases
from tests.etl import anytown
from tests.extracts.make import SAMPLES

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
            [sys.executable, "-c", LAUNCHER],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
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


@dataclass(frozen=True)
class Act:
    """A command, the folder it is run on, and what that folder holds before and after it."""

    words: tuple[str, ...]
    start: Path
    before: tuple[int, dict]
    """How many acts the archive holds, and the content of the release."""
    after: tuple[int, dict]
    steps: int
    """How often the command replaces a file."""
    seconds: float

    def command(self, data):
        return ["--data", data, *self.words]


@pytest.fixture(scope="module")
def january(tmp_path_factory):
    """A folder with January loaded."""
    folder = tmp_path_factory.mktemp("january")
    data = anytown.data_folder(folder / "data")
    street = anytown.write(folder / "01.csv", anytown.street([anytown.crime(f"{n}") for n in range(5)]))
    anytown.load(data, *anytown.lookup_files(folder), street)
    return data


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """What the killed load brings: January again, February, some returns."""
    folder = tmp_path_factory.mktemp("files")
    street = [anytown.crime(f"{month} {n}", month) for month in ("2025-01", "2025-02") for n in range(7)]
    return [anytown.write(folder / "two.csv", anytown.street([*street, street[0]])), SAMPLES["returns.csv"]]


@pytest.fixture(scope="module")
def acts_to_kill(tmp_path_factory, january, files, _launcher):
    """A load, an undo of it and a build, each left to end once: by name."""

    def let_end(words, start):
        for attempt in ("cold", "warm"):
            data = tmp_path_factory.mktemp(attempt) / "data"
            shutil.copytree(start, data)
            began = time.monotonic()
            _launcher.start(["--data", data, *words])
            assert _launcher.ended() == 0
            seconds = time.monotonic() - began
        return Act(tuple(words), start, state(start), state(data), int(_launcher.count.read_text()), seconds), data

    load, loaded = let_end(["load", "--yes", *map(str, files)], january)
    undo, _ = let_end(["undo", "2", "--reason", "the wrong month"], loaded)
    build_again, _ = let_end(["build"], loaded)
    return {"load": load, "undo": undo, "build": build_again}


def state(data):
    """How many acts the archive holds, and every table of the release in force."""
    return len(Archive(data).entries()), anytown.everything(data)


def assert_whole(data, act):
    """What must hold after a kill at any moment."""
    assert anytown.everything(data) in (act.before[1], act.after[1]), "a release serves, and it is a whole one"
    assert program.main(["--data", str(data), "verify"]) == 0
    found = state(data)
    assert found in (act.before, act.after), "the archive and the release are of one time"
    assert {line["release"] for line in log_of_releases(Archive(data))} >= {database.release(data).id}
    assert not leftovers(data)
    if found != act.after or act.words == ("build",):
        assert program.main([str(word) for word in act.command(data)]) == 0
    assert state(data) == act.after
    assert program.main(["--data", str(data), "verify"]) == 0
    assert not leftovers(data)


def leftovers(data):
    """Files of an act under way."""
    patterns = (
        "releases/*.part*",
        "releases/*.wal",
        "releases/next.json",
        "archive/*/*.part*",
        "archive/staging",
        "audit/*.part",
    )
    return [path for pattern in patterns for path in data.glob(pattern)]


def killed(launcher, act, folder, **moment):
    """A copy of the act's folder in which the act was begun and killed; whether it was killed in time."""
    data = folder / "data"
    shutil.copytree(act.start, data)
    launcher.start(act.command(data), **moment)
    code = launcher.ended()
    assert code in (-signal.SIGKILL, 0)
    return data, code != 0


@pytest.mark.parametrize(("name", "fewest"), [("load", 9), ("undo", 5), ("build", 4)])
def test_an_act_killed_before_any_of_its_steps(tmp_path, launcher, acts_to_kill, name, fewest):
    act = acts_to_kill[name]
    assert act.steps >= fewest, "originals and typed rows, the entry; the release, the log, its announcement, the pointer"
    for step in range(1, act.steps + 1):
        data, in_time = killed(launcher, act, tmp_path / str(step), step=step)
        assert in_time
        assert_whole(data, act)
        shutil.rmtree(data)


def killed_at_random(tmp_path, launcher, acts, seed):
    """Kill one of the acts at a random moment, and hold what it left; whether it was killed before it ended."""
    act = acts[list(acts)[seed % len(acts)]]
    moment = random.Random(seed).uniform(0.02, 1) * act.seconds
    data, in_time = killed(launcher, act, tmp_path / str(seed), after=moment)
    assert_whole(data, act)
    shutil.rmtree(data)
    return in_time


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.endurance) for seed in range(6, 20))])
def test_an_act_killed_at_a_random_moment(tmp_path, launcher, acts_to_kill, seed):
    killed_at_random(tmp_path, launcher, acts_to_kill, seed)


@pytest.mark.endurance
def test_200_acts_killed_at_random_moments(tmp_path, launcher, acts_to_kill):
    began = time.monotonic()
    in_time = sum(killed_at_random(tmp_path, launcher, acts_to_kill, seed) for seed in range(1000, 1200))
    print(f"200 kills of load, undo and build, {in_time} of them before the end: {time.monotonic() - began:.0f} s")
    assert in_time > 100, "most are killed on the way"


def test_a_first_load_that_is_killed_leaves_an_empty_folder_that_can_be_loaded(tmp_path, launcher, files):
    for step in (4, 6):
        data = anytown.data_folder(tmp_path / str(step))
        launcher.start(["--data", data, "load", "--yes", *files], step)
        assert launcher.ended() == -signal.SIGKILL
        assert database.release(data) is None
        assert program.main(["--data", str(data), "verify"]) == 0
        assert not Archive(data).entries()
        anytown.load(data, *files)
        assert anytown.rows(data, "SELECT count(*) FROM crimes") == [(14,)]


def test_a_second_load_waits_for_its_turn(tmp_path, launcher, january, files):
    data = tmp_path / "data"
    shutil.copytree(january, data)
    with Archive(data).locked():
        launcher.start(["--data", data, "load", "--yes", *files])
        time.sleep(0.5)
        assert len(Archive(data).entries()) == 1
    assert launcher.ended() == 0
    assert len(Archive(data).entries()) == 2
