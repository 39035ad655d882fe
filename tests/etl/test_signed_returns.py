"""A grant's return from draft to sign-off and back: kept with receipts, opened exactly as it was, undone like a load."""

from datetime import date, timedelta

import pytest

from analysis.figures.shown_release import ShownRelease
from analysis.grant_reports import answered, chosen, kept, narratives
from analysis.grant_reports.report import ACCEPTED, EDITED
from analysis.release import database
from analysis.release.questions.projects import Grants
from analysis.release.rows import ask_rows
from etl.acts import listing, undoing, writing
from etl.acts.not_possible import NotPossible
from tests.conftest import TESTER
from tests.etl import anytown
from tests.etl.anytown import load, table, write
from tests.etl.test_grants import GRANTS, MILESTONES, PROJECTS, RETURNS, SPEND, TARGETS

TARGET = ["P3", "workshops", "Workshops", "workshops", "count", "12", "2025-03-31", "N", ""]
TODAY, SIGNED = date(2026, 6, 1), date(2026, 5, 1)
ROLE = "Chair of the partnership"


def returned(folder, name, value, sent="2025-01-10", version="1"):
    row = ["G1", "P3", "2024-04-01", "2024-12-31", "workshops", value, "cumulative", "submitted", sent, version, ""]
    return write(folder / name, table(RETURNS, [row]))


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("signed")
    data = anytown.data_folder(folder / "data")
    project = ["G1", "P3", 'Talks & "walks" <b>', "", "", "", "", "delivery", "2024-04-01", "2025-03-31", ""]
    load(
        data,
        write(folder / "grants.csv", table(GRANTS, [["G1", "One grant", "The funder", "2024/25", "1000", "", "2024-04-01"]])),
        write(folder / "projects.csv", table(PROJECTS, [project])),
        write(folder / "targets.csv", table(TARGETS, [TARGET])),
        write(folder / "spend.csv", table(SPEND, [["P3", "2024-10-01", "2024-12-31", "labour", "100", "90.5", ""]])),
        write(folder / "milestones.csv", table(MILESTONES, [["m1", "P3", "First talk", "2024-12-01", "", "2025-01-20", ""]])),
        returned(folder, "returns.csv", "9"),
    )  # fmt: skip
    return data


@pytest.fixture
def data(loaded, tmp_path, monkeypatch):
    data = anytown.copied(loaded, tmp_path)
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    return data


def of(data, quarter="2024/25 Q3", kind="", make=answered.report):
    with database.using(data):
        release = database.release(data)
        shown = ShownRelease(database.ask, release.id, TODAY)
        found, unmet = chosen.chosen(shown.rows(Grants), TODAY, kind, "G1", quarter)
        assert found, unmet
        return make(shown, found, lambda: [])


def keep(data, section, text, how):
    report = of(data)
    one = next(each for each in report.sections if each.id == section)
    writing.write(data, "narratives", [narratives.row(report, one, text, how)], f"{section}.csv", TESTER, "Written")


def sign(data, report, on=SIGNED):
    return writing.write(data, "signed_returns", kept.signed_rows(report, ROLE, on), "signed.csv", TESTER, "The board agreed")


def said(report):
    """Everything that a report says, for comparing."""
    return list(kept.lines(report))


def test_a_quarter_shows_what_was_so_at_its_end_and_no_more(data):
    report = of(data)
    tables = {figure.id: figure.table for figure in report.figures}
    (milestone,) = tables["report_milestones"].to_dict("records")
    assert milestone["Reached"] is None and "31 days" not in milestone["In words"] and "Late" in milestone["In words"]
    (money,) = tables["report_money"].to_dict("records")
    assert (money["Planned, pounds"], money["Spent, pounds"]) == (100, 90.5)
    assert tables["report_outputs"]["To date"].tolist() == [9]
    earlier = {figure.id: figure.table for figure in of(data, "Q1").figures}
    assert earlier["report_outputs"]["To date"].isna().all() and earlier["report_received"]["Returned"].tolist() == ["no"]


def test_a_narrative_is_a_draft_until_a_person_writes_or_accepts_one_and_figures_that_move_are_said(data, tmp_path):
    report = of(data)
    assert {one.narrative.state for one in report.sections} == {"draft"}
    assert any(line.startswith("7 narratives are drafts") for line in report.missing)
    draft = report.sections[1].narrative.draft
    keep(data, "outputs", draft, ACCEPTED)
    keep(data, "money", "All is well & <b>good</b>.\nMore to come.", EDITED)
    report = of(data)
    states = {one.id: (one.narrative.state, one.narrative.moved) for one in report.sections}
    assert states["outputs"] == ("accepted", False) and states["money"] == ("edited", False)
    assert report.sections[3].narrative.text == "All is well & <b>good</b>.\nMore to come."
    assert any(line.startswith("5 narratives are drafts") for line in report.missing)
    load(data, returned(tmp_path, "again.csv", "11", "2025-02-01", "2"))
    report = of(data)
    assert report.sections[1].narrative.moved and report.sections[1].narrative.text == draft
    assert "“What was delivered”: figures have moved since the narrative was written or accepted." in report.missing
    newest = listing.history(data)[1]
    assert (newest["source"], newest["reason"], newest["who"]) == ("narratives", "Written", TESTER.name)
    undoing.undo(data, newest["receipt"], "A slip", TESTER)
    assert of(data).sections[3].narrative.state == "draft"


def test_a_signed_return_opens_exactly_as_it_was_whatever_is_loaded_since_and_an_undo_takes_it_away(data, tmp_path):
    keep(data, "money", "Long " + "words that go over several lines of a file " * 19, EDITED)
    before = of(data)
    sign(data, before)
    after = of(data)
    assert after.signed and after.signed.words() == "Signed off by the Chair of the partnership on 1 May 2026."
    assert said(after) == said(before) and after.release == before.release and after.missing == before.missing
    assert after.made_on == TODAY and after.quarter == before.quarter and after.recipient == "The funder"
    assert kept.differences(after, of(data, make=answered.drafted)) == []

    load(data, returned(tmp_path, "again.csv", "11", "2025-02-01", "2"))
    assert said(of(data)) == said(before), "frozen"
    found = kept.differences(of(data), of(data, make=answered.drafted))
    told = {(one.table, one.heading): (one.then, one.now) for one in found}
    assert told["Outputs", "To date"] == ("9", "11") and told["Returns received", "Sent on"] == (
        "10 January 2025",
        "1 February 2025",
    )
    assert "Milestones" not in {one.table for one in found}
    assert kept.differences_words(found, "0123456789").startswith(f"{len(found)} cells of its tables would be different today")

    receipt = next(line for line in listing.history(data) if line["source"] == "signed_returns")
    assert (receipt["reason"], receipt["who"], receipt["stands"]) == ("The board agreed", TESTER.name, True)
    undoing.undo(data, receipt["receipt"], "Signed too early", TESTER)
    report = of(data)
    assert report.signed is None and report.figures[1].table["To date"].tolist() == [11]
    sign(data, report)
    assert of(data).figures[1].table["To date"].tolist() == [11], "signed again, as it is now"


def test_nothing_is_signed_off_in_the_future_or_for_a_quarter_that_is_not_the_grants(data):
    report = of(data)
    with pytest.raises(NotPossible, match="has not come yet"):
        sign(data, report, date.today() + timedelta(days=1))
    rows = [row | {"quarter": "2027/28 Q1"} for row in kept.signed_rows(report, ROLE, SIGNED)]
    with pytest.raises(NotPossible, match="2027/28 Q1 is no quarter of G1, which is of 2024/25"):
        writing.write(data, "signed_returns", rows, "signed.csv", TESTER, "why")
    assert of(data).signed is None


def test_a_narrative_over_its_limit_or_of_no_section_is_refused_with_how_many_words_to_take_out(data):
    long = " ".join(["word"] * 201)
    with pytest.raises(NotPossible, match=r"The narrative of 'Money' has 201 words, the most is 200\. Take out 1 word\."):
        keep(data, "money", long, EDITED)
    report = of(data)
    row = narratives.row(report, report.sections[0], "Fine.", EDITED) | {"section": "weather"}
    with pytest.raises(NotPossible, match=r"has no section 'weather'.*summary, outputs"):
        writing.write(data, "narratives", [row], "n.csv", TESTER, "why")


def test_a_closure_report_is_of_the_last_quarter_and_says_which_minimum_was_not_reached(data):
    report = of(data, "", "closure_report")
    assert report.quarter_name == "2024/25 Q4"
    tables = {figure.id: figure for figure in report.figures}
    assert tables["report_reached"].table["Reached"].tolist() == ["not clear"] or tables["report_reached"].table[
        "Reached"
    ].tolist() == ["no"]
    assert "No plan is handed in for P3." in tables["report_after"].sentence
    sign(data, report)
    assert said(of(data, "", "closure_report")) == said(report) and of(data).signed is None


@pytest.mark.parametrize(
    ("kind", "grant", "quarter", "words", "nearest"),
    [
        ("", "G2", "", "“G2” is no grant of this partnership.", "G1"),
        (
            "",
            "G1",
            "2025/26 Q1",
            "“2025/26 Q1” is no quarter of One grant, which runs over April 2024 to March 2025.",
            "2024/25 Q1",
        ),
        ("yearly", "G1", "", "“yearly” is no report of a grant.", "quarterly_return"),
    ],
)
def test_what_an_address_asks_for_and_is_not_there_is_named_with_the_nearest(data, kind, grant, quarter, words, nearest):
    with database.using(data):
        rows = ask_rows(Grants, database.ask)
    found, (unmet,) = chosen.chosen(rows, TODAY, kind, grant, quarter)
    assert found is None and unmet.said == words and nearest in dict(unmet.nearest)


def test_a_quarter_that_has_not_ended_is_no_return_yet(data):
    with database.using(data):
        rows = ask_rows(Grants, database.ask)
    found, (unmet,) = chosen.chosen(rows, date(2024, 12, 31), "", "G1", "Q3")
    assert found is None and unmet.said == "October to December 2024 has not ended yet." and "2024/25 Q2" in dict(unmet.nearest)
