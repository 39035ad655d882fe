"""Figures by name: every one on offer is made, those by year add up, and what is not there is a sentence."""

import re

import pandas as pd
import pytest

from analysis.exports.named import OF_A_PROJECT, FiguresByName, NotMade, Wanted
from analysis.figures.figure import Cleared
from analysis.indicators import by_year
from analysis.methods import rates
from analysis.projects import answered as delivered
from analysis.release import database
from tests.exports import making


@pytest.fixture
def figures(demo_data):
    return making.figures_by_name()


def test_every_figure_on_offer_is_made_under_its_own_name_and_says_where_it_is_from(figures):
    offered = figures.offered()
    names = [one.wanted.figure for one in offered]
    assert len(names) == len(set(names)) > 80
    for one in offered:
        made = figures.make(one.wanted)
        assert isinstance(made, Cleared) and made.id == one.wanted.figure
        assert "made up" in made.caption.source and made.caption.release == figures.shown.id
        assert str(made.caption.period) or made.id == "purple_flag_themes"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Wanted("indicator_X9"), "There is no indicator “X9” in this dashboard."),
        (Wanted("nothing_such"), "There is no figure called “nothing_such” that can go into a pack."),
        (Wanted("recorded_crime_wards", (("ward", "Narnia"),)), "“Narnia” is no ward of Plymouth in the release in force."),
        (Wanted("recorded_crime_trend", (("from", "Jan 1999"),)), "“Jan 1999” is no month loaded: they run from October 2020 to"),
        (Wanted("recorded_crime_trend", (("from", "Nov 2021"), ("to", "Nov 2021"))), "No file is loaded for November 2021."),
        (Wanted("recorded_crime_trend", (("type", "Sorcery"),)), "“Sorcery” is no crime type in the files loaded."),
        (Wanted("hotspot_place", (("place", "Mordor"),)), "“Mordor” is no zone or cell here."),
        (
            Wanted("hotspot_cells", (("cells", "circles"),)),
            "“circles” are no cells of this dashboard: it has Hexagons and Squares.",
        ),
        (Wanted("night_hours", (("zone", "Mordor"),)), "“Mordor” is nothing that the night’s hours are told by."),
        (Wanted("zone_chart", (("inside", "Mordor"),)), "“Mordor” is no zone of this release."),
        (Wanted("wards_N2"), "Knife-enabled violence (N2): "),
        (Wanted("years_L1"), "Feeling of safety (L1) is not told by financial year: its figures cannot be added up."),
        (Wanted("indicator_violence_admissions"), "Violence admissions has no figures."),
        (Wanted("report_weather"), "A grant's report has no table “weather”."),
        (
            Wanted("report_money", (("grant", "sv-2024"),)),
            "“sv-2024” is no grant of this partnership. Nearest: sv-2024-25.",
        ),
        (Wanted("report_money", (("quarter", "2031/32 Q1"),)), "“2031/32 Q1” is no quarter of Reduction of serious violence"),
        (Wanted("grant_nobody"), "There is no grant “nobody” in this release."),
        (Wanted("spending_nobody_P1"), "There is no project “nobody_P1” in this release."),
        (Wanted("late", (("rating", "9"),)), "“9” is no rating of this partnership."),
        (Wanted("return_versions", (("project", "P99"),)), "“P99” is no project of this partnership."),
        (Wanted("zone_around", (("metres", "7 m"),)), "“7 m” is no distance around a zone: 100 m, 250 m and 500 m are."),
        (Wanted("pillar_weather"), "There is no pillar “weather” in this dashboard."),
        (Wanted("force_N1_narnia"), "Nothing is loaded that is published as “N1_narnia”."),
        (Wanted("output_nobody_P1_x"), "There is no output “nobody_P1_x” in this release."),
    ],
)
def test_what_is_not_there_is_a_sentence(figures, wanted, said):
    with pytest.raises(NotMade) as refused:
        figures.make(wanted)
    assert str(refused.value).startswith(said)


def test_what_stands_on_a_projects_page_can_be_put_into_a_pack(figures):
    grant = figures.shown.ask("targets").dropna(subset=["minimum"]).to_dict("records")[0]
    name = f"output_{grant['grant_id']}_{grant['project_id']}_{grant['measure_id']}"
    assert figures.make(Wanted(name)).id == name
    spent = figures.shown.ask("spend").to_dict("records")[0]
    name = f"spending_{spent['grant_id']}_{spent['project_id']}"
    assert figures.make(Wanted(name)).id == name


def test_figures_of_a_choice_of_projects_are_those_of_the_page(figures):
    """What stands on the page of P3, or on Projects with a filter, is what a pack holds."""
    every = delivered.rated(figures.shown)
    third = next(one for one in every if one.facts.project[1] == "P3")
    of_page = {
        "project_milestones": delivered.milestones_of(figures.shown, third),
        "project_risks": delivered.risks_of(figures.shown, third.facts),
        "return_versions": delivered.versions(figures.shown, third.facts),
        "return_quality": delivered.quality(figures.shown, third.facts),
        "milestones": delivered.milestones(figures.shown, [third]),
        "late": delivered.late(figures.shown, [third]),
    }
    asked = (("grant", third.facts.project[0]), ("project", "P3"))
    for name, shown in of_page.items():
        if isinstance(shown, str):
            with pytest.raises(NotMade, match=re.escape(shown)):
                figures.make(Wanted(name, asked[1:]))
        else:
            made = figures.make(Wanted(name, asked if name in OF_A_PROJECT else asked[1:]))
            assert made.id == name == shown.id
            pd.testing.assert_frame_equal(made.table, shown.table)


def test_what_belongs_to_no_release_is_known_to_go_into_no_pack():
    assert all(
        FiguresByName.knows(name) for name in ("late", "return_versions", "report_money", "force_N1_x", "pillar_feeling_safe")
    )
    assert not any(FiguresByName.knows(name) for name in ("acts", "rows_changed", "actions_on_board", "own_place"))


def test_wards_and_months_are_followed_as_an_address_writes_them(figures):
    drake = Wanted("recorded_crime_trend").within([("ward", "Drake"), ("from", "Oct 2023"), ("to", "Sep 2024")])
    assert drake.query == (("ward", "Drake"), ("from", "Oct 2023"), ("to", "Sep 2024"))
    trend = figures.make(drake)
    assert trend.caption.area == "Drake" and "All of Plymouth" in trend.table
    rows = database.ask("ward_months", types=["Violence and sexual offences", "Robbery", "Possession of weapons"], wards=None)
    mine = rows[(rows["ward_name"] == "Drake") & (rows["month"] == pd.Timestamp(2024, 5, 1))]
    shown = trend.table.set_index("Month").loc["May 2024", "Drake"]
    assert shown == mine["records"].sum()
    assert figures.make(Wanted("indicator_L2", (("ward", "Drake"),))).caption.area == "Drake"
    assert figures.make(Wanted("indicator_N2", (("ward", "Drake"),))).caption.area == "Plymouth", "not told by ward"


@pytest.mark.parametrize("name", ["L2", "N2", "violence_with_injury"])
def test_years_are_the_sums_of_their_periods_and_blank_where_one_is_missing_or_not_comparable(figures, name):
    years, whole = figures.make(Wanted(f"years_{name}")).table, figures.make(Wanted(f"indicator_{name}")).table
    unit = years.columns[1]
    whole = whole.assign(end=pd.to_datetime(whole["Period"].str.split(" to ").str[-1], format="mixed"))
    for _, row in years.iterrows():
        begin = pd.Timestamp(int(row["Financial year"][:4]), 4, 1)
        mine = whole[(whole["end"] >= begin) & (whole["end"] < begin + pd.DateOffset(years=1))]
        due = 4 if "quarter" in name or len(whole) < 30 else 12
        if pd.isna(row[unit]):
            assert len(mine) < due or mine[unit].isna().any() or "Not comparable" in row["Note"]
            assert row["Note"].startswith(("No sum is worked out", "Not comparable"))
        else:
            assert row[unit] == mine[unit].sum() and len(mine) == due and not row["Note"]
            assert (row[by_year.LOWER], row[by_year.UPPER]) == rates.byars(row[unit])
    assert years[unit].notna().sum() >= 2 and years[unit].isna().any()
