"""A damaged data folder in the browser: what was found at start is said; the release is built again, at start or by a click."""

import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from analysis.release import database
from etl.acts import verifying
from tests.browser.conftest import PATIENCE, Server, Visit
from tests.browser.test_pages import accessibility_findings

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def damaged_data(tmp_path_factory: pytest.TempPathFactory, demo_data: Path) -> Path:
    """A copy of the demonstration with half of its release, and without one of its archived files."""
    data = Path(shutil.copytree(demo_data, tmp_path_factory.mktemp("damaged") / "data"))
    release = database.release(data)
    assert release
    release.file.write_bytes(release.file.read_bytes()[: release.file.stat().st_size // 2])
    next((data / "archive" / "originals").glob("*.geojson")).unlink()
    return data


def test_damage_found_at_start_is_said_and_the_release_made_again(
    damaged_data: Path, serve: Callable[[Path], Server], visit: Visit
) -> None:
    before = database.release(damaged_data)
    server = serve(damaged_data)
    server.wait()
    # The first page may come before the archive has been looked over.
    until = time.monotonic() + PATIENCE
    while "is missing" not in server.log.read_text() and time.monotonic() < until:
        time.sleep(0.2)
    page = visit.open(server, "/history")
    expect(page.get_by_text(re.compile(r"archive/originals/\w+\.geojson: .* Put it back from a copy"))).to_be_visible()
    assert accessibility_findings(page) == []
    after = server.release
    assert before and after.id == before.id and after.file != before.file
    assert "The release in force is missing or damaged. It was made again" in server.log.read_text()
    # Damaged while the server runs: a click builds it again.
    database.pointer_file(damaged_data).write_text("{")
    page.reload()
    expect(page.get_by_role("heading", name="The figures cannot be read just now")).to_be_visible()
    visit.press("Build the release again")
    visit.heading(re.compile(r"\d+ loads?, the last on "))
    assert server.release.id == before.id
    assert [finding.file.split("/")[1] for finding in verifying.verify(damaged_data)] == ["originals"]
