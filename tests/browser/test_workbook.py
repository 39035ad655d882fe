"""A project's blank workbook, downloaded from its page, filled in as a project would, and loaded through the door."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from analysis.projects import delivery
from analysis.projects.returns import read_returns
from analysis.release import database
from etl.acts import loading
from tests.browser.conftest import Server, Visit
from tests.conftest import TESTER
from tests.etl.test_blank_workbook import filled, tables

pytestmark = pytest.mark.browser


def missing(project: str) -> list[str]:
    """The quarters for which a project of the release in force has sent no return, by their last days."""
    grant = database.ask("grants").to_dict("records")[0]
    read = read_returns(database.ask("returns"))
    expected = delivery.expected_quarters(grant, read, date(2026, 1, 1))
    mine = [row for row in read if row.project_id == project]
    return [f"{quarter.last}" for quarter in delivery.missing_quarters(mine, expected)]


def test_the_late_return_is_downloaded_filled_in_and_loaded(
    demo_server: Server, demo_data: Path, visit: Visit, tmp_path: Path
) -> None:
    assert missing("P6") == ["2025-03-31"]
    page = visit.open(demo_server, "/project?grant=sv-2024-25&project=P6")
    with page.expect_download() as started:
        visit.press("Blank workbook for P6")
    assert started.value.suggested_filename == "sv-2024-25_P6.xlsx"
    blank = Path(started.value.path()).read_bytes()

    rows = tables(blank)["returns"]
    assert [row[:5] for row in rows[1:]] == [
        ["sv-2024-25", "P6", "2025-01-01", "2025-03-31", measure] for measure in ("pupils_screened", "pupils_supported")
    ]
    open_milestones = [row[1] for row in tables(blank)["milestones"][1:]]
    assert open_milestones == ["screening"]
    assert {row[6] for row in rows[1:]} == {"cumulative"}, "as its returns before"
    entries: dict[tuple[str, int, int], object] = {("milestones", 1, 6): date(2025, 5, 12)}
    entries |= {("returns", y, x): cell for y, value in ((1, 92), (2, 41)) for x, cell in ((5, value), (7, "submitted"))}
    handed_back = tmp_path / "P6.xlsx"
    handed_back.write_bytes(filled(blank, entries))

    data = Path(shutil.copytree(demo_data, tmp_path / "data"))
    done = loading.load(data, loading.Handed([handed_back], demonstration=True), TESTER)
    assert [(report.file, report.verdict) for report in done.reports] == [
        ("P6.xlsx!returns", "accepted"), ("P6.xlsx!milestones", "accepted"),
    ]  # fmt: skip
    with database.using(data):
        assert missing("P6") == []
        screened = [row for row in delivery.outputs(database.ask("targets"), database.ask("returns")) if row.project_id == "P6"]
    assert {row.measure_id: row.value for row in screened} == {"pupils_screened": 92, "pupils_supported": 41}
