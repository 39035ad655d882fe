"""From what is loaded to the release: replacement, order, places, residents, gaps, configuration. Counted by hand on Anytown."""

import shutil
from datetime import date

import pytest

from analysis.declared import reference_tables
from analysis.declared.settings import ConfigurationError, settings
from analysis.release import database
from etl.archive.archive import Archive
from etl.release.build import TABLES, BuildFailed, build
from etl.release.status import in_words, status
from tests.etl import anytown
from tests.etl.anytown import crime, load, rows, street, table, write
from tests.extracts.make import SAMPLES

BY_MONTH = "SELECT strftime(month, '%Y-%m'), count(*) FROM crimes GROUP BY 1 ORDER BY 1"


@pytest.fixture
def data(tmp_path):
    """An empty data folder, configured for Anytown."""
    return anytown.data_folder(tmp_path / "data")


@pytest.fixture
def files(tmp_path):
    """A folder for files to load."""
    return tmp_path / "files"


def month_file(folder, month, count, name=None, **row):
    """A street file of one month with `count` crimes."""
    crimes = [crime(f"{month} {n} {name or ''}", month, **row) for n in range(count)]
    return write(folder / (name or f"{month}.csv"), street(crimes))


def test_a_reload_replaces_a_force_month_whole(data, files):
    load(data, month_file(files, "2025-01", 5), month_file(files, "2025-02", 3))
    load(data, month_file(files, "2025-01", 2, "corrected.csv"))
    assert rows(data, BY_MONTH) == [("2025-01", 2), ("2025-02", 3)]
    corrected = [anytown.crime_id_of(f"2025-01 {n} corrected.csv") for n in range(2)]
    found = rows(data, "SELECT crime_id FROM crimes WHERE month = DATE '2025-01-01' ORDER BY 1")
    assert found == [(crime_id,) for crime_id in sorted(corrected)]


def test_figures_that_do_not_add_up_stop_the_release(data, files, tmp_path, monkeypatch):
    load(data, month_file(files, "2025-01", 5))
    before = database.release(data)
    faulty = tmp_path / "tables"
    shutil.copytree(TABLES, faulty)
    crimes = (faulty / "crimes.sql").read_text()
    (faulty / "crimes.sql").write_text(crimes.replace("WHERE t.set_aside IS NULL;", "WHERE t.set_aside IS NULL AND t.row > 1;"))
    monkeypatch.setattr("etl.release.build.TABLES", faulty)
    with pytest.raises(BuildFailed, match="every crime that is not set aside stands once: 5 and 4"):
        build(Archive(data))
    assert database.release(data) == before


def test_every_table_of_records_says_what_must_be_equal():
    held = {path.stem for path in TABLES.glob("*.sql") if "-- must be equal: " in path.read_text()}
    assert {"crimes", "outcomes", "partner_offences", "home_office_crimes", "coverage", "wards", "lsoa_places"} <= held


def test_of_a_file_with_several_months_only_the_replaced_ones_go(data, files):
    three = [crime(f"{month}{n}", month) for month in ("2025-01", "2025-02", "2025-03") for n in range(4)]
    load(data, write(files / "three.csv", street(three)))
    load(data, month_file(files, "2025-02", 1))
    assert rows(data, BY_MONTH) == [("2025-01", 4), ("2025-02", 1), ("2025-03", 4)]
    sources = {(e["period"], e["rows"]) for e in status(data).coverage}
    assert sources == {("2025-01", 4), ("2025-02", 1), ("2025-03", 4)}
    load(data, month_file(files, "2025-01", 2), month_file(files, "2025-03", 2))
    assert rows(data, BY_MONTH) == [("2025-01", 2), ("2025-02", 1), ("2025-03", 2)]


def test_the_same_months_of_another_force_replace_nothing(data, files):
    load(data, month_file(files, "2025-01", 2), month_file(files, "2025-01", 3, "other.csv", force=anytown.OTHER_NAME))
    found = rows(data, "SELECT force::VARCHAR, counted, count(*) FROM crimes GROUP BY ALL ORDER BY ALL")
    assert found == [(anytown.OTHER, False, 3), (anytown.HOME, True, 2)]


def test_a_file_given_twice_counts_once(data, files):
    once = month_file(files, "2025-01", 2)
    copy = write(files / "copy.csv", once.read_bytes())
    assert anytown.verdicts(load(data, once, once, copy)) == ["accepted"] * 3
    load(data, once)
    assert rows(data, BY_MONTH) == [("2025-01", 2)]


def everything_of_anytown(files):
    """One file of everything, in an order that works."""
    split = [crime("s1", "2025-01", anytown.SPLIT, at=anytown.point("E01990006")), crime("s2", "2025-01", anytown.SPLIT)]
    mixed = [crime("a"), crime("a", outcome="Local resolution"), crime(""), crime("", lsoa=""), crime("u", lsoa=anytown.UNMAPPED)]
    return [
        *anytown.lookup_files(files),
        *anytown.boundary_files(files),
        anytown.population_file(files),
        write(files / "01.csv", street([*mixed, *split])),
        month_file(files, "2025-02", 3),
        month_file(files, "2025-04", 3, lsoa="E01990007"),
        *(SAMPLES[name] for name in ("outcomes.csv", "returns.csv", "indicator_values.csv", "zones.geojson", "breaks.csv")),
    ]


def test_the_order_of_loading_does_not_matter_and_the_same_inputs_give_the_same_release(tmp_path, files):
    given = everything_of_anytown(files)
    at_once, one_by_one = (anytown.data_folder(tmp_path / name) for name in ("at_once", "one_by_one"))
    load(at_once, *given)
    for file in reversed(given):
        load(one_by_one, file)
    first, second = database.release(at_once), database.release(one_by_one)
    assert first.id == second.id
    assert anytown.everything(at_once) == anytown.everything(one_by_one)
    assert len(anytown.everything(at_once)) > 15


def test_building_again_gives_the_same_release_under_a_new_name(data, files):
    load(data, *everything_of_anytown(files))
    before, content = database.release(data), anytown.everything(data)
    after = build(Archive(data), again=True)
    assert (after.id, anytown.everything(data)) == (before.id, content)
    assert after.file != before.file, "a reader may still hold the old file"


def test_other_bytes_another_name_or_other_settings_give_another_release(data, files):
    load(data, month_file(files, "2025-01", 2))
    ids = [database.release(data).id]
    load(data, month_file(files, "2025-01", 3))
    ids.append(database.release(data).id)
    anytown.data_folder(data, area_name='"Othertown"')
    ids.append(build(Archive(data)).id)
    assert len(set(ids)) == 3


def test_only_the_newest_releases_are_kept(data, files):
    for count in range(1, 6):
        load(data, month_file(files, "2025-01", count))
    assert len(list((data / "releases").glob("*.duckdb"))) == 3
    assert rows(data, BY_MONTH) == [("2025-01", 5)]


# --- places


def test_wards_add_up_and_every_row_has_its_place(data, files):
    codes = [
        "E01990001",
        "E01990002",
        "E01980003",
        "E01980011",
        "E01990007",
        anytown.SPLIT,
        anytown.ELSEWHERE,
        anytown.UNMAPPED,
        "",
    ]
    crimes = [crime(f"{code}{n}", lsoa=code) for n, code in enumerate(codes)]
    load(data, *anytown.lookup_files(files), write(files / "x.csv", street(crimes)))
    by_ward = rows(data, "SELECT ward_code, count(*) FROM area_crimes GROUP BY 1 ORDER BY 1")
    assert by_ward == [("E05990001", 2), ("E05990002", 3), ("E05990003", 1)]
    places = dict(rows(data, "SELECT place::VARCHAR, count(*) FROM crimes GROUP BY 1"))
    assert places == {"area": 6, "outside": 1, "not_located": 2}
    assert status(data).coverage[-1]["in_area"] == 6
    reasons = rows(data, "SELECT place_reason FROM crimes WHERE place = 'not_located' ORDER BY 1")
    assert reasons == [("LSOA not in the loaded lookups",), ("no location",)]
    assert rows(data, "FROM unmapped_lsoas") == [(anytown.UNMAPPED, "Anytown 009A", 1)]


def test_lsoa_codes_of_either_vintage_are_mapped(data, files):
    crimes = [crime("new code", lsoa="E01980003"), crime("merged", lsoa="E01980012"), crime("same", lsoa="E01990004")]
    load(data, *anytown.lookup_files(files), write(files / "x.csv", street(crimes)))
    found = dict(rows(data, "SELECT crime_id, lsoa_code FROM crimes"))
    expected = {"new code": "E01990003", "merged": "E01990007", "same": "E01990004"}
    assert found == {anytown.crime_id_of(text): code for text, code in expected.items()}


def test_a_split_lsoa_is_told_by_its_points_where_outlines_are_loaded(data, files):
    crimes = [
        crime("west", lsoa=anytown.SPLIT, at=anytown.point("E01990005")),
        crime("east", lsoa=anytown.SPLIT, at=anytown.point("E01990006")),
    ]
    load(data, *anytown.lookup_files(files), write(files / "x.csv", street(crimes)))
    without = rows(data, "SELECT crime_id, lsoa_code, lsoa_filed, ward_code, place::VARCHAR FROM crimes ORDER BY 1")
    east, west = map(anytown.crime_id_of, ("east", "west"))
    assert without == [
        (east, None, anytown.SPLIT, "E05990003", "area"),
        (west, None, anytown.SPLIT, "E05990003", "area"),
    ], "without outlines the ward stands, since both parts lie in it, and the LSOA is left open"
    load(data, *anytown.boundary_files(files))
    found = rows(data, "SELECT crime_id, lsoa_code, ward_code FROM crimes ORDER BY 1")
    assert found == [(east, "E01990006", "E05990003"), (west, "E01990005", "E05990003")]


def test_without_a_lookup_nobody_knows_what_lies_in_the_area(data, files):
    load(data, month_file(files, "2025-01", 2))
    assert status(data).coverage[0]["in_area"] is None, "not known is not zero"
    assert rows(data, "SELECT count(*) FROM wards") == [(0,)]


def test_a_newer_lookup_counts_and_an_older_one_loaded_later_does_not(data, files):
    newer, changes = anytown.lookup_files(files)
    heading = ["LSOA21CD", "WD22CD", "WD22NM", "LAD22CD"]
    older = write(
        files / "old.csv", table(heading, [[code, "E05980001", "The old ward", anytown.AREA] for code in anytown.LSOAS])
    )
    load(data, older, month_file(files, "2025-01", 2))
    assert rows(data, "SELECT DISTINCT ward_code FROM crimes") == [("E05980001",)]
    load(data, newer, changes)
    assert rows(data, "SELECT DISTINCT ward_code FROM crimes") == [("E05990001",)]
    load(data, older)
    assert rows(data, "SELECT DISTINCT ward_code FROM crimes") == [("E05990001",)]
    load(data, older, as_at=date(2026, 1, 1))
    assert rows(data, "SELECT DISTINCT ward_code FROM crimes") == [("E05980001",)], "the day given is the day that counts"


def test_a_wards_residents_are_the_sum_of_its_lsoas_if_all_are_known(data, files):
    load(data, *anytown.lookup_files(files), anytown.population_file(files))
    found = rows(data, "SELECT ward_code, population, population_as_at, population_source FROM wards ORDER BY 1")
    census, made = date(2021, 3, 21), "sum of LSOAs (best fit)"
    assert found == [
        ("E05990001", 2200, census, made),
        ("E05990002", 4400, census, made),
        ("E05990003", 3100, census, made),
    ]
    some = [[code, residents] for code, (_, residents) in anytown.LSOAS.items() if code != "E01990002"]
    load(data, write(files / "census2021_some.csv", table(["lsoa21_code", "residents"], some)))
    assert dict(rows(data, "SELECT ward_code, population FROM wards"))["E05990001"] is None, "a part is not the whole"


def test_a_wards_own_figure_stands_before_the_sum_of_the_same_day_and_a_newer_before_both(data, files):
    own = write(files / "wards.csv", table(["WD24CD", "residents"], [["E05990001", 2250]]))
    load(data, *anytown.lookup_files(files), anytown.population_file(files))
    load(data, own, as_at=date(2021, 3, 21))
    assert dict(rows(data, "SELECT ward_code, population FROM wards")) == {
        "E05990001": 2250,
        "E05990002": 4400,
        "E05990003": 3100,
    }
    newer = write(files / "mid2023.csv", table(["WD24CD", "residents"], [["E05990001", 2300]]))
    load(data, newer)
    found = rows(data, "SELECT population, population_as_at FROM wards WHERE ward_code = 'E05990001'")
    assert found == [(2300, date(2023, 6, 30))]


# --- months


def test_a_missing_month_is_a_gap_and_never_zero(data, files):
    load(data, month_file(files, "2024-12", 1), month_file(files, "2025-02", 1))
    found = rows(data, "SELECT strftime(month, '%Y-%m'), covered, comparable FROM months ORDER BY 1")
    assert found == [("2024-12", True, True), ("2025-01", False, True), ("2025-02", True, True)]
    words = in_words(status(data))
    assert "  2025-01    no file loaded: a gap, not zero" in words


def test_a_month_of_another_force_alone_is_a_gap_too(data, files):
    load(data, month_file(files, "2025-01", 1), month_file(files, "2025-03", 1))
    load(data, month_file(files, "2025-02", 1, force=anytown.OTHER_NAME))
    assert rows(data, "SELECT covered FROM months ORDER BY month") == [(True,), (False,), (True,)]


def test_a_month_inside_a_break_is_not_comparable(data, files):
    load(data, month_file(files, "2025-01", 1), month_file(files, "2025-02", 1), SAMPLES["breaks.csv"])
    found = rows(data, "SELECT strftime(month, '%Y-%m'), comparable, reason FROM months ORDER BY 1")
    assert found == [("2025-01", True, None), ("2025-02", False, "An invented break")]


def test_anti_social_behaviour_is_no_crime():
    kinds = reference_tables.crime_types().set_index("crime_type")["is_crime"]
    assert kinds["Anti-social behaviour"] == "N"
    assert set(kinds.drop("Anti-social behaviour")) == {"Y"}


# --- configuration


def test_with_every_force_counted_all_rows_count(data, files):
    anytown.data_folder(data, forces='"all"')
    mixed = [crime("a"), crime("b", force=anytown.OTHER_NAME), crime("c", force=anytown.OTHER_NAME, lsoa=anytown.ELSEWHERE)]
    done = load(data, *anytown.lookup_files(files), write(files / "x.csv", street(mixed)), confirmed=False)
    assert set(anytown.verdicts(done)) == {"accepted"}, "no force is another force then"
    assert rows(data, "SELECT count(*) FROM area_crimes") == [(2,)]
    assert rows(data, "SELECT value FROM release_info WHERE key = 'forces'") == [("all",)]


def test_two_forces_are_both_needed_for_a_month_to_be_covered(data, files):
    anytown.data_folder(data, forces=f'["{anytown.HOME}", "{anytown.OTHER}"]')
    load(data, month_file(files, "2025-01", 1), month_file(files, "2025-02", 1))
    load(data, month_file(files, "2025-02", 1, "other.csv", force=anytown.OTHER_NAME))
    assert rows(data, "SELECT covered FROM months ORDER BY month") == [(False,), (True,)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('area = "E06990000"', "settings.toml has a setting that is not known: area"),
        ("forces = 7", "`forces` must be a list"),
        ("forces = []", "`forces` must be a list"),
        ("forces = ", "settings.toml cannot be read"),
        ("area_name = 7", "area_name"),
        ('forces = ["ruritania"]', "ruritania"),
        ('area_code = "Anytown"', "area_code"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(data, text, said):
    write(data / "settings.toml", text + "\n")
    with pytest.raises(ConfigurationError, match=said):
        settings(data)


# --- tables that people fill in


def returns_file(folder, name, *lines):
    heading = SAMPLES["returns.csv"].read_text().split("\n")[0]
    return write(folder / name, "\n".join([heading, *lines]) + "\n")


def test_the_latest_version_of_a_return_counts_and_the_earlier_stay(data, files):
    first = returns_file(files, "q1.csv", "G1,Q1,2020-04-01,2020-06-30,wardens,3,period,submitted,2020-07-01,1,")
    second = returns_file(files, "q1b.csv", "G1,Q1,2020-04-01,2020-06-30,wardens,5,period,approved,2020-08-01,2,")
    load(data, second, first)
    assert rows(data, "SELECT version, value FROM returns ORDER BY 1") == [(1, 3.0), (2, 5.0)]
    assert rows(data, "SELECT version, value FROM current_returns") == [(2, 5.0)]
    again = returns_file(files, "q1c.csv", "G1,Q1,2020-04-01,2020-06-30,wardens,6,period,approved,2020-08-01,2,")
    load(data, again)
    assert rows(data, "SELECT version, value FROM current_returns") == [(2, 6.0)], "the same version handed in again replaces it"


def test_returns_given_twice_count_once(data, files):
    load(data, SAMPLES["returns.csv"])
    before = database.release(data).id
    load(data, SAMPLES["returns.csv"])
    assert database.release(data).id == before
    assert rows(data, "SELECT rows FROM coverage WHERE source = 'returns'") == [(3,)]


def test_an_indicator_value_handed_in_again_replaces_that_value_alone(data, files):
    load(data, SAMPLES["indicator_values.csv"])
    text = SAMPLES["indicator_values.csv"].read_text()
    heading, line = text.split("\n")[:2]
    load(data, write(files / "later.csv", f"{heading}\n{line.replace('41.5', '43.5').replace('38.0', '40.0')}\n"))
    found = rows(data, "SELECT indicator_id, breakdown, value FROM indicator_values ORDER BY ALL")
    assert found == [("L1", "after_dark", 43.5), ("L1", "by_day", 80.0), ("L3", None, None)]


def test_what_ships_is_the_first_version_and_a_loaded_list_replaces_it_whole(tmp_path, files):
    data = tmp_path / "of_the_partnership_that_ships"
    load(data, month_file(files, "2025-01", 1))
    shipped = rows(data, "SELECT count(*) FROM projects")[0][0]
    assert shipped == len(reference_tables.partnership_table("projects")) > 0
    load(data, SAMPLES["projects.csv"])
    assert rows(data, "SELECT project_id FROM projects ORDER BY 1") == [("Q1",), ("Q2",)]
    assert rows(data, "SELECT count(*) FROM targets")[0][0] == len(reference_tables.partnership_table("targets")), "others stay"


def test_what_ships_for_one_area_is_nothing_to_another(data, files):
    load(data, month_file(files, "2025-01", 1))
    for name in ("projects", "grants", "targets", "risks", "zones", "zone_points"):
        assert rows(data, f"SELECT count(*) FROM {name}") == [(0,)]
    load(data, SAMPLES["projects.csv"])
    assert rows(data, "SELECT project_id FROM projects ORDER BY 1") == [("Q1",), ("Q2",)]


def test_the_same_stops_under_two_forces_names_stay_apart(data, files):
    """Only the file's name tells the force of stops and searches: the same bytes may be handed in for two."""
    heading = (
        "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
        "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,"
        "Outcome linked to object of search,Removal of more than just outer clothing"
    )
    row = "Person search,2024-01-05T12:00:00+00:00,False,,,,Male,18-24,,White,,Controlled drugs,Arrest,,"
    text = f"{heading}\n{row}\n"
    load(data, *(write(files / f"2024-01-{force}-stop-and-search.csv", text) for force in ("dorset", "gwent")))
    assert rows(data, "SELECT force FROM stop_searches ORDER BY force") == [("dorset",), ("gwent",)]
