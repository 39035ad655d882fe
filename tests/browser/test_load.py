"""Loading in the browser: drop, check, tick, load, see it everywhere, undo; and a refused file that leaves no trace."""

import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from analysis.release import database
from tests.browser.conftest import READY, Server, Visit
from tests.browser.test_pages import accessibility_findings, assert_nothing_wider_than_the_screen
from tests.etl.anytown import fingerprint

pytestmark = pytest.mark.browser

HOSTILE = "=1+1 ![x](http_evil.example) <img src=x>.csv"


@pytest.fixture(scope="module")
def copied_data(tmp_path_factory: pytest.TempPathFactory, demo_data: Path) -> Path:
    """A copy of the demonstration's data folder, to be changed."""
    return Path(shutil.copytree(demo_data, tmp_path_factory.mktemp("copied") / "data"))


@pytest.fixture(scope="module")
def copy_server(serve: Callable[[Path], Server], copied_data: Path) -> Server:
    """The dashboard over the copy."""
    server = serve(copied_data)
    server.wait()
    return server


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory, demonstration_files: list[Path]) -> dict[str, Path]:
    """A month of street crime, the lookups that place it, a file with one fault a thousand times, and a hostile one."""
    folder = tmp_path_factory.mktemp("dropped")
    street = next(path for path in demonstration_files if path.name == "demonstration_street.zip")
    with zipfile.ZipFile(street) as archive:
        newest = max(name for name in archive.namelist() if name.endswith("-street.csv"))
        month = newest[:7]
        text = archive.read(newest).decode()
    found = {path.name: path for path in demonstration_files if path.name.startswith("lookup")}
    for name, content in {
        "october.csv": text.replace(f",{month},", ",2025-10,"),
        "bad_month.csv": text.replace(f",{month},", ",2025-13,"),
        HOSTILE: "Name,Value\n=1+1,<b>\n",
    }.items():
        found[name] = folder / name
        found[name].write_text(content)
    return found


def drop(visit: Visit, server: Server, *paths: Path) -> Page:
    """Open the Load page, drop files on it and check them."""
    page = visit.open(server, "/load")
    page.locator("input[type=file]").set_input_files(paths)
    word = "file" if len(paths) == 1 else "files"
    visit.press(f"Check {len(paths)} {word}")
    expect(page.get_by_role("heading", name="2 Check")).to_be_visible()
    visit.drawn()
    return page


def test_a_refused_file_leaves_the_folder_byte_for_byte(
    copy_server: Server, copied_data: Path, files: dict[str, Path], visit: Visit
) -> None:
    before = fingerprint(copied_data)
    page = drop(visit, copy_server, files["bad_month.csv"], files[HOSTILE])
    main = page.locator('[data-testid="stMain"]')
    expect(main).to_contain_text("Of 2 files: 2 refused. Refused files are left out; nothing of them is kept.")
    expect(main).to_contain_text(re.compile(r"'2025-13' is not a month\. The same in [\d,]+ other places\."))
    # The name of a file is text: it makes no image, no link and no formatting.
    expect(main).to_contain_text("✕ Refused: =1+1 ![x](http_evil.example) _img src=x_.csv")
    expect(main.locator('img[src="x"], a[href*="evil"]')).to_have_count(0)
    expect(main).to_contain_text("No file can be loaded. What is loaded stays as it is.")
    assert page.get_by_role("button", name=re.compile("^Load ")).count() == 0
    assert fingerprint(copied_data) == before
    assert_nothing_wider_than_the_screen(page)
    assert accessibility_findings(page) == []


def test_files_check_and_ticks_outlast_a_look_at_another_page(
    serve: Callable[[Path], Server], demo_data: Path, tmp_path: Path, files: dict[str, Path], visit: Visit
) -> None:
    """Load itself links to Data: who looks there for the right file comes back to what was handed over and checked."""
    # A copy of its own: the other tests count the acts of theirs.
    server = serve(Path(shutil.copytree(demo_data, tmp_path / "data")))
    server.wait()
    before = server.release
    page = drop(visit, server, files["october.csv"])
    tick = page.get_by_role("checkbox", name=re.compile("Demonstration data are loaded"))
    tick.press("Space")
    page.get_by_role("textbox", name=re.compile("^Note")).fill("from the desk")
    page.get_by_role("textbox", name=re.compile("^Note")).press("Tab")
    expect(page.get_by_role("button", name="Load 1 file")).to_be_enabled()
    for other in ("Data", "History"):
        go(visit, other)
        assert not list(Path(tempfile.gettempdir()).glob("violence_files_*")), "nothing waits on disk"
        go(visit, "Load")
        expect(page.get_by_role("heading", name="2 Check")).to_be_visible()
        expect(page.locator('[data-testid="stMain"]')).to_contain_text("Handed over before")
        expect(tick).to_be_checked()
        expect(page.get_by_role("textbox", name=re.compile("^Note"))).to_have_value("from the desk")
    assert accessibility_findings(page) == []
    # One more file beside those: they are checked together.
    page.locator("input[type=file]").set_input_files([files["bad_month.csv"]])
    visit.press("Check 2 files")
    expect(page.locator('[data-testid="stMain"]')).to_contain_text("Of 2 files: 1 needs your confirmation, 1 refused.")
    page.get_by_role("checkbox", name=re.compile("Demonstration data are loaded")).press("Space")
    visit.press("Load 1 file")
    visit.heading("1 file loaded")
    assert server.release.id != before.id
    expect(page.locator('[data-testid="stMain"]')).not_to_contain_text("Handed over before")


def go(visit: Visit, name: str) -> None:
    """Follow the menu to another page, in the same session."""
    visit.page.get_by_role("link", name=name, exact=True).first.click()
    visit.page.wait_for_url(re.compile(f"/{name.lower()}"))
    visit.drawn()


def test_loading_is_seen_at_once_and_undone_exactly(
    copy_server: Server, copied_data: Path, files: dict[str, Path], visitor: Callable[..., Visit]
) -> None:
    before = copy_server.release
    visit, reader = visitor(), visitor()
    explore = reader.open(copy_server, "/explore")
    good = [path for name, path in files.items() if name.startswith("lookup")] + [files["october.csv"]]
    page = drop(visit, copy_server, *good, files["bad_month.csv"])
    main = page.locator('[data-testid="stMain"]')
    expect(main).to_contain_text(f"Of {len(good) + 1} files: {len(good)} need your confirmation, 1 refused.")
    expect(main).to_contain_text("these files give the first release of real figures.")
    expect(page.get_by_role("button", name="Load now")).to_be_disabled()
    load = page.get_by_role("button", name=f"Load {len(good)} files")
    expect(load).to_be_disabled()
    assert accessibility_findings(page) == []
    page.get_by_role("checkbox", name=re.compile("Demonstration data are loaded")).press("Space")
    expect(load).to_be_disabled()
    page.get_by_role("checkbox", name=re.compile("no lookup has it")).press("Space")
    expect(load).to_be_enabled()
    load.click()
    visit.heading(f"{len(good)} files loaded")
    after = database.release(copied_data)
    assert after is not None and after.id != before.id
    expect(page.locator("h1")).to_contain_text(f"release {after.id[:8]} is in force")
    # Another reader's page shows the new release on its next question, without a restart.
    reader.press("Reset filters")
    expect(explore.locator(".st-key-strip")).to_contain_text("Police recorded crime to Oct 2025")
    undo(visit, "the demonstration is still needed")
    restored = database.release(copied_data)
    assert restored is not None and restored.id == before.id
    reader.press("Reset filters")
    expect(explore.locator(".st-key-strip")).to_contain_text("Police recorded crime to Sep 2025")
    expect(explore.locator(".st-key-demonstration")).to_be_visible()


def undo(visit: Visit, reason: str) -> None:
    """Follow the link to the history and undo the newest load; without a reason nothing is undone."""
    page = visit.page
    page.get_by_role("link", name="History: this load, and how to undo it").click()
    visit.heading("3 loads, the last on ")
    visit.press("Undo this load")
    expect(page.get_by_text("Say why: an undo needs a reason")).to_be_visible()
    page.get_by_role("textbox", name="Reason").fill(reason)
    visit.press("Undo this load")
    expect(page.get_by_text("To reverse this, undo the undo")).to_be_visible()
    visit.heading("3 loads and 1 undo, the last on ")


def kept(data: Path) -> dict[str, str]:
    """The hash of every file of a data folder but typed rows: a check may make those of a list that ships."""
    return {name: hash for name, hash in fingerprint(data).items() if not name.startswith("archive/rows")}


def with_heading(files: dict[str, Path], month: str, heading: str) -> Path:
    """The month of street crime as another month, its crime types under another heading."""
    path = files["october.csv"].with_name(f"{month}.csv")
    path.write_text(files["october.csv"].read_text().replace("Crime type", heading, 1).replace(",2025-10,", f",{month},"))
    return path


def test_a_new_heading_is_matched_once_and_known_until_that_is_undone(
    copy_server: Server, copied_data: Path, files: dict[str, Path], visit: Visit
) -> None:
    before = kept(copied_data)
    page = drop(visit, copy_server, with_heading(files, "2025-10", "Kind of crime"))
    main = page.locator('[data-testid="stMain"]')
    expect(main).to_contain_text("but the heading 'Crime type' is missing.")
    expect(main).to_contain_text("has 'Kind of crime', which 'Police recorded crime (street level)' does not know")
    assert accessibility_findings(page) == []
    visit.press("Match and check again")
    expect(page.get_by_text("Choose at least one heading first.")).to_be_visible()
    page.get_by_role("combobox", name="'Crime type' stands in the file as").click()
    page.get_by_role("option", name="Kind of crime").click()
    visit.press("Match and check again")
    expect(main).to_contain_text("Matched by hand: 'Kind of crime' stands for 'Crime type'.")
    assert kept(copied_data) == before, "nothing is remembered before the load"
    visit.drawn()
    load_all(page, "Load 2 files")
    visit.heading("2 files loaded")
    # The next file with that heading is known without being asked.
    page = drop(visit, copy_server, with_heading(files, "2025-11", "KIND OF CRIME"))
    expect(page.get_by_role("button", name="Load 1 file")).to_be_visible()
    expect(page.get_by_role("button", name="Match and check again")).to_have_count(0)
    # Undone, it asks again.
    page = visit.open(copy_server, "/history")
    page.get_by_role("combobox", name=re.compile("File of this load")).click()
    page.get_by_role("option", name="headings-matched-by-hand.csv").click()
    page.get_by_text("only headings-matched-by-hand.csv").click()
    page.get_by_role("textbox", name="Reason").fill("it is something else")
    visit.press("Undo this load")
    expect(page.get_by_text("To reverse this, undo the undo")).to_be_visible()
    page = drop(visit, copy_server, with_heading(files, "2025-11", "Kind of crime"))
    expect(page.get_by_role("button", name="Match and check again")).to_be_visible()
    expect(main).to_contain_text("No file can be loaded.")


def load_all(page: Page, button: str) -> None:
    """Tick every warning, then load."""
    boxes = page.get_by_role("checkbox")
    for position in range(boxes.count()):
        if not boxes.nth(position).is_checked():
            boxes.nth(position).press("Space")
            expect(page.locator(READY)).to_be_attached()
    page.get_by_role("button", name=button).click()


def test_one_member_of_a_zip_is_left_out(copy_server: Server, copied_data: Path, files: dict[str, Path], visit: Visit) -> None:
    packed = files["october.csv"].with_name("months.zip")
    with zipfile.ZipFile(packed, "w") as archive:
        for month in ("2025-11", "2025-12"):
            archive.writestr(f"{month}.csv", files["october.csv"].read_text().replace(",2025-10,", f",{month},"))
    before = kept(copied_data)
    page = drop(visit, copy_server, packed)
    main = page.locator('[data-testid="stMain"]')
    expect(main).to_contain_text("Of 2 files:")
    visit.press("Leave out and check again")
    expect(page.get_by_text("Choose at least one file first.")).to_be_visible()
    visit.drawn()
    visit.choose(re.compile("^Leave out"), "months.zip!2025-12.csv")
    expect(page.locator('[data-testid="stForm"]').filter(has_text="Leave out")).to_contain_text("months.zip!2025-12.csv")
    visit.press("Leave out and check again")
    expect(main).to_contain_text("Of 1 file:")
    expect(page.get_by_role("button", name="Load 1 file")).to_be_visible()
    assert accessibility_findings(page) == []
    assert kept(copied_data) == before
