"""How few cells hold how much, and the force's own list by number and by harm: by hand, and against a plain recount."""

import math
from collections import defaultdict
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.crime import answered, by_harm, gathered, harm_figures, how_few
from analysis.figures import disclosure
from analysis.figures.figure import Caption
from analysis.figures.shown_release import ShownRelease
from analysis.methods.spatial import cells
from analysis.release import database
from tests.analysis import hotspot_places
from tests.analysis.test_hotspots import CAPTION, selection
from tests.etl import anytown

FORCE = Caption("Partner extract of offences, the force", "2025", "Anytown", "0123456789abcdef")
SEXUAL = {"rape", "sexual_assault", "other_sexual"}
VERSIONS = pd.DataFrame([{"name": "Severity", "version": "2024", "valid_from": date(2024, 4, 1), "codes": 3}])


@pytest.fixture
def shown(demo_data):
    return ShownRelease(database.ask, database.release(demo_data).id, date(2025, 11, 1))


def list_months(**changes):
    months = pd.DataFrame({"month": pd.date_range("2022-01-01", "2025-09-01", freq="MS"), "covered": True, "comparable": True})
    return months.assign(reason=None, **({"offences": 10, "located": 10, "told": 10} | changes))


def points(*rows):
    """Points 600 m apart: number of offences, harm, those of both in public places."""
    columns = ["offences", "harm", "public_offences", "public_harm"]
    found = pd.DataFrame(rows, columns=columns).assign(unweighed=0)
    return found.assign(easting=[247_000.0 + 600 * at for at in range(len(rows))], northing=54_000.0)


def test_the_curve_by_hand():
    """Twenty cells with a record: 60 in one, 2 in each of the others make 98."""
    chosen = selection()
    figure = how_few.figure(chosen, hotspot_places.in_cells(chosen, [60] + [2] * 19), CAPTION)
    assert figure.title == "Half lies in 1 cell of 20"
    assert figure.table["Cells"].tolist() == [1, 1, 1, 4] and figure.table["Share (%)"].tolist() == [61.2, 61.2, 61.2, 67.3]
    assert figure.table["PAI"].tolist()[0] == round(0.6122 * 20, 1)
    _, line, _ = figure.chart["data"]
    assert line["x"][:3] == [0, 5, 10] and line["y"][:3] == pytest.approx([0, 6000 / 98, 6200 / 98])
    few = how_few.figure(chosen, hotspot_places.in_cells(chosen, [5, 4]), CAPTION)
    assert few.chart is None and "no share is told under 10" in few.sentence


def test_two_ranks_by_hand_and_where_they_disagree():
    """Thirteen cells: the last stands first by harm and last by number; one of five offences is in neither rank."""
    rows = points(*[(100 - at, 200.0 - at, 50, 10.0) for at in range(12)], (7, 9_000.0, 5, 1.0), (5, 99_999.0, 4, 1.0))
    months = list_months()
    found = by_harm.rank(rows, months, VERSIONS, by_harm.period(months), hotspot_places.named(["Quay"]), public=False)
    assert [(one.number, one.harm) for one in found.cells] == [*((at, at + 1) for at in range(1, 13)), (13, 1)]
    assert found.hidden == 1 and [one.among for one in found.listed] == [by_harm.BOTH] * 9 + [by_harm.BY_NUMBER, by_harm.BY_HARM]
    figure = harm_figures.figure(found, {"features": []}, FORCE)
    assert figure.title == "Of the ten busiest cells 9 are among the ten most harmful"
    assert figure.table["Offences (rounded)"].tolist()[-1] == 6 and set(figure.table["Offences (rounded)"] % 6) == {0}
    assert found.cells[0].near == "Quay" and found.cells[1].near == "", "600 m away"
    assert isinstance(disclosure.leave(figure).table, pd.DataFrame)
    names = {one.name for one in found.cells}
    assert len(names) == 13, "no two cells of 150 m have one grid reference"


def test_a_cell_is_called_after_the_nearest_street_as_measured_one_by_one():
    chance = np.random.default_rng(3)
    rows = points(*[(10, 50.0, 5, 20.0)] * 40)
    rows[["easting", "northing"]] = chance.uniform(0, 12_000, (40, 2))
    named = pd.DataFrame({"point": range(300), "street": [f"Street {at}" for at in range(300)], "records": 1})
    named[["easting", "northing"]] = chance.uniform(0, 9_000, (300, 2))
    months = list_months()
    found = by_harm.rank(rows, months, VERSIONS, by_harm.period(months), named, public=False)
    grid = cells.hexagons(rows[["easting", "northing"]].to_numpy(), side=by_harm.ACROSS / math.sqrt(3))
    expected = set()
    for east, north in grid.centres.tolist():
        apart, street = min((math.dist((east, north), (p.easting, p.northing)), p.street) for p in named.itertuples())
        expected.add((gathered.cell_id(int(east), int(north)), street if apart <= by_harm.NEAR else ""))
    assert {(one.name, one.near) for one in found.cells} == expected
    assert "" in {street for _, street in expected}, "some are near none"


def test_why_there_is_no_rank_by_harm_is_said():
    months = list_months()
    span = by_harm.period(months)
    assert (span.first, span.asked) == (date(2022, 10, 1), 36)
    assert "police open data carry none" in by_harm.refused(months.head(0), VERSIONS, None, public=False)
    assert by_harm.refused(months, VERSIONS.head(0), span, public=False) == by_harm.NO_WEIGHTS
    assert "no coordinates for most" in by_harm.refused(list_months(located=4), VERSIONS, span, public=False)
    assert by_harm.refused(list_months(told=7), VERSIONS, span, public=True) == by_harm.NOT_TOLD
    assert not by_harm.refused(list_months(told=8), VERSIONS, span, public=True)
    assert not by_harm.refused(list_months(told=0), VERSIONS, span, public=False)
    broken = months.assign(comparable=months["month"] != "2024-03-01", reason="A new system.")
    assert by_harm.period(broken).first == date(2024, 4, 1), "on the newer side of the break"


@pytest.mark.parametrize("public", [False, True])
def test_the_ranks_of_the_demonstration_equal_a_plain_recount(shown, demo_data, public):
    columns = "easting, northing, offence_code, domestic_abuse, location_type"
    where = "place = 'area' AND easting IS NOT NULL AND month BETWEEN DATE '2022-10-01' AND DATE '2025-09-01'"
    rows = anytown.rows(demo_data, f"SELECT {columns} FROM partner_offences WHERE {where}")
    weights = dict(anytown.rows(demo_data, "SELECT offence_code, weight FROM harm_weights"))
    groups = anytown.rows(demo_data, "SELECT offence_code, offence_group FROM offence_groups")
    sexual = {code for code, group in groups if group in SEXUAL}
    number, harm = defaultdict(int), defaultdict(float)
    for east, north, code, domestic, kind in rows:
        told = domestic == "N" and kind == "public_place" if public else domestic != "Y"
        if told and code not in sexual:
            cell = tuple(cells.hexagon_of(np.array([[east, north]]), 150 / 3**0.5)[0].tolist())
            number[cell] += 1
            harm[cell] += weights.get(code, 0.0)
    shown_cells = [cell for cell, count in number.items() if count >= 6]
    figure = disclosure.leave(answered.harm(shown, public=public))
    by_number = figure.table.sort_values("By number").head(10)["Offences (rounded)"].tolist()
    assert by_number == [6 * (count // 6) for count in sorted((number[cell] for cell in shown_cells), reverse=True)[:10]]
    busiest = sorted(shown_cells, key=lambda cell: -number[cell])[:10]
    most_harmful = sorted(shown_cells, key=lambda cell: -harm[cell])[:10]
    both = sum(figure.table["Among the ten of"] == by_harm.BOTH)
    assert both == len(set(busiest) & set(most_harmful))
