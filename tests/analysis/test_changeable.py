"""What forms ask for: rows as they stand, what differs from what was shown, and what is refused before anything is sent."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.projects import changeable, progress, ratings
from analysis.projects.delivery import Quarter
from analysis.projects.facts import FundedProject, Grant
from analysis.projects.ratings import Finding, Rating
from analysis.release.questions.projects import Actions, Grants, Milestones, Projects, Ratings, Risks
from analysis.release.rows import known_as

TODAY = date(2025, 4, 10)
QUARTER = Quarter(date(2025, 1, 1), date(2025, 3, 31))
GRANT = Grant(known_as(Grants, grant_id="g", year="2024/25", released_on=date(2024, 7, 22)), (QUARTER,))
WHOSE = {"grant_id": "g", "project_id": "P1"}
MILESTONE = known_as(Milestones, **WHOSE, milestone_id="m", title="First", forecast=date(2025, 5, 1), evidence="Minutes")
RISK = known_as(Risks, **WHOSE, risk_id="r", cause="Rain", likelihood=4, severity=3)
QUARTER_OF = {"quarter": "2024/25 Q4", "kind": "risk", "expires_on": date(2025, 12, 31)}
SET = known_as(Ratings, **WHOSE, **QUARTER_OF, rating=2, reason="Dry", author_role="chair")


def rated(**more):
    project = FundedProject(known_as(Projects, **WHOSE, title="One"), GRANT, **more)
    return ratings.Rated(project, QUARTER, tuple(Rating(kind, Finding("x", 4, "Because.")) for kind in ratings.KINDS))


def test_a_row_stands_in_its_form_as_a_file_would_hold_it_and_only_what_differs_is_sent():
    found = rated(milestones=(MILESTONE,), risks=(RISK,))
    milestone, risk, rating = changeable.of_project(found, TODAY, {"partner": "A partner"})
    (row,) = milestone.rows
    assert row.values == {"forecast": "2025-05-01", "actual": "", "delay_reason": "", "evidence": "Minutes"}
    sent = changeable.change(milestone, row, row.values | {"delay_reason": "partner"})
    assert (sent.values, sent.seen) == ({"delay_reason": "partner"}, {"delay_reason": ""})
    assert sent.key == WHOSE | {"milestone_id": "m"}
    assert risk.rows[0].values["likelihood"] == "4" and risk.rows[0].values["severity_after"] == ""
    assert [each.label for each in rating.rows] == [f"{kind}, 2024/25 Q4: 4 worked out" for kind in ("Delivery", "Spend", "Risk")]


def test_a_rating_that_is_set_is_changed_and_one_that_is_not_is_added():
    found = rated(overrides=(SET,))
    delivery, _, risk = changeable.override(found).rows
    assert delivery.new and risk.values == {"rating": "2", "reason": "Dry", "author_role": "chair", "expires_on": "2025-12-31"}
    form = changeable.override(found)
    answers = {"rating": "3", "reason": "Wet", "author_role": "chair", "expires_on": "2025-12-31"}
    assert changeable.change(form, delivery, answers).seen is None
    assert changeable.change(form, risk, answers).seen == {"rating": "2", "reason": "Dry"}


MOVE = {"from_project_id": "P1", "to_project_id": "", "amount": "5", "decided_on": "2025-04-01", "reference": "b"}


@pytest.mark.parametrize(
    ("form", "answers", "said"),
    [
        ("rating", {"rating": "2", "reason": "", "author_role": "chair", "expires_on": ""}, "Fill in: Why the rating worked out"),
        ("rating", {"rating": "2", "reason": "x", "author_role": "c", "expires_on": "2025-04-09"}, "has passed"),
        ("rating", {"rating": "2", "reason": "x", "author_role": "c", "expires_on": "2025-04-10"}, ""),
        ("move", MOVE | {"to_project_id": "P1"}, "two different projects"),
        ("move", MOVE | {"amount": " "}, "Fill in: Pounds"),
        ("move", MOVE, ""),
        ("action", {"status": "closed", "closed_on": "", "due": "", "owner": ""}, "has the day on which it was closed"),
        ("action", {"status": "open", "closed_on": "2025-04-01", "due": "", "owner": ""}, "an open one has none"),
        ("action", {"status": "open", "closed_on": "", "due": "", "owner": ""}, "nothing was changed"),
        ("action", {"status": "closed", "closed_on": "2025-04-01", "due": "", "owner": ""}, ""),
    ],
)
def test_what_lacks_something_is_not_sent(form, answers, said):
    action = known_as(Actions, action_id="a", title="Do", status="open")
    forms = {
        "rating": changeable.override(rated()), "move": changeable.move([rated()]),
        "action": changeable.actions([action]),
    }  # fmt: skip
    refused = changeable.refused(forms[form], forms[form].rows[0], answers, TODAY)
    assert said in refused if said else refused == ""


def test_a_new_action_and_a_move_have_keys_of_their_own():
    form = changeable.new_action([known_as(Actions, action_id="act-2025-04-10-1")], progress.GROUPS, {}, {}, TODAY)
    (row,) = form.rows
    answers = {each.column: "" for each in form.fields} | {"title": "Do", "group": "board", "kind": "action"}
    sent = changeable.change(form, row, answers)
    assert sent.key == {"action_id": "act-2025-04-10-2"} and sent.values["status"] == "open" and sent.seen is None
    other = replace(rated().facts, row=known_as(Projects, grant_id="g", project_id="P2", title="Two"))
    move = changeable.move([rated(), replace(rated(), facts=other)])
    sent = changeable.change(move, move.rows[0], MOVE)
    assert sent.key == {"grant_id": "g"} | {
        key: MOVE[key] for key in ("from_project_id", "to_project_id", "decided_on", "reference")
    }
