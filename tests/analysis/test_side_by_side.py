"""Places and types side by side, streets apart from kinds of place, outcomes by group, and a part of a year like for like."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analysis.crime import answered, compared, from_address, outcome_figures, street_figures
from analysis.crime import figures as crime_figures
from analysis.crime.compared import OneCompared
from analysis.declared import reference_tables
from analysis.exports.named import NotMade, Wanted
from analysis.figures.shown_release import ShownRelease
from analysis.methods import comparison
from analysis.release import database
from tests.analysis.test_crime_figures import CAPTION, across, months, selection
from tests.exports import making

NONE = comparison.Comparison(date(2023, 10, 1), date(2024, 9, 1), "No change is worked out.")


def side(name, *values):
    rows = months("2023-10-01", "2025-09-01")
    return OneCompared(name, rows.assign(chosen=[float(values[place % len(values)]) for place in range(len(rows))], area=0))


@pytest.fixture(scope="module")
def shown():
    return ShownRelease(database.ask, "0" * 16, date(2025, 11, 1))


def asked(shown, **query):
    return from_address.selection(query, shown.ask, "Plymouth")[0]


def test_two_to_four_stand_side_by_side_on_one_scale():
    figure = compared.figure(selection(), [side("Drake", 10), side("Stoke", 40), side("Ham", 5)], NONE, CAPTION)
    assert figure.title == "Drake, Stoke and Ham side by side"
    assert figure.sentence == ("In the 12 months to September 2025: Drake 120; Stoke 480; Ham 60. No change is worked out.")
    layout = figure.chart["layout"]
    assert layout["yaxis"]["range"] == layout["yaxis2"]["range"] == layout["yaxis3"]["range"] == [0, 40 * 1.12]
    assert figure.table[["Drake", "Stoke", "Ham"]].iloc[0].tolist() == [10, 40, 5]
    assert compared.too_few_or_many(1, "wards") == "Choose two to four wards to see them side by side."
    assert compared.too_few_or_many(5, "wards").startswith("Four wards at most") and not compared.too_few_or_many(4, "wards")


def test_zones_left_out_are_counted():
    assert compared.zones_note(4) == compared.ZONES_WHOLE
    assert compared.zones_note(6).startswith("Four of the 6 zones stand here, those of the night before the others: ")


def test_each_has_its_own_change_on_the_year_before_and_none_across_a_break():
    sides = [side("Drake", *[10] * 12, *[30] * 12), side("Stoke", 40)]
    fair = comparison.Comparison(date(2023, 10, 1), date(2024, 9, 1))
    said = compared.figure(selection(), sides, fair, CAPTION).sentence
    assert "Drake 360, 120 a year before: " in said and "Stoke 480, 480 a year before: no clear change" in said
    broken = compared.figure(across(), sides, fair, CAPTION).sentence
    assert "a year before" not in broken and "comparable" in broken


def test_wards_side_by_side_add_up_to_the_wards_together(demo_data, shown):
    chosen = asked(shown, ward=["Drake", "Stoke"])
    apart = answered.side_by_side(shown, chosen, compared.WARDS)
    together = answered.trend(shown, chosen).table
    assert (apart.table["Drake"] + apart.table["Stoke"]).tolist() == together["Drake and Stoke"].tolist()
    types = answered.side_by_side(shown, chosen, compared.TYPES).table
    assert types[list(chosen.types)].sum(axis=1).tolist() == together["Drake and Stoke"].fillna(0).tolist()
    zones = answered.side_by_side(shown, chosen, compared.ZONES)
    assert zones.notes[-1].endswith(compared.ZONES_WHOLE) and 2 <= len(zones.table.columns) - 1 <= 4
    assert answered.side_by_side(shown, asked(shown), compared.WARDS).startswith("Choose two to four wards")


def test_files_follow_the_same_switch_as_the_page(demo_data):
    figures = making.figures_by_name()
    query = (("ward", "Drake"), ("ward", "Stoke"), ("show", "wards"))
    assert figures.make(Wanted("recorded_crime_compared", query)).title == "Drake and Stoke side by side"
    with pytest.raises(NotMade, match="no way to compare"):
        figures.make(Wanted("recorded_crime_compared", (("show", "wrds"),)))


def test_kinds_of_place_stand_apart_from_streets_and_one_ward_is_not_named():
    rows = pd.DataFrame(
        {
            "street": ["Parking Area", "Union Street", "Supermarket", "Bath Street"],
            "ward_name": ["Drake", "Drake", "Drake", "Drake"],
            "records": [90, 40, 12, 8],
        }
    )
    outcomes = pd.DataFrame(
        {
            "street": ["Union Street", "Union Street", "Parking Area"],
            "ward_name": "Drake",
            "outcome": ["Under investigation", "Local resolution", "A wording nobody knows"],
            "records": [30, 10, 90],
        }
    )
    every = street_figures.streets(selection(), rows, CAPTION, outcomes)
    assert "on or near Union Street in Drake than at any other street name: 40" in every.sentence
    assert every.sentence.endswith("Apart from streets, on or near a parking area 90 and a supermarket 12.")
    assert every.chart["data"][0]["y"] == ["Union Street, Drake", "Bath Street, Drake"]
    assert every.table["What it is"].tolist() == ["street", "street", "kind of place", "kind of place"]
    assert every.table[["Out of court", "Still open", "Not known"]].to_numpy().tolist() == [
        [10, 30, 0], [0, 0, 0], [0, 0, 90], [0, 0, 0],
    ]  # fmt: skip
    one = street_figures.streets(selection(wards=("E1",), ward_names=("Drake",)), rows, CAPTION)
    assert one.chart["data"][0]["y"] == ["Union Street", "Bath Street"] and "Ward" not in one.table
    assert " in Drake" not in one.sentence


def test_outcomes_stand_in_groups_that_hold_every_wording():
    known = reference_tables.reference_table("outcomes")
    assert set(known["grouped"]) == set(outcome_figures.GROUPS)
    rows = pd.DataFrame(
        {
            "outcome": ["Unable to prosecute suspect", "Awaiting court outcome", "Offender fined", "No outcome published"],
            "in_street_file": [50, 30, 10, 10],
            "in_outcomes_files": [0, 0, 0, 0],
        }
    )
    figure = outcome_figures.outcomes(selection(), rows, CAPTION, "")
    assert figure.chart["data"][0]["y"] == ["Charged or summonsed", "Evidential difficulties", "Not known"]
    assert figure.chart["data"][0]["text"] == ["40 (40%)", "50 (50%)", "10 (10%)"]
    assert figure.sentence.endswith(": evidential difficulties 50%, charged or summonsed 40% and not known 10%.")
    assert figure.table["Group"].tolist()[0] == "Charged or summonsed"


def test_outcomes_by_street_add_up_to_its_records(demo_data, shown):
    table = answered.streets(shown, asked(shown, ward=["Drake"])).table
    counted = [name for name in outcome_figures.GROUPS if name in table]
    assert counted and table[counted].sum(axis=1).tolist() == table["Crimes"].tolist()


def test_a_part_of_a_year_is_compared_like_for_like():
    rows = side("Drake", *[10] * 12, *[12] * 12).rows
    part = selection(start=date(2025, 1, 1), end=date(2025, 4, 1))
    fair = comparison.Comparison(date(2024, 1, 1), date(2024, 4, 1))
    said = crime_figures.like_for_like(part, rows, fair)
    assert said.startswith("Like for like, January 2025 to April 2025: 48, 40 a year before: ")
    assert crime_figures.like_for_like(part, rows, NONE) == ""
    line = crime_figures.context(replace(part), [], NONE, said)
    assert line.endswith(said) and "No change is worked out." in line
