"""The demonstration extracts: the same bytes every time, the quirks of the real files, and a map that holds together.

Files are read here with the standard library alone, as a person with a text editor would see them.
"""

import csv
import hashlib
import io
import itertools
import json
import re
import zipfile
from collections import Counter

import pytest
import shapely
from shapely.geometry import shape

from analysis.declared import reference_tables
from analysis.declared.settings import PROJECT, partnership_folder
from etl import demonstration
from etl.demonstration import crimes
from etl.demonstration.files import month_names
from etl.demonstration.places import read_facts
from tests import plain

REFERENCE = reference_tables.reference_folder()
FACTS = read_facts(REFERENCE / "demonstration")
AREA = FACTS.settings["area_code"]
OWN = partnership_folder(AREA)
SETTINGS = FACTS.settings
MONTHS = month_names(FACTS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demonstration")
    demonstration.write(folder)
    return folder


@pytest.fixture(scope="module")
def street(folder):
    return read_archive(folder / "demonstration_street.zip")


@pytest.fixture(scope="module")
def outcomes(folder):
    return read_archive(folder / "demonstration_outcomes.zip")


@pytest.fixture(scope="module")
def district_of(folder):
    """LSOA code of either vintage → district code."""
    districts = {line["lsoa21_code"]: line["ltla24_code"] for line in read_table(folder, "lookup_lsoa21_ward24_demonstration")}
    for line in read_table(folder, "lookup_lsoa11_lsoa21_demonstration"):
        districts[line["lsoa11_code"]] = line["ltla22_code"]
    return districts


def read_archive(path):
    """Month → rows of that month's file."""
    with zipfile.ZipFile(path) as archive:
        return {
            name[:7]: list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline=""))) for name in archive.namelist()
        }


def read_table(folder, name):
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_outlines(folder, name):
    collection = json.loads((folder / name).read_text(encoding="utf-8"))
    return collection, [(feature["properties"], shape(feature["geometry"])) for feature in collection["features"]]


def all_rows(months):
    return itertools.chain.from_iterable(months.values())


def area_counts(months, district_of):
    return {
        month: sum(district_of.get(row["LSOA code"]) == SETTINGS["area_code"] for row in rows) for month, rows in months.items()
    }


def test_same_seed_same_bytes(folder, tmp_path):
    files = demonstration.write(tmp_path)
    for file in files:
        first, second = (hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / file.name, file))
        assert first == second, file.name
    names = [file.name for file in files]
    assert sorted(names) == sorted(path.name for path in folder.iterdir())
    assert names.index("demonstration_revision.zip") > names.index("demonstration_street.zip"), "it corrects the archive"


def test_sixty_months_one_of_them_without_a_file(street, outcomes):
    assert len(MONTHS) == 60
    assert set(MONTHS) - set(street) == set(MONTHS) - set(outcomes) == {"2021-11"}
    for month, rows in street.items():
        assert {row["Month"] for row in rows} == {month}


def test_headings_force_types_and_outcomes_are_known(street, outcomes):
    types = set(reference_tables.crime_types()["crime_type"])
    known = reference_tables.reference_table("outcomes").set_index("outcome")["kind"]
    force = reference_tables.forces().set_index("slug")["name"][SETTINGS["force"]]
    for row in all_rows(street):
        assert row["Reported by"] == row["Falls within"] == force
        assert row["Crime type"] in types
        assert row["Context"] == ""
    shown = {row["Last outcome category"] for row in all_rows(street)} - {""}
    assert {known[outcome] for outcome in shown} <= {"street", "both"}
    assert {known[row["Outcome type"]] for row in all_rows(outcomes)} <= {"outcome", "both"}


def test_ids_are_blank_for_anti_social_behaviour_and_only_there(street):
    rows = list(all_rows(street))
    blank = [row for row in rows if not row["Crime ID"]]
    assert {row["Crime type"] for row in blank} == {"Anti-social behaviour"}
    assert {row["Last outcome category"] for row in blank} == {""}
    assert 0.20 < len(blank) / len(rows) < 0.30
    for row in rows:
        assert (row["Crime ID"] == "") == (row["Crime type"] == "Anti-social behaviour")
        assert re.fullmatch("([0-9a-f]{64})?", row["Crime ID"])


def test_rows_without_location_are_blank_throughout(street):
    rows = list(all_rows(street))
    nowhere = [row for row in rows if row["Location"] == "No Location"]
    assert 0.04 < len(nowhere) / len(rows) < 0.06
    assert all(not any(row[key] for key in ("Longitude", "Latitude", "LSOA code", "LSOA name")) for row in nowhere)
    without_lsoa = [row for row in rows if row["Longitude"] and not row["LSOA code"]]
    assert 10 < len(without_lsoa) < 300


def test_repeated_ids_stand_with_their_later_status_below(street):
    for rows in street.values():
        ids = Counter(row["Crime ID"] for row in rows if row["Crime ID"])
        twice = [crime_id for crime_id, count in ids.items() if count > 1]
        assert len(twice) == SETTINGS["duplicates_a_month"]
        for crime_id in twice:
            earlier, later = (row["Last outcome category"] for row in rows if row["Crime ID"] == crime_id)
            assert earlier == crimes.INVESTIGATING != later


def test_some_ids_stand_in_two_months(street):
    months = Counter(crime_id for rows in street.values() for crime_id in {row["Crime ID"] for row in rows} - {""})
    assert sum(count > 1 for count in months.values()) == SETTINGS["ids_in_two_months"]


def test_line_ends_follow_the_month(folder):
    with zipfile.ZipFile(folder / "demonstration_street.zip") as archive:
        for name in archive.namelist():
            content = archive.read(name)
            carriage_returns = content.count(b"\n") if name < "2025-01" else 0
            assert content.count(b"\r\n") == carriage_returns, name


def test_city_counts_are_about_2300_and_lower_inside_the_break(street, district_of):
    counts = area_counts(street, district_of)
    (stretch,) = (line for line in FACTS.breaks if line["source"] == "police_street")
    broken = {month: count for month, count in counts.items() if stretch["from"] <= month <= stretch["to"]}
    usual = {month: count for month, count in counts.items() if month not in broken}
    assert len(broken) == 4
    assert max(broken.values()) < min(usual.values())
    assert 2200 < sum(usual.values()) / len(usual) < 2400
    july, january = (sum(count for month, count in usual.items() if month.endswith(end)) for end in ("-07", "-01"))
    assert july / 4 > january / 5, "summers are busier than winters (July 2021 lies inside the break)"


def test_lsoa_vintages_follow_the_month_and_codes_are_invented(folder, street):
    lineage = read_table(folder, "lookup_lsoa11_lsoa21_demonstration")
    only_2011 = {line["lsoa11_code"] for line in lineage} - {line["lsoa21_code"] for line in lineage}
    for month, rows in street.items():
        codes = {row["LSOA code"] for row in rows} - {""}
        assert all(code.startswith("E0199") for code in codes)
        assert bool(codes & only_2011) == (month < SETTINGS["first_month_of_2021_codes"])
    changes = Counter(line["change_code"] for line in lineage)
    assert changes["S"] == 2 * SETTINGS["split_lsoas"]
    assert changes["M"] == 2 * SETTINGS["merged_lsoas"]


def test_far_away_rows_are_there_one_with_a_comma_one_unmapped(street, district_of):
    rows = list(all_rows(street))
    assert any("," in row["LSOA name"] for row in rows)
    unmapped = {row["LSOA name"] for row in rows if row["LSOA code"] and row["LSOA code"] not in district_of}
    assert unmapped == {far["lsoa_name"] for far in FACTS.far_away if far["lsoa_code"] and far["in_lookup"] == "N"}


def test_a_place_keeps_its_wording(street, district_of):
    wordings = {}
    for row in all_rows(street):
        if district_of.get(row["LSOA code"]) == SETTINGS["area_code"]:
            point = row["Longitude"], row["Latitude"]
            assert wordings.setdefault(point, row["Location"]) == row["Location"]
    assert 800 <= len(wordings) <= 1100


def test_points_lie_in_their_lsoa_and_ward(folder, street):
    ward_of = {line["lsoa21_code"]: line["ward24_code"] for line in read_table(folder, "lookup_lsoa21_ward24_demonstration")}
    _, lsoas = read_outlines(folder, "demonstration_lsoas_schematic.geojson")
    _, wards = read_outlines(folder, "demonstration_wards_schematic.geojson")
    lsoa_outline = {properties["LSOA21CD"]: outline for properties, outline in lsoas}
    ward_outline = {properties["WD24CD"]: outline for properties, outline in wards}
    newest = all_rows({month: rows for month, rows in street.items() if month >= SETTINGS["first_month_of_2021_codes"]})
    points = {(row["Longitude"], row["Latitude"], row["LSOA code"]) for row in newest if row["LSOA code"] in lsoa_outline}
    assert len(points) > 800
    for longitude, latitude, code in points:
        point = shapely.Point(float(longitude), float(latitude))
        assert lsoa_outline[code].contains(point)
        assert ward_outline[ward_of[code]].contains(point)


def test_maps_say_that_they_are_schematic_and_do_not_overlap(folder):
    for name, count in (("demonstration_wards_schematic.geojson", 20), ("demonstration_lsoas_schematic.geojson", 164)):
        collection, areas = read_outlines(folder, name)
        assert "schematic" in collection["name"]
        assert len(areas) == count
        assert all(properties["schematic"] is True and outline.is_valid for properties, outline in areas)
        together = shapely.union_all([outline for _, outline in areas])
        assert together.area == pytest.approx(sum(outline.area for _, outline in areas), rel=1e-4)


def test_residents_of_wards_are_the_census_ones(folder):
    ward_of = {line["lsoa21_code"]: line["ward24_code"] for line in read_table(folder, "lookup_lsoa21_ward24_demonstration")}
    residents = Counter()
    for line in read_table(folder, "demonstration_population_census2021_lsoa21"):
        residents[ward_of[line["lsoa21_code"]]] += int(line["total_residents"])
    assert residents == {ward["code"]: int(ward["residents"]) for ward in FACTS.wards}


def test_night_time_places_lie_in_the_zones_and_are_busy(street, district_of):
    zones = [zone["geometry"] for zone in json.loads((OWN / "zones.geojson").read_text())["features"]]
    outlines = [shape(zone) for zone in zones]
    for place in FACTS.places:
        point = shapely.Point(float(place["longitude"]), float(place["latitude"]))
        assert sum(outline.contains(point) for outline in outlines) == 1, place["name"]
    places = {(float(place["longitude"]), float(place["latitude"])) for place in FACTS.places}
    violence = [row for row in all_rows(street) if row["Crime type"] == "Violence and sexual offences"]
    in_area = [row for row in violence if district_of.get(row["LSOA code"]) == SETTINGS["area_code"]]
    at_night = [row for row in in_area if (float(row["Longitude"]), float(row["Latitude"])) in places]
    assert 0.2 < len(at_night) / len(in_area) < 0.3


def test_outcomes_belong_to_crimes_of_the_archive(street, outcomes):
    recorded = {row["Crime ID"]: month for month, rows in street.items() for row in rows if row["Crime ID"]}
    rows = [row for row in all_rows(outcomes) if row["Crime ID"] in recorded]
    assert len(rows) > 0.99 * sum(len(month) for month in outcomes.values())
    several = Counter(row["Crime ID"] for row in rows)
    assert sum(count > 1 for count in several.values()) > 100
    share_late = sum(row["Month"] > recorded[row["Crime ID"]] for row in rows) / len(rows)
    assert 0.3 < share_late < 0.8


def test_revision_has_more_rows_and_later_outcomes(folder, street):
    ((month, rows),) = read_archive(folder / "demonstration_revision.zip").items()
    assert month == SETTINGS["revised_month"]
    before = {row["Crime ID"]: row["Last outcome category"] for row in street[month] if row["Crime ID"]}
    after = {row["Crime ID"]: row["Last outcome category"] for row in rows if row["Crime ID"]}
    assert len(rows) > len(street[month]) and set(before) < set(after)
    changed = [crime_id for crime_id, outcome in before.items() if after[crime_id] != outcome]
    assert len(changed) > 20
    assert {before[crime_id] for crime_id in changed} == {crimes.INVESTIGATING}


def test_returns_have_one_missing_and_one_revised(folder):
    returns = plain.handed_in(sorted(folder.iterdir()), "returns")
    targets = {
        (target["project_id"], target["measure_id"])
        for target in reference_tables.partnership_table("targets", AREA).to_dict("records")
    }
    assert {(line["project_id"], line["measure_id"]) for line in returns} == targets
    quarters = Counter(project for project, _ in {(line["project_id"], line["period_start"]) for line in returns})
    assert sorted(quarters.values()) == [3] + [4] * 7
    assert [line["version"] for line in returns].count("2") == 1


def test_one_project_hands_its_tables_back_in_its_workbook(folder):
    project = SETTINGS["workbook_project"]
    for name in ("returns", "milestones", "spend", "risks"):
        assert {line["project_id"] for line in plain.sheet(folder / f"demonstration_{project}.xlsx", name)} == {project}
        assert project not in {line["project_id"] for line in read_table(folder, name)}


def test_nothing_is_spent_before_the_money_is_released(folder):
    (grant,) = read_table(folder, "grants")
    spend = plain.handed_in(sorted(folder.iterdir()), "spend")
    before = [line for line in spend if line["period_end"] < grant["released_on"]]
    assert len(before) == 16 and {line["actual"] for line in before} == {"0"}
    assert sum(float(line["actual"]) for line in spend if line["actual"]) < float(grant["awarded"])
    assert sum(not line["actual"] for line in spend) == 2, "what the project without a return spent is not known"


@pytest.fixture(scope="module")
def lists(folder):
    """Month → the rows of its partner extract."""
    return {name[-11:-4]: rows for name, rows in plain.archive(folder / "demonstration_partner_extract.zip").items()}


def test_partner_lists_hold_the_violence_robbery_and_weapons_of_the_street_files(lists, street, folder, district_of):
    assert set(lists) == set(street)
    ((revised, rows),) = read_archive(folder / "demonstration_revision.zip").items()
    listed = {line["crime_type"] for line in FACTS.offences}
    for month, records in (street | {revised: rows}).items():
        mine = [
            row["Crime ID"]
            for row in records
            if row["Crime type"] in listed and district_of.get(row["LSOA code"]) == SETTINGS["area_code"]
        ]
        assert len(lists[month]) == len(set(mine)), month


def test_partner_lists_changed_their_headings_and_one_has_a_column_that_may_not_be_kept(lists):
    settings = SETTINGS["partner_extract"]
    for month, rows in lists.items():
        headings = set(rows[0])
        assert ("Ward Code" in headings) == (month < settings["first_month_of_lsoas"])
        assert ("easting" in headings) == (month >= settings["first_month_of_points"])
        assert ("Crime Reference" in headings) == (month == settings["month_with_references"])


def test_partner_lists_have_known_codes_unknown_flags_and_fewer_knives_in_the_end(lists):
    codes = set(reference_tables.reference_table("offence_groups")["offence_code"])
    rows = [{name.lower().replace(" ", "_"): cell for name, cell in row.items()} for row in all_rows(lists)]
    assert {row["offence_code"] for row in rows} <= codes
    assert {row["alcohol"] for row in rows} == {"Y", "N", ""}
    without_place = sum(not (row.get("lsoa_code") or row.get("ward_code")) for row in rows)
    assert 0.02 < without_place / len(rows) < 0.04
    knives = {month: sum(row.get("knife", row.get("Knife")) == "Y" for row in found) for month, found in lists.items()}
    falls = SETTINGS["partner_extract"]["knife_falls_from"]
    late, early = ([count for month, count in knives.items() if (month >= falls) == last] for last in (True, False))
    assert sum(late) / len(late) < 0.75 * sum(early) / len(early)


@pytest.fixture(scope="module")
def partnerships(folder):
    """The rows of the Home Office's workbook, all sheets together."""
    path = folder / "demonstration_prc-csp-tables.xlsx"
    years = dict.fromkeys(f"{start}_{(start + 1) % 100}" for start in (int(month[:4]) - (month[5:] < "04") for month in MONTHS))
    old = SETTINGS["home_office"]["old_heading_until"].replace("/", "_")
    return [row for year in years for row in plain.sheet(path, year, headings_at=0 if year <= old else 1)]


def test_the_home_office_counts_the_offences_of_the_lists(partnerships, lists):
    own = Counter()
    for row in partnerships:
        if row["CSP Name"] == SETTINGS["area_name"]:
            start = int(row["Financial Year"][:4]) * 4 + int(row["Financial Quarter"])
            own[start, row["Offence Code"]] += int(row["Offence Count"])
    counted = Counter()
    for month, rows in lists.items():
        for row in rows:
            counted[(int(month[:4]) * 12 + int(month[5:]) - 1) // 3, row.get("offence_code") or row["Offence Code"]] += 1
    gap = {(int(month[:4]) * 12 + int(month[5:]) - 1) // 3 for month in SETTINGS["missing_months"]}
    assert {key: count for key, count in own.items() if key[0] not in gap} == {
        key: count for key, count in counted.items() if key[0] not in gap
    }
    for quarter in gap:
        listed, told = (sum(count for key, count in found.items() if key[0] == quarter) for found in (counted, own))
        assert 1.3 < told / listed < 1.7, "the month without a list is counted all the same"


def test_the_home_office_has_other_partnerships_unassigned_rows_negative_counts_and_an_old_name(partnerships):
    names = {row["CSP Name"] for row in partnerships}
    known = {line[key] for line in FACTS.partnerships for key in ("csp_name", "old_name") if line[key]}
    assert names == {SETTINGS["area_name"], "Unassigned", *known}
    assert all("demonstration" in name.lower() for name in known)
    negative = [row for row in partnerships if int(row["Offence Count"]) < 0]
    assert 10 < len(negative) < len(partnerships) / 20
    assert SETTINGS["area_name"] not in {row["CSP Name"] for row in negative}
    homicides = Counter(row["CSP Name"] for row in partnerships if row["Offence Subgroup"] == "Homicide")
    assert 0 < homicides[SETTINGS["area_name"]] < 15


def test_every_made_up_figure_says_demonstration(folder):
    columns = {"returns": "note", "indicator_values": "note", "breaks": "reason", "actions": "title", "annotations": "text"}
    columns |= {"corrections": "why", "grants": "funder", "milestones": "evidence", "risks": "cause", "rebases": "reason"}
    columns |= {"ratings": "reason", "moves": "reference", "baselines": "source"}
    for name, column in columns.items():
        assert all("demonstration" in line[column].lower() for line in plain.handed_in(sorted(folder.iterdir()), name)), name
    for line in read_table(folder, "indicator_values"):
        assert line["area_code"] == SETTINGS["area_code"]


@pytest.mark.parametrize("path", sorted((PROJECT / "etl" / "demonstration").glob("*.py")), ids=lambda path: path.name)
def test_the_generator_names_no_place(path):
    words = path.read_text(encoding="utf-8")
    named = [SETTINGS["area_name"], SETTINGS["area_code"], SETTINGS["force"], *(ward["name"] for ward in FACTS.wards)]
    assert not [place for place in named if place in words and place not in ("Stoke", "Ham", "Drake")]


def test_other_partnerships_have_residents_and_every_offence_code_a_weight_labelled_invented(folder):
    people = {
        line["lad24_code"]: int(line["total_residents"])
        for line in read_table(folder, "demonstration_population_census2021_districts")
    }
    named = {line["LAD24CD"]: line["CSP24NM"] for line in read_table(folder, "lookup_lad24_csp24_demonstration")}
    assert named.pop(SETTINGS["area_code"]) == SETTINGS["area_name"], "a lookup without the area is asked about"
    assert people.pop(SETTINGS["area_code"]) == sum(int(ward["residents"]) for ward in FACTS.wards)
    assert set(people) == set(named) and {*named.values()} == {line["csp_name"] for line in FACTS.partnerships}
    weights = read_table(folder, "demonstration_harm_weights")
    assert {line["offence_code"] for line in weights} == {line["offence_code"] for line in FACTS.offences}
    assert all(float(line["weight"]) > 0 and "invented" in line["index_name"] for line in weights)
