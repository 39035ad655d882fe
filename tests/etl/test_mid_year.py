"""Residents by age and year, and what is published for a whole force alone: read as they come, held against a second reading."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook
from streamlit.testing.v1 import AppTest

from analysis.figures.figure import Caption
from analysis.indicators import asked, nearest
from analysis.indicators import states as measures
from analysis.release import database
from tests.conftest import PROJECT, SHARED_DATA
from tests.etl import anytown
from tests.etl.anytown import AREA, load, verdicts, write
from tests.etl.test_published import health
from tests.extracts import workbooks
from tests.extracts.make import SAMPLES

HEADINGS = ["Code", "Name", "Geography", "All ages", *map(str, range(90)), "90+"]
CAPTION = Caption("Home Office", "2023", "Anywhere", "0" * 16)
KNIFE = ["Financial Year", "Financial Quarter", "Force Name", "Knife Offence", "Number of Offences"]


@pytest.fixture
def data(tmp_path):
    return anytown.data_folder(tmp_path / "data")


def of_persons(year, each, who="Persons"):
    """The sheet of one sex or all: the area with so many residents of each age."""
    title = [f"MYE2: {who} by single year of age for local authorities, mid-{year}"]
    return [title, [*HEADINGS], [AREA, "Anytown", "Unitary Authority", 91 * each, *[each] * 91]]


def residents(data):
    return anytown.rows(data, "SELECT as_at, residents FROM district_residents ORDER BY ALL")


def test_the_residents_of_every_year_and_age_are_kept(data):
    load(data, SAMPLES["mid_year_2023.xlsx"], SAMPLES["mid_year_nomis.csv"])
    # All persons: 83 ages of 100 and 8 of 110. By sex in 2012: 91 × 44 and 91 × 46.
    own = [(date(2012, 6, 30), 8190), (date(2023, 6, 30), 9180), (date(2024, 6, 30), 9240)]
    assert residents(data)[: 2 * len(own)] == sorted([*own, (date(2023, 6, 30), 4470), (date(2024, 6, 30), 4500)])
    aged = "SELECT sex, sum(residents)::INTEGER FROM residents_by_age WHERE district_code = ? AND age BETWEEN 10 AND 17"
    found = anytown.rows(data, aged.replace("?", f"'{AREA}'") + " AND as_at = DATE '2023-06-30' GROUP BY 1 ORDER BY 1")
    assert found == [("F", 8 * 56), ("M", 8 * 54), (None, 8 * 110)]
    assert anytown.rows(data, "SELECT DISTINCT district_code FROM residents_by_age ORDER BY 1") == [(AREA,), ("E06990009",)]


def test_a_sheet_of_one_sex_is_never_taken_for_everybody(data, tmp_path):
    book = workbooks.xlsx({"MYE2 - Females": of_persons(2022, 50, "Females")})
    (report,) = load(data, write(tmp_path / "mye22.xlsx", book)).reports
    assert report.verdict == "refused"
    text = SAMPLES["mid_year_nomis.csv"].read_text().replace('"gender:","Total"', '"gender:","Females"')
    (report,) = load(data, write(tmp_path / "nomis.csv", text)).reports
    assert report.verdict == "refused"
    assert "do not say 'Population estimates, all persons of all ages'" in report.problems[0].message


def test_the_year_is_that_of_the_titles_or_newest_heading_and_two_years_are_no_certain_one(data, tmp_path):
    book = workbooks.xlsx({"Table": of_persons(2021, 60)})
    (report,) = load(data, write(tmp_path / "renamed.xlsx", book)).reports
    assert (report.verdict, report.as_at) == ("accepted", "2021-06-30")
    rows = of_persons(2021, 60)
    rows[0][0] += ", revised with mid-2022"
    (report,) = load(data, write(tmp_path / "two.xlsx", workbooks.xlsx({"Table": rows}))).reports
    assert (report.verdict, report.problems[-1].check) == ("refused", "as_at_missing")


def test_a_heading_that_is_no_age_and_no_year_is_no_column(data, tmp_path):
    rows = of_persons(2021, 60)
    rows[1][-1] = "95"
    (report,) = load(data, write(tmp_path / "ninety_five.xlsx", workbooks.xlsx({"T": rows}))).reports
    assert [(p.check, "'95'" in p.message) for p in report.problems if p.result == "warning"] == [("heading_unknown", True)]


def test_a_newer_workbook_revises_the_years_before_it(data, tmp_path):
    heads = ["code", "name", "geography", "sex", "age"]

    def book(years, each):  # fmt: skip
        rows = [[AREA, "Anytown", "District", sex, age, *each] for sex in "MF" for age in range(91)]
        return workbooks.xlsx({"MYEB1": [[*heads, *(f"population_{year}" for year in years)], *rows]})

    load(data, write(tmp_path / "older.xlsx", book([2021, 2022], [50, 51])))
    load(data, write(tmp_path / "newer.xlsx", book([2022, 2023], [60, 61])), confirmed=True)
    assert residents(data) == [
        (date(2021, 6, 30), 182 * 50), (date(2022, 6, 30), 182 * 60), (date(2023, 6, 30), 182 * 61),
    ]  # fmt: skip


def test_an_incomplete_table_by_age_gives_no_total(data, tmp_path):
    rows = [[AREA, "Anytown", "District", "M", age, 50] for age in range(91)]
    book = workbooks.xlsx({"MYEB1": [["code", "name", "geography", "sex", "age", "population_2022"], *rows]})
    assert verdicts(load(data, write(tmp_path / "men.xlsx", book))) == ["accepted"]
    assert residents(data) == []


def test_a_file_of_others_alone_and_residents_out_of_step_are_asked(data, tmp_path):
    rows = of_persons(2022, 50)
    rows[-1][:2] = ["E06990009", "Elsewhere"]
    (report,) = load(data, write(tmp_path / "others.xlsx", workbooks.xlsx({"T": rows})), confirmed=False).reports
    assert [problem.check for problem in report.problems if problem.result == "warning"] == ["layer_elsewhere"]
    load(data, SAMPLES["mid_year_2023.xlsx"])
    (report,) = load(
        data, write(tmp_path / "thousands.xlsx", workbooks.xlsx({"T": of_persons(2024, 1)})), confirmed=False
    ).reports
    assert [problem.check for problem in report.problems if problem.result == "warning"] == ["residents_differ"]


def test_a_rate_is_of_the_residents_of_its_own_time(data, tmp_path):
    months = [f"{year}-{month:02}" for year in (2022, 2023) for month in range(1, 13)]
    crimes = [anytown.crime(f"{month}{n}", month, kind="Robbery") for month in months for n in range(12)]
    places = [*anytown.lookup_files(tmp_path), *anytown.boundary_files(tmp_path), anytown.population_file(tmp_path)]
    load(data, *places, write(tmp_path / "street.csv", anytown.street(crimes)))
    robbery = next(one for one in asked.declared() if one.id == "robbery")

    def of_residents(answers):
        rate = measures.state(robbery, answers).rate
        return rate and (rate.population, rate.as_at)

    with database.using(data):
        assert of_residents(asked.answers([robbery], database.ask)) == (9700, date(2021, 3, 21))
    load(data, SAMPLES["mid_year_2023.xlsx"])
    with database.using(data):
        answers = asked.answers([robbery], database.ask)
        # December 2023: mid-2023 is nearer than the census; months up to 2014 would take mid-2012.
        assert of_residents(answers) == (9180, date(2023, 6, 30))
        assert answers.residents_near(date(2013, 1, 1)) == (8190, date(2012, 6, 30))
        assert replace(answers, estimates={}).residents_near(date(2013, 1, 1)) == (9700, date(2021, 3, 21))
    assert answers.residents_near(date(2021, 12, 1)) == (9700, date(2021, 3, 21))


# What is published for a whole force alone


def knife(*rows):
    return anytown.table(KNIFE, [[year, quarter, force, kind, count] for year, quarter, force, kind, count in rows])


def of_force(data):
    one = next(each for each in asked.declared() if each.id == "N2")
    with database.using(data):
        return nearest.of_forces(one, database.ask)


def test_a_forces_knife_offences_are_the_forces_and_no_other_forces(data):
    load(data, SAMPLES["knife_by_force.csv"])
    (found,) = of_force(data)
    assert found.force == "Devon and Cornwall"
    assert [(point.first, point.value) for point in found.line.points] == [(date(2023, 4, 1), 81), (date(2023, 7, 1), 88)]
    figure = nearest.force_figure("N2", found, "Anytown", CAPTION)
    assert figure.title == "The whole of Devon and Cornwall: 88 offences with a knife in the 3 months to September 2023"
    assert "say nothing of Anytown alone" in figure.sentence
    assert figure.table["Offences with a knife"].tolist() == [81, 88]
    one = next(each for each in asked.declared() if each.id == "N2")
    with database.using(data):
        assert not measures.state(one, asked.answers([one], database.ask)).filled, "the force's figures fill no indicator"


def test_a_year_of_the_force_needs_four_quarters_of_the_same_kinds(data, tmp_path):
    def year(name, counts):
        return [(name, quarter, "Devon and Cornwall", "Robbery", count) for quarter, count in enumerate(counts, 1) if count]

    load(data, write(tmp_path / "a.csv", knife(*year("2022/23", [10, 20, 30, 40]), *year("2023/24", [11, 21, 31, 41]))))
    (found,) = of_force(data)
    assert [point and point.value for point in nearest.year_total(found)] == [104, 100]
    said = nearest.force_figure("N2", found, "Anytown", CAPTION)
    assert said.title == "The whole of Devon and Cornwall: 104 offences with a knife in the 12 months to March 2024"
    assert said.sentence.endswith("April 2022 to March 2023: 100 in the whole force.")
    more = ("2023/24", 1, "Devon and Cornwall", "Rape", 5)
    load(data, write(tmp_path / "b.csv", knife(*year("2023/24", [11, 21, 31, 41]), more)))
    (found,) = of_force(data)
    assert nearest.year_total(found) is None, "a quarter with another kind of offence is no part of the same sum"
    load(data, write(tmp_path / "c.csv", knife(*year("2023/24", [11, None, 31, 41]))), confirmed=True)
    (found,) = of_force(data)
    assert [point.value for point in found.line.points] == [10, 20, 30, 40, 11, None, 31, 41], "a quarter without a row is a gap"
    assert nearest.year_total(found) is None


def test_the_page_shows_what_is_near_under_its_own_name(data, monkeypatch):
    limits = {"Lower CI 95.0 limit": "40.0", "Upper CI 95.0 limit": "50.6"}
    profile = health({"Indicator ID": "11201", "Age": "All ages", "Time period": "2022/23", "Value": "45.1"} | limits)
    done = load(data, SAMPLES["knife_by_force.csv"], write(data.parent / "profile.csv", profile))
    assert verdicts(done) == ["accepted", "accepted"]
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    for indicator, said in (("N1", "Violence admissions: 45.1"), ("N2", "The whole of Devon and Cornwall: 88 offences")):
        page = AppTest.from_file(str(PROJECT / "pages/violence/indicator.py"), default_timeout=60)
        page.query_params["id"] = indicator
        page.session_state["part"] = "Nearest published"
        page.run()
        assert not page.exception
        words = [element.value.replace("\\", "") for element in page.markdown]
        assert any(f"does not fill {indicator}" in text for text in words)
        assert any(said in text for text in words), words


# The real workbook

REAL = SHARED_DATA / "published" / "ons-mye" / "mye22final.cut.xlsx"


@pytest.mark.real_data
def test_the_real_workbook_gives_what_is_printed_in_it_for_every_district(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    assert verdicts(load(data, REAL)) == ["accepted", "accepted"]
    book = CalamineWorkbook.from_path(str(REAL))
    persons = [row for row in book.get_sheet_by_name("MYE2 - Persons").to_python() if str(row[0])[:3] in ("E06", "E07", "E08")]
    expected = {(row[0], date(2022, 6, 30)): int(row[3]) for row in persons}
    by_year = pd.DataFrame(book.get_sheet_by_name("MYEB1").to_python()[1:]).groupby(0)[5].agg(["sum", "size"])
    expected |= {
        (code, date(2011, 6, 30)): int(row["sum"]) for code, row in by_year.iterrows() if code[:3] in ("E06", "E07", "E08")
    }
    found = anytown.rows(data, "SELECT district_code, as_at, residents FROM district_residents")
    assert {(code, day): count for code, day, count in found} == expected
    assert expected["E06000026", date(2022, 6, 30)] == 266862 and expected["E06000026", date(2011, 6, 30)] == 256589
    young = anytown.rows(
        data,
        "SELECT district_code, sum(residents)::INTEGER FROM residents_by_age WHERE sex IS NULL AND age BETWEEN 10 AND 17"
        " GROUP BY 1",
    )
    assert dict(young) == {row[0]: int(sum(cell for cell in row[14:22] if isinstance(cell, int | float))) for row in persons}
    assert dict(young)["E06000026"] == 24044
