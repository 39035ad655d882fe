"""The Projects page as it is drawn: each grant's projects by themselves, what the address asks for, and what is late."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import PROJECT
from tests.etl import anytown
from tests.etl.anytown import load, table, write
from tests.etl.test_grants import MILESTONES, RETURNS, TARGET, TARGETS, grants, projects, returned


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Two grants with a P3 each, of which one has met its minimum, a late milestone, and children of whom two offended."""
    folder = tmp_path_factory.mktemp("portfolio")
    data = anytown.data_folder(folder / "data")
    children = ["engaged", "Children engaged", "people", "count", "", "", "Y", ""]
    good = ["good", "Children with no new offence", *children[2:]]
    targets = [["G1", *TARGET, ""], ["G2", *TARGET, ""], ["G1", "P3", *children, ""], ["G1", "P3", *good, "engaged"]]
    returns = [returned("G1", 31), returned("G2", 15), returned("G1", 38, "engaged"), returned("G1", 36, "good")]
    load(
        data,
        grants(folder, "G1", "G2"),
        projects(folder, ("G1", "P3"), ("G2", "P3"), ("G2", "P4")),
        write(folder / "targets.csv", table(["grant_id", *TARGETS, "part_of"], targets)),
        write(folder / "returns.csv", table(RETURNS, returns)),
        write(folder / "milestones.csv", table(MILESTONES, [["m1", "P4", "First", "2024-06-30", "", "", ""]])),
    )
    return data


def opened(data, page="portfolio", **query):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIOLENCE_DATA", str(data))
        app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
        for key, value in query.items():
            app.query_params[key] = value
        app.switch_page(f"projects/{page}.py").run()
    assert not app.exception
    return app


def words(app):
    pages = [re.sub(r"<[^>]+>", " ", element.proto.body) for element in app.main if element.type == "html"]
    return " ".join([*(each.value for each in (*app.markdown, *app.caption, *app.warning)), *pages]).replace("\\", "")


def test_the_projects_of_two_grants_stand_apart(data):
    said = words(opened(data))
    assert "Workshops: 15 of 30 workshops to 30 June 2024; 15 to go." in said
    assert "1 of 1 milestone late" in said and "No risks are loaded." in said
    assert "1 of 1 minimum reached" in said and "0 of 1 minimum reached" in said
    assert "day not handed in" in said and "# 1 of 2 agreed minima met" in said, "nothing is rated before the money came"


def test_a_project_is_that_of_its_grant_and_no_few_children_are_told(data):
    first, second = (words(opened(data, "project", grant=grant, project="P3")) for grant in ("G1", "G2"))
    assert "31 workshops to 30 June 2024; the minimum of 30 is met." in first
    assert "15 of 30 workshops to 30 June 2024; 15 to go." in second
    assert "38 people to 30 June 2024" in first
    assert not re.search(r"\b(36|46)(\.0)?\b", first), "two children with a new offence; 31 and 15 workshops added"
    assert "the return to 30 June 2024 is not shown" in first.replace("The", "the")
    assert "# P3 A project: not rated yet" in first and "No baseline is handed in." in first
    assert "Nothing here says that it caused a change" not in first and "No indicator is named" in first


@pytest.mark.parametrize(
    ("page", "query", "said"),
    [
        ("portfolio", {"project": "P99"}, "# “P99” is no project of this partnership"),
        ("portfolio", {"pillar": "nope"}, "# “nope” is no pillar of this partnership"),
        ("portfolio", {"rating": "9"}, "# “9” is no rating of this partnership"),
        ("project", {"project": "P99"}, "# “P99” is no project of this partnership"),
        ("project", {"grant": "G9", "project": "P3"}, "# “G9” is no grant of this partnership"),
    ],
)
def test_what_the_address_asks_for_and_is_not_there_is_said_with_the_nearest(data, page, query, said):
    app = opened(data, page, **query)
    assert said in words(app) and "workshops" not in words(app)


def test_projects_that_the_address_asks_for_are_shown_alone(data):
    said = words(opened(data, project="P4"))
    assert "1 of 3 projects." in said and "P4 A project" in said and "P3 A project" not in said
    assert "3 projects" not in words(opened(data, rating="none")), "none of them is rated"


def test_actions_say_what_is_overdue_and_what_each_group_decided_last(data, demo_data):
    app = opened(demo_data, "actions")
    said = words(app)
    assert "# 4 of 4 open actions overdue, the first since 28 February 2025" in said
    assert (
        "Board, 18 March 2025: Demonstration: let the funding bid follow after March. Nothing that the group agreed is open."
        in said
    )
    assert "# No actions are loaded yet" in words(opened(data, "actions"))


def test_the_demonstration_shows_ratings_of_every_kind_with_who_set_one(demo_data):
    said = words(opened(demo_data))
    assert "# 5 of 8 projects rated 4 or 5" in said
    assert "set by a person; worked out 5" in said and "416 of 500" in said and "No return for January to March 2025" in said
    one = words(opened(demo_data, "project", project="P4"))
    assert "Set to 2 by the chair of the Crime Sub Group until 31 March 2099" in one and "Worked out as 5" in one
    assert "Baseline: 5 workshops in April 2023 to March 2024." in one
    assert "Nothing here says that it caused a change." in one
