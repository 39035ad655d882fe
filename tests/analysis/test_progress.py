"""Milestones, spending, risks and actions, on rows made by hand: what is late comes first, and what is not known is said."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analysis.figures import disclosure
from analysis.figures.figure import Caption
from analysis.projects import meetings, progress, watch
from analysis.projects.delivery import Quarter
from analysis.projects.facts import FundedProject, Grant
from analysis.release.database import ask
from analysis.release.questions.projects import Actions, Grants, Milestones, Projects, Risks, Spend
from analysis.release.rows import known_as

CAPTION = Caption("a source", "a period", "Anytown", "0123456789abcdef")
TODAY = date(2025, 4, 10)
WHOSE = {"grant_id": "g", "project_id": "P1"}


def milestone(title, due=None, forecast=None, actual=None):
    return known_as(Milestones, **WHOSE, milestone_id=title, title=title, due=due, forecast=forecast, actual=actual)


def funded(**more):
    row = known_as(Projects, **WHOSE, title="One", lead_organisation="A charity", pillars="")
    return FundedProject(row, Grant(known_as(Grants, grant_id="g", released_on=date(2024, 12, 1))), **more)


def test_late_milestones_come_first_with_todays_line():
    rows = [
        milestone("reached", date(2025, 1, 1), actual=date(2025, 1, 13)),
        milestone("coming", date(2025, 4, 30)),
        milestone("later", date(2025, 3, 31), forecast=date(2025, 5, 31)),
        milestone("open"),
    ]
    figure = disclosure.leave(watch.milestones([funded(milestones=tuple(rows))], TODAY, CAPTION))
    assert list(zip(figure.table["Milestone"], figure.table["In words"], strict=True)) == [
        ("later", "Late: due 31 March 2025, 10 days ago, now expected by 31 May 2025."),
        ("coming", "Due 30 April 2025, in 20 days."),
        ("open", "Not reached; no day is agreed."),
        ("reached", "Reached on 13 January 2025, 12 days after its day."),
    ]
    assert figure.title == "1 of 4 milestones late, 1 reached"
    assert isinstance(figure.chart, dict)
    assert {trace["name"]: trace["x"] for trace in figure.chart["data"]} == {
        "Reached": ["2025-01-13"], "To come": ["2025-04-30"], "Late": ["2025-03-31"],
    }  # fmt: skip
    assert [line["x0"] for line in figure.chart["layout"]["shapes"]] == ["2024-12-01", "2025-04-10"], "the release, and today"
    later = watch.milestones([funded(milestones=tuple(rows))], date(2026, 11, 26), CAPTION)
    assert isinstance(later.chart, dict) and len(later.chart["layout"]["shapes"]) == 1
    assert later.chart["layout"]["annotations"][-1]["text"] == "Today, 26 November 2026 →", (
        "beyond the marks it is named at the edge"
    )


def money(quarter, profile, actual, project="P1"):
    start, end = (
        (date(2024, 10, 1), date(2024, 12, 31)),
        (date(2025, 1, 1), date(2025, 3, 31)),
        (date(2025, 4, 1), date(2025, 6, 30)),
    )[quarter]
    days = {"period_start": start, "period_end": end}
    return known_as(Spend, grant_id="g", project_id=project, **days, profile=profile, actual=actual)


def test_money_is_set_beside_its_plan_and_what_is_not_known_is_in_no_sum():
    rows = [money(0, 1000, 629), money(1, 1000, 1120), money(2, 1000, None), money(1, 500, None, "P2")]
    figure = disclosure.leave(progress.spend(rows, TODAY, CAPTION))
    assert list(figure.table["In words"]) == ["£371 underspent", "£120 overspent", "Not known", "Not known"]
    assert figure.title == "£1,749 spent of £2,000 planned to 31 March 2025: £251 underspent"
    assert figure.sentence == "P1: £251 underspent. Of 1 period of a project the money is not known."


def test_nothing_spent_is_no_blank():
    figure = progress.spend([money(0, 1000, 0), money(1, None, 5)], TODAY, CAPTION)
    assert list(figure.table["In words"]) == ["£1,000 underspent", "Not known"]
    assert figure.title.startswith("£0 spent of £1,000 planned to 31 December 2024")


def action(action_id, pillar, due, status="open", closed_on=None):
    told = {"action_id": action_id, "group": "board", "kind": "action", "pillar": pillar, "title": action_id}
    return known_as(Actions, **told, owner="Chair", due=due, status=status, closed_on=closed_on)


def test_actions_stand_by_pillar_with_overdue_ones_first():
    rows = [
        action("done", "first", date(2025, 1, 1), "closed", date(2025, 1, 3)),
        action("coming", "first", date(2025, 5, 1)),
        action("late", "first", date(2025, 3, 1)),
        action("other", "second", date(2025, 2, 1)),
        action("unnamed", None, None),
    ]
    figure = progress.actions(rows, {"second": "Second pillar", "first": "First pillar"}, TODAY, CAPTION)
    assert list(zip(figure.table["Pillar"], figure.table["What"], figure.table["In words"], strict=True)) == [
        ("Second pillar", "other", "Overdue since 1 February 2025."),
        ("First pillar", "late", "Overdue since 1 March 2025."),
        ("First pillar", "coming", "Due 1 May 2025."),
        ("First pillar", "done", "Closed on 3 January 2025, 2 days after its day."),
        ("None named", "unnamed", "Open; no day is agreed."),
    ]
    assert figure.title == "2 of 4 open actions overdue"


def agreed(group, title, on, due=None, closed=None, kind="action"):
    return known_as(Actions, group=group, title=title, agreed_on=on, due=due, closed_on=closed, kind=kind)


def test_a_meeting_begins_with_what_was_decided_last_time_what_is_due_and_what_was_closed_since():
    spring, last = date(2025, 1, 14), date(2025, 3, 18)
    rows = [
        agreed("board", "Write to the funder", spring, due=date(2025, 2, 1)),
        agreed("board", "Ask the schools", spring, closed=date(2025, 4, 1)),
        agreed("board", "Let the bid follow", last, kind="decision", closed=last),
        agreed("board", "Meet in May", date(2025, 5, 20)),
        agreed("action_plan", "Train", spring, due=date(2025, 6, 1)),
    ]
    assert meetings.headline(rows, TODAY) == "1 of 3 open actions overdue"
    assert meetings.line(rows, TODAY) == "1 of 3 open actions overdue, the first since 1 February 2025"
    assert meetings.last_time(rows, TODAY) == [
        "Board, 18 March 2025: Let the bid follow. Still open: Write to the funder (due 1 February 2025) and Meet in May (no day"
        " agreed). Since then: 1 closed."
    ]
    figure = disclosure.leave(meetings.by_meeting(rows, CAPTION))
    assert list(figure.table["What"])[:2] == ["Meet in May", "Let the bid follow"], "the newest first"
    assert (figure.title, figure.sentence) == (
        "1 decision and 4 actions agreed", "By 4 meetings of which the day is known, the newest first.",
    )  # fmt: skip


RISK = known_as(Risks, **WHOSE, owner_role="Chair", review_on=date(2025, 4, 1), proximity="month")


def scored(name, before, after=(None, None)):
    ends = {"likelihood": before[0], "severity": before[1], "likelihood_after": after[0], "severity_after": after[1]}
    score, score_after = (one[0] and one[0] * one[1] for one in (before, after))
    return replace(RISK, risk_id=name, cause=name, score=score, score_after=score_after, **ends)


def test_risks_stand_in_their_matrix_after_what_is_done_and_one_without_a_score_is_not_the_lowest():
    rows = [scored("Rain", (4, 4), (4, 5)), scored("Wind", (None, None)), scored("Snow", (5, 5), (1, 2))]
    figure = disclosure.leave(watch.risk_matrix(rows, CAPTION))
    assert (figure.title, figure.sentence) == ("1 of 3 risks high", "Rain (20 of 25).")
    assert isinstance(figure.chart, dict)
    (marks,) = figure.chart["data"]
    assert list(zip(marks["x"], marks["y"], marks["hovertext"], strict=True)) == [(5, 4, "Rain"), (2, 1, "Snow")]
    assert figure.notes[-1] == "1 risk is not scored." and pd.isna(figure.table["Before, of 25"].iloc[1])
    assert list(figure.table["When"]) == ["within a month"] * 3


def test_what_is_late_is_named_with_the_role_that_must_act_the_longest_first():
    project = funded(milestones=(milestone("Contract", date(2025, 3, 31)), milestone("Report", date(2025, 5, 1))))
    action = known_as(Actions, project_id="P1", title="Write", due=date(2025, 2, 1), status="open")
    quarters = (Quarter(date(2025, 1, 1), date(2025, 3, 31)),)
    project = replace(project, grant=replace(project.grant, quarters=quarters))
    figure = disclosure.leave(watch.late([project], [scored("Rain", (4, 4))], [action], TODAY, CAPTION))
    assert figure.title == "4 things late"
    assert figure.sentence == (
        "1 milestone, 1 return, 1 action and 1 review of a risk. For 1 of them it is not said who must act."
    )
    assert list(zip(figure.table["Which"], figure.table["Who must act (role)"], strict=True)) == [
        ("Write", "nobody named"), ("Contract", "A charity"), ("Return for January to March 2025", "A charity"),
        ("Rain", "Chair"),
    ]  # fmt: skip
    assert watch.late([funded()], [], [], TODAY, CAPTION).title == "Nothing is late"


@pytest.mark.parametrize(("question", "rows"), [("milestones", 22), ("spend", 32), ("risks", 8), ("actions", 11)])
def test_all_that_the_demonstration_has_is_asked_for(demo_data, question, rows):
    """The 64 rows of spending are 32 of both categories together."""
    assert len(ask(question)) == rows
