"""Grants and what they pay for, from the file to the questions: years as people write them, days under their own names."""

from datetime import date

import pytest

from analysis.declared import reference_tables
from analysis.projects import delivery
from analysis.release import database
from tests.etl import anytown
from tests.etl.anytown import load, rows, table, write

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
