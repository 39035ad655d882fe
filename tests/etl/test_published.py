"""Published tables of figures as they come: every listed trap by hand-made rows, and real tables against a second computation."""

import shutil
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analysis.declared import sources as declarations
from analysis.declared.settings import PROJECT
from analysis.figures import disclosure
from analysis.figures.figure import Caption
from analysis.figures.shown_release import ShownRelease
from analysis.indicators import answered, asked, cards, files_needed, other_areas
from analysis.indicators import states as measures
from analysis.release import database
from tests.conftest import SHARED_DATA
from tests.etl import anytown
from tests.etl.anytown import AREA, load, verdicts, write

HEALTH = [
    *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name", "Area Type", "Sex", "Age"),
    *("Category Type", "Category", "Time period", "Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit"),
    *("Lower CI 99.8 limit", "Upper CI 99.8 limit", "Count", "Denominator", "Value note", "Recent Trend"),
    *("Compared to England value or percentiles", "Time period Sortable", "New data", "Compared to goal", "Time period range"),
]
ENTRANT = {
    "Indicator ID": "10401", "Indicator Name": "First time entrants", "Area Code": AREA, "Area Name": "Anytown", "Sex": "Persons",
    "Age": "10-17 yrs", "Time period": "2023", "Value": "180.0", "Lower CI 95.0 limit": "130.1", "Upper CI 95.0 limit": "242.7",
    "Count": "43", "Denominator": "23889", "Time period range": "1y",
}  # fmt: skip
SCHOOLS = [
    *("time_identifier", "time_period", "geographic_level", "country_code", "country_name", "old_la_code", "new_la_code"),
    *("la_name", "school_type", "num_schools", "headcount", "perm_excl", "perm_excl_rate", "suspension", "susp_rate"),
]
SUSPENDED = {
    "time_identifier": "Academic year", "time_period": "202223", "geographic_level": "Local authority", "new_la_code": AREA,
    "country_code": "E92000001", "school_type": "Total", "headcount": "20000", "perm_excl": "10", "perm_excl_rate": "0.05",
    "suspension": "1800", "susp_rate": "9.0",
}  # fmt: skip


def health(*rows, headings=HEALTH, line_end="\n"):
    """A table of the public health profiles: each row as it differs from one first-time entrants' row."""
    return anytown.table(headings, [[(ENTRANT | row).get(name, "") for name in HEALTH] for row in rows], line_end)


def schools(*rows):
    """A table of suspensions: each row as it differs from one total of an academic year."""
    return anytown.table(SCHOOLS, [[(SUSPENDED | row).get(name, "") for name in SCHOOLS] for row in rows])


@pytest.fixture
def data(tmp_path):
    """Anytown's empty data folder."""
    return anytown.data_folder(tmp_path / "data")


def figures(data, indicator):
    """The figures of the release: (first day, last day, area, breakdown, numerator, denominator, value, status, note, origin)."""
    return anytown.rows(
        data,
        "SELECT period_start, period_end, area_code, breakdown, numerator, denominator, value, status, note, origin"
        f" FROM indicator_values WHERE indicator_id = '{indicator}' ORDER BY ALL",
    )


def state_of(data, indicator):
    """The state of an indicator in the release."""
    with database.using(data):
        one = next(each for each in asked.declared() if each.id == indicator)
        return measures.state(one, asked.answers([one], database.ask))


WRITTEN = {
    "as downloaded": HEALTH,
    "without blanks": [name.replace(" ", "") for name in HEALTH],
    "with underscores": [name.replace(" ", "_") for name in HEALTH],
    "in capitals": [name.upper() for name in HEALTH],
    "one heading joined": ["AreaName" if name == "Area Name" else name for name in HEALTH],
}


@pytest.mark.parametrize("written", WRITTEN)
def test_headings_are_read_whatever_their_blanks_underscores_and_capitals(data, tmp_path, written):
    text = health({}, headings=WRITTEN[written])
    assert verdicts(load(data, write(tmp_path / "profile.csv", text))) == ["accepted"]
    assert [row[6] for row in figures(data, "L3")] == [180.0]


def test_columns_in_another_order_and_without_the_range_are_read(data, tmp_path):
    order = sorted(set(HEALTH) - {"Time period range"})
    text = anytown.table(order, [[ENTRANT.get(name, "") for name in order]])
    assert verdicts(load(data, write(tmp_path / "profile.csv", text))) == ["accepted"]
    assert [row[6] for row in figures(data, "L3")] == [180.0]


def test_a_byte_mark_two_line_ends_a_line_within_a_cell_and_thousands_are_read(data, tmp_path):
    rows = health(
        {"Indicator Name": "First time\nentrants", "Count": "1,043", "Denominator": "123,889", "Value": "841.9",
         "Lower CI 95.0 limit": "791.6", "Upper CI 95.0 limit": "894.6"},
        {"Time period": "2022", "Value note": '<span class="x">* For two areas together</span>'},
    )  # fmt: skip
    head, _, rest = rows.partition("\n")
    assert verdicts(load(data, write(tmp_path / "profile.csv", b"\xef\xbb\xbf" + f"{head}\r\n{rest}".encode()))) == ["accepted"]
    assert [(row[0].year, row[4], row[5], row[8]) for row in figures(data, "L3")] == [
        (2022, 43.0, 23889.0, "For two areas together"),
        (2023, 1043.0, 123889.0, None),
    ]


def test_an_area_listed_under_two_parents_counts_once(data, tmp_path):
    text = health({"Parent Code": "E92000001"}, {"Parent Code": "E12000009"}, {"Time period": "2022"})
    (report,) = load(data, write(tmp_path / "profile.csv", text)).reports
    assert (report.verdict, report.rows, report.loaded, report.set_aside) == ("accepted", 3, 2, 1)
    assert [problem.message for problem in report.problems] == ["The file has Anytown's figures and no other area's."]
    assert [row[0].year for row in figures(data, "L3")] == [2022, 2023]


def test_sexes_tenths_other_indicators_and_kinds_of_area_are_set_aside_with_their_reasons(data, tmp_path):
    tenth = {"Area Code": "E92000001", "Category Type": "Deprivation deciles", "Category": "Most deprived"}
    text = health({}, {"Sex": "Male"}, {"Sex": "Female"}, tenth, {"Indicator ID": "90284"}, {"Area Code": "U12345"})
    (report,) = load(data, write(tmp_path / "profile.csv", text)).reports
    aside = [portion.set_aside for portion in report.portions]
    assert aside == [{"area_of_another_kind": 1, "category": 1, "other_indicator_number": 1, "other_sex": 2}]
    assert [declarations.sources()["fingertips"].reason_in_words(reason) for reason in sorted(aside[0])] == [
        "of another kind of area",
        "of a group of areas or people, such as a deprivation tenth",
        "with another Indicator ID",
        "with another Sex",
    ]
    assert [row[2] for row in figures(data, "L3")] == [AREA]


def test_a_blank_with_a_note_is_suppressed_and_a_modelled_value_an_estimate(data, tmp_path):
    blank = dict.fromkeys(("Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit", "Count"), "")
    text = health(
        blank | {"Time period": "2021", "Value note": "Value suppressed for disclosure control"},
        blank | {"Time period": "2022"},
        {"Value note": "Value is modelled or synthetic estimate"},
    )
    load(data, write(tmp_path / "profile.csv", text))
    assert [(row[0].year, row[6], row[7]) for row in figures(data, "L3")] == [
        (2021, None, "suppressed"),
        (2022, None, "final"),
        (2023, 180.0, "estimated"),
    ]
    assert [point.value for point in state_of(data, "L3").series[0].points] == [None, None, 180.0]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2022/23", date(2022, 4, 1), date(2023, 3, 31)),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 31)),
        ("2023 Q3", date(2023, 7, 1), date(2023, 9, 30)),
        ("2022/23 Q4", date(2023, 1, 1), date(2023, 3, 31)),
    ],
)
def test_periods_are_read_as_they_are_written(data, tmp_path, written, first, last):
    load(data, write(tmp_path / "profile.csv", health({"Time period": written, "Time period range": ""})))
    assert [row[:2] for row in figures(data, "L3")] == [(first, last)]


def test_marks_of_the_department_are_no_noughts(data, tmp_path):
    rows = [{"time_period": f"{year}{year % 100 + 1}", "susp_rate": mark} for year, mark in enumerate("zcx:", start=2015)]
    text = schools(*rows, {"time_period": "201920", "susp_rate": "low"}, {})
    assert verdicts(load(data, write(tmp_path / "suspensions.csv", text))) == ["accepted"]
    found = [(row[0].year, row[6], row[7], row[8]) for row in figures(data, "L5") if row[3] == "suspensions"]
    assert found == [
        (2015, None, "final", "not applicable"),
        (2016, None, "suppressed", "confidential"),
        (2017, None, "final", "not available"),
        (2018, None, "final", "not available"),
        (2019, None, "final", "rounds to nought"),
        (2022, 9.0, "final", None),
    ]
    assert [row[6] for row in figures(data, "L5") if row[3] == "permanent_exclusions"] == [0.05] * 6


def test_the_total_is_taken_whatever_its_case_and_authorities_without_a_code_are_set_aside(data, tmp_path):
    text = schools(
        {"school_type": "total"}, {"school_type": "special", "susp_rate": "40"}, {"new_la_code": "x", "time_period": "200809"},
        {"geographic_level": "Regional", "new_la_code": ""},
        {"geographic_level": "National", "new_la_code": "", "susp_rate": "8.5"},
    )  # fmt: skip
    (report,) = load(data, write(tmp_path / "suspensions.csv", text)).reports
    aside = {reason: rows for portion in report.portions for reason, rows in portion.set_aside.items()}
    assert aside == {"other_school_type": 1, "no_code": 1, "level": 1}
    assert [(row[2], row[6]) for row in figures(data, "L5") if row[3] == "suspensions"] == [
        ("E06990000", 9.0),
        ("E92000001", 8.5),
    ]


def test_an_authority_whose_code_changed_goes_on_under_the_code_of_today(data, tmp_path):
    text = schools({}, {"new_la_code": "E10000027", "time_period": "202122"}, {"new_la_code": "E06000066"})
    load(data, write(tmp_path / "suspensions.csv", text))
    found = [(row[0].year, row[2]) for row in figures(data, "L5") if row[3] == "suspensions" and row[2] != AREA]
    assert found == [(2021, "E06000066"), (2022, "E06000066")]


def test_englands_entrants_in_the_tool_are_a_sum_of_rates_and_left_out(data, tmp_path):
    rows = [["FirstYJS", "", "2024", "England", "1258", "970", ""], ["FirstYJS", "", "2024", "Plymouth", "207", "879.0", ""],
            ["16-17_not known_NEET", "", "2024", "England", "5.4", "970", ""], ["FirstYJS", "", "2024", "Torbay", "-", "880", ""],
            ["FirstYJS", "", "2024", "South West", "99", "989", ""]]  # fmt: skip
    headings = ["Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region"]
    load(data, write(tmp_path / "tool.csv", anytown.table(headings, rows)))
    assert [(row[2], row[6]) for row in figures(data, "L3")] == [("E06000026", 207.0), ("E06000027", None)]
    assert [(row[2], row[6]) for row in figures(data, "L6")] == [("E92000001", 5.4)]


HANDED_IN = "indicator_id,period_start,period_end,area_code,breakdown,numerator,denominator,value,lower,upper,status,note\n"


def test_a_published_figure_stands_before_one_handed_in_and_both_are_seen(data, tmp_path):
    mine = f"L3,2023-01-01,2023-12-31,{AREA},,40,23889,167.4,,,final,\nL3,2024-01-01,2024-12-31,{AREA},,41,24000,170.8,,,final,\n"
    load(data, write(tmp_path / "mine.csv", HANDED_IN + mine))
    load(data, write(tmp_path / "profile.csv", health({}, {"Time period": "2022"})))
    (line,) = state_of(data, "L3").series
    assert [(point.first.year, point.value, point.origin) for point in line.points] == [
        (2022, 180.0, "fingertips"),
        (2023, 180.0, "fingertips"),
        (2024, 170.8, "indicator_values"),
    ]
    assert line.points[1].beside == "Indicator values: 167.4 (2023)"


def test_a_year_that_overlaps_one_of_a_source_before_it_is_no_second_point(data, tmp_path):
    load(data, write(tmp_path / "profile.csv", health({"Time period": "2022/23"})))
    mine = f"L3,2022-01-01,2022-12-31,{AREA},,40,23889,167.4,,,final,\n"
    load(data, write(tmp_path / "mine.csv", HANDED_IN + mine))
    (line,) = state_of(data, "L3").series
    assert [(point.value, point.beside) for point in line.points] == [(180.0, "Indicator values: 167.4 (2022)")]


def test_a_revised_release_replaces_and_says_how_many_rows(data, tmp_path):
    load(data, write(tmp_path / "first.csv", health({}, {"Time period": "2022"})))
    again = health({"Value": "181.5", "Count": "44", "Denominator": "24242"}, {"Time period": "2022"})
    (report,) = load(data, write(tmp_path / "second.csv", again)).reports
    assert [problem.message for problem in report.problems if problem.check == "rows_replaced"] == [
        "1 row of the file takes the place of loaded ones. 1 are loaded already as they are."
    ]
    assert [(row[0].year, row[6]) for row in figures(data, "L3")] == [(2022, 180.0), (2023, 181.5)]


def test_two_releases_in_one_load_are_asked_about(data, tmp_path):
    one = write(tmp_path / "first.csv", health({}))
    other = write(tmp_path / "second.csv", health({"Value": "181.5"}))
    done = load(data, one, other, confirmed=False)
    assert verdicts(done) == ["needs_confirmation"] * 2
    assert all("key_twice" in {problem.check for problem in report.problems} for report in done.reports)


def test_rows_that_are_set_aside_ask_nothing_and_replace_nothing(data, tmp_path):
    """Tenths of deprivation share England's code, and so one key: two files that list them by other tenths do not disagree."""
    tenth = {"Area Code": "E92000001", "Category Type": "Deprivation deciles"}
    one = health({}, tenth | {"Category": "Most deprived", "Value": "200.0"}, {"Sex": "Male", "Value": "170.0"})
    other = health({}, tenth | {"Category": "Least deprived", "Value": "150.0"}, {"Sex": "Male", "Value": "17000.0"})
    files = write(tmp_path / "one.csv", one), write(tmp_path / "other.csv", other)
    done = load(data, *files, confirmed=False)
    assert verdicts(done) == ["accepted"] * 2
    (again,) = load(data, write(tmp_path / "again.csv", one + health({"Time period": "2022"}).partition("\n")[2])).reports
    assert not {"rows_replaced", "hundred_times", "key_twice"} & {problem.check for problem in again.problems}


BESIDE = {"E06000027": 10.0, "E06000052": 12.0, "E10000008": 17.0, "E92000001": 9.5}


def test_the_average_beside_an_area_is_that_of_its_region_worked_out_by_hand(tmp_path):
    """Torbay 10, Cornwall 12 and Devon 17: 13; Sunderland lies in another region. Plymouth has 14."""
    data = tmp_path / "data"
    data.mkdir()
    every = {"E06000026": 14.0, "E08000024": 99.0} | BESIDE
    rows = [{"Area Code": code, "Value": str(value), "Lower CI 95.0 limit": str(value - 1), "Upper CI 95.0 limit": str(value + 1)}
            for code, value in every.items()]  # fmt: skip
    load(data, write(tmp_path / "profile.csv", health(*rows)))
    state = state_of(data, "L3")
    with database.using(data):
        compared = other_areas.same_period(state, database.ask, "E06000026", ())
        named = other_areas.same_period(state, database.ask, "E06000026", ("Torbay", "Leeds"))
    assert compared and (compared.average, compared.averaged, compared.england.value) == (13.0, 3, 9.5)
    assert [one.name for one in compared.areas] == ["Devon", "Plymouth", "Cornwall", "Torbay"]
    said = other_areas.beside(state, compared, "Plymouth", Caption("source", "2023", "Plymouth", "3f9a1b2c4d5e6f70")).sentence
    assert (
        "Plymouth is above England (95% interval 13.0 to 15.0)." in said
        and "3 other authorities of the South West is 13." in said
    )
    assert named and (named.average, named.lacking) == (None, ("Leeds",))


def test_a_break_of_a_published_table_is_a_break_of_its_indicators(data, tmp_path):
    rows = [{"time_period": f"20{year:02}{year + 1:02}", "susp_rate": str(8 + year % 3)} for year in range(5, 23)]
    broken = f"dfe_suspensions,{AREA},2015-09,2016-08,counting rule,Schools count in another way.,letter\n"
    load(data, write(tmp_path / "suspensions.csv", schools(*rows)))
    assert state_of(data, "L5").breaks == ()
    load(data, write(tmp_path / "breaks.csv", "source,area_code,from,to,kind,reason,reference\n" + broken))
    state = state_of(data, "L5")
    assert [(one.first, one.last) for one in state.breaks] == [(date(2015, 9, 1), date(2016, 8, 31))]
    assert state.chart and len({point.segment for point in state.chart.points} - {None}) == 2


def test_another_area_never_stands_in_for_the_areas_own_figures(data, tmp_path):
    load(data, write(tmp_path / "profile.csv", health({"Area Code": "E06000026"})))
    assert not state_of(data, "L3").filled


def test_the_list_of_files_ticks_what_is_loaded(data, tmp_path):
    load(data, write(tmp_path / "profile.csv", health({})))
    with database.using(data):
        found = measures.states()
    titles = {state.indicator.id: state.indicator.title for state in found}
    listed = files_needed.adopted(found, declarations.sources(), titles)
    assert [one.name for one in listed] == [state.indicator.name for state in found if state.indicator.adopted]
    assert files_needed.headline(listed).startswith(f"{sum(one.filled for one in listed)} of ")


def test_the_list_of_files_says_where_each_is_and_what_stands_nearest(data, tmp_path):
    load(data, write(tmp_path / "profile.csv", health({})))
    states = {one.id: replace(state_of(data, one.id), indicator=replace(one, adopted_on=date(2024, 7, 26)))
              for one in asked.declared() if one.id in ("N1", "L3")}  # fmt: skip
    titles = {"violence_admissions": "Hospital admissions for violence"}
    knives, entrants = files_needed.adopted([states["N1"], states["L3"]], declarations.sources(), titles)
    assert not knives.filled and knives.files[0].words.endswith(
        "is published. Nearest published, with another meaning: Hospital admissions for violence."
    )
    assert entrants.words() == "✓ First-time entrants (L3)"
    assert [(file.loaded, file.words.split(",")[0]) for file in entrants.files] == [
        (True, "Public health profiles (Fingertips)"),
        (False, "Local authority interactive tool (Department for Education)"),
    ]
    assert files_needed.headline([knives, entrants]).startswith("1 of 2 adopted indicators is filled. Without figures: Knife")


def test_every_series_names_an_indicator_and_columns_that_there_are():
    ids = {path.stem for path in (PROJECT / "data" / "indicators").glob("*.toml")}
    for source in declarations.sources().values():
        names = {column.name for column in source.columns}
        for one in source.series:
            assert one.indicator in ids
            assert {name for name, _ in one.of} <= names
            assert {part for part in (one.value, one.numerator, one.denominator) if part != "NULL"} <= names


# The real tables

PUBLISHED = SHARED_DATA / "published"
README = {
    # Value, numerator and denominator as they are printed beside the files.
    ("L5", "suspensions", date(2020, 9, 1)): (6.71351, 2618, 38996),
    ("L5", "suspensions", date(2021, 9, 1)): (10.04949, 3939, 39196),
    ("L5", "suspensions", date(2022, 9, 1)): (13.23371, 5163, 39014),
    ("L5", "permanent_exclusions", date(2020, 9, 1)): (0.09488, 37, 38996),
    ("L5", "permanent_exclusions", date(2021, 9, 1)): (0.11481, 45, 39196),
    ("L5", "permanent_exclusions", date(2022, 9, 1)): (0.13329, 52, 39014),
    ("persistent_absence", None, date(2016, 9, 1)): (11.6842, 3799, 32514),
    ("persistent_absence", None, date(2017, 9, 1)): (12.17399, 4033, 33128),
    ("persistent_absence", None, date(2018, 9, 1)): (12.24013, 4086, 33382),
    ("L6", None, date(2021, 1, 1)): (6.8, None, 5376),
    ("L6", None, date(2022, 1, 1)): (6.4, None, 5512.3),
    ("L6", None, date(2023, 1, 1)): (6.6, None, 5642),
    ("L3", None, date(2022, 1, 1)): (136, None, None),
    ("L3", None, date(2023, 1, 1)): (204, None, None),
    ("L3", None, date(2024, 1, 1)): (207, None, None),
    ("youth_reoffending", None, date(2022, 1, 1)): (28.38, None, None),
    ("youth_reoffending", None, date(2023, 1, 1)): (37.21, None, None),
    ("youth_reoffending", None, date(2024, 1, 1)): (26.53, None, None),
}
FILES = ("dfe-suspensions/exc_nat_region_la.csv", "dfe-absence-reconstructed/*.csv", "dfe-neet/*.csv", "dfe-lait/*.csv")


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Plymouth's data folder with every published table that is read here."""
    data = tmp_path_factory.mktemp("published") / "data"
    data.mkdir()
    files = [path for pattern in FILES for path in sorted(PUBLISHED.glob(pattern))]
    done = load(data, *files)
    assert set(verdicts(done)) == {"accepted"}
    return data


@pytest.mark.real_data
def test_real_tables_give_what_is_printed_beside_them(real):
    found = {
        (indicator, breakdown, first): (value, numerator, denominator)
        for indicator, breakdown, first, value, numerator, denominator in anytown.rows(
            real,
            "SELECT indicator_id, breakdown, period_start, value, numerator, denominator FROM indicator_values"
            " WHERE area_code = 'E06000026' QUALIFY row_number() OVER (PARTITION BY indicator_id, breakdown, period_start"
            " ORDER BY origin_order) = 1",
        )
    }
    assert {key: found.get(key) for key in README} == README
    england = anytown.rows(
        real,
        "SELECT indicator_id, value, numerator, denominator FROM indicator_values WHERE area_code = 'E92000001' AND"
        " (indicator_id, period_start) IN (('L5', DATE '2022-09-01'), ('persistent_absence', DATE '2018-09-01'))"
        " AND coalesce(breakdown, 'suspensions') = 'suspensions' ORDER BY 1",
    )
    assert england[0] == ("L5", 9.33458, 786961.0, 8430600.0)
    assert england[1][2:] == (771863.0, 7105958.0) and round(england[1][1], 1) == 10.9


@pytest.mark.real_data
def test_a_second_reading_of_the_raw_files_agrees_for_every_area(real):
    """With pandas alone, for every area and year: nothing is lost, added or changed on the way."""
    raw = pd.read_csv(PUBLISHED / FILES[0], dtype=str, keep_default_na=False, encoding="utf-8-sig")
    raw = raw[raw["school_type"].str.lower() == "total"]
    code = raw["new_la_code"].where(raw["geographic_level"] == "Local authority", raw["country_code"])
    today = {"E10000027": "E06000066"}
    expected = {
        (today.get(area, area), int(year[:4])): (float(rate), float(count))
        for area, year, rate, count in zip(code, raw["time_period"], raw["susp_rate"], raw["suspension"], strict=True)
        if rate not in ("z", "c", "x", ":", "low")
    }
    found = {
        (area, first.year): (value, numerator)
        for area, first, value, numerator in anytown.rows(
            real,
            "SELECT area_code, period_start, value, numerator FROM indicator_values WHERE indicator_id = 'L5'"
            " AND breakdown = 'suspensions' AND origin = 'dfe_suspensions' AND value IS NOT NULL",
        )
    }
    assert found == expected
    tool = pd.read_csv(next(PUBLISHED.glob(FILES[3])), dtype=str, keep_default_na=False)
    tool = tool[(tool["Short Desc"] == "FirstYJS") & (tool["Values"] != "-")]
    tool = tool[~tool["LA and Regions"].isin(["England", "East of England", "South West"])]
    assert sorted(float(value) for value in tool["Values"]) == sorted(
        value for (value,) in anytown.rows(
            real, "SELECT value FROM indicator_values WHERE indicator_id = 'L3' AND value IS NOT NULL"
        )
    )  # fmt: skip


@pytest.mark.real_data
def test_the_front_page_has_the_published_three_with_peers_and_source(real):
    for indicator, value, period in (("L3", "207", "2024"), ("L5", "13.2", "2022"), ("L6", "6.7%", "2025")):
        state = state_of(real, indicator)
        assert state.filled and value in state.value and period in state.period
        with database.using(real):
            compared = other_areas.same_period(state, database.ask, "E06000026", ())
            card = disclosure.leave(answered.card(ShownRelease(database.ask, "0" * 16, date(2026, 1, 1)), state, ()))
        body = cards.body(card, state)
        assert value in body and period in body and "of the South West on average" in body
        assert "Department for Education." in body
        assert compared and len(compared.areas) > 3 and compared.peers == "the South West"
        assert state.point and state.point.origin in ("dfe_lait", "dfe_suspensions")


@pytest.mark.real_data
def test_a_real_profile_is_read_through_a_declaration_alone(tmp_path, monkeypatch):
    """The one real indicator of the profiles is no indicator here: declared, it is read to the printed digit."""
    folder = tmp_path / "sources"
    shutil.copytree(declarations.SOURCES, folder)
    with (folder / "fingertips.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[series]]\nindicator = "violence_admissions"\n'
            'of = { indicator_number = "90284", sex = "Persons", age = "<15 yrs" }\n'
            'value = "value"\nnumerator = "numerator"\ndenominator = "denominator"\nlower = "lower_limit"\n'
            'upper = "upper_limit"\nstatus = "status"\nnote = "note"\nstandardised = true\n'
        )
    monkeypatch.setattr(declarations, "SOURCES", folder)
    for kept in (declarations._sources, declarations._recognised, declarations.nearest):
        kept.cache_clear()
    try:
        data = tmp_path / "data"
        data.mkdir()
        older, newer = (PUBLISHED / "fingertips" / f"la_hospital_admissions_{years}.csv" for years in ("2223", "2324"))
        load(data, older)
        before = anytown.rows(data, "SELECT numerator, denominator, value FROM indicator_values WHERE area_code = 'E06000026'")
        assert before == [(275.0, 43398.0, 63.367)]
        started = time.process_time()
        (report,) = load(data, newer).reports
        assert time.process_time() - started < 5
        assert any(problem.check == "rows_replaced" for problem in report.problems)
        found = anytown.rows(
            data,
            "SELECT numerator, denominator, value, lower, upper FROM indicator_values WHERE area_code = 'E06000026'"
            " AND period_start >= DATE '2021-04-01' ORDER BY period_start",
        )
        assert [tuple(round(part, 5) for part in row) for row in found] == [
            (355, 43287, 82.01077, 73.70033, 91.00171),
            (275, 43213, 63.63826, 56.33811, 71.62167),
            (320, 43044, 74.34253, 66.41917, 82.95087),
        ]
        raw = pd.read_csv(newer, dtype=str, keep_default_na=False)
        kept = raw[(raw["Sex"] == "Persons") & (raw["Category Type"] == "")]
        today = {"E10000027": "E06000066", "E10000002": "E06000060", "E10000023": "E06000065"}
        expected = {
            (today.get(area, area), period): float(value)
            for area, period, value in zip(kept["Area Code"], kept["Time period"], kept["Value"], strict=True)
        }
        stored = {
            (area, f"{first.year}/{(first.year + 1) % 100:02}"): value
            for area, first, value in anytown.rows(data, "SELECT area_code, period_start, value FROM indicator_values")
            if value is not None
        }
        # Areas that the newer release no longer has keep the figures of the older one.
        assert expected.keys() <= stored.keys() and {period for _, period in stored.keys() - expected.keys()} == {"2022/23"}
        assert all(abs(stored[key] - expected[key]) < 1e-9 for key in expected)
    finally:
        for kept in (declarations._sources, declarations._recognised, declarations.nearest):
            kept.cache_clear()


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["dfe-absence-social-care/absence_la.csv", "dfe-attendance-ytd/EES_ytd_data.csv"])
def test_a_real_look_alike_is_refused_by_name(tmp_path, name):
    data = tmp_path / "data"
    data.mkdir()
    (report,) = load(data, PUBLISHED / Path(name)).reports
    assert report.verdict == "refused" and [problem.check for problem in report.problems] == ["look_alike"]
