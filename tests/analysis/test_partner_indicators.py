"""Indicators of the force's own list, counted a second time in plain Python: zones, hours, flags, and groups that overlap."""

import itertools
import json
import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import msgspec
import pandas as pd
import pyproj
import pytest

from analysis.figures import disclosure
from analysis.figures.charts.notes import Note
from analysis.figures.figure import Caption
from analysis.indicators import asked as indicators
from analysis.indicators import figures as indicator_figures
from analysis.indicators import group_figures, overlapping_groups
from analysis.indicators import states as measures
from analysis.indicators.asked import Indicator
from analysis.methods.series import Point
from analysis.methods.withheld import SMALLEST_SHOWN
from analysis.release.database import ask
from analysis.words.months import month_end, shifted
from tests.etl import anytown

CAPTION = Caption("a source", "a period", "Anytown", "0123456789abcdef")
HEADINGS = ["offence_code", "recorded_on", "committed_from", "committed_to", "lsoa_code", "ward_code", "easting", "northing"]
FLAGS = ["knife", "firearm", "domestic_abuse", "alcohol", "hate", "exploitation"]
INSIDE, PARTLY, OUTSIDE = "E01990001", "E01990002", "E01990005"
"""LSOAs that the night-time zone holds whole, in part, and not at all."""
CODES = ["8N", "105A", "34A", "17A", "10D", "19C", "8Q", "90", "106"]
TO_GRID = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)


def declared(name: str) -> Indicator:
    return next(one for one in indicators.declared() if one.id == name)


def grid(longitude: float) -> tuple[int, int]:
    """A point of Anytown on the National Grid."""
    east, north = TO_GRID.transform(longitude, anytown.SOUTH + anytown.STEP / 2)
    return round(east), round(north)


# The zone runs from the west of the first LSOA to the middle of the second.
IN_ZONE, OUT_OF_ZONE = grid(anytown.WEST + 1.3 * anytown.STEP), grid(anytown.WEST + 1.8 * anytown.STEP)


def zone_file(folder):
    """One night-time zone, in two parts that overlap: a point in both counts once."""
    features = []
    for number, (west, east) in enumerate([(-0.1, 1.5), (1.2, 1.5)], start=1):
        square: dict[str, Any] = anytown.square(west, east - west)
        south, north = anytown.SOUTH - 0.001, anytown.SOUTH + anytown.STEP + 0.001
        square["coordinates"][0] = [[x, south if y == anytown.SOUTH else north] for x, y in square["coordinates"][0]]
        named = {
            "zone_id": f"zone_{number}",
            "name": f"Zone {number}",
            "kind": "night_time",
            "indicative": True,
            "source": "made up",
        }
        features.append({"type": "Feature", "properties": named, "geometry": square})
    return anytown.write(folder / "zones.geojson", json.dumps({"type": "FeatureCollection", "features": features}))


def offences(seed: int, count: int = 700) -> list[dict]:
    """Invented offences of three months, some without place, hour or flags."""
    chance = random.Random(seed)
    places = [
        {"lsoa_code": INSIDE},
        {"lsoa_code": PARTLY},
        {"lsoa_code": OUTSIDE},
        {"lsoa_code": anytown.ELSEWHERE},
        {"ward_code": "E05990001"},
        {"ward_code": "E05990003"},
        dict(zip(("easting", "northing"), IN_ZONE, strict=True)),
        {"lsoa_code": PARTLY, **dict(zip(("easting", "northing"), IN_ZONE, strict=True))},
        dict(zip(("easting", "northing"), OUT_OF_ZONE, strict=True)),
        {},
        *[{"lsoa_code": INSIDE}, dict(zip(("easting", "northing"), IN_ZONE, strict=True))] * 3,
    ]
    rows = []
    for _ in range(count):
        recorded = date(2025, chance.choice((1, 2, 3)), chance.randint(3, 28))
        start = datetime.combine(recorded - timedelta(days=2), datetime.min.time()) + timedelta(
            minutes=15 * chance.randint(0, 95)
        )
        length = chance.choice([None, None, 0, 15, 30, 30, 30, 120, 120, 600, 1440])
        row = dict.fromkeys([*HEADINGS, *FLAGS], "") | chance.choice(places)
        row |= {"offence_code": chance.choice(CODES), "recorded_on": recorded}
        row |= {flag: chance.choice(["Y", "N", "N", "N", ""]) for flag in FLAGS}
        if chance.random() < 0.95:
            row["committed_from"] = start
            row["committed_to"] = "" if length is None else min(start + timedelta(minutes=length), datetime(2025, 12, 31))
        rows.append(row)
    return rows


def load(tmp_path, rows, monkeypatch):
    """Anytown with its places, a zone and these offences."""
    data, files = anytown.data_folder(tmp_path / "data"), tmp_path / "files"
    names = [*HEADINGS, *FLAGS]
    cells = [[f"{row[name]:%Y-%m-%d %H:%M}" if isinstance(row[name], datetime) else row[name] for name in names] for row in rows]
    extract = anytown.write(files / "force.csv", anytown.table(names, cells))
    done = anytown.load(data, *anytown.lookup_files(files), *anytown.boundary_files(files), zone_file(files), extract)
    assert not [problem for report in done.reports if report.verdict != "accepted" for problem in report.problems]
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    return rows


@pytest.fixture
def extract(tmp_path, monkeypatch):
    return load(tmp_path, offences(7), monkeypatch)


def all_of(parts: list[bool | None]) -> bool | None:
    """Yes where all are, no where one is not, else not known."""
    return False if False in parts else None if None in parts else True


def any_of(parts: list[bool | None]) -> bool | None:
    return True if True in parts else None if None in parts else False


def flagged(row, flags) -> bool | None:
    return any_of([{"Y": True, "N": False, "": None}[row[flag]] for flag in flags]) if flags else True


def in_area(row) -> bool | None:
    if row["lsoa_code"]:
        return row["lsoa_code"] != anytown.ELSEWHERE
    return True if row["ward_code"] or row["easting"] else None


def in_zone(row) -> bool | None:
    if row["easting"]:
        return (row["easting"], row["northing"]) == IN_ZONE
    place = row["lsoa_code"] or row["ward_code"]
    return {INSIDE: True, PARTLY: None, "E05990001": None, "": None}.get(place, False)


def by_night(row) -> bool | None:
    """Minute by minute: every minute of the range between 17:00 and 05:00, none, or some."""
    start, end = row["committed_from"], row["committed_to"]
    if not start or ((start.hour, start.minute) == (0, 0) and end in ("", start)):
        return None
    minutes = int(((end or start) - start).total_seconds() // 60)
    hours = {(start + timedelta(minutes=minute)).hour for minute in range(max(minutes, 1))}
    night = {hour >= 17 or hour < 5 for hour in hours}
    return None if len(night) == 2 else night.pop()


@cache  # the groups that ship are those of every release here
def codes(*groups: str) -> set[str]:
    known = indicators.offence_groups(ask)
    return {code for group in groups for code in known[group][1]}


def naive(name: str, row) -> bool | None:
    """Whether an offence counts for an indicator: yes, no, or nobody can tell."""
    night = codes("violence_with_injury", "violence_without_injury", "robbery")
    match name:
        case "night_time_violence":
            return all_of([row["offence_code"] in night, in_zone(row), by_night(row)])
        case "N2":
            return all_of([row["offence_code"] in set(knife_codes()), flagged(row, ["knife"]), in_area(row)])
        case _:
            return all_of([flagged(row, [{"hate_crime": "hate", "domestic_abuse": "domestic_abuse"}[name]]), in_area(row)])


@cache
def knife_codes() -> list[str]:
    return indicators.codes_of(declared("N2").numerator, indicators.offence_groups(ask)) or []


def shown(count: int) -> float | None:
    return None if 0 < count < SMALLEST_SHOWN else count


@pytest.mark.parametrize("name", ["night_time_violence", "N2", "hate_crime", "domestic_abuse"])
def test_zones_hours_and_flags_agree_with_a_plain_count(extract, name):
    (line,) = measures.state(declared(name), indicators.answers([declared(name)], ask)).series
    assert [point.first.month for point in line.points] == [1, 2, 3]
    for point in line.points:
        found = [naive(name, row) for row in extract if row["recorded_on"].month == point.first.month]
        assert bool(point.unknown) == (None in found)
        if point.status == indicators.NOT_KNOWN:
            assert name == "night_time_violence" and found.count(None) > found.count(True)
        else:
            assert point.value == shown(found.count(True))
    if name == "night_time_violence":
        assert any(point.value for point in line.points) and "hour not certain for" in line.points[0].unknown


def test_what_is_left_out_is_counted_and_said_beside_the_figure(extract):
    one = declared("hate_crime")
    state = measures.state(one, indicators.answers([one], ask))
    blank = sum(row["recorded_on"].month == 3 and in_area(row) is not False and row["hate"] == "" for row in extract)
    assert f"flag unknown for {blank}" in state.point.unknown
    figure = indicator_figures.indicator(state, CAPTION)
    assert f"Left out in March 2025: {state.point.unknown}." in " ".join(figure.notes)
    assert list(figure.table["Left out"]) == [point.unknown for point in state.series[0].points]


RANGES = [
    ("17:00", "", True),
    ("16:59", "", False),
    ("04:59", "", True),
    ("05:00", "", False),
    ("22:00", "05:00+1", True),
    ("22:00", "05:01+1", None),
    ("05:00", "17:00", False),
    ("16:00", "18:00", None),
    ("18:00", "18:00+1", None),
    ("18:00", "20:00+1", None),
    ("06:00", "08:00+1", None),
    ("00:00", "", None),
    ("00:00", "00:00", None),
    ("00:00", "02:00", True),
    ("00:01", "", True),
    ("", "", None),
]
"""When an offence began and ended ("+1": on the next day), and whether that lies between 17:00 and 05:00."""


def test_a_range_counts_only_where_it_lies_wholly_in_the_hours(tmp_path, monkeypatch):
    def at(day: date, text: str) -> object:
        hour, _, later = text.partition("+")
        return datetime.fromisoformat(f"{day} {hour}") + timedelta(days=int(later or 0)) if text else ""

    blank = dict.fromkeys([*HEADINGS, *FLAGS], "") | {"offence_code": "8N", "lsoa_code": INSIDE}
    tenths = [date(2023 + place // 12, place % 12 + 1, 10) for place in range(len(RANGES))]
    # Tuesdays: no night that the table for Purple Flag counts.
    days = [day + timedelta(days=(1 - day.weekday()) % 7) for day in tenths]
    rows = [
        blank | {"recorded_on": day + timedelta(days=5), "committed_from": at(day, start), "committed_to": at(day, end)}
        for day, (start, end, _) in zip(days, RANGES, strict=True)
        for _ in range(6)
    ]
    load(tmp_path, rows, monkeypatch)
    (line,) = measures.state(declared("night_time_violence"), indicators.answers(indicators.declared(), ask)).series
    for point, (start, end, expected) in zip(line.points, RANGES, strict=True):
        said = {True: (6, ""), False: (0, ""), None: (None, "hour not certain for 6")}[expected]
        assert (point.value, point.unknown) == said, (start, end)


def test_the_order_of_the_rows_changes_nothing(tmp_path, monkeypatch):
    rows = offences(11, 300)
    answers = []
    for place, ordered in enumerate((rows, random.Random(3).sample(rows, len(rows)))):
        load(tmp_path / str(place), ordered, monkeypatch)
        answers.append([(state.series, state.variation) for state in measures.states()])
    assert answers[0] == answers[1]


def test_a_month_whose_list_came_without_hours_points_or_flags_has_no_figure(tmp_path, monkeypatch):
    blank = dict.fromkeys([*HEADINGS, *FLAGS], "") | {"offence_code": "8N", "lsoa_code": INSIDE}
    whole = blank | {"recorded_on": date(2025, 1, 15), "committed_from": datetime(2025, 1, 9, 22), "hate": "Y"}
    without = blank | {"recorded_on": date(2025, 2, 15)}
    load(tmp_path, [whole] * 9 + [without] * 9, monkeypatch)
    answers = indicators.answers(indicators.declared(), ask)
    for name in ("night_time_violence", "hate_crime"):
        state = measures.state(declared(name), answers)
        assert [(point.value, point.status) for point in state.series[0].points] == [(9, "final"), (None, indicators.NOT_KNOWN)]
        assert state.headline.endswith("not known in February 2025") and state.provisional.startswith("There is no figure")


def test_a_month_is_not_told_of_which_purple_flag_counts_nearly_all(tmp_path, monkeypatch):
    """By hand: 9 on Friday nights, and 4 or 5 on Tuesdays. All of the area holds enough besides."""
    blank = dict.fromkeys([*HEADINGS, *FLAGS], "") | {"offence_code": "34A", "lsoa_code": INSIDE}
    rows = [
        blank | {"recorded_on": recorded, "committed_from": datetime(recorded.year, recorded.month, day, 22), **place}
        for recorded, tuesday in ((date(2025, 1, 25), 4), (date(2025, 2, 25), 5))
        for day, number, place in ((7 + 3 * (recorded.month == 1), 9, {}), (4 + 10 * (recorded.month == 1), tuesday, {}))
        for _ in range(number)
    ]
    elsewhere = [
        blank | {"recorded_on": date(2025, 1, 25), "lsoa_code": OUTSIDE, "committed_from": datetime(2025, 1, 14, 22)}
    ] * 5
    load(tmp_path, rows + elsewhere, monkeypatch)
    answers = indicators.answers(indicators.declared(), ask)
    told = {
        name: [(point.value, point.status) for point in measures.state(declared(name), answers).series[0].points]
        for name in ("night_time_violence", "serious_violence")
    }
    assert told["night_time_violence"] == [(None, "suppressed"), (14, "final")]
    assert [value for value, _ in told["serious_violence"]] == [18, 14]


def test_nor_of_one_zone_that_is_all_of_the_night_nor_as_a_share_with_its_numerator(tmp_path, monkeypatch):
    """By hand: 9 on Friday nights and 4 on Tuesdays, all in the first zone; 20 elsewhere of the area."""
    blank = dict.fromkeys([*HEADINGS, *FLAGS], "") | {"offence_code": "34A", "recorded_on": date(2025, 1, 25)}
    nights = [blank | {"lsoa_code": INSIDE, "committed_from": datetime(2025, 1, day, 22)} for day in [10] * 9 + [14] * 4]
    load(tmp_path, nights + [blank | {"lsoa_code": OUTSIDE, "committed_from": datetime(2025, 1, 14, 12)}] * 20, monkeypatch)
    whole = declared("night_time_violence")
    share = replace(whole, unit="%", denominator="all_records")
    one_zone = replace(whole, numerator=msgspec.structs.replace(whole.numerator, zone="zone_1"))
    for asked in (whole, one_zone, share):
        (line,) = measures.state(asked, indicators.answers([asked], ask)).series
        assert [(point.value, point.numerator, point.status) for point in line.points] == [(None, None, "suppressed")]


def test_nor_of_indicators_that_share_the_night_or_its_weapons_between_them(tmp_path, monkeypatch):
    """By hand: 9 on Friday nights and 9 on Tuesdays, half before 23:00 but for one, half with a knife, the rest with a firearm.

    Each of a pair has 4 or 5 on Tuesdays. One of the day shares no minute of a night.
    """
    blank = dict.fromkeys([*HEADINGS, *FLAGS], "") | dict.fromkeys(FLAGS, "N") | {"offence_code": "34A", "lsoa_code": INSIDE}
    rows = [
        blank
        | {"recorded_on": date(2025, 1, 25), "committed_from": datetime(2025, 1, day, 22 if early else 23, 30)}
        | {("knife" if early else "firearm"): "Y"}
        for day in (10, 14)
        for early in [True] * 4 + [False] * 5
    ]
    rows += [blank | {"recorded_on": date(2025, 1, 25), "committed_from": datetime(2025, 1, 14, 12)}] * 6
    load(tmp_path, rows, monkeypatch)
    whole = declared("night_time_violence")

    def told(**narrower: Any) -> list[tuple[float | None, str]]:
        one = replace(whole, numerator=msgspec.structs.replace(whole.numerator, **narrower))
        (line,) = measures.state(one, indicators.answers([one], ask)).series
        return [(point.value, point.status) for point in line.points]

    assert told() == [(18, "final")]
    assert told(hours="17:00-23:00") == told(hours="22:00-23:00") == told(flags=("knife",)) == [(None, "suppressed")]
    assert told(hours="23:00-05:00") == told(hours="23:00-12:00") == told(flags=("firearm",)) == [(10, "final")]
    assert told(hours="05:00-17:00") == [(6, "final")]


def test_two_spans_of_the_clock_share_a_minute_as_their_minutes_say():
    def minutes(start: int, length: int) -> set[int]:
        return {(start + minute) % (24 * 60) for minute in range(length)}

    spans = [(start * 60, length * 60) for start in range(0, 24, 3) for length in (1, 5, 12, 23)]
    for one, other in itertools.product(spans, spans):
        said = indicators._overlaps(*one, *other)  # pyright: ignore[reportPrivateUsage]
        assert said == bool(minutes(*one) & minutes(*other)), (one, other)


def told_months(name: str) -> list[tuple[float | None, str]]:
    (line,) = measures.state(declared(name), indicators.answers([declared(name)], ask)).series
    return [(point.value, point.status) for point in line.points]


@pytest.mark.parametrize(
    ("besides", "knives", "serious"),
    [(0, (9, "final"), (9, "final")), (2, (None, "suppressed"), (11, "final")), (5, (9, "final"), (14, "final"))],
)
def test_a_wider_indicator_does_not_tell_the_few_that_a_narrower_one_leaves_of_it(
    tmp_path, monkeypatch, besides, knives, serious
):
    """By hand: 9 robberies with a knife, and some without: serious violence counts both."""
    blank = dict.fromkeys([*HEADINGS, *FLAGS], "") | dict.fromkeys(FLAGS, "N") | {"offence_code": "34A", "lsoa_code": OUTSIDE}
    rows = [blank | {"recorded_on": date(2025, 1, 25), "knife": knife} for knife in ["Y"] * 9 + ["N"] * besides]
    load(tmp_path, rows, monkeypatch)
    assert (told_months("N2"), told_months("serious_violence")) == ([knives], [serious])


def test_a_group_gives_way_to_what_an_indicator_tells_of_the_same_month(tmp_path, monkeypatch):
    """By hand: 9 offences of domestic abuse and 2 of robbery: the group, its indicator and the total would tell the 2."""
    blank = dict.fromkeys([*HEADINGS, *FLAGS], "") | dict.fromkeys(FLAGS, "N") | {"lsoa_code": OUTSIDE}
    rows = [
        blank | {"recorded_on": date(2025, 1, 25), "offence_code": code, "domestic_abuse": flag}
        for code, flag, number in (("8N", "Y", 9), ("34A", "N", 2))
        for _ in range(number)
    ]
    load(tmp_path, rows, monkeypatch)
    one = declared("serious_violence")
    month = overlapping_groups.of_month(one, indicators.answers([one], ask))
    assert month
    total, group = told_months("serious_violence")[0][0], told_months("domestic_abuse")[0][0]
    assert (total, group) != (11, 9) and (month.total.value, month.groups["Domestic abuse"].value) == (total, group)


def test_a_month_with_too_few_to_show_is_not_without_a_file(tmp_path, monkeypatch):
    row = dict.fromkeys([*HEADINGS, *FLAGS], "") | {"offence_code": "8N", "recorded_on": date(2025, 1, 15), "lsoa_code": INSIDE}
    load(tmp_path, [row | {"hate": "Y"}] * 2, monkeypatch)
    state = measures.state(declared("hate_crime"), indicators.answers([declared("hate_crime")], ask))
    assert state.filled and state.value == "not shown" and state.point.status == "suppressed"


# A total over groups that overlap


def naive_groups(row) -> dict[str, bool | None]:
    """Whether an offence is in each group of the partnership's definition."""

    def is_in(*groups: str) -> bool:
        return row["offence_code"] in codes(*groups)

    violent = ("homicide", "attempted_murder", "violence_with_injury", "violence_without_injury")
    violent += ("robbery", "sexual_assault", "rape")
    found = {
        "Knife and gun crime": any_of([is_in("weapon_possession"), flagged(row, ["knife", "firearm"])]),
        "Robbery": is_in("robbery"),
        "Domestic abuse": flagged(row, ["domestic_abuse"]),
        "Sexual violence including rape": is_in("rape", "sexual_assault", "other_sexual"),
        "Alcohol-related violence": all_of([is_in(*violent), flagged(row, ["alcohol"])]),
        "Exploitation": any_of([is_in("exploitation"), flagged(row, ["exploitation"])]),
        "Stalking and harassment": is_in("stalking_harassment"),
    }
    return {name: all_of([inside, in_area(row)]) for name, inside in found.items()}


def test_a_total_over_groups_counts_each_offence_once(extract):
    one = declared("serious_violence")
    answers = indicators.answers([one], ask)
    (line,) = measures.state(one, answers).series
    for point in line.points:
        mine = [naive_groups(row) for row in extract if row["recorded_on"].month == point.first.month]
        assert point.value == sum(any_of(list(found.values())) is True for found in mine)
        assert bool(point.unknown) == any(any_of(list(found.values())) is None for found in mine)
    month = overlapping_groups.of_month(one, answers)
    mine = [naive_groups(row) for row in extract if row["recorded_on"].month == 3]
    assert {name: count.value for name, count in month.groups.items()} == {
        name: sum(found[name] is True for found in mine) for name in mine[0]
    }
    assert month.total.value < sum(count.value or 0 for count in month.groups.values())
    year = overlapping_groups.of_year(one, answers)
    assert year.refused.startswith("No sum is worked out: there is no figure for April 2024 to December 2024")
    figure = group_figures.groups(one, month, year, CAPTION)
    assert f"{month.total.value:,.0f} offences in March 2025, each counted once" in figure.title
    assert overlapping_groups.OVERLAP in figure.sentence and list(figure.table["Group"])[1:] == list(month.groups)


def test_a_year_of_a_group_is_hidden_with_any_of_its_months(monkeypatch):
    """By hand: each month is shown while it is the newest. Who kept eleven would take the hidden one from the sum of the year."""
    one = declared("serious_violence")
    firsts = [shifted(date(2024, 1, 1), place) for place in range(12)]

    def line(number, once):
        counts = [once if place == 5 else number for place in range(12)]
        return [Point(first, month_end(first), float(count)) for first, count in zip(firsts, counts, strict=True)]

    groups = {"Robbery": line(10, 3), "Domestic abuse": line(35, 35), "Exploitation": line(20, 20)}
    none = pd.DataFrame(columns=["source"])
    answers = indicators.Answers(none, none, none, "")
    for total, once, refused in ((line(40, 40), {"Robbery"}, False), (line(40, 4), set(), True)):
        monkeypatch.setattr(overlapping_groups, "_lines", lambda *_, total=total: {"": total, **groups})
        year = overlapping_groups.of_year(one, answers)
        assert bool(year.refused) == refused and {name for name, count in year.groups.items() if count.value is None} == once
    monkeypatch.setattr(overlapping_groups, "_lines", lambda *_: {"": line(40, 40), **groups})
    assert overlapping_groups.of_month(one, answers).groups["Robbery"].value == 10


def test_a_dated_note_stands_in_the_row_of_its_period_and_in_the_csv(extract):
    one = declared("serious_violence")
    state = measures.state(one, indicators.answers([one], ask))
    figure = indicator_figures.indicator(state, CAPTION, notes=[Note(date(2025, 2, 14), "=Operation begins")])
    assert list(figure.table["Note"]) == ["", "14 February 2025: =Operation begins", ""]
    assert "14 February 2025: =Operation begins" in disclosure.leave(figure).csv().decode("utf-8-sig")
    assert "Note" not in indicator_figures.indicator(state, CAPTION).table


@pytest.mark.parametrize(
    ("total", "counts", "expected"),
    [
        (30, {"a": 20, "b": 15}, set()),
        (20, {"a": 20, "b": 3}, {"b"}),  # b may lie wholly inside a: nothing is told
        (20, {"a": 10, "b": 6, "c": 4}, {"b", "c"}),  # else c would be at least 20 - 16, so just 4
        (20, {"a": 10, "b": 6, "c": 4, "d": 0}, {"b", "c"}),
        (24, {"a": 20, "b": 2, "c": 4}, {"a", "b", "c"}),  # else a would leave 4 that are not of it
        (3, {"a": 3}, {"", "a"}),
        (3, {"a": 2, "b": 0}, {"", "a", "b"}),  # of a whole that is hidden nothing is told
        (28, {"a": 20, "b": 4, "c": 4}, {"a", "b", "c"}),  # else b and c together would be 28 - 20, so 4 each
        (27, {"a": 20, "b": 4, "c": 3}, {"a", "b", "c"}),  # else each would be at least 3
        (25, {"a": 20, "b": 4, "c": 4}, {"b", "c"}),
    ],
)
def test_no_hidden_group_can_be_worked_out_from_the_total(total, counts, expected):
    assert set(overlapping_groups.hidden(float(total), {name: float(n) for name, n in counts.items()})) == expected
