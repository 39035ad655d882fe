"""Returns that contradict each other are named, and nothing shown of people tells 1 to 4 of them, set side by side as one may.

The attacker knows every rule of this program and sees all that is shown, at the end of each quarter. He goes through all
histories that could have been, keeps those that would have shown the very same, and asks what they have in common.
"""

import itertools
from collections import defaultdict
from dataclasses import replace
from datetime import date

import msgspec
import pandas as pd
import pytest

from analysis.declared import reference_tables
from analysis.declared.indicators import Indicator
from analysis.figures import disclosure
from analysis.figures.figure import Caption
from analysis.indicators import asked as indicators
from analysis.projects import delivery
from analysis.projects import figures as project_figures
from analysis.projects.returns import Return, contradictions, to_date, totals
from analysis.release.questions.projects import Returns, Targets
from tests.answers import answer

CAPTION = Caption("a source", "a period", "Anytown", "0123456789abcdef")
QUARTERS = delivery.quarters("2024/25")
TARGET = {"grant_id": "g", "project_id": "P5", "kind": "count", "minimum": None, "due": None, "source": ""}
ENGAGED = TARGET | {"measure_id": "engaged", "label": "Children engaged", "unit": "people", "counts_people": "Y", "part_of": None}
GOOD = ENGAGED | {"measure_id": "good", "label": "Children with no new offence", "part_of": "engaged"}
WORKSHOPS = ENGAGED | {"measure_id": "workshops", "label": "Workshops", "unit": "workshops", "counts_people": "N", "minimum": 12}


def row(measure, quarter, value, basis="cumulative", first=None):
    """A row of the question `returns`."""
    period = {"period_start": (first or QUARTERS[quarter].first), "period_end": QUARTERS[quarter].last}
    return {"grant_id": "g", "project_id": "P5", "measure_id": measure, "value": value, "basis": basis} | period


def outputs(targets, rows):
    return delivery.outputs(answer(Targets, targets), answer(Returns, rows))


def running(measure, values):
    return [row(measure, quarter, value) for quarter, value in enumerate(values) if value is not None]


# Contradictions


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            running("workshops", (20, 15)),
            "Returned 20 workshops by 30 June 2024, 15 by 30 September 2024: a running total cannot fall; ask the project.",
        ),
        (
            [row("workshops", 0, 9, "period"), row("workshops", 1, 3)],
            "The returns for April to June 2024 add up to 9 workshops, the running total by 30 September 2024 grew by 3; ask the"
            " project.",
        ),
        (
            [row("workshops", 0, 4), row("workshops", 1, 9, "period"), row("workshops", 2, 10)],
            "The returns for July to September 2024 add up to 9 workshops, the running total by 31 December 2024 grew by 6 since"
            " 30 June 2024; ask the project.",
        ),
        (
            [row("workshops", 0, 4), row("workshops", 1, 1, "period"), row("workshops", 2, 1, "period"), row("workshops", 2, 10)],
            "The returns for July to December 2024 add up to 2 workshops, the running total by 31 December 2024 grew by 6 since"
            " 30 June 2024; ask the project.",
        ),
        (
            [row("workshops", 0, 9, "period"), row("workshops", 1, 20, "period", first=QUARTERS[0].first)],
            "The returns for April to June 2024 and April to September 2024 overlap, so that they would count some twice; ask the"
            " project.",
        ),
        (
            [row("workshops", 0, 9, first=date(2024, 4, 1)), row("workshops", 0, 12, first=date(2024, 6, 1))],
            "Two running totals were returned for 30 June 2024; ask the project which is right.",
        ),
    ],
)
def test_returns_that_cannot_all_be_right_are_named_and_meet_no_minimum(rows, said):
    (output,) = outputs([WORKSHOPS], rows)
    assert delivery.sentence(output) == f"{said} Whether the minimum of 12 is met is not clear."
    assert delivery.short_words(output) == "not clear: its returns contradict each other"
    assert output.met is None and output.value is None
    assert delivery.headline([output], 1) == "None of 1 agreed minimum met, 1 not clear"
    cleared = disclosure.leave(project_figures.outputs([output], {}, CAPTION))
    assert "reached it" in cleared.title and cleared.title.startswith("None")
    assert pd.isna(cleared.table["To date"].iloc[0]) and said in cleared.sentence


@pytest.mark.parametrize(
    "rows",
    [
        running("workshops", (0, 0, 5, 5)),
        [row("workshops", quarter, 4, "period") for quarter in range(4)],
        [row("workshops", 0, 4, "period"), row("workshops", 1, 9), row("workshops", 2, 3, "period")],
        [row("workshops", 0, 4), row("workshops", 1, 3, "period"), row("workshops", 2, 9)],
        running("workshops", (4, None, 9)),
    ],
)
def test_returns_that_can_all_be_right_are_not_named(rows):
    (output,) = outputs([WORKSHOPS], rows)
    assert (
        not output.contradictions
        and output.value
        == to_date(
            [
                Return("g", "P5", "workshops", each["period_start"], each["period_end"], each["value"], each["basis"])
                for each in rows
            ],
            "count",
        )[0]
    )


def test_a_yes_that_becomes_a_no_is_named_and_a_percentage_may_fall():
    yes_no = WORKSHOPS | {"kind": "yes_no", "unit": "", "minimum": 1}
    (output,) = outputs([yes_no], running("workshops", (1, 0)))
    assert delivery.sentence(output) == (
        "Done by 30 June 2024, not done by 30 September 2024, say the returns; ask the project. Whether the minimum is met is not"
        " clear."
    )
    (share,) = outputs([WORKSHOPS | {"kind": "percent", "unit": "%"}], running("workshops", (60, 40)))
    assert share.value == 40 and not share.contradictions


@pytest.mark.parametrize("values", [(20, 18), (20, 3), (22, 20, 21)])
def test_a_running_total_of_people_that_falls_is_named_without_its_numbers(values):
    (output,) = outputs([ENGAGED | {"minimum": 20}], running("engaged", values))
    assert delivery.sentence(output) == (
        "Fewer were returned by 30 September 2024 than by 30 June 2024: a running total cannot fall; ask the project. Whether the"
        " minimum of 20 is met is not clear."
    )
    assert output.value is None and output.met is None


def test_more_of_a_part_than_of_its_whole_is_named():
    found = outputs([ENGAGED, GOOD], [*running("engaged", (20,)), *running("good", (26,))])
    assert [output.value for output in found] == [20, None]
    assert delivery.sentence(found[1]) == (
        "More were returned by 30 June 2024 than of “Children engaged”, of which it is a part; ask the project."
    )


# Small numbers of people


def test_two_children_with_a_new_offence_cannot_be_worked_out():
    """38 engaged, 36 of them with no new offence: 2 with one."""
    found = outputs([ENGAGED, GOOD], [*running("engaged", (38,)), *running("good", (36,))])
    assert [output.value for output in found] == [38, None]
    assert delivery.sentence(found[1]) == (
        "The return to 30 June 2024 is not shown: beside what is, it would tell of fewer than 5 people; the minimum is to be"
        " agreed."
    )
    cleared = disclosure.leave(project_figures.outputs(found, {}, CAPTION))
    assert "36" not in cleared.csv().decode("utf-8-sig") and "36" not in str(cleared.chart)


def test_a_step_of_two_people_leaves_the_earlier_figure_with_its_day():
    (output,) = outputs([ENGAGED | {"minimum": 21}], running("engaged", (20, 22)))
    assert (output.value, output.upto, output.met) == (20, QUARTERS[0].last, None)
    assert delivery.sentence(output) == (
        "20 people to 30 June 2024. The return to 30 September 2024 is not shown: beside what is, it would tell of fewer than 5"
        " people. Whether the minimum of 21 is met is not clear."
    )
    (later,) = outputs([ENGAGED | {"minimum": 21}], running("engaged", (20, 22, 26)))
    assert (later.value, later.met, later.not_shown) == (26, True, None)


def test_the_gate_holds_back_a_part_beside_its_whole_whoever_made_the_figure():
    found = outputs([ENGAGED, GOOD], [*running("engaged", (38,)), *running("good", (32,))])
    disclosure.leave(project_figures.outputs(found, {}, CAPTION))
    with pytest.raises(disclosure.NotCleared, match="held back"):
        disclosure.leave(project_figures.outputs([found[0], replace(found[1], value=36)], {}, CAPTION))


def test_a_part_waits_for_its_whole():
    found = outputs([ENGAGED, GOOD], [*running("engaged", (None, 30)), *running("good", (20, 24))])
    assert [output.value for output in found] == [30, 24]
    assert [
        total.value for total in totals(typed([*running("engaged", (None, 30)), *running("good", (20, 24))]))[key("good")]
    ] == [
        None,
        24,
    ]


def test_two_parts_that_together_leave_two_are_not_both_shown():
    girls, boys = (GOOD | {"measure_id": name, "label": name} for name in ("boys", "girls"))
    rows = [*running("engaged", (20,)), *running("boys", (9,)), *running("girls", (9,))]
    found = outputs([ENGAGED, girls, boys], rows)
    assert sorted(str(output.value) for output in found) == ["20.0", "9.0", "None"]


def test_declarations_that_go_round_in_a_circle_show_nothing():
    rows = [*running("engaged", (20,)), *running("good", (12,))]
    found = outputs([ENGAGED | {"part_of": "good"}, GOOD], rows)
    assert [output.value for output in found] == [None, None]


def key(measure):
    return ("g", "P5", measure)


def typed(rows):
    """The rows as `read_returns` gives them, with what their targets say."""
    return [
        Return(
            *key(each["measure_id"]), each["period_start"], each["period_end"], each["value"], each["basis"], counts_people=True,
            part_of="engaged" if each["measure_id"] == "good" else "",
        )
        for each in rows
    ]  # fmt: skip


def shown(engaged, good):
    """All that is shown of a history: at the end of each quarter, the outputs in figures and words and the series of both."""
    return tuple(
        (tuple((total.value, total.few, total.contradicted) for total in measure))
        for measure in totals(typed([*running("engaged", engaged), *running("good", good)])).values()
    )


def few(value):
    return 1 <= value <= 4


def told(histories):
    """What all histories have in common and is 1 to 4: figures and steps from quarter to quarter of each measure and the rest."""
    known = set()
    for what, values in sensitive(histories).items():
        if len(values) == 1 and few(next(iter(values))):
            known.add(what)
    return known


def sensitive(histories):
    found = defaultdict(set)
    for engaged, good in histories:
        rest = tuple(whole - part for whole, part in zip(engaged, good, strict=True))
        for name, line in (("engaged", engaged), ("good", good), ("rest", rest)):
            for place, value in enumerate(line):
                found[name, place].add(value)
            for place, (before, now) in enumerate(itertools.pairwise(line)):
                found[name, place, place + 1].add(abs(now - before))
    return found


def ordered(most, quarters):
    """Every running total of so many quarters that ends at no more than `most`."""
    return itertools.combinations_with_replacement(range(most + 1), quarters)


def histories_by_what_is_shown(most, quarters, showing):
    alike = defaultdict(list)
    for engaged in ordered(most, quarters):
        for good in ordered(engaged[-1], quarters):
            if all(part <= whole for part, whole in zip(good, engaged, strict=True)):
                alike[showing(engaged, good)].append((engaged, good))
    return alike


def by_rule(engaged, good):
    """What is shown of a history, by the rule alone."""
    whole = steps_of(engaged, disclosure.shown_steps(engaged))
    return whole, steps_of(good, disclosure.shown_steps(good, [whole]))


def steps_of(values, may):
    return tuple(value if shown else None for value, shown in zip(values, may, strict=True))


@pytest.mark.parametrize(("quarters", "most", "asked", "showing"), [(2, 12, 8, shown), (3, 11, 7, by_rule)])
def test_the_attacker_finds_no_few_people(quarters, most, asked, showing):
    """Histories of up to `asked` are attacked, among all of up to `most`: near the edge he would lack what else may have been."""
    alike = histories_by_what_is_shown(most, quarters, showing)
    for histories in alike.values():
        if min(engaged[-1] for engaged, _ in histories) <= asked:
            assert not told(histories), histories[:5]
    assert len(alike) > 50, "much is shown"


def test_the_attacker_would_find_them_in_what_the_returns_say():
    """The same attack on the bare returns finds the few: it is an attack."""
    assert told([((38,), (36,))]) == {("rest", 0)}
    assert told([((20, 22), (20, 22))]) == {("engaged", 0, 1), ("good", 0, 1)}


def test_every_surface_shows_the_same_figures(one_indicator):
    """The outputs, their table and the series of the indicator take all from the same totals."""
    rows = [*running("engaged", (6, 17, 29, 38)), *running("good", (6, 15, 25, 32))]
    frame = answer(Returns, [each | {"kind": "count", "counts_people": "Y", "part_of": part_of(each)} for each in rows])
    for measure, expected in (("engaged", [6, 17, 29, 38]), ("good", [6, None, None, 32])):
        one = one_indicator(measure)
        (line,) = indicators.series(one, pd.DataFrame(), pd.DataFrame(), frame, "E06990000")
        assert [point.value for point in line.points] == expected
        assert [total.value for total in totals(typed(rows))[key(measure)]] == expected
    assert [output.value for output in outputs([ENGAGED, GOOD], rows)] == [38, 32]


def part_of(each):
    return "engaged" if each["measure_id"] == "good" else None


@pytest.fixture
def one_indicator():
    """An indicator of returns by the measure that it counts."""
    whole: Indicator = next(each for each in indicators.declared() if each.id == "children_engaged")
    return lambda measure: replace(whole, numerator=msgspec.structs.replace(whole.numerator, measures=(measure,)))


def test_what_two_grants_return_under_one_project_is_two_lines(one_indicator):
    rows = [*running("engaged", (20, 30)), *({**each, "grant_id": "h"} for each in running("engaged", (None, None, 15)))]
    lines = indicators.series(one_indicator("engaged"), pd.DataFrame(), pd.DataFrame(), answer(Returns, rows), "E06990000")
    assert [(line.label, [point.value for point in line.points]) for line in lines] == [("h", [15]), ("g", [20, 30])]


def test_the_shipped_targets_name_their_parts():
    targets = reference_tables.partnership_table("targets", "E06000026").fillna("")
    parts = {row["measure_id"]: row["part_of"] for row in targets.to_dict("records") if row["part_of"]}
    assert parts == {"children_no_new_offence": "children_engaged", "pupils_supported": "pupils_screened"}
    assert set(parts.values()) <= set(targets["measure_id"])


def test_contradictions_are_told_in_order_of_time():
    rows = [Return("g", "P", "m", QUARTERS[n].first, QUARTERS[n].last, value, "cumulative") for n, value in enumerate((9, 5, 4))]
    assert [one.day for one in contradictions(rows)] == [QUARTERS[1].last, QUARTERS[2].last]
