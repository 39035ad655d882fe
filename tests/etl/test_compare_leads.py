"""What a comparison leads with: what the board reads differently. And what it pairs: only what changed is named."""

import json

import pytest

from analysis.declared import reference_tables
from analysis.declared.settings import partnership_folder
from analysis.release import database
from etl.__main__ import main
from etl.release import compare
from tests.etl import anytown

RETURNS = "grant_id,project_id,period_start,period_end,measure_id,value,basis,status,submitted_on,version,note"
BREAKS = "source,area_code,from,to,kind,reason,reference"


@pytest.fixture
def data(tmp_path):
    """An empty data folder of the area that the shipped lists are made for."""
    settings = partnership_folder("E06000026") / "settings.toml"
    anytown.write(tmp_path / "data" / "settings.toml", settings.read_text(encoding="utf-8"))
    return tmp_path / "data"


@pytest.fixture
def load(data):
    """Load a text as a file; the release that is then in force."""

    def load(name, text):
        assert main(["--data", str(data), "load", "--yes", str(anytown.write(data.parent / name, text))]) == 0
        return database.release(data)

    return load


def a_return(measure, value, version=1, first="2024-07-01", last="2024-09-30"):
    return f"sv-2024-25,P1,{first},{last},{measure},{value},period,submitted,2024-10-14,{version},"


def test_the_command_line_leads_with_delivery_breaks_and_notes(data, load, capsys):
    target = reference_tables.partnership_table("targets", "E06000026").query("minimum.notna() and kind == 'count'").iloc[0]
    before = load("note.csv", "date,indicator_id,area_code,text\n2024-05-01,,,A first note\n")
    line = a_return(target["measure_id"], 300).replace(",P1,", f",{target['project_id']},")
    load("return.csv", f"{RETURNS}\n{line}\n")
    load("breaks.csv", f"{BREAKS}\npolice_street,devon-and-cornwall,2019-03,2019-04,partial supply,A reason,\n")
    after = load("note2.csv", "date,indicator_id,area_code,text\n2024-06-01,,,Another note\n")
    capsys.readouterr()
    assert main(["--data", str(data), "compare", before.id, after.id]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("The board will read differently: ")
    said = "\n".join(lines[: lines.index("")])
    assert (
        f"Delivery: {target['label']} ({target['project_id']}): no return yet → 300 of {int(float(target['minimum'])):,}" in said
    )
    assert "Breaks: Break of police_street: none registered → March 2019 to April 2019 not comparable: A reason" in said
    assert "Notes on charts: Note of 1 June 2024 on every chart: none → Another note" in said
    assert "A first note" not in said
    assert main(["--data", str(data), "compare", "--json", before.id, after.id]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {one["kind"] for one in found["read"]} >= {"delivery", "break", "note"}


def test_a_break_that_goes_is_said(data, load, capsys):
    before = load("note.csv", "date,indicator_id,area_code,text\n2024-05-01,,,A note\n")
    after = load("gone.csv", f"{BREAKS}\npolice_street,devon-and-cornwall,2022-11,2023-11,withdrawn,In error,\n")
    capsys.readouterr()
    assert main(["--data", str(data), "compare", before.id, after.id]) == 0
    out = capsys.readouterr().out
    assert "Break of police_street: November 2022 to November 2023 not comparable:" in out and "→ none registered" in out
    assert "breaks: 0 rows new, 0 changed, 1 gone (police_street, devon-and-cornwall, 2022-11-01)" in out


def test_a_corrected_return_is_one_new_file_and_nothing_else_is_named(load):
    """Two files stand for the same periods: what did not change is not named, however many stand there."""
    quarters = [("2024-04-01", "2024-06-30"), ("2024-07-01", "2024-09-30"), ("2024-10-01", "2024-12-31")]
    lines = [a_return(measure, 5, 1, *quarter) for measure in ("one", "two") for quarter in quarters]
    load("first.csv", "\n".join([RETURNS, *lines]) + "\n")
    before = load("second.csv", "\n".join([RETURNS, *(line.replace("one,5", "three,7") for line in lines[:3])]) + "\n")
    after = load(
        "corrected.csv",
        "\n".join([RETURNS, *(line.replace("5,period", "6,period").replace(",1,", ",2,") for line in lines)]) + "\n",
    )
    found = compare.compare(before.file, after.file)
    assert found.files[["change", "source", "file_after"]].to_numpy().tolist() == [["new", "returns", "corrected.csv"]]
    back = compare.compare(after.file, before.file)
    assert back.files[["change", "file_before"]].to_numpy().tolist() == [["gone", "corrected.csv"]]
    assert found.lists[["list", "rows_new", "rows_changed", "rows_gone"]].to_numpy().tolist() == [["returns", 6, 0, 0]]


def test_a_month_beside_returns_is_one_new_and_nothing_revised(load):
    load("one.csv", f"{RETURNS}\n{a_return('one', 5)}\n{a_return('two', 5)}\n")
    before = load("two.csv", f"{RETURNS}\n{a_return('three', 5)}\n{a_return('four', 5)}\n")
    after = load("01.csv", anytown.street([anytown.crime("a")]))
    found = compare.compare(before.file, after.file)
    assert found.files["change"].tolist() == ["new"]
    revised = load("01b.csv", anytown.street([anytown.crime("a"), anytown.crime("b")]))
    assert compare.compare(after.file, revised.file).files["change"].tolist() == ["revised"]


def test_a_list_replaced_whole_names_what_is_gone(data, load):
    projects = (partnership_folder("E06000026") / "projects.csv").read_text(encoding="utf-8").splitlines()
    before = load("all.csv", "\n".join(projects) + "\n")
    after = load("fewer.csv", "\n".join(projects[:-2]) + "\n")
    found = compare.compare(before.file, after.file)
    row = found.lists.to_dict("records")[0]
    assert (row["list"], row["rows_gone"], len(row["gone"])) == ("projects", 2, 2)
    assert found.files["change"].tolist() == ["revised"]
