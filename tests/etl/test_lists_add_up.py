"""Lists of facts add up by key; what a load takes away or replaces is named and needs a yes. Shipped lists: in their area."""

import json

import pytest

from analysis.declared.settings import partnership_folder
from etl.__main__ import main
from tests.etl import anytown

HEADINGS = "source,area_code,from,to,kind,reason,reference"
SHIPPED = ("police_street", "devon-and-cornwall", "2022-11", "2023-11")


@pytest.fixture
def data(tmp_path):
    """An empty data folder of the area that the shipped lists are made for."""
    settings = partnership_folder("E06000026") / "settings.toml"
    anytown.write(tmp_path / "data" / "settings.toml", settings.read_text(encoding="utf-8"))
    return tmp_path / "data"


@pytest.fixture
def load(data, capsys):
    """Load a text as a file: the exit code, and the problems as check → message."""

    def load(name, text, *words):
        path = anytown.write(data.parent / name, text)
        code = main(["--data", str(data), "load", "--json", str(path), *words])
        (report,) = json.loads(capsys.readouterr().out)["files"]
        return code, {p["check"]: f"{p['message']} {p['remedy']}" for p in report["problems"]}

    return load


def breaks(data):
    found = anytown.rows(data, "SELECT source, area_code, from_month, to_month FROM breaks ORDER BY from_month")
    return [(source, area, f"{first:%Y-%m}", f"{last:%Y-%m}") for source, area, first, last in found]


def test_a_break_that_is_registered_stands_beside_the_one_that_ships(data, load):
    line = "police_street,devon-and-cornwall,2019-03,2019-04,partial supply,A reason,"
    assert load("one.csv", f"{HEADINGS}\n{line}\n") == (0, {})
    assert breaks(data) == [("police_street", "devon-and-cornwall", "2019-03", "2019-04"), SHIPPED]
    assert load("two.csv", f"{HEADINGS}\n{line.replace('2019', '2020')}\n") == (0, {})
    assert len(breaks(data)) == 3


def test_a_break_of_the_same_key_is_asked_and_then_stands_for_it(data, load):
    other = f"{HEADINGS}\npolice_street,devon-and-cornwall,2022-11,2023-06,records system,It ended sooner,\n"
    code, problems = load("other.csv", other)
    assert code == 1
    assert list(problems) == ["rows_changed"]
    assert (
        "1 row that is loaded would be replaced by what this file says: police_street, devon-and-cornwall, 2022-11"
        in (problems["rows_changed"])
    )
    assert load("other.csv", other, "--yes")[0] == 0
    assert breaks(data) == [(*SHIPPED[:3], "2023-06")]
    assert main(["--data", str(data), "undo", "1", "--reason", "it did not"]) == 0
    assert breaks(data) == [SHIPPED]


def test_a_break_is_taken_back_by_a_row_that_says_so(data, load):
    gone = f"{HEADINGS}\npolice_street,devon-and-cornwall,2022-11,2023-11,withdrawn,Registered in error,\n"
    assert load("gone.csv", gone)[0] == 1, "it is asked first"
    assert load("gone.csv", gone, "--yes")[0] == 0
    assert breaks(data) == []


@pytest.mark.parametrize(
    ("line", "check", "said"),
    [
        ("police_sreet,devon-and-cornwall", "break_source_unknown", "Nearest: police_street"),
        ("weather,devon-and-cornwall", "break_source_unknown", "Known: "),
        ("police_street,Plymuoth", "break_area_unknown", "Nearest: E06000026 (Plymouth)"),
        ("police_street,Plymouth", "break_area_unknown", "Nearest: E06000026 (Plymouth)"),
        ("police_street,E06000062", "break_area_unknown", "Nearest: E06000026 (Plymouth)"),
        ("police_street,devon and cornwall", "break_area_unknown", "Nearest: devon-and-cornwall"),
    ],
)
def test_a_break_that_would_divide_no_chart_is_asked_with_the_nearest(load, line, check, said):
    code, problems = load("breaks.csv", f"{HEADINGS}\n{line},2025-02,2025-03,partial supply,A reason,\n")
    assert code == 1 and list(problems) == [check]
    assert said in problems[check]


@pytest.mark.parametrize("area", ["E06000026", "devon-and-cornwall", "dorset"])
def test_a_break_of_the_area_or_of_a_force_is_not_asked(load, area):
    assert load("breaks.csv", f"{HEADINGS}\npolice_street,{area},2025-02,2025-03,partial supply,A reason,\n") == (0, {})


def test_a_list_that_no_longer_holds_rows_names_them_and_asks(data, load):
    projects = (partnership_folder("E06000026") / "projects.csv").read_text(encoding="utf-8").splitlines()
    shorter = "\n".join(projects[:-3]) + "\n"
    code, problems = load("projects.csv", shorter)
    assert code == 1 and list(problems) == ["rows_taken_away"]
    assert "This file no longer holds 3 rows that are loaded: " in problems["rows_taken_away"]
    assert all(line.split(",")[1] in problems["rows_taken_away"] for line in projects[-3:])
    before = anytown.fingerprint(data)
    assert load("projects.csv", shorter)[0] == 1 and anytown.fingerprint(data) == before
    assert load("projects.csv", shorter, "--yes")[0] == 0
    assert anytown.rows(data, "SELECT count(*) FROM projects") == [(len(projects) - 4,)]
    # All of them again: nothing goes, so nothing is asked.
    assert load("all.csv", "\n".join(projects) + "\n") == (0, {})


def test_a_changed_row_of_a_list_is_named_and_asked(load):
    grants = (partnership_folder("E06000026") / "grants.csv").read_text(encoding="utf-8")
    code, problems = load("grants.csv", grants.replace("Home Office", "Home Ofice"))
    assert code == 1 and list(problems) == ["rows_changed"]


def test_shipped_lists_of_another_area_are_not_asked_about(tmp_path, capsys):
    data = anytown.data_folder(tmp_path / "anytown")
    grants = (partnership_folder("E06000026") / "grants.csv").read_text(encoding="utf-8")
    file = anytown.write(tmp_path / "grants.csv", grants.replace("Home Office", "Somebody"))
    assert main(["--data", str(data), "load", str(file)]) == 0
