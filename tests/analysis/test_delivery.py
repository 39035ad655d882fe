"""Delivery: returns add up as they should, sentences say what is known, and what is not known is never 0%."""

import csv
import re
from collections import defaultdict
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.declared import reference_tables
from analysis.declared.settings import settings
from analysis.figures import disclosure
from analysis.figures.figure import Caption
from analysis.projects import chosen, delivery, portfolio
from analysis.projects import figures as project_figures
from analysis.projects.delivery import Output, Quarter
from analysis.projects.facts import FundedProject, Grant
from analysis.projects.ratings import Finding, Rated, Rating
from analysis.projects.returns import Return, to_date
from analysis.release.database import ask
from analysis.release.questions.projects import Grants, Projects
from analysis.release.rows import ask_rows, known_as
from tests import plain
from tests.answers import answer

CAPTION = Caption("a source", "a period", "Anytown", "0123456789abcdef")
QUARTERS = delivery.quarters("2024/25")


def returned(quarter: int, value: float | None, basis: str = "period") -> Return:
    """A return for the quarter of that number, 0 to 3, of 2024/25."""
    return Return("g", "P4", "workshops", QUARTERS[quarter].first, QUARTERS[quarter].last, value, basis)


def output(**given_values) -> Output:
    known = {
        "grant_id": "g",
        "project_id": "P4",
        "measure_id": "workshops",
        "label": "Workshops delivered",
        "unit": "workshops",
        "kind": "count",
        "minimum": 12.0,
        "due": date(2025, 3, 31),
        "counts_people": False,
        "source": "",
        "value": None,
        "upto": None,
    }
    return Output(**{**known, **given_values})


# Adding up


def test_quarters_of_a_financial_year():
    assert QUARTERS[0] == Quarter(date(2024, 4, 1), date(2024, 6, 30))
    assert QUARTERS[3] == Quarter(date(2025, 1, 1), date(2025, 3, 31))
    assert delivery.quarters("") == []


def test_periods_are_summed_and_a_cumulative_figure_stands_for_all_before_it():
    assert to_date([returned(0, 0), returned(1, 3), returned(2, 2)], "count") == (5, QUARTERS[2].last)
    assert to_date([returned(0, 1, "cumulative"), returned(1, 3, "cumulative")], "count") == (3, QUARTERS[1].last)
    mixed = [returned(0, 9), returned(1, 3, "cumulative"), returned(2, 2)]
    assert to_date(mixed, "count") == (5, QUARTERS[2].last)


def test_percentages_and_yes_or_no_do_not_add_up():
    assert to_date([returned(0, 40), returned(1, 60)], "percent") == (60, QUARTERS[1].last)
    assert to_date([returned(0, 1), returned(1, 1)], "yes_no") == (1, QUARTERS[1].last)


def test_a_blank_value_is_not_nought():
    assert to_date([returned(0, None)], "count") == (None, None)
    assert to_date([returned(0, 4), returned(1, None)], "count") == (4, QUARTERS[0].last)


@given(st.lists(st.tuples(st.sampled_from(["period", "cumulative"]), st.none() | st.integers(0, 50)), max_size=4))
def test_to_date_agrees_with_walking_through_the_quarters(rows):
    running, seen = 0, False
    for basis, value in rows:
        if value is not None:
            running, seen = (value if basis == "cumulative" else running + value), True
    asked, upto = to_date([returned(number, value, basis) for number, (basis, value) in enumerate(rows)], "count")
    assert (asked is not None) == seen == (upto is not None)
    assert asked == (running if seen else None)


# Sentences


@pytest.mark.parametrize(
    ("known", "said", "short"),
    [
        (
            {"value": 3.0, "upto": date(2024, 9, 30)},
            "3 of 12 workshops to 30 September 2024; 9 to go by 31 March 2025.",
            "3 of 12",
        ),
        (
            {"value": 10.0, "upto": date(2025, 3, 31)},
            "10 of 12 workshops by 31 March 2025; 2 short of the minimum.",
            "10 of 12",
        ),
        ({"value": 13.0, "upto": date(2025, 3, 31)}, "13 workshops to 31 March 2025; the minimum of 12 is met.", "13 of 12"),
        ({"value": 0.0, "upto": date(2024, 6, 30)}, "0 of 12 workshops to 30 June 2024; 12 to go by 31 March 2025.", "0 of 12"),
        ({}, "No return yet; at least 12 workshops due by 31 March 2025.", "no return yet"),
        ({"due": None}, "No return yet; at least 12 workshops due.", "no return yet"),
        ({"minimum": None}, "To be agreed; no return yet.", "to be agreed, no return yet"),
        (
            {"minimum": None, "value": 7.0, "upto": date(2024, 9, 30)},
            "7 workshops to 30 September 2024; the minimum is to be agreed.",
            "7, minimum to be agreed",
        ),
        (
            {"kind": "yes_no", "minimum": 1.0, "value": 1.0, "upto": date(2024, 9, 30)},
            "Done, says the return to 30 September 2024.",
            "done",
        ),
        (
            {"kind": "yes_no", "minimum": 1.0, "value": 0.0, "upto": date(2024, 9, 30)},
            "Not done yet, says the return to 30 September 2024; due by 31 March 2025.",
            "not done yet",
        ),
        ({"kind": "yes_no", "minimum": 1.0}, "No return yet; due by 31 March 2025.", "no return yet"),
        (
            {"kind": "percent", "unit": "%", "minimum": 60.0, "value": 45.0, "upto": date(2024, 9, 30)},
            "45% of 60% to 30 September 2024; 15 percentage points to go by 31 March 2025.",
            "45% of 60%",
        ),
        (
            {"minimum": 1.0, "unit": "conferences", "value": 0.0, "upto": date(2024, 9, 30)},
            "0 of 1 conference to 30 September 2024; 1 to go by 31 March 2025.",
            "0 of 1",
        ),
        (
            {"minimum": 500.0, "unit": "people", "counts_people": True, "few": True, "upto": date(2024, 9, 30)},
            "Fewer than 5 people to 30 September 2024; at least 500 people due by 31 March 2025.",
            "fewer than 5 of 500",
        ),
    ],
)
def test_an_output_in_words(known, said, short):
    assert delivery.sentence(output(**known)) == said
    assert delivery.short_words(output(**known)) == short


def test_one_to_four_people_leave_neither_as_bar_nor_in_the_table():
    told = output(counts_people=True, unit="people", minimum=500.0, value=4.0, upto=date(2024, 9, 30))
    with pytest.raises(disclosure.NotCleared):
        disclosure.leave(project_figures.outputs([told], {}, CAPTION))
    few = replace(told, value=None, few=True)
    figure = project_figures.outputs([few], {}, CAPTION)
    assert figure.chart is not None and figure.chart["data"][0]["x"] == [None]
    assert pd.isna(figure.table["To date"].iloc[0]) and "4 " not in figure.sentence
    none = output(counts_people=True, unit="people", minimum=500.0, value=0.0, upto=date(2024, 9, 30))
    assert "0 of 500 people" in disclosure.leave(project_figures.outputs([none], {}, CAPTION)).sentence, "nought names nobody"


@pytest.mark.parametrize("known", [{}, {"minimum": None}, {"minimum": None, "value": 7.0, "upto": date(2024, 9, 30)}])
def test_what_is_not_known_is_never_worked_out_as_a_share(known):
    figure = project_figures.outputs([output(**known)], {}, CAPTION)
    assert not re.search(r"\b0\s?%", f"{figure.title} {figure.sentence} {' '.join(figure.table['In words'])}")
    if figure.chart is not None:
        assert figure.chart["data"][0]["x"] == [None]


def test_headlines():
    met, open_one = output(value=12.0, upto=date(2025, 3, 31)), output(value=3.0, upto=date(2024, 9, 30))
    assert delivery.headline([met, open_one, output()], 1) == "1 of 3 agreed minima met, 1 without a return"
    agreed_later = output(project_id="P1", minimum=None)
    assert delivery.headline([met, agreed_later], 2) == "1 of 1 agreed minimum met; 1 project has its minimum still to be agreed"
    assert (
        delivery.headline([output()], 3)
        == "No return yet against the 1 agreed minimum; 2 projects have theirs still to be agreed"
    )
    assert delivery.headline([agreed_later], 8) == "8 funded projects; no minimum has been agreed yet"


GRANT = known_as(
    Grants, grant_id="g", title="A grant", funder="Home Office", year="2024/25", awarded=125000.0,
    conditions_confirmed_on=date(2024, 5, 30),
)  # fmt: skip


def test_the_grant_in_words():
    assert delivery.funding(GRANT) == [
        "£125,000 awarded for 2024/25 (Home Office).",
        "The conditions were confirmed on 30 May 2024. The day of release has not been handed in; £0 spent before it is funding "
        "not released, not a late project.",
        "How it is divided among the projects has not been handed in.",
    ]
    signed = replace(GRANT, conditions_signed_on=date(2024, 6, 20))
    assert "The conditions were confirmed on 30 May 2024 and signed off on 20 June 2024." in delivery.funding(signed)[1]
    only_signed = replace(signed, conditions_confirmed_on=None)
    assert delivery.funding(only_signed)[1].startswith("The conditions were signed off on 20 June 2024. The day of release")
    released = replace(GRANT, released_on=date(2024, 7, 8), allocated=90000.0)
    assert "The money was released on 8 July 2024; £0 spent before then is funding not released" in delivery.funding(released)[1]
    assert delivery.funding(released)[2] == "£90,000 allocated to projects, £35,000 unallocated."
    assert delivery.funding(replace(GRANT, allocated=130000.0))[2].endswith("£5,000 more than was awarded.")


def test_missing_returns_are_named_and_none_is_expected_before_the_money():
    today = date(2026, 11, 1)
    released = replace(GRANT, released_on=date(2024, 7, 8))
    expected = delivery.expected_quarters(released, [], today)
    assert expected == QUARTERS[1:]
    assert delivery.returns_said([], expected) == "No return yet."
    assert delivery.returns_said([returned(1, 3)], expected) == (
        "No return received for October to December 2024 and January to March 2025. The last figure is from September 2024."
    )
    assert delivery.returns_said([returned(1, 3), returned(3, 3)], expected) == (
        "No return received for October to December 2024. Later returns run to 31 March 2025."
    )
    assert delivery.returns_said([returned(n, 3) for n in (1, 2, 3)], expected) == "Returns received to 31 March 2025."


def test_a_return_is_missing_only_once_its_quarter_has_ended():
    assert delivery.expected_quarters(GRANT, [returned(1, 3)], date(2024, 12, 31)) == [QUARTERS[1]]
    assert delivery.expected_quarters(GRANT, [returned(1, 3)], date(2025, 1, 1)) == [QUARTERS[1], QUARTERS[2]]
    assert delivery.expected_quarters(GRANT, [], date(2026, 1, 1)) == []


# Figures from the release, worked out a second time in plain Python


def plain_rows(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def plain_returns(files):
    """(grant, project, measure) → period end → (value, basis), the newest version that is not a draft."""
    rows = [row for row in plain.handed_in(files, "returns") if row["status"] != "draft"]
    newest = defaultdict(dict)
    for row in sorted(rows, key=lambda row: int(row["version"])):
        newest[row["grant_id"], row["project_id"], row["measure_id"]][row["period_end"]] = (row["value"], row["basis"])
    return newest


def test_outputs_of_the_demonstration_agree_with_its_file(demo_data, demonstration_files):
    returned = plain_returns(demonstration_files)
    found = delivery.outputs(ask("targets"), ask("returns"))
    shipped = plain_rows(reference_tables.shipped_file("targets.csv", settings().area_code))
    keys = ("grant_id", "project_id", "measure_id")
    assert {(*one.project, one.measure_id) for one in found} == {tuple(row[key] for key in keys) for row in shipped}
    for one in found:
        total = None
        for _, (value, basis) in sorted(returned[(*one.project, one.measure_id)].items()):
            if value:
                summed = basis == "period" and one.kind == "count"
                total = (total or 0) + float(value) if summed else float(value)
        assert one.value == total, one.label


def test_the_eight_projects_and_the_grant_are_those_of_the_reference(demo_data):
    projects, grant = ask("projects"), ask_rows(Grants, ask)[0]
    assert list(projects["project_id"]) == [f"P{number}" for number in range(1, 9)]
    assert reference_tables.shipped_file("allocations.csv", settings().area_code) is None, "allocations were never published"
    assert grant.awarded == 125000 and grant.allocated == 118000, "those of the demonstration are invented"
    figure = project_figures.grant(replace(grant, allocated=None), projects.assign(allocated=None), CAPTION)
    assert figure.title == "£125,000 awarded, how it is divided is not handed in", "nobody said that it is unallocated"
    assert "nallocated" not in f"{figure.title} {figure.sentence} {figure.table.to_csv()} {figure.chart}"
    assert list(figure.table["Allocated, pounds"].dropna()) == [125000.0]


def test_the_unallocated_balance_is_what_allocations_leave():
    shares = (("P1", "One", 40000.0), ("P2", "Two", None))
    listed = [{"grant_id": "g", "project_id": name, "title": title, "allocated": share} for name, title, share in shares]
    projects = answer(Projects, listed)
    figure = project_figures.grant(replace(GRANT, allocated=40000.0), projects, CAPTION)
    assert figure.title == "£125,000 awarded, £85,000 not allocated"
    assert figure.table["Allocated, pounds"].tolist()[::2] == [40000.0, 85000.0]
    unknown = project_figures.grant(replace(GRANT, awarded=None, allocated=40000.0), projects, CAPTION)
    assert unknown.title == "An amount not known awarded, the balance is not known"
    assert pd.isna(unknown.table["Allocated, pounds"].iloc[-1])
    assert pd.isna(figure.table["Allocated, pounds"].iloc[1]), "a blank allocation is not nought"


def test_minima_without_a_return_are_never_counted_as_missed():
    silent, met, short = output(), output(value=12.0, upto=date(2025, 3, 31)), output(value=3.0, upto=date(2024, 12, 31))
    assert portfolio.outputs_words([silent, silent]) == "no return yet on 2 minima"
    assert portfolio.outputs_words([met, short, silent]) == "1 of 3 minima reached, 1 without a return"
    assert portfolio.outputs_words([output(minimum=None)]) == "1 minimum to be agreed"
    assert (
        portfolio.outputs_words([met, output(contradictions=("One of two is wrong.",))]) == "1 of 2 minima reached, 1 not clear"
    )


@pytest.mark.real_data
def test_a_release_without_returns_says_so_for_every_output(real_release):
    found = delivery.outputs(ask("targets"), ask("returns"))
    assert found and all(one.value is None for one in found)
    assert delivery.headline(found, 8).startswith("No return yet against the 13 agreed minima")
    figure = project_figures.outputs(found, {}, CAPTION)
    assert "nothing is worked out" in figure.sentence
    assert all("no return yet" in said.lower() for said in figure.table["In words"])


# What an address asks for


def rated(grant, project, title, pillars, lead=None, rating=None):
    row = {"grant_id": grant, "project_id": project, "title": title, "pillars": pillars, "lead_organisation": lead}
    found = Rating("spend", Finding("on_plan", rating, "Said."))
    return Rated(FundedProject(known_as(Projects, **row), Grant(known_as(Grants, grant_id=grant))), None, (found,))


PROJECTS = [
    rated("g", "P1", "Evening wardens", "feeling_safe; learning", rating=4),
    rated("g", "P2", "Workshops", None, "A charity"),
    rated("h", "P1", "More wardens", "learning", rating=4),
]
NAMES = chosen.offered(PROJECTS, {"learning": "Learning and Understanding", "feeling_safe": "Feeling Safe"})


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [("g", "P1"), ("g", "P2"), ("h", "P1")]),
        ({"project": ["p1"]}, [("g", "P1"), ("h", "P1")]),
        ({"project": ["Workshops"]}, [("g", "P2")]),
        ({"pillar": ["Feeling safe"]}, [("g", "P1")]),
        ({"pillar": ["learning"], "project": ["P2"]}, []),
        ({"rating": ["4"]}, [("g", "P1"), ("h", "P1")]),
        ({"rating": ["none"]}, [("g", "P2")]),
        ({"lead": ["a charity"]}, [("g", "P2")]),
    ],
)
def test_an_address_may_ask_for_projects_pillars_ratings_and_leads(asked, expected):
    found, unmet = chosen.chosen(PROJECTS, NAMES, asked)
    assert ([one.facts.project for one in found], unmet) == (expected, [])


def test_a_page_about_one_project_takes_it_from_its_grant():
    assert [chosen.one(PROJECTS, *asked)[0].facts.project for asked in (("", ""), ("h", "P1"), ("G", "workshops"))] == [
        ("g", "P1"), ("h", "P1"), ("g", "P2"),
    ]  # fmt: skip
    for asked, said in (
        (("x", "P1"), "“x” is no grant of this partnership."),
        (("h", "P2"), "“P2” is no project of this partnership."),
    ):
        found, (unmet,) = chosen.one(PROJECTS, *asked)
        assert found is None and unmet.said == said


def test_a_project_or_pillar_that_is_not_there_is_named_with_the_nearest():
    _, (project, pillar) = chosen.chosen(PROJECTS, NAMES, {"project": ["P99"], "pillar": ["nope"]})
    assert (
        project.said == "“P99” is no project of this partnership." and pillar.said == "“nope” is no pillar of this partnership."
    )
    assert dict(project.nearest) == {"P1": "P1 More wardens", "P2": "P2 Workshops"}
    _, (project,) = chosen.chosen(PROJECTS, NAMES, {"project": ["Workshop"]})
    assert project.nearest == (("P2", "P2 Workshops"),)
