"""Files loaded while the dashboard is served show on the reader's next step, without a restart."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from analysis.access import Actor
from etl.acts import loading
from tests.browser.conftest import Server, Visit
from tests.conftest import PROJECT

pytestmark = pytest.mark.browser

GEOGRAPHY = ("wards_schematic", "lookup", "population")


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory, demonstration_files: list[Path]) -> tuple[Path, Path]:
    """A data folder with the first month of the demonstration loaded, as if it were the police's, and a file of the next."""
    folder, files = tmp_path_factory.mktemp("growing"), tmp_path_factory.mktemp("growing_files")
    (street,) = [path for path in demonstration_files if path.name == "demonstration_street.zip"]
    with zipfile.ZipFile(street) as archive:
        first, second = sorted(archive.namelist())[:2]
        months = [Path(archive.extract(name, files)) for name in (first, second)]
    geography = [path for path in demonstration_files if any(part in path.name for part in GEOGRAPHY)]
    done = loading.load(folder, loading.Handed([*geography, months[0]]), Actor("tests", "analyst"), confirmed=True)
    assert {report.verdict for report in done.reports} == {"accepted"}
    return folder, months[1]


def test_load_under_a_running_server(serve: Callable[[Path], Server], two_months: tuple[Path, Path], visit: Visit) -> None:
    folder, next_month = two_months
    server = serve(folder)
    server.wait()
    page = visit.open(server, "/explore")
    visit.heading("recorded in October 2020")
    former = server.release.id
    strip = page.locator(".st-key-strip")
    expect(strip).to_contain_text("Police recorded crime to Oct 2020")
    expect(strip).to_contain_text(f"release {former[:4]}")
    expect(page.locator(".st-key-demonstration")).to_have_count(0)

    command = [sys.executable, "-m", "etl", "--data", str(folder), "load", "--yes", str(next_month)]
    environment = {name: value for name, value in os.environ.items() if name != "VIOLENCE_DATA"}
    loaded = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120)
    assert loaded.returncode == 0, loaded.stderr
    assert server.release.id != former

    visit.press("Anti-social behaviour")
    visit.heading("Anti-social behaviour in Plymouth: ")
    expect(strip).to_contain_text("Police recorded crime to Nov 2020")
    expect(strip).to_contain_text(f"release {server.release.id[:4]}")
    visit.press("Reset filters")
    visit.heading("in the 2 months to November 2020")
