"""What the register says of a project: stage gates, reasons for delay, levels, quality of returns, money that will be left."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.figures import disclosure
from analysis.figures.figure import Caption
from analysis.projects import delivery, meetings, money, progress, register, watch
from analysis.projects.delivery import Output, Quarter
from analysis.projects.facts import FundedProject, Grant
from analysis.release.questions.projects import (
    Actions,
    Grants,
    Meetings,
    Milestones,
    Projects,
    ReturnVersions,
    Risks,
    Spend,
    Stages,
)
from analysis.release.rows import known_as

CAPTION = Caption("a source", "a period", "Anytown", "0123456789abcdef")
TODAY = date(2025, 4, 10)
QUARTER = Quarter(date(2025, 1, 1), date(2025, 3, 31))


def output(measure, level=""):
    return Output("g", "P1", measure, measure.capitalize(), "", "count", 1, None, False, "", 1, None, level=level)


def milestone(due, actual=None, reason=None, evidence=None):
    return known_as(Milestones, title="One", due=due, actual=actual, delay_reason=reason, evidence=evidence)


def funded(**more):
    grant = Grant(known_as(Grants, grant_id="g", year="2024/25", released_on=date(2024, 7, 22)), (QUARTER,))
    return FundedProject(known_as(Projects, grant_id="g", project_id="P1", title="One"), grant, **more)


def test_outputs_stand_in_three_groups_and_those_of_which_none_is_said_last():
    found = register.by_level([output("a"), output("b", "better_off"), output("c", "how_much"), output("d", "how_much")])
    assert {name: [one.measure_id for one in some] for name, some in found.items()} == {
        "How much was done": ["c", "d"],
        "Is anyone better off?": ["b"],
        "Level not said": ["a"],
    }
    assert list(found)[-1] == "Level not said"


def test_a_stage_gate_says_whether_it_was_passed_and_what_shows_it():
    rows = [
        known_as(Stages, stage="specification", passed=date(2024, 6, 28), evidence="Minutes."),
        known_as(Stages, stage="procurement", planned=date(2025, 3, 31), evidence="Tender out"),
        known_as(Stages, stage="contract", passed=date(2025, 4, 1)),
    ]
    assert register.gates(funded(stages=tuple(rows)), TODAY) == [
        "Specification: passed on 28 June 2024. Evidence: Minutes.",
        "Procurement: not passed; due 31 March 2025, 10 days ago. Evidence: Tender out.",
        "Contract: passed on 1 April 2025. No evidence is handed in.",
    ]


def test_the_leading_reason_is_the_one_that_most_late_milestones_name():
    rows = (
        milestone(date(2024, 9, 1), date(2024, 9, 9), "partner"),
        milestone(date(2024, 9, 1), date(2024, 9, 9), "procurement"),
        milestone(date(2024, 9, 1), reason="procurement"),
        milestone(date(2024, 9, 1), date(2024, 8, 9), "funding_late"),
    )
    assert register.delay(funded(milestones=rows), TODAY) == (
        "Leading reason for delay: procurement took longer (2 of 3 milestones reached late or still late)."
    )
    assert register.open_delay(funded(milestones=rows), TODAY) == "Procurement took longer"
    assert register.open_delay(funded(milestones=rows[:2]), TODAY) == "", "both were reached"
    silent = funded(milestones=(milestone(date(2024, 9, 1)),))
    assert register.delay(silent, TODAY) == "Leading reason for delay: not said for 1 milestone reached late or still late."
    assert register.delay(funded(), TODAY) == ""


def returned(measure, value, sent, version=1, status="submitted"):
    period = {"period_start": QUARTER.first, "period_end": QUARTER.last}
    told = {"measure_id": measure, "value": value, "submitted_on": sent, "version": version, "status": status}
    return known_as(ReturnVersions, **period, **told)


@pytest.mark.parametrize(
    ("rows", "on_time", "complete"),
    [
        ([], "no return", "no return"),
        ([returned("a", 3, date(2025, 4, 14)), returned("b", 0, date(2025, 4, 14))], "in time", "all outputs"),
        ([returned("a", 3, date(2025, 4, 15)), returned("b", None, date(2025, 4, 15))], "1 day late", "lacks B"),
        # A correction that comes later makes no return late.
        ([returned("a", 3, date(2025, 4, 2)), returned("a", 4, date(2025, 6, 2), version=2)], "in time", "lacks B"),
        ([returned("a", 3, None)], "day not given", "lacks B"),
        ([returned("a", 3, date(2025, 4, 2), status="draft")], "no return", "no return"),
    ],
)
def test_a_return_is_on_time_complete_and_with_evidence(rows, on_time, complete):
    reached = (milestone(QUARTER.first, date(2025, 1, 9), evidence="Minutes"), milestone(QUARTER.first, date(2025, 3, 31)))
    project = funded(outputs=(output("a"), output("b")), milestones=reached)
    figure = disclosure.leave(register.quality(project, rows, CAPTION))
    (line,) = figure.table.to_dict("records")
    assert (line["On time"], line["Complete"], line["Evidence"]) == (on_time, complete, "1 of 2 milestones reached")


def test_money_that_will_be_left_can_be_moved_while_a_whole_quarter_is_left():
    rows = [known_as(Spend, actual=900, forecast=1000), known_as(Spend, forecast=500)]
    assert money.left_over(2000, rows) == 600 and money.left_over(None, rows) is None
    assert money.left_over(2000, [*rows, known_as(Spend)]) is None, "not known of some period"
    quarters = delivery.quarters("2024/25")
    assert money.time_to_move(quarters, date(2024, 12, 31)).startswith("It can be moved in time up to 31 December 2024")
    assert money.time_to_move(quarters, date(2025, 1, 1)).startswith("Since 1 January 2025 it can no longer be moved in time")


def test_a_risk_says_where_it_went_since_the_file_before():
    assert [watch.risk_direction(known_as(Risks, score=16, former_score=before)) for before in (None, 9, 16, 20)] == [
        "no former score", "worse, was 9", "unchanged", "better, was 20",
    ]  # fmt: skip


def test_a_group_of_the_list_of_meetings_has_its_last_and_its_next_meeting():
    held = [Meetings("region", "Regional partnership", day, None) for day in (date(2025, 3, 1), date(2025, 6, 18))]
    days = {"agreed_on": date(2025, 3, 1), "due": date(2025, 4, 1)}
    action = known_as(Actions, group="region", title="Share data", kind="action", status="open", **days)
    assert meetings.last_time([action], TODAY, progress.group_names(held), held) == [
        "Regional partnership, 1 March 2025: Share data. Still open: Share data (due 1 April 2025). Since then: 1 became overdue."
        " Next meeting: 18 June 2025."
    ]
    (ahead,) = meetings.last_time([], TODAY, progress.group_names(held), held[1:])
    assert ahead == "Regional partnership: no meeting is known yet. Next meeting: 18 June 2025."
    assert replace(funded(), stages=()) == funded()
