"""Returns as projects send them, late, early, revised, after the end, falling: from the file to the quarterly return, by hand."""

import csv
from datetime import date

import pandas as pd
import pytest

from analysis.figures.shown_release import ShownRelease
from analysis.grant_reports import answered, chosen
from analysis.release import database
from analysis.release.questions.projects import Grants
from tests.conftest import PROJECT
from tests.etl import anytown
from tests.etl.anytown import load, table, write
from tests.etl.test_grants import GRANTS, PROJECTS, RETURNS, TARGETS

TARGET = ["talks", "Talks", "talks", "count", "9", "", "N", ""]
with (PROJECT / "tests" / "golden" / "returns_received.csv").open(newline="", encoding="utf-8") as lines:
    CASES = list(csv.DictReader(lines))
NAMES = [f"P{place:02}" for place in range(len(CASES))]


def returned(project, case):
    for one in filter(None, case["returned"].split(";")):
        days, basis, value, status, sent, version = one.split(" ")
        yield ["G1", project, *days.split("/"), "talks", value, basis, status, sent, version.removeprefix("v"), ""]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The return of July to September 2024, what the door asked about, and the versions kept of each project."""
    folder = tmp_path_factory.mktemp("by_hand")
    data = anytown.data_folder(folder / "data")
    pairs = list(zip(NAMES, CASES, strict=True))
    load(
        data,
        write(folder / "grants.csv", table(GRANTS, [["G1", "A grant", "", "2024/25", "", "", "2024-04-01"]])),
        write(
            folder / "projects.csv",
            table(PROJECTS, [["G1", name, name, *[""] * 5, "2024-04-01", one["ends"], ""] for name, one in pairs]),
        ),
        write(folder / "targets.csv", table(TARGETS, [[name, *TARGET] for name in NAMES])),
    )  # fmt: skip
    rows = [row for name, one in pairs for row in returned(name, one)]
    (report,) = load(data, write(folder / "returns.csv", table(RETURNS, rows))).reports
    with pytest.MonkeyPatch.context() as patch, database.using(data):
        patch.setenv("VIOLENCE_DATA", str(data))
        shown = ShownRelease(database.ask, database.release(data).id, date(2025, 6, 1))
        asked, _ = chosen.chosen(shown.rows(Grants), shown.today, "", "G1", "Q2")
        found = answered.drafted(shown, asked, lambda: [])
        versions = {name: len(shown.ask("return_versions", grant_id="G1", project_id=name)) for name in NAMES}
    return {figure.id: figure.table for figure in found.figures}, report, versions


@pytest.mark.parametrize("place", range(len(CASES)), ids=[one["case"] for one in CASES])
def test_what_is_returned_counts_as_worked_by_hand(made, place):
    tables, _, versions = made
    case = CASES[place]
    output, received = (tables[name].iloc[place] for name in ("report_outputs", "report_received"))
    assert output["To date"] == float(case["to_date"]) if case["to_date"] else pd.isna(output["To date"])
    assert (received["Returned"], received["In time"]) == (case["returned_for_quarter"], case["in_time"])
    assert versions[NAMES[place]] == len(list(returned(NAMES[place], case))), "every version is kept"


def test_the_door_asks_about_a_return_after_the_end_of_its_project(made):
    asked = [one for one in made[1].problems if one.check == "return_after_end"]
    assert [one.line for one in asked] == [9] and "after the end of P06 (2024-06-30)" in asked[0].message
