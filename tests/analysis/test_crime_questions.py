"""Each question on recorded crime agrees with a count in plain Python over the rows of the release."""

from collections import Counter
from datetime import date

import pytest

from analysis.crime import gathered
from analysis.crime.selection import CrimeTypes, Selection
from analysis.release import database
from analysis.words import asked_for

VIOLENT = ["Possession of weapons", "Robbery", "Violence and sexual offences"]
NOWHERE = {"wards": None, "lsoa": None, "street": None}
YEAR = {"start": "2024-10-01", "end": "2025-09-01"}
BEFORE = {"before_start": "2023-10-01", "before_end": "2024-09-01"}


@pytest.fixture(scope="module")
def rows(demo_data):
    """Every record of the release as a dictionary."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIOLENCE_DATA", str(demo_data))
        current = database.release()
        frame = database._open.cursor(demo_data, current.file).execute("SELECT * FROM crimes").df()
    frame["month"] = [month.date() for month in frame["month"]]
    frame = frame.astype(object).where(frame.notna(), None)
    return frame.to_dict("records")


@pytest.fixture(scope="module")
def in_area(rows):
    return [row for row in rows if row["counted"] and row["place"] == "area"]


def within(row, start, end, types):
    return date.fromisoformat(start) <= row["month"] <= date.fromisoformat(end) and row["crime_type"] in types


def placed(row, places):
    return (
        (places["wards"] is None or row["ward_code"] in places["wards"])
        and (places["lsoa"] is None or row["lsoa_code"] == places["lsoa"])
        and (places["street"] is None or street_of(row["location"]) == places["street"])
    )


def street_of(location):
    """The name of a street as pages have it, word by word: the police's files write "Derry'S Cross"."""
    words = (location or "").removeprefix("On or near ").split(" ")
    lowered = [f"{word[:-1]}s" if word.endswith(("'S", "’S")) and word[:-2][-1:].islower() else word for word in words]
    return " ".join(lowered) if location else location


REAL_NAMES = {
    "On or near Derry'S Cross": "Derry's Cross",
    "On or near St John'S Road": "St John's Road",
    "On or near St Peter’S": "St Peter’s",
    "On or near Bishop'S Place (Queen'S Walk)": "Bishop's Place (Queen's Walk)",
    "On or near Cae'R Hen Dŷ": "Cae'r Hen Dŷ",
    "On or near Heol Pen-Rhiw'R-Eglwys": "Heol Pen-Rhiw'r-Eglwys",
    "On or near Ty'N-Y-Coed Lane": "Ty'n-Y-Coed Lane",
    "On or near Tŷ'R Rŵyd": "Tŷ'r Rŵyd",
    "On or near Pen'Rŵyd": "Pen'Rŵyd",
    "On or near Bene'T Street": "Bene't Street",
    "On or near KING'S ROAD": "KING'S ROAD",
    "On or near Kings' Road": "Kings' Road",
    "On or near O'Brien Way": "O'Brien Way",
    "On or near D'Sa Close": "D'Sa Close",
    "On or near Dale's Sands": "Dale's Sands",
    "On or near B&Q": "B&Q",
    "On or near A386": "A386",
    "On or near 'S Hertogenbosch Quay": "'S Hertogenbosch Quay",
    "No Location": "No Location",
}


@pytest.mark.parametrize(("location", "name"), REAL_NAMES.items())
def test_a_street_has_its_name_without_the_capital_that_a_program_put_into_it(location, name, demo_data):
    found = database._open.cursor(demo_data, database.release().file).execute("SELECT macros.street_of($1)", [location])
    assert found.fetchone() == (name,)


def test_a_street_is_found_by_its_name_as_pages_have_it_and_as_files_write_it(in_area, demo_data):
    written = next(row["location"] for row in in_area if "'S " in (row["location"] or ""))
    known = list(database.ask("street_names", wards=None, lsoa=None)["street"])
    assert street_of(written) in known and asked_for.street(written, known) == street_of(written)
    assert not [name for name in known if "'S " in name]


def some_places(in_area):
    """A few choices of places, each narrower than the one before, and a ward that does not exist."""
    example = next(row for row in in_area if row["crime_type"] == "Robbery" and row["lsoa_code"])
    street = street_of(example["location"])
    wards = [example["ward_code"]]
    return [
        NOWHERE,
        {**NOWHERE, "wards": wards},
        {"wards": wards, "lsoa": example["lsoa_code"], "street": None},
        {"wards": None, "lsoa": None, "street": street},
        {"wards": ["E05999999"], "lsoa": None, "street": None},
    ]


def test_trend_counts_the_chosen_places_and_the_area_month_by_month(demo_data, in_area):
    for places in some_places(in_area):
        answer = database.ask("trend", types=VIOLENT, **places)
        area = Counter(row["month"] for row in in_area if row["crime_type"] in VIOLENT)
        chosen = Counter(row["month"] for row in in_area if row["crime_type"] in VIOLENT and placed(row, places))
        for month, covered, here, everywhere in answer[["month", "covered", "chosen", "area"]].itertuples(index=False):
            if covered:
                assert (here, everywhere) == (chosen[month.date()], area[month.date()])


def test_a_month_without_a_file_is_blank_in_the_trend_and_never_zero(demo_data):
    answer = database.ask("trend", types=VIOLENT, **NOWHERE)
    gaps = answer[~answer["covered"]]
    assert len(gaps) == 1
    assert gaps[["chosen", "area"]].isna().all(axis=None)
    assert answer.loc[answer["covered"], "area"].notna().all()


def test_ward_counts_cover_every_ward_and_sum_to_the_area(demo_data, in_area):
    answer = database.ask("ward_counts", types=VIOLENT, lsoa=None, street=None, **YEAR, **BEFORE)
    now = Counter(row["ward_code"] for row in in_area if within(row, YEAR["start"], YEAR["end"], VIOLENT))
    was = Counter(row["ward_code"] for row in in_area if within(row, BEFORE["before_start"], BEFORE["before_end"], VIOLENT))
    assert len(answer) == 20
    for code, chosen, before in answer[["ward_code", "chosen", "before"]].itertuples(index=False):
        assert (chosen, before) == (now[code], was[code])
    assert answer["chosen"].sum() == sum(now.values())


def test_the_histories_of_wards_and_zones_add_up_to_what_is_compared(demo_data):
    asked = {"types": VIOLENT, "first": "2022-10-01", "last": YEAR["end"]}
    counted = database.ask("ward_counts", types=VIOLENT, lsoa=None, street=None, **YEAR, **BEFORE)
    wards = database.ask("ward_histories", **asked, lsoa=None, street=None)
    for code, now, was in counted[["ward_code", "chosen", "before"]].itertuples(index=False):
        assert _sums(wards, code) == (now, was)
    zones = database.ask("zone_histories", **asked)
    compared = database.ask("zone_counts", types=VIOLENT, **YEAR, **BEFORE)
    places = [*compared["zone_id"].dropna(), "outside", "area"]
    for place, now, was in zip(places, compared["chosen"], compared["before"], strict=True):
        assert _sums(zones, place) == (now, was)
    parts = zip(*(_sums(zones, place) for place in ("inside", "outside", "area")), strict=True)
    assert all(inside + outside == area for inside, outside, area in parts)
    assert zones.loc[~zones["covered"], "chosen"].isna().all()


def test_the_history_of_a_ward_keeps_to_the_chosen_street(demo_data, in_area):
    ward, street = some_places(in_area)[1]["wards"][0], some_places(in_area)[3]["street"]
    rows = database.ask("ward_histories", types=VIOLENT, lsoa=None, street=street, first=YEAR["start"], last=YEAR["end"])
    there = [row for row in in_area if row["ward_code"] == ward and street_of(row["location"]) == street]
    assert _sums(rows, ward)[0] == sum(within(row, YEAR["start"], YEAR["end"], VIOLENT) for row in there)


def test_the_history_of_a_type_keeps_to_the_chosen_places(demo_data, in_area):
    for places in some_places(in_area):
        rows = database.ask(
            "type_histories", types=[*VIOLENT, "Anti-social behaviour"], first="2023-10-01", last=YEAR["end"], **places
        )
        there = [row for row in in_area if placed(row, places)]
        for kind in VIOLENT:
            now, was = (sum(within(row, start, end, [kind]) for row in there) for start, end in (YEAR.values(), BEFORE.values()))
            assert _sums(rows, kind) == (now, was)
    gaps = database.ask("type_histories", types=VIOLENT, first="2021-11-01", last="2021-11-01", **NOWHERE)
    assert len(gaps) == len(VIOLENT) and gaps["chosen"].isna().all(), "a month without a file is no zero"


def _sums(rows, place):
    """The records of a place in the year and in the year before."""
    mine = rows[rows["place"] == place]
    spans = ((YEAR["start"], YEAR["end"]), (BEFORE["before_start"], BEFORE["before_end"]))
    return tuple(int(mine.loc[mine["month"].between(*span), "chosen"].sum()) for span in spans)


def test_ward_counts_leave_the_year_before_blank_where_it_is_refused(demo_data):
    nothing = {"before_start": None, "before_end": None}
    answer = database.ask("ward_counts", types=VIOLENT, lsoa=None, street=None, **YEAR, **nothing)
    assert answer["before"].isna().all()


def test_a_ward_without_a_record_counts_zero(demo_data):
    nothing = {"before_start": None, "before_end": None}
    answer = database.ask("ward_counts", types=["No such type"], lsoa=None, street=None, **YEAR, **nothing)
    assert len(answer) == 20 and (answer["chosen"] == 0).all()


def test_streets_are_the_names_with_most_records_in_a_ward(demo_data, in_area):
    answer = database.ask("streets", types=VIOLENT, **YEAR, **NOWHERE)
    chosen = [row for row in in_area if within(row, YEAR["start"], YEAR["end"], VIOLENT)]
    counts = Counter((street_of(row["location"]), row["ward_code"]) for row in chosen)
    top = [count for _, count in counts.most_common(50)]
    assert answer["records"].tolist() == top
    names = database.ask("wards").set_index("ward_name")["ward_code"]
    for street, ward, records in answer.itertuples(index=False):
        assert counts[(street, names[ward])] == records


def test_street_names_are_ordered_by_records(demo_data, in_area):
    answer = database.ask("street_names", wards=None, lsoa=None)
    counts = Counter(street_of(row["location"]) for row in in_area)
    assert [counts[street] for street in answer["street"]] == [count for _, count in counts.most_common()]


def test_force_total_is_area_and_outside_and_not_located(demo_data, rows, in_area):
    places = some_places(in_area)[1]
    answer = database.ask("force_total", types=VIOLENT, **YEAR, **places).iloc[0]
    chosen = [row for row in rows if row["counted"] and within(row, YEAR["start"], YEAR["end"], VIOLENT)]
    by_place = Counter(row["place"] for row in chosen)
    assert answer["in_force"] == len(chosen) == answer["in_area"] + answer["outside"] + answer["not_located"]
    expected = [by_place["area"], by_place["outside"], by_place["not_located"]]
    assert answer[["in_area", "outside", "not_located"]].tolist() == expected
    assert answer["in_selection"] == sum(placed(row, places) for row in chosen if row["place"] == "area")


def test_outcomes_count_each_chosen_crime_once_by_the_street_file(demo_data, in_area):
    answer = database.ask("crime_outcomes", types=[*VIOLENT, "Anti-social behaviour"], **YEAR, **NOWHERE)
    chosen = [row for row in in_area if within(row, YEAR["start"], YEAR["end"], VIOLENT)]
    counts = Counter(row["outcome"] or "No outcome published" for row in chosen)
    found = {outcome: count for outcome, count in answer[["outcome", "in_street_file"]].itertuples(index=False) if count}
    assert found == dict(counts)


def test_outcomes_take_the_newest_entry_of_the_outcomes_files(demo_data, in_area):
    answer = database.ask("crime_outcomes", types=VIOLENT, **YEAR, **NOWHERE)
    current = database.release()
    entries = database._open.cursor(demo_data, current.file).execute(
        "SELECT crime_id, month, row, outcome_type FROM outcomes WHERE counted"
    )
    newest = {}
    for crime_id, month, row, outcome in entries.fetchall():
        if crime_id is not None:
            newest[crime_id] = max(newest.get(crime_id, (date.min, -1, "")), (month, row, outcome))
    chosen = [row["crime_id"] for row in in_area if within(row, YEAR["start"], YEAR["end"], VIOLENT)]
    counts = Counter(newest[crime][2] for crime in chosen if crime in newest)
    pairs = answer[["outcome", "in_outcomes_files"]].itertuples(index=False)
    assert {outcome: count for outcome, count in pairs if count} == dict(counts)


def test_freshness_gives_the_last_loaded_month(demo_data):
    answer = database.ask("freshness").set_index("source")
    assert answer.loc["police_street", "first_month"].date() == date(2020, 10, 1)
    assert answer.loc["police_street", "last_month"].date() == date(2025, 9, 1)


@pytest.mark.parametrize("shape", gathered.SHAPES)
def test_cells_and_not_located_and_outside_sum_to_the_filters_total(shape, demo_data, in_area):
    """Cells of either shape against a count point by point, each put into the cell whose middle is nearest."""
    start, end = date(2024, 10, 1), date(2025, 9, 1)
    chosen = Selection("Anytown", (), (), tuple(VIOLENT), CrimeTypes(tuple(VIOLENT), tuple(VIOLENT), tuple(VIOLENT)), start, end)
    assert chosen.when() == {"types": VIOLENT, **YEAR}
    on = gathered.cell_map(shape, database.ask("area_points"), database.ask("wards"))
    found = gathered.gather(on, chosen, database.ask("point_months", **chosen.when()))
    total = database.ask("force_total", types=VIOLENT, **YEAR, **NOWHERE).iloc[0]
    assert found.total + found.outside_grid + found.without_point + total["outside"] + total["not_located"] == total["in_force"]
    assert found.without_point == sum(
        row["longitude"] is None for row in in_area if within(row, YEAR["start"], YEAR["end"], VIOLENT)
    )
    assert on.whole and len(set(on.names)) == len(on.grid) > len(found.ranked)
    cell_of = {}
    for longitude, latitude, east, north in _table(demo_data, "longitude, latitude, easting, northing", "points"):
        distances = (
            ((on.grid.centres - (east, north)) ** 2) if shape == gathered.HEXAGONS else abs(on.grid.centres - (east, north))
        )
        nearest = distances.sum(axis=1) if shape == gathered.HEXAGONS else distances.max(axis=1)
        cell_of[(longitude, latitude)] = on.names[int(nearest.argmin())]
    counts = Counter(
        cell_of.get((row["longitude"], row["latitude"])) for row in in_area if within(row, YEAR["start"], YEAR["end"], VIOLENT)
    )
    by_name = {on.names[cell]: int(found.by_cell[cell]) for cell in found.ranked}
    assert by_name == {cell: count for cell, count in counts.items() if cell is not None}


def test_zones_and_the_rest_agree_with_a_count_by_point(demo_data, in_area):
    answer = database.ask("zone_counts", types=VIOLENT, **YEAR, **BEFORE)
    zones = {}
    for zone, longitude, latitude in _table(demo_data, "zone_id, longitude, latitude", "zone_points"):
        zones.setdefault((longitude, latitude), set()).add(zone)
    now = [row for row in in_area if within(row, YEAR["start"], YEAR["end"], VIOLENT)]
    was = [row for row in in_area if within(row, BEFORE["before_start"], BEFORE["before_end"], VIOLENT)]
    for chosen, column in ((now, "chosen"), (was, "before")):
        counts = Counter()
        for row in chosen:
            found = zones.get((row["longitude"], row["latitude"]), set())
            counts.update(found or {"outside"})
        for zone, name, count in answer[["zone_id", "name", column]].itertuples(index=False):
            if isinstance(zone, str):
                assert count == counts[zone], name
        assert answer[column].iloc[-2] == counts["outside"]
        assert answer[column].iloc[-1] == len(chosen)


def test_a_place_is_one_zone_or_the_points_of_one_cell(demo_data, in_area):
    every = _table(demo_data, "rowid, longitude, latitude", "points ORDER BY rowid LIMIT 3")
    in_cell = {point[1:] for point in every}
    (zone,) = _table(demo_data, "zone_id", "zone_points LIMIT 1")[0]
    in_zone = set(_table(demo_data, "longitude, latitude", f"zone_points WHERE zone_id = '{zone}'"))
    cases = [
        ({"zone": None, "points": [point[0] for point in every]}, in_cell),
        ({"zone": zone, "points": None}, in_zone),
    ]
    for place, points in cases:
        there = [row for row in in_area if (row["longitude"], row["latitude"]) in points]
        answer = database.ask("place_trend", types=VIOLENT, **place)
        counts = Counter(row["month"] for row in there if row["crime_type"] in VIOLENT)
        for month, covered, chosen in answer[["month", "covered", "chosen"]].itertuples(index=False):
            assert not covered or chosen == counts[month.date()]
        assert answer["chosen"].sum() == sum(counts.values())
        kinds = database.ask("place_records", types=VIOLENT, **YEAR, **place)
        every_type = [row["crime_type"] for row in there if YEAR["start"] <= row["month"].isoformat() <= YEAR["end"]]
        assert kinds.groupby("crime_type")["records"].sum().to_dict() == dict(Counter(every_type))
        assert set(kinds.loc[kinds["chosen"], "crime_type"]) == set(every_type) & set(VIOLENT)


def _table(folder, columns, table):
    current = database.release(folder)
    return database._open.cursor(folder, current.file).execute(f"SELECT {columns} FROM {table}").fetchall()
