"""`settings.toml` of a data folder: read as editors write it, and what is wrong in it is named with its line and what to do."""

import subprocess
import sys

import pytest
from streamlit.testing.v1 import AppTest

from analysis.declared.settings import ConfigurationError, settings
from analysis.release import partnership
from tests.conftest import PROJECT
from tests.etl import anytown
from tests.extracts.make import SAMPLES

GOOD = anytown.SETTINGS
COMMANDS = (
    ("load", str(SAMPLES["street.csv"])),
    ("screen", str(SAMPLES["street.csv"])),
    ("build",),
    ("status",),
    ("history",),
    ("verify",),
    ("compare", "a", "b"),
    ("undo", "000001", "--reason", "a test"),
    ("demo",),
)


def spoilt(old, new):
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


WRONG = [
    (spoilt("Safer Anytown", "Safer Château").encode("cp1252"), "settings.toml, line 1: the file is not saved as UTF-8"),
    (GOOD.encode("utf-16"), "settings.toml, line 1: the file is not saved as UTF-8"),
    (spoilt('"Anytown"', "Anytown").encode(), "Correct line 3 and try again"),
    (spoilt('area_noun = "town"', 'area_noun = "town').encode(), "Correct line 4 and try again"),
    (spoilt('["devon-and-cornwall"]', '["devon-and-cornwall"').encode(), "Correct line "),
    ((GOOD + "areas = 3\n").encode(), "settings.toml has a setting that is not known: areas (line 6)"),
    ((GOOD + "[adoptd]\nL2 = 2026-01-01\n").encode(), "not known: adoptd (line 6)"),
    (spoilt('["devon-and-cornwall"]', "7").encode(), "settings.toml, line 5: `forces` must be a list"),
    (spoilt('"Anytown"', "7").encode(), "settings.toml, line 3: `area_name` must be a text"),
    (spoilt('"E06990000"', "7").encode(), "settings.toml, line 2: `area_code` is a int"),
    (spoilt('"E06990000"', '"Anytown"').encode(), "settings.toml, line 2: `area_code` is 'Anytown'"),
    ((GOOD + 'peers = "Torbay"\n').encode(), "settings.toml, line 6: `peers` must be a list of partnerships"),
    ((GOOD + 'marking = ""\n').encode(), "settings.toml, line 6: `marking` must be a text"),
    ((GOOD + '[adopted]\nL2 = "yes"\n').encode(), "settings.toml, line 6: `adopted` must name indicators"),
    ((GOOD + 'adopted = "L2"\n').encode(), "settings.toml, line 6: `adopted` must name indicators"),
    ((GOOD + 'basemap = "tiles.example.org"\n').encode(), "settings.toml, line 6: `basemap` must be an address of map tiles"),
    ((GOOD + 'basemap = "https://a.example/{z}/{x}/{y}.png"\n').encode(), "line 6: `basemap` needs beside it basemap_says"),
    (b'area_code = "E06990000"\n', "settings.toml lacks: area_name, forces."),
    (b"\0\0\0", "Correct line 1 and try again"),
]


@pytest.mark.parametrize(("content", "said"), WRONG)
def test_what_is_wrong_is_named_with_line_and_remedy(tmp_path, content, said):
    anytown.write(tmp_path / "settings.toml", content)
    with pytest.raises(ConfigurationError) as raised:
        settings(tmp_path)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    "content", [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + GOOD.encode() + b"\r\n"]
)
def test_a_mark_or_line_ends_that_an_editor_leaves_are_no_fault(tmp_path, content):
    anytown.write(tmp_path / "settings.toml", content)
    assert settings(tmp_path).area_name == "Anytown"


def test_another_area_takes_nothing_from_the_partnership_that_ships(tmp_path):
    anytown.write(tmp_path / "settings.toml", 'area_code = "E06990000"\narea_name = "Anytown"\nforces = "all"\n')
    found = settings(tmp_path)
    assert (found.partnership, found.area_noun, found.adopted) == ("Anytown community safety partnership", "area", ())
    assert settings(tmp_path / "none").adopted, "the partnership that ships has adopted some"


def test_single_lines_change_the_partnership_that_ships(tmp_path):
    shipped = settings(tmp_path)
    anytown.write(tmp_path / "settings.toml", 'marking = "OFFICIAL-SENSITIVE"\n')
    changed = settings(tmp_path)
    assert (changed.area_code, changed.adopted) == (shipped.area_code, shipped.adopted)
    assert changed.marking == "OFFICIAL-SENSITIVE" != shipped.marking


def test_settings_written_anew_are_read_anew(tmp_path):
    anytown.data_folder(tmp_path)
    assert settings(tmp_path).area_noun == "town"
    anytown.data_folder(tmp_path, area_noun='"borough"')
    assert settings(tmp_path).area_noun == "borough"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_no_command_ends_in_a_traceback(tmp_path, command):
    anytown.write(tmp_path / "settings.toml", WRONG[0][0])
    words = [sys.executable, "-m", "etl", "--data", str(tmp_path), *command]
    done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True)
    assert "Traceback" not in done.stderr and done.returncode in (0, 1)
    if command[0] in ("load", "screen", "demo"):
        assert done.returncode == 1 and "settings.toml, line 1" in done.stderr


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A data folder of Anytown with a month loaded, whose settings were spoilt after that."""
    data, files = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("files")
    anytown.data_folder(data)
    month = anytown.write(files / "x.csv", anytown.street([anytown.crime("a", kind="Robbery"), anytown.crime("b")]))
    anytown.load(data, *anytown.lookup_files(files), month)
    anytown.write(data / "settings.toml", WRONG[0][0])
    return data


@pytest.mark.parametrize("page", ["violence/overview", "violence/explore", "violence/pillars", "extracts/data", "extracts/load"])
def test_pages_say_it_and_otherwise_work(loaded, monkeypatch, page):
    monkeypatch.setenv("VIOLENCE_DATA", str(loaded))
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    app.switch_page(f"{page}.py").run()
    assert not app.exception and not app.error
    (said,) = [each.value.replace("\\", "") for each in app.warning if "settings" in each.value]
    assert "settings.toml, line 1" in said and "save it with the encoding UTF-8" in said
    assert [each for each in app.markdown if each.value.startswith("# ")], "the page is drawn"
    assert "Plymouth" not in " ".join(each.value for each in (*app.markdown, *app.caption))


def test_pages_go_by_the_settings_that_the_release_was_built_with(loaded, monkeypatch):
    monkeypatch.setenv("VIOLENCE_DATA", str(loaded))
    found = partnership.in_force()
    assert (found.area_name, found.forces, found.partnership) == ("Anytown", ("devon-and-cornwall",), "Safer Anytown")
    assert partnership.problem()


def test_without_a_release_pages_say_it_too(tmp_path, monkeypatch):
    anytown.write(tmp_path / "settings.toml", b"forces = \n")
    monkeypatch.setenv("VIOLENCE_DATA", str(tmp_path))
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    assert not app.exception and not app.error
    assert any("Correct line 1" in each.value for each in app.warning)


def test_settings_that_name_another_area_than_the_figures_are_said(tmp_path, monkeypatch):
    data, files = anytown.data_folder(tmp_path / "data"), tmp_path / "files"
    month = anytown.write(files / "x.csv", anytown.street([anytown.crime("a", kind="Robbery"), anytown.crime("b")]))
    anytown.load(data, *anytown.lookup_files(files), month)
    anytown.data_folder(data, area_code='"E07990000"', area_name='"Elsewhere"')
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
    (said,) = [each.value.replace("\\", "") for each in app.warning if "settings" in each.value]
    assert said.startswith("The figures are still those of Anytown: settings.toml names Elsewhere")
