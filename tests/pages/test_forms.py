"""The forms of the Project and Actions pages: what is changed stands with its reason, and who comes second is told."""

from datetime import date, timedelta

import pytest

from analysis.access import Actor
from etl.acts import listing, writing
from etl.acts.writing import Amendment
from tests.etl import anytown
from tests.etl.anytown import load, rows, table, write
from tests.etl.test_grants import MILESTONES, grants, projects
from tests.pages.test_portfolio import opened, words

SOON = date.today() + timedelta(days=60)
KEY = {"grant_id": "G1", "project_id": "P3", "milestone_id": "m1"}
ACTIONS = ["action_id", "group", "kind", "pillar", "project_id", "title", "owner", "due", "status", "closed_on"]


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A project with a milestone that is late, and an action; each test changes what no other looks at."""
    folder = tmp_path_factory.mktemp("forms")
    data = anytown.data_folder(folder / "data")
    load(
        data,
        grants(folder, "G1"),
        projects(folder, ("G1", "P3")),
        write(folder / "milestones.csv", table(MILESTONES, [["m1", "P3", "First", "2024-06-30", "", "", "minutes"]])),
        write(folder / "actions.csv", table(ACTIONS, [["a1", "board", "action", "", "", "Do it", "", "2024-06-30", "open", ""]])),
    )
    return data


def form_of(data, page, **query):
    """The page with its form open."""
    app = opened(data, page, **query)
    app.session_state["form_open"] = True
    return app


def run(app, data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIOLENCE_DATA", str(data))
        app.run(timeout=120)
    assert not app.exception
    return app


def field(app, kind, label):
    return next(each for each in getattr(app, kind) if each.label.startswith(label))


def save(app, data):
    field(app, "button", "Save this change").click()
    return run(app, data)


def test_a_milestone_is_changed_on_its_page_and_the_second_person_is_told(data):
    app = run(form_of(data, "project"), data)
    field(app, "selectbox", "Leading reason for delay").set_value("recruitment")
    assert "Give your name" in words(save(app, data))
    field(app, "text_input", "Your name").set_value("Jo")
    refused = save(app, data)
    assert "Nothing is saved. Say why" in words(refused) and len(listing.history(data)) == 4
    # Meanwhile somebody else says another reason.
    other = Amendment("milestones", KEY, {"delay_reason": "scope"}, {"delay_reason": ""})
    writing.amend(data, other, Actor("Sam", "analyst"), "Agreed by the board")
    field(refused, "text_input", "Why").set_value("Nobody applied")
    told = words(save(refused, data))
    assert "has moved on since you opened it (last changed by Sam" in told and "now scope" in told
    app = run(form_of(data, "project"), data)
    field(app, "selectbox", "Leading reason for delay").set_value("recruitment")
    field(app, "text_input", "Your name").set_value("Jo")
    field(app, "date_input", "Now expected on").set_value(SOON)
    field(app, "text_input", "Why").set_value("Nobody applied")
    said = save(app, data)
    assert any("Saved" in each.value for each in said.info), [each.value for each in said.warning]
    kept = rows(data, "SELECT forecast::VARCHAR, delay_reason::VARCHAR, evidence FROM milestones")
    assert kept == [(SOON.isoformat(), "recruitment", "minutes")]
    assert "now expected by" in words(said) and "recruitment or staff absence (1 of 1" in words(said)
    assert listing.history(data)[0]["reason"] == "Nobody applied"


def test_an_action_is_closed_on_the_page_of_actions(data):
    app = run(form_of(data, "actions"), data)
    field(app, "selectbox", "Status").set_value("closed")
    app = save(app, data)
    assert "A closed action has the day on which it was closed" in words(app)
    field(app, "text_input", "Your name").set_value("Jo")
    field(app, "date_input", "Closed on").set_value(date(2024, 7, 9))
    field(app, "text_input", "Why").set_value("Done at the meeting")
    said = words(save(app, data))
    assert "No action is open" in said and "Closed on 9 July 2024, 9 days after its day." in said
