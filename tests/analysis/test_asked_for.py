"""What a link asks for is matched by code, name or former name, or said with the nearest; never replaced."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.words import asked_for

WARDS = {"E05002081": "Drake", "E05002096": "Stoke", "E05002097": "Sutton and Mount Gould"}
FORMER = (("E05002096", "Stoke Damerel"), ("E05002081", "Old Town"), ("E05002096", "Old Town"), ("E05009999", "Gone"))
STREETS = ("Union Street", "Union Place", "Mutley Plain")
MONTHS = (date(2025, 7, 1), date(2025, 8, 1), date(2025, 9, 1))


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("E05002081", "E05002081"),
        ("e05002081", "E05002081"),
        ("Drake", "E05002081"),
        ("  drake ", "E05002081"),
        ("Sutton\u00a0and  Mount Gould", "E05002097"),
        ("Stoke Damerel", "E05002096"),  # renamed since
        ("Old Town", None),  # two wards have had that name
        ("Gone", None),  # a ward that is there no more
        ("Nowhere", None),
        ("", None),
    ],
)
def test_a_ward_is_found_by_code_name_or_a_former_name_of_it_alone(asked, code):
    assert asked_for.matched(asked, WARDS, FORMER) == code


@pytest.mark.parametrize(
    "asked", ["Union Street", "union street", " UNION  STREET ", "On or near Union Street", "on or near union street"]
)
def test_a_street_is_found_however_it_is_written(asked):
    assert asked_for.street(asked, STREETS) == "Union Street"


@given(st.text(max_size=30))
def test_nothing_is_found_that_was_not_asked_for(text):
    found = asked_for.street(text, STREETS)
    assert found is None or asked_for.street_folded(found) == asked_for.street_folded(text)
    code = asked_for.matched(text, WARDS)
    assert code is None or asked_for.folded(text) in (asked_for.folded(code), asked_for.folded(WARDS[code]))


def test_what_is_not_there_is_said_with_the_nearest():
    unmet = asked_for.no_such_street("Union", STREETS, "Plymouth")
    assert unmet.said == "No record of any month stands on or near “Union” in Plymouth."
    assert [name for name, _ in unmet.nearest] == ["Union Street", "Union Place"]
    unmet = asked_for.no_such("ward", "ward", "Drak", WARDS, "of Plymouth")
    assert unmet.said == "“Drak” is no ward of Plymouth." and unmet.nearest == (("E05002081", "Drake"),)
    assert asked_for.no_such("ward", "ward", "xyzzy", WARDS, "of Plymouth").nearest == ()


@pytest.mark.parametrize("asked", ["Sep 2025", "September 2025", "2025-09", "2025-09-01", " Sep  2025 "])
def test_a_month_is_read_in_any_of_its_forms(asked):
    assert asked_for.month(asked, MONTHS) == date(2025, 9, 1)


@pytest.mark.parametrize("asked", ["Jun 2025", "Oct 2025", "2025", "yesterday", ""])
def test_a_month_that_is_not_loaded_is_none(asked):
    assert asked_for.month(asked, MONTHS) is None
    assert "July 2025 to September 2025" in asked_for.no_such_month("from", asked, MONTHS).said


def test_the_statement_counts_where_several_things_cannot_be_shown():
    one = asked_for.no_such("ward", "ward", "Nowhere", WARDS, "of Plymouth")
    assert asked_for.headline([one]) == "“Nowhere” is no ward of Plymouth"
    assert asked_for.headline([one, one]) == "2 parts of what this address asks for cannot be shown"
