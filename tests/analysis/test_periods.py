"""The period of a figure and its words: whole, in part, across a break, across a change of category, and of a series."""

from datetime import date

import pandas as pd
import pytest

from analysis.figures.figure import Caption
from analysis.methods.series import Point
from analysis.words import periods
from analysis.words.months import every_month

SYSTEM = "The force went live on a new records system."


def months(first="2022-01-01", last="2025-09-01", missing=(), broken=()):
    every = pd.date_range(first, last, freq="MS")
    inside = [str(month.date()) in broken for month in every]
    return pd.DataFrame(
        {
            "month": every,
            "covered": [str(month.date()) not in missing for month in every],
            "comparable": [not each for each in inside],
            "reason": [SYSTEM if each else None for each in inside],
        }
    )


YEAR = (date(2024, 10, 1), date(2025, 9, 1))
GAP = ("2024-10-01", "2024-11-01", "2024-12-01")


def test_a_whole_comparable_period_says_its_span_and_no_more():
    found = periods.of_months(months(), *YEAR)
    assert (found.asked, found.loaded, found.whole, found.comparable) == (12, 12, True, True)
    assert str(found) == found.in_sentence() == "October 2024 to September 2025"
    assert found.in_statement() == "in the 12 months to September 2025"
    assert found.heading() == "Oct 2024 to Sep 2025"
    assert (found.part, found.statement()) == ("", "")


def test_a_period_in_part_says_so_in_every_form():
    found = periods.of_months(months(missing=GAP), *YEAR)
    assert (found.asked, found.loaded) == (12, 9)
    said = "9 of 12 months loaded, October to December 2024 missing"
    assert str(found) == f"October 2024 to September 2025, {said}"
    assert found.in_sentence() == f"October 2024 to September 2025 ({said})"
    assert found.in_statement() == "in the 9 months loaded of October 2024 to September 2025"
    assert found.heading() == "9 of 12 months of Oct 2024 to Sep 2025"
    assert found.statement() == "No file is loaded for October to December 2024: a gap, not zero."


def test_months_outside_what_is_loaded_are_missing_too():
    found = periods.of_months(months(first="2024-12-01"), *YEAR)
    assert found.part == "10 of 12 months loaded, October to November 2024 missing"


def test_a_period_without_any_file_says_that():
    found = periods.of_months(months(missing=GAP), date(2024, 10, 1), date(2024, 12, 1))
    assert str(found) == "October 2024 to December 2024, no file is loaded"


def test_a_break_is_said_with_its_reason_and_leaves_the_newest_comparable_part():
    broken = [str(month.date()) for month in pd.date_range("2022-11-01", "2023-11-01", freq="MS")]
    found = periods.of_months(months(broken=broken), date(2022, 10, 1), date(2025, 9, 1))
    assert not found.comparable and found.whole
    assert str(found).endswith("; not comparable: The force went live on a new records system")
    assert found.in_sentence() == "October 2022 to September 2025 (not comparable throughout)"
    assert found.comparable_part == (date(2023, 12, 1), date(2025, 9, 1))
    before = periods.of_months(months(broken=broken), date(2022, 1, 1), date(2023, 3, 1))
    assert before.comparable_part == (date(2022, 1, 1), date(2022, 10, 1))
    inside = periods.of_months(months(broken=broken), date(2023, 1, 1), date(2023, 6, 1))
    assert (inside.comparable, inside.comparable_part) == (False, None)


def test_a_break_in_months_without_a_file_still_parts_the_two_sides():
    found = periods.of_months(months(missing=GAP, broken=GAP), date(2024, 6, 1), date(2025, 9, 1))
    assert found.comparable_part == (date(2025, 1, 1), date(2025, 9, 1))
    assert "missing" in str(found) and "not comparable" in str(found)


def test_a_break_in_missing_months_at_an_end_parts_nothing():
    gone = [str(month.date()) for month in pd.date_range("2023-04-01", "2023-12-01", freq="MS")]
    found = periods.of_months(months(missing=gone, broken=gone[:8]), date(2023, 4, 1), date(2024, 3, 1))
    assert found.comparable and found.comparable_part == (date(2024, 1, 1), date(2024, 3, 1))
    assert found.part == "3 of 12 months loaded, April to December 2023 missing"


def test_a_change_of_category_is_a_break_between_two_months_and_what_cannot_be_held_is_no_figure():
    changes = {date(2023, 5, 1): "Another name."}
    found = periods.of_months(months(), date(2023, 1, 1), date(2023, 12, 1), changes=changes)
    assert found.breaks == ("Another name.",) and found.comparable_part == (date(2023, 5, 1), date(2023, 12, 1))
    assert periods.of_months(months(), date(2023, 5, 1), date(2023, 12, 1), changes=changes).comparable
    assert periods.of_months(months(), date(2023, 1, 1), date(2023, 4, 1), changes=changes).comparable
    unheld = dict.fromkeys(every_month(date(2023, 1, 1), date(2023, 4, 1)), "There was no such type.")
    found = periods.of_months(months(), date(2023, 1, 1), date(2023, 12, 1), not_held=unheld, changes=changes)
    assert found.comparable, "one side alone has figures: nothing is compared across"
    assert str(found) == "January 2023 to December 2023, no figure for January to April 2023"
    assert found.statement() == "No figure for January to April 2023: There was no such type."
    assert (found.loaded, found.heading()) == (8, "8 of 12 months of Jan 2023 to Dec 2023")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], ""),
        ([(2024, 10)], "October 2024"),
        ([(2024, 10), (2024, 11), (2024, 12)], "October to December 2024"),
        ([(2024, 12), (2025, 1)], "December 2024 to January 2025"),
        ([(2024, 3), (2024, 5)], "March 2024 and May 2024"),
    ],
)
def test_months_are_named_as_runs(days, said):
    assert periods.runs([date(year, month, 1) for year, month in days]) == said


def test_the_period_of_a_series_counts_its_gaps_and_names_its_breaks():
    points = [
        Point(date(2024, 1, 1), date(2024, 1, 31), 5.0),
        Point(date(2024, 2, 1), date(2024, 2, 29), None, status="no file"),
        Point(date(2024, 3, 1), date(2024, 3, 31), 7.0, comparable=False, reason=SYSTEM),
    ]
    found = periods.of_points(points)
    assert str(found) == (
        "January to March 2024, 2 of 3 months loaded, February 2024 missing; "
        "not comparable: The force went live on a new records system"
    )
    assert str(periods.of_points([Point(date(2022, 1, 1), date(2022, 12, 31), 5.0)])) == "2022"


def test_a_caption_takes_its_words_from_the_period():
    caption = Caption("police street files", periods.of_months(months(missing=GAP), *YEAR), "Anytown", "3f9a1b2c4d5e6f70")
    assert "9 of 12 months loaded, October to December 2024 missing" in caption.text()
