"""Another partnership sees nothing of the first one: no list, no zone, no project, no word; and no map without a cell in view."""

import json
import math
import re

import pytest
from streamlit.testing.v1 import AppTest

from analysis.declared import indicators as declared_indicators
from analysis.declared import reference_tables
from analysis.release import database, partnership
from etl.__main__ import main
from tests.conftest import PROJECT, SHARED_DATA
from tests.etl import anytown

PAGES = (
    "violence/overview",
    "violence/explore",
    "violence/pillars",
    "violence/hotspots",
    "projects/portfolio",
    "extracts/load",
    "extracts/data",
    "extracts/definitions",
    "extracts/history",
    "figures/export",
)
LUTON = "E06000032"
LUTON_SETTINGS = f"""area_code = "{LUTON}"
area_name = "Luton"
partnership = "Luton Community Safety Partnership"
area_noun = "town"
forces = ["bedfordshire"]
"""
# What belongs to the partnership whose lists ship: its names, its money, its projects and its zones.
OF_THE_FIRST = re.compile(
    "|".join(
        [
            "Plymouth",
            "E06000026",
            "125,000",
            "Purple Flag: violence",
            "City Survey, ",
            *reference_tables.partnership_table("projects", "E06000026")["title"].map(re.escape),
            *(zone for zone in reference_tables.zone_names("E06000026") if zone not in reference_tables.ZONE_KINDS),
        ]
    )
)
DEFINITIONS = ("Indicators", "Offence groups", "Breaks", "Methods", "Deviations", "Glossary", "Data dictionary")


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    """Anytown with two months of police files and its lookups, boundaries and residents."""
    data, files = tmp_path_factory.mktemp("anytown_data"), tmp_path_factory.mktemp("anytown_files")
    anytown.data_folder(data)
    kinds = ("Robbery", "Violence and sexual offences")
    months = [
        anytown.write(
            files / f"{month}.csv",
            anytown.street([anytown.crime(f"{month}{i}", month, list(anytown.LSOAS)[i % 7], kinds[i % 2]) for i in range(40)]),
        )
        for month in ("2025-01", "2025-02")
    ]
    places = [*anytown.lookup_files(files), *anytown.boundary_files(files), anytown.population_file(files)]
    anytown.load(data, *places, *months)
    return data


@pytest.fixture(scope="module")
def luton(tmp_path_factory):
    """Luton with the real files of June 2023 and the rows of the real lookup and census that are its own."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the real files are not at {SHARED_DATA}; name their folder with SHARED_DATA")
    data, files = tmp_path_factory.mktemp("luton_data"), tmp_path_factory.mktemp("luton_files")
    anytown.write(data / "settings.toml", LUTON_SETTINGS)
    heading, *lines = (SHARED_DATA / "geography" / "lookup_lsoa21_ward24_ltla24_ALL.csv").read_text("utf-8-sig").splitlines()
    lookup = anytown.write(files / "lookup.csv", "\n".join([heading, *(line for line in lines if LUTON in line)]) + "\n")
    anytown.load(data, lookup, SHARED_DATA / "police" / "bedfordshire_2023-06_all-kinds.zip")
    return data


@pytest.fixture(params=["invented", "luton"])
def another(request, monkeypatch):
    """A data folder of another area, in force for the test."""
    data = request.getfixturevalue(request.param)
    monkeypatch.setenv("VIOLENCE_DATA", str(data))
    return data


def drawn(page, **query):
    app = AppTest.from_file(str(PROJECT / "pages" / "every_page.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    app.switch_page(f"{page}.py").run()
    assert not app.exception
    return app


def protos(app):
    """Every element of the page as the browser gets it."""
    waiting = list(app._tree.children.values())
    while waiting:
        node = waiting.pop()
        yield getattr(node, "proto", None)
        waiting.extend(getattr(node, "children", {}).values())


def words(app):
    """All that the browser gets, without the marks that keep texts from being taken for Markdown."""
    return "\n".join(str(proto) for proto in protos(app)).replace("\\", "")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_holds_a_word_of_the_first_partnership(page, another):
    app = drawn(page)
    assert not OF_THE_FIRST.findall(words(app))
    assert not re.search(r"(?<![\d,])0 crimes", words(app))


def test_where_nothing_has_changed_one_line_says_so(another):
    said = [each.value.replace("\\", "") for each in drawn("violence/overview").markdown]
    assert sum("Worse: none · " in each and "Better: none · " in each and "Changed: none" in each for each in said) == 1


@pytest.mark.parametrize("part", DEFINITIONS)
def test_no_definition_does(part, another):
    assert not OF_THE_FIRST.findall(words(drawn("extracts/definitions", part=part)))


def test_no_indicator_does(another):
    found = declared_indicators.read_all(partnership.in_force())
    assert not found.problems and not any(one.adopted for one in found.indicators)
    every = [one.id for one in found.indicators]
    assert "people_trained" not in every and "robbery" in every
    for name in ("robbery", "night_zone_violence", "L1", "N2"):
        assert not OF_THE_FIRST.findall(words(drawn("violence/indicator", id=name)))


def test_the_map_shows_the_busiest_places(another):
    """The middles of the ten lie within what the map shows at first, and so do the cells under them."""
    (deck,) = [json.loads(proto.json) for proto in protos(drawn("violence/hotspots")) if is_deck(proto)]
    view, layers = deck["initialViewState"], {layer["id"]: layer for layer in deck["layers"]}
    places = [place["position"] for place in layers["ten_places"]["data"]]
    half = 360 * 460 / 512 / 2 ** view["zoom"] / 2
    shrunk = math.cos(math.radians(view["latitude"]))
    seen = [1 for x, y in places if abs(x - view["longitude"]) <= half and abs(y - view["latitude"]) <= half * shrunk]
    assert len(seen) == len(places) > 0 and len(layers["cells"]["data"]["features"]) >= len(places)


def is_deck(proto):
    return proto is not None and proto.DESCRIPTOR.name == "DeckGlJsonChart"


def test_lists_start_empty_and_pages_say_what_to_load(another):
    for question in ("projects", "grants", "targets", "zones"):
        assert database.ask(question).empty
    said = {page: words(drawn(page)) for page in ("violence/hotspots", "projects/portfolio", "violence/overview")}
    assert "No zones are loaded yet" in said["violence/hotspots"] and "GeoJSON" in said["violence/hotspots"]
    assert "It needs three tables" in said["projects/portfolio"] and "returns" in said["projects/portfolio"]
    assert "has adopted no indicators here yet" in said["violence/overview"] and "[adopted]" in said["violence/overview"]


def test_the_demonstration_is_not_loaded_for_another_area(tmp_path, capsys):
    anytown.data_folder(tmp_path)
    assert main(["--data", str(tmp_path), "demo"]) == 1
    assert "its figures would be shown nowhere" in capsys.readouterr().err
