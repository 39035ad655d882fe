"""Milestones, spending, risks and actions, on rows made by hand: what is late comes first, and what is not known is said."""

from datetime import date

import pandas as pd
import pytest

from analysis.figures import disclosure
from analysis.figures.figure import Caption
from analysis.projects import progress
from analysis.release.database import ask

CAPTION = Caption("a source", "a period", "Anytown", "0123456789abcdef")
TODAY = date(2025, 4, 10)
WHOSE = {"grant_id": "g", "project_id": "P1"}


def milestone(title, due=None, forecast=None, actual=None):
    return WHOSE | {"milestone_id": title, "title": title, "due": due, "forecast": forecast, "actual": actual}


def test_late_milestones_come_first_with_todays_line():
    rows = [
        milestone("reached", date(2025, 1, 1), actual=date(2025, 1, 13)),
        milestone("coming", date(2025, 4, 30)),
        milestone("later", date(2025, 3, 31), forecast=date(2025, 5, 31)),
        milestone("open"),
    ]
    figure = disclosure.leave(progress.milestones(pd.DataFrame(rows), TODAY, CAPTION))
    assert list(zip(figure.table["Milestone"], figure.table["In words"], strict=True)) == [
        ("later", "Late: due 31 March 2025, 10 days ago, now expected by 31 May 2025."),
        ("coming", "Due 30 April 2025, in 20 days."),
        ("open", "Not reached; no day is agreed."),
        ("reached", "Reached on 13 January 2025, 12 days after its day."),
    ]
    assert figure.title == "1 of 4 milestones late, 1 reached"
    assert isinstance(figure.chart, dict) and figure.chart["data"][0]["x"] == [-10, 20]
    assert figure.chart["data"][0]["text"] == ["10 days late", "in 20 days"]
    low, high = figure.chart["layout"]["xaxis"]["range"]
    assert low < -10 and high > 20, "bars of either side lie within"
    assert [(line["x0"], line["x1"]) for line in figure.chart["layout"]["shapes"]] == [(0, 0)]


def money(quarter, profile, actual):
    start, end = (
        (date(2024, 10, 1), date(2024, 12, 31)),
        (date(2025, 1, 1), date(2025, 3, 31)),
        (date(2025, 4, 1), date(2025, 6, 30)),
    )[quarter]
    return WHOSE | {"period_start": start, "period_end": end, "profile": profile, "actual": actual, "forecast": None}


def test_money_is_set_beside_its_plan_and_what_is_not_known_is_in_no_sum():
    rows = [money(0, 1000, 629), money(1, 1000, 1120), money(2, 1000, None), money(1, 500, None) | {"project_id": "P2"}]
    figure = disclosure.leave(progress.spend(pd.DataFrame(rows), TODAY, CAPTION))
    assert list(figure.table["In words"]) == ["£371 underspent", "£120 overspent", "Not known", "Not known"]
    assert figure.title == "£1,749 spent of £2,000 planned to 31 March 2025: £251 underspent"
    assert figure.sentence == "P1: £251 underspent. Of 1 period of a project the money is not known."


def test_nothing_spent_is_no_blank():
    figure = progress.spend(pd.DataFrame([money(0, 1000, 0), money(1, None, 5)]), TODAY, CAPTION)
    assert list(figure.table["In words"]) == ["£1,000 underspent", "Not known"]
    assert figure.title.startswith("£0 spent of £1,000 planned to 31 December 2024")


def action(action_id, pillar, due, status="open", closed_on=None):
    told = {"action_id": action_id, "group": "board", "kind": "action", "pillar": pillar, "project_id": None, "title": action_id}
    return told | {"owner": "Chair", "due": due, "status": status, "closed_on": closed_on}


def test_actions_stand_by_pillar_with_overdue_ones_first():
    rows = [
        action("done", "first", date(2025, 1, 1), "closed", date(2025, 1, 3)),
        action("coming", "first", date(2025, 5, 1)),
        action("late", "first", date(2025, 3, 1)),
        action("other", "second", date(2025, 2, 1)),
        action("unnamed", None, None),
    ]
    figure = progress.actions(pd.DataFrame(rows), {"second": "Second pillar", "first": "First pillar"}, TODAY, CAPTION)
    assert list(zip(figure.table["Pillar"], figure.table["What"], figure.table["In words"], strict=True)) == [
        ("Second pillar", "other", "Overdue since 1 February 2025."),
        ("First pillar", "late", "Overdue since 1 March 2025."),
        ("First pillar", "coming", "Due 1 May 2025."),
        ("First pillar", "done", "Closed on 3 January 2025, 2 days after its day."),
        ("None named", "unnamed", "Open; no day is agreed."),
    ]
    assert figure.title == "2 of 4 open actions overdue"


def test_a_risk_without_a_score_is_not_the_lowest():
    risk = WHOSE | {"impact": None, "mitigation": None, "owner_role": "Chair", "review_on": date(2025, 4, 1)}
    rows = [
        risk | {"cause": "Rain", "likelihood": 4, "severity": 4, "score": 16},
        risk | {"cause": "Wind", "project_id": None, "likelihood": None, "severity": None, "score": None},
    ]
    figure = progress.risks(pd.DataFrame(rows), TODAY, CAPTION)
    assert figure.sentence == (
        "The highest score is 16 of 25: Rain. 1 risk is not scored. 2 risks should have been looked at again by now."
    )
    assert list(figure.table["Project"]) == ["P1", "Whole grant"] and pd.isna(figure.table["Score"].iloc[1])


@pytest.mark.parametrize(("question", "rows"), [("milestones", 22), ("spend", 32), ("risks", 8), ("actions", 10)])
def test_all_that_the_demonstration_has_is_asked_for(demo_data, question, rows):
    """The 64 rows of spending are 32 of both categories together."""
    assert len(ask(question)) == rows
