"""What was done in places: what goes in, what is asked about, and minutes that overlap, against a count minute by minute."""

import json
import random
import re
from collections import defaultdict
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from analysis.declared.sources import sources
from analysis.night.activity import by_quarter
from analysis.projects import logged
from analysis.release import database
from tests.etl import anytown
from tests.extracts.make import SAMPLES

HEADINGS = ["date", "place_id", "agency", "kind", "started", "visits", "minutes", "minutes_asked", "people_helped"]


def activity(path, rows):
    return anytown.write(path, anytown.table(HEADINGS, rows))


@pytest.fixture
def data(tmp_path):
    """Anytown with its one zone."""
    data = anytown.data_folder(tmp_path / "data")
    anytown.load(data, SAMPLES["zones.geojson"])
    return data


def quarters(data, monkeypatch):
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    return by_quarter(database.ask("activity_months"))


def test_visits_that_overlap_count_once_for_an_agency_and_nothing_told_is_no_nought(data, tmp_path, monkeypatch):
    rows = [
        ["2025-01-03", "harbour", "Pastors", "street_pastor", "22:00", 1, 240, 240, 6],
        ["2025-01-03", "harbour", "Pastors", "street_pastor", "23:00", 1, 240, 240, 2],
        ["2025-01-03", "harbour", "Council", "warden", "22:30", 1, 60, "", ""],
        ["2025-01-04", "harbour", "Council", "warden", "", 2, 90, "", ""],
        ["2025-04-04", "harbour", "Safe bus", "safe_bus", "", 1, "", 120, 0],
    ]
    anytown.load(data, activity(tmp_path / "activity.csv", rows))
    found = quarters(data, monkeypatch)
    (_, first), (_, second) = found.iterrows()
    assert (first["rows"], first["visits"], first["minutes"], first["asked"], first["people"], first["unsure"]) == (
        4, 5, 300 + 60 + 90, 480, 8, 1,
    )  # fmt: skip
    assert first["of_asked"] == 300, "what nobody asked for is not held against what was"
    assert (second["visits"], second["asked"], second["people"]) == (1, 120, 0)
    assert second.isna()["minutes"], "no minutes told are not none"
    assert len(found) == 2, "a quarter without a row is no row"


def test_minutes_equal_a_count_minute_by_minute(data, tmp_path, monkeypatch):
    chance = random.Random(12)
    rows, spent = {}, defaultdict(set)
    for _ in range(150):
        day = datetime(2025, 1, 1) + timedelta(days=chance.randrange(150))
        start = day + timedelta(minutes=chance.randrange(1440))
        agency, length = chance.choice(["A", "B"]), chance.randrange(0, 600)
        kind = chance.choice(["patrol", "warden"])
        visit = (f"{start:%Y-%m-%d}", "harbour", agency, kind, f"{start:%H:%M}")
        if visit not in rows:
            rows[visit] = [*visit, 1, length, "", ""]
            spent[agency] |= {start + timedelta(minutes=minute) for minute in range(length)}
    anytown.load(data, activity(tmp_path / "activity.csv", rows.values()))
    found = quarters(data, monkeypatch)
    assert found["minutes"].sum() == sum(len(minutes) for minutes in spent.values())


def test_the_newest_row_of_a_visit_stands(data, tmp_path, monkeypatch):
    row = ["2025-01-03", "harbour", "Pastors", "street_pastor", "22:00", 1, 240, 240, 6]
    anytown.load(data, activity(tmp_path / "first.csv", [row]))
    anytown.load(data, activity(tmp_path / "second.csv", [[*row[:6], 200, *row[7:]]]))
    found = quarters(data, monkeypatch)
    assert found["minutes"].tolist() == [200]


@pytest.mark.parametrize(
    ("name", "headings", "row", "column"),
    [
        ("activity", HEADINGS, ["2025-01-03", "harbor", "Pastors", "street_pastor", "22:00", 1, 240, "", ""], "place_id"),
        (
            "project_places",
            ["grant_id", "project_id", "zone_id", "starts", "compared_with"],
            ["g", "P1", "harbour", "2024-06-01", "harbour; harbor"],
            "compared_with",
        ),
    ],
)
def test_a_zone_that_no_list_holds_is_asked_about_with_the_nearest(data, tmp_path, name, headings, row, column):
    path = anytown.write(tmp_path / f"{name}.csv", anytown.table(headings, [row]))
    (report,) = anytown.loading.screen(data, anytown.loading.Handed([path]))
    (problem,) = [problem for problem in report.problems if problem.check == "zone_unknown"]
    assert (report.verdict, problem.line, problem.column, problem.value) == ("needs_confirmation", 2, column, "harbor")
    assert problem.remedy.startswith("Did you mean harbour?")


def test_a_cell_of_the_own_grid_is_a_known_place_and_its_minutes_count(data, tmp_path, monkeypatch):
    corners = [[-4.15, 50.36], [-4.14, 50.36], [-4.14, 50.37], [-4.15, 50.37], [-4.15, 50.36]]
    cell = {"type": "Feature", "properties": {"cell_id": "hex-1"}, "geometry": {"type": "Polygon", "coordinates": [corners]}}
    grid = anytown.write(tmp_path / "cells.geojson", json.dumps({"type": "FeatureCollection", "features": [cell]}))
    row = ["2025-01-03", "hex-1", "Pastors", "street_pastor", "22:00", 1, 240, 240, 6]
    file = activity(tmp_path / "activity.csv", [row])
    reports = anytown.loading.screen(data, anytown.loading.Handed([grid, file]))
    assert "zone_unknown" not in {problem.check for report in reports for problem in report.problems}
    anytown.load(data, grid, file)
    found = quarters(data, monkeypatch)
    assert found[["zone_id", "minutes"]].values.tolist() == [["hex-1", 240]]


def test_the_log_feeds_a_measure_with_the_kinds_that_its_target_names(data, tmp_path, monkeypatch):
    """By hand: wardens' people are not counted; a month without a row is said; 1 to 4 in a quarter hide the whole."""
    rows = [
        ["2025-01-03", "harbour", "Pastors", "street_pastor", "22:00", 1, 240, 240, 6],
        ["2025-03-03", "harbour", "Bus", "safe_bus", "23:00", 1, 240, 240, 20],
        ["2025-03-04", "harbour", "Council", "warden", "22:30", 1, 60, "", 9],
        ["2025-06-04", "harbour", "Bus", "safe_bus", "22:30", 2, 60, "", 7],
        ["2025-08-04", "harbour", "Council", "warden", "22:30", 2, 60, "", 3],
    ]
    anytown.load(data, activity(tmp_path / "activity.csv", rows))
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    held, ends = database.ask("activity_kinds"), [date(2025, 3, 31), date(2025, 6, 30)]
    fed = logged.feed("people_helped: safe_bus; street_pastor")
    found = logged.beside(fed, held, date(2025, 1, 1), ends)
    assert list(found.to_date.values()) == [26, 33] and found.silent == 3 and not found.hidden
    assert logged.words(found, ends[-1]) == (
        "By the log of activity: 33 people helped by safe bus and street pastors, January 2025 to June 2025; "
        "of 3 months it holds nothing."
    )
    later = logged.beside(fed, held, date(2025, 1, 1), [*ends, date(2025, 9, 30)])
    assert later.hidden and set(later.to_date.values()) == {None}, "what wardens helped would be the rest of a place's sum"
    visits = logged.beside(logged.feed("visits: warden"), held, date(2025, 1, 1), [*ends, date(2025, 9, 30)])
    assert list(visits.to_date.values()) == [1, 1, 3]
    before = logged.beside(fed, held, date(2024, 4, 1), [date(2024, 6, 30)])
    assert "not known, not nought" in logged.words(before, date(2024, 6, 30))


APRIL = date(2025, 4, 1)


def log(**people: tuple[int, int, int]) -> pd.DataFrame:
    """Of one place, kind → people helped in April, May and June."""
    rows = [("z", pd.Timestamp(2025, 4 + at, 1), kind, each[at], 1) for kind, each in people.items() for at in range(3)]
    return pd.DataFrame(rows, columns=["zone_id", "month", "kind", "people", "visits"])


def test_what_two_outputs_count_by_the_log_never_leaves_few():
    """Marshals 21 and a safe bus 3: neither alone nor together, beside whichever other output tells the other."""
    rows = log(marshal=(7, 7, 7), safe_bus=(1, 1, 1), street_pastor=(10, 10, 10))
    for fed in ("people_helped: marshal; safe_bus", "people_helped: marshal", "people_helped: street_pastor"):
        found = logged.beside(logged.feed(fed), rows, APRIL, [date(2025, 6, 30)])
        assert found.hidden and set(found.to_date.values()) == {None}
        assert "not told, since of a place or kind" in logged.words(found, date(2025, 6, 30))
    alone = logged.beside(logged.feed("people_helped: marshal"), log(marshal=(3, 20, 20)), APRIL, [date(2025, 6, 30)])
    assert list(alone.to_date.values()) == [43], "a month of 3 is told by nothing that shows quarters"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2025, 5, 1), date(2025, 6, 30), "May to June 2025"),
        (APRIL, date(2025, 5, 31), "April to May 2025"),
        (date(2025, 4, 15), date(2025, 6, 30), "15 April 2025 to 30 June 2025"),
        (APRIL, date(2025, 6, 10), "1 April 2025 to 10 June 2025"),
    ],
)
@pytest.mark.parametrize("fed", ["people_helped: marshal", "visits: marshal"])
def test_the_log_is_told_by_whole_quarters_alone(first, last, said, fed):
    """April's 3 would be the rest of the quarter's 43; and a return that ends inside a month has no month to count."""
    found = logged.beside(logged.feed(fed), log(marshal=(3, 20, 20)), first, [last])
    assert found.to_date == {last: None}
    assert logged.words(found, last) == (
        f"By the log of activity: not told, since it is told by whole quarters and the returns are of {said}."
    )


def test_a_return_inside_a_quarter_leaves_the_whole_quarters_told():
    ends = [date(2025, 6, 30), date(2025, 7, 31)]
    found = logged.beside(logged.feed("people_helped: marshal"), log(marshal=(20, 20, 20)), APRIL, ends)
    assert list(found.to_date.values()) == [60, None] and found.silent == 0


def test_every_kind_of_activity_has_its_words():
    (kind,) = [column for column in sources()["activity"].columns if column.name == "kind"]
    (fed,) = [column for column in sources()["targets"].columns if column.name == "fed_by"]
    assert list(logged.KINDS) == list(kind.allowed)
    assert all(re.fullmatch(fed.pattern, f"visits: {one}; {one}") for one in kind.allowed)
