"""Why a verdict stands: the rule, since when and compared with what, on invented series worked out by hand."""

from datetime import date

import pytest

from analysis.figures import disclosure
from analysis.figures.charts import control, control_marks
from analysis.indicators import cards as indicator_cards
from analysis.indicators import figures as indicator_figures
from analysis.indicators import what_changed, why
from analysis.methods import signal_runs
from tests.analysis.test_overview import CALM, CAPTION, state

ENDED = [*CALM[:14], 60.0, 20.0]  # March 2025 outside, April within


def test_a_standing_signal_names_its_rule_since_when_and_what_it_is_held_against():
    found = state("L2", [*CALM, 60.0])  # January 2024 to May 2025: 17 figures, their mean (323 + 60) / 17 = 22.5
    said = dict(why.rows(found))
    assert said["Rule"] == "A figure outside the usual range."
    assert said["Since"] == "May 2025: this figure alone."
    assert said["Compared with"] == (
        f"The average {sum([*CALM, 60.0]) / 17:.1f} and the usual range {found.usual}, worked out from 17 figures, January 2024 "
        "to May 2025."
    )
    assert said["Usual range"] == why.USUAL_RANGE and said["Which way is good"] == "Lower is better."
    assert "Before that" not in said


def test_a_run_says_how_many_figures_carry_it():
    # Their mean is 20.8: April's 21 lies above it too, and March's 20 does not.
    said = dict(why.rows(state("L2", [*CALM, *[22.0] * 7])))
    assert said["Rule"].startswith("7 figures in a row or more on one side")
    assert said["Since"] == "April 2025: 8 figures in a row."


def test_a_calm_figure_says_that_no_rule_fires_and_when_the_last_signal_ended():
    said = dict(why.rows(state("L2", ENDED)))
    assert said["Rule"] == why.NONE_FIRES and "Since" not in said
    assert said["Before that"] == "Of concern until March 2025; ended in April 2025."
    assert "Before that" not in dict(why.rows(state("L2", list(CALM))))
    assert "Of concern until March 2025; ended in April 2025." in indicator_figures.sentence(state("L2", ENDED))


def test_a_signal_followed_by_a_gap_is_not_said_to_have_ended_in_the_month_after_it():
    assert why.ended(state("L2", [*CALM[:14], 60.0, None, 20.0])) == "Of concern until March 2025; no longer so in May 2025."


def test_too_few_figures_and_lists_have_no_rule_to_tell():
    few = dict(why.rows(state("L2", [20.0, 22.0])))
    assert few["Rule"].startswith("No rule is held against it. 2 figures") and "Usual range" not in few
    assert why.rows(state("N3", [0.0, 1.0])) == [] == why.rows(state("L2", []))
    assert why.details([], "nothing") == ""


def test_the_question_stands_on_the_card_behind_what_the_browser_opens_itself():
    found = state("L2", [*CALM, 60.0])
    body = indicator_cards.body(disclosure.leave(indicator_cards.card(found, CAPTION)), found)
    assert body.count("<details") == 1 and 'aria-label="Why this verdict? Violent crime"' in body
    assert 'href="definitions?part=Methods"' in body and "May 2025: this figure alone." in body


def test_a_pillar_says_whose_verdict_it_carries():
    found = [state("L2", [*CALM, 60.0]), state("N2", list(CALM))]
    pillar = next(one for one in what_changed.pillar_states(found) if any(two.filled for two in one.states))
    said = dict(why.of_pillar(pillar))
    assert said["Rule"] == why.OF_A_PILLAR and said["Its indicators"].endswith(".")
    assert said.get("Of concern", "Violent crime.") == "Violent crime."


@pytest.mark.parametrize(("values", "stands", "ended"), [([*CALM, 60.0], 1, 0), (ENDED, 0, 1), (list(CALM), 0, 0)])
def test_signals_that_ended_are_pale_and_the_one_that_stands_is_not(values, stands, ended):
    found = state("L2", values)
    assert found.chart
    traces = {trace["name"]: trace for trace in control_marks.signal_traces(found.chart.points)}
    assert len(traces.get("of concern", {"x": []})["x"]) == stands
    assert len(traces.get("of concern, ended", {"x": []})["x"]) == ended
    if ended:
        assert traces["of concern, ended"]["marker"] == control_marks.ENDED_MARKS["concern"]
    # Beside a 60 all earlier months lie below the mean: a stretch of its own, over by then.
    assert control_marks.any_ended(found.chart.points) is (60.0 in values)
    assert (control_marks.ENDED_WORDS in indicator_figures.marks(found)) is (60.0 in values)
    assert control.control_chart(found.chart, "crimes")["data"]


def test_runs_of_signals_end_at_the_first_figure_without_one():
    chart = state("L2", ENDED).chart
    assert chart
    below, above = signal_runs.signal_runs(chart.points)
    assert (below.first.first, below.last.first) == (date(2024, 1, 1), date(2025, 2, 1)), "14 months below a mean of 22.7"
    assert (above.first.first, above.last.first) == (date(2025, 3, 1), date(2025, 3, 1))
    assert above.after and above.after.first == date(2025, 4, 1)
    assert signal_runs.standing_since(chart.points) == date.max
