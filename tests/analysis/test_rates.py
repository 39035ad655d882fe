"""Rates and their intervals: published values to their printed precision, a naive second computation, and blanks with reasons."""

import csv
import json
import math
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.figures.figure import Caption
from analysis.indicators import asked as indicators
from analysis.indicators import indicator_state, ward_figures
from analysis.methods import rates

GOLDEN = Path(__file__).parent.parent / "golden"


def poisson_at_most(count, expected):
    """The probability of at most so many events, term by term."""
    return math.fsum(math.exp(-expected + k * math.log(expected) - math.lgamma(k + 1)) for k in range(count + 1))


def bisected(function, low, high):
    """Where a falling function crosses nought."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2


# Published


@pytest.mark.parametrize(("events", "printed"), [(10, ("4.79", "18.39")), (100, ("81.36", "121.63"))])
def test_byars_is_as_published(events, printed):
    assert tuple(f"{value:.2f}" for value in rates.byars(events)) == printed


def test_wilson_is_as_published():
    assert tuple(f"{100 * value:.1f}" for value in rates.wilson(5, 20)) == ("11.2", "46.9")
    # Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3
    for events, total, printed in (
        (81, 263, ("0.2553", "0.3662")),
        (15, 148, ("0.0624", "0.1605")),
        (0, 20, ("0.0000", "0.1611")),
    ):
        assert tuple(f"{value:.4f}" for value in rates.wilson(events, total)) == printed
    assert rates.wilson(29, 29)[1] == 1


def test_exact_poisson_is_as_published():
    with (GOLDEN / "phe_exact_poisson.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            events = int(row["events"])
            published = [float(row[name]) for name in ("lower_95", "upper_95", "lower_998", "upper_998")]
            ours = [*rates.exact_poisson(events, 0.95), *rates.exact_poisson(events, 0.998)]
            assert ours == pytest.approx(published, rel=1e-5, abs=1e-7)  # they come from a bisection to 1e-7
    assert [round(value, 3) for value in rates.exact_poisson(0)] == [0, 3.689]


def test_exact_under_ten_events_and_byars_from_ten():
    assert rates.poisson_interval(9) == rates.exact_poisson(9)
    assert rates.poisson_interval(10) == rates.byars(10) != rates.exact_poisson(10)


# A second computation


@given(st.integers(0, 60), st.sampled_from([0.9, 0.95, 0.998]))
@settings(max_examples=60)
def test_exact_limits_leave_half_the_doubt_on_each_side(events, confidence):
    tail = (1 - confidence) / 2
    lower, upper = rates.exact_poisson(events, confidence)
    assert upper == pytest.approx(bisected(lambda mean: poisson_at_most(events, mean) - tail, 1e-9, 400), rel=1e-9)
    if events:
        assert lower == pytest.approx(bisected(lambda mean: tail - 1 + poisson_at_most(events - 1, mean), 1e-9, 400), rel=1e-9)


@given(st.integers(1, 500), st.integers(0, 500))
@settings(max_examples=60)
def test_wilson_limits_are_where_the_score_test_just_fails(events, more):
    total = events + more
    for limit in rates.wilson(events, total):
        if 0 < limit < 1:
            score = (events / total - limit) / math.sqrt(limit * (1 - limit) / total)
            assert abs(score) == pytest.approx(rates.normal_quantile(0.95), rel=1e-9)


@given(st.floats(0.5, 200), st.sampled_from(rates.FUNNEL))
@settings(max_examples=60)
def test_a_count_is_outside_the_funnel_just_where_chance_is_small(expected, confidence):
    tail = (1 - confidence) / 2
    lower, upper = rates.funnel_limits(expected, confidence)
    for count in {math.floor(upper), math.ceil(upper), math.floor(lower), math.ceil(lower), round(expected)}:
        at_least = 1 - poisson_at_most(count - 1, expected) if count else 1.0
        at_most = poisson_at_most(count, expected)
        if min(abs(at_least - tail), abs(at_most - tail)) > 1e-12:
            assert (count > upper) == (at_least < tail)
            assert (count < lower) == (at_most < tail)


# Rates


def test_a_rate_stands_with_its_interval():
    found = rates.rate(100, 50_000)
    assert (found.value, found.lower, found.upper) == pytest.approx((2, 81.362105 / 50, 121.627938 / 50), rel=1e-7)
    assert rates.rate(100, 50_000, per=100_000).value == 200
    assert found.value == rates.per_1000(100, 50_000)


@pytest.mark.parametrize(
    ("events", "population", "reason"),
    [
        (9, 1000, "No rate is worked out on fewer than 10 records."),
        (None, 1000, "No count."),
        (math.nan, 1000, "No count."),
        (20, None, "No population is loaded."),
        (20, 0, "No population is loaded."),
        (-3, 1000, "No rate is worked out on fewer than 10 records."),
    ],
)
def test_a_rate_that_may_not_be_shown_is_blank_with_its_reason(events, population, reason):
    found = rates.rate(events, population)
    assert (found.value, found.lower, found.upper, found.refused) == (None, None, None, reason)


def test_intervals_of_what_cannot_be_are_errors():
    with pytest.raises(ValueError, match="no more events than that"):
        rates.wilson(5, 4)
    with pytest.raises(ValueError, match="0 or more"):
        rates.byars(-1)


def test_a_funnel_places_each_area_against_all_together():
    areas = [("Level", 100, 10_000), ("High", 160, 10_000), ("Low", 60, 10_000), ("Few", 4, 900), ("Unknown", None, 900)]
    found = {point.name: point for point in rates.funnel(areas)}
    assert list(found) == ["Level", "High", "Low", "Few"]
    assert found["Level"].average == pytest.approx(1000 * 324 / 30_900)
    assert [found[name].place for name in ("Level", "High", "Low")] == [
        "within the limits",
        "above the 99.8% limit",
        "below the 99.8% limit",
    ]
    assert found["Few"].rate.value is None and found["Few"].place == rates.RULE
    narrow, wide = found["Level"].limits[0.95], found["Level"].limits[0.998]
    assert wide[0] < narrow[0] < found["Level"].average < narrow[1] < wide[1]
    assert rates.funnel([]) == [] and rates.funnel_limits(0, 0.95) == (0, 0)


def test_overdispersion_by_hand():
    # Standardised by 100 expected; of ten, the outermost on either side (3) is drawn in to the next (2).
    events = [100 + 10 * z for z in (-3, -2, -2, -1, -1, 1, 1, 2, 2, 3)]
    assert rates.overdispersion([(count, 100) for count in events]) == pytest.approx((6 * 4 + 4 * 1) / 10)
    assert rates.overdispersion([(count, 100) for count in events[:4]]) == 1
    assert rates.overdispersion([(100, 100)] * 20) == 1
    assert rates.overdispersion([]) == 1


def test_a_funnel_of_wards_that_differ_by_more_than_chance_is_widened():
    rng = np.random.default_rng(1)
    sizes = rng.integers(8_000, 18_000, 20)
    counts = rng.poisson(sizes * 0.05 * rng.gamma(6, 1 / 6, 20))
    found = rates.funnel(
        [(str(place), int(count), int(size)) for place, (count, size) in enumerate(zip(counts, sizes, strict=True))]
    )
    times = found[0].overdispersion
    assert times > 20
    assert sum(point.place != "within the limits" for point in found) <= 4
    for point, size in zip(found, sizes, strict=True):
        lower, upper = rates.funnel_limits(point.average * size / 1000 / times, 0.95)
        assert point.limits[0.95] == pytest.approx((1000 * times * lower / size, 1000 * times * upper / size))
        alone = rates.funnel_limits(point.average * size / 1000, 0.95)
        assert lower * times < alone[0] < alone[1] < upper * times


def test_wards_that_differ_by_chance_alone_are_seldom_widened():
    rng = np.random.default_rng(2)
    widened = sum(rates.overdispersion([(count, 200) for count in rng.poisson(200, 20)]) > 1 for _ in range(300))
    assert widened <= 0.05 * 300


# Real months


@pytest.mark.real_data
def test_violence_by_ward_on_the_real_months_of_2025(shared_data):
    counts, residents = real_counts(shared_data)
    assert len(residents) == 20 and sum(counts.values()) > 5000
    found = {point.name: point.rate for point in rates.funnel((ward, counts[ward], residents[ward]) for ward in residents)}
    z = 1.959963984540054
    for ward, events in counts.items():
        scale = 1000 / residents[ward]
        above = events + 1
        lower = events * (1 - 1 / (9 * events) - z / 3 / events**0.5) ** 3
        upper = above * (1 - 1 / (9 * above) + z / 3 / above**0.5) ** 3
        ours = (found[ward].value, found[ward].lower, found[ward].upper)
        assert ours == pytest.approx((events * scale, lower * scale, upper * scale), rel=1e-9)


def real_counts(shared_data):
    """Ward → records of violence and sexual offences in the months of 2025, and residents at the census, in plain Python."""
    with (shared_data / "geography/lookup_lsoa21_ward24_plymouth.csv").open(encoding="utf-8-sig") as file:
        ward_of = {row["lsoa21_code"]: row["ward24_code"] for row in csv.DictReader(file)}
    residents, counts, by_month = Counter(), Counter(), Counter()
    with (shared_data / "population/census2021_usual_residents_lsoa21_ALL.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["lsoa21_code"] in ward_of:
                residents[ward_of[row["lsoa21_code"]]] += int(float(row["total_residents"]))
    for path in sorted(shared_data.glob("police/devon-and-cornwall_*_street.zip")):
        with zipfile.ZipFile(path) as archive:
            for name in (name for name in archive.namelist() if "/2025-" in f"/{name}"):
                for row in csv.DictReader(archive.read(name).decode("utf-8").splitlines()):
                    if row["Crime type"] == "Violence and sexual offences" and row["LSOA code"] in ward_of:
                        counts[ward_of[row["LSOA code"]]] += 1
                        by_month[row["Month"]] += 1
    assert (by_month["2025-07"], by_month["2025-09"], sum(residents.values())) == (1202, 1022, 264_718)
    return counts, residents


def test_golden_files_name_their_source():
    words = (GOLDEN / "README.md").read_text(encoding="utf-8")
    assert all(path.name in words for path in GOLDEN.iterdir() if path.suffix in (".json", ".csv"))
    assert "MIT" in json.loads((GOLDEN / "nhsrplotthedots_0_2_2.json").read_text(encoding="utf-8"))["source"]


def test_the_residents_and_their_year_stand_beside_a_rate():
    found = replace(rates.rate(1379, 11044), as_at=date(2021, 3, 21))
    assert found.of_residents() == "11,044 residents, 2021"
    assert rates.rate(1379, 11044).of_residents() == ""
    one = next(each for each in indicators.declared() if each.id == "L2")
    assert indicator_state.rate_words(found, one) == (
        "124.9 per 1,000 residents (95% interval 118.4 to 131.6; 11,044 residents, 2021)"
    )
    caption = Caption("a source", "a period", "Anytown", "0123456789abcdef")
    points = [replace(point, rate=replace(point.rate, as_at=date(2021, 3, 21))) for point in rates.funnel([("A", 90, 9000.0)])]
    figure = ward_figures.funnel(one, points, date(2024, 10, 1), date(2025, 9, 30), caption)
    assert "Rate per 1,000, Oct 2024 to Sep 2025" in figure.table.columns
    assert figure.table["Residents as at"].tolist() == ["21 March 2021"]
