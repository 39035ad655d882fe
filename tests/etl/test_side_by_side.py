"""What two releases, set side by side, would tell of few people is asked at the door: months corrected, zones drawn anew."""

import json

import pytest

from etl.acts import loading
from tests.etl import anytown
from tests.etl.test_partner_extract import extract

DAYS = [f"2025-03-{day:02}" for day in range(1, 21)]


def offences(folder, days, name="force.csv"):
    """A month of the force's list, an offence a day."""
    return extract(folder, [["8N", day, "E01990001", "", "", "", "Y", ""] for day in days], name)


def zone(folder, position, zone_id="quay"):
    told = {"zone_id": zone_id, "name": zone_id.title(), "kind": "night_time", "indicative": True, "source": "made up"}
    feature = {"type": "Feature", "properties": told, "geometry": anytown.square(position)}
    return anytown.write(
        folder / f"zones_{zone_id}_{position}.geojson", json.dumps({"type": "FeatureCollection", "features": [feature]})
    )


def asked(data, file):
    """The warnings that a file meets, by check."""
    (report,) = loading.screen(data, loading.Handed([file]))
    return {problem.check: problem.message for problem in report.problems if problem.result == "warning"}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Anytown with places, a zone, and a month of the force's list."""
    folder = tmp_path_factory.mktemp("side_by_side")
    data = anytown.data_folder(folder / "data")
    places = [*anytown.lookup_files(folder), *anytown.boundary_files(folder), zone(folder, 0)]
    anytown.load(data, *places, offences(folder, DAYS))
    return data


@pytest.mark.parametrize(("more", "less", "few"), [(0, 0, 0), (1, 0, 1), (4, 0, 4), (5, 0, 0), (0, 2, 2), (3, 1, 3)])
def test_a_month_of_people_in_which_few_records_differ_is_asked(loaded, tmp_path, more, less, few):
    days = DAYS[less:] + ["2025-03-28"] * more
    found = asked(loaded, offences(tmp_path, days, "again.csv")).get("few_corrected", "")
    said = (
        f"Few records would change of 2025-03 ({few}): so few that whoever sets figures of the release before beside those of "
        "this one could tell of them."
    )
    assert found == (said if few else "")


def test_many_months_are_asked_at_once(loaded, tmp_path):
    months = [f"2024-{month:02}" for month in range(1, 8)]
    days = [f"{month}-{day:02}" for month in months for day in range(1, 11)]
    data = anytown.copied(loaded, tmp_path)
    anytown.load(data, offences(tmp_path, days, "year.csv"))
    found = asked(data, offences(tmp_path, [*days, *(f"{month}-20" for month in months)], "again.csv"))["few_corrected"]
    assert "2024-01 (1), 2024-02 (1), 2024-03 (1), 2024-04 (1), 2024-05 (1) and 2 more: so few" in found


def test_a_month_of_open_data_is_not(loaded, tmp_path):
    crimes = [anytown.crime(f"2025-03{n}", "2025-03") for n in range(20)]
    data = anytown.copied(loaded, tmp_path)
    anytown.load(data, anytown.write(tmp_path / "street.csv", anytown.street(crimes)))
    again = anytown.write(tmp_path / "again.csv", anytown.street([*crimes, anytown.crime("new", "2025-03")]))
    assert "few_corrected" not in asked(data, again)


def test_a_zone_drawn_anew_is_asked_and_one_of_another_name_or_the_same_outline_is_not(loaded, tmp_path):
    found = asked(loaded, zone(tmp_path, 1))["zones_drawn_anew"]
    assert found == (
        "Drawn anew: Quay. Whoever sets figures of the release before beside those of this one could tell how many offences lie "
        "between the outlines."
    )
    assert "zones_drawn_anew" not in asked(loaded, zone(tmp_path, 1, "hill")) | asked(loaded, zone(tmp_path, 0))


def test_a_zone_drawn_anew_without_a_list_of_people_tells_of_nobody(tmp_path):
    data = anytown.data_folder(tmp_path / "data")
    anytown.load(data, *anytown.lookup_files(tmp_path), *anytown.boundary_files(tmp_path), zone(tmp_path, 0))
    found = asked(data, zone(tmp_path, 1))
    assert "zones_drawn_anew" not in found and "rows_changed" in found
