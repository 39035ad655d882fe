"""A project's blank workbook, downloaded from its page, filled in as a project would, and loaded through the door."""

import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from analysis.projects import delivery
from analysis.projects.returns import read_returns
from analysis.release import database
from analysis.release.questions.projects import Grants
from analysis.release.rows import ask_rows
from etl.acts import loading
from etl.release import blank_workbook
from tests.browser.conftest import Server, Visit
from tests.browser.test_load import drop
from tests.conftest import TESTER
from tests.etl.test_blank_workbook import filled, tables
from tests.extracts.make import SAMPLES

pytestmark = pytest.mark.browser


def missing(project: str) -> list[str]:
    """The quarters for which a project of the release in force has sent no return, by their last days."""
    grant = ask_rows(Grants, database.ask)[0]
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


def begun(tmp_path: Path) -> Path:
    """A data folder without demonstration data: one list is loaded, so that what ships of the projects stands."""
    data = tmp_path / "data"
    loading.load(data, loading.Handed([SAMPLES["offence_groups.csv"]]), TESTER, confirmed=True)
    return data


def test_a_return_is_loaded_seen_and_undone(serve: Callable[[Path], Server], tmp_path: Path, visit: Visit) -> None:
    """From the list of projects to one, out with its workbook, filled in, loaded on the page, seen there, undone, gone."""
    server = serve(begun(tmp_path))
    server.wait()
    page = visit.open(server, "/projects")
    page.get_by_role("link", name=re.compile("Speech, language and communication")).first.click()
    page.wait_for_url(re.compile("/project.*P6"))
    visit.drawn()
    project = page.url.removeprefix(server.address)
    main = page.locator('[data-testid="stMain"]')
    expect(main).not_to_contain_text("92")
    with page.expect_download() as started:
        visit.press("Blank workbook for P6")
    handed_back = tmp_path / "P6.xlsx"
    entries = {("returns", 1, 5): 92, ("returns", 2, 5): 41}
    handed_back.write_bytes(filled(Path(started.value.path()).read_bytes(), entries))

    drop(visit, server, handed_back)
    visit.press("Load 1 file")
    visit.heading("1 file loaded")
    page = visit.open(server, project)
    expect(main).to_contain_text("92")
    expect(main).to_contain_text("41")

    page = visit.open(server, "/history")
    page.get_by_role("textbox", name="Reason").first.fill("the figures were of another school")
    visit.press("Undo this load")
    expect(page.get_by_text("To reverse this, undo the undo")).to_be_visible()
    visit.open(server, project)
    expect(main).not_to_contain_text("92")


def test_what_is_signed_off_stands_though_a_later_return_says_otherwise(
    serve: Callable[[Path], Server], tmp_path: Path, visit: Visit
) -> None:
    data = begun(tmp_path)

    def load(pupils: int) -> None:
        book = tmp_path / f"P6_{pupils}.xlsx"
        blank = blank_workbook.blank_workbook("sv-2024-25", "P6", data)
        book.write_bytes(filled(blank, {("returns", 1, 5): pupils, ("returns", 2, 5): 41}))
        assert {report.verdict for report in loading.load(data, loading.Handed([book]), TESTER, confirmed=True).reports} == {
            "accepted"
        }

    load(92)
    server = serve(data)
    server.wait()
    address = "/quarterly_return?grant=sv-2024-25&quarter=2024/25+Q4"
    page = visit.open(server, address)
    main = page.locator('[data-testid="stMain"]')
    expect(main).to_contain_text("92")
    page.get_by_role("checkbox", name=re.compile("Sign off without")).press("Space")
    visit.press("Sign off")
    expect(main).to_contain_text("It stands as it was signed, whatever is loaded since.")

    load(95)
    page = visit.open(server, address)
    expect(main).to_contain_text("It stands as it was signed, whatever is loaded since.")
    expect(main).to_contain_text("92")
    expect(page.get_by_role("heading", name="Differences since")).to_be_visible()
    visit.open(server, "/project?grant=sv-2024-25&project=P6")
    expect(main).to_contain_text("95")
