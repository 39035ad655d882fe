"""The blank workbook of a project: what it holds, and that it comes back through the door once it is filled in."""

import io
import re
import shutil
import zipfile
from datetime import date

import pytest

from analysis.declared.sources import sources
from analysis.projects import delivery
from analysis.release import database
from etl.acts import loading
from etl.door import workbooks as sheets
from etl.release.blank_workbook import TABLES, UnknownProject, blank_workbook, filled_workbook
from tests.conftest import TESTER
from tests.etl import anytown
from tests.extracts import workbooks
from tests.extracts.make import SAMPLES

TODAY = date(2020, 8, 20)


@pytest.fixture(scope="module")
def two_projects(tmp_path_factory):
    """Anytown with two projects, their targets and milestones."""
    data = anytown.data_folder(tmp_path_factory.mktemp("two_projects") / "data")
    names = ("grants", "projects", "targets", "milestones")
    anytown.load(data, *(SAMPLES[f"{name}.csv"] for name in names))
    return data


@pytest.fixture
def data(two_projects, tmp_path):
    return anytown.copied(two_projects, tmp_path)


def tables(content):
    """Each sheet as rows of text."""
    return {sheet.name: [list(row.values()) for row in sheet.cells.to_pylist()] for sheet in sheets.read(content)}


def test_it_has_a_sheet_for_each_table_and_the_projects_own_measures(data):
    found = tables(blank_workbook("G1", "Q1", data, TODAY))
    assert list(found) == ["Guide", *TABLES]
    assert found["returns"][1] == [
        "G1",
        "Q1",
        "2020-04-01",
        "2020-06-30",
        "wardens",
        None,
        "period",
        "submitted",
        None,
        "1",
        None,
    ]
    assert found["milestones"][1][:5] == ["G1", "trained", "Q1", "Twelve wardens trained", "2020-09-30"]
    assert len(found["spend"]) == len(found["risks"]) == 1
    assert ["wardens", "Wardens trained (people)"] in found["Guide"]


def test_the_guide_explains_every_column_of_every_sheet(data):
    guide = tables(blank_workbook("G1", "Q1", data, TODAY))["Guide"]
    for name in TABLES:
        begins = next(i for i, row in enumerate(guide) if row[0] == f"Sheet {name}")
        lines = dict(row[:2] for row in guide[begins + 1 : begins + 1 + len(sources()[name].columns)])
        assert list(lines) == [column.heading for column in sources()[name].columns]
        assert all(len(said.split()) >= 3 and said.endswith(".") for said in lines.values())
    status = next(row[1] for row in guide if row[0] == "status")
    assert "submitted or approved: the figure counts" in status and "draft" in status


def test_filled_in_and_sent_back_it_counts(data, tmp_path):
    """What somebody fills in and sends back without touching the status is in the figures."""
    path = anytown.write(tmp_path / "Q1.xlsx", filled(blank_workbook("G1", "Q1", data, TODAY), {("returns", 1, 5): 14}))
    assert anytown.verdicts(anytown.load(data, path, confirmed=False)) == ["accepted", "accepted"]
    (found,) = [one for one in outputs_of(data) if one.measure_id == "wardens"]
    assert (found.value, found.drafts) == (14.0, ())


def outputs_of(data):
    with database.using(data):
        return delivery.outputs(*(database.ask(question) for question in ("targets", "returns", "draft_returns")))


def test_a_draft_is_asked_kept_and_named_and_counts_nowhere(data, tmp_path):
    entries = {("returns", 1, 5): 14, ("returns", 1, 7): "draft"}
    path = anytown.write(tmp_path / "Q1.xlsx", filled(blank_workbook("G1", "Q1", data, TODAY), entries))
    (asked, _) = anytown.load(data, path, confirmed=False).reports
    assert asked.verdict == "needs_confirmation"
    (problem,) = [each for each in asked.problems if each.check == "return_draft"]
    assert (problem.line, problem.column) == (2, "status") and "counted nowhere" in problem.message
    assert "Write submitted" in problem.remedy
    anytown.load(data, path)
    (found,) = [one for one in outputs_of(data) if one.measure_id == "wardens"]
    assert found.value is None and [row.value for row in found.drafts] == [14.0]
    # Wardens are people: how many a draft counts is not told.
    assert delivery.sentence(found).endswith("Draft, not counted: April to June 2020.")
    assert delivery.short_words(found) == "draft, not counted"
    assert delivery.returns_said([], [], found.drafts).startswith(
        "No return counted yet; a draft for April to June 2020 is loaded"
    )
    entries[("returns", 1, 7)] = "submitted"
    anytown.load(data, anytown.write(tmp_path / "Q1 again.xlsx", filled(blank_workbook("G1", "Q1", data, TODAY), entries)))
    (found,) = [one for one in outputs_of(data) if one.measure_id == "wardens"]
    assert (found.value, found.drafts) == (14.0, ())


def test_sheets_that_did_not_change_need_no_yes(data, tmp_path):
    """A project sends its workbook again with one more figure: the sheets that are as they were are only said."""
    spend = ["Q1", date(2020, 4, 1), date(2020, 6, 30), "labour", 1000, 950.5, 990]
    entries = {("returns", 1, 5): 14} | {("spend", 1, x): cell for x, cell in enumerate(spend, start=1)}
    blank = blank_workbook("G1", "Q1", data, TODAY)
    anytown.load(data, anytown.write(tmp_path / "first" / "Q1.xlsx", filled(blank, entries)))
    again = entries | {("returns", 1, 5): 15, ("returns", 1, 9): 2}
    done = anytown.load(data, anytown.write(tmp_path / "second" / "Q1.xlsx", filled(blank, again)), confirmed=False)
    told = {
        report.file.split("!")[1]: [p.check for p in report.problems if p.check.endswith(("identical", "unchanged"))]
        for report in done.reports
    }
    assert told == {"returns": [], "milestones": ["sheet_unchanged"], "spend": ["sheet_unchanged"]}
    assert anytown.verdicts(done) == ["accepted"] * 3
    assert anytown.rows(data, "SELECT value FROM current_returns WHERE measure_id = 'wardens'") == [(15.0,)]
    # Sent once more without any change, it is asked as any file is that is loaded already.
    same = anytown.load(data, tmp_path / "second" / "Q1.xlsx", confirmed=False)
    assert set(anytown.verdicts(same)) == {"needs_confirmation"}


def test_a_sheet_over_which_something_newer_was_loaded_is_asked(data, tmp_path):
    """To load it again would bring the older row back."""
    spend = ["Q1", date(2020, 4, 1), date(2020, 6, 30), "labour", 1000, 950.5, 990]
    entries = {("spend", 1, x): cell for x, cell in enumerate(spend, start=1)}
    blank = blank_workbook("G1", "Q1", data, TODAY)
    anytown.load(data, anytown.write(tmp_path / "first" / "Q1.xlsx", filled(blank, entries)))
    headings = [column.heading for column in sources()["spend"].columns]
    newer = anytown.table(headings, [["G1", "Q1", "2020-04-01", "2020-06-30", "labour", 1000, 999, 990]])
    anytown.load(data, anytown.write(tmp_path / "spend.csv", newer))
    later = filled(blank, entries | {("returns", 1, 5): 15})
    done = anytown.load(data, anytown.write(tmp_path / "second" / "Q1.xlsx", later), confirmed=False)
    verdict = {report.file.split("!")[1]: report.verdict for report in done.reports}
    assert verdict == {"returns": "accepted", "milestones": "accepted", "spend": "needs_confirmation"}
    assert anytown.rows(data, "SELECT actual FROM spend") == [(999.0,)]


def test_only_the_projects_own_lines_are_in_it(data):
    found = tables(blank_workbook("G1", "Q2", data, TODAY))
    assert [row[4] for row in found["returns"][1:]] == ["workshops"]
    assert len(found["milestones"]) == 1, "the milestone of Q2 is done"


def test_lists_can_be_chosen_from(data):
    with zipfile.ZipFile(io.BytesIO(blank_workbook("G1", "Q1", data, TODAY))) as archive:
        returns = archive.read("xl/worksheets/sheet2.xml").decode()
        spend = archive.read("xl/worksheets/sheet4.xml").decode()
    assert re.findall(r'<formula1>"([a-z_,]+)', returns) == ["period,cumulative", "draft,submitted,approved"]
    assert "labour,non_labour" in spend


@pytest.mark.parametrize(("day", "quarter"), [
    (date(2020, 1, 1), ("2019-10-01", "2019-12-31")), (date(2020, 3, 31), ("2019-10-01", "2019-12-31")),
    (date(2020, 4, 1), ("2020-01-01", "2020-03-31")), (date(2020, 12, 31), ("2020-07-01", "2020-09-30")),
])  # fmt: skip
def test_it_is_for_the_last_whole_quarter(data, day, quarter):
    assert tuple(tables(blank_workbook("G1", "Q1", data, day))["returns"][1][2:4]) == quarter


def test_of_a_project_that_has_ended_it_is_for_its_last_quarter(data):
    assert tables(blank_workbook("G1", "Q1", data, date(2040, 5, 1)))["returns"][1][2:4] == ["2021-01-01", "2021-03-31"]


def filled(content, entries):
    """The workbook as somebody would hand it back: the same sheets, some cells filled in."""
    found = tables(content)
    for (sheet, y, x), value in entries.items():
        rows = found[sheet]
        while len(rows) <= y:
            rows.append([None] * len(rows[0]))
        rows[y][x] = value
    return workbooks.xlsx({name: [[_typed(cell) for cell in row] for row in rows] for name, rows in found.items()})


def _typed(cell):
    """Text as a spreadsheet would hold it: days as days, numbers as numbers."""
    if isinstance(cell, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        return date.fromisoformat(cell)
    return float(cell) if isinstance(cell, str) and re.fullmatch(r"[0-9]+", cell) else cell


def test_filled_in_it_comes_back_through_the_door(data, tmp_path):
    entries = {
        ("returns", 1, 5): 14,
        ("returns", 1, 7): "submitted",
        ("returns", 1, 8): date(2020, 7, 9),
        ("milestones", 1, 6): date(2020, 7, 1),
    }
    spend = ["Q1", date(2020, 4, 1), date(2020, 6, 30), "labour", 1000, 950.5, 990]
    entries |= {("spend", 1, x): cell for x, cell in enumerate(spend, start=1)}
    path = anytown.write(tmp_path / "Q1.xlsx", filled(blank_workbook("G1", "Q1", data, TODAY), entries))
    done = anytown.load(data, path, confirmed=False)
    assert [(r.file, r.verdict) for r in done.reports] == [
        (f"Q1.xlsx!{n}", "accepted") for n in ("returns", "milestones", "spend")
    ]
    told = [p.message for p in done.reports[0].problems]
    assert told == [
        "1 sheet fits no source; passed over: 'Guide'.",
        "1 sheet has headings and no rows; passed over: 'risks'.",
    ]
    assert anytown.rows(data, "SELECT measure_id, value, submitted_on FROM returns") == [("wardens", 14.0, date(2020, 7, 9))]
    assert anytown.rows(data, "SELECT actual FROM milestones WHERE milestone_id = 'trained'") == [(date(2020, 7, 1),)]
    assert anytown.rows(data, "SELECT category, actual FROM spend") == [("labour", 950.5)]


def test_texts_that_programs_might_run_are_written_as_text(data, tmp_path):
    hostile = '=HYPERLINK("http://example.invalid","x")'
    headings = ["milestone_id", "project_id", "title", "due", "forecast", "actual", "evidence"]
    anytown.load(
        data, anytown.write(tmp_path / "m.csv", anytown.table(headings, [["m9", "Q1", hostile, "2020-12-01", "", "", ""]]))
    )
    content = blank_workbook("G1", "Q1", data, TODAY)
    assert hostile in [row[3] for row in tables(content)["milestones"]]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet3.xml")


def test_a_project_that_is_not_known_is_named(data, tmp_path):
    with pytest.raises(UnknownProject, match=r"The grant G1 has no project Q9\. Known: Q1, Q2"):
        blank_workbook("G1", "Q9", data)
    with pytest.raises(UnknownProject, match="Nothing is loaded"):
        blank_workbook("G1", "Q1", tmp_path / "empty")


def test_the_filled_workbook_holds_all_that_stands_and_loads_as_it_is(demo_data, tmp_path):
    """Every return of the project as the release has it; handed in again it changes no figure."""
    content = filled_workbook("sv-2024-25", "P5", demo_data)
    headings, *rows = tables(content)["returns"]
    with database.using(demo_data):
        stands = [row for row in database.ask("returns").to_dict("records") if row["project_id"] == "P5"]
    place = {name: headings.index(name) for name in ("measure_id", "period_end", "value")}
    assert stands and sorted(
        (row[place["measure_id"]], row[place["period_end"]], float(row[place["value"]])) for row in rows
    ) == sorted((row["measure_id"], f"{row['period_end']:%Y-%m-%d}", row["value"]) for row in stands)
    assert all(len(sheet) > 1 for name, sheet in tables(content).items() if name in TABLES)
    data = shutil.copytree(demo_data, tmp_path / "data")
    book = tmp_path / "P5.xlsx"
    book.write_bytes(content)
    before = anytown.everything(data)["returns"]
    done = loading.load(data, loading.Handed([book], demonstration=True), TESTER, confirmed=True)
    assert {report.verdict for report in done.reports} == {"accepted"}
    assert anytown.everything(data)["returns"] == before
