"""Files of every form are screened side by side in one process, over and over: none of it may end the process."""

import subprocess
import sys

import pytest

from tests.conftest import PROJECT

ROUNDS = 15  # three rounds were enough to end the process, never six
# In a process of its own: what went wrong here once ended the process, which no test in it survives.
PROGRAM = """
import sys, tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from etl.door import screening
from etl.door.units import units

def screened(unit):
    with connection.cursor() as own:
        return screening.screen(own, unit, Path(tempfile.mkdtemp(dir=folder))).verdict

connection = screening.connect()
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
