"""Rows that a form writes: kept as files of their list, with who, when and why; undone as any; refused in plain words."""

import pytest

from analysis.access import Actor
from etl.acts import listing, undoing, writing
from etl.acts.loading import Overtaken
from etl.acts.not_possible import NotPossible
from etl.acts.writing import Amendment
from etl.archive.archive import Archive
from tests.etl import anytown
from tests.etl.anytown import load, rows, table, write
from tests.etl.test_grants import MILESTONES, RISKS, grants, projects

JO, SAM = Actor("Jo", "analyst"), Actor("Sam", "analyst")
KEY = {"grant_id": "G1", "project_id": "P3", "milestone_id": "m1"}
MOVE = {"grant_id": "G1", "from_project_id": "P3", "to_project_id": "", "decided_on": "2024-09-01", "reference": "board"}
RATING = {"grant_id": "G1", "project_id": "P3", "quarter": "2024/25 Q1", "kind": "risk"}
SCORE = {"risk_id": "r1", "grant_id": "G1"}


def files(folder):
    return [
        grants(folder, "G1"),
        projects(folder, ("G1", "P3")),
        write(folder / "milestones.csv", table(MILESTONES, [["m1", "P3", "First", "2030-06-30", "", "", "minutes"]])),
        write(folder / "risks.csv", table(RISKS, [["r1", "P3", "Rain", "", "2", "3", "", "lead", ""]])),
        write(folder / "allocations.csv", table(["grant_id", "project_id", "amount"], [["G1", "P3", "1000"]])),
    ]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("writing")
    data = anytown.data_folder(folder / "data")
    load(data, *files(folder))
    return data


@pytest.fixture
def data(loaded, tmp_path):
    return anytown.copied(loaded, tmp_path)


def forecast(data, day, seen, who=JO, why="The contractor is late"):
    return writing.amend(data, Amendment("milestones", KEY, {"forecast": day}, {"forecast": seen}), who, why)


def stands(data):
    return rows(data, "SELECT forecast::VARCHAR, evidence FROM milestones")


def test_a_form_changes_one_cell_keeps_the_others_and_is_undone_like_a_load(data):
    before = len(Archive(data).entries())
    forecast(data, "2030-08-01", "")
    assert stands(data) == [("2030-08-01", "minutes")]
    forecast(data, "2030-09-01", "2030-08-01", SAM, "Again")
    newest, former = listing.history(data)[:2]
    assert [(one["who"], one["reason"], one["stands"]) for one in (newest, former)] == [
        ("Sam", "Again", True),
        ("Jo", "The contractor is late", True),
    ]
    assert newest["file"] == "milestones_G1_P3_m1_form.csv" and newest["rows"] == 1 and newest["at"]
    kept = [receipt for receipt in Archive(data).receipts() if receipt.file == newest["file"]]
    assert ["2030-08-01" in Archive(data).original(one).read_text() for one in kept] == [True, False], "old and new are kept"
    undoing.undo(data, newest["receipt"], "A slip", JO)
    assert stands(data) == [("2030-08-01", "minutes")]
    undoing.undo(data, former["receipt"], "A slip", JO)
    assert stands(data) == [(None, "minutes")] and len(Archive(data).entries()) == before + 4


def test_a_row_may_become_again_what_it_was(data):
    for day, seen in (("2030-08-01", ""), ("2030-09-01", "2030-08-01"), ("2030-08-01", "2030-09-01")):
        forecast(data, day, seen)
    assert stands(data) == [("2030-08-01", "minutes")]


def test_the_second_of_two_is_told_who_changed_what_and_changes_nothing(data):
    forecast(data, "2030-08-01", "")
    before = anytown.fingerprint(data)
    with pytest.raises(Overtaken) as told:
        forecast(data, "2030-12-01", "", SAM)
    said = str(told.value)
    assert said.startswith("P3, m1 has moved on since you opened it (last changed by Jo on ")
    assert "forecast was blank, now 2030-08-01. Nothing is saved." in said
    assert anytown.fingerprint(data) == before
    # What the other changed in another column is kept, and no reason to stop.
    writing.amend(data, Amendment("milestones", KEY, {"evidence": "report"}, {"evidence": "minutes"}), SAM, "Handed over")
    assert stands(data) == [("2030-08-01", "report")]


def test_a_row_that_was_undone_meanwhile_is_no_longer_there(data):
    new = {**KEY, "milestone_id": "m2"}
    writing.amend(data, Amendment("milestones", new, {"title": "Second"}), JO, "Agreed by the Board")
    with pytest.raises(Overtaken, match="P3, m2 is there already"):
        writing.amend(data, Amendment("milestones", new, {"title": "Other"}), SAM, "Agreed by the Board")
    undoing.undo(data, listing.history(data)[0]["receipt"], "A slip", JO)
    with pytest.raises(Overtaken, match="P3, m2 is no longer there"):
        writing.amend(data, Amendment("milestones", new, {"title": "Other"}, {"title": "Second"}), SAM, "Renamed")


@pytest.mark.parametrize(
    ("amendment", "why", "said"),
    [
        (("milestones", KEY, {"forecast": "Q3"}, {"forecast": ""}), "x", "Forecast: 'Q3' is not a date. Write it as year"),
        (("risks", SCORE, {"likelihood": "6"}, {"likelihood": "2"}), "x", "Likelihood: 6 is below 1 to 5."),
        (("milestones", KEY, {"forecast": "2030-08-01"}, {"forecast": ""}), "  ", "Say why: a change needs a reason"),
        (("milestones", KEY, {"forecast": "2030-08-01"}, {"forecast": ""}), "Ask jo@example.org", "seems to hold an e-mail"),
        (("milestones", KEY, {"evidence": "jo@example.org"}, {"evidence": "minutes"}), "x", "an e-mail address"),
        (("milestones", KEY, {"forecast": "2030-08-01"}, {"forecast": ""}), "x" * 301, "The reason has 301 letters"),
        (
            ("milestones", KEY, {"actual": "2099-01-01"}, {"actual": ""}),
            "x",
            "Actual: 2099-01-01 has not come yet, and it is the",
        ),
        (("milestones", KEY, {"forecast": "2024-01-01"}, {"forecast": ""}), "x", "Forecast: 2024-01-01 has passed, and the"),
        (("moves", MOVE, {"amount": "1001"}), "x", "Amount: £1,001.00 is more than project P3 holds: £1,000.00."),
        (("ratings", RATING, {"rating": "6", "reason": "Rain", "author_role": "chair", "expires_on": "2099-01-01"}), "x", "6 is"),
        (
            ("ratings", RATING, {"rating": "2", "author_role": "chair", "expires_on": "2099-01-01"}),
            "x",
            "Reason: the cell is blank",
        ),
        (("ratings", RATING, {"rating": "2", "reason": "Rain", "author_role": "chair"}), "x", "Expires_on: the cell is blank"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words_and_changes_nothing(data, amendment, why, said):
    before = anytown.fingerprint(data)
    with pytest.raises(NotPossible) as told:
        writing.amend(data, Amendment(*amendment), JO, why)
    assert str(told.value).startswith("Nothing is saved. ") and said in str(told.value)
    assert not any(word in str(told.value) for word in ("Row", "Save the file", "Confirm"))
    assert anytown.fingerprint(data) == before


def test_a_rating_and_a_move_are_added_and_the_rating_is_changed(data):
    answers = {"rating": "2", "reason": "Rain", "author_role": "chair", "expires_on": "2099-01-01"}
    writing.amend(data, Amendment("ratings", RATING, answers), JO, "Rain")
    writing.amend(data, Amendment("ratings", RATING, {"rating": "3"}, {"rating": "2"}), SAM, "More rain")
    writing.amend(data, Amendment("moves", MOVE, {"amount": "400"}), JO, "Agreed by the board")
    assert rows(data, "SELECT rating, reason, expires_on::VARCHAR FROM ratings") == [(3, "Rain", "2099-01-01")]
    assert rows(data, "SELECT from_project_id, to_project_id, amount FROM moves") == [("P3", None, 400.0)]
    with pytest.raises(NotPossible, match=r"£601\.00 is more than project P3 holds: £600\.00"):
        writing.amend(data, Amendment("moves", MOVE | {"reference": "board-2"}, {"amount": "601"}), JO, "x")


def test_a_change_to_made_up_data_is_made_up_and_goes_with_them(tmp_path):
    data = anytown.data_folder(tmp_path / "data")
    load(data, *files(tmp_path), demonstration=True)
    forecast(data, "2030-08-01", "")
    assert listing.history(data)[0]["demonstration"] and stands(data) == [("2030-08-01", "minutes")]
    done = load(data, *files(tmp_path / "real"))
    assert done.withdrawn == 6 and stands(data) == [(None, "minutes")]


def test_before_anything_is_loaded_there_is_nothing_to_change(tmp_path):
    with pytest.raises(NotPossible, match="Nothing is loaded yet"):
        forecast(anytown.data_folder(tmp_path / "data"), "2030-08-01", "")
