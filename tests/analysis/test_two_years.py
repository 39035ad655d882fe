"""Two financial years side by side: whole years, like for like, and nothing across a gap or a break."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analysis.crime import chosen_months, two_years
from analysis.methods import comparison
from tests.analysis.test_crime_figures import CAPTION, months, selection


@pytest.mark.parametrize(
    ("end", "year"),
    [
        ((2025, 9, 1), (date(2024, 4, 1), date(2025, 3, 1))),
        ((2025, 3, 1), (date(2024, 4, 1), date(2025, 3, 1))),
        ((2025, 2, 1), (date(2023, 4, 1), date(2024, 3, 1))),
        ((2025, 4, 1), (date(2024, 4, 1), date(2025, 3, 1))),
    ],
)
def test_the_year_is_the_last_that_is_whole(end, year):
    found = two_years.year_of(selection(end=date(*end)))
    assert (found.start, found.end) == year


def of_two_years(counts, **changes):
    """The figure of 2024/25. counts: type → its records a month in 2023/24 and in 2024/25; changes: as for `months`."""
    every = months("2022-01-01", **changes)
    in_new, in_old = (every["month"].between(f"{year}-04-01", f"{year + 1}-03-01") for year in (2024, 2023))
    rows = pd.concat(
        every.assign(place=kind, chosen=(in_old * old + in_new * new).where(every["covered"]))
        for kind, (old, new) in counts.items()
    )
    year = two_years.year_of(selection(types=tuple(counts)))
    return two_years.figure(year, rows, comparison.with_year_before(every, year.start, year.end), CAPTION)


def test_years_stand_side_by_side_with_their_total_first():
    figure = of_two_years({"Burglary": (10, 10), "Robbery": (0, 1)})
    assert figure.title == "2023/24 and 2024/25 side by side"
    assert figure.table["Crime type"].tolist() == ["All of these", "Burglary", "Robbery"]
    assert figure.table["2023/24"].tolist() == [120, 120, 0] and figure.table["2024/25"].tolist() == [132, 120, 12]
    assert figure.table["Change"].tolist() == [12, 0, 12]
    assert figure.table["Change (%)"].tolist() == [10, 0, pd.NA], "no percentage on nothing"
    assert figure.sentence.startswith("Burglary and Robbery in Anytown: 132 recorded in 2024/25, 120 in 2023/24: ")


def test_one_type_has_no_total():
    figure = of_two_years({"Robbery": (2, 4)})
    assert figure.table["Crime type"].tolist() == ["Robbery"] and figure.table["2024/25"].tolist() == [48]


def test_a_year_with_a_month_missing_has_no_number_and_is_not_compared():
    figure = of_two_years({"Robbery": (2, 4)}, missing=("2023-11-01",))
    assert figure.table["2023/24"].isna().all() and figure.table["2024/25"].tolist() == [48]
    assert "Change" not in figure.table and "the two years are not compared. " in figure.sentence
    assert "No number for 2023/24: no file of November 2023 is loaded." in figure.notes


def test_years_apart_by_a_break_are_not_compared():
    figure = of_two_years({"Robbery": (2, 4)}, broken=("2024-02-01",))
    assert figure.table["2023/24"].tolist() == [24] and "Change (%)" not in figure.table
    assert "the two years are not compared. Not comparable: New records system" in figure.sentence


def test_presets_are_the_years_that_the_months_reach_over_whole():
    found = chosen_months.financial_years(lambda question: months("2022-05-01", "2025-03-01"))
    assert found == [("2024/25", date(2024, 4, 1), date(2025, 3, 1)), ("2023/24", date(2023, 4, 1), date(2024, 3, 1))]
    said = two_years.none_whole(two_years.year_of(replace(selection(), end=date(2022, 9, 1))))
    assert said.endswith("the one before the months chosen, 2021/22, runs from April 2021 to March 2022.")
