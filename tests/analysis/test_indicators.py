"""Indicators: their series agree with a plain count, and their states say what may be said and no more."""

import csv
import io
import zipfile
from collections import Counter
from datetime import date

import pandas as pd
import pytest

from analysis.figures.figure import Caption
from analysis.indicators import asked as indicators
from analysis.indicators import by_ward, indicator_state
from analysis.indicators import figures as indicator_figures
from analysis.indicators import states as measures
from analysis.indicators.asked import Answers, Indicator
from analysis.indicators.indicator_state import IndicatorState
from analysis.methods.series import Point, Series
from analysis.release.database import ask
from tests import plain

CAPTION = Caption("a source", "a period", "Anytown", "0123456789abcdef")
AREA = "E06000026"


def declared(name: str) -> Indicator:
    return next(one for one in indicators.declared() if one.id == name)


def months_frame(rows: list[tuple[str, int | None, str]], crime_type: str = "Robbery") -> pd.DataFrame:
    """Rows of `indicator_months`: month, crimes (None: no file), reason of a break ("" where there is none)."""
    return pd.DataFrame(
        {
            "month": [pd.Timestamp(f"{month}-01") for month, _, _ in rows],
            "crime_type": crime_type,
            "covered": [crimes is not None for _, crimes, _ in rows],
            "comparable": [not reason for _, _, reason in rows],
            "reason": [reason or None for _, _, reason in rows],
            "crimes": [crimes for _, crimes, _ in rows],
        }
    )


def values_frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows of `indicator_values`, blank where a test says nothing."""
    blank = dict.fromkeys(("breakdown", "numerator", "denominator", "value", "lower", "upper", "note"))
    blank |= {"area_code": AREA, "status": "final", "origin": "indicator_values", "origin_order": 100}
    frame = pd.DataFrame([{**blank, **row} for row in rows])
    return frame.assign(period_start=pd.to_datetime(frame["period_start"]), period_end=pd.to_datetime(frame["period_end"]))


NO_MONTHS = months_frame([])
NO_VALUES = pd.DataFrame(columns=["indicator_id"])
NO_RETURNS = pd.DataFrame(columns=["project_id"])


def state_of(name: str, rows: list[dict[str, object]]) -> IndicatorState:
    """The state of an indicator over figures handed in."""
    values = values_frame([{"indicator_id": name, **row} for row in rows])
    return measures.state(declared(name), Answers(NO_MONTHS, values, NO_RETURNS, AREA))


# Sentences


def test_a_release_without_that_crime_type_counts_nought_and_one_without_police_files_has_no_series():
    (found,) = indicators.series(declared("robbery"), months_frame([("2025-09", 0, "")]), NO_VALUES, NO_RETURNS, AREA)
    assert [point.value for point in found.points] == [0]
    assert indicators.series(declared("robbery"), NO_MONTHS, NO_VALUES, NO_RETURNS, AREA) == []


def test_a_month_without_a_file_is_a_gap_and_never_nought():
    rows = [("2025-07", 9, ""), ("2025-08", None, ""), ("2025-09", 31, "New system")]
    (found,) = indicators.series(declared("robbery"), months_frame(rows), NO_VALUES, NO_RETURNS, AREA)
    assert [(point.value, point.status, point.comparable) for point in found.points] == [
        (9, "final", True),
        (None, "no file", True),
        (31, "final", False),
    ]
    assert [point.last for point in found.points] == [date(2025, 7, 31), date(2025, 8, 31), date(2025, 9, 30)]


def test_suppressed_and_provisional_figures_say_so():
    state = state_of(
        "N1",
        [
            {"period_start": "2025-01-01", "period_end": "2025-03-31", "value": 8, "status": "provisional"},
            {"period_start": "2025-04-01", "period_end": "2025-06-30", "numerator": 3, "status": "suppressed"},
        ],
    )
    assert state.headline == "Knife assault admissions (N1): not shown (too few) in April to June 2025"
    assert state.value == "not shown" and state.provisional == f"The figure is suppressed: {indicators.TOO_FEW}."
    table = indicator_figures.table(state)
    assert list(table["Status"]) == ["provisional", "suppressed"]
    assert pd.isna(table["Admissions"].iloc[1]) and "Numerator" not in table.columns


def test_breakdowns_stand_side_by_side_and_a_survey_is_compared_with_the_one_before():
    rows = [
        {
            "period_start": f"{year}-05-01",
            "period_end": f"{year}-07-31",
            "breakdown": key,
            "value": value,
            "numerator": value * 20,
            "denominator": 2000,
            "lower": value - 2,
            "upper": value + 2,
        }
        for year, key, value in ((2018, "by_day", 91), (2018, "after_dark", 62), (2022, "by_day", 88), (2022, "after_dark", 55))
    ]
    state = state_of("L1", rows)
    assert [series.label for series in state.series] == ["After dark", "By day"]
    assert state.headline == "Feeling of safety (L1): after dark 55% and by day 88% in May to July 2022"
    assert state.judgement == "Not enough data (after dark): 2 figures; 13 are needed to tell a signal from noise."
    assert indicator_state.change_words(state).startswith(
        "After dark, May to July 2022 against 62% in May to July 2018: 7.0 percentage points lower (95% interval"
    )
    assert "The figure came with an interval: 53.0% to 57.0%." in indicator_figures.sentence(state)


def test_the_year_before_a_quarter_is_the_same_quarter():
    quarters = [("2024-04-01", "2024-06-30", 17), ("2024-07-01", "2024-09-30", 19), ("2025-04-01", "2025-06-30", 15)]
    state = state_of("N1", [{"period_start": a, "period_end": b, "value": value} for a, b, value in quarters])
    assert (state.before.now, state.before.before, state.before.clear) == (15, 17, False)
    assert state.year.refused.startswith("No change on the year before is worked out: there is no figure for")


def test_a_february_stands_beside_the_february_of_a_leap_year():
    one = Series("", (Point(date(2024, 2, 1), date(2024, 2, 29), 1.0), Point(date(2025, 2, 1), date(2025, 2, 28), 2.0)))
    assert indicators.year_before(one, one.points[1]) == one.points[0]


def test_figures_of_another_area_say_which():
    state = state_of("N1", [{"period_start": "2025-04-01", "period_end": "2025-06-30", "value": 31, "area_code": "E23000035"}])
    assert indicator_figures.area(state.series, AREA, "Plymouth") == "area E23000035"


def test_an_indicator_without_figures_names_the_file_that_fills_it():
    assert indicator_figures.missing(declared("N2")) == (
        "Knife-enabled serious violence recorded by the police (N2). To load: The force's own monthly extract with the knife "
        "flag (partner extract): ask the force's performance analysts. Open police data carry no knife flag."
    )


# Figures from the release, counted a second time in plain Python


def plain_crimes(files) -> dict[str, list[tuple[str, str]]]:
    """Month → (crime type, LSOA code) of the rows that stand: the newest file of a month, the last row of a Crime ID."""
    months: dict[str, list[tuple[str, str]]] = {}
    for path in files:
        if path.suffix != ".zip":
            continue
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                if not member.endswith("-street.csv"):
                    continue
                text = archive.read(member).decode("utf-8-sig")
                rows = list(csv.DictReader(io.StringIO(text)))
                standing = {row["Crime ID"] or f"no id {number}": row for number, row in enumerate(rows)}
                months[rows[0]["Month"]] = [(row["Crime type"], row["LSOA code"]) for row in standing.values()]
    return months


def area_codes(files) -> set[str]:
    """LSOA codes of either vintage that lie in the area."""
    codes: set[str] = set()
    for path in files:
        if path.name.startswith("lookup_"):
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    if AREA not in row.values():
                        continue
                    codes |= {row[key] for key in ("lsoa21_code", "lsoa11_code") if key in row}
    return codes


def test_police_indicators_agree_with_a_plain_count(demo_data, demonstration_files):
    crimes, codes = plain_crimes(demonstration_files), area_codes(demonstration_files)
    found = [one for one in indicators.declared() if one.source == "police_street" and not one.numerator.zone]
    months = ask("indicator_months", crime_types=indicators.crime_types_asked(found))
    assert len(found) >= 6 and len(crimes) == 59
    for one in found:
        series = indicators.series(one, months, NO_VALUES, NO_RETURNS, AREA)
        counted = {f"{point.first:%Y-%m}": point for point in series[0].points}
        assert {month for month, point in counted.items() if point.value is None} == {"2021-11"}
        for month, rows in crimes.items():
            if one.numerator.located:
                assert counted[month].denominator == len(rows)
            else:
                assert counted[month].value == sum(kind in one.crime_types and code in codes for kind, code in rows)


def test_handed_in_figures_are_those_of_the_file(demo_data, demonstration_files):
    rows = plain.handed_in(demonstration_files, "indicator_values")
    corrections = plain.handed_in(demonstration_files, "corrections")
    for correction in corrections:
        wanted = dict(part.strip().split("=") for part in correction["rows"].split(";"))
        (wrong,) = (row for row in rows if all(row[name] == value for name, value in wanted.items()))
        assert wrong[correction["column"]] == correction["old_value"]
        wrong[correction["column"]] = correction["new_value"]
    assert corrections
    filed = Counter(
        (row["indicator_id"], row["period_start"], row["breakdown"], float(row["value"]) if row["value"] else None)
        for row in rows
    )
    answer = ask("indicator_values")
    asked = Counter(
        (
            row["indicator_id"],
            f"{row['period_start']:%Y-%m-%d}",
            row["breakdown"] if isinstance(row["breakdown"], str) else "",
            None if pd.isna(row["value"]) else row["value"],
        )
        for row in answer.to_dict("records")
    )
    assert asked == filed


FLAGS = ("knife", "firearm", "domestic_abuse", "alcohol", "hate", "exploitation")


def test_partner_indicators_agree_with_a_plain_count(demo_data, demonstration_files):
    path = next(path for path in demonstration_files if "partner_extract" in path.name)
    lists = {
        name[-11:-4]: [{head.lower().replace(" ", "_"): cell for head, cell in row.items()} for row in rows]
        for name, rows in plain.archive(path).items()
    }
    found = [state for state in measures.states() if state.indicator.source == "partner_extract" and state.filled]
    assert {state.indicator.id for state in found} >= {"N2", "domestic_abuse", "hate_crime", "flags_complete"}
    for state in found:
        wanted = state.indicator.numerator
        codes = set(indicators.codes_of(wanted, indicators.offence_groups(ask)) or ())
        if wanted.zone or wanted.any_of:  # counted in test_partner_indicators.py
            continue
        points = {f"{point.first:%Y-%m}": point.value for point in state.series[0].points}
        assert {month for month, value in points.items() if value is None} == {"2021-11"}
        for month, rows in lists.items():
            placed = [row for row in rows if row.get("lsoa_code") or row.get("ward_code")]
            counted = [
                row
                for row in placed
                if (not codes or row["offence_code"] in codes)
                and (not wanted.flags or any(row[flag] == "Y" for flag in wanted.flags))
                and (not wanted.flags_filled or all(row[flag] for flag in FLAGS))
            ]
            expected = 100 * len(counted) / len(placed) if state.indicator.is_share else len(counted)
            assert points[month] == pytest.approx(expected, abs=1e-9), (state.indicator.id, month)
        assert sum(point.value is not None and point.first > date(2021, 8, 31) for point in state.series[0].points) >= 36


def test_wards_add_up_to_the_area_and_places_to_the_force_for_every_indicator(demo_data):
    found = [one for one in indicators.declared() if by_ward.by_ward(one)]
    answers = indicators.answers(indicators.declared(), ask)
    assert len(found) >= 4
    for one in found:
        (line,) = indicators.series_of(one, answers)
        months = by_ward.months(one, ask)
        for place, point in enumerate(line.points):
            of_wards = [ward.points[place].value for ward in months.series().values()]
            if point.value is None:
                assert set(of_wards) == {None}
            else:
                assert None not in of_wards and sum(value or 0 for value in of_wards) == point.value, (one.id, point.first)
    rows = answers.months[answers.months["covered"].astype(bool)]
    assert len(rows) and (rows["crimes"] + rows["outside"] + rows["not_located"] == rows["in_force"]).all()
    assert rows[["crimes", "outside", "not_located"]].sum().gt(0).all()


def test_a_month_whose_list_has_no_coordinates_is_not_known_for_a_zone_and_never_nought(demo_data, demonstration_files):
    path = next(path for path in demonstration_files if "partner_extract" in path.name)
    with_points = {name[-11:-4] for name, rows in plain.archive(path).items() if "easting" in rows[0]}
    (found,) = (state for state in measures.states() if state.indicator.id == "night_time_violence")
    points = {f"{point.first:%Y-%m}": point for point in found.series[0].points}
    assert len(with_points) >= 36
    assert {month for month, point in points.items() if point.value is not None} == with_points
    others = [point for month, point in points.items() if month not in {*with_points, "2021-11"}]
    assert others and all(point.status == "not known" and "place not certain for" in point.unknown for point in others)
    assert "what decides was blank" in indicator_figures.figure_notes(found)[0]


def test_home_office_indicators_agree_with_a_plain_count(demo_data, demonstration_files):
    path = next(path for path in demonstration_files if "prc-csp" in path.name)
    rows = [
        row
        for sheet, above in (("2020_21", 0), ("2021_22", 0), ("2022_23", 1), ("2023_24", 1), ("2024_25", 1), ("2025_26", 1))
        for row in plain.sheet(path, sheet, headings_at=above)
        if row["CSP Name"] == "Plymouth"
    ]
    found = [state for state in measures.states() if state.indicator.source == "home_office_csp"]
    found = [state for state in found if not state.indicator.numerator.weights]
    assert len(found) >= 4 and all(state.filled for state in found)
    for state in found:
        codes = set(indicators.codes_of(state.indicator.numerator, indicators.offence_groups(ask)) or ())
        counted: Counter[tuple[int, int]] = Counter()
        for row in rows:
            quarter = int(row["Financial Year"][:4]), int(row["Financial Quarter"])
            counted[quarter] += int(row["Offence Count"]) if row["Offence Code"] in codes else 0
        points = {
            (point.first.year - (point.first.month < 4), (point.first.month - 4) % 12 // 3 + 1): point.value
            for point in state.series[0].points
        }
        assert points == counted and len(points) == 20


def test_residents_are_the_sum_of_the_file(demo_data, demonstration_files):
    path = next(path for path in demonstration_files if "population" in path.name)
    with path.open(encoding="utf-8-sig", newline="") as file:
        total = sum(float(row["total_residents"]) for row in csv.DictReader(file))
    assert ask("residents")["residents"].iloc[0] == total


def test_people_trained_is_a_running_total(demo_data, demonstration_files):
    newest: dict[str, tuple[int, float]] = {}
    for row in plain.handed_in(demonstration_files, "returns"):
        if row["measure_id"] == "people_trained" and row["status"] != "draft":
            newest[row["period_end"]] = max(newest.get(row["period_end"], (0, 0.0)), (int(row["version"]), float(row["value"])))
    ends = sorted(newest)
    totals = [(end, sum(newest[other][1] for other in ends if other <= end)) for end in ends]
    found = indicators.series(declared("people_trained"), NO_MONTHS, NO_VALUES, ask("returns"), AREA)
    assert [(f"{point.last:%Y-%m-%d}", point.value) for point in found[0].points] == totals


def test_every_figure_of_the_demonstration_is_whole(demo_data):
    drawn = 0
    for state in measures.states():
        if not state.filled:
            continue
        figure = indicator_figures.indicator(state, CAPTION)
        drawn += 1
        assert figure.title and figure.sentence and len(figure.table) and "nan" not in figure.sentence.lower()
        assert (figure.chart is None) == (state.indicator.chart == "list")
        assert state.variation_words.split()[0] in figure.alt
        if state.indicator.polarity == "no_judgement":
            assert not any(word in figure.sentence for word in ("Improving", "Of concern", "●", "▲"))
    assert drawn >= 18
