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


def opened(data, **query):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIOLENCE_DATA", str(data))
        app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60).run()
        for key, value in query.items():
            app.query_params[key] = value
        app.switch_page("projects/portfolio.py").run()
    assert not app.exception
    return app


def words(app):
    tables = " ".join(each.value.to_csv() for each in app.dataframe)
    return " ".join([*(each.value for each in (*app.markdown, *app.caption, *app.warning)), tables]).replace("\\", "")


def test_the_projects_of_two_grants_stand_apart_and_no_few_children_are_told(data):
    said = words(opened(data))
    assert "31 workshops to 30 June 2024; the minimum of 30 is met." in said
    assert "15 of 30 workshops to 30 June 2024; 15 to go." in said
    assert "38 people to 30 June 2024" in said
    assert not re.search(r"\b(36|46)(\.0)?\b", said), "two children with a new offence; 31 and 15 workshops added"
    assert "the return to 30 June 2024 is not shown" in said.replace("The", "the")
    assert "1 of 1 milestone late" in said and "No risks are loaded." in said


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"project": "P99"}, "# “P99” is no project of this partnership"),
        ({"pillar": "nope"}, "# “nope” is no pillar of this partnership"),
    ],
)
def test_what_the_address_asks_for_and_is_not_there_is_said_with_the_nearest(data, query, said):
    app = opened(data, **query)
    assert said in words(app) and "workshops" not in words(app)
    assert any("P3" in button.label or query.get("pillar") for button in app.button)


def test_a_project_that_the_address_asks_for_is_shown_alone(data):
    said = words(opened(data, project="P4"))
    assert "Below: 1 project of 3, as this address asks." in said and "### P4 A project" in said and "### P3" not in said
