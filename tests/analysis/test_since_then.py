"""Meetings as named points in time, and what happened since one beside the indicators, on rows made by hand."""

from dataclasses import asdict
from datetime import date

import pandas as pd

from analysis.figures.figure import Caption
from analysis.figures.shown_release import ShownRelease
from analysis.projects import answered, meetings, progress, since_then
from analysis.release import database
from analysis.release.questions.projects import Actions, Meetings, Moves, Spend
from analysis.release.rows import known_as
from tests.answers import answer

CAPTION = Caption("a source", "a period", "Anytown", "0123456789abcdef")
TODAY = date(2025, 10, 20)


def action(id, kind, group="board", agreed=None, due=None, closed=None):
    status = "closed" if closed else "open"
    days = {"agreed_on": agreed, "due": due, "closed_on": closed}
    return known_as(Actions, action_id=id, group=group, kind=kind, title=f"Do {id}", owner="chair", status=status, **days)


ACTIONS = [
    action("a", "decision", agreed=date(2025, 6, 12), closed=date(2025, 6, 12)),
    action("b", "decision", agreed=date(2025, 9, 1), closed=date(2025, 9, 1)),
    action("c", "action", agreed=date(2025, 3, 1), due=date(2025, 7, 1), closed=date(2025, 8, 1)),
    action("d", "action", agreed=date(2025, 3, 1), due=date(2025, 9, 30)),
    action("e", "action", "action_plan", agreed=date(2025, 1, 31), due=date(2025, 2, 1)),
]
MOVES = [
    {"grant_id": "g", "from_project_id": "P1", "to_project_id": "P2", "amount": 1500.0, "decided_on": day, "reference": "r"}
    for day in (date(2025, 6, 12), date(2025, 7, 2))
]
SPEND = [
    {"grant_id": "g", "project_id": "P1", "period_end": date(2025, 6, 30), "actual": 4200.0},
    {"grant_id": "g", "project_id": "P2", "period_end": date(2025, 6, 30), "actual": None},
    {"grant_id": "g", "project_id": "P1", "period_end": date(2025, 3, 31), "actual": 900.0},
]


def test_meetings_are_those_listed_and_those_at_which_something_was_agreed():
    listed = [known_as(Meetings, group="gold", name="Gold group", held_on=day) for day in (date(2025, 6, 12), date(2026, 1, 1))]
    found = meetings.held(listed, ACTIONS, TODAY, progress.group_names(listed))
    assert [one.name for one in found] == [
        "Board, 1 September 2025", "Gold group, 12 June 2025", "Board, 12 June 2025", "Board, 1 March 2025",
    ], "one that lies ahead is no meeting yet, and the action plan meets nowhere"  # fmt: skip
    assert found[2].id == "board 2025-06-12"


def shown() -> ShownRelease:
    """A release of these lists alone: no project is in it."""
    tables = {
        "actions": answer(Actions, map(asdict, ACTIONS)), "moves": answer(Moves, MOVES), "spend": answer(Spend, SPEND),
    }  # fmt: skip

    def ask(question, **_):
        if question == "tables":
            return pd.DataFrame({"name": list(tables)})
        return tables.get(question, pd.DataFrame())

    return ShownRelease(ask, "0" * 16, TODAY)


def test_what_happened_since_a_day_leaves_that_day_itself_out(monkeypatch):
    monkeypatch.setattr(answered, "rated", lambda _: [])
    found = {one.subject: one for one in since_then.happened(shown(), date(2025, 6, 12))}
    assert found["Decisions and actions"].words == (
        "Decisions and actions: 1 decision or action agreed; 1 action closed; 1 action fell overdue."
    )
    assert found["Decisions and actions"].lines == (
        "Decision agreed on 1 September 2025: Do b.",
        "Closed on 1 August 2025: Do c.",
        "Overdue since 30 September 2025: Do d.",
    )
    assert found["Money"].words == (
        "Money: 1 move decided; £4,200 spent in periods that ended since; of 1 period of a project it is not known."
    )
    assert found["Money"].lines == ("£1,500 from P1 to P2, decided on 2 July 2025 (r).",)
    assert found["Projects"].words == "Projects: nothing since."


def test_the_demonstration_tells_projects_money_and_decisions(demo_data):
    # A second, plain look at the same lists: what stands in their files after the board of 18 March 2025.
    shown = ShownRelease(database.ask, "0" * 16, date(2025, 11, 1))
    found = {one.subject: one for one in since_then.happened(shown, date(2025, 3, 18))}
    actions = database.ask("actions")
    agreed = sum(day is not pd.NaT and pd.Timestamp(2025, 3, 18) < day for day in pd.to_datetime(actions["agreed_on"]))
    assert f"{agreed} decision" in found["Decisions and actions"].brief
    assert {meeting.name for meeting in answered.meetings_held(shown)} >= {
        "Board, 18 March 2025",
        "Crime Sub Group, 24 July 2024",
    }
    assert "rating" in found["Projects"].brief and "spent in periods" in found["Money"].brief


def test_the_screen_of_actions_holds_the_longest_overdue_first_and_counts_the_rest():
    figure = meetings.on_board(ACTIONS, TODAY, CAPTION)
    assert figure.title == "Actions: 2 of 2 open actions overdue" and figure.sentence == ""
    assert list(figure.table["When"]) == ["Overdue since 1 February 2025", "Overdue since 30 September 2025"]
    many = [action(str(number), "action", due=date(2025, 1, 1)) for number in range(7)]
    assert meetings.on_board(many, TODAY, CAPTION).sentence == "The 5 that are due first; 2 more are open."
