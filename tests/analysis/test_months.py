"""Month arithmetic by properties (Hypothesis): every place that counts months agrees with stepping through the calendar."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from analysis.methods import comparison
from analysis.projects import delivery
from analysis.words import phrases
from etl.release.status import months_between

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
    assert comparison.every_month(months[0], months[-1]) == months
    assert phrases.months_between(months[0], months[-1]) == len(months)
    names = [f"{month:%Y-%m}" for month in months]
    assert months_between(names[0], names[-1]) == names


@given(spans)
def test_nothing_lies_between_months_in_the_wrong_order(span):
    months = walked(span[0], span[1] + 1)
    assert comparison.every_month(months[-1], months[0]) == []
    assert months_between(f"{months[-1]:%Y-%m}", f"{months[0]:%Y-%m}") == []


@given(firsts)
def test_the_year_before_is_twelve_months_back_and_keeps_its_month(month):
    before = comparison.year_before(month)
    assert walked(before, 12)[-1] == month
    assert (before.month, before.day) == (month.month, 1)


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
    assert all(phrases.months_between(quarter.first, quarter.last) == 3 for quarter in quarters)
