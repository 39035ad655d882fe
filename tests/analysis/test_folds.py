"""The axis of dates: long stretches without figures folded, with a mark, on dates worked out by hand; ticks; notes' words."""

from datetime import date, timedelta

import pandas as pd
import pytest

from analysis.exports import picture
from analysis.figures import disclosure
from analysis.figures.charts import canvas, control, folds, notes, trends
from analysis.figures.charts.notes import Note
from analysis.figures.figure import OPEN, Caption, Figure
from analysis.indicators import figures as indicator_figures
from analysis.indicators import sparklines
from tests.analysis.test_overview import CALM, state

MISSING = (date(2021, 9, 1), date(2023, 12, 31))
"""28 months, 852 days, between August 2021 and January 2024."""


def monthly(covered):
    """Months from January 2021, with or without a file."""
    first = pd.date_range("2021-01-01", periods=len(covered), freq="MS")
    return pd.DataFrame({"month": first, "covered": covered, "comparable": True})


COVERED = [True] * 8 + [False] * 28 + [True] * 12


def stretches(covered):
    """The same as spans of days."""
    rows = monthly(covered)
    return [(day.date(), (day + pd.offsets.MonthEnd(0)).date(), seen) for day, seen in zip(rows["month"], covered, strict=True)]


def drawn(covered=COVERED):
    values = [100.0 if seen else None for seen in covered]
    return trends.trend(monthly(covered), [trends.Panel("Anytown", [canvas.Line("Anytown", values)], "crimes a month")])


def test_a_long_stretch_without_figures_takes_a_small_share_and_others_none():
    found = folds.folds(stretches(COVERED))
    assert found.gaps == (MISSING,) and found.kept == 45, "7% of 608 days is less than the least"
    assert found.place(date(2021, 8, 31)) == date(2021, 8, 31) and found.place(date(2021, 9, 1)) == date(2021, 9, 1)
    assert found.place(date(2024, 1, 1)) == date(2021, 9, 1) + timedelta(days=45)
    assert (found.place(date(2024, 12, 31)) - found.place(date(2024, 1, 1))).days == 365
    assert folds.folds(stretches([True, *[False] * 6, True])) is folds.NO_FOLDS, "half a year stands as it is"
    assert folds.folds(stretches([True, *[False] * 7, True])).gaps == ((date(2021, 2, 1), date(2021, 8, 31)),)
    assert found.words() == "//: the axis leaves out September 2021 to December 2023."


def test_a_folded_chart_keeps_every_value_its_true_month_and_says_what_it_leaves_out():
    chart = drawn()
    (line,) = [trace for trace in chart["data"] if trace.get("name") == "Anytown"]
    known = [(month, value) for month, value in zip(line["text"], line["y"], strict=True) if value is not None]
    assert len(known) == 20 and known[8][0] == "January 2024", "what comes up on a point is its true month"
    days = [date.fromisoformat(day) for day in line["x"]]
    assert days == sorted(days) and (days[-1] - days[0]).days < 800, "four years in the room of two"
    assert [label["text"] for label in chart["layout"]["annotations"]].count("<b>//</b>") == 1
    axis = chart["layout"]["xaxis"]
    assert "Jan 24" in axis["ticktext"] and not {"Jan 22", "Jan 23"} & set(axis["ticktext"])
    assert len(axis["ticktext"]) <= folds.TICKS
    assert trends.fold_words(monthly(COVERED)) == "//: the axis leaves out September 2021 to December 2023."


def test_without_long_gaps_nothing_moves_and_every_year_has_a_label():
    chart = drawn([True] * 30 + [False] + [True] * 29)
    (line,) = [trace for trace in chart["data"] if trace.get("name") == "Anytown"]
    assert line["x"][0] == "2021-01-01" and line["x"][-1] == "2025-12-01"
    assert chart["layout"]["xaxis"]["ticktext"] == ["Jan 21", "Jan 22", "Jan 23", "Jan 24", "Jan 25"]
    assert canvas.GAP_WORDS not in [label["text"] for label in chart["layout"]["annotations"]], "words wider than their band"
    assert trends.fold_words(monthly([True] * 20)) == ""


def test_the_small_picture_and_the_file_are_folded_by_the_same_axis():
    found = state("L2", [*CALM[:8], *[None] * 28, *CALM])
    assert found.chart
    wide = control.control_chart(found.chart, "crimes a month")
    assert "<b>//</b>" in [label["text"] for label in wide["layout"]["annotations"]]
    small = sparklines.sparkline(found)
    places = [float(pair.split(",")[0]) for pair in small.split('points="')[-2].split('"')[0].split(" ")]
    assert 'd="M' in small and places[0] > 80, "the eight months before the gap keep a third of the width"
    assert "//: the axis leaves out" in indicator_figures.marks(found)
    caption = Caption("source", "period", "Anytown", "0" * 16)
    figure = Figure("folded", "Title", "Sentence.", wide, pd.DataFrame({"A": [1]}), caption, OPEN)
    assert picture.refused(disclosure.leave(figure)) == ""
    assert b">//<" in picture.svg(disclosure.leave(figure), picture.COLUMN, "OFFICIAL")


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (["Demonstration: first bystander training sessions."], ["<b>A</b> first bystander training"]),
        (["Safe bus"] * 2, ["<b>A</b> Safe bus", "<b>B</b> Safe bus"]),
        (["One", "Two", "Three", "Four"], ["<b>A</b>", "<b>B</b>", "<b>C</b>", "<b>D</b>"]),
    ],
)
def test_a_note_has_three_words_at_its_line(texts, said):
    chart = state("L2", list(CALM)).chart
    assert chart
    several = [Note(date(2024, 3 + place, 5), text) for place, text in enumerate(texts)]
    above = notes.notes_above(several, chart.points)
    assert [label["text"] for label in above] == said
    assert [label.get("yshift", 0) for label in above] == ([18, 0] if len(texts) == 2 else [0] * len(texts))
    assert notes.room_above(several, chart.points) == 8 + 18 * (len(texts) if len(texts) < 4 else 1)
    late = notes.notes_above([Note(date(2025, 4, 5), "Near the end of it")], chart.points)
    assert late[0]["xanchor"] == "right", "no edge cuts its words"
