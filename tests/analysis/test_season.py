"""The season: worked out a second time, simulated, and never mistaken for growth, a step or chance.

The simulations are seeded. Those here are small; the whole of them runs by make endurance.
"""

from datetime import date
from itertools import product

import numpy as np
import pytest

from analysis.declared.targets import Target
from analysis.methods import count_charts, series
from analysis.methods.control_chart import MAY_BE_SEASON, Assurance, Variation, xmr_chart
from analysis.methods.control_rules import Rule
from analysis.methods.season import season
from analysis.methods.series import Break, Point
from tests.analysis import naive_season

START = date(2019, 1, 1)
FALSE_AT_MOST = 0.04


def counts(rng, expected, times_chance=1):
    """Counts whose variance is so many times their mean."""
    if times_chance == 1:
        return rng.poisson(expected).astype(float).tolist()
    return rng.negative_binomial(expected / (times_chance - 1), 1 / times_chance).astype(float).tolist()


def expected(rng, months, mean, swing):
    """A stable process with a wave a year that may have its top in any month."""
    return mean * (1 + swing * np.sin(2 * np.pi * np.arange(months) / 12 + rng.uniform(0, 2 * np.pi)))


def drawn(values, **options):
    return count_charts.count_chart(series.monthly(START, values), "low_is_good", **options)


def rate(found):
    return sum(found) / len(found)


# The arithmetic


@pytest.mark.parametrize(("months", "swing"), [(24, 0.2), (36, 0.1), (41, 0.2), (60, 0.05), (60, 0)])
def test_the_season_agrees_with_a_second_computation(months, swing):
    rng = np.random.default_rng(months)
    for _ in range(20):
        values = counts(rng, expected(rng, months, 200, swing), 2)
        points = series.monthly(START, values)
        if months > 36:  # a gap moves no month
            points[7] = Point(points[7].first, points[7].last, None)
        known = [point for point in points if point.value is not None]
        again = naive_season.factors([(p.first.year, p.first.month) for p in known], [p.value for p in known])
        ours = season(points, range(len(points)))
        assert (ours is None) == (again is None)
        if ours and again:
            assert ours.factors == pytest.approx([again[0][month] for month in range(1, 13)], abs=1e-9)
            assert ours.established == again[1]


def test_limits_are_the_conventions_on_what_the_season_leaves():
    rng = np.random.default_rng(2)
    values = counts(rng, expected(rng, 48, 800, 0.1))
    found, _ = naive_season.factors([(2019 + place // 12, place % 12 + 1) for place in range(48)], values)
    freed = [value / found[place % 12 + 1] for place, value in enumerate(values)]
    plain, chart = xmr_chart(series.monthly(START, freed), "low_is_good", lowest=0), drawn(values)
    assert chart.seasonal
    for place, (level, point) in enumerate(zip(plain.points, chart.points, strict=True)):
        factor = found[place % 12 + 1]
        assert (point.centre, point.lower, point.upper) == pytest.approx(
            (level.centre * factor, level.lower * factor, level.upper * factor)
        )
        assert (point.value, point.rules) == (values[place], level.rules)


# False signals, small


@pytest.mark.parametrize(("months", "mean", "swing"), [*product((24, 36, 60), (30, 200, 800), (0, 0.1)), (36, 800, 0.2)])
def test_the_latest_point_of_a_stable_series_is_seldom_a_signal(months, mean, swing):
    rng = np.random.default_rng([months, mean, int(100 * swing)])
    draws = [drawn(counts(rng, expected(rng, months, mean, swing))) for _ in range(150)]
    # 150 draws: twice their own error above what is allowed, which the convention's 18% to 41% at a mean of 800 would not pass.
    assert rate([bool(chart.latest.rules) for chart in draws]) <= FALSE_AT_MOST + 0.03
    if months >= 36 and (mean, swing) == (800, 0.1):
        assert rate([chart.seasonal for chart in draws]) > 0.97
    if not swing or months < 36:
        assert rate([chart.seasonal for chart in draws]) <= 0.06


@pytest.mark.parametrize(("months", "swing"), [(36, 0), (36, 0.1), (60, 0.2)])
def test_a_true_step_of_30_percent_is_found_and_not_eaten_by_the_season(months, swing):
    rng = np.random.default_rng([months, int(100 * swing)])
    for step, way in ((1.3, 1), (0.7, -1)):
        steps = np.where(np.arange(months) >= months - 7, step, 1)
        found = [drawn(counts(rng, expected(rng, months, 200, swing) * steps)).latest for _ in range(40)]
        assert rate([point.direction == way for point in found]) >= 0.9


def test_growth_and_a_step_make_no_season():
    rng = np.random.default_rng(9)
    growing = [drawn(counts(rng, 200 * 1.2 ** (np.arange(48) / 12))) for _ in range(60)]
    stepped = [drawn(counts(rng, np.where(np.arange(48) < 30, 200.0, 260.0))) for _ in range(60)]
    for found in (growing, stepped):
        assert rate([chart.seasonal for chart in found]) <= 0.1


# False signals, whole


@pytest.mark.endurance
@pytest.mark.parametrize(
    ("months", "mean", "swing", "times_chance"),
    list(product((24, 30, 36, 48, 60), (30, 200, 800), (0, 0.1, 0.2), (1, 2, 4))),
)
def test_no_more_than_4_in_100_latest_points_are_false(months, mean, swing, times_chance):
    rng = np.random.default_rng([months, mean, int(100 * swing), times_chance])
    draws = [bool(drawn(counts(rng, expected(rng, months, mean, swing), times_chance)).latest.rules) for _ in range(2000)]
    print(f"{months} months, mean {mean}, swing {swing:.0%}, variance {times_chance} x mean: {rate(draws):.2%} false")
    assert rate(draws) <= FALSE_AT_MOST


@pytest.mark.endurance
@pytest.mark.parametrize(("months", "swing", "step"), list(product((36, 48, 60), (0, 0.1, 0.2), (0.7, 1.3))))
def test_true_steps_are_found_in_nine_of_ten(months, swing, step):
    rng = np.random.default_rng([months, int(100 * swing), int(10 * step)])
    steps = np.where(np.arange(months) >= months - 7, step, 1)
    draws = [drawn(counts(rng, expected(rng, months, 200, swing) * steps)).latest.direction for _ in range(1000)]
    found = rate([way == np.sign(step - 1) for way in draws])
    print(f"{months} months, swing {swing:.0%}, step to {step:.0%}: found in {found:.1%}")
    assert found >= 0.9


# What is said


def wave(months, mean=800.0, swing=0.2, noise=(0, 9, -7, 3, -11, 8, -2, 5, -6, 10, -9)):
    """A season by hand: highest in April, lowest in October."""
    return [
        round(mean * (1 + swing * np.sin(2 * np.pi * place / 12)) + noise[place % len(noise)]) * 1.0 for place in range(months)
    ]


def test_the_usual_range_and_its_words_follow_the_season():
    chart = drawn(wave(46))
    assert chart.seasonal and chart.variation is Variation.COMMON_CAUSE
    assert chart.words == f"within the usual range for the time of year, {chart.usual_range}"
    assert chart.notes[-1].startswith("Usual ranges follow the season, which 46 months show: 2")
    assert "below the average in October and" in chart.notes[-1] and chart.notes[-1].endswith("above the average in April.")
    april, october = chart.points[39], chart.points[45]
    assert october.upper < april.lower and october.lower < october.value < october.upper
    outside = drawn([*wave(45), 900.0])
    assert outside.rule is Rule.OUTSIDE
    assert outside.words.startswith("October 2022 (900) is above the usual range for the time of year, ")
    shifted = drawn([*wave(41), *[1.12 * value for value in wave(48)[41:]]])
    assert "for the time of year" in shifted.words and shifted.variation is Variation.CONCERN


def test_a_target_is_held_against_the_whole_year():
    chart = drawn(wave(46), target=Target(800, "at_most"))
    assert chart.latest.upper < 800 and chart.assurance is Assurance.HIT_AND_MISS
    assert drawn(wave(46), target=Target(1100, "at_most")).assurance is Assurance.PASSES


def test_under_36_months_a_season_holds_verdicts_back_and_moves_no_line():
    values = wave(28)
    chart, convention = drawn(values), drawn(values, seasonal=False)
    assert convention.variation is Variation.CONCERN and not chart.seasonal
    assert chart.variation is Variation.NOT_ENOUGH and chart.rule is None
    assert chart.words == f"{convention.words}, {MAY_BE_SEASON}: 36 months are needed to tell"
    assert [(p.lower, p.upper) for p in chart.points] == [(p.lower, p.upper) for p in convention.points]
    found = drawn([*wave(27), 1500.0])
    assert found.variation is Variation.CONCERN and found.words.startswith("April 2021 (1,500) is above")


def test_under_24_months_a_signal_says_that_a_season_cannot_be_told_apart():
    chart, convention = drawn(wave(16)), drawn(wave(16), seasonal=False)
    assert chart.variation is convention.variation is Variation.CONCERN
    assert chart.words == f"{convention.words}; a season cannot be told apart in fewer than 24 months"


def test_each_side_of_a_break_has_its_own_season_or_none():
    broken = Break(date(2022, 1, 1), date(2022, 2, 28), "new system")
    chart = drawn(wave(36 + 2 + 20), breaks=[broken])
    assert [segment.season is not None for segment in chart.segments] == [True, False]
    assert chart.points[:36] == drawn(wave(36)).points


def test_quarters_have_a_season_and_years_have_none():
    def quarters(values):
        thirds = [value / 3 for value in values for _ in range(3)]
        return count_charts.count_chart(series.quarterly(series.monthly(START, thirds)), "low_is_good")

    rng = np.random.default_rng(4)
    chart = quarters(counts(rng, np.array([400.0, 600, 500, 300] * 5)))
    assert chart.seasonal and chart.words.startswith("within the usual range for the time of year")
    assert "in October to December" in chart.notes[-1]
    years = [Point(date(1980 + n, 1, 1), date(1980 + n, 12, 31), value) for n, value in enumerate(wave(40))]
    assert not count_charts.count_chart(years, "low_is_good").seasonal


def test_the_convention_itself_knows_no_season():
    assert not xmr_chart(series.monthly(START, wave(48)), "low_is_good").seasonal
