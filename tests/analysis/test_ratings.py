"""Ratings, forecasts and moves of money against worked examples that a grants officer can check by hand (tests/golden)."""

import csv
from dataclasses import replace
from datetime import date

import pytest

from analysis.projects import delivery, money, path, ratings
from analysis.projects.facts import FundedProject, Grant, facts
from analysis.projects.ratings import Finding, Override, Rated, Rating
from analysis.release.questions.projects import Grants, Milestones, Moves, Projects, Ratings, Returns, Risks, Spend, Targets
from analysis.release.rows import known_as
from tests.answers import answer
from tests.conftest import PROJECT

YEAR = delivery.quarters("2024/25")
WHOSE = {"grant_id": "g", "project_id": "P1"}
TODAY = date(2025, 5, 1)


def golden(name):
    with (PROJECT / "tests" / "golden" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cases(name):
    return pytest.mark.parametrize("case", golden(name), ids=lambda case: case["case"])


def day(text):
    return date.fromisoformat(text) if text and text != "blank" else None


def number(text):
    return float(text) if text else None


def quarter(case):
    return next(each for each in YEAR if each.last == day(case["quarter_end"]))


def known(released, targets=(), returned=(), milestones=()):
    """A project as the questions answer, with one measure; released None: not known."""
    grant = {"grant_id": "g", "year": "2024/25", "released_on": released, "awarded": 1000.0}
    answers = {
        "grants": answer(Grants, [grant]),
        "projects": answer(Projects, [WHOSE | {"title": "One"}]),
        "targets": answer(Targets, targets),
        "returns": answer(Returns, returned),
        "milestones": answer(Milestones, milestones),
    }
    (found,) = facts(answers, TODAY)
    return found


def of_delivery(case):
    target = WHOSE | {"measure_id": "m", "label": "Workshops", "unit": "workshops", "kind": case.get("kind", "count")}
    target |= {"minimum": number(case["minimum"]), "due": day(case["due"]), "counts_people": "N", "part_of": None, "source": ""}
    pairs = [pair.split("=") for pair in case["returned"].split(";") if pair]
    kind = {"basis": "cumulative", "measure_id": "m"}
    returned = [
        WHOSE | kind | {"period_start": delivery.quarters("2024/25")[0].first, "period_end": day(end), "value": float(value)}
        for end, value in pairs
    ]
    returned = [one | {"period_start": next(q.first for q in YEAR if q.last == one["period_end"])} for one in returned]
    milestones = []
    if case.get("milestone_due"):
        reached = day(case["milestone_reached"])
        milestones = [WHOSE | {"title": "Contract", "due": day(case["milestone_due"]), "forecast": None, "actual": reached}]
    return known(day(case["released"]), [target], returned, milestones)


@cases("delivery_ratings.csv")
def test_delivery(case):
    found = ratings.delivery(of_delivery(case), quarter(case))
    assert (found.rule, str(found.rating or "")) == (case["rule"], case["rating"]), found.reason
    assert found.rule in ratings.RULES and found.reason.endswith(".")


@cases("spend_ratings.csv")
def test_spend(case):
    planned, spent = (([number(part) for part in case[name].split(";")] if case[name] else []) for name in ("planned", "spent"))
    rows = [
        known_as(Spend, **WHOSE, period_start=each.first, period_end=each.last, profile=plan, actual=actual)
        for each, plan, actual in zip(YEAR, planned, spent, strict=False)
    ]
    project = replace(known(day(case["released"])), spend=tuple(rows), allocated=number(case["allocated"]))
    found = ratings.spend(project, quarter(case))
    assert (found.rule, str(found.rating or "")) == (case["rule"], case["rating"]), found.reason
    if case["expected"]:
        known_money = money.spent_by(rows, day(case["quarter_end"]), day(case["released"]))
        assert isinstance(known_money, money.Spent) and known_money.planned == pytest.approx(float(case["expected"]), abs=0.01)


def scored(text):
    return None if text in ("", "blank") else float(text[0]) * float(text[2])


@cases("risk_ratings.csv")
def test_risk(case):
    columns = [case[name].split(";") if case[name] else [] for name in ("before", "after", "former")]
    risks = tuple(
        known_as(Risks, cause="Rain", score=scored(before), score_after=scored(after), former_score=scored(former))
        for before, after, former in zip(*columns, strict=True)
    )
    project = replace(known(None), risks=risks)
    found, former = ratings.risk(project), ratings.risk(project, former=True)
    assert (found.rule, str(found.rating or ""), str(former.rating or "")) == (
        case["rule"],
        case["rating"],
        case["former_rating"],
    )


@cases("output_forecasts.csv")
def test_forecast(case):
    project = of_delivery(case)
    (output,) = project.outputs
    found = path.forecast(output, project.totals.get("m", ()), project.begins, project.ends)
    if not case["middle"]:
        assert found == case["verdict"]
        return
    assert isinstance(found, path.Reach) and found.verdict == case["verdict"]
    expected = [float(case[name]) for name in ("low", "middle", "high")]
    assert [found.low, found.middle, found.high] == pytest.approx(expected, abs=0.01)


def test_a_forecast_is_said_with_its_range():
    case = golden("output_forecasts.csv")[0]
    project = of_delivery(case)
    said = path.forecast_words(path.forecast(project.outputs[0], project.totals["m"], project.begins, None), "workshops")
    assert said == (
        "At the pace since the money came about 16 workshops by 30 June 2025 (15 to 17): it may or may not reach its minimum."
    )


def test_moves_change_shares_and_never_the_grant():
    moves = [
        Moves("g", start, end, amount, TODAY, "b-1")
        for start, end, amount in (("P1", "P2", 300.0), (None, "P1", 50.0), (None, "P3", 100.0))
    ]
    *projects, rest = golden("moves_of_money.csv")
    after = {row["project"]: money.after_moves(number(row["allocated"]), ("g", row["project"]), moves) for row in projects}
    assert after == {row["project"]: number(row["after"]) for row in projects}
    assert sum(value or 0 for value in after.values()) + float(rest["after"]) + 100 == 1700, "the grant is what it was"
    assert money.after_moves(1000.0, ("other", "P1"), moves) == 1000, "another grant's P1"
    assert money.move_words(moves[1]) == "£50 from what is not allocated to P1, decided on 1 May 2025 (b-1)."


def of(*values):
    found = [Rating(kind, Finding("on_path", value, "Said.")) for kind, value in zip(ratings.KINDS, values, strict=True)]
    return Rated(FundedProject(known_as(Projects, **WHOSE), Grant(known_as(Grants))), None, tuple(found))


def test_overall_is_never_better_than_the_worst():
    assert of(1, 4, 2).overall == 4
    assert of(None, 1, None).overall == 1, "what is not rated neither helps nor harms"
    assert of(None, None, None).overall is None


def test_a_rating_that_a_person_sets_stands_beside_the_one_worked_out_until_its_day():
    case = next(case for case in golden("delivery_ratings.csv") if case["case"] == "missed on its day")
    set_by = Ratings("g", "P1", "2024/25 Q4", "delivery", 2, "A late bus", "chair", date(2025, 6, 30))
    project = replace(of_delivery(case), overrides=(set_by,))
    found = ratings.rated(project, TODAY)
    assert (found["delivery"].value, found["delivery"].found.rating, found.overall) == (2, 5, 2)
    assert found["delivery"].words() == (
        "Set to 2 by the chair until 30 June 2025: A late bus. (Worked out as 5: Workshops: 10 workshops by 31 March 2025, when"
        " the minimum of 12 was due.)"
    )
    later = ratings.rated(project, date(2025, 7, 1))
    assert (later["delivery"].value, later.overall) == (5, 5)
    assert later["delivery"].words().endswith("was due. A rating of 2 set by the chair ended on 30 June 2025.")
    other = replace(project, overrides=(replace(set_by, quarter="2024/25 Q3"),))
    assert ratings.rated(other, TODAY)["delivery"].override is None, "of another quarter"


def test_the_direction_is_that_of_the_same_rules_a_quarter_before():
    case = {"released": "2024-07-01", "due": "2025-03-31", "minimum": "12", "returned": "2024-12-31=9;2025-03-31=10"}
    found = ratings.rated(of_delivery(case), TODAY)
    assert (found["delivery"].before, found["delivery"].found.rating, found["delivery"].direction) == (1, 5, "worse")
    assert ratings.rated(of_delivery(case | {"returned": "2025-03-31=10"}), TODAY)["delivery"].direction == ""


def test_before_any_money_nothing_is_rated():
    found = ratings.rated(known(None), TODAY)
    assert found.quarter is None and found.overall is None
    assert found["delivery"].words() == "The day on which the money came is not handed in, and progress counts from it."
    assert Override(2, "r", "chair", TODAY).words() == "Set to 2 by the chair until 1 May 2025: r."


def test_every_rule_has_its_worked_example():
    told = {case["rule"] for name in ("delivery", "spend", "risk") for case in golden(f"{name}_ratings.csv")}
    assert told == set(ratings.RULES)
