"""Forecasts: refused where they must be, the same every time, their ranges those of the library, and an honest record."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.declared.targets import Target
from analysis.methods import forecast, series
from analysis.methods.series import Break, Point, Rebase

NEW_SYSTEM = Break(date(2022, 11, 1), date(2023, 11, 30), "The force went live on a new records system.")


def season(length, seed=1, noise=40.0):
    """Months round 2,000 with a season of ±100, from October 2020."""
    random = np.random.default_rng(seed)
    return [float(2000 + 100 * np.sin(2 * np.pi * place / 12) + random.normal(0, noise)) for place in range(length)]


def months(values, start=date(2020, 10, 1)):
    return series.monthly(start, values)


@pytest.fixture(scope="module")
def usual():
    return forecast.forecast(months(season(40)))


# Refusals


@pytest.mark.parametrize(
    ("points", "options", "reason"),
    [
        ([], {}, "No forecast: there are no figures."),
        (months(season(35)), {}, "No forecast: 35 comparable months in a row; 36 are needed."),
        (
            months([2293.0] * 12 + [1571.0] * 13 + [2839.0] * 11, date(2021, 11, 1)),
            {"breaks": [NEW_SYSTEM]},
            "No forecast: 11 comparable months in a row since the last break or decision "
            "(The force went live on a new records system); 36 are needed.",
        ),
        (
            months(season(37), date(2019, 12, 1)),
            {"breaks": [NEW_SYSTEM]},
            "No forecast: the latest month is not comparable. The force went live on a new records system.",
        ),
        (
            months([*season(20), None, *season(30)]),
            {},
            "No forecast: 30 comparable months in a row since a month that is missing; 36 are needed.",
        ),
        (
            months(season(40)),
            {"rebases": [Rebase(date(2023, 1, 1), "a new team", "A. Analyst", date(2023, 2, 1))]},
            "No forecast: 13 comparable months in a row since the last break or decision "
            "(a new team (decided by A. Analyst, 1 February 2023)); 36 are needed.",
        ),
        (series.quarterly(months(season(120))), {}, "No forecast is made of anything but months."),
    ],
)
def test_refused_with_the_reason(points, options, reason):
    found = forecast.forecast(points, **options)
    assert (found.refused, found.months, found.prediction) == (reason, (), None)
    assert forecast.on_course(found, Target(10, "at_most")).words == f"No outlook: {reason}"


def test_only_the_months_after_the_break_are_used():
    before, during, after = [9000.0] * 12, [1.0] * 13, season(40)
    points = months(before + during + after, date(2021, 11, 1))
    across = forecast.forecast(points, breaks=[NEW_SYSTEM])
    alone = forecast.forecast(points[25:])
    assert across.first == date(2023, 12, 1)
    assert across.months == alone.months and across.tests == alone.tests


# What is told


def test_the_range_of_the_next_six_months(usual):
    assert [month.first for month in usual.months] == [date(2024, 2, 1).replace(month=m) for m in range(2, 8)]
    assert (usual.first, usual.last) == (date(2020, 10, 1), date(2024, 1, 31))
    for month in usual.months:
        narrow, middle, wide = (month.bands[level] for level in forecast.LEVELS)
        assert wide[0] < middle[0] < narrow[0] < month.middle < narrow[1] < middle[1] < wide[1]
    assert "season" in usual.model


def test_the_model_with_the_smallest_error_is_chosen_and_its_record_told(usual):
    assert {test.model for test in usual.tests} == set(forecast.MODELS)
    assert usual.model == usual.tests[0].model and usual.tests[0].error == min(test.error for test in usual.tests)
    record = usual.tests[0]
    assert record.forecasts == 66 and record.error < 60
    assert record.words().startswith("Tried on the past, ") and "of 66 forecast months" in record.words()
    assert "too seldom" in forecast.BackTest("a model", 10, 1.0, {0.95: 0.7}).words()


def test_the_same_months_give_the_same_forecast(usual):
    again = forecast.forecast(list(reversed(months(season(40)))))
    assert again.months == usual.months and again.tests == usual.tests


def test_a_back_test_looks_at_the_past_alone():
    values, seen = np.array(season(40)), []

    def model(past):
        seen.append(len(past))
        assert np.array_equal(past, values[: len(past)])
        return forecast.Prediction(np.full(6, 2000.0), np.eye(6) * 1e12)

    record = forecast.back_test("wide", model, values)
    assert seen == list(range(24, 35)) and record.held == dict.fromkeys(forecast.LEVELS, 1.0)
    by_hand = np.mean([abs(values[origin + step] - 2000) for origin in range(24, 35) for step in range(6)])
    assert record.error == pytest.approx(by_hand, rel=1e-12)


def test_ranges_hold_about_as_often_as_they_say():
    """Over many series, one month ahead and six: a 95% range that holds under 85% of the time would be a lie."""
    held = []
    for seed in range(40):
        values = season(66, seed)
        prediction = forecast.smoothed_with_season(np.array(values[:60]))
        low, high = prediction.band(0.95)
        held += [low[step] <= values[60 + step] <= high[step] for step in range(6)]
    assert 0.85 <= np.mean(held) <= 1


# The library's own


@pytest.mark.parametrize(("trend", "seasonal"), [(False, False), (False, True), (True, True)])
def test_the_shape_of_the_ranges_is_the_librarys(trend, seasonal):
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    values = season(48, seed=3, noise=60)
    fitted = ETSModel(
        pd.Series(values),
        error="add",
        trend="add" if trend else None,
        damped_trend=trend,
        seasonal="add" if seasonal else None,
        seasonal_periods=12 if seasonal else None,
        initialization_method="heuristic",
    ).fit(disp=False)
    theirs = fitted.get_prediction(start=48, end=53)
    model = {(False, False): forecast.smoothed, (False, True): forecast.smoothed_with_season}.get(
        (trend, seasonal), forecast.damped_trend_with_season
    )
    ours = model(np.array(values))
    assert ours.middle == pytest.approx(np.asarray(theirs.predicted_mean), rel=1e-9)
    variance = np.asarray(theirs.forecast_variance)
    assert np.diag(ours.covariance) / ours.covariance[0, 0] == pytest.approx(variance / variance[0], rel=1e-9)
    assert ours.covariance[0, 0] > variance[0]  # ours allows for the states that were fitted


def test_last_years_month_again():
    values = np.array([float(place) for place in range(36)])
    prediction = forecast.same_month_a_year_before(values)
    assert prediction.middle.tolist() == [24, 25, 26, 27, 28, 29]
    assert np.array_equal(prediction.covariance, 144 * np.eye(6))


# Limits of the scale and targets


def test_a_range_stays_on_the_scale():
    counts = [float(max(value, 0)) for value in np.random.default_rng(0).poisson(1.5, 40)]
    found = forecast.forecast(months(counts))
    assert min(month.bands[0.95][0] for month in found.months) == 0
    shares = forecast.forecast(months([min(value / 20, 100) for value in season(40)]), highest=100)
    assert max(month.bands[0.95][1] for month in shares.months) <= 100


def test_a_constant_series_stays():
    found = forecast.forecast(months([7.0] * 40))
    assert {month.middle for month in found.months} == {7}
    assert forecast.on_course(found, Target(7, "at_most")).probability == 1
    assert forecast.on_course(found, Target(8, "at_least")).probability == 0


def test_on_course_in_words(usual):
    middle = float(usual.prediction.middle.mean())
    even = forecast.on_course(usual, Target(middle, "at_most"))
    assert even.probability == pytest.approx(0.5) and "realistic possibility (about 50%)" in even.words
    assert "almost certain (95% or more)" in forecast.on_course(usual, Target(middle + 500, "at_most")).words
    assert "remote chance (5% or less)" in forecast.on_course(usual, Target(middle + 500, "at_least")).words
    assert even.words.endswith("by the average of February to July 2024.")
    for value in (middle - 20, middle + 30):
        most, least = (forecast.on_course(usual, Target(value, direction)).probability for direction in ("at_most", "at_least"))
        assert most + least == pytest.approx(1)


def test_the_probability_of_the_average_agrees_with_drawing_it(usual):
    drawn = (
        np.random.default_rng(5).multivariate_normal(usual.prediction.middle, usual.prediction.covariance, 40_000).mean(axis=1)
    )
    target = float(np.quantile(drawn, 0.3))
    assert forecast.on_course(usual, Target(target, "at_most")).probability == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize(
    ("probability", "word"),
    [(0.0, "remote chance"), (0.1, "highly unlikely"), (0.33, "unlikely"), (0.46, "realistic possibility"), (0.55, "likely")],
)
def test_bands_of_the_yardstick(probability, word):
    assert forecast.band(probability) == word
    assert forecast.band(0.9) == "highly likely" and forecast.band(1.0) == "almost certain"


def test_observations_that_are_not_numbers_are_gaps():
    points = [*months(season(40)), Point(date(2024, 2, 1), date(2024, 2, 29), float("nan"))]
    assert forecast.forecast(points).last == date(2024, 1, 31)
