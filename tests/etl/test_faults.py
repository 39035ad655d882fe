"""What nobody foresaw: one sentence with a reference that stands in the log, never a trace of code or a row of a file."""

import json
import os
import re

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

import etl.__main__ as command_line
from analysis import faults
from analysis.projects import delivery
from tests.conftest import PROJECT
from tests.etl import anytown

ROW = "Jane Doe, born 01/02/1990"


def fails(*_, **__):
    try:
        raise duckdb.ConversionException(f"Could not convert '{ROW}'")
    except duckdb.Error as error:
        raise ValueError(ROW) from error


def test_a_command_says_what_happened_with_a_reference_that_stands_in_the_log(tmp_path, monkeypatch, capsys, not_foreseen):
    data = anytown.data_folder(tmp_path / "data")
    monkeypatch.setattr(command_line, "status", fails)
    assert command_line.main(["--data", str(data), "status"]) == 1
    err = capsys.readouterr().err
    assert "Traceback" not in err and ROW not in err
    found = re.search(r"\(ValueError\)\. Its reference is ([0-9a-f]{8}):", err)
    log = data / "audit" / "faults.jsonl"
    assert found and str(log) in err
    (line,) = [json.loads(text) for text in log.read_text().splitlines()]
    assert (line["reference"], line["doing"], line["errors"]) == (
        found[1],
        "python -m etl status",
        ["ValueError", "ConversionException"],
    )
    assert any(place.startswith("etl/__main__.py:") for place in line["where"]) and ROW not in log.read_text()


def test_the_log_goes_to_the_temporary_folder_where_the_data_folder_cannot_hold_it(tmp_path, not_foreseen):
    data = anytown.data_folder(tmp_path / "data")
    anytown.write(data / "audit", "a file where the folder should be")
    noted = faults.note(ValueError(ROW), "a test", data)
    assert noted.log and not noted.log.is_relative_to(data) and noted.reference in noted.log.read_text()
    if os.name == "posix":
        assert noted.log.stat().st_mode & 0o077 == 0, "nobody else reads it"
    nowhere = faults.note(ValueError(ROW), "a test", tmp_path / "not_there")
    assert nowhere.log == noted.log and not (tmp_path / "not_there").exists()


def test_stopping_a_command_is_no_fault(tmp_path, monkeypatch, capsys):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "status", stopped)
    assert command_line.main(["--data", str(tmp_path), "status"]) == 1
    assert capsys.readouterr().err.startswith("Stopped. A load or undo happens whole or not at all")


@pytest.mark.parametrize("page", ["projects/portfolio", "violence/overview"])
def test_a_page_says_it_in_a_sentence_and_keeps_its_frame(page, demo_data, monkeypatch, not_foreseen):
    monkeypatch.setattr(faults, "data_folder", lambda: PROJECT / "no_such_folder")
    monkeypatch.setattr(delivery, "outputs", fails)
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    app.switch_page(f"{page}.py").run()
    assert not app.exception
    said = app.error[-1].value.replace("\\", "")
    assert not_foreseen[-1].reference in said and str(not_foreseen[-1].log) in said and ROW not in said
    assert not_foreseen[-1].log and not_foreseen[-1].reference in not_foreseen[-1].log.read_text()
    assert any("OFFICIAL" in each.value for each in app.markdown)
