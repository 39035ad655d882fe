"""Sums of a year, changes with their intervals, and refusals across breaks and gaps."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.methods import comparison, series
from analysis.methods.series import Break, Point

START = date(2021, 11, 1)
NEW_SYSTEM = Break(date(2022, 11, 1), date(2023, 11, 30), "The force went live on a new records system.")


def months(values, start=START):
    return series.monthly(start, values)


def binomial_at_most(count, size, share):
    return math.fsum(math.comb(size, k) * share**k * (1 - share) ** (size - k) for k in range(count + 1))


# Intervals


def test_the_exact_ratio_is_as_published():
    # R's own example of poisson.test: c(11, 6+8+7) events in c(800, 1083+1050+878) person-years
    assert comparison.exact_ratio_interval(11, 21, 800, 3011) == pytest.approx((0.8584264, 4.2772659), abs=5e-8)


def test_newcombes_interval_is_as_published():
    # Newcombe 1998, Statistics in Medicine 17:873-890, table II, method 10
    for counts, printed in (
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((10, 10, 0, 10), (0.6075, 1.0000)),
    ):
        change = comparison.proportion_change(*counts)
        assert (round(change.lower / 100, 4), round(change.upper / 100, 4)) == printed
    assert comparison.proportion_change(56, 70, 48, 80).words() == (
        "20 percentage points higher (95% interval +5.2 to +33 percentage points)."
    )


def test_the_sentence_agreed_for_a_change():
    assert comparison.change(31, 24).words() == "No clear change (95% interval −24% to +120%)."


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.5, 3))
@settings(max_examples=60)
def test_exact_limits_are_where_the_binomial_test_just_fails(now, before, size):
    lower, upper = comparison.exact_ratio_interval(now, before, size, 1.0)
    share = [limit * size / (1 + limit * size) if math.isfinite(limit) else 1.0 for limit in (lower, upper)]
    if now:
        assert 1 - binomial_at_most(now - 1, now + before, share[0]) == pytest.approx(0.025, rel=1e-6)
    if before:
        assert binomial_at_most(now, now + before, share[1]) == pytest.approx(0.025, rel=1e-6)
    assert lower <= upper


@given(st.integers(10, 3000), st.integers(10, 3000))
@settings(max_examples=60)
def test_the_interval_from_ten_events_by_hand(now, before):
    spread = 1.959963984540054 * math.sqrt(1 / now + 1 / before)
    by_hand = (math.exp(math.log(now / before) - spread), math.exp(math.log(now / before) + spread))
    assert comparison.ratio_interval(now, before) == pytest.approx(by_hand, rel=1e-9)
    change = comparison.change(now, before)
    assert change.clear == (not change.lower <= 0 <= change.upper)
    assert ("No clear change" in change.words()) == (not change.clear)


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (300, 200, "50% more (95% interval +25% to +79%)."),
        (150, 200, "25% fewer (95% interval −39% to −7.3%)."),
        (7, 4, "No clear change (7 against 4; too few for a percentage)."),
        (12, 2, "Clearly more (12 against 2; too few for a percentage)."),
        (0, 0, "No clear change (0 against 0; too few for a percentage)."),
        (0, 20, "100% fewer (95% interval −100% to −80%)."),
        (-1, 20, "No change is worked out on a negative count, which corrects an earlier one."),
    ],
)
def test_changes_in_words(now, before, said):
    assert comparison.change(now, before).words() == said


def test_a_change_of_rates_takes_the_populations_into_account():
    same = comparison.change(40, 20, 2000, 1000)
    assert same.relative == 0 and not same.clear
    assert comparison.change(40, 20).relative == 1


# Years


@given(st.lists(st.integers(0, 90), min_size=12, max_size=40))
@settings(max_examples=60)
def test_a_year_ending_is_the_sum_of_its_months_and_no_other(values):
    points = months([float(value) for value in values])
    for place in range(11, len(values)):
        assert comparison.year_ending(points, points[place].last).value == sum(values[place - 11 : place + 1])


@given(st.lists(st.integers(0, 90), min_size=13, max_size=30), st.data())
@settings(max_examples=40)
def test_a_year_that_lacks_a_month_is_refused(values, data):
    missing = data.draw(st.integers(0, len(values) - 1))
    points = months([None if place == missing else float(value) for place, value in enumerate(values)])
    for last in range(11, len(values)):
        year = comparison.year_ending(points, points[last].last)
        assert (year.value is None) == (last - 11 <= missing <= last)
        assert bool(year.refused) == (year.value is None)


def test_refusals_name_the_months():
    points = months([1.0, None, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1])
    refused = comparison.year_ending(points, date(2022, 10, 31)).refused
    assert refused == "No sum is worked out: there is no figure for December 2021."
    assert comparison.year_ending([], date(2022, 10, 31)).refused.endswith("for November 2021 to October 2022.")


def test_quarters_make_a_year_too():
    quarters = series.quarterly(months([1.0] * 24, date(2023, 1, 1)))
    assert comparison.year_ending(quarters, date(2024, 6, 30)).value == 12
    assert (
        "exactly" in comparison.year_ending(quarters, date(2024, 5, 31)).refused
        or comparison.year_ending(quarters, date(2024, 5, 31)).refused
    )


# A year before


def test_the_same_months_a_year_before():
    points = months([10.0] * 12 + [20.0] * 12)
    change = comparison.on_year_before(points, date(2022, 11, 1), date(2023, 10, 31))
    assert (change.now, change.before, change.relative, change.clear) == (240, 120, 1, True)
    leap = series.monthly(date(2023, 1, 1), [30.0] * 26)
    assert comparison.on_year_before(leap, date(2024, 2, 1), date(2024, 2, 29)).now == 30
    assert comparison.on_year_before(leap, date(2025, 2, 1), date(2025, 2, 28)).before == 30


def test_no_change_crosses_the_real_break():
    points = months([2293.0] * 12 + [1571.0] * 13 + [2839.0] * 23)
    reason = "Not comparable: The force went live on a new records system. No change across it is worked out."
    after = NEW_SYSTEM.last + timedelta(days=1)
    for point in points[12:]:
        change = comparison.on_year_before(points, point.first, point.last, [NEW_SYSTEM])
        year_before = point.first.replace(year=point.first.year - 1)
        if year_before >= after:
            assert change.relative == 0 and not change.refused
        else:
            assert (change.refused, change.relative, change.now) == (reason, None, None)
        year = comparison.year_ending(points, point.last, [NEW_SYSTEM])
        assert (year.value is None) == (year.first < after)
        assert year.value in (None, 12 * 2293, 12 * 2839)


def test_points_marked_as_not_comparable_are_a_break_as_well():
    points = [
        Point(p.first, p.last, p.value, comparable=i != 14, reason="counting rule") for i, p in enumerate(months([9.0] * 30))
    ]
    change = comparison.on_year_before(points, points[20].first, points[20].last)
    assert change.refused == "Not comparable: counting rule. No change across it is worked out."
    assert comparison.on_year_before(points, points[27].first, points[27].last).refused == ""


def test_a_change_needs_both_periods_whole():
    points = months([9.0] * 20)
    change = comparison.on_year_before(points, points[3].first, points[5].last)
    assert change.refused.startswith("No change on the year before is worked out: there is no figure for February 2021 to April")
    long = comparison.on_year_before(points, points[0].first, points[13].last)
    assert long.refused.startswith("No change is worked out: the period is longer than a year")
    assert long.words() == long.refused


# Peers


def test_a_peer_average_counts_each_area_once():
    peers = {"Ours": 100.0, "Big": 10.0, "Small": 20.0, "Unknown": None, "Blank": math.nan}
    assert comparison.peer_average(peers, without="Ours") == (15, 2)
    assert comparison.peer_average({}) == (None, 0)
