"""Headings matched by hand: in force for later files, undone like a load, and never a change to what was loaded with them."""

import json
import shutil

import pytest

from analysis.declared.sources import Match, recognise
from etl.__main__ import main
from etl.acts import undoing, verifying
from etl.archive.archive import Archive
from etl.release.build import build
from tests.etl import anytown
from tests.etl.anytown import TESTER, crime, load, rows, table, verdicts, write
from tests.extracts.workbooks import RETURNS, one_return, returns, xlsx

KIND = ["police_street", "Kind of crime", "Crime type"]


def matches(folder, *lines, name="matches.csv"):
    return write(folder / name, table(["source_id", "heading", "stands_for"], lines or [KIND]))


def street(folder, month="2025-01", heading="Kind of crime", count=3):
    """A street file whose crime types stand under another heading."""
    headings = [heading if one == "Crime type" else one for one in anytown.STREET]
    return write(folder / f"{month}-{heading}.csv", table(headings, [crime(f"{month}{n}", month) for n in range(count)]))


@pytest.fixture
def data(tmp_path):
    return anytown.data_folder(tmp_path / "data")


def test_a_match_is_remembered_for_later_files_until_it_is_undone(data, tmp_path):
    assert verdicts(load(data, street(tmp_path))) == ["refused"]
    assert verdicts(load(data, matches(tmp_path))) == ["accepted"]
    assert rows(data, "FROM heading_matches") == [tuple(KIND)]
    (report,) = load(data, street(tmp_path)).reports
    assert (report.verdict, report.by_hand) == ("accepted", (("Kind of crime", "crime_type"),))
    assert [p.message for p in report.problems] == ["'Kind of crime' was read as 'Crime type', as matched by hand."]
    assert verdicts(load(data, street(tmp_path, "2025-02", " KIND OF CRIME "))) == ["accepted"]
    assert rows(data, "SELECT crime_type, count(*) FROM crimes GROUP BY ALL") == [("Burglary", 6)]
    undoing.undo(data, "000001", "it is something else", TESTER)
    assert rows(data, "FROM heading_matches") == []
    assert verdicts(load(data, street(tmp_path, "2025-03"))) == ["refused"]
    undoing.undo(data, "000004", "it was right", TESTER)
    assert verdicts(load(data, street(tmp_path, "2025-03"))) == ["accepted"]


def test_undoing_a_match_changes_nothing_that_was_loaded_with_it(data, tmp_path):
    file = street(tmp_path)
    load(data, matches(tmp_path))
    load(data, file)
    before = anytown.everything(data)
    receipt = Archive(data).receipts()[-1]
    assert receipt.by_hand == (("Kind of crime", "crime_type"),)
    assert Archive(data).original(receipt).read_bytes() == file.read_bytes(), "the original stays as it came"
    undoing.undo(data, "000001", "no longer", TESTER)
    # Typed rows are made again from the original as it was read then.
    shutil.rmtree(data / "archive" / "rows")
    build(Archive(data), again=True)
    after = anytown.everything(data)
    assert after["crimes"] == before["crimes"] and len(after["crimes"]) == 3
    assert verifying.verify(data) == []


def test_a_match_handed_in_with_the_file_counts_for_it_and_is_kept_in_one_act(capsys, data, tmp_path):
    files = [str(street(tmp_path)), str(matches(tmp_path))]
    assert main(["--data", str(data), "load", "--json", *files]) == 0
    reports = json.loads(capsys.readouterr().out)["files"]
    assert [(r["source"], r["verdict"], r["loaded"]) for r in reports] == [
        ("police_street", "accepted", 3),
        ("heading_matches", "accepted", 1),
    ]
    assert len(Archive(data).entries()) == 1


def test_the_same_bytes_read_by_another_match_are_another_file(data, tmp_path):
    headings = [{"Location": "Spot", "Context": "Mark"}.get(one, one) for one in anytown.STREET]
    file = write(tmp_path / "two.csv", table(headings, [[*crime("a")[:-1], "No Location"]]))
    asked = "SELECT location FROM crimes"
    load(data, file, matches(tmp_path, ["police_street", "Spot", "Location"], ["police_street", "Mark", "Context"]))
    assert rows(data, asked) == [("On or near Fore Street",)]
    other_way = [["police_street", "Spot", "context"], ["police_street", "Mark", "location"]]
    done = load(data, file, matches(tmp_path, *other_way, name="other.csv"))
    assert rows(data, asked) == [("No Location",)], "the newest match stands"
    assert not any(p.check == "file_identical" for p in done.reports[0].problems)
    undoing.undo(data, "000002", "the first was right", TESTER)
    assert rows(data, asked) == [("On or near Fore Street",)]


def test_a_declared_heading_keeps_its_meaning(data, tmp_path):
    load(data, matches(tmp_path))
    headings = [*anytown.STREET, "Kind of crime"]
    both = write(tmp_path / "both.csv", table(headings, [[*crime("a"), "Robbery"]]))
    (report,) = load(data, both).reports
    assert report.by_hand == () and report.verdict == "accepted"
    assert rows(data, "SELECT crime_type FROM crimes") == [("Burglary",)]


def test_a_match_takes_no_file_from_the_source_that_its_headings_fit():
    headings = ("grant_id", "project_id", "amount")
    assert recognise(headings, "csv").source.id == "allocations"
    others = tuple(
        Match("grants", heading, column) for heading, column in zip(headings, ("title", "funder", "year"), strict=True)
    )
    assert recognise(headings, "csv", others).source.id == "allocations"


def test_a_match_is_no_way_round_the_privacy_of_the_door(data, tmp_path):
    load(data, matches(tmp_path, ["police_street", "Whereabouts", "Location"]))
    headings = ["Whereabouts" if one == "Location" else one for one in anytown.STREET]
    row = crime("a")
    row[6] = "jane.doe@example.org"
    file = write(tmp_path / "private.csv", table(headings, [row]))
    before = anytown.fingerprint(data)
    (report,) = load(data, file).reports
    assert report.verdict == "refused" and report.problems[0].check == "personal_column"
    assert "jane" not in " ".join(p.message for p in report.problems)
    assert anytown.fingerprint(data) == before


def test_a_sheet_of_a_workbook_is_read_by_a_match_too(data, tmp_path):
    headings = ["Counted" if one == "value" else one for one in RETURNS]
    book = write(tmp_path / "book.xlsx", xlsx({"returns": returns(one_return(), headings=headings)}))
    (report,) = load(data, book).reports
    assert (report.verdict, report.offer.unknown) == ("refused", ("Counted",))
    assert [column.heading for column in report.offer.wanted] == ["value"]
    assert verdicts(load(data, book, matches(tmp_path, ["returns", "Counted", "value"]))) == ["accepted", "accepted"]
    undoing.undo(data, "000001-0002", "no longer", TESTER)
    shutil.rmtree(data / "archive" / "rows")
    build(Archive(data), again=True)
    assert rows(data, "SELECT measure_id, value FROM returns") == [("wardens", 3.0)]


def test_columns_that_a_file_may_lack_are_offered_and_personal_headings_are_not(data, tmp_path):
    headings = ["offence_code", "recorded_on", "ward_code", "Blade seen", "Victim name"]
    file = write(tmp_path / "force.csv", table(headings, [["8N", "2025-03-01", "E05990001", "Y", "Jane Doe"]]))
    (report,) = load(data, file).reports
    assert report.offer.unknown == ("Blade seen",)
    assert "knife" in [column.name for column in report.offer.wanted]
    load(data, file, matches(tmp_path, ["partner_extract", "Blade seen", "knife"]))
    assert rows(data, "SELECT knife FROM partner_offences") == [("Y",)]
