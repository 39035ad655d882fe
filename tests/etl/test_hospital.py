"""The hospital's data set: matched to zones by a list, one site beside another, patients' words nowhere."""

import csv
import json
from collections import Counter
from datetime import date, datetime

import pandas as pd
import pytest

from analysis.figures import disclosure
from analysis.figures.figure import Caption
from analysis.figures.shown_release import ShownRelease
from analysis.methods.series import Break, Point
from analysis.night import answered, hospital, hospital_answered
from analysis.release import database
from etl.__main__ import main
from tests.etl import anytown
from tests.extracts.make import SAMPLES

HEADINGS = ["period", "site_code", "arrived_at", "assaulted_at", "location_text"]
WORDS = "behind Quill and Feather"


def attendance(site="DEM01", month="2025-01", day=4, text="the harbour", hour=23):
    assaulted = f"{month}-{day:02d}T{hour:02d}:15"
    return [month, site, f"{month}-{day + 1:02d}T04:00", assaulted, text]


def extract(path, rows):
    return anytown.write(path, anytown.table(HEADINGS, rows))


@pytest.fixture
def data(tmp_path):
    """Anytown with its one zone and what two wordings mean."""
    data = anytown.data_folder(tmp_path / "data")
    anytown.load(data, SAMPLES["zones.geojson"], SAMPLES["istv_places.csv"])
    return data


def test_words_are_matched_whatever_their_capitals_and_blanks_and_stand_in_no_table(data, tmp_path):
    texts = ["The  HARBOUR ", "a park", WORDS, ""]
    anytown.load(data, extract(tmp_path / "istv.csv", [attendance(text=text) for text in texts]))
    assert anytown.rows(data, "SELECT zone_id, place FROM istv ORDER BY row") == [
        ("harbour", "zone"), (None, "elsewhere"), (None, "unmatched"), (None, "not_told"),
    ]  # fmt: skip
    release = database.release(data)
    assert WORDS.encode() not in release.file.read_bytes()


def test_text_on_the_method_is_not_kept(data, tmp_path):
    anytown.load(data, SAMPLES["istv.csv"])
    kept = b"".join(path.read_bytes() for path in (data / "archive").rglob("*") if path.is_file())
    assert b"thrown from a step" not in kept


def test_no_message_and_no_answer_holds_a_patients_words(data, tmp_path, capsys):
    rows = [attendance(text=WORDS), [*attendance(text=WORDS)[:2], "nonsense", "", WORDS]]
    main(["--data", str(data), "screen", "--json", str(extract(tmp_path / "istv.csv", rows))])
    twice = anytown.write(tmp_path / "istv_places.csv", anytown.table(["location_text", "zone_id"], [[WORDS, "harbour"]] * 2))
    main(["--data", str(data), "screen", "--json", str(twice)])
    said = capsys.readouterr()
    assert "nonsense" not in said.out and WORDS not in said.out + said.err


def test_each_site_replaces_its_own_months_and_a_new_one_is_asked_about(data, tmp_path):
    anytown.load(data, extract(tmp_path / "one.csv", [attendance()] * 3))
    other = extract(tmp_path / "other.csv", [attendance("DEM02")] * 2)
    (report,) = anytown.loading.screen(data, anytown.loading.Handed([other]))
    assert [(p.check, p.value) for p in report.problems if p.result == "warning"] == [("site_unknown", "DEM02")]
    anytown.load(data, other)
    anytown.load(data, extract(tmp_path / "again.csv", [attendance()] * 7))
    assert anytown.rows(data, "SELECT site_code, count(*) FROM istv GROUP BY 1 ORDER BY 1") == [("DEM01", 7), ("DEM02", 2)]


def test_the_quarters_equal_a_plain_recount(demo_data, demonstration_files):
    """From the very files, with the csv module alone; a quarter in which a site lacks a month has no figure."""
    (places,) = [path for path in demonstration_files if path.name == "istv_places.csv"]
    with places.open(encoding="utf-8", newline="") as table:
        zone_of = {row["location_text"].casefold(): row["zone_id"] for row in csv.DictReader(table)}
    counted, months = Counter(), Counter()
    for path in [path for path in demonstration_files if path.name.startswith("istv_DEM")]:
        with path.open(encoding="utf-8", newline="") as table:
            rows = list(csv.DictReader(table))
        months.update({row["Reporting Period"] for row in rows})
        for row in rows:
            quarter = f"{row['Reporting Period'][:4]}-{(int(row['Reporting Period'][5:]) - 1) // 3}"
            zone = zone_of.get(row["Assault Location Text"].casefold(), "")
            hour = row["Assault Date and Time"][11:13]
            counted[quarter, "all"] += 1
            counted[quarter, zone or "none"] += 1
            counted[quarter, "night"] += bool(zone and hour and not 5 <= int(hour) <= 16)
    answer = database.ask("hospital_quarters", kind="night_time")
    assert answer["attendances"].isna().any(), "a month of one site is missing"
    for row in answer.to_dict("records"):
        quarter = f"{row['quarter'].year}-{(row['quarter'].month - 1) // 3}"
        own = [f"{row['quarter'].year}-{row['quarter'].month + step:02d}" for step in range(3)]
        if all(months[month] == 2 for month in own):
            assert row["attendances"] == counted[quarter, row["place"]]
        else:
            assert pd.isna(row["attendances"])


def test_every_place_of_the_demonstration_leaves_the_gate(demo_data):
    shown = ShownRelease(database.ask, database.release(demo_data).id, date(2025, 11, 1))
    names = answered.zones(shown)
    for place in (hospital.ALL, hospital.NIGHT, *names):
        for figure in hospital_answered.pair(shown, place, names):
            cleared = disclosure.leave(figure)
            drawn = json.dumps(cleared.chart, default=str)
            assert not [word for word in ("Derrys Cross taxi rank", "old cinema") if word in drawn]
    assert disclosure.leave(hospital_answered.completeness(shown)).table["Site"].tolist() == ["DEM01", "DEM02"]


def test_a_site_of_few_hides_them_all_and_numbers_are_rounded_down():
    """By hand: of 3 at one site and 63 at the other in a year the quarters of both together would tell the 3."""

    def told(*numbers):
        lines = [
            {"site_code": f"S{at}", "month": month, "covered": True} | dict.fromkeys(COUNTED, number if not place else 0.0)
            for at, number in enumerate(numbers)
            for place, month in enumerate(pd.date_range("2024-10-01", periods=12, freq="MS"))
        ]
        table = hospital.completeness(hospital.few_hidden(pd.DataFrame(lines)), Caption("a", "b", "c", "0123")).table
        return [None if pd.isna(number) else number for number in table[hospital.SEEN_AT_SITE]]

    assert told(3.0, 63.0) == [None, None]
    assert told(0.0, 63.0) == [None, None], "none is told like few"
    assert told(7.0, 63.0) == [6, 60]


COUNTED = ("attendances", "timed", "placed", "matched")

# How many were seen per 100 recorded


def quarters(*values, hidden=()):
    ends = [(3, 31), (6, 30), (9, 30), (12, 31)]
    return [
        Point(date(2024, month - 2, 1), date(2024, month, day), None if place in hidden else value, hidden=place in hidden)
        for place, ((month, day), value) in enumerate(zip(ends, values, strict=True))
    ]


def test_seen_per_hundred_recorded_is_never_a_share_and_blank_where_it_must_be():
    police = quarters(100, 100, 100, 100)
    said = hospital.per_hundred(quarters(30, 40, 20, 33), police)
    assert said.startswith("Seen at hospital per 100 recorded by the police, 2024: 31. Not the same people")
    cases = {
        "on fewer than 10": hospital.per_hundred(quarters(0, 0, 0, 9), police),
        "the count of a quarter is not shown": hospital.per_hundred(quarters(30, 40, 3, 33, hidden=(2,)), police),
        "lacks a file of a site": hospital.per_hundred(quarters(30, None, 20, 33), police),
        "Not comparable: Another form": hospital.per_hundred(
            quarters(30, 40, 20, 33), police, [Break(date(2024, 5, 1), date(2024, 5, 31), "Another form.")]
        ),
        "no quarter is whole in both": hospital.per_hundred([], police),
    }
    assert all(words in said and "not worked out" in said for words, said in cases.items()), cases


def test_a_count_that_another_would_tell_is_kept_back_beside_it():
    """By hand: of 30 people 2 are in one zone, so the rest of them may not be told by the other zone."""
    rows = pd.DataFrame(
        {"quarter": pd.Timestamp("2025-01-01"), "place": ["all", "night", "a", "b"], "attendances": [30, 10, 2, 28]}
    )
    shown = {place: points[0] for place, points in hospital.shown_quarters(rows, ["a", "b"]).items()}
    assert shown["a"].hidden and shown["a"].value is None
    assert shown["b"].value is None, "nobody was seen elsewhere, so b would leave a"
    assert shown["all"].value == 30 and datetime(2025, 3, 31).date() == shown["all"].last
