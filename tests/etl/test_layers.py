"""Reference layers beside what is loaded and beside each other: none that is short, moved or another district's passes."""

import json

import pytest

from etl.acts import loading
from tests.etl import anytown
from tests.etl.anytown import crime, load, rows, street, table, write


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """Anytown's lookups, outlines and residents."""
    folder = tmp_path_factory.mktemp("files")
    lookups, outlines = anytown.lookup_files(folder), anytown.boundary_files(folder)
    return {
        "ward_of": lookups[0],
        "changes": lookups[1],
        "lsoas": outlines[0],
        "wards": outlines[1],
        "residents": anytown.population_file(folder),
    }


@pytest.fixture(scope="module")
def data(tmp_path_factory, files):
    data = anytown.data_folder(tmp_path_factory.mktemp("layers") / "data")
    done = load(data, *files.values(), confirmed=False)
    assert anytown.verdicts(done) == ["accepted"] * 5, "a whole set of layers asks nothing"
    return data


def asked(data, *paths, **options):
    return [
        (r.verdict, {p.check for p in r.problems if p.result != "information"})
        for r in loading.screen(data, loading.Handed(paths, **options))
    ]


def changed(path, folder, change, name=None):
    content = json.loads(path.read_text())
    change(content)
    return write(folder / (name or path.name), json.dumps(content))


def shift(content, across, up=0.0, mirror=False):
    for feature in content["features"]:
        ring = feature["geometry"]["coordinates"][0]
        for point in ring:
            point[0] = round((2 * anytown.WEST + 0.07 - point[0] if mirror else point[0]) + across, 6)
            point[1] = round(point[1] + up, 6)
        ring.reverse()


def swap(content):
    one, other = content["features"][0], content["features"][1]
    one["geometry"], other["geometry"] = other["geometry"], one["geometry"]


def another_district(content):
    for number, feature in enumerate(content["features"]):
        feature["properties"] = {"WD25CD": f"E0598000{number}", "WD25NM": "x", "LAD25CD": "E07990000"}


CHANGES = {
    "cut": (lambda c: c.update(exceededTransferLimit=True), "refused", {"layer_cut"}),
    "cut and said within": (lambda c: c.update(properties={"exceededTransferLimit": True}), "refused", {"layer_cut"}),
    "short": (lambda c: c["features"].pop(), "needs_confirmation", {"areas_missing"}),
    "abroad": (lambda c: shift(c, 20), "refused", {"outline_abroad"}),
    "east for west": (lambda c: shift(c, 8.2), "refused", {"outline_abroad"}),
    "moved": (lambda c: shift(c, 0.02), "needs_confirmation", {"outlines_moved", "outlines_disagree"}),
    "mirrored": (lambda c: shift(c, 0, mirror=True), "needs_confirmation", {"outlines_moved"}),
    "under each other's codes": (swap, "needs_confirmation", {"outlines_moved", "outlines_disagree"}),
    "another district's": (another_district, "needs_confirmation", {"layer_elsewhere"}),
}


@pytest.mark.parametrize("name", list(CHANGES))
def test_ward_outlines_that_are_not_the_areas(data, files, tmp_path, name):
    change, verdict, checks = CHANGES[name]
    ((found, said),) = asked(data, changed(files["wards"], tmp_path, change))
    assert found == verdict and checks <= said, said


def test_latitude_before_longitude_is_named(data, files, tmp_path):
    def turn(content):
        for feature in content["features"]:
            for point in feature["geometry"]["coordinates"][0]:
                point.reverse()

    (report,) = loading.screen(data, loading.Handed([changed(files["wards"], tmp_path, turn)]))
    assert report.verdict == "refused"
    (problem,) = report.problems
    assert problem.message == "Area 1 and 2 more: the outline lies outside the British Isles."
    assert problem.remedy.startswith("Latitude and longitude are swapped")


def test_layers_of_one_first_call_are_held_against_each_other(files, tmp_path):
    data = anytown.data_folder(tmp_path / "data")
    moved = changed(files["wards"], tmp_path, swap)
    found = asked(data, files["ward_of"], files["changes"], files["lsoas"], moved, files["residents"])
    assert [checks for _, checks in found] == [set(), set(), {"outlines_disagree"}, {"outlines_disagree"}, set()]


def lookup(folder, ward_of, year="24"):
    lines = [[code, f"Anytown {code[-3:]}A", ward, "x", anytown.AREA, "Anytown"] for code, ward in ward_of.items()]
    headings = ["LSOA21CD", "LSOA21NM", f"WD{year}CD", f"WD{year}NM", f"LAD{year}CD", f"LAD{year}NM"]
    return write(folder / f"lookup{year}.csv", table(headings, lines))


@pytest.mark.parametrize(
    ("moved", "lost", "year", "expected"),
    [(0, 1, "24", {"areas_missing"}), (1, 0, "24", {"wards_moved"}), (1, 0, "25", {"wards_moved"}), (0, 0, "25", set())],
)
def test_a_lookup_that_loses_or_moves_areas(data, tmp_path, moved, lost, year, expected):
    ward_of = {code: ward for code, (ward, _) in anytown.LSOAS.items()}
    for code in list(ward_of)[:moved]:
        ward_of[code] = "E05990003"
    for code in list(ward_of)[len(ward_of) - lost :]:
        del ward_of[code]
    assert asked(data, lookup(tmp_path, ward_of, year))[0][1] == expected


def test_a_lookup_of_another_district(data, tmp_path):
    lines = [["E01980901", "Far 001A", "E05980901", "Far", "E07980000", "Far"]]
    headings = ["LSOA21CD", "LSOA21NM", "WD24CD", "WD24NM", "LAD24CD", "LAD24NM"]
    assert asked(data, write(tmp_path / "far.csv", table(headings, lines))) == [("needs_confirmation", {"layer_elsewhere"})]


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (lambda n, r: r, set()),
        (lambda n, r: r // 1000, {"residents_differ"}),
        (lambda n, r: r * 2, {"residents_differ"}),
        (lambda n, r: None if n == 3 else r, {"areas_missing"}),
        (lambda n, r: 0 if n == 0 else r, {"residents_differ"}),
        (lambda n, r: [3600, 400, 450, 1200, 1300, 1350, 1400][n], {"residents_differ"}),
        (lambda n, r: r + 50, set()),
    ],
)
def test_residents_beside_those_loaded(data, tmp_path, figure, expected):
    found = [[code, figure(n, r)] for n, (code, (_, r)) in enumerate(anytown.LSOAS.items())]
    text = table(["lsoa21_code", "total_residents"], [line for line in found if line[1] is not None])
    assert asked(data, write(tmp_path / "mid2023_lsoa21.csv", text))[0][1] == expected


def test_counts_do_not_fall_where_a_ward_has_no_outline(files, tmp_path):
    """An extract placed by points only: the outline of an LSOA places it, and what no outline can tell is not located."""
    from tests.etl.test_partner_extract import EAST, NORTH

    short = changed(files["wards"], tmp_path, lambda c: c["features"].pop(1), "wards_2025.geojson")
    lines = [["8N", "2025-03-01", EAST, NORTH], ["8N", "2025-03-02", EAST, NORTH], ["8N", "2025-03-03", 400000, 400000]]
    extract = write(tmp_path / "points.csv", table(["offence_code", "recorded_on", "easting", "northing"], lines))
    places = "SELECT place::VARCHAR, ward_code, count(*) FROM partner_offences GROUP BY ALL ORDER BY ALL"
    for layers, expected in (
        ([files["wards"]], [("area", "E05990002", 2), ("outside", None, 1)]),
        ([short, files["lsoas"]], [("area", "E05990002", 2), ("outside", None, 1)]),
        ([short], [("not_located", None, 3)]),
    ):
        data = anytown.data_folder(tmp_path / str(len(expected)) / str(len(layers)))
        load(data, files["ward_of"], files["changes"], *layers, extract)
        assert rows(data, places) == expected


def test_codes_of_2011_without_their_lookup_are_said(files, tmp_path):
    data = anytown.data_folder(tmp_path / "data")
    load(data, files["ward_of"])
    lines = [crime(str(n), lsoa="E01990001") for n in range(3)] + [crime("old", lsoa=anytown.SPLIT, name="Anytown 005E")]
    path = write(tmp_path / "street.csv", street(lines))
    (report,) = loading.screen(data, loading.Handed([path]))
    (said,) = [p for p in report.problems if p.check == "codes_not_placed"]
    assert said.result == "warning" and said.message.startswith("1 of 4 rows carry Anytown's name")
    (street_report, _) = loading.screen(data, loading.Handed([path, files["changes"]]))
    assert "codes_not_placed" not in {p.check for p in street_report.problems}
