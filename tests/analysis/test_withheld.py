"""Counts of 1 to 4: judged, and never to be worked out from anything that is shown.

The reader's worst case is an attacker who has every number shown, knows how each is rounded, and takes averages for those of the
true counts. The stronger proof stands beside it: everything shown is the same whatever the hidden counts are.
"""

import csv
import io
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from analysis.figures import disclosure
from analysis.figures.figure import Caption
from analysis.indicators import asked as indicators
from analysis.indicators import cards as indicator_cards
from analysis.indicators import figures as indicator_figures
from analysis.indicators import indicator_state, outlook, overview, sparklines, what_changed
from analysis.indicators import states as measures
from analysis.indicators.asked import Answers
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods import series, withheld
from analysis.methods.control_chart import Variation
from analysis.methods.series import Series
from analysis.release.questions.indicators import IndicatorValues, PartnerMonths
from analysis.release.questions.projects import Returns
from analysis.words import phrases
from tests.answers import answer

CAPTION = Caption("Partner extract of offences, the force", "2025", "Anytown", "0123456789abcdef")
CALM = [10.0, 9, 11, 10, 12, 8, 10, 11, 9, 10, 10, 12, 8, 10, 9, 11, 10, 10, 9, 11, 12, 8, 10, 9]
FALLEN = [*CALM, 3, 2, 4, 3, 1, 2, 3, 4]
NOTHING = Answers(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), "E06990000")
KNIVES = next(one for one in indicators.declared() if one.id == "N2")
FIRST = date(2022, 1, 1)


def extract(counts: Sequence[float | None]) -> pd.DataFrame:
    """As `partner_months` answers: what the force's list holds, month by month, unsuppressed; None in a month without a file."""
    unknown = dict.fromkeys(("flag_unknown", "hour_unknown", "place_unknown", "candidates"), 0)
    return answer(
        PartnerMonths,
        (
            {"month": point.first, "indicator_id": "N2", "part": "", "records": point.value, "of_all": 500, **unknown}
            for point in series.monthly(FIRST, counts)
        ),
    )


def state_of(counts: Sequence[float | None]) -> IndicatorState:
    answers = Answers(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), "E06990000", partner=extract(counts))
    return measures.state(KNIVES, answers)


def judged_openly(counts: Sequence[float | None]) -> Any:
    """The chart of the true counts, as if they were open data."""
    points = [series.Point(point.first, point.last, point.value) for point in series.monthly(FIRST, counts)]
    return measures.chart_of(KNIVES, points)


def random_counts(seed: int) -> list[float]:
    """Counts about one mean, half of them with a change near their end: most months over 4 in some, few in others."""
    chance = np.random.default_rng(seed)
    mean, length = chance.uniform(2, 12), int(chance.integers(16, 40))
    counts = chance.poisson(mean, length)
    if seed % 2:
        changed = int(chance.integers(3, 12))
        counts[-changed:] = chance.poisson(mean * chance.uniform(0.2, 1.8), changed)
    return [float(count) for count in counts]


def hidden_places(counts: Sequence[float]) -> list[int]:
    return [place for place, count in enumerate(counts) if 1 <= count <= 4]


# Judged on the true counts


def test_a_fall_to_hidden_counts_is_judged_and_no_value_of_it_is_told() -> None:
    found = state_of(FALLEN)
    assert found.variation is Variation.IMPROVEMENT
    assert found.judgement == "Improving: 8 months below the average, January to August 2024."
    assert judged_openly(FALLEN).words == found.signal
    assert found.value == "not shown" and found.headline.endswith("not shown (fewer than 5) in August 2024")
    assert abs((found.chart.latest.centre or 0) - np.mean(FALLEN)) <= 0.5 if found.chart and found.chart.latest else False


def test_limits_are_not_those_of_the_larger_months_alone() -> None:
    counts = [5.0, 7, 4, 6, 9, 3, 5, 8, 4, 6, 7, 3, 5, 9, 4, 6, 2, 8, 5, 7, 4, 6, 5, 8]
    latest = state_of(counts).chart
    assert np.mean([count for count in counts if count > 4]) > 6.4
    assert latest and latest.latest and abs((latest.latest.centre or 0) - np.mean(counts)) <= 1


def test_the_verdict_is_that_of_the_true_counts_unless_it_hangs_on_them() -> None:
    """Over 200 series: where counts that are not shown could change it, that is said; else it is what the true counts say."""
    same: list[bool] = []
    said: list[bool] = []
    for seed in range(200):
        counts = random_counts(seed)
        found, true = state_of(counts), judged_openly(counts)
        if found.chart is None or not hidden_places(counts) or len(found.chart.points) != len(true.points):
            continue  # about an average of 5 either may go by quarter
        said.append(bool(found.chart.unsure))
        same.append(found.variation is true.variation or bool(found.chart.unsure))
    assert len(same) > 150 and np.mean(same) >= 0.99 and np.mean(said) <= 0.1


def test_counts_too_small_for_months_are_judged_by_quarter() -> None:
    counts = [4.0, 3, 4, 9, 4, 4, 2, 6, 4, 4, 3, 4, 7, 3, 4, 4] * 2 + [1.0, 1, 2, 0, 2, 1, 1, 1] * 3
    found = state_of(counts)
    assert found.variation is Variation.IMPROVEMENT and "quarters below the average" in found.signal
    assert "added up by quarter" in " ".join(found.chart.notes if found.chart else ())
    assert judged_openly(counts).variation is Variation.IMPROVEMENT


def test_hidden_months_are_not_said_to_have_no_figure() -> None:
    found = state_of([*CALM, 9, 3, 8, 9, 2, 10])
    assert found.year_between and found.refused
    assert found.refused[-1] == "No change on the year before is worked out: what February 2024 and May 2024 count is not shown."
    assert outlook.forecast_refused(found).endswith("1 comparable month in a row since a month that is not shown; 36 are needed.")
    gap = state_of([*CALM, 9, 3, None, 9, 8, 10])
    assert "there is no figure for March 2024 and what February 2024 counts is not shown." in gap.refused[-1]


def test_a_quarter_with_a_hidden_month_is_not_said_to_count_too_few() -> None:
    found = state_of([4.0, 3, 4, 9, 4, 4, 2, 6, 4, 4, 3, 4] * 2 + [1.0, 2, 1, 9, 3, 8])
    assert found.quarters and found.headline.endswith("not shown (a month of it may not be) in April to June 2024")
    assert found.provisional == "The figure is not shown: a month of it may not be."


# Nothing shown tells a hidden count


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_what_is_told_of_hidden_counts_together_leaves_each_of_them_from_1_to_4(number: int) -> None:
    of: dict[series.Between, list[tuple[int, ...]]] = {}
    for counts in itertools.product(range(1, 5), repeat=number):
        told = withheld.told_of(counts)
        assert told.low <= sum(counts) <= told.high
        of.setdefault(told, []).append(counts)
    for counts in of.values():
        assert all({each[place] for each in counts} >= {1, 4} for place in range(number))


def shown(found: IndicatorState) -> str:
    """All that leaves of a state: table, CSV, chart with what comes up on it, picture, card, sentences, board, since."""
    figure = disclosure.leave(indicator_figures.indicator(found, CAPTION))
    card = disclosure.leave(indicator_cards.card(found, CAPTION))
    then = overview.cut([found], NOTHING, date(2023, 6, 30))
    since = overview.since(then, [found], "", date(2023, 6, 30))
    return "\n".join(
        [
            figure.csv("OFFICIAL").decode("utf-8-sig"),
            json.dumps(figure.chart),
            *(figure.title, figure.sentence, figure.alt, *figure.notes),
            indicator_cards.body(card, found),
            sparklines.sparkline(found),
            *(overview.board_sentence(found), indicator_state.change_words(found), *found.refused),
            *(statement.text for statement in since.statements),
            since.rest,
            overview.headline([found]),
            str(indicator_figures.summary(what_changed.PillarState(indicators.pillars()[0], (found,), None)).to_dict()),
            repr((found.series, found.chart, found.year_total, found.year, found.before, found.rate)),
        ]
    )


def otherwise(counts: Sequence[float], place: int, count: int) -> list[float] | None:
    """The same published series with that hidden month at `count`: its quarter as told; None if it cannot be."""
    (before,) = state_of(counts).series
    first = place - (place + FIRST.month - 1) % 3
    quarter = [month for month in range(first, first + 3) if 0 <= month < len(counts) and 1 <= counts[month] <= 4]
    for tried in itertools.product(range(1, 5), repeat=len(quarter)):
        changed = list(counts)
        for month, value in zip(quarter, tried, strict=True):
            changed[month] = float(value)
        if changed[place] == count and state_of(changed).series[0].told == before.told:
            return changed
    return None


@pytest.mark.parametrize("seed", range(12))
def test_everything_shown_is_the_same_whatever_a_hidden_count_is(seed: int) -> None:
    counts = random_counts(seed)
    once = shown(state_of(counts))
    for place in np.random.default_rng(seed).permutation(hidden_places(counts))[:2]:
        for count in (1, 4):
            changed = otherwise(counts, int(place), count)
            assert changed is not None and shown(state_of(changed)) == once


@dataclass(frozen=True)
class Known:
    """What the attacker reads off: a number between two ends that a weighted sum of months makes."""

    weights: dict[int, float]
    low: float
    high: float


def read_off(found: IndicatorState, number: int) -> Iterator[Known]:
    """All that the CSV and the chart's traces say of months and sums of months."""
    figure = disclosure.leave(indicator_figures.indicator(found, CAPTION))
    rows = list(csv.DictReader(io.StringIO(figure.csv().decode("utf-8-sig").split("\r\n\r\n")[0])))
    held = {phrases.days(point.first, point.last): inside(point, number) for line in found.lines for point in line.points}
    held |= {phrases.days(point.first, point.last): inside(point, number) for line in found.series for point in line.points}
    judged = [held[phrases.days(point.first, point.last)] for point in found.lines[0].points]
    together = dict.fromkeys([place for months in judged for place in months], 1 / len(judged))
    for row in rows:
        value = row.get("Offences", "")
        low, high = (float(value), float(value)) if value else (1.0, 4.0) if row["Status"].startswith("c:") else (0.0, 1000.0)
        yield Known(held[row["Period"]], low, high)
        # The average, taken for that of the true counts: a whole or even number, so at most one off.
        if row.get("Average"):
            centre = float(row["Average"])
            yield Known(together, centre - 1, centre + 1)
    chart, points = figure.chart, found.chart.points if found.chart else ()
    assert isinstance(chart, dict)
    values = [trace["y"] for trace in chart["data"] if trace.get("name") == "value"]
    for value, point in [pair for ys in values for pair in zip(ys, points, strict=True)]:
        if value is not None:
            yield Known(inside(point, number), value, value)
    yield from (Known(inside(point, number), *point.between) for point in points if point.between)


def sums_said(found: IndicatorState, number: int) -> Iterator[Known]:
    """The 12 months to the latest and the 12 before, as the sentence tells them."""
    said = re.match(r"Year on year: (\d+)(?: to (\d+))? .*?, (\d+)(?: to (\d+))? in the 12 before", found.year_between)
    if said:
        low, high, low_before, high_before = said.groups()
        yield Known(dict.fromkeys(range(number - 12, number), 1.0), float(low), float(high or low))
        yield Known(dict.fromkeys(range(number - 24, number - 12), 1.0), float(low_before), float(high_before or low_before))


def inside(point: Any, number: int) -> dict[int, float]:
    return {
        place: 1.0
        for place, one in enumerate(series.monthly(FIRST, [0.0] * number))
        if point.first <= one.first and one.last <= point.last
    }


def reach(known: Sequence[Known], place: int, number: int) -> tuple[float, float]:
    """The least and the most that a month can be, given all that is known."""
    matrix = np.zeros((len(known), number))
    for row, each in enumerate(known):
        for month, weight in each.weights.items():
            matrix[row, month] = weight
    ends = np.array([(each.low, each.high) for each in known])
    limits = {"A_ub": np.vstack([matrix, -matrix]), "b_ub": np.concatenate([ends[:, 1], -ends[:, 0]])}
    found: list[float] = []
    for sign in (1, -1):
        aim = np.zeros(number)
        aim[place] = sign
        answer = linprog(aim, **limits, bounds=(0, 1000), method="highs")
        assert answer.status == 0, answer.message
        found.append(sign * answer.fun)
    return found[0], found[1]


def attack(seed: int) -> int:
    counts = random_counts(seed)
    found = state_of(counts)
    known = [each for each in (*read_off(found, len(counts)), *sums_said(found, len(counts))) if each.weights]
    for place in hidden_places(counts):
        least, most = reach(known, place, len(counts))
        assert least <= 1 + 1e-6 and most >= 4 - 1e-6, (seed, place, least, most)
    return len(hidden_places(counts))


def test_an_attacker_with_linear_programming_pins_no_hidden_month() -> None:
    assert sum(attack(seed) for seed in range(25)) > 100


@pytest.mark.endurance
def test_the_attacker_fails_over_200_series() -> None:
    assert sum(attack(seed) for seed in range(200)) > 1000


def test_the_attacker_would_find_a_count_that_a_sum_gives_away() -> None:
    counts = [10.0] * 13 + [3.0]
    known = [*read_off(state_of(counts), 14), Known(dict.fromkeys(range(14), 1.0), 133, 133)]
    assert reach([each for each in known if each.weights], 13, 14) == pytest.approx((3, 3))


def test_a_series_without_a_hidden_count_is_charted_as_ever() -> None:
    (line,) = state_of(CALM).series
    assert isinstance(line, Series) and not line.told
    assert state_of(CALM).chart == judged_openly(CALM)


# Figures handed in, returns, shares and sums


def handed_in(indicator: str, rows: Sequence[dict[str, Any]]) -> IndicatorState:
    given = {
        "indicator_id": indicator,
        "area_code": "E06990000",
        "breakdown": "",
        "status": "final",
        "origin": "indicator_values",
        "origin_order": 100,
    }
    values = answer(IndicatorValues, [given | row for row in rows])
    one = next(each for each in indicators.declared() if each.id == indicator)
    return measures.state(one, Answers(pd.DataFrame(), values, pd.DataFrame(), "E06990000"))


def quarter_of_2025(number: int) -> dict[str, date]:
    first = date(2025, 3 * number + 1, 1)
    return {"period_start": first, "period_end": (pd.Timestamp(first) + pd.offsets.QuarterEnd(0)).date()}


def test_a_few_handed_in_for_a_restricted_source_are_hidden_and_leave() -> None:
    found = handed_in("N2", [quarter_of_2025(0) | {"value": 12}, quarter_of_2025(1) | {"value": 3}])
    assert [point.value for point in found.series[0].points] == [12, None] and found.point and found.point.hidden
    cleared = disclosure.leave(indicator_figures.indicator(found, CAPTION))
    assert list(cleared.table["Status"]) == ["final", "c: not shown, fewer than 5"]


def test_a_running_total_of_people_tells_no_step_of_one_to_four() -> None:
    rows = [
        {"grant_id": "g", "project_id": "P3", "measure_id": "people_trained", "value": value, "basis": "cumulative"}
        | quarter_of_2025(place)
        for place, value in enumerate((3, 20, 22, 25))
    ]
    one = next(each for each in indicators.declared() if each.id == "people_trained")
    found = measures.state(one, Answers(pd.DataFrame(), pd.DataFrame(), answer(Returns, rows), "E06990000"))
    assert [point.value for point in found.series[0].points] == [None, 20, None, 25]


@pytest.mark.parametrize(
    ("records", "of_all", "expected"),
    [
        (300, 500, (60.0, 300, 500)),
        (500, 500, (100.0, 500, 500)),
        (497, 500, (None, None, None)),  # 500 less 497 would be 3, and 99% of 500 leaves 3 to 7
        (3, 500, (None, None, 500)),
        (2, 4, (None, None, None)),
        (0, 3, (None, None, None)),
    ],
)
def test_a_share_tells_neither_its_part_nor_the_rest_where_these_are_few(
    records: int, of_all: int, expected: tuple[Any, ...]
) -> None:
    one = next(each for each in indicators.declared() if each.id == "flags_complete")
    rows = extract([float(records)]).assign(indicator_id="flags_complete", of_all=of_all)
    found = measures.state(one, Answers(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), "E06990000", partner=rows))
    (point,) = found.series[0].points
    assert (point.value, point.numerator, point.denominator) == expected
    assert disclosure.leave(indicator_figures.indicator(found, CAPTION))


def test_a_year_with_hidden_months_is_told_as_far_as_they_are() -> None:
    found = state_of(FALLEN)
    assert indicator_state.change_words(found) == (
        "Year on year: 53 to 65 offences in the 12 months to August 2024, 119 in the 12 before (counts that are not shown are "
        "1 to 4 each). Clearly fewer, whatever they are."
    )
    calm = state_of([*CALM, 10, 9, 3, 11, 12, 10, 4, 9, 10, 11, 10, 9])
    assert "103 to 109 offences" in indicator_state.change_words(calm) and indicator_state.change_words(calm).endswith(
        "No clear change, whatever they are."
    )


@pytest.mark.parametrize("seed", range(20))
def test_the_year_is_told_truly(seed: int) -> None:
    counts = [*random_counts(seed), *random_counts(seed)][-30:]
    (line,) = state_of(counts).series
    last = line.points[-1]
    told = withheld.total(line.points, line.points[-12].first, last.last, line.told)
    assert told and told.low <= sum(counts[-12:]) <= told.high
