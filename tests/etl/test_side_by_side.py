"""Files of every form are screened side by side in one process, over and over: none of it may end the process."""

import subprocess
import sys

import pytest

from etl.acts import loading
from tests.conftest import PROJECT
from tests.etl import anytown
from tests.extracts.make import SAMPLES

ROUNDS = 15  # on cursors of one database three to six rounds were enough to end the process
# In a process of its own: what went wrong here once ended the process, which no test in it survives.
PROGRAM = """
import sys, tempfile, threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from etl.door import screening
from etl.door.units import units

own = threading.local()

def screened(unit):
    if not hasattr(own, "connection"):
        own.connection = screening.connect()
    return screening.screen(own.connection, unit, Path(tempfile.mkdtemp(dir=folder))).verdict

found = [unit for name in sys.argv[2:] for unit in units(Path(name))]
with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(4) as pool:
    for _ in range(int(sys.argv[1])):
        print(sorted(set(pool.map(screened, found))))
"""


@pytest.mark.endurance
def test_csv_and_sheets_beside_each_other(demonstration_files):
    told = [str(path) for path in demonstration_files]
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", PROGRAM, str(ROUNDS), *told],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[:2000]
    assert done.stdout.splitlines() == ["['accepted']"] * ROUNDS


def test_side_by_side_or_one_after_the_other_the_reports_are_the_same(tmp_path, monkeypatch):
    streets = sorted(path for name, path in SAMPLES.items() if name.startswith("street") and path.suffix == ".csv")
    files = [*anytown.lookup_files(tmp_path), anytown.population_file(tmp_path), *streets]
    data = anytown.data_folder(tmp_path / "data")

    def reports(at_once):
        monkeypatch.setattr(loading, "AT_ONCE", at_once)
        return [report.to_json() for report in loading.screen(data, loading.Handed(files))]

    assert len(files) > 4 and reports(2) == reports(1)
