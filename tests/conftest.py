"""What all tests share: the demonstration loaded once, the real files where there are any, and a data folder of their own."""

import functools
import gc
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner
from xdist.scheduler import LoadScopeScheduling

from analysis import faults
from analysis.access import Actor
from etl import demonstration
from etl.acts import loading

PROJECT = Path(__file__).resolve().parent.parent
SHARED_DATA = Path(os.environ.get("SHARED_DATA") or PROJECT.parent / "shared" / "data")
TESTER = Actor("tests", "analyst")
# In the order of the command in the README: what the patterns match is what a shell would hand over.
REAL_FILES = (
    "police/devon-and-cornwall_*_street.zip",
    "police/devon-and-cornwall_*_outcomes.zip",
    "geography/*plymouth*",
    "population/census2021_usual_residents_lsoa21_ALL.csv",
)
# What takes longest, longest first: whoever has done with these finds short files left, and all processes end together.
LONGEST = (
    "tests/browser/",
    "tests/test_commands.py",
    "tests/etl/test_crash.py",
    "tests/etl/test_rejected.py",
    "tests/etl/test_accepted.py",
    "tests/etl/test_blank_workbook.py",
    "tests/etl/test_accounting.py",
    "tests/etl/test_real_data.py",
    "tests/analysis/test_coverage.py",
    "tests/etl/test_damage.py",
    "tests/etl/test_flipped_bits.py",
)

# Browser tests of which none draws a map: whoever has done with all files runs them last, beside the end of the others.
WITHOUT_MAPS = (
    "tests/browser/test_overview.py",
    "tests/browser/test_saved_views.py",
    "tests/browser/test_frame.py",
)
MEMORY = Path("/dev/shm")
"""Where tests keep their folders on a system that has it and room in it: on a disk they wait until each file is safe."""
ROOM = 4_000_000_000  # bytes; ten times what a whole run was seen to leave

# How long an example takes says how busy the machine is.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


class FewBrowsers(LoadScopeScheduling):
    """Where processes run tests side by side, a file stays with one of them, and so do all browser tests that draw maps: two of
    those at once leave none time to draw."""

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        if not file.startswith("tests/browser/"):
            return file
        return "browser without maps" if file in WITHOUT_MAPS else "browser"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """What a process takes at a time."""
    return FewBrowsers(config, log)


def pytest_collection_modifyitems(items):
    """What takes longest comes first; tests on the real files say that they were skipped without them."""
    assert all((PROJECT / name).exists() for name in (*LONGEST, *WITHOUT_MAPS))
    items.sort(key=_turn)
    if SHARED_DATA.is_dir():
        return
    absent = pytest.mark.skip(reason=f"the real files are not at {SHARED_DATA}; name their folder with SHARED_DATA")
    for item in items:
        if item.get_closest_marker("real_data"):
            item.add_marker(absent)


def pytest_collection_finish():
    """What is imported stays to the end: no look for garbage, as after each run of a page, need go through it."""
    gc.collect()
    gc.freeze()


def _turn(item):
    """The place of a test in the order of files."""
    if item.nodeid.startswith(WITHOUT_MAPS):
        return len(LONGEST) + 1
    return next((n for n, name in enumerate(LONGEST) if item.nodeid.startswith(name)), len(LONGEST))


@pytest.fixture(scope="session", autouse=True)
def _own_temporary_folder(tmp_path_factory):
    """What tests leave in the system's temporary folder can be looked for, whoever else works on this machine."""
    folder = str(tmp_path_factory.mktemp("temporary"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", folder)
        patch.setattr(tempfile, "tempdir", folder)
        yield


@pytest.fixture(scope="session", autouse=True)
def _packages_are_looked_through_once():
    """Streamlit's AppTest looks for components in every installed package each time that a test opens a page (0.2 s of 0.4)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", functools.cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def shared_data():
    """The folder of the real files; a test that asks for it is skipped without them."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real files are not at {SHARED_DATA}; name their folder with SHARED_DATA")
    return SHARED_DATA


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Makes a folder once for all processes that run tests side by side: `once(name, make)`; the others wait for the first."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def folder_of(name: str, make: Callable[[Path], None]) -> Path:
        folder, made = shared / name, shared / f"{name}.made"
        with FileLock(shared / f"{name}.lock"):
            if not made.exists():
                folder.mkdir()
                make(folder)
                made.touch()
        return folder

    return folder_of


@pytest.fixture(scope="session")
def demonstration_files(once):
    """The demonstration extracts, written once: a list of paths in the order in which they are to be loaded."""

    def write(folder: Path) -> None:
        names = [path.relative_to(folder).as_posix() for path in demonstration.write(folder / "files")]
        (folder / "order").write_text("\n".join(names))

    folder = once("demonstration_extracts", write)
    return [folder / name for name in (folder / "order").read_text().splitlines()]


@pytest.fixture(scope="session")
def demo_data(once, demonstration_files):
    """A data folder with the demonstration loaded. Read only: a test that changes a folder makes its own.

    While a test that names this fixture runs, VIOLENCE_DATA is this folder (see `_data_folder`).
    """

    def load(folder: Path) -> None:
        done = demonstration.load(folder, demonstration_files, TESTER)
        assert done.release and {report.verdict for report in done.reports} == {"accepted"}

    return once("demonstration_data", load)


@pytest.fixture(scope="session")
def real_files(shared_data):
    """The real files of the area, as the README's command names them."""
    return [path for pattern in REAL_FILES for path in sorted(shared_data.glob(pattern))]


@pytest.fixture(scope="session")
def real_release(once, real_files):
    """A data folder with the real files loaded as the README's command loads them. Read only."""

    def load(folder: Path) -> None:
        done = loading.load(folder, loading.Handed(real_files), TESTER, confirmed=True)
        assert done.release and {report.verdict for report in done.reports} == {"accepted"}

    return once("real_data", load)


@pytest.fixture(scope="session")
def _no_data(tmp_path_factory):
    return tmp_path_factory.mktemp("no_data")


@pytest.fixture(autouse=True)
def _data_folder(request, monkeypatch, _no_data):
    """The data folder that questions are asked of: the one whose fixture the test names, else an empty one.

    A fixture of a wider scope that asks questions sets VIOLENCE_DATA itself, with `pytest.MonkeyPatch.context()`.
    """
    named = [name for name in ("demo_data", "real_release") if name in request.fixturenames]
    folder = request.getfixturevalue(named[0]) if named else _no_data
    monkeypatch.setenv("VIOLENCE_DATA", str(folder))


@pytest.fixture
def not_foreseen(monkeypatch):
    """The errors noted as not foreseen, in a test that makes some."""
    noted: list[faults.Noted] = []
    whole = faults.note

    def note(error, doing, folder=None):
        noted.append(whole(error, doing, folder))
        return noted[-1]

    monkeypatch.setattr(faults, "note", note)
    return noted


@pytest.fixture(autouse=True)
def _nothing_unforeseen(request, monkeypatch):
    """A page or command that ends in the sentence for what nobody foresaw fails its test, unless that test makes it happen."""
    if "not_foreseen" in request.fixturenames:
        yield
        return
    noted = request.getfixturevalue("not_foreseen")
    yield
    assert not noted


@pytest.fixture
def actor():
    """Somebody who may load files."""
    return TESTER
