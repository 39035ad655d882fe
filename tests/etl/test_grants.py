"""Grants and what they pay for, from the file to the questions: years as people write them, days under their own names."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.declared import reference_tables
from analysis.projects import delivery
from analysis.projects.returns import read_returns
from analysis.release import database
from analysis.release.questions.projects import Grants
from analysis.release.rows import known_as
from etl.acts import loading
from etl.acts.loading import Handed
from etl.release.blank_workbook import blank_workbook
from tests.etl import anytown
from tests.etl.anytown import load, rows, table, write
from tests.etl.test_blank_workbook import tables

GRANTS = ["grant_id", "title", "funder", "year", "awarded", "conditions_signed_on", "released_on"]


@pytest.fixture
def data(tmp_path):
    return anytown.data_folder(tmp_path / "data")


def test_a_year_is_read_however_it_is_written_and_gives_its_quarters(data, tmp_path):
    written = ["2024/25", "2024-25", "2024/2025", "2024_25", ""]
    grants = table(GRANTS, [[f"G{n}", f"Grant {n}", "", year, "", "", ""] for n, year in enumerate(written)])
    load(data, write(tmp_path / "grants.csv", grants))
    with database.using(data):
        found = database.ask("grants").sort_values("grant_id")
    assert list(found["year"].fillna("")) == ["2024/25"] * 4 + [""]
    assert all(len(delivery.quarters(year)) == 4 for year in found["year"][:4])


@pytest.mark.parametrize("year", ["2024", "next year", "2024/26", "24/25"])
def test_a_year_that_gives_no_quarters_is_refused_by_name(data, tmp_path, year):
    (report,) = load(data, write(tmp_path / "grants.csv", table(GRANTS, [["G1", "One", "", year, "", "", ""]]))).reports
    assert report.verdict == "refused"
    (problem,) = [one for one in report.problems if one.check == "cell_financial_year"]
    assert (problem.column, problem.value) == ("year", year) and "2024/25" in problem.remedy
    assert database.release(data) is None


def test_a_file_without_the_day_of_confirmation_loads_as_it_did(data, tmp_path):
    grants = table(GRANTS, [["G1", "One", "", "2024/25", "", "2024-06-20", ""]])
    load(data, write(tmp_path / "grants.csv", grants))
    found = rows(data, "SELECT conditions_confirmed_on, conditions_signed_on FROM grants")
    assert found == [(None, date(2024, 6, 20))]


def test_the_grant_that_ships_has_the_day_on_which_its_conditions_were_confirmed_and_none_of_their_sign_off():
    """Reduction of Serious Violence, Safer Plymouth, 2024: the Home Office "only confirmed the conditions of the grant on the
    30th May"; next steps: they "will be finalised and signed off"."""
    (grant,) = reference_tables.partnership_table("grants", "E06000026").fillna("").to_dict("records")
    assert (grant["conditions_confirmed_on"], grant["conditions_signed_on"]) == ("2024-05-30", "")


# Two grants with a P3 each: two projects

PROJECTS = [
    "grant_id", "project_id", "title", "summary", "lead_organisation", "pillars", "indicators", "stage", "starts", "ends",
    "sustainability",
]  # fmt: skip
TARGETS = ["project_id", "measure_id", "label", "unit", "kind", "minimum", "due", "counts_people", "source"]
RETURNS = [
    "grant_id", "project_id", "period_start", "period_end", "measure_id", "value", "basis", "status", "submitted_on", "version",
    "note",
]  # fmt: skip
MILESTONES = ["milestone_id", "project_id", "title", "due", "forecast", "actual", "evidence"]
SPEND = ["project_id", "period_start", "period_end", "category", "profile", "actual", "forecast"]
RISKS = ["risk_id", "project_id", "cause", "impact", "likelihood", "severity", "mitigation", "owner", "review_on"]
TARGET = ["P3", "workshops", "Workshops", "workshops", "count", "30", "", "N", ""]
# A row of each table that names a project and, in the headings that people have, no grant.
WITHOUT = {
    "targets": (TARGETS, TARGET),
    "milestones": (MILESTONES, ["m1", "P3", "First", "", "", "", ""]),
    "spend": (SPEND, ["P3", "2024-04-01", "2024-06-30", "labour", "10", "", ""]),
    "risks": (RISKS, ["r1", "P3", "Rain", "", "", "", "", "", ""]),
}


def grants(folder, *ids):
    return write(folder / "grants.csv", table(GRANTS, [[one, one, "", "2024/25", "", "", ""] for one in ids]))


def projects(folder, *pairs):
    return write(folder / "projects.csv", table(PROJECTS, [[*pair, "A project", *[""] * 8] for pair in pairs]))


def lists(folder, *, with_grant=""):
    """Each of the four tables as a file, in the headings that people have, or with the grant before them."""
    first = ([], []) if not with_grant else (["grant_id"], [with_grant])
    return [
        write(folder / f"{name}{with_grant}.csv", table([*first[0], *headings], [[*first[1], *row]]))
        for name, (headings, row) in WITHOUT.items()
    ]


def returned(grant, value, measure="workshops", end="2024-06-30", basis="cumulative"):
    return [grant, "P3", "2024-04-01", end, measure, value, basis, "submitted", "", 1, ""]


def outputs(data):
    with database.using(data):
        return delivery.outputs(*(database.ask(name) for name in ("targets", "returns", "draft_returns")))


def test_files_without_a_grant_load_as_before_where_the_project_is_in_one(data, tmp_path):
    done = load(data, grants(tmp_path, "G1"), projects(tmp_path, ("G1", "P3")), *lists(tmp_path), confirmed=False)
    assert set(anytown.verdicts(done)) == {"accepted"}
    for name in WITHOUT:
        assert rows(data, f"SELECT grant_id, project_id FROM {name}") == [("G1", "P3")], name


def test_what_two_grants_return_of_one_project_id_is_never_added(data, tmp_path):
    """20 of one grant and 15 of another do not meet a minimum of 30; each target is its own grant's."""
    targets = table(["grant_id", *TARGETS], [["G1", *TARGET], ["G2", *TARGET]])
    returns = table(RETURNS, [returned("G1", 20, basis="period"), returned("G2", 15, basis="period")])
    load(
        data, grants(tmp_path, "G1", "G2"), projects(tmp_path, ("G1", "P3"), ("G2", "P3")),
        write(tmp_path / "targets.csv", targets), write(tmp_path / "returns.csv", returns),
    )  # fmt: skip
    found = outputs(data)
    assert {one.grant_id: one.value for one in found} == {"G1": 20, "G2": 15} and not any(one.met for one in found)
    assert [delivery.sentence(one) for one in found] == [
        "20 of 30 workshops to 30 June 2024; 10 to go.",
        "15 of 30 workshops to 30 June 2024; 15 to go.",
    ]
    assert delivery.headline(found, 2) == "None of 2 agreed minima met"
    assert delivery.names(found) == ["G1, P3", "G2, P3"]


def test_a_grant_expects_returns_from_its_own_first_one(data, tmp_path):
    returns = table(RETURNS, [returned("G1", 20), returned("G2", 15, end="2024-12-31")])
    load(data, write(tmp_path / "returns.csv", returns))
    with database.using(data):
        read = read_returns(database.ask("returns"))
    third = known_as(Grants, grant_id="G3", year="2024/25")
    assert delivery.expected_quarters(third, read, date(2026, 1, 1)) == [], "none of its projects has returned anything"
    assert len(delivery.expected_quarters(replace(third, grant_id="G1"), read, date(2026, 1, 1))) == 4


@pytest.fixture(scope="module")
def two_grants(tmp_path_factory):
    """Two grants with a P3 each, loaded once: a test that changes the folder takes a copy."""
    folder = tmp_path_factory.mktemp("two_grants")
    data = anytown.data_folder(folder / "data")
    load(data, grants(folder, "G1", "G2"), projects(folder, ("G1", "P3"), ("G2", "P3")))
    return data


def test_a_row_that_could_be_of_two_grants_is_refused_with_their_names(two_grants, tmp_path):
    for name, (headings, row) in WITHOUT.items():
        (report,) = loading.screen(two_grants, Handed([write(tmp_path / f"{name}.csv", table(headings, [row]))]), confirmed=True)
        (problem,) = report.problems
        assert (report.verdict, problem.check, problem.line) == ("refused", "grant_needed", 2), name
        assert problem.message == "Row 2: P3 is a project of 2 grants (G1, G2), and the row does not say of which."
        assert "grant_id" in problem.remedy
    data = anytown.copied(two_grants, tmp_path)
    load(data, *lists(tmp_path, with_grant="G2"))
    for name in WITHOUT:
        assert rows(data, f"SELECT grant_id FROM {name}") == [("G2",)], name


def test_a_second_grant_for_a_project_is_asked_while_loaded_rows_do_not_say_theirs(data, tmp_path):
    load(data, grants(tmp_path, "G1", "G2"), projects(tmp_path, ("G1", "P3")), *lists(tmp_path))
    two = projects(tmp_path / "new", ("G1", "P3"), ("G2", "P3"))
    (report,) = load(data, two, confirmed=False).reports
    (problem,) = [one for one in report.problems if one.result != "information"]
    assert (report.verdict, problem.check, problem.value) == ("needs_confirmation", "grant_left_open", "P3")
    assert "Project targets, Project milestones, Project spend, Risks" in problem.message
    load(data, two)
    assert outputs(data) == [], "no grant's project takes what could be another's"
    with database.using(data):
        assert delivery.unplaced(database.ask("targets")).startswith("1 target of P3 is not shown: it is not said of which grant")
    load(data, *lists(tmp_path, with_grant="G1"))
    for name in WITHOUT:
        assert rows(data, f"SELECT grant_id FROM {name}") == [("G1",)], f"{name}: the row with its grant stands for the other"


def test_a_grant_that_is_not_the_projects_is_asked(data, tmp_path):
    load(data, grants(tmp_path, "G1", "G2"), projects(tmp_path, ("G1", "P3"), ("G2", "P4")))
    (report,) = load(data, write(tmp_path / "returns.csv", table(RETURNS, [returned("G2", 1)])), confirmed=False).reports
    (problem,) = [one for one in report.problems if one.result != "information"]
    assert (problem.check, problem.line, problem.column) == ("project_of_another_grant", 2, "grant_id")
    assert problem.message == "Row 2: P3 is a project of G1, not of G2: no page will show this."


def test_one_output_with_and_without_its_grant_is_refused(data, tmp_path):
    load(data, grants(tmp_path, "G1"), projects(tmp_path, ("G1", "P3")))
    twice = write(tmp_path / "targets.csv", table(["grant_id", *TARGETS], [["G1", *TARGET], ["", *TARGET]]))
    (report,) = load(data, twice).reports
    assert (report.verdict, [one.check for one in report.problems]) == ("refused", ["grant_said_twice"])


def test_the_workbook_of_a_project_is_its_grants(two_grants, tmp_path):
    data = anytown.copied(two_grants, tmp_path)
    targets = [["G1", *TARGET], ["G2", "P3", "people", *TARGET[2:]]]
    load(data, write(tmp_path / "targets.csv", table(["grant_id", *TARGETS], targets)), *lists(tmp_path, with_grant="G2")[1:])
    found = {grant: tables(blank_workbook(grant, "P3", data)) for grant in ("G1", "G2")}
    assert [[row[0], row[4]] for row in found["G1"]["returns"][1:]] == [["G1", "workshops"]]
    assert [[row[0], row[4]] for row in found["G2"]["returns"][1:]] == [["G2", "people"]]
    assert [len(found[grant]["milestones"]) for grant in found] == [1, 2]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("", "shops"), "Row 3: people is said to be a part of 'shops', which is no measure of P3."),
        (("", "people"), "Row 3: people is said to be a part of itself."),
        (("people", "workshops"), "Row 2: workshops is said to be a part of itself."),
    ],
)
def test_a_part_of_nothing_is_refused(data, tmp_path, parts, said):
    """Its figures would never be shown, since its whole never is."""
    targets = [["P3", measure, *TARGET[2:], part] for measure, part in zip(("workshops", "people"), parts, strict=True)]
    (report,) = load(data, write(tmp_path / "targets.csv", table([*TARGETS, "part_of"], targets))).reports
    assert (report.verdict, report.problems[0].check, report.problems[0].message) == ("refused", "part_of_nothing", said)
