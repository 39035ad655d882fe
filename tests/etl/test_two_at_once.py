"""Two loads at once, of two programs and of a page beside one: both land or one is told to check again; no receipt is lost."""

import subprocess
import sys
import threading

import pytest

from analysis.declared.settings import PROJECT
from analysis.release import database
from etl.acts import verifying
from etl.archive.archive import Archive
from pages import desk
from pages.desk import NotDone
from tests.etl import anytown


@pytest.fixture
def town(tmp_path, monkeypatch):
    """A data folder with January loaded, which the pages read."""
    data = anytown.data_folder(tmp_path / "data")
    anytown.load(data, *anytown.lookup_files(tmp_path), month(tmp_path, "2025-01"))
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    return data


def month(folder, name):
    return anytown.write(folder / f"{name}.csv", anytown.street([anytown.crime(f"{name} {n}", name) for n in range(5)]))


def program(data, *words):
    """A command in a process of its own."""
    command = [sys.executable, "-m", "etl", "--data", str(data), *map(str, words)]
    return subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, text=True)


def loaded_months(data):
    return [text for (text,) in anytown.rows(data, "SELECT DISTINCT strftime(month, '%Y-%m') FROM crimes ORDER BY 1")]


def test_two_programs_that_load_at_once_both_land(town, tmp_path):
    names = [f"2025-0{n}" for n in range(2, 6)]
    running = [program(town, "load", "--yes", month(tmp_path, name)) for name in names]
    said = [process.communicate(timeout=300)[1] for process in running]
    assert [process.returncode for process in running] == [0] * len(names), said
    assert not [text for text in said if "Traceback" in text or "lock" in text.lower()]
    assert loaded_months(town) == ["2025-01", *names]
    assert len(Archive(town).entries()) == 5
    assert verifying.verify(town) == []


def test_a_page_beside_a_program_waits_or_is_told_to_check_again(town, tmp_path, actor):
    """Two readers' pages and a program: whoever was overtaken since his check is told so, and lands on the next try."""
    said, wrong = [], []

    def load_by_page(path):
        # As the page does: check, load, and check again when told to.
        for _ in range(6):
            try:
                with path.open("rb") as file:
                    checked = desk.check([file], None, actor, lambda share, word: said.append(word))
                with path.open("rb") as file:
                    desk.load([file], None, checked.entries, actor, lambda share, word: said.append(word))
                return
            except NotDone as problem:
                said.append(str(problem))
        wrong.append("never landed")

    pages = [threading.Thread(target=load_by_page, args=[month(tmp_path, name)]) for name in ("2025-02", "2025-03")]
    for page in pages:
        page.start()
    running = [program(town, "load", "--yes", month(tmp_path, "2025-04")), program(town, "undo", "1", "--reason", "a test")]
    for process in running:
        process.communicate(timeout=300)
        assert process.returncode == 0
    for page in pages:
        page.join()
    assert not wrong
    problems = {
        text
        for text in said
        if "Check them again" not in text and text[:8] not in ("Checking", "Building", "Working ", "Somebody")
    }
    assert not problems
    assert loaded_months(town) == ["2025-02", "2025-03", "2025-04"]
    assert sorted(entry.action for entry in Archive(town).entries()) == ["load"] * 4 + ["undo"]
    assert database.release(town).id and verifying.verify(town) == []
