"""The gate: no figure leaves without saying what it counts, and none that counts people shows 1 to 4 of them anywhere."""

import ast
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.crime import harm_figures
from analysis.crime.by_harm import HarmRank, RankedCell
from analysis.declared import disclosure_rule
from analysis.declared.settings import ConfigurationError
from analysis.figures import disclosure
from analysis.figures.figure import FILES, OPEN, THINGS, WORKED_OUT, Caption, Cleared, Counted, Figure, Things
from analysis.figures.other_worlds import Sum
from analysis.grant_reports import tables as report_tables
from analysis.indicators import asked as indicators
from analysis.indicators import by_year, group_figures, indicator_state, other_areas, peer_figures, ward_figures
from analysis.indicators import cards as indicator_cards
from analysis.indicators import figures as indicator_figures
from analysis.indicators import states as measures
from analysis.indicators.asked import Answers, Indicator
from analysis.indicators.other_areas import OtherArea, SamePeriod
from analysis.indicators.overlapping_groups import Count, Groups
from analysis.indicators.peers import Beside, Partnership
from analysis.loaded import release_changes
from analysis.loaded.release_changes import Changes, Latest
from analysis.methods import rates, series
from analysis.methods.series import Point, Series
from analysis.night import activity, hospital, hours, month_hours, purple_flag, victims
from analysis.projects import delivery, one_project, portfolio, ratings
from analysis.projects import figures as project_figures
from analysis.projects.facts import FundedProject, Grant
from analysis.projects.returns import Return, Running
from analysis.release.questions.projects import Grants, Projects, Returns, Targets
from analysis.release.rows import known_as
from analysis.words import periods
from tests.answers import answer
from tests.conftest import PROJECT

CAPTION = Caption("Partner extract of offences, the force", "2025", "Anytown", "0123456789abcdef")


def figure(**changes: Any) -> Figure:
    """A figure of offences from a restricted source that may leave, with changes."""
    table = pd.DataFrame({"Period": ["March 2025", "April 2025"], "Offences": [7, 12], "Average": [3.5, 3.5]})
    counts = Counted(("Period",), ("Offences", "Of these by night"), apart=("Average",), nouns=("offences",))
    return replace(Figure("f", "12 offences", "12 offences in April.", None, table, CAPTION, counts), **changes)


def of_periods(**columns: list[Any]) -> pd.DataFrame:
    """A table of so many periods."""
    return pd.DataFrame({"Period": [f"period {at}" for at in range(len(next(iter(columns.values()))))], **columns})


def chart(**trace: Any) -> dict[str, Any]:
    return {"data": [{"type": "scatter", "x": ["2025-03-01"], **trace}], "layout": {}}


def test_a_figure_must_say_what_it_counts() -> None:
    with pytest.raises(TypeError, match="counts"):
        Figure("f", "t", "s", None, pd.DataFrame(), CAPTION)  # pyright: ignore[reportCallIssue]


def test_a_figure_without_small_numbers_leaves_with_all_its_parts() -> None:
    whole = figure(notes=("n",), alt="a", formats={"Offences": "localized"}, chart=chart(y=[7, 12]))
    cleared = disclosure.leave(whole)
    assert all(getattr(cleared, each.name) is getattr(whole, each.name) for each in fields(Cleared) if each.name != "marking")
    assert cleared.marking == ""


@pytest.mark.parametrize(
    "few",
    [
        {"table": of_periods(Offences=[7, 3])},
        {"table": of_periods(Offences=[7, np.int64(1)], Average=[3.5, 3.5])},
        {"table": of_periods(Offences=["7", "3"])},
        {"table": of_periods(Offences=[7, 9]).assign(**{"Of these by night": [7, 2]})},
        {"chart": chart(y=[7, 3])},
        {"chart": chart(y=[7, None], text=["March 2025: 7", "April 2025: 3. Below the usual range"])},
        {"chart": chart(y=[7, None], customdata=[[7], [4]])},
        {"chart": {"data": [], "layout": {"annotations": [{"text": "<b>3</b>"}]}}},
        {"title": "Night-time violence: 3 offences in April 2025"},
        {"sentence": "1 offence in April 2025."},
        {"notes": ("Left out: 2 offences.",)},
        {"alt": "4 offences"},
    ],
)
def test_a_restricted_figure_with_a_small_number_anywhere_is_held_back(few: dict[str, Any]) -> None:
    with pytest.raises(disclosure.NotCleared, match="held back"):
        disclosure.leave(figure(**few))


@pytest.mark.parametrize(
    "harmless",
    [
        {"table": of_periods(Offences=[7, 0, None], Average=[3.5, 3.5, 3.5])},
        {"chart": chart(y=[3.5, 3.5], meta=WORKED_OUT)},
        {"sentence": "13 offences; 2 of 3 months near the lower limit; fewer than 5 offences in May."},
        {
            "table": pd.DataFrame({"Output": ["people", "workshops"], "To date": [7, 3]}),
            "counts": Counted(("Output",), ("To date",), rows=(True, False)),
        },
        {
            "table": pd.DataFrame({"Workshops": [3], "Held at": ["2 schools"], "Spent": [2.5], "Files": [1]}),
            "counts": Things(
                {"Workshops": ("returns.value",), "Spent": ("spend.actual",), "Files": (FILES,)},
                of_people=False,
            ),
        },
    ],
)
def test_what_counts_nobody_leaves(harmless: dict[str, Any]) -> None:
    assert isinstance(disclosure.leave(figure(**harmless)), Cleared)


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        (THINGS, "does not declare what the numbers of its column 'Number' are of"),
        (Things({"Other": ("spend.actual",)}), "does not declare what the numbers of its column 'Number' are of"),
        (Things({"Number": ("activity.visits", "activity.people_helped")}), "counts people, and passes for one of things"),
        (Things({"Number": ("istv",)}), "counts people, and passes for one of things"),
        (Things({"Number": ("returns.value",)}), "counts people, and passes for one of things"),
        (Things({"Number": ("returns.value",)}, of_people=True), "counts people, and passes for one of things"),
    ],
)
def test_what_passes_for_things_is_asked_of_its_source(counts: Things, why: str) -> None:
    with pytest.raises(disclosure.NotCleared, match=why):
        disclosure.leave(figure(table=pd.DataFrame({"Number": [12, 40]}), counts=counts))


SEXES = Counted(("Sex",), ("Offences",), derived={"Share": ("Offences",)}, totals=(Sum(0, (1, 2, 3)),))
"""Everybody in the first row, three parts below."""


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"counts": Counted((), ("Offences",), apart=("Period", "Average"))}, "does not declare what a row of its table is"),
        ({"counts": Counted(("Period",), ("Offences",))}, "does not declare once what its column 'Average' holds"),
        ({"counts": Counted(("Period",), ("Offences",), apart=("Average", "Offences"))}, "once what its column 'Offences'"),
        ({"table": of_periods(Offences=[7, 9]).assign(Added=[12, 3])}, "does not declare once what its column 'Added' holds"),
    ],
)
def test_a_column_that_is_not_declared_holds_the_figure_back(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(disclosure.NotCleared, match=why):
        disclosure.leave(figure(**changes))


@pytest.mark.parametrize(
    ("offences", "shares", "leaves"),
    [
        ([20, 8, None, 12], None, True),  # nobody, which names nobody
        ([20, 8, None, 9], None, False),  # 3 are left
        ([20, 8, None, None], None, True),
        ([7, 5, None, None], None, True),  # two in two: a blank may be nought
        ([None, 5, None, 9], None, True),
        ([20, 8, None, None], [None, 40, None, None], True),
        ([20, 8, None, None], [None, 40, 35, None], False),  # the share of a count that is blank
    ],
)
def test_a_blank_that_the_others_tell_holds_the_figure_back(
    offences: list[float | None], shares: list[float | None] | None, leaves: bool
) -> None:
    table = pd.DataFrame({"Sex": ["Everybody", "Female", "Male", "Other"], "Offences": pd.Series(offences, dtype=object)})
    shown = figure(table=table.assign(Share=shares) if shares else table, counts=SEXES)
    if leaves:
        assert isinstance(disclosure.leave(shown), Cleared)
    else:
        with pytest.raises(disclosure.NotCleared, match="held back"):
            disclosure.leave(shown)


@pytest.mark.parametrize(("events", "leaves"), [(10, True), (9, False), (None, False)])
def test_a_rate_on_fewer_than_ten_events_holds_the_figure_back(events: float | None, leaves: bool) -> None:
    table = of_periods(Offences=[events, 40], Rate=[1.5, 6.0])
    shown = figure(table=table, counts=Counted(("Period",), ("Offences",), rates={"Rate": "Offences"}))
    if leaves:
        assert disclosure.leave(shown)
    else:
        with pytest.raises(disclosure.NotCleared, match="held back"):
            disclosure.leave(shown)
    assert disclosure.leave(replace(shown, table=table.assign(Rate=[None, 6.0])))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("smallest_shown = 8\nsmallest_base = 12", ""),
        ("smallest_shown = 1\nsmallest_base = 12", "disclosure.toml: `smallest_shown` must be a whole number from 3 to 20"),
        ("smallest_shown = 8\nsmallest_base = 5", "`smallest_base` must be a whole number from 8 to 20"),
        ("smallest_shown = 8", "`smallest_base` must be a whole number"),
    ],
)
def test_the_rule_is_read_from_its_file_and_checked(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "disclosure.toml"
    file.write_text(text, encoding="utf-8")
    if not said:
        assert disclosure_rule.read(file) == disclosure_rule.DisclosureRule(8, 12)
    else:
        with pytest.raises(ConfigurationError, match=said):
            disclosure_rule.read(file)
    assert disclosure_rule.in_force() == disclosure_rule.DisclosureRule(5, 10)


def test_a_figure_of_which_every_count_is_hidden_says_so() -> None:
    counts = Counted(("Period",), ("Offences",), words=("Status",))
    table = of_periods(Offences=[None, None], Status=["c: not shown, fewer than 5", "no file"])
    assert disclosure.leave(figure(table=table, counts=counts)).sentence.endswith("Every number of it is too small to be shown.")
    assert disclosure.leave(figure(table=table.assign(Offences=[9, None]), counts=counts)).sentence == "12 offences in April."
    missing = table.assign(Status=["no file", "no file"])
    assert disclosure.leave(figure(table=missing, counts=counts)).sentence == "12 offences in April."


def test_no_figure_of_a_restricted_source_passes_for_open_data() -> None:
    with pytest.raises(disclosure.NotCleared, match="declared as open data and rests on Partner extract of offences"):
        disclosure.leave(figure(counts=OPEN))
    assert disclosure.leave(figure(counts=OPEN, caption=replace(CAPTION, source="Police recorded crime (street level)")))


# Every builder


def declared(name: str) -> Indicator:
    return next(one for one in indicators.declared() if one.id == name)


def points(*values: float) -> tuple[Point, ...]:
    return tuple(Point(each.first, each.last, each.value) for each in series.monthly(date(2024, 1, 1), values))


def state(name: str, *values: float) -> indicator_state.IndicatorState:
    """A state whose counts nobody has hidden: what a fault anywhere before the gate would hand it."""
    answers = Answers(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), "E1")
    return measures.state(declared(name), answers, lines=[Series("", points(*values))])


def moved(name: str) -> Figure:
    was, now = (Latest(declared(name), "a", point) for point in points(9, 3))
    table = release_changes.moved({("a", "", ""): was}, {("a", "", ""): now})
    return release_changes.moved_figure(Changes(pd.DataFrame(), pd.DataFrame(), pd.DataFrame(), table), CAPTION)


def beside(name: str) -> Figure:
    one = Partnership("Anytown", True, 3, rates.rate(3, 1000, 1000), None)
    found = Beside(date(2024, 1, 1), date(2024, 12, 31), (one,), None, 0, ())
    return peer_figures.beside(declared(name), found, "Anytown", CAPTION)


def beside_other_areas(name: str) -> Figure:
    first, last = date(2024, 1, 1), date(2024, 12, 31)
    area = OtherArea("E06000026", "Anytown", True, Point(first, last, 3.0, origin="fingertips"))
    found = SamePeriod(first, last, "", (area,), None, "its region", None, 0)
    return other_areas.beside(state(name, *[9.0] * 13, 3), found, "Anytown", CAPTION)


SQUARE = {"type": "Polygon", "coordinates": [[[-4.1, 50.3], [-4.0, 50.3], [-4.0, 50.4], [-4.1, 50.3]]]}
YEAR = periods.whole(date(2024, 10, 1), date(2025, 9, 1))


def night_months(records: int) -> pd.DataFrame:
    months = pd.date_range("2022-10-01", "2025-09-01", freq="MS")
    same = dict.fromkeys(("records", "alcohol", "weapon", "public_place", "placed", "unsure"), records)
    return pd.DataFrame({"month": months, "category": "", "covered": True, "comparable": True, "reason": None, **same})


def helped(people: int) -> Figure:
    columns = ["zone_id", "month", "rows", "visits", "minutes", "of_asked", "asked", "people", "unsure"]
    rows = pd.DataFrame([["z", pd.Timestamp("2025-07-01"), 9, 9, 600.0, 600.0, 900.0, people, 0]], columns=columns)
    return activity.delivered(activity.by_quarter(rows), {"z": "Quay"}, CAPTION)


def children(value: float) -> FundedProject:
    """A project whose children somebody forgot to hide."""
    row = known_as(Projects, grant_id="g", project_id="P", title="One")
    days = (date(2024, 4, 1), date(2024, 6, 30))
    output = delivery.Output("g", "P", "m", "Children engaged", "people", "count", 20, None, True, "", value, days[1])
    grant = Grant(known_as(Grants, grant_id="g"))
    return FundedProject(row, grant, (output,), {"m": (Running(*days, value),)})


def side_by_side(value: float) -> Figure:
    return portfolio.projects([ratings.rated(children(value), date(2024, 7, 1))], {}, date(2024, 7, 1), CAPTION)


def over_time(value: float) -> Figure:
    return one_project.output(children(value), children(value).outputs[0], CAPTION)


UNHIDDEN: dict[str, Callable[[], Any]] = {
    "indicators.figures.indicator": lambda: indicator_figures.indicator(state("N2", *[9.0] * 13, 3), CAPTION),
    "indicators.figures.indicator, of people": lambda: indicator_figures.indicator(state("people_trained", 3, 9), CAPTION),
    "indicators.cards.card": lambda: indicator_cards.card(state("N2", *[9.0] * 13, 3), CAPTION),
    "indicators.cards.card, in its picture": lambda: indicator_cards.card(state("N2", *[9.0] * 13, 3, 9), CAPTION),
    "indicators.by_year.years": lambda: by_year.years(state("N2", *[0.0] * 14, 3), CAPTION),
    "indicators.group_figures.groups": lambda: group_figures.groups(
        declared("serious_violence"),
        Groups(date(2024, 1, 1), date(2024, 1, 31), Count(9), {"Robbery": Count(3)}),
        Groups(date(2024, 1, 1), date(2024, 12, 31), Count(None), {}, "No sum."),
        CAPTION,
    ),
    "indicators.ward_figures.multiples": lambda: ward_figures.multiples(
        declared("N2"), {"W": "Drake"}, {"W": measures.chart_of(declared("N2"), points(*[9.0] * 13, 3))}, CAPTION
    ),
    "indicators.ward_figures.funnel": lambda: ward_figures.funnel(
        declared("N2"), rates.funnel([("Drake", 3, 1000.0), ("Ham", 90, 1000.0)]), date(2024, 1, 1), date(2024, 12, 31), CAPTION
    ),
    "crime.harm_figures.figure": lambda: harm_figures.figure(
        HarmRank(YEAR, (RankedCell("SX 474 544", "Quay", 1, 1, 3, SQUARE),), 0, False, False, False, "x"),
        {"features": []},
        CAPTION,
    ),
    "night.activity.delivered": lambda: helped(3),
    "night.purple_flag.incidents": lambda: purple_flag.incidents(
        night_months(9), [dict.fromkeys(("records/", "alcohol/", "weapon/", "public_place/"), 3.0)] * 3, CAPTION
    ),
    "night.victims.victims": lambda: victims.victims(
        "Quay", [YEAR], [{("all", "all"): 9.0, ("Male", "18–24"): 3.0}], CAPTION, zone=True
    ),
    "night.hospital.side": lambda: hospital.side(hospital.SEEN, "Quay", points(*[9.0] * 13, 3.0), CAPTION),
    "night.hospital.completeness": lambda: hospital.completeness(
        pd.DataFrame(
            {"site_code": "S", "month": [pd.Timestamp("2025-09-01")], "covered": True}
            | dict.fromkeys(("attendances", "timed", "placed", "matched"), 3)
        ),
        CAPTION,
    ),
    "night.hours.heat_table": lambda: hours.heat_table(
        pd.DataFrame({"weekday": [5], "hour": [23], "offences": [9.0]}), [[9.0] * 11 + [3.0]] * 7, "Quay", YEAR, CAPTION
    ),
    "night.month_hours.figure": lambda: month_hours.figure(
        pd.DataFrame({"weekday": [5], "hour": [23], "offences": [90.0]}), [[9.0, 9.0, 9.0, 3.0]] * 3, "Quay", YEAR, CAPTION
    ),
    "loaded.release_changes.moved_figure": lambda: moved("people_trained"),
    "projects.portfolio.projects": lambda: side_by_side(3),
    "projects.one_project.output": lambda: over_time(3),
    "grant_reports.tables.short": lambda: report_tables.short(
        [children(3)], delivery.Quarter(date(2024, 4, 1), date(2024, 6, 30)), CAPTION
    ),
    "grant_reports.tables.indicators": lambda: report_tables.indicators(
        [replace(state("N2", *[9.0] * 13, 3), indicator=replace(declared("N2"), adopted_on=date(2024, 1, 1)))], CAPTION
    ),
    "indicators.peer_figures.beside": lambda: beside("N2"),
    "indicators.other_areas.beside": lambda: beside_other_areas("N2"),
}


@pytest.mark.parametrize("builder", UNHIDDEN)
def test_no_builder_gets_three_of_a_restricted_source_through_the_gate(builder: str) -> None:
    with pytest.raises(disclosure.NotCleared, match="held back"):
        disclosure.leave(UNHIDDEN[builder]())


def test_a_project_whose_figures_name_nobody_leaves() -> None:
    assert "12 of 20 people" in disclosure.leave(side_by_side(12)).table["Furthest"].iloc[0]
    assert disclosure.leave(over_time(12)).table["Returned to date"].tolist() == [12]


def test_outputs_of_people_are_hidden_and_of_workshops_not() -> None:
    def output(unit: str, counts_people: str, value: float) -> delivery.Output:
        target = {"grant_id": "g", "project_id": "P", "measure_id": unit, "label": unit, "unit": unit, "kind": "count"}
        row = {"minimum": 20, "due": None, "counts_people": counts_people, "part_of": None, "source": ""}
        returned = Return("g", "P", unit, date(2024, 4, 1), date(2024, 6, 30), value, "cumulative")
        days = {"period_start": returned.first, "period_end": returned.last}
        return delivery.outputs(
            answer(Targets, [target | row]),
            answer(Returns, [vars(returned) | days | {"counts_people": counts_people}]),
        )[0]

    found = [output("people", "Y", 3), output("workshops", "N", 3)]
    cleared = disclosure.leave(project_figures.outputs(found, {}, CAPTION))
    assert cleared.table["To date"].isna().tolist() == [True, False] and "fewer than 5 of 20" in str(cleared.chart)


ON_OPEN_DATA = (
    "crime.compared",
    "crime.figures",
    "crime.hotspot_figures",
    "crime.hotspots",
    "crime.outcome_figures",
    "crime.street_figures",
    "crime.how_few",
    "crime.ten_places",
    "crime.two_years",
    "indicators.nearest",
    "indicators.residents",
    "loaded.coverage_figures",
    "loaded.release_changes",
    "night.area_map",
    "night.effects",
    "night.zone_charts",
)
OF_THINGS = (
    "grant_reports.tables",
    "night.purple_flag",
    "loaded.coverage_figures",
    "projects.meetings",
    "projects.portfolio",
    "projects.progress",
    "projects.register",
    "projects.watch",
)


OF_SHOWN_FIGURES = {
    "indicators.figures.pillar",
    "projects.figures.outputs",
    "projects.one_project.versions",
    "grant_reports.kept._figure",
    "night.hospital.by_month",
}
"""Their numbers of people are left out before they come to them."""


def room(path: Path) -> str:
    """A module by its room: indicators.figures."""
    return f"{path.parent.name}.{path.stem}"


def test_every_builder_says_what_it_counts_and_few_say_nothing_is_hidden() -> None:
    """OPEN stands where no indicator is handed in, THINGS where no number is; of `Things` the gate asks the source. Every other
    figure is judged by its indicator or its columns."""
    told: dict[str, set[str]] = {}
    builders: set[str] = set()
    for path in sorted((PROJECT / "analysis").rglob("*.py")):
        for function in [
            node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)
        ]:
            for call in [
                node for node in ast.walk(function) if isinstance(node, ast.Call) and ast.unparse(node.func) == "Figure"
            ]:
                (counts,) = [ast.unparse(word.value) for word in call.keywords if word.arg == "counts"]
                told.setdefault(counts, set()).add(room(path))
                if counts not in ("OPEN", "THINGS") and not counts.startswith("Things("):
                    builders.add(f"{room(path)}.{function.name}")
    assert told["OPEN"] == set(ON_OPEN_DATA) and told["THINGS"] == set(OF_THINGS)
    assert builders == {name.split(",")[0] for name in UNHIDDEN} | OF_SHOWN_FIGURES
