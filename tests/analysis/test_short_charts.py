"""Charts of a few figures have what long ones have: dated notes, hatched breaks, grey gaps, the limits of former segments."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analysis.figures.charts.notes import Note, note_words
from analysis.indicators import asked as indicators
from analysis.indicators import figures as indicator_figures
from analysis.indicators import sparklines
from analysis.indicators import states as measures
from analysis.indicators.asked import Answers
from analysis.methods.series import Point, Series
from analysis.release.questions.indicators import Breaks
from tests.answers import answer

AREA = "E06000026"
NOTHING = pd.DataFrame(columns=["indicator_id"])
BROKEN = answer(
    Breaks,
    [{"source": "indicator_values", "from_month": date(2018, 1, 1), "to_month": date(2018, 12, 1), "reason": "New survey."}],
)
OPENED = Note(date(2020, 6, 3), "Training begins.")


def declared(name):
    return next(one for one in indicators.declared() if one.id == name)


def years(values, name="N1", first=2013, **fields):
    """A yearly indicator handed in, with its registered break in 2018."""
    one = replace(declared(name), frequency="year", source="indicator_values", **fields)
    points = tuple(
        Point(date(first + place, 1, 1), date(first + place, 12, 31), value, status="final" if value is not None else "no file")
        for place, value in enumerate(values)
    )
    answers = Answers(NOTHING, NOTHING, pd.DataFrame(columns=["project_id"]), AREA, BROKEN)
    return measures.state(one, answers, [Series("", points)])


def named(chart, name):
    return [trace for trace in chart["data"] if trace.get("name") == name]


@pytest.mark.parametrize("length", [2, 6, 9, 12, 13, 20])
def test_charts_of_every_length_have_notes_and_hatching(length):
    state = years([40.0 + place % 3 for place in range(length)], first=2021 - length + 1)
    drawn = indicator_figures.chart(state, notes=[OPENED])
    lines = [shape for shape in drawn["layout"]["shapes"] if shape["x0"] == "2020-06-03"]
    assert len(lines) == 1 and any(words["text"] == "<b>A</b> Training begins" for words in drawn["layout"]["annotations"])
    notes = indicator_figures.figure_notes(state, [OPENED])[0]
    assert "A: 3 June 2020, Training begins." in notes
    hatched = [trace for trace in drawn["data"] if trace.get("fillpattern")]
    assert bool(hatched) == (length >= 4) and ("Hatched: not comparable. New survey." in notes) == (length >= 4)
    (value,) = named(drawn, "value")
    assert sum(each is not None for each in value["y"]) == length - (length >= 4)
    assert not any("2018" in place for trace in named(drawn, "interval") for place in trace["x"]), (
        "inside a break is no fair mark"
    )
    assert ("hatch" in sparklines.sparkline(state).split("</defs>")[1]) == (length >= 4)


def test_a_gap_in_a_few_figures_is_grey_and_joined_by_no_line():
    state = years([40.0, 41.0, None, 43.0], first=2020)
    drawn = indicator_figures.chart(state, notes=[])
    (value,) = named(drawn, "value")
    assert value["y"] == [40, 41, None, 43] and value["connectgaps"] is False
    assert [trace["x"][:3:2] for trace in drawn["data"] if trace.get("fillcolor") == "rgba(128,134,140,0.16)"] == [
        ["2022-01-01", "2022-12-31"]
    ]
    assert "Grey: no file is loaded." in indicator_figures.figure_notes(state)[0]


def test_the_limits_of_before_a_break_stay_when_few_figures_have_come_since():
    state = years([40.0 + (place * 7) % 5 for place in range(18)], first=2004)  # 14 before 2018, 3 after
    assert state.chart.provisional
    before, latest = state.chart.points[0], state.chart.points[-1]
    assert before.upper is not None and latest.upper is None
    drawn = indicator_figures.chart(state)
    assert before.upper in named(drawn, "lower")[0]["y"]
    words = " ".join(each["text"] for each in drawn["layout"]["annotations"])
    assert "median" in words and "limit" not in words
    assert "<polygon" in sparklines.sparkline(state)  # the band of the former usual range


def test_limits_of_six_to_twelve_figures_are_called_provisional():
    drawn = indicator_figures.chart(years([40.0, 44, 41, 47, 43, 45, 42, 46], first=2019))
    words = " ".join(each["text"] for each in drawn["layout"]["annotations"])
    assert "provisional<br>upper limit" in words and "median" in words


def test_a_few_figures_keep_their_intervals_and_their_other_lines():
    one = declared("L1")
    points = [
        tuple(Point(date(y, 5, 1), date(y, 5, 31), v + y - 2023, None, None, v - 4, v + 4) for y in (2022, 2023, 2024))
        for v in (60.0, 80.0)
    ]
    lines = [Series(label, mine) for label, mine in zip(("After dark", "By day"), points, strict=True)]
    state = measures.state(one, Answers(NOTHING, NOTHING, pd.DataFrame(columns=["project_id"]), AREA), lines)
    drawn = indicator_figures.chart(state, notes=[Note(date(2022, 12, 1), "Lights")])
    (intervals,) = named(drawn, "interval")
    assert intervals["error_y"]["array"] == [5, 4, 3] and named(drawn, "By day")[0]["y"] == [79, 80, 81]
    assert any("By day<br>81" in words["text"] for words in drawn["layout"]["annotations"])
    assert len(drawn["layout"]["shapes"]) == 1


def test_figures_that_no_chart_judges_are_no_grey_line():
    """Counts under 5 a quarter have no limits: they are drawn as any figures are, not as what is not comparable."""
    state = years([1.0, 0, 2, 1, 0, 1], first=2019)
    assert state.chart.refused
    drawn = indicator_figures.chart(state, notes=[OPENED])
    assert named(drawn, "value")[0]["y"] == [1, 0, 2, 1, 0, 1] and not named(drawn, "not comparable")
    assert drawn["layout"]["shapes"]


def test_a_running_total_has_its_notes():
    answers = Answers(NOTHING, NOTHING, pd.DataFrame(columns=["project_id"]), AREA)
    points = tuple(Point(date(2024, 4, 1), date(2024, last, 28), 10.0 * last) for last in (6, 9, 12))
    state = measures.state(declared("people_trained"), answers, lines=[Series("", points)])
    drawn = indicator_figures.chart(state, notes=[Note(date(2024, 7, 1), "Course")])
    assert [shape["x0"] for shape in drawn["layout"]["shapes"]] == ["2024-07-01"]
    assert "A: 1 July 2024, Course." in indicator_figures.figure_notes(state, [Note(date(2024, 7, 1), "Course")])[0]


def test_the_letters_of_notes_are_those_of_the_words():
    notes = [Note(date(1990, 1, 1), "Long ago"), OPENED]
    drawn = indicator_figures.chart(years([40.0, 41, 42], first=2019), notes=notes)
    assert [words["text"] for words in drawn["layout"]["annotations"] if words["text"].startswith("<b>B")] == [
        "<b>B</b> Training begins"
    ]
    assert note_words(notes)[1].startswith("B: ")
