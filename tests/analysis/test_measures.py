"""States of indicators, counted a second time in plain Python; wards add up; nothing crosses a break."""

import itertools
import math
import random
import shutil
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.indicators import asked as indicators
from analysis.indicators import by_ward, indicator_state, outlook, what_changed
from analysis.indicators import figures as indicator_figures
from analysis.indicators import states as measures
from analysis.indicators.asked import Answers
from analysis.methods import comparison, rates
from analysis.methods.control_chart import Variation
from analysis.methods.series import Break, Point, Series
from analysis.release import database
from analysis.release.questions.indicators import Breaks, IndicatorValues
from analysis.words.periods import month_end
from tests.analysis import naive_season
from tests.answers import answer

AREA = "E06000026"
NOTHING = pd.DataFrame(columns=["indicator_id"])
NO_RETURNS = pd.DataFrame(columns=["project_id"])
REAL_BREAK = "The force went live on a new records system in November 2022; counts up to November 2023 are not comparable."


def declared(name):
    return next(one for one in indicators.declared() if one.id == name)


def months_frame(first, counts, broken=(), reason=REAL_BREAK, crime_type="Robbery"):
    """Rows of `indicator_months` from a first month on; None: no file; broken: months inside a break."""
    months = pd.date_range(first, periods=len(counts), freq="MS")
    inside = [f"{month:%Y-%m}" in broken for month in months]
    return pd.DataFrame(
        {
            "month": months,
            "crime_type": crime_type,
            "covered": [count is not None for count in counts],
            "comparable": [not one for one in inside],
            "reason": [reason if one else None for one in inside],
            "crimes": [math.nan if count is None else float(count) for count in counts],
        }
    )


def robbery(first, counts, broken=(), residents=None):
    answers = Answers(months_frame(first, counts, broken), NOTHING, NO_RETURNS, AREA, residents=residents)
    return measures.state(declared("robbery"), answers)


def said_of(state):
    return [statement.text for statement in what_changed.statements([state])]


def steady(length, around=40):
    """A process without a signal."""
    return [around + (3, -3, 1, -2, 4, -4, 2, -1)[place % 8] for place in range(length)]


# One state


def test_a_steady_series_has_no_clear_change_and_names_its_usual_range():
    state = robbery("2023-01-01", steady(30), residents=264_718)
    assert state.symbol == "◇" and state.judgement.startswith("No clear change. Usual range ")
    assert state.headline == "Robbery: 36 crimes in June 2025"
    assert indicator_state.rate_words(state.rate, state.indicator) == "0.14 per 1,000 residents (95% interval 0.10 to 0.19)"
    assert indicator_state.change_words(state).startswith(
        "Year on year: 479 crimes in the 12 months to June 2025, 481 in the 12 before. No clear change"
    )


def test_each_of_two_verdicts_says_what_it_is_of():
    """Nothing new in the latest month, and clearly more than the year before."""
    state = robbery("2023-07-01", [30, 48] * 6 + [40, 64] * 6)
    said = indicator_figures.sentence(state)
    assert said.startswith("◇ June 2025: no clear change. Usual range ")
    assert (
        "Year on year: 624 crimes in the 12 months to June 2025, 468 in the 12 before. 33% more (95% interval +18% to +50%)."
        in said
    )
    assert "Change: interval of the ratio of two Poisson counts" in indicator_figures.figure_notes(state)[0]


def test_a_month_above_the_limits_is_of_concern_with_its_rule():
    state = robbery("2023-01-01", [*steady(29), 90])
    assert (state.variation, state.symbol, state.variation_words) == (Variation.CONCERN, "▲", "Of concern")
    assert state.judgement == "Of concern: June 2025 (90) is above the usual range, 29 to 54."
    assert said_of(state) == [f"Robbery: 90 crimes in June 2025. {state.judgement}"]


def test_a_month_without_a_file_a_year_before_refuses_the_change():
    counts: list[float | None] = [*steady(30)]
    counts[16] = None
    state = robbery("2023-01-01", counts)
    assert state.year.refused == "No change on the year before is worked out: there is no figure for May 2024."
    assert state.year.refused in state.refused


def test_no_rate_is_worked_out_on_fewer_than_ten_records():
    state = robbery("2023-01-01", [8, 6, 9, 7, 5] * 6, residents=264_718)
    assert state.rate.value is None and indicator_state.rate_words(state.rate, state.indicator) == rates.RULE


def test_an_indicator_without_data_names_its_file():
    state = measures.state(declared("N2"), Answers(NOTHING, NOTHING, NO_RETURNS, AREA))
    assert (state.filled, state.symbol, state.variation_words) == (False, "–", "No data")
    assert state.judgement.startswith("No data. To load: The force's own monthly extract")


def test_thirty_six_months_with_the_real_break_give_no_signal_change_or_forecast_across_it():
    """2,293 a month before, 1,571 inside, 2,839 after, as published: one chart would call the fall and the rise signals."""
    broken = [f"{day:%Y-%m}" for day in pd.date_range("2022-11-01", "2023-11-01", freq="MS")]
    before, inside, after = steady(11, 2293), steady(13, 1571), steady(12, 2839)
    state = robbery("2021-12-01", [*before, *inside, *after], broken)
    assert len(state.chart.points) == 36 and len(state.chart.segments) == 2
    assert not any(point.rules for point in state.chart.points)
    assert all(point.segment is None for point in state.chart.points[11:24])
    assert state.variation is Variation.NOT_ENOUGH and "since the last break" in state.judgement
    assert state.before.refused.startswith("Not comparable:") and "new records system" in state.before.refused
    assert state.year.refused.startswith("Not comparable:")
    assert state.year_total.value == sum(after)
    assert outlook.forecast_of(state).refused
    assert said_of(state) == []


def test_a_point_inside_a_break_is_not_comparable():
    state = robbery("2023-01-01", steady(20), broken=("2024-08",))
    assert (state.symbol, state.variation_words) == ("⊘", "Not comparable")
    assert state.judgement == f"Not comparable: {REAL_BREAK}"


def test_a_share_is_never_compared_across_a_break_of_its_source():
    rows = [
        {"indicator_id": "L4", "period_start": pd.Timestamp(f"{year}-01-01"), "period_end": pd.Timestamp(f"{year}-03-31"),
         "area_code": AREA, "breakdown": None, "numerator": 40, "denominator": 200, "value": 20.0, "lower": None, "upper": None,
         "status": "final", "note": None, "origin": "indicator_values", "origin_order": 100}
        for year in (2023, 2024)
    ]  # fmt: skip
    answers = Answers(NOTHING, answer(IndicatorValues, rows), NO_RETURNS, AREA)
    assert measures.state(declared("L4"), answers).before.clear is False
    rule = answer(
        Breaks,
        [{"source": "indicator_values", "from_month": date(2023, 7, 1), "to_month": date(2023, 7, 1), "reason": "New count."}],
    )
    broken = Answers(NOTHING, answer(IndicatorValues, rows), NO_RETURNS, AREA, rule)
    assert (
        measures.state(declared("L4"), broken).before.refused == "Not comparable: New count. No change across it is worked out."
    )


@pytest.mark.parametrize(
    ("value", "last", "said"),
    [
        (416, date(2024, 12, 31), "416 of at least 500 by 31 March 2025: 84 to go."),
        (416, date(2025, 3, 31), "416 of at least 500 by 31 March 2025: 84 short at that day."),
        (500, date(2025, 3, 31), "500 of at least 500 by 31 March 2025: reached."),
    ],
)
def test_a_running_total_is_held_against_its_target_only(value, last, said):
    answers = Answers(NOTHING, NOTHING, NO_RETURNS, AREA)
    line = Series("", (Point(date(2024, 4, 1), last, value),))
    state = measures.state(declared("people_trained"), answers, lines=[line])
    assert (state.target, state.chart, state.symbol) == (said, None, "–")


# By quarter, where months count too few


def test_value_period_range_and_verdict_are_of_the_same_quarter():
    """40 months from January 2022: the last whole quarter ends in March 2025, April stands apart."""
    counts = [3, 4, 2, 5, 3, 4] * 6 + [2, 3, 5, 18]
    state = robbery("2022-01-01", counts, residents=264_718)
    assert (state.value, state.period) == ("10", "January to March 2025")
    assert state.headline == "Robbery: 10 crimes in January to March 2025"
    assert state.chart.latest.last == state.point.last == date(2025, 3, 31) and state.chart.latest.value == 10
    assert state.judgement == f"No clear change. Usual range {state.usual}."
    assert (state.before.now, state.before.before) == (10, 9) and state.earlier.first == date(2024, 1, 1)
    assert state.year_total.last == date(2025, 3, 31) and state.rate.value == pytest.approx(1000 * 10 / 264_718)
    assert state.later == "Since then, not yet a quarter: April 2025 18."
    sentence = indicator_figures.sentence(state)
    assert sentence.index(state.usual) < sentence.index("Since then, not yet a quarter: April 2025 18.")
    assert outlook.forecast_of(state).refused.endswith("added up by quarter.")
    assert indicator_figures.axis(state) == "crimes a quarter"
    table = indicator_figures.table(state)
    assert table["Period"].iloc[12] == "January to March 2025" and table["Usual to"].notna().sum() == 13
    assert table[table["Period"] == "April 2025"]["Crimes"].item() == 18
    signal = robbery("2022-01-01", [*counts[:36], 12, 13, 15, 2])
    assert signal.judgement.startswith("Of concern: January to March 2025 (40) is above the usual range, ")
    assert signal.headline.endswith("40 crimes in January to March 2025")


def test_a_month_without_a_file_leaves_the_quarter_before_it_judged():
    counts = [3, 4, 2, 5, 3, 4] * 6 + [2, None, 5]
    state = robbery("2022-01-01", counts)
    assert (state.value, state.period) == ("12", "October to December 2024")
    assert state.later == "Since then, not yet a quarter: January 2025 2 and March 2025 5."


@given(st.lists(st.one_of(st.none(), st.integers(0, 12)), min_size=1, max_size=60), st.integers(0, 11))
@settings(max_examples=80)
def test_what_stands_beside_a_range_is_of_its_period(counts, start):
    state = robbery(f"2020-{start + 1:02d}-01", counts)
    if state.usual:
        latest = state.chart.latest
        assert (state.point.first, state.point.last, state.point.value) == (latest.first, latest.last, latest.value)
        assert state.period in state.headline


def test_years_and_surveys_are_never_called_quarters():
    for name, noun in (("N1", "quarter"), ("L4", "")):
        one = declared(name)
        yearly = replace(one, frequency="year", source="indicator_values")
        points = tuple(Point(date(2010 + n, 1, 1), date(2010 + n, 12, 31), 40.0 + n % 3) for n in range(15))
        state = measures.state(yearly, Answers(NOTHING, NOTHING, NO_RETURNS, AREA), [Series("", points)])
        assert "quarter" not in f"{indicator_figures.axis(state)} {state.judgement} {state.headline}", noun
        survey = replace(one, frequency="irregular", source="indicator_values")
        state = measures.state(survey, Answers(NOTHING, NOTHING, NO_RETURNS, AREA), [Series("", points[:3])])
        assert "quarter" not in f"{indicator_figures.axis(state)} {state.judgement} {state.headline}"


# What changed


def test_the_strongest_signal_stands_first_and_concern_before_improvement():
    outside = robbery("2023-01-01", [*steady(29), 90])
    better = robbery("2023-01-01", [*steady(29), 5])
    shift = robbery("2023-01-01", [*steady(23), *[30 + place % 2 for place in range(7)]])
    calm = robbery("2023-01-01", steady(30))
    assert [one.variation for one in (outside, better, shift, calm)] == [
        Variation.CONCERN,
        Variation.IMPROVEMENT,
        Variation.IMPROVEMENT,
        Variation.COMMON_CAUSE,
    ]
    said = what_changed.statements([calm, shift, better, outside])
    assert [one.text for one in said] == [
        *said_of(outside),
        *said_of(better),
        *said_of(shift),
    ]
    assert what_changed.statements([outside], since=date(2025, 6, 30)) == []
    assert len(what_changed.statements([outside], since=date(2025, 5, 31))) == 1
    assert what_changed.nothing_else([calm, shift]) == "No clear change in 1 indicator."


def test_a_pillar_is_of_concern_if_one_of_its_indicators_is():
    pillar = next(one for one in indicators.pillars() if one.id == "responding_to_harm")
    concern, better, calm = (robbery("2023-01-01", [*steady(29), last]) for last in (90, 5, 40))
    empty = measures.state(declared("N2"), Answers(NOTHING, NOTHING, NO_RETURNS, AREA))

    def word(*found):
        return what_changed.pillar_states(found, [pillar])[0].words

    assert (word(concern, better, calm), word(better, calm, empty)) == ("Of concern", "Improving")
    assert (word(calm, empty), word(empty)) == ("No clear change", "No data to judge by")
    assert (
        what_changed.pillar_states([concern, calm, empty], [pillar])[0].counts
        == "1 of concern, 1 no clear change, 1 without data"
    )


# The demonstration, counted a second time


@pytest.fixture(scope="module")
def records(demo_data):
    """Every record of the release that counts, as plain tuples: month, crime type, ward, place."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIOLENCE_DATA", str(demo_data))
        current = database.release()
        query = "SELECT month, crime_type::VARCHAR, ward_code, place::VARCHAR, longitude, latitude FROM crimes WHERE counted"
        return database._open.cursor(demo_data, current.file).execute(query).fetchall()


def naive_limits(values):
    """XmR limits of one stretch by the book: mean ± 2.66 × mean moving range, ranges of 3.267 × the mean and more left out."""
    ranges = [abs(later - earlier) for earlier, later in itertools.pairwise(values)]
    mean_range = sum(ranges) / len(ranges)
    kept = [one for one in ranges if one < 3.267 * mean_range]
    spread = sum(kept) / len(kept)
    mean = sum(values) / len(values)
    return mean, mean - 2.66 * spread, mean + 2.66 * spread


def police(found):
    return [one for one in found if one.indicator.source == "police_street"]


def test_states_agree_with_a_naive_second_computation(demo_data, records):
    zone = set(
        database._open.cursor(demo_data, database.release().file)
        .execute("SELECT longitude, latitude FROM zone_points")
        .fetchall()
    )
    seasons = []
    for state in police(measures.states()):
        wanted = state.indicator.numerator
        counts, whole = Counter(), Counter()
        for month, kind, _, place, longitude, latitude in records:
            whole[month] += 1
            inside = place == "area" and (not wanted.zone or (longitude, latitude) in zone)
            counts[month] += place != "not_located" if wanted.located else kind in wanted.crime_types and inside
        values = {month: 100 * counts[month] / whole[month] if wanted.located else counts[month] for month in whole}
        for point in state.series[0].points:
            assert point.value == pytest.approx(values.get(point.first), abs=1e-9)
        # The gap of November 2021 stays inside the segment after the break, but no range is taken across it.
        after = [month for month in sorted(values) if month >= date(2021, 12, 1)]
        before = [date(2021, 9, 1), date(2021, 10, 1)]
        every = [*before, *after]
        told = naive_season.factors([(month.year, month.month) for month in every], [values[month] for month in every])
        factor = told[0] if told and told[1] else dict.fromkeys(range(1, 13), 1.0)
        seasons.append(state.chart.seasonal)
        assert state.chart.seasonal == bool(told and told[1])
        level = {month: values[month] / factor[month.month] for month in every}
        ranges = [abs(level[b] - level[a]) for part in (before, after) for a, b in itertools.pairwise(part)]
        kept = [one for one in ranges if one < 3.267 * (sum(ranges) / len(ranges))]
        spread = sum(kept) / len(kept)
        mean = sum(level.values()) / len(level)
        latest, now = state.chart.latest, factor[state.chart.latest.first.month]
        highest = 100 if wanted.located else math.inf
        assert latest.centre == pytest.approx(mean * now, abs=1e-6)
        assert latest.upper == pytest.approx(min((mean + 2.66 * spread) * now, highest), abs=1e-6)
        assert latest.lower == pytest.approx(max((mean - 2.66 * spread) * now, 0), abs=1e-6)
        if state.year_total:
            months = sorted(values)[-12:]
            assert state.year_total.value == sum(values[month] for month in months)
            assert (state.year.now, state.year.before) == tuple(
                sum(values[month] for month in sorted(values)[at : at + 12 or None]) for at in (-12, -24)
            )
    assert set(seasons) == {True, False}


def test_naive_limits_are_those_of_a_series_without_gaps():
    counts = steady(30)
    mean, low, high = naive_limits(counts)
    latest = robbery("2023-01-01", counts).chart.latest
    assert (latest.centre, latest.lower, latest.upper) == pytest.approx((mean, low, high), abs=1e-9)


def test_wards_add_up_to_the_area_for_every_police_indicator(demo_data):
    for state in police(measures.states()):
        if by_ward.by_ward(state.indicator):
            found = by_ward.months(state.indicator, database.ask)
            assert len(found.counts) == 20
            assert found.together().points == state.series[0].points
            assert found.residents() == sum(people or 0 for people in found.population.values())


def test_a_ward_filter_counts_those_wards_alone(demo_data, records):
    robbery_, wards = declared("robbery"), ("E05002094", "E05002081")
    found = by_ward.months(robbery_, database.ask, wards)
    every = by_ward.months(robbery_, database.ask)
    naive = Counter(month for month, kind, ward, place, *_ in records if kind == "Robbery" and ward in wards and place == "area")
    together = found.together()
    assert together.points == every.together(wards).points
    assert {point.first: point.value for point in together.points if point.value is not None} == {
        point.first: naive[point.first] for point in together.points if point.value is not None
    }
    answers = indicators.answers([robbery_], database.ask)
    state = by_ward.state(robbery_, answers, every, wards)
    assert state.rate.population == sum(every.population[ward] or 0 for ward in wards)


def test_area_outside_and_not_located_are_the_force(demo_data):
    every = indicators.declared()
    months = database.ask("indicator_months", crime_types=indicators.crime_types_asked(every))
    seen = months[months["covered"]]
    assert (seen["crimes"] + seen["outside"] + seen["not_located"] == seen["in_force"]).all()
    assert months.loc[~months["covered"], ["crimes", "outside", "not_located", "in_force"]].isna().all(axis=None)


def test_the_ward_funnel_agrees_with_a_naive_computation(demo_data):
    violent = declared("L2")
    found = by_ward.months(violent, database.ask)
    first, last = date(2024, 10, 1), date(2025, 9, 30)
    totals = found.totals(first, last)
    average = sum(totals.values()) / sum(people or 0 for people in found.population.values())
    for ward, point in zip(totals, by_ward.funnel(violent, found, first, last), strict=True):
        assert point.average == pytest.approx(1000 * average, abs=1e-9)
        assert point.rate.value == pytest.approx(1000 * totals[ward] / found.population[ward], abs=1e-9)


def test_permuting_the_rows_of_figures_handed_in_changes_nothing(demo_data):
    answers = indicators.answers(indicators.declared(), database.ask)
    mixed = replace(
        answers,
        **{name: getattr(answers, name).sample(frac=1, random_state=7) for name in ("values", "returns", "breaks")},
    )
    for one in indicators.declared():
        assert measures.state(one, answers) == measures.state(one, mixed)


@settings(max_examples=40)
@given(st.lists(st.one_of(st.none(), st.integers(0, 500)), min_size=24, max_size=48), st.randoms(use_true_random=False))
def test_a_year_ending_is_the_sum_of_its_months_or_refused_and_order_is_no_matter(counts, chance):
    if all(count is None for count in counts):
        return
    state = robbery("2021-01-01", counts)
    last = max(place for place, count in enumerate(counts) if count is not None)
    months = counts[last - 11 : last + 1] if last >= 11 else []
    if len(months) == 12 and None not in months:
        assert state.year_total.value == sum(months) and not state.year_total.refused
    else:
        assert state.year_total.value is None and state.year_total.refused
    points = list(state.series[0].points)
    random.Random(chance.random()).shuffle(points)
    assert measures.chart_of(state.indicator, points) == state.chart


@settings(max_examples=40)
@given(st.lists(st.integers(0, 300), min_size=36, max_size=48), st.integers(3, 30), st.integers(0, 12))
def test_no_signal_or_change_crosses_a_break(counts, at, length):
    broken = [
        f"{day:%Y-%m}"
        for day in pd.date_range(pd.Timestamp("2021-01-01") + pd.DateOffset(months=at), periods=length + 1, freq="MS")
    ]
    state = robbery("2021-01-01", counts, broken)
    if state.chart.refused or len(state.chart.points) < len(counts):
        return
    after = counts[at + length + 1 :]
    alone = robbery(f"{pd.Timestamp('2021-01-01') + pd.DateOffset(months=at + length + 1):%Y-%m-%d}", after)
    if alone.chart is not None and not alone.chart.refused and len(alone.chart.points) == len(after):
        ours = [(point.value, point.centre, point.upper, point.rules) for point in state.chart.points[at + length + 1 :]]
        assert ours == [(point.value, point.centre, point.upper, point.rules) for point in alone.chart.points]
    if len(after) < 13:
        assert state.before.refused and state.year.refused


# The real months


def naive_byars(events):
    z = 1.959963984540054
    low = events * (1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3
    above = events + 1
    return low, above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3


@pytest.mark.real_data
def test_violence_and_sexual_offences_by_ward_2025_on_the_real_files(real_release):
    """January to September 2025 by ward with the residents of the Census 2021: counts, rates and Byar's intervals."""
    cursor = database._open.cursor(real_release, database.release().file)
    rows = cursor.execute(
        "SELECT ward_code FROM crimes WHERE counted AND place = 'area' AND crime_type = 'Violence and sexual offences'"
        " AND month BETWEEN DATE '2025-01-01' AND DATE '2025-09-01'"
    ).fetchall()
    residents = dict(cursor.execute("SELECT ward_code, population FROM wards").fetchall())
    assert sum(residents.values()) == 264_718
    counts = Counter(ward for (ward,) in rows)
    violence = declared("violence_sexual_offences")
    found = by_ward.months(violence, database.ask)
    totals = found.totals(date(2025, 1, 1), date(2025, 9, 30))
    assert totals == {ward: counts[ward] for ward in residents} and sum(totals.values()) > 9_000
    for ward, point in zip(totals, by_ward.funnel(violence, found, date(2025, 1, 1), date(2025, 9, 30)), strict=True):
        low, high = naive_byars(counts[ward])
        scale = 1000 / residents[ward]
        assert (point.rate.value, point.rate.lower, point.rate.upper) == pytest.approx(
            (scale * counts[ward], scale * low, scale * high), abs=1e-9
        )
    points = by_ward.funnel(violence, found, date(2025, 1, 1), date(2025, 9, 30))
    # Within limits of chance alone 3 of 20 would lie: limits that nearly all pass say little.
    assert (
        points[0].overdispersion == pytest.approx(45, abs=30) and sum(point.place != "within the limits" for point in points) <= 4
    )
    assert found.together().points == measures.state(violence, indicators.answers([violence], database.ask)).series[0].points
    # September 2025 against September 2024, which is not loaded: refused, never nought.
    assert measures.state(violence, indicators.answers([violence], database.ask)).before.refused


def test_a_registered_break_without_any_month_in_it_still_divides():
    counts = steady(40)
    line = Series("", robbery("2021-01-01", counts).series[0].points[:20] + robbery("2021-01-01", counts).series[0].points[26:])
    hidden = Break(date(2022, 9, 1), date(2023, 2, 28), "Nothing came in.")
    chart = measures.chart_of(declared("robbery"), line.points, [hidden])
    assert [segment.begins for segment in chart.segments] == ["", "Nothing came in."]
    assert comparison.year_ending(line.points, date(2023, 6, 30) + timedelta(days=0), [hidden]).refused


# The partner extract and the Home Office tables


@pytest.fixture
def extended(demo_data, tmp_path, monkeypatch):
    """The demonstration's release with a few invented offences of both sources written into its own copy."""
    source = database.release(demo_data)
    file = tmp_path / "releases" / source.file.name
    file.parent.mkdir()
    shutil.copyfile(source.file, file)
    shutil.copyfile(demo_data / "releases" / "current.json", file.parent / "current.json")
    months = [date(2024 + place // 12, place % 12 + 1, 1) for place in range(20)]
    offences = [
        (month, number, code, knife, hate, "area" if number % 7 else "outside")
        for month in months
        for number, (code, knife, hate) in enumerate(
            [
                *[("8N", "Y", "N")] * 9,
                *[("34A", "Y", None)] * 5,
                *[("8N", None, "Y")] * 3,
                # Five or more besides: what a wider indicator counts besides is told too.
                *[("49", "Y", "N")] * 8,
                ("1", "N", "N"),
            ],
            1,
        )
    ]
    quarters = [
        (date(2023, 4 + 3 * place, 1), code, count) for place in range(3) for code, count in (("8N", 300), ("5D", 40), ("1", 2))
    ]
    with duckdb.connect(str(file)) as connection:
        for table in ("partner_offences", "home_office_crimes"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM coverage WHERE source IN ('partner_extract', 'home_office_csp')")
        flags = ", ".join(
            f"CASE WHEN ? THEN 'N' END AS {name}" for name in ("firearm", "domestic_abuse", "alcohol", "exploitation")
        )
        for month, number, code, knife, hate, place in offences:
            known = [True] * 4
            connection.execute(
                "INSERT INTO partner_offences BY NAME SELECT ?::DATE AS month, ? AS row, ? AS offence_code, ? AS knife,"
                f" ? AS hate, ?::VARCHAR AS place, {flags}",
                [month, number, code, knife, hate, place, *known],
            )
        for month in [*months[:10], *months[11:]]:
            connection.execute("INSERT INTO coverage BY NAME SELECT 'partner_extract' AS source, ?::DATE AS period", [month])
        connection.execute("DELETE FROM partner_offences WHERE month = ?", [months[10]])
        connection.execute("INSERT INTO coverage BY NAME SELECT 'home_office_csp' AS source, DATE '2023-04-01' AS period")
        for quarter, code, count in quarters:
            connection.execute(
                "INSERT INTO home_office_crimes BY NAME SELECT ?::DATE AS quarter_start, ? AS offence_code, ? AS offences,"
                " true AS in_area",
                [quarter, code, count],
            )
        connection.execute(
            "INSERT INTO home_office_crimes BY NAME SELECT DATE '2023-04-01' AS quarter_start, '8N' AS offence_code,"
            " 900 AS offences, false AS in_area"
        )
    monkeypatch.setenv("VIOLENCE_DATA", str(tmp_path))
    return offences, months


def test_flags_and_codes_of_the_partner_extract_are_counted_and_few_are_not_shown(extended):
    offences, months = extended
    found = {state.indicator.id: state for state in measures.states()}
    codes = set(indicators.codes_of(declared("N2").numerator, indicators.offence_groups(database.ask)))
    for name, counts in (
        ("N2", lambda code, knife, hate: code in codes and knife == "Y"),
        ("hate_crime", lambda code, knife, hate: hate == "Y"),
    ):
        points = {point.first: point for point in found[name].series[0].points} if found[name].series else {}
        for month in months:
            naive = sum(
                day == month and place == "area" and counts(code, knife, hate) for day, _, code, knife, hate, place in offences
            )
            if month == months[10]:
                assert name == "hate_crime" or points[month].status == "no file"
            elif 0 < naive < 5:
                assert not points or (points[month].value, points[month].status) == (None, "suppressed")
            else:
                assert points[month].value == naive
    assert found["N2"].point.value == 12 and found["hate_crime"].value == "not shown"
    assert found["N2"].year.refused and found["domestic_abuse"].point.value == 0
    share = found["flags_complete"].point
    assert share.value == pytest.approx(100 * share.numerator / share.denominator, abs=1e-9) and share.denominator == 23
    night = found["night_time_violence"].point  # no offence says its hours: that is not known, and never nought
    assert (night.value, night.status, night.unknown) == (None, "not known", "hour not certain for 7")


def test_home_office_quarters_count_the_codes_of_the_area_alone(extended):
    found = {state.indicator.id: state for state in measures.states()}
    assert [point.value for point in found["violence_with_injury"].series[0].points] == [340, 340, 340]
    assert [point.value for point in found["N3"].series[0].points] == [2, 2, 2]
    assert found["N3"].chart is None and found["N3"].variation_words == "Listed"
    assert found["violence_with_injury"].rate.value == pytest.approx(1000 * 340 / found["violence_with_injury"].rate.population)


@pytest.mark.parametrize("ending", ["suppressed", "not known"])
@pytest.mark.parametrize("broken", [False, True])
def test_a_verdict_of_an_earlier_month_than_the_latest_says_up_to_when(ending, broken):
    """The value of July is not shown, so that the usual range and the verdict beside it are those of June."""
    months = [date(2021 + place // 12, place % 12 + 1, 1) for place in range(31)]
    values = [*steady(30), None]
    month = date(2023, 6, 1)
    register = {"source": "indicator_values", "area_code": AREA, "from_month": month, "to_month": month, "reason": "A new form."}
    breaks = answer(Breaks, [register])
    points = tuple(
        Point(month, month_end(month), value, status="final" if value is not None else ending)
        for month, value in zip(months, values, strict=True)
    )
    answers = Answers(NOTHING, NOTHING, NO_RETURNS, AREA, breaks=breaks if broken else None)
    lines = [Series("", points, AREA)]
    found = measures.state(declared("ambulance_assaults"), answers, lines)
    assert found.period == "July 2023"
    if broken:
        assert found.judgement == "Not comparable up to June 2023: A new form."
        two = measures.state(declared("L1"), answers, [replace(line, label=name) for line in lines for name in ("A", "B")])
        assert two.judgement == "Not comparable (a) up to June 2023: A new form."
        return
    assert found.judgement.startswith("No clear change up to June 2023. Usual range ")
    assert indicator_figures.sentence(found).startswith(f"◇ {found.judgement}")
    high = tuple(replace(point, value=90.0) if point.first == date(2023, 6, 1) else point for point in points)
    concern = measures.state(declared("ambulance_assaults"), answers, [Series("", high, AREA)])
    assert concern.judgement.startswith("Of concern up to June 2023: June 2023 (90) is above the usual range")


def test_the_statement_of_the_pillars_counts_only_what_can_be_judged():
    calm, few = robbery("2022-01-01", steady(30)), robbery("2022-01-01", steady(5))
    pillar = next(one for one in indicators.pillars() if one.id == calm.indicator.pillar)

    def said(*states):
        return indicator_figures.headline(what_changed.pillar_states(states, [pillar]))

    assert said(calm, calm) == "No clear change in the 2 indicators with figures, in 1 pillar"
    assert said(calm, few) == "No clear change in 1 of the 2 indicators with figures, in 1 pillar"
    assert said(few, few) == "The 2 indicators with figures, in 1 pillar, cannot be judged yet"
    assert said(few) == "The 1 indicator with figures, in 1 pillar, cannot be judged yet"


def test_the_change_of_one_of_several_lines_names_it():
    """After dark and by day stand in one headline: which of them the change is of must be said."""

    def line(label, *values):
        years = [(date(2023 + place, 3, 1), date(2023 + place, 3, 31)) for place in range(len(values))]
        return Series(label, tuple(Point(*ends, float(v), float(v), 100.0) for ends, v in zip(years, values, strict=True)), AREA)

    answers = Answers(NOTHING, NOTHING, NO_RETURNS, AREA)
    both = measures.state(declared("L1"), answers, [line("After dark", 50, 58), line("By day", 90, 75)])
    assert indicator_state.change_words(both).startswith("After dark, March 2024 against 50% in March 2023: no clear change")
    alone = measures.state(declared("L1"), answers, [line("After dark", 50, 58)])
    assert indicator_state.change_words(alone).startswith("March 2024 against 50% in March 2023: no clear change")
