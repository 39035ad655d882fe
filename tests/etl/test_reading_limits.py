"""Large files are read within two gigabytes of memory: a workbook of 200,000 rows, a CSV of a million. Run by make endurance."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.etl import anytown

pytestmark = pytest.mark.endurance
LIMIT = 2_000_000_000
PROJECT = Path(__file__).resolve().parents[2]


def memory_of(process):
    """Bytes that a process and its children hold right now; shared pages are counted for each."""
    total, waiting = 0, [process]
    while waiting:
        number = waiting.pop()
        try:
            total += int(Path(f"/proc/{number}/statm").read_text().split()[1]) * 4096
            waiting += [int(c) for t in Path(f"/proc/{number}/task").iterdir() for c in (t / "children").read_text().split()]
        except (OSError, ValueError):
            continue
    return total


def screened(path, data):
    """What `screen` says of a file, and the most memory that it held on the way, children too."""
    command = [sys.executable, "-m", "etl", "--data", str(data), "screen", str(path)]
    process = subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True)
    most = [0]

    def watch():
        while process.poll() is None:
            most[0] = max(most[0], memory_of(process.pid))
            time.sleep(0.05)

    watcher = threading.Thread(target=watch)
    started = time.monotonic()
    watcher.start()
    words = process.communicate()[1]
    watcher.join()
    print(f"{path.name}: {most[0] / 1e6:,.0f} MB, {time.monotonic() - started:.0f} s")
    return words, most[0]


@pytest.fixture(scope="module")
def row():
    """One row of a street file."""
    return anytown.crime("a" * 64, "2025-01")


def test_a_workbook_of_200_000_rows(tmp_path, row):
    import xlsxwriter

    path = tmp_path / "large.xlsx"
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("street")
    headings = [*anytown.STREET, "Extra one", "Extra two", "Extra three"]
    for number, cells in enumerate([headings, *([*row, "x", "y", "z"] for _ in range(200_000))]):
        sheet.write_row(number, 0, [f"{number:064}", *cells[1:]] if number else cells)
    book.close()
    words, memory = screened(path, anytown.data_folder(tmp_path / "data"))
    assert "200,000 rows: 200,000 loaded" in words
    assert memory < LIMIT


@pytest.mark.parametrize("restricted", [False, True])
def test_a_csv_of_a_million_rows(tmp_path, row, restricted):
    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8") as stream:
        if restricted:
            stream.write("crime_ref,offence_code,recorded_on,committed_from,ward_code,knife,victim_name,outcome\n")
            stream.writelines(
                f"{n:011},8N,{n % 28 + 1:02}/01/2025,01/01/2025 00:30,E05990001,Y,Jo Bloggs,Investigation complete; no suspect\n"
                for n in range(1_000_000)
            )
        else:
            stream.write(",".join(anytown.STREET) + "\n")
            rest = ",".join(row[1:])
            stream.writelines(f"{n:064},{rest}\n" for n in range(1_000_000))
    words, memory = screened(path, anytown.data_folder(tmp_path / "data"))
    assert "1,000,000 rows: 1,000,000 loaded" in words
    assert memory < LIMIT
