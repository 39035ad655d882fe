"""What the front page says, on invented series whose answer is known."""

import random
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from analysis.figures import disclosure
from analysis.figures.charts.notes import Note
from analysis.figures.figure import Caption
from analysis.indicators import asked as indicators
from analysis.indicators import board, by_ward, detail, overview, sparklines, what_changed
from analysis.indicators import cards as indicator_cards
from analysis.indicators import figures as indicator_figures
from analysis.indicators import states as measures
from analysis.indicators.asked import Answers
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods.control_chart import ChartPoint, ControlChart, Variation
from analysis.methods.series import Point, Series
from analysis.release import annotations
from analysis.release.questions.indicators import Annotations, Breaks, Rebases
from tests.answers import answer

CAPTION = Caption("source", "period", "area", "release")
CALM = [20.0, 22.0, 19.0, 21.0, 20.0, 18.0, 21.0, 22.0, 20.0, 19.0, 21.0, 20.0, 22.0, 19.0, 20.0, 21.0]


def months(values: list[float | None], first: date = date(2024, 1, 1)) -> tuple[Point, ...]:
    """One point a month."""
    points: list[Point] = []
    for value in values:
        following = (first + timedelta(days=31)).replace(day=1)
        points.append(Point(first, following - timedelta(days=1), value))
        first = following
    return tuple(points)


def answers() -> Answers:
    """A release without a figure: the series are handed in."""
    return Answers(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), "E06000026")


def state(id: str, values: list[float | None], label: str = "") -> IndicatorState:
    """The state of a declared indicator with the series given."""
    one = next(each for each in indicators.declared() if each.id == id)
    return measures.state(one, answers(), lines=[Series(label, months(values))] if values else [])


def test_the_statement_names_what_is_of_concern_first_and_never_more_than_four() -> None:
    worse, calm = state("L2", [*CALM, 60.0]), state("N2", list(CALM))
    better = state("N2", [*CALM, 1.0])
    assert overview.headline([worse, calm]) == "Of concern: violent crime"
    assert overview.headline([better, worse]) == "Of concern: violent crime; improving: knife-enabled violence"
    other = state("robbery", [*CALM, 60.0])
    assert overview.headline([calm, other]) == "Of concern: robbery; no clear change in the adopted indicators"
    judged = "no clear change in 1 of 2 adopted indicators, the others cannot be judged yet"
    assert overview.headline([calm, state("L3", []), other]) == f"Of concern: robbery; {judged}"
    assert overview.headline([worse, other]) == "Of concern: violent crime; elsewhere of concern: robbery"


def test_a_statement_with_many_signals_names_the_strongest_two_and_counts_the_rest() -> None:
    names = ("L2", "robbery", "anti_social_behaviour", "ambulance_assaults", "assault_attendances", "night_zone_violence")
    worse = [state(name, [*CALM, 60.0]) for name in names]
    better = [state(name, [*CALM, 1.0]) for name in ("N1", "N2", "hate_crime")]
    said = overview.headline([*better, *worse])
    assert said == "Of concern: violent crime, ambulance call-outs, anti-social behaviour and 3 more; 2 improving; 1 changed"
    assert len(said) <= overview.LONGEST_STATEMENT


def test_a_statement_never_hides_a_concern_however_many_signals_there_are() -> None:
    told = [one for one in indicators.declared() if one.chart in ("control", "rate") and not one.is_of_the_data]
    names = [one.id for one in told if one.polarity != "no_judgement"]
    high = {one.id for one in indicators.declared() if one.polarity == "high_is_good"}
    chance = random.Random(20261126)
    for _ in range(60):
        chosen = chance.sample(names, chance.randint(1, 12))
        found = [state(name, [*CALM, chance.choice((1.0, 20.0, 60.0))]) for name in chosen]
        worse = {one.indicator.id for one in found if one.variation is Variation.CONCERN}
        assert worse == {
            one.indicator.id for one in found if one.value.rstrip("%") == ("1" if one.indicator.id in high else "60")
        }
        said = overview.headline(found)
        if not worse:
            assert "of concern" not in said.lower()
            continue
        assert said.lower().startswith(("of concern", f"{len(worse)} of concern"))
        first = said.split("; improving")[0].split("; elsewhere improving")[0]
        named = sum(overview.short(one).lower() in first.lower() for one in found if one.indicator.id in worse)
        counted = sum(int(number) for number in re.findall(r"(\d+) (?:more|of concern)", first, re.I))
        assert named + counted == len(worse), said
        assert len(said) <= overview.LONGEST_STATEMENT, said


def test_the_first_row_has_every_signal_once_and_none_of_the_data_themselves() -> None:
    worse, better, changed = state("robbery", [*CALM, 60.0]), state("L2", [*CALM, 1.0]), state("hate_crime", [*CALM, 60.0])
    adopted, data = state("N2", [*CALM, 60.0]), state("records_located", [90.0 + value / 10 for value in CALM] + [20.0])
    assert data.variation is Variation.CONCERN
    found = [worse, better, changed, adopted, data, state("N1", list(CALM))]
    row = overview.first_row(found)
    assert [one.heading for one in row] == ["▲ Worse: 2", "● Better: 1", "○ Changed: 1"]
    assert [one.indicator.id for one in row[0].states] == ["N2", "robbery"], "adopted ones first"
    assert "records" not in overview.headline(found).lower()
    assert overview.of_the_data(found).startswith("In the data themselves: Records located")
    assert [one.heading for one in overview.first_row([])] == ["▲ Worse: none", "● Better: none", "○ Changed: none"]
    assert not overview.of_the_data([worse])


def test_adopted_indicators_without_figures_are_one_line_and_no_card() -> None:
    found = [state("L2", list(CALM)), state("N1", []), state("L3", []), state("robbery", [])]
    assert [one.indicator.id for one in overview.on_cards(found)] == ["L2"]
    assert overview.waiting(found) == "2 adopted indicators need a file: N1 and L3."
    assert overview.waiting(found[:2]) == "1 adopted indicator needs a file: N1."
    assert not overview.waiting(found[:1])


def test_a_pillar_with_a_change_that_is_not_judged_does_not_say_no_clear_change() -> None:
    changed, calm = state("hate_crime", [*CALM, 60.0]), state("L2", list(CALM))
    assert changed.variation is Variation.NO_JUDGEMENT
    found = what_changed.pillar_states([changed, calm, state("L1", list(CALM))])
    named = {one.words for one in found if changed in one.states}
    assert named == {"Changed, no judgement"}
    assert indicator_figures.headline(found).startswith("Changes without judgement in ")


def test_a_state_that_cannot_be_worked_out_says_so_and_the_others_stand(monkeypatch, caplog, not_foreseen) -> None:
    worked = measures.state

    def failing(one, *rest, **more):
        if one.id == "L2":
            raise ZeroDivisionError("a fault that nobody foresaw")
        return worked(one, *rest, **more)

    monkeypatch.setattr(measures, "state", failing)
    found = {one.id: measures.state_or_fault(one, answers(), [Series("", months(list(CALM)))]) for one in indicators.declared()}
    broken = found.pop("L2")
    assert broken.fault and broken.fault in caplog.text and "ZeroDivisionError" in caplog.text
    assert broken.fault in broken.judgement and broken.fault in indicator_cards.body(
        disclosure.leave(indicator_cards.card(broken, CAPTION)), broken
    )
    assert broken.fault in indicator_figures.lacking(broken)
    assert not any(one.fault for one in found.values())
    assert what_changed.nothing_else([broken]) == "1 could not be worked out."


def test_the_statement_says_what_cannot_be_judged() -> None:
    calm, empty = state("N2", list(CALM)), state("L2", [])
    assert overview.headline([calm, empty]) == (
        "No clear change in knife-enabled violence; 1 of 2 adopted indicators cannot be judged yet"
    )
    assert overview.headline([empty]) == "None of the adopted indicators can be judged yet"


def test_since_a_day_tells_new_signals_and_those_that_ended() -> None:
    now = [state("L2", [*CALM, 60.0]), state("N2", [*CALM[:-1], 60.0, 20.0])]
    then = overview.cut(now, answers(), date(2025, 4, 30))
    found = overview.since(then, now, "compared")
    said = {each.indicator_id: each.text for each in found.statements}
    assert "New: Of concern" in said["L2"] and "Then 21 in April 2025: no clear change. Usual range" in said["L2"]
    assert (
        "No longer of concern: no clear change." in said["N2"]
        and "Then 60 in April 2025: of concern: " in said["N2"]
        and "Then 60 in April 2025" in said["N2"]
    )
    assert found.statements[0].indicator_id == "L2", "a signal comes before one that ended"


def test_since_a_day_tells_a_signal_that_came_and_went() -> None:
    now = [state("L2", [*CALM[:14], 60.0, 20.0])]
    then = overview.cut(now, answers(), date(2025, 1, 31))
    (said,) = overview.since(then, now, "compared", date(2025, 1, 31)).statements
    assert "In between, last in March 2025: of concern" in said.text and "No clear change" in said.text


def test_since_a_day_without_any_signal_names_the_new_figures_only() -> None:
    now = [state("L2", list(CALM)), state("N2", [])]
    found = overview.since(overview.cut(now, answers(), date(2024, 12, 31)), now, "compared", date(2024, 12, 31))
    assert not found.statements
    assert found.rest == "New figures without a clear change: violent crime."
    unchanged = [state("L2", [*CALM, 60.0])]
    assert not overview.since(unchanged, unchanged, "compared").statements, "the same signal from the same figure is no change"
    stands = overview.since(unchanged, unchanged, "compared")
    assert stands.unchanged == "Nothing has changed since then. As then, of concern: violent crime."
    assert found.unchanged == "No indicator shows a clear change, and none did then."
    same = overview.since(now, now, "compared")
    assert same.rest == "1 indicator with the same figure as then."


def test_a_cut_looks_at_nothing_that_ended_later() -> None:
    (then,) = overview.cut([state("L2", [*CALM, 60.0])], answers(), date(2024, 6, 15))
    assert then.point is not None and then.point.last == date(2024, 5, 31)
    (none,) = overview.cut([state("L2", [*CALM, 60.0])], answers(), date(2023, 6, 15))
    assert not none.filled


def card_body(found: IndicatorState) -> str:
    return indicator_cards.body(disclosure.leave(indicator_cards.card(found, CAPTION)), found)


def test_a_card_gives_value_period_symbol_and_rule() -> None:
    worse = state("L2", [*CALM, 60.0])
    body = card_body(worse)
    assert "<b>60</b> crimes in May 2025" in body
    assert '<span class="concern">▲</span> Of concern:' in body and "data:image/svg+xml;base64," in body
    assert indicator_cards.polarity_words(worse) == "L2 · ↓ is good"


def test_a_card_speaks_of_a_hatched_band_only_where_it_draws_one() -> None:
    register = {
        "source": "home_office_csp",
        "from_month": date(2024, 4, 1),
        "to_month": date(2024, 5, 1),
        "reason": "New system.",
    }
    one = next(each for each in indicators.declared() if each.id == "N3")
    line = Series("", months([1.0, 0.0, 2.0, 0.0, 1.0, 0.0, 0.0]))
    found = measures.state(one, replace(answers(), breaks=answer(Breaks, [register])), lines=[line])
    body = card_body(found)
    assert found.broken and "Hatched" not in body and "<img" not in body


def test_a_card_without_figures_names_the_file() -> None:
    empty = state("N2", [])
    body = card_body(empty)
    assert "No data" in body and "To load: The force" in body and "<img" not in body


def test_a_card_escapes_what_comes_from_files() -> None:
    found = state("L1", [50.0, 60.0], label="<script>x</script>")
    assert "<script>" not in card_body(found)


@pytest.mark.parametrize("dark", [False, True])
def test_a_picture_crosses_no_gap_and_marks_the_latest_by_shape(dark: bool) -> None:
    found = state("L2", [*CALM[:8], None, *CALM, 60.0])
    picture = sparklines.sparkline(found, dark)
    assert picture.count("<polyline") == 2, "a line before and one after the gap"
    assert ("#F58A50" if dark else "#F46A25") in picture and "nan" not in picture.lower() and "@" not in picture


def test_a_picture_that_no_chart_judges_crosses_no_gap_and_no_break() -> None:
    gap = sparklines.sparkline(state("L2", [20.0, 22.0, None, 21.0, 20.0]))
    assert gap.count("<polyline") == 2, "a line before and one after the missing month"
    register = {"source": "police_street", "from_month": date(2024, 4, 1), "to_month": date(2024, 5, 1), "reason": "New system."}
    one = next(each for each in indicators.declared() if each.id == "L2")
    line = Series("", months([20.0, 22.0, 21.0, 9.0, 8.0, 21.0, 20.0]))
    found = measures.state(one, replace(answers(), breaks=answer(Breaks, [register])), lines=[line])
    picture = sparklines.sparkline(found)
    assert picture.count("<polyline") == 3 and picture.count("url(#hatch)") == 2, "before, inside (hatched) and after the break"


def test_a_ward_with_too_few_to_judge_is_drawn_with_its_gap() -> None:
    points = [ChartPoint(one.first, one.last, one.value) for one in months([2.0, 1.0, None, None, 3.0, 0.0, None, 1.0])]
    picture = sparklines.of_chart(ControlChart("none", "low_is_good", tuple(points)))
    assert picture.count("<polyline") == 2, "no dotted line over the months without a file"
    assert picture.count("<circle") == 1, "a month alone between gaps is a dot"


def test_the_rate_of_a_month_says_its_month_beside_the_sum_of_twelve() -> None:
    one = next(each for each in indicators.declared() if each.id == "L2")
    line = Series("", months([200.0 + value for value in (*CALM, *CALM)]))
    said = indicator_figures.sentence(measures.state(one, replace(answers(), residents=100_000.0), lines=[line]))
    assert "August 2026: 2.2 per 1,000 residents (95% interval " in said and "in the 12 months to August 2026" in said
    assert "That is" not in said, "the rate is of the month, not of the sum beside it"


def test_the_statement_of_the_pillars_counts_those_with_figures() -> None:
    pillars = what_changed.pillar_states([state("L2", list(CALM)), state("L3", [])])
    assert indicator_figures.headline(pillars) == "No clear change in the 1 indicator with figures, in 1 of the 4 pillars"


def test_board_mode_shows_adopted_ones_with_figures_then_signals() -> None:
    found = [state("L2", list(CALM)), state("N2", []), state("robbery", [*CALM, 60.0]), state("weapon_possession", list(CALM))]
    assert [one.indicator.id for one in board.screens(found)] == ["L2", "robbery"]
    (missing,) = board.without_figures(found)
    assert missing.startswith("Knife-enabled serious violence recorded by the police (N2). To load: ")


def test_the_first_screen_of_board_mode_says_how_many_signals_it_leaves_to_others() -> None:
    names = ("L2", "robbery", "anti_social_behaviour", "ambulance_assaults")
    worse = [state(name, [*CALM, 60.0]) for name in names]
    assert len(board.strongest(worse)) == 4 and board.strongest(worse)[-1] == "And 1 more signal, on a screen of its own."
    assert len(board.strongest(worse[:3])) == 3


def test_board_mode_writes_whole_numbers_whole() -> None:
    listed = board.rows(pd.DataFrame({"Period": ["May", "June"], "Homicides": [0.0, None]}))
    assert listed.values.tolist() == [["May", "0"], ["June", ""]]


def test_marks_of_a_chart_are_said() -> None:
    register = {"source": "police_street", "from_month": date(2024, 3, 1), "to_month": date(2024, 4, 1), "reason": "New system."}
    line = Series("", (*months([*CALM, *CALM]), Point(date(2026, 9, 1), date(2026, 9, 30), None, status="no file")))
    one = next(each for each in indicators.declared() if each.id == "L2")
    found = measures.state(one, replace(answers(), breaks=answer(Breaks, [register])), lines=[line])
    notes = [Note(date(2025, 1, 6), "Patrols began.")]
    said = "Hatched: not comparable. New system. Grey: no file is loaded. A: 6 January 2025, Patrols began."
    assert indicator_figures.marks(found, notes) == said
    assert indicator_figures.figure_notes(found, notes)[0].endswith(said)
    few = indicator_figures.marks(state("L2", CALM[:5]), notes)
    assert few == "A: 6 January 2025, Patrols began.", "a chart of a few figures has its notes too"


def test_board_mode_enlarges_letters_and_strokes_but_not_bars() -> None:
    chart: dict[str, Any] = {
        "data": [{"type": "bar", "width": 0.5, "marker": {"size": 10, "line": {"width": 2}}}],
        "layout": {"height": 300, "margin": {"l": 10}, "xaxis": {"tickfont": {"size": 14}, "range": [0, 10]}},
    }
    larger = board.enlarged(chart)
    assert larger["data"][0] == {"type": "bar", "width": 0.5, "marker": {"size": 16.0, "line": {"width": 3.2}}}
    assert larger["layout"] == {"margin": {"l": 22}, "xaxis": {"tickfont": {"size": 30.8}, "range": [0, 10]}}
    assert chart["layout"]["height"] == 300, "the figure itself stays as it is"


def test_notes_are_those_of_the_indicator_and_area_or_of_all() -> None:
    rows = [
        Annotations(date(2025, 3, 1), "L2", None, "Patrols begin"),
        Annotations(date(2025, 1, 1), None, None, "New form"),
        Annotations(date(2025, 2, 1), "N1", None, "Elsewhere"),
        Annotations(date(2025, 4, 1), "L2", "E06000001", "Another city"),
    ]
    found = annotations.meant_for(annotations.read(rows), "L2", "E06000026")
    assert [note.text for note in found] == ["New form", "Patrols begin"]


def test_a_running_total_is_no_signal() -> None:
    total = replace(state("L2", list(CALM)), variation=Variation.NOT_ENOUGH)
    assert "cannot be judged yet" in overview.headline([state("N2", list(CALM)), total])


def test_then_and_now_each_stand_on_their_own_rule_and_months() -> None:
    rising = [*CALM, *(24.0 + step for step in range(9))]
    now = [state("L2", rising)]
    day = now[0].series[0].points[-2].last
    then = overview.cut(now, answers(), day)
    assert then[0].variation is now[0].variation is Variation.CONCERN and then[0].signal != now[0].signal
    (said,) = overview.since(then, now, "compared").statements
    assert f"Still so: of concern: {now[0].signal}" in said.text
    assert f"Then {then[0].value} in {then[0].period}: of concern: {then[0].signal}" in said.text


def test_a_decision_taken_after_the_day_does_not_move_what_is_said_of_then() -> None:
    later = {"indicator_id": "L2", "limits_from": date(2024, 9, 1), "reason": "New patrols", "decided_by": "Board"}
    values = [*CALM[:8], *(value + 15 for value in CALM)]
    one = next(each for each in indicators.declared() if each.id == "L2")
    for decided, known in ((date(2025, 10, 1), 0), (date(2025, 3, 1), 1)):
        decision = answer(Rebases, [{**later, "decided_on": decided}])
        found = replace(answers(), rebases=decision)
        now = measures.state(one, found, lines=[Series("", months(values))])
        (then,) = overview.cut([now], found, date(2025, 6, 30))
        assert len(then.rebases) == known


def test_a_signal_after_a_change_of_recording_says_so_in_the_same_line() -> None:
    register = {"source": "police_street", "from_month": date(2024, 3, 1), "to_month": date(2024, 4, 1), "reason": "New system."}
    one = next(each for each in indicators.declared() if each.id == "L2")
    line = Series("", months([*(value + 20 for value in CALM[:4]), *CALM, 4.0]))
    found = measures.state(one, replace(answers(), breaks=answer(Breaks, [register])), lines=[line])
    assert found.variation is Variation.IMPROVEMENT
    assert found.judgement.endswith("; judged on figures since May 2024 alone, after a registered break.")
    assert "judged on figures" not in state("L2", [*CALM, 4.0]).judgement


def test_no_page_says_both_that_an_indicator_is_told_by_ward_and_that_it_is_not() -> None:
    for one in indicators.declared():
        told = by_ward.places(one)
        assert bool(by_ward.not_by_ward(one)) is ("ward" not in told.lower().split("; its files hold")[0])
        rows = dict(detail.definition(one, "pillar"))
        assert rows["How often, for which places"].endswith(told)
