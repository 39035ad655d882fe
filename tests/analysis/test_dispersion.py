"""How much a series varies beyond chance, and how often a change is called clear where nothing has changed.

The simulations are the golden answer: independent months of one mean, whose variance is 1, 2, 4 or 8 times the mean. Few draws
here, 2,000 each with `make endurance`.
"""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.methods import comparison, dispersion, series
from analysis.methods.dispersion import Dispersion

START = date(2024, 1, 1)
BEFORE = (date(2024, 1, 1), date(2024, 12, 31))
NOW = (date(2025, 1, 1), date(2025, 12, 31))
TIMES = (1, 2, 4, 8)
MEANS = (5, 20, 50, 200, 800)


def draws(seed, kind, mean, times, number, months=24, season=0.0, last_year=1.0):
    """Rows of independent months: variance = times × mean, whatever the shape."""
    rng = np.random.default_rng([seed, int(mean), times])
    means = mean * (1 + season * np.sin(2 * np.pi * np.arange(months) / 12))
    means[-12:] *= last_year
    size = (number, months)
    if times == 1:
        return rng.poisson(means, size)
    if kind == "negative binomial":
        return rng.poisson(rng.gamma(np.broadcast_to(means / (times - 1), size), times - 1))
    if kind == "clusters":
        return times * rng.poisson(means / times, size)
    spread = np.log1p((times - 1) / means)
    return rng.poisson(means * np.exp(rng.normal(-spread / 2, np.sqrt(spread), size)))


def called_clear(rows, first, last, quarters=False):
    """In how many of the draws the change on the year before is called clear."""
    clear = 0
    for row in rows:
        end = last.year * 12 + last.month
        begins = date((end - len(row)) // 12, (end - len(row)) % 12 + 1, 1)
        points = series.monthly(begins, [float(count) for count in row])
        change = comparison.on_year_before(series.quarterly(points) if quarters else points, first, last)
        assert not change.refused
        clear += change.clear
    return clear


# How often it is wrong, and how often it is found


@pytest.mark.parametrize("times", TIMES)
def test_a_change_is_seldom_called_clear_where_nothing_changed(times):
    kinds = (("negative binomial", 200, 0.0), ("negative binomial", 20, 0.2), ("lognormal", 50, 0.1))
    clear = sum(called_clear(draws(1, kind, mean, times, 200, season=season), *NOW) for kind, mean, season in kinds)
    assert clear <= 0.07 * 200 * len(kinds)


@pytest.mark.parametrize("times", TIMES)
def test_a_change_of_a_third_is_found(times):
    rows = draws(2, "negative binomial", 200, times, 100, season=0.1, last_year=1.3)
    assert called_clear(rows, *NOW) >= 80


@pytest.mark.parametrize(("months", "first"), [(24, 10), (36, 12), (18, 12)])
def test_single_months_and_quarters_are_judged_by_the_other_months(months, first):
    rows = np.vstack([draws(3, "negative binomial", 100, times, 150, months=months, season=0.1) for times in (4, 8)])
    assert called_clear(rows, date(2025, first, 1), NOW[1]) <= 0.07 * len(rows)


@pytest.mark.endurance
@pytest.mark.parametrize("season", [0.0, 0.1, 0.2])
@pytest.mark.parametrize("kind", ["negative binomial", "lognormal", "clusters"])
@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize("times", TIMES)
def test_false_changes_over_two_thousand_draws(times, mean, kind, season):
    assert called_clear(draws(4, kind, mean, times, 2000, season=season), *NOW) <= 0.07 * 2000


@pytest.mark.endurance
@pytest.mark.parametrize("last_year", [1.3, 0.7])
@pytest.mark.parametrize("kind", ["negative binomial", "lognormal", "clusters"])
@pytest.mark.parametrize("times", TIMES)
def test_power_over_two_thousand_draws(times, kind, last_year):
    assert called_clear(draws(5, kind, 200, times, 2000, season=0.1, last_year=last_year), *NOW) >= 0.8 * 2000


@pytest.mark.endurance
@pytest.mark.parametrize(
    ("months", "first", "quarters"),
    [(24, 12, False), (24, 10, False), (60, 12, False), (13, 12, False), (24, 1, True), (60, 1, True)],
)
@pytest.mark.parametrize("mean", MEANS)
@pytest.mark.parametrize("times", TIMES)
def test_false_changes_of_other_spans(times, mean, months, first, quarters):
    rows = draws(6, "negative binomial", mean, times, 2000, months=months, season=0.1)
    assert called_clear(rows, date(2025, first, 1), NOW[1], quarters) <= 0.07 * 2000


# The measure itself


def measured(counts, kind="count", sizes=None):
    points = [
        series.Point(one.first, one.last, one.value, one.value, None if sizes is None else sizes[place])
        for place, one in enumerate(series.monthly(START, [float(count) for count in counts]))
    ]
    return dispersion.measure(points, NOW, BEFORE, kind)


def test_the_measure_by_hand():
    # Pairs of a month and the same a year later, 12 ± 4: each of 24 residuals is 4, and each fitted value 12 with 11/24 free.
    found = measured([16, 8] * 6 + [8, 16] * 6)
    assert found == Dispersion(pytest.approx(24 * 16 / (12 * 11)), 11)


@given(st.lists(st.integers(5, 300), min_size=24, max_size=24), st.floats(0.3, 3))
@settings(max_examples=40)
def test_a_season_and_a_new_level_are_no_dispersion(season, level):
    shares = [100 * value for value in season[:12]]
    assert measured([*shares, *(level * value for value in shares)]).factor == pytest.approx(0, abs=1e-6)


@given(st.lists(st.integers(0, 300), min_size=24, max_size=24), st.floats(0.5, 1000))
@settings(max_examples=40)
def test_rates_of_one_denominator_vary_as_their_counts(counts, size):
    as_counts, as_rates = measured(counts), measured(counts, "rate", [size] * 24)
    assert (as_rates.degrees, as_rates.factor) == (as_counts.degrees, pytest.approx(as_counts.factor))


@given(st.lists(st.integers(0, 300), min_size=24, max_size=24))
@settings(max_examples=40)
def test_a_share_and_what_is_left_of_it_vary_alike(counts):
    left = measured([300 - count for count in counts], "share", [300.0] * 24)
    found = measured(counts, "share", [300.0] * 24)
    if sum(counts) != 12 * 300:  # else neither of the two outcomes is the rarer
        assert (left.degrees, left.factor) == (found.degrees, pytest.approx(found.factor))


def test_the_measure_finds_what_was_put_in():
    for times in TIMES:
        found = [measured(row).factor for row in draws(7, "negative binomial", 200, times, 300, season=0.2)]
        assert np.mean(found) == pytest.approx(times, rel=0.1)
    shares = np.random.default_rng(8).binomial(5000, 0.97, (200, 24))
    assert np.mean([measured(row, "share", [5000.0] * 24).factor for row in shares]) == pytest.approx(1, rel=0.1)


def test_the_allowance_is_students_and_never_under_chance():
    assert Dispersion(4, 11).allowance == pytest.approx(4 * (2.200985 / 1.959964) ** 2, rel=1e-6)
    assert Dispersion(0.2, 11).allowance == Dispersion(0, 0).allowance == 1


# What cannot be measured is not called clear


def test_two_lone_months_are_not_called_clear():
    points = [*series.monthly(date(2024, 9, 1), [100.0]), *series.monthly(date(2025, 9, 1), [200.0])]
    change = comparison.on_year_before(points, date(2025, 9, 1), date(2025, 9, 30))
    assert (change.clear, change.undecided, change.verdict) == (False, True, "too few")
    assert change.words() == "Too few periods to tell a clear change (95% interval for chance alone +57% to +154%)."
    assert change.method.endswith("allows for chance alone: too few periods to measure how much more they vary")


def test_a_series_of_years_is_judged_by_its_other_years():
    years = [
        series.Point(date(year, 4, 1), date(year + 1, 3, 31), value)
        for year, value in zip(range(2016, 2025), (400, 440, 380, 420, 460, 390, 410, 420, 470), strict=True)
    ]
    change = comparison.on_year_before(years, date(2024, 4, 1), date(2025, 3, 31))
    assert change.dispersion and change.dispersion.degrees == 6
    assert comparison.on_year_before(years[-3:], date(2024, 4, 1), date(2025, 3, 31)).dispersion == dispersion.UNMEASURED
    assert change.dispersion.factor > 1.5


def test_no_dispersion_is_taken_from_across_a_break():
    values = [100.0, 300.0] * 12 + [float(200 + month % 3) for month in range(24)]
    points = series.monthly(date(2022, 1, 1), values)
    broken = series.Break(date(2023, 12, 1), date(2023, 12, 31), "a new system")
    across = comparison.on_year_before(points, *NOW)
    since = comparison.on_year_before(points, *NOW, [broken])
    assert across.dispersion and since.dispersion
    assert (across.dispersion.factor > 10, since.dispersion.factor < 1) == (True, True)
