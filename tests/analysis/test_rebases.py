"""Recorded decisions to set limits anew: loaded through the door, they divide the chart, and an undo joins it again."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from analysis.figures.figure import Caption
from analysis.indicators import asked as indicators
from analysis.indicators import by_ward, outlook
from analysis.indicators import figures as indicator_figures
from analysis.indicators import states as measures
from analysis.methods.control_chart import Variation
from analysis.release.database import ask
from etl.acts import listing, undoing
from tests.conftest import TESTER
from tests.etl import anytown

VALUES = ["indicator_id", "period_start", "period_end", "area_code", "breakdown", "numerator", "denominator", "value", "lower"]
VALUES += ["upper", "status", "note"]
DECISIONS = ["indicator_id", "limits_from", "reason", "decided_by", "decided_on"]
BEFORE = [20, 23, 19, 22, 20, 21, 18, 22, 20, 23, 19, 21, 22]
AFTER = [11, 9, 10, 12, 9, 11, 10, 8, 11, 10, 12, 9, 10]
ENDS = ["03-31", "06-30", "09-30", "12-31"]


@pytest.fixture
def data(tmp_path, monkeypatch):
    """Knife assault admissions, 26 quarters from January 2019; a lower level since April 2022."""
    data = anytown.data_folder(tmp_path / "data")
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    rows = []
    for place, value in enumerate([*BEFORE, *AFTER]):
        year, quarter = 2019 + place // 4, place % 4
        rows.append(["N1", f"{year}-{3 * quarter + 1:02}-01", f"{year}-{ENDS[quarter]}", anytown.AREA, *[""] * 3, value])
        rows[-1] += ["", "", "final", ""]
    anytown.load(data, *anytown.lookup_files(tmp_path), anytown.write(tmp_path / "n1.csv", anytown.table(VALUES, rows)))
    return data


def decide(data, folder, *rows):
    """Load decisions on limits, and return what the load did."""
    return anytown.load(data, anytown.write(folder / "decisions.csv", anytown.table(DECISIONS, rows)))


def admissions():
    return next(state for state in measures.states() if state.indicator.id == "N1")


def naive_limits(values):
    """By the book: mean ± 2.66 × the mean moving range."""
    mean = sum(values) / len(values)
    spread = sum(abs(b - a) for a, b in pairwise(values)) / (len(values) - 1)
    return mean, mean - 2.66 * spread, mean + 2.66 * spread


def test_a_decision_divides_the_chart_and_its_undo_joins_it_again(data, tmp_path):
    whole = admissions()
    assert whole.variation is Variation.IMPROVEMENT and len(whole.chart.segments) == 1
    done = decide(data, tmp_path, ["N1", "2022-04-01", "A violence reduction team", "Crime Sub Group", "2024-07-02"])
    divided = admissions()
    first, second = divided.chart.segments
    for segment, values in ((first, BEFORE), (second, AFTER)):
        assert (segment.limits.mean, segment.limits.lower, segment.limits.upper) == pytest.approx(naive_limits(values), abs=1e-9)
    assert second.first == date(2022, 4, 1) and divided.variation is Variation.COMMON_CAUSE
    said = "A violence reduction team (decided by Crime Sub Group, 2 July 2024)"
    assert second.begins == said
    figure = indicator_figures.indicator(divided, Caption("a source", "a period", "Anytown", "0123456789abcdef"))
    assert f"Limits begin anew in April 2022: {said}." in figure.notes[0]
    assert divided.series == whole.series and divided.before == whole.before, "a decision changes no figure and no comparison"
    receipt = next(line["receipt"] for line in listing.history(data) if line["source"] == "rebases")
    undoing.undo(data, receipt, "the team has ended", TESTER)
    assert admissions().chart == whole.chart and done.release


def test_a_decision_on_another_indicator_changes_nothing(data, tmp_path):
    before = admissions()
    decide(data, tmp_path, ["N3", "2022-04-01", "A second team", "Board", "2024-07-02"])
    assert admissions() == before


def test_the_newest_words_of_a_decision_count(data, tmp_path):
    decide(data, tmp_path, ["N1", "2022-04-01", "A team", "Crime Sub Group", "2024-07-02"])
    decide(data, tmp_path, ["N1", "2022-04-01", "A team and a clinic", "Board", "2024-09-02"])
    assert [one.words() for one in admissions().rebases] == ["A team and a clinic (decided by Board, 2 September 2024)"]


def test_no_expected_range_is_taken_across_a_decision(demo_data):
    (robbery,) = [one for one in indicators.declared() if one.id == "robbery"]
    answers = indicators.answers([robbery], ask)
    assert outlook.forecast_refused(measures.state(robbery, answers)) == ""
    decided = pd.DataFrame([["robbery", date(2024, 6, 1), "A new team", "Board", date(2024, 9, 2)]], columns=DECISIONS)
    refused = outlook.forecast_refused(measures.state(robbery, replace(answers, rebases=decided)))
    assert refused.startswith(
        "No forecast: 16 comparable months in a row since the last break or decision (A new team (decided by"
    )
    wards = by_ward.months(robbery, ask)
    state = by_ward.state(robbery, replace(answers, rebases=decided), wards, list(wards.names)[1:])
    assert [segment.first for segment in state.chart.segments][-1] == date(2024, 6, 1), "wards are judged as the area is"
