"""Control charts: golden limits, the known traps, a naive second computation, and nothing that crosses a break or a gap."""

import json
import math
import re
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.declared.targets import Target
from analysis.methods import control_chart, control_rules, count_charts, series
from analysis.methods.control_chart import Assurance, Variation, xmr_chart
from analysis.methods.control_rules import Lines, Rule
from analysis.methods.series import Break, Point, Rebase

GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "nhsrplotthedots_0_2_2.json").read_text(encoding="utf-8"))
START = date(2022, 1, 1)
QUIET = [10.0, 12.0] * 10  # 20 months round 11, limits 5.68 to 16.32, near lines 7.45 and 14.55
NEW_SYSTEM = Break(date(2022, 11, 1), date(2023, 11, 30), "The force went live on a new records system.")


def months(values, start=START):
    return series.monthly(start, values)


def chart(values, polarity="low_is_good", **given_options):
    return xmr_chart(months(values), polarity, **given_options)


def rules_at(drawn, place):
    return drawn.points[place].rules


# Golden


@pytest.mark.parametrize("case", ["as_drawn", "outlier_screened", "outlier_kept"])
def test_limits_are_those_of_the_r_package_to_its_printed_precision(case):
    expected = GOLDEN["random"][case]
    values = list(GOLDEN["random"]["y"])
    if case != "as_drawn":
        values[14] = 10
    drawn = chart(values, "high_is_good", screened=expected["screened"])
    limits = drawn.segments[0].limits
    for name in ("mean", "lower", "upper"):
        assert float(f"{getattr(limits, name):.7g}") == pytest.approx(
            expected[name], abs=10 ** -len(str(expected[name]).split(".")[1])
        )
    full = GOLDEN["limits_in_full"][{"as_drawn": "r1", "outlier_screened": "r2", "outlier_kept": "r3"}[case]]
    assert (limits.mean, limits.lower, limits.upper) == pytest.approx((full["mean_col"], full["lpl"], full["upl"]), rel=1e-11)
    if case == "as_drawn":
        assert all(not point.rules for point in drawn.points)


@pytest.mark.real_data
def test_limits_are_those_of_the_file_supplied(shared_data):
    supplied = json.loads((shared_data / "reference/NHSRplotthedots/ptd_spc_snapshot.json").read_text(encoding="utf-8"))
    assert supplied["y"] == GOLDEN["random"]["y"]
    assert {key: supplied[key] for key in ("r1", "r2", "r3")} == GOLDEN["limits_in_full"]
    assert supplied["sym"]["y"] == GOLDEN["opposite_sides"]["y"]


@pytest.mark.parametrize(("half", "part"), [("first", slice(0, 10)), ("second", slice(10, 20))])
def test_limits_of_short_series_are_the_packages_and_provisional(half, part):
    drawn = chart(GOLDEN["random"]["y"][part])
    limits = drawn.segments[0].limits
    for name, printed in GOLDEN["halves"][half].items():
        assert f"{getattr(limits, name):.{len(printed.split('.')[1])}f}" == printed
    assert drawn.kind == "run chart" and drawn.provisional and drawn.segments[0].provisional


@pytest.mark.parametrize(("screened", "case"), [(True, "screened"), (False, "kept")])
def test_the_page_of_deviations_from_excel(screened, case):
    limits = chart(GOLDEN["deviations_page"]["y"], screened=screened).segments[0].limits
    assert {name: round(getattr(limits, name), 2) for name in ("upper", "mean", "lower")} == GOLDEN["deviations_page"][case]


def test_near_points_on_opposite_sides_are_common_cause():
    drawn = chart(GOLDEN["opposite_sides"]["y"])
    assert [str(point.variation) for point in drawn.points[-2:]] == GOLDEN["opposite_sides"]["last_two"]


# Traps


def test_a_falling_trend_is_found_as_a_rising_one_is():
    drawn = chart([*QUIET, 14, 13, 12, 11, 10, 9, 8])
    assert drawn.rule is Rule.TREND and drawn.variation is Variation.IMPROVEMENT
    assert drawn.words == "7 months falling, September 2023 to March 2024"
    assert all(Rule.TREND in point.rules for point in drawn.points[-7:]) and Rule.TREND not in rules_at(drawn, -8)


def test_a_trend_counts_by_its_own_direction_on_either_side_of_the_mean():
    drawn = chart([*QUIET, 8, 9, 10, 11, 12, 13, 14])
    marked = [point for point in drawn.points if point.rules[:1] == (Rule.TREND,)]
    assert len(marked) == 7 and {point.direction for point in marked} == {1}
    assert {point.variation for point in marked} == {Variation.CONCERN}
    assert marked[0].value < marked[0].centre < marked[-1].value
    assert chart([*QUIET, 8, 9, 10, 11, 12, 13, 14], "high_is_good").variation is Variation.IMPROVEMENT


def test_a_tie_ends_a_trend():
    assert not any(Rule.TREND in point.rules for point in chart([*QUIET, 8, 9, 10, 11, 11, 12, 13]).points)
    assert not any(Rule.TREND in point.rules for point in chart([*QUIET, 8, 9, 10, 11, 12, 13]).points)


def marked_by(rule, values):
    """The signals of one rule, on lines at 0 and ±6, near lines at ±4."""
    level = [np.full(len(values), float(line)) for line in (0, -6, 6, -4, 4)]
    return [(signal.direction, signal.positions) for signal in rule(np.array(values, dtype=float), Lines(*level))]


def test_two_of_three_marks_only_the_near_points_of_one_side():
    rule = control_rules.two_of_three_near_a_limit
    assert marked_by(rule, [1, 5, 1, 5, 1]) == [(1, (1, 3))]
    assert marked_by(rule, [-5, -5, -1, 1]) == [(-1, (0, 1))]
    assert marked_by(rule, [5, -1, 5]) == marked_by(rule, [5, -5, 1]) == marked_by(rule, [5, 0, 5]) == []
    assert marked_by(rule, [5, 1, 1, 5]) == marked_by(rule, [4, 4, 4]) == []
    assert marked_by(rule, [7, 5, 1]) == [] and marked_by(rule, [7, 5, 5]) == [(1, (1, 2))]
    assert marked_by(rule, [6, 6, 6]) == [(1, (0, 1, 2))]


def test_two_of_three_in_words():
    drawn = chart([*QUIET, *QUIET, 16, 12, 16])
    assert drawn.words == "2 of 3 months near the upper limit, May to July 2025"
    assert not rules_at(drawn, -2)


def test_a_point_beyond_the_limit_is_no_near_point():
    assert marked_by(control_rules.outside_the_limits, [6, 6.1, -6, -6.1]) == [(1, (1,)), (-1, (3,))]
    drawn = chart([*QUIET, 30, 15, 12])
    assert rules_at(drawn, 20) == (Rule.OUTSIDE,) and not rules_at(drawn, 21)


def test_improvement_and_concern_at_once_is_what_the_stronger_rule_says():
    drawn = chart([*QUIET, 40, 39, 38, 37, 36, 35, 34])  # far above the limits, and falling
    assert drawn.latest.rules == (Rule.OUTSIDE, Rule.TREND, Rule.SHIFT)
    assert drawn.variation is Variation.CONCERN and drawn.rule is Rule.OUTSIDE
    assert all(isinstance(point.variation, Variation) for point in drawn.points)


def test_a_point_on_the_mean_ends_a_run():
    rule = control_rules.seven_on_one_side
    assert marked_by(rule, [1, 1, 1, 0, 1, 1, 1]) == marked_by(rule, [1] * 6) == marked_by(rule, [1] * 6 + [-1]) == []
    assert marked_by(rule, [0, *[1] * 8, -1]) == [(1, tuple(range(1, 9)))]
    values = [9.0, 13.0] * 7 + [12.0] * 3 + [11.0] + [12.0] * 3 + [10.0] * 6
    assert np.mean(values) == 11
    assert not any(Rule.SHIFT in point.rules for point in chart(values).points)
    assert chart([9.0, 13.0] * 7 + [10.0] * 7 + [12.0] * 7).words == "7 months above the average, October 2023 to April 2024"


def test_assurance_comes_from_the_latest_segment_alone():
    target = Target(15, "at_most")
    values = [20.0, 22.0] * 8 + [10.0, 12.0] * 8
    decided = Rebase(date(2023, 5, 1), "the team doubled", "A. Analyst", date(2023, 6, 2))
    whole, rebased = chart(values, target=target), chart(values, target=target, rebases=[decided])
    assert whole.assurance is Assurance.HIT_AND_MISS
    assert rebased.assurance is Assurance.HIT_AND_MISS and rebased.segments[1].limits.upper == pytest.approx(16.32)
    easier = Target(17, "at_most")
    assert chart(values, target=easier, rebases=[decided]).assurance is Assurance.PASSES
    assert chart(values, target=easier, rebases=[decided]).assurance_words == "Target ≤ 17: consistently met."
    assert chart(values, target=Target(5, "at_most"), rebases=[decided]).assurance is Assurance.FAILS
    assert chart(values, "high_is_good", target=Target(5, "at_least"), rebases=[decided]).assurance is Assurance.PASSES
    assert chart(values, "high_is_good", target=Target(17, "at_least"), rebases=[decided]).assurance is Assurance.FAILS
    assert chart(values, "no_judgement", target=target).assurance is None
    assert [segment.begins for segment in rebased.segments] == ["", "the team doubled (decided by A. Analyst, 2 June 2023)"]


# Judgement, words and refusals


@pytest.mark.parametrize(
    ("polarity", "high", "low"),
    [
        ("low_is_good", Variation.CONCERN, Variation.IMPROVEMENT),
        ("high_is_good", Variation.IMPROVEMENT, Variation.CONCERN),
        ("no_judgement", Variation.NO_JUDGEMENT, Variation.NO_JUDGEMENT),
    ],
)
def test_polarity_decides_what_high_and_low_mean(polarity, high, low):
    assert chart([*QUIET, 40], polarity).variation is high
    assert chart([*QUIET, 0], polarity).variation is low
    assert chart(QUIET, polarity).variation is Variation.COMMON_CAUSE


def test_words_of_the_latest_point():
    assert chart(QUIET).words == "within the usual range, 6 to 16" and chart(QUIET).usual_range == "6 to 16"
    outside = chart([*QUIET, 40])
    assert outside.words == f"September 2023 (40) is above the usual range, {outside.usual_range}"
    assert chart([*QUIET[:-1], *[13.0] * 7]).words == "7 months above the average, August 2023 to February 2024"
    assert chart([]).words == "No figures." and chart([None, None]).words == "No figures."


def test_limits_of_counts_are_drawn_no_lower_than_nought():
    counts = xmr_chart(months([1.0, 9.0] * 8), "low_is_good", lowest=0)
    assert counts.segments[0].limits.lower < 0 and {point.lower for point in counts.points} == {0}
    assert counts.usual_range.startswith("0 to ")


def test_a_constant_series_has_limits_and_no_signal():
    drawn = chart([0.1] * 20)
    assert not any(point.rules for point in drawn.points) and drawn.variation is Variation.COMMON_CAUSE


# What hardly ever moves


@pytest.mark.parametrize("options", [{}, {"lowest": 0}, {"lowest": 0, "seasonal": True}, {"screened": False, "lowest": 0}])
def test_a_step_of_one_after_twenty_equal_months_is_no_signal(options):
    drawn = chart([7.0] * 20 + [8.0], **options)
    assert drawn.variation is Variation.COMMON_CAUSE and not any(point.rules for point in drawn.points)
    usual = "; usual range 0 to 14" if "lowest" in options else ""
    assert drawn.words == f"20 of 21 months are 7, too alike for a small step to be judged{usual}"
    limits = "the limits allow for chance" if "lowest" in options else "no limits are set"
    assert drawn.alike and drawn.notes[-1].startswith(f"20 of 21 months are 7: {limits}")


def test_what_hardly_ever_moves_still_tells_of_a_great_step_and_of_one_that_stays():
    leap = chart([7.0] * 20 + [70.0], lowest=0)
    assert leap.rule is Rule.OUTSIDE and leap.variation is Variation.CONCERN
    stays = chart([7.0] * 20 + [8.0] * 7, lowest=0)
    assert stays.words == "7 months above the median, September 2023 to March 2024" and stays.variation is Variation.CONCERN
    assert not any(point.rules for point in stays.points[:20])


def test_a_share_that_falls_one_point_and_comes_back_is_no_improvement():
    options = {"polarity": "high_is_good", "lowest": 0, "highest": 100, "target": Target(95, "at_least")}
    drawn = chart([100.0] * 20 + [99.0, 100.0], **options)
    assert drawn.variation is Variation.COMMON_CAUSE and not any(point.rules for point in drawn.points)
    assert (drawn.latest.lower, drawn.latest.upper) == (95, 100) and drawn.assurance is Assurance.PASSES
    assert chart([100.0] * 20 + [90.0], **options).variation is Variation.CONCERN
    swaying = chart([97.0, 99.5, 98.0, 99.0] * 6, **options)
    assert swaying.segments[0].limits.upper > 100 and swaying.latest.upper == 100


def test_a_target_equal_to_a_series_that_never_moves_is_met():
    for target, polarity in ((Target(7, "at_most"), "low_is_good"), (Target(7, "at_least"), "high_is_good")):
        drawn = chart([7.0] * 20, polarity, target=target, lowest=0)
        assert drawn.assurance_words == f"Target {target.words()}: consistently met."
        assert drawn.words == "all 20 months are 7, too alike for a small step to be judged"
        assert drawn.notes[-1].startswith("All 20 months are 7: the limits fall together")
    assert chart([7.0] * 20, target=Target(6, "at_most")).assurance is Assurance.FAILS
    assert chart([0.1] * 20, target=Target(0.1, "at_most")).assurance is Assurance.PASSES


@given(st.lists(st.sampled_from([6.0, 7.0, 7.0, 7.0, 7.0, 8.0, 50.0]), min_size=1, max_size=50), st.booleans())
@settings(max_examples=150)
def test_no_usual_range_is_empty_or_inside_out(values, shares):
    drawn = chart(values, lowest=0, highest=100 if shares else None, seasonal=True)
    for point in drawn.points:
        if point.lower is not None:
            assert point.lower <= point.upper and (not shares or point.upper <= 100)
    if drawn.usual_range:
        low, high = (float(part) for part in drawn.usual_range.split(" to "))
        assert low <= high


def test_under_13_periods_is_a_run_chart_without_verdict():
    drawn = chart(QUIET[:12], target=Target(100, "at_most"))
    assert drawn.kind == "run chart" and drawn.variation is Variation.NOT_ENOUGH
    assert drawn.words == "12 months: 13 are needed to tell a signal from noise"
    assert drawn.assurance_words == "Target ≤ 100: consistently met (provisional)."
    assert "provisional" in drawn.notes[0] and drawn.points[0].upper is not None
    assert chart(QUIET[:13]).kind == "XmR chart"
    rising = chart([5.0, 9, 1, 2, 3, 4, 5, 6, 7])
    assert rising.variation is Variation.CONCERN and rising.words.endswith("(provisional: fewer than 13 months)")


def test_no_rolling_sums():
    rolling = [Point(START.replace(year=2020 + y, month=m), date(2021 + y, m, 28), 5.0) for y in range(3) for m in (1, 2)]
    drawn = xmr_chart(rolling, "low_is_good")
    assert drawn.kind == "none" and "rolling" in drawn.refused and drawn.variation is Variation.NOT_ENOUGH
    assert not any(point.rules or point.upper is not None for point in drawn.points)


def test_a_decision_names_its_reason_and_author():
    with pytest.raises(ValueError, match="its reason, its author"):
        Rebase(START, " ", "A. Analyst", START)
    with pytest.raises(ValueError, match="ends before it begins"):
        Break(date(2024, 2, 1), date(2024, 1, 1), "wrong way round")


# Breaks and gaps


def real_break(before=2293.0, during=1571.0, after=2839.0):
    """36 months from November 2021 with the published means round the break of November 2022 to November 2023."""
    levels = [before] * 12 + [during] * 13 + [after] * 11
    return [level + (40 if place % 2 else -40) for place, level in enumerate(levels)]


def test_no_signal_crosses_the_real_break():
    points = months(real_break(), date(2021, 11, 1))
    drawn = xmr_chart(points, "low_is_good", breaks=[NEW_SYSTEM])
    assert [(part.first, part.last) for part in drawn.segments] == [
        (date(2021, 11, 1), date(2022, 10, 31)),
        (date(2023, 12, 1), date(2024, 10, 31)),
    ]
    assert not any(point.rules for point in drawn.points)
    inside = [point for point in drawn.points if point.segment is None]
    assert len(inside) == 13 and {point.variation for point in inside} == {Variation.NOT_COMPARABLE}
    assert {point.upper for point in inside} == {None}
    assert inside[0].words == "Not comparable: The force went live on a new records system."
    assert drawn.notes[0] == "Limits begin anew in December 2023: The force went live on a new records system."
    without = xmr_chart(points, "low_is_good")
    assert {Variation.IMPROVEMENT, Variation.CONCERN} <= {point.variation for point in without.points}  # what the break prevents


def test_a_break_that_falls_where_no_periods_are_still_divides():
    points = [
        point for point in months(real_break(), date(2021, 11, 1)) if not NEW_SYSTEM.first <= point.first <= NEW_SYSTEM.last
    ]
    assert len(xmr_chart(points, "low_is_good", breaks=[NEW_SYSTEM]).segments) == 2
    assert len(xmr_chart(points, "low_is_good").segments) == 1


def test_the_latest_period_inside_a_break_is_not_comparable():
    drawn = xmr_chart(
        months([*QUIET, 50.0]), "low_is_good", breaks=[Break(date(2023, 9, 1), date(2023, 12, 31), "counting rule")]
    )
    assert drawn.variation is Variation.NOT_COMPARABLE and drawn.words == "Not comparable: counting rule."
    assert drawn.rule is None


def test_points_marked_by_their_source_divide_as_breaks_do():
    marked = [
        Point(p.first, p.last, p.value, comparable=not 12 <= place < 25, reason="new system" if 12 <= place < 25 else "")
        for place, p in enumerate(months(real_break(), date(2021, 11, 1)))
    ]
    assert [part.begins for part in xmr_chart(marked, "low_is_good").segments] == ["", "new system"]


def test_runs_and_moving_ranges_end_at_a_missing_month():
    rising = [*QUIET, 8.0, 9, 10, None, 12, 13, 14, 15.0]
    drawn = chart(rising)
    assert not any(Rule.TREND in point.rules for point in drawn.points)
    assert len(drawn.segments) == 1 and drawn.segments[0].limits.points == 27
    left_out = [point for point in months(rising) if point.value is not None]
    again = xmr_chart(left_out, "low_is_good")
    assert again.segments[0].limits == drawn.segments[0].limits
    assert drawn.segments[0].limits.moving_range == pytest.approx((19 * 2 + 4 + 2 + 3) / 25)
    assert not any(Rule.SHIFT in point.rules for point in chart([*QUIET, *[13.0] * 4, None, *[13.0] * 4]).points)


def test_a_missing_latest_month_is_said():
    drawn = chart([*QUIET, None])
    assert drawn.latest.last == date(2023, 8, 31)
    assert drawn.notes == ("No figure for September 2023; the latest is August 2023.",)


@given(st.lists(st.floats(0, 1000), min_size=26, max_size=40), st.integers(13, 20), st.integers(0, 13))
@settings(max_examples=60)
def test_the_two_sides_of_a_break_know_nothing_of_each_other(values, at, length):
    points = months(values)
    inside = points[at : at + length] or points[at : at + 1]
    parted = xmr_chart(points, "low_is_good", breaks=[Break(inside[0].first, inside[-1].last, "break")])
    before = xmr_chart(points[:at], "low_is_good")
    assert parted.points[:at] == before.points
    after = xmr_chart(points[at + len(inside) :], "low_is_good")
    kept = parted.points[at + len(inside) :]
    assert [(p.rules, p.upper, p.variation) for p in kept] == [(p.rules, p.upper, p.variation) for p in after.points]


@given(st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=1, max_size=40), st.randoms())
@settings(max_examples=60)
def test_the_order_of_the_rows_changes_nothing(values, random):
    points = months([None if value is None else float(value) for value in values])
    shuffled = random.sample(points, len(points))
    assert xmr_chart(shuffled, "low_is_good") == xmr_chart(points, "low_is_good")


# A second, naive computation


def naive_limits(values, screened):
    """Limits by fractions, one step at a time."""
    exact = [Fraction(value) for value in values]
    mean = sum(exact) / len(exact)
    ranges = [abs(b - a) for a, b in pairwise(exact)]
    average = sum(ranges) / len(ranges)
    if screened and average:
        ranges = [each for each in ranges if each < Fraction("3.267") * average]
        average = sum(ranges) / len(ranges)
    reach = Fraction("2.66") * average
    return mean, mean - reach, mean + reach, mean - 2 * reach / 3, mean + 2 * reach / 3


def naive_rules(values, lines):
    """The rules as windows of seven and of three that are looked at one by one: position → rule names."""
    mean, lower, upper, near_lower, near_upper = lines
    exact = [Fraction(value) for value in values]
    found = {place: set() for place in range(len(exact))}
    side = [(value > mean) - (value < mean) for value in exact]
    near = [lower <= v <= upper and (v > near_upper or v < near_lower) for v in exact]
    for place, value in enumerate(exact):
        if value > upper or value < lower:
            found[place].add(Rule.OUTSIDE)
    for first in range(len(exact) - 6):
        window = range(first, first + 7)
        if abs(sum(side[place] for place in window)) == 7:
            for place in window:
                found[place].add(Rule.SHIFT)
        steps = [exact[place + 1] - exact[place] for place in range(first, first + 6)]
        if all(step > 0 for step in steps) or all(step < 0 for step in steps):
            for place in window:
                found[place].add(Rule.TREND)
    for first in range(len(exact) - 2):
        window = range(first, first + 3)
        if sum(near[place] for place in window) >= 2 and abs(sum(side[place] for place in window)) == 3:
            for place in window:
                if near[place]:
                    found[place].add(Rule.TWO_OF_THREE)
    return found


walks = st.lists(st.integers(-3, 3), min_size=13, max_size=45).map(lambda steps: [float(v) for v in 20 + np.cumsum(steps)])
noises = st.lists(st.integers(0, 30).map(float), min_size=13, max_size=45)


@given(st.one_of(walks, noises), st.booleans())
@settings(max_examples=200)
def test_limits_and_rules_agree_with_a_naive_computation(values, screened):
    steps = [b - a for a, b in pairwise(values)]
    assume(not 0.5 * len(steps) < steps.count(0) < len(steps))  # what hardly ever moves is ours: see the tests on it
    drawn = chart(values, screened=screened)
    lines = naive_limits(values, screened)
    limits = drawn.segments[0].limits
    ours = (limits.mean, limits.lower, limits.upper, limits.near_lower, limits.near_upper)
    assert ours == pytest.approx([float(line) for line in lines], rel=1e-9, abs=1e-9)
    expected = naive_rules(values, lines)
    assert {place: set(point.rules) for place, point in enumerate(drawn.points)} == expected
    order = list(Rule)
    for point in drawn.points:
        assert list(point.rules) == sorted(point.rules, key=order.index)
        assert (point.variation is Variation.COMMON_CAUSE) == (not point.rules)


@given(st.one_of(walks, noises), st.floats(0.5, 2000), st.floats(-5000, 5000))
@settings(max_examples=60)
def test_a_change_of_unit_changes_no_signal(values, factor, shift):
    moved = chart([value * factor + shift for value in values])
    assert [point.rules for point in moved.points] == [point.rules for point in chart(values).points]


# Counts


def test_months_that_average_under_five_are_charted_by_quarter():
    values = [4.0, 2, 3] * 14 + [4.0]
    drawn = count_charts.count_chart(months(values), "low_is_good", target=Target(3, "at_most"))
    assert len(drawn.points) == 14 and {point.value for point in drawn.points} == {9}
    assert drawn.notes[:2] == (
        "The counts average 3 a month, under 5, so they are added up by quarter; only complete quarters are shown.".replace(
            "3.0", "3"
        ),
        "The target is for a month and is not held against quarters.",
    )
    assert drawn.assurance is None
    enough = count_charts.count_chart(months([6.0, 8.0] * 8), "low_is_good")
    assert len(enough.points) == 16 and enough.kind == "XmR chart"


def test_fewer_than_five_a_quarter_have_no_limits():
    drawn = count_charts.count_chart(months([1.0, 0, 0] * 10), "low_is_good")
    assert drawn.refused == "The counts average 1 a quarter, under 5, too few for limits. They are listed."
    assert {point.upper for point in drawn.points} == {None}


def test_only_complete_quarters_count_and_a_break_marks_its_quarters():
    points = series.marked(months([1.0] * 14, date(2024, 2, 1)), [Break(date(2024, 8, 1), date(2024, 8, 31), "rule")])
    quarters = series.quarterly(points)
    assert [(q.first, q.value, q.comparable) for q in quarters] == [
        (date(2024, 4, 1), 3, True),
        (date(2024, 7, 1), 3, False),
        (date(2024, 10, 1), 3, True),
        (date(2025, 1, 1), 3, True),
    ]
    gap = series.quarterly(months([1.0, 1, 1, None, 1, 1, 1, 1, 1]))
    assert [quarter.value for quarter in gap] == [3, None, 3] and gap[1].reason == "Not all its months are loaded."


def test_a_u_chart_has_limits_that_follow_the_denominator():
    counts, sizes = [20.0, 24, 18, 22] * 5, [1000.0, 2000, 900, 1100] * 5
    points = [Point(p.first, p.last, None, count, size) for p, count, size in zip(months(counts), counts, sizes, strict=True)]
    drawn = count_charts.u_chart(points, "low_is_good")
    mean = sum(counts) / sum(sizes)
    for point, size in zip(drawn.points, sizes, strict=True):
        assert point.upper == pytest.approx(1000 * (mean + 3 * math.sqrt(mean / size)), rel=1e-12)
        assert point.lower == pytest.approx(max(1000 * (mean - 3 * math.sqrt(mean / size)), 0), rel=1e-12)
    assert not drawn.notes
    unknown = [*points, Point(date(2023, 9, 1), date(2023, 9, 30), None, 5.0, None)]
    assert count_charts.u_chart(unknown, "low_is_good").points[-1].value is None


def test_widened_limits_allow_for_more_than_chance():
    wild = [Point(p.first, p.last, None, p.value, 1e6) for p in months([5000.0, 6000.0] * 10)]
    assert any(point.rules for point in count_charts.u_chart(wild, "low_is_good").points)
    assert not any(point.rules for point in count_charts.u_chart(wild, "low_is_good", widened=True).points)


def test_rates_take_their_limits_from_themselves_unless_their_denominators_differ():
    rates = [3.4, 2.6, 4.4, 3.5, 3.1, 4.2, 2.9] * 3
    near = [Point(p.first, p.last, p.value, 10 * p.value, 10_000.0 + 500 * (p.value > 3)) for p in months(rates)]
    drawn = count_charts.rate_chart(near, "low_is_good", per=1000)
    alone = chart(rates)
    assert [point.upper for point in drawn.points] == [point.upper for point in alone.points]
    assert drawn.notes[-1].startswith("The denominators vary by less than a quarter")
    apart = [
        Point(p.first, p.last, 1000 * events / size, events, size)
        for p, events, size in zip(near, [20.0, 26, 22] * 7, [900.0, 2000, 1300] * 7, strict=True)
    ]
    drawn = count_charts.rate_chart(apart, "low_is_good", per=1000)
    assert [point.upper for point in drawn.points] == [
        point.upper for point in count_charts.u_chart(apart, "low_is_good", per=1000, widened=True).points
    ]
    unknown = [Point(p.first, p.last, p.value) for p in months(rates)]
    assert [point.upper for point in count_charts.rate_chart(unknown, "low_is_good").points] == [p.upper for p in alone.points]


def test_the_frame_has_one_row_a_period():
    frame = chart([*QUIET, 40]).frame()
    assert len(frame) == 21 and frame["rule"].iloc[-1] == "outside_the_limits" and frame["variation"].iloc[-1] == "concern"
    assert chart([]).frame().empty


def test_constants_are_those_of_the_convention():
    assert (control_rules.LIMIT, control_rules.SCREEN, control_rules.RUN, control_chart.FEWEST) == (2.66, 3.267, 7, 13)
    assert round(control_rules.NEAR, 3) == 1.773


@pytest.mark.parametrize(
    ("lower", "upper", "whole", "said"),
    [
        (-0.0, 59.0, True, "0 to 59"),
        (-0.3, 59.2, True, "0 to 59"),
        (-0.0, 59.0, False, "0 to 59"),
        (-1e-17, 3.2, False, "0 to 3.2"),
        (-0.0, 0.0, False, "0 to 0"),
        (7.05, 7.05, True, "7 to 7"),
        (7.3, 7.9, True, "7.3 to 7.9"),
    ],
)
def test_no_usual_range_begins_with_minus_nought(lower, upper, whole, said):
    assert control_chart.usual_range(lower, upper, whole) == said


def test_the_words_of_a_chart_of_shares_carry_their_sign():
    noisy = [30.0, 36.0, 31.0, 35.0, 33.0, 32.0, 34.0, 36.0, 30.0, 33.0, 35.0, 31.0, 32.0, 34.0, 33.0, 62.0]
    found = control_chart.xmr_chart(series.monthly(date(2024, 1, 1), noisy), "low_is_good", lowest=0, highest=100, sign="%")
    assert re.fullmatch(r"April 2025 \(62%\) is above the usual range, [\d.]+% to [\d.]+%", found.words)
    alike = control_chart.xmr_chart(
        series.monthly(date(2024, 1, 1), [100.0] * 20 + [99.0, 100.0]), "high_is_good", lowest=0, highest=100, sign="%"
    )
    assert alike.words.startswith("21 of 22 months are 100%, too alike") and alike.words.endswith("% to 100%")
