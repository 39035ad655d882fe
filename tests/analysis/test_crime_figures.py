"""Sentences, comparisons, rates, cells and charts on recorded crime, by hand-made figures."""

import csv
import io
import itertools
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from analysis.crime import figures as crime_figures
from analysis.crime import gathered, hotspots, outcome_figures, place_changes, street_figures
from analysis.crime.selection import CrimeTypes, Selection, crime_type_groups
from analysis.figures import disclosure, maps
from analysis.figures.charts import bars, canvas, control_labels, palette
from analysis.figures.figure import OPEN, Caption, Counted, Figure
from analysis.methods import comparison, rates
from analysis.release.questions.crime import ForceTotal
from analysis.words import periods, phrases
from analysis.words.months import every_month, months_between
from tests.analysis import hotspot_places

TYPES = CrimeTypes(
    offered=("Anti-social behaviour", "Burglary", "Robbery", "Possession of weapons"),
    crimes=("Burglary", "Robbery", "Possession of weapons"),
    serious_violence=("Robbery", "Possession of weapons"),
)
CAPTION = Caption("police street files", "September 2025", "Anytown", "3f9a1b2c4d5e6f70")


def selection(**changes):
    values = {
        "area": "Anytown",
        "wards": (),
        "ward_names": (),
        "types": ("Robbery",),
        "groups": TYPES,
        "start": date(2024, 10, 1),
        "end": date(2025, 9, 1),
    }
    return Selection(**(values | changes))


def months(first="2022-01-01", last="2025-09-01", missing=(), broken=()):
    every = pd.date_range(first, last, freq="MS")
    inside = [str(month.date()) in broken for month in every]
    return pd.DataFrame(
        {
            "month": every,
            "covered": [str(month.date()) not in missing for month in every],
            "comparable": [not each for each in inside],
            "reason": ["New records system" if each else None for each in inside],
        }
    )


# The same period a year before


def test_whole_periods_without_a_break_are_compared():
    compared = comparison.with_year_before(months(), date(2024, 10, 1), date(2025, 9, 1))
    assert compared.allowed
    assert compared.parameters() == {"before_start": "2023-10-01", "before_end": "2024-09-01"}


@pytest.mark.parametrize(
    ("loaded", "reason"),
    [
        (months(missing=["2025-03-01"]), "no file is loaded for March 2025"),
        (months(missing=["2024-01-01", "2024-02-01"]), "no file is loaded for January 2024 to February 2024"),
        (months(first="2024-10-01"), "no file is loaded for October 2023 to September 2024"),
        (months(broken=["2024-01-01"]), "Not comparable: New records system"),
        (months(broken=["2025-09-01"]), "Not comparable: New records system"),
    ],
)
def test_a_change_is_refused_with_its_reason(loaded, reason):
    compared = comparison.with_year_before(loaded, date(2024, 10, 1), date(2025, 9, 1))
    assert not compared.allowed
    assert reason in compared.refused
    assert compared.parameters() == {"before_start": None, "before_end": None}


def test_a_break_between_the_two_periods_refuses_the_change():
    compared = comparison.with_year_before(months(broken=["2025-01-01"]), date(2025, 7, 1), date(2025, 9, 1))
    assert "Not comparable" in compared.refused


def test_a_break_before_both_periods_does_not_matter():
    assert comparison.with_year_before(months(broken=["2022-11-01"]), date(2024, 10, 1), date(2025, 9, 1)).allowed


def test_a_period_longer_than_a_year_is_not_compared_with_itself():
    assert "longer than a year" in comparison.with_year_before(months(), date(2024, 1, 1), date(2025, 9, 1)).refused


@given(st.dates(date(2000, 1, 1), date(2060, 12, 1)), st.integers(0, 60))
def test_every_month_counts_each_month_once(start, length):
    start = start.replace(day=1)
    end = (pd.Timestamp(start) + pd.DateOffset(months=length)).date()
    expected = [month.date() for month in pd.date_range(start, end, freq="MS")]
    assert every_month(start, end) == expected
    assert months_between(start, end) == len(expected)


def histories(**places):
    """As `ward_histories` answers: place → its counts of the 24 months to September 2025."""
    rows = months("2023-10-01")
    return pd.concat([rows.assign(place=place, chosen=counts) for place, counts in places.items()])


def test_a_table_says_of_each_place_whether_it_changed():
    steady = [40, 44, 36, 42, 38, 41] * 2
    found = place_changes.by_place(
        histories(
            up=[*steady, *(2 * count for count in steady)],
            restless=[10, 90] * 6 + [90, 30] * 6,
            few=[0, 1] * 4 + [0] * 4 + [1] * 12,
        ),
        date(2024, 10, 1),
        date(2025, 9, 1),
    )
    columns = place_changes.columns([964, 720, 12], [482, 600, 4], ["up", "restless", "few"], found)
    assert columns["Change (%)"].tolist() == [100, 20, pd.NA]
    assert columns["Change"].tolist() == [482, 120, 8]
    assert columns["Clear change?"] == ["clear", "no clear change", "too few"]
    assert columns["95% interval"][2] == "" and columns["95% interval"][1].startswith("−")
    assert comparison.change(720, 600).clear  # by chance alone it would be


def test_a_table_without_histories_calls_nothing_clear():
    columns = place_changes.columns([900, 31, 0], [100, 24, 0], ["a", "b", "c"], {})
    assert columns["Clear change?"] == ["too few", "no clear change", "too few"]


# Rates


def test_a_rate_needs_ten_records_and_a_population():
    assert rates.per_1000(10, 5000) == 2.0
    assert rates.per_1000(9, 5000) is None
    assert rates.per_1000(50, None) is None
    assert rates.why_no_rate(9, 5000) == rates.RULE
    assert rates.why_no_rate(50, float("nan")) == "No population is loaded."
    assert rates.why_no_rate(0, 0) == "No population is loaded."


# Sentences


def test_headline_gives_subject_count_period_and_change():
    said = crime_figures.headline(selection(ward_names=("Drake",), wards=("E1",)), 31, 24, [])
    assert said == (
        "Robbery in Drake: 31 recorded in the 12 months to September 2025, 24 in the 12 before: "
        "no clear change (95% interval −24% to +120%)"
    )


def test_headline_without_a_fair_comparison_gives_none():
    said = crime_figures.headline(selection(), 1234, None, [])
    assert said == "Robbery in Anytown: 1,234 recorded in the 12 months to September 2025"


def test_headline_says_how_many_months_are_loaded():
    said = crime_figures.headline(selection(), 90, None, [date(2024, 10, 1), date(2024, 11, 1), date(2024, 12, 1)])
    assert said.endswith("90 recorded in the 9 months loaded of October 2024 to September 2025")


def test_headline_of_a_period_without_any_file_gives_no_number():
    chosen = selection(start=date(2025, 1, 1), end=date(2025, 1, 1))
    assert crime_figures.headline(chosen, 0, None, [date(2025, 1, 1)]).endswith("no file is loaded for January 2025")


def test_headline_from_zero_a_year_before_gives_no_percentage():
    said = crime_figures.headline(selection(), 3, 0, [])
    assert said.endswith(
        "3 recorded in the 12 months to September 2025, 0 in the 12 before: no clear change (too few for a percentage)"
    )


def test_headline_judges_by_the_months_of_the_choice():
    rows = months("2023-10-01").assign(chosen=[100, 90, 110] * 4 + [200, 190, 210] * 4)
    change = place_changes.of_months(rows, date(2024, 10, 1), date(2025, 9, 1))
    said = crime_figures.headline(selection(), 2400, 1200, [], change)
    assert said.endswith("1,200 in the 12 before: 100% more (95% interval +87% to +114%)")
    five = crime_figures.headline(selection(start=date(2025, 9, 1)), 5, 1, [])
    assert five.endswith("5 recorded in September 2025, 1 a year before: no clear change (too few for a percentage)")


def test_choosing_no_type_is_every_crime_and_says_that_anti_social_behaviour_is_out():
    chosen = selection(types=TYPES.crimes)
    assert chosen.what() == "All crime except anti-social behaviour"
    assert chosen.unit == "crimes"


def test_anti_social_behaviour_is_named_wherever_it_is_counted():
    assert selection(types=("Anti-social behaviour",)).unit == "incidents"
    both = selection(types=(*TYPES.crimes, "Anti-social behaviour"))
    assert (both.what(), both.unit) == ("All crime and anti-social behaviour", "crimes and incidents")


def test_accounting_adds_up_in_words():
    row = ForceTotal(in_force=100, in_area=60, outside=30, not_located=10, in_selection=5)
    said = crime_figures.accounting(selection(wards=("E1",), ward_names=("Drake",)), row)
    assert "100 crimes of these types: 60 in Anytown, 30 outside it, and 10 with no place given" in said
    assert said.endswith("This choice holds 5.")


def test_older_crime_types_are_offered_only_for_older_releases():
    rows = [
        {"crime_type": "Robbery", "is_crime": "Y", "serious_violence": "Y", "in_use": "Y"},
        {"crime_type": "Violent crime", "is_crime": "Y", "serious_violence": "Y", "in_use": "N"},
    ]
    assert crime_type_groups(rows).offered == ("Robbery",)
    assert crime_type_groups(rows, older=True).serious_violence == ("Robbery", "Violent crime")


# Figures


def ward_rows():
    return pd.DataFrame(
        {
            "ward_code": ["E1", "E2"],
            "ward_name": ["Drake", "Stoke"],
            "population": pd.array([1000, None], dtype="Int64"),
            "population_as_at": pd.to_datetime(pd.Series(["2021-03-21", None])),
            "chosen": [30, 9],
            "before": pd.array([20, 4], dtype="Int64"),
        }
    )


def test_ward_table_leaves_blank_what_may_not_be_worked_out():
    compared = comparison.Comparison(date(2023, 10, 1), date(2024, 9, 1))
    table = crime_figures.wards(selection(), ward_rows(), compared, CAPTION).table
    rate = table["Per 1,000 residents, Oct 2024 to Sep 2025"]
    assert rate.tolist()[0] == 30.0 and rate.isna().tolist()[1]
    assert table["Residents (2021)"].tolist()[0] == 1000, "the population and its year stand beside the rate"
    assert table["Share (%)"].tolist() == [76.9, 23.1]
    assert table["Change"].tolist() == [10, 5]
    assert table["Change (%)"].tolist()[0] == 50 and table["Change (%)"].isna().tolist()[1]


def test_ward_table_has_no_change_and_says_why_where_it_is_refused():
    refused = comparison.Comparison(date(2023, 10, 1), date(2024, 9, 1), "Not comparable: a new system.")
    figure = crime_figures.wards(selection(), ward_rows(), refused, CAPTION)
    assert "Change" not in figure.table.columns
    assert "Not comparable: a new system." in figure.notes


BROKEN = [str(month.date()) for month in pd.date_range("2022-11-01", "2023-11-01", freq="MS")]


def across(start=date(2022, 10, 1), end=date(2025, 9, 1), missing=(), **changes):
    """A selection of months that touch a break."""
    loaded = months(missing=missing, broken=BROKEN)
    return selection(start=start, end=end, counted=periods.of_months(loaded, start, end), **changes)


def test_a_count_across_a_break_says_so_and_takes_no_range_from_both_sides():
    chosen = across()
    assert crime_figures.headline(chosen, 75_631, None, []) == (
        "Robbery in Anytown: 75,631 recorded in the 36 months to September 2025, not comparable throughout"
    )
    said = crime_figures.context(chosen, [], comparison.Comparison(date(2021, 10, 1), date(2024, 9, 1), "longer than a year"))
    assert said.endswith("Not comparable: New records system. No rank, rate, share or change is worked out across it.")
    rows = months(broken=BROKEN).assign(chosen=range(45), area=range(45))
    figure = crime_figures.trend(chosen, rows, CAPTION)
    assert "from December 2023 to September 2025, which may be compared, between 23 (December 2023) and 44" in figure.sentence
    assert figure.sentence.endswith("Not comparable: New records system.")
    inside = across(date(2023, 1, 1), date(2023, 6, 1))
    assert " between " not in crime_figures.trend(inside, rows, CAPTION).sentence


def test_wards_across_a_break_are_counted_and_neither_ranked_nor_rated():
    chosen, refused = across(), comparison.Comparison(date(2021, 10, 1), date(2024, 9, 1), "longer than a year")
    rows = ward_rows().iloc[::-1]
    figure = crime_figures.wards(chosen, rows, refused, replace(CAPTION, period=chosen.span))
    assert figure.table.to_dict("list") == {"Ward": ["Drake", "Stoke"], "Crimes": [30, 9]}
    assert "has the most" not in figure.sentence and "not comparable throughout" in figure.sentence
    text = disclosure.leave(figure).csv().decode("utf-8-sig")
    assert "October 2022 to September 2025; not comparable: New records system" in text
    square = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]}
    outlines = {"type": "FeatureCollection", "features": [{"id": "E1", "geometry": square, "properties": {"ward_name": "Drake"}}]}
    assert crime_figures.ward_map(chosen, rows, outlines, "Count", False)[1].edges == ()


def test_streets_and_outcomes_across_a_break_are_neither_ranked_nor_shared_out():
    streets = pd.DataFrame({"street": ["Union Street"], "ward_name": ["Drake"], "records": [40]})
    assert street_figures.streets(across(), streets, CAPTION).table.empty
    part = across().comparable_part()
    assert part.period() == "December 2023 to September 2025"
    assert "Union Street in Drake" in street_figures.streets(part, streets, CAPTION).sentence
    rows = pd.DataFrame({"outcome": ["Charged"], "in_street_file": [8], "in_outcomes_files": [8]})
    figure = outcome_figures.outcomes(across(), rows, CAPTION, "")
    assert "Share (%)" not in figure.table.columns and "%" not in figure.sentence


def test_a_rate_of_a_part_of_a_year_never_carries_the_label_of_the_whole():
    start, end = date(2023, 4, 1), date(2024, 3, 1)
    gone = [str(month.date()) for month in pd.date_range("2023-04-01", "2023-12-01", freq="MS")]
    span = periods.of_months(months(missing=gone), start, end)
    chosen = selection(start=start, end=end, counted=span)
    compared = comparison.Comparison(date(2022, 4, 1), date(2023, 3, 1), "No change.")
    figure = crime_figures.wards(chosen, ward_rows(), compared, replace(CAPTION, period=span))
    assert "Per 1,000 residents, 3 of 12 months of Apr 2023 to Mar 2024" in figure.table.columns
    part = "3 of 12 months loaded, April to December 2023 missing"
    assert part in figure.sentence and part in disclosure.leave(figure).csv().decode("utf-8-sig")


def test_a_period_without_figures_has_no_counts_rather_than_noughts():
    start, end = date(2024, 1, 1), date(2024, 2, 1)
    span = periods.of_months(months(missing=["2024-01-01", "2024-02-01"]), start, end)
    chosen, refused = selection(start=start, end=end, counted=span), comparison.Comparison(start, end, "No change.")
    figure = crime_figures.wards(chosen, ward_rows().assign(chosen=0), refused, CAPTION)
    assert figure.table["Crimes"].isna().all() and "No file is loaded for January 2024 to February 2024." in figure.sentence
    zones = pd.DataFrame({"zone_id": ["z", None, None], "name": ["Z", "Rest", "All"], "chosen": 0, "before": None})
    assert hotspots.zone_table(chosen, zones, refused, CAPTION).table["Crimes"].isna().all()
    assert "no file is loaded" in hotspots.headline(chosen, hotspot_places.in_cells(chosen, [1]))


def test_the_headline_of_hotspots_says_when():
    chosen = selection()
    assert hotspots.headline(chosen, hotspot_places.in_cells(chosen, [30, 30, 30, 10])) == (
        "Robbery: half of the 100 crimes recorded in Anytown in the 12 months to September 2025 lie in 2 of 4 cells with a "
        "record in any month"
    )
    assert "the 1 crime recorded in Anytown in the 12 months to September 2025 lies in one cell" in hotspots.headline(
        chosen, hotspot_places.in_cells(chosen, [1])
    )


def test_hotspots_are_ranked_on_one_side_of_a_break_alone_and_say_so():
    asked = across()
    part = asked.comparable_part()
    said = hotspots.left_out(asked, part)
    assert said.startswith("Shown is December 2023 to September 2025 alone, of the October 2022 to September 2025 asked for")
    assert hotspots.left_out(part, part) == ""
    inside = across(date(2023, 1, 1), date(2023, 6, 1))
    assert inside.comparable_part() == inside
    found = hotspot_places.in_cells(inside, [60, 30])
    assert "no cell is ranked" in hotspots.headline(inside, found)
    assert "not ranked" in hotspots.cell_table(inside, found, "The busiest.", CAPTION).sentence


def trend_rows():
    rows = months("2025-01-01", "2025-06-01", missing=["2025-03-01"], broken=["2025-05-01"])
    return rows.assign(chosen=[5, 6, None, 7, 8, 9], area=[50, 60, None, 70, 80, 90])


def test_trend_breaks_its_line_at_a_gap_and_at_a_break():
    chosen = selection(wards=("E1",), ward_names=("Drake",), start=date(2025, 1, 1), end=date(2025, 6, 1))
    figure = crime_figures.trend(chosen, trend_rows(), CAPTION)
    lines = {trace["name"]: trace for trace in figure.chart["data"] if trace.get("name")}
    assert lines["Drake"]["y"] == [5, 6, None, 7, None, 9]
    assert lines["Drake"]["connectgaps"] is False
    assert lines["Drake (not comparable)"]["y"] == [None, None, None, None, 8, None]
    assert lines["Anytown"]["yaxis"] == "y2"
    assert all(figure.chart["layout"][axis]["range"][0] == 0 for axis in ("yaxis", "yaxis2"))
    words = [each["text"] for each in figure.chart["layout"]["annotations"]]
    assert canvas.GAP_WORDS in words and canvas.BREAK_WORDS in words
    assert any("New records system" in note for note in figure.notes)


def test_trend_table_leaves_a_gap_blank():
    figure = crime_figures.trend(selection(), trend_rows(), CAPTION)
    assert figure.table["Anytown"].isna().tolist() == [False, False, True, False, False, False]
    assert figure.table["Note"].tolist()[2] == canvas.GAP_WORDS


def test_text_from_files_is_not_markup_on_a_chart():
    chart = bars.bars(["<b>Bold</b> & more"], [3], "crimes")
    assert chart["data"][0]["y"] == ["&lt;b&gt;Bold&lt;/b&gt; &amp; more"]


def test_a_dark_page_exchanges_the_palette_and_nothing_else():
    chart = bars.bars(["A"], [3], "crimes")
    dark = palette.in_theme(chart, True)
    assert dark["data"][0]["marker"]["color"] == palette.DARK_THEME[palette.BLUE]
    assert palette.in_theme(chart, False) is chart
    assert dark["data"][0]["x"] == chart["data"][0]["x"]


@pytest.mark.parametrize(
    ("count", "leaves"), [(0, True), (1, False), (4.0, False), (5, True), (None, True), (np.int64(3), False)]
)
def test_a_figure_that_counts_few_people_is_held_back(count, leaves):
    counts = pd.Series([count, 20], dtype=object)
    table = pd.DataFrame({"Period": ["2024", "2025"], "Offences": counts, "Months": [1, 2]})
    figure = Figure("f", "t", "s", None, table, CAPTION, Counted(("Period",), ("Offences",), apart=("Months",)))
    if leaves:
        assert disclosure.leave(figure).table is table
    else:
        with pytest.raises(disclosure.NotCleared, match="held back"):
            disclosure.leave(figure)


def test_csv_carries_its_caption():
    figure = Figure("f", "t", "s", None, pd.DataFrame({"Ward": ["Drake"]}), CAPTION, OPEN)
    text = disclosure.leave(figure).csv().decode("utf-8-sig")
    assert text.startswith("Ward\r\nDrake\r\n")
    assert "release 3f9a1b2c" in text and "Open Government Licence" in text


def test_csv_carries_notes_and_starts_no_formula():
    table = pd.DataFrame({"Ward": ["=cmd|' /C calc'!A0", "Drake"], "Count": [-3, 4]})
    figure = Figure("f", "t", "s", None, table, CAPTION, OPEN, notes=('A: 1 May 2025: "Operation", begins', "=1+1"))
    text = disclosure.leave(figure).csv().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[1:3] == [["'=cmd|' /C calc'!A0", "-3"], ["Drake", "4"]]
    assert rows[-2:] == [['A: 1 May 2025: "Operation", begins'], ["'=1+1"]]


# Maps and cells


def test_classes_tell_the_figures_apart_and_equal_figures_share_one():
    # Twenty wards as they lie: many low, a few between, two high ones that are not alike.
    counts = [110, 120, 130, 140, 150, 160, 165, 170, 175, 180, 300, 310, 320, 330, 480, 498, 900, 920, 1600, 2243]
    classes = maps.apart(counts, dark=False)
    assert classes.edges == ((110, 180), (300, 498), (900, 920), (1600, 1600), (2243, 2243))
    assert maps.apart([5, 5, 5], dark=False).edges == ((5, 5),)
    assert maps.apart([None, float("nan")], dark=False).edges == ()
    assert classes.index(None) is None and len(set(classes.colours)) == len(classes.edges)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9))
def test_no_other_classes_lie_nearer_to_their_means(values):
    edges = maps.apart(values, dark=False).edges
    different = sorted(set(values))

    def spread(parts):
        means = [[value**0.5 for value in values if part[0] <= value <= part[1]] for part in parts]
        return sum(sum((value - sum(part) / len(part)) ** 2 for value in part) for part in means)

    every = [
        [(different[a], different[b - 1]) for a, b in itertools.pairwise((0, *cuts, len(different)))]
        for cuts in itertools.combinations(range(1, len(different)), len(edges) - 1)
    ]
    assert spread(edges) <= min(map(spread, every)) + 1e-9


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_every_figure_falls_in_one_class(values):
    classes = maps.apart(values, dark=False)
    for value in values:
        place = classes.index(value)
        assert place is not None
        low, high = classes.edges[place]
        assert low <= value <= high
    assert len(classes.edges) == len(classes.colours)


@pytest.mark.parametrize(
    ("east", "north", "reference"),
    [
        (247_400, 54_400, "SX 474 544"),
        (530_000, 180_000, "TQ 300 800"),
        (447_200, 1_141_200, "HU 472 412"),
        (651_400, 313_200, "TG 514 132"),
    ],
)
def test_a_cell_has_its_grid_reference(east, north, reference):
    assert gathered.cell_id(east, north) == reference


# Words


def test_lists_months_and_percentages_read_as_british_readers_write_them():
    assert phrases.listed(["A", "B", "C", "D", "E"], "more wards") == "A, B and 3 more wards"
    assert phrases.month_runs([date(2024, 3, 1), date(2024, 4, 1), date(2024, 7, 1)]) == (
        "March 2024 to April 2024 and July 2024"
    )
    assert phrases.percentage(0.123) == "12%"
    assert phrases.percentage(0.0231) == "2.3%"
    assert phrases.percentage(0.0001) == "under 0.1%"
    assert phrases.number(1234.0) == "1,234"


def test_labels_that_would_overlap_stand_apart_and_near_their_lines():
    assert control_labels._set_apart([90, 50, 10], 13) == [90, 50, 10]
    assert control_labels._set_apart([52, 50, 10], 13) == pytest.approx([57.5, 44.5, 10])
    assert control_labels._set_apart([50, 50, 50], 10) == pytest.approx([60, 50, 40])


def test_the_name_of_a_ward_lies_inside_it_in_letters_that_its_fill_lets_read():
    square = {"type": "Polygon", "coordinates": [[[-4.2, 50.4], [-4.1, 50.4], [-4.1, 50.45], [-4.2, 50.45], [-4.2, 50.4]]]}
    area = {"id": "E1", "geometry": square, "properties": {"ward_name": "St Peter and the Waterfront"}}
    (name,) = maps.names_within({"features": [area]}, "ward_name", {"E1": maps.rgba("#081F33")}).data
    assert shape(square).contains(Point(name["position"])) and name["text"] == "St Peter and\nthe Waterfront"
    width = 0.1 * 111_320 * 0.638  # metres, at this latitude
    assert 0.5 * width < 14 * name["size"] * 0.5 < width and name["colour"] == [255, 255, 255, 255]


# As rounding to five places left one outline: it crosses itself.
CROSSED = [[-4.14985, 50.40039], [-4.14976, 50.4017], [-4.14989, 50.39978], [-4.14697, 50.39803], [-4.14985, 50.40039]]
LINE = [[-4.2, 50.4], [-4.1, 50.4], [-4.15, 50.4], [-4.2, 50.4]]
SQUARE = [[-4.2, 50.4], [-4.1, 50.4], [-4.1, 50.45], [-4.2, 50.45], [-4.2, 50.4]]


@pytest.mark.parametrize(
    ("ring", "name", "texts"),
    [
        (CROSSED, "Ham", ["Ham"]),
        (LINE, "Ham", []),
        (SQUARE, "  ", []),
        (SQUARE, None, []),
        (SQUARE, " Ham ", ["Ham"]),
    ],
)
def test_an_outline_that_crosses_itself_has_its_name_and_an_area_without_name_or_surface_none(ring, name, texts):
    area = {"id": "E1", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"ward_name": name}}
    found = maps.names_within({"features": [area]}, "ward_name", {"E1": maps.rgba("#081F33")}).data
    assert [one["text"] for one in found] == texts
    assert all(shapely.make_valid(shape(area["geometry"])).intersects(Point(one["position"]).buffer(1e-5)) for one in found)
