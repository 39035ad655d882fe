"""The Home Office's tables by partnership: financial years, quarters, all partnerships, replacement by year."""

from datetime import date

import pytest

from tests.etl import anytown
from tests.extracts import workbooks
from tests.extracts.make import SAMPLES

HEADINGS = ["Financial Year", "Financial Quarter", "Police Force", "CSP Name", "Offence Description", "Offence Group"]
HEADINGS += ["Offence Subgroup", "Offence Code", "Offence Count"]


@pytest.fixture
def data(tmp_path):
    return anytown.data_folder(tmp_path / "data")


def test_all_partnerships_are_kept_and_the_own_one_is_marked(data):
    anytown.load(data, SAMPLES["home_office_csp.ods"], SAMPLES["home_office_csp_other_headings.xlsx"])
    found = anytown.rows(
        data,
        "SELECT financial_year, quarter_start, csp_name, offence_code, offences, in_area FROM home_office_crimes"
        " ORDER BY quarter_start, csp_name, offence_code",
    )
    assert found == [
        ("2022/23", date(2023, 1, 1), "Anytown", "8N", 11, True),
        ("2023/24", date(2023, 4, 1), "Anytown", "8N", 12, True),
        ("2023/24", date(2023, 7, 1), "Anytown", "8N", -1, True),
        ("2023/24", date(2023, 7, 1), "Elsewhere", "34A", 5, False),
        ("2023/24", date(2023, 7, 1), "Unassigned", "8N", 3, False),
        ("2024/25", date(2024, 4, 1), "Anytown", "4.10", 0, True),
        ("2024/25", date(2024, 4, 1), "Anytown", "8N", 15, True),
    ]


def test_the_lookup_names_the_partnership_where_it_has_another_name(data, tmp_path):
    lookup = anytown.table(["LAD24CD", "LAD24NM", "CSP24CD", "CSP24NM"], [[anytown.AREA, "Anytown", "E22000001", "Elsewhere"]])
    anytown.load(data, anytown.write(tmp_path / "csp24.csv", lookup), SAMPLES["home_office_csp.ods"])
    assert anytown.rows(data, "SELECT DISTINCT csp_name FROM home_office_crimes WHERE in_area") == [("Elsewhere",)]


def test_a_newer_year_replaces_the_same_year_whole(data, tmp_path):
    anytown.load(data, SAMPLES["home_office_csp.ods"])
    row = ["2023/24", 1, "Devon and Cornwall", "Anytown", "Assault with injury", "Violence", "With injury", "8N", 20]
    anytown.load(data, anytown.write(tmp_path / "new.xlsx", workbooks.xlsx({"2023_24": [HEADINGS, row]})))
    found = anytown.rows(
        data, "SELECT financial_year, count(*), sum(offences)::INTEGER FROM home_office_crimes GROUP BY 1 ORDER BY 1"
    )
    assert found == [("2023/24", 1, 20), ("2024/25", 2, 15)]


def test_a_year_may_be_written_in_four_ways(data, tmp_path):
    rows = [[year, 1, "F", "Anytown", "x", "x", "x", code, 1] for code, year in
            zip("1234", ["2023/24", "2023-24", "2023_24", "2023/2024"], strict=True)]  # fmt: skip
    anytown.load(data, anytown.write(tmp_path / "years.csv", anytown.table(HEADINGS, rows)))
    assert anytown.rows(data, "SELECT DISTINCT financial_year, count(*) OVER () FROM home_office_crimes") == [("2023/24", 4)]
