"""A reader asks questions without a pause while another process puts one release after another in force: whole answers only.

12 releases in make test, 50 in make endurance.
"""

import subprocess
import sys
import threading
import time

import pytest

from analysis.declared.settings import PROJECT
from analysis.release import database
from tests.etl import anytown

# Loads one month again and again, each time with one row more, in a process of its own.
LOADER = """
import sys
from pathlib import Path
from analysis.access import Actor
from etl.acts import loading
from tests.etl.anytown import crime, street
data, swaps = Path(sys.argv[1]), int(sys.argv[2])
for number in range(2, swaps + 2):
    file = data.parent / f"{number}.csv"
    file.write_text(street([crime(f"{number} {row}", kind="Robbery") for row in range(number)]))
    done = loading.load(data, loading.Handed([file]), Actor("loader", "analyst"), confirmed=True)
    print(done.release.id, flush=True)
"""


class Reader(threading.Thread):
    """Asks of whatever release is in force, again and again; each answer is noted, and so is whatever goes wrong."""

    def __init__(self, data, ended):
        super().__init__()
        self.data, self.ended = data, ended
        self.totals, self.releases, self.wrong = set(), set(), []

    def run(self):
        with database.using(self.data):
            while not self.ended.is_set():
                try:
                    self._ask()
                except Exception as error:
                    self.wrong.append(repr(error))
                # Leaves the loader some of a small machine.
                time.sleep(0.01)

    def _ask(self):
        before = database.release()
        located, coverage = database.ask("located"), database.ask("coverage")
        if before == database.release():
            self.releases.add(before.id)
            self.totals.add((int(located["records"].sum()), int(coverage["loaded"].sum())))


@pytest.mark.parametrize("swaps", [12, pytest.param(50, marks=pytest.mark.endurance)])
def test_a_reader_sees_whole_releases_only_through_swaps(tmp_path, swaps):
    data = anytown.data_folder(tmp_path / "data")
    anytown.load(data, anytown.write(tmp_path / "1.csv", anytown.street([anytown.crime("0", kind="Robbery")])))
    first, ended = database.release(data).id, threading.Event()
    reader = Reader(data, ended)
    words = [sys.executable, "-c", LOADER, str(data), str(swaps)]
    with subprocess.Popen(words, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as loader:
        reader.start()
        made = loader.communicate()[0].split()
        ended.set()
        reader.join()
    assert loader.returncode == 0 and len({first, *made}) == swaps + 1
    assert not reader.wrong
    # Every file of the month holds another number of rows: two that differ in one answer would be of two releases.
    assert all(records == loaded and 1 <= records <= swaps + 1 for records, loaded in reader.totals)
    assert reader.releases <= {first, *made} and len(reader.releases) > swaps // 2
