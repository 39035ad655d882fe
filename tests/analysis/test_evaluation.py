"""Whether a place changed otherwise than the others: published answers, a second computation, no effect, and refusals."""

import math
import re
from datetime import date

import numpy as np
import pytest

from analysis.methods import evaluation, series
from analysis.methods.evaluation import CONTROL, DISPLACED, DISPLACED_CONTROL, TREATED, BeforeAfter
from analysis.methods.series import Break

FIRST, STARTS = date(2021, 1, 1), date(2023, 1, 1)
# Wheeler & Ratcliffe 2018, and what ptools works out of them
PUBLISHED = {CONTROL: (308, 318), TREATED: (207, 110), DISPLACED_CONTROL: (150, 140), DISPLACED: (178, 157)}
AREAS = {CONTROL: 0.9, TREATED: 1.2, DISPLACED_CONTROL: 1.6, DISPLACED: 1.5}
CAUSE = re.compile(
    r"because|caused|due to|thanks to|led to|worked\b(?! out)|the effect of|result of|prevented|saved", re.IGNORECASE
)


def months(values, first=FIRST):
    return series.monthly(first, [float(value) for value in values])


def level(before, after, length=24, since=12):
    """Months that vary evenly about a level, and another from the start on."""
    swing = [1, -1, 2, -2, 0, 0] * 10
    return months([before + s for s in swing[:length]] + [after + s for s in swing[:since]])


# The weighted displacement difference


def test_the_difference_is_as_published():
    found = evaluation.weighted_displacement_difference({role: BeforeAfter(*counts) for role, counts in PUBLISHED.items()})
    assert found.value == -118 and found.error == pytest.approx(math.sqrt(1568))
    assert found.z is not None and round(found.z, 2) == -2.98 and found.clear and found.interval == "−196 to −40"


def test_areas_weigh_as_published():
    weighted = {role: BeforeAfter(*counts, area=AREAS[role]) for role, counts in PUBLISHED.items()}
    found = evaluation.weighted_displacement_difference(weighted)
    assert (round(found.value, 3), round(found.error, 3)) == (-99.694, 35.428)


def test_lengths_of_time_weigh_as_published():
    counts = {CONTROL: BeforeAfter(100, 50), TREATED: BeforeAfter(80, 20)}
    found = evaluation.weighted_displacement_difference(counts, time=(2, 1))
    assert found.value == -20 and found.error == pytest.approx(math.sqrt(115))


def test_nothing_counted_is_no_clear_difference():
    found = evaluation.weighted_displacement_difference({TREATED: BeforeAfter(0, 0), CONTROL: BeforeAfter(0, 0)})
    assert (found.value, found.z, found.clear) == (0, None, False)


def test_the_quotient_by_hand_and_without_divisor():
    counts = {role: BeforeAfter(*PUBLISHED[role]) for role in (CONTROL, TREATED, DISPLACED)}
    by_hand = (157 / 318 - 178 / 308) / (110 / 318 - 207 / 308)
    assert evaluation.displacement_quotient(counts) == pytest.approx(by_hand)
    assert evaluation.displacement_quotient({role: counts[role] for role in (CONTROL, TREATED)}) is None
    assert evaluation.displacement_quotient(counts | {CONTROL: BeforeAfter(0, 5)}) is None
    assert evaluation.displacement_quotient(counts | {CONTROL: BeforeAfter(5, 5), TREATED: BeforeAfter(9, 9)}) is None


def test_without_an_effect_the_interval_leaves_out_nought_in_one_of_twenty():
    chance = np.random.default_rng(20181)
    draws = chance.poisson([[308, 308], [207, 207], [150, 150], [178, 178]], (2000, 4, 2))
    roles = list(PUBLISHED)
    found = [
        evaluation.weighted_displacement_difference(
            {role: BeforeAfter(*row) for role, row in zip(roles, draw, strict=True)}
        ).clear
        for draw in draws
    ]
    assert 0.035 < np.mean(found) < 0.065


def test_months_that_cluster_are_not_called_clear_more_often():
    """Real months vary by several times what chance makes them vary: the published interval then leaves out nought in a third."""
    chance = np.random.default_rng(20182)

    def drawn(mean):
        return months(chance.negative_binomial(10, 10 / (10 + mean), 36))

    found = [evaluation.before_and_after({TREATED: drawn(15), CONTROL: drawn(30)}, STARTS) for _ in range(200)]
    assert np.mean([one.varied.clear for one in found]) < 0.09
    assert np.mean([one.chance.clear for one in found]) > 0.2


# Before and after


def test_a_planted_change_is_found_and_none_where_there_is_none():
    found = evaluation.before_and_after({TREATED: level(30, 10), CONTROL: level(30, 30)}, STARTS)
    assert (found.spans.before, found.spans.after) == (
        (date(2022, 1, 1), date(2022, 12, 1)),
        (date(2023, 1, 1), date(2023, 12, 1)),
    )
    assert found.counts[TREATED].before == 360 and found.counts[TREATED].after == 120 and found.chance.value == -240
    assert found.words().startswith("Clearly fewer: 240 fewer compared with the other areas (95% interval −")
    alike = evaluation.before_and_after({TREATED: level(30, 20), CONTROL: level(30, 20)}, STARTS)
    assert alike.verdict == "No clear difference" and alike.quotient is None


def test_a_month_that_it_began_within_is_in_neither():
    spans = evaluation.before_and_after(
        {TREATED: level(30, 10, since=13), CONTROL: level(30, 30, since=13)}, date(2023, 1, 9)
    ).spans
    assert spans.before_last == date(2022, 12, 1) and spans.after_first == date(2023, 2, 1) and spans.length == 12


def test_under_a_year_the_same_months_a_year_before_are_compared():
    spans = evaluation.before_and_after({TREATED: level(30, 10, since=5), CONTROL: level(30, 30, since=5)}, STARTS).spans
    assert (spans.before_first, spans.before_last, spans.length) == (date(2022, 1, 1), date(2022, 5, 1), 5)


def test_a_break_between_is_refused_and_one_before_only_shortens():
    places = {TREATED: level(30, 10, since=24), CONTROL: level(30, 30, since=24)}
    assert evaluation.before_and_after(places, STARTS).spans.length == 24
    early = [Break(date(2021, 6, 1), date(2021, 6, 30), "A new system.")]
    assert evaluation.before_and_after(places, STARTS, early).spans.length == 12
    between = [Break(date(2023, 3, 1), date(2023, 3, 31), "A new system.")]
    found = evaluation.before_and_after(places, STARTS, between)
    assert found.refused == "Not comparable: A new system. No difference across it is worked out." and found.chance is None
    assert evaluation.interrupted(places[TREATED], STARTS, between).refused


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        (date(2019, 5, 1), "the start, 1 May 2019, lies outside the months loaded"),
        (date(2030, 5, 1), "the start, 1 May 2030, lies outside the months loaded (January 2021 to December 2023)"),
        (date(2023, 11, 1), "fewer than 3 whole months are loaded since the start"),
        (date(2021, 2, 1), "the same months of the year before the start are not loaded"),
    ],
)
def test_a_start_without_months_on_both_sides_is_refused(starts, said):
    places = {TREATED: level(30, 10), CONTROL: level(30, 30)}
    found = evaluation.before_and_after(places, starts)
    assert said in found.words() and found.verdict == "" and evaluation.interrupted(places[TREATED], starts).refused


def test_a_missing_month_of_any_place_is_refused():
    gap = [point for point in level(30, 30) if point.first != date(2023, 4, 1)]
    found = evaluation.before_and_after({TREATED: level(30, 10), CONTROL: gap}, STARTS)
    assert found.refused == "No difference is worked out: there is no figure for April 2023."


# The interrupted time series


def test_a_planted_step_and_slope_are_found_exactly():
    time = np.arange(36)
    season = 3 * np.sin(2 * np.pi * time / 12)
    values = 40 + 0.2 * time + season - np.where(time >= 24, 15 + 0.5 * (time - 24), 0)
    found = evaluation.interrupted(months(values), STARTS)
    assert found.step == pytest.approx(-15) and found.slope == pytest.approx(-0.5)
    assert (found.before, found.after, found.lags, found.clear) == (24, 12, 3, True)


def test_the_errors_are_newey_and_wests_by_a_second_computation():
    """Bartlett weights over the scores, n / (n − k), as the paper has it; the interval is never narrower than the plain one."""
    chance = np.random.default_rng(7)
    values = 30 + np.cumsum(chance.normal(0, 2, 36))
    found = evaluation.interrupted(months(values), STARTS)
    time = np.arange(36.0)
    since = np.maximum(time - 24, 0)
    wave = 2 * np.pi * time / 12
    design = np.column_stack([np.ones(36), time, time >= 24, since, np.sin(wave), np.cos(wave)])
    bread = np.linalg.inv(design.T @ design)
    left = values - design @ (bread @ design.T @ values)
    scores = design * left[:, None]
    meat = scores.T @ scores
    for lag in (1, 2, 3):
        together = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / 4) * (together + together.T)
    robust = np.sqrt(np.diag(bread @ meat @ bread) * 36 / 30)
    plain = np.sqrt(np.diag(bread) * (left @ left) / 30)
    reach = 2.0422725 * np.maximum(robust, plain)[2]  # Student's quantile with 30 degrees of freedom
    assert found.step_interval == pytest.approx((found.step - reach, found.step + reach), rel=1e-6)


def test_fewer_months_than_asked_for_are_refused_with_their_number():
    found = evaluation.interrupted(level(30, 30, length=20, since=12), date(2022, 9, 1))
    assert found.words() == (
        "No interrupted time series: it needs 24 comparable months in a row before the start and 12 after it; "
        "there are 20 and 12."
    )


# What is said


def test_nothing_said_claims_a_cause():
    places = {TREATED: level(30, 10), CONTROL: level(30, 30), DISPLACED: level(20, 22), DISPLACED_CONTROL: level(20, 20)}
    found = evaluation.before_and_after(places, STARTS)
    series_found = evaluation.interrupted(places[TREATED], STARTS)
    said = [found.words(), found.method(), series_found.words(), series_found.method(), evaluation.NOT_WHY, evaluation.ASSUMED]
    assert all(said) and not [text for text in said if CAUSE.search(text)]
