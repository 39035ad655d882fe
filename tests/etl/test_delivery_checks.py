"""What projects hand in that cannot be so, file by file: each is named by row, column, value, and what to do."""

from datetime import date, timedelta

import pytest

from etl.acts import loading
from etl.acts.loading import Handed
from tests.etl import anytown
from tests.etl.anytown import load, table, write
from tests.etl.test_grants import GRANTS, MILESTONES, PROJECTS, RETURNS, SPEND, TARGETS

ALLOCATIONS, MOVES = ["grant_id", "project_id", "amount"], ["grant_id", "from_project_id", "to_project_id", "amount"]
MOVES += ["decided_on", "reference"]
ACTIONS = ["action_id", "group", "kind", "agreed_on", "pillar", "project_id", "title", "owner", "due", "status", "closed_on"]
FAR, GONE = (date.today() + timedelta(days=400)).isoformat(), "2024-05-01"


def returned(
    value, measure="workshops", project="P3", start="2024-04-01", end="2024-06-30", sent="2024-07-05", status="submitted"
):
    return [["G1", project, start, end, measure, value, "period", status, sent, 1, ""]]


def spent(profile="10", actual="", start="2024-04-01", end="2024-06-30"):
    return [["P3", start, end, "labour", profile, actual, ""]]


def target(minimum, kind="count", unit="", measure="workshops"):
    return [["P3", measure, "One", unit, kind, minimum, "", "N", ""]]


# What is handed in: headings, rows → check, verdict, line, column, value, a word of the remedy.
BAD = {
    "unknown_project": (RETURNS, returned("3", project="P33"), "project_unknown", 2, "project_id", "P33", "Did you mean P3?"),
    "unknown_measure": (RETURNS, returned("3", "workshop"), "measure_unknown", 2, "measure_id", "workshop", "workshops"),
    "text_in_number": (RETURNS, returned("twelve"), "cell_number", 2, "value", "twelve", "Write digits"),
    "wrong_unit": (RETURNS, returned("12 workshops"), "cell_number", 2, "value", "12 workshops", "Write digits"),
    "comma_and_sign": (SPEND, spent("£1,20"), "cell_number", 2, "profile", "£1,20", "full stop for decimals"),
    "period_before": (RETURNS, returned("3", start="2023-01-01", end="2023-03-31"), "period_outside_grant", 2, "period_start",
                      "2023-01-01", "Correct the period"),
    "period_after": (SPEND, spent(start="2025-07-01", end="2025-09-30"), "period_outside_grant", 2, "period_start", "2025-07-01",
                     "Correct the period"),
    "below_zero": (TARGETS, target("-3"), "cell_range", 2, "minimum", "-3", "Correct the number"),
    "part_of_one": (RETURNS, returned("0.45", "share"), "percent_as_part", 2, "value", "0.45", "Write 45 for 45%"),
    "with_sign": (RETURNS, returned("45%", "share"), "cell_number", 2, "value", "45%", "Write 45 without the sign"),
    "above_hundred": (RETURNS, returned("450", "share"), "return_percent", 2, "value", "450", "Correct value"),
    "target_part": (TARGETS, target("0.45", "percent", measure="share"), "percent_as_part", 2, "minimum", "0.45", "Write 45"),
    "target_above": (TARGETS, target("120", "percent", measure="share"), "target_percent", 2, "minimum", "120", "Correct"),
    "target_unit": (TARGETS, target("45", "percent", "people", "share"), "unit_unlike_kind", 2, "unit", "people", "write count"),
    "target_sign": (TARGETS, target("45", "count", "%"), "unit_unlike_kind", 2, "unit", "%", "Write percent into kind"),
    "yes_or_three": (RETURNS, returned("3", "ready"), "yes_no_number", 2, "value", "3", "Write 1 for yes"),
    "reached_later": (MILESTONES, [["m1", "P3", "First", "", "", FAR, ""]], "day_not_come", 2, "actual", FAR, "Leave it blank"),
    "closed_later": (ACTIONS, [["a1", "board", "action", "", "", "", "Do", "", "", "closed", FAR]], "day_not_come", 2,
                     "closed_on", FAR, "Leave it blank"),
    "sent_later": (RETURNS, returned("3", sent=FAR), "day_not_come", 2, "submitted_on", FAR, "Correct the day"),
    "figure_later": (RETURNS, returned("3", start=FAR, end=FAR, sent=""), "day_not_come", 2, "period_start", FAR, "blank until"),
    "spent_later": (SPEND, spent(actual="5", start=FAR, end=FAR), "day_not_come", 2, "period_start", FAR, "Leave actual blank"),
    "expected_in_the_past": (MILESTONES, [["m1", "P3", "First", "", GONE, "", ""]], "forecast_passed", 2, "forecast", GONE,
                             "expected now"),
    "outcome_twice": (RETURNS, returned("3") * 2, "key_doubled", 3, "grant_id", None, "Remove one of the two rows"),
    "target_twice": (TARGETS, target("3") * 2, "key_doubled", 3, "project_id", None, "Remove one of the two rows"),
    "move_beyond": (MOVES, [["G1", "P3", "P4", "300", "2024-09-01", "b1"], ["G1", "P3", "P4", "800", "2024-10-01", "b2"]],
                    "move_beyond", 3, "amount", "800", "Correct amount"),
    "move_of_nothing": (MOVES, [["G1", "", "P4", "501", "2024-09-01", "b1"]], "move_beyond", 2, "amount", "501", "Correct"),
    "decided_later": (MOVES, [["G1", "P3", "P4", "1", FAR, "b1"]], "day_not_come", 2, "decided_on", FAR, "Correct the day"),
}  # fmt: skip
ASKED = {"project_unknown", "measure_unknown", "period_outside_grant", "percent_as_part", "unit_unlike_kind", "forecast_passed"}
GOOD = {
    "pounds": (SPEND, spent("£1,200", "-20")),
    "percent": (RETURNS, returned("45", "share")),
    "longer": (RETURNS, returned("3", project="P4", measure="walks", start="2025-04-01", end="2025-06-30", sent="2025-07-01")),
    "draft": (RETURNS, returned("", project="P4", measure="walks", start=FAR, end=FAR, sent="", status="draft")),
    "given_and_taken": (MOVES, [["G1", "P4", "P3", "200", "2024-09-01", "b1"], ["G1", "P3", "P4", "1200", "2024-10-01", "b2"]]),
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """Every file screened beside a grant of 2024/25 with two projects, £1,000 each and £500 not allocated."""
    folder = tmp_path_factory.mktemp("delivery")
    data = anytown.data_folder(folder / "data")
    targets = [*target("3"), *target("45", "percent", measure="share"), *target("1", "yes_no", measure="ready")]
    walks = ["P4", "walks", "Walks", "walks", "count", "", "", "N", ""]
    load(
        data,
        write(folder / "grants.csv", table(GRANTS, [["G1", "One", "", "2024/25", "2500", "", "2024-07-22"]])),
        write(folder / "projects.csv", table(PROJECTS, [["G1", "P3", "A", *[""] * 5, "", "2025-03-31", ""],
                                                        ["G1", "P4", "B", *[""] * 5, "", "2099-09-30", ""]])),
        write(folder / "targets.csv", table(TARGETS, [*targets, walks])),
        write(folder / "allocations.csv", table(ALLOCATIONS, [["G1", "P3", "1000"], ["G1", "P4", "1000"]])),
    )  # fmt: skip
    files = [write(folder / f"{name}.csv", table(*of[:2])) for name, of in {**BAD, **GOOD}.items()]
    return {report.file.removesuffix(".csv"): report for path in files for report in loading.screen(data, Handed([path]))}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_is_named_by_row_column_value_and_remedy(reports, name):
    _, _, check, line, column, value, remedy = BAD[name]
    found = [one for one in reports[name].problems if one.check == check]
    assert [(one.line, one.column, one.value or None) for one in found] in (
        [(line, column, value)],
        [(line, column, found[0].value)] if value is None else None,
    ), reports[name].problems
    assert remedy in found[0].remedy and str(line) in found[0].message
    assert reports[name].verdict == ("needs_confirmation" if check in ASKED else "refused"), reports[name].problems


@pytest.mark.parametrize("name", GOOD)
def test_what_can_be_is_let_in(reports, name):
    assert reports[name].verdict == "accepted", reports[name].problems
