"""Month arithmetic by properties (Hypothesis): all that counts months agrees with stepping through the calendar."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analysis.projects import delivery
from analysis.words import months as counted
from analysis.words import phrases

firsts = st.builds(date, st.integers(1990, 2100), st.integers(1, 12), st.just(1))
spans = st.tuples(firsts, st.integers(0, 200))


def next_month(day):
    """The first day of the month after, found by walking day by day."""
    day += timedelta(days=27)
    while day.day != 1:
        day += timedelta(days=1)
    return day


def walked(start, steps):
    """The months from start on, `steps` further."""
    months = [start]
    for _ in range(steps):
        months.append(next_month(months[-1]))
    return months


@given(spans)
def test_months_between_two_months_are_those_of_the_calendar(span):
    months = walked(*span)
    assert counted.every_month(months[0], months[-1]) == months
    assert counted.months_between(months[0], months[-1]) == len(months)
    names = [f"{month:%Y-%m}" for month in months]
    assert counted.names_between(names[0], names[-1]) == names


@given(spans)
def test_nothing_lies_between_months_in_the_wrong_order(span):
    months = walked(span[0], span[1] + 1)
    assert counted.every_month(months[-1], months[0]) == []
    assert counted.names_between(f"{months[-1]:%Y-%m}", f"{months[0]:%Y-%m}") == []


@given(firsts)
def test_the_year_before_is_twelve_months_back_and_keeps_its_month(month):
    before = counted.year_before(month)
    assert walked(before, 12)[-1] == month
    assert (before.month, before.day) == (month.month, 1)


@given(spans)
def test_a_month_shifted_is_found_by_walking_there_and_back(span):
    months = walked(*span)
    assert counted.shifted(months[0], len(months) - 1) == months[-1]
    assert counted.shifted(counted.month_end(months[-1]), 1 - len(months)) == months[0]
    assert counted.month_end(months[-1]) + timedelta(days=1) == next_month(months[-1])
    assert counted.number_of(f"{months[-1]:%Y-%m}") == counted.month_number(counted.month_end(months[-1]))
    assert counted.month_of(counted.month_name(months[-1])) == months[-1]


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_day_lies_in_its_quarter_and_its_financial_year(day):
    quarter, year = counted.quarter_of(day), counted.financial_year_of(day)
    assert quarter <= day <= counted.quarter_end(day) and quarter.month in (1, 4, 7, 10)
    assert len(walked(quarter, 2)) == counted.months_between(quarter, counted.quarter_end(day))
    assert (year.month, year.day) == (4, 1) and year <= day < counted.shifted(year, 12)


@given(st.lists(st.tuples(firsts, st.integers(0, 3)), min_size=1, max_size=4), st.randoms())
def test_runs_of_months_name_each_month_once(spans, random):
    months = sorted({month for span in spans for month in walked(*span)})
    runs, run = [], [months[0]]
    for month in months[1:]:
        if next_month(run[-1]) == month:
            run.append(month)
        else:
            runs.append(run)
            run = [month]
    runs.append(run)
    expected = [phrases.month(r[0]) if len(r) == 1 else f"{phrases.month(r[0])} to {phrases.month(r[-1])}" for r in runs]
    shuffled = random.sample(months, len(months))
    assert phrases.month_runs(shuffled, at_most=len(runs)) == phrases.listed(expected, at_most=len(runs))


@given(st.integers(1990, 2100))
def test_the_quarters_of_a_financial_year_fill_it_without_gaps(year):
    quarters = delivery.quarters(f"{year}/{(year + 1) % 100:02}")
    assert (quarters[0].first, quarters[-1].last) == (date(year, 4, 1), date(year + 1, 3, 31))
    for one, following in pairwise(quarters):
        assert one.last + timedelta(days=1) == following.first
    assert all(counted.months_between(quarter.first, quarter.last) == 3 for quarter in quarters)
